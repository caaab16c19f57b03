import type { TheoryObstacle } from './theory-settings.ts';

/** Which closed form it is. Kendall's notation, `GI/M/1` for arrivals dealt out in turns. */
export type TheoryModel = 'M/M/1' | 'M/M/c' | 'M/M/c/K' | 'M/G/c/c' | 'M/G/1' | 'M/D/1' | 'M/G/c' | 'M/G/1-PS' | 'M/M/c-PS' | 'M/M/c-LIFO' | 'M/G/1-LIFO' | 'GI/M/1' | 'closed';

/** What theory says of a component in the long run. Absent: it says nothing of it here. Over all replicas together. */
export interface TheoryValues {
  readonly utilization?: number;
  readonly waitMs?: number;
  /** Only where it is the component's own time alone: no calls are made behind it. */
  readonly sojournMs?: number;
  readonly p99Ms?: number;
  readonly numberInQueue?: number;
  readonly numberInSystem?: number;
  readonly rejectedShare?: number;
}

/** A closed form of a component's situation. */
export interface Theory {
  readonly kind: 'model';
  readonly model: TheoryModel;
  readonly isExact: boolean;
  /** Whether the formula itself is an approximation, or what is in front of the component is taken as if it never queued. */
  readonly approximates: 'nothing' | 'formula' | 'before';
  readonly arrivalRatePerSec: number;
  readonly serviceMs: number;
  readonly servers: number;
  readonly replicas: number;
  /** Coefficient of variation of service times. */
  readonly variation: number;
  readonly values: TheoryValues;
  /** By how much chance typically moves a mean number here in a run of the length measured so far, as a share of it: the
   *  asymptotic variance of M/M/1 (Whitt 1989), scaled to these workers and this variation. */
  readonly chance: number;
  /** Time in which the station forgets how it began, in ms. */
  readonly relaxationMs: number;
}

/** Why there is no closed form, and what stands in the way. */
export interface NoModel {
  readonly kind: 'none';
  readonly reason: TheoryObstacle;
  /** Id of a component or connection; empty for the load as a whole. */
  readonly place: string;
}

/** A closed form before it is known how long the run is; `places` where the queue is limited and fills. */
export type Model = Omit<Theory, 'kind' | 'chance' | 'relaxationMs'> & { readonly places?: number };
