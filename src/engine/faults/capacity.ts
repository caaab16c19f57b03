import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import { resumeQueues } from '../links/queue-events.ts';
import { pump } from '../links/log.ts';
import { COMPONENT_COLUMNS, REPLICAS_UP, WORKERS, WORKERS_AREA } from '../measure/columns.ts';
import { CACHE, DATABASE, SERVICE } from '../network.ts';
import { COMPONENT_PARAMETER_COLUMNS, SERVERS } from '../parameters.ts';
import { startNext } from '../stations/station.ts';

/** Whether a component has a limited number of workers. */
export function hasWorkers(core: Core, component: number): boolean {
  const kind = core.network.componentKind[component];
  return kind === SERVICE || kind === CACHE || kind === DATABASE;
}

/** Brings a component's workers in force up to date with its parameter, capacity loss and crashes, and puts new ones
 *  to work. Work in progress on workers that are gone is finished. */
export function updateWorkers(core: Core, component: number): void {
  const { network } = core;
  const isUp = core.crashes[component] === 0;
  const first = network.firstStation[component];
  const replicas = network.replicaCount[component];
  const each = core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + SERVERS];
  const servers = hasWorkers(core, component) ? Math.round(each * (1 - core.capacityLost[component])) : each;
  for (let station = first; station < first + replicas; station++) core.servers[station] = isUp ? servers : 0;
  const measures = component * COMPONENT_COLUMNS;
  const workers = isUp && hasWorkers(core, component) ? servers * replicas : 0;
  const change = workers - core.componentMeasures[measures + WORKERS];
  core.componentMeasures[measures + WORKERS] = workers;
  core.componentMeasures[measures + WORKERS_AREA] -= change * core.clock[NOW];
  core.componentMeasures[measures + REPLICAS_UP] = isUp ? replicas : 0;
  for (let station = first; station < first + replicas; station++) startNext(core, component, station);
}

/** Lets every queue and log offer again what it may: after a consumer, a broker or a connection has come back. */
export function resumeChannels(core: Core): void {
  const { network } = core;
  resumeQueues(core);
  for (let slot = 0; slot < network.slotCount; slot++) pump(core, slot);
}
