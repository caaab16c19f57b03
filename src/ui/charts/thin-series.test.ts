import { describe, expect, it } from 'vitest';
import { SERIES, SERIES_STRIDE, SeriesLog } from '../../store/series-log.ts';
import { figuresAt } from './strip-figures.ts';
import { mergeSize, thinSeries } from './thin-series.ts';

type Row = Partial<Record<keyof typeof SERIES, number>>;

function logOf(rows: readonly Row[], intervalMs = 200): SeriesLog {
  const all = new Float64Array(rows.length * SERIES_STRIDE);
  rows.forEach((row, index) => {
    all[index * SERIES_STRIDE + SERIES.atMs] = intervalMs * (index + 1);
    for (const [name, value] of Object.entries(row)) all[index * SERIES_STRIDE + SERIES[name as keyof typeof SERIES]] = value;
  });
  const log = new SeriesLog();
  log.add(all, intervalMs);
  return log;
}

const quiet = (count: number): Row[] =>
  Array.from({ length: count }, () => ({ offeredPerSec: 50, answeredPerSec: 50, goodPerSec: 50, p99Ms: 20, doneP99Ms: 30 }));

describe('thinSeries', () => {
  it.each(['failedPerSec', 'p99Ms', 'doneP99Ms'] as const)('keeps a spike of %s wherever it is', (column) => {
    for (let at = 0; at < 37; at++) {
      const rows = quiet(37);
      rows[at]![column] = 999;
      expect(thinSeries(logOf(rows), 10).filter((point) => point[column] === 999)).toHaveLength(1);
    }
  });

  it('keeps counts: rates of merged rows are those of their whole time', () => {
    const rows = quiet(8);
    rows[5]!.answeredPerSec = 0;
    expect(thinSeries(logOf(rows, 1000), 4).map((point) => point.answeredPerSec)).toEqual([50, 50, 25, 50]);
  });

  it('tells rates of short rows over a second, so that single requests make no spikes', () => {
    const rows = quiet(8);
    rows[2]!.answeredPerSec = 300;
    expect(thinSeries(logOf(rows), 8).map((point) => point.answeredPerSec)).toEqual([50, 50, 400 / 3, 112.5, 100, 100, 100, 50]);
  });

  it('leaves rows alone that have room, and gaps where nothing was measured', () => {
    const rows = [...quiet(2), { p99Ms: Number.NaN }, { p99Ms: Number.NaN }];
    expect(thinSeries(logOf(rows), 4).map((point) => point.p99Ms)).toEqual([20, 20, NaN, NaN]);
    expect(thinSeries(logOf(rows), 2).map((point) => point.p99Ms)).toEqual([20, NaN]);
  });

  it('does not change a point when more rows come', () => {
    const before = thinSeries(logOf(quiet(11)), 6);
    const after = thinSeries(logOf([...quiet(11), { p99Ms: 7 }]), 6);
    expect(after.slice(0, 5)).toEqual(before.slice(0, 5));
  });

  it('never makes more points than there is room for', () => {
    for (const [rows, most] of [[0, 10], [10, 10], [11, 10], [9999, 400], [5, 0]] as const) {
      expect(rows / mergeSize(rows, most)).toBeLessThanOrEqual(Math.max(1, most));
    }
  });
});

describe('figuresAt', () => {
  it('are rates over two seconds, and the percentiles of the last row, which are over two seconds already', () => {
    const rows = quiet(30);
    rows[29]!.answeredPerSec = 150;
    rows[29]!.p99Ms = 70;
    rows[28]!.p99Ms = 9000;
    expect(figuresAt(logOf(rows), 29)).toMatchObject({ endMs: 6000, spanMs: 2000, answeredPerSec: 60, p99Ms: 70, doneP99Ms: 30 });
  });

  it('are those of one row where rows are longer, and of less at the beginning', () => {
    expect(figuresAt(logOf(quiet(4), 5000), 3)).toMatchObject({ endMs: 20_000, spanMs: 5000 });
    expect(figuresAt(logOf(quiet(4)), 2)).toMatchObject({ endMs: 600, spanMs: 600 });
  });

  it('are none before the first row', () => {
    expect(figuresAt(new SeriesLog(), -1)).toBeUndefined();
  });
});
