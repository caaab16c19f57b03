import { brokerSpecs, channelSpecs, componentSpecs, connectionSpecs, parameter } from '../../model/catalog.ts';
import type { BrownoutDocument, FaultEntry, FaultKind, ScheduleEntry, SetEntry } from '../../model/document.ts';
import { canAim } from '../../model/fault-targets.ts';
import { FAULTS } from '../../model/faults.ts';
import {
  CHANNEL_MEASURES, type ChannelMeasure, COMPONENT_MEASURES, type ComponentMeasure, CONNECTION_MEASURES, type ConnectionMeasure,
} from '../../model/measures.ts';
import type { ParameterSpec, ParameterValue } from '../../model/parameter.ts';
import { lognormalSigma } from '../../base/random.ts';
import type { Core } from '../core.ts';
import { DIAL, LAST_POLL, MOST_ENTRIES, NEXT_CONTROL, NOW, RECORDS_MADE } from '../core.ts';
import { CALLING, META, NONE, PLACE, STATE_MASK, WORDS } from '../kernel/record.ts';
import { startWaitingCalls } from '../links/call.ts';
import { crashNode, crashNodes, leaderOf, restartNode, restartNodes } from '../links/cluster.ts';
import { ownRate, rateOf } from '../links/bandwidth.ts';
import { setCopyTime, setIntake, setWriteTime, slowBroker } from '../links/broker-times.ts';
import { disturb, setLatency } from '../links/disturbance.ts';
import { setClusterParameter, setLogParameter, setStreamParameter } from '../links/log-faults.ts';
import { policiesChanged } from '../links/policy-changes.ts';
import { loseLeader } from '../links/leader.ts';
import { queueBrokerChanged, queueChanged, queueLinkChanged } from '../links/queue-changes.ts';
import { CHANGED, CHANNEL_COLUMNS, COMPONENT_COLUMNS, FAULT_ENDED, FAULT_STARTED, LINK_COLUMNS } from '../measure/columns.ts';
import { SYNC } from '../network.ts';
import { CONNECTIONS, TRANSPORT_PARAMETER_COLUMNS, TRANSPORT_PARAMETERS } from '../transport-parameters.ts';
import { transportChanged } from '../links/transport-events.ts';
import { adjustUsers } from '../load/closed-loop.ts';
import { scheduleArrival, settleHazard } from '../load/open-loop.ts';
import { isClosed } from '../load/rate.ts';
import * as par from '../parameters.ts';
import { linkOfCall } from '../stations/balancer.ts';
import { flushCaches } from '../stations/cache.ts';
import { type PoisonRule, setPoison, setPoisonRule } from '../stations/poison.ts';
import { setSlowStart, type SlowStart } from '../stations/slow-start.ts';
import { EVERY_REPLICA, stationsOf, updateWorkers } from './capacity.ts';
import { crashConsumers, keeperOf, restartConsumers } from './consumers.ts';
import { type Control, controlsOf, MOST_CONTROLS, tooManyControls } from './controls.ts';
import { stationChanged } from './station-changes.ts';
import { crashBroker, crashComponent, cutLink, mendLink, restartBroker, restartComponent } from './crash.ts';
import { freezeBroker, thawBroker } from './broker-freeze.ts';
import { freeze, thaw } from './freeze.ts';
import { setLineRate } from './line-rate.ts';
import { filterPending, stretchServices } from './pending.ts';

/** Overlapping slow-downs multiply up to this factor. */
const SLOWEST = 1e9;

/** What an entry is aimed at. */
interface Target {
  readonly kind: 'component' | 'connection' | 'channel' | 'broker';
  readonly index: number;
}

/** How an entry's fault changes now: the number of the entry, and its levels before and from now on. */
interface Change {
  readonly index: number;
  readonly before: number;
  readonly level: number;
}

/** Conditions are looked at this often. Simulated milliseconds. */
const POLL_MS = 100;
const WAITING = 0;
const ACTING = 1;
const OVER = 2;

/**
 * The dated entries of a run, planned and live, in the order in which they act: by time, then the order of the
 * entries, the schedule's first. Entries act before all other events of their moment.
 */
