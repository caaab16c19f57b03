import { describe, expect, it } from 'vitest';
import { emptyDocument } from '../../model/document.ts';
import { SERIES, SERIES_STRIDE, SeriesLog } from '../../store/series-log.ts';
import { layOutStrip, stripBands, stripSpan, timeTicks } from './strip-layout.ts';

function logOf(rows: readonly Partial<Record<keyof typeof SERIES, number>>[]): SeriesLog {
  const all = new Float64Array(rows.length * SERIES_STRIDE);
  rows.forEach((row, index) => {
    for (const [name, value] of Object.entries(row)) all[index * SERIES_STRIDE + SERIES[name as keyof typeof SERIES]] = value;
  });
  const log = new SeriesLog();
  log.add(all, 1000);
  return log;
}

describe('layOutStrip', () => {
  it('ends its axes above everything that was measured', () => {
    const log = logOf([
      { atMs: 1000, offeredPerSec: 93, answeredPerSec: 90, p99Ms: 180 },
      { atMs: 2000, offeredPerSec: 40, failedPerSec: 110, p99Ms: Number.NaN },
    ]);
    const layout = layOutStrip(log, { width: 1000, height: 120, spanMs: 60_000 });
    expect(layout.rate.domain()[1]).toBeGreaterThanOrEqual(110);
    expect(layout.latency.domain()[1]).toBeGreaterThanOrEqual(180);
    expect(layout.rate(0)).toBeLessThan(layout.dividerY);
    expect(layout.latency.range()[1]).toBeGreaterThan(layout.dividerY);
  });

  it('has usable axes before anything was measured', () => {
    const layout = layOutStrip(new SeriesLog(), { width: 10, height: 10, spanMs: 0 });
    expect([layout.rate.domain(), layout.latency.domain()]).toEqual([[0, 10], [0, 10]]);
    expect(Number.isFinite(layout.x(0))).toBe(true);
  });
});

describe('stripSpan', () => {
  it('grows in round steps with what was computed, and never beyond the run', () => {
    const empty = new SeriesLog();
    const span = (nowMs: number, horizonMs = 600_000) => stripSpan(empty, { nowMs, horizonMs });
    expect([span(0), span(30_000), span(30_001), span(500_000)]).toEqual([30_000, 30_000, 60_000, 600_000]);
    expect([span(10, 5000), span(9e9, 600_000)]).toEqual([5000, 600_000]);
  });

  it('keeps what was computed in sight after a step back', () => {
    expect(stripSpan(logOf([{ atMs: 250_000 }]), { nowMs: 0, horizonMs: 600_000 })).toBe(300_000);
  });
});

describe('timeTicks', () => {
  it('names round moments, neither too many nor too few', () => {
    expect(timeTicks(120_000, 1100)).toEqual([0, 15_000, 30_000, 45_000, 60_000, 75_000, 90_000, 105_000, 120_000]);
    expect(timeTicks(600_000, 600)).toEqual([0, 120_000, 240_000, 360_000, 480_000, 600_000]);
    expect(timeTicks(5, 1000)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('stripBands', () => {
  it('cuts what never ends at the horizon', () => {
    const bands = stripBands(
      {
        ...emptyDocument(),
        schedule: [{ id: 'f1', type: 'fault', fault: 'crash', target: 'c1', atMs: 1000 }],
        log: [{ id: 'l1', type: 'load', factor: 2, atMs: 3000 }],
      },
      10_000,
    );
    expect(bands).toEqual([
      { id: 'f1', fromMs: 1000, toMs: 10_000, isLive: false },
      { id: 'l1', fromMs: 3000, toMs: 3000, isLive: true },
    ]);
  });
});
