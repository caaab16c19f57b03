/** The ladder queue of `src/engine/kernel/event-list.ts` in linear memory, with arrays of fixed size. */
import { pool } from './pool';

const NONE: i32 = -1;
const SORT_LIMIT: i32 = 20;
const BOTTOM_LIMIT: i32 = 24;
const RUNG_LIMIT: i32 = 12;
const CAPACITY: usize = 1 << 18;

const bottomTimes: usize = heap.alloc(CAPACITY * 8);
const bottomRecords: usize = heap.alloc(CAPACITY * 4);
const topTimes: usize = heap.alloc(CAPACITY * 8);
const topRecords: usize = heap.alloc(CAPACITY * 4);
const links: usize = heap.alloc(CAPACITY * 4);
const buckets: usize = heap.alloc(CAPACITY * 8);

/** Per rung 32 bytes: start, scale, address of the first bucket, last bucket, current bucket. */
const rungs: usize = heap.alloc(<usize>(RUNG_LIMIT * 32));

let size: i32 = 0;
let head: usize = 0;
let tail: usize = 0;
let rungCount: i32 = 0;
let topCount: i32 = 0;
let topStart: f64 = Infinity;
let topLeast: f64 = 0;
let topGreatest: f64 = 0;

export function clear(): void {
  size = 0;
  head = 0;
  tail = 0;
  rungCount = 0;
  topCount = 0;
  topStart = Infinity;
  memory.fill(buckets, 0xff, CAPACITY * 8);
}

// @ts-ignore: decorator
@inline
function timeOf(record: i32): f64 {
  return load<f64>(pool + (<usize>record << 6));
}

// @ts-ignore: decorator
@inline
function isInSequence(first: i32, second: i32): bool {
  return load<i32>(pool + (<usize>second << 6), 24) - load<i32>(pool + (<usize>first << 6), 24) > 0;
}

// @ts-ignore: decorator
@inline
function bucketOf(rung: usize, time: f64): i32 {
  const last = load<i32>(rung, 20);
  const scaled = (time - load<f64>(rung)) * load<f64>(rung, 8);
  return scaled >= <f64>last ? last : scaled > 0 ? <i32>scaled : 0;
}

// @ts-ignore: decorator
@inline
function link(rung: usize, bucket: i32, record: i32): void {
  const slot = buckets + (<usize>(load<i32>(rung, 16) + bucket) << 2);
  store<i32>(links + (<usize>record << 2), load<i32>(slot));
  store<i32>(slot, record);
}

export function push(record: i32): void {
  const time = timeOf(record);
  if (size++ === 0) {
    head = 0;
    tail = 0;
    rungCount = 0;
    topStart = Infinity;
  }
  if (time > topStart) {
    const at = <usize>topCount;
    topCount++;
    store<f64>(topTimes + (at << 3), time);
    store<i32>(topRecords + (at << 2), record);
    if (at === 0) {
      topLeast = time;
      topGreatest = time;
    } else if (time < topLeast) topLeast = time;
    else if (time > topGreatest) topGreatest = time;
    return;
  }
  const end = rungs + (<usize>rungCount << 5);
  for (let rung = rungs; rung < end; rung += 32) {
    const bucket = bucketOf(rung, time);
    if (bucket > load<i32>(rung, 24)) {
      link(rung, bucket, record);
      return;
    }
  }
  insertIntoBottom(record, time);
}

export function pop(): i32 {
  if (head === tail && !refill()) return NONE;
  size--;
  return load<i32>(bottomRecords + (head++ << 2));
}

function insertIntoBottom(record: i32, time: f64): void {
  if (<i32>(tail - head) >= BOTTOM_LIMIT && spreadBottom(record, time)) return;
  place(record, time, head, tail++);
}

/** Finds the place from `end` down, moving later events up. */
function place(record: i32, time: f64, start: usize, end: usize): void {
  let at = end;
  for (; at > start; at--) {
    const other = load<f64>(bottomTimes + ((at - 1) << 3));
    const otherRecord = load<i32>(bottomRecords + ((at - 1) << 2));
    if (other < time || (other === time && isInSequence(otherRecord, record))) break;
    store<f64>(bottomTimes + (at << 3), other);
    store<i32>(bottomRecords + (at << 2), otherRecord);
  }
  store<f64>(bottomTimes + (at << 3), time);
  store<i32>(bottomRecords + (at << 2), record);
}

