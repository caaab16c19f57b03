/** The hold model: take the earliest event, put it back later. Nanoseconds per pair by number pending. */
import { exponential, uniform } from '../../src/base/random.ts';
import { EventList } from '../../src/engine/kernel/event-list.ts';
import { HeapList } from './heap-list.ts';
import { offer, type Program } from './measure.ts';

type List = { attach(f64: Float64Array, i32: Int32Array): void; push(record: number): void; pop(): number };

/** A table of increments, so that what a draw costs does not show. */
const TABLE = 1 << 16;
const increments: Record<string, (key: number) => number> = {
  exp: (key) => exponential(1, 2, key),
  mix: (key) => {
    const kind = uniform(3, 4, key);
    return kind < 0.7 ? 5 * exponential(1, 2, key) : kind < 0.95 ? 250 : 60_000 * uniform(5, 6, key);
  },
  bi: (key) => (uniform(3, 4, key) < 0.9 ? 0.1 * uniform(5, 6, key) : 100 + uniform(5, 6, key)),
};

function hold(makeList: (capacity: number) => List, pending: number, increment: (key: number) => number): Program {
  const pool = new ArrayBuffer(0);
  let f64 = new Float64Array(pool);
  let i32 = new Int32Array(pool);
  let list: List;
  const table = new Float64Array(TABLE);
  let sequence = 0;
  return (operations) => {
    if (f64.length === 0) {
      const lines = new ArrayBuffer(pending * 64);
      f64 = new Float64Array(lines);
      i32 = new Int32Array(lines);
      list = makeList(pending);
      list.attach(f64, i32);
      for (let i = 0; i < TABLE; i++) table[i] = increment(i);
      for (let record = 0; record < pending; record++) {
        f64[record * 8] = table[record & (TABLE - 1)] * uniform(7, 8, record);
        i32[record * 16 + 6] = sequence++;
        list.push(record);
      }
    }
    return run(list, f64, i32, table, operations);
  };
}

/** Kept as text of its own for each list, so that the engine's compiler sees one kind only in each loop. */
const run = (list: List, f64: Float64Array, i32: Int32Array, table: Float64Array, operations: number): number[] => {
  let record = 0;
  for (let i = 0; i < operations; i++) {
    record = list.pop();
    f64[record * 8] += table[i & (TABLE - 1)];
    i32[record * 16 + 6] = (i32[record * 16 + 6] + 1_000_000) | 0;
    list.push(record);
  }
  return [f64[record * 8]];
};

const programs: Record<string, Program> = {};
for (const kind of ['exp', 'mix', 'bi']) {
  for (const pending of [2, 10, 30, 60, 100, 1000, 10_000, 100_000, 1_000_000]) {
    programs[`${kind} ${pending}`] = LADDER
      ? hold((capacity) => new EventList(capacity), pending, increments[kind])
      : hold((capacity) => new HeapList(capacity), pending, increments[kind]);
  }
}
offer(BUNDLE, programs);

declare const LADDER: boolean;
declare const BUNDLE: string;
