import { brokerSpecs, channelSpecs, componentSpecs, connectionSpecs } from '../../model/catalog.ts';
import type { BrownoutDocument, FaultEntry, ScheduleEntry, SetEntry } from '../../model/document.ts';
import {
  CHANNEL_MEASURES, type ChannelMeasure, COMPONENT_MEASURES, type ComponentMeasure, CONNECTION_MEASURES, type ConnectionMeasure,
} from '../../model/measures.ts';
import type { ParameterSpec } from '../../model/parameter.ts';
import type { Core } from '../core.ts';
import { LAST_POLL, MOST_ENTRIES, NEXT_CONTROL, NOW } from '../core.ts';
import { NONE } from '../kernel/record.ts';
import { crashNode, crashNodes, leaderOf, restartNode, restartNodes } from '../links/cluster.ts';
import { loseLeader } from '../links/leader.ts';
import { CHANGED, CHANNEL_COLUMNS, COMPONENT_COLUMNS, FAULT_ENDED, FAULT_STARTED, LINK_COLUMNS } from '../measure/columns.ts';
import { flushCaches } from '../stations/cache.ts';
import { type PoisonRule, setPoisonRule } from '../stations/poison.ts';
import { freezeBroker, thawBroker } from './broker-freeze.ts';
import { stationsOf } from './capacity.ts';
import { CombinedFaults } from './combined-faults.ts';
import { crashConsumers, keeperOf, restartConsumers } from './consumers.ts';
import { type Control, controlsOf, MOST_CONTROLS, tooManyControls } from './controls.ts';
import { crashBroker, crashComponent, cutLink, mendLink, restartBroker, restartComponent } from './crash.ts';
import { FaultHits, type Target } from './fault-hits.ts';
import { isRule, nextOf, partitionOf, replicaOf, strength } from './fault-parameters.ts';
import { freeze, thaw } from './freeze.ts';
import { setDial, setParameter } from './set-parameter.ts';

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
  private readonly hits: FaultHits;
  private readonly combined: CombinedFaults;
  /** Numbers of the entries that wait for a condition. */
  private readonly conditional: number[] = [];

  constructor(document: BrownoutDocument) {
    this.document = document;
    this.hits = new FaultHits(document, this.entries);
    this.combined = new CombinedFaults(this.entries, this.hits);
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
    const target = this.hits.targetOf(entry.target);
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
    const target = this.hits.targetOf(when!.target);
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
      this.combined.forget();
      if (level === 0) core.addIncident(FAULT_ENDED, index);
      else if (before === 0) {
        core.forgetIncidents();
        core.addIncident(FAULT_STARTED, index);
      }
      for (const target of this.hits.targetsOf(entry)) this.actFault(core, entry, target, { index, before, level });
      return;
    }
    core.addIncident(CHANGED, index);
    if (entry.type === 'load') setDial(core, entry.factor);
    else this.set(core, entry);
  }

  private set(core: Core, entry: SetEntry): void {
    const target = this.hits.targetOf(entry.target)!;
    setParameter(core, target, this.specsOf(target), entry);
    if (target.kind !== 'connection' || entry.param !== 'bandwidthMbps') return;
    this.combined.forget();
    this.combined.onLine(core, target.index);
  }

  private actFault(core: Core, entry: FaultEntry, { kind, index }: Target, change: Change): void {
    const isStart = change.before === 0;
    const isEnd = change.level === 0;
    if (entry.fault === 'slowdown' || entry.fault === 'errors' || entry.fault === 'capacityLoss') {
      if (kind === 'component') this.combined.atComponent(core, index);
      else if (kind === 'broker') this.combined.atBroker(core, index);
      return;
    }
    if (isOfLine(entry)) {
      this.combined.onLine(core, index);
      return;
    }
    if (entry.fault === 'poison') {
      if (isRule(entry)) setPoisonRule(core, ruleOf(entry, index, change));
      else this.combined.poisonAt(core, index);
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
    else if (entry.fault === 'slowStart') this.combined.slowStartsAt(core, index);
    else if (entry.fault === 'flush') flushAtStart(core, index, replicaOf(entry), isStart);
    else (isEnd ? restartComponent : crashComponent)(core, index, replicaOf(entry));
  }

  /** The broker that leads a partition, or the first of a cluster, goes down or is back. Of several in a zone it is the first. */
  private takeLeader(core: Core, entry: FaultEntry, broker: number, { index, level }: Change): void {
    const partition = partitionOf(entry);
    if (partition === Infinity || this.hits.isZone(entry)) (level === 0 ? restartNodes : crashNodes)(core, broker, 1);
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
    const isKeeperMeant = partition !== Infinity && !this.hits.isZone(entry) && channel >= 0 && core.network.channelIsLog[channel] === 1;
    if (!isKeeperMeant) (level === 0 ? restartConsumers : crashConsumers)(core, link, strength(entry, 'consumers'));
    else if (level > 0) {
      const replica = keeperOf(core, link, partition);
      core.entryChoice[index] = replica;
      if (replica > 0) crashComponent(core, component, replica);
    } else if (core.entryChoice[index] > 0) restartComponent(core, component, core.entryChoice[index]);
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

function ruleOf(entry: FaultEntry, link: number, { index, level }: Change): PoisonRule {
  const partition = partitionOf(entry);
  return { entry: index, link, share: strength(entry, 'poisonShare') * level, partition: partition === Infinity ? 0 : partition, next: nextOf(entry) };
}
