import { childKey, keyedBits, uniform } from '../../base/random.ts';
import { EXTRA_BYTES, EXTRA_COLUMNS, NOW, type Core } from '../core.ts';
import {
  ARRIVED, ATTEMPT_MASK, ATTEMPT_SHIFT, BATCH_FAILING, BATCH_TRAVELLING, CALLING, DOUBLES, HOLDS, KEY, META, NEXT, NONE, NUMBER,
  PARENT, PARENT_TOKEN, PLACE, PRODUCED, STARTED, STATE_MASK, STEP, TIME, TOKEN, TRACED, WORDS,
} from '../kernel/record.ts';
import { laneFor, setTimer } from '../kernel/timers.ts';
import {
  ATTEMPTS, BATCHES, BUFFERED, BYTES, CALLS, CHANNEL_COLUMNS, COMPONENT_COLUMNS, HELD, IN_PROGRESS, IN_PROGRESS_AREA, LINK_COLUMNS,
  MESSAGE_DROPPED, OK, REFUSED, REJECTION, RETRIES, SUCCEEDED, TAP_DEAD, TAP_FORWARD, TIMEOUT, VANISHED,
} from '../measure/columns.ts';
import { CHANNEL_SALT_WORDS, LINK_SALT_WORDS, SALT_CHILD, SALT_JITTER, SALT_KEY, STEP_WORDS } from '../network.ts';
import {
  BROKER_PARAMETER_COLUMNS, CHANNEL_PARAMETER_COLUMNS, CONFIRM, CONFIRM_TIMEOUT, KEYS, LATENCY, LINK_PARAMETER_COLUMNS,
  WRITE_TIME,
} from '../parameters.ts';
import { addEffects } from '../sources.ts';
import {
  ACKS, ACKS_NONE, BATCH_BYTES, BUFFER_BYTES, FAIL_WHEN_FULL, LINGER, MAX_BLOCK, MAX_IN_FLIGHT, PARTITIONER, RANDOM_PARTITIONER,
  RECORD_BYTES, REQUEST_TIMEOUT, SEND_BACKOFF, SEND_BACKOFF_CAP, STICKY_PARTITIONER, streamParameter, WHEN_BUFFER_FULL,
} from '../stream-parameters.ts';
import { isNarrow, occupyLine, THERE } from './bandwidth.ts';
import { CONFIRMATION, endEffects } from './confirm.ts';
import { arrivesTooLate, forgetProducer } from './log-losses.ts';
import { BATCH_DUE, setStreamTimer } from './member.ts';
import { rankOfKey } from './message-key.ts';

/**
 * The sender's half of a log. Every replica of a sender is a producer. It keeps its records by partition until a batch is
 * full or has lingered, sends at most so many batches at once, sends a batch again that failed, and gives a record up
 * when its time is over. Of a record that a producer keeps, `PARENT` waits for the acknowledgement, `STEP` is the root,
 * `STARTED` its size, `TIME` its accumulator; `callBegan` its number and `served` the offset that it was appended at.
 * Of a batch, `PARENT` is its first record, `PARENT_TOKEN` the epoch of the leader that it was appended by, `STEP` its
 * accumulator, `NUMBER` how its producer stands to it, `ARRIVED` when it was sent.
 */

/** Not in the log yet. */
export const NOT_APPENDED = -1;
// How a producer stands to a batch: it waits for its answer, it is gone, or it asked for none (acks=0).
const AWAITED = 0;
const ORPHANED = 1;
const SETTLED = 2;

/** Sends a record for the job's present step. True when the job now waits: for the broker, or for room. */
export function produce(core: Core, job: number, link: number, root: number): boolean {
  const message = prepare(core, job, link, root);
  const isConfirmed = core.linkParameters[link * LINK_PARAMETER_COLUMNS + CONFIRM] === 1;
  const producer = producerOf(core, message);
  if (hasRoom(core, producer, message)) {
    if (isConfirmed) attach(core, message, job, CONFIRM_TIMEOUT_LANE);
    else core.linkMeasures[link * LINK_COLUMNS + SUCCEEDED]++;
    accept(core, message);
    return isConfirmed;
  }
  attach(core, message, job, MAX_BLOCK_LANE);
  if (streamParameter(core, link, WHEN_BUFFER_FULL) === FAIL_WHEN_FULL) giveUp(core, message, REJECTION);
  else waitForRoom(core, message, producer);
  return true;
}

