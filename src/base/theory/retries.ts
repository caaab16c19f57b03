/** Mean number of attempts when each fails with probability `failure`, independently, and at most `attempts` are made.
 *  Exact. */
export function attemptsMade(failure: number, attempts: number): number {
  let sum = 0;
  for (let i = 0, reach = 1; i < attempts; i++, reach *= failure) sum += reach;
  return sum;
}

/** Share of requests that fail for good. Exact for independent attempts. */
export function failedForGood(failure: number, attempts: number): number {
  let product = 1;
  for (let i = 0; i < attempts; i++) product *= failure;
  return product;
}

/** Rate of attempts at which a system with retries settles: the lowest rate that is the load times the attempts that the
 *  failures at that rate cause. Approximate: attempts are taken as Poisson arrivals that fail independently, which holds
 *  where pauses between attempts are long against what fills the queue. `Infinity` when there is none below `limitPerSec`. */
export function settledRatePerSec(options: {
  readonly ratePerSec: number;
  readonly attempts: number;
  /** Share of attempts that fail at a rate of attempts; does not fall with it. */
  readonly failureAt: (attemptsPerSec: number) => number;
}): number {
  const { ratePerSec, attempts, failureAt } = options;
  let rate = ratePerSec;
  // Rising from the load, the iteration meets the lowest fixed point; it is bounded by all attempts being made.
  for (let i = 0; i < 10_000; i++) {
    const next = ratePerSec * attemptsMade(failureAt(rate), attempts);
    if (next - rate < 1e-12 * next) return next;
    rate = next;
  }
  return rate;
}

/** Attempts per request that a retry budget allows when everything fails: one, and `ratio` more (Google SRE book, chapter
 *  21; Finagle's RetryBudget), without a minimum of retries per second. Exact where deposits do not expire. Approximate where they do:
 *  a rest that does not suffice for a retry is lost, which is less than one retry in the time for which they are kept. */
export function budgetedAttempts(ratio: number, attempts: number): number {
  return 1 + Math.min(ratio, attempts - 1);
}

/** Share of requests that a circuit breaker lets through while everything behind it fails: one probe after each pause,
 *  sent by the first request that comes then (Poisson arrivals). Exact. */
export function probedShare(options: { readonly ratePerSec: number; readonly openMs: number }): number {
  return 1 / (1 + (options.ratePerSec / 1000) * options.openMs);
}

/** Load below which a system comes back by itself from a state in which every attempt fails although its work is done:
 *  its capacity divided by the attempts of each request (Bronson and others, Metastable Failures in Distributed Systems,
 *  HotOS 2021: the hidden capacity). Exact as the load at which a backlog neither grows nor shrinks in that state. */
export function hiddenCapacityPerSec(capacityPerSec: number, attempts: number): number {
  return capacityPerSec / attempts;
}
