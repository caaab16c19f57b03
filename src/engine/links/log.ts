import type { Core } from '../core.ts';
import { NOW, STANDING } from '../core.ts';
import {
  ARRIVED, BATCH_FAILING, BATCH_PARKED, BATCH_REPLICATING, BATCH_REPLYING, COPIED, DOUBLES, KEY, META, NEXT, NONE, NUMBER, PARENT,
  PARENT_TOKEN, PLACE, RECORD_KEPT, STARTED, STEP, TIME, TOKEN, TRACED, WORDS,
} from '../kernel/record.ts';
import { CHANNEL_COLUMNS, FINISHED, PUBLISHED } from '../measure/columns.ts';
import { LATENCY, LINK_PARAMETER_COLUMNS } from '../parameters.ts';
import {
  ACKS, ACKS_LEADER, clusterParameter, IDEMPOTENCE, logParameter, MIN_INSYNC, REPLICATION_TIME, RETENTION_CHECK, streamParameter,
} from '../stream-parameters.ts';
import { BACK } from './bandwidth.ts';
import { arrivesTooLate } from './log-losses.ts';
import { isBrokerAnswering, RETENTION_DUE, setStreamTimer, wakeReaders } from './member.ts';
import { chain, expire } from './partition.ts';
import { freeBatch, isAwaited, loseBatch, NOT_APPENDED } from './producer.ts';

/**
 * The brokers' half of a log: the leader of a partition appends a batch, the followers copy it, consumers see it when all
 * copies in sync have it, and the producer is answered when as many have it as it asked for. Rules K1 to K40 of
 * `docs/spec/streams.md`.
 */

/** Begins what brokers do by the clock. */
export function startLogs(core: Core): void {
  for (let channel = 0; channel < core.network.channelCount; channel++) {
    if (!core.network.channelIsLog[channel]) continue;
    setStreamTimer(core, RETENTION_DUE, channel, 0, clusterParameter(core, channel, RETENTION_CHECK));
    core.counters[STANDING]++;
  }
}

/** The brokers look for records that are older than the retention. */
export function retentionDue(core: Core, channel: number): void {
  const first = core.network.partitionStart[channel];
  for (let p = first; p < first + core.network.partitionsOf[channel]; p++) expire(core, channel, p);
  setStreamTimer(core, RETENTION_DUE, channel, 0, core.clock[NOW] + clusterParameter(core, channel, RETENTION_CHECK));
}

/** Whether a partition has a leader that is up. */
export function isLed(core: Core, channel: number, partition: number): boolean {
  const { logs, network } = core;
  const leader = logs.partitionLeader[partition];
  if (leader === NONE || !isBrokerAnswering(core, channel)) return false;
  return logs.nodeCrashes[network.nodeStart[network.channelBroker[channel]] + leader] === 0;
}

function copiesInSync(core: Core, partition: number): number {
  let bits = core.logs.partitionInSync[partition];
  let count = 0;
  for (; bits !== 0; bits &= bits - 1) count++;
  return count;
}

/** A batch reaches the leader of its partition. */
export function batchArrived(core: Core, batch: number): void {
  const { logs, network } = core;
  const at = batch * WORDS;
  const link = core.i32[at + PLACE] >>> 16;
  const channel = network.linkChannel[link];
  const partition = network.accumulatorPartition[core.i32[at + STEP]];
  if (!isLed(core, channel, partition) || (isForAll(core, batch, link) && isShortOfCopies(core, channel, partition))) {
    refuseBatch(core, batch);
    return;
  }
  for (let message = core.i32[at + PARENT]; message !== NONE; message = core.i32[message * WORDS + NEXT]) {
    appendOnce(core, message, { link, channel, partition });
  }
  core.i32[at + PARENT_TOKEN] = logs.partitionEpoch[partition];
  core.f64[batch * DOUBLES + STARTED] = logs.partitionEnd[partition];
  if (logs.partitionInSync[partition] === 1 << logs.partitionLeader[partition]) {
    raiseHigh(core, channel, partition, logs.partitionEnd[partition]);
    respond(core, batch);
  } else replicate(core, batch, { link, channel, partition });
  expire(core, channel, partition);
}

interface Place {
  readonly link: number;
  readonly channel: number;
  readonly partition: number;
}

function isForAll(core: Core, batch: number, link: number): boolean {
  return isAwaited(core, batch) && streamParameter(core, link, ACKS) !== ACKS_LEADER;
}

function isShortOfCopies(core: Core, channel: number, partition: number): boolean {
  const least = logParameter(core, channel, MIN_INSYNC);
  return least > 1 && copiesInSync(core, partition) < least;
}

/** Appends a record. One that is in the log already, because its acknowledgement was lost, is known when its producer is
 *  idempotent, and appended once more when it is not. */
