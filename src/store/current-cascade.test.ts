import { expect, test } from 'vitest';
import type { Cascade } from '../analysis/cascade.ts';
import { currentCascade, openCascades } from './current-cascade.ts';

function cascade(id: string, ...times: readonly number[]): Cascade {
  return { id, failedAtMs: times[1]!, steps: times.map((atMs, depth) => ({ what: 'timedOut', place: `p${depth}`, victim: `v${depth}`, atMs, depth })) };
}

const run = (nowMs: number, ...earlierCascades: readonly Cascade[]) => ({
  cascades: [cascade('first', 1000, 2000, 3000), cascade('second', 8000, 9000)],
  earlierCascades,
  nowMs,
});

const seen = (...dismissed: readonly string[]) => ({ dismissed, shownCascade: undefined });

test('the newest cascade that has begun is shown, as far as it has come', () => {
  expect(currentCascade(run(1500), seen())).toBeUndefined();
  expect(currentCascade(run(2500), seen())).toMatchObject({ id: 'first', steps: [{ atMs: 1000 }, { atMs: 2000 }] });
  expect(currentCascade(run(9500), seen())?.id).toBe('second');
});

test('nothing is told before something failed for good', () => {
  const rescued: Cascade = { ...cascade('late', 1000, 1100), failedAtMs: 2000 };
  const at = (nowMs: number) => currentCascade({ cascades: [rescued], earlierCascades: [], nowMs }, seen());
  expect(at(1999)).toBeUndefined();
  expect(at(2000)?.steps).toHaveLength(2);
});

test('a dismissed one gives way to the one before, and the demo keeps that of its last round', () => {
  expect(currentCascade(run(9500), seen('second'))?.id).toBe('first');
  expect(currentCascade(run(0, cascade('earlier', 1, 2)), seen())?.id).toBe('earlier');
  expect(currentCascade(run(0, cascade('earlier', 1, 2)), seen('earlier'))).toBeUndefined();
});

test('a newer one does not replace those that were not dismissed: each can be stepped to', () => {
  const ids = (nowMs: number, ...dismissed: readonly string[]) => openCascades(run(nowMs, cascade('earlier', 1, 2)), dismissed).map(({ id }) => id);
  expect(ids(2500)).toEqual(['earlier', 'first']);
  expect(ids(9500)).toEqual(['earlier', 'first', 'second']);
  expect(ids(9500, 'first')).toEqual(['earlier', 'second']);
  expect(currentCascade(run(9500), { dismissed: [], shownCascade: { id: 'first', newest: 'second' } })?.id).toBe('first');
});

test('a newer one is shown at once, whatever was stepped to before, and so is the newest when the shown one is dismissed', () => {
  expect(currentCascade(run(9500, cascade('earlier', 1, 2)), { dismissed: [], shownCascade: { id: 'earlier', newest: 'first' } })?.id).toBe('second');
  expect(currentCascade(run(9500), { dismissed: ['first'], shownCascade: { id: 'first', newest: 'second' } })?.id).toBe('second');
});
