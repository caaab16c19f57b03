import { brokerSpecs, channelSpecs, componentSpecs, connectionSpecs, parameter } from '../../model/catalog.ts';
import type { BrownoutDocument, FaultEntry, ScheduleEntry, SetEntry } from '../../model/document.ts';
import { FAULTS } from '../../model/faults.ts';
import type { ParameterSpec, ParameterValue } from '../../model/parameter.ts';
import { lognormalSigma } from '../../base/random.ts';
import type { Core } from '../core.ts';
import { DIAL, MOST_ENTRIES, NEXT_CONTROL, RECORDS_MADE } from '../core.ts';
import { CALLING, META, NONE, PLACE, STATE_MASK, WORDS } from '../kernel/record.ts';
import { startWaitingCalls } from '../links/call.ts';
import { dispatch } from '../links/queue.ts';
import { CHANGED, FAULT_ENDED, FAULT_STARTED } from '../measure/columns.ts';
import { adjustUsers } from '../load/closed-loop.ts';
import { scheduleArrival, settleHazard } from '../load/open-loop.ts';
import { isClosed } from '../load/rate.ts';
import * as par from '../parameters.ts';
import { linkOfCall } from '../stations/balancer.ts';
import { updateWorkers } from './capacity.ts';
import { crashBroker, crashComponent, cutLink, mendLink, restartBroker, restartComponent } from './crash.ts';
import { filterPending, stretchServices } from './pending.ts';

/** Overlapping slow-downs multiply up to this factor. */
const SLOWEST = 1e9;

/** A moment at which an entry begins or ends to act. */
interface Control {
  readonly atMs: number;
  readonly entry: number;
  readonly isEnd: boolean;
}

/**
 * The dated entries of a run, planned and live, in the order in which they act: by time, then ends before beginnings
 * are told apart by the order of the entries, the schedule's first. Entries act before all other events of their moment.
 */
export class Schedule {
  readonly entries: ScheduleEntry[] = [];
  private controls: Control[] = [];
  private readonly document: BrownoutDocument;
  private readonly targets = new Map<string, { readonly kind: 'component' | 'connection' | 'channel' | 'broker'; readonly index: number }>();

  constructor(document: BrownoutDocument) {
    this.document = document;
    document.components.forEach((item, index) => this.targets.set(item.id, { kind: 'component', index }));
    document.connections.forEach((item, index) => this.targets.set(item.id, { kind: 'connection', index }));
    document.channels.forEach((item, index) => this.targets.set(item.id, { kind: 'channel', index }));
    document.brokers.forEach((item, index) => this.targets.set(item.id, { kind: 'broker', index }));
    for (const entry of [...document.schedule, ...document.log]) this.add(entry);
  }

  /** Adds an entry whose time is still to come. Throws beyond `MOST_ENTRIES`. */
  add(entry: ScheduleEntry): void {
    if (this.entries.length === MOST_ENTRIES) throw new Error(`A run carries at most ${MOST_ENTRIES} entries.`);
    const index = this.entries.push(entry) - 1;
    this.controls.push({ atMs: entry.atMs, entry: index, isEnd: false });
    if (entry.type === 'fault' && entry.durationMs !== undefined) {
      this.controls.push({ atMs: entry.atMs + entry.durationMs, entry: index, isEnd: true });
    }
    this.controls.sort((a, b) => a.atMs - b.atMs || a.entry - b.entry || Number(a.isEnd) - Number(b.isEnd));
  }

  /** When the next entry begins or ends to act; infinity when none does. */
  nextMs(core: Core): number {
    const next = this.controls[core.counters[NEXT_CONTROL]];
    return next === undefined ? Infinity : next.atMs;
  }

  /** Lets the next entry begin or end to act. The clock stands at its time. */
  actOnNext(core: Core): void {
    const control = this.controls[core.counters[NEXT_CONTROL]++];
    const entry = this.entries[control.entry];
    if (entry.type === 'load') {
      core.addIncident(CHANGED, control.entry);
      setDial(core, entry.factor);
    } else if (entry.type === 'set') {
      core.addIncident(CHANGED, control.entry);
      this.setParameter(core, entry);
    } else {
      core.entryActive[control.entry] = control.isEnd ? 0 : 1;
      core.addIncident(control.isEnd ? FAULT_ENDED : FAULT_STARTED, control.entry);
      this.actFault(core, entry, control.isEnd);
    }
  }

