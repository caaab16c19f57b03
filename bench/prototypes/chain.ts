/**
 * W2 in TypeScript, a chain of three tiers with time-outs and retries, over 64-byte records in typed arrays. `KEYED` and `LADDER` are set when it is bundled, so each bundle holds one variant.
 * Times are in milliseconds. The AssemblyScript engine does the same, operation for operation, and gives the same bits.
 */
import { childKey, exponential, uniform } from '../../src/base/random.ts';
import { EventList } from '../../src/engine/kernel/event-list.ts';
import { HeapList } from './heap-list.ts';
import { Xoshiro128 } from './sequential.ts';
import { exponentialFrom } from './ziggurat.ts';

declare const KEYED: boolean;
declare const LADDER: boolean;

// Words of a record's line; the time is double 0.
const LINE = 16;
const KIND = 2;
const TIER = 3;
const CALLER = 4;
const CALLER_ROUND = 5;
const SEQUENCE = 6;
const NEXT = 7;
const TRIES = 8;
/** Raised whenever a call's try is over, so that a reply or a time-out of an older try is told apart. */
const ROUND = 9;
const KEY = 10;
/** The double of a line that holds when a client came. */
const CAME = 6;

const ARRIVAL = 0;
const SERVICE_END = 1;
const BACKOFF_END = 2;
const TIMEOUTS = 3;

const SOURCE = 0;
const LANE = 1;
const FIRST_FREE = 2;

const TIERS = 3;
const CLIENT = -1;
const WORKERS = Int32Array.of(64, 32, 16);
const SERVICE_MS = Float64Array.of(2, 20, 8);
const QUEUE_CAPACITY = 1000;
const TIMEOUT_MS = 250;
const BACKOFF_MS = 50;
const MOST_TRIES = 3;

const RECORDS = 1 << 17;
const RING = 1 << 16;
const RING_MASK = RING - 1;

const ARRIVAL_SALT = 0x1b873593;
const SERVICE_SALT = 0x2545f491;
const JITTER_SALT = 0x3c6ef372;

// Counters.
const EVENTS = 0;
const COMPLETED = 1;
const FAILED = 2;
const TIMED_OUT = 3;
const REJECTED = 4;
const RETRIED = 5;
const ARRIVED = 6;

// Words of `words`.
const FREE = 0;
const NEXT_SEQUENCE = 1;
const RING_HEAD = 2;
const RING_TAIL = 3;
const SEED = 4;

const HISTOGRAM_BASE = (1023 - 12) * 128;
const HISTOGRAM_SIZE = 34 * 128;

/** One engine, used for many runs. */
export class Chain {
  readonly f64: Float64Array;
  readonly i32: Int32Array;
  readonly list = LADDER ? new EventList(RECORDS) : new HeapList(RECORDS);
  readonly random = new Xoshiro128(1);
  readonly clock = new Float64Array(2);
  readonly words = new Int32Array(8);
  readonly counts = new Int32Array(8);
  readonly busy = new Int32Array(TIERS);
  readonly queued = new Int32Array(TIERS);
  readonly heads = new Int32Array(TIERS);
  readonly tails = new Int32Array(TIERS);
  readonly ringTimes = new Float64Array(RING);
  readonly ring = new Int32Array(RING * 4);
  readonly histogram = new Int32Array(HISTOGRAM_SIZE);
  readonly latency = new Float64Array(2);
  readonly latencyWords = new Int32Array(this.latency.buffer);

  constructor() {
    const pool = new ArrayBuffer(RECORDS * 64);
    this.f64 = new Float64Array(pool);
    this.i32 = new Int32Array(pool);
    this.list.attach(this.f64, this.i32);
  }

  reset(seed: number): void {
    while (this.list.pop() >= 0);
    this.i32.fill(0);
    for (let record = FIRST_FREE; record < RECORDS; record++) this.i32[record * LINE + NEXT] = record + 1;
    this.words.fill(0);
    this.words[FREE] = FIRST_FREE;
    this.counts.fill(0);
    this.busy.fill(0);
    this.queued.fill(0);
    this.histogram.fill(0);
    this.clock.fill(0);
    this.latency.fill(0);
    this.random.state.set(new Xoshiro128(seed).state);
    this.words[SEED] = seed;
  }

