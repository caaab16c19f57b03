import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import { DOUBLES, NEXT, NONE, PARENT, STARTED, WORDS } from '../kernel/record.ts';
import { LAG, LINK_COLUMNS, UNCOMMITTED } from '../measure/columns.ts';
import { COMMIT, COMMIT_AFTER_BATCH, COMMIT_AFTER_RECORD, COMMIT_EXACTLY_ONCE, COMMIT_INTERVAL, streamParameter } from '../stream-parameters.ts';
import { canCommit, COMMIT_DUE, setStreamTimer } from './member.ts';
import { dropCommitted, settle } from './partition.ts';
import { discardHeld, releaseHeld } from './transaction.ts';

/**
 * Commits: where a group goes on after a crash. What was worked through since the last commit is worked through again.
 */

/** How a member commits. */
export function commitMode(core: Core, member: number): number {
  return streamParameter(core, core.network.memberLink[member], COMMIT);
}

/** Whether commits come by the clock. */
export function isTimed(mode: number): boolean {
  return mode !== COMMIT_AFTER_BATCH && mode !== COMMIT_AFTER_RECORD;
}

/** Stores the places of all partitions of a member. While the broker cannot be reached it tries again an interval later. */
export function commitMember(core: Core, member: number): boolean {
  const { logs, network } = core;
  logs.memberCommitAt[member] = core.clock[NOW] + streamParameter(core, network.memberLink[member], COMMIT_INTERVAL);
  if (!canCommit(core, member)) return false;
  let hasCommitted = false;
  for (let slot = logs.memberFirstSlot[member]; slot !== NONE; slot = logs.slotNext[slot]) {
    if (logs.slotCommittedOffset[slot] === logs.slotDone[slot]) continue;
    commitSlot(core, slot, commitMode(core, member) === COMMIT_EXACTLY_ONCE);
    hasCommitted = true;
  }
  releaseHeld(core, member);
  return hasCommitted;
}

/** Stores the place of one partition. `isTransaction` lets the results of its records count only now. */
export function commitSlot(core: Core, slot: number, isTransaction: boolean): void {
  const { logs, network } = core;
  const cursor = logs.slotCursor[slot];
  for (let record = logs.slotCommitted[slot]; record !== cursor; record = core.i32[record * WORDS + NEXT]) {
    core.i32[record * WORDS + PARENT]--;
    if (isTransaction) settle(core, slot, record, true);
  }
  core.linkMeasures[network.slotLink[slot] * LINK_COLUMNS + UNCOMMITTED] -= logs.slotUncommitted[slot];
  logs.slotUncommitted[slot] = 0;
  logs.slotCommitted[slot] = cursor;
  logs.slotCommittedOffset[slot] = logs.slotDone[slot];
  dropCommitted(core, network.slotChannel[slot], network.slotPartition[slot]);
}

/** Takes a slot back to what was committed. */
export function rewind(core: Core, slot: number): void {
  const { logs } = core;
  const measures = core.network.slotLink[slot] * LINK_COLUMNS;
  core.linkMeasures[measures + LAG] += logs.slotUncommitted[slot];
  core.linkMeasures[measures + UNCOMMITTED] -= logs.slotUncommitted[slot];
  logs.slotUncommitted[slot] = 0;
  logs.slotCursor[slot] = logs.slotCommitted[slot];
  logs.slotDone[slot] = logs.slotCommittedOffset[slot];
  logs.slotAttempt[slot] = 0;
  logs.slotBatchEnd[slot] = 0;
}

/** Throws away the results of a transaction that was not committed. */
export function abort(core: Core, member: number): void {
  discardHeld(core, member);
}

/** A member commits by itself when it is due, also when it has nothing else to do. */
export function commitWhenDue(core: Core, member: number): void {
  if (!isTimed(commitMode(core, member))) return;
  if (core.clock[NOW] >= core.logs.memberCommitAt[member]) commitMember(core, member);
}

/** Lets an idle member with something to commit do so when it is due. */
export function awaitCommit(core: Core, member: number): void {
  const { logs } = core;
  if (logs.memberCommitTimer[member] !== 0 || !isTimed(commitMode(core, member)) || !hasUncommitted(core, member)) return;
  logs.memberCommitTimer[member] = 1;
  setStreamTimer(core, COMMIT_DUE, member, 0, logs.memberCommitAt[member]);
}

function hasUncommitted(core: Core, member: number): boolean {
  const { logs } = core;
  for (let slot = logs.memberFirstSlot[member]; slot !== NONE; slot = logs.slotNext[slot]) {
    if (logs.slotCommittedOffset[slot] !== logs.slotDone[slot]) return true;
  }
  return false;
}

/** Offset of the record that a slot stands at; the end of its partition when there is none. */
export function placeOf(core: Core, slot: number): number {
  const record = core.logs.slotCursor[slot];
  return record === NONE ? core.logs.partitionEnd[core.network.slotPartition[slot]] : core.f64[record * DOUBLES + STARTED];
}