export class Schedule {
  readonly entries: ScheduleEntry[] = [];
  private controls: Control[] = [];
  private readonly document: BrownoutDocument;
  private readonly targets = new Map<string, readonly Target[]>();
  /** What each fault that was looked up hits. */
  private readonly hits = new Map<FaultEntry, readonly Target[]>();
  private readonly hitIndices = {
    component: new Map<FaultEntry, ReadonlySet<number>>(),
    connection: new Map<FaultEntry, ReadonlySet<number>>(),
    broker: new Map<FaultEntry, ReadonlySet<number>>(),
  };
  /** Numbers of the entries in force, while an entry acts. */
  private acting: readonly number[] | undefined;
  /** Numbers of the entries that wait for a condition. */
  private readonly conditional: number[] = [];

  constructor(document: BrownoutDocument) {
    this.document = document;
    document.components.forEach((item, index) => this.targets.set(item.id, [{ kind: 'component', index }]));
    document.connections.forEach((item, index) => this.targets.set(item.id, [{ kind: 'connection', index }]));
    document.channels.forEach((item, index) => this.targets.set(item.id, [{ kind: 'channel', index }]));
    document.brokers.forEach((item, index) => this.targets.set(item.id, [{ kind: 'broker', index }]));
    for (const entry of [...document.schedule, ...document.log]) this.take(entry);
    this.sort();
  }

  /** Adds an entry whose time is still to come. Throws beyond `MOST_ENTRIES`, and when the entry sets what cannot be set
   *  in a run, or acts too often. */
  add(entry: ScheduleEntry): void {
    this.take(entry);
    this.sort();
  }

  private take(entry: ScheduleEntry): void {
    if (this.entries.length === MOST_ENTRIES) throw new Error(`A run carries at most ${MOST_ENTRIES} entries.`);
    if (entry.type === 'set') this.checkSetting(entry);
    const index = this.entries.push(entry) - 1;
    if (entry.type === 'fault' && entry.when !== undefined) this.conditional.push(index);
    for (const control of controlsOf(entry, index, this.document.settings)) this.controls.push(control);
    if (this.controls.length > MOST_CONTROLS) throw tooManyControls();
  }

  private sort(): void {
    this.controls.sort((a, b) => a.atMs - b.atMs || a.entry - b.entry || b.level - a.level);
  }

  private checkSetting(entry: SetEntry): void {
    const target = this.targets.get(entry.target)?.[0];
    const spec = target === undefined ? undefined : this.specsOf(target).find(({ name }) => name === entry.param);
    if (spec?.live !== true) throw new Error(`"${entry.param}" of ${entry.target} cannot be changed while the system runs.`);
  }

  private specsOf({ kind, index }: Target): readonly ParameterSpec[] {
    const { components, connections, channels, brokers } = this.document;
    if (kind === 'component') return componentSpecs(components[index]);
    if (kind === 'connection') return connectionSpecs(connections[index]);
    if (kind === 'broker') return brokerSpecs(brokers[index]);
    return channelSpecs(channels[index], brokers.find(({ id }) => id === channels[index].broker)!);
  }

  /** When something of an entry happens next; infinity when nothing does. */
  nextMs(core: Core): number {
    const next = this.controls[core.counters[NEXT_CONTROL]]?.atMs ?? Infinity;
    if (this.conditional.length === 0) return next;
    return Math.min(next, this.nextEndMs(core), this.nextPollMs(core));
  }

  private nextEndMs(core: Core): number {
    return Math.min(...this.conditional.map((index) => (core.entryState[index] === ACTING ? core.entryEnd[index] : Infinity)));
  }

  /** The next multiple of `POLL_MS` at which a condition waits. */
  private nextPollMs(core: Core): number {
    const waiting = this.conditional.filter((index) => core.entryState[index] === WAITING);
    if (waiting.length === 0) return Infinity;
    const earliest = Math.min(...waiting.map((index) => this.entries[index].atMs));
    return Math.max(Math.ceil(earliest / POLL_MS), Math.floor(core.clock[LAST_POLL] / POLL_MS) + 1) * POLL_MS;
  }