function spreadBottom(record: i32, time: f64): bool {
  const least = load<f64>(bottomTimes + (head << 3));
  const greatest = load<f64>(bottomTimes + ((tail - 1) << 3));
  const isAllBottom = topStart === Infinity;
  if (isAllBottom) topStart = greatest;
  const isTop = isAllBottom && time > greatest;
  if (!isTop) {
    if (least >= greatest || !addRung(<i32>(tail - head), least, greatest)) return false;
    const rung = rungs + (<usize>(rungCount - 1) << 5);
    for (let i = head; i < tail; i++) {
      link(rung, bucketOf(rung, load<f64>(bottomTimes + (i << 3))), load<i32>(bottomRecords + (i << 2)));
    }
    head = 0;
    tail = 0;
  }
  size--;
  push(record);
  return true;
}

function addRung(count: i32, least: f64, greatest: f64): bool {
  const scale = <f64>count / (greatest - least);
  if (rungCount === RUNG_LIMIT || scale === Infinity) return false;
  const rung = rungs + (<usize>rungCount << 5);
  const first = rungCount === 0 ? 0 : load<i32>(rung - 32, 16) + load<i32>(rung - 32, 20) + 1;
  store<f64>(rung, least);
  store<f64>(rung, scale, 8);
  store<i32>(rung, first, 16);
  store<i32>(rung, count - 1, 20);
  store<i32>(rung, NONE, 24);
  rungCount++;
  return true;
}

function refill(): bool {
  head = 0;
  tail = 0;
  while (tail === 0) {
    if (rungCount > 0) takeBucket();
    else if (topCount > 0) takeTop();
    else return false;
  }
  return true;
}

function takeBucket(): void {
  const rung = rungs + (<usize>(rungCount - 1) << 5);
  const first = buckets + (<usize>load<i32>(rung, 16) << 2);
  const last = load<i32>(rung, 20);
  let bucket = load<i32>(rung, 24) + 1;
  while (bucket < last && load<i32>(first + (<usize>bucket << 2)) === NONE) bucket++;
  store<i32>(rung, bucket, 24);
  if (bucket === last) rungCount--;
  const slot = first + (<usize>bucket << 2);
  const chain = load<i32>(slot);
  if (chain === NONE) return;
  store<i32>(slot, NONE);
  takeChain(chain);
}

function takeChain(chain: i32): void {
  let count: usize = 0;
  let record = chain;
  for (; record !== NONE && <i32>count < SORT_LIMIT; record = load<i32>(links + (<usize>record << 2))) {
    place(record, timeOf(record), 0, count++);
  }
  if (record === NONE) tail = count;
  else takeLongChain(chain);
}

function takeLongChain(chain: i32): void {
  let least = Infinity;
  let greatest = -Infinity;
  let count = 0;
  for (let record = chain; record !== NONE; record = load<i32>(links + (<usize>record << 2))) {
    const time = timeOf(record);
    if (time < least) least = time;
    if (time > greatest) greatest = time;
    count++;
  }
  if (least < greatest && addRung(count, least, greatest)) {
    const rung = rungs + (<usize>(rungCount - 1) << 5);
    for (let record = chain; record !== NONE; ) {
      const next = load<i32>(links + (<usize>record << 2));
      link(rung, bucketOf(rung, timeOf(record)), record);
      record = next;
    }
    return;
  }
  // Equal times; the prototype's workloads have few of them, so insertion will do.
  for (let record = chain; record !== NONE; record = load<i32>(links + (<usize>record << 2))) {
    place(record, timeOf(record), 0, tail++);
  }
}

function takeTop(): void {
  const count = topCount;
  topCount = 0;
  topStart = count <= SORT_LIMIT ? Infinity : topGreatest;
  if (count > SORT_LIMIT && topLeast < topGreatest && addRung(count, topLeast, topGreatest)) {
    for (let i: usize = 0; i < <usize>count; i++) {
      link(rungs, bucketOf(rungs, load<f64>(topTimes + (i << 3))), load<i32>(topRecords + (i << 2)));
    }
    return;
  }
  for (let i: usize = 0; i < <usize>count; i++) {
    place(load<i32>(topRecords + (i << 2)), load<f64>(topTimes + (i << 3)), 0, tail++);
  }
}
