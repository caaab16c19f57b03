/** Jobs: they go on with their programs, call, are replied to and answered. As in `src/engine/plain/plain-path.ts`, in the same order. */
import { ANSWERED_AND_DONE, OTHER_SERVICE, OTHER_SOJOURN, OTHER_WAIT, STRAIGHT, TOKEN_COUNTER } from '../../core';
import {
  ARRIVED, ATTEMPT_MASK, ATTEMPT_SHIFT, CALLING, DEPTH_SHIFT, HOLDS, KEY, META, NONE, NUMBER, PARENT, PARENT_TOKEN, PLACE, REPLYING, ROOT,
  SPOILED, STATE_MASK, STEP, TOKEN, TRAVELLING,
} from '../../kernel/record';
import {
  ANSWERED, ATTEMPTS, CALLS, COMPLETED, DONE, GOOD, HELD, IN_PROGRESS, IN_PROGRESS_AREA, IN_SYSTEM, IN_SYSTEM_AREA, LATE_REPLIES,
  NOT_ANSWERED, OK, SUCCEEDED,
} from '../../measure/columns';
import { STEP_CALL, STEP_END } from '../../network';
import { DEADLINE, LATENCY, PROBABILITY } from '../../parameters';
import {
  CALLEE, CHILD_SALT, HEAD_AT, HISTOGRAM_AT, INSIDE_AT, LANE_AT, MEASURES_AT, PARAMETERS_AT, REPLICAS_AT, SHARE_SALT_0, SHARE_SALT_1,
  SOURCE_AT, SUMS_AT, TURN_AT, WORD_AT,
} from '../../plain/plain-tables';
import {
  DELAYED_BIT, EXIT_GO_ON, EXIT_REPLIED, LIMITED_BIT, PLAIN_BIT, RELEASING_BIT, SHARED_BIT, SOURCE_OF_CELL, SOURCES_CELL, TIMED_BIT,
} from '../memory-layout';
import { childKey, uniform } from './draws';
import {
  add, addWord, allocate, beganPlace, count, counter, decrease, exit, free, HISTOGRAM_BYTES, increase, line, linkRow, measuredFrom, now,
  place, schedule, setCounter, stationRow, stepPlace, subtract, SUMS_BYTES, UNUSUAL,
} from './state';
import { hasTimer, setTimer } from './timers';
import { arrive, canBeginNext, endWork, recordVisit, release } from './visits';

/** Lets a job go on with its program from where it stands, which has worked until now if `hasWorked`; when it is done, those go on
 *  who have waited for it. */
@inline
export function goOn(first: i32, hasWorked: bool): i32 {
  const time = now();
  let works = hasWorked;
  let job = first;
  while (job !== NONE) {
    const at = line(job);
    const step = stepPlace(load<i32>(at, STEP * 4));
    const kind = load<i32>(step);
    if (kind === STEP_CALL) {
      const link = load<i32>(step, 4);
      const row = linkRow(link);
      const bits = load<i32>(row);
      if (bits !== PLAIN_BIT) {
        if (bits & SHARED_BIT && !isUsed(at, row, load<i32>(step, 8))) {
          store<i32>(at, load<i32>(at, STEP * 4) + 1, STEP * 4);
          continue;
        }
        if (!canCall(at, row, bits)) return generalGoesOn(job, works);
      }
      return call(job, at, link, row, bits, works, load<i32>(step, 8), time);
    }
    const meta = load<i32>(at, META * 4);
    if (kind !== STEP_END || meta & UNUSUAL) return generalGoesOn(job, works);
    if (meta & ROOT) return answer(job, at, time);
    // It leaves its station: if its worker is freed here, and its reply goes over a plain link.
    const row = stationRow(at);
    if (!works && (!(load<i32>(row) & PLAIN_BIT) || load<i32>(place(row, WORD_AT)) !== 0)) return exit(EXIT_GO_ON, job);
    const caller = load<i32>(at, PARENT * 4);
    if (caller < 0) return generalGoesOn(job, works);
    const link = linkRow(load<u16>(at, PLACE * 4 + 2));
    const bits = load<i32>(link);
    if (!(bits & PLAIN_BIT)) return generalGoesOn(job, works);
    if (meta & HOLDS) {
      const next = load<i32>(place(row, HEAD_AT));
      if (next !== NONE && !canBeginNext(next, row)) return generalGoesOn(job, works);
      release(row, next, works, time);
    } else if (works) endWork(row, time);
    works = false;
    const measures = place(row, MEASURES_AT);
    increase(measures + COMPLETED * 8);
    addWord(place(row, INSIDE_AT), -1);
    decrease(measures + IN_SYSTEM * 8);
    add(measures + IN_SYSTEM_AREA * 8, time);
    recordVisit(job, at, row, time);
    if (bits & DELAYED_BIT) {
      const arrivalTime = time + load<f64>(place(link, PARAMETERS_AT), LATENCY * 8);
      if (arrivalTime > time) {
        store<i32>(at, REPLYING | (OK << ATTEMPT_SHIFT), META * 4);
        store<i32>(at, 0, TOKEN * 4);
        schedule(job, at, arrivalTime);
        return 0;
      }
    }
    // Its reply arrives at once.
    const from = line(caller);
    if (load<i32>(from, TOKEN * 4) !== load<i32>(at, PARENT_TOKEN * 4)) {
      free(job, at);
      increase(place(link, MEASURES_AT) + LATE_REPLIES * 8);
      return 0;
    }
    const callerStep = load<i32>(from, STEP * 4);
    const callerMeta = load<i32>(from, META * 4);
    if ((callerMeta & (STATE_MASK | UNUSUAL)) !== CALLING || bits & LIMITED_BIT || load<i32>(stepPlace(callerStep)) !== STEP_CALL) return exit(EXIT_REPLIED, job);
    free(job, at);
    endCall(caller, from, link, callerStep, callerMeta, time);
    job = caller;
  }
  return 0;
}

