import type { EngineClient, Resumed } from '../../worker/client.ts';
import type { StuckReport } from '../../worker/keepsake.ts';
import { useDiagram } from '../diagram-store.ts';
import { idleDetector } from '../idle.ts';
import { runDifference } from '../run-difference.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-store.ts';
import { engine, tellFailure } from './engine-commands.ts';
import { ownChange } from './own-change.ts';
import { isOfLoadedOpening, stopWanting } from './run-load.ts';

/** What happens after the engine was stuck. */

/** What is known of the run whose worker was ended, until another one is loaded. */
let stuck: StuckReport | undefined;

/** Keeps what is known of the run that was ended, and offers to go on. */
export function beginStuck(report: StuckReport): void {
  stuck = report;
  offerToGoOn();
}

/** Says that the engine was stuck and offers to go on, as long as that is not decided: the notice may have been put away. */
export function offerToGoOn(): void {
  if (stuck === undefined) return;
  const { suspect, canResumeWithout, lastSnapshot } = stuck;
  const without = canResumeWithout ? suspect : undefined;
  const fromLast = lastSnapshot === undefined ? strings.resumeFromStart : strings.resume;
  useView.getState().tell({
    text: strings.stuck,
    isProblem: true,
    action: {
      label: without === undefined ? fromLast : strings.resumeWithout,
      run: () => resumeAfterStuck((client) => (without === undefined ? client.resumeLast() : client.resumeWithout(without))),
    },
  });
}

function resumeAfterStuck(resume: (client: EngineClient) => Promise<unknown>): void {
  if (stuck !== undefined) idleDetector.track(engine().then(resume)).catch(tellFailure);
}

/** It is decided, by the offer or by a command that needed a run. */
export function withdrawStuckOffer(): void {
  stuck = undefined;
  const { notices, dropNotice } = useView.getState();
  for (const { id, text } of notices) if (text === strings.stuck) dropNotice(id);
}

/** Makes the open document that of the run that goes on: a step that undo takes back. What does not touch a run, such as
 *  names and places, stays as it is. */
export function onResumed({ document }: Resumed): void {
  stopWanting();
  const { opening, document: open, replaceDocument } = useDiagram.getState();
  if (!isOfLoadedOpening(opening)) return;
  const kept = { ...open, log: document.log };
  const isSame = JSON.stringify(open.log) === JSON.stringify(document.log);
  if (runDifference(kept, document).kind !== 'nothing') ownChange(() => replaceDocument(document));
  else if (!isSame) ownChange(() => replaceDocument(kept));
}
