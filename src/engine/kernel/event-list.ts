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
 */

/** Words per record line: 16 int32 words or 8 doubles, 64 bytes. */
const LINE_WORDS = 16;
const LINE_DOUBLES = 8;
/** The double of a line that holds the event's time. */
const TIME_DOUBLE = 0;
/** The word of a line that holds the event's sequence number. */
const SEQUENCE_WORD = 6;
/** The word of a line that links the records of one bucket. */
const NEXT_WORD = 7;
/** The end of a chain, an empty bucket, and what an empty list returns. */
const NONE = -1;

/** A bucket with more events than this is spread over a finer rung rather than sorted. */
const SORT_LIMIT = 40;
/** A bottom that grows beyond this by insertions is spread over a rung. */
const BOTTOM_LIMIT = 64;
/** Rungs in use at once. Only times that grow geometrically need more, and those are then sorted. */
const RUNG_LIMIT = 12;
/** Buckets in one rung at most; enough for a million pending events at one each. */
const BUCKET_LIMIT = 1 << 20;

// Header words. Everything that changes lives in the arrays, so that a copy of them is a snapshot.
const SIZE = 0;
const HEAD = 1;
const TAIL = 2;
const RUNG_COUNT = 3;
const TOP_HEAD = 4;
const TOP_COUNT = 5;
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
 * double 0 is the time, whose word 6 is the sequence number and whose word 7 belongs to this list while the record
 * is in it. Sequence numbers are compared by their wrapped difference, so they may pass 2^31 as long as those in
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
  private bottomTimes: Float64Array<ArrayBuffer>;
  private bottomRecords: Int32Array<ArrayBuffer>;
  private buckets: Int32Array<ArrayBuffer>;
  /** Work space of a sort; holds nothing between calls. */
  private scratch = new Int32Array(0);

  /** `initialRecordCapacity` sizes the first buffers; they double as needed. */
  constructor(initialRecordCapacity: number) {
    const capacity = Math.max(LEAST_CAPACITY, Math.min(initialRecordCapacity, BUCKET_LIMIT));
    this.bottomTimes = new Float64Array(LEAST_CAPACITY);
    this.bottomRecords = new Int32Array(LEAST_CAPACITY);
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
  }

  /** Forgets all pending events. */
  clear(): void {
    this.buckets.fill(NONE);
    this.reset();
  }

  private reset(): void {
    this.header.fill(0);
    this.header[TOP_HEAD] = NONE;
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
      this.i32[record * LINE_WORDS + NEXT_WORD] = header[TOP_HEAD];
      header[TOP_HEAD] = record;
      if (header[TOP_COUNT]++ === 0) {
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
        this.i32[record * LINE_WORDS + NEXT_WORD] = this.buckets[slot];
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
    return this.listChain(header[TOP_HEAD], target, count);
  }

  private listChain(first: number, target: Int32Array, start: number): number {
    let count = start;
    for (let record = first; record !== NONE; record = this.i32[record * LINE_WORDS + NEXT_WORD]) {
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
   * The buffers that hold all of the list's state but for the links in the records' lines. Copy them together with
   * the pool to take a snapshot. The array and its buffers are replaced when the list grows: ask anew each time.
   */
  buffers(): ArrayBuffer[] {
    return [
      this.header.buffer,
      this.scalars.buffer,
      this.bottomTimes.buffer,
      this.bottomRecords.buffer,
      this.buckets.buffer,
    ];
  }

  /**
   * Puts back what `buffers` gave, from copies, which stay untouched. The pool must be put back (and attached) too.
   * The list then continues exactly as it did after the copy was taken.
   */
  restore(copies: readonly ArrayBuffer[]): void {
    this.header.set(new Int32Array(copies[0]));
    this.scalars.set(new Float64Array(copies[1]));
    if (copies[2].byteLength !== this.bottomTimes.byteLength) {
      this.bottomTimes = new Float64Array(copies[2].byteLength / 8);
      this.bottomRecords = new Int32Array(copies[3].byteLength / 4);
    }
    if (copies[4].byteLength !== this.buckets.byteLength) this.buckets = new Int32Array(copies[4].byteLength / 4);
    this.bottomTimes.set(new Float64Array(copies[2]));
    this.bottomRecords.set(new Int32Array(copies[3]));
    this.buckets.set(new Int32Array(copies[4]));
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
    for (let i = header[HEAD]; i < header[TAIL]; i++) this.putIntoRung(rung, this.bottomRecords[i]);
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
    const times = new Float64Array(capacity);
    const records = new Int32Array(capacity);
    times.set(this.bottomTimes);
    records.set(this.bottomRecords);
    this.bottomTimes = times;
    this.bottomRecords = records;
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
    const buckets = new Int32Array(capacity).fill(NONE);
    buckets.set(this.buckets);
    this.buckets = buckets;
  }

  private putIntoRung(rung: number, record: number): void {
    const at = RUNGS + rung * RUNG_WORDS;
    const time = this.f64[record * LINE_DOUBLES + TIME_DOUBLE];
    const last = this.header[at + BUCKET_COUNT] - 1;
    const scaled = (time - this.scalars[SCALES + rung * 2]) * this.scalars[SCALES + rung * 2 + 1];
    const bucket = scaled >= last ? last : scaled > 0 ? scaled | 0 : 0;
    const slot = this.header[at + FIRST_BUCKET] + bucket;
    this.i32[record * LINE_WORDS + NEXT_WORD] = this.buckets[slot];
    this.buckets[slot] = record;
  }

  /** Spreads a chain of records over the finest rung. */
  private spread(first: number): void {
    const rung = this.header[RUNG_COUNT] - 1;
    for (let record = first; record !== NONE; ) {
      const next = this.i32[record * LINE_WORDS + NEXT_WORD];
      this.putIntoRung(rung, record);
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
    for (; record !== NONE && count < SORT_LIMIT; record = this.i32[record * LINE_WORDS + NEXT_WORD]) {
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
    for (let record = chain; record !== NONE; record = this.i32[record * LINE_WORDS + NEXT_WORD]) {
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
    const scalars = this.scalars;
    const chain = header[TOP_HEAD];
    const count = header[TOP_COUNT];
    header[TOP_HEAD] = NONE;
    header[TOP_COUNT] = 0;
    scalars[TOP_START] = count <= SORT_LIMIT ? Infinity : scalars[TOP_GREATEST];
    if (count <= SORT_LIMIT) this.takeChain(chain);
    else if (scalars[TOP_LEAST] < scalars[TOP_GREATEST] && this.addRung(count, scalars[TOP_LEAST], scalars[TOP_GREATEST])) {
      this.spread(chain);
    } else this.sortIntoBottom(chain, count);
  }

  // Sorting what no rung could tell apart: a merge sort, which is linear for a chain in or against the order.

  private sortIntoBottom(chain: number, count: number): void {
    if (this.bottomRecords.length < count) this.growBottom(count);
    if (this.scratch.length < count) this.scratch = new Int32Array(this.bottomRecords.length);
    let from: Int32Array = this.bottomRecords;
    let to: Int32Array = this.scratch;
    let at = count;
    // A chain has its latest record first, so it is laid out from the end.
    for (let record = chain; record !== NONE; record = this.i32[record * LINE_WORDS + NEXT_WORD]) from[--at] = record;
    for (let width = 1; width < count; width *= 2) {
      for (let start = 0; start < count; start += 2 * width) this.mergeRuns(from, to, start, width, count);
      [from, to] = [to, from];
    }
    if (from !== this.bottomRecords) this.bottomRecords.set(from.subarray(0, count));
    for (let i = 0; i < count; i++) {
      this.bottomTimes[i] = this.f64[this.bottomRecords[i] * LINE_DOUBLES + TIME_DOUBLE];
    }
    this.header[TAIL] = count;
  }

  /** Merges the sorted runs of `width` records that begin at `start` and `start + width`. */
  private mergeRuns(from: Int32Array, to: Int32Array, start: number, width: number, count: number): void {
    const middle = Math.min(start + width, count);
    const end = Math.min(middle + width, count);
    let left = start;
    let right = middle;
    if (middle === end || this.isBefore(from[middle - 1], from[middle])) {
      for (let i = start; i < end; i++) to[i] = from[i];
      return;
    }
    for (let i = start; i < end; i++) {
      const isLeft = left < middle && (right === end || this.isBefore(from[left], from[right]));
      to[i] = isLeft ? from[left++] : from[right++];
    }
  }

  private isBefore(first: number, second: number): boolean {
    const a = this.f64[first * LINE_DOUBLES + TIME_DOUBLE];
    const b = this.f64[second * LINE_DOUBLES + TIME_DOUBLE];
    return a < b || (a === b && this.isInSequence(first, second));
  }
}