/** A record for the job's present step, not yet with the producer. Counts the call and the effects that its request then has. */
export function prepare(core: Core, job: number, link: number, root: number): number {
  const { network } = core;
  const measures = link * LINK_COLUMNS;
  core.linkMeasures[measures + CALLS]++;
  core.linkMeasures[measures + ATTEMPTS]++;
  const effects = network.readerCount[network.linkChannel[link]];
  addEffects(core, root, effects);
  const message = core.allocate();
  const { i32, f64 } = core;
  const from = job * WORDS;
  const at = message * WORDS;
  const step = i32[from + STEP] & 0xffff;
  const station = i32[from + PLACE] & 0xffff;
  const replica = station - network.firstStation[network.stationComponent[station]];
  i32[at + META] = PRODUCED | (i32[from + META] & TRACED);
  i32[at + PLACE] = link << 16;
  i32[at + KEY] = childKey(i32[from + KEY], network.linkSalts[link * LINK_SALT_WORDS + SALT_CHILD], network.program[step * STEP_WORDS + 2]);
  i32[at + PARENT] = NONE;
  i32[at + PARENT_TOKEN] = 0;
  i32[at + TOKEN] = 0;
  i32[at + STEP] = effects > 0 ? root : NONE;
  i32[at + NUMBER] = i32[from + NUMBER];
  core.inherit(message, job);
  f64[message * DOUBLES + ARRIVED] = core.clock[NOW];
  f64[message * DOUBLES + STARTED] = bytesOf(core, message, link);
  f64[message * DOUBLES + TIME] = network.accumulatorStart[link] + replica * network.partitionsOf[network.linkChannel[link]];
  core.served[message] = NOT_APPENDED;
  return message;
}

function bytesOf(core: Core, message: number, link: number): number {
  const own = core.network.hasExtras ? core.extras[message * EXTRA_COLUMNS + EXTRA_BYTES] : 0;
  return own > 0 ? own : streamParameter(core, link, RECORD_BYTES);
}

function linkOf(core: Core, message: number): number {
  return core.i32[message * WORDS + PLACE] >>> 16;
}

function producerOf(core: Core, message: number): number {
  return core.network.accumulatorProducer[core.f64[message * DOUBLES + TIME]];
}

// Room in the buffer.

const CONFIRM_TIMEOUT_LANE = 0;
const MAX_BLOCK_LANE = 1;

function hasRoom(core: Core, producer: number, message: number): boolean {
  const { logs } = core;
  const limit = streamParameter(core, linkOf(core, message), BUFFER_BYTES);
  if (logs.lineHead[producer] !== NONE && logs.lineHead[producer] !== message) return false;
  return logs.producerBytes[producer] === 0 || logs.producerBytes[producer] + core.f64[message * DOUBLES + STARTED] <= limit;
}

/** Lets the job wait for what becomes of its record, for as long as one of the two patiences says. */
function attach(core: Core, message: number, job: number, lane: number): void {
  const { i32, network } = core;
  const at = job * WORDS;
  const link = linkOf(core, message);
  const measures = link * LINK_COLUMNS;
  i32[at + META] = (i32[at + META] & ~STATE_MASK) | CALLING;
  core.callBegan[job] = core.clock[NOW];
  core.linkMeasures[measures + IN_PROGRESS]++;
  core.linkMeasures[measures + IN_PROGRESS_AREA] -= core.clock[NOW];
  if (i32[at + META] & HOLDS) {
    const component = network.stationComponent[i32[at + PLACE] & 0xffff];
    core.componentMeasures[component * COMPONENT_COLUMNS + HELD]++;
  }
  i32[message * WORDS + PARENT] = job;
  setPatience(core, message, lane);
}

/** Gives the waiting job a fresh patience. Timers of former ones find another token. */
function setPatience(core: Core, message: number, lane: number): void {
  const { i32 } = core;
  const link = linkOf(core, message);
  const job = i32[message * WORDS + PARENT];
  const token = core.nextToken();
  i32[job * WORDS + TOKEN] = token;
  i32[message * WORDS + PARENT_TOKEN] = token;
  const row = link * LINK_PARAMETER_COLUMNS;
  const delay = lane === MAX_BLOCK_LANE ? streamParameter(core, link, MAX_BLOCK) : core.linkParameters[row + CONFIRM_TIMEOUT];
  setTimer(core, job, token, laneFor(core, delay));
}

