/** Processor time of threads, as the kernel accounts it. Needs Linux. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';

/** @typedef {{ pid: number, tid: number }} Thread */

/** Whether this machine tells what processor time a thread has used. */
export const TELLS_THREAD_TIME = existsSync('/proc/self/task');

/** Processor time of a thread in ms, 0 if it has ended: from the scheduler's own account where the kernel shows it, else
 * in ticks of 10 ms.
 * @param {Thread} thread
 * @returns {number} */
export function threadMs({ pid, tid }) {
  const task = `/proc/${pid}/task/${tid}`;
  if (!existsSync(`${task}/stat`)) return 0;
  if (existsSync(`${task}/sched`)) {
    const account = /sum_exec_runtime\s*:\s*([\d.]+)/.exec(readFileSync(`${task}/sched`, 'utf8'));
    if (account !== null) return Number(account[1]);
  }
  const fields = afterName(`${task}/stat`);
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** All threads of a process and of those it started.
 * @param {number} root
 * @returns {Thread[]} */
export function threadsBelow(root) {
  const parents = parentsOfAll();
  const family = new Set([root]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid);
  }
  return [...family].flatMap((pid) => readable(() => readdirSync(`/proc/${pid}/task`).map((tid) => ({ pid, tid: Number(tid) })), []));
}

/** The thread that used most processor time while `work` was done, among those that were there before.
 * @param {number} root
 * @param {() => Promise<unknown>} work
 * @returns {Promise<Thread>} */
export async function busiestThread(root, work) {
  const before = threadsBelow(root).map((thread) => ({ thread, ms: threadMs(thread) }));
  await work();
  const used = before.map(({ thread, ms }) => ({ thread, ms: threadMs(thread) - ms }));
  const most = used.toSorted((a, b) => b.ms - a.ms)[0];
  if (most === undefined) throw new Error(`Process ${root} has no threads.`);
  return most.thread;
}

/** @returns {Map<number, number>} */
function parentsOfAll() {
  const processes = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  return new Map(processes.map((pid) => [Number(pid), readable(() => Number(afterName(`/proc/${pid}/stat`)[1]), 0)]));
}

/** The fields of a `stat` file that follow the program's name.
 * @param {string} path
 * @returns {string[]} */
function afterName(path) {
  return (readFileSync(path, 'utf8').split(') ').at(-1) ?? '').split(' ');
}

/** Processes may end while they are looked at.
 * @template T
 * @param {() => T} read
 * @param {T} instead
 * @returns {T} */
function readable(read, instead) {
  try {
    return read();
  } catch {
    return instead;
  }
}
