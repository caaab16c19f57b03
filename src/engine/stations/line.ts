import { type Core, EXTRA_COLUMNS, EXTRA_DEADLINE, JOB_COLUMNS, NOW } from '../core.ts';
import { ARRIVED, BLOCKED, DOUBLES, META, NEXT, NONE, PARENT, PARENT_TOKEN, PLACE, QUEUED, STATE_MASK, STEP, TOKEN, WORDS } from '../kernel/record.ts';
import { laneFor, setTimer } from '../kernel/timers.ts';
import { BLOCKED_OUTSIDE, COMPONENT_COLUMNS, QUEUED_AREA, QUEUE_LENGTH } from '../measure/columns.ts';
import {
  COMPONENT_PARAMETER_COLUMNS, DROP_EXPIRED, LIFO_ABOVE, ORDER_ADAPTIVE_LIFO, ORDER_LIFO, ORDER_PREEMPTIVE, ORDER_PRIORITY,
  QUEUE_CAPACITY, QUEUE_ORDER, QUEUE_TIMEOUT, WAIT_LIMIT, WAIT_LIMIT_CODEL, WAIT_LIMIT_CONTROLLED, WAIT_LIMIT_FIXED,
} from '../parameters.ts';
import { isOverdue, patienceMs } from './codel.ts';
import { enter, isCall, turnOut } from './gate.ts';
import { wasInterrupted } from './preemption.ts';
import { AHEAD, BLOCK_HEAD, BLOCK_LENGTH, BLOCK_TAIL, LAST_EMPTY, openJobState, priorityOf, stationRow } from './station-state.ts';
import { DROPPING, LINE_BITS } from './station-word.ts';

/**
 * The line in front of a station's workers: first come, first served, unless the station's word says otherwise. Rules
 * RES120 to RES129 and RES140 to RES147 of `docs/spec/resilience-stations.md`.
 */

/** Puts a job in line. */
export function enqueue(core: Core, job: number, component: number, station: number): void {
  const { i32 } = core;
  const at = job * WORDS;
  i32[at + META] = (i32[at + META] & ~STATE_MASK) | QUEUED;
  if (core.stationWord[station] & LINE_BITS) insert(core, job, component, station);
  else {
    i32[at + NEXT] = NONE;
    const tail = core.queueTail[station];
    if (tail === NONE) core.queueHead[station] = job;
    else i32[tail * WORDS + NEXT] = job;
    core.queueTail[station] = job;
  }
  countWaiting(core, component, station, 1);
}

function countWaiting(core: Core, component: number, station: number, change: number): void {
  const measures = component * COMPONENT_COLUMNS;
  core.queueLength[station] += change;
  core.componentMeasures[measures + QUEUE_LENGTH] += change;
  core.componentMeasures[measures + QUEUED_AREA] -= change * core.clock[NOW];
}

/** Takes the first of a plain line. */
export function dequeue(core: Core, component: number, station: number): number {
  const job = core.queueHead[station];
  const next = core.i32[job * WORDS + NEXT];
  core.queueHead[station] = next;
  if (next === NONE) core.queueTail[station] = NONE;
  countWaiting(core, component, station, -1);
  return job;
}

/** Whether a job in line has yet to begin its first work: only such a one may be dropped. */
export function isFirstWork(core: Core, job: number, component: number): boolean {
  return (core.i32[job * WORDS + STEP] & 0xffff) === core.programOf(component, job);
}

/** Puts a job in a special line, and limits how long it stands there. */
function insert(core: Core, job: number, component: number, station: number): void {
  if (core.jobState.length === 0) openJobState(core, job);
  place(core, job, component, station);
  const mayBeDropped = core.stationWord[station] & DROPPING && isCall(core, job) && isFirstWork(core, job, component);
  if (mayBeDropped) setPatience(core, job, component, station);
}

/** Puts a job where the order says, in a line that can be walked both ways. */
function place(core: Core, job: number, component: number, station: number): void {
  const order = core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + QUEUE_ORDER];
  const isByPriority = order === ORDER_PRIORITY || order === ORDER_PREEMPTIVE;
  putBehind(core, job, station, isByPriority ? placeOf(core, job, station) : core.queueTail[station]);
}

