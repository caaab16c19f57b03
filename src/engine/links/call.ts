import { childKey } from '../../base/random.ts';
import type { Core } from '../core.ts';
import { COPY_OVER, NOW } from '../core.ts';
import {
  ATTEMPT_MASK, ATTEMPT_SHIFT, CALLING, COPY, DEPTH_SHIFT, DOUBLES, JOINING, KEY, META, NONE, NUMBER, PARENT,
  PARENT_TOKEN, PAUSING, PLACE, STATE_MASK, STEP, TIME, TOKEN, TRACED, TRAVELLING, TURNED_BACK, WAITING_FOR_CONNECTION, WORDS,
} from '../kernel/record.ts';
import { laneFor, setTimer } from '../kernel/timers.ts';
import {
  ATTEMPTS, ATTEMPT_TIMED_OUT, CALLS, CALL_FAILED, ERRORS, FAILED, FAILURE, IN_PROGRESS, IN_PROGRESS_AREA, LINK_COLUMNS, OK,
  REJECTION, RETRIES, RETRIES_DROPPED, SUCCEEDED, TAP_FORWARD, TAP_TIMEOUT, TIMED_OUT, TIMEOUT, TURNED_AWAY,
  VANISHED,
} from '../measure/columns.ts';
import { LINK_SALT_WORDS, SALT_CHILD, STEP_ROUTE, STEP_WORDS } from '../network.ts';
import { CALL_TIMEOUT, LATENCY, LINK_PARAMETER_COLUMNS, MAX_ATTEMPTS, MAX_CONCURRENT } from '../parameters.ts';
import { CONNECTIONS, PINNED } from '../transport-parameters.ts';
import { chooseTarget, linkOfCall, targetSettled } from '../stations/balancer.ts';
import { sendReply } from '../stations/gate.ts';
import { arrive } from '../stations/station.ts';
import { FAILING } from './bandwidth.ts';
import { forbidsRetry, pauseMs, pushedBackPauseMs } from './backoff.ts';
import { budgetAllows } from './budget.ts';
import {
  arrivalThere, askForConnection, beginExchange, deadlineOf, endExchangeOver, joinLine, leaveConnectionLine, meetsClosedConnection,
  nextReplica, noteCallee, serveLine, stationOfExchange, takeFirstInLine,
} from './connection-exchange.ts';
import { delayOver } from './disturbance.ts';
import { CANCELLED, isRetried, UNREACHABLE, WAITING } from './outcomes.ts';
import { cancelAttempt, enterAttempt, settleAttempt, settleCall } from './pipeline.ts';
import { isTurnedBack } from './turned-back.ts';
import { BUDGETED, HEDGED, openCallState, policyRow, poolOf, PUSHED_BACK } from './policy-state.ts';

/**
 * Attempts of synchronous calls. A job's step makes a *call* (begin-call.ts), which is one or more *attempts*, each with
 * a timeout from asking for a connection to the reply. When an attempt is given up the callee is not told: it spends the
 * work, and its reply comes too late. `beginAttempt`, `sendAttempt` and `endExchange` are where a transport begins and
 * ends an exchange. Rules SY1 to SY12 of `docs/spec.md`.
 */

/** Makes the next attempt of a call: past the policies that stand around an attempt, then on its way. */
export function tryAttempt(core: Core, job: number, link: number): void {
  if (core.linkPolicies[link] === 0) beginAttempt(core, job, link);
  else continueAttempt(core, job, link, enterAttempt(core, job, link));
}

/** Goes on with an attempt as the policies say: on its way, over before it was sent, or not yet. */
export function continueAttempt(core: Core, job: number, link: number, verdict: number): void {
  if (verdict === OK) beginAttempt(core, job, link);
  else if (verdict !== WAITING) attemptOver(core, job, link, verdict);
}

/** Starts an attempt's timeout and asks for a connection. */
export function beginAttempt(core: Core, job: number, link: number): void {
  const { i32, linkParameters } = core;
  const at = job * WORDS;
  const row = link * LINK_PARAMETER_COLUMNS;
  const token = core.nextToken();
  i32[at + TOKEN] = token;
  const timeout = linkParameters[row + CALL_TIMEOUT];
  if (timeout !== Infinity) {
    if (core.callLane[link] === 0) core.callLane[link] = laneFor(core, timeout) + 1;
    setTimer(core, job, token, core.callLane[link] - 1);
  }
  if (core.network.transport[link] !== 0) {
    const verdict = beginExchange(core, job, link, sendAttempt);
    if (verdict === WAITING) return;
    if (verdict !== OK) {
      i32[at + TOKEN] = 0;
      attemptOver(core, job, link, verdict);
      return;
    }
  }
  const limit = linkParameters[row + MAX_CONCURRENT];
  if (limit !== Infinity) {
    const pool = poolOf(core, job, link);
    if (core.poolInUse[pool] >= limit) {
      joinLine(core, job, link, pool);
      return;
    }
    core.poolInUse[pool]++;
  }
  sendAttempt(core, job, link);
}

