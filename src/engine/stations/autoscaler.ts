import { type Core, NOW, SCALER_COLUMNS } from '../core.ts';
import { resumeChannels, updateWorkers } from '../faults/capacity.ts';
import { INSTANCE_IDLE, REPLICA_READY, SCALER_LOOKS } from '../kernel/record.ts';
import { logsDismiss } from '../links/log-faults.ts';
import { loseConnectionsTo } from '../links/transport-events.ts';
import { COMPONENT_COLUMNS, REPLICAS_STARTED } from '../measure/columns.ts';
import {
  COLD_START, COMPONENT_PARAMETER_COLUMNS, INSTANCE_IDLE_TIME, PROVISIONED_INSTANCES, SCALING, SCALING_HPA, SCALING_INTERVAL,
  SCALING_SERVERLESS, START_UP,
} from '../parameters.ts';
import { recommend } from './hpa.ts';
import { awaitStart, beginStart, countRunning, endInstance } from './instances.ts';
import { scheduleLook, takeLook } from './standing.ts';
import { IDLE_SINCE, INSTANCES, IS_RUNNING, IS_WATCHED, READY_AT, stationRow, WANTED } from './station-state.ts';
import { startSlowly } from './slow-start.ts';
import { DRAINING, INACTIVE, INSTANCE, setBit } from './station-word.ts';
import { OUT_AWAY, targetRow } from './target-state.ts';
import { forTargetsOf, setOut } from './targets.ts';
import { startNext, takeFromLine } from './work.ts';

/**
 * Replicas that come and go during a run. A component is compiled for as many as it may come to have; those that do not
 * run are given no work and have no workers. Rules RES11 and RES180 to RES199 of `docs/spec/resilience-stations.md`.
 */

/** Brings a component's replicas to what they are at the beginning of a run. */
export function startReplicas(core: Core, component: number): void {
  const { network } = core;
  const scaling = core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + SCALING];
  const initial = network.initialReplicas[component];
  if (scaling === SCALING_SERVERLESS) {
    startInstances(core, component);
    return;
  }
  core.scalerState[component * SCALER_COLUMNS + WANTED] = initial;
  countRunning(core, component, initial);
  for (let replica = initial; replica < network.replicaCount[component]; replica++) setActive(core, network.firstStation[component] + replica, false);
  countActive(core, component);
  if (scaling !== SCALING_HPA) return;
  core.recommendedAt[network.recommendationStart[component] + initial] = core.clock[NOW];
  scheduleLook(core, SCALER_LOOKS, component, core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + SCALING_INTERVAL]);
}

/** Puts a replica in service or takes it out: for turns, balancers and brokers alike. */
function setActive(core: Core, station: number, isActive: boolean): void {
  if (isActive && (core.stationWord[station] & (INACTIVE | DRAINING)) === INACTIVE) startSlowly(core, station);
  setBit(core, station, INACTIVE, !isActive);
  if (isActive) setBit(core, station, DRAINING, false);
  forTargetsOf(core, station, (balancer, target) => {
    setOut(core, balancer, target, OUT_AWAY, !isActive);
    if (!isActive) return;
    // A fresh replica has no past.
    const row = targetRow(target);
    const out = core.targetState[row];
    if (out === 0) core.targetState.fill(0, row + 1, row + 11);
  });
}

/** Counts the replicas that take turns: those in service from the first one on. */
function countActive(core: Core, component: number): void {
  const first = core.network.firstStation[component];
  let active = 0;
  while (active < core.network.replicaCount[component] && !(core.stationWord[first + active] & INACTIVE)) active++;
  core.activeReplicas[component] = active;
}

/** The autoscaler looks. While its component is down it has no measure. */
export function scalerLooks(core: Core, record: number): void {
  const component = takeLook(core, record);
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  scheduleLook(core, SCALER_LOOKS, component, core.componentParameters[row + SCALING_INTERVAL]);
  if (core.crashes[component] === 0) scaleTo(core, component, recommend(core, component));
}

/** Starts replicas, or takes the last ones away. */
function scaleTo(core: Core, component: number, replicas: number): void {
  const cell = component * SCALER_COLUMNS + WANTED;
  const before = core.scalerState[cell];
  if (replicas === before) return;
  const first = core.network.firstStation[component];
  core.scalerState[cell] = replicas;
  const delay = core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + START_UP];
  for (let replica = before; replica < replicas; replica++) startReplica(core, component, first + replica, delay);
  for (let replica = before - 1; replica >= replicas; replica--) stopReplica(core, component, first + replica);
  countActive(core, component);
  updateWorkers(core, component);
}

