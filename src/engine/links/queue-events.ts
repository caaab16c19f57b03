import type { Core } from '../core.ts';
import { FORWARD, FROZEN_BROKERS, HANDLE, NOW } from '../core.ts';
import {
  CREDITS_RENEWED, DELIVERING, ELECTED, EXPIRY, KEY, LEASE_END, MEMORY_CHECK, MESSAGE_DUE, PARENT, POLL, PUBLISH_PAUSE, RECONNECTED,
  SESSION_IDLE, TAKEN_IN, WORDS,
} from '../kernel/record.ts';
import { MODE_SESSIONS } from '../queue-tables.ts';
import { heldWordDue } from '../stations/gate.ts';
import { ackTimedOut } from './ack-timeout.ts';
import { memoryChecked, watchMemory } from './blocked-senders.ts';
import { channelOf } from './boxes.ts';
import { deliveryArrives, takeUp } from './clients.ts';
import { expiryDue } from './expiry.ts';
import { WORD_HELD } from './held-words.ts';
import { intakeDue } from './intake.ts';
import { elected } from './leader.ts';
import { hasLease, scheduleLeaseEnd } from './lease.ts';
import { pollArrived, startPolls } from './poll.ts';
import { messageForwarded, publishPauseEnded, turnToPublish } from './publish.ts';
import { dispatch, isAckTimeout, leaseEnded, messageDue } from './queue.ts';
import { resumeSessions, sessionIdled } from './session.ts';
import { isChannelStill, waitsForThaw } from './standstill.ts';

/** Lets an event of queues happen. */
export function queueEvent(core: Core, record: number, state: number): void {
  if (core.counters[FROZEN_BROKERS] !== 0 && waitsForThaw(core, record, state)) return;
  switch (state) {
    case DELIVERING:
      deliveryArrives(core, record);
      break;
    case MESSAGE_DUE:
      messageDue(core, record);
      break;
    case LEASE_END:
      leaseEventDue(core, record);
      break;
    case EXPIRY:
      expiryDue(core, record);
      break;
    case POLL:
      pollArrived(core, record);
      break;
    case MEMORY_CHECK:
      memoryChecked(core, record);
      break;
    case CREDITS_RENEWED:
      creditsRenewed(core, record);
      break;
    case SESSION_IDLE:
      sessionIdled(core, record);
      break;
    case RECONNECTED:
      reconnected(core, record);
      break;
    case ELECTED:
      elected(core, record);
      resumeQueues(core);
      break;
    case PUBLISH_PAUSE:
      publishPauseEnded(core, record);
      break;
    case TAKEN_IN:
      intakeDue(core, record);
      break;
    case WORD_HELD:
      heldWordDue(core, record);
      break;
    default:
      throw new Error(`A record in state ${state} has no event.`);
  }
}

/** Lets something else of queues happen at this moment: a word of the inbox. */
export function queueWord(core: Core, record: number, word: number, target: number): void {
  if (word === FORWARD) messageForwarded(core, record, target);
  else if (word === HANDLE) takeUp(core, record);
  else turnToPublish(core, record);
}

/** The timer of a message that is out has fired. */
export function leaseTimerFired(core: Core, message: number): void {
  if (isChannelStill(core, channelOf(core, message))) scheduleLeaseEnd(core, message, core.clock[NOW]);
  else if (isAckTimeout(core, message)) ackTimedOut(core, message);
  else leaseEnded(core, message);
}

function leaseEventDue(core: Core, event: number): void {
  const message = core.i32[event * WORDS + PARENT];
  const isLive = hasLease(core, event);
  core.free(event);
  if (isLive) leaseTimerFired(core, message);
}

function creditsRenewed(core: Core, event: number): void {
  const { network } = core;
  const broker = core.i32[event * WORDS + KEY];
  core.free(event);
  core.creditsAwaited[broker] = 0;
  for (let channel = 0; channel < network.channelCount; channel++) {
    if (network.channelBroker[channel] === broker) resumeChannel(core, channel);
  }
}

function reconnected(core: Core, event: number): void {
  const subscription = core.i32[event * WORDS + KEY];
  core.free(event);
  if (core.awayUntil[subscription] > core.clock[NOW]) return;
  const { network } = core;
  const channel = network.linkChannel[network.subscriptionLink[subscription]];
  if (network.channelMode[channel] === MODE_SESSIONS) resumeSessions(core, channel);
  else dispatch(core, network.subscriptionBox[subscription]);
}

/** Lets a queue hand out what it may. */
export function resumeChannel(core: Core, channel: number): void {
  const { network } = core;
  if (network.channelMode[channel] === MODE_SESSIONS) resumeSessions(core, channel);
  else dispatch(core, channel);
  for (let i = 0; i < network.streamBoxCount[channel]; i++) dispatch(core, network.streamBoxes[network.streamBoxStart[channel] + i]);
}

/** Lets every queue hand out again what it may: after a consumer, a broker or a connection has come back. */
export function resumeQueues(core: Core): void {
  for (let channel = 0; channel < core.network.channelCount; channel++) {
    if (!core.network.channelIsLog[channel]) resumeChannel(core, channel);
  }
  startPolls(core);
}


/** What queues do from the beginning of a run. */
export function startQueues(core: Core): void {
  for (let broker = 0; broker < core.network.brokerCount; broker++) watchMemory(core, broker);
  startPolls(core);
}
