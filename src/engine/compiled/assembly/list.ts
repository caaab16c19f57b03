/**
 * The event list of `src/engine/kernel/event-list.ts` over the same arrays. It differs in what it does where those are short:
 * it grows none, but goes on with what there is.
 */
import { DOUBLES, NONE, SEQUENCE } from '../../kernel/record';
import {
  BOTTOM_CAPACITY_CELL, BOTTOM_RECORDS_CELL, BOTTOM_TIMES_CELL, BUCKETS_CELL, BUCKET_CAPACITY_CELL, CHAIN_CELL, LIST_HEADER,
  LIST_SCALARS, POOL_CELL, TOP_RECORDS_CELL, TOP_TIMES_CELL,
} from '../memory-layout';

const SORT_LIMIT: i32 = 20;
const BOTTOM_LIMIT: i32 = 24;
const RUNG_LIMIT: i32 = 12;
const BUCKET_LIMIT: i32 = 1 << 20;

const SIZE: usize = LIST_HEADER;
const HEAD: usize = LIST_HEADER + 4;
const TAIL: usize = LIST_HEADER + 8;
const RUNG_COUNT: usize = LIST_HEADER + 12;
const TOP_COUNT: usize = LIST_HEADER + 16;
/** Of each rung: first slot, last bucket, bucket in use. */
const RUNGS: usize = LIST_HEADER + 32;
const LAST_BUCKET: usize = 4;
const CURRENT: usize = 8;

const TOP_START: usize = LIST_SCALARS;
/** Of each rung: start, and buckets per millisecond. */
const SCALES: usize = LIST_SCALARS + 32;

@inline
function timeOf(record: i32): f64 {
  return load<f64>(load<u32>(POOL_CELL) + (<usize>record << 6));
}

@inline
function sequenceOf(record: i32): i32 {
  return load<i32>(load<u32>(POOL_CELL) + (<usize>record << 6), SEQUENCE * 4);
}

@inline
function bottomTime(at: i32): usize {
  return load<u32>(BOTTOM_TIMES_CELL) + (<usize>at << 3);
}

@inline
function bottomRecord(at: i32): usize {
  return load<u32>(BOTTOM_RECORDS_CELL) + (<usize>at << 2);
}

@inline
function chainOf(record: i32): usize {
  return load<u32>(CHAIN_CELL) + (<usize>record << 2);
}

@inline
function bucketOf(rung: i32, time: f64): i32 {
  const scale = SCALES + (<usize>rung << 4);
  const last = load<i32>(RUNGS + (<usize>rung << 4), LAST_BUCKET);
  const scaled = (time - load<f64>(scale)) * load<f64>(scale, 8);
  return scaled >= <f64>last ? last : scaled > 0 ? <i32>scaled : 0;
}

@inline
function link(rung: i32, bucket: i32, record: i32): void {
  const slot = load<u32>(BUCKETS_CELL) + (<usize>(load<i32>(RUNGS + (<usize>rung << 4)) + bucket) << 2);
  store<i32>(chainOf(record), load<i32>(slot));
  store<i32>(slot, record);
}

/** Adds a record by the time and sequence number in its line. */
@inline
export function push(record: i32, time: f64): void {
  const tail = load<i32>(TAIL);
  const head = load<i32>(HEAD);
  const isThere = time <= load<f64>(bottomTime(tail - 1)) || load<f64>(TOP_START) === Infinity;
  if (head !== tail && isThere && tail - head < BOTTOM_LIMIT && tail !== load<i32>(BOTTOM_CAPACITY_CELL)) {
    store<i32>(SIZE, load<i32>(SIZE) + 1);
    store<i32>(TAIL, tail + 1);
    place(record, time, head, tail);
    return;
  }
  pushElsewhere(record, time);
}

