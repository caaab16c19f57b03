/** What was found about the beginning of a series. */
export interface WarmUp {
  /** How many values at the beginning belong to it. */
  readonly length: number;
  /** Whether the series is long enough to tell: the best cut lies in its first half. */
  readonly isFound: boolean;
}

/** Values of which the method makes one, so that single outliers do not decide. */
const BATCH = 5;

/** Finds where a series has left its beginning behind, by MSER-5: of all cuts, the one after which the mean is known best, that
 *  is for which the squares around the mean of the rest, divided by the square of their number, are least (White 1997;
 *  White, Cobb and Spratt 2000). A best cut in the second half means that the series is too short. Linear in its length. */
export function findWarmUp(series: ArrayLike<number>): WarmUp {
  const count = Math.floor(series.length / BATCH);
  if (count < 4) return { length: series.length, isFound: false };
  let sum = 0;
  let squares = 0;
  let best = Infinity;
  let cut = 0;
  // From the end to the front, so that sums over the rest grow by one batch at a time. Of a short rest it cannot be judged
  // how well its mean is known: by chance a few neighbours are alike, which is a known weakness of the method (Hoad, Robinson
  // and Davies 2010). A series that never settles still has its best cut at the last one that is judged.
  const fewest = Math.max(4, count / 4);
  for (let i = count - 1, kept = 1; i >= 0; i--, kept++) {
    const value = batchAt(series, i);
    sum += value;
    squares += value * value;
    if (kept < fewest) continue;
    const score = Math.max(0, squares - (sum * sum) / kept) / (kept * kept);
    // Of equally good cuts the earliest keeps most.
    if (score <= best) {
      best = score;
      cut = i;
    }
  }
  return { length: cut * BATCH, isFound: cut <= count / 2 };
}

function batchAt(series: ArrayLike<number>, batch: number): number {
  let sum = 0;
  for (let i = batch * BATCH; i < (batch + 1) * BATCH; i++) sum += series[i]!;
  return sum / BATCH;
}