  /** Lets happen what happens next. The clock stands at its time. Returns false when conditions were looked at and none of
   *  them holds, so that nothing has changed. */
  actOnNext(core: Core): boolean {
    const now = core.clock[NOW];
    const control = this.controls[core.counters[NEXT_CONTROL]];
    if (control !== undefined && control.atMs <= now) {
      core.counters[NEXT_CONTROL]++;
      this.act(core, control.entry, control.level);
      return true;
    }
    for (const index of this.conditional) {
      if (core.entryState[index] !== ACTING || core.entryEnd[index] > now) continue;
      core.entryState[index] = OVER;
      this.act(core, index, 0);
      return true;
    }
    core.clock[LAST_POLL] = now;
    let hasActed = false;
    for (const index of this.conditional) hasActed = this.poll(core, index) || hasActed;
    return hasActed;
  }

  /** Lets a fault loose if its condition holds, and returns whether it did. */
  private poll(core: Core, index: number): boolean {
    const entry = this.entries[index] as FaultEntry;
    if (core.entryState[index] !== WAITING || entry.atMs > core.clock[NOW] || !this.holds(core, entry)) return false;
    core.entryState[index] = ACTING;
    core.entryEnd[index] = entry.durationMs === undefined ? Infinity : core.clock[NOW] + entry.durationMs;
    this.act(core, index, 1);
    return true;
  }

  private holds(core: Core, { when }: FaultEntry): boolean {
    const target = this.targets.get(when!.target)?.[0];
    if (target === undefined) return false;
    if (target.kind === 'component') {
      return core.componentMeasures[target.index * COMPONENT_COLUMNS + COMPONENT_MEASURES.indexOf(when!.measure as ComponentMeasure)] > when!.above;
    }
    if (target.kind === 'connection') {
      return core.linkMeasures[target.index * LINK_COLUMNS + CONNECTION_MEASURES.indexOf(when!.measure as ConnectionMeasure)] > when!.above;
    }
    return core.channelMeasures[target.index * CHANNEL_COLUMNS + CHANNEL_MEASURES.indexOf(when!.measure as ChannelMeasure)] > when!.above;
  }

  private act(core: Core, index: number, level: number): void {
    const entry = this.entries[index];
    if (entry.type === 'fault') {
      const before = core.entryLevel[index];
      core.entryLevel[index] = level;
      this.acting = undefined;
      if (level === 0) core.addIncident(FAULT_ENDED, index);
      else if (before === 0) {
        core.forgetIncidents();
        core.addIncident(FAULT_STARTED, index);
      }
      for (const target of this.targetsOf(entry)) this.actFault(core, entry, target, { index, before, level });
      return;
    }
    core.addIncident(CHANGED, index);
    if (entry.type === 'load') setDial(core, entry.factor);
    else this.setParameter(core, entry);
  }

  /** What a fault hits: its target, or every member of a zone, or for a cut every connection over a zone's border. */
  private targetsOf(entry: FaultEntry): readonly Target[] {
    const known = this.hits.get(entry) ?? this.hitsOf(entry);
    this.hits.set(entry, known);
    return known;
  }

  /** Whether a fault hits this component, connection or broker; quick, because each member of a zone asks it of every fault. */
  private isHit(entry: FaultEntry, kind: 'component' | 'connection' | 'broker', index: number): boolean {
    const known = this.hitIndices[kind].get(entry) ?? new Set(this.targetsOf(entry).flatMap((target) => (target.kind === kind ? [target.index] : [])));
    this.hitIndices[kind].set(entry, known);
    return known.has(index);
  }

  private hitsOf(entry: FaultEntry): readonly Target[] {
    const zone = this.document.zones.find((candidate) => candidate.id === entry.target);
    if (zone === undefined) return this.targets.get(entry.target) ?? [];
    const { targets, isForConsumers } = FAULTS[entry.fault];
    const members = new Set(zone.members);
    if (!targets.includes('connection')) return [...members].flatMap((member) => this.targets.get(member) ?? []).filter((target) => this.canHit(entry.fault, target));
    const connections = isForConsumers === true ? this.consumersOf(members) : this.borderOf(members);
    return connections.filter((target) => this.canHit(entry.fault, target));
  }

  private canHit(fault: FaultKind, { kind, index }: Target): boolean {
    const { components, connections, brokers } = this.document;
    if (kind === 'channel') return false;
    return canAim(fault, kind === 'component' ? components[index] : kind === 'connection' ? connections[index] : brokers[index]);
  }

  /** Connections that lead to a member of a zone. */
  private consumersOf(members: ReadonlySet<string>): readonly Target[] {
    return this.document.connections.flatMap((connection, index) => (members.has(connection.to) ? [{ kind: 'connection' as const, index }] : []));
  }