/** Gives a connection to the first job in line, or back to the pool. */
function releaseConnection(core: Core, job: number, link: number): void {
  const limit = core.linkParameters[link * LINK_PARAMETER_COLUMNS + MAX_CONCURRENT];
  const pool = poolOf(core, job, link);
  if (core.poolInUse[pool] === 0) return;
  core.poolInUse[pool]--;
  startWaitingCalls(core, link, pool, limit);
}

/** Lets waiting calls go while there are connections for them. */
export function startWaitingCalls(core: Core, link: number, pool: number, limit: number): void {
  while (core.poolHead[pool] !== NONE && core.poolInUse[pool] < limit) {
    const job = takeFirstInLine(core, link, pool);
    core.poolInUse[pool]++;
    sendAttempt(core, job, link);
  }
}

/** Lets waiting attempts go over a link that keeps connections. */
export function serveWaiting(core: Core, link: number, pool: number): void {
  serveLine(core, link, pool, sendAttempt);
}

/** Sends an attempt again whose connection was closed under it. */
export function sendAgainAttempt(core: Core, job: number, link: number): void {
  const step = core.i32[job * WORDS + STEP];
  if (core.network.program[(step & 0xffff) * STEP_WORDS] === STEP_ROUTE) core.outstanding[step >>> 16]--;
  const verdict = askForConnection(core, job, link, sendAttempt);
  if (verdict !== WAITING) attemptFailed(core, job, link, verdict);
}

/** An attempt has failed in its transport, while it waits for its reply or after it was taken out of the line. */
export function attemptFailed(core: Core, job: number, link: number, outcome: number): void {
  const isSent = (core.i32[job * WORDS + META] & STATE_MASK) === CALLING;
  if (isSent) {
    core.linkMeasures[link * LINK_COLUMNS + ERRORS]++;
    endExchange(core, job, link, outcome);
  }
  core.i32[job * WORDS + TOKEN] = 0;
  attemptOver(core, job, link, outcome);
}

/** Sends an attempt on its way: a new job at the callee's station, which the caller waits for. */
function sendAttempt(core: Core, job: number, link: number): void {
  const { network, linkMeasures } = core;
  const at = job * WORDS;
  const measures = link * LINK_COLUMNS;
  const attempt = (core.i32[at + META] & ATTEMPT_MASK) >>> ATTEMPT_SHIFT;
  core.i32[at + META] = (core.i32[at + META] & ~STATE_MASK) | CALLING;
  core.f64[job * DOUBLES + TIME] = core.clock[NOW];
  linkMeasures[measures + ATTEMPTS]++;
  if (attempt > 1) linkMeasures[measures + RETRIES]++;
  const step = core.i32[at + STEP];
  const word = (step & 0xffff) * STEP_WORDS;
  const isRouted = network.program[word] === STEP_ROUTE;
  if (isRouted) core.outstanding[step >>> 16]++;
  const latency = core.linkParameters[link * LINK_PARAMETER_COLUMNS + LATENCY];
  const transport = network.transport[link];
  if (core.i32[at + META] & TRACED) {
    const now = core.clock[NOW];
    core.tapRow(TAP_FORWARD, now, now + latency, link, core.i32[at + NUMBER], OK);
  }
  if (transport & CONNECTIONS && meetsClosedConnection(core, job, link)) return;
  if (core.cuts[link] > 0) {
    linkMeasures[measures + VANISHED]++;
    return;
  }
  const callee = core.allocate();
  const { i32 } = core;
  const to = callee * WORDS;
  const station = isRouted ? network.targetStation[step >>> 16] : transport & PINNED ? stationOfExchange(core, job, link) : nextReplica(core, link);
  i32[to + META] = TRAVELLING | (i32[at + META] & TRACED) | (((i32[at + META] >>> DEPTH_SHIFT) + 1) << DEPTH_SHIFT);
  i32[to + PLACE] = station | (link << 16);
  i32[to + KEY] = childKey(i32[at + KEY], network.linkSalts[link * LINK_SALT_WORDS + SALT_CHILD], network.program[word + 2] * 256 + attempt);
  i32[to + PARENT] = job;
  i32[to + PARENT_TOKEN] = i32[at + TOKEN];
  i32[to + TOKEN] = 0;
  i32[to + NUMBER] = i32[at + NUMBER];
  core.inherit(callee, job);
  if (transport !== 0 || network.sendsDeadlines) noteCallee(core, job, link, callee);
  const arrival = transport & CONNECTIONS ? arrivalThere(core, job, link, callee) : core.clock[NOW] + delayOver(core, link, i32[to + KEY], callee);
  const isError = (core.disturbed[link] & FAILING) !== 0 && isTurnedBack(core, link, i32[to + KEY]);
  if (isError) i32[to + META] = (i32[to + META] & ~STATE_MASK) | TURNED_BACK;
  if (arrival > core.clock[NOW]) {
    core.f64[callee * DOUBLES + TIME] = arrival;
    core.schedule(callee);
  } else if (isError) sendReply(core, callee, FAILURE);
  else arrive(core, callee);
}

