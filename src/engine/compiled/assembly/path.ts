/**
 * The plain path compiled: what `src/engine/plain/plain-path.ts` does, on the same bytes, in the same order. Whatever it does
 * not do it leaves to that one: before it takes an event, or in its middle, at a point from which the other can go on.
 */
import {
  AT_ONCE, EVENTS, FREE_HEAD, HASH_HIGH, HASH_LOW, LAST_EVENT, MOST_EVENTS_AT_ONCE, NOW, NUMBER_COUNTER, RECORDS_LIVE,
} from '../../core';
import {
  ARRIVAL, ARRIVED, CALLING, KEY, LANE, META, NEXT, NO_LINK, NONE, NUMBER, PARENT, PARENT_TOKEN, PLACE, REPLYING, ROOT, SERVING, STATE_MASK,
  STEP, TOKEN, TRACED, TRAVELLING,
} from '../../kernel/record';
import { BEGUN, IN_SYSTEM, IN_SYSTEM_AREA, NOT_ANSWERED, OFFERED } from '../../measure/columns';
import {
  FROM_AT, HAZARD_AT, IS_CONSTANT, MEASURES_AT, NEXT_AT, SALT_0, SALT_1, SOURCE_AT, START, STATION, WORD_AT,
} from '../../plain/plain-tables';
import { SAMPLE_KEY } from '../../sources';
import {
  EXIT_AGAIN, EXIT_CROWDED, EXIT_DONE, EXIT_EVENT, EXIT_TRACED, FIXED, PLAIN_BIT, RATES_CELL, RECORD_CAPACITY_CELL, SOURCES_CELL,
  TRACE_CELL,
} from '../memory-layout';
import { childKey, exponential } from './draws';
import { goOn, isPlainReply, replied } from './jobs';
import { peek, take } from './list';
import {
  add, allocate, beganPlace, counter, exit, free, increase, line, now, place, schedule, servedPlace, setCounter, stationRow, subtract,
  UNUSUAL,
} from './state';
import { armLane, isLiveTimer, laneRecordPlace } from './timers';
import { arrive } from './visits';

/** Records that an event may take at most, with some to spare. */
const MOST_TAKEN: i32 = 8;

/** The hot loop: takes events up to `limit`, which is left out if `isExclusive`, `budget` of them at the most. Returns why it
 *  ended. */
export function run(limit: f64, isExclusive: i32, budget: i32): i32 {
  // The first moment that is too late.
  const end = isExclusive !== 0 || limit === Infinity ? limit : reinterpret<f64>(reinterpret<i64>(limit) + 1);
  // An event takes a few records at most, so that nobody needs to look at how many there are.
  const room = (load<i32>(RECORD_CAPACITY_CELL) - counter(RECORDS_LIVE)) / MOST_TAKEN;
  if (room <= 0) return EXIT_CROWDED;
  const most = room < budget ? room : budget;
  let left = most;
  let reason: i32;
  do {
    const record = peek();
    reason = EXIT_DONE;
    if (record === NONE) break;
    const at = line(record);
    const time = load<f64>(at);
    if (!(time < end)) break;
    const meta = load<i32>(at, META * 4);
    const state = meta & STATE_MASK;
    let atOnce = 0;
    reason = EXIT_EVENT;
    if (!(time > now())) {
      // Nothing happens before its cause; the general code says what is wrong.
      if (!(time >= now())) break;
      if (time === load<f64>(FIXED + LAST_EVENT * 8)) atOnce = counter(AT_ONCE) + 1;
      if (atOnce >= MOST_EVENTS_AT_ONCE) break;
    }
    let job: i32 = record;
    if (state === SERVING) {
      const row = stationRow(at);
      if (meta & UNUSUAL || !(load<i32>(row) & PLAIN_BIT) || load<i32>(place(row, WORD_AT)) !== 0) break;
      left--;
      begins(time, state, at, atOnce);
      add(servedPlace(record), time - load<f64>(beganPlace(record)));
      store<i32>(at, load<i32>(at, STEP * 4) + 1, STEP * 4);
    } else if (state === ARRIVAL) {
      const row = load<u32>(SOURCES_CELL) + (<usize>load<i32>(at, STEP * 4) << 6);
      if (load<i32>(row) === 0) break;
      left--;
      begins(time, state, at, atOnce);
      job = arrival(record, at, row, time);
      if (load<i32>(line(job), META * 4) & TRACED) {
        reason = exit(EXIT_TRACED, job);
        break;
      }
    } else if (state === TRAVELLING) {
      left--;
      begins(time, state, at, atOnce);
      reason = arriveFromAfar(record, at, time);
      continue;
    } else if (state === REPLYING) {
      if (meta !== REPLYING || load<i32>(at, PARENT * 4) < 0 || !isPlainReply(at)) break;
      left--;
      begins(time, state, at, atOnce);
      job = replied(record, at, time);
    } else {
      if (state !== LANE || isLiveTimer(at)) break;
      dropLaneEvent(record, at, time);
      reason = 0;
      continue;
    }
    reason = goOn(job, state === SERVING);
  } while (reason === 0 && left > 0);
  store<f64>(FIXED + EVENTS * 8, load<f64>(FIXED + EVENTS * 8) + <f64>(most - left));
  return reason === 0 ? EXIT_AGAIN : reason;
}