  private borderOf(members: ReadonlySet<string>): readonly Target[] {
    const { connections, channels } = this.document;
    const isInside = (id: string): boolean => members.has(id) || members.has(channels.find((channel) => channel.id === id)?.broker ?? '');
    return connections.flatMap((connection, index) => {
      const ends = [connection.from, connection.to, ...(connection.channel === undefined ? [] : [connection.channel])].map(isInside);
      return ends.every((inside) => inside === ends[0]) ? [] : [{ kind: 'connection' as const, index }];
    });
  }

  private actFault(core: Core, entry: FaultEntry, { kind, index }: Target, change: Change): void {
    const isStart = change.before === 0;
    const isEnd = change.level === 0;
    if (entry.fault === 'slowdown' || entry.fault === 'errors' || entry.fault === 'capacityLoss') {
      if (kind === 'component') this.combineFaults(core, index);
      else if (kind === 'broker') this.combineBrokerFaults(core, index);
      return;
    }
    if (isOfLine(entry)) {
      this.combineDisturbances(core, index);
      return;
    }
    if (entry.fault === 'poison') {
      if (isRule(entry)) setPoisonRule(core, ruleOf(entry, index, change));
      else this.combinePoison(core, index);
      return;
    }
    if (!isStart && !isEnd) return;
    if (entry.fault === 'nodeCrash') (isEnd ? restartNodes : crashNodes)(core, index, strength(entry, 'nodes'));
    else if (entry.fault === 'leaderLoss') {
      if (kind === 'broker' && core.network.nodesOf[index] > 0) this.takeLeader(core, entry, index, change);
      else if (isStart && kind === 'broker') loseLeader(core, index);
    } else if (kind === 'broker' && entry.fault === 'freeze') (isEnd ? thawBroker : freezeBroker)(core, index);
    else if (kind === 'broker') (isEnd ? restartBroker : crashBroker)(core, index);
    else if (entry.fault === 'cut') (isEnd ? mendLink : cutLink)(core, index);
    else if (entry.fault === 'consumerCrash') this.takeConsumers(core, entry, index, change);
    else if (entry.fault === 'freeze') for (const station of stationsOf(core, index, replicaOf(entry))) (isEnd ? thaw : freeze)(core, station);
    else if (entry.fault === 'slowStart') this.combineSlowStarts(core, index);
    else if (entry.fault === 'flush') flushAtStart(core, index, replicaOf(entry), isStart);
    else (isEnd ? restartComponent : crashComponent)(core, index, replicaOf(entry));
  }

  /** The broker that leads a partition, or the first of a cluster, goes down or is back. Of several in a zone it is the first. */
  private takeLeader(core: Core, entry: FaultEntry, broker: number, { index, level }: Change): void {
    const partition = partitionOf(entry);
    if (partition === Infinity || this.isZone(entry)) (level === 0 ? restartNodes : crashNodes)(core, broker, 1);
    else if (level > 0) {
      const node = leaderOf(core, broker, partition);
      core.entryChoice[index] = node + 1;
      if (node !== NONE) crashNode(core, broker, node);
    } else if (core.entryChoice[index] > 0) restartNode(core, broker, core.entryChoice[index] - 1);
  }

  /** The consumer that has a partition, or the first few of a connection, go down or are back. */
  private takeConsumers(core: Core, entry: FaultEntry, link: number, { index, level }: Change): void {
    const component = core.network.linkTo[link];
    const partition = partitionOf(entry);
    const channel = core.network.linkChannel[link];
    const isKeeperMeant = partition !== Infinity && !this.isZone(entry) && channel >= 0 && core.network.channelIsLog[channel] === 1;
    if (!isKeeperMeant) (level === 0 ? restartConsumers : crashConsumers)(core, link, strength(entry, 'consumers'));
    else if (level > 0) {
      const replica = keeperOf(core, link, partition);
      core.entryChoice[index] = replica;
      if (replica > 0) crashComponent(core, component, replica);
    } else if (core.entryChoice[index] > 0) restartComponent(core, component, core.entryChoice[index]);
  }

  private isZone(entry: FaultEntry): boolean {
    return this.document.zones.some(({ id }) => id === entry.target);
  }

