import type { Core } from '../core.ts';
import { COMPONENT_PARAMETER_COLUMNS, HEALTH_FAILURES, HEALTH_SUCCESSES } from '../parameters.ts';
import { DOWN, FROZEN } from './station-word.ts';
import { BAD_PROBES, GOOD_PROBES, OUT, OUT_AWAY, OUT_UNHEALTHY, targetRow } from './target-state.ts';
import { setOut } from './targets.ts';

/**
 * Active health checks: the balancer asks every target at intervals, and leaves out who did not answer several times in a
 * row. A probe takes no worker and no time; what does not answer is down, frozen, or behind a cut connection. A slow or
 * overloaded replica answers. Rules RES178 and RES179 of `docs/spec/resilience-stations.md`.
 */
export function probeTargets(core: Core, component: number): void {
  const { targetStart, targetCount } = core.network;
  for (let target = targetStart[component]; target < targetStart[component] + targetCount[component]; target++) {
    if (!(core.targetState[targetRow(target) + OUT] & OUT_AWAY)) probe(core, component, target);
  }
}

/** Whether a target would take a connection now. */
export function isReachable(core: Core, target: number): boolean {
  const { targetLink, targetStation } = core.network;
  return (core.stationWord[targetStation[target]] & DOWN) === 0 && core.cuts[targetLink[target]] === 0;
}

function probe(core: Core, component: number, target: number): void {
  const { targetState, componentParameters } = core;
  const row = targetRow(target);
  const parameters = component * COMPONENT_PARAMETER_COLUMNS;
  const answers = isReachable(core, target) && (core.stationWord[core.network.targetStation[target]] & FROZEN) === 0;
  targetState[row + BAD_PROBES] = answers ? 0 : targetState[row + BAD_PROBES] + 1;
  targetState[row + GOOD_PROBES] = answers ? targetState[row + GOOD_PROBES] + 1 : 0;
  if (targetState[row + BAD_PROBES] >= componentParameters[parameters + HEALTH_FAILURES]) setOut(core, component, target, OUT_UNHEALTHY, true);
  if (targetState[row + GOOD_PROBES] >= componentParameters[parameters + HEALTH_SUCCESSES]) setOut(core, component, target, OUT_UNHEALTHY, false);
}

/** Health checks are switched off: everybody comes back. */
export function endHealthChecks(core: Core, component: number): void {
  const { targetStart, targetCount } = core.network;
  for (let target = targetStart[component]; target < targetStart[component] + targetCount[component]; target++) {
    setOut(core, component, target, OUT_UNHEALTHY, false);
    core.targetState.fill(0, targetRow(target) + BAD_PROBES, targetRow(target) + GOOD_PROBES + 1);
  }
}
