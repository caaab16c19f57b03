import { uniform } from '../../base/random.ts';
import { CALL_COLUMNS, type Core, NOW, POLICY_COLUMNS } from '../core.ts';
import { CIRCUIT, CIRCUIT_OPENED, CIRCUIT_OPENS, LINK_COLUMNS } from '../measure/columns.ts';
import { LINK_SALT_WORDS, SALT_RESILIENCE } from '../network.ts';
import {
  BREAKER, BREAKER_CHECKS, BREAKER_CONSECUTIVE, BREAKER_CONSECUTIVE_OR_TIME, BREAKER_FAILURES, BREAKER_MIN_CALLS, BREAKER_RATIO,
  BREAKER_TIME_WINDOW, BREAKER_WINDOW, BREAKER_WINDOW_CALLS, BREAK_CAP, BREAK_FACTOR, BREAK_JITTER, BREAK_JITTER_EQUAL, BREAK_TIME, CHECKS_ALL,
  HALF_OPEN_CALLS, LINK_PARAMETER_COLUMNS, SLOW_CALL, SLOW_CALL_RATIO,
} from '../parameters.ts';
import {
  ATTEMPT_BEGAN, BLOCKED_UNTIL, CALL_WINDOW, CIRCUIT_CLOSED, CIRCUIT_HALF_OPEN, CIRCUIT_OPEN, CIRCUIT_STATE,
  FAILURES_IN_A_ROW, GENERATION, OPENINGS, PROBES_DONE, PROBES_FAILED, PROBES_OUT, PROBES_SLOW, PROBE_OF, RING, RING_CALLS,
  RING_FAILURES, RING_PLACE, RING_SLOW,
} from './policy-state.ts';
import { addToWindow, turnWindow, windowSum } from './sliding-window.ts';

/**
 * Circuit breaker of one replica of a caller. Closed, it counts outcomes; when too many are failures (in a row, or as a
 * share of a window) it opens and refuses everything; after its time the next attempts are probes, and what becomes of
 * them closes or opens it. A count starts afresh when it closes. Outcomes of attempts that were sent before it opened
 * change nothing while it is open. Rules RES2 to RES4 and RES20 to RES29 and RES290 of `docs/spec/resilience.md`.
 */

/** Places of the counters in the window of time. */
const CALLS = 0;
const FAILURES = 1;
const SLOW = 2;
const WINDOW_COUNTERS = 3;

/** Whether the circuit lets an attempt through. After its time an open one lets probes through. */
export function circuitAdmits(core: Core, job: number, link: number, row: number): boolean {
  const { policies } = core;
  const state = policies[row + CIRCUIT_STATE];
  if (state === CIRCUIT_CLOSED) return true;
  if (state === CIRCUIT_OPEN) {
    if (core.clock[NOW] < policies[row + BLOCKED_UNTIL]) return false;
    policies.fill(0, row + PROBES_OUT, row + PROBES_SLOW + 1);
    changeState(core, link, row, CIRCUIT_HALF_OPEN);
  }
  const probes = core.linkParameters[link * LINK_PARAMETER_COLUMNS + HALF_OPEN_CALLS];
  if (policies[row + PROBES_OUT] + policies[row + PROBES_DONE] >= probes) return false;
  policies[row + PROBES_OUT]++;
  core.callState[job * CALL_COLUMNS + PROBE_OF] = policies[row + GENERATION];
  return true;
}

/** An attempt that was let through is over: the circuit learns of it. */
export function circuitLearns(core: Core, job: number, link: number, row: number, isFailure: boolean): void {
  const tookMs = core.clock[NOW] - core.callState[job * CALL_COLUMNS + ATTEMPT_BEGAN];
  const isSlow = tookMs > core.linkParameters[link * LINK_PARAMETER_COLUMNS + SLOW_CALL];
  const state = core.policies[row + CIRCUIT_STATE];
  takeProbeBack(core, job, row);
  if (state === CIRCUIT_HALF_OPEN) learnHalfOpen(core, link, row, isFailure, isSlow);
  else if (state === CIRCUIT_CLOSED) learnClosed(core, link, row, isFailure, isSlow);
}

/** An attempt that was let through was cancelled: it says nothing about the callee. Another may probe in its place. */
export function circuitForgets(core: Core, job: number, row: number): void {
  takeProbeBack(core, job, row);
}