/** The job behind which another goes by its priority: behind its equals, or before them when it was interrupted. */
function placeOf(core: Core, job: number, station: number): number {
  const priority = priorityOf(core, job);
  const goesFirst = wasInterrupted(core, job);
  const isBefore = (other: number): boolean => priorityOf(core, other) > priority || (!goesFirst && priorityOf(core, other) === priority);
  const tail = core.queueTail[station];
  if (tail === NONE || isBefore(tail)) return tail;
  let place = NONE;
  for (let other = core.queueHead[station]; isBefore(other); other = core.i32[other * WORDS + NEXT]) place = other;
  return place;
}

function putBehind(core: Core, job: number, station: number, ahead: number): void {
  const { i32, jobState } = core;
  const next = ahead === NONE ? core.queueHead[station] : i32[ahead * WORDS + NEXT];
  i32[job * WORDS + NEXT] = next;
  jobState[job * JOB_COLUMNS + AHEAD] = ahead + 1;
  if (ahead === NONE) core.queueHead[station] = job;
  else i32[ahead * WORDS + NEXT] = job;
  if (next === NONE) core.queueTail[station] = job;
  else jobState[next * JOB_COLUMNS + AHEAD] = job + 1;
}

/** Takes a job out of a line that can be walked both ways. */
export function leaveLine(core: Core, job: number, component: number, station: number): void {
  const { i32, jobState } = core;
  const next = i32[job * WORDS + NEXT];
  const ahead = jobState[job * JOB_COLUMNS + AHEAD] - 1;
  if (ahead === NONE) core.queueHead[station] = next;
  else i32[ahead * WORDS + NEXT] = next;
  if (next === NONE) core.queueTail[station] = ahead;
  else jobState[next * JOB_COLUMNS + AHEAD] = ahead + 1;
  i32[job * WORDS + TOKEN] = 0;
  countWaiting(core, component, station, -1);
  if (core.queueLength[station] === 0) core.stationState[stationRow(station) + LAST_EMPTY] = core.clock[NOW];
}

/** Jobs in line, in the order in which they arrived. */
export function jobsInLine(core: Core, station: number): number[] {
  const jobs: number[] = [];
  for (let job = core.queueHead[station]; job !== NONE; job = core.i32[job * WORDS + NEXT]) jobs.push(job);
  return jobs.sort((a, b) => core.f64[a * DOUBLES + ARRIVED] - core.f64[b * DOUBLES + ARRIVED]);
}

/** Lines up anew those who wait: the order has changed. */
export function reorderLine(core: Core, component: number, station: number): void {
  const jobs = jobsInLine(core, station);
  core.queueHead[station] = NONE;
  core.queueTail[station] = NONE;
  for (const job of jobs) place(core, job, component, station);
}

/** Starts the timer of a job that waits for a limited time. */
function setPatience(core: Core, job: number, component: number, station: number): void {
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  const limit = core.componentParameters[row + WAIT_LIMIT];
  if (core.queueLength[station] === 0) core.stationState[stationRow(station) + LAST_EMPTY] = core.clock[NOW];
  if (limit !== WAIT_LIMIT_FIXED && limit !== WAIT_LIMIT_CONTROLLED) return;
  const patience = limit === WAIT_LIMIT_FIXED ? core.componentParameters[row + QUEUE_TIMEOUT] : patienceMs(core, component, station);
  const token = core.nextToken();
  core.i32[job * WORDS + TOKEN] = token;
  setTimer(core, job, token, laneFor(core, patience));
}

/** Takes out of a special line whoever is next by its order; those who may not begin any more are turned out by the way.
 *  NONE when nobody is left. */
export function takeBest(core: Core, component: number, station: number): number {
  for (;;) {
    const isLast = isLastFirst(core, component, station);
    const job = isLast ? core.queueTail[station] : core.queueHead[station];
    if (job === NONE) return NONE;
    leaveLine(core, job, component, station);
    if (!(core.stationWord[station] & DROPPING) || !isTooLate(core, job, component, isLast)) return job;
    turnOut(core, job, component, station);
  }
}

function isLastFirst(core: Core, component: number, station: number): boolean {
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  const order = core.componentParameters[row + QUEUE_ORDER];
  if (order === ORDER_LIFO) return true;
  if (order !== ORDER_ADAPTIVE_LIFO) return false;
  return core.queueLength[station] > core.componentParameters[row + LIFO_ABOVE] * core.componentParameters[row + QUEUE_CAPACITY];
}