  /** Faults of one kind on one component act together: slow-downs multiply, shares combine as independent ones. */
  private combineFaults(core: Core, component: number): void {
    const hits = this.actingOn(core, component);
    const stations = stationsOf(core, component, EVERY_REPLICA);
    const lost = stations.map((station) => core.capacityLost[station]);
    for (const station of stations) this.combineFaultsAt(core, component, station, hits);
    if (stations.some((station, i) => core.capacityLost[station] !== lost[i])) updateWorkers(core, component);
  }

  /** Numbers of the entries in force that hit a component. Those in force are found once for all targets of an entry. */
  private actingOn(core: Core, component: number): readonly number[] {
    this.acting ??= [...this.entries.keys()].filter((index) => core.entryLevel[index] > 0);
    return this.acting.filter((index) => {
      const entry = this.entries[index];
      return entry.type === 'fault' && this.isHit(entry, 'component', component);
    });
  }

  private combineFaultsAt(core: Core, component: number, station: number, hits: readonly number[]): void {
    let slow = 1;
    let well = 1;
    let left = 1;
    const replica = station - core.network.firstStation[component] + 1;
    for (const index of hits) {
      const entry = this.entries[index] as FaultEntry;
      const level = core.entryLevel[index];
      if (entry.fault !== 'slowdown' && entry.fault !== 'errors' && entry.fault !== 'capacityLoss') continue;
      const hit = entry.params?.['replica'];
      if (typeof hit === 'number' && hit !== replica) continue;
      if (entry.fault === 'slowdown') slow *= 1 + (strength(entry, 'factor') - 1) * level;
      if (entry.fault === 'errors') well *= 1 - strength(entry, 'ratio') * level;
      if (entry.fault === 'capacityLoss') left *= 1 - strength(entry, 'share') * level;
    }
    slow = Math.min(slow, SLOWEST);
    core.errorRatio[station] = 1 - well;
    core.capacityLost[station] = 1 - left;
    if (core.slow[station] === slow) return;
    stretchServices(core, station, slow / core.slow[station]);
    core.slow[station] = slow;
  }

  /** Slow-downs of one broker multiply. */
  private combineBrokerFaults(core: Core, broker: number): void {
    let slow = 1;
    this.entries.forEach((entry, index) => {
      const level = core.entryLevel[index];
      if (entry.type !== 'fault' || entry.fault !== 'slowdown' || level === 0) return;
      if (this.isHit(entry, 'broker', broker)) slow *= 1 + (strength(entry, 'factor') - 1) * level;
    });
    slowBroker(core, broker, Math.min(slow, SLOWEST));
  }

  private combinePoison(core: Core, link: number): void {
    let well = 1;
    this.entries.forEach((entry, index) => {
      if (entry.type !== 'fault' || entry.fault !== 'poison' || isRule(entry) || core.entryLevel[index] === 0) return;
      const isHit = this.isHit(entry, 'connection', link);
      if (isHit) well *= 1 - strength(entry, 'poisonShare') * core.entryLevel[index];
    });
    setPoison(core, link, 1 - well);
  }

  /** Of several slow starts of one replica the slowest holds. */
  private combineSlowStarts(core: Core, component: number): void {
    const acting = this.entries.filter((entry, index): entry is FaultEntry => {
      if (entry.type !== 'fault' || entry.fault !== 'slowStart' || core.entryLevel[index] === 0) return false;
      return this.isHit(entry, 'component', component);
    });
    for (const station of stationsOf(core, component, EVERY_REPLICA)) {
      let slowest: SlowStart = { factor: 1, works: 0 };
      for (const entry of acting) {
        const factor = strength(entry, 'startFactor');
        const isHit = stationsOf(core, component, replicaOf(entry)).includes(station);
        if (isHit && factor > slowest.factor) slowest = { factor, works: strength(entry, 'startWorks') };
      }
      setSlowStart(core, station, slowest);
    }
  }

