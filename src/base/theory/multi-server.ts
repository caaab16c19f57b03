import { exp, ln } from '../math.ts';
import { erlangC } from './erlang.ts';

/** A queue with Poisson arrivals, exponential service, parallel servers and unlimited waiting places (M/M/c). */
export interface MultiServer {
  readonly arrivalRatePerSec: number;
  /** Mean service time. */
  readonly serviceMs: number;
  readonly servers: number;
}

/** Means of a queue in the long run. All are infinite when the load is not below the servers. */
export interface QueueMeans {
  /** Share of time in which a server is busy. */
  readonly utilization: number;
  /** Share of arrivals that wait. */
  readonly waitProbability: number;
  readonly waitMs: number;
  readonly sojournMs: number;
  readonly numberInQueue: number;
  readonly numberInSystem: number;
}

/** M/M/c in the long run. Exact (Erlang 1917; Kleinrock 1975, section 3.5). With one server it is M/M/1. */
export function multiServerMeans({ arrivalRatePerSec, serviceMs, servers }: MultiServer): QueueMeans {
  const ratePerMs = arrivalRatePerSec / 1000;
  const load = ratePerMs * serviceMs;
  const waitProbability = erlangC(servers, load);
  const waitMs = load < servers ? (waitProbability * serviceMs) / (servers - load) : Infinity;
  const sojournMs = waitMs + serviceMs;
  return {
    utilization: load < servers ? load / servers : 1,
    waitProbability,
    waitMs,
    sojournMs,
    numberInQueue: ratePerMs * waitMs,
    numberInSystem: ratePerMs * sojournMs,
  };
}

/** The `q`-quantile of the waiting time of M/M/c (0 <= q < 1): 0 as long as that share does not wait. Exact. */
export function waitQuantileMs({ arrivalRatePerSec, serviceMs, servers }: MultiServer, q: number): number {
  const load = (arrivalRatePerSec / 1000) * serviceMs;
  if (load >= servers) return Infinity;
  const waiting = erlangC(servers, load);
  return 1 - q >= waiting ? 0 : (ln(waiting / (1 - q)) * serviceMs) / (servers - load);
}

/** Share of requests of M/M/c that stay longer than `ms`, first come first served. Exact. */
export function sojournTail({ arrivalRatePerSec, serviceMs, servers }: MultiServer, ms: number): number {
  const load = (arrivalRatePerSec / 1000) * serviceMs;
  if (load >= servers) return 1;
  const waiting = erlangC(servers, load);
  const services = ms / serviceMs;
  const spare = servers - 1 - load;
  // Wait and service are exponential with rates c - a and 1 per mean service; equal rates make a limit of the difference.
  const extra = spare > -1e-9 && spare < 1e-9 ? services : (1 - exp(-services * spare)) / spare;
  return exp(-services) * (1 + waiting * extra);
}

/** The `q`-quantile of the sojourn time of M/M/c (0 <= q < 1), first come first served. Exact, by bisection. */
export function sojournQuantileMs(queue: MultiServer, q: number): number {
  if ((queue.arrivalRatePerSec / 1000) * queue.serviceMs >= queue.servers) return Infinity;
  let low = 0;
  let high = queue.serviceMs;
  while (sojournTail(queue, high) > 1 - q) high *= 2;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (sojournTail(queue, middle) > 1 - q) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
