import type { BrownoutDocument } from '../../model/document.ts';
import { liveEntries, type Origin, useDiagram } from '../diagram-store.ts';
import { useRun } from '../run-store.ts';
import { pruneSelection } from '../selection.ts';
import { useView } from '../view-store.ts';
import { engineAnswers, refreshFaults } from './engine-answers.ts';
import { command, connectEngine } from './engine-commands.ts';
import { drop, isOwnChange, ownChange } from './own-change.ts';
import { pause, play } from './playback.ts';
import { callOffReload, followDocument, isRefused, isReloadComing, load, tellRefusal } from './run-load.ts';

/** The page's one session: opens documents, follows their changes, and begins their runs again. */

/** Starts to follow the document: from now on every change of it reaches the engine. */
export function startSession(): void {
  // The engine is on its way while the first document is read.
  connectEngine(engineAnswers);
  useDiagram.subscribe((state, before) => {
    if (state.opening !== before.opening || state.document === before.document) return;
    pruneSelection();
    if (state.document.log !== before.document.log || state.document.schedule !== before.document.schedule) refreshFaults();
    if (!isOwnChange()) followDocument(before.document, state.document);
  });
}

/** Opens a document and its run. With `view.atMs` the run stands there, paused; otherwise it plays when asked to. */
export function openDocument(document: BrownoutDocument, origin: Origin, options: { readonly play: boolean }): void {
  callOffReload();
  const selected = document.view?.selected;
  useView.getState().select(selected === undefined ? [] : [selected]);
  useView.getState().pickRequest(undefined);
  useView.getState().forgetCascades();
  useDiagram.getState().open(document, origin);
  const atMs = document.view?.atMs;
  load(document, { atMs, play: options.play && atMs === undefined });
}

/** Plays what stands still and stops what moves; at the horizon, begins again. Where there is no run, says why. */
export function togglePlay(): void {
  const { play: state } = useRun.getState();
  if (isRefused()) tellRefusal();
  else if (state === 'ended') again();
  else if (state === 'paused') play();
  else pause();
}

/** Back to time 0. What came in the document's log acts again; what was done to the run since it was opened is dropped, by
 *  an edit that undo takes back. */
export function reset(): void {
  useView.getState().showPanel('none');
  const live = liveEntries(useDiagram.getState());
  if (live.length === 0 && !isReloadComing()) {
    useRun.setState({ horizonMs: useDiagram.getState().document.settings.horizonMs });
    command((engine) => engine.reset());
    return;
  }
  // The engine would drop only what it was given live since it last compiled, and it may not know the newest edit yet.
  callOffReload();
  if (live.length > 0) ownChange(() => drop(live));
  load(useDiagram.getState().document, { play: false });
}

/** The same run from the beginning once more, playing. */
export function again(): void {
  reset();
  play();
}
