import { exp } from '../../base/math.ts';
import { keyedBits } from '../../base/random.ts';
import { isHotKey, zipf } from '../../base/zipf.ts';
import { type Core, EXTRA_COLUMNS, EXTRA_KEY, NOW, SCALER_COLUMNS } from '../core.ts';
import { ATTEMPT_SHIFT, KEY, META, WORDS } from '../kernel/record.ts';
import { SALT_POLICY, SALT_WORDS } from '../network.ts';
import {
  COMPONENT_PARAMETER_COLUMNS, EWMA_DECAY, HOT_KEY, KEY_COUNT, KEY_SKEW, POLICY_FIRST, POLICY_LEAST, POLICY_PEAK_EWMA, POLICY_RANDOM,
  POLICY_RING_HASH, POLICY_TWO, POLICY_WEIGHTED_LEAST,
} from '../parameters.ts';
import { VIRTUAL_TIME } from './station-state.ts';
import { MEAN_AT, MEAN_TIME, targetRow, TURN_AT } from './target-state.ts';
import { countEligible, eligibleTarget, placeFrom } from './targets.ts';

/**
 * A balancer's choice when some targets are left out, or by a policy that looks further than a count. Rules RES7 and
 * RES165 to RES172 of `docs/spec/resilience-stations.md`.
 */

/** Load that Finagle's peak EWMA gives a target that is busy and has never answered. */
const UNKNOWN = 1e12;

/** Number of the target chosen, from the balancer's first one on. */
export function pick(core: Core, job: number, component: number, policy: number): number {
  const count = countEligible(core, component);
  const first = core.network.targetStart[component];
  switch (policy) {
    case POLICY_RANDOM:
      return eligibleTarget(core, first, drawBelow(core, job, component, 0, count));
    case POLICY_LEAST:
      return leastOf(core, first, count, takeTurn(core, component, first, count));
    case POLICY_TWO:
      return betterOfTwo(core, job, component, count, (target) => core.outstanding[first + target]);
    case POLICY_PEAK_EWMA:
      return betterOfTwo(core, job, component, count, (target) => peakLoad(core, component, first + target));
    case POLICY_RING_HASH:
      return onRing(core, job, component, count) - first;
    case POLICY_FIRST:
      return stickyTarget(core, component, first, count);
    case POLICY_WEIGHTED_LEAST:
      return nextByWeight(core, component, first, count);
    default:
      return eligibleTarget(core, first, takeTurn(core, component, first, count));
  }
}

/** Place among the eligible of the one whose turn it is; the turn goes on from it. */
function takeTurn(core: Core, component: number, first: number, count: number): number {
  const cell = core.network.linkCount + component;
  const next = placeFrom(core, first, count, core.turn[cell]);
  const place = next === count ? 0 : next;
  core.turn[cell] = eligibleTarget(core, first, place) + 1;
  return place;
}

/** The one with the fewest calls of this balancer in progress; among equals the first from the turn on. */
function leastOf(core: Core, first: number, count: number, start: number): number {
  let best = eligibleTarget(core, first, start);
  for (let i = 1; i < count; i++) {
    const candidate = eligibleTarget(core, first, (start + i) % count);
    if (core.outstanding[first + candidate] < core.outstanding[first + best]) best = candidate;
  }
  return best;
}

function betterOfTwo(core: Core, job: number, component: number, count: number, loadOf: (target: number) => number): number {
  const first = core.network.targetStart[component];
  if (count < 2) return eligibleTarget(core, first, 0);
  const drawn = drawBelow(core, job, component, 0, count);
  const one = eligibleTarget(core, first, drawn);
  const other = eligibleTarget(core, first, (drawn + 1 + drawBelow(core, job, component, 1, count - 1)) % count);
  return loadOf(other) < loadOf(one) ? other : one;
}

/** Random number below a bound, of the present attempt of a balancer's call. */
export function drawBelow(core: Core, job: number, component: number, index: number, bound: number): number {
  const salts = core.network.componentSalts;
  const salt = component * SALT_WORDS + SALT_POLICY;
  const attempt = (core.i32[job * WORDS + META] >>> ATTEMPT_SHIFT) & 0xff;
  const bits = keyedBits(salts[salt], salts[salt + 1], (core.i32[job * WORDS + KEY] + attempt * 2 + index) | 0);
  return Math.floor(((bits >>> 0) / 4294967296) * bound);
}

// Peak EWMA.

/** Mean time of a target, decayed to now, times the calls that it would have in progress. */
function peakLoad(core: Core, component: number, target: number): number {
  const mean = core.targetState[targetRow(target) + MEAN_TIME] * decay(core, component, target);
  const pending = core.outstanding[target];
  return mean === 0 && pending > 0 ? UNKNOWN + pending : mean * (pending + 1);
}

