import { childKey } from '../../base/random.ts';
import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import {
  ARRIVED, AT_MOST_ONCE, DOUBLES, KEY, MESSAGE_OUT, MESSAGE_READY, META, NEXT, NONE, NUMBER, PARENT, PARENT_TOKEN,
  PLACE, STARTED, STATE_MASK, STEP, TIME, TOKEN, TRACED, TRAVELLING, WORDS,
} from '../kernel/record.ts';
import { laneFor, setTimer } from '../kernel/timers.ts';
import {
  ACKNOWLEDGED, CHANNEL_COLUMNS, DEAD_LETTERED, DELIVERED, DROPPED, FINISHED, LINK_COLUMNS, LOSS, MESSAGES_LOST,
  MESSAGE_DROPPED, OK, OUT, PUBLISHED, READY, READY_AREA, REDELIVERED, TAP_DEAD, TAP_DELIVER, UNACKNOWLEDGED,
} from '../measure/columns.ts';
import { LINK_SALT_WORDS, SALT_CHILD } from '../network.ts';
import {
  ACKNOWLEDGE, ACKNOWLEDGE_BEFORE, CAPACITY, CHANNEL_PARAMETER_COLUMNS, DEAD_LETTER, LATENCY, LEASE,
  LINK_PARAMETER_COLUMNS, MAX_DELIVERIES, OVERFLOW, OVERFLOW_REJECT, PREFETCH,
} from '../parameters.ts';
import { effectEnded } from '../sources.ts';
import { arrive } from '../stations/station.ts';
import { confirm, refuse } from './confirm.ts';

/**
 * Queues: a message waits until one of the competing consumers has room for it (prefetch), and is gone when that one
 * acknowledges. A negative acknowledgement, a lost consumer or a lease that runs out offers it again, near the head.
 * Rules QU1 to QU10 of `docs/spec.md`.
 */

/** The broker takes a message in, if there is room or room is made. From here on `served` counts its deliveries. */
export function enqueueMessage(core: Core, message: number, channel: number): void {
  const row = channel * CHANNEL_PARAMETER_COLUMNS;
  const measures = channel * CHANNEL_COLUMNS;
  const capacity = core.channelParameters[row + CAPACITY];
  if (core.channelMeasures[measures + READY] >= capacity && !hasTaker(core, channel)) {
    if (core.channelParameters[row + OVERFLOW] === OVERFLOW_REJECT || capacity === 0) {
      refuse(core, message, channel);
      return;
    }
    while (core.channelMeasures[measures + READY] >= capacity) giveUp(core, takeHead(core, channel), channel, true);
  }
  core.channelMeasures[measures + PUBLISHED]++;
  core.served[message] = 0;
  confirm(core, message, OK);
  putLast(core, message, channel);
  dispatch(core, channel);
}

function hasTaker(core: Core, channel: number): boolean {
  return core.channelMeasures[channel * CHANNEL_COLUMNS + READY] === 0 && findTaker(core, channel) !== NONE;
}

function putLast(core: Core, message: number, channel: number): void {
  const { i32 } = core;
  makeReady(core, message, channel);
  i32[message * WORDS + NEXT] = NONE;
  const tail = core.channelTail[channel];
  if (tail === NONE) core.channelHead[channel] = message;
  else i32[tail * WORDS + NEXT] = message;
  core.channelTail[channel] = message;
}

/** Back to the head: as near to its original place as a queue without positions allows. */
function putFirst(core: Core, message: number, channel: number): void {
  makeReady(core, message, channel);
  core.i32[message * WORDS + NEXT] = core.channelHead[channel];
  if (core.channelHead[channel] === NONE) core.channelTail[channel] = message;
  core.channelHead[channel] = message;
}

function makeReady(core: Core, message: number, channel: number): void {
  const at = message * WORDS;
  core.i32[at + META] = (core.i32[at + META] & ~STATE_MASK) | MESSAGE_READY;
  core.i32[at + TOKEN] = 0;
  const measures = channel * CHANNEL_COLUMNS;
  core.channelMeasures[measures + READY]++;
  core.channelMeasures[measures + READY_AREA] -= core.clock[NOW];
}

