import { describe, expect, it } from 'vitest';
import { SERIES, SERIES_STRIDE, SeriesLog } from '../../store/series-log.ts';
import { layOutStrip, stripSpan, timeTicks } from './strip-layout.ts';
import type { SeriesPoint } from './thin-series.ts';

const NOTHING: SeriesPoint = {
  atMs: 0, offeredPerSec: 0, answeredPerSec: 0, goodPerSec: 0, failedPerSec: 0, p99Ms: Number.NaN, doneP99Ms: Number.NaN,
};
const points = (...given: readonly Partial<SeriesPoint>[]): readonly SeriesPoint[] => given.map((one) => ({ ...NOTHING, ...one }));
const SIZE = { width: 1000, height: 160, spanMs: 60_000, showsDone: true };

function logUntil(atMs: number): SeriesLog {
  const row = new Float64Array(SERIES_STRIDE);
  row[SERIES.atMs] = atMs;
  const log = new SeriesLog();
  log.add(row, 1000);
  return log;
}

describe('layOutStrip', () => {
  it.each(['offeredPerSec', 'answeredPerSec', 'goodPerSec', 'failedPerSec'] as const)('has room for every rate: %s', (column) => {
    const layout = layOutStrip(points({ [column]: 317 }), SIZE);
    expect(layout.rate.domain()[1]).toBeGreaterThanOrEqual(317);
    expect(layout.rate(317)).toBeGreaterThanOrEqual(layout.rate.range()[1]!);
  });

  it('has room for done times where they are shown, and does not care for them elsewhere', () => {
    const late = points({ p99Ms: 40, doneP99Ms: 9000 });
    expect(layOutStrip(late, SIZE).latency.domain()[1]).toBeGreaterThanOrEqual(9000);
    expect(layOutStrip(late, { ...SIZE, showsDone: false }).latency.domain()[1]).toBeLessThan(100);
  });

  it.each([81, 100, 317, 766, 1000])('keeps the height of the titles free of lines: %s', (highest) => {
    const { rate, latency } = layOutStrip(points({ offeredPerSec: highest, doneP99Ms: highest }), SIZE);
    for (const scale of [rate, latency]) expect(scale(highest) - scale.range()[1]!).toBeGreaterThan(16.9);
  });

  it('keeps rates, latency and the lane of faults apart', () => {
    const { rate, latency } = layOutStrip(points({ offeredPerSec: 90, p99Ms: 40 }), SIZE);
    expect(rate.range()[1]).toBeGreaterThan(15);
    expect(latency.range()[1]).toBeGreaterThan(rate.range()[0]!);
    expect(latency.range()[0]).toBeLessThan(SIZE.height);
  });

  it('has usable axes before anything was measured', () => {
    const layout = layOutStrip([], { ...SIZE, width: 10, height: 10, spanMs: 0 });
    expect([layout.rate.domain(), layout.latency.domain()]).toEqual([[0, 20], [0, 20]]);
    expect(Number.isFinite(layout.x(0))).toBe(true);
  });
});

describe('stripSpan', () => {
  it('grows in round steps with what was computed, and never beyond the run', () => {
    const span = (nowMs: number, horizonMs = 600_000) => stripSpan(new SeriesLog(), { nowMs, horizonMs });
    expect([span(0), span(30_000), span(30_001), span(500_000)]).toEqual([30_000, 30_000, 60_000, 600_000]);
    expect([span(10, 5000), span(9e9, 600_000)]).toEqual([5000, 600_000]);
  });

  it('keeps what was computed in sight after a step back', () => {
    expect(stripSpan(logUntil(250_000), { nowMs: 0, horizonMs: 600_000 })).toBe(300_000);
  });
});

describe('timeTicks', () => {
  it('names round moments, neither too many nor too few', () => {
    expect(timeTicks(120_000, 1100)).toEqual([0, 15_000, 30_000, 45_000, 60_000, 75_000, 90_000, 105_000, 120_000]);
    expect(timeTicks(600_000, 600)).toEqual([0, 120_000, 240_000, 360_000, 480_000, 600_000]);
    expect(timeTicks(5, 1000)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
