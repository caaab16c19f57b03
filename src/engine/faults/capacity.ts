import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import { resumeQueues } from '../links/queue-events.ts';
import { resumeLogs } from '../links/log-faults.ts';
import { COMPONENT_COLUMNS, REPLICAS_UP, WORKERS, WORKERS_AREA } from '../measure/columns.ts';
import { CACHE, DATABASE, SERVICE } from '../network.ts';
import { COMPONENT_PARAMETER_COLUMNS, INSTANCE_CONCURRENCY, SERVERS } from '../parameters.ts';
import { countBusy, rescheduleShare, settleShare } from '../stations/processor-sharing.ts';
import { IS_FREE, IS_RUNNING, stationRow } from '../stations/station-state.ts';
import { DOWN, DRAINING, INACTIVE, INSTANCE, OUT_BITS, setBit, SHARED } from '../stations/station-word.ts';
import { startNext, takeFromLine } from '../stations/work.ts';

/** Whether a component has a limited number of workers. */
export function hasWorkers(core: Core, component: number): boolean {
  const kind = core.network.componentKind[component];
  return kind === SERVICE || kind === CACHE || kind === DATABASE;
}

/** In place of a replica's number: all of them. */
export const EVERY_REPLICA = Infinity;

/** Stations of a component that something aimed at replica number `replica`, from 1 on, hits. */
export function stationsOf(core: Core, component: number, replica: number): number[] {
  const { firstStation, replicaCount } = core.network;
  const first = firstStation[component];
  if (replica !== EVERY_REPLICA) return replica <= replicaCount[component] ? [first + replica - 1] : [];
  return Array.from({ length: replicaCount[component] }, (_, index) => first + index);
}

/** Brings a component's workers in force up to date with its parameters, capacity loss, scaling and crashes, and puts new
 *  ones to work. Work in progress on workers that are gone is finished. */
export function updateWorkers(core: Core, component: number): void {
  const stations = stationsOf(core, component, EVERY_REPLICA);
  const measures = component * COMPONENT_COLUMNS;
  let workers = 0;
  let up = 0;
  for (const station of stations) {
    setBit(core, station, DOWN, core.crashes[component] > 0 || core.stationCrashes[station] > 0);
    setServers(core, component, station);
    if (isUp(core, station)) up++;
    workers += core.servers[station];
  }
  if (!hasWorkers(core, component)) workers = 0;
  const change = workers - core.componentMeasures[measures + WORKERS];
  core.componentMeasures[measures + WORKERS] = workers;
  core.componentMeasures[measures + WORKERS_AREA] -= change * core.clock[NOW];
  core.componentMeasures[measures + REPLICAS_UP] = up;
  for (const station of stations) {
    startNext(core, component, station);
    if (core.stationWord[station] & INSTANCE && isIdleAside(core, station)) takeFromLine(core, component, station);
  }
}

/** Whether an instance has workers to offer and offers none: it had lost them. */
function isIdleAside(core: Core, station: number): boolean {
  return isUp(core, station) && core.stationState[stationRow(station) + IS_FREE] === 0 && core.busy[station] < core.servers[station];
}

function isUp(core: Core, station: number): boolean {
  const word = core.stationWord[station];
  if (word & INSTANCE && core.stationState[stationRow(station) + IS_RUNNING] === 0) return false;
  return (word & OUT_BITS) === 0;
}

/** A replica that is down or away has no workers, unless it still finishes its last work. */
function setServers(core: Core, component: number, station: number): void {
  const isInstance = (core.stationWord[station] & INSTANCE) !== 0;
  const each = core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + (isInstance ? INSTANCE_CONCURRENCY : SERVERS)];
  const left = hasWorkers(core, component) ? Math.round(each * (1 - core.capacityLost[station])) : each;
  const word = core.stationWord[station];
  const isOut = (word & DOWN) !== 0 || (word & (INACTIVE | DRAINING)) === INACTIVE || (isInstance && !isUp(core, station));
  if (word & SHARED) settleShare(core, station);
  core.servers[station] = isOut ? 0 : left;
  if (!(word & SHARED)) return;
  countBusy(core, component, station);
  rescheduleShare(core, station);
}

/** Lets every queue and log offer again what it may: after a consumer, a broker or a connection has come back. */
export function resumeChannels(core: Core): void {
  resumeQueues(core);
  resumeLogs(core);
}
