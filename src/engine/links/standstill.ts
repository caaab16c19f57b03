import type { Core } from '../core.ts';
import { FROZEN_BROKERS, NOW, RECORDS_MADE } from '../core.ts';
import {
  ARRIVED, AT_MOST_ONCE, ATTEMPT_SHIFT, BATCH_REPLICATING, BATCH_TRAVELLING, BATCH_WAITING, CREDITS_RENEWED, DOUBLES, ELECTED, EXPIRY, KEY,
  LEASE_END, MEMORY_CHECK, MESSAGE_DUE, MESSAGE_TRAVELLING, META, NEXT, NONE, NUMBER, PARENT, PARENT_TOKEN, PLACE, POLL, REPLYING,
  SESSION_IDLE, STATE_MASK, STEP, STREAM_TIMER, TAKEN_IN, TIME, TOKEN, WORDS,
} from '../kernel/record.ts';
import { MODE_SUBJECT } from '../queue-tables.ts';
import { REQUEST_TIMEOUT, streamParameter } from '../stream-parameters.ts';
import { channelOf } from './boxes.ts';
import { hasLease } from './lease.ts';
import {
  COMMIT_ANSWERED, GROUP_DUE, HEARTBEAT_DUE, MEMBERS_CHANGED, NODE_DEAD, POLL_OVERDUE, RETENTION_DUE, SESSION_ENDS,
} from './member.ts';
import { isAwaited } from './producer.ts';

/**
 * A broker that stands still: what comes to it waits at its socket, and what was to happen in it waits with that, in the
 * order in which it was due. After the thaw it all happens at once, in that order. What a queue takes in one after another,
 * and what followers copy, keeps what is left of its time in `TIME` and is out of the event list. Rules FA50 to FA53 of
 * `docs/spec/faults.md`.
 */

/** Whether a broker stands still. One that is down does not: whoever asks it is refused. */
export function isStill(core: Core, broker: number): boolean {
  return core.counters[FROZEN_BROKERS] !== 0 && core.brokerFrozen[broker] > 0 && core.brokerCrashes[broker] === 0;
}

/** Whether the broker of a channel stands still. */
export function isChannelStill(core: Core, channel: number): boolean {
  return core.counters[FROZEN_BROKERS] !== 0 && isStill(core, core.network.channelBroker[channel]);
}

/** Lets an event wait that is a broker's while that stands still. Returns whether it waits. To be asked only while some
 *  broker is frozen. */
export function waitsForThaw(core: Core, record: number, state: number): boolean {
  const broker = brokerOf(core, record, state);
  if (broker === NONE || !isStill(core, broker)) return false;
  if (state === EXPIRY) forgetExpiry(core, record);
  else if (state === BATCH_TRAVELLING && isAwaited(core, record)) awaitThaw(core, record);
  else hold(core, record, broker);
  return true;
}

/** Lets a consumer's word on a message that is out wait at its broker's socket while that stands still. Returns whether it
 *  waits. Of a message that was acknowledged on delivery the broker needs no word, unless somebody waits for a reply. */
export function wordWaits(core: Core, message: number, outcome: number): boolean {
  const channel = channelOf(core, message);
  const broker = core.network.channelBroker[channel];
  if (!isStill(core, broker)) return false;
  const at = message * WORDS;
  const hasRequester = core.network.channelMode[channel] === MODE_SUBJECT && core.f64[message * DOUBLES + TIME] !== NONE;
  if (core.i32[at + META] & AT_MOST_ONCE && !hasRequester) return false;
  const word = core.allocate();
  const { i32 } = core;
  const to = word * WORDS;
  i32[to + META] = REPLYING | (outcome << ATTEMPT_SHIFT);
  i32[to + PLACE] = core.network.subscriptionLink[i32[at + PARENT]] << 16;
  i32[to + KEY] = i32[at + KEY];
  i32[to + PARENT] = message;
  i32[to + PARENT_TOKEN] = i32[at + TOKEN];
  i32[to + TOKEN] = 0;
  hold(core, word, broker);
  return true;
}

/** Whose event this is: a broker, or NONE when it is nobody's or is no longer meant. */
function brokerOf(core: Core, record: number, state: number): number {
  const { network, i32 } = core;
  const at = record * WORDS;
  const key = i32[at + KEY];
  switch (state) {
    case MESSAGE_TRAVELLING:
    case BATCH_TRAVELLING:
      return brokerOfChannel(core, network.linkChannel[i32[at + PLACE] >>> 16]);
    case MESSAGE_DUE:
      return brokerOfChannel(core, channelOf(core, i32[at + PARENT]));
    case LEASE_END:
      return hasLease(core, record) ? brokerOfChannel(core, channelOf(core, i32[at + PARENT])) : NONE;
    case EXPIRY:
      return brokerOfChannel(core, network.boxChannel[key]);
    case POLL:
      return brokerOfSubscription(core, key);
    case SESSION_IDLE:
      return core.sessionOwner[key] < 0 ? NONE : brokerOfSubscription(core, core.sessionOwner[key]);
    case MEMORY_CHECK:
    case CREDITS_RENEWED:
    case ELECTED:
      return key;
    case STREAM_TIMER:
      return brokerOfTimer(core, i32[at + STEP], i32[at + NUMBER]);
    default:
      return NONE;
  }
}

