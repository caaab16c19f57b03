/** Records, rows of the tables, measures and histograms. */
import { FREE_HEAD, MEASURED_FROM, NOW, RECORDS_LIVE, RECORDS_MADE, SEQUENCE_COUNTER, SUM_COLUMNS, SUM_MAX, SUM_TOTAL } from '../../core';
import { BRANCH, BYPASSING, COPY, FREE, META, NEXT, NONE, PLACE, SEQUENCE, TOKEN, TRACED } from '../../kernel/record';
import {
  BEGAN_CELL, COUNTERS_PLACE, EXIT_BITS, FIXED, HISTOGRAM_BUCKETS, LINKS_CELL, ONE_CELL, POOL_CELL, PROGRAM_CELL, SERVED_CELL,
  STATIONS_CELL,
} from '../memory-layout';
import { push } from './list';

/** What a job must not be to be taken here. */
export const UNUSUAL: i32 = TRACED | BRANCH | COPY | BYPASSING;
/** Bytes of a histogram, and of the sums beside it. */
export const HISTOGRAM_BYTES: usize = HISTOGRAM_BUCKETS * 4;
export const SUMS_BYTES: usize = SUM_COLUMNS * 8;

/** Place of a record's line. */
@inline
export function line(record: i32): usize {
  return load<u32>(POOL_CELL) + (<usize>record << 6);
}

@inline
export function counter(word: i32): i32 {
  return load<i32>(COUNTERS_PLACE + (<usize>word << 2));
}

@inline
export function setCounter(word: i32, value: i32): void {
  store<i32>(COUNTERS_PLACE + (<usize>word << 2), value);
}

/** A double of the fixed part that a table's row leads to. */
@inline
export function add(place: usize, value: f64): void {
  store<f64>(place, load<f64>(place) + value);
}

/** Counts one more. */
@inline
export function increase(place: usize): void {
  store<f64>(place, load<f64>(place) + load<f64>(ONE_CELL));
}

/** Counts one less. */
@inline
export function decrease(place: usize): void {
  store<f64>(place, load<f64>(place) - load<f64>(ONE_CELL));
}

/** Subtracts from a double. */
@inline
export function subtract(place: usize, value: f64): void {
  store<f64>(place, load<f64>(place) - value);
}

@inline
export function addWord(place: usize, value: i32): void {
  store<i32>(place, load<i32>(place) + value);
}

@inline
export function allocate(): i32 {
  let record = counter(FREE_HEAD);
  if (record !== NONE) setCounter(FREE_HEAD, load<i32>(line(record), NEXT * 4));
  else {
    record = counter(RECORDS_MADE);
    setCounter(RECORDS_MADE, record + 1);
  }
  setCounter(RECORDS_LIVE, counter(RECORDS_LIVE) + 1);
  return record;
}

@inline
export function free(record: i32, at: usize): void {
  store<i32>(at, FREE, META * 4);
  store<i32>(at, 0, TOKEN * 4);
  store<i32>(at, counter(FREE_HEAD), NEXT * 4);
  setCounter(FREE_HEAD, record);
  setCounter(RECORDS_LIVE, counter(RECORDS_LIVE) - 1);
}

/** Puts a record into the event list. */
@inline
export function schedule(record: i32, at: usize, time: f64): void {
  const sequence = counter(SEQUENCE_COUNTER);
  setCounter(SEQUENCE_COUNTER, sequence + 1);
  store<f64>(at, time);
  store<i32>(at, sequence, SEQUENCE * 4);
  push(record, time);
}

/** What `bucketIndex` of `src/base/histogram.ts` gives for times beyond the range of the buckets. */
function outerBucket(ms: f64): i32 {
  if (!(ms > 0)) return ms <= 0 ? 0 : HISTOGRAM_BUCKETS - 1;
  return ms < 1 ? 0 : HISTOGRAM_BUCKETS - 1;
}

/** Adds a time to a histogram. */
@inline
export function count(histogram: usize, sums: usize, ms: f64): void {
  let index = <i32>(reinterpret<u64>(ms) >> 46) - (((1023 - 10) << 6) - 1);
  if (<u32>index >= <u32>HISTOGRAM_BUCKETS) index = outerBucket(ms);
  const bucket = histogram + (<usize>index << 2);
  store<i32>(bucket, load<i32>(bucket) + 1);
  store<f64>(sums, load<f64>(sums, SUM_TOTAL * 8) + ms, SUM_TOTAL * 8);
  if (ms > load<f64>(sums, SUM_MAX * 8)) store<f64>(sums, ms, SUM_MAX * 8);
}

@inline
export function now(): f64 {
  return load<f64>(FIXED + NOW * 8);
}

@inline
export function measuredFrom(): f64 {
  return load<f64>(FIXED + MEASURED_FROM * 8);
}

@inline
export function beganPlace(job: i32): usize {
  return load<u32>(BEGAN_CELL) + (<usize>job << 3);
}

@inline
export function servedPlace(job: i32): usize {
  return load<u32>(SERVED_CELL) + (<usize>job << 3);
}

@inline
export function stationRow(at: usize): usize {
  return load<u32>(STATIONS_CELL) + (<usize>load<u16>(at, PLACE * 4) << 6);
}

@inline
export function linkRow(link: i32): usize {
  return load<u32>(LINKS_CELL) + (<usize>link << 6);
}

/** A word of a table's row: a place, or a number. */
@inline
export function place(row: usize, word: usize): usize {
  return load<u32>(row + (word << 2));
}

@inline
export function stepPlace(step: i32): usize {
  return load<u32>(PROGRAM_CELL) + (<usize>(step & 0xffff) << 4);
}

@inline
export function exit(reason: i32, record: i32): i32 {
  return reason | (record << EXIT_BITS);
}
