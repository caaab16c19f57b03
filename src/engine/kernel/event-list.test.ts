import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventList } from './event-list.ts';

/** A pool of records as the engine has it, with an event list over it and a sorted array to compare with. */
class Fixture {
  f64: Float64Array;
  i32: Int32Array;
  list: EventList;
  free: number[] = [];
  model: number[] = [];
  sequence: number;
  now = 0;

  constructor(capacity: number, firstSequence = 0) {
    const pool = new ArrayBuffer(capacity * 64);
    this.f64 = new Float64Array(pool);
    this.i32 = new Int32Array(pool);
    this.list = new EventList(capacity);
    this.list.attach(this.f64, this.i32);
    this.sequence = firstSequence | 0;
    for (let record = capacity - 1; record >= 0; record--) this.free.push(record);
  }

  isBefore(a: number, b: number): boolean {
    const difference = this.f64[a * 8] - this.f64[b * 8];
    return difference < 0 || (difference === 0 && ((this.i32[b * 16 + 6] - this.i32[a * 16 + 6]) | 0) > 0);
  }

  growPool(): void {
    const old = this.i32;
    const pool = new ArrayBuffer(old.byteLength * 2);
    this.f64 = new Float64Array(pool);
    this.i32 = new Int32Array(pool);
    this.i32.set(old);
    this.list.attach(this.f64, this.i32);
    for (let record = this.i32.length / 16 - 1; record >= old.length / 16; record--) this.free.push(record);
  }

  push(time: number, sequence = (this.sequence = (this.sequence + 1) | 0)): void {
    if (this.free.length === 0) this.growPool();
    const record = this.free.pop()!;
    this.f64[record * 8] = time;
    this.i32[record * 16 + 6] = sequence;
    this.list.push(record);
    let place = this.model.length;
    while (place > 0 && this.isBefore(record, this.model[place - 1])) place--;
    this.model.splice(place, 0, record);
  }

  pop(): void {
    const wanted = this.model.shift() ?? -1;
    expect(this.list.peek()).toBe(wanted);
    expect(this.list.pop()).toBe(wanted);
    if (wanted === -1) return;
    this.now = this.f64[wanted * 8];
    this.free.push(wanted);
  }

  expectDrained(): void {
    while (this.model.length > 0) this.pop();
    this.pop();
    expect(this.list.size).toBe(0);
  }
}

type Step = { pops: number; delays: number[] };

const delay = fc.oneof(
  fc.constant(0),
  fc.constantFrom(1, 2, 5, 250),
  fc.double({ min: 0, max: 10, noNaN: true }),
  fc.double({ min: 0, max: 1e-9, noNaN: true }),
  fc.double({ min: 0, max: 1e9, noNaN: true }),
  fc.integer({ min: -1000, max: 60 }).map((n) => 2 ** n),
);
const script: fc.Arbitrary<Step[]> = fc.array(
  fc.record({ pops: fc.integer({ min: 0, max: 40 }), delays: fc.array(delay, { maxLength: 120, size: 'max' }) }),
  { maxLength: 12, size: 'max' },
);

function play(fixture: Fixture, steps: readonly Step[]): void {
  for (const step of steps) {
    for (const wait of step.delays) fixture.push(fixture.now + wait);
    expect(fixture.list.size).toBe(fixture.model.length);
    for (let i = 0; i < step.pops; i++) fixture.pop();
  }
}

describe('EventList', () => {
  it('gives events in the order of a sorted array, for any script', () => {
    fc.assert(
      fc.property(script, fc.constantFrom(0, 2 ** 31 - 200, -100), (steps, firstSequence) => {
        const fixture = new Fixture(4, firstSequence);
        play(fixture, steps);
        fixture.expectDrained();
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the order when equal times come with older sequence numbers, as from lanes', () => {
    const event = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: -1000, max: 1000 }));
    fc.assert(
      fc.property(fc.uniqueArray(event, { maxLength: 400, size: 'max', selector: (e) => e[1] }), (events) => {
        const fixture = new Fixture(16);
        for (const [time, sequence] of events) fixture.push(time, sequence);
        fixture.expectDrained();
      }),
      { numRuns: 100 },
    );
  });

  it('continues identically after a restore from copies', () => {
    fc.assert(
      fc.property(script, script, (before, after) => {
        const fixture = new Fixture(8);
        play(fixture, before);
        const copies = fixture.list.copies();
        const pool = fixture.i32.slice();
        const saved = { model: [...fixture.model], free: [...fixture.free], sequence: fixture.sequence, now: fixture.now };

        play(fixture, after);
        const first = popAll(fixture.list);

        fixture.i32 = pool;
        fixture.f64 = new Float64Array(pool.buffer);
        Object.assign(fixture, saved);
        fixture.list.restore(copies);
        fixture.list.attach(fixture.f64, fixture.i32);
        play(fixture, after);
        expect(popAll(fixture.list)).toEqual(first);

        const fresh = new EventList(1);
        fresh.restore(copies);
        expect(fresh.copies().map(bytes)).toEqual(copies.map(bytes));
      }),
      { numRuns: 100 },
    );
  });

  it('lists and drains all pending records, which can be pushed again', () => {
    fc.assert(
      fc.property(script, (steps) => {
        const fixture = new Fixture(8);
        play(fixture, steps);
        const target = new Int32Array(fixture.list.size);
        expect(fixture.list.listInto(target)).toBe(fixture.model.length);
        expect([...target].sort((a, b) => a - b)).toEqual([...fixture.model].sort((a, b) => a - b));
        expect(fixture.list.drainTo(target)).toBe(fixture.model.length);
        expect(fixture.list.size).toBe(0);
        expect(fixture.list.pop()).toBe(-1);
        for (const record of target) fixture.list.push(record);
        fixture.expectDrained();
      }),
      { numRuns: 100 },
    );
  });

  it('is empty after clear', () => {
    const fixture = new Fixture(512);
    for (let i = 0; i < 500; i++) fixture.push((i * 7919) % 499);
    for (let i = 0; i < 100; i++) fixture.list.pop();
    fixture.list.clear();
    expect(fixture.list.size).toBe(0);
    expect(fixture.list.peek()).toBe(-1);
    fixture.list.push(3);
    expect(fixture.list.pop()).toBe(3);
  });
});