function startReplica(core: Core, component: number, station: number, delayMs: number): void {
  core.stationState[stationRow(station) + READY_AT] = core.clock[NOW] + delayMs;
  core.componentMeasures[component * COMPONENT_COLUMNS + REPLICAS_STARTED]++;
  // One that is finishing its last work runs, and is paid for, already.
  if (!(core.stationWord[station] & DRAINING)) countRunning(core, component, 1);
  scheduleLook(core, REPLICA_READY, station, delayMs);
}

/** A replica goes: at once when it was only starting or has nothing to do, else when its last work is finished. */
function stopReplica(core: Core, component: number, station: number): void {
  const row = stationRow(station);
  const wasStarting = core.stationState[row + READY_AT] > 0;
  core.stationState[row + READY_AT] = 0;
  if (!wasStarting) {
    setActive(core, station, false);
    logsDismiss(core, station);
    loseConnectionsTo(core, component, [station]);
    setBit(core, station, DRAINING, core.inStation[station] > 0);
  }
  if (!(core.stationWord[station] & DRAINING)) countRunning(core, component, -1);
}

/** A replica or instance that was starting can work, unless it was stopped or started anew meanwhile. */
export function replicaReady(core: Core, record: number): void {
  const station = takeLook(core, record);
  const row = stationRow(station);
  if (core.stationState[row + READY_AT] !== core.clock[NOW]) return;
  const component = core.network.stationComponent[station];
  core.stationState[row + READY_AT] = 0;
  if (core.stationWord[station] & INSTANCE) {
    instanceReady(core, component, station);
    return;
  }
  setActive(core, station, true);
  countActive(core, component);
  updateWorkers(core, component);
  resumeChannels(core);
}

/** A replica that was taken away may have finished its last work. */
export function replicaEmpty(core: Core, record: number): void {
  const station = takeLook(core, record);
  if (!(core.stationWord[station] & DRAINING) || core.inStation[station] > 0) return;
  const component = core.network.stationComponent[station];
  setBit(core, station, DRAINING, false);
  if (core.stationState[stationRow(station) + READY_AT] === 0) countRunning(core, component, -1);
  updateWorkers(core, component);
}

// Instances.

function startInstances(core: Core, component: number): void {
  const { network } = core;
  const first = network.firstStation[component];
  for (let i = 0; i < network.replicaCount[component]; i++) setBit(core, first + i, INSTANCE, true);
  core.activeReplicas[component] = 1;
  provision(core, component, 0);
}

/** Starts the instances that are kept ready whatever comes. */
function provision(core: Core, component: number, delayMs: number): void {
  const { firstStation, replicaCount } = core.network;
  const asked = core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + PROVISIONED_INSTANCES];
  for (let i = 0; i < Math.min(replicaCount[component], asked); i++) beginStart(core, component, firstStation[component] + i, delayMs);
}

function instanceReady(core: Core, component: number, station: number): void {
  core.stationState[stationRow(station) + IS_RUNNING] = 1;
  updateWorkers(core, component);
  startNext(core, component, station);
  takeFromLine(core, component, station);
}

/** An instance may have been idle for long enough to go. */
export function instanceIdled(core: Core, record: number): void {
  const station = takeLook(core, record);
  const row = stationRow(station);
  const component = core.network.stationComponent[station];
  core.stationState[row + IS_WATCHED] = 0;
  if (core.stationState[row + IS_RUNNING] === 0 || core.busy[station] > 0 || core.inStation[station] > 0) return;
  const parameters = component * COMPONENT_PARAMETER_COLUMNS;
  const left = core.stationState[row + IDLE_SINCE] + core.componentParameters[parameters + INSTANCE_IDLE_TIME] - core.clock[NOW];
  const isProvisioned = core.scalerState[component * SCALER_COLUMNS + INSTANCES] <= core.componentParameters[parameters + PROVISIONED_INSTANCES];
  if (left > 0 || isProvisioned) {
    core.stationState[row + IS_WATCHED] = 1;
    scheduleLook(core, INSTANCE_IDLE, station, left > 0 ? left : core.componentParameters[parameters + INSTANCE_IDLE_TIME]);
    return;
  }
  endInstance(core, component, station);
  updateWorkers(core, component);
}

/** A component is back after a crash: instances that are kept ready start anew. */
export function restartInstances(core: Core, component: number): void {
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  if (core.componentParameters[row + SCALING] === SCALING_SERVERLESS) provision(core, component, core.componentParameters[row + COLD_START]);
}

/** Instances at stations that crash are gone; others start for the messages that wait. */
export function dropInstances(core: Core, component: number, stations: readonly number[]): void {
  if (!(core.stationWord[core.network.firstStation[component]] & INSTANCE)) return;
  for (const station of stations) endInstance(core, component, station);
  awaitStart(core, component);
}
