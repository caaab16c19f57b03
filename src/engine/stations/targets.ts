import type { Core } from '../core.ts';
import { COMPONENT_COLUMNS, EJECTED } from '../measure/columns.ts';
import { COMPONENT_PARAMETER_COLUMNS, PANIC_SHARE } from '../parameters.ts';
import { OUT, OUT_AWAY, OUT_EJECTED, OUT_UNHEALTHY, targetRow } from './target-state.ts';

/** Which of its targets a balancer may choose. */

/** Puts one reason to leave a target out in force, or takes it back, and keeps the counts. */
export function setOut(core: Core, balancer: number, target: number, reason: number, isOut: boolean): void {
  const cell = targetRow(target) + OUT;
  const before = core.targetState[cell];
  const after = isOut ? before | reason : before & ~reason;
  if (after === before) return;
  core.targetState[cell] = after;
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

/** Targets that a balancer may choose now, as numbers from its first one on, filled into `into`; returns how many. When
 *  too few are well it chooses among all that run (Envoy's panic): better a sick one than too few. */
export function eligibleTargets(core: Core, balancer: number, into: number[]): number {
  const { network, targetState } = core;
  const first = network.targetStart[balancer];
  let well = 0;
  let running = 0;
  for (let i = 0; i < network.targetCount[balancer]; i++) {
    const out = targetState[targetRow(first + i) + OUT];
    if (out === 0) into[well++] = i;
    if (!(out & OUT_AWAY)) running++;
  }
  const isPanic = well < core.componentParameters[balancer * COMPONENT_PARAMETER_COLUMNS + PANIC_SHARE] * running;
  if (well > 0 && !isPanic) return well;
  return running > 0 ? runningTargets(core, balancer, into) : allTargets(core, balancer, into);
}

function runningTargets(core: Core, balancer: number, into: number[]): number {
  const first = core.network.targetStart[balancer];
  let running = 0;
  for (let i = 0; i < core.network.targetCount[balancer]; i++) {
    if (!(core.targetState[targetRow(first + i) + OUT] & OUT_AWAY)) into[running++] = i;
  }
  return running;
}

/** When nothing runs any choice is refused where it arrives. */
function allTargets(core: Core, balancer: number, into: number[]): number {
  const count = core.network.targetCount[balancer];
  for (let i = 0; i < count; i++) into[i] = i;
  return count;
}
