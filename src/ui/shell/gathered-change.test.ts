import { expect, test } from 'vitest';
import { GatheredChange } from './gathered-change.ts';

/** A change with the hands of its clock. */
function gathered() {
  const timers = new Set<{ readonly atMs: number; readonly run: () => void }>();
  const committed: number[] = [];
  let nowMs = 0;
  const clock = {
    after(wallMs: number, run: () => void) {
      const timer = { atMs: nowMs + wallMs, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  };
  const advance = (wallMs: number): void => {
    nowMs += wallMs;
    for (const timer of timers) {
      if (timer.atMs > nowMs) continue;
      timers.delete(timer);
      timer.run();
    }
  };
  return { change: new GatheredChange<number>({ clock, wallMs: 1000, commit: (value) => committed.push(value) }), committed, advance };
}

test('changes within a second of the first are one, and it is the last of them', () => {
  const { change, committed, advance } = gathered();
  for (const value of [1, 2, 3, 4]) {
    change.change(value);
    advance(249);
  }
  expect(committed).toEqual([]);
  advance(4);
  expect(committed).toEqual([4]);
});

test('a later change is one of its own', () => {
  const { change, committed, advance } = gathered();
  change.change(1);
  advance(1000);
  change.change(2);
  advance(1000);
  advance(5000);
  expect(committed).toEqual([1, 2]);
});

test('what waits can be handed on at once, and then only once', () => {
  const { change, committed, advance } = gathered();
  change.change(7);
  change.flush();
  change.flush();
  advance(5000);
  expect(committed).toEqual([7]);
});
