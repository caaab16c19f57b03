import { uniform } from '../../base/random.ts';
import type { Core } from '../core.ts';
import { FROZEN_BROKERS, NOW } from '../core.ts';
import {
  ARRIVED, ATTEMPT_MASK, ATTEMPT_SHIFT, CALLING, DOUBLES, HOLDS, KEY, MESSAGE_OUT, MESSAGE_TRAVELLING, META, NEXT, NONE, NUMBER,
  PARENT, PARENT_TOKEN, PLACE, PUBLISH_PAUSE, ROOT, STARTED, STATE_MASK, STEP, TIME, TOKEN, TRACED, WAITING_TO_PUBLISH, WORDS,
} from '../kernel/record.ts';
import { laneFor, setTimer } from '../kernel/timers.ts';
import {
  ATTEMPTS, CALLS, CALL_FAILED, COMPONENT_COLUMNS, ERRORS, FAILED, FAILURE, HELD, IN_PROGRESS, IN_PROGRESS_AREA, LINK_COLUMNS,
  OK, POOL_WAITING, RETRIES, SUCCEEDED, TAP_FORWARD, TIMED_OUT, TIMEOUT, TURNED_AWAY, VANISHED,
} from '../measure/columns.ts';
import { LINK_SALT_WORDS, SALT_JITTER, STEP_WORDS } from '../network.ts';
import {
  BROKER_PARAMETER_COLUMNS, BUSY_PAUSE, CONFIRM, CONFIRM_TIMEOUT, LATENCY, LINK_PARAMETER_COLUMNS, PUBLISH_AFTER_SILENCE, PUBLISH_ATTEMPTS,
  PUBLISH_BACKOFF, PUBLISH_BACKOFF_CAP, SEND_DELAY, WRITE_TIME,
} from '../parameters.ts';
import { MODE_EXCHANGE, MODE_SUBJECT } from '../queue-tables.ts';
import { addEffects, effectEnded } from '../sources.ts';
import { FAILING } from './bandwidth.ts';
import { isBlocked, senderOf, waitInLine } from './blocked-senders.ts';
import { BUSY, confirm, effectsOf, endEffects, NOT_CARRIED, refuse, UNAVAILABLE } from './confirm.ts';
import { refuseNewest } from './dead-letter.ts';
import { delayOver } from './disturbance.ts';
import { rootOfMessage } from './direct/slots.ts';
import { sendOverStreams } from './direct/send.ts';
import { isDuplicate, markStored, messageKey, PUBLISH_ATTEMPT_MASK } from './duplicates.ts';
import { routeMessage } from './exchange.ts';
import { takeIn } from './intake.ts';
import { rootOfSlot } from './partition.ts';
import { produce } from './producer.ts';
import { waitsForThaw } from './standstill.ts';
import { subjectArrived } from './subject.ts';
import { isThrottled, SENDS, takeCredits } from './throttle.ts';
import { hold, transactionOf } from './transaction.ts';
import { isMessageTurnedBack, turnBack } from './turned-back.ts';

/**
 * The sender's half of queue and stream connections: a message travels to its broker, which stores it and, if asked,
 * confirms. A sender may have to wait before it may send, and may send again. Rules PB1 to PB6 of `docs/spec.md`.
 */

/** The pauses between attempts to send vary by this much either way. */
const BACKOFF_SPREAD = 0.2;

/** Sends a message for the job's present step. True when the job now waits: for its turn, or the broker's word. */
export function publish(core: Core, job: number, link: number): boolean {
  if (core.network.producerStart[link] >= 0) return publishToLog(core, job, link);
  if (core.network.wireStart[link] >= 0) return sendOverStreams(core, job, link, rootOf);
  const measures = link * LINK_COLUMNS;
  core.linkMeasures[measures + CALLS]++;
  const isConfirmed = core.linkParameters[link * LINK_PARAMETER_COLUMNS + CONFIRM] === 1;
  core.i32[job * WORDS + META] = (core.i32[job * WORDS + META] & ~ATTEMPT_MASK) | (1 << ATTEMPT_SHIFT);
  const sender = senderOf(core, job, link);
  if (isBlocked(core, sender, link)) {
    beginWaiting(core, job, link);
    waitInLine(core, job, link, sender);
    return true;
  }
  if (isConfirmed && isPausing(core, job, link, sender)) return true;
  if (isConfirmed) beginWaiting(core, job, link);
  else core.linkMeasures[measures + SUCCEEDED]++;
  send(core, job, link, isConfirmed);
  return isConfirmed;
}

