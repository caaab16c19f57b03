import { enlarged, restored, type Numbers } from '../../base/typed-arrays.ts';
import { sortRecords } from './sort-records.ts';

/**
 * The pending-event list: a ladder queue over typed arrays.
 *
 * Events far ahead wait unsorted in the *top*. When everything nearer is used up, the top is spread over the
 * buckets of a *rung*; a bucket that holds too much is spread over a finer rung below it; a bucket that holds
 * little is sorted into the *bottom*, from which events are taken. So an event is moved about three times,
 * whatever the number pending, and is compared with a few neighbours only.
 *
 * Two rules keep the order exact. Which bucket an event belongs to is decided by its bucket *number*, a monotone
 * function of its time, and never by a computed boundary, so rounding cannot put two events on the wrong sides
 * of one. And the bottom is sorted by (time, sequence number), so events of equal time, which always share a
 * bucket, come in sequence.
 *
 * The links of a bucket's chain and the times in the top are kept here rather than in the records' lines: with
 * 100,000 pending, looking into a line is a cache miss, and so it is done once, when the event goes to the bottom.
 */

/** Words per record line: 16 int32 words or 8 doubles, 64 bytes. */
const LINE_WORDS = 16;
const LINE_DOUBLES = 8;
/** The double of a line that holds the event's time. */
const TIME_DOUBLE = 0;
/** The word of a line that holds the event's sequence number. */
const SEQUENCE_WORD = 6;
/** The end of a chain, an empty bucket, and what an empty list returns. */
const NONE = -1;

/** A bucket with more events than this is spread over a finer rung rather than sorted. */
const SORT_LIMIT = 20;
/** A bottom that grows beyond this by insertions is spread over a rung. */
const BOTTOM_LIMIT = 24;
/** Rungs in use at once. Only times that grow geometrically need more, and those are then sorted. */
const RUNG_LIMIT = 12;
/** Buckets in one rung at most; enough for a million pending events at one each. */
const BUCKET_LIMIT = 1 << 20;

// Header words. Everything that changes lives in the arrays, so that a copy of them is a snapshot.
const SIZE = 0;
const HEAD = 1;
const TAIL = 2;
const RUNG_COUNT = 3;
const TOP_COUNT = 4;
/** From here on three words per rung: first bucket, bucket count, current bucket. */
const RUNGS = 8;
const RUNG_WORDS = 4;
const FIRST_BUCKET = 0;
const BUCKET_COUNT = 1;
const CURRENT = 2;
const HEADER_WORDS = RUNGS + RUNG_LIMIT * RUNG_WORDS;

// Header doubles.
const TOP_START = 0;
const TOP_LEAST = 1;
const TOP_GREATEST = 2;
/** From here on two doubles per rung: start, and buckets per millisecond. */
const SCALES = 4;
const HEADER_DOUBLES = SCALES + RUNG_LIMIT * 2;

const LEAST_CAPACITY = 256;

/**
 * Pending events in the order of (time, sequence number). An event *is* a record of a pool: a 64-byte line whose
 * double 0 is the time and whose word 6 is the sequence number. Sequence numbers are compared by their wrapped difference, so they may pass 2^31 as long as those in
 * the list lie within 2^31 of each other. Times are finite and not below the time of the event taken last.
 *
 * A record must be in the list at most once, and its time and sequence number must not change while it is. There is
 * no removal: mark the record and skip it when it comes up.
 */
export class EventList {
  private f64: Float64Array = new Float64Array(0);
  private i32: Int32Array = new Int32Array(0);
  private header = new Int32Array(HEADER_WORDS);
  private scalars = new Float64Array(HEADER_DOUBLES);
  private bottomTimes = new Float64Array(LEAST_CAPACITY);
  private bottomRecords = new Int32Array(LEAST_CAPACITY);
  /** First record of each bucket's chain. */
  private buckets: Int32Array<ArrayBuffer>;
  /** The next record of the chain, by record. */
  private links = new Int32Array(0);
  private topTimes = new Float64Array(LEAST_CAPACITY);
  private topRecords = new Int32Array(LEAST_CAPACITY);
  /** Work space of a sort; holds nothing between calls. */
  private scratch = new Int32Array(0);

