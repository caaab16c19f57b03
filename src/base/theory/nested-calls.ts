import { generalServiceWaitMs } from './general-service.ts';

/** A worker that is held while it calls others: its own time, and the time of each call. */
export interface HeldWorker {
  readonly arrivalRatePerSec: number;
  /** Independent parts of the time for which the worker is held: mean and coefficient of variation. */
  readonly parts: readonly { readonly meanMs: number; readonly variation: number }[];
}

/** Mean time for which a worker is held by a request: nothing is free until the slowest part of the chain has replied. */
export function heldMs(parts: HeldWorker['parts']): number {
  return parts.reduce((sum, { meanMs }) => sum + meanMs, 0);
}

/** Mean wait in front of one held worker. Exact where nobody waits behind it, which is so when every callee has a worker
 *  for it: the whole chain is then the service time of M/G/1. */
export function heldWorkerWaitMs({ arrivalRatePerSec, parts }: HeldWorker): number {
  const serviceMs = heldMs(parts);
  const variance = parts.reduce((sum, { meanMs, variation }) => sum + meanMs * meanMs * variation * variation, 0);
  return generalServiceWaitMs({ arrivalRatePerSec, serviceMs, variation: Math.sqrt(variance) / serviceMs });
}

/** Highest rate that workers can take which are held for `heldMs` each. Exact. */
export function heldCapacityPerSec(workers: number, heldMs: number): number {
  return (1000 * workers) / heldMs;
}