function waitForRoom(core: Core, message: number, producer: number): void {
  const { logs, i32 } = core;
  i32[message * WORDS + NEXT] = NONE;
  if (logs.lineTail[producer] === NONE) logs.lineHead[producer] = message;
  else i32[logs.lineTail[producer] * WORDS + NEXT] = message;
  logs.lineTail[producer] = message;
  const first = core.f64[message * DOUBLES + TIME];
  for (let i = 0; i < core.network.partitionsOf[core.network.linkChannel[linkOf(core, message)]]; i++) tend(core, first + i);
}

/** Lets waiting records in while there is room. Those whose jobs have gone are dropped. */
function letIn(core: Core, producer: number): void {
  const { logs } = core;
  for (let message = logs.lineHead[producer]; message !== NONE; message = logs.lineHead[producer]) {
    const { i32 } = core;
    const at = message * WORDS;
    const job = i32[at + PARENT];
    const isWanted = i32[job * WORDS + TOKEN] === i32[at + PARENT_TOKEN];
    if (isWanted && !hasRoom(core, producer, message)) return;
    logs.lineHead[producer] = i32[at + NEXT];
    if (logs.lineHead[producer] === NONE) logs.lineTail[producer] = NONE;
    if (isWanted) enterLate(core, message);
    else giveUp(core, message, TIMEOUT);
  }
}

/** A record that had to wait is with the producer: its job waits for the broker now, or goes on. */
function enterLate(core: Core, message: number): void {
  const link = linkOf(core, message);
  core.f64[message * DOUBLES + ARRIVED] = core.clock[NOW];
  if (core.linkParameters[link * LINK_PARAMETER_COLUMNS + CONFIRM] === 1) setPatience(core, message, CONFIRM_TIMEOUT_LANE);
  else answer(core, message, OK);
  accept(core, message);
}

/** Tells the job that waits for this record, if one does. */
function answer(core: Core, message: number, outcome: number): void {
  const at = message * WORDS;
  const job = core.i32[at + PARENT];
  if (job === NONE) return;
  core.reply(job, core.i32[at + PARENT_TOKEN], linkOf(core, message), outcome | CONFIRMATION);
  core.i32[at + PARENT] = NONE;
}

// Accumulators.

/** The producer takes a record. */
export function accept(core: Core, message: number): void {
  const { logs, f64 } = core;
  const link = linkOf(core, message);
  const producer = producerOf(core, message);
  const accumulator = f64[message * DOUBLES + TIME] + choosePartition(core, message, link, producer);
  f64[message * DOUBLES + TIME] = accumulator;
  core.callBegan[message] = logs.producerCount[producer]++;
  logs.producerBytes[producer] += f64[message * DOUBLES + STARTED];
  core.linkMeasures[link * LINK_COLUMNS + BUFFERED]++;
  insert(core, message, accumulator);
  if (logs.accumulatorExpiry[accumulator] === 0) {
    logs.accumulatorExpiry[accumulator] = 1;
    setStreamTimer(core, BATCH_DUE, accumulator, OVERDUE, core.clock[NOW] + core.linkParameters[link * LINK_PARAMETER_COLUMNS + CONFIRM_TIMEOUT]);
  }
  tend(core, accumulator);
}

/** Token of timers that look for records whose time is over. */
const OVERDUE = 1;

/** Puts a record among those of its partition, in the order of their numbers; usually it is the last. */
function insert(core: Core, message: number, accumulator: number): void {
  const { logs, i32, callBegan } = core;
  let before = logs.accumulatorTail[accumulator];
  if (before !== NONE && callBegan[before] > callBegan[message]) {
    before = NONE;
    for (let at = logs.accumulatorHead[accumulator]; callBegan[at] < callBegan[message]; at = i32[at * WORDS + NEXT]) before = at;
  }
  const next = before === NONE ? logs.accumulatorHead[accumulator] : i32[before * WORDS + NEXT];
  i32[message * WORDS + NEXT] = next;
  if (before === NONE) logs.accumulatorHead[accumulator] = message;
  else i32[before * WORDS + NEXT] = message;
  if (next === NONE) logs.accumulatorTail[accumulator] = message;
  logs.accumulatorBytes[accumulator] += core.f64[message * DOUBLES + STARTED];
}

