/** W1, M/M/1, as in `../single.ts`. */
import { exponential, nextExponential, seedSequential } from './draws';
import { clear, pop, push } from './ladder';
import { CAME, KEY, KIND, NEXT, SEQUENCE, line, release, resetPool, take } from './pool';

const ARRIVAL: i32 = 0;
const DEPARTURE: i32 = 1;
const SOURCE: i32 = 0;

export let now: f64 = 0;
export let sojournSum: f64 = 0;
let seed: i32 = 0;
let sequence: i32 = 0;
let queued: i32 = 0;
let last: i32 = 0;
let arrived: i32 = 0;

function schedule(record: i32, kind: i32): void {
  store<i32>(line(record), kind, KIND);
  store<i32>(line(record), sequence++, SEQUENCE);
  push(record);
}

function scheduleArrival(): void {
  const draw = KEYED ? exponential(0x1b873593, seed, arrived) : nextExponential();
  store<f64>(line(SOURCE), now + 1250 * draw);
  schedule(SOURCE, ARRIVAL);
}

function serve(customer: i32): void {
  const draw = KEYED ? exponential(0x2545f491, seed, load<i32>(line(customer), KEY)) : nextExponential();
  store<f64>(line(customer), now + 1000 * draw);
  schedule(customer, DEPARTURE);
}

function arrive(customers: i32): void {
  const customer = take();
  store<f64>(line(customer), now, CAME);
  store<i32>(line(customer), arrived++, KEY);
  if (arrived < customers) scheduleArrival();
  if (queued++ === 0) serve(customer);
  else store<i32>(line(last), customer, NEXT);
  last = customer;
}

function depart(customer: i32): void {
  sojournSum += now - load<f64>(line(customer), CAME);
  const next = load<i32>(line(customer), NEXT);
  release(customer);
  if (--queued > 0) serve(next);
}

export function runSingle(runSeed: i32, customers: i32): void {
  seed = runSeed;
  clear();
  resetPool(1);
  seedSequential(seed);
  sequence = 0;
  queued = 0;
  arrived = 0;
  now = 0;
  sojournSum = 0;
  scheduleArrival();
  for (let left = 0; left < customers; ) {
    const record = pop();
    now = load<f64>(line(record));
    if (load<i32>(line(record), KIND) === ARRIVAL) arrive(customers);
    else {
      depart(record);
      left++;
    }
  }
}