function brokerOfTimer(core: Core, kind: number, subject: number): number {
  const { network } = core;
  switch (kind) {
    case SESSION_ENDS:
    case HEARTBEAT_DUE:
    case POLL_OVERDUE:
    case COMMIT_ANSWERED:
      return brokerOfChannel(core, network.groupChannel[network.memberGroup[subject]]);
    case GROUP_DUE:
    case MEMBERS_CHANGED:
      return brokerOfChannel(core, network.groupChannel[subject]);
    case RETENTION_DUE:
      return brokerOfChannel(core, subject);
    case NODE_DEAD:
      return network.nodeStart.findIndex((start, broker) => subject >= start && subject < start + network.nodesOf[broker]);
    default:
      return NONE;
  }
}

function brokerOfChannel(core: Core, channel: number): number {
  return channel < 0 ? NONE : core.network.channelBroker[channel];
}

function brokerOfSubscription(core: Core, subscription: number): number {
  return brokerOfChannel(core, core.network.linkChannel[core.network.subscriptionLink[subscription]]);
}

function hold(core: Core, record: number, broker: number): void {
  core.i32[record * WORDS + NEXT] = NONE;
  const tail = core.heldTail[broker];
  if (tail === NONE) core.heldHead[broker] = record;
  else core.i32[tail * WORDS + NEXT] = record;
  core.heldTail[broker] = record;
}

/** Lines are looked through at the thaw; until then nothing expires. */
function forgetExpiry(core: Core, event: number): void {
  const line = core.i32[event * WORDS + KEY];
  if (core.expiryAt[line] === core.clock[NOW]) core.expiryAt[line] = Infinity;
  core.free(event);
}

/** A batch waits at the socket; its producer gives up, and sends it again, when it has waited as long as it does. */
function awaitThaw(core: Core, batch: number): void {
  const at = batch * WORDS;
  core.i32[at + META] = BATCH_WAITING;
  const over = core.f64[batch * DOUBLES + ARRIVED] + streamParameter(core, core.i32[at + PLACE] >>> 16, REQUEST_TIMEOUT);
  core.f64[batch * DOUBLES + TIME] = Math.max(over, core.clock[NOW]);
  core.schedule(batch);
}

/** A broker begins to stand still: what it is at keeps what is left of its time. */
export function standStill(core: Core, broker: number): void {
  const now = core.clock[NOW];
  const pending = new Int32Array(core.list.size);
  const count = core.list.drainTo(pending);
  for (let i = 0; i < count; i++) {
    const record = pending[i];
    if (isInWork(core, record, broker)) core.f64[record * DOUBLES + TIME] -= now;
    else core.list.push(record);
  }
  forChannels(core, broker, (channel) => (core.intakeFree[channel] = Math.max(0, core.intakeFree[channel] - now)));
}

/** Lets everything happen now, in its order and before all else, that has waited for a broker, and goes on with what that was at. */
export function goOn(core: Core, broker: number): void {
  const now = core.clock[NOW];
  forChannels(core, broker, (channel) => (core.intakeFree[channel] += now));
  const left = new Set<number>();
  for (let record = 0; record < core.counters[RECORDS_MADE]; record++) if (isInWork(core, record, broker)) left.add(record);
  const pending = new Int32Array(core.list.size);
  const count = core.list.drainTo(pending);
  const rest: number[] = [];
  const first = takeHeld(core, broker);
  for (let i = 0; i < count; i++) {
    const isWaiting = (core.i32[pending[i] * WORDS + META] & STATE_MASK) === BATCH_WAITING;
    if (isWaiting && brokerOfChannel(core, core.network.linkChannel[core.i32[pending[i] * WORDS + PLACE] >>> 16]) === broker) {
      core.i32[pending[i] * WORDS + META] = BATCH_TRAVELLING;
      first.push(pending[i]);
    } else rest.push(pending[i]);
  }
  for (const record of first) {
    core.f64[record * DOUBLES + TIME] = now;
    core.schedule(record);
  }
  for (const record of rest) core.list.push(record);
  for (const record of left) {
    core.f64[record * DOUBLES + TIME] += now;
    core.schedule(record);
  }
}

function takeHeld(core: Core, broker: number): number[] {
  const held: number[] = [];
  for (let record = core.heldHead[broker]; record !== NONE; record = core.i32[record * WORDS + NEXT]) held.push(record);
  core.heldHead[broker] = NONE;
  core.heldTail[broker] = NONE;
  return held;
}

/** Whether a broker works on a record: takes a message in, or lets followers copy a batch. */
export function isInWork(core: Core, record: number, broker: number): boolean {
  const at = record * WORDS;
  const state = core.i32[at + META] & STATE_MASK;
  if (state === TAKEN_IN) return core.network.channelBroker[core.i32[at + PLACE] & 0xffff] === broker;
  return state === BATCH_REPLICATING && brokerOfChannel(core, core.network.linkChannel[core.i32[at + PLACE] >>> 16]) === broker;
}

/** Does something for each channel of a broker. */
export function forChannels(core: Core, broker: number, act: (channel: number) => void): void {
  for (let channel = 0; channel < core.network.channelCount; channel++) if (core.network.channelBroker[channel] === broker) act(channel);
}