/** A client that was told that its broker is busy waits before it asks anything else. */
function isPausing(core: Core, job: number, link: number, sender: number): boolean {
  if (core.senderBusyUntil[sender] <= core.clock[NOW]) return false;
  beginWaiting(core, job, link);
  pause(core, job, core.linkParameters[link * LINK_PARAMETER_COLUMNS + BUSY_PAUSE], WAITED_OUT);
  return true;
}

/** The job waits from now on, and its worker with it. */
function beginWaiting(core: Core, job: number, link: number): void {
  const { i32, network } = core;
  const at = job * WORDS;
  const now = core.clock[NOW];
  i32[at + META] = (i32[at + META] & ~STATE_MASK) | CALLING;
  core.callBegan[job] = now;
  core.linkMeasures[link * LINK_COLUMNS + IN_PROGRESS]++;
  core.linkMeasures[link * LINK_COLUMNS + IN_PROGRESS_AREA] -= now;
  if (i32[at + META] & HOLDS) {
    const component = network.stationComponent[i32[at + PLACE] & 0xffff];
    core.componentMeasures[component * COMPONENT_COLUMNS + HELD]++;
  }
}

/** Sends the message of a job once. */
function send(core: Core, job: number, link: number, isConfirmed: boolean): void {
  const measures = link * LINK_COLUMNS;
  core.linkMeasures[measures + ATTEMPTS]++;
  if (isConfirmed) awaitConfirm(core, job, link);
  const root = rootOf(core, job);
  const effects = effectsOf(core, core.network.linkChannel[link]);
  addEffects(core, root, effects);
  const latency = core.linkParameters[link * LINK_PARAMETER_COLUMNS + LATENCY];
  const now = core.clock[NOW];
  if (core.i32[job * WORDS + META] & TRACED) {
    core.tapRow(TAP_FORWARD, now, now + latency, link, core.i32[job * WORDS + NUMBER], OK);
  }
  if (core.cuts[link] > 0) {
    core.linkMeasures[measures + VANISHED]++;
    for (let i = 0; i < effects; i++) effectEnded(core, root, isConfirmed);
    return;
  }
  // Nobody will tell what became of a message that nobody waits for, so it must not name its request.
  sendMessage(core, job, link, effects > 0 ? root : NONE, isConfirmed);
}

/** Records go through their producer, or are kept back with the transaction that they belong to. */
function publishToLog(core: Core, job: number, link: number): boolean {
  const at = job * WORDS;
  core.i32[at + META] = (core.i32[at + META] & ~ATTEMPT_MASK) | (1 << ATTEMPT_SHIFT);
  const root = rootOf(core, job);
  const member = transactionOf(core, job, link);
  if (member === NONE) return produce(core, job, link, root);
  hold(core, job, { link, root, member });
  return false;
}

function awaitConfirm(core: Core, job: number, link: number): void {
  const at = job * WORDS;
  const token = core.nextToken();
  core.i32[at + TOKEN] = token;
  core.i32[at + META] = (core.i32[at + META] & ~STATE_MASK) | CALLING;
  if (core.callLane[link] === 0) {
    core.callLane[link] = laneFor(core, core.linkParameters[link * LINK_PARAMETER_COLUMNS + CONFIRM_TIMEOUT]) + 1;
  }
  setTimer(core, job, token, core.callLane[link] - 1);
}

function sendMessage(core: Core, job: number, link: number, root: number, isConfirmed: boolean): void {
  const message = core.allocate();
  const { i32, f64, network } = core;
  const from = job * WORDS;
  const at = message * WORDS;
  const channel = network.linkChannel[link];
  const write = core.brokerParameters[network.channelBroker[channel] * BROKER_PARAMETER_COLUMNS + WRITE_TIME];
  i32[at + META] = MESSAGE_TRAVELLING | (i32[from + META] & TRACED);
  i32[at + PLACE] = link << 16;
  i32[at + KEY] = messageKey(core, job, link);
  i32[at + PARENT] = isConfirmed ? job : NONE;
  i32[at + PARENT_TOKEN] = isConfirmed ? i32[from + TOKEN] : 0;
  i32[at + TOKEN] = 0;
  i32[at + STEP] = root;
  i32[at + NUMBER] = i32[from + NUMBER];
  core.inherit(message, job);
  f64[message * DOUBLES + ARRIVED] = core.clock[NOW];
  f64[message * DOUBLES + STARTED] = senderOf(core, job, link);
  f64[message * DOUBLES + TIME] = core.clock[NOW] + delayOver(core, link, i32[at + KEY], message) + write;
  core.schedule(message);
}