/** A job that has travelled reaches its station. */
function arriveFromAfar(job: i32, at: usize, time: f64): i32 {
  return arrive(job, at, time);
}

/** A lane's event whose timer was cancelled is no event. */
function dropLaneEvent(record: i32, at: usize, time: f64): void {
  take();
  store<f64>(FIXED + NOW * 8, time);
  const lane = load<i32>(at, STEP * 4);
  store<i32>(laneRecordPlace(lane), NONE);
  free(record, at);
  armLane(lane);
}

/** Takes the event out of the list, and mixes it into the trace hash. The caller counts it; `atOnce` others have happened at this
 *  moment. */
@inline
function begins(time: f64, state: i32, at: usize, atOnce: i32): void {
  take();
  store<f64>(FIXED + NOW * 8, time);
  store<f64>(FIXED + LAST_EVENT * 8, time);
  setCounter(AT_ONCE, atOnce);
  const bits = reinterpret<i64>(time);
  const mixed = (counter(HASH_LOW) ^ <i32>bits ^ load<i32>(at, KEY * 4)) * 0x7feb352d;
  setCounter(HASH_LOW, mixed ^ (mixed >>> 15));
  setCounter(HASH_HIGH, ((counter(HASH_HIGH) + <i32>(bits >> 32) + state) * <i32>0x846ca68b) ^ (mixed >>> 13));
}

// A source's next request.

@inline
function arrival(record: i32, at: usize, row: usize, time: f64): i32 {
  const numberPlace = place(row, NEXT_AT);
  const number = load<i32>(numberPlace);
  store<i32>(numberPlace, number + 1);
  const hazard: f64 = load<i32>(row, IS_CONSTANT * 4) === 1 ? 1 : exponential(load<i32>(row, SALT_0 * 4), load<i32>(row, SALT_1 * 4), number + 1);
  store<f64>(place(row, FROM_AT), time);
  store<f64>(place(row, HAZARD_AT), hazard);
  store<i32>(at, number + 1, KEY * 4);
  store<i32>(at, counter(FREE_HEAD), NEXT * 4);
  schedule(record, at, time + hazard / load<f64>(load<u32>(RATES_CELL) + (<usize>load<i32>(at, STEP * 4) << 3)));
  return beginRequest(row, number, time);
}

@inline
function beginRequest(row: usize, number: i32, time: f64): i32 {
  const request = allocate();
  const at = line(request);
  const every = load<i32>(TRACE_CELL);
  const isTraced = every > 0 && isSampled(number, every);
  store<i32>(at, childKey(number, load<i32>(row, SALT_0 * 4), 0), KEY * 4);
  store<i32>(at, CALLING | ROOT | (isTraced ? TRACED : 0), META * 4);
  store<i32>(at, load<i32>(row, STATION * 4) | (NO_LINK << 16), PLACE * 4);
  store<i32>(at, NONE, PARENT * 4);
  store<i32>(at, 0, PARENT_TOKEN * 4);
  store<i32>(at, 0, TOKEN * 4);
  store<i32>(at, load<i32>(row, START * 4), STEP * 4);
  const id = counter(NUMBER_COUNTER);
  setCounter(NUMBER_COUNTER, id + 1);
  store<i32>(at, id, NUMBER * 4);
  store<f64>(at, time, ARRIVED * 8);
  const measures = place(row, MEASURES_AT);
  increase(measures + OFFERED * 8);
  increase(measures + BEGUN * 8);
  increase(measures + IN_SYSTEM * 8);
  subtract(measures + IN_SYSTEM_AREA * 8, time);
  increase(place(row, SOURCE_AT) + NOT_ANSWERED * 8);
  return request;
}

function isSampled(number: i32, every: i32): bool {
  const group = number / every;
  return number - group * every === <i32>(<u32>childKey(group, SAMPLE_KEY, 0) % <u32>every);
}
