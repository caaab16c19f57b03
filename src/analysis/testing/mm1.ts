import { build, call, poisson, service, settings } from '../../engine/testing/build.ts';
import type { BrownoutDocument } from '../../model/document.ts';

export interface Mm1Options {
  /** Utilization. */
  readonly load: number;
  readonly horizonMs: number;
  readonly warmUpMs?: number;
  readonly seed?: number;
}

/** One worker of exponential services of mean 10 ms, and requests by chance: M/M/1. */
export function mm1({ load, horizonMs, warmUpMs = 0, seed = 1 }: Mm1Options): BrownoutDocument {
  return build(poisson('users', load * 100), service('api', { serviceMs: 10, serviceDistribution: 'exponential' }), call('users', 'api'), settings({ horizonMs, warmUpMs, seed }));
}
