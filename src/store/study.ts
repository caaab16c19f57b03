import { runMode } from '../analysis/run-mode.ts';
import { judgeRun, repeatRun, type RunTasks, type StudyResult, type StudyTask } from '../analysis/studies.ts';
import type { BrownoutDocument } from '../model/document.ts';
import { CancelledError, poolSize, runInPool } from '../worker/pool.ts';
import { coresHere, studyStarter } from '../worker/study-worker.ts';
import { useDiagram } from './diagram-store.ts';
import { CLASSIC_SCRIPT } from './engine-client.ts';
import { idleDetector } from './idle.ts';
import { runDifference } from './run-difference.ts';
import { useRun } from './run-store.ts';
import { NO_STUDY, type StudyState, useStudy } from './study-state.ts';

let controller: AbortController | undefined;

/** Looks for the warm-up of the run that the page shows, and for how sure its means are, if it is steady. Nothing is done
 *  twice. */
export function judge(): void {
  const { work, judged } = useStudy.getState();
  if (work.kind !== 'idle' || judged !== undefined || runMode(useDiagram.getState().document).kind !== 'steady') return;
  useStudy.setState({ work: { kind: 'judging' } });
  begin(async (document, runTasks) => ({ judged: await judgeRun(document, runTasks(() => undefined)) }));
}

/** Runs the diagram with `count` seeds, the shown run's first, on several workers. */
export function repeat(count: number): void {
  controller?.abort();
  const tell = (done: number): void => useStudy.setState({ work: { kind: 'repeating', done, total: count } });
  tell(0);
  begin(async (document, runTasks) => ({ repeated: await repeatRun(document, count, runTasks(tell)), shows: 'all' }));
}

/** Gives up what is being worked on; what is known stays. */
export function cancelStudy(): void {
  controller?.abort();
  controller = undefined;
  useStudy.setState({ work: { kind: 'idle' } });
}

export function showRuns(shows: StudyState['shows']): void {
  useStudy.setState({ shows });
}

type Work = (document: BrownoutDocument, runTasks: (onProgress: (done: number) => void) => RunTasks) => Promise<Partial<StudyState>>;

function begin(work: Work): void {
  const own = new AbortController();
  controller = own;
  const tasks = (onProgress: (done: number) => void): RunTasks => (list, onResult) =>
    // The search for the warm-up is one run, and none of those that are counted.
    inPool(list, { onResult, onProgress: list.length > 1 ? onProgress : () => undefined, signal: own.signal });
  const ended = (state: Partial<StudyState>): void => {
    if (controller === own) useStudy.setState({ work: { kind: 'idle' }, ...state });
  };
  void idleDetector
    .track(work(runDocument(), tasks))
    .then(ended)
    .catch((reason: unknown) => ended(reason instanceof CancelledError ? {} : { work: { kind: 'failed', message: textOf(reason) } }));
}

/** The open document as the page's run has it: to the end that the run was let go on to. */
function runDocument(): BrownoutDocument {
  const { document } = useDiagram.getState();
  const horizonMs = Math.max(document.settings.horizonMs, useRun.getState().horizonMs);
  return { ...document, settings: { ...document.settings, horizonMs } };
}

interface PoolWishes {
  readonly onResult: (result: StudyResult) => void;
  readonly onProgress: (done: number) => void;
  readonly signal: AbortSignal;
}

function inPool(tasks: readonly StudyTask[], wishes: PoolWishes): Promise<void> {
  return runInPool({ tasks, workers: poolSize(coresHere(), tasks.length), start: studyStarter(CLASSIC_SCRIPT), ...wishes });
}

function textOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

function forget(): void {
  cancelStudy();
  useStudy.setState(NO_STUDY);
}

useDiagram.subscribe(({ document }, before) => {
  if (document !== before.document && runDifference(before.document, document).kind !== 'nothing') forget();
});
useRun.subscribe(({ horizonMs }, before) => {
  // A run that is loaded anew has a horizon of 0 until it stands.
  if (horizonMs > before.horizonMs && before.horizonMs > 0) forget();
});
