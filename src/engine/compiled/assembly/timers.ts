/** Timers of constant delay, as in `src/engine/kernel/timers.ts`. */
import { NOW, SEQUENCE_COUNTER, TIMERS_MADE, TIMER_FREE } from '../../core';
import { LANE, META, NONE, SEQUENCE, STEP, TOKEN } from '../../kernel/record';
import { LEAST_SWEPT } from '../../kernel/timers';
import {
  FIXED, LANE_DELAY_CELL, LANE_HEAD_CELL, LANE_RECORD_CELL, LANE_TAIL_CELL, TIMER_AT_CELL, TIMER_CAPACITY_CELL, TIMER_WORDS_CELL,
} from '../memory-layout';
import { push } from './list';
import { allocate, counter, line, setCounter } from './state';

// Words of a timer, in bytes.
const OF_RECORD: usize = 0;
const OF_TOKEN: usize = 4;
const OF_SEQUENCE: usize = 8;
const OF_NEXT: usize = 12;

@inline
function timerPlace(timer: i32): usize {
  return load<u32>(TIMER_WORDS_CELL) + (<usize>timer << 4);
}

@inline
function headPlace(lane: i32): usize {
  return load<u32>(LANE_HEAD_CELL) + (<usize>lane << 2);
}

@inline
function tailPlace(lane: i32): usize {
  return load<u32>(LANE_TAIL_CELL) + (<usize>lane << 2);
}

@inline
export function laneRecordPlace(lane: i32): usize {
  return load<u32>(LANE_RECORD_CELL) + (<usize>lane << 2);
}

@inline
function isStale(timer: i32): bool {
  const at = timerPlace(timer);
  return load<i32>(line(load<i32>(at, OF_RECORD)), TOKEN * 4) !== load<i32>(at, OF_TOKEN);
}

@inline
function dropHead(lane: i32, timer: i32): void {
  const at = timerPlace(timer);
  const next = load<i32>(at, OF_NEXT);
  store<i32>(headPlace(lane), next);
  if (next === NONE) store<i32>(tailPlace(lane), NONE);
  store<i32>(at, counter(TIMER_FREE), OF_NEXT);
  setCounter(TIMER_FREE, timer);
}

/** Whether a timer can be had without growth and without a sweep through all lanes. */
@inline
export function hasTimer(lane: i32): bool {
  if (counter(TIMER_FREE) !== NONE) return true;
  const made = counter(TIMERS_MADE);
  if (made < load<i32>(TIMER_CAPACITY_CELL) && (made < LEAST_SWEPT || (made & (made - 1)) !== 0)) return true;
  const head = load<i32>(headPlace(lane));
  return head !== NONE && isStale(head);
}

/** Sets a timer; there must be one. */
export function setTimer(record: i32, token: i32, lane: i32): void {
  const first = load<i32>(headPlace(lane));
  if (first !== NONE && isStale(first)) {
    dropHead(lane, first);
    const second = load<i32>(headPlace(lane));
    if (second !== NONE && isStale(second)) dropHead(lane, second);
  }
  let timer = counter(TIMER_FREE);
  if (timer !== NONE) setCounter(TIMER_FREE, load<i32>(timerPlace(timer), OF_NEXT));
  else {
    timer = counter(TIMERS_MADE);
    setCounter(TIMERS_MADE, timer + 1);
  }
  const sequence = counter(SEQUENCE_COUNTER);
  setCounter(SEQUENCE_COUNTER, sequence + 1);
  const delay = load<f64>(load<u32>(LANE_DELAY_CELL) + (<usize>lane << 3));
  store<f64>(load<u32>(TIMER_AT_CELL) + (<usize>timer << 3), load<f64>(FIXED + NOW * 8) + delay);
  const at = timerPlace(timer);
  store<i32>(at, record, OF_RECORD);
  store<i32>(at, token, OF_TOKEN);
  store<i32>(at, sequence, OF_SEQUENCE);
  store<i32>(at, NONE, OF_NEXT);
  const tail = load<i32>(tailPlace(lane));
  if (tail === NONE) store<i32>(headPlace(lane), timer);
  else store<i32>(timerPlace(tail), timer, OF_NEXT);
  store<i32>(tailPlace(lane), timer);
  if (load<i32>(laneRecordPlace(lane)) === NONE) armLane(lane);
}

/** Puts the lane's first timer into the event list, if there is one. */
export function armLane(lane: i32): void {
  const timer = load<i32>(headPlace(lane));
  if (timer === NONE) return;
  const record = allocate();
  const at = line(record);
  const time = load<f64>(load<u32>(TIMER_AT_CELL) + (<usize>timer << 3));
  store<i32>(laneRecordPlace(lane), record);
  store<i32>(at, LANE, META * 4);
  store<i32>(at, lane, STEP * 4);
  store<i32>(at, 0, TOKEN * 4);
  store<f64>(at, time);
  store<i32>(at, load<i32>(timerPlace(timer), OF_SEQUENCE), SEQUENCE * 4);
  push(record, time);
}

/** Drops what was cancelled at a lane's head; whether the timer that the lane's event was set for is still the first one. */
export function isLiveTimer(at: usize): bool {
  const lane = load<i32>(at, STEP * 4);
  let timer = load<i32>(headPlace(lane));
  while (timer !== NONE && isStale(timer)) {
    dropHead(lane, timer);
    timer = load<i32>(headPlace(lane));
  }
  return timer !== NONE && load<i32>(timerPlace(timer), OF_SEQUENCE) === load<i32>(at, SEQUENCE * 4);
}
