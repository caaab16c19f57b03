import { childKey, uniform } from '../../base/random.ts';
import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import {
  ATTEMPT_MASK, ATTEMPT_SHIFT, CALLING, DEPTH_SHIFT, DOUBLES, KEY, META, NEXT, NONE, NUMBER, PARENT, PARENT_TOKEN,
  PAUSING, PLACE, STATE_MASK, STEP, TIME, TOKEN, TRACED, TRAVELLING, WAITING_FOR_CONNECTION, WORDS,
} from '../kernel/record.ts';
import { laneFor, setTimer } from '../kernel/timers.ts';
import {
  ATTEMPTS, ATTEMPT_TIMED_OUT, CALLS, CALL_FAILED, ERRORS, FAILED, IN_PROGRESS, IN_PROGRESS_AREA, LINK_COLUMNS, OK,
  POOL_WAITING, REJECTION, RETRIES, SUCCEEDED, TAP_FORWARD, TAP_TIMEOUT, TIMED_OUT, TIMEOUT, TURNED_AWAY, VANISHED,
} from '../measure/columns.ts';
import { LINK_SALT_WORDS, SALT_CHILD, SALT_JITTER, STEP_ROUTE, STEP_WORDS } from '../network.ts';
import {
  BACKOFF, BACKOFF_CAP, CALL_TIMEOUT, JITTER, JITTER_EQUAL, JITTER_NONE, LATENCY, LINK_PARAMETER_COLUMNS,
  MAX_ATTEMPTS, MAX_CONCURRENT, RETRY_ERRORS, RETRY_ON, RETRY_TIMEOUTS,
} from '../parameters.ts';
import { chooseTarget, linkOfCall } from '../stations/balancer.ts';
import { arrive } from '../stations/station.ts';

/**
 * Synchronous calls. A job's step makes a *call*, which is one or more *attempts*, each with a timeout from asking
 * for a connection to the reply. When an attempt is given up the callee is not told: it spends the work, and its reply
 * comes too late. Rules SY1 to SY12 of `docs/spec.md`.
 */

/** Begins a call: asks for a connection and sends the first attempt. */
export function beginCall(core: Core, job: number, link: number): void {
  const now = core.clock[NOW];
  const measures = link * LINK_COLUMNS;
  core.linkMeasures[measures + CALLS]++;
  core.linkMeasures[measures + IN_PROGRESS]++;
  core.linkMeasures[measures + IN_PROGRESS_AREA] -= now;
  core.callBegan[job] = now;
  const at = job * WORDS;
  core.i32[at + META] = (core.i32[at + META] & ~ATTEMPT_MASK) | (1 << ATTEMPT_SHIFT);
  beginAttempt(core, job, link);
}

function beginAttempt(core: Core, job: number, link: number): void {
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
  const limit = linkParameters[row + MAX_CONCURRENT];
  if (limit !== Infinity) {
    const pool = poolOf(core, job, link);
    if (core.poolInUse[pool] >= limit) {
      waitForConnection(core, job, link, pool);
      return;
    }
    core.poolInUse[pool]++;
  }
  sendAttempt(core, job, link);
}

/** The connection pool of the caller's replica. */
function poolOf(core: Core, job: number, link: number): number {
  const { network } = core;
  const station = core.i32[job * WORDS + PLACE] & 0xffff;
  return network.poolStart[link] + station - network.firstStation[network.stationComponent[station]];
}

function waitForConnection(core: Core, job: number, link: number, pool: number): void {
  const { i32 } = core;
  const at = job * WORDS;
  i32[at + META] = (i32[at + META] & ~STATE_MASK) | WAITING_FOR_CONNECTION;
  i32[at + NEXT] = NONE;
  const tail = core.poolTail[pool];
  if (tail === NONE) core.poolHead[pool] = job;
  else i32[tail * WORDS + NEXT] = job;
  core.poolTail[pool] = job;
  core.linkMeasures[link * LINK_COLUMNS + POOL_WAITING]++;
}

