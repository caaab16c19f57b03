import { SERIES_COLUMNS } from '../worker/protocol.ts';

/** Length of one row of the strip. */
export const SERIES_STRIDE = SERIES_COLUMNS.length;
export type SeriesColumn = (typeof SERIES_COLUMNS)[number];

/** Column number of each figure of the strip. */
export const SERIES = Object.fromEntries(SERIES_COLUMNS.map((name, index) => [name, index])) as Readonly<
  Record<SeriesColumn, number>
>;

/** The strip's figures over the whole run, in order of time, outside of React. Grows as rows come. */
export class SeriesLog {
  private rows = new Float64Array(256 * SERIES_STRIDE);
  private rowCount = 0;
  private changes = 0;
  private interval = 1000;

  /** Rows so far. */
  get count(): number {
    return this.rowCount;
  }

  /** Changes with every addition and cut, so that a picture is drawn anew only then. */
  get version(): number {
    return this.changes;
  }

  /** Simulated time that one row is about, in ms. */
  get intervalMs(): number {
    return this.interval;
  }

  at(row: number, column: SeriesColumn): number {
    return row >= 0 && row < this.rowCount ? this.rows[row * SERIES_STRIDE + SERIES[column]]! : Number.NaN;
  }

  clear(): void {
    this.rowCount = 0;
    this.changes++;
  }

  /** Adds rows; a row of a moment that is there already takes its place. */
  add(rows: Float64Array, intervalMs: number): void {
    this.interval = intervalMs;
    if (rows.length === 0) return;
    this.cut(rows[0]!);
    this.reserve(this.rowCount + rows.length / SERIES_STRIDE);
    this.rows.set(rows, this.rowCount * SERIES_STRIDE);
    this.rowCount += rows.length / SERIES_STRIDE;
    this.changes++;
  }

  /** Drops rows at and after this moment. */
  cut(fromMs: number): void {
    while (this.rowCount > 0 && this.at(this.rowCount - 1, 'atMs') >= fromMs) this.rowCount--;
    this.changes++;
  }

  /** The row of a moment: the last one at or before it, -1 when there is none. */
  rowAt(atMs: number): number {
    let low = -1;
    let high = this.rowCount - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.at(middle, 'atMs') <= atMs) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private reserve(count: number): void {
    if (count * SERIES_STRIDE <= this.rows.length) return;
    const larger = new Float64Array(Math.max(count, this.rowCount * 2) * SERIES_STRIDE);
    larger.set(this.rows.subarray(0, this.rowCount * SERIES_STRIDE));
    this.rows = larger;
  }
}

/** The page's strip. */
export const seriesLog = new SeriesLog();