/** The timeout of an attempt runs out: the caller gives it up. */
export function attemptTimedOut(core: Core, job: number): void {
  const at = job * WORDS;
  const link = linkOfCall(core, job);
  core.linkMeasures[link * LINK_COLUMNS + TIMED_OUT]++;
  core.note(core.network.componentCount + link, ATTEMPT_TIMED_OUT, link);
  if (core.i32[at + META] & TRACED) {
    const now = core.clock[NOW];
    core.tapRow(TAP_TIMEOUT, now, now, link, core.i32[at + NUMBER], TIMEOUT);
  }
  if ((core.i32[at + META] & STATE_MASK) === WAITING_FOR_CONNECTION) leaveConnectionLine(core, job, link);
  else endExchange(core, job, link, TIMEOUT);
  attemptOver(core, job, link, TIMEOUT);
}

/** A reply reaches the attempt that waits for it. A callee that is down is told from one that is full. */
export function attemptReplied(core: Core, job: number, link: number, outcome: number): void {
  endExchange(core, job, link, outcome);
  if (outcome === OK) {
    if (core.linkPolicies[link] !== 0) settleAttempt(core, job, link, OK);
    callOver(core, job, link, OK);
    return;
  }
  core.linkMeasures[link * LINK_COLUMNS + (outcome === REJECTION ? TURNED_AWAY : ERRORS)]++;
  const isDown = outcome === REJECTION && core.crashes[core.network.linkTo[link]] > 0;
  attemptOver(core, job, link, isDown ? UNREACHABLE : outcome);
}

/** The connection, and the balancer's count, are free again; the balancer learns the outcome. */
export function endExchange(core: Core, job: number, link: number, outcome = CANCELLED): void {
  const step = core.i32[job * WORDS + STEP];
  const transport = core.network.transport[link];
  if (transport !== 0) endExchangeOver(core, job, link, outcome, sendAttempt);
  core.i32[job * WORDS + TOKEN] = 0;
  if (core.network.program[(step & 0xffff) * STEP_WORDS] === STEP_ROUTE) targetSettled(core, job, outcome);
  if (transport & CONNECTIONS) return;
  if (core.linkParameters[link * LINK_PARAMETER_COLUMNS + MAX_CONCURRENT] !== Infinity) releaseConnection(core, job, link);
}

/** Nobody waits for an attempt any more, in whatever state it is: what it holds goes back. The callee is not told. */
export function abandonAttempt(core: Core, job: number, link: number): void {
  const state = core.i32[job * WORDS + META] & STATE_MASK;
  if (state === CALLING) endExchange(core, job, link);
  else if (state === WAITING_FOR_CONNECTION) leaveConnectionLine(core, job, link);
  core.i32[job * WORDS + TOKEN] = 0;
  if (core.linkPolicies[link] !== 0) cancelAttempt(core, job, link);
}

/** An attempt ended badly, or was never sent: another follows after a pause, or the call has failed. */
function attemptOver(core: Core, job: number, link: number, outcome: number): void {
  if (core.linkPolicies[link] !== 0) settleAttempt(core, job, link, outcome);
  if (isHedged(core, job) || !mayRetry(core, job, link, outcome)) {
    callOver(core, job, link, outcome);
    return;
  }
  const { i32 } = core;
  const at = job * WORDS;
  const attempt = (i32[at + META] & ATTEMPT_MASK) >>> ATTEMPT_SHIFT;
  i32[at + META] = (i32[at + META] & ~(STATE_MASK | ATTEMPT_MASK)) | PAUSING | ((attempt + 1) << ATTEMPT_SHIFT);
  core.f64[job * DOUBLES + TIME] = Math.min(core.clock[NOW] + pauseAfter(core, job, link, attempt, outcome), deadlineOf(core, job, link));
  core.schedule(job);
}

