import { createRun } from '../engine/run.ts';
import { DEFAULT_REPLICATIONS, type Family, type Measured } from './family.ts';

/** Fresh seeds that decide about a figure that lies outside: sets of replications, all of other seeds. */
export const FRESH_SEEDS = 10;

/** What one replication gave. */
export interface Replication {
  readonly measured: Measured;
  readonly events: number;
}

/** How many replications a family has. */
export function replicationsOf(family: Family): number {
  return family.replications ?? DEFAULT_REPLICATIONS;
}

/** Runs one replication of a family. `round` 0 is the measurement itself, 1 to `FRESH_SEEDS` are fresh seeds. The seeds are
 *  the same for every family: intervals need independence within a family only. */
export function replicate(family: Family, replication: number, round = 0): Replication {
  const document = family.draw();
  const run = createRun({ ...document, settings: { ...document.settings, seed: 1 + replication + 1000 * round } });
  const measured = family.measure(run);
  if (run.outcome.kind !== 'horizon' && run.outcome.kind !== 'running') throw new Error(`${family.id}: the run stopped: ${run.outcome.kind}`);
  return { measured, events: run.events };
}