/** The request at its source that this work is for, or NONE when whoever asked for it has gone. */
export function rootOf(core: Core, job: number): number {
  const { i32 } = core;
  let record = job;
  for (;;) {
    const at = record * WORDS;
    if (i32[at + META] & ROOT) return record;
    const parent = i32[at + PARENT];
    const token = i32[at + PARENT_TOKEN];
    if (parent === NONE) return NONE;
    if (parent < NONE) return rootOfMessage(core, -parent - 2, token) ?? rootOfSlot(core, -parent - 2, token);
    if (i32[parent * WORDS + TOKEN] !== token) return NONE;
    if ((i32[parent * WORDS + META] & STATE_MASK) === MESSAGE_OUT) return i32[parent * WORDS + STEP];
    record = parent;
  }
}

/** A message reaches its broker. */
export function messageArrived(core: Core, message: number): void {
  const { network } = core;
  const link = core.i32[message * WORDS + PLACE] >>> 16;
  const channel = network.linkChannel[link];
  const broker = network.channelBroker[channel];
  if (core.counters[FROZEN_BROKERS] !== 0 && waitsForThaw(core, message, MESSAGE_TRAVELLING)) return;
  if (core.disturbed[link] & FAILING && isMessageTurnedBack(core, message, link)) turnBack(core, message, link);
  else if (core.brokerCrashes[broker] > 0 || core.brokerLeaderless[broker] > 0) refuse(core, message, channel, UNAVAILABLE);
  else if (isThrottled(core, channel) && !takeCredits(core, channel, SENDS, 1 + network.bindingCount[channel])) {
    refuse(core, message, channel, BUSY);
  } else if (network.channelMode[channel] === MODE_SUBJECT) subjectArrived(core, message, channel);
  else if (network.channelMode[channel] === MODE_EXCHANGE) routeMessage(core, message, channel);
  else store(core, message, channel, core.linkParameters[link * LINK_PARAMETER_COLUMNS + SEND_DELAY]);
}

/** A queue stores a message, drops it as stored before, or refuses it. */
function store(core: Core, message: number, channel: number, delayMs: number): void {
  if (isDuplicate(core, message, channel)) {
    endEffects(core, message, effectsOf(core, channel), true);
    confirm(core, message, OK);
    core.free(message);
    return;
  }
  markStored(core, message);
  if (!takeIn(core, message, channel, delayMs)) refuseNewest(core, message, channel);
}

/** A message that was given up elsewhere reaches the queue or exchange that it was sent on to. */
export function messageForwarded(core: Core, message: number, channel: number): void {
  if (core.network.channelMode[channel] === MODE_EXCHANGE) routeMessage(core, message, channel);
  else if (!takeIn(core, message, channel)) refuseNewest(core, message, channel);
}

/** The broker's word reaches the sender, or its patience ends (`TIMEOUT`). */
export function confirmed(core: Core, job: number, link: number, outcome: number): void {
  const measures = link * LINK_COLUMNS;
  if (outcome === OK) {
    if (core.network.linkTo[link] < 0) core.recordExchange(link, core.callBegan[job], core.callBegan[job]);
    endPublish(core, job, link, true);
    return;
  }
  core.linkMeasures[measures + (outcome === TIMEOUT ? TIMED_OUT : outcome === FAILURE || outcome === NOT_CARRIED ? ERRORS : TURNED_AWAY)]++;
  if (outcome === BUSY) noteBusy(core, job, link);
  if (isTriedAgain(core, job, link, outcome)) {
    core.i32[job * WORDS + META] += 1 << ATTEMPT_SHIFT;
    pause(core, job, backoffMs(core, job, link), NOT_WAITED);
    return;
  }
  core.note(core.network.componentCount + core.network.linkCount + link, CALL_FAILED, link);
  endPublish(core, job, link, false);
}

function endPublish(core: Core, job: number, link: number, isWell: boolean): void {
  const measures = link * LINK_COLUMNS;
  core.linkMeasures[measures + IN_PROGRESS]--;
  core.linkMeasures[measures + IN_PROGRESS_AREA] += core.clock[NOW];
  core.linkMeasures[measures + (isWell ? SUCCEEDED : FAILED)]++;
  core.endCall(job, isWell);
}

