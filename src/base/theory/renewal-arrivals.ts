import { pow } from '../math.ts';

/** A queue with one server, exponential service, and arrivals that are every `every`-th of a Poisson stream: what each of
 *  `every` servers behind a round-robin balancer gets (Erlang arrivals; E_k/M/1). */
export interface SplitArrivals {
  /** Of the whole stream, before it is split. */
  readonly arrivalRatePerSec: number;
  /** How many share the stream in turns; 1 for M/M/1. */
  readonly every: number;
  readonly serviceMs: number;
}

/** Probability that an arrival finds the server of a GI/M/1 queue busy: the root below 1 of s = A(m (1 - s)), A the
 *  Laplace transform of the time between arrivals (Kleinrock 1975, section 6.4). Exact. 1 when the load is 1 or more. */
export function busyAtArrival({ arrivalRatePerSec, every, serviceMs }: SplitArrivals): number {
  const stageRate = (arrivalRatePerSec / 1000) * serviceMs;
  if (stageRate / every >= 1) return 1;
  let root = 0;
  // The iteration rises to the root; 2,000 steps reach it to the last digits even at a load of 0.99.
  for (let i = 0; i < 2000; i++) root = pow(stageRate / (stageRate + 1 - root), every);
  return root;
}

/** Mean sojourn time of such a queue. Exact: the sojourn time of GI/M/1 is exponential. */
export function splitSojournMs(queue: SplitArrivals): number {
  return queue.serviceMs / (1 - busyAtArrival(queue));
}