  private actFault(core: Core, entry: FaultEntry, isEnd: boolean): void {
    const target = this.targets.get(entry.target);
    if (target === undefined) return;
    const { index } = target;
    if (target.kind === 'broker') (isEnd ? restartBroker : crashBroker)(core, index);
    else if (entry.fault === 'cut') (isEnd ? mendLink : cutLink)(core, index);
    else if (entry.fault === 'crash') (isEnd ? restartComponent : crashComponent)(core, index);
    else this.combineFaults(core, entry.target, index);
  }

  /** Faults of one kind on one component act together: slow-downs multiply, shares combine as independent ones. */
  private combineFaults(core: Core, id: string, component: number): void {
    let slow = 1;
    let well = 1;
    let left = 1;
    this.entries.forEach((entry, index) => {
      if (entry.type !== 'fault' || entry.target !== id || core.entryActive[index] === 0) return;
      if (entry.fault === 'slowdown') slow *= strength(entry, 'factor');
      if (entry.fault === 'errors') well *= 1 - strength(entry, 'ratio');
      if (entry.fault === 'capacityLoss') left *= 1 - strength(entry, 'share');
    });
    slow = Math.min(slow, SLOWEST);
    core.errorRatio[component] = 1 - well;
    if (core.slow[component] !== slow) {
      stretchServices(core, component, slow / core.slow[component]);
      core.slow[component] = slow;
    }
    if (core.capacityLost[component] !== 1 - left) {
      core.capacityLost[component] = 1 - left;
      updateWorkers(core, component);
    }
  }

  private setParameter(core: Core, entry: SetEntry): void {
    const target = this.targets.get(entry.target);
    if (target === undefined) return;
    const { document } = this;
    const { index } = target;
    if (target.kind === 'component') {
      setComponent(core, index, entry.param, encode(componentSpecs(document.components[index]), entry.param, entry.value));
    } else if (target.kind === 'connection') {
      setLink(core, index, entry.param, encode(connectionSpecs(document.connections[index]), entry.param, entry.value));
    } else if (target.kind === 'channel') {
      const channel = document.channels[index];
      const broker = document.brokers[core.network.channelBroker[index]];
      const column = par.CHANNEL_PARAMETERS.indexOf(entry.param as (typeof par.CHANNEL_PARAMETERS)[number]);
      core.channelParameters[index * par.CHANNEL_PARAMETER_COLUMNS + column] = encode(channelSpecs(channel, broker), entry.param, entry.value);
    } else {
      const column = par.BROKER_PARAMETERS.indexOf(entry.param as 'writeMs');
      core.brokerParameters[index * par.BROKER_PARAMETER_COLUMNS + column] = encode(brokerSpecs(document.brokers[index]), entry.param, entry.value);
    }
  }
}

function strength(entry: FaultEntry, name: string): number {
  return parameter(FAULTS[entry.fault].params, entry.params, name) as number;
}

function encode(specs: readonly ParameterSpec[], name: string, value: ParameterValue): number {
  const spec = specs.find((candidate) => candidate.name === name);
  if (spec === undefined) throw new Error(`No parameter is called ${name}.`);
  return par.encodeParameter(spec, value);
}

/** Turns the load dial: every source goes on from where it is. */
function setDial(core: Core, factor: number): void {
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
  if (column === par.SERVERS) updateWorkers(core, component);
  if (column === par.SERVICE_VARIATION) core.sigma[component] = lognormalSigma(value);
}

function setLink(core: Core, link: number, name: string, value: number): void {
  const column = par.LINK_PARAMETERS.indexOf(name as (typeof par.LINK_PARAMETERS)[number]);
  core.linkParameters[link * par.LINK_PARAMETER_COLUMNS + column] = value;
  if (column === par.CALL_TIMEOUT || column === par.CONFIRM_TIMEOUT) core.callLane[link] = 0;
  if (column === par.MAX_CONCURRENT) recountPools(core, link, value);
  const channel = core.network.linkChannel[link];
  if (column === par.PREFETCH && channel >= 0) dispatch(core, channel);
}

/** An unlimited pool does not count its connections; when a limit comes they are counted. */
function recountPools(core: Core, link: number, limit: number): void {
  const { i32, network } = core;
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
