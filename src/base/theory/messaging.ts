import { exp } from '../math.ts';
import { attemptsMade, failedForGood } from './retries.ts';

/** Messages that are leased to a consumer whose work takes an exponential time; work that outlasts the lease is offered
 *  again, and its settlement comes too late. */
export interface Leases {
  readonly meanMs: number;
  readonly leaseMs: number;
  /** Deliveries after which a message is put aside. */
  readonly maxDeliveries: number;
}

/** Mean deliveries per message. Exact as long as a consumer is free at once. */
export function deliveriesMade({ meanMs, leaseMs, maxDeliveries }: Leases): number {
  return attemptsMade(exp(-leaseMs / meanMs), maxDeliveries);
}

/** Share of messages that are put aside. Exact. */
export function putAsideShare({ meanMs, leaseMs, maxDeliveries }: Leases): number {
  return failedForGood(exp(-leaseMs / meanMs), maxDeliveries);
}

/** Highest rate of records that a consumer group keeps up with: that at which its busiest partition is always busy. `shares`
 *  are the partitions' shares of the records. Exact. */
export function groupCapacityPerSec(shares: readonly number[], recordMs: number): number {
  return 1000 / recordMs / Math.max(...shares);
}

/** Time in which a backlog is worked off: what is spare of the capacity has to take it. Infinite without spare capacity.
 *  Exact as a mean for M/M/1, where it is the busy period that `backlog` requests begin (Kleinrock 1975, section 5.8). */
export function drainMs(options: { readonly backlog: number; readonly ratePerSec: number; readonly capacityPerSec: number }): number {
  const { backlog, ratePerSec, capacityPerSec } = options;
  return capacityPerSec > ratePerSec ? (1000 * backlog) / (capacityPerSec - ratePerSec) : Infinity;
}
