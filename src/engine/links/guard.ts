import { type Core, NOW } from '../core.ts';
import { DEAD, DOUBLES, GUARDING, META, NONE, NUMBER, PARENT, PAUSING, STATE_MASK, STEP, TIME, TOKEN, TRACED, WORDS } from '../kernel/record.ts';
import { laneFor, setTimer } from '../kernel/timers.ts';
import { CALLS_TIMED_OUT, HEDGES, LINK_COLUMNS, OK, RETRIES_DROPPED, TAP_TIMEOUT, TIMEOUT } from '../measure/columns.ts';
import { STEP_ROUTE, STEP_WORDS } from '../network.ts';
import { BUDGET_THROTTLING, HEDGE_DELAY, LINK_PARAMETER_COLUMNS, RETRY_BUDGET, TOTAL_TIMEOUT } from '../parameters.ts';
import { chooseTarget, linkOfCall } from '../stations/balancer.ts';
import { forbidsRetry } from './backoff.ts';
import { isAboveHalf } from './budget.ts';
import { abandonAttempt, finishCall, tryAttempt } from './call.ts';
import { addCopy, copyNumber, mayHedge, nextCopy, pendingHedge, removeCopy } from './hedging.ts';
import { isRetried } from './outcomes.ts';
import { HEDGED, policyRow } from './policy-state.ts';

/**
 * Guarded calls: those with a total timeout, and hedged ones. The call itself waits, and copies of it make the attempts:
 * one with its retries, or several beside each other, of which the first good answer wins. Nobody waits for the others
 * then; their replies come late. Rules RES1, RES37 and RES46 to RES49 of `docs/spec/resilience.md`.
 */

/** Puts a call under guard and sends its first copy. */
export function guardCall(core: Core, job: number, link: number): void {
  const at = job * WORDS;
  const token = core.nextToken();
  core.i32[at + TOKEN] = token;
  core.i32[at + META] = (core.i32[at + META] & ~STATE_MASK) | GUARDING;
  const total = core.linkParameters[link * LINK_PARAMETER_COLUMNS + TOTAL_TIMEOUT];
  if (total !== Infinity) {
    if (core.totalLane[link] === 0) core.totalLane[link] = laneFor(core, total) + 1;
    setTimer(core, job, token, core.totalLane[link] - 1);
  }
  const copy = addCopy(core, job, 1);
  tryAttempt(core, copy, link);
  planHedge(core, job, link, 2);
}

/** Makes the next copy ready, to be sent after the delay or when one before it fails. */
function planHedge(core: Core, guard: number, link: number, number: number): void {
  if (!mayHedge(core, link, number)) return;
  const copy = addCopy(core, guard, number);
  const delay = core.linkParameters[link * LINK_PARAMETER_COLUMNS + HEDGE_DELAY];
  if (delay === 0) sendHedge(core, copy);
  if (delay === 0 || delay === Infinity) return;
  const token = core.nextToken();
  core.i32[copy * WORDS + TOKEN] = token;
  if (core.hedgeLane[link] === 0) core.hedgeLane[link] = laneFor(core, delay) + 1;
  setTimer(core, copy, token, core.hedgeLane[link] - 1);
}

/** The delay of the next copy is over. */
export function hedgeDue(core: Core, copy: number): void {
  sendHedge(core, copy);
}

/** Sends a copy, and makes the one after it ready. gRPC's throttling may drop it, and all further ones with it. */
function sendHedge(core: Core, copy: number): void {
  const guard = core.i32[copy * WORDS + PARENT];
  const own = linkOfCall(core, guard);
  core.i32[copy * WORDS + TOKEN] = 0;
  if (isThrottled(core, copy, own)) {
    core.linkMeasures[own * LINK_COLUMNS + RETRIES_DROPPED]++;
    removeCopy(core, copy);
    core.free(copy);
    return;
  }
  const step = core.i32[copy * WORDS + STEP] & 0xffff;
  const link = core.network.program[step * STEP_WORDS] === STEP_ROUTE ? chooseTarget(core, copy) : own;
  core.linkMeasures[link * LINK_COLUMNS + HEDGES]++;
  const number = copyNumber(core, copy);
  tryAttempt(core, copy, link);
  planHedge(core, guard, own, number + 1);
}

function isThrottled(core: Core, copy: number, link: number): boolean {
  const isThrottling = core.linkParameters[link * LINK_PARAMETER_COLUMNS + RETRY_BUDGET] === BUDGET_THROTTLING;
  return isThrottling && !isAboveHalf(core, link, policyRow(core, copy, link));
}

/** What became of a copy reaches its guard, unless the copy is gone by now. A good answer wins. After a failure that
 *  would be retried the next copy is sent at once; any other failure is the call's, and so is that of the last copy. */
export function copyEnded(core: Core, copy: number, token: number, outcome: number): void {
  if (core.i32[copy * WORDS + TOKEN] !== token) return;
  const guard = core.i32[copy * WORDS + PARENT];
  const link = linkOfCall(core, guard);
  core.f64[guard * DOUBLES + TIME] = core.f64[copy * DOUBLES + TIME];
  // Its total timeout counts from the wish to call; its time over a link that it has moved to, from then on.
  core.callBegan[guard] = core.callBegan[copy];
  const isHedged = (core.linkPolicies[link] & HEDGED) !== 0;
  removeCopy(core, copy);
  core.free(copy);
  if (outcome !== OK && isHedged && isRetried(core, link, outcome)) {
    const next = pendingHedge(core, guard);
    if (next !== NONE && forbidsRetry(core, link, outcome)) dismiss(core, next);
    else if (next !== NONE) sendHedge(core, next);
    if (nextCopy(core, guard) !== NONE) return;
  }
  endGuarded(core, guard, link, outcome);
}

/** The total timeout of a call runs out. */
export function totalTimedOut(core: Core, guard: number): void {
  const link = linkOfCall(core, guard);
  core.linkMeasures[link * LINK_COLUMNS + CALLS_TIMED_OUT]++;
  if (core.i32[guard * WORDS + META] & TRACED) {
    const now = core.clock[NOW];
    core.tapRow(TAP_TIMEOUT, now, now, link, core.i32[guard * WORDS + NUMBER], TIMEOUT);
  }
  endGuarded(core, guard, link, TIMEOUT);
}

/** A guarded call is over; nobody waits for its copies any more. */
export function endGuarded(core: Core, guard: number, link: number, outcome: number): void {
  core.i32[guard * WORDS + TOKEN] = 0;
  for (let copy = nextCopy(core, guard); copy !== NONE; copy = nextCopy(core, guard)) dismiss(core, copy);
  finishCall(core, guard, link, outcome);
}

/** Lets a copy go: nobody waits for it any more. One that pauses is in the event list and goes when its time comes. */
function dismiss(core: Core, copy: number): void {
  removeCopy(core, copy);
  const isPausing = (core.i32[copy * WORDS + META] & STATE_MASK) === PAUSING;
  abandonAttempt(core, copy, linkOfCall(core, copy));
  if (isPausing) core.i32[copy * WORDS + META] = (core.i32[copy * WORDS + META] & ~STATE_MASK) | DEAD;
  else core.free(copy);
}