function takeHead(core: Core, channel: number): number {
  const message = core.channelHead[channel];
  const next = core.i32[message * WORDS + NEXT];
  core.channelHead[channel] = next;
  if (next === NONE) core.channelTail[channel] = NONE;
  const measures = channel * CHANNEL_COLUMNS;
  core.channelMeasures[measures + READY]--;
  core.channelMeasures[measures + READY_AREA] += core.clock[NOW];
  return message;
}

/** Hands ready messages to consumers with room, round robin. */
export function dispatch(core: Core, channel: number): void {
  while (core.channelHead[channel] !== NONE) {
    const subscription = findTaker(core, channel);
    if (subscription === NONE) return;
    const turn = subscription - core.network.subscriptionStart[channel];
    core.channelTurn[channel] = turn + 1 >= core.network.subscriptionCount[channel] ? 0 : turn + 1;
    deliver(core, takeHead(core, channel), channel, subscription);
  }
}

/** The first consumer with room from the one whose turn it is. */
function findTaker(core: Core, channel: number): number {
  const { network } = core;
  if (core.brokerCrashes[network.channelBroker[channel]] > 0) return NONE;
  const first = network.subscriptionStart[channel];
  const count = network.subscriptionCount[channel];
  let turn = core.channelTurn[channel];
  for (let i = 0; i < count; i++, turn++) {
    if (turn >= count) turn = 0;
    if (hasRoom(core, first + turn)) return first + turn;
  }
  return NONE;
}

function hasRoom(core: Core, subscription: number): boolean {
  const { network } = core;
  const link = network.subscriptionLink[subscription];
  if (core.cuts[link] > 0) return false;
  if (core.crashes[network.stationComponent[network.subscriptionStation[subscription]]] > 0) return false;
  return core.subscriptionOut[subscription] < core.linkParameters[link * LINK_PARAMETER_COLUMNS + PREFETCH];
}

function deliver(core: Core, message: number, channel: number, subscription: number): void {
  const { network, linkMeasures } = core;
  const link = network.subscriptionLink[subscription];
  const row = link * LINK_PARAMETER_COLUMNS;
  const at = message * WORDS;
  const token = core.nextToken();
  const isAtMostOnce = core.linkParameters[row + ACKNOWLEDGE] === ACKNOWLEDGE_BEFORE;
  const deliveries = core.served[message] + 1;
  core.served[message] = deliveries;
  core.i32[at + META] = (core.i32[at + META] & TRACED) | MESSAGE_OUT | (isAtMostOnce ? AT_MOST_ONCE : 0);
  core.i32[at + TOKEN] = token;
  core.i32[at + PARENT] = subscription;
  core.f64[message * DOUBLES + STARTED] = core.clock[NOW];
  linkMeasures[link * LINK_COLUMNS + DELIVERED]++;
  linkMeasures[link * LINK_COLUMNS + UNACKNOWLEDGED]++;
  if (deliveries > 1) linkMeasures[link * LINK_COLUMNS + REDELIVERED]++;
  core.channelMeasures[channel * CHANNEL_COLUMNS + OUT]++;
  if (!isAtMostOnce) core.subscriptionOut[subscription]++;
  const lease = core.channelParameters[channel * CHANNEL_PARAMETER_COLUMNS + LEASE];
  if (!isAtMostOnce && lease !== Infinity) setTimer(core, message, token, laneFor(core, lease));
  sendDelivery(core, message, link, network.subscriptionStation[subscription], deliveries);
}

function sendDelivery(core: Core, message: number, link: number, station: number, deliveries: number): void {
  const job = core.allocate();
  const { i32, network } = core;
  const from = message * WORDS;
  const at = job * WORDS;
  i32[at + META] = TRAVELLING | (i32[from + META] & TRACED);
  i32[at + PLACE] = station | (link << 16);
  i32[at + KEY] = childKey(i32[from + KEY], network.linkSalts[link * LINK_SALT_WORDS + SALT_CHILD], deliveries);
  i32[at + PARENT] = message;
  i32[at + PARENT_TOKEN] = i32[from + TOKEN];
  i32[at + TOKEN] = 0;
  i32[at + NUMBER] = i32[from + NUMBER];
  core.inherit(job, message);
  const latency = core.linkParameters[link * LINK_PARAMETER_COLUMNS + LATENCY];
  if (i32[at + META] & TRACED) {
    const now = core.clock[NOW];
    core.tapRow(TAP_DELIVER, now, now + latency, link, i32[at + NUMBER], OK);
  }
  if (latency > 0) {
    core.f64[job * DOUBLES + TIME] = core.clock[NOW] + latency;
    core.schedule(job);
  } else arrive(core, job);
}