function pushElsewhere(record: i32, time: f64): void {
  const size = load<i32>(SIZE);
  store<i32>(SIZE, size + 1);
  if (size === 0) {
    store<i64>(HEAD, 0);
    store<i32>(RUNG_COUNT, 0);
    store<f64>(TOP_START, Infinity);
  }
  if (time > load<f64>(TOP_START)) {
    const at = load<i32>(TOP_COUNT);
    store<i32>(TOP_COUNT, at + 1);
    store<f64>(load<u32>(TOP_TIMES_CELL) + (<usize>at << 3), time);
    store<i32>(load<u32>(TOP_RECORDS_CELL) + (<usize>at << 2), record);
    return;
  }
  const rungCount = load<i32>(RUNG_COUNT);
  for (let rung = 0; rung < rungCount; rung++) {
    const bucket = bucketOf(rung, time);
    if (bucket > load<i32>(RUNGS + (<usize>rung << 4), CURRENT)) {
      link(rung, bucket, record);
      return;
    }
  }
  const head = load<i32>(HEAD);
  const tail = load<i32>(TAIL);
  if (tail - head >= BOTTOM_LIMIT || tail === load<i32>(BOTTOM_CAPACITY_CELL)) {
    insertIntoLongBottom(record, time);
    return;
  }
  store<i32>(TAIL, tail + 1);
  place(record, time, head, tail);
}

/** Finds the place from `end` down, moving later events up. */
@inline
function place(record: i32, time: f64, start: i32, end: i32): void {
  const first = load<u32>(BOTTOM_TIMES_CELL) + (<usize>start << 3);
  let to = load<u32>(BOTTOM_TIMES_CELL) + (<usize>end << 3);
  let recordTo = load<u32>(BOTTOM_RECORDS_CELL) + (<usize>end << 2);
  while (to > first) {
    const other = load<f64>(to - 8);
    if (other <= time) {
      if (other < time || sequenceOf(record) - sequenceOf(load<i32>(recordTo - 4)) > 0) break;
    }
    store<f64>(to, other);
    store<i32>(recordTo, load<i32>(recordTo - 4));
    to -= 8;
    recordTo -= 4;
  }
  store<f64>(to, time);
  store<i32>(recordTo, record);
}

/** The earliest record, left in the list, or NONE. */
@inline
export function peek(): i32 {
  const head = load<i32>(HEAD);
  if (head !== load<i32>(TAIL)) return load<i32>(bottomRecord(head));
  return refill() ? load<i32>(bottomRecord(0)) : NONE;
}

/** Takes the record out of the list that `peek` gave. */
@inline
export function take(): void {
  store<i32>(SIZE, load<i32>(SIZE) - 1);
  store<i32>(HEAD, load<i32>(HEAD) + 1);
}

function insertIntoLongBottom(record: i32, time: f64): void {
  if (load<i32>(TAIL) === load<i32>(BOTTOM_CAPACITY_CELL)) moveBottomDown();
  if (load<i32>(TAIL) - load<i32>(HEAD) >= BOTTOM_LIMIT && !relieveBottom(time)) insertByBisection(record, time);
  else {
    store<i32>(SIZE, load<i32>(SIZE) - 1);
    pushElsewhere(record, time);
  }
}

/** The bottom has room for every record, so that there is some before its head when its tail has met the end. */
function moveBottomDown(): void {
  const head = load<i32>(HEAD);
  const length = load<i32>(TAIL) - head;
  memory.copy(bottomTime(0), bottomTime(head), <usize>length << 3);
  memory.copy(bottomRecord(0), bottomRecord(head), <usize>length << 2);
  store<i32>(HEAD, 0);
  store<i32>(TAIL, length);
}