/** Leaves a job to the general code. */
function generalGoesOn(job: i32, works: bool): i32 {
  if (works) endWork(stationRow(line(job)), now());
  return exit(EXIT_GO_ON, job);
}

/** Whether this request uses a connection that only a share of requests uses. */
function isUsed(at: usize, row: usize, repetition: i32): bool {
  const share = load<f64>(place(row, PARAMETERS_AT), PROBABILITY * 8);
  return uniform(load<i32>(row, SHARE_SALT_0 * 4), load<i32>(row, SHARE_SALT_1 * 4), load<i32>(at, KEY * 4) + repetition) < share;
}

/** Whether a call begins as calls do. */
@inline
function canCall(at: usize, row: usize, bits: i32): bool {
  if ((bits & (PLAIN_BIT | LIMITED_BIT)) !== PLAIN_BIT) return false;
  if (bits & TIMED_BIT) {
    const lane = load<i32>(place(row, LANE_AT));
    if (lane === 0 || !hasTimer(lane - 1)) return false;
  }
  if (!(bits & RELEASING_BIT) || !(load<i32>(at, META * 4) & HOLDS)) return true;
  const station = stationRow(at);
  if (!(load<i32>(station) & PLAIN_BIT) || load<i32>(place(station, WORD_AT)) !== 0) return false;
  const next = load<i32>(place(station, HEAD_AT));
  return next === NONE || canBeginNext(next, station);
}

/** Begins a call and sends its first attempt. */
@inline
function call(job: i32, at: usize, link: i32, row: usize, bits: i32, works: bool, repetition: i32, time: f64): i32 {
  const measures = place(row, MEASURES_AT);
  let meta = load<i32>(at, META * 4);
  if (meta & HOLDS) {
    const station = stationRow(at);
    if (bits & RELEASING_BIT) {
      release(station, load<i32>(place(station, HEAD_AT)), works, time);
      meta &= ~HOLDS;
    } else {
      if (works) endWork(station, time);
      increase(place(station, MEASURES_AT) + HELD * 8);
    }
  } else if (works) endWork(stationRow(at), time);
  increase(measures + CALLS * 8);
  increase(measures + ATTEMPTS * 8);
  increase(measures + IN_PROGRESS * 8);
  subtract(measures + IN_PROGRESS_AREA * 8, time);
  store<f64>(beganPlace(job), time);
  let token = counter(TOKEN_COUNTER) + 1;
  if (token === 0) token = 1;
  setCounter(TOKEN_COUNTER, token);
  store<i32>(at, token, TOKEN * 4);
  if (bits & TIMED_BIT) setTimer(job, token, load<i32>(place(row, LANE_AT)) - 1);
  store<i32>(at, (meta & ~(STATE_MASK | ATTEMPT_MASK)) | CALLING | (1 << ATTEMPT_SHIFT), META * 4);
  store<f64>(at, time);
  const callee = allocate();
  const to = line(callee);
  const station = load<i32>(place(row, REPLICAS_AT)) <= 1 ? load<i32>(row, CALLEE * 4) : nextReplica(row);
  store<i32>(to, TRAVELLING | (((meta >>> DEPTH_SHIFT) + 1) << DEPTH_SHIFT), META * 4);
  store<i32>(to, station | (link << 16), PLACE * 4);
  store<i32>(to, childKey(load<i32>(at, KEY * 4), load<i32>(row, CHILD_SALT * 4), repetition * 256 + 1), KEY * 4);
  store<i32>(to, job, PARENT * 4);
  store<i32>(to, token, PARENT_TOKEN * 4);
  store<i32>(to, 0, TOKEN * 4);
  store<i32>(to, load<i32>(at, NUMBER * 4), NUMBER * 4);
  if (bits & DELAYED_BIT) {
    const arrivalTime = time + load<f64>(place(row, PARAMETERS_AT), LATENCY * 8);
    if (arrivalTime > time) {
      schedule(callee, to, arrivalTime);
      return 0;
    }
  }
  return arrive(callee, to, time);
}