  take(): number {
    const record = this.words[FREE];
    this.words[FREE] = this.i32[record * LINE + NEXT];
    return record;
  }

  release(record: number): void {
    this.i32[record * LINE + NEXT] = this.words[FREE];
    this.words[FREE] = record;
  }

  /** Puts a record whose time is set into the event list. */
  schedule(record: number, kind: number): void {
    const at = record * LINE;
    this.i32[at + KIND] = kind;
    this.i32[at + SEQUENCE] = this.words[NEXT_SEQUENCE]++;
    this.list.push(record);
  }

  run(seed: number, ratePerSec: number, horizonMs: number): void {
    this.reset(seed);
    const { f64, i32, clock, counts } = this;
    const interArrivalMs = 1000 / ratePerSec;
    f64[SOURCE * 8] = this.nextArrival(interArrivalMs);
    this.schedule(SOURCE, ARRIVAL);
    for (;;) {
      const record = this.list.pop();
      const time = f64[record * 8];
      if (time >= horizonMs) break;
      clock[0] = time;
      counts[EVENTS]++;
      switch (i32[record * LINE + KIND]) {
        case ARRIVAL:
          this.arrive(interArrivalMs);
          break;
        case SERVICE_END:
          if (i32[record * LINE + TIER] === TIERS - 1) this.reply(record, true);
          else this.beginCall(record);
          break;
        case BACKOFF_END:
          this.tryCall(record);
          break;
        default:
          this.lane();
      }
    }
  }

  nextArrival(meanMs: number): number {
    const draw = KEYED ? exponential(ARRIVAL_SALT, this.words[SEED], this.counts[ARRIVED]) : exponentialFrom(this.random);
    return this.clock[0] + meanMs * draw;
  }

  arrive(interArrivalMs: number): void {
    const client = this.take();
    const at = client * LINE;
    this.f64[client * 8 + CAME] = this.clock[0];
    this.i32[at + TIER] = CLIENT;
    this.i32[at + KEY] = this.counts[ARRIVED];
    this.counts[ARRIVED]++;
    this.f64[SOURCE * 8] = this.nextArrival(interArrivalMs);
    this.schedule(SOURCE, ARRIVAL);
    this.beginCall(client);
  }

  beginCall(caller: number): void {
    this.i32[caller * LINE + TRIES] = 0;
    this.tryCall(caller);
  }

  tryCall(caller: number): void {
    const { i32, words } = this;
    const at = caller * LINE;
    const tries = ++i32[at + TRIES];
    const round = ++i32[at + ROUND];
    this.setTimer(caller, round);
    const tier = i32[at + TIER] + 1;
    const isFree = this.busy[tier] < WORKERS[tier];
    if (!isFree && this.queued[tier] >= QUEUE_CAPACITY) {
      this.counts[REJECTED]++;
      i32[at + ROUND]++;
      this.tryFailed(caller);
      return;
    }
    const request = this.take();
    const row = request * LINE;
    i32[row + TIER] = tier;
    i32[row + CALLER] = caller;
    i32[row + CALLER_ROUND] = round;
    if (KEYED) i32[row + KEY] = childKey(i32[at + KEY], words[SEED] + tier, tries);
    if (isFree) {
      this.busy[tier]++;
      this.serve(request, tier);
    } else this.enqueue(request, tier);
  }

  enqueue(request: number, tier: number): void {
    if (this.queued[tier]++ === 0) this.heads[tier] = request;
    else this.i32[this.tails[tier] * LINE + NEXT] = request;
    this.tails[tier] = request;
  }

  serve(request: number, tier: number): void {
    const draw = KEYED
      ? exponential(SERVICE_SALT + tier, this.words[SEED], this.i32[request * LINE + KEY])
      : exponentialFrom(this.random);
    this.f64[request * 8] = this.clock[0] + SERVICE_MS[tier] * draw;
    this.schedule(request, SERVICE_END);
  }

