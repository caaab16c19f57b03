import type { Core } from '../core.ts';
import { FROZEN_BROKERS, NOW } from '../core.ts';
import {
  ARRIVED, AT_MOST_ONCE, DOUBLES, MESSAGE_DELAYED, MESSAGE_DUE, META, NONE, ORPHANED, PARENT, PARENT_TOKEN, STARTED, STATE_MASK, TIME,
  TOKEN, WORDS, KEY,
} from '../kernel/record.ts';
import {
  ACKNOWLEDGED, CHANNEL_COLUMNS, DEAD_DELIVERIES, DEAD_FULL, DEAD_REJECTED, DELAYED, FAILURE, LINK_COLUMNS, LOSS, OK, OUT, READY,
  UNACKNOWLEDGED,
} from '../measure/columns.ts';
import {
  BROKER_PARAMETER_COLUMNS, CAPACITY, CHANNEL_PARAMETER_COLUMNS, DELAYED_RETRY_MAX, DELAYED_RETRY_MIN, HANDLERS,
  LINK_MAX_DELIVERIES, LINK_PARAMETER_COLUMNS, MAX_ACK_PENDING, MAX_BYTES, MAX_DELIVERIES, ON_ERROR, ON_ERROR_LEAVE, ON_ERROR_REJECT,
  OVERFLOW, OVERFLOW_REJECT, PREFETCH, SINGLE_ACTIVE, VERSION, VERSION_4_3,
} from '../parameters.ts';
import {
  ACK_TIMEOUT, BOUNDS_UNLIMITED, MODE_POLL, MODE_PUSH, MODE_SESSIONS, MODE_STREAM, MODE_SUBJECT, NACKS_FREE, PARKS,
} from '../queue-tables.ts';
import { isThere } from './away.ts';
import { boxOf, bytesOf, channelOf, lineOf, putBack, putLast, setBox, takeHead } from './boxes.ts';
import { finish, giveUp, lose } from './dead-letter.ts';
import { deliver } from './deliver.ts';
import { dropExpired, setExpiry } from './expiry.ts';
import { orphan } from './lease.ts';
import { pollAgain } from './poll.ts';
import { dispatchSessions, sessionArrived, sessionLost, sessionSettled } from './session.ts';
import { isChannelStill, wordWaits } from './standstill.ts';
import { requestAnswered } from './subject.ts';
import { isThrottled, receiverBusy, RECEIVES, takeCredits } from './throttle.ts';

/**
 * Queues: a message waits until one of the competing consumers has room for it, and is gone when that one acknowledges.
 * A negative acknowledgement, a lost consumer or a lease that runs out offers it again, at its original place. Rules QU1
 * to QU11 of `docs/spec.md` and Q1 to Q20 of `docs/spec/queues.md`.
 */

/** A queue takes a message in, if there is room or room is made; returns whether it has. */
export function enqueueMessage(core: Core, message: number, box: number): boolean {
  const { network } = core;
  const channel = network.boxChannel[box];
  const line = lineOf(core, message, box);
  if (isFull(core, message, channel) && !isTakenAtOnce(core, channel, box)) {
    const isRefused =
      core.channelParameters[channel * CHANNEL_PARAMETER_COLUMNS + OVERFLOW] >= OVERFLOW_REJECT || core.channelHead[line] === NONE;
    if (isRefused) return false;
    while (core.channelHead[line] !== NONE && isFull(core, message, channel)) {
      giveUp(core, takeHead(core, line, channel), channel, DEAD_FULL);
    }
  }
  admit(core, message, box);
  return true;
}

/** A message is with its broker from now on. */
export function admit(core: Core, message: number, box: number): void {
  const channel = core.network.boxChannel[box];
  setBox(core, message, box);
  core.brokerBytes[core.network.channelBroker[channel]] += bytesOf(core, message, channel);
  core.served[message] = 0;
  core.f64[message * DOUBLES + TIME] = 0;
}

/** Lines a message up that a queue has taken in, at once or after a delay, and hands out what can be handed out. */
export function lineUp(core: Core, message: number, delayMs: number): void {
  const box = boxOf(core, message);
  const channel = core.network.boxChannel[box];
  if (delayMs > 0) {
    delayMessage(core, message, delayMs);
    return;
  }
  setExpiry(core, message, channel);
  putLast(core, message, lineOf(core, message, box), channel);
  offered(core, message, box);
}

