import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import { DOUBLES, NEXT, NONE, PARENT, STARTED, STEP, TIME, WORDS } from '../kernel/record.ts';
import {
  CHANNEL_COLUMNS, EXPIRED, FINISHED, LAG, LINK_COLUMNS, OUT, READY, READY_AREA, SKIPPED, TRUNCATED, UNACKNOWLEDGED,
  UNCOMMITTED,
} from '../measure/columns.ts';
import { CHANNEL_PARAMETER_COLUMNS, RETENTION } from '../parameters.ts';
import { effectEnded } from '../sources.ts';

/**
 * What a broker keeps of one partition: a chain of records in the order of their offsets, with the places of the groups
 * in it. A record is kept until every group has committed it, or it is older than the retention. Of a kept record,
 * `PARENT` counts the groups that have yet to commit it, `PARENT_TOKEN` is its partition, `STARTED` its offset, `TIME`
 * when it was appended and `ARRIVED` when it was sent.
 */

/** Puts a record at the end of its partition. Groups that stood at the end stand at it now. */
export function chain(core: Core, record: number, channel: number, partition: number): void {
  const { logs, i32 } = core;
  i32[record * WORDS + NEXT] = NONE;
  const tail = logs.partitionTail[partition];
  if (tail === NONE) logs.partitionHead[partition] = record;
  else i32[tail * WORDS + NEXT] = record;
  logs.partitionTail[partition] = record;
  count(core, channel, 1);
  for (let slot = firstSlot(core, channel, partition), left = core.network.readerCount[channel]; left > 0; left--, slot += core.network.partitionsOf[channel]) {
    core.linkMeasures[core.network.slotLink[slot] * LINK_COLUMNS + LAG]++;
    if (logs.slotCursor[slot] === NONE) logs.slotCursor[slot] = record;
    if (logs.slotCommitted[slot] === NONE) logs.slotCommitted[slot] = record;
  }
}

/** Slot of a log's first group for a partition; those of its other groups follow at the distance of `partitionsOf`. */
export function firstSlot(core: Core, channel: number, partition: number): number {
  const { network } = core;
  if (network.readerCount[channel] === 0) return NONE;
  return network.groupFirstSlot[network.readerStart[channel]] + partition - network.partitionStart[channel];
}

function count(core: Core, channel: number, change: number): void {
  const measures = channel * CHANNEL_COLUMNS;
  core.channelMeasures[measures + READY] += change;
  core.channelMeasures[measures + READY_AREA] -= change * core.clock[NOW];
}

/** Takes a record out of its partition and gives it back; `before` is the one ahead of it, or NONE at the head. */
function unchain(core: Core, channel: number, partition: number, before: number, record: number): void {
  const { logs } = core;
  const next = core.i32[record * WORDS + NEXT];
  if (before === NONE) logs.partitionHead[partition] = next;
  else core.i32[before * WORDS + NEXT] = next;
  if (next === NONE) logs.partitionTail[partition] = before;
  count(core, channel, -1);
  core.free(record);
}

/** Forgets records at the head that every group has committed. */
export function dropCommitted(core: Core, channel: number, partition: number): void {
  const { logs } = core;
  let head = logs.partitionHead[partition];
  while (head !== NONE && core.i32[head * WORDS + PARENT] === 0) {
    unchain(core, channel, partition, NONE, head);
    core.channelMeasures[channel * CHANNEL_COLUMNS + FINISHED]++;
    head = logs.partitionHead[partition];
  }
}

/** Deletes the records that are older than the retention, read or not. What a group has at hand, in work or in its batch,
 *  is kept until it is through with it. */
