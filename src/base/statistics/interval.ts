import { studentQuantile } from './student.ts';

/** A mean and how sure it is: the true value lies within `mean` plus or minus `halfWidth` in the stated share of cases. */
export interface Interval {
  readonly mean: number;
  /** Infinity when there are too few values to tell. */
  readonly halfWidth: number;
  /** How many independent values it stands on. */
  readonly count: number;
}

/** Confidence interval of the mean of independent values that are about normal, such as results of replications (Law 2015,
 *  section 4.5). `confidence` is between 0 and 1. Without values the mean is NaN. */
export function meanInterval(values: readonly number[], confidence = 0.95): Interval {
  const count = values.length;
  const mean = meanOf(values);
  if (count < 2) return { mean, halfWidth: Infinity, count };
  const halfWidth = studentQuantile((1 + confidence) / 2, count - 1) * Math.sqrt(varianceOf(values, mean) / count);
  return { mean, halfWidth, count };
}

/** Confidence interval of the difference `a` minus `b` of results that were got pairwise on common random numbers, and how
 *  much those narrowed it: the variance of the difference had the runs been independent, divided by what it is. Both lists
 *  have the same length. */
export function pairedInterval(a: readonly number[], b: readonly number[], confidence = 0.95): Interval & { readonly varianceRatio: number } {
  if (a.length !== b.length) throw new Error(`${a.length} results cannot be paired with ${b.length}.`);
  const differences = a.map((value, i) => value - b[i]!);
  const paired = varianceOf(differences, meanOf(differences));
  const apart = varianceOf(a, meanOf(a)) + varianceOf(b, meanOf(b));
  return { ...meanInterval(differences, confidence), varianceRatio: paired > 0 ? apart / paired : apart > 0 ? Infinity : 1 };
}

/** Confidence interval of the mean of a series whose values depend on those before them, by means of batches that are long
 *  enough to be independent (Law 2015, section 9.5.3). What does not fill a batch is left out at the beginning. */
export function batchInterval(series: ArrayLike<number>, options: { readonly batches: number; readonly confidence?: number }): Interval {
  return meanInterval(batchMeans(series, options.batches), options.confidence);
}

/** Means of equally long stretches of a series. Fewer than `batches` when the series is shorter. */
export function batchMeans(series: ArrayLike<number>, batches: number): number[] {
  const length = Math.max(1, Math.floor(series.length / batches));
  const count = Math.min(batches, Math.floor(series.length / length));
  const first = series.length - count * length;
  return Array.from({ length: count }, (_, batch) => {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += series[first + batch * length + i]!;
    return sum / length;
  });
}

/** Correlation of a series with itself one value later, from -1 to 1: near 0 when batches are long enough. 0 for series that
 *  are constant or too short to tell. */
export function lagOneCorrelation(series: readonly number[]): number {
  const mean = meanOf(series);
  let together = 0;
  let square = 0;
  for (let i = 0; i < series.length; i++) {
    square += (series[i]! - mean) * (series[i]! - mean);
    if (i > 0) together += (series[i]! - mean) * (series[i - 1]! - mean);
  }
  return square > 0 ? together / square : 0;
}

function meanOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function varianceOf(values: readonly number[], mean: number): number {
  let sum = 0;
  for (const value of values) sum += (value - mean) * (value - mean);
  return values.length > 1 ? sum / (values.length - 1) : 0;
}
