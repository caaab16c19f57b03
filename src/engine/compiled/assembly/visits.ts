/** Visits: a job reaches its station, waits, begins, frees its worker. As in `src/engine/plain/plain-path.ts`, in the same order. */
import { OTHER_SERVICE, OTHER_SOJOURN, OTHER_WAIT, STRAIGHT } from '../../core';
import {
  ARRIVED, DEEPEST_CALL, DEPTH_SHIFT, HOLDS, KEY, META, NEXT, NONE, QUEUED, SERVING, STARTED, STATE_MASK, STEP,
} from '../../kernel/record';
import {
  BEGUN, BUSY_AREA, IN_SYSTEM, IN_SYSTEM_AREA, OFFERED, QUEUE_LENGTH, QUEUED_AREA, UNTIMED_MS, WORKING, WORKING_AREA,
} from '../../measure/columns';
import { MAX_CONNECTIONS, QUEUE_CAPACITY, SERVICE_MEAN } from '../../parameters';
import {
  BUSY_AT, HEAD_AT, HISTOGRAM_AT, INSIDE_AT, LENGTH_AT, MEASURES_AT, PARAMETERS_AT, SALT_0, SALT_1, SERVERS_AT, SLOW_AT, START, SUMS_AT,
  TAIL_AT, WORD_AT,
} from '../../plain/plain-tables';
import { WORK_KEY } from '../../stations/work';
import { BOUNDED_BIT, CONSTANT_BIT, EXIT_ARRIVE, EXPONENTIAL_BIT } from '../memory-layout';
import { exponential } from './draws';
import {
  add, addWord, beganPlace, count, decrease, exit, HISTOGRAM_BYTES, increase, line, measuredFrom, place, schedule, servedPlace, stationRow,
  stepPlace, subtract, SUMS_BYTES,
} from './state';

/** A job reaches its station. */
@inline
export function arrive(job: i32, at: usize, time: f64): i32 {
  const row = stationRow(at);
  const bits = load<i32>(row);
  const isFree = load<i32>(place(row, BUSY_AT)) < load<i32>(place(row, SERVERS_AT));
  const start = load<i32>(row, START * 4);
  if ((bits & (EXPONENTIAL_BIT | CONSTANT_BIT)) === 0 || load<i32>(place(row, WORD_AT)) !== 0) return exit(EXIT_ARRIVE, job);
  if (load<i32>(at, META * 4) >>> DEPTH_SHIFT > DEEPEST_CALL) return exit(EXIT_ARRIVE, job);
  if (bits & BOUNDED_BIT && !hasRoom(row, isFree)) return exit(EXIT_ARRIVE, job);
  store<f64>(at, time, ARRIVED * 8);
  store<i32>(at, start, STEP * 4);
  addWord(place(row, INSIDE_AT), 1);
  const measures = place(row, MEASURES_AT);
  if (isFree) {
    serve(job, at, row, time);
    addWord(place(row, BUSY_AT), 1);
    increase(measures + OFFERED * 8);
    increase(measures + BEGUN * 8);
    increase(measures + IN_SYSTEM * 8);
    subtract(measures + IN_SYSTEM_AREA * 8, time);
    increase(measures + WORKING * 8);
    subtract(measures + BUSY_AREA * 8, time);
    subtract(measures + WORKING_AREA * 8, time);
  } else {
    queue(job, at, row);
    increase(measures + OFFERED * 8);
    increase(measures + QUEUE_LENGTH * 8);
    increase(measures + IN_SYSTEM * 8);
    subtract(measures + QUEUED_AREA * 8, time);
    subtract(measures + IN_SYSTEM_AREA * 8, time);
  }
  return 0;
}

/** Whether a station with bounds takes one more in. */
@inline
function hasRoom(row: usize, isFree: bool): bool {
  const parameters = place(row, PARAMETERS_AT);
  if (!(<f64>load<i32>(place(row, INSIDE_AT)) < load<f64>(parameters, MAX_CONNECTIONS * 8))) return false;
  return isFree || <f64>load<i32>(place(row, LENGTH_AT)) < load<f64>(parameters, QUEUE_CAPACITY * 8);
}

/** Puts a job at the end of the line. */
@inline
function queue(job: i32, at: usize, row: usize): void {
  store<i32>(at, (load<i32>(at, META * 4) & ~STATE_MASK) | QUEUED, META * 4);
  store<i32>(at, NONE, NEXT * 4);
  const tail = load<i32>(place(row, TAIL_AT));
  if (tail === NONE) store<i32>(place(row, HEAD_AT), job);
  else store<i32>(line(tail), job, NEXT * 4);
  store<i32>(place(row, TAIL_AT), job);
  addWord(place(row, LENGTH_AT), 1);
}