function noteBusy(core: Core, job: number, link: number): void {
  const sender = senderOf(core, job, link);
  const now = core.clock[NOW];
  if (core.senderBusyUntil[sender] > now) return;
  core.senderBusyUntil[sender] = now + core.linkParameters[link * LINK_PARAMETER_COLUMNS + BUSY_PAUSE];
}

function attemptOf(core: Core, job: number): number {
  return (core.i32[job * WORDS + META] & PUBLISH_ATTEMPT_MASK) >>> ATTEMPT_SHIFT;
}

/** A full queue is no reason to try again; a busy or unavailable broker is, and so are an error of the network and silence where the client takes it for one. */
function isTriedAgain(core: Core, job: number, link: number, outcome: number): boolean {
  if (attemptOf(core, job) >= core.linkParameters[link * LINK_PARAMETER_COLUMNS + PUBLISH_ATTEMPTS]) return false;
  if (outcome === TIMEOUT) return core.linkParameters[link * LINK_PARAMETER_COLUMNS + PUBLISH_AFTER_SILENCE] === 1;
  return outcome === BUSY || outcome === UNAVAILABLE || outcome === NOT_CARRIED;
}

/** Pause before the next attempt to send: doubled from the second on, capped, and a fifth more or less by chance. */
function backoffMs(core: Core, job: number, link: number): number {
  const row = link * LINK_PARAMETER_COLUMNS;
  const cap = core.linkParameters[row + PUBLISH_BACKOFF_CAP];
  let ms = core.linkParameters[row + PUBLISH_BACKOFF];
  for (let i = 2; i < attemptOf(core, job) && ms < cap; i++) ms *= 2;
  const salts = core.network.linkSalts;
  const salt = link * LINK_SALT_WORDS + SALT_JITTER;
  const draw = uniform(salts[salt], salts[salt + 1], (messageKey(core, job, link) + attemptOf(core, job)) | 0);
  return Math.min(cap, ms * (1 - BACKOFF_SPREAD + 2 * BACKOFF_SPREAD * draw));
}

/** In `NEXT` of a job that pauses: whether it has waited for its busy client already. */
const NOT_WAITED = 0;
const WAITED_OUT = 1;

function pause(core: Core, job: number, ms: number, waited: number): void {
  const at = job * WORDS;
  core.i32[at + META] = (core.i32[at + META] & ~STATE_MASK) | PUBLISH_PAUSE;
  core.i32[at + TOKEN] = 0;
  core.i32[at + NEXT] = waited;
  core.f64[job * DOUBLES + TIME] = core.clock[NOW] + ms;
  core.schedule(job);
}

/** The pause of a job is over: it sends, unless its client is busy or its broker stops it. */
export function publishPauseEnded(core: Core, job: number): void {
  const { network } = core;
  const link = network.program[(core.i32[job * WORDS + STEP] & 0xffff) * STEP_WORDS + 1];
  const sender = senderOf(core, job, link);
  const isWaited = core.i32[job * WORDS + NEXT] === WAITED_OUT;
  if (!isWaited && core.senderBusyUntil[sender] > core.clock[NOW]) {
    pause(core, job, core.linkParameters[link * LINK_PARAMETER_COLUMNS + BUSY_PAUSE], WAITED_OUT);
    return;
  }
  if (isBlocked(core, sender, link)) waitInLine(core, job, link, sender);
  else sendNow(core, job, link);
}

function sendNow(core: Core, job: number, link: number): void {
  if (attemptOf(core, job) > 1) core.linkMeasures[link * LINK_COLUMNS + RETRIES]++;
  send(core, job, link, true);
}

/** It is a job's turn that waited before it sent. One that does not wait for the broker goes on at once. */
export function turnToPublish(core: Core, job: number): void {
  const at = job * WORDS;
  if ((core.i32[at + META] & STATE_MASK) !== WAITING_TO_PUBLISH) return;
  const link = core.network.program[(core.i32[at + STEP] & 0xffff) * STEP_WORDS + 1];
  core.linkMeasures[link * LINK_COLUMNS + POOL_WAITING]--;
  if (core.linkParameters[link * LINK_PARAMETER_COLUMNS + CONFIRM] === 1) sendNow(core, job, link);
  else {
    core.i32[at + META] = (core.i32[at + META] & ~STATE_MASK) | CALLING;
    send(core, job, link, false);
    endPublish(core, job, link, true);
  }
}
