import { availableParallelism } from 'node:os';
import process from 'node:process';
import { replication } from '../../src/analysis/replication-seeds.ts';
import { startStudyThread } from '../../src/cli/study-thread.ts';
import type { BrownoutDocument } from '../../src/model/document.ts';
import { type PoolWorker, runInPool } from '../../src/worker/pool.ts';
import type { RunResult, RunTask } from '../../src/worker/study.ts';
import type { CPrograms } from '../lib/c-programs.ts';
import { atLeast, type Goal, told } from '../lib/goal.ts';
import type { Measured, Part, Setting } from '../lib/part.ts';
import { markdownTable, median } from '../lib/table.ts';
import { threadMs, threadsBelow } from '../lib/thread-time.mjs';
import { ESHOP, workloadNamed } from '../lib/workloads.ts';

/** How much sooner two workers repeat a run than one, in wall time. Beside it what tells a busy machine from workers that
 *  hinder each other: how much sooner the machine does two things that share nothing, and the processor time of the busier
 *  worker, which is the wall time on a machine that has nothing else to do. */
export const replications: Part = { name: 'replications', title: 'Replications', measure };

const LEAST_RATIO = 1.8;
const RUNS = 8;
const REPEATED: readonly { readonly name: string; readonly document: BrownoutDocument }[] = [
  { name: 'eShop', document: ESHOP },
  { name: 'W2', document: workloadNamed('W2').document },
];
/** Runs of the C program, about as long as the engine's. */
const C_RUNS = 12;

type StudyWorker = PoolWorker<RunTask, RunResult>;

/** What the same work takes one and two, round by round, in ms. */
class Times {
  readonly one: number[] = [];
  readonly two: number[] = [];

  get ratio(): number {
    return median(this.one.map((ms, round) => ms / this.two[round]!));
  }
}

interface Work {
  readonly name: string;
  readonly wall: Times;
  /** Of the busier thread of this process; of no use for other programs. */
  readonly busier: Times;
  readonly run: (workers: number) => Promise<void>;
}

async function measure({ options, c, program }: Setting): Promise<Measured> {
  const threads = await Promise.all([1, 2].map(() => startStudyThread(program)));
  const work = (name: string, run: Work['run']): Work => ({ name, wall: new Times(), busier: new Times(), run });
  const studies = REPEATED.map(({ name, document }) => work(name, (workers) => studied(document, threads.slice(0, workers))));
  const machine = c === undefined ? undefined : work('the C program of W2, twice', (workers) => inC(c, workers));
  const all = machine === undefined ? studies : [...studies, machine];
  try {
    for (let round = -1; round < options.rounds; round++) {
      for (const one of all) await measureRound(one, round);
      process.stdout.write(`replications: round ${round + 1} of ${options.rounds}\n`);
    }
  } finally {
    for (const thread of threads) thread.end();
  }
  return { body: `On ${availableParallelism()} cores.\n\n${table(studies, machine)}`, goals: goals(studies, machine) };
}

async function measureRound({ wall, busier, run }: Work, round: number): Promise<void> {
  // In turn first and last, so that a machine that slows down does not favour one of them.
  for (const workers of round % 2 === 0 ? [1, 2] : [2, 1]) {
    const which = workers === 1 ? 'one' : 'two';
    const before = threadsBelow(process.pid).map((thread) => ({ thread, ms: threadMs(thread) }));
    const startedAt = performance.now();
    await run(workers);
    const wallMs = performance.now() - startedAt;
    const cpuMs = Math.max(...before.map(({ thread, ms }) => threadMs(thread) - ms));
    if (round < 0) continue;
    wall[which].push(wallMs);
    busier[which].push(cpuMs);
  }
}

function table(studies: readonly Work[], machine: Work | undefined): string {
  const ms = (values: readonly number[]): string => `${median(values).toFixed(0)} ms`;
  const cells = ({ one, two, ratio }: Times): string[] => [ms(one), ms(two), ratio.toFixed(2)];
  const rows = studies.map(({ name, wall, busier }) => [`${RUNS} runs of ${name}`, ...cells(wall), ...cells(busier)]);
  const last = machine === undefined ? [] : [[machine.name, ...cells(machine.wall), '–', '–', '–']];
  const heads = ['what', 'wall time, one at a time', 'two at a time', 'ratio', 'busier thread, one', 'two', 'ratio'];
  return markdownTable(heads, [...rows, ...last]);
}

function goals(studies: readonly Work[], machine: Work | undefined): Goal[] {
  return [
    ...studies.map(({ name, wall }) => atLeast({ what: `${name} repeated: one worker's time / two workers'`, value: wall.ratio, limit: LEAST_RATIO })),
    ...studies.map(({ name, busier }) => told(`${name} repeated: the same in processor time of the busier worker`, busier.ratio.toFixed(2))),
    told('two C programs one after the other / at once: what the machine can do', machine === undefined ? '–' : machine.wall.ratio.toFixed(2)),
  ];
}

/** All runs on threads that run already, as the application has them done. */
async function studied(document: BrownoutDocument, threads: readonly StudyWorker[]): Promise<void> {
  const tasks = Array.from({ length: RUNS }, (_, index): RunTask => ({ document: replication(document, index), inBins: false }));
  const free = [...threads];
  const start = async (): Promise<StudyWorker> => {
    const thread = free.pop()!;
    return { run: (task) => thread.run(task), end: () => undefined };
  };
  await runInPool({ tasks, workers: threads.length, start, onResult: () => undefined });
}

/** Two programs, one after the other or at once. */
async function inC(c: CPrograms, workers: number): Promise<void> {
  if (workers === 2) await Promise.all([c.repeat('chain', C_RUNS), c.repeat('chain', C_RUNS)]);
  else for (let i = 0; i < 2; i++) await c.repeat('chain', C_RUNS);
}
