import { type Core, NOW, SCALER_COLUMNS } from '../core.ts';
import { INSTANCE_IDLE, INSTANCE_WANTED, NONE, PLACE, REPLICA_READY, WORDS } from '../kernel/record.ts';
import { COLD_STARTS, COMPONENT_COLUMNS, REPLICAS_AREA, REPLICAS_RUNNING, REPLICAS_STARTED } from '../measure/columns.ts';
import { COLD_START, COMPONENT_PARAMETER_COLUMNS, INSTANCE_BURST, INSTANCE_IDLE_TIME } from '../parameters.ts';
import { startSlowly } from './slow-start.ts';
import { scheduleLook, takeLook } from './standing.ts';
import {
  FREE_BEFORE, FREE_HEAD_OF, FREE_NEXT, IDLE_SINCE, INSTANCES, IS_FREE, IS_RUNNING, IS_WATCHED, READY_AT, STARTS_AT,
  START_AWAITED, STARTS_SPENT, stationRow,
} from './station-state.ts';
import { DOWN } from './station-word.ts';

/**
 * Instances that start on demand. Each works on one request at a time (or so many as set). A request goes to the instance
 * that became free last; when none is free a new one starts, and the request waits for it. Instances that are idle for
 * long enough go away. Rules RES187 to RES189 and RES195 to RES199 of `docs/spec/resilience-stations.md`.
 */

/** New instances are counted over this time; as many may start within it as the burst allows. */
const BURST_MS = 10_000;

/** When no place for an instance is up, it is looked for again after this time. */
const LOOK_AGAIN_MS = 100;

/** Where a request goes: a free instance, one that starts for it, or nowhere (-1). */
export function instanceFor(core: Core, component: number): number {
  const cell = component * SCALER_COLUMNS + FREE_HEAD_OF;
  for (let free = core.scalerState[cell] - 1; free >= 0; free = core.scalerState[cell] - 1) {
    if (core.busy[free] < core.servers[free]) return free;
    // It has lost its workers, and offers itself again when it has them back.
    withdraw(core, component, free);
  }
  return startOne(core, component);
}

/** Starts one more instance if the limits allow it, and returns it, or -1. */
function startOne(core: Core, component: number): number {
  const scaler = component * SCALER_COLUMNS;
  if (core.scalerState[scaler + INSTANCES] >= core.network.replicaCount[component] || !mayStart(core, component)) return -1;
  const station = unusedStation(core, component);
  if (station < 0) return -1;
  core.scalerState[scaler + STARTS_SPENT]++;
  core.componentMeasures[component * COMPONENT_COLUMNS + COLD_STARTS]++;
  beginStart(core, component, station, core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + COLD_START]);
  return station;
}

/** An instance begins to start; it can work after `delayMs`. */
export function beginStart(core: Core, component: number, station: number, delayMs: number): void {
  core.scalerState[component * SCALER_COLUMNS + INSTANCES]++;
  startSlowly(core, station);
  core.stationState[stationRow(station) + READY_AT] = core.clock[NOW] + delayMs;
  core.componentMeasures[component * COMPONENT_COLUMNS + REPLICAS_STARTED]++;
  countRunning(core, component, 1);
  scheduleLook(core, REPLICA_READY, station, delayMs);
}

/** Messages wait that no instance takes, because the burst allows no start now: an event looks when it does. */
export function awaitStart(core: Core, component: number): void {
  const scaler = component * SCALER_COLUMNS;
  const { scalerState, network } = core;
  if (core.queueHead[network.firstStation[component]] === NONE || scalerState[scaler + START_AWAITED] === 1) return;
  if (scalerState[scaler + INSTANCES] >= network.replicaCount[component] || core.crashes[component] > 0) return;
  const burst = core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + INSTANCE_BURST];
  const missing = scalerState[scaler + STARTS_SPENT] + 1 - burst;
  scalerState[scaler + START_AWAITED] = 1;
  scheduleLook(core, INSTANCE_WANTED, component, missing > 0 ? Math.ceil((missing / burst) * BURST_MS) : LOOK_AGAIN_MS);
}

/** An instance starts for the messages that wait, if it may, and takes the first of them when it is ready. */
export function instanceWanted(core: Core, record: number): void {
  const component = takeLook(core, record);
  core.scalerState[component * SCALER_COLUMNS + START_AWAITED] = 0;
  if (core.queueHead[core.network.firstStation[component]] === NONE || core.crashes[component] > 0) return;
  startOne(core, component);
  awaitStart(core, component);
}

