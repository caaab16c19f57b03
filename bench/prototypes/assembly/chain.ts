/** W2, a chain of three tiers with time-outs and retries, as in `../chain.ts`. */
import { childKey, exponential, keyedBits, nextBits, nextExponential, seedSequential, uniformOf } from './draws';
import { clear, pop, push } from './ladder';
import {
  CALLER,
  CALLER_ROUND,
  CAME,
  KEY,
  KIND,
  NEXT,
  ROUND,
  SEQUENCE,
  TIER,
  TRIES,
  line,
  release,
  resetPool,
  take,
} from './pool';

const ARRIVAL: i32 = 0;
const SERVICE_END: i32 = 1;
const BACKOFF_END: i32 = 2;
const TIMEOUTS: i32 = 3;
const SOURCE: i32 = 0;
const LANE: i32 = 1;
const FIRST_FREE: i32 = 2;
const TIERS: i32 = 3;
const CLIENT: i32 = -1;
const QUEUE_CAPACITY: i32 = 1000;
const TIMEOUT_MS: f64 = 250;
const BACKOFF_MS: f64 = 50;
const MOST_TRIES: i32 = 3;
const RING: usize = 1 << 16;
const HISTOGRAM_BASE: i32 = (1023 - 12) * 128;
const HISTOGRAM_SIZE: i32 = 34 * 128;

/** Per tier 32 bytes: service time, workers, busy, queued, head, tail. */
const tiers: usize = memory.data(32 * 3, 16);
/** Per deadline 24 bytes: time, caller, round, sequence number. */
const ring: usize = heap.alloc(RING * 24);
const histogram: usize = heap.alloc(<usize>HISTOGRAM_SIZE * 4);
/** What a run counts: events, completed, failed, timed out, rejected, retried, arrived. */
export const counts: StaticArray<i32> = new StaticArray<i32>(7);

export let latencySum: f64 = 0;
let now: f64 = 0;
let seed: i32 = 0;
let sequence: i32 = 0;
let ringHead: usize = 0;
let ringTail: usize = 0;
let isArmed: bool = false;
let events: i32 = 0;
let completed: i32 = 0;
let failed: i32 = 0;
let timedOut: i32 = 0;
let rejected: i32 = 0;
let retried: i32 = 0;
let arrived: i32 = 0;

// @ts-ignore: decorator
@inline
function tierRow(tier: i32): usize {
  return tiers + (<usize>tier << 5);
}

function setTier(tier: i32, serviceMs: f64, workers: i32): void {
  store<f64>(tierRow(tier), serviceMs);
  store<i32>(tierRow(tier), workers, 8);
  store<i32>(tierRow(tier), 0, 12);
  store<i32>(tierRow(tier), 0, 16);
}

function schedule(record: i32, kind: i32): void {
  store<i32>(line(record), kind, KIND);
  store<i32>(line(record), sequence++, SEQUENCE);
  push(record);
}

// @ts-ignore: decorator
@inline
function deadline(at: usize): usize {
  return ring + (at & (RING - 1)) * 24;
}

function arm(): void {
  isArmed = false;
  for (; ringHead !== ringTail; ringHead++) {
    const first = deadline(ringHead);
    if (load<i32>(line(load<i32>(first, 8)), ROUND) !== load<i32>(first, 12)) continue;
    store<f64>(line(LANE), load<f64>(first));
    store<i32>(line(LANE), TIMEOUTS, KIND);
    store<i32>(line(LANE), load<i32>(first, 16), SEQUENCE);
    isArmed = true;
    push(LANE);
    return;
  }
}

function setTimer(caller: i32, round: i32): void {
  const entry = deadline(ringTail++);
  store<f64>(entry, now + TIMEOUT_MS);
  store<i32>(entry, caller, 8);
  store<i32>(entry, round, 12);
  store<i32>(entry, sequence++, 16);
  if (!isArmed) arm();
}

function callOver(caller: i32, isGood: bool): void {
  if (load<i32>(line(caller), TIER) !== CLIENT) {
    reply(caller, isGood);
    return;
  }
  if (isGood) {
    const latency = now - load<f64>(line(caller), CAME);
    completed++;
    latencySum += latency;
    const slot = histogram + (<usize>(<i32>(reinterpret<u64>(latency) >> 45) - HISTOGRAM_BASE) << 2);
    store<i32>(slot, load<i32>(slot) + 1);
  } else failed++;
  release(caller);
}

function tryFailed(caller: i32): void {
  const tries = load<i32>(line(caller), TRIES);
  if (tries >= MOST_TRIES) {
    callOver(caller, false);
    return;
  }
  retried++;
  const bits = KEYED ? keyedBits(0x3c6ef372 + tries, seed, load<i32>(line(caller), KEY)) : nextBits();
  store<f64>(line(caller), now + BACKOFF_MS * <f64>(1 << (tries - 1)) * uniformOf(bits));
  schedule(caller, BACKOFF_END);
}

function serve(request: i32, tier: i32): void {
  const draw = KEYED ? exponential(0x2545f491 + tier, seed, load<i32>(line(request), KEY)) : nextExponential();
  store<f64>(line(request), now + load<f64>(tierRow(tier)) * draw);
  schedule(request, SERVICE_END);
}

