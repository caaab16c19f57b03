import { type Core, SCALER_COLUMNS } from '../core.ts';
import { COMPONENT_COLUMNS, EJECTED } from '../measure/columns.ts';
import { COMPONENT_PARAMETER_COLUMNS, PANIC_SHARE } from '../parameters.ts';
import { ELIGIBLE_COUNT } from './station-state.ts';
import { ELIGIBLE, OUT, OUT_AWAY, OUT_EJECTED, OUT_UNHEALTHY, targetRow } from './target-state.ts';

/** Which of its targets a balancer may choose. */

/** Puts one reason to leave a target out in force, or takes it back, and keeps the counts. */
export function setOut(core: Core, balancer: number, target: number, reason: number, isOut: boolean): void {
  const cell = targetRow(target) + OUT;
  const before = core.targetState[cell];
  const after = isOut ? before | reason : before & ~reason;
  if (after === before) return;
  core.targetState[cell] = after;
  forgetEligible(core, balancer);
  if (before === 0) core.targetsOut[balancer]++;
  if (after === 0) core.targetsOut[balancer]--;
  const sick = OUT_EJECTED | OUT_UNHEALTHY;
  const change = ((after & sick) === 0 ? 0 : 1) - ((before & sick) === 0 ? 0 : 1);
  core.componentMeasures[balancer * COMPONENT_COLUMNS + EJECTED] += change;
}

/** Calls `act` with every target that stands for this station, and its balancer. */
export function forTargetsOf(core: Core, station: number, act: (balancer: number, target: number) => void): void {
  const { network } = core;
  for (let balancer = 0; balancer < network.componentCount; balancer++) {
    const first = network.targetStart[balancer];
    for (let target = first; target < first + network.targetCount[balancer]; target++) {
      if (network.targetStation[target] === station) act(balancer, target);
    }
  }
}

/** Number of targets that a balancer may choose now; `eligibleTarget` tells which. When too few are well it chooses among
 *  all that run (Envoy's panic): better a sick one than too few. Looked up anew only after something has changed. */
export function countEligible(core: Core, balancer: number): number {
  const cell = balancer * SCALER_COLUMNS + ELIGIBLE_COUNT;
  if (core.scalerState[cell] === 0) core.scalerState[cell] = listEligible(core, balancer);
  return core.scalerState[cell];
}

/** What a balancer may choose has to be looked up anew. */
export function forgetEligible(core: Core, balancer: number): void {
  core.scalerState[balancer * SCALER_COLUMNS + ELIGIBLE_COUNT] = 0;
}

/** Number of the target at a place among those that the balancer with this first target may choose, in their order. */
export function eligibleTarget(core: Core, first: number, place: number): number {
  return core.targetState[targetRow(first + place) + ELIGIBLE];
}

/** The place of the first target, among the `count` that may be chosen, with this number or a higher one; `count` for none. */
export function placeFrom(core: Core, first: number, count: number, target: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (eligibleTarget(core, first, middle) < target) low = middle + 1;
    else high = middle;
  }
  return low;
}

function listEligible(core: Core, balancer: number): number {
  const { network, targetState } = core;
  const first = network.targetStart[balancer];
  const count = network.targetCount[balancer];
  let running = 0;
  for (let i = 0; i < count; i++) if (!(targetState[targetRow(first + i) + OUT] & OUT_AWAY)) running++;
  const well = listWithout(core, first, count, -1);
  const isPanic = well < core.componentParameters[balancer * COMPONENT_PARAMETER_COLUMNS + PANIC_SHARE] * running;
  if (well > 0 && !isPanic) return well;
  // When nothing runs any choice is refused where it arrives.
  return listWithout(core, first, count, running > 0 ? OUT_AWAY : 0);
}

/** Lists the targets that are out for none of these reasons; returns how many. */
function listWithout(core: Core, first: number, count: number, reasons: number): number {
  const { targetState } = core;
  let listed = 0;
  for (let i = 0; i < count; i++) {
    if (!(targetState[targetRow(first + i) + OUT] & reasons)) targetState[targetRow(first + listed++) + ELIGIBLE] = i;
  }
  return listed;
}