function offered(core: Core, message: number, box: number): void {
  const channel = core.network.boxChannel[box];
  if (core.network.channelMode[channel] === MODE_SESSIONS) sessionArrived(core, lineOf(core, message, box), channel);
  else dispatch(core, box);
}

/** Whether one more message would exceed a limit of the queue. */
function isFull(core: Core, message: number, channel: number): boolean {
  const row = channel * CHANNEL_PARAMETER_COLUMNS;
  const measures = channel * CHANNEL_COLUMNS;
  const capacity = core.channelParameters[row + CAPACITY];
  const most = core.channelParameters[row + MAX_BYTES];
  if (capacity === Infinity && most === Infinity) return false;
  let held = core.channelMeasures[measures + READY];
  // A stream counts all that it keeps; a queue only what is ready.
  if (core.network.channelTraits[channel] & PARKS) {
    held += core.channelMeasures[measures + OUT] + core.channelMeasures[measures + DELAYED] + core.streamKept[channel];
  }
  return held >= capacity || core.channelBytes[channel] + bytesOf(core, message, channel) > most;
}

/** Whether a message need not wait. A stream keeps what is out, so that does not help it. */
function isTakenAtOnce(core: Core, channel: number, box: number): boolean {
  const { channelMode, channelTraits } = core.network;
  if (channelMode[channel] !== MODE_PUSH || channelTraits[channel] & PARKS) return false;
  return core.channelHead[box] === NONE && findTaker(core, box) !== NONE;
}

/** Hands ready messages of a box to consumers with room, round robin. */
export function dispatch(core: Core, box: number): void {
  const { network } = core;
  const channel = network.boxChannel[box];
  if (isChannelStill(core, channel)) return;
  const mode = network.channelMode[channel];
  if (mode === MODE_SESSIONS) dispatchSessions(core, channel);
  if (mode !== MODE_PUSH && mode !== MODE_STREAM) {
    if (mode === MODE_POLL) dropExpired(core, box, channel);
    return;
  }
  const throttled = isThrottled(core, channel);
  while (core.channelHead[box] !== NONE) {
    if (core.callBegan[core.channelHead[box]] < core.clock[NOW]) {
      dropExpired(core, box, channel);
      continue;
    }
    const subscription = findTaker(core, box);
    if (subscription === NONE) break;
    if (throttled && !takeCredits(core, channel, RECEIVES, 1)) {
      receiverBusy(core, channel, subscription);
      break;
    }
    const turn = subscription - network.subscriptionStart[box];
    core.channelTurn[box] = turn + 1 >= network.subscriptionCount[box] ? 0 : turn + 1;
    deliver(core, takeHead(core, box, channel), channel, subscription);
  }
  dropExpired(core, box, channel);
}

/** The first consumer with room from the one whose turn it is; with a single active consumer, that one or nobody. */
function findTaker(core: Core, box: number): number {
  const { network } = core;
  const channel = network.boxChannel[box];
  if (!isServing(core, channel)) return NONE;
  if (core.channelParameters[channel * CHANNEL_PARAMETER_COLUMNS + SINGLE_ACTIVE] === 1) {
    const active = activeConsumer(core, box);
    return active !== NONE && hasRoom(core, active) ? active : NONE;
  }
  const first = network.subscriptionStart[box];
  const count = network.subscriptionCount[box];
  let turn = core.channelTurn[box];
  for (let i = 0; i < count; i++, turn++) {
    if (turn >= count) turn = 0;
    if (hasRoom(core, first + turn)) return first + turn;
  }
  return NONE;
}

/** Whether a channel's broker hands anything out. */
export function isServing(core: Core, channel: number): boolean {
  const broker = core.network.channelBroker[channel];
  return core.brokerCrashes[broker] === 0 && core.brokerLeaderless[broker] === 0;
}

/** The one consumer of a box that is active: the first that came, until it goes. */
function activeConsumer(core: Core, box: number): number {
  const { subscriptionStart, subscriptionCount } = core.network;
  if (core.boxActive[box] !== NONE && isThere(core, core.boxActive[box])) return core.boxActive[box];
  core.boxActive[box] = NONE;
  for (let i = 0; i < subscriptionCount[box]; i++) {
    const subscription = subscriptionStart[box] + i;
    if (!isThere(core, subscription)) continue;
    core.boxActive[box] = subscription;
    return subscription;
  }
  return NONE;
}