function relieveBottom(time: f64): bool {
  const head = load<i32>(HEAD);
  const tail = load<i32>(TAIL);
  const isAllBottom = load<f64>(TOP_START) === Infinity;
  const greatest = load<f64>(bottomTime(tail - 1));
  if (isAllBottom) {
    store<f64>(TOP_START, greatest);
    if (time > greatest) return true;
  }
  if (!addRung(tail - head, load<f64>(bottomTime(head)), greatest)) return false;
  const rung = load<i32>(RUNG_COUNT) - 1;
  for (let i = head; i < tail; i++) link(rung, bucketOf(rung, load<f64>(bottomTime(i))), load<i32>(bottomRecord(i)));
  store<i64>(HEAD, 0);
  return true;
}

function insertByBisection(record: i32, time: f64): void {
  const head = load<i32>(HEAD);
  const tail = load<i32>(TAIL);
  let low = head;
  let high = tail;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = load<f64>(bottomTime(middle));
    if (other < time || (other === time && sequenceOf(record) - sequenceOf(load<i32>(bottomRecord(middle))) > 0)) low = middle + 1;
    else high = middle;
  }
  memory.copy(bottomTime(low + 1), bottomTime(low), <usize>(tail - low) << 3);
  memory.copy(bottomRecord(low + 1), bottomRecord(low), <usize>(tail - low) << 2);
  store<i32>(TAIL, tail + 1);
  store<f64>(bottomTime(low), time);
  store<i32>(bottomRecord(low), record);
}

/** Adds an empty rung; false if it could not tell the events apart or has no room. */
function addRung(count: i32, least: f64, greatest: f64): bool {
  const rung = load<i32>(RUNG_COUNT);
  const bucketCount = count < BUCKET_LIMIT ? count : BUCKET_LIMIT;
  const scale = <f64>bucketCount / (greatest - least);
  if (rung === RUNG_LIMIT || scale === Infinity) return false;
  const at = RUNGS + (<usize>rung << 4);
  const first = rung === 0 ? 0 : load<i32>(at - 16) + load<i32>(at - 16, LAST_BUCKET) + 1;
  if (first + bucketCount > load<i32>(BUCKET_CAPACITY_CELL)) return false;
  store<i32>(at, first);
  store<i32>(at, bucketCount - 1, LAST_BUCKET);
  store<i32>(at, NONE, CURRENT);
  store<f64>(SCALES + (<usize>rung << 4), least);
  store<f64>(SCALES + (<usize>rung << 4), scale, 8);
  store<i32>(RUNG_COUNT, rung + 1);
  return true;
}

/** Brings the earliest events into the empty bottom; false if none are pending. */
function refill(): bool {
  store<i64>(HEAD, 0);
  while (load<i32>(TAIL) === 0) {
    if (load<i32>(RUNG_COUNT) > 0) takeBucket();
    else if (load<i32>(TOP_COUNT) > 0) takeTop();
    else return false;
  }
  return true;
}

function takeBucket(): void {
  const rung = load<i32>(RUNG_COUNT) - 1;
  const at = RUNGS + (<usize>rung << 4);
  const first = load<i32>(at);
  const last = first + load<i32>(at, LAST_BUCKET);
  const buckets = load<u32>(BUCKETS_CELL);
  let slot = first + load<i32>(at, CURRENT) + 1;
  while (slot < last && load<i32>(buckets + (<usize>slot << 2)) === NONE) slot++;
  store<i32>(at, slot - first, CURRENT);
  if (slot === last) store<i32>(RUNG_COUNT, rung);
  const chain = load<i32>(buckets + (<usize>slot << 2));
  if (chain === NONE) return;
  store<i32>(buckets + (<usize>slot << 2), NONE);
  takeChain(chain);
}

function takeChain(chain: i32): void {
  let count = 0;
  let record = chain;
  for (; record !== NONE && count < SORT_LIMIT; record = load<i32>(chainOf(record))) place(record, timeOf(record), 0, count++);
  if (record === NONE) store<i32>(TAIL, count);
  else takeLongChain(chain);
}