function tryCall(caller: i32): void {
  const c = line(caller);
  const tries = load<i32>(c, TRIES) + 1;
  const round = load<i32>(c, ROUND) + 1;
  store<i32>(c, tries, TRIES);
  store<i32>(c, round, ROUND);
  setTimer(caller, round);
  const tier = load<i32>(c, TIER) + 1;
  const row = tierRow(tier);
  const isFree = load<i32>(row, 12) < load<i32>(row, 8);
  if (!isFree && load<i32>(row, 16) >= QUEUE_CAPACITY) {
    rejected++;
    store<i32>(c, round + 1, ROUND);
    tryFailed(caller);
    return;
  }
  const request = take();
  const r = line(request);
  store<i32>(r, tier, TIER);
  store<i32>(r, caller, CALLER);
  store<i32>(r, round, CALLER_ROUND);
  if (KEYED) store<i32>(r, childKey(load<i32>(c, KEY), seed + tier, tries), KEY);
  if (isFree) {
    store<i32>(row, load<i32>(row, 12) + 1, 12);
    serve(request, tier);
    return;
  }
  const queued = load<i32>(row, 16);
  store<i32>(row, queued + 1, 16);
  if (queued === 0) store<i32>(row, request, 20);
  else store<i32>(line(load<i32>(row, 24)), request, NEXT);
  store<i32>(row, request, 24);
}

function beginCall(caller: i32): void {
  store<i32>(line(caller), 0, TRIES);
  tryCall(caller);
}

function reply(request: i32, isGood: bool): void {
  const r = line(request);
  const tier = load<i32>(r, TIER);
  const caller = load<i32>(r, CALLER);
  const round = load<i32>(r, CALLER_ROUND);
  const row = tierRow(tier);
  release(request);
  const queued = load<i32>(row, 16);
  if (queued > 0) {
    const next = load<i32>(row, 20);
    store<i32>(row, load<i32>(line(next), NEXT), 20);
    store<i32>(row, queued - 1, 16);
    serve(next, tier);
  } else store<i32>(row, load<i32>(row, 12) - 1, 12);
  if (load<i32>(line(caller), ROUND) !== round) return;
  store<i32>(line(caller), round + 1, ROUND);
  if (isGood) callOver(caller, true);
  else tryFailed(caller);
}

function scheduleArrival(interArrivalMs: f64): void {
  const draw = KEYED ? exponential(0x1b873593, seed, arrived) : nextExponential();
  store<f64>(line(SOURCE), now + interArrivalMs * draw);
  schedule(SOURCE, ARRIVAL);
}

function arrive(interArrivalMs: f64): void {
  const client = take();
  store<f64>(line(client), now, CAME);
  store<i32>(line(client), CLIENT, TIER);
  store<i32>(line(client), arrived++, KEY);
  scheduleArrival(interArrivalMs);
  beginCall(client);
}

function lane(): void {
  const first = deadline(ringHead++);
  const caller = load<i32>(first, 8);
  const isLive = load<i32>(line(caller), ROUND) === load<i32>(first, 12);
  const round = load<i32>(first, 12);
  arm();
  if (!isLive) {
    events--;
    return;
  }
  timedOut++;
  store<i32>(line(caller), round + 1, ROUND);
  tryFailed(caller);
}

function reset(runSeed: i32): void {
  seed = runSeed;
  clear();
  resetPool(FIRST_FREE);
  seedSequential(seed);
  setTier(0, 2, 64);
  setTier(1, 20, 32);
  setTier(2, 8, 16);
  memory.fill(histogram, 0, <usize>HISTOGRAM_SIZE * 4);
  sequence = 0;
  ringHead = 0;
  ringTail = 0;
  isArmed = false;
  now = 0;
  latencySum = 0;
  events = 0;
  completed = 0;
  failed = 0;
  timedOut = 0;
  rejected = 0;
  retried = 0;
  arrived = 0;
}

export function runChain(runSeed: i32, ratePerSec: f64, horizonMs: f64): void {
  reset(runSeed);
  const interArrivalMs = 1000 / ratePerSec;
  scheduleArrival(interArrivalMs);
  for (;;) {
    const record = pop();
    const time = load<f64>(line(record));
    if (time >= horizonMs) break;
    now = time;
    events++;
    switch (load<i32>(line(record), KIND)) {
      case ARRIVAL:
        arrive(interArrivalMs);
        break;
      case SERVICE_END:
        if (load<i32>(line(record), TIER) === TIERS - 1) reply(record, true);
        else beginCall(record);
        break;
      case BACKOFF_END:
        tryCall(record);
        break;
      default:
        lane();
    }
  }
  counts[0] = events;
  counts[1] = completed;
  counts[2] = failed;
  counts[3] = timedOut;
  counts[4] = rejected;
  counts[5] = retried;
  counts[6] = arrived;
}

export function percentile(share: f64): f64 {
  let rest = <f64>completed * share;
  for (let bucket = 0; bucket < HISTOGRAM_SIZE; bucket++) {
    rest -= <f64>load<i32>(histogram + (<usize>bucket << 2));
    if (rest < 0) return reinterpret<f64>(<u64>(bucket + HISTOGRAM_BASE) << 45);
  }
  return 0;
}
