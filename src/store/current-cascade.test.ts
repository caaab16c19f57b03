import { expect, test } from 'vitest';
import type { Cascade } from '../analysis/cascade.ts';
import { currentCascade } from './current-cascade.ts';

function cascade(id: string, ...times: readonly number[]): Cascade {
  return { id, failedAtMs: times[1]!, steps: times.map((atMs, depth) => ({ what: 'timedOut', place: `p${depth}`, victim: `v${depth}`, atMs, depth })) };
}

const run = (nowMs: number, earlierCascade?: Cascade) => ({
  cascades: [cascade('first', 1000, 2000, 3000), cascade('second', 8000, 9000)],
  earlierCascade,
  nowMs,
});

test('the newest cascade that has begun is shown, as far as it has come', () => {
  expect(currentCascade(run(1500), [])).toBeUndefined();
  expect(currentCascade(run(2500), [])).toMatchObject({ id: 'first', steps: [{ atMs: 1000 }, { atMs: 2000 }] });
  expect(currentCascade(run(9500), [])?.id).toBe('second');
});

test('nothing is told before something failed for good', () => {
  const rescued: Cascade = { ...cascade('late', 1000, 1100), failedAtMs: 2000 };
  const at = (nowMs: number) => currentCascade({ cascades: [rescued], earlierCascade: undefined, nowMs }, []);
  expect(at(1999)).toBeUndefined();
  expect(at(2000)?.steps).toHaveLength(2);
});

test('a dismissed one gives way to the one before, and the demo keeps that of its last round', () => {
  expect(currentCascade(run(9500), ['second'])?.id).toBe('first');
  expect(currentCascade(run(0, cascade('earlier', 1, 2)), [])?.id).toBe('earlier');
  expect(currentCascade(run(0, cascade('earlier', 1, 2)), ['earlier'])).toBeUndefined();
});
