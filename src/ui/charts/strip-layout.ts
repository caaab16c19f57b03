import { scaleLinear, type ScaleLinear } from 'd3-scale';
import type { BrownoutDocument } from '../../model/document.ts';
import type { SeriesLog } from '../../store/series-log.ts';

/** Pixels of the strip's parts. */
export interface StripSize {
  readonly width: number;
  readonly height: number;
}

/** Scales of the strip: rates above, latency below, one time axis. */
export interface StripLayout extends StripSize {
  readonly x: ScaleLinear<number, number>;
  readonly rate: ScaleLinear<number, number>;
  readonly latency: ScaleLinear<number, number>;
  readonly rateTicks: readonly number[];
  readonly latencyTicks: readonly number[];
  readonly timeTicks: readonly number[];
  /** Where latency begins, from the top. */
  readonly dividerY: number;
}

/** Room at the left for the numbers of the axes, and at the right and bottom. */
export const STRIP_MARGIN = { left: 48, right: 12, top: 8, bottom: 17 } as const;
const RATE_SHARE = 0.6;
const GAP = 8;
const LEAST_RATE = 10;
const LEAST_LATENCY_MS = 10;

/** Lays the strip out for what was measured so far. Axes begin at zero and end at a round number above everything. */
export function layOutStrip(
  log: SeriesLog,
  options: StripSize & { readonly spanMs: number },
): StripLayout {
  const { width, height, spanMs } = options;
  const { left, right, top, bottom } = STRIP_MARGIN;
  const innerHeight = Math.max(20, height - top - bottom);
  const rateBottom = top + innerHeight * RATE_SHARE;
  const rate = scaleLinear([0, mostOf(log, ['offeredPerSec', 'answeredPerSec', 'failedPerSec'], LEAST_RATE)], [rateBottom, top]).nice(3);
  const latency = scaleLinear([0, mostOf(log, ['p99Ms'], LEAST_LATENCY_MS)], [height - bottom, rateBottom + GAP]).nice(2);
  const x = scaleLinear([0, Math.max(1, spanMs)], [left, Math.max(left + 1, width - right)]);
  return {
    width,
    height,
    x,
    rate,
    latency,
    rateTicks: [0, rate.domain()[1]],
    latencyTicks: [latency.domain()[1]],
    timeTicks: timeTicks(spanMs, width),
    dividerY: rateBottom + GAP / 2,
  };
}

const SPANS_MS = [30_000, 60_000, 120_000, 300_000, 600_000, 1_200_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000];

/** Time that the strip shows: the first round one that holds all that was computed, and never more than the run. */
export function stripSpan(log: SeriesLog, { nowMs, horizonMs }: { readonly nowMs: number; readonly horizonMs: number }): number {
  const last = log.count === 0 ? 0 : log.at(log.count - 1, 'atMs');
  const reached = Math.max(nowMs, last);
  return Math.min(horizonMs, SPANS_MS.find((span) => span >= reached) ?? horizonMs);
}

function mostOf(log: SeriesLog, columns: readonly Parameters<SeriesLog['at']>[1][], least: number): number {
  let most = least;
  for (let row = 0; row < log.count; row++) {
    for (const column of columns) {
      const value = log.at(row, column);
      if (value > most) most = value;
    }
  }
  return most;
}

const NICE_STEPS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000];

/** Moments to name on the time axis: whole seconds, quarters of minutes, minutes, hours; about one per 110 pixels. */
export function timeTicks(horizonMs: number, width: number): readonly number[] {
  const wanted = Math.max(2, Math.floor(width / 110));
  const step = NICE_STEPS_MS.find((candidate) => horizonMs / candidate <= wanted) ?? NICE_STEPS_MS.at(-1)!;
  return Array.from({ length: Math.floor(horizonMs / step) + 1 }, (_, index) => index * step);
}

/** A stretch of time during which something was done to the run. */
export interface StripBand {
  readonly id: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly isLive: boolean;
}

/** Faults of schedule and log that begin in the span as bands, and other entries as moments. */
export function stripBands(document: BrownoutDocument, spanMs: number): readonly StripBand[] {
  const band = (entry: BrownoutDocument['log'][number], isLive: boolean): StripBand => ({
    id: entry.id,
    fromMs: entry.atMs,
    toMs: entry.type === 'fault' ? Math.min(spanMs, entry.atMs + (entry.durationMs ?? Infinity)) : entry.atMs,
    isLive,
  });
  const bands = [...document.schedule.map((entry) => band(entry, false)), ...document.log.map((entry) => band(entry, true))];
  return bands.filter((one) => one.fromMs <= spanMs);
}