/** The consumer's word on a message that is out. */
export function settle(core: Core, message: number, outcome: number): void {
  const { i32, network } = core;
  const at = message * WORDS;
  const subscription = i32[at + PARENT];
  const link = network.subscriptionLink[subscription];
  const channel = network.linkChannel[link];
  takeBack(core, message, channel);
  if (outcome === OK) {
    core.linkMeasures[link * LINK_COLUMNS + ACKNOWLEDGED]++;
    core.recordExchange(link, core.f64[message * DOUBLES + ARRIVED], core.f64[message * DOUBLES + STARTED]);
    core.channelMeasures[channel * CHANNEL_COLUMNS + FINISHED]++;
    effectEnded(core, i32[at + STEP], true);
    core.free(message);
  } else if (i32[at + META] & AT_MOST_ONCE) {
    core.channelMeasures[channel * CHANNEL_COLUMNS + MESSAGES_LOST]++;
    effectEnded(core, i32[at + STEP], false);
    core.free(message);
  } else offerAgain(core, message, channel);
  dispatch(core, channel);
}

/** The consumer no longer counts as having the message. */
function takeBack(core: Core, message: number, channel: number): void {
  const at = message * WORDS;
  const subscription = core.i32[at + PARENT];
  const link = core.network.subscriptionLink[subscription];
  core.i32[at + TOKEN] = 0;
  core.linkMeasures[link * LINK_COLUMNS + UNACKNOWLEDGED]--;
  core.channelMeasures[channel * CHANNEL_COLUMNS + OUT]--;
  if (!(core.i32[at + META] & AT_MOST_ONCE)) core.subscriptionOut[subscription]--;
}

function offerAgain(core: Core, message: number, channel: number): void {
  const most = core.channelParameters[channel * CHANNEL_PARAMETER_COLUMNS + MAX_DELIVERIES];
  if (core.served[message] >= most) giveUp(core, message, channel, false);
  else putFirst(core, message, channel);
}

/** The lease of a message that is out has run: it is offered again while the first consumer carries on. */
export function leaseEnded(core: Core, message: number): void {
  const channel = channelOf(core, message);
  takeBack(core, message, channel);
  offerAgain(core, message, channel);
  dispatch(core, channel);
}

function channelOf(core: Core, message: number): number {
  return core.network.linkChannel[core.i32[message * WORDS + PLACE] >>> 16];
}

/** A broker that comes back offers again what was out when it went. Called once for each such message. */
export function connectionLost(core: Core, message: number): void {
  const channel = channelOf(core, message);
  takeBack(core, message, channel);
  if (core.i32[message * WORDS + META] & AT_MOST_ONCE) {
    core.channelMeasures[channel * CHANNEL_COLUMNS + MESSAGES_LOST]++;
    effectEnded(core, core.i32[message * WORDS + STEP], false);
    core.free(message);
  } else offerAgain(core, message, channel);
}

/** A message will not be done: it is dropped, or kept as a dead letter. */
function giveUp(core: Core, message: number, channel: number, isOverflow: boolean): void {
  const { i32, network } = core;
  const at = message * WORDS;
  const isKept = core.channelParameters[channel * CHANNEL_PARAMETER_COLUMNS + DEAD_LETTER] === 1;
  const column = isKept ? DEAD_LETTERED : isOverflow ? DROPPED : MESSAGES_LOST;
  core.channelMeasures[channel * CHANNEL_COLUMNS + column]++;
  core.note(network.componentCount + 2 * network.linkCount + channel, MESSAGE_DROPPED, channel);
  if (i32[at + META] & TRACED) {
    const now = core.clock[NOW];
    core.tapRow(TAP_DEAD, now, now, i32[at + PLACE] >>> 16, i32[at + NUMBER], LOSS);
  }
  effectEnded(core, i32[at + STEP], false);
  core.free(message);
}
