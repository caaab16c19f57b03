import { childKey, keyedBits, uniform } from '../../base/random.ts';
import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import {
  ARRIVED, DOUBLES, KEY, META, NEXT, NONE, NUMBER, PARENT, PARENT_TOKEN, PLACE, RECORD_KEPT, SLOT_PAUSE, STARTED,
  STEP, TIME, TOKEN, TRACED, TRAVELLING, WORDS,
} from '../kernel/record.ts';
import {
  ACKNOWLEDGED, CHANNEL_COLUMNS, DELIVERED, DUPLICATES, EXPIRED, FINISHED, LAG, LINK_COLUMNS, LOSS, MESSAGES_LOST, OK,
  OUT, PUBLISHED, READY, READY_AREA, REDELIVERED, REJECTION, TAP_DEAD, TAP_DELIVER, UNACKNOWLEDGED,
} from '../measure/columns.ts';
import { CHANNEL_SALT_WORDS, LINK_SALT_WORDS, SALT_CHILD, SALT_HOT, SALT_KEY } from '../network.ts';
import {
  CHANNEL_PARAMETER_COLUMNS, HOT_KEY_SHARE, KEYS, LATENCY, LINK_PARAMETER_COLUMNS, MAX_ATTEMPTS, RETENTION,
  RETRY_DELAY,
} from '../parameters.ts';
import { effectEnded } from '../sources.ts';
import { arrive } from '../stations/station.ts';
import { confirm } from './confirm.ts';

/**
 * Partitioned logs: records of one key go to one partition and stay in order. Every group that reads the log has
 * a *slot* for each partition: a cursor and at most one record in work, so a failing record blocks its partition and
 * no other. A record is kept until every group has read it or it is older than the retention. Rules LG1 to LG8 of
 * `docs/spec.md`.
 */

/** The broker takes a record in. While kept, `PARENT` counts the groups that have yet to read it, `PARENT_TOKEN` is its
 *  partition, `STARTED` its offset and `TIME` when it was appended. */
export function append(core: Core, record: number, channel: number): void {
  const { network } = core;
  core.channelMeasures[channel * CHANNEL_COLUMNS + PUBLISHED]++;
  confirm(core, record, OK);
  const { i32 } = core;
  const at = record * WORDS;
  const partition = network.partitionStart[channel] + partitionFor(core, i32[at + KEY], channel);
  core.f64[record * DOUBLES + STARTED] = core.partitionEnd[partition]++;
  const readers = network.readerCount[channel];
  if (readers === 0) {
    core.channelMeasures[channel * CHANNEL_COLUMNS + FINISHED]++;
    core.free(record);
    return;
  }
  i32[at + META] = (i32[at + META] & TRACED) | RECORD_KEPT;
  i32[at + PARENT] = readers;
  i32[at + PARENT_TOKEN] = partition;
  core.f64[record * DOUBLES + TIME] = core.clock[NOW];
  link(core, record, partition);
  count(core, channel, 1);
  for (let reader = 0; reader < readers; reader++) offer(core, record, channel, reader, partition);
  expire(core, channel, partition);
}

function partitionFor(core: Core, key: number, channel: number): number {
  const { channelSalts, partitionsOf } = core.network;
  const row = channel * CHANNEL_PARAMETER_COLUMNS;
  const salt = channel * CHANNEL_SALT_WORDS;
  const hot = core.channelParameters[row + HOT_KEY_SHARE];
  const isHot = hot > 0 && uniform(channelSalts[salt + SALT_HOT], channelSalts[salt + SALT_HOT + 1], key) < hot;
  const keys = core.channelParameters[row + KEYS];
  const chosen = isHot ? 0 : Math.floor(uniform(channelSalts[salt + SALT_KEY], channelSalts[salt + SALT_KEY + 1], key) * keys);
  const hashed = keyedBits(channelSalts[salt + SALT_KEY + 1], channelSalts[salt + SALT_KEY], chosen) >>> 0;
  return hashed % partitionsOf[channel];
}

function link(core: Core, record: number, partition: number): void {
  core.i32[record * WORDS + NEXT] = NONE;
  const tail = core.partitionTail[partition];
  if (tail === NONE) core.partitionHead[partition] = record;
  else core.i32[tail * WORDS + NEXT] = record;
  core.partitionTail[partition] = record;
}

function count(core: Core, channel: number, change: number): void {
  const measures = channel * CHANNEL_COLUMNS;
  core.channelMeasures[measures + READY] += change;
  core.channelMeasures[measures + READY_AREA] -= change * core.clock[NOW];
}