/** A job that has a worker begins its first work. The caller counts it. What others wait for, the end of the work and its place
 *  in the event list, comes first. */
@inline
function serve(job: i32, at: usize, row: usize, time: f64): void {
  const parameters = place(row, PARAMETERS_AT);
  let took = load<f64>(parameters, SERVICE_MEAN * 8) * load<f64>(place(row, SLOW_AT));
  if (load<i32>(row) & EXPONENTIAL_BIT) {
    const key = load<i32>(at, KEY * 4) + load<i32>(stepPlace(load<i32>(at, STEP * 4)), 4) * <i32>WORK_KEY;
    took *= exponential(load<i32>(row, SALT_0 * 4), load<i32>(row, SALT_1 * 4), key);
  }
  schedule(job, at, time + took);
  store<i32>(at, (load<i32>(at, META * 4) & ~STATE_MASK) | SERVING | HOLDS, META * 4);
  store<f64>(at, time, STARTED * 8);
  store<f64>(servedPlace(job), 0);
  store<f64>(beganPlace(job), time);
}

/** Whether the first in line begins, as the only one, when a worker is freed. */
@inline
export function canBeginNext(next: i32, row: usize): bool {
  if (load<i32>(place(row, BUSY_AT)) !== load<i32>(place(row, SERVERS_AT))) return false;
  if ((load<i32>(line(next), STEP * 4) & 0xffff) !== load<i32>(row, START * 4)) return false;
  return (load<i32>(row) & (EXPONENTIAL_BIT | CONSTANT_BIT)) !== 0;
}

/** Frees the worker that a job keeps, which has worked until now if `works`, and gives it to the first in line. */
@inline
export function release(row: usize, next: i32, works: bool, time: f64): void {
  const measures = place(row, MEASURES_AT);
  if (next === NONE) {
    addWord(place(row, BUSY_AT), -1);
    add(measures + BUSY_AREA * 8, time);
    if (works) endWork(row, time);
    return;
  }
  const to = line(next);
  const behind = load<i32>(to, NEXT * 4);
  store<i32>(place(row, HEAD_AT), behind);
  if (behind === NONE) store<i32>(place(row, TAIL_AT), NONE);
  serve(next, to, row, time);
  addWord(place(row, LENGTH_AT), -1);
  decrease(measures + QUEUE_LENGTH * 8);
  add(measures + QUEUED_AREA * 8, time);
  increase(measures + BEGUN * 8);
  // One ends and one begins: each of the two sums is rounded, as elsewhere.
  endAndBegin(measures + BUSY_AREA * 8, time);
  if (works) endAndBegin(measures + WORKING_AREA * 8, time);
  else {
    increase(measures + WORKING * 8);
    subtract(measures + WORKING_AREA * 8, time);
  }
}

@inline
function endAndBegin(area: usize, time: f64): void {
  store<f64>(area, load<f64>(area) + time - time);
}

/** Counts that a job has ended its work and keeps its worker. */
@inline
export function endWork(row: usize, time: f64): void {
  const measures = place(row, MEASURES_AT);
  decrease(measures + WORKING * 8);
  add(measures + WORKING_AREA * 8, time);
}

@inline
export function recordVisit(job: i32, at: usize, row: usize, time: f64): void {
  const arrived = load<f64>(at, ARRIVED * 8);
  const from = measuredFrom();
  if (arrived < from) {
    add(place(row, MEASURES_AT) + UNTIMED_MS * 8, time - (from <= time ? from : arrived));
    return;
  }
  const sojourn = time - arrived;
  const served = load<f64>(servedPlace(job));
  if (served === sojourn) count(place(row, HISTOGRAM_AT) + STRAIGHT * HISTOGRAM_BYTES, place(row, SUMS_AT) + STRAIGHT * SUMS_BYTES, sojourn);
  else recordOther(place(row, HISTOGRAM_AT), place(row, SUMS_AT), sojourn, served, load<f64>(at, STARTED * 8) - arrived);
}

/** Adds what has waited. */
export function recordOther(histogram: usize, sums: usize, sojourn: f64, service: f64, wait: f64): void {
  count(histogram + OTHER_SOJOURN * HISTOGRAM_BYTES, sums + OTHER_SOJOURN * SUMS_BYTES, sojourn);
  count(histogram + OTHER_SERVICE * HISTOGRAM_BYTES, sums + OTHER_SERVICE * SUMS_BYTES, service);
  if (wait > 0) count(histogram + OTHER_WAIT * HISTOGRAM_BYTES, sums + OTHER_WAIT * SUMS_BYTES, wait);
}
