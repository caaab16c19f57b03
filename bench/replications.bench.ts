import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { replication } from '../src/analysis/replication-seeds.ts';
import { isStudyThread, serveStudies, startStudyThread } from '../src/cli/study-thread.ts';
import { parseDocumentText } from '../src/model/parse.ts';
import { type PoolWorker, runInPool } from '../src/worker/pool.ts';
import type { RunResult, RunTask } from '../src/worker/study.ts';

/** How much sooner two workers repeat a run than one: wall time, ratio of each round, median over rounds. Workers are
 *  started once, as the goal is about the work; the first round warms them and is not counted. */
const GOAL = 1.8;
const ROUNDS = 7;
const RUNS = 8;
const EXAMPLE = 'public/diagrams/eshop.json';

if (isStudyThread()) serveStudies();
else await measure();

async function measure(): Promise<void> {
  const parsed = parseDocumentText(readFileSync(EXAMPLE, 'utf8'));
  if (!parsed.ok) throw new Error(`${EXAMPLE} does not parse.`);
  const document = { ...parsed.document, settings: { ...parsed.document.settings, horizonMs: 300_000 } };
  const tasks = Array.from({ length: RUNS }, (_, index): RunTask => ({ document: replication(document, index), inBins: false }));
  const threads = await Promise.all([1, 2].map(() => startStudyThread(new URL(import.meta.url))));
  const ratios: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    // In turn first and last, so that a machine that slows down does not favour one of them.
    const order = round % 2 === 0 ? [1, 2] : [2, 1];
    const wallMs = new Map<number, number>();
    for (const workers of order) wallMs.set(workers, await timed(tasks, threads.slice(0, workers)));
    const ratio = wallMs.get(1)! / wallMs.get(2)!;
    console.log(`${round === 0 ? 'warming' : `round ${round}`}: 1 worker ${ms(wallMs.get(1)!)}, 2 workers ${ms(wallMs.get(2)!)}, ratio ${ratio.toFixed(2)}`);
    if (round > 0) ratios.push(ratio);
  }
  for (const thread of threads) thread.end();
  const median = ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)]!;
  console.log(`\n${RUNS} runs of eShop, ${availableParallelism()} cores: 2 workers are ${median.toFixed(2)} times 1 (median of ${ROUNDS} rounds; goal at least ${GOAL})`);
}

/** Wall time of all tasks on threads that run already. */
async function timed(tasks: readonly RunTask[], threads: readonly PoolWorker<RunTask, RunResult>[]): Promise<number> {
  const free = [...threads];
  const start = async (): Promise<PoolWorker<RunTask, RunResult>> => {
    const thread = free.pop()!;
    return { run: (task) => thread.run(task), end: () => undefined };
  };
  const startedAt = performance.now();
  await runInPool({ tasks, workers: threads.length, start, onResult: () => undefined });
  return performance.now() - startedAt;
}

function ms(wallMs: number): string {
  return `${Math.round(wallMs)} ms`;
}