function hasRoom(core: Core, subscription: number): boolean {
  if (!isThere(core, subscription)) return false;
  const link = core.network.subscriptionLink[subscription];
  const row = link * LINK_PARAMETER_COLUMNS;
  if (core.linkMeasures[link * LINK_COLUMNS + UNACKNOWLEDGED] >= core.linkParameters[row + MAX_ACK_PENDING]) return false;
  return core.subscriptionOut[subscription] < roomOf(core, link);
}

/** What a quorum queue of RabbitMQ gives a consumer at most that sets no prefetch (`rabbit_quorum_queue`, 3.13 to 4.3). */
const MOST_UNLIMITED = 2000;

/** Messages that one replica of a consumer may hold. A prefetch of 0 stands for none beyond what handlers work on. */
function roomOf(core: Core, link: number): number {
  const row = link * LINK_PARAMETER_COLUMNS;
  const prefetch = core.linkParameters[row + PREFETCH];
  const { network } = core;
  const traits = network.channelTraits[network.linkChannel[link]];
  if (prefetch === Infinity && traits & BOUNDS_UNLIMITED) return MOST_UNLIMITED;
  const isBeyond = network.linkGated[link] === 1 && !(traits & PARKS);
  return isBeyond ? prefetch + core.linkParameters[row + HANDLERS] : prefetch;
}

/** The consumer's word on a message that is out. */
export function settle(core: Core, message: number, outcome: number): void {
  const { i32, network } = core;
  const subscription = i32[message * WORDS + PARENT];
  const link = network.subscriptionLink[subscription];
  const channel = network.linkChannel[link];
  if (outcome === OK) {
    core.linkMeasures[link * LINK_COLUMNS + ACKNOWLEDGED]++;
    core.recordExchange(link, core.f64[message * DOUBLES + ARRIVED], core.f64[message * DOUBLES + STARTED]);
  }
  if (network.channelMode[channel] === MODE_SUBJECT) requestAnswered(core, message, outcome);
  const line = lineOf(core, message, boxOf(core, message));
  if (outcome === OK) {
    takeBack(core, message);
    finish(core, message, channel);
  } else if (i32[message * WORDS + META] & AT_MOST_ONCE) {
    takeBack(core, message);
    lose(core, message, channel);
  } else if (!settleBadly(core, message, link, outcome)) return;
  settled(core, subscription, line);
}

/** The consumer failed, or is lost. Returns false when the message stays out and its consumer gets nothing for it. */
function settleBadly(core: Core, message: number, link: number, outcome: number): boolean {
  const channel = core.network.linkChannel[link];
  const word = core.linkParameters[link * LINK_PARAMETER_COLUMNS + ON_ERROR];
  const isLost = outcome !== FAILURE;
  if (isLost && core.network.channelMode[channel] !== MODE_SESSIONS && orphan(core, message, link)) return true;
  if (!isLost && word === ON_ERROR_LEAVE) return orphan(core, message, link) && core.network.channelMode[channel] !== MODE_SESSIONS;
  takeBack(core, message);
  if (!isLost && word === ON_ERROR_REJECT) giveUp(core, message, channel, DEAD_REJECTED);
  else offerAgain(core, message, link, !isLost);
  return true;
}

/** A consumer has room again. */
function settled(core: Core, subscription: number, line: number): void {
  const box = core.network.subscriptionBox[subscription];
  const channel = core.network.boxChannel[box];
  const mode = core.network.channelMode[channel];
  if (mode === MODE_POLL) pollAgain(core, subscription);
  else if (mode === MODE_SESSIONS) sessionSettled(core, line, channel);
  else if (mode !== MODE_SUBJECT) dispatch(core, box);
}

/** The consumer no longer counts as having the message. */
function takeBack(core: Core, message: number): void {
  const at = message * WORDS;
  const subscription = core.i32[at + PARENT];
  const link = core.network.subscriptionLink[subscription];
  core.i32[at + TOKEN] = 0;
  core.i32[at + PARENT] = NONE;
  core.linkMeasures[link * LINK_COLUMNS + UNACKNOWLEDGED]--;
  core.channelMeasures[core.network.linkChannel[link] * CHANNEL_COLUMNS + OUT]--;
  if (!(core.i32[at + META] & (AT_MOST_ONCE | ORPHANED))) core.subscriptionOut[subscription]--;
}

