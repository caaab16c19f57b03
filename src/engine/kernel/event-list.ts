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
 *
 * No double is passed to or returned from a function here: a compiler that does not put the function into its caller
 * would box it, event after event. Times are read again or left in `scalars` instead.
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
/** What the arrays hold at first. */
const LEAST_CAPACITY = 256;

// Header words. Everything that changes lives in the arrays, so that a copy of them is a snapshot.
const SIZE = 0;
const HEAD = 1;
const TAIL = 2;
const RUNG_COUNT = 3;
const TOP_COUNT = 4;
/** From here on four words per rung, one of them spare: first slot, last bucket, bucket in use. */
const RUNGS = 8;
const RUNG_WORDS = 4;
const FIRST_SLOT = 0;
const LAST_BUCKET = 1;
const CURRENT = 2;
export const HEADER_WORDS = RUNGS + RUNG_LIMIT * RUNG_WORDS;

// Header doubles.
/** Times beyond this go to the top; Infinity while everything is in the bottom. */
const TOP_START = 0;
/** The bounds of what is about to be spread. */
const LEAST = 1;
const GREATEST = 2;
/** From here on two doubles per rung: start, and buckets per millisecond. */
const SCALES = 4;
export const HEADER_DOUBLES = SCALES + RUNG_LIMIT * 2;

/** What a list stands in: words and doubles of its header, then as many as it has room for. */
export interface ListArrays {
  readonly header: Int32Array<ArrayBuffer>;
  readonly scalars: Float64Array<ArrayBuffer>;
  readonly bottomTimes: Float64Array<ArrayBuffer>;
  readonly bottomRecords: Int32Array<ArrayBuffer>;
  readonly topTimes: Float64Array<ArrayBuffer>;
  readonly topRecords: Int32Array<ArrayBuffer>;
  readonly buckets: Int32Array<ArrayBuffer>;
  readonly links: Int32Array<ArrayBuffer>;
}

/**
 * Pending events in the order of (time, sequence number). An event *is* a record of a pool: a 64-byte line whose
 * double 0 is the time and whose word 6 is the sequence number. Sequence numbers are compared by their wrapped
 * difference, so they may pass 2^31 as long as those in the list lie within 2^31 of each other. Times are finite and
 * not below the time of the event taken last.
 *
 * A record must be in the list at most once, and its time and sequence number must not change while it is. There is
 * no removal: mark the record and skip it when it comes up.
 */
export class EventList {
  private f64: Float64Array = new Float64Array(0);
  private i32: Int32Array = new Int32Array(0);
  /** Counts how often arrays of the list were replaced by others. */
  replacements = 0;
  private header: Int32Array<ArrayBuffer> = new Int32Array(HEADER_WORDS);
  private scalars = new Float64Array(HEADER_DOUBLES);
  /** Times and records in ascending order, from HEAD to TAIL. */
  private bottomTimes = new Float64Array(LEAST_CAPACITY);
  private bottomRecords = new Int32Array(LEAST_CAPACITY);
  private topTimes = new Float64Array(LEAST_CAPACITY);
  private topRecords = new Int32Array(LEAST_CAPACITY);
  /** First record of each bucket's chain, rung after rung. */
  private buckets: Int32Array<ArrayBuffer>;
  /** The next record of the chain, by record. */
  private links = new Int32Array(0);
  /** Work space of a sort; holds nothing between calls. */
  private scratch = new Int32Array(0);

  /** `initialRecordCapacity` sizes the first buffers; they grow as needed. */
  constructor(initialRecordCapacity: number) {
    const capacity = Math.max(LEAST_CAPACITY, Math.min(initialRecordCapacity, BUCKET_LIMIT));
    this.buckets = new Int32Array(capacity).fill(NONE);
    this.startAnew();
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
    if (this.links.length >= records) return;
    this.links = enlarged(this.links, records);
    this.replacements++;
  }