function decay(core: Core, component: number, target: number): number {
  const passed = core.clock[NOW] - core.targetState[targetRow(target) + MEAN_AT];
  const window = core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + EWMA_DECAY];
  return passed > 0 ? exp(-passed / window) : 1;
}

/** An answer has come: a time above the mean becomes the mean at once, a shorter one lowers it over the decay time. */
export function noteTime(core: Core, component: number, target: number, tookMs: number): void {
  const row = targetRow(target);
  const { targetState } = core;
  const kept = decay(core, component, target);
  targetState[row + MEAN_TIME] = tookMs > targetState[row + MEAN_TIME] ? tookMs : targetState[row + MEAN_TIME] * kept + tookMs * (1 - kept);
  targetState[row + MEAN_AT] = core.clock[NOW];
}

// Ring hash.

/** Number of the key of a request among `keyCount`, the same wherever it is asked for with the same numbers. The hot key is
 *  the first one. */
export function keyOf(core: Core, job: number, component: number): number {
  const { keySalts, hasExtras } = core.network;
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  const own = hasExtras ? core.extras[job * EXTRA_COLUMNS + EXTRA_KEY] : core.i32[job * WORDS + KEY];
  if (isHotKey(keySalts[0], keySalts[1], own | 0, core.componentParameters[row + HOT_KEY])) return 0;
  return zipf(keySalts[0], keySalts[1], own | 0, core.componentParameters[row + KEY_COUNT], core.componentParameters[row + KEY_SKEW]);
}

/** The target of the first place on the ring from the key's hash on that may be chosen. */
function onRing(core: Core, job: number, component: number, count: number): number {
  const { ringStart, ringHash, ringTarget, targetStart } = core.network;
  const { keySalts } = core.network;
  const first = targetStart[component];
  const hash = keyedBits(keySalts[1], keySalts[0], keyOf(core, job, component));
  const size = ringStart[component + 1] - ringStart[component];
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ringHash[ringStart[component] + middle] < hash) low = middle + 1;
    else high = middle;
  }
  for (let step = 0; step < size; step++) {
    const target = ringTarget[ringStart[component] + ((low + step) % size)];
    if (isEligible(core, first, count, target - first)) return target;
  }
  return first + eligibleTarget(core, first, 0);
}

function isEligible(core: Core, first: number, count: number, target: number): boolean {
  const place = placeFrom(core, first, count, target);
  return place < count && eligibleTarget(core, first, place) === target;
}

// Pick first.

/** The target that the balancer is connected to, or the first that may be chosen when that one may not be any more. */
function stickyTarget(core: Core, component: number, first: number, count: number): number {
  const cell = core.network.linkCount + component;
  if (!isEligible(core, first, count, core.turn[cell])) core.turn[cell] = eligibleTarget(core, first, 0);
  return core.turn[cell];
}

/** The target that a balancer of this policy is connected to cannot be reached: the next that runs, in order, is it. */
export function reconnect(core: Core, component: number, isReachable: (target: number) => boolean): void {
  const count = countEligible(core, component);
  const first = core.network.targetStart[component];
  for (let i = 0; i < count; i++) {
    const target = eligibleTarget(core, first, i);
    if (!isReachable(first + target)) continue;
    core.turn[core.network.linkCount + component] = target;
    return;
  }
}

// Weighted least requests.

/** Earliest turn first; a target's next turn is the sooner the more weight it has for each call in progress (Envoy). */
function nextByWeight(core: Core, component: number, first: number, count: number): number {
  const { targetState, scalerState } = core;
  const cell = component * SCALER_COLUMNS + VIRTUAL_TIME;
  const present = scalerState[cell];
  let best = eligibleTarget(core, first, 0);
  let earliest = turnOf(core, first + best, present);
  for (let i = 1; i < count; i++) {
    const target = eligibleTarget(core, first, i);
    const itsTurn = turnOf(core, first + target, present);
    if (itsTurn >= earliest) continue;
    best = target;
    earliest = itsTurn;
  }
  const turn = turnOf(core, first + best, present);
  const weight = core.network.targetWeight[first + best] / (core.outstanding[first + best] + 1);
  scalerState[cell] = turn;
  targetState[targetRow(first + best) + TURN_AT] = turn + 1 / weight;
  return best;
}

/** One that was left out does not catch up. */
function turnOf(core: Core, target: number, present: number): number {
  return Math.max(present, core.targetState[targetRow(target) + TURN_AT]);
}