function offer(core: Core, record: number, channel: number, reader: number, partition: number): void {
  const { network } = core;
  const consumer = network.readerLink[network.readerStart[channel] + reader];
  const slot = network.slotStart[consumer] + partition - network.partitionStart[channel];
  core.linkMeasures[consumer * LINK_COLUMNS + LAG]++;
  if (core.slotCursor[slot] === NONE) core.slotCursor[slot] = record;
  pump(core, slot);
}

/** Gives the slot's next record to its consumer, if there is one and the consumer can take it. */
export function pump(core: Core, slot: number): void {
  const { network } = core;
  const record = core.slotCursor[slot];
  if (record === NONE || core.slotToken[slot] !== 0 || core.slotPausing[slot] !== 0) return;
  const consumer = network.slotLink[slot];
  const station = network.slotStation[slot];
  if (core.cuts[consumer] > 0 || core.crashes[network.stationComponent[station]] > 0) return;
  if (core.brokerCrashes[network.channelBroker[network.slotChannel[slot]]] > 0) return;
  core.slotToken[slot] = core.nextToken();
  core.slotAttempt[slot]++;
  if (core.slotAttempt[slot] === 1) core.slotBegan[slot] = core.clock[NOW];
  core.linkMeasures[consumer * LINK_COLUMNS + DELIVERED]++;
  core.linkMeasures[consumer * LINK_COLUMNS + UNACKNOWLEDGED]++;
  core.channelMeasures[network.slotChannel[slot] * CHANNEL_COLUMNS + OUT]++;
  if (core.slotAttempt[slot] > 1) core.linkMeasures[consumer * LINK_COLUMNS + REDELIVERED]++;
  sendRecord(core, slot, record, consumer, station);
}

/** Records fetched with a batch before are at hand; a fresh one takes its way. */
function sendRecord(core: Core, slot: number, record: number, consumer: number, station: number): void {
  const job = core.allocate();
  const { i32, f64, network } = core;
  const from = record * WORDS;
  const at = job * WORDS;
  const now = core.clock[NOW];
  i32[at + META] = TRAVELLING | (i32[from + META] & TRACED);
  i32[at + PLACE] = station | (consumer << 16);
  i32[at + KEY] = childKey(i32[from + KEY], network.linkSalts[consumer * LINK_SALT_WORDS + SALT_CHILD], core.slotAttempt[slot]);
  i32[at + PARENT] = -slot - 2;
  i32[at + PARENT_TOKEN] = core.slotToken[slot];
  i32[at + TOKEN] = 0;
  i32[at + NUMBER] = i32[from + NUMBER];
  core.inherit(job, record);
  const latency = core.linkParameters[consumer * LINK_PARAMETER_COLUMNS + LATENCY];
  const due = f64[record * DOUBLES + TIME] + latency;
  if (i32[at + META] & TRACED) core.tapRow(TAP_DELIVER, now, now + latency, consumer, i32[at + NUMBER], OK);
  if (due > now) {
    f64[job * DOUBLES + TIME] = due;
    core.schedule(job);
  } else arrive(core, job);
}

/** The consumer's word on the record in work of a slot. One that was down, or went down, has not tried it. */
export function slotReplied(core: Core, slot: number, token: number, outcome: number): void {
  const { network } = core;
  const consumer = network.slotLink[slot];
  const measures = consumer * LINK_COLUMNS;
  if (core.slotToken[slot] !== token) {
    if (outcome === OK) core.linkMeasures[measures + DUPLICATES]++;
    return;
  }
  core.slotToken[slot] = 0;
  core.linkMeasures[measures + UNACKNOWLEDGED]--;
  core.channelMeasures[network.slotChannel[slot] * CHANNEL_COLUMNS + OUT]--;
  if (outcome === OK) advance(core, slot, true);
  else if (outcome === LOSS || outcome === REJECTION) pump(core, slot);
  else if (core.slotAttempt[slot] >= core.linkParameters[consumer * LINK_PARAMETER_COLUMNS + MAX_ATTEMPTS]) skip(core, slot);
  else pause(core, slot);
}

/** The group is through with the record at its cursor: on to the next. */
function advance(core: Core, slot: number, isWell: boolean): void {
  const { i32, network } = core;
  const record = core.slotCursor[slot];
  const at = record * WORDS;
  const consumer = network.slotLink[slot];
  const channel = network.slotChannel[slot];
  core.linkMeasures[consumer * LINK_COLUMNS + LAG]--;
  if (isWell) {
    core.linkMeasures[consumer * LINK_COLUMNS + ACKNOWLEDGED]++;
    core.recordExchange(consumer, core.f64[record * DOUBLES + ARRIVED], core.slotBegan[slot]);
  }
  moveCursor(core, slot);
  i32[at + PARENT]--;
  effectEnded(core, i32[at + STEP], isWell);
  dropRead(core, channel, network.slotPartition[slot]);
  pump(core, slot);
}