  /** Forgets all pending events. */
  clear(): void {
    this.buckets.fill(NONE);
    this.header.fill(0);
    this.startAnew();
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
      return;
    }
    const rungCount = header[RUNG_COUNT];
    for (let rung = 0; rung < rungCount; rung++) {
      const at = RUNGS + rung * RUNG_WORDS;
      const last = header[at + LAST_BUCKET];
      const scaled = (time - scalars[SCALES + rung * 2]) * scalars[SCALES + rung * 2 + 1];
      const bucket = scaled >= last ? last : scaled > 0 ? scaled | 0 : 0;
      if (bucket > header[at + CURRENT]) {
        const slot = header[at + FIRST_SLOT] + bucket;
        this.links[record] = this.buckets[slot];
        this.buckets[slot] = record;
        return;
      }
    }
    const head = header[HEAD];
    let place = header[TAIL];
    if (place - head >= BOTTOM_LIMIT || place === this.bottomRecords.length) {
      this.insertIntoLongBottom(record);
      return;
    }
    header[TAIL] = place + 1;
    const i32 = this.i32;
    const times = this.bottomTimes;
    const records = this.bottomRecords;
    const sequence = i32[record * LINE_WORDS + SEQUENCE_WORD];
    for (; place > head; place--) {
      const other = times[place - 1];
      if (other < time) break;
      const otherRecord = records[place - 1];
      if (other === time && ((sequence - i32[otherRecord * LINE_WORDS + SEQUENCE_WORD]) | 0) > 0) break;
      times[place] = other;
      records[place] = otherRecord;
    }
    times[place] = time;
    records[place] = record;
  }

  /** Takes the earliest record out of the list, or returns -1 if there is none. */
  pop(): number {
    const header = this.header;
    if (header[HEAD] === header[TAIL] && !this.refill()) return NONE;
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
      const first = header[at + FIRST_SLOT];
      for (let slot = first; slot <= first + header[at + LAST_BUCKET]; slot++) {
        for (let record = this.buckets[slot]; record !== NONE; record = this.links[record]) target[count++] = record;
      }
    }
    for (let i = 0; i < header[TOP_COUNT]; i++) target[count++] = this.topRecords[i];
    return count;
  }

  /** As `listInto`, and empties the list, so that records can be renumbered or dropped and pushed again. */
  drainTo(target: Int32Array): number {
    const count = this.listInto(target);
    this.clear();
    return count;
  }

  /** Copies of all of the list's state, to be kept together with a copy of the pool. */
  copies(): ArrayBuffer[] {
    return this.arrays().map((array) => array.slice().buffer);
  }

  /** How many events there is room for in the bottom and in the top, and how many buckets there are. */
  get capacities(): { readonly bottom: number; readonly top: number; readonly buckets: number } {
    return { bottom: this.bottomRecords.length, top: this.topRecords.length, buckets: this.buckets.length };
  }

  /** Moves everything to other arrays, which are at least as long. */
  moveTo(arrays: ListArrays): void {
    const { header, scalars, bottomTimes, bottomRecords, topTimes, topRecords, buckets, links } = this;
    arrays.header.set(header);
    arrays.scalars.set(scalars);
    arrays.bottomTimes.set(bottomTimes);
    arrays.bottomRecords.set(bottomRecords);
    arrays.topTimes.set(topTimes);
    arrays.topRecords.set(topRecords);
    arrays.buckets.set(buckets);
    arrays.buckets.fill(NONE, buckets.length);
    arrays.links.set(links);
    Object.assign(this, arrays);
    this.replacements++;
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
   * Puts back what `copies` gave, which stays untouched. The pool must be put back too, and attached if
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
    this.replacements++;
  }

  /** Makes room in the bottom, spreads it over a rung, starts a top after it, or finds the place by bisection. */
  private insertIntoLongBottom(record: number): void {
    const header = this.header;
    const head = header[HEAD];
    const length = header[TAIL] - head;
    if (header[TAIL] === this.bottomRecords.length) this.makeRoom();
    if (length >= BOTTOM_LIMIT && !this.relieveBottom(record)) this.insertByBisection(record);
    else {
      header[SIZE]--;
      this.push(record);
    }
  }

  /** Lets the bottom have less to take in: true if `record` can now be put elsewhere. */
  private relieveBottom(record: number): boolean {
    const header = this.header;
    const scalars = this.scalars;
    const head = header[HEAD];
    const tail = header[TAIL];
    const isAllBottom = scalars[TOP_START] === Infinity;
    scalars[LEAST] = this.bottomTimes[head];
    scalars[GREATEST] = this.bottomTimes[tail - 1];
    if (isAllBottom) scalars[TOP_START] = scalars[GREATEST];
    if (isAllBottom && this.f64[record * LINE_DOUBLES + TIME_DOUBLE] > scalars[TOP_START]) return true;
    if (!this.addRung(tail - head)) return false;
    this.spreadEntries(this.bottomTimes, this.bottomRecords, head, tail);
    header[HEAD] = 0;
    header[TAIL] = 0;
    return true;
  }

  /** Inserts into the bottom, moving the shorter side. */
  private insertByBisection(record: number): void {
    const header = this.header;
    const times = this.bottomTimes;
    const records = this.bottomRecords;
    const head = header[HEAD];
    let place = this.findPlace(record);
    if (head > 0 && place - head < header[TAIL] - place) {
      times.copyWithin(head - 1, head, place);
      records.copyWithin(head - 1, head, place);
      header[HEAD]--;
      place--;
    } else {
      times.copyWithin(place + 1, place, header[TAIL]);
      records.copyWithin(place + 1, place, header[TAIL]);
      header[TAIL]++;
    }
    times[place] = this.f64[record * LINE_DOUBLES + TIME_DOUBLE];
    records[place] = record;
  }

  private findPlace(record: number): number {
    const time = this.f64[record * LINE_DOUBLES + TIME_DOUBLE];
    const sequence = this.i32[record * LINE_WORDS + SEQUENCE_WORD];
    let low = this.header[HEAD];
    let high = this.header[TAIL];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.bottomTimes[middle];
      const otherSequence = this.i32[this.bottomRecords[middle] * LINE_WORDS + SEQUENCE_WORD];
      if (other < time || (other === time && ((sequence - otherSequence) | 0) > 0)) low = middle + 1;
      else high = middle;
    }
    return low;
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
    this.replacements++;
  }

  private growTop(): void {
    const capacity = this.topRecords.length * 2;
    this.topTimes = enlarged(this.topTimes, capacity);
    this.topRecords = enlarged(this.topRecords, capacity);
    this.replacements++;
  }

  /** Adds an empty rung for `count` events between LEAST and GREATEST; false if it could not tell them apart. */
  private addRung(count: number): boolean {
    const header = this.header;
    const scalars = this.scalars;
    const rung = header[RUNG_COUNT];
    const bucketCount = count < BUCKET_LIMIT ? count : BUCKET_LIMIT;
    const scale = bucketCount / (scalars[GREATEST] - scalars[LEAST]);
    if (rung === RUNG_LIMIT || scale === Infinity) return false;
    const at = RUNGS + rung * RUNG_WORDS;
    const before = at - RUNG_WORDS;
    const first = rung === 0 ? 0 : header[before + FIRST_SLOT] + header[before + LAST_BUCKET] + 1;
    if (first + bucketCount > this.buckets.length) this.growBuckets(first + bucketCount);
    header[at + FIRST_SLOT] = first;
    header[at + LAST_BUCKET] = bucketCount - 1;
    header[at + CURRENT] = NONE;
    scalars[SCALES + rung * 2] = scalars[LEAST];
    scalars[SCALES + rung * 2 + 1] = scale;
    header[RUNG_COUNT] = rung + 1;
    return true;
  }

  private growBuckets(atLeast: number): void {
    let capacity = this.buckets.length;
    while (capacity < atLeast) capacity *= 2;
    const used = this.buckets.length;
    this.buckets = enlarged(this.buckets, capacity).fill(NONE, used);
    this.replacements++;
  }

  /** Spreads the entries from `start` to `end` of the bottom or top over the finest rung. */
  private spreadEntries(times: Float64Array, records: Int32Array, start: number, end: number): void {
    const { buckets, links, header, scalars } = this;
    const rung = header[RUNG_COUNT] - 1;
    const first = header[RUNGS + rung * RUNG_WORDS + FIRST_SLOT];
    const last = header[RUNGS + rung * RUNG_WORDS + LAST_BUCKET];
    const least = scalars[SCALES + rung * 2];
    const scale = scalars[SCALES + rung * 2 + 1];
    for (let i = start; i < end; i++) {
      const scaled = (times[i] - least) * scale;
      const slot = first + (scaled >= last ? last : scaled > 0 ? scaled | 0 : 0);
      links[records[i]] = buckets[slot];
      buckets[slot] = records[i];
    }
  }

  /** Spreads a chain over the finest rung. */
  private spreadChain(chain: number): void {
    const { buckets, links, header, scalars, f64 } = this;
    const rung = header[RUNG_COUNT] - 1;
    const first = header[RUNGS + rung * RUNG_WORDS + FIRST_SLOT];
    const last = header[RUNGS + rung * RUNG_WORDS + LAST_BUCKET];
    const least = scalars[SCALES + rung * 2];
    const scale = scalars[SCALES + rung * 2 + 1];
    for (let record = chain; record !== NONE; ) {
      const next = links[record];
      const scaled = (f64[record * LINE_DOUBLES + TIME_DOUBLE] - least) * scale;
      const slot = first + (scaled >= last ? last : scaled > 0 ? scaled | 0 : 0);
      links[record] = buckets[slot];
      buckets[slot] = record;
      record = next;
    }
  }

  /** Brings the earliest events into the empty bottom; false if none are pending. */
  private refill(): boolean {
    const header = this.header;
    header[HEAD] = 0;
    header[TAIL] = 0;
    while (header[TAIL] === 0) {
      if (header[RUNG_COUNT] > 0) this.takeBucket();
      else if (header[TOP_COUNT] > 0) this.takeTop();
      else return false;
    }
    return true;
  }

  /** Sorts the next bucket of the finest rung into the bottom, or spreads it over a finer rung. */
  private takeBucket(): void {
    const header = this.header;
    const buckets = this.buckets;
    const at = RUNGS + (header[RUNG_COUNT] - 1) * RUNG_WORDS;
    const first = header[at + FIRST_SLOT];
    const last = first + header[at + LAST_BUCKET];
    let slot = first + header[at + CURRENT] + 1;
    while (slot < last && buckets[slot] === NONE) slot++;
    header[at + CURRENT] = slot - first;
    // A rung on its last bucket takes no more events, so it can make room for a finer one.
    if (slot === last) header[RUNG_COUNT]--;
    const chain = buckets[slot];
    if (chain === NONE) return;
    buckets[slot] = NONE;
    this.takeChain(chain);
  }

  /** Sorts a short chain into the empty bottom by insertion; leaves a long one to `takeLongChain`. */
  private takeChain(chain: number): void {
    const { f64, i32, links } = this;
    const times = this.bottomTimes;
    const records = this.bottomRecords;
    let count = 0;
    let record = chain;
    for (; record !== NONE && count < SORT_LIMIT; record = links[record]) {
      const time = f64[record * LINE_DOUBLES + TIME_DOUBLE];
      const sequence = i32[record * LINE_WORDS + SEQUENCE_WORD];
      let place = count++;
      for (; place > 0; place--) {
        const other = times[place - 1];
        if (other < time) break;
        const otherRecord = records[place - 1];
        if (other === time && ((sequence - i32[otherRecord * LINE_WORDS + SEQUENCE_WORD]) | 0) > 0) break;
        times[place] = other;
        records[place] = otherRecord;
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
    this.scalars[LEAST] = least;
    this.scalars[GREATEST] = greatest;
    if (this.addRung(count)) this.spreadChain(chain);
    else this.sortIntoBottom(chain, count);
  }

  /** Spreads the top over a first rung, or sorts it if it is short. From now on the top begins after its last event. */
  private takeTop(): void {
    const { header, scalars, topTimes, topRecords } = this;
    const count = header[TOP_COUNT];
    let least = Infinity;
    let greatest = -Infinity;
    for (let i = 0; i < count; i++) {
      if (topTimes[i] < least) least = topTimes[i];
      if (topTimes[i] > greatest) greatest = topTimes[i];
    }
    header[TOP_COUNT] = 0;
    scalars[LEAST] = least;
    scalars[GREATEST] = greatest;
    scalars[TOP_START] = count <= SORT_LIMIT ? Infinity : greatest;
    if (count <= SORT_LIMIT) this.takeChain(this.chainTop(count));
    else if (this.addRung(count)) this.spreadEntries(topTimes, topRecords, 0, count);
    else this.sortIntoBottom(this.chainTop(count), count);
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