export function expire(core: Core, channel: number, partition: number): void {
  const { logs } = core;
  const oldest = core.clock[NOW] - core.channelParameters[channel * CHANNEL_PARAMETER_COLUMNS + RETENTION];
  let before = NONE;
  let record = logs.partitionHead[partition];
  while (record !== NONE && core.f64[record * DOUBLES + TIME] < oldest) {
    const next = core.i32[record * WORDS + NEXT];
    if (isInHand(core, channel, partition, record)) before = record;
    else {
      logs.partitionDeleted[partition] = core.f64[record * DOUBLES + STARTED] + 1;
      passDeleted(core, channel, partition, record);
      core.channelMeasures[channel * CHANNEL_COLUMNS + EXPIRED]++;
      unchain(core, channel, partition, before, record);
    }
    record = next;
  }
}

function isInHand(core: Core, channel: number, partition: number, record: number): boolean {
  const { logs, network } = core;
  const offset = core.f64[record * DOUBLES + STARTED];
  for (let slot = firstSlot(core, channel, partition), left = network.readerCount[channel]; left > 0; left--, slot += network.partitionsOf[channel]) {
    if (logs.slotCursor[slot] === record && (logs.slotToken[slot] !== 0 || logs.slotPausing[slot] !== 0)) return true;
    if (offset >= logs.slotDone[slot] && offset < logs.slotBatchEnd[slot]) return true;
  }
  return false;
}

/** A record goes that some groups may not have read: it is lost to them. */
function passDeleted(core: Core, channel: number, partition: number, record: number): void {
  const { logs, network } = core;
  const offset = core.f64[record * DOUBLES + STARTED];
  const next = core.i32[record * WORDS + NEXT];
  for (let slot = firstSlot(core, channel, partition), left = network.readerCount[channel]; left > 0; left--, slot += network.partitionsOf[channel]) {
    if (logs.slotCommitted[slot] === record) logs.slotCommitted[slot] = next;
    if (logs.slotCommittedOffset[slot] > offset) continue;
    const measures = network.slotLink[slot] * LINK_COLUMNS;
    if (logs.slotDone[slot] > offset) {
      logs.slotUncommitted[slot]--;
      core.linkMeasures[measures + UNCOMMITTED]--;
      // What another group has at hand stays before it and may not be settled here, so that the mark stays where it is.
      if (offset >= logs.slotSettled[slot]) effectEnded(core, core.i32[record * WORDS + STEP], true);
      continue;
    }
    if (logs.slotCursor[slot] === record) logs.slotCursor[slot] = next;
    countLost(core, slot);
    // Records before this one may be at hand and not settled, so that the mark of what is settled stays where it is.
    if (offset >= logs.slotSettled[slot]) effectEnded(core, core.i32[record * WORDS + STEP], false);
  }
}

/** A group goes past a record that it has not worked through. */
export function lose(core: Core, slot: number, record: number): void {
  countLost(core, slot);
  settle(core, slot, record, false);
}

function countLost(core: Core, slot: number): void {
  const measures = core.network.slotLink[slot] * LINK_COLUMNS;
  core.linkMeasures[measures + LAG]--;
  core.linkMeasures[measures + SKIPPED]++;
}

/** The effect of a record on a group is over, unless it was before. */
export function settle(core: Core, slot: number, record: number, isWell: boolean): void {
  const offset = core.f64[record * DOUBLES + STARTED];
  if (offset < core.logs.slotSettled[slot]) return;
  core.logs.slotSettled[slot] = offset + 1;
  effectEnded(core, core.i32[record * WORDS + STEP], isWell);
}

/** Moves a slot past the record that it stands at. */
export function moveOn(core: Core, slot: number): void {
  const { logs } = core;
  const record = logs.slotCursor[slot];
  logs.slotDone[slot] = core.f64[record * DOUBLES + STARTED] + 1;
  logs.slotCursor[slot] = core.i32[record * WORDS + NEXT];
  logs.slotAttempt[slot] = 0;
}