function removeHead(core: Core, accumulator: number): number {
  const { logs, i32 } = core;
  const message = logs.accumulatorHead[accumulator];
  logs.accumulatorHead[accumulator] = i32[message * WORDS + NEXT];
  if (logs.accumulatorHead[accumulator] === NONE) logs.accumulatorTail[accumulator] = NONE;
  logs.accumulatorBytes[accumulator] -= core.f64[message * DOUBLES + STARTED];
  return message;
}

function choosePartition(core: Core, message: number, link: number, producer: number): number {
  const { network } = core;
  const channel = network.linkChannel[link];
  const partitions = network.partitionsOf[channel];
  if (partitions === 1) return 0;
  const rule = streamParameter(core, link, PARTITIONER);
  const key = core.i32[message * WORDS + KEY];
  if (rule === STICKY_PARTITIONER) return stickyPartition(core, message, { link, producer, partitions });
  if (rule === RANDOM_PARTITIONER) return drawPartition(core, channel, key, partitions);
  return partitionOfKey(core, key, channel);
}

function drawPartition(core: Core, channel: number, key: number, partitions: number): number {
  const salt = channel * CHANNEL_SALT_WORDS + SALT_KEY;
  return Math.floor(uniform(core.network.channelSalts[salt], core.network.channelSalts[salt + 1], key) * partitions);
}

/** Records without keys go to one partition until a batch's worth went there, then to another. */
function stickyPartition(core: Core, message: number, { link, producer, partitions }: { link: number; producer: number; partitions: number }): number {
  const { logs } = core;
  if (logs.producerStuckTo[producer] === 0 || logs.producerStuckBytes[producer] >= streamParameter(core, link, BATCH_BYTES)) {
    const key = producer * 65_536 + logs.producerChanges[producer]++;
    logs.producerStuckTo[producer] = drawPartition(core, core.network.linkChannel[link], key, partitions) + 1;
    logs.producerStuckBytes[producer] = 0;
  }
  logs.producerStuckBytes[producer] += core.f64[message * DOUBLES + STARTED];
  return logs.producerStuckTo[producer] - 1;
}

function partitionOfKey(core: Core, key: number, channel: number): number {
  const { channelSalts, partitionsOf } = core.network;
  const salt = channel * CHANNEL_SALT_WORDS;
  const chosen = rankOfKey(core, key, channel, core.channelParameters[channel * CHANNEL_PARAMETER_COLUMNS + KEYS]);
  const hashed = keyedBits(channelSalts[salt + SALT_KEY + 1], channelSalts[salt + SALT_KEY], chosen) >>> 0;
  return hashed % partitionsOf[channel];
}

/** Sends what is ready of one partition, and sees to it that the rest is looked at in time. */
export function tend(core: Core, accumulator: number): void {
  const { logs } = core;
  const link = core.network.accumulatorLink[accumulator];
  for (;;) {
    const head = logs.accumulatorHead[accumulator];
    if (head === NONE || logs.accumulatorInFlight[accumulator] >= streamParameter(core, link, MAX_IN_FLIGHT)) return;
    const now = core.clock[NOW];
    if (now < logs.accumulatorBlocked[accumulator]) return lookAgain(core, accumulator, logs.accumulatorBlocked[accumulator]);
    const due = core.f64[head * DOUBLES + ARRIVED] + streamParameter(core, link, LINGER);
    if (now < due && !isReady(core, accumulator, link)) return lookAgain(core, accumulator, due);
    sendBatch(core, accumulator, link);
  }
}

/** Whether a batch goes before it has lingered: it is full, senders wait for room, or it was sent before. */
function isReady(core: Core, accumulator: number, link: number): boolean {
  const { logs, network } = core;
  if (logs.accumulatorBytes[accumulator] >= streamParameter(core, link, BATCH_BYTES)) return true;
  return logs.lineHead[network.accumulatorProducer[accumulator]] !== NONE || logs.accumulatorFailures[accumulator] > 0;
}

