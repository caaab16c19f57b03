import { isMainThread, parentPort, Worker as Thread, workerData } from 'node:worker_threads';
import { createRun } from '../engine/run.ts';
import type { PoolWorker } from '../worker/pool.ts';
import { type RunResult, type RunTask, studyRun } from '../worker/study.ts';

const ROLE = 'brownout study';

/** What a thread answers to a task. */
type Answer = { readonly ok: true; readonly result: RunResult } | { readonly ok: false; readonly message: string };

/** Whether this is a thread that `startStudyThread` started. */
export function isStudyThread(): boolean {
  return !isMainThread && workerData === ROLE;
}

/** Answers the tasks of the main thread, one at a time. */
export function serveStudies(): void {
  parentPort?.on('message', (task: RunTask) => parentPort?.postMessage(answer(task)));
}

function answer(task: RunTask): Answer {
  try {
    return { ok: true, result: studyRun(createRun, task) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

/** Starts `program`, which calls `serveStudies`, in a thread of its own. */
export async function startStudyThread(program: URL): Promise<PoolWorker<RunTask, RunResult>> {
  const thread = new Thread(program, { workerData: ROLE });
  const run = (task: RunTask): Promise<RunResult> =>
    new Promise((resolve, reject) => {
      thread.removeAllListeners().once('error', reject);
      thread.once('message', (got: Answer) => (got.ok ? resolve(got.result) : reject(new Error(got.message))));
      thread.postMessage(task);
    });
  return { run, end: () => void thread.terminate() };
}