function takeLongChain(chain: i32): void {
  let least = Infinity;
  let greatest = -Infinity;
  let count = 0;
  for (let record = chain; record !== NONE; record = load<i32>(chainOf(record))) {
    const time = timeOf(record);
    if (time < least) least = time;
    if (time > greatest) greatest = time;
    count++;
  }
  if (!addRung(count, least, greatest)) {
    sortIntoBottom(chain, count);
    return;
  }
  const rung = load<i32>(RUNG_COUNT) - 1;
  for (let record = chain; record !== NONE; ) {
    const next = load<i32>(chainOf(record));
    link(rung, bucketOf(rung, timeOf(record)), record);
    record = next;
  }
}

/** Spreads the top over a first rung, or sorts it if it is short. From now on the top begins after its last event. */
function takeTop(): void {
  const count = load<i32>(TOP_COUNT);
  const times = load<u32>(TOP_TIMES_CELL);
  const records = load<u32>(TOP_RECORDS_CELL);
  let least = Infinity;
  let greatest = -Infinity;
  for (let i = 0; i < count; i++) {
    const time = load<f64>(times + (<usize>i << 3));
    if (time < least) least = time;
    if (time > greatest) greatest = time;
  }
  store<i32>(TOP_COUNT, 0);
  store<f64>(TOP_START, count <= SORT_LIMIT ? Infinity : greatest);
  if (count <= SORT_LIMIT) takeChain(chainTop(count));
  else if (addRung(count, least, greatest)) {
    for (let i = 0; i < count; i++) link(0, bucketOf(0, load<f64>(times + (<usize>i << 3))), load<i32>(records + (<usize>i << 2)));
  } else sortIntoBottom(chainTop(count), count);
}

function chainTop(count: i32): i32 {
  let chain: i32 = NONE;
  for (let i = 0; i < count; i++) {
    const record = load<i32>(load<u32>(TOP_RECORDS_CELL) + (<usize>i << 2));
    store<i32>(chainOf(record), chain);
    chain = record;
  }
  return chain;
}

/** Sorts a long chain that no rung can tell apart. It has its latest record first, so it is laid out from the end. */
function sortIntoBottom(chain: i32, count: i32): void {
  let at = count;
  for (let record = chain; record !== NONE; record = load<i32>(chainOf(record))) store<i32>(bottomRecord(--at), record);
  if (!isSorted(count)) sortBottom(count);
  for (let i = 0; i < count; i++) store<f64>(bottomTime(i), timeOf(load<i32>(bottomRecord(i))));
  store<i32>(TAIL, count);
}

@inline
function isBefore(first: i32, second: i32): bool {
  const a = timeOf(first);
  const b = timeOf(second);
  return a < b || (a === b && sequenceOf(second) - sequenceOf(first) > 0);
}

function isSorted(count: i32): bool {
  for (let i = 1; i < count; i++) if (isBefore(load<i32>(bottomRecord(i)), load<i32>(bottomRecord(i - 1)))) return false;
  return true;
}

/** A heap sort, which needs no room. No two events are equal, so that every sort gives the same. */
function sortBottom(count: i32): void {
  for (let i = (count >>> 1) - 1; i >= 0; i--) siftDown(i, count);
  for (let end = count - 1; end > 0; end--) {
    const greatest = load<i32>(bottomRecord(0));
    store<i32>(bottomRecord(0), load<i32>(bottomRecord(end)));
    store<i32>(bottomRecord(end), greatest);
    siftDown(0, end);
  }
}

function siftDown(start: i32, end: i32): void {
  const record = load<i32>(bottomRecord(start));
  let at = start;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= end) break;
    if (child + 1 < end && isBefore(load<i32>(bottomRecord(child)), load<i32>(bottomRecord(child + 1)))) child++;
    if (!isBefore(record, load<i32>(bottomRecord(child)))) break;
    store<i32>(bottomRecord(at), load<i32>(bottomRecord(child)));
    at = child;
  }
  store<i32>(bottomRecord(at), record);
}
