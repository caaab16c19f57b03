import type { SeriesLog } from '../../store/series-log.ts';
import { meanOf } from './thin-series.ts';

/** Side figures are taken over this much simulated time, or over one row where rows are longer. */
const FIGURES_MS = 2000;

/** What happened in the time that ends with a row. */
export interface StripFigures {
  readonly endMs: number;
  /** Simulated time that the figures are about; shorter at the beginning of a run. */
  readonly spanMs: number;
  readonly offeredPerSec: number;
  readonly answeredPerSec: number;
  readonly goodPerSec: number;
  readonly failedPerSec: number;
  readonly p99Ms: number;
  readonly doneP99Ms: number;
}

/** Figures of the two seconds that end with this row; undefined when there is no such row. */
export function figuresAt(log: SeriesLog, row: number): StripFigures | undefined {
  if (row < 0 || row >= log.count) return undefined;
  const rows = Math.max(1, Math.round(FIGURES_MS / log.intervalMs));
  const from = Math.max(0, row + 1 - rows);
  const to = row + 1;
  return {
    endMs: log.at(row, 'atMs'),
    spanMs: (to - from) * log.intervalMs,
    offeredPerSec: meanOf(log, 'offeredPerSec', from, to),
    answeredPerSec: meanOf(log, 'answeredPerSec', from, to),
    goodPerSec: meanOf(log, 'goodPerSec', from, to),
    failedPerSec: meanOf(log, 'failedPerSec', from, to),
    // Rows tell percentiles of the same time already.
    p99Ms: log.at(row, 'p99Ms'),
    doneP99Ms: log.at(row, 'doneP99Ms'),
  };
}
