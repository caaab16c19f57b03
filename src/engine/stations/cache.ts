import type { Core } from '../core.ts';

/** These replicas of a cache forget everything. A cache of a set hit ratio warms up anew in proportion. */
export function flushCaches(core: Core, component: number, stations: readonly number[]): void {
  const kept = 1 - stations.length / core.network.replicaCount[component];
  core.fills[component] *= kept;
}
