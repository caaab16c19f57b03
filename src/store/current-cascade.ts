import type { Cascade } from '../analysis/cascade.ts';
import type { RunState } from './run-store.ts';
import type { ViewState } from './view-store.ts';

type Run = Pick<RunState, 'cascades' | 'earlierCascades' | 'nowMs'>;
type Choice = Pick<ViewState, 'dismissed' | 'shownCascade'>;

/** Every cascade whose marks stay: those of which something has failed by now and that were not dismissed, each with what
 *  has happened of it by now, oldest first. In the demo, those of the rounds before come first. */
export function openCascades({ cascades, earlierCascades, nowMs }: Run, dismissed: readonly string[]): readonly Cascade[] {
  const ofNow = cascades.filter((cascade) => cascade.failedAtMs <= nowMs);
  const isOpen = ({ id }: Cascade): boolean => !dismissed.includes(id);
  return [
    ...earlierCascades.filter((cascade) => isOpen(cascade) && ofNow.every(({ id }) => id !== cascade.id)),
    ...ofNow.filter(isOpen).map((cascade) => ({ ...cascade, steps: cascade.steps.filter((step) => step.atMs <= nowMs) })),
  ];
}

/** Where in the list of open cascades the reader is: at the newest, unless he stepped to another since it came. -1 when
 *  there is none. */
export function shownIndex(open: readonly Cascade[], { shownCascade }: Pick<Choice, 'shownCascade'>): number {
  const newest = open.length - 1;
  if (shownCascade === undefined || shownCascade.newest !== open[newest]?.id) return newest;
  const index = open.findIndex(({ id }) => id === shownCascade.id);
  return index < 0 ? newest : index;
}

/** The cascade to show, in the strip and on the canvas. */
export function currentCascade(run: Run, choice: Choice): Cascade | undefined {
  const open = openCascades(run, choice.dismissed);
  return open[shownIndex(open, choice)];
}