function takeProbeBack(core: Core, job: number, row: number): void {
  const { policies, callState } = core;
  const probeOf = callState[job * CALL_COLUMNS + PROBE_OF];
  callState[job * CALL_COLUMNS + PROBE_OF] = 0;
  if (probeOf === 0 || policies[row + CIRCUIT_STATE] !== CIRCUIT_HALF_OPEN || policies[row + GENERATION] !== probeOf) return;
  policies[row + PROBES_OUT]--;
}

function learnHalfOpen(core: Core, link: number, row: number, isFailure: boolean, isSlow: boolean): void {
  const { policies, linkParameters } = core;
  policies[row + PROBES_DONE]++;
  if (isFailure) policies[row + PROBES_FAILED]++;
  if (isSlow) policies[row + PROBES_SLOW]++;
  const done = policies[row + PROBES_DONE];
  const at = link * LINK_PARAMETER_COLUMNS;
  if (done < linkParameters[at + HALF_OPEN_CALLS]) return;
  const isBad =
    linkParameters[at + BREAKER] === BREAKER_CONSECUTIVE
      ? policies[row + PROBES_FAILED] > 0
      : isTooMuch(core, link, done, policies[row + PROBES_FAILED], policies[row + PROBES_SLOW]);
  if (isBad) open(core, link, row);
  else close(core, link, row);
}

function learnClosed(core: Core, link: number, row: number, isFailure: boolean, isSlow: boolean): void {
  const at = link * LINK_PARAMETER_COLUMNS;
  const kind = core.linkParameters[at + BREAKER];
  const isTime = kind === BREAKER_TIME_WINDOW || kind === BREAKER_CONSECUTIVE_OR_TIME;
  if (isTime) countInTime(core, link, row, isFailure, isSlow);
  if (kind === BREAKER_CONSECUTIVE || kind === BREAKER_CONSECUTIVE_OR_TIME) {
    const inARow = isFailure ? core.policies[row + FAILURES_IN_A_ROW] + 1 : 0;
    core.policies[row + FAILURES_IN_A_ROW] = inARow;
    if (inARow >= core.linkParameters[at + BREAKER_FAILURES]) return open(core, link, row);
    if (kind === BREAKER_CONSECUTIVE) return;
  }
  if (!isTime) countInRing(core, link, row, isFailure, isSlow);
  const isChecked = isFailure || isSlow || core.linkParameters[at + BREAKER_CHECKS] === CHECKS_ALL;
  if (isChecked && shouldOpen(core, link, row, isTime)) open(core, link, row);
}

function countInTime(core: Core, link: number, row: number, isFailure: boolean, isSlow: boolean): void {
  const { policies } = core;
  const at = row + CALL_WINDOW;
  const part = turnWindow(policies, at, WINDOW_COUNTERS, core.linkParameters[link * LINK_PARAMETER_COLUMNS + BREAKER_WINDOW], core.clock[NOW]);
  addToWindow(policies, at, CALLS, part, 1);
  if (isFailure) addToWindow(policies, at, FAILURES, part, 1);
  if (isSlow) addToWindow(policies, at, SLOW, part, 1);
}

/** Takes the place of the oldest of the last calls. A window that was made smaller begins anew. */
function countInRing(core: Core, link: number, row: number, isFailure: boolean, isSlow: boolean): void {
  const { policies } = core;
  const size = core.linkParameters[link * LINK_PARAMETER_COLUMNS + BREAKER_WINDOW_CALLS];
  if (policies[row + RING_CALLS] > size || policies[row + RING_PLACE] >= size) policies.fill(0, row + RING_PLACE, row + RING_SLOW + 1);
  const place = policies[row + RING_PLACE];
  const word = row + RING + (place >>> 4);
  const shift = (place & 15) * 2;
  if (policies[row + RING_CALLS] === size) {
    const old = policies[word] >> shift;
    policies[row + RING_FAILURES] -= old & 1;
    policies[row + RING_SLOW] -= (old >> 1) & 1;
  } else policies[row + RING_CALLS]++;
  const bits = (isFailure ? 1 : 0) | (isSlow ? 2 : 0);
  policies[word] = (policies[word] & ~(3 << shift)) | (bits << shift);
  policies[row + RING_FAILURES] += bits & 1;
  policies[row + RING_SLOW] += bits >> 1;
  policies[row + RING_PLACE] = place + 1 === size ? 0 : place + 1;
}

