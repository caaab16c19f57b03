import type { Core } from '../core.ts';
import { LANE_COUNT, NOW, SEQUENCE_COUNTER, TIMERS_MADE, TIMER_FREE } from '../core.ts';
import { LANE, META, NONE, SEQUENCE, STEP, DOUBLES, TIME, TOKEN, WORDS } from './record.ts';

/**
 * Timers of constant delay stand in *lanes*: FIFO chains whose deadlines are sorted by themselves, so setting one is
 * a store and cancelling one is forgetting its token. Only a lane's first live timer is in the event list, under its
 * own sequence number, so the order of events is that of one big list.
 */

const TIMER_WORDS = 4;
/** Most timers that are kept, cancelled ones that have not come up included: as many as four for each record. */
const MOST_TIMERS = 1 << 22;
/** Fewer timers are never looked through for cancelled ones. */
export const LEAST_SWEPT = 1024;
const T_RECORD = 0;
const T_TOKEN = 1;
const T_SEQUENCE = 2;
const T_NEXT = 3;

/** The lane for this delay, made when there is none. */
export function laneFor(core: Core, delayMs: number): number {
  const count = core.counters[LANE_COUNT];
  for (let lane = 0; lane < count; lane++) if (core.laneDelay[lane] === delayMs) return lane;
  core.laneDelay[count] = delayMs;
  core.laneHead[count] = NONE;
  core.laneTail[count] = NONE;
  core.laneRecord[count] = NONE;
  core.counters[LANE_COUNT] = count + 1;
  return count;
}

/** Sets a timer of this lane for the attempt `token` of a record. It fires unless the record waits for something else
 *  by then. Cancelled timers at the lane's head are dropped by the way, so that a lane stays as short as the live ones. */
export function setTimer(core: Core, record: number, token: number, lane: number): void {
  dropTwoStale(core, lane);
  const timer = allocateTimer(core);
  const words = core.timerWords;
  const at = timer * TIMER_WORDS;
  core.timerAt[timer] = core.clock[NOW] + core.laneDelay[lane];
  words[at + T_RECORD] = record;
  words[at + T_TOKEN] = token;
  words[at + T_SEQUENCE] = core.counters[SEQUENCE_COUNTER]++;
  words[at + T_NEXT] = NONE;
  if (core.laneTail[lane] === NONE) core.laneHead[lane] = timer;
  else words[core.laneTail[lane] * TIMER_WORDS + T_NEXT] = timer;
  core.laneTail[lane] = timer;
  if (core.laneRecord[lane] === NONE) armLane(core, lane);
}

/** Whether the timer that a lane's event was set for is still the lane's first one, rather than cancelled. */
export function isLiveTimer(core: Core, laneRecord: number): boolean {
  const at = laneRecord * WORDS;
  const lane = core.i32[at + STEP];
  dropStale(core, lane);
  const timer = core.laneHead[lane];
  return timer !== NONE && core.timerWords[timer * TIMER_WORDS + T_SEQUENCE] === core.i32[at + SEQUENCE];
}

/** Takes the timer that a lane's event was set for: returns its record, or NONE when it was cancelled. Arms the lane again
 *  for its next one, which may be due at this moment too but has its own place among the events. */
export function takeTimer(core: Core, laneRecord: number): number {
  const lane = core.i32[laneRecord * WORDS + STEP];
  let found = NONE;
  if (isLiveTimer(core, laneRecord)) {
    found = core.timerWords[core.laneHead[lane] * TIMER_WORDS + T_RECORD];
    dropHead(core, lane);
    dropStale(core, lane);
  }
  core.laneRecord[lane] = NONE;
  core.free(laneRecord);
  if (core.laneHead[lane] !== NONE) armLane(core, lane);
  return found;
}

