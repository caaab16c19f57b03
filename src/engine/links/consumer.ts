import { childKey } from '../../base/random.ts';
import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import {
  ARRIVED, COPIED, DOUBLES, KEY, META, NEXT, NONE, NUMBER, PARENT, PARENT_TOKEN, PLACE, SLOT_PAUSE, STARTED, TIME, TOKEN, TRACED, TRAVELLING,
  WORDS,
} from '../kernel/record.ts';
import {
  ACKNOWLEDGED, CHANNEL_COLUMNS, DELIVERED, DUPLICATES, LAG, LINK_COLUMNS, LOSS, MESSAGES_LOST, OK, OUT, REDELIVERED, REJECTION,
  TAP_DEAD, TAP_DELIVER, UNACKNOWLEDGED, UNCOMMITTED,
} from '../measure/columns.ts';
import { LINK_SALT_WORDS, SALT_CHILD } from '../network.ts';
import { BROKER_PARAMETER_COLUMNS, LATENCY, LINK_PARAMETER_COLUMNS, MAX_ATTEMPTS, RETRY_DELAY, WRITE_TIME } from '../parameters.ts';
import { arrive } from '../stations/station.ts';
import {
  COMMIT_AFTER_BATCH, COMMIT_AFTER_RECORD, COMMIT_AUTO, COMMIT_EXACTLY_ONCE, MAX_POLL_INTERVAL, MAX_POLL_RECORDS, OFFSET_RESET,
  RESET_TO_EARLIEST, streamParameter,
} from '../stream-parameters.ts';
import { bytesOfRecord, fetchedBy, isNarrow } from './bandwidth.ts';
import { awaitCommit, commitMember, commitMode, commitSlot, commitWhenDue, isTimed, placeOf } from './commit.ts';
import { answerSummons, lostWorkEnded } from './consumer-group.ts';
import { isLed } from './log.ts';
import { reachesMember } from './log-losses.ts';
import {
  channelOfMember, COMMIT_ANSWERED, concurrencyOf, isAlive, isBrokerUp, isReachable, mayWork, POLL_OVERDUE, setStreamTimer, wake, wakeOwner,
} from './member.ts';
import { isChannelStill } from './standstill.ts';
import { hasVisible, lose, moveOn, settle } from './partition.ts';

/**
 * A member of a group at work. Usually it is a poll loop: it takes a batch of records of its partitions, works through
 * them one after another, and polls again; commits, and the news of a rebalance, come with the poll. One that works on
 * several records at once takes them as they come, one of each partition at a time.
 */

/** A member looks for work, and for what it has to do before it works on. */
export function memberWakes(core: Core, member: number): void {
  const { logs } = core;
  logs.memberWoken[member] = 0;
  while (mayWork(core, member) && logs.memberInWork[member] < concurrencyOf(core, member)) {
    const slot = nextSlot(core, member);
    if (slot !== NONE) give(core, slot);
    else if (logs.memberInWork[member] > 0 || !poll(core, member)) return;
  }
}

function isLoop(core: Core, member: number): boolean {
  return concurrencyOf(core, member) === 1;
}

/** The slot whose record the member works on next; in a loop only those of the present batch. */
function nextSlot(core: Core, member: number): number {
  const { logs } = core;
  const inBatch = isLoop(core, member);
  if (!inBatch && logs.memberSummoned[member] !== 0) return NONE;
  for (let slot = logs.memberFirstSlot[member]; slot !== NONE; slot = logs.slotNext[slot]) {
    if (logs.slotToken[slot] !== 0 || logs.slotPausing[slot] !== 0) continue;
    if (inBatch ? isInBatch(core, slot) : isAtHand(core, member, slot)) return slot;
  }
  return NONE;
}

function isInBatch(core: Core, slot: number): boolean {
  const record = core.logs.slotCursor[slot];
  return record !== NONE && core.f64[record * DOUBLES + STARTED] < core.logs.slotBatchEnd[slot];
}

/** Whether the member can fetch the record that a slot stands at. */
function isAtHand(core: Core, member: number, slot: number): boolean {
  const { network, logs } = core;
  const isDeleted = logs.slotDone[slot] < logs.partitionDeleted[network.slotPartition[slot]] && logs.slotDone[slot] !== placeOf(core, slot);
  if (isDeleted) {
    if (commitMode(core, member) === COMMIT_EXACTLY_ONCE) commitMember(core, member);
    resetPlace(core, slot);
  }
  return hasVisible(core, slot) && isReachable(core, member) && isLed(core, network.slotChannel[slot], network.slotPartition[slot]);
}

