import { lognormalSigma } from '../../base/random.ts';
import type { ParameterSpec, ParameterValue } from '../../model/parameter.ts';
import type { SetEntry } from '../../model/document.ts';
import { type Core, DIAL, RECORDS_MADE } from '../core.ts';
import { CALLING, META, NONE, PLACE, STATE_MASK, WORDS } from '../kernel/record.ts';
import { setCopyTime, setIntake, setWriteTime } from '../links/broker-times.ts';
import { startWaitingCalls } from '../links/call.ts';
import { setLatency } from '../links/disturbance.ts';
import { setClusterParameter, setLogParameter, setStreamParameter } from '../links/log-faults.ts';
import { policiesChanged } from '../links/policy-changes.ts';
import { queueBrokerChanged, queueChanged, queueLinkChanged } from '../links/queue-changes.ts';
import { transportChanged } from '../links/transport-events.ts';
import { adjustUsers } from '../load/closed-loop.ts';
import { scheduleArrival, settleHazard } from '../load/open-loop.ts';
import { isClosed } from '../load/rate.ts';
import { SYNC } from '../network.ts';
import * as par from '../parameters.ts';
import { linkOfCall } from '../stations/balancer.ts';
import { CONNECTIONS, TRANSPORT_PARAMETER_COLUMNS, TRANSPORT_PARAMETERS } from '../transport-parameters.ts';
import { updateWorkers } from './capacity.ts';
import type { Target } from './fault-hits.ts';
import { filterPending } from './pending.ts';
import { stationChanged } from './station-changes.ts';

/** Sets a parameter while the system runs; `specs` declare those of the target. Throws when the target has none of that
 *  name. Rule CT3 of `docs/spec.md`. */
export function setParameter(core: Core, { kind, index }: Target, specs: readonly ParameterSpec[], entry: SetEntry): void {
  const value = encode(specs, entry.param, entry.value);
  if (kind === 'component') setComponent(core, index, entry.param, value);
  else if (kind === 'connection') setLink(core, index, entry.param, value);
  else if (kind === 'channel') setChannel(core, index, entry.param, value);
  else setBroker(core, index, entry.param, value);
}

function encode(specs: readonly ParameterSpec[], name: string, value: ParameterValue): number {
  const spec = specs.find((candidate) => candidate.name === name);
  if (spec === undefined) throw new Error(`No parameter is called ${name}.`);
  return par.encodeParameter(spec, value);
}

function setChannel(core: Core, channel: number, name: string, value: number): void {
  const column = par.CHANNEL_PARAMETERS.indexOf(name as (typeof par.CHANNEL_PARAMETERS)[number]);
  if (column === par.INTAKE) setIntake(core, channel, value);
  else if (column >= 0) core.channelParameters[channel * par.CHANNEL_PARAMETER_COLUMNS + column] = value;
  else setLogParameter(core, channel, name, value);
  queueChanged(core, channel);
}

function setBroker(core: Core, broker: number, name: string, value: number): void {
  const column = par.BROKER_PARAMETERS.indexOf(name as (typeof par.BROKER_PARAMETERS)[number]);
  if (column === par.WRITE_TIME) setWriteTime(core, broker, value);
  else if (name === 'replicationMs') setCopyTime(core, broker, value);
  else if (column >= 0) core.brokerParameters[broker * par.BROKER_PARAMETER_COLUMNS + column] = value;
  else setClusterParameter(core, broker, name, value);
  queueBrokerChanged(core, broker);
}

/** Turns the load dial to `factor`: every source goes on from where it is. Rule LD5 of `docs/spec.md`. */
export function setDial(core: Core, factor: number): void {
  changeRates(core, () => {
    core.clock[DIAL] = factor;
  });
  for (let source = 0; source < core.network.sourceCount; source++) if (isClosed(core, source)) adjustUsers(core, source);
}

/** Changes something that arrival rates depend on; what is left of the present inter-arrival times keeps its share. */
function changeRates(core: Core, change: () => void): void {
  const { sourceCount } = core.network;
  const waiting = new Set<number>();
  for (let source = 0; source < sourceCount; source++) {
    if (isClosed(core, source)) continue;
    settleHazard(core, source);
    if (core.sourceRecord[source] !== NONE) waiting.add(core.sourceRecord[source]);
  }
  filterPending(core, (record) => !waiting.has(record));
  for (const record of waiting) core.free(record);
  change();
  for (let source = 0; source < sourceCount; source++) if (!isClosed(core, source)) scheduleArrival(core, source);
}

function setComponent(core: Core, component: number, name: string, value: number): void {
  const column = par.COMPONENT_PARAMETERS.indexOf(name as (typeof par.COMPONENT_PARAMETERS)[number]);
  const cell = component * par.COMPONENT_PARAMETER_COLUMNS + column;
  if (column === par.RATE) {
    changeRates(core, () => {
      core.componentParameters[cell] = value;
    });
    return;
  }
  core.componentParameters[cell] = value;
  stationChanged(core, component, column);
  if (column === par.SERVERS) updateWorkers(core, component);
  if (column === par.SERVICE_VARIATION) core.sigma[component] = lognormalSigma(value);
}

function setLink(core: Core, link: number, name: string, value: number): void {
  const column = par.LINK_PARAMETERS.indexOf(name as (typeof par.LINK_PARAMETERS)[number]);
  if (setTransportParameter(core, link, name, value)) return;
  if (column < 0) {
    setStreamParameter(core, link, name, value);
    return;
  }
  if (column === par.LATENCY) setLatency(core, link, value);
  else core.linkParameters[link * par.LINK_PARAMETER_COLUMNS + column] = value;
  policiesChanged(core, link);
  if (column === par.CALL_TIMEOUT || column === par.CONFIRM_TIMEOUT) core.callLane[link] = 0;
  if (column === par.MAX_CONCURRENT) recountPools(core, link, value);
  queueLinkChanged(core, link);
}

/** Sets a parameter of a link's connections; returns whether it is one. Without connections it means nothing. */
function setTransportParameter(core: Core, link: number, name: string, value: number): boolean {
  const column = TRANSPORT_PARAMETERS.indexOf(name as (typeof TRANSPORT_PARAMETERS)[number]);
  if (column < 0 || core.network.linkKind[link] !== SYNC) return false;
  const row = core.network.transportRow[link];
  if (row < 0) return true;
  core.transportParameters[row * TRANSPORT_PARAMETER_COLUMNS + column] = value;
  transportChanged(core, link);
  return true;
}

/** An unlimited pool does not count its connections; when a limit comes they are counted. */
function recountPools(core: Core, link: number, limit: number): void {
  const { i32, network } = core;
  if (network.transport[link] & CONNECTIONS) {
    transportChanged(core, link);
    return;
  }
  const from = network.linkFrom[link];
  const first = network.firstStation[from];
  for (let replica = 0; replica < network.replicaCount[from]; replica++) core.poolInUse[network.poolStart[link] + replica] = 0;
  for (let record = 0; record < core.counters[RECORDS_MADE]; record++) {
    const at = record * WORDS;
    if ((i32[at + META] & STATE_MASK) !== CALLING) continue;
    const station = i32[at + PLACE] & 0xffff;
    if (network.stationComponent[station] !== from || linkOfCall(core, record) !== link) continue;
    core.poolInUse[network.poolStart[link] + station - first]++;
  }
  for (let replica = 0; replica < network.replicaCount[from]; replica++) {
    startWaitingCalls(core, link, network.poolStart[link] + replica, limit);
  }
}