  /** `initialRecordCapacity` sizes the first buffers; they double as needed. */
  constructor(initialRecordCapacity: number) {
    const capacity = Math.max(LEAST_CAPACITY, Math.min(initialRecordCapacity, BUCKET_LIMIT));
    this.buckets = new Int32Array(capacity).fill(NONE);
    this.reset();
  }

  /** Number of pending events. */
  get size(): number {
    return this.header[SIZE];
  }

  /** Names the pool's views. To be called before the first `push` and whenever the pool is allocated anew. */
  attach(f64: Float64Array, i32: Int32Array): void {
    this.f64 = f64;
    this.i32 = i32;
    const records = Math.floor(i32.length / LINE_WORDS);
    if (this.links.length < records) this.links = enlarged(this.links, records);
  }

  /** Forgets all pending events. */
  clear(): void {
    this.buckets.fill(NONE);
    this.reset();
  }

  private reset(): void {
    this.header.fill(0);
    this.scalars[TOP_START] = Infinity;
  }

  /** With nothing pending the rungs are void, and events go to the bottom until it is long. */
  private startAnew(): void {
    const header = this.header;
    header[HEAD] = 0;
    header[TAIL] = 0;
    header[RUNG_COUNT] = 0;
    this.scalars[TOP_START] = Infinity;
  }

  /** Adds a record by the time and sequence number in its line. */
  push(record: number): void {
    const header = this.header;
    const scalars = this.scalars;
    const time = this.f64[record * LINE_DOUBLES + TIME_DOUBLE];
    if (header[SIZE]++ === 0) this.startAnew();
    if (time > scalars[TOP_START]) {
      const at = header[TOP_COUNT]++;
      if (at === this.topRecords.length) this.growTop();
      this.topTimes[at] = time;
      this.topRecords[at] = record;
      if (at === 0) {
        scalars[TOP_LEAST] = time;
        scalars[TOP_GREATEST] = time;
      } else if (time < scalars[TOP_LEAST]) scalars[TOP_LEAST] = time;
      else if (time > scalars[TOP_GREATEST]) scalars[TOP_GREATEST] = time;
      return;
    }
    const rungCount = header[RUNG_COUNT];
    for (let rung = 0; rung < rungCount; rung++) {
      const at = RUNGS + rung * RUNG_WORDS;
      const last = header[at + BUCKET_COUNT] - 1;
      const scaled = (time - scalars[SCALES + rung * 2]) * scalars[SCALES + rung * 2 + 1];
      const bucket = scaled >= last ? last : scaled > 0 ? scaled | 0 : 0;
      if (bucket > header[at + CURRENT]) {
        const slot = header[at + FIRST_BUCKET] + bucket;
        this.links[record] = this.buckets[slot];
        this.buckets[slot] = record;
        return;
      }
    }
    this.insertIntoBottom(record, time);
  }

  /** Takes the earliest record out of the list, or returns -1 if there is none. */
  pop(): number {
    const header = this.header;
    const head = header[HEAD];
    if (head === header[TAIL]) return this.popAfterRefill();
    header[HEAD] = head + 1;
    header[SIZE]--;
    return this.bottomRecords[head];
  }

  private popAfterRefill(): number {
    if (!this.refill()) return NONE;
    const header = this.header;
    header[SIZE]--;
    return this.bottomRecords[header[HEAD]++];
  }

  /** The earliest record, left in the list, or -1 if there is none. Its time is in its line. */
  peek(): number {
    const header = this.header;
    if (header[HEAD] === header[TAIL] && !this.refill()) return NONE;
    return this.bottomRecords[header[HEAD]];
  }

  /**
   * Writes all pending records to `target` (at least `size` long), in no particular but a reproducible order, and
   * returns their number. The list stays as it is.
   */
  listInto(target: Int32Array): number {
    const header = this.header;
    let count = 0;
    for (let i = header[HEAD]; i < header[TAIL]; i++) target[count++] = this.bottomRecords[i];
    for (let rung = 0; rung < header[RUNG_COUNT]; rung++) {
      const at = RUNGS + rung * RUNG_WORDS;
      const first = header[at + FIRST_BUCKET];
      for (let bucket = 0; bucket < header[at + BUCKET_COUNT]; bucket++) {
        count = this.listChain(this.buckets[first + bucket], target, count);
      }
    }
    for (let i = 0; i < header[TOP_COUNT]; i++) target[count++] = this.topRecords[i];
    return count;
  }