/** The record that a member has in work is no longer its to settle. Whatever comes of the work comes too late. */
export function takeBack(core: Core, slot: number): void {
  const { logs, network } = core;
  const token = logs.slotToken[slot];
  if (token === 0) return;
  const member = logs.slotOwner[slot];
  logs.slotToken[slot] = 0;
  logs.memberInWork[member]--;
  logs.memberLostToken[member] = token;
  core.linkMeasures[network.memberLink[member] * LINK_COLUMNS + UNACKNOWLEDGED]--;
  core.channelMeasures[network.slotChannel[slot] * CHANNEL_COLUMNS + OUT]--;
}

/** Whether a slot stands at a record that consumers may see. */
export function hasVisible(core: Core, slot: number): boolean {
  const { logs } = core;
  const record = logs.slotCursor[slot];
  return record !== NONE && core.f64[record * DOUBLES + STARTED] < logs.partitionHigh[core.network.slotPartition[slot]];
}

/** Takes the records from `offset` on out of a partition, as a new leader does that never had them. `isKept` tells of which
 *  of them the producers will send again. */
export function truncate(core: Core, channel: number, partition: number, offset: number, isKept: (offset: number) => boolean): void {
  const { logs } = core;
  let before = NONE;
  let record = logs.partitionHead[partition];
  while (record !== NONE && core.f64[record * DOUBLES + STARTED] < offset) {
    before = record;
    record = core.i32[record * WORDS + NEXT];
  }
  while (record !== NONE) {
    const next = core.i32[record * WORDS + NEXT];
    passTruncated(core, channel, partition, record, isKept(core.f64[record * DOUBLES + STARTED]));
    core.channelMeasures[channel * CHANNEL_COLUMNS + TRUNCATED]++;
    unchain(core, channel, partition, before, record);
    record = next;
  }
  logs.partitionEnd[partition] = Math.min(logs.partitionEnd[partition], offset);
  logs.partitionHigh[partition] = Math.min(logs.partitionHigh[partition], offset);
  stepBack(core, channel, partition, offset);
}

function passTruncated(core: Core, channel: number, partition: number, record: number, isKept: boolean): void {
  const { logs, network } = core;
  const offset = core.f64[record * DOUBLES + STARTED];
  for (let slot = firstSlot(core, channel, partition), left = network.readerCount[channel]; left > 0; left--, slot += network.partitionsOf[channel]) {
    const measures = network.slotLink[slot] * LINK_COLUMNS;
    if (logs.slotCursor[slot] === record) {
      takeBack(core, slot);
      logs.slotCursor[slot] = NONE;
      logs.slotAttempt[slot] = 0;
    }
    if (logs.slotCommitted[slot] === record) logs.slotCommitted[slot] = NONE;
    if (logs.slotDone[slot] <= offset) core.linkMeasures[measures + LAG]--;
    else if (logs.slotCommittedOffset[slot] <= offset) {
      logs.slotUncommitted[slot]--;
      core.linkMeasures[measures + UNCOMMITTED]--;
    }
    if (!isKept && offset >= logs.slotSettled[slot]) effectEnded(core, core.i32[record * WORDS + STEP], false);
  }
}

/** No group stands beyond the new end. */
function stepBack(core: Core, channel: number, partition: number, offset: number): void {
  const { logs, network } = core;
  for (let slot = firstSlot(core, channel, partition), left = network.readerCount[channel]; left > 0; left--, slot += network.partitionsOf[channel]) {
    for (const place of [logs.slotDone, logs.slotCommittedOffset, logs.slotFinished, logs.slotDelivered, logs.slotSettled]) {
      if (place[slot] > offset) place[slot] = offset;
    }
  }
}

/** The request that work in a slot is for; NONE when it is no longer this slot's, or was done before. */
export function rootOfSlot(core: Core, slot: number, token: number): number {
  const { logs } = core;
  if (slot >= core.network.slotCount || logs.slotToken[slot] !== token) return NONE;
  const record = logs.slotCursor[slot];
  return core.f64[record * DOUBLES + STARTED] < logs.slotSettled[slot] ? NONE : core.i32[record * WORDS + STEP];
}
