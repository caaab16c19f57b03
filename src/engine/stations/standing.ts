import { type Core, NOW, SCALER_COLUMNS, STANDING } from '../core.ts';
import { DOUBLES, HEALTH_CHECK, KEY, META, OUTLIER_CHECK, PLACE, TIME, TOKEN, WORDS } from '../kernel/record.ts';
import {
  COMPONENT_PARAMETER_COLUMNS, HEALTH_CHECKS, HEALTH_INTERVAL, OUTLIER_DETECTION, OUTLIER_INTERVAL,
} from '../parameters.ts';
import { endHealthChecks, probeTargets } from './health-check.ts';
import { endEjections, lookForOutliers } from './outlier.ts';
import { HEALTH_STANDING, OUTLIER_STANDING } from './station-state.ts';
import { forgetEligible } from './targets.ts';

/**
 * Looks that come again and again without a request behind them. Their records stand in the event list and are counted
 * apart, so that a system at rest is empty.
 */

/** Puts a look at a component or station into the event list, `delayMs` from now. */
export function scheduleLook(core: Core, state: number, subject: number, delayMs: number): void {
  const record = core.allocate();
  const at = record * WORDS;
  core.i32[at + META] = state;
  core.i32[at + KEY] = subject;
  core.i32[at + PLACE] = 0;
  core.i32[at + TOKEN] = 0;
  core.f64[record * DOUBLES + TIME] = core.clock[NOW] + delayMs;
  core.counters[STANDING]++;
  core.schedule(record);
}

/** A look's record has come up: it is given back, and what it is about returned. */
export function takeLook(core: Core, record: number): number {
  const subject = core.i32[record * WORDS + KEY];
  core.counters[STANDING]--;
  core.free(record);
  return subject;
}

/** A balancer's parameters may have changed: what it may choose among follows them, and the looks that they ask for begin,
 *  those that they no longer do end. */
export function renewBalancer(core: Core, component: number): void {
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  const standing = component * SCALER_COLUMNS;
  forgetEligible(core, component);
  if (core.componentParameters[row + OUTLIER_DETECTION] !== 1) endEjections(core, component);
  else if (core.scalerState[standing + OUTLIER_STANDING] === 0) {
    core.scalerState[standing + OUTLIER_STANDING] = 1;
    scheduleLook(core, OUTLIER_CHECK, component, core.componentParameters[row + OUTLIER_INTERVAL]);
  }
  if (core.componentParameters[row + HEALTH_CHECKS] !== 1) endHealthChecks(core, component);
  else if (core.scalerState[standing + HEALTH_STANDING] === 0) {
    core.scalerState[standing + HEALTH_STANDING] = 1;
    scheduleLook(core, HEALTH_CHECK, component, core.componentParameters[row + HEALTH_INTERVAL]);
  }
}

/** The interval of outlier detection is over. */
export function outlierCheck(core: Core, record: number): void {
  const component = takeLook(core, record);
  core.scalerState[component * SCALER_COLUMNS + OUTLIER_STANDING] = 0;
  if (core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + OUTLIER_DETECTION] === 1) lookForOutliers(core, component);
  renewBalancer(core, component);
}

/** It is time for the next probes. */
export function healthCheck(core: Core, record: number): void {
  const component = takeLook(core, record);
  core.scalerState[component * SCALER_COLUMNS + HEALTH_STANDING] = 0;
  if (core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + HEALTH_CHECKS] === 1) probeTargets(core, component);
  renewBalancer(core, component);
}