/** Takes a job that no longer waits out of the line; usually it is the first. */
export function leaveConnectionLine(core: Core, job: number, link: number): void {
  const { i32 } = core;
  const pool = poolOf(core, job, link);
  let before = NONE;
  for (let waiting = core.poolHead[pool]; waiting !== job; waiting = i32[waiting * WORDS + NEXT]) before = waiting;
  const next = i32[job * WORDS + NEXT];
  if (before === NONE) core.poolHead[pool] = next;
  else i32[before * WORDS + NEXT] = next;
  if (next === NONE) core.poolTail[pool] = before;
  core.linkMeasures[link * LINK_COLUMNS + POOL_WAITING]--;
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
    const job = core.poolHead[pool];
    const next = core.i32[job * WORDS + NEXT];
    core.poolHead[pool] = next;
    if (next === NONE) core.poolTail[pool] = NONE;
    core.linkMeasures[link * LINK_COLUMNS + POOL_WAITING]--;
    core.poolInUse[pool]++;
    sendAttempt(core, job, link);
  }
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
  if (core.i32[at + META] & TRACED) {
    const now = core.clock[NOW];
    core.tapRow(TAP_FORWARD, now, now + latency, link, core.i32[at + NUMBER], OK);
  }
  if (core.cuts[link] > 0) {
    linkMeasures[measures + VANISHED]++;
    return;
  }
  const callee = core.allocate();
  const { i32 } = core;
  const to = callee * WORDS;
  const station = isRouted ? network.targetStation[step >>> 16] : nextReplica(core, link);
  i32[to + META] = TRAVELLING | (i32[at + META] & TRACED) | (((i32[at + META] >>> DEPTH_SHIFT) + 1) << DEPTH_SHIFT);
  i32[to + PLACE] = station | (link << 16);
  i32[to + KEY] = childKey(i32[at + KEY], network.linkSalts[link * LINK_SALT_WORDS + SALT_CHILD], network.program[word + 2] * 256 + attempt);
  i32[to + PARENT] = job;
  i32[to + PARENT_TOKEN] = i32[at + TOKEN];
  i32[to + TOKEN] = 0;
  i32[to + NUMBER] = i32[at + NUMBER];
  core.inherit(callee, job);
  if (latency > 0) {
    core.f64[callee * DOUBLES + TIME] = core.clock[NOW] + latency;
    core.schedule(callee);
  } else arrive(core, callee);
}

/** Replicas behind one connection take turns. */
function nextReplica(core: Core, link: number): number {
  const { network } = core;
  const component = network.linkTo[link];
  const count = network.replicaCount[component];
  if (count === 1) return network.firstStation[component];
  const turn = core.turn[link];
  core.turn[link] = turn + 1 >= count ? 0 : turn + 1;
  return network.firstStation[component] + turn;
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
  else endExchange(core, job, link);
  attemptOver(core, job, link, TIMEOUT);
}

/** A reply reaches the attempt that waits for it. */
export function attemptReplied(core: Core, job: number, link: number, outcome: number): void {
  endExchange(core, job, link);
  if (outcome === OK) {
    succeed(core, job, link);
    return;
  }
  core.linkMeasures[link * LINK_COLUMNS + (outcome === REJECTION ? TURNED_AWAY : ERRORS)]++;
  attemptOver(core, job, link, outcome);
}

/** The connection, and the balancer's count, are free again. */
export function endExchange(core: Core, job: number, link: number): void {
  const step = core.i32[job * WORDS + STEP];
  core.i32[job * WORDS + TOKEN] = 0;
  if (core.network.program[(step & 0xffff) * STEP_WORDS] === STEP_ROUTE) core.outstanding[step >>> 16]--;
  if (core.linkParameters[link * LINK_PARAMETER_COLUMNS + MAX_CONCURRENT] !== Infinity) releaseConnection(core, job, link);
}

function succeed(core: Core, job: number, link: number): void {
  const now = core.clock[NOW];
  const measures = link * LINK_COLUMNS;
  core.linkMeasures[measures + SUCCEEDED]++;
  core.linkMeasures[measures + IN_PROGRESS]--;
  core.linkMeasures[measures + IN_PROGRESS_AREA] += now;
  core.recordExchange(link, core.callBegan[job], core.f64[job * DOUBLES + TIME]);
  core.endCall(job, true);
}

