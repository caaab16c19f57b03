import { BUCKETS, mergeCounts, percentile } from '../histogram.ts';

/** Times by bucket of `base/histogram.ts`, with what a histogram cannot tell of them. Times are milliseconds. */
export interface TimeSamples {
  readonly counts: Float64Array;
  count: number;
  total: number;
  max: number;
}

/** Mean, percentiles and maximum of times in milliseconds. Null: not enough data. */
export interface TimeFigures {
  readonly count: number;
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
  readonly max: number | null;
}

/** Percentiles that are told, and which share of all samples lies at or below each. */
export const PERCENTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const;

export type PercentileName = keyof typeof PERCENTILES;

/** A percentile is told when at least this many samples are expected above it. With ten, the number of samples above the
 *  true percentile has a standard deviation of about three, a third of it; with one, the figure is little more than the maximum. */
const SAMPLES_ABOVE = 10;

/** Samples that a percentile needs before it is told: 20 for p50, 100 for p90, 200 for p95, 1,000 for p99, 10,000 for
 *  p99.9. With fewer there is not enough data. */
export function samplesNeeded(name: PercentileName): number {
  return Math.round(SAMPLES_ABOVE / (1 - PERCENTILES[name]));
}

/** Whether there are samples, but too few for this percentile: no figure then, and "not enough data" instead. */
export function isScarce(count: number, name: PercentileName): boolean {
  return count > 0 && count < samplesNeeded(name);
}

/** No samples yet. */
export function noSamples(): TimeSamples {
  return { counts: new Float64Array(BUCKETS), count: 0, total: 0, max: 0 };
}

/** Adds samples to others. Counts and maximum do not depend on the order in which this is done; the total may, in its
 *  last digits. */
export function addSamples(into: TimeSamples, more: TimeSamples): void {
  mergeCounts(into.counts, more.counts);
  into.count += more.count;
  into.total += more.total;
  into.max = Math.max(into.max, more.max);
}

/** Mean, percentiles and maximum of samples, each null where there are too few for it (`samplesNeeded`; mean and maximum
 *  need one). No percentile is told above the maximum. */
export function figuresOf({ counts, count, total, max }: TimeSamples): TimeFigures {
  const at = (name: PercentileName): number | null =>
    count >= samplesNeeded(name) ? Math.min(percentile(counts, count, PERCENTILES[name]) ?? 0, max) : null;
  return {
    count,
    mean: count > 0 ? total / count : null,
    p50: at('p50'),
    p90: at('p90'),
    p95: at('p95'),
    p99: at('p99'),
    p999: at('p999'),
    max: count > 0 ? max : null,
  };
}

/** Samples as they are posted and kept: only the buckets that hold something. */
export interface PackedSamples {
  readonly buckets: Uint16Array;
  readonly counts: Float64Array;
  readonly count: number;
  readonly total: number;
  readonly max: number;
}

/** Packs samples; a few kilobytes remain of eighteen. */
export function packSamples({ counts, count, total, max }: TimeSamples): PackedSamples {
  const filled: number[] = [];
  for (let bucket = 0; bucket < counts.length; bucket++) if (counts[bucket]! > 0) filled.push(bucket);
  return { buckets: Uint16Array.from(filled), counts: Float64Array.from(filled, (bucket) => counts[bucket]!), count, total, max };
}

/** Packed samples of two runs as those of one. Counts and maximum do not depend on the order. */
export function mergePacked(a: PackedSamples, b: PackedSamples): PackedSamples {
  const buckets = Uint16Array.from(new Set([...a.buckets, ...b.buckets])).sort();
  const counts = new Float64Array(buckets.length);
  for (const part of [a, b]) {
    let at = 0;
    part.buckets.forEach((bucket, i) => {
      while (buckets[at]! < bucket) at++;
      counts[at] = counts[at]! + part.counts[i]!;
    });
  }
  return { buckets, counts, count: a.count + b.count, total: a.total + b.total, max: Math.max(a.max, b.max) };
}

/** What `figuresOf` tells of packed samples. */
export function figuresOfPacked({ buckets, counts, count, total, max }: PackedSamples): TimeFigures {
  const all = new Float64Array(BUCKETS);
  buckets.forEach((bucket, i) => (all[bucket] = counts[i]!));
  return figuresOf({ counts: all, count, total, max });
}