  private listChain(first: number, target: Int32Array, start: number): number {
    let count = start;
    for (let record = first; record !== NONE; record = this.links[record]) {
      target[count++] = record;
    }
    return count;
  }

  /** As `listInto`, and empties the list, so that records can be renumbered or dropped and pushed again. */
  drainTo(target: Int32Array): number {
    const count = this.listInto(target);
    this.clear();
    return count;
  }

  /**
   * The buffers that hold all of the list's state. Copy them together with the pool to take a snapshot. They are
   * replaced when the list grows, so ask anew each time.
   */
  buffers(): ArrayBuffer[] {
    return this.arrays().map((array) => array.buffer);
  }

  private arrays(): Numbers[] {
    return [
      this.header,
      this.scalars,
      this.bottomTimes,
      this.bottomRecords,
      this.topTimes,
      this.topRecords,
      this.buckets,
      this.links,
    ];
  }

  /**
   * Puts back what `buffers` gave, from copies, which stay untouched. The pool must be put back too, and attached if
   * it was allocated anew. The list then continues exactly as it did after the copies were taken.
   */
  restore(copies: readonly ArrayBuffer[]): void {
    const [header, scalars, bottomTimes, bottomRecords, topTimes, topRecords, buckets, links] = copies;
    this.header.set(new Int32Array(header));
    this.scalars.set(new Float64Array(scalars));
    this.bottomTimes = restored(this.bottomTimes, new Float64Array(bottomTimes));
    this.bottomRecords = restored(this.bottomRecords, new Int32Array(bottomRecords));
    this.topTimes = restored(this.topTimes, new Float64Array(topTimes));
    this.topRecords = restored(this.topRecords, new Int32Array(topRecords));
    this.buckets = restored(this.buckets.fill(NONE), new Int32Array(buckets));
    this.links = restored(this.links, new Int32Array(links));
  }

  // The bottom: records and their times in ascending order from HEAD to TAIL.

  private insertIntoBottom(record: number, time: number): void {
    const header = this.header;
    const length = header[TAIL] - header[HEAD];
    if (length >= BOTTOM_LIMIT) {
      this.insertIntoLongBottom(record, time);
      return;
    }
    if (header[TAIL] === this.bottomRecords.length) this.makeRoom();
    const times = this.bottomTimes;
    const records = this.bottomRecords;
    const head = header[HEAD];
    let place = header[TAIL]++;
    for (; place > head; place--) {
      const other = times[place - 1];
      if (other < time || (other === time && this.isInSequence(records[place - 1], record))) break;
      times[place] = other;
      records[place] = records[place - 1];
    }
    times[place] = time;
    records[place] = record;
  }

  private isInSequence(first: number, second: number): boolean {
    const i32 = this.i32;
    return ((i32[second * LINE_WORDS + SEQUENCE_WORD] - i32[first * LINE_WORDS + SEQUENCE_WORD]) | 0) > 0;
  }

  /** Spreads a long bottom over a rung, starts a top after it, or, if its times are all equal, finds the place by bisection. */
  private insertIntoLongBottom(record: number, time: number): void {
    const header = this.header;
    const head = header[HEAD];
    const tail = header[TAIL];
    const least = this.bottomTimes[head];
    const greatest = this.bottomTimes[tail - 1];
    const isAllBottom = this.scalars[TOP_START] === Infinity;
    if (isAllBottom) this.scalars[TOP_START] = greatest;
    const isTop = isAllBottom && time > greatest;
    if (isTop || (least < greatest && this.addRung(tail - head, least, greatest))) {
      if (!isTop) this.spreadBottom();
      header[SIZE]--;
      this.push(record);
      return;
    }
    this.insertByBisection(record, time);
  }

  private spreadBottom(): void {
    const header = this.header;
    const rung = header[RUNG_COUNT] - 1;
    for (let i = header[HEAD]; i < header[TAIL]; i++) this.putIntoRung(rung, this.bottomRecords[i], this.bottomTimes[i]);
    header[HEAD] = 0;
    header[TAIL] = 0;
  }

