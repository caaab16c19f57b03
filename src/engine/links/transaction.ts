import type { Core } from '../core.ts';
import { BRANCH, META, NEXT, NONE, PARENT, PARENT_TOKEN, PLACE, STEP, WORDS } from '../kernel/record.ts';
import { BUFFERED, LINK_COLUMNS, SUCCEEDED } from '../measure/columns.ts';
import { addEffects } from '../sources.ts';
import { COMMIT, COMMIT_EXACTLY_ONCE, streamParameter } from '../stream-parameters.ts';
import { accept, prepare } from './producer.ts';

/**
 * Results of a member that commits them with its place in the log (exactly once): nobody sees them before the commit, and
 * a crash discards them with the work that made them.
 */

/** The member whose transaction a job belongs to, or NONE: the job works on a record, at the member's own station. */
export function transactionOf(core: Core, job: number, link: number): number {
  const { i32, logs, network } = core;
  const from = i32[job * WORDS + META] & BRANCH ? i32[job * WORDS + PARENT] : job;
  const slot = -i32[from * WORDS + PARENT] - 2;
  if (slot < 0 || slot >= network.slotCount || logs.slotToken[slot] !== i32[from * WORDS + PARENT_TOKEN]) return NONE;
  if (network.channelBroker[network.slotChannel[slot]] !== network.channelBroker[network.linkChannel[link]]) return NONE;
  const member = logs.slotOwner[slot];
  return streamParameter(core, network.memberLink[member], COMMIT) === COMMIT_EXACTLY_ONCE ? member : NONE;
}

/** Keeps a result back until the member commits. */
export function hold(core: Core, job: number, { link, root, member }: { readonly link: number; readonly root: number; readonly member: number }): void {
  const { logs } = core;
  const message = prepare(core, job, link, root);
  const { i32 } = core;
  i32[message * WORDS + NEXT] = NONE;
  if (logs.heldTail[member] === NONE) logs.heldHead[member] = message;
  else i32[logs.heldTail[member] * WORDS + NEXT] = message;
  logs.heldTail[member] = message;
  core.linkMeasures[link * LINK_COLUMNS + BUFFERED]++;
  core.linkMeasures[link * LINK_COLUMNS + SUCCEEDED]++;
}

/** The transaction is committed: its results go on their way. */
export function releaseHeld(core: Core, member: number): void {
  takeHeld(core, member, (message) => accept(core, message));
}

/** The transaction is aborted: its results never were. */
export function discardHeld(core: Core, member: number): void {
  takeHeld(core, member, (message) => {
    const { i32, network } = core;
    const channel = network.linkChannel[i32[message * WORDS + PLACE] >>> 16];
    addEffects(core, i32[message * WORDS + STEP], -network.readerCount[channel]);
    core.free(message);
  });
}

function takeHeld(core: Core, member: number, take: (message: number) => void): void {
  const { logs } = core;
  let message = logs.heldHead[member];
  logs.heldHead[member] = NONE;
  logs.heldTail[member] = NONE;
  while (message !== NONE) {
    const next = core.i32[message * WORDS + NEXT];
    const link = core.i32[message * WORDS + PLACE] >>> 16;
    core.linkMeasures[link * LINK_COLUMNS + BUFFERED]--;
    take(message);
    message = next;
  }
}
