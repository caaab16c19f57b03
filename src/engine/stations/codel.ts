import { type Core, NOW } from '../core.ts';
import { COMPONENT_PARAMETER_COLUMNS, DELAY_INTERVAL, DELAY_TARGET } from '../parameters.ts';
import { INTERVAL_END, IS_OVERLOADED, LAST_EMPTY, LEAST_WAIT, stationRow } from './station-state.ts';

/** Once overloaded, who has waited for longer than this many targets is dropped. */
const DROPPED_TARGETS = 2;

/**
 * CoDel for requests, as folly has it: a line in which even the shortest wait of an interval was above the target is
 * standing, not bursting, and until an interval says otherwise whoever has waited for more than two targets is dropped.
 * The first request of an interval only starts its measurement. Rules RES140 to RES142 of
 * `docs/spec/resilience-stations.md`.
 */
export function isOverdue(core: Core, component: number, station: number, waitedMs: number): boolean {
  const { stationState, componentParameters } = core;
  const row = stationRow(station);
  const parameters = component * COMPONENT_PARAMETER_COLUMNS;
  const target = componentParameters[parameters + DELAY_TARGET];
  const now = core.clock[NOW];
  if (now > stationState[row + INTERVAL_END]) {
    stationState[row + IS_OVERLOADED] = stationState[row + LEAST_WAIT] > target ? 1 : 0;
    stationState[row + INTERVAL_END] = now + componentParameters[parameters + DELAY_INTERVAL];
    stationState[row + LEAST_WAIT] = waitedMs;
    return false;
  }
  if (waitedMs < stationState[row + LEAST_WAIT]) stationState[row + LEAST_WAIT] = waitedMs;
  return stationState[row + IS_OVERLOADED] === 1 && waitedMs > DROPPED_TARGETS * target;
}

/**
 * Controlled delay as described for Facebook's services: a request may wait for the interval (100 ms) as long as the line
 * was empty at some time within the last interval, and only for the target (5 ms) when it was not.
 */
export function patienceMs(core: Core, component: number, station: number): number {
  const { stationState, componentParameters } = core;
  const parameters = component * COMPONENT_PARAMETER_COLUMNS;
  const interval = componentParameters[parameters + DELAY_INTERVAL];
  const isStanding = stationState[stationRow(station) + LAST_EMPTY] < core.clock[NOW] - interval;
  return isStanding ? componentParameters[parameters + DELAY_TARGET] : interval;
}
