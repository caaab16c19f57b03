/**
 * Counters over a sliding time: ten parts, of which the oldest is forgotten as a whole when a new one begins, as
 * Polly, Hystrix, Finagle and .NET's rate limiter count. A window of k counters takes 1 + 10 k numbers: the number plus
 * one of its newest part, then for each counter its ten parts. Zeroes are an empty window.
 */

const PARTS = 10;

/** Brings a window up to the moment `now`, and returns the place of its newest part. */
export function turnWindow(values: Float64Array, at: number, counters: number, windowMs: number, now: number): number {
  const newest = Math.floor((now * PARTS) / windowMs) + 1;
  const passed = newest - values[at];
  if (passed < 0 || passed >= PARTS) values.fill(0, at + 1, at + 1 + counters * PARTS);
  else {
    for (let part = values[at] + 1; part <= newest; part++) {
      for (let counter = 0; counter < counters; counter++) values[at + 1 + counter * PARTS + (part % PARTS)] = 0;
    }
  }
  values[at] = newest;
  return newest % PARTS;
}

/** Adds to the newest part of one counter. */
export function addToWindow(values: Float64Array, at: number, counter: number, part: number, amount: number): void {
  values[at + 1 + counter * PARTS + part] += amount;
}

/** Sum of one counter over the window. */
export function windowSum(values: Float64Array, at: number, counter: number): number {
  let sum = 0;
  for (let part = 0; part < PARTS; part++) sum += values[at + 1 + counter * PARTS + part];
  return sum;
}