/** Puts the lane's first timer into the event list. */
function armLane(core: Core, lane: number): void {
  const timer = core.laneHead[lane];
  const record = core.allocate();
  const at = record * WORDS;
  core.laneRecord[lane] = record;
  core.i32[at + META] = LANE;
  core.i32[at + STEP] = lane;
  core.i32[at + TOKEN] = 0;
  core.f64[record * DOUBLES + TIME] = core.timerAt[timer];
  core.i32[at + SEQUENCE] = core.timerWords[timer * TIMER_WORDS + T_SEQUENCE];
  core.list.push(record);
}

function dropStale(core: Core, lane: number): void {
  let timer = core.laneHead[lane];
  while (timer !== NONE) {
    const at = timer * TIMER_WORDS;
    const record = core.timerWords[at + T_RECORD];
    if (core.i32[record * WORDS + TOKEN] === core.timerWords[at + T_TOKEN]) return;
    dropHead(core, lane);
    timer = core.laneHead[lane];
  }
}

/** Drops cancelled timers wherever they stand in their lanes, and returns their number. A live timer at the head of a lane
 *  keeps `dropStale` from those behind it. */
function sweep(core: Core): number {
  let dropped = 0;
  for (let lane = 0; lane < core.counters[LANE_COUNT]; lane++) dropped += sweepLane(core, lane);
  return dropped;
}

function sweepLane(core: Core, lane: number): number {
  const words = core.timerWords;
  let dropped = 0;
  let before = NONE;
  for (let timer = core.laneHead[lane]; timer !== NONE; ) {
    const at = timer * TIMER_WORDS;
    const next = words[at + T_NEXT];
    if (core.i32[words[at + T_RECORD] * WORDS + TOKEN] === words[at + T_TOKEN]) before = timer;
    else {
      if (before === NONE) core.laneHead[lane] = next;
      else words[before * TIMER_WORDS + T_NEXT] = next;
      words[at + T_NEXT] = core.counters[TIMER_FREE];
      core.counters[TIMER_FREE] = timer;
      dropped++;
    }
    timer = next;
  }
  core.laneTail[lane] = before;
  return dropped;
}

function dropTwoStale(core: Core, lane: number): void {
  for (let i = 0; i < 2; i++) {
    const timer = core.laneHead[lane];
    if (timer === NONE) return;
    const at = timer * TIMER_WORDS;
    if (core.i32[core.timerWords[at + T_RECORD] * WORDS + TOKEN] === core.timerWords[at + T_TOKEN]) return;
    dropHead(core, lane);
  }
}

function dropHead(core: Core, lane: number): void {
  const timer = core.laneHead[lane];
  const next = core.timerWords[timer * TIMER_WORDS + T_NEXT];
  core.laneHead[lane] = next;
  if (next === NONE) core.laneTail[lane] = NONE;
  core.timerWords[timer * TIMER_WORDS + T_NEXT] = core.counters[TIMER_FREE];
  core.counters[TIMER_FREE] = timer;
}

function allocateTimer(core: Core): number {
  const { counters } = core;
  let reused = counters[TIMER_FREE];
  // At every doubling: not by the size of the arrays, which after a restore may be another.
  const made = counters[TIMERS_MADE];
  if (reused === NONE && made >= LEAST_SWEPT && (made & (made - 1)) === 0 && sweep(core) * 4 >= made) reused = counters[TIMER_FREE];
  if (reused !== NONE) {
    counters[TIMER_FREE] = core.timerWords[reused * TIMER_WORDS + T_NEXT];
    return reused;
  }
  const timer = counters[TIMERS_MADE]++;
  if (timer === core.timerAt.length) growTimers(core);
  return timer;
}

function growTimers(core: Core): void {
  if (core.timerAt.length >= MOST_TIMERS) core.meetBound();
  const timerAt = new Float64Array(core.timerAt.length * 2);
  const timerWords = new Int32Array(core.timerWords.length * 2);
  timerAt.set(core.timerAt);
  timerWords.set(core.timerWords);
  core.timerAt = timerAt;
  core.timerWords = timerWords;
}
