import { expect, test } from 'vitest';
import { PacedWords } from './paced-words.ts';

function paced() {
  const said: string[] = [];
  const timers: { atMs: number; callback: () => void }[] = [];
  let nowMs = 1000;
  const clock = {
    now: () => nowMs,
    after(wallMs: number, callback: () => void) {
      const timer = { atMs: nowMs + wallMs, callback };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
  };
  const pass = (wallMs: number): void => {
    nowMs += wallMs;
    for (const timer of timers.filter(({ atMs }) => atMs <= nowMs)) timer.callback();
  };
  const words = new PacedWords({ clock, wallMs: 5000, say: (text) => said.push(text) });
  return { said, pass, words, timers };
}

test('the first words and a change after a long time are said at once', () => {
  const { said, pass, words } = paced();
  words.hear('all well');
  pass(6000);
  words.hear('all well');
  words.hear('failing');
  expect(said).toEqual(['all well', 'failing']);
});

test('changes that come soon are said later, the last of them only, though nothing more is heard', () => {
  const { said, pass, words } = paced();
  words.hear('all well');
  pass(1000);
  words.hear('strained');
  words.hear('failing');
  pass(3999);
  expect(said).toEqual(['all well']);
  pass(1);
  expect(said).toEqual(['all well', 'failing']);
});

test('what has passed before its turn is not said, and nothing after the end', () => {
  const { said, pass, words, timers } = paced();
  words.hear('all well');
  words.hear('failing');
  words.hear('all well');
  pass(5000);
  expect(said).toEqual(['all well']);
  words.hear('strained');
  words.hear('failing');
  words.end();
  pass(60_000);
  expect(said).toEqual(['all well', 'strained']);
  expect(timers).toEqual([]);
});