function popAll(list: EventList): number[] {
  const records: number[] = [];
  for (let record = list.pop(); record !== -1; record = list.pop()) records.push(record);
  return records;
}

function bytes(buffer: ArrayBuffer): string {
  return Buffer.from(buffer).toString('base64');
}

/** Large runs, checked by what order means: what comes out never goes back, and ties come in sequence. */
describe('EventList at scale', () => {
  type Held = { disorder: number; left: number; accessesPerEvent: number };

  /** Takes and puts back `operations` times, empties the list, and counts what came too early and each look into the pool. */
  function hold(options: { pending: number; operations: number; first: (i: number) => number; delay: (i: number) => number; count?: boolean }): Held {
    const { pending, operations } = options;
    let accesses = 0;
    /** A view that counts; it is slow, so the counted runs are shorter. */
    const counting = <T extends object>(view: T): T =>
      new Proxy(view, {
        get: (target, key) => (accesses++, Reflect.get(target, key) as unknown),
        set: (target, key, value) => (accesses++, Reflect.set(target, key, value)),
      });
    const pool = new ArrayBuffer(pending * 64);
    const f64 = new Float64Array(pool);
    const i32 = new Int32Array(pool);
    const list = new EventList(16);
    if (options.count) list.attach(counting(f64), counting(i32));
    else list.attach(f64, i32);
    let sequence = 0;
    for (let record = 0; record < pending; record++) {
      f64[record * 8] = options.first(record);
      i32[record * 16 + 6] = sequence++;
      list.push(record);
    }
    let time = -1;
    let last = -1;
    let disorder = 0;
    for (let i = 0; i < operations + pending; i++) {
      const record = list.pop();
      const next = f64[record * 8];
      const nextSequence = i32[record * 16 + 6];
      if (next < time || (next === time && nextSequence < last)) disorder++;
      time = next;
      last = nextSequence;
      if (i >= operations) continue;
      f64[record * 8] = time + options.delay(i);
      i32[record * 16 + 6] = sequence++;
      list.push(record);
    }
    return { disorder, left: list.size, accessesPerEvent: accesses / (operations + pending) };
  }

  /** A cheap spread of numbers in [0, 1): multiples of the golden section. */
  const spread = (i: number): number => (i * 0.6180339887498949) % 1;
  const nothing = (): number => 0;

  type Case = [string, number, (i: number) => number, (i: number) => number];
  const cases: Case[] = [
    ['uniform times, 100,000 pending', 1e5, spread, (i: number) => 1 + spread(i)],
    ['uniform times, 1,000,000 pending', 1e6, spread, (i: number) => 1 + spread(i)],
    ['all at one time', 1e5, nothing, nothing],
    ['all at one time, then constant delays', 1e5, nothing, () => 5],
    ['one far event and many near ones', 1e5, (i: number) => (i === 0 ? 1e12 : spread(i)), (i: number) => spread(i) * 1e-3],
    ['bimodal', 1e5, spread, (i: number) => (i % 10 === 0 ? 100 + spread(i) : spread(i) * 0.1)],
    ['two instants', 1e5, (i: number) => i % 2, (i: number) => i % 2],
    ['descending times', 1e5, (i: number) => 1e5 - i, (i: number) => spread(i) * 1e5],
    ['ascending times', 1e5, (i: number) => i, () => 1e5],
    ['geometrically growing times', 1e5, (i: number) => 2 ** ((i % 2000) - 1000), (i: number) => 2 ** -(i % 1000)],
    ['near a great instant', 1e5, () => 1e9, (i: number) => (i % 7) * 2 ** -23],
  ];

  it.each(cases)('keeps the order: %s', (_name, pending, first, delayOf) => {
    const { disorder, left } = hold({ pending, operations: 2e5, first, delay: delayOf });
    expect({ disorder, left }).toEqual({ disorder: 0, left: 0 });
  }, 20_000);

  it.each(cases)('moves an event a bounded number of times: %s', (_name, pending, first, delayOf) => {
    const size = Math.min(pending, 20_000);
    const { accessesPerEvent } = hold({ pending: size, operations: 20_000, first, delay: delayOf, count: true });
    expect(accessesPerEvent).toBeLessThan(80);
  }, 20_000);
});