function skip(core: Core, slot: number): void {
  const { i32, network } = core;
  const at = core.slotCursor[slot] * WORDS;
  core.channelMeasures[network.slotChannel[slot] * CHANNEL_COLUMNS + MESSAGES_LOST]++;
  if (i32[at + META] & TRACED) {
    const now = core.clock[NOW];
    core.tapRow(TAP_DEAD, now, now, network.slotLink[slot], i32[at + NUMBER], LOSS);
  }
  advance(core, slot, false);
}

function pause(core: Core, slot: number): void {
  const timer = core.allocate();
  const at = timer * WORDS;
  core.i32[at + META] = SLOT_PAUSE;
  core.i32[at + TOKEN] = 0;
  core.i32[at + KEY] = slot;
  const delay = core.linkParameters[core.network.slotLink[slot] * LINK_PARAMETER_COLUMNS + RETRY_DELAY];
  core.f64[timer * DOUBLES + TIME] = core.clock[NOW] + delay;
  core.slotPausing[slot] = 1;
  core.schedule(timer);
}

/** The pause before a failed record is tried again is over. */
export function slotPauseEnded(core: Core, timer: number): void {
  const slot = core.i32[timer * WORDS + KEY];
  core.free(timer);
  core.slotPausing[slot] = 0;
  pump(core, slot);
}

/** Forgets records at the head that every group has read. */
function dropRead(core: Core, channel: number, partition: number): void {
  const { i32 } = core;
  let head = core.partitionHead[partition];
  while (head !== NONE && i32[head * WORDS + PARENT] === 0) {
    dropHead(core, channel, partition);
    core.channelMeasures[channel * CHANNEL_COLUMNS + FINISHED]++;
    head = core.partitionHead[partition];
  }
}

function dropHead(core: Core, channel: number, partition: number): void {
  unlink(core, channel, partition, NONE, core.partitionHead[partition]);
}

/** Takes a record out of its partition; `before` is the one ahead of it, or NONE at the head. */
function unlink(core: Core, channel: number, partition: number, before: number, record: number): void {
  const next = core.i32[record * WORDS + NEXT];
  if (before === NONE) core.partitionHead[partition] = next;
  else core.i32[before * WORDS + NEXT] = next;
  if (next === NONE) core.partitionTail[partition] = before;
  count(core, channel, -1);
  core.free(record);
}

/** Moves a slot's cursor past the record that it stands at. */
function moveCursor(core: Core, slot: number): void {
  const next = core.i32[core.slotCursor[slot] * WORDS + NEXT];
  core.slotCursor[slot] = next;
  core.slotAttempt[slot] = 0;
  core.slotDone[slot] = next === NONE ? core.partitionEnd[core.network.slotPartition[slot]] : core.f64[next * DOUBLES + STARTED];
}

/** Deletes records older than the retention, read or not; groups that stood there jump ahead. A record in work is kept
 *  until its consumer is through with it. */
function expire(core: Core, channel: number, partition: number): void {
  const oldest = core.clock[NOW] - core.channelParameters[channel * CHANNEL_PARAMETER_COLUMNS + RETENTION];
  let before = NONE;
  let record = core.partitionHead[partition];
  while (record !== NONE && core.f64[record * DOUBLES + TIME] < oldest) {
    const next = core.i32[record * WORDS + NEXT];
    if (isInWork(core, channel, partition, record)) before = record;
    else {
      passExpired(core, channel, partition, record);
      core.channelMeasures[channel * CHANNEL_COLUMNS + EXPIRED]++;
      unlink(core, channel, partition, before, record);
    }
    record = next;
  }
}

function isInWork(core: Core, channel: number, partition: number, record: number): boolean {
  return someSlot(core, channel, partition, (slot) => core.slotCursor[slot] === record && (core.slotToken[slot] !== 0 || core.slotPausing[slot] !== 0));
}

/** A record is lost to every group that has yet to read it: those that stand at it, and those in front of it. */
function passExpired(core: Core, channel: number, partition: number, record: number): void {
  const offset = core.f64[record * DOUBLES + STARTED];
  someSlot(core, channel, partition, (slot) => {
    if (core.slotDone[slot] > offset) return false;
    if (core.slotCursor[slot] === record) moveCursor(core, slot);
    core.linkMeasures[core.network.slotLink[slot] * LINK_COLUMNS + LAG]--;
    effectEnded(core, core.i32[record * WORDS + STEP], false);
    return false;
  });
}

function someSlot(core: Core, channel: number, partition: number, test: (slot: number) => boolean): boolean {
  const { network } = core;
  const first = network.readerStart[channel];
  for (let reader = 0; reader < network.readerCount[channel]; reader++) {
    const slot = network.slotStart[network.readerLink[first + reader]] + partition - network.partitionStart[channel];
    if (test(slot)) return true;
  }
  return false;
}
