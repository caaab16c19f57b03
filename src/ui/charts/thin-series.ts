import type { SeriesColumn, SeriesLog } from '../../store/series-log.ts';

/** Columns that are drawn. Rates of merged rows are those of their whole time, at least of a
 *  second; of failures and latencies the highest
 *  counts, so that no spike is lost. */
const MEANS = ['offeredPerSec', 'answeredPerSec', 'goodPerSec'] as const satisfies readonly SeriesColumn[];
const HIGHEST = ['failedPerSec', 'p99Ms', 'doneP99Ms'] as const satisfies readonly SeriesColumn[];
export type DrawnColumn = (typeof MEANS)[number] | (typeof HIGHEST)[number];

/** One drawn point of every line. NaN where nothing was measured. */
export type SeriesPoint = Readonly<Record<'atMs' | DrawnColumn, number>>;

/** The strip's rows as at most `most` points in order of time. Crowded rows are merged, always the same ones: a point
 *  does not change when more time passes, until rows are merged by another number. */
export function thinSeries(log: SeriesLog, most: number): readonly SeriesPoint[] {
  const size = mergeSize(log.count, most);
  return Array.from({ length: Math.ceil(log.count / size) }, (_, index) =>
    mergeRows(log, index * size, Math.min(log.count, (index + 1) * size)),
  );
}

/** How many rows make a point: 1, 2, 4 and so on, so that merging is seldom done anew. */
export function mergeSize(rows: number, most: number): number {
  let size = 1;
  while (rows / size > Math.max(1, most)) size *= 2;
  return size;
}

/** Rates are those of at least this much time up to their point, so that a line shows trends and not single requests. */
const LEAST_RATE_SPAN_MS = 1000;

function mergeRows(log: SeriesLog, from: number, to: number): SeriesPoint {
  const point = { atMs: log.at(to - 1, 'atMs') } as Record<'atMs' | DrawnColumn, number>;
  const rateFrom = Math.max(0, Math.min(from, to - Math.round(LEAST_RATE_SPAN_MS / log.intervalMs)));
  for (const column of MEANS) point[column] = meanOf(log, column, rateFrom, to);
  for (const column of HIGHEST) point[column] = highestOf(log, column, from, to);
  return point;
}

/** Mean over rows of equal length. */
export function meanOf(log: SeriesLog, column: SeriesColumn, from: number, to: number): number {
  let sum = 0;
  for (let row = from; row < to; row++) sum += log.at(row, column);
  return sum / (to - from);
}

/** Highest value that was measured in the rows; NaN when there is none. */
export function highestOf(log: SeriesLog, column: SeriesColumn, from: number, to: number): number {
  let highest = Number.NaN;
  for (let row = from; row < to; row++) {
    const value = log.at(row, column);
    if (!(value <= highest) && !Number.isNaN(value)) highest = value;
  }
  return highest;
}
