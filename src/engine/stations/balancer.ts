import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import { DOUBLES, KEY, NONE, PARENT, PARENT_TOKEN, PLACE, STEP, TIME, TOKEN, WORDS } from '../kernel/record.ts';
import { connectionOfCall } from '../links/connection.ts';
import { CANCELLED } from '../links/outcomes.ts';
import { OK } from '../measure/columns.ts';
import { STEP_ROUTE, STEP_WORDS } from '../network.ts';
import {
  CHOOSES_FOR, COMPONENT_PARAMETER_COLUMNS, FOR_CONNECTION, OUTLIER_DETECTION, POLICY, POLICY_FIRST, POLICY_LEAST, POLICY_PEAK_EWMA, POLICY_RANDOM,
  POLICY_TWO,
} from '../parameters.ts';
import { isReachable } from './health-check.ts';
import { noteOutcome } from './outlier.ts';
import { drawBelow, noteTime, pick, reconnect } from './pick.ts';
import { OUT, OUT_AWAY, targetRow } from './target-state.ts';
import { CONNECTIONS } from '../transport-parameters.ts';

/**
 * Where a step's call goes. A balancer's step chooses one replica behind one of its links for every attempt; all other
 * steps name their link. Rules LB1 to LB5 of `docs/spec.md`.
 */

/** The link that a job's present step calls over. */
export function linkOfCall(core: Core, job: number): number {
  const step = core.i32[job * WORDS + STEP];
  const word = (step & 0xffff) * STEP_WORDS;
  const { program, targetLink } = core.network;
  return program[word] === STEP_ROUTE ? targetLink[step >>> 16] : program[word + 1];
}

/** Chooses where a balancer sends an attempt, notes it in the job's step, and returns the link. */
export function chooseTarget(core: Core, job: number): number {
  const { i32, network } = core;
  const at = job * WORDS;
  const component = network.stationComponent[i32[at + PLACE] & 0xffff];
  const first = network.targetStart[component];
  const count = network.targetCount[component];
  const isPinned = core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + CHOOSES_FOR] === FOR_CONNECTION;
  const target = first + (isPinned ? chooseForConnection(core, job, component, first, count) : choose(core, job, component, first, count));
  i32[at + STEP] = (i32[at + STEP] & 0xffff) | (target << 16);
  return network.targetLink[target];
}

/** The target that was chosen for the connection that a request came over, as long as it can be reached; else a new one. A
 *  request that came over none has one of its own. */
function chooseForConnection(core: Core, job: number, component: number, first: number, count: number): number {
  const connection = connectionBehind(core, job);
  const pinned = connection === NONE ? -1 : core.i32[connection * WORDS + KEY] - 1;
  const isThere = pinned >= 0 && isReachable(core, first + pinned) && (core.targetState[targetRow(first + pinned) + OUT] & OUT_AWAY) === 0;
  if (isThere) return pinned;
  const target = choose(core, job, component, first, count);
  if (connection !== NONE) core.i32[connection * WORDS + KEY] = target + 1;
  return target;
}

/** The connection that a request came over and that its caller still waits on, or NONE. */
function connectionBehind(core: Core, job: number): number {
  const at = job * WORDS;
  const caller = core.i32[at + PARENT];
  const link = core.i32[at + PLACE] >>> 16;
  if (caller <= NONE || !(core.network.transport[link] & CONNECTIONS)) return NONE;
  return core.i32[caller * WORDS + TOKEN] === core.i32[at + PARENT_TOKEN] ? connectionOfCall(core, caller) : NONE;
}

function choose(core: Core, job: number, component: number, first: number, count: number): number {
  const policy = core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + POLICY];
  if (policy > POLICY_TWO || core.targetsOut[component] > 0) return pick(core, job, component, policy);
  const turn = core.network.linkCount + component;
  if (policy === POLICY_RANDOM) return drawBelow(core, job, component, 0, count);
  if (policy === POLICY_TWO) return bestOfTwo(core, job, component, first, count);
  const start = core.turn[turn];
  core.turn[turn] = start + 1 >= count ? 0 : start + 1;
  if (policy !== POLICY_LEAST) return start < count ? start : 0;
  return leastLoaded(core, first, count, start);
}

/** The target with the fewest calls of this balancer in progress; among equals the first from `start` on. */
function leastLoaded(core: Core, first: number, count: number, start: number): number {
  let best = start < count ? start : 0;
  for (let i = 1; i < count; i++) {
    const candidate = (start + i) % count;
    if (core.outstanding[first + candidate] < core.outstanding[first + best]) best = candidate;
  }
  return best;
}

/** Best of two different random targets (Mitzenmacher 2001; Envoy's least request). */
function bestOfTwo(core: Core, job: number, component: number, first: number, count: number): number {
  if (count < 2) return 0;
  const one = drawBelow(core, job, component, 0, count);
  const step = 1 + drawBelow(core, job, component, 1, count - 1);
  const other = (one + step) % count;
  return core.outstanding[first + other] < core.outstanding[first + one] ? other : one;
}

/** An attempt that a balancer sent is over, or was cancelled: the balancer learns from what became of it. */
export function targetSettled(core: Core, job: number, outcome: number): void {
  const target = core.i32[job * WORDS + STEP] >>> 16;
  const component = core.network.stationComponent[core.i32[job * WORDS + PLACE] & 0xffff];
  core.outstanding[target]--;
  if (outcome === CANCELLED) return;
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  const policy = core.componentParameters[row + POLICY];
  if (policy === POLICY_PEAK_EWMA) noteTime(core, component, target, core.clock[NOW] - core.f64[job * DOUBLES + TIME]);
  else if (policy === POLICY_FIRST && outcome !== OK && !isReachable(core, target)) reconnect(core, component, (other) => isReachable(core, other));
  if (core.componentParameters[row + OUTLIER_DETECTION] === 1) noteOutcome(core, component, target, outcome);
}