/** A place in the log that was deleted: the group goes on at the end, which skips the rest, or at the oldest record. */
function resetPlace(core: Core, slot: number): void {
  const { logs, network } = core;
  // Nobody comes back to what was worked through before: its transaction counts.
  commitSlot(core, slot, true);
  if (streamParameter(core, network.slotLink[slot], OFFSET_RESET) !== RESET_TO_EARLIEST) {
    for (let record = logs.slotCursor[slot]; record !== NONE; record = core.i32[record * WORDS + NEXT]) lose(core, slot, record);
    logs.slotCursor[slot] = NONE;
  }
  logs.slotDone[slot] = placeOf(core, slot);
  logs.slotAttempt[slot] = 0;
  commitSlot(core, slot, false);
}

// Polls.

/** A member polls. True when it has something to do now. */
function poll(core: Core, member: number): boolean {
  const { logs } = core;
  logs.memberPolled[member] = core.clock[NOW];
  logs.memberBusy[member] = 0;
  if (commitAtPoll(core, member)) return false;
  if (logs.memberSummoned[member] !== 0 && !isChannelStill(core, channelOfMember(core, member))) {
    logs.memberSummoned[member] = 0;
    answerSummons(core, member);
    return mayWork(core, member) && (nextSlot(core, member) !== NONE || fetch(core, member));
  }
  return fetch(core, member);
}

/** Commits as the member is used to. True when it waits for the answer. */
function commitAtPoll(core: Core, member: number): boolean {
  const mode = commitMode(core, member);
  if (isTimed(mode)) commitWhenDue(core, member);
  else if (mode === COMMIT_AFTER_BATCH && commitMember(core, member)) return waitForCommit(core, member);
  return false;
}

/** A commit that is waited for takes a round trip and a write. */
function waitForCommit(core: Core, member: number): boolean {
  const { network } = core;
  const broker = network.channelBroker[channelOfMember(core, member)];
  const latency = core.linkParameters[network.memberLink[member] * LINK_PARAMETER_COLUMNS + LATENCY];
  const pause = 2 * latency + core.brokerParameters[broker * BROKER_PARAMETER_COLUMNS + WRITE_TIME];
  if (pause === 0 && !isChannelStill(core, channelOfMember(core, member))) return false;
  core.logs.memberCommitting[member] = 1;
  setStreamTimer(core, COMMIT_ANSWERED, member, 0, core.clock[NOW] + pause);
  return true;
}

/** The answer to a commit has come. */
export function commitAnswered(core: Core, member: number): void {
  core.logs.memberCommitting[member] = 0;
  wake(core, member);
}

/** A member with nothing else to do commits. */
export function commitDue(core: Core, member: number): void {
  core.logs.memberCommitTimer[member] = 0;
  if (!isAlive(core, member)) return;
  if (core.logs.memberBusy[member] === 0 || commitMode(core, member) !== COMMIT_AUTO) commitWhenDue(core, member);
  if (core.logs.memberBusy[member] === 0) awaitCommit(core, member);
}

/** Takes a batch of what there is in the member's partitions, beginning after the one that it began with before. */
function fetch(core: Core, member: number): boolean {
  const { logs, network } = core;
  if (!isLoop(core, member)) {
    awaitCommit(core, member);
    return false;
  }
  let left = streamParameter(core, network.memberLink[member], MAX_POLL_RECORDS);
  const start = logs.memberTurn[member] !== NONE && logs.slotOwner[logs.memberTurn[member]] === member ? logs.memberTurn[member] : logs.memberFirstSlot[member];
  let slot = start;
  let hasFound = false;
  while (slot !== NONE && left > 0) {
    const taken = take(core, member, slot, left);
    left -= taken;
    hasFound = hasFound || taken > 0;
    slot = logs.slotNext[slot] === NONE ? logs.memberFirstSlot[member] : logs.slotNext[slot];
    if (slot === start) break;
  }
  logs.memberTurn[member] = slot;
  if (hasFound) beginBatch(core, member);
  else awaitCommit(core, member);
  return hasFound;
}