function nextReplica(row: usize): i32 {
  const replicas = load<i32>(place(row, REPLICAS_AT));
  const asked = load<i32>(place(row, TURN_AT));
  const turn = asked < replicas ? asked : 0;
  store<i32>(place(row, TURN_AT), turn + 1 >= replicas ? 0 : turn + 1);
  return load<i32>(row, CALLEE * 4) + turn;
}

/** Whether a good reply comes over a plain link, too late or to a call whose end is plain. */
@inline
export function isPlainReply(at: usize): bool {
  const bits = load<i32>(linkRow(load<u16>(at, PLACE * 4 + 2)));
  if (!(bits & PLAIN_BIT)) return false;
  const from = line(load<i32>(at, PARENT * 4));
  if (load<i32>(from, TOKEN * 4) !== load<i32>(at, PARENT_TOKEN * 4)) return true;
  return (
    (bits & LIMITED_BIT) === 0 && (load<i32>(from, META * 4) & (STATE_MASK | UNUSUAL)) === CALLING &&
    load<i32>(stepPlace(load<i32>(from, STEP * 4))) === STEP_CALL
  );
}

/** A good and plain reply that has travelled ends its record, and the call that waits for it. Returns the caller, or NONE. */
export function replied(record: i32, at: usize, time: f64): i32 {
  const row = linkRow(load<u16>(at, PLACE * 4 + 2));
  const caller = load<i32>(at, PARENT * 4);
  const from = line(caller);
  const token = load<i32>(at, PARENT_TOKEN * 4);
  free(record, at);
  if (load<i32>(from, TOKEN * 4) !== token) {
    increase(place(row, MEASURES_AT) + LATE_REPLIES * 8);
    return NONE;
  }
  endCall(caller, from, row, load<i32>(from, STEP * 4), load<i32>(from, META * 4), time);
  return caller;
}

/** A call ends well. */
@inline
function endCall(caller: i32, from: usize, row: usize, step: i32, meta: i32, time: f64): void {
  const measures = place(row, MEASURES_AT);
  increase(measures + SUCCEEDED * 8);
  decrease(measures + IN_PROGRESS * 8);
  add(measures + IN_PROGRESS_AREA * 8, time);
  const asked = load<f64>(beganPlace(caller));
  if (asked >= measuredFrom()) {
    const sent = load<f64>(from);
    if (sent === asked) count(place(row, HISTOGRAM_AT) + STRAIGHT * HISTOGRAM_BYTES, place(row, SUMS_AT) + STRAIGHT * SUMS_BYTES, time - asked);
    else recordOtherCall(place(row, HISTOGRAM_AT), place(row, SUMS_AT), time - asked, time - sent, sent - asked);
  }
  store<i32>(from, 0, TOKEN * 4);
  store<i32>(from, (step & 0xffff) + 1, STEP * 4);
  if (meta & HOLDS) decrease(place(stationRow(from), MEASURES_AT) + HELD * 8);
}

function recordOtherCall(histogram: usize, sums: usize, sojourn: f64, service: f64, wait: f64): void {
  count(histogram + OTHER_SOJOURN * HISTOGRAM_BYTES, sums + OTHER_SOJOURN * SUMS_BYTES, sojourn);
  count(histogram + OTHER_SERVICE * HISTOGRAM_BYTES, sums + OTHER_SERVICE * SUMS_BYTES, service);
  count(histogram + OTHER_WAIT * HISTOGRAM_BYTES, sums + OTHER_WAIT * SUMS_BYTES, wait);
}

/** A request is answered well, and done. */
@inline
function answer(request: i32, at: usize, time: f64): i32 {
  const source = load<i32>(load<u32>(SOURCE_OF_CELL) + (<usize>load<u16>(at, PLACE * 4) << 2));
  const row = load<u32>(SOURCES_CELL) + (<usize>source << 6);
  const arrived = load<f64>(at, ARRIVED * 8);
  if (load<i32>(row) === 0 || load<i32>(at, PARENT_TOKEN * 4) !== 0) return exit(EXIT_GO_ON, request);
  if (load<i32>(at, META * 4) & SPOILED || arrived < measuredFrom()) return exit(EXIT_GO_ON, request);
  const measures = place(row, MEASURES_AT);
  const own = place(row, SOURCE_AT);
  decrease(measures + IN_SYSTEM * 8);
  add(measures + IN_SYSTEM_AREA * 8, time);
  increase(measures + COMPLETED * 8);
  decrease(own + NOT_ANSWERED * 8);
  increase(own + ANSWERED * 8);
  increase(own + DONE * 8);
  const took = time - arrived;
  if (took <= load<f64>(place(row, PARAMETERS_AT), DEADLINE * 8)) increase(own + GOOD * 8);
  count(place(row, HISTOGRAM_AT) + ANSWERED_AND_DONE * HISTOGRAM_BYTES, place(row, SUMS_AT) + ANSWERED_AND_DONE * SUMS_BYTES, took);
  free(request, at);
  return 0;
}
