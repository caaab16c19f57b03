import {
  BoundMet, CALL_OVER, CANCEL, COPY_OVER, type Core, FORWARD, FROZEN_BROKERS, MOST_EVENTS_AT_ONCE, PERMIT, RESUME, STREAM_PUMP,
  STREAM_TURN, STOPPED, STOPPED_BY_LOOP, WAKE,
} from './core.ts';
import {
  ARRIVAL, BATCH_FAILING, BATCH_REPLICATING, BATCH_REPLYING, BATCH_TRAVELLING, BATCH_WAITING, CALLING, DEAD, FIRST_STATION_STATE,
  FIRST_TRANSPORT_STATE, GUARDING, HEDGE_PENDING, MESSAGE_OUT, MESSAGE_TRAVELLING, META, NONE, PAUSING, QUEUED, REPLYING, SERVING,
  SLOT_PAUSE, STATE_MASK, STEP, STREAM_CREDIT, STREAM_TIMER, THINKING, TOKEN, TRAVELLING, TURNED_BACK, USERS_CHANGE,
  WAITING_FOR_CONNECTION, WAITING_FOR_PERMIT, WORDS,
} from './kernel/record.ts';
import { pausedGoesOn, permitCame, permitTimedOut } from './links/begin-call.ts';
import { attemptReplied, attemptTimedOut } from './links/call.ts';
import { copyEnded, hedgeDue, totalTimedOut } from './links/guard.ts';
import { memberWakes, slotPauseEnded, slotReplied } from './links/consumer.ts';
import { pump, streamReplied } from './links/direct/receive.ts';
import { turnToSend } from './links/direct/send.ts';
import { messageOfSlot } from './links/direct/slots.ts';
import { streamHappens } from './links/stream-events.ts';
import { CONFIRMATION } from './links/confirm.ts';
import { jobCancelled } from './links/cancelled.ts';
import { confirmed, messageArrived, rootOf } from './links/publish.ts';
import { leaseTimerFired, queueEvent, queueWord } from './links/queue-events.ts';
import { settle } from './links/queue.ts';
import { wordWaits } from './links/standstill.ts';
import { transportEvent } from './links/transport-events.ts';
import { DUPLICATES, FAILURE, LATE_REPLIES, LINK_COLUMNS, OK, TIMEOUT } from './measure/columns.ts';
import { STEP_PUBLISH, STEP_WORDS } from './network.ts';
import { sourceArrived, userAsks, usersChanged } from './load/arrivals.ts';
import { callEnded, runProgram } from './stations/program.ts';
import { arriveReply, sendReply } from './stations/gate.ts';
import { arrive } from './stations/station.ts';
import { stationEvent } from './stations/station-events.ts';
import { endService, waitTimedOut } from './stations/work.ts';

/**
 * What happens: one switch on the state of the record whose event has come, and what else that brings up at the same moment.
 * The general code; the plain path does the same for what is plain.
 */

/** What an event does that is not plain, by the state of its record. */
export function happen(core: Core, record: number, state: number): void {
  switch (state) {
    case SERVING:
      if (endService(core, record)) runProgram(core, record);
      break;
    case TRAVELLING:
      arrive(core, record);
      break;
    case REPLYING:
      arriveReply(core, record);
      break;
    case TURNED_BACK:
      sendReply(core, record, FAILURE);
      break;
    case ARRIVAL:
      sourceArrived(core, record);
      break;
    case PAUSING:
      pausedGoesOn(core, record);
      break;
    case DEAD:
      core.free(record);
      break;
    case MESSAGE_TRAVELLING:
      messageArrived(core, record);
      break;
    case THINKING:
      userAsks(core, record);
      break;
    case USERS_CHANGE:
      usersChanged(core, record);
      break;
    case SLOT_PAUSE:
      slotPauseEnded(core, record);
      break;
    case BATCH_TRAVELLING:
    case BATCH_REPLICATING:
    case BATCH_REPLYING:
    case BATCH_FAILING:
    case BATCH_WAITING:
    case STREAM_TIMER:
    case STREAM_CREDIT:
      streamHappens(core, record, state);
      break;
    default:
      if (state >= FIRST_TRANSPORT_STATE) transportEvent(core, record, state);
      else if (state >= FIRST_STATION_STATE) stationEvent(core, record, state);
      else queueEvent(core, record, state);
  }
}

