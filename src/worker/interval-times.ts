import { BUCKETS } from '../base/histogram.ts';

/** A histogram without its empty buckets: bucket and count, one after the other. */
type SparseCounts = Uint32Array;

/** Histograms of times in ms, one of every sampling interval that was run through, kept by the interval's number. A run
 *  that returns to an earlier moment finds there what it had; running through an interval again replaces it. */
export class IntervalTimes {
  private readonly intervals = new Map<number, SparseCounts>();

  /** Keeps the counts of an interval; `counts` has `BUCKETS` entries and is copied. */
  note(interval: number, counts: Float64Array): void {
    const pairs: number[] = [];
    for (let bucket = 0; bucket < BUCKETS; bucket++) if (counts[bucket]! > 0) pairs.push(bucket, counts[bucket]!);
    this.intervals.set(interval, Uint32Array.from(pairs));
  }

  /** Adds the counts of the intervals `from` to `to`, both included, to `counts`. Intervals that were never run through
   *  add nothing. Returns the sum of all that then is in `counts`. */
  addTo(counts: Float64Array, { from, to }: { readonly from: number; readonly to: number }): number {
    for (let interval = from; interval <= to; interval++) {
      const pairs = this.intervals.get(interval) ?? [];
      for (let at = 0; at < pairs.length; at += 2) counts[pairs[at]!]! += pairs[at + 1]!;
    }
    // A callback for each bucket would cost more than all the rest.
    let sum = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) sum += counts[bucket]!;
    return sum;
  }
}
