import { exp } from '../../base/math.ts';
import { type Core, NOW } from '../core.ts';
import { type Rate, RATE_COLUMNS, turnAt } from '../links/rate-limiter.ts';
import {
  ADMISSION, ADMISSION_RATE, ADMISSION_RATE_BURST, ADMISSION_RATE_PERMITS, ADMISSION_RATE_WINDOW, COMPONENT_PARAMETER_COLUMNS,
  QUEUE_CAPACITY, SHEDDING, SHED_ABOVE, SHED_BY_QUEUE, SHED_OFF, SHED_SPARES, SHED_WINDOW,
} from '../parameters.ts';
import { limitOf } from './adaptive-limit.ts';
import { BLOCK_LENGTH, BUSY_SHARE, BUSY_SHARE_AT, priorityOf, RATE_STATE, stationRow } from './station-state.ts';

/**
 * Admission: a request is turned away before it waits when too many have come or the station has too much in hand. Rules
 * RES150 to RES158 and RES200 to RES204 of `docs/spec/resilience-stations.md`.
 */

/** Takes a turn of the station's rate limiter, if there is one left. It comes before all else: a turn stays taken. */
export function takeAdmissionTurn(core: Core, component: number, station: number): boolean {
  const { componentParameters } = core;
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  const rate: Rate = {
    kind: componentParameters[row + ADMISSION_RATE],
    permits: componentParameters[row + ADMISSION_RATE_PERMITS],
    windowMs: componentParameters[row + ADMISSION_RATE_WINDOW],
    burst: componentParameters[row + ADMISSION_RATE_BURST],
    waitMs: 0,
  };
  return turnAt(core.stationState, stationRow(station) + RATE_STATE, rate, core.clock[NOW]) === 0;
}

/** Forgets what the rate limiters of a component have given out: another one is in force. */
export function forgetTurns(core: Core, component: number): void {
  const { firstStation, replicaCount } = core.network;
  for (let replica = 0; replica < replicaCount[component]; replica++) forgetTurnsAt(core, firstStation[component] + replica);
}

/** As `forgetTurns`, of one station. */
export function forgetTurnsAt(core: Core, station: number): void {
  const first = stationRow(station) + RATE_STATE;
  core.stationState.fill(0, first, first + RATE_COLUMNS);
}

/** Whether shedding or the concurrency limit turns a request away. */
export function isRefused(core: Core, job: number, component: number, station: number): boolean {
  return isShed(core, job, component, station) || isOverLimit(core, component, station);
}

function isOverLimit(core: Core, component: number, station: number): boolean {
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  if (core.componentParameters[row + ADMISSION] === 0) return false;
  const inside = core.inStation[station] - core.stationState[stationRow(station) + BLOCK_LENGTH];
  return inside >= limitOf(core, component, station);
}

/** Load shedding: above a share of the waiting places taken, or of the workers busy, requests are turned away, those of a
 *  raised priority excepted if so set. */
function isShed(core: Core, job: number, component: number, station: number): boolean {
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  const { componentParameters } = core;
  const kind = componentParameters[row + SHEDDING];
  if (kind === SHED_OFF) return false;
  const share = kind === SHED_BY_QUEUE ? core.queueLength[station] / componentParameters[row + QUEUE_CAPACITY] : busyShare(core, component, station);
  if (!(share > componentParameters[row + SHED_ABOVE])) return false;
  return componentParameters[row + SHED_SPARES] !== 1 || priorityOf(core, job) <= 0;
}

/** Share of workers that arrivals find busy, smoothed exponentially over the window. */
function busyShare(core: Core, component: number, station: number): number {
  const { stationState } = core;
  const row = stationRow(station);
  const now = core.clock[NOW];
  const window = core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + SHED_WINDOW];
  const present = core.servers[station] > 0 ? core.busy[station] / core.servers[station] : 1;
  const kept = window > 0 ? exp((stationState[row + BUSY_SHARE_AT] - now) / window) : 0;
  stationState[row + BUSY_SHARE] = present + (stationState[row + BUSY_SHARE] - present) * kept;
  stationState[row + BUSY_SHARE_AT] = now;
  return stationState[row + BUSY_SHARE];
}