/** A timer fires that a record has set and still waits for. */
export function timerFires(core: Core, record: number, state: number): void {
  if (state === MESSAGE_OUT) leaseTimerFired(core, record);
  else if (state === CALLING || state === WAITING_FOR_CONNECTION) callTimedOut(core, record);
  else if (state === GUARDING) totalTimedOut(core, record);
  else if (state === HEDGE_PENDING) hedgeDue(core, record);
  else if (state === WAITING_FOR_PERMIT) permitTimedOut(core, record);
  else if (state === QUEUED) waitTimedOut(core, record);
}

function callTimedOut(core: Core, record: number): void {
  const { program } = core.network;
  const word = (core.i32[record * WORDS + STEP] & 0xffff) * STEP_WORDS;
  if (program[word] === STEP_PUBLISH) confirmed(core, record, program[word + 1], TIMEOUT);
  else attemptTimedOut(core, record);
}

/** Handles what else happens at this moment, in the order in which it came up. */
export function emptyInbox(core: Core): void {
  for (let i = 0; i < core.inboxCount; i++) {
    if (i === MOST_EVENTS_AT_ONCE) stop(core, STOPPED_BY_LOOP);
    const at = i * 4;
    const link = core.inbox[at + 2];
    if (link === RESUME) runProgram(core, core.inbox[at]);
    else if (link === CALL_OVER) callEnded(core, core.inbox[at], core.inbox[at + 3] === 1);
    else if (link === WAKE) memberWakes(core, core.inbox[at]);
    else if (link === PERMIT) permitCame(core, core.inbox[at], core.inbox[at + 1]);
    else if (link === COPY_OVER) copyEnded(core, core.inbox[at], core.inbox[at + 1], core.inbox[at + 3]);
    else if (link === CANCEL) jobCancelled(core, core.inbox[at], core.inbox[at + 1], core.inbox[at + 3]);
    else if (link === STREAM_PUMP) pump(core, core.inbox[at]);
    else if (link === STREAM_TURN) turnToSend(core, core.inbox[at], core.inbox[at + 1], rootOf);
    else if (link <= FORWARD) queueWord(core, core.inbox[at], link, core.inbox[at + 3]);
    else takeReply(core, core.inbox[at], core.inbox[at + 1], link, core.inbox[at + 3]);
  }
  core.inboxCount = 0;
}

function takeReply(core: Core, parent: number, token: number, link: number, outcome: number): void {
  if (parent < NONE) {
    const message = messageOfSlot(core, -parent - 2);
    if (message !== NONE) streamReplied(core, message, { token, link, outcome });
    else slotReplied(core, -parent - 2, token, outcome);
    return;
  }
  const at = parent * WORDS;
  if (core.i32[at + TOKEN] !== token) {
    const isDuplicate = core.network.linkChannel[link] >= 0 && outcome === OK;
    core.linkMeasures[link * LINK_COLUMNS + (isDuplicate ? DUPLICATES : LATE_REPLIES)]++;
    return;
  }
  if ((core.i32[at + META] & STATE_MASK) === MESSAGE_OUT) takeWord(core, parent, outcome);
  else if (outcome & CONFIRMATION) confirmed(core, parent, link, outcome & ~CONFIRMATION);
  else attemptReplied(core, parent, link, outcome);
}

/** A consumer's word on a message reaches its broker. */
function takeWord(core: Core, message: number, outcome: number): void {
  if (core.counters[FROZEN_BROKERS] === 0 || !wordWaits(core, message, outcome)) settle(core, message, outcome);
}

/** Ends the run for a reason, of those that `core.ts` names. What was computed is kept. */
export function stop(core: Core, reason: number): never {
  core.counters[STOPPED] = reason;
  throw new BoundMet();
}