/** Puts up to `most` records of a slot into the batch, and returns how many. */
function take(core: Core, member: number, slot: number, most: number): number {
  const { logs } = core;
  logs.slotBatchEnd[slot] = 0;
  if (logs.slotPausing[slot] !== 0 || !isAtHand(core, member, slot)) return 0;
  const from = placeOf(core, slot);
  const end = Math.min(from + most, logs.partitionHigh[core.network.slotPartition[slot]]);
  logs.slotBatchEnd[slot] = end;
  return end - from;
}

function beginBatch(core: Core, member: number): void {
  const { logs } = core;
  logs.memberBusy[member] = 1;
  if (logs.memberPollTimer[member] !== 0) return;
  logs.memberPollTimer[member] = 1;
  setStreamTimer(core, POLL_OVERDUE, member, 0, core.clock[NOW] + streamParameter(core, core.network.memberLink[member], MAX_POLL_INTERVAL));
}

// Records.

/** Gives a slot's record to the component of its member. */
function give(core: Core, slot: number): void {
  const { logs, network } = core;
  const record = logs.slotCursor[slot];
  const member = logs.slotOwner[slot];
  const measures = network.memberLink[member] * LINK_COLUMNS;
  const offset = core.f64[record * DOUBLES + STARTED];
  logs.slotToken[slot] = core.nextToken();
  logs.slotAttempt[slot]++;
  logs.memberInWork[member]++;
  if (logs.slotAttempt[slot] === 1) logs.slotBegan[slot] = core.clock[NOW];
  core.linkMeasures[measures + DELIVERED]++;
  core.linkMeasures[measures + UNACKNOWLEDGED]++;
  core.channelMeasures[network.slotChannel[slot] * CHANNEL_COLUMNS + OUT]++;
  if (offset < logs.slotDelivered[slot]) core.linkMeasures[measures + REDELIVERED]++;
  else logs.slotDelivered[slot] = offset + 1;
  sendRecord(core, slot, record, member);
}

/** A record that was there before is at hand with its batch; a fresh one takes its way. */
function sendRecord(core: Core, slot: number, record: number, member: number): void {
  const job = core.allocate();
  const { i32, f64, network, logs } = core;
  const from = record * WORDS;
  const at = job * WORDS;
  const now = core.clock[NOW];
  const link = network.memberLink[member];
  i32[at + META] = TRAVELLING | (i32[from + META] & TRACED);
  i32[at + PLACE] = network.memberStation[member] | (link << 16);
  i32[at + KEY] = childKey(i32[from + KEY], network.linkSalts[network.slotLink[slot] * LINK_SALT_WORDS + SALT_CHILD], logs.slotAttempt[slot]);
  i32[at + PARENT] = -slot - 2;
  i32[at + PARENT_TOKEN] = logs.slotToken[slot];
  i32[at + TOKEN] = 0;
  i32[at + NUMBER] = i32[from + NUMBER];
  core.inherit(job, record);
  const latency = core.linkParameters[link * LINK_PARAMETER_COLUMNS + LATENCY];
  const appendedMs = f64[record * DOUBLES + TIME];
  const leaves = isNarrow(core, link) ? fetchedBy(core, job, { link, bytes: bytesOfRecord(core, record), appendedMs }) : appendedMs;
  const due = reachesMember(core, slot, record, leaves + latency);
  if (i32[at + META] & TRACED) core.tapRow(TAP_DELIVER, now, now + latency, link, i32[at + NUMBER], OK);
  if (due > now) {
    f64[job * DOUBLES + TIME] = due;
    core.schedule(job);
  } else arrive(core, job);
}

/** The consumer's word on the record in work of a slot, or on one of a batch that is no longer its member's to settle. */
export function slotReplied(core: Core, slot: number, token: number, outcome: number): void {
  const { logs, network } = core;
  if (slot >= network.slotCount || logs.slotToken[slot] !== token) {
    if (outcome === OK) countDuplicate(core, slot);
    lostWorkEnded(core, slot, token);
    return;
  }
  const member = logs.slotOwner[slot];
  logs.slotToken[slot] = 0;
  logs.memberInWork[member]--;
  core.linkMeasures[network.memberLink[member] * LINK_COLUMNS + UNACKNOWLEDGED]--;
  core.channelMeasures[network.slotChannel[slot] * CHANNEL_COLUMNS + OUT]--;
  if (outcome === OK) advance(core, slot, member, true);
  else if (outcome === REJECTION) {
    if (isAlive(core, member)) pause(core, slot);
  } else if (outcome !== LOSS) failed(core, slot, member);
  wake(core, member);
}