/** Counts replicas that cost money. */
export function countRunning(core: Core, component: number, change: number): void {
  core.componentMeasures[component * COMPONENT_COLUMNS + REPLICAS_RUNNING] += change;
  core.componentMeasures[component * COMPONENT_COLUMNS + REPLICAS_AREA] -= change * core.clock[NOW];
}

/** Whether the burst allows a start now: what was spent comes back evenly. */
function mayStart(core: Core, component: number): boolean {
  const scaler = component * SCALER_COLUMNS;
  const burst = core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + INSTANCE_BURST];
  const now = core.clock[NOW];
  const back = ((now - core.scalerState[scaler + STARTS_AT]) / BURST_MS) * burst;
  core.scalerState[scaler + STARTS_SPENT] = Math.max(0, core.scalerState[scaler + STARTS_SPENT] - back);
  core.scalerState[scaler + STARTS_AT] = now;
  return core.scalerState[scaler + STARTS_SPENT] + 1 <= burst;
}

/** The first station without an instance that may have one. */
function unusedStation(core: Core, component: number): number {
  const first = core.network.firstStation[component];
  for (let station = first; station < first + core.network.replicaCount[component]; station++) {
    const row = stationRow(station);
    const isUsed = core.stationState[row + IS_RUNNING] === 1 || core.stationState[row + READY_AT] > 0;
    if (!isUsed && !(core.stationWord[station] & DOWN)) return station;
  }
  return -1;
}

/** Moves a job to the station of the instance that takes it. */
export function moveTo(core: Core, job: number, station: number): void {
  const at = job * WORDS;
  core.i32[at + PLACE] = (core.i32[at + PLACE] & ~0xffff) | station;
}

/** Puts an instance that has a free place before the others that have one, unless it is among them. */
export function offer(core: Core, component: number, station: number): void {
  const { stationState, scalerState } = core;
  const row = stationRow(station);
  if (stationState[row + IS_FREE] === 1 || stationState[row + IS_RUNNING] !== 1 || core.busy[station] >= core.servers[station]) return;
  const cell = component * SCALER_COLUMNS + FREE_HEAD_OF;
  const next = scalerState[cell];
  stationState[row + IS_FREE] = 1;
  stationState[row + FREE_NEXT] = next;
  stationState[row + FREE_BEFORE] = 0;
  if (next > 0) stationState[stationRow(next - 1) + FREE_BEFORE] = station + 1;
  scalerState[cell] = station + 1;
}

/** Takes an instance out of those that have a free place. */
export function withdraw(core: Core, component: number, station: number): void {
  const { stationState, scalerState } = core;
  const row = stationRow(station);
  if (stationState[row + IS_FREE] === 0) return;
  const next = stationState[row + FREE_NEXT];
  const before = stationState[row + FREE_BEFORE];
  if (before > 0) stationState[stationRow(before - 1) + FREE_NEXT] = next;
  else scalerState[component * SCALER_COLUMNS + FREE_HEAD_OF] = next;
  if (next > 0) stationState[stationRow(next - 1) + FREE_BEFORE] = before;
  stationState[row + IS_FREE] = 0;
}

/** An instance has nothing to do: after a while an event looks whether that is still so. */
export function noteIdle(core: Core, component: number, station: number): void {
  const row = stationRow(station);
  if (core.busy[station] > 0 || core.inStation[station] > 0) return;
  core.stationState[row + IDLE_SINCE] = core.clock[NOW];
  if (core.stationState[row + IS_WATCHED] === 1) return;
  core.stationState[row + IS_WATCHED] = 1;
  scheduleLook(core, INSTANCE_IDLE, station, core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + INSTANCE_IDLE_TIME]);
}

/** An instance ends. */
export function endInstance(core: Core, component: number, station: number): void {
  const row = stationRow(station);
  if (core.stationState[row + IS_RUNNING] === 0 && core.stationState[row + READY_AT] === 0) return;
  withdraw(core, component, station);
  core.stationState[row + IS_RUNNING] = 0;
  core.stationState[row + READY_AT] = 0;
  core.scalerState[component * SCALER_COLUMNS + INSTANCES]--;
  countRunning(core, component, -1);
}

