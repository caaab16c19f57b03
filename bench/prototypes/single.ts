/**
 * W1 in TypeScript: M/M/1, over 64-byte records in typed arrays. `KEYED` and `LADDER` are set when it is bundled. The
 * AssemblyScript engine does the same, operation for operation, and gives the same bits.
 */
import { exponential } from '../../src/base/random.ts';
import { EventList } from '../../src/engine/kernel/event-list.ts';
import { HeapList } from './heap-list.ts';
import { Xoshiro128 } from './sequential.ts';
import { exponentialFrom } from './ziggurat.ts';

declare const KEYED: boolean;
declare const LADDER: boolean;

const LINE = 16;
const KIND = 2;
const SEQUENCE = 6;
const NEXT = 7;
const KEY = 10;
const CAME = 6;

const ARRIVAL = 0;
const DEPARTURE = 1;
const SOURCE = 0;
const RECORDS = 1 << 14;
const INTER_ARRIVAL_MS = 1250;
const SERVICE_MS = 1000;
const ARRIVAL_SALT = 0x1b873593;
const SERVICE_SALT = 0x2545f491;

// Words of `words`.
const FREE = 0;
const NEXT_SEQUENCE = 1;
const QUEUED = 2;
const HEAD = 3;
const TAIL = 4;
const ARRIVED = 5;
const SEED = 6;
const LEFT = 7;

/** One engine, used for many runs. */
export class Single {
  readonly f64: Float64Array;
  readonly i32: Int32Array;
  readonly list = LADDER ? new EventList(RECORDS) : new HeapList(RECORDS);
  readonly random = new Xoshiro128(1);
  /** The time, and the sum of the sojourn times. */
  readonly clock = new Float64Array(2);
  readonly words = new Int32Array(8);

  constructor() {
    const pool = new ArrayBuffer(RECORDS * 64);
    this.f64 = new Float64Array(pool);
    this.i32 = new Int32Array(pool);
    this.list.attach(this.f64, this.i32);
  }

  reset(seed: number): void {
    this.i32.fill(0);
    for (let record = 1; record < RECORDS; record++) this.i32[record * LINE + NEXT] = record + 1;
    this.words.fill(0);
    this.words[FREE] = 1;
    this.words[SEED] = seed;
    this.clock.fill(0);
    this.random.state.set(new Xoshiro128(seed).state);
  }

  schedule(record: number, kind: number): void {
    const at = record * LINE;
    this.i32[at + KIND] = kind;
    this.i32[at + SEQUENCE] = this.words[NEXT_SEQUENCE]++;
    this.list.push(record);
  }

  /** Runs until `customers` have come and the last one has left. */
  run(seed: number, customers: number): void {
    this.reset(seed);
    const { f64, i32, clock, words } = this;
    this.scheduleArrival();
    while (words[LEFT] < customers) {
      const record = this.list.pop();
      clock[0] = f64[record * 8];
      if (i32[record * LINE + KIND] === ARRIVAL) {
        this.arrive(customers);
      } else this.depart(record);
    }
  }

  scheduleArrival(): void {
    const draw = KEYED ? exponential(ARRIVAL_SALT, this.words[SEED], this.words[ARRIVED]) : exponentialFrom(this.random);
    this.f64[SOURCE * 8] = this.clock[0] + INTER_ARRIVAL_MS * draw;
    this.schedule(SOURCE, ARRIVAL);
  }

  arrive(customers: number): void {
    const { words, i32 } = this;
    const customer = words[FREE];
    words[FREE] = i32[customer * LINE + NEXT];
    this.f64[customer * 8 + CAME] = this.clock[0];
    i32[customer * LINE + KEY] = words[ARRIVED]++;
    if (words[ARRIVED] < customers) this.scheduleArrival();
    if (words[QUEUED]++ === 0) {
      words[HEAD] = customer;
      this.serve(customer);
    } else i32[words[TAIL] * LINE + NEXT] = customer;
    words[TAIL] = customer;
  }

  serve(customer: number): void {
    const draw = KEYED
      ? exponential(SERVICE_SALT, this.words[SEED], this.i32[customer * LINE + KEY])
      : exponentialFrom(this.random);
    this.f64[customer * 8] = this.clock[0] + SERVICE_MS * draw;
    this.schedule(customer, DEPARTURE);
  }

  depart(customer: number): void {
    const { words, i32, clock } = this;
    words[LEFT]++;
    clock[1] += clock[0] - this.f64[customer * 8 + CAME];
    const next = i32[customer * LINE + NEXT];
    i32[customer * LINE + NEXT] = words[FREE];
    words[FREE] = customer;
    if (--words[QUEUED] > 0) {
      words[HEAD] = next;
      this.serve(next);
    }
  }
}