function shouldOpen(core: Core, link: number, row: number, isTime: boolean): boolean {
  const { policies, linkParameters } = core;
  const at = link * LINK_PARAMETER_COLUMNS;
  const least = linkParameters[at + BREAKER_MIN_CALLS];
  if (isTime) {
    const window = row + CALL_WINDOW;
    const calls = windowSum(policies, window, CALLS);
    return calls >= least && isTooMuch(core, link, calls, windowSum(policies, window, FAILURES), windowSum(policies, window, SLOW));
  }
  const calls = policies[row + RING_CALLS];
  const needed = Math.min(least, linkParameters[at + BREAKER_WINDOW_CALLS]);
  return calls >= needed && isTooMuch(core, link, calls, policies[row + RING_FAILURES], policies[row + RING_SLOW]);
}

function isTooMuch(core: Core, link: number, calls: number, failures: number, slow: number): boolean {
  const at = link * LINK_PARAMETER_COLUMNS;
  if (failures / calls >= core.linkParameters[at + BREAKER_RATIO]) return true;
  return core.linkParameters[at + SLOW_CALL] !== Infinity && slow / calls >= core.linkParameters[at + SLOW_CALL_RATIO];
}

function open(core: Core, link: number, row: number): void {
  const { policies } = core;
  policies[row + OPENINGS]++;
  policies[row + GENERATION]++;
  policies[row + BLOCKED_UNTIL] = core.clock[NOW] + breakTimeMs(core, link, row);
  core.linkMeasures[link * LINK_COLUMNS + CIRCUIT_OPENS]++;
  const { componentCount, linkCount, channelCount } = core.network;
  core.note(componentCount + 2 * linkCount + channelCount + link, CIRCUIT_OPENED, link);
  changeState(core, link, row, CIRCUIT_OPEN);
}

function close(core: Core, link: number, row: number): void {
  const { policies } = core;
  policies[row + OPENINGS] = 0;
  policies[row + FAILURES_IN_A_ROW] = 0;
  policies.fill(0, row + RING_PLACE, row + CALL_WINDOW + 1 + WINDOW_COUNTERS * 10);
  changeState(core, link, row, CIRCUIT_CLOSED);
}

/** How long the circuit stays open: longer with each opening in a row, up to a cap, and with jitter. */
function breakTimeMs(core: Core, link: number, row: number): number {
  const { linkParameters, policies } = core;
  const at = link * LINK_PARAMETER_COLUMNS;
  const cap = linkParameters[at + BREAK_CAP];
  const factor = linkParameters[at + BREAK_FACTOR];
  let time = linkParameters[at + BREAK_TIME];
  if (factor > 1) for (let i = 1; i < policies[row + OPENINGS] && time < cap && time < LONGEST_BREAK; i++) time *= factor;
  if (time > cap) time = cap;
  if (linkParameters[at + BREAK_JITTER] !== BREAK_JITTER_EQUAL) return time;
  const salt = link * LINK_SALT_WORDS + SALT_RESILIENCE;
  const draw = uniform(core.network.linkSalts[salt], core.network.linkSalts[salt + 1], (Math.imul(row + 1, BREAK_KEY) + policies[row + GENERATION]) | 0);
  return time / 2 + (draw * time) / 2;
}

/** Without a cap the growth ends here: a year. */
const LONGEST_BREAK = 31_536_000_000;
/** Sets the draws of the several replicas of a caller apart. */
const BREAK_KEY = 0x9e3779b1;

function changeState(core: Core, link: number, row: number, state: number): void {
  core.policies[row + CIRCUIT_STATE] = state;
  showCircuit(core, link);
}

/** Brings the gauge of a link up to date: the worst state of its caller's replicas. */
export function showCircuit(core: Core, link: number): void {
  const { network, policies } = core;
  const first = network.poolStart[link];
  if (network.linkFrom[link] < 0) return;
  let shown = CIRCUIT_CLOSED;
  for (let pool = first; pool < first + network.replicaCount[network.linkFrom[link]]; pool++) {
    if (core.policyOf[pool] === 0) continue;
    const state = policies[(core.policyOf[pool] - 1) * POLICY_COLUMNS + CIRCUIT_STATE];
    if (state === CIRCUIT_OPEN) shown = CIRCUIT_OPEN;
    else if (state === CIRCUIT_HALF_OPEN && shown === CIRCUIT_CLOSED) shown = CIRCUIT_HALF_OPEN;
  }
  core.linkMeasures[link * LINK_COLUMNS + CIRCUIT] = shown;
}
