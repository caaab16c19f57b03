import { exp } from '../math.ts';

/** Share of Poisson arrivals that a token bucket refuses. A bucket of `capacity` tokens that is filled evenly with
 *  `refillPerSec` and of which each arrival takes one, is a queue with constant service times and as many places, seen
 *  from the other side (M/D/1/K): what is missing from the bucket is the work in that queue. Exact (Takács 1962;
 *  Gross and Harris 1998, section 5.1.7). `capacity` is a whole number from 1 to 1,000. */
export function refusedByBucket(options: { readonly arrivalRatePerSec: number; readonly refillPerSec: number; readonly capacity: number }): number {
  const load = options.arrivalRatePerSec / options.refillPerSec;
  // Unnormalized shares of departures that leave k behind; they do not depend on the number of places.
  const left = [1];
  const arrivals = poissonShares(load, options.capacity + 1);
  for (let k = 0; k + 1 < options.capacity; k++) {
    let next = left[k] - arrivals[k] * left[0];
    for (let i = 1; i <= k; i++) next -= left[i] * arrivals[k + 1 - i];
    left.push(next / arrivals[0]);
  }
  const sum = left.reduce((total, value) => total + value, 0);
  return 1 - 1 / (left[0] / sum + load);
}

function poissonShares(mean: number, count: number): number[] {
  const shares = [exp(-mean)];
  for (let k = 1; k < count; k++) shares.push((shares[k - 1] * mean) / k);
  return shares;
}