/** An attempt ended badly: another follows after a pause, or the call has failed. */
function attemptOver(core: Core, job: number, link: number, outcome: number): void {
  const { i32 } = core;
  const at = job * WORDS;
  const attempt = (i32[at + META] & ATTEMPT_MASK) >>> ATTEMPT_SHIFT;
  const row = link * LINK_PARAMETER_COLUMNS;
  if (attempt >= core.linkParameters[row + MAX_ATTEMPTS] || !isRetried(core.linkParameters[row + RETRY_ON], outcome)) {
    failCall(core, job, link);
    return;
  }
  i32[at + META] = (i32[at + META] & ~(STATE_MASK | ATTEMPT_MASK)) | PAUSING | ((attempt + 1) << ATTEMPT_SHIFT);
  core.f64[job * DOUBLES + TIME] = core.clock[NOW] + pauseMs(core, job, link, attempt);
  core.schedule(job);
}

function isRetried(retryOn: number, outcome: number): boolean {
  if (retryOn === RETRY_TIMEOUTS) return outcome === TIMEOUT;
  if (retryOn === RETRY_ERRORS) return outcome !== TIMEOUT;
  return true;
}

function failCall(core: Core, job: number, link: number): void {
  const measures = link * LINK_COLUMNS;
  core.linkMeasures[measures + FAILED]++;
  core.linkMeasures[measures + IN_PROGRESS]--;
  core.linkMeasures[measures + IN_PROGRESS_AREA] += core.clock[NOW];
  core.note(core.network.componentCount + core.network.linkCount + link, CALL_FAILED, link);
  core.endCall(job, false);
}

/** Pause before the attempt after number `attempt`: exponential, capped, with jitter (AWS architecture blog's names). */
function pauseMs(core: Core, job: number, link: number, attempt: number): number {
  const row = link * LINK_PARAMETER_COLUMNS;
  let pause = core.linkParameters[row + BACKOFF];
  const cap = core.linkParameters[row + BACKOFF_CAP];
  for (let i = 1; i < attempt && pause < cap; i++) pause *= 2;
  if (pause > cap) pause = cap;
  const jitter = core.linkParameters[row + JITTER];
  if (jitter === JITTER_NONE) return pause;
  const salts = core.network.linkSalts;
  const salt = link * LINK_SALT_WORDS + SALT_JITTER;
  const step = core.i32[job * WORDS + STEP] & 0xffff;
  const repetition = core.network.program[step * STEP_WORDS + 2];
  const draw = uniform(salts[salt], salts[salt + 1], (core.i32[job * WORDS + KEY] + repetition * 256 + attempt) | 0);
  return jitter === JITTER_EQUAL ? pause / 2 + (draw * pause) / 2 : draw * pause;
}

/** The pause before a retry is over. A balancer chooses anew; when it chooses another link the call moves there. */
export function pauseEnded(core: Core, job: number): void {
  const before = linkOfCall(core, job);
  const step = core.i32[job * WORDS + STEP] & 0xffff;
  if (core.network.program[step * STEP_WORDS] !== STEP_ROUTE) {
    beginAttempt(core, job, before);
    return;
  }
  const link = chooseTarget(core, job);
  if (link !== before) moveCall(core, before, link);
  beginAttempt(core, job, link);
}

function moveCall(core: Core, from: number, to: number): void {
  const now = core.clock[NOW];
  core.linkMeasures[from * LINK_COLUMNS + FAILED]++;
  core.linkMeasures[from * LINK_COLUMNS + IN_PROGRESS]--;
  core.linkMeasures[from * LINK_COLUMNS + IN_PROGRESS_AREA] += now;
  core.linkMeasures[to * LINK_COLUMNS + CALLS]++;
  core.linkMeasures[to * LINK_COLUMNS + IN_PROGRESS]++;
  core.linkMeasures[to * LINK_COLUMNS + IN_PROGRESS_AREA] -= now;
}
