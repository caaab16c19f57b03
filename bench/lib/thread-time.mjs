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

/** What a thread is called.
 * @param {Thread} thread */
export function threadName({ pid, tid }) {
  return readable(() => readFileSync(`/proc/${pid}/task/${tid}/comm`, 'utf8').trim(), '');
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

/** The thread that does `work`: the one that used most processor time in so many tries one after another. Once is not
 * enough, for a browser that has just started does much else.
 * @param {number} root
 * @param {() => Promise<unknown>} work
 * @returns {Promise<Thread>} */
export async function busiestThread(root, work) {
  /** @type {Thread | undefined} */
  let winner;
  for (let attempt = 0, wins = 0; attempt < MOST_TRIES; attempt++) {
    const { thread, lead } = await winnerOf(root, work);
    const isSame = winner?.pid === thread.pid && winner.tid === thread.tid;
    wins = isSame && lead >= LEAST_LEAD ? wins + 1 : 0;
    winner = thread;
    if (wins === WINS_IN_A_ROW) return thread;
  }
  throw new Error(`Among the threads below process ${root} none stands out.`);
}

const MOST_TRIES = 40;
const WINS_IN_A_ROW = 3;
/** How many times as much as the next thread the right one uses. */
const LEAST_LEAD = 3;

/** The thread that used most processor time, among those that were there before, and how far it leads.
 * @param {number} root
 * @param {() => Promise<unknown>} work
 * @returns {Promise<{ thread: Thread, lead: number }>} */
async function winnerOf(root, work) {
  const before = threadsBelow(root).map((thread) => ({ thread, ms: threadMs(thread) }));
  await work();
  const used = before.map(({ thread, ms }) => ({ thread, ms: threadMs(thread) - ms })).toSorted((a, b) => b.ms - a.ms);
  const [most, next] = used;
  if (most === undefined) throw new Error(`Process ${root} has no threads.`);
  return { thread: most.thread, lead: most.ms / (next?.ms || 1) };
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
