import { scaleLinear, type ScaleLinear } from 'd3-scale';
import type { SeriesLog } from '../../store/series-log.ts';
import type { DrawnColumn, SeriesPoint } from './thin-series.ts';

/** Pixels of the strip's parts. */
export interface StripSize {
  readonly width: number;
  readonly height: number;
}

/** Scales of the strip: what was done to the run in a lane at the top, rates below, then latency; one time axis. */
export interface StripLayout extends StripSize {
  readonly x: ScaleLinear<number, number>;
  readonly rate: ScaleLinear<number, number>;
  readonly latency: ScaleLinear<number, number>;
  readonly rateTicks: readonly number[];
  readonly latencyTicks: readonly number[];
  readonly timeTicks: readonly number[];
}

/** Room at the left for the numbers of the axes, at the top for the lane of faults, at the right for the names of the
 *  lines, at the bottom for the time. */
export const STRIP_MARGIN = { left: 58, right: 78, top: 20, bottom: 18 } as const;
const RATE_SHARE = 0.57;
const GAP = 12;
/** Height above the lines in which each half bears its title. */
const TITLE_HEIGHT = 17;
const LEAST_RATE = 10;
const LEAST_LATENCY_MS = 10;

/** Lays the strip out for what was measured so far. Axes begin at zero and end at a round number above everything that
 *  is drawn. */
export function layOutStrip(
  points: readonly SeriesPoint[],
  options: StripSize & { readonly spanMs: number; readonly showsDone: boolean },
): StripLayout {
  const { width, height, spanMs, showsDone } = options;
  const { left, right, top, bottom } = STRIP_MARGIN;
  const innerHeight = Math.max(40, height - top - bottom - GAP);
  const rateBottom = top + innerHeight * RATE_SHARE;
  const mostRate = highest(points, ['offeredPerSec', 'answeredPerSec', 'goodPerSec', 'failedPerSec'], LEAST_RATE);
  const mostLatency = highest(points, showsDone ? ['p99Ms', 'doneP99Ms'] : ['p99Ms'], LEAST_LATENCY_MS);
  const rate = belowTitle(mostRate, [rateBottom, top]);
  const latency = belowTitle(mostLatency, [rateBottom + GAP + innerHeight * (1 - RATE_SHARE), rateBottom + GAP]);
  return {
    width,
    height,
    x: scaleLinear([0, Math.max(1, spanMs)], [left, Math.max(left + 1, width - right)]),
    rate,
    latency,
    rateTicks: halves(rate),
    latencyTicks: halves(latency),
    timeTicks: timeTicks(spanMs, width),
  };
}

/** An axis from zero, so long that its highest value stays below the title. */
function belowTitle(most: number, [bottom, top]: readonly [bottom: number, top: number]): ScaleLinear<number, number> {
  const height = bottom - top;
  const free = Math.max(height / 2, height - TITLE_HEIGHT);
  return scaleLinear([0, (most * height) / free], [bottom, top]).nice(4);
}

/** Zero, the middle and the end of an axis. */
function halves(scale: ScaleLinear<number, number>): readonly number[] {
  const end = scale.domain()[1]!;
  return [0, end / 2, end];
}

const SPANS_MS = [30_000, 60_000, 120_000, 300_000, 600_000, 1_200_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000];

/** Time that the strip shows: the first round one that holds all that was computed, and never more than the run. */
export function stripSpan(log: SeriesLog, { nowMs, horizonMs }: { readonly nowMs: number; readonly horizonMs: number }): number {
  const last = log.count === 0 ? 0 : log.at(log.count - 1, 'atMs');
  const reached = Math.max(nowMs, last);
  return Math.min(horizonMs, SPANS_MS.find((span) => span >= reached) ?? horizonMs);
}

function highest(points: readonly SeriesPoint[], columns: readonly DrawnColumn[], least: number): number {
  let most = least;
  for (const point of points) for (const column of columns) if (point[column] > most) most = point[column];
  return most;
}

const NICE_STEPS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000];

/** Moments to name on the time axis: whole seconds, quarters of minutes, minutes, hours; about one per 110 pixels. */
export function timeTicks(horizonMs: number, width: number): readonly number[] {
  const wanted = Math.max(2, Math.floor(width / 110));
  const step = NICE_STEPS_MS.find((candidate) => horizonMs / candidate <= wanted) ?? NICE_STEPS_MS.at(-1)!;
  return Array.from({ length: Math.floor(horizonMs / step) + 1 }, (_, index) => index * step);
}