  /** The worker takes the next request; the caller, if it still waits for this one, goes on. */
  reply(request: number, isGood: boolean): void {
    const { i32 } = this;
    const at = request * LINE;
    const tier = i32[at + TIER];
    const caller = i32[at + CALLER];
    const round = i32[at + CALLER_ROUND];
    this.release(request);
    if (this.queued[tier] > 0) {
      const next = this.heads[tier];
      this.heads[tier] = i32[next * LINE + NEXT];
      this.queued[tier]--;
      this.serve(next, tier);
    } else this.busy[tier]--;
    if (i32[caller * LINE + ROUND] !== round) return;
    i32[caller * LINE + ROUND]++;
    if (isGood) this.callOver(caller, true);
    else this.tryFailed(caller);
  }

  tryFailed(caller: number): void {
    const at = caller * LINE;
    const tries = this.i32[at + TRIES];
    if (tries >= MOST_TRIES) {
      this.callOver(caller, false);
      return;
    }
    this.counts[RETRIED]++;
    const draw = KEYED
      ? uniform(JITTER_SALT + tries, this.words[SEED], this.i32[at + KEY])
      : (this.random.next() >>> 0) * (1 / 4294967296);
    this.f64[caller * 8] = this.clock[0] + BACKOFF_MS * (1 << (tries - 1)) * draw;
    this.schedule(caller, BACKOFF_END);
  }

  callOver(caller: number, isGood: boolean): void {
    if (this.i32[caller * LINE + TIER] !== CLIENT) {
      this.reply(caller, isGood);
      return;
    }
    if (isGood) {
      this.counts[COMPLETED]++;
      this.latency[0] = this.clock[0] - this.f64[caller * 8 + CAME];
      this.clock[1] += this.latency[0];
      this.histogram[(this.latencyWords[1] >>> 13) - HISTOGRAM_BASE]++;
    } else this.counts[FAILED]++;
    this.release(caller);
  }

  // The lane: deadlines of one constant delay, in a ring. Only the first live one is in the event list.

  setTimer(caller: number, round: number): void {
    const { words, ring } = this;
    const at = words[RING_TAIL]++ & RING_MASK;
    const sequence = words[NEXT_SEQUENCE]++;
    this.ringTimes[at] = this.clock[0] + TIMEOUT_MS;
    ring[at * 4] = caller;
    ring[at * 4 + 1] = round;
    ring[at * 4 + 2] = sequence;
    if (!this.isArmed()) this.arm();
  }

  isArmed(): boolean {
    return this.i32[LANE * LINE + TRIES] === 1;
  }

  /** Puts the lane's first live deadline into the event list. */
  arm(): void {
    const { words, ring, i32 } = this;
    const tail = words[RING_TAIL];
    for (let head = words[RING_HEAD]; head !== tail; head++) {
      const at = head & RING_MASK;
      if (i32[ring[at * 4] * LINE + ROUND] !== ring[at * 4 + 1]) continue;
      words[RING_HEAD] = head;
      this.f64[LANE * 8] = this.ringTimes[at];
      i32[LANE * LINE + KIND] = TIMEOUTS;
      i32[LANE * LINE + SEQUENCE] = ring[at * 4 + 2];
      i32[LANE * LINE + TRIES] = 1;
      this.list.push(LANE);
      return;
    }
    words[RING_HEAD] = tail;
    i32[LANE * LINE + TRIES] = 0;
  }

  lane(): void {
    const { words, ring, i32 } = this;
    const at = words[RING_HEAD]++ & RING_MASK;
    const caller = ring[at * 4];
    const isLive = i32[caller * LINE + ROUND] === ring[at * 4 + 1];
    this.arm();
    if (!isLive) {
      this.counts[EVENTS]--;
      return;
    }
    this.counts[TIMED_OUT]++;
    i32[caller * LINE + ROUND]++;
    this.tryFailed(caller);
  }

  percentile(share: number): number {
    let rest = this.counts[COMPLETED] * share;
    for (let bucket = 0; bucket < HISTOGRAM_SIZE; bucket++) {
      rest -= this.histogram[bucket];
      if (rest < 0) {
        this.latencyWords[1] = (bucket + HISTOGRAM_BASE) << 13;
        this.latencyWords[0] = 0;
        return this.latency[0];
      }
    }
    return 0;
  }
}