/** Offers a message again that came back, unless it has had its deliveries. */
function offerAgain(core: Core, message: number, link: number, isNack: boolean): void {
  const { network } = core;
  const channel = channelOf(core, message);
  const counted = message * DOUBLES + TIME;
  if (!(isNack && network.channelTraits[channel] & NACKS_FREE)) core.f64[counted]++;
  const most = Math.min(
    core.channelParameters[channel * CHANNEL_PARAMETER_COLUMNS + MAX_DELIVERIES],
    core.linkParameters[link * LINK_PARAMETER_COLUMNS + LINK_MAX_DELIVERIES],
  );
  if (core.f64[counted] >= most) {
    giveUp(core, message, channel, DEAD_DELIVERIES);
    return;
  }
  const delay = retryDelayMs(core, message, channel);
  if (delay > 0) delayMessage(core, message, delay);
  else putBack(core, message, lineOf(core, message, boxOf(core, message)), channel);
}

/** RabbitMQ 4.3 can let a message rest before its retry: longer with each delivery. */
function retryDelayMs(core: Core, message: number, channel: number): number {
  const row = channel * CHANNEL_PARAMETER_COLUMNS;
  const least = core.channelParameters[row + DELAYED_RETRY_MIN];
  if (least === 0 || core.brokerParameters[core.network.channelBroker[channel] * BROKER_PARAMETER_COLUMNS + VERSION] !== VERSION_4_3) return 0;
  return Math.min(least * core.served[message], core.channelParameters[row + DELAYED_RETRY_MAX]);
}

/** Lets a message rest before it is ready. */
function delayMessage(core: Core, message: number, ms: number): void {
  const token = core.nextToken();
  const event = core.allocate();
  const { i32 } = core;
  const at = event * WORDS;
  const from = message * WORDS;
  i32[from + META] = (i32[from + META] & ~STATE_MASK) | MESSAGE_DELAYED;
  i32[from + TOKEN] = token;
  core.channelMeasures[channelOf(core, message) * CHANNEL_COLUMNS + DELAYED]++;
  i32[at + META] = MESSAGE_DUE;
  i32[at + KEY] = i32[from + KEY];
  i32[at + PARENT] = message;
  i32[at + PARENT_TOKEN] = token;
  i32[at + TOKEN] = 0;
  core.f64[event * DOUBLES + TIME] = core.clock[NOW] + ms;
  core.schedule(event);
}

/** The rest of a message is over. A new one joins the end of the queue, one that came back its original place. */
export function messageDue(core: Core, event: number): void {
  const message = core.i32[event * WORDS + PARENT];
  core.free(event);
  const box = boxOf(core, message);
  const channel = core.network.boxChannel[box];
  const line = lineOf(core, message, box);
  core.channelMeasures[channel * CHANNEL_COLUMNS + DELAYED]--;
  if (core.served[message] > 0) putBack(core, message, line, channel);
  else {
    setExpiry(core, message, channel);
    putLast(core, message, line, channel);
  }
  offered(core, message, box);
}

/** The lease of a message that is out has run: it is offered again while the first consumer carries on. */
export function leaseEnded(core: Core, message: number): void {
  const { i32, network } = core;
  const subscription = i32[message * WORDS + PARENT];
  const link = network.subscriptionLink[subscription];
  const channel = channelOf(core, message);
  const line = lineOf(core, message, boxOf(core, message));
  takeBack(core, message);
  offerAgain(core, message, link, false);
  if (network.channelMode[channel] === MODE_SESSIONS) sessionLost(core, line, channel);
  else settled(core, subscription, line);
}

/** Whether leases of this message's channel are acknowledgement timeouts. */
export function isAckTimeout(core: Core, message: number): boolean {
  return (core.network.channelTraits[channelOf(core, message)] & ACK_TIMEOUT) !== 0;
}

/** A broker that comes back, or a connection that is mended, offers again what was out. Called once for each message. */
export function connectionLost(core: Core, message: number): void {
  if (core.counters[FROZEN_BROKERS] !== 0 && wordWaits(core, message, LOSS)) return;
  const { i32, network } = core;
  const link = network.subscriptionLink[i32[message * WORDS + PARENT]];
  const channel = network.linkChannel[link];
  const isInSession = network.channelMode[channel] === MODE_SESSIONS;
  const isAtMostOnce = (i32[message * WORDS + META] & AT_MOST_ONCE) !== 0;
  if (!isAtMostOnce && !isInSession && orphan(core, message, link)) return;
  const line = lineOf(core, message, boxOf(core, message));
  takeBack(core, message);
  if (isAtMostOnce) lose(core, message, channel);
  else offerAgain(core, message, link, false);
  if (isInSession) sessionLost(core, line, channel);
}