/** CoDel looks only at those who are taken from the front. */
function isTooLate(core: Core, job: number, component: number, isLast: boolean): boolean {
  if (!isCall(core, job) || !isFirstWork(core, job, component) || wasInterrupted(core, job)) return false;
  if (hasExpired(core, job, component)) return true;
  if (isLast || core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + WAIT_LIMIT] !== WAIT_LIMIT_CODEL) return false;
  const station = core.i32[job * WORDS + PLACE] & 0xffff;
  return isOverdue(core, component, station, core.clock[NOW] - core.f64[job * DOUBLES + ARRIVED]);
}

/** Whether the deadline that came with a request is over, at a component that looks at deadlines. */
export function hasExpired(core: Core, job: number, component: number): boolean {
  if (!core.network.hasExtras || core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + DROP_EXPIRED] !== 1) return false;
  return core.extras[job * EXTRA_COLUMNS + EXTRA_DEADLINE] <= core.clock[NOW];
}

// Outside.

/** A job finds the line full and waits outside: its caller goes on waiting. */
export function waitOutside(core: Core, job: number, component: number, station: number): void {
  const { i32, stationState } = core;
  const at = job * WORDS;
  const row = stationRow(station);
  enter(core, component, station);
  i32[at + META] = (i32[at + META] & ~STATE_MASK) | BLOCKED;
  i32[at + NEXT] = NONE;
  const tail = stationState[row + BLOCK_TAIL];
  if (tail === 0) stationState[row + BLOCK_HEAD] = job + 1;
  else i32[(tail - 1) * WORDS + NEXT] = job;
  stationState[row + BLOCK_TAIL] = job + 1;
  countOutside(core, component, station, 1);
}

function countOutside(core: Core, component: number, station: number, change: number): void {
  const measures = component * COMPONENT_COLUMNS;
  core.stationState[stationRow(station) + BLOCK_LENGTH] += change;
  core.componentMeasures[measures + BLOCKED_OUTSIDE] += change;
  core.componentMeasures[measures + QUEUE_LENGTH] += change;
  core.componentMeasures[measures + QUEUED_AREA] -= change * core.clock[NOW];
}

/** The first of those outside whose caller still waits, or NONE. Whoever was given up costs nothing. */
export function takeFromOutside(core: Core, component: number, station: number): number {
  const row = stationRow(station);
  for (;;) {
    const job = core.stationState[row + BLOCK_HEAD] - 1;
    if (job < 0) return NONE;
    const next = core.i32[job * WORDS + NEXT];
    core.stationState[row + BLOCK_HEAD] = next + 1;
    if (next === NONE) core.stationState[row + BLOCK_TAIL] = 0;
    countOutside(core, component, station, -1);
    if (!isGivenUp(core, job)) return job;
    turnOut(core, job, component, station);
  }
}

/** Whether whoever sent this call has stopped waiting for it. */
export function isGivenUp(core: Core, job: number): boolean {
  const parent = core.i32[job * WORDS + PARENT];
  return parent > NONE && core.i32[parent * WORDS + TOKEN] !== core.i32[job * WORDS + PARENT_TOKEN];
}

/** Lets in those who wait outside while the line has places. */
export function letIn(core: Core, component: number, station: number): void {
  const capacity = core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + QUEUE_CAPACITY];
  while (core.stationState[stationRow(station) + BLOCK_HEAD] !== 0 && core.queueLength[station] < capacity) {
    const job = takeFromOutside(core, component, station);
    if (job === NONE) return;
    enqueue(core, job, component, station);
  }
}

/** Takes everybody out of line; what becomes of them is decided elsewhere. */
export function clearLine(core: Core, component: number, station: number): void {
  core.queueHead[station] = NONE;
  core.queueTail[station] = NONE;
  countWaiting(core, component, station, -core.queueLength[station]);
}

/** Empties line and outside, as a crash does: their jobs are lost elsewhere. */
export function emptyLine(core: Core, component: number, station: number): void {
  clearLine(core, component, station);
  const row = stationRow(station);
  core.stationState[row + BLOCK_HEAD] = 0;
  core.stationState[row + BLOCK_TAIL] = 0;
  countOutside(core, component, station, -core.stationState[row + BLOCK_LENGTH]);
}