function appendOnce(core: Core, message: number, place: Place): void {
  const { link, channel, partition } = place;
  const isAgain = core.served[message] !== NOT_APPENDED;
  if (isAgain && streamParameter(core, link, IDEMPOTENCE) === 1) return;
  core.channelMeasures[channel * CHANNEL_COLUMNS + PUBLISHED]++;
  const offset = core.logs.partitionEnd[partition]++;
  core.served[message] = offset;
  const readers = core.network.readerCount[channel];
  if (readers === 0) {
    core.channelMeasures[channel * CHANNEL_COLUMNS + FINISHED]++;
    return;
  }
  const record = core.allocate();
  const { i32, f64 } = core;
  const from = message * WORDS;
  const at = record * WORDS;
  i32[at + META] = RECORD_KEPT | (i32[from + META] & TRACED) | (isAgain ? COPIED : 0);
  i32[at + PLACE] = link << 16;
  i32[at + KEY] = isAgain ? i32[from + KEY] ^ offset : i32[from + KEY];
  i32[at + PARENT] = readers;
  i32[at + PARENT_TOKEN] = partition;
  i32[at + TOKEN] = 0;
  i32[at + STEP] = isAgain ? NONE : i32[from + STEP];
  i32[at + NUMBER] = i32[from + NUMBER];
  f64[record * DOUBLES + TIME] = core.clock[NOW];
  f64[record * DOUBLES + ARRIVED] = f64[message * DOUBLES + ARRIVED];
  f64[record * DOUBLES + STARTED] = offset;
  core.inherit(record, message);
  chain(core, record, channel, partition);
}

/** Consumers may see everything below `offset`. */
function raiseHigh(core: Core, channel: number, partition: number, offset: number): void {
  if (offset <= core.logs.partitionHigh[partition]) return;
  core.logs.partitionHigh[partition] = offset;
  wakeReaders(core, channel);
}

/** The followers copy what was appended. A producer that asked for the leader alone is answered at once. */
function replicate(core: Core, batch: number, { link, channel, partition }: Place): void {
  const due = core.clock[NOW] + clusterParameter(core, channel, REPLICATION_TIME);
  let copying = batch;
  if (!isForAll(core, batch, link)) {
    copying = core.allocate();
    const { i32, f64 } = core;
    const at = copying * WORDS;
    i32.copyWithin(at, batch * WORDS, batch * WORDS + WORDS);
    i32[at + PARENT] = NONE;
    f64[copying * DOUBLES + STARTED] = core.logs.partitionEnd[partition];
    respond(core, batch);
  }
  core.i32[copying * WORDS + META] = BATCH_REPLICATING;
  core.f64[copying * DOUBLES + TIME] = due;
  core.schedule(copying);
}

/** The followers have a batch, unless one of them is dead and not known to be: then it waits until that is known. */
export function batchReplicated(core: Core, batch: number): void {
  const { logs, network, i32 } = core;
  const at = batch * WORDS;
  const channel = network.linkChannel[i32[at + PLACE] >>> 16];
  const partition = network.accumulatorPartition[i32[at + STEP]];
  if (i32[at + PARENT_TOKEN] !== logs.partitionEpoch[partition]) {
    failCopying(core, batch);
  } else if (isStalled(core, channel, partition)) {
    i32[at + META] = BATCH_PARKED;
    i32[at + NEXT] = NONE;
    if (logs.parkedTail[partition] === NONE) logs.parkedHead[partition] = batch;
    else i32[logs.parkedTail[partition] * WORDS + NEXT] = batch;
    logs.parkedTail[partition] = batch;
  } else {
    raiseHigh(core, channel, partition, core.f64[batch * DOUBLES + STARTED]);
    if (isShortOfCopies(core, channel, partition)) failCopying(core, batch);
    else if (i32[at + PARENT] === NONE) core.free(batch);
    else respond(core, batch);
  }
}

/** The leader that a batch was with is gone, or has too few followers: its producer sends it again. */
function failCopying(core: Core, batch: number): void {
  if (core.i32[batch * WORDS + PARENT] === NONE) core.free(batch);
  else refuseBatch(core, batch);
}

/** Whether a copy in sync is with a broker that is down. */
function isStalled(core: Core, channel: number, partition: number): boolean {
  const { logs, network } = core;
  const broker = network.channelBroker[channel];
  for (let node = 0; node < network.nodesOf[broker]; node++) {
    if (logs.partitionInSync[partition] & (1 << node) && logs.nodeCrashes[network.nodeStart[broker] + node] > 0) return true;
  }
  return false;
}

/** Lets batches go on that waited for a dead follower, or for a leader that was elected. */
export function unpark(core: Core, partition: number): void {
  const { logs } = core;
  let batch = logs.parkedHead[partition];
  logs.parkedHead[partition] = NONE;
  logs.parkedTail[partition] = NONE;
  while (batch !== NONE) {
    const next = core.i32[batch * WORDS + NEXT];
    batchReplicated(core, batch);
    batch = next;
  }
}

/** Sends the acknowledgement of a batch. */
function respond(core: Core, batch: number): void {
  if (!isAwaited(core, batch)) {
    freeBatch(core, batch);
    return;
  }
  answerWith(core, batch, BATCH_REPLYING);
}

/** Sends word that a batch was not taken. */
export function refuseBatch(core: Core, batch: number): void {
  answerWith(core, batch, BATCH_FAILING);
}

function answerWith(core: Core, batch: number, state: number): void {
  const { i32, f64 } = core;
  const link = i32[batch * WORDS + PLACE] >>> 16;
  i32[batch * WORDS + META] = state;
  f64[batch * DOUBLES + TIME] = core.clock[NOW] + core.linkParameters[link * LINK_PARAMETER_COLUMNS + LATENCY];
  if (core.cuts[link] > 0 || (arrivesTooLate(core, batch, link, BACK) && isAwaited(core, batch))) loseBatch(core, batch);
  core.schedule(batch);
}
