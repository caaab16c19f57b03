import { type Core, NOW } from '../core.ts';
import { COMPONENT_COLUMNS, EJECTIONS, OK } from '../measure/columns.ts';
import {
  COMPONENT_PARAMETER_COLUMNS, EJECTION_CAP, EJECTION_SHARE, EJECTION_TIME, EJECT_ONE, OUTLIER_FAILURES,
  OUTLIER_SUCCESS_RATE,
} from '../parameters.ts';
import { EJECTED_AT, FAILURES, OUT, OUT_AWAY, OUT_EJECTED, SEEN, SEEN_FAILED, targetRow, TIMES_EJECTED } from './target-state.ts';
import { setOut } from './targets.ts';

/**
 * Outlier detection as Envoy has it: a target that fails several times in a row, or clearly more often than the others, is
 * left out for a time that grows with each ejection; never more than a share of the targets. Rules RES8 and RES173 to
 * RES177 of `docs/spec/resilience-stations.md`.
 */

/** Success rates are compared among at least so many targets with at least so many answers since the last look, and one
 *  is an outlier below the mean by so many deviations. */
const LEAST_TARGETS = 5;
const LEAST_ANSWERS = 100;
const DEVIATIONS = 1.9;

/** A call to a target is over; timeouts, rejections and lost connections count like errors. */
export function noteOutcome(core: Core, component: number, target: number, outcome: number): void {
  const { targetState } = core;
  const row = targetRow(target);
  targetState[row + SEEN]++;
  if (outcome === OK) {
    targetState[row + FAILURES] = 0;
    return;
  }
  targetState[row + SEEN_FAILED]++;
  if (++targetState[row + FAILURES] < core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + OUTLIER_FAILURES]) return;
  targetState[row + FAILURES] = 0;
  eject(core, component, target);
}

/** Ejects a target, unless too many are out already. */
function eject(core: Core, component: number, target: number): void {
  const { targetState, componentParameters } = core;
  const row = targetRow(target);
  const parameters = component * COMPONENT_PARAMETER_COLUMNS;
  if (targetState[row + OUT] & OUT_EJECTED) return;
  const { ejected, running } = countTargets(core, component);
  const isAllowed = (ejected + 1) / running <= componentParameters[parameters + EJECTION_SHARE] + 1e-12;
  if (!isAllowed && !(ejected === 0 && componentParameters[parameters + EJECT_ONE] === 1)) return;
  const base = componentParameters[parameters + EJECTION_TIME];
  if (targetState[row + TIMES_EJECTED] * base < componentParameters[parameters + EJECTION_CAP] + base) targetState[row + TIMES_EJECTED]++;
  targetState[row + EJECTED_AT] = core.clock[NOW];
  setOut(core, component, target, OUT_EJECTED, true);
  core.componentMeasures[component * COMPONENT_COLUMNS + EJECTIONS]++;
}

function countTargets(core: Core, component: number): { readonly ejected: number; readonly running: number } {
  const { targetStart, targetCount } = core.network;
  let ejected = 0;
  let running = 0;
  for (let target = targetStart[component]; target < targetStart[component] + targetCount[component]; target++) {
    const out = core.targetState[targetRow(target) + OUT];
    if (out & OUT_AWAY) continue;
    running++;
    if (out & OUT_EJECTED) ejected++;
  }
  return { ejected, running };
}

/** The interval is over: who has been out for long enough comes back, who stayed well is forgiven one ejection, and
 *  success rates are compared. */
export function lookForOutliers(core: Core, component: number): void {
  const { targetStart, targetCount } = core.network;
  const end = targetStart[component] + targetCount[component];
  for (let target = targetStart[component]; target < end; target++) forgive(core, component, target);
  if (core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + OUTLIER_SUCCESS_RATE] === 1) compareRates(core, component);
  for (let target = targetStart[component]; target < end; target++) {
    core.targetState[targetRow(target) + SEEN] = 0;
    core.targetState[targetRow(target) + SEEN_FAILED] = 0;
  }
}

function forgive(core: Core, component: number, target: number): void {
  const { targetState, componentParameters } = core;
  const row = targetRow(target);
  if (!(targetState[row + OUT] & OUT_EJECTED)) {
    if (targetState[row + TIMES_EJECTED] > 0) targetState[row + TIMES_EJECTED]--;
    return;
  }
  const parameters = component * COMPONENT_PARAMETER_COLUMNS;
  const length = Math.min(componentParameters[parameters + EJECTION_TIME] * targetState[row + TIMES_EJECTED], componentParameters[parameters + EJECTION_CAP]);
  if (core.clock[NOW] - targetState[row + EJECTED_AT] < length) return;
  setOut(core, component, target, OUT_EJECTED, false);
  targetState[row + FAILURES] = 0;
}

function compareRates(core: Core, component: number): void {
  const { targetStart, targetCount } = core.network;
  const { targetState } = core;
  const rates: { readonly target: number; readonly rate: number }[] = [];
  for (let target = targetStart[component]; target < targetStart[component] + targetCount[component]; target++) {
    const row = targetRow(target);
    if (targetState[row + SEEN] < LEAST_ANSWERS || targetState[row + OUT] !== 0) continue;
    rates.push({ target, rate: 1 - targetState[row + SEEN_FAILED] / targetState[row + SEEN] });
  }
  if (rates.length < LEAST_TARGETS) return;
  const mean = rates.reduce((sum, { rate }) => sum + rate, 0) / rates.length;
  const variance = rates.reduce((sum, { rate }) => sum + (rate - mean) * (rate - mean), 0) / rates.length;
  const least = mean - DEVIATIONS * Math.sqrt(variance);
  for (const { target, rate } of rates) if (rate < least) eject(core, component, target);
}

/** Outlier detection is switched off: everybody comes back. */
export function endEjections(core: Core, component: number): void {
  const { targetStart, targetCount } = core.network;
  for (let target = targetStart[component]; target < targetStart[component] + targetCount[component]; target++) {
    setOut(core, component, target, OUT_EJECTED, false);
    core.targetState.fill(0, targetRow(target) + FAILURES, targetRow(target) + SEEN_FAILED + 1);
  }
}