/** One timer runs for each accumulator; an earlier wish replaces it, and the former comes to nothing. */
function lookAgain(core: Core, accumulator: number, atMs: number): void {
  const { logs } = core;
  const running = logs.accumulatorTimer[accumulator];
  if (running > core.clock[NOW] && running <= atMs) return;
  logs.accumulatorTimer[accumulator] = atMs;
  setStreamTimer(core, BATCH_DUE, accumulator, 0, atMs);
}

/** A timer of an accumulator has run. */
export function accumulatorDue(core: Core, accumulator: number, token: number): void {
  const { logs } = core;
  if (token === OVERDUE) {
    dropOverdue(core, accumulator);
    return;
  }
  if (logs.accumulatorTimer[accumulator] !== core.clock[NOW]) return;
  logs.accumulatorTimer[accumulator] = 0;
  tend(core, accumulator);
  letIn(core, core.network.accumulatorProducer[accumulator]);
}

/** Gives up records that were not acknowledged in time and are not under way. */
function dropOverdue(core: Core, accumulator: number): void {
  const { logs } = core;
  const link = core.network.accumulatorLink[accumulator];
  const patience = core.linkParameters[link * LINK_PARAMETER_COLUMNS + CONFIRM_TIMEOUT];
  const now = core.clock[NOW];
  let head = logs.accumulatorHead[accumulator];
  for (; head !== NONE && core.f64[head * DOUBLES + ARRIVED] + patience <= now; head = logs.accumulatorHead[accumulator]) {
    removeHead(core, accumulator);
    releaseBytes(core, head);
    giveUp(core, head, TIMEOUT);
  }
  logs.accumulatorExpiry[accumulator] = head === NONE ? 0 : 1;
  if (head !== NONE) setStreamTimer(core, BATCH_DUE, accumulator, OVERDUE, core.f64[head * DOUBLES + ARRIVED] + patience);
  letIn(core, core.network.accumulatorProducer[accumulator]);
}

function releaseBytes(core: Core, message: number): void {
  core.logs.producerBytes[producerOf(core, message)] -= core.f64[message * DOUBLES + STARTED];
  core.linkMeasures[linkOf(core, message) * LINK_COLUMNS + BUFFERED]--;
}

/** A record will not be sent, or not again. What is in the log already is still worked on. */
function giveUp(core: Core, message: number, outcome: number): void {
  const { i32, network } = core;
  const at = message * WORDS;
  const link = linkOf(core, message);
  const channel = network.linkChannel[link];
  const isHeard = i32[at + PARENT] !== NONE;
  answer(core, message, outcome);
  if (core.served[message] === NOT_APPENDED) {
    core.channelMeasures[channel * CHANNEL_COLUMNS + REFUSED]++;
    core.note(network.componentCount + 2 * network.linkCount + channel, MESSAGE_DROPPED, channel);
    const now = core.clock[NOW];
    if (i32[at + META] & TRACED) core.tapRow(TAP_DEAD, now, now, link, i32[at + NUMBER], outcome);
    endEffects(core, message, network.readerCount[channel], isHeard);
  }
  core.free(message);
}

// Batches.

function sendBatch(core: Core, accumulator: number, link: number): void {
  const { logs, network } = core;
  const batch = core.allocate();
  const { i32, f64 } = core;
  const at = batch * WORDS;
  const now = core.clock[NOW];
  const row = link * LINK_PARAMETER_COLUMNS;
  const first = fillBatch(core, accumulator, link);
  const channel = network.linkChannel[link];
  const write = core.brokerParameters[network.channelBroker[channel] * BROKER_PARAMETER_COLUMNS + WRITE_TIME];
  i32[at + META] = BATCH_TRAVELLING;
  i32[at + PLACE] = link << 16;
  i32[at + KEY] = i32[first * WORDS + KEY];
  i32[at + PARENT] = first;
  i32[at + PARENT_TOKEN] = 0;
  i32[at + TOKEN] = 0;
  i32[at + STEP] = accumulator;
  i32[at + NUMBER] = AWAITED;
  f64[batch * DOUBLES + ARRIVED] = now;
  const leaves = isNarrow(core, link) ? leavesLine(core, batch, link, first) : now;
  f64[batch * DOUBLES + TIME] = leaves + core.linkParameters[row + LATENCY] + write;
  core.linkMeasures[link * LINK_COLUMNS + BATCHES]++;
  if (streamParameter(core, link, ACKS) === ACKS_NONE) {
    i32[at + NUMBER] = SETTLED;
    settleBatch(core, batch);
  } else logs.accumulatorInFlight[accumulator]++;
  if (core.cuts[link] > 0 || (arrivesTooLate(core, batch, link, THERE) && isAwaited(core, batch))) loseBatch(core, batch);
  core.schedule(batch);
}