  /** Faults of one kind on one connection act together: what they add adds up, shares combine as independent ones, and of
   *  bandwidths the least holds. */
  private combineDisturbances(core: Core, link: number): void {
    let addedMs = 0;
    let jitterMs = 0;
    let kept = 1;
    let carried = 1;
    let rate = ownRate(core, link);
    this.entries.forEach((entry, index) => {
      const level = core.entryLevel[index];
      if (entry.type !== 'fault' || level === 0 || !isOfLine(entry)) return;
      if (!this.isHit(entry, 'connection', link)) return;
      if (entry.fault === 'callErrors') {
        carried *= 1 - strength(entry, 'failedShare') * level;
        return;
      }
      if (entry.fault === 'loss') {
        kept *= 1 - strength(entry, 'lossRatio') * level;
        return;
      }
      if (entry.fault === 'bandwidth') {
        rate = Math.min(rate, rateOf(strength(entry, 'limitMbps')) / level);
        return;
      }
      addedMs += strength(entry, 'addedMs') * level;
      jitterMs += strength(entry, 'jitterMs') * level;
    });
    disturb(core, link, { addedMs, jitterMs, lossRatio: 1 - kept, failedShare: 1 - carried });
    setLineRate(core, link, rate);
  }

  private setParameter(core: Core, entry: SetEntry): void {
    const target = this.targets.get(entry.target)![0];
    const { kind, index } = target;
    const value = encode(this.specsOf(target), entry.param, entry.value);
    if (kind === 'component') setComponent(core, index, entry.param, value);
    else if (kind === 'connection') {
      setLink(core, index, entry.param, value);
      if (entry.param === 'bandwidthMbps') this.combineDisturbances(core, index);
    }
    else if (kind === 'channel') {
      const column = par.CHANNEL_PARAMETERS.indexOf(entry.param as (typeof par.CHANNEL_PARAMETERS)[number]);
      if (column === par.INTAKE) setIntake(core, index, value);
      else if (column >= 0) core.channelParameters[index * par.CHANNEL_PARAMETER_COLUMNS + column] = value;
      else setLogParameter(core, index, entry.param, value);
      queueChanged(core, index);
    } else {
      const column = par.BROKER_PARAMETERS.indexOf(entry.param as 'writeMs');
      if (column === par.WRITE_TIME) setWriteTime(core, index, value);
      else if (entry.param === 'replicationMs') setCopyTime(core, index, value);
      else if (column >= 0) core.brokerParameters[index * par.BROKER_PARAMETER_COLUMNS + column] = value;
      else setClusterParameter(core, index, entry.param, value);
      queueBrokerChanged(core, index);
    }
  }
}

/** Whether a fault is one of those that act together on a connection. */
function isOfLine({ fault }: FaultEntry): boolean {
  return fault === 'latency' || fault === 'loss' || fault === 'bandwidth' || fault === 'callErrors';
}

/** A flush happens once, whatever its duration. */
function flushAtStart(core: Core, component: number, replica: number, isStart: boolean): void {
  if (isStart) flushCaches(core, component, stationsOf(core, component, replica));
}

/** The replica that a fault hits, from 1 on; all where the fault knows no single ones. */
function replicaOf(entry: FaultEntry): number {
  const { params } = FAULTS[entry.fault];
  if (!params.some(({ name }) => name === 'replica')) return EVERY_REPLICA;
  const replica = parameter(params, entry.params, 'replica');
  return typeof replica === 'number' ? replica : EVERY_REPLICA;
}

/** Number of the partition that a fault means, from 1 on; infinity for none. */
function partitionOf(entry: FaultEntry): number {
  const partition = parameter(FAULTS[entry.fault].params, entry.params, 'partition');
  return typeof partition === 'number' ? partition : Infinity;
}

/** Whether a poison fault means one partition or a number of messages. */
function isRule(entry: FaultEntry): boolean {
  return partitionOf(entry) !== Infinity || nextOf(entry) !== Infinity;
}

function nextOf(entry: FaultEntry): number {
  const next = parameter(FAULTS.poison.params, entry.params, 'poisonNext');
  return typeof next === 'number' ? next : Infinity;
}

function ruleOf(entry: FaultEntry, link: number, { index, level }: Change): PoisonRule {
  const partition = partitionOf(entry);
  return { entry: index, link, share: strength(entry, 'poisonShare') * level, partition: partition === Infinity ? 0 : partition, next: nextOf(entry) };
}

/** Strengths that were looked up: entries never change, and large zones ask often. */
const strengths = new WeakMap<FaultEntry, Map<string, number>>();

function strength(entry: FaultEntry, name: string): number {
  const known = strengths.get(entry) ?? new Map<string, number>();
  const value = known.get(name) ?? (parameter(FAULTS[entry.fault].params, entry.params, name) as number);
  known.set(name, value);
  strengths.set(entry, known);
  return value;
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
