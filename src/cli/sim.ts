import { mostReplications } from '../analysis/replication-seeds.ts';
import { judgedReport } from '../analysis/judged-report.ts';
import { replicationsJson } from '../analysis/replications-json.ts';
import { runMode } from '../analysis/run-mode.ts';
import { type JudgedRun, judgeRun, type RepeatedRun, repeatRun, type RunTasks } from '../analysis/studies.ts';
import type { BrownoutDocument } from '../model/document.ts';
import { parseDocument } from '../model/parse.ts';
import type { Report } from '../engine/report.ts';
import { createRun } from '../engine/run.ts';
import { simulate } from '../engine/simulate.ts';
import { ENGINE_VERSION } from '../engine/version.ts';
import { studyRun } from '../worker/study.ts';
import { readArguments, type SimOptions, USAGE } from './arguments.ts';
import { closedLoopText } from './closed-loop-text.ts';
import { problemText, readInput, type ReadFile } from './read-input.ts';
import { replicationsTable } from './replications-text.ts';
import { brokenText, type PrintedRun, reportTable } from './report-table.ts';
import { applySet } from './set-path.ts';

/** What the program needs from its surroundings. */
export interface SimHost {
  readonly readFile: ReadFile;
  /** Prints what was asked for. */
  readonly print: (text: string) => void;
  /** Prints what is wrong. */
  readonly complain: (text: string) => void;
  /** Runs documents on several cores, for `--replications`; without it they run here, one after another. */
  readonly runTasks?: RunTasks;
}

/** The run broke an invariant of the engine. */
const BROKEN_EXIT_CODE = 3;

/** Runs the command line `npm run sim -- FILE [options]`. Returns the exit code: 0; 1 when the input is bad, in which case
 *  every problem is listed and nothing is run; 3 when the engine broke a rule of its own, which the report says too. */
export function runSim(args: readonly string[], host: SimHost): number | Promise<number> {
  const read = readArguments(args);
  if (read.kind === 'help') {
    host.print(USAGE);
    return 0;
  }
  if (read.kind === 'problems') {
    host.complain(`${read.problems.map((problem) => `brownout: ${problem}\n`).join('')}\n${USAGE}`);
    return 1;
  }
  return runOptions(read.options, host);
}

function runOptions(options: SimOptions, host: SimHost): number | Promise<number> {
  const input = readInput(options.file, host.readFile);
  if (!input.ok) return refuse(host, options.file, input.problems);
  const changed = changedDocument(input.document, options);
  if (!changed.ok) return refuse(host, options.file, changed.problems);
  const { engineVersion = ENGINE_VERSION } = input;
  if (engineVersion !== ENGINE_VERSION) {
    host.complain(`brownout: the link was made with engine ${engineVersion}; this is engine ${ENGINE_VERSION}, so figures may differ.\n`);
  }
  if (options.replications !== undefined) return repeat(changed.document, options.replications, options, host);
  return runMode(changed.document).kind === 'steady' ? runSteady(changed.document, options, host) : runOnce(changed.document, options, host);
}

/** Runs a document as it is, once. */
function runOnce(document: BrownoutDocument, options: SimOptions, host: SimHost): number {
  const report = simulated(document);
  if (typeof report === 'string') return refuse(host, options.file, [report]);
  return printRun({ document, report, judged: undefined }, options, host);
}

/** Runs a steady document, leaves out the warm-up that is found, and tells how sure the means after it are. One that stops
 *  early has none. */
async function runSteady(document: BrownoutDocument, options: SimOptions, host: SimHost): Promise<number> {
  let judged: JudgedRun | undefined;
  try {
    judged = await judgeRun(document, host.runTasks ?? inTurn);
  } catch (error) {
    if (error instanceof Error) return refuse(host, options.file, [error.message]);
    throw error;
  }
  return judged === undefined ? runOnce(document, options, host) : printRun({ document, report: judgedReport(judged), judged }, options, host);
}

/** Prints one run, and complains of one that the engine broke. */
function printRun(run: PrintedRun, options: SimOptions, host: SimHost): number {
  const { document, report } = run;
  host.print(options.json ? `${JSON.stringify(report, undefined, 2)}\n` : reportTable(run, options) + closedLoopText(document, report));
  if (report.outcome.kind !== 'broken') return 0;
  host.complain(`brownout: the engine broke a rule of its own, ${brokenText(report.outcome)}. The same command with the same file repeats it; please report it.\n`);
  return BROKEN_EXIT_CODE;
}

const inTurn: RunTasks = async (tasks, onResult) => {
  for (const task of tasks) onResult(studyRun(createRun, task));
};

/** Runs a document with several seeds, and prints all of them as one. */
async function repeat(document: BrownoutDocument, count: number, options: SimOptions, host: SimHost): Promise<number> {
  const most = mostReplications(document);
  if (count > most) return refuse(host, options.file, [`a diagram of this size can be repeated at most ${most} times`]);
  let repeated: RepeatedRun;
  try {
    repeated = await repeatRun(document, count, host.runTasks ?? inTurn);
  } catch (error) {
    if (error instanceof Error) return refuse(host, options.file, [error.message]);
    throw error;
  }
  host.print(options.json ? `${JSON.stringify(replicationsJson(document, repeated), undefined, 2)}\n` : replicationsTable(document, repeated, options));
  return repeated.runs.some(({ outcome }) => outcome.kind === 'broken') ? BROKEN_EXIT_CODE : 0;
}

/** The report, or why the engine refuses a document that is in order but too much for it. */
function simulated(document: BrownoutDocument): Report | string {
  try {
    return simulate(document);
  } catch (error) {
    if (error instanceof Error) return error.message;
    throw error;
  }
}

type Changed =
  | { readonly ok: true; readonly document: BrownoutDocument }
  | { readonly ok: false; readonly problems: readonly string[] };

/** The document with everything changed that the options change, parsed anew: a changed value is checked like one that
 *  was written in the file. */
function changedDocument(document: BrownoutDocument, { seed, horizonMs, sets }: SimOptions): Changed {
  const settings = {
    ...document.settings,
    ...(seed === undefined ? {} : { seed }),
    ...(horizonMs === undefined ? {} : { horizonMs }),
  };
  let changed: BrownoutDocument = { ...document, settings };
  const problems: string[] = [];
  for (const set of sets) {
    const result = applySet(changed, set);
    if (result.ok) changed = result.document;
    else problems.push(result.message);
  }
  if (problems.length > 0) return { ok: false, problems };
  const parsed = parseDocument(changed);
  return parsed.ok ? parsed : { ok: false, problems: parsed.problems.map(problemText) };
}

function refuse(host: SimHost, file: string, problems: readonly string[]): number {
  const shownFile = file.length > 60 ? `${file.slice(0, 59)}…` : file;
  host.complain(`brownout: ${shownFile} cannot be run:\n${problems.map((problem) => `  ${problem}\n`).join('')}`);
  return 1;
}
