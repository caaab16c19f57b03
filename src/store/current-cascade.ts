import type { Cascade } from '../analysis/cascade.ts';
import type { RunState } from './run-store.ts';

/** The cascade to show: the newest of which something has failed by now and that was not dismissed, with what has
 *  happened of it by now. In the demo, the one of the round before stays until there is another. */
export function currentCascade(
  run: Pick<RunState, 'cascades' | 'earlierCascade' | 'nowMs'>,
  dismissed: readonly string[],
): Cascade | undefined {
  const isOpen = (cascade: Cascade): boolean => !dismissed.includes(cascade.id);
  const current = run.cascades.findLast((cascade) => cascade.failedAtMs <= run.nowMs && isOpen(cascade));
  if (current !== undefined) return { ...current, steps: current.steps.filter((step) => step.atMs <= run.nowMs) };
  return run.earlierCascade !== undefined && isOpen(run.earlierCascade) ? run.earlierCascade : undefined;
}
