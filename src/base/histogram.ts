/** Buckets per octave: the first six bits of the mantissa, so that a bucket is 1/64 of its octave's lower end wide. */
const BITS = 6;
const LOWEST_EXPONENT = -10;
const HIGHEST_EXPONENT = 25;
const SHIFT = 20 - BITS;
const OFFSET = ((1023 + LOWEST_EXPONENT) << BITS) - 1;
const HIGH_WORD = new Int32Array(new Float64Array([1]).buffer)[0] === 0 ? 1 : 0;

/** Number of buckets of a histogram of times in milliseconds. Bucket 0 holds everything under 2^-10 ms (a microsecond),
 *  zero included, and counts as 0; the others are logarithmic, 64 per octave, up to 2^25 ms (nine hours), and the last
 *  one also takes everything longer.
 *
 *  Error bound: a bucket reaches from `low` to at most `low * (1 + 1/64)` and is told by its midpoint, so that inside
 *  the range the relative error is at most 1/128 = 0.78 %; under it the absolute error is at most one microsecond. */
export const BUCKETS = ((HIGHEST_EXPONENT - LOWEST_EXPONENT) << BITS) + 1;

/** A number and its 32-bit halves on the same eight bytes: what `bucketIndex` reads from. */
export interface HistogramScratch {
  readonly float64: Float64Array;
  readonly int32: Int32Array;
}

/** A fresh scratch. Make it once per owner: allocating in a hot loop is what it avoids. */
export function histogramScratch(): HistogramScratch {
  const float64 = new Float64Array(1);
  return { float64, int32: new Int32Array(float64.buffer) };
}

/** Bucket of the time that stands in `scratchF64[0]`; `scratchI32` is a view of the same buffer. Negative times count
 *  as 0; infinity and NaN fall into the last bucket. Reads the exponent and six bits of the mantissa: no logarithm. */
export function bucketIndex(scratchF64: Float64Array, scratchI32: Int32Array): number {
  if (!(scratchF64[0] > 0)) return scratchF64[0] <= 0 ? 0 : BUCKETS - 1;
  const index = (scratchI32[HIGH_WORD] >> SHIFT) - OFFSET;
  return index < 0 ? 0 : index >= BUCKETS ? BUCKETS - 1 : index;
}

/** Lower end of bucket `index`, in milliseconds. For `BUCKETS` it is the end of the range. */
export function bucketLow(index: number): number {
  if (index <= 0) return 0;
  const octave = (index - 1) >> BITS;
  let low = 1 / 1024;
  for (let i = 0; i < octave; i++) low *= 2;
  return low * (1 + ((index - 1) & ((1 << BITS) - 1)) / (1 << BITS));
}

/** The time that stands for bucket `index`, in milliseconds: its midpoint, and 0 for bucket 0. */
export function bucketMidpoint(index: number): number {
  return index <= 0 ? 0 : (bucketLow(index) + bucketLow(index + 1)) / 2;
}

/** The `q`-quantile (0 < q <= 1) by nearest rank: the bucket of the sample number ceil(q * total) in ascending order.
 *  `total` is the sum of `counts`. Null when there are no samples. The midpoint may lie past the greatest sample: whoever
 *  knows that one takes the lesser of the two. */
export function percentile(counts: ArrayLike<number>, total: number, q: number): number | null {
  if (!(total > 0)) return null;
  const rank = Math.max(1, Math.ceil(q * total - 1e-6));
  let seen = 0;
  for (let index = 0; index < counts.length; index++) {
    seen += counts[index];
    if (seen >= rank) return bucketMidpoint(index);
  }
  return bucketMidpoint(counts.length - 1);
}

/** Adds the histogram `from` to `into`, bucket by bucket. Both have `BUCKETS` entries. */
export function mergeCounts(into: { [index: number]: number }, from: ArrayLike<number>): void {
  for (let index = 0; index < from.length; index++) into[index] = into[index] + from[index];
}
