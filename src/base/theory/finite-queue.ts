import type { MultiServer } from './multi-server.ts';

/** Long-run means of a queue with a limited number of waiting places. */
export interface FiniteQueueMeans {
  /** Share of arrivals that are turned away. */
  readonly rejectedShare: number;
  readonly throughputPerSec: number;
  readonly utilization: number;
  /** Of those that are let in. */
  readonly waitMs: number;
  readonly sojournMs: number;
  readonly numberInQueue: number;
  readonly numberInSystem: number;
}

/** M/M/c with `queueCapacity` waiting places, so K = c + queueCapacity in all (M/M/c/K). Exact for any load, from the
 *  stationary probabilities of the birth-death process (Kleinrock 1975, section 3.6). */
export function finiteQueueMeans(queue: MultiServer & { readonly queueCapacity: number }): FiniteQueueMeans {
  const { arrivalRatePerSec, serviceMs, servers, queueCapacity } = queue;
  const ratePerMs = arrivalRatePerSec / 1000;
  const load = ratePerMs * serviceMs;
  let weight = 1;
  let total = 1;
  let inSystem = 0;
  let inQueue = 0;
  let busy = 0;
  for (let n = 1; n <= servers + queueCapacity; n++) {
    weight *= load / Math.min(n, servers);
    // Weights may grow beyond all bounds under overload: everything is scaled down together.
    const scale = weight > 1e200 ? 1e-200 : 1;
    weight *= scale;
    total = total * scale + weight;
    inSystem = inSystem * scale + n * weight;
    inQueue = inQueue * scale + Math.max(0, n - servers) * weight;
    busy = busy * scale + Math.min(n, servers) * weight;
  }
  const rejectedShare = weight / total;
  const acceptedPerMs = ratePerMs * (1 - rejectedShare);
  return {
    rejectedShare,
    throughputPerSec: acceptedPerMs * 1000,
    utilization: busy / total / servers,
    waitMs: inQueue / total / acceptedPerMs,
    sojournMs: inSystem / total / acceptedPerMs,
    numberInQueue: inQueue / total,
    numberInSystem: inSystem / total,
  };
}