/** When the bytes of a batch have left, where bandwidth is limited. */
function leavesLine(core: Core, batch: number, link: number, first: number): number {
  let bytes = 0;
  for (let message = first; message !== NONE; message = core.i32[message * WORDS + NEXT]) bytes += core.f64[message * DOUBLES + STARTED];
  return occupyLine(core, { link, way: THERE, record: batch, bytes, fromMs: core.clock[NOW] });
}

/** Takes as many records as one batch holds, at least one, and returns the first. */
function fillBatch(core: Core, accumulator: number, link: number): number {
  const { logs, i32, f64 } = core;
  const most = streamParameter(core, link, BATCH_BYTES);
  const first = logs.accumulatorHead[accumulator];
  let bytes = 0;
  let last = NONE;
  while (logs.accumulatorHead[accumulator] !== NONE) {
    const head = logs.accumulatorHead[accumulator];
    bytes += f64[head * DOUBLES + STARTED];
    if (last !== NONE && bytes > most) break;
    last = removeHead(core, accumulator);
    countSend(core, last, link);
  }
  i32[last * WORDS + NEXT] = NONE;
  return first;
}

function countSend(core: Core, message: number, link: number): void {
  const { i32 } = core;
  const at = message * WORDS;
  const measures = link * LINK_COLUMNS;
  core.linkMeasures[measures + BYTES] += core.f64[message * DOUBLES + STARTED];
  if (i32[at + META] & ATTEMPT_MASK) {
    core.linkMeasures[measures + ATTEMPTS]++;
    core.linkMeasures[measures + RETRIES]++;
  } else i32[at + META] |= 1 << ATTEMPT_SHIFT;
  if (i32[at + META] & TRACED) {
    const now = core.clock[NOW];
    core.tapRow(TAP_FORWARD, now, now + core.linkParameters[link * LINK_PARAMETER_COLUMNS + LATENCY], link, i32[at + NUMBER], OK);
  }
}

/** A batch, or its answer, is lost on the way: its producer learns of it by the request's timeout. */
export function loseBatch(core: Core, batch: number): void {
  const { i32, f64 } = core;
  const at = batch * WORDS;
  const link = i32[at + PLACE] >>> 16;
  for (let message = i32[at + PARENT]; message !== NONE; message = i32[message * WORDS + NEXT]) {
    core.linkMeasures[link * LINK_COLUMNS + VANISHED]++;
  }
  i32[at + META] = BATCH_FAILING;
  const over = f64[batch * DOUBLES + ARRIVED] + streamParameter(core, link, REQUEST_TIMEOUT);
  f64[batch * DOUBLES + TIME] = over > core.clock[NOW] ? over : core.clock[NOW];
}

/** The producer is through with the records of a batch: whoever waits is told, their bytes are free. */
function settleBatch(core: Core, batch: number): void {
  const { i32 } = core;
  for (let message = i32[batch * WORDS + PARENT]; message !== NONE; message = i32[message * WORDS + NEXT]) {
    answer(core, message, OK);
    releaseBytes(core, message);
  }
}

/** A batch was acknowledged: another may go, and there may be room. */
function afterBatch(core: Core, accumulator: number): void {
  core.logs.accumulatorInFlight[accumulator]--;
  letIn(core, core.network.accumulatorProducer[accumulator]);
  tend(core, accumulator);
}

/** Forgets a batch and its records. */
export function freeBatch(core: Core, batch: number): void {
  let message = core.i32[batch * WORDS + PARENT];
  while (message !== NONE) {
    const next = core.i32[message * WORDS + NEXT];
    core.free(message);
    message = next;
  }
  core.free(batch);
}

/** The broker's acknowledgement of a batch reaches its producer. */
export function batchAnswered(core: Core, batch: number): void {
  const { i32, logs } = core;
  const accumulator = i32[batch * WORDS + STEP];
  const isWanted = isAwaited(core, batch);
  if (isWanted) settleBatch(core, batch);
  freeBatch(core, batch);
  if (!isWanted) return;
  logs.accumulatorFailures[accumulator] = 0;
  afterBatch(core, accumulator);
}

