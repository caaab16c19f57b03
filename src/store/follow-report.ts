import { useRun } from './run-store.ts';
import { refreshReport } from './session/engine-commands.ts';

/** While the run plays, figures of the whole run are brought up to date about once a second. */
const TICKS_PER_REPORT = 4;

/** Keeps `report` of the run store up to date while somebody looks at it: about once a second of wall time while the
 *  run plays, and after every change of a run that stands still. Returns the function that ends it. */
export function followReport(): () => void {
  const refresh = oneAtATime(refreshReport);
  refresh();
  return useRun.subscribe((state, before) => {
    if (state.tick === before.tick) return;
    if (state.play !== 'playing' || state.tick % TICKS_PER_REPORT === 0) refresh();
  });
}

/** Calls `work` again after it has ended when it was asked for meanwhile, so that the last state is never missed. */
export function oneAtATime(work: () => Promise<void>): () => void {
  let isBusy = false;
  let isBehind = false;
  const run = async (): Promise<void> => {
    isBusy = true;
    do {
      isBehind = false;
      await work();
    } while (isBehind);
    isBusy = false;
  };
  return () => {
    if (isBusy) isBehind = true;
    else void run();
  };
}
