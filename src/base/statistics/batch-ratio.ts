import { studentQuantile } from './student.ts';
import { lagOneCorrelation } from './interval.ts';

/** Batches in which the correlation is looked for, and those that they are joined to for the interval. */
export const FINE_BATCHES = 200;
const JOINED = 10;
/** Highest correlation of a fine batch with the next. Of ten such batches joined, that of a first-order process is 0.05. */
const MOST_CORRELATION = 0.4;

/** How sure a mean over one run is, by batch means; or why nothing can be said. */
export type BatchResult =
  | { readonly kind: 'interval'; readonly halfWidth: number; readonly correlation: number }
  /** Neighbouring batches tell the same: the run is too short for how slowly this swings. */
  | { readonly kind: 'correlated'; readonly correlation: number }
  /** Too few values, or too few of them that count anything. */
  | { readonly kind: 'tooShort' };

/** Confidence interval of the ratio of two sums over one long run, such as time by requests, or requests by seconds, from
 *  the two series after the warm-up. The series are cut into 200 batches; if those are correlated by at most 0.4 (lag one,
 *  corrected for its bias), every ten are joined, and the 20 that result are taken for independent, as in the procedure of
 *  Law and Carson (1979), with its number of batches halved. The interval is that of a ratio estimator (Law 2015, section
 *  4.4 and 9.5): Student's, 19 degrees, of what each batch departs from the ratio. */
export function batchRatio(over: ArrayLike<number>, under: ArrayLike<number>, confidence = 0.95): BatchResult {
  const length = Math.floor(over.length / FINE_BATCHES);
  if (length < 1) return { kind: 'tooShort' };
  const above = batchSums(over, length);
  const below = batchSums(under, length);
  const weight = sum(below);
  // A batch that counts nothing says nothing of the ratio; a run in which this is usual is too short.
  if (!(weight > 0) || below.filter((value) => value > 0).length < FINE_BATCHES / 2) return { kind: 'tooShort' };
  const ratio = sum(above) / weight;
  const departures = above.map((value, i) => value - ratio * below[i]!);
  const correlation = unbiasedCorrelation(departures);
  if (correlation > MOST_CORRELATION) return { kind: 'correlated', correlation };
  const joined = batchSums(departures, JOINED);
  const spread = Math.sqrt((joined.length / (joined.length - 1)) * sum(joined.map((value) => value * value)));
  return { kind: 'interval', halfWidth: (studentQuantile((1 + confidence) / 2, joined.length - 1) * spread) / weight, correlation };
}

/** Sums of stretches of equal length. What does not fill one is left out at the beginning, beyond 200 stretches too. */
function batchSums(series: ArrayLike<number>, length: number): number[] {
  const count = Math.min(FINE_BATCHES, Math.floor(series.length / length));
  const first = series.length - count * length;
  return Array.from({ length: count }, (_, batch) => {
    let total = 0;
    for (let i = 0; i < length; i++) total += series[first + batch * length + i]!;
    return total;
  });
}

/** Lag-one correlation, with the bias of a finite series taken out by the jackknife of its two halves (Quenouille 1949). */
function unbiasedCorrelation(series: readonly number[]): number {
  const half = Math.floor(series.length / 2);
  const halves = lagOneCorrelation(series.slice(0, half)) + lagOneCorrelation(series.slice(half));
  return 2 * lagOneCorrelation(series) - halves / 2;
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