/** A batch was refused, or nothing was heard of it: it is sent again, unless nobody is there to do so. */
export function batchFailed(core: Core, batch: number): void {
  const { i32, logs } = core;
  const accumulator = i32[batch * WORDS + STEP];
  const link = core.network.accumulatorLink[accumulator];
  if (!isAwaited(core, batch)) {
    dropBatch(core, batch);
    return;
  }
  const failures = ++logs.accumulatorFailures[accumulator];
  logs.accumulatorBlocked[accumulator] = core.clock[NOW] + backoffMs(core, link, accumulator, failures);
  let message = i32[batch * WORDS + PARENT];
  core.free(batch);
  while (message !== NONE) {
    const next = core.i32[message * WORDS + NEXT];
    insert(core, message, accumulator);
    message = next;
  }
  logs.accumulatorInFlight[accumulator]--;
  tend(core, accumulator);
}

/** Whether a producer waits for the answer to a batch. */
export function isAwaited(core: Core, batch: number): boolean {
  return core.i32[batch * WORDS + NUMBER] === AWAITED;
}

/** Nobody sends the records of this batch again. */
function dropBatch(core: Core, batch: number): void {
  let message = core.i32[batch * WORDS + PARENT];
  core.free(batch);
  while (message !== NONE) {
    const next = core.i32[message * WORDS + NEXT];
    giveUp(core, message, TIMEOUT);
    message = next;
  }
}

/** Exponential from the first to the longest wait, with 20 % jitter either way. */
function backoffMs(core: Core, link: number, accumulator: number, failures: number): number {
  let wait = streamParameter(core, link, SEND_BACKOFF);
  const cap = streamParameter(core, link, SEND_BACKOFF_CAP);
  for (let i = 1; i < failures && wait < cap; i++) wait *= 2;
  const salt = link * LINK_SALT_WORDS + SALT_JITTER;
  const draw = uniform(core.network.linkSalts[salt], core.network.linkSalts[salt + 1], accumulator * 65_536 + failures);
  return (wait < cap ? wait : cap) * (0.8 + 0.4 * draw);
}

// Crashes.

/** A replica of a sender goes down: what it has not sent is lost, what is under way is on its own. `pending` are all batches. */
export function producerCrashed(core: Core, link: number, replica: number, pending: readonly number[]): void {
  const { logs, network } = core;
  const partitions = network.partitionsOf[network.linkChannel[link]];
  const first = network.accumulatorStart[link] + replica * partitions;
  const producer = network.producerStart[link] + replica;
  forgetProducer(core, producer);
  for (let accumulator = first; accumulator < first + partitions; accumulator++) {
    while (logs.accumulatorHead[accumulator] !== NONE) forsake(core, removeHead(core, accumulator));
    logs.accumulatorInFlight[accumulator] = 0;
    logs.accumulatorFailures[accumulator] = 0;
    logs.accumulatorBlocked[accumulator] = 0;
  }
  for (const batch of pending) {
    const accumulator = core.i32[batch * WORDS + STEP];
    if (accumulator >= first && accumulator < first + partitions) orphan(core, batch);
  }
  while (logs.lineHead[producer] !== NONE) {
    const message = logs.lineHead[producer];
    logs.lineHead[producer] = core.i32[message * WORDS + NEXT];
    core.i32[message * WORDS + PARENT] = NONE;
    giveUp(core, message, TIMEOUT);
  }
  logs.lineTail[producer] = NONE;
}

function forsake(core: Core, message: number): void {
  releaseBytes(core, message);
  core.i32[message * WORDS + PARENT] = NONE;
  giveUp(core, message, TIMEOUT);
}

function orphan(core: Core, batch: number): void {
  const { i32 } = core;
  const at = batch * WORDS;
  if (i32[at + NUMBER] !== AWAITED) return;
  i32[at + NUMBER] = ORPHANED;
  for (let message = i32[at + PARENT]; message !== NONE; message = i32[message * WORDS + NEXT]) {
    i32[message * WORDS + PARENT] = NONE;
    releaseBytes(core, message);
  }
}
