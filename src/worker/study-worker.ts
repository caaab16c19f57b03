import type { PoolWorker } from './pool.ts';
import type { RunResult, RunTask } from './study.ts';
import { browserStarter, fetchClassicText } from './worker-link.ts';

/** Starts engine workers that do nothing but study runs. `classicUrl` is the classic script's address, for hosts that
 *  cannot start module workers. */
export function studyStarter(classicUrl: string): () => Promise<PoolWorker<RunTask, RunResult>> {
  const start = browserStarter(() => fetchClassicText(classicUrl));
  return async () => {
    const link = await start(() => undefined);
    return { run: (task) => link.api.study(task), end: () => link.terminate() };
  };
}

/** Cores that the browser tells of; two where it tells nothing. */
export function coresHere(): number {
  return navigator.hardwareConcurrency || 2;
}
