import { describe, expect, it } from 'vitest';
import { SERIES, SERIES_STRIDE, SeriesLog } from './series-log.ts';

function rows(...entries: readonly (readonly [number, number])[]): Float64Array {
  const all = new Float64Array(entries.length * SERIES_STRIDE);
  entries.forEach(([atMs, good], index) => {
    all[index * SERIES_STRIDE + SERIES.atMs] = atMs;
    all[index * SERIES_STRIDE + SERIES.goodPerSec] = good;
  });
  return all;
}

describe('SeriesLog', () => {
  it('keeps rows in order of time and finds the row of a moment', () => {
    const log = new SeriesLog();
    log.add(rows([1000, 1], [2000, 2]), 1000);
    log.add(rows([3000, 3]), 1000);
    expect([log.rowAt(999), log.rowAt(1000), log.rowAt(2999), log.rowAt(9e9)]).toEqual([-1, 0, 1, 2]);
    expect(log.at(2, 'goodPerSec')).toBe(3);
    expect(log.at(3, 'goodPerSec')).toBeNaN();
  });

  it('drops what a cut makes void, and lets newer rows of the same time take over', () => {
    const log = new SeriesLog();
    log.add(rows([1000, 1], [2000, 2], [3000, 3]), 1000);
    log.cut(2000);
    expect(log.count).toBe(1);
    log.add(rows([1000, 9], [2000, 8]), 1000);
    expect([log.count, log.at(0, 'goodPerSec')]).toEqual([2, 9]);
  });

  it('grows as far as needed', () => {
    const log = new SeriesLog();
    for (let i = 0; i < 1000; i++) log.add(rows([i, i]), 1);
    expect([log.count, log.at(999, 'goodPerSec')]).toEqual([1000, 999]);
  });
});