/** Whether a record is a copy of a call that is hedged: it makes one attempt, and others are made beside it. */
function isHedged(core: Core, job: number): boolean {
  const at = job * WORDS;
  return (core.i32[at + META] & COPY) !== 0 && (core.linkPolicies[linkOfCall(core, core.i32[at + PARENT])] & HEDGED) !== 0;
}

function mayRetry(core: Core, job: number, link: number, outcome: number): boolean {
  const attempt = (core.i32[job * WORDS + META] & ATTEMPT_MASK) >>> ATTEMPT_SHIFT;
  if (attempt >= core.linkParameters[link * LINK_PARAMETER_COLUMNS + MAX_ATTEMPTS]) return false;
  if (deadlineOf(core, job, link) <= core.clock[NOW]) return false;
  if (attempt >= core.network.linkMostAttempts[link] || !isRetried(core, link, outcome)) return false;
  const policies = core.linkPolicies[link];
  if (policies & PUSHED_BACK && forbidsRetry(core, link, outcome)) return false;
  if (!(policies & BUDGETED) || budgetAllows(core, job, link, policyRow(core, job, link), outcome)) return true;
  core.linkMeasures[link * LINK_COLUMNS + RETRIES_DROPPED]++;
  return false;
}

function pauseAfter(core: Core, job: number, link: number, attempt: number, outcome: number): number {
  if (!(core.linkPolicies[link] & PUSHED_BACK)) return pauseMs(core, job, link, attempt, 0);
  return pushedBackPauseMs(core, job, link, attempt, outcome);
}

/** The attempts of a call are over. A copy tells its guard, after the present action; other records finish themselves. */
function callOver(core: Core, job: number, link: number, outcome: number): void {
  if (core.i32[job * WORDS + META] & COPY) {
    const token = core.nextToken();
    core.i32[job * WORDS + TOKEN] = token;
    core.i32[job * WORDS + META] = (core.i32[job * WORDS + META] & ~STATE_MASK) | JOINING;
    core.reply(job, token, COPY_OVER, outcome);
  } else finishCall(core, job, link, outcome);
}

/** A call has ended: it is counted, gives back what it held, and its job learns. */
export function finishCall(core: Core, job: number, link: number, outcome: number): void {
  const now = core.clock[NOW];
  const measures = link * LINK_COLUMNS;
  if (core.linkPolicies[link] !== 0) settleCall(core, job, link, outcome);
  core.linkMeasures[measures + (outcome === OK ? SUCCEEDED : FAILED)]++;
  core.linkMeasures[measures + IN_PROGRESS]--;
  core.linkMeasures[measures + IN_PROGRESS_AREA] += now;
  if (outcome === OK) core.recordCall(link, job);
  else core.note(core.network.componentCount + core.network.linkCount + link, CALL_FAILED, link);
  core.endCall(job, outcome === OK);
}

/** The pause before a retry is over. A balancer chooses anew; when it chooses another link the call moves there. */
export function pauseEnded(core: Core, job: number): void {
  const before = linkOfCall(core, job);
  const step = core.i32[job * WORDS + STEP] & 0xffff;
  if (core.network.program[step * STEP_WORDS] !== STEP_ROUTE) {
    tryAttempt(core, job, before);
    return;
  }
  const link = chooseTarget(core, job);
  if (link !== before) moveCall(core, job, before, link);
  tryAttempt(core, job, link);
}

/** Ends a call on one link and begins it on another, where its time counts from now (of a guarded one, when its guard
 *  learns of its end). What it held of the old one goes back. */
function moveCall(core: Core, job: number, from: number, to: number): void {
  const now = core.clock[NOW];
  core.callBegan[job] = now;
  core.linkMeasures[from * LINK_COLUMNS + FAILED]++;
  core.linkMeasures[from * LINK_COLUMNS + IN_PROGRESS]--;
  core.linkMeasures[from * LINK_COLUMNS + IN_PROGRESS_AREA] += now;
  core.linkMeasures[to * LINK_COLUMNS + CALLS]++;
  core.linkMeasures[to * LINK_COLUMNS + IN_PROGRESS]++;
  core.linkMeasures[to * LINK_COLUMNS + IN_PROGRESS_AREA] -= now;
  const isCopy = (core.i32[job * WORDS + META] & COPY) !== 0;
  const guard = core.i32[job * WORDS + PARENT];
  if (isCopy) core.i32[guard * WORDS + STEP] = core.i32[job * WORDS + STEP];
  if (core.linkPolicies[from] !== 0) {
    settleCall(core, job, from, CANCELLED);
    if (isCopy) settleCall(core, guard, from, CANCELLED);
  } else if (core.linkPolicies[to] !== 0) openCallState(core, job);
}