function countDuplicate(core: Core, slot: number): void {
  const { network } = core;
  const link = slot < network.slotCount ? network.slotLink[slot] : network.memberLink[slot - network.slotCount];
  core.linkMeasures[link * LINK_COLUMNS + DUPLICATES]++;
}

function failed(core: Core, slot: number, member: number): void {
  const { network } = core;
  const most = core.linkParameters[network.memberLink[member] * LINK_PARAMETER_COLUMNS + MAX_ATTEMPTS];
  if (core.logs.slotAttempt[slot] >= most) skip(core, slot, member);
  else pause(core, slot);
}

/** The group is through with the record at its place, or gives it up: on to the next. */
function advance(core: Core, slot: number, member: number, isWell: boolean): void {
  const { logs, network } = core;
  const record = logs.slotCursor[slot];
  const measures = network.slotLink[slot] * LINK_COLUMNS;
  const offset = core.f64[record * DOUBLES + STARTED];
  const mode = commitMode(core, member);
  core.linkMeasures[measures + LAG]--;
  core.linkMeasures[measures + UNCOMMITTED]++;
  logs.slotUncommitted[slot]++;
  if (offset >= logs.slotFinished[slot]) {
    logs.slotFinished[slot] = offset + 1;
    if (isWell) countFinished(core, slot, member, record);
  } else if (isWell && mode !== COMMIT_EXACTLY_ONCE) core.linkMeasures[measures + DUPLICATES]++;
  if (!isWell || mode !== COMMIT_EXACTLY_ONCE) settle(core, slot, record, isWell);
  moveOn(core, slot);
  if (mode === COMMIT_AFTER_RECORD || (mode === COMMIT_AFTER_BATCH && !isLoop(core, member))) {
    if (isReachable(core, member) && isBrokerUp(core, network.slotChannel[slot])) commitSlot(core, slot, false);
    waitForCommit(core, member);
  } else if (isTimed(mode) && (mode !== COMMIT_AUTO || !isLoop(core, member))) commitWhenDue(core, member);
}

function countFinished(core: Core, slot: number, member: number, record: number): void {
  const link = core.network.memberLink[member];
  const isCopy = core.i32[record * WORDS + META] & COPIED;
  core.linkMeasures[link * LINK_COLUMNS + (isCopy ? DUPLICATES : ACKNOWLEDGED)]++;
  core.recordExchange(link, core.f64[record * DOUBLES + ARRIVED], core.logs.slotBegan[slot]);
}

function skip(core: Core, slot: number, member: number): void {
  const { i32, network } = core;
  const at = core.logs.slotCursor[slot] * WORDS;
  core.channelMeasures[network.slotChannel[slot] * CHANNEL_COLUMNS + MESSAGES_LOST]++;
  if (i32[at + META] & TRACED) {
    const now = core.clock[NOW];
    core.tapRow(TAP_DEAD, now, now, network.slotLink[slot], i32[at + NUMBER], LOSS);
  }
  if (commitMode(core, member) === COMMIT_EXACTLY_ONCE) commitMember(core, member);
  advance(core, slot, member, false);
}

/** A failed record is tried again after a pause. Its partition waits, and is not in the batch any more. */
function pause(core: Core, slot: number): void {
  const timer = core.allocate();
  const at = timer * WORDS;
  core.i32[at + META] = SLOT_PAUSE;
  core.i32[at + TOKEN] = 0;
  core.i32[at + KEY] = slot;
  const delay = core.linkParameters[core.network.slotLink[slot] * LINK_PARAMETER_COLUMNS + RETRY_DELAY];
  core.f64[timer * DOUBLES + TIME] = core.clock[NOW] + delay;
  core.logs.slotPausing[slot] = 1;
  core.logs.slotBatchEnd[slot] = 0;
  core.schedule(timer);
}

/** The pause before a failed record is tried again is over. */
export function slotPauseEnded(core: Core, timer: number): void {
  const slot = core.i32[timer * WORDS + KEY];
  core.free(timer);
  core.logs.slotPausing[slot] = 0;
  wakeOwner(core, slot);
}
