import type { Report } from '../engine/report.ts';
import type { BrownoutDocument } from '../model/document.ts';
import type { RunBins } from '../model/run-bins.ts';
import { batchHalfWidths } from './batch-half-widths.ts';
import { type MeasuredRun, type MergedRuns, RunMerger } from './merge-runs.ts';
import { replication } from './replication-seeds.ts';
import { runMode } from './run-mode.ts';
import { type RunWarmUp, runWarmUp } from './run-warm-up.ts';

/** A run from beginning to end that is asked for. */
export interface StudyTask {
  readonly document: BrownoutDocument;
  /** Whether the run is wanted in bins too. */
  readonly inBins: boolean;
}

/** What came of it. */
export interface StudyResult extends MeasuredRun {
  readonly bins?: RunBins;
}

/** Does tasks, wherever and in whatever order, and hands their results out in the tasks' order. */
export type RunTasks = (tasks: readonly StudyTask[], onResult: (result: StudyResult) => void) => Promise<void>;

/** The warm-up that was left out: as set by hand in a scenario; in a steady run the longer of that and what was found. */
export interface LeftOut {
  readonly warmUpMs: number;
  /** What was found; undefined in a scenario, where nothing is looked for. */
  readonly found: RunWarmUp | undefined;
}

/** One steady run that tells by itself how sure its means are. */
export interface JudgedRun extends LeftOut {
  readonly kind: 'judged';
  /** The trace of the run with these figures: the same whatever is left out of them. */
  readonly report: Report;
  /** In the report's form; NaN or null where nothing can be said. All are when no warm-up was found. */
  readonly halfWidths: Report;
}

/** The run repeated with other seeds. */
export interface RepeatedRun extends LeftOut, MergedRuns {
  readonly kind: 'repeated';
}

/** Looks at a steady run once more, in bins, finds its warm-up, and tells how sure the means after it are. Undefined for a
 *  scenario, where one run says nothing about others, and for a run that does not come to its horizon. */
export async function judgeRun(document: BrownoutDocument, runTasks: RunTasks): Promise<JudgedRun | undefined> {
  if (runMode(document).kind === 'scenario') return undefined;
  const pilot = await pilotRun(document, runTasks);
  if (pilot.report.outcome.kind !== 'horizon') return undefined;
  const leftOut = leaveOut(document, pilot.bins);
  const { warmUpMs, found } = leftOut;
  const { report } = warmUpMs === 0 ? pilot : await onlyRun({ document: replication(document, 0, warmUpMs), inBins: false }, runTasks);
  // Where something has not settled, the batches would be of a run that was still on its way.
  const from = found.kind === 'found' ? warmUpMs : Infinity;
  const { incidents } = pilot.report;
  return { kind: 'judged', ...leftOut, report: { ...report, incidents }, halfWidths: batchHalfWidths(report, pilot.bins, from) };
}

/** Repeats a run with `count` seeds, its own among them. In steady mode its warm-up is found first. */
export async function repeatRun(document: BrownoutDocument, count: number, runTasks: RunTasks): Promise<RepeatedRun> {
  const isSteady = runMode(document).kind === 'steady';
  const leftOut = isSteady ? leaveOut(document, (await pilotRun(document, runTasks)).bins) : { warmUpMs: document.settings.warmUpMs, found: undefined };
  const merger = new RunMerger();
  const tasks = Array.from({ length: count }, (_, index) => ({ document: replication(document, index, leftOut.warmUpMs), inBins: false }));
  await runTasks(tasks, (result) => merger.add(result));
  return { kind: 'repeated', ...leftOut, ...merger.merged() };
}

/** The document's own run without a warm-up, so that one can be found. */
async function pilotRun(document: BrownoutDocument, runTasks: RunTasks): Promise<StudyResult & { readonly bins: RunBins }> {
  const result = await onlyRun({ document: replication(document, 0, 0), inBins: true }, runTasks);
  if (result.bins === undefined) throw new Error('The run came without its bins.');
  return { ...result, bins: result.bins };
}

async function onlyRun(task: StudyTask, runTasks: RunTasks): Promise<StudyResult> {
  let only: StudyResult | undefined;
  await runTasks([task], (result) => (only = result));
  if (only === undefined) throw new Error('The run came to nothing.');
  return only;
}

function leaveOut({ settings }: BrownoutDocument, bins: RunBins): { readonly warmUpMs: number; readonly found: RunWarmUp } {
  const found = runWarmUp(bins);
  return { found, warmUpMs: Math.max(settings.warmUpMs, found.kind === 'found' ? found.lengthMs : 0) };
}