  /** Inserts into the bottom, moving the shorter side. */
  private insertByBisection(record: number, time: number): void {
    const header = this.header;
    if (header[TAIL] === this.bottomRecords.length) this.makeRoom();
    const times = this.bottomTimes;
    const records = this.bottomRecords;
    let low = header[HEAD];
    let high = header[TAIL];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = times[middle];
      if (other < time || (other === time && this.isInSequence(records[middle], record))) low = middle + 1;
      else high = middle;
    }
    const head = header[HEAD];
    if (head > 0 && low - head < header[TAIL] - low) {
      times.copyWithin(head - 1, head, low);
      records.copyWithin(head - 1, head, low);
      header[HEAD]--;
      low--;
    } else {
      times.copyWithin(low + 1, low, header[TAIL]);
      records.copyWithin(low + 1, low, header[TAIL]);
      header[TAIL]++;
    }
    times[low] = time;
    records[low] = record;
  }

  /** Moves the bottom to the start of its arrays if that frees half of them, else doubles them. */
  private makeRoom(): void {
    const header = this.header;
    const head = header[HEAD];
    const length = header[TAIL] - head;
    if (head < this.bottomRecords.length >> 1) this.growBottom(this.bottomRecords.length * 2);
    this.bottomTimes.copyWithin(0, head, head + length);
    this.bottomRecords.copyWithin(0, head, head + length);
    header[HEAD] = 0;
    header[TAIL] = length;
  }

  private growBottom(atLeast: number): void {
    let capacity = this.bottomRecords.length;
    while (capacity < atLeast) capacity *= 2;
    this.bottomTimes = enlarged(this.bottomTimes, capacity);
    this.bottomRecords = enlarged(this.bottomRecords, capacity);
  }

  // The rungs, from the coarsest to the finest.

  /** Adds an empty rung for times from `least` to `greatest`; false if it could not tell them apart. */
  private addRung(count: number, least: number, greatest: number): boolean {
    const header = this.header;
    const rung = header[RUNG_COUNT];
    const bucketCount = count < BUCKET_LIMIT ? count : BUCKET_LIMIT;
    const scale = bucketCount / (greatest - least);
    if (rung === RUNG_LIMIT || scale === Infinity) return false;
    const at = RUNGS + rung * RUNG_WORDS;
    const first = rung === 0 ? 0 : header[at - RUNG_WORDS + FIRST_BUCKET] + header[at - RUNG_WORDS + BUCKET_COUNT];
    if (first + bucketCount > this.buckets.length) this.growBuckets(first + bucketCount);
    header[at + FIRST_BUCKET] = first;
    header[at + BUCKET_COUNT] = bucketCount;
    header[at + CURRENT] = NONE;
    this.scalars[SCALES + rung * 2] = least;
    this.scalars[SCALES + rung * 2 + 1] = scale;
    header[RUNG_COUNT] = rung + 1;
    return true;
  }

  private growBuckets(atLeast: number): void {
    let capacity = this.buckets.length;
    while (capacity < atLeast) capacity *= 2;
    const used = this.buckets.length;
    this.buckets = enlarged(this.buckets, capacity).fill(NONE, used);
  }

  private growTop(): void {
    const capacity = this.topRecords.length * 2;
    this.topTimes = enlarged(this.topTimes, capacity);
    this.topRecords = enlarged(this.topRecords, capacity);
  }

  private putIntoRung(rung: number, record: number, time: number): void {
    const at = RUNGS + rung * RUNG_WORDS;
    const last = this.header[at + BUCKET_COUNT] - 1;
    const scaled = (time - this.scalars[SCALES + rung * 2]) * this.scalars[SCALES + rung * 2 + 1];
    const bucket = scaled >= last ? last : scaled > 0 ? scaled | 0 : 0;
    const slot = this.header[at + FIRST_BUCKET] + bucket;
    this.links[record] = this.buckets[slot];
    this.buckets[slot] = record;
  }

  /** Spreads a chain of records over the finest rung. */
  private spread(first: number): void {
    const rung = this.header[RUNG_COUNT] - 1;
    for (let record = first; record !== NONE; ) {
      const next = this.links[record];
      this.putIntoRung(rung, record, this.f64[record * LINE_DOUBLES + TIME_DOUBLE]);
      record = next;
    }
  }

  /** Brings the earliest events into the empty bottom; false if none are pending. */
  private refill(): boolean {
    const header = this.header;
    header[HEAD] = 0;
    header[TAIL] = 0;
    while (header[TAIL] === 0) {
      const rung = header[RUNG_COUNT] - 1;
      if (rung >= 0) this.takeBucket(rung);
      else if (header[TOP_COUNT] > 0) this.takeTop();
      else return false;
    }
    return true;
  }

  /** Sorts the next bucket of the finest rung into the bottom, or spreads it over a finer rung. */
  private takeBucket(rung: number): void {
    const header = this.header;
    const at = RUNGS + rung * RUNG_WORDS;
    const first = header[at + FIRST_BUCKET];
    const last = header[at + BUCKET_COUNT] - 1;
    let bucket = header[at + CURRENT] + 1;
    while (bucket < last && this.buckets[first + bucket] === NONE) bucket++;
    header[at + CURRENT] = bucket;
    // A rung on its last bucket takes no more events, so it can make room for a finer one.
    if (bucket === last) header[RUNG_COUNT] = rung;
    const chain = this.buckets[first + bucket];
    if (chain === NONE) return;
    this.buckets[first + bucket] = NONE;
    this.takeChain(chain);
  }

  private takeChain(chain: number): void {
    const times = this.bottomTimes;
    const records = this.bottomRecords;
    let count = 0;
    let record = chain;
    for (; record !== NONE && count < SORT_LIMIT; record = this.links[record]) {
      const time = this.f64[record * LINE_DOUBLES + TIME_DOUBLE];
      let place = count++;
      for (; place > 0; place--) {
        const other = times[place - 1];
        if (other < time || (other === time && this.isInSequence(records[place - 1], record))) break;
        times[place] = other;
        records[place] = records[place - 1];
      }
      times[place] = time;
      records[place] = record;
    }
    if (record === NONE) this.header[TAIL] = count;
    else this.takeLongChain(chain);
  }

  private takeLongChain(chain: number): void {
    let least = Infinity;
    let greatest = -Infinity;
    let count = 0;
    for (let record = chain; record !== NONE; record = this.links[record]) {
      const time = this.f64[record * LINE_DOUBLES + TIME_DOUBLE];
      if (time < least) least = time;
      if (time > greatest) greatest = time;
      count++;
    }
    if (least < greatest && this.addRung(count, least, greatest)) this.spread(chain);
    else this.sortIntoBottom(chain, count);
  }

  /** Spreads the top over a first rung, or sorts it if it is short. From now on the top begins after its last event. */
  private takeTop(): void {
    const header = this.header;
    const least = this.scalars[TOP_LEAST];
    const greatest = this.scalars[TOP_GREATEST];
    const count = header[TOP_COUNT];
    header[TOP_COUNT] = 0;
    this.scalars[TOP_START] = count <= SORT_LIMIT ? Infinity : greatest;
    if (count <= SORT_LIMIT) this.takeChain(this.chainTop(count));
    else if (least < greatest && this.addRung(count, least, greatest)) {
      for (let i = 0; i < count; i++) this.putIntoRung(0, this.topRecords[i], this.topTimes[i]);
    } else this.sortIntoBottom(this.chainTop(count), count);
  }

  private chainTop(count: number): number {
    let chain = NONE;
    for (let i = 0; i < count; i++) {
      const record = this.topRecords[i];
      this.links[record] = chain;
      chain = record;
    }
    return chain;
  }

  private sortIntoBottom(chain: number, count: number): void {
    if (this.bottomRecords.length < count) this.growBottom(count);
    if (this.scratch.length < count) this.scratch = new Int32Array(this.bottomRecords.length);
    const records = this.bottomRecords;
    let at = count;
    // A chain has its latest record first, so it is laid out from the end.
    for (let record = chain; record !== NONE; record = this.links[record]) records[--at] = record;
    sortRecords({ f64: this.f64, i32: this.i32, records, scratch: this.scratch }, count);
    for (let i = 0; i < count; i++) this.bottomTimes[i] = this.f64[records[i] * LINE_DOUBLES + TIME_DOUBLE];
    this.header[TAIL] = count;
  }
}
