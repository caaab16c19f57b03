import type { FaultEntry, ScheduleEntry } from '../../model/document.ts';
import type { Core } from '../core.ts';
import { ownRate, rateOf } from '../links/bandwidth.ts';
import { slowBroker } from '../links/broker-times.ts';
import { type Disturbance, disturb } from '../links/disturbance.ts';
import { setPoison } from '../stations/poison.ts';
import { setSlowStart, type SlowStart } from '../stations/slow-start.ts';
import { EVERY_REPLICA, updateWorkers } from './capacity.ts';
import type { FaultHits } from './fault-hits.ts';
import { isRule, replicaOf, strength } from './fault-parameters.ts';
import { setLineRate } from './line-rate.ts';
import { stretchServices } from './pending.ts';

/** Overlapping slow-downs multiply up to this factor. */
const SLOWEST = 1e9;

/** What slow-downs, errors and losses of capacity make of one replica together. */
interface StationFaults {
  readonly slow: number;
  readonly errorRatio: number;
  readonly capacityLost: number;
}

/** What faults make of one connection together; the rate in bytes per millisecond, infinity for no limit. */
interface LineFaults extends Disturbance {
  readonly rate: number;
}

/** A fault in force, and the share of its strength that it has. */
interface Acting {
  readonly entry: FaultEntry;
  readonly level: number;
}

const NO_SLOW_START: SlowStart = { factor: 1, works: 0 };

/**
 * Faults that act together on what they hit: slow-downs multiply, shares combine as independent causes. What they come to
 * is worked out once for all that the same faults hit. Rules FA11, FA30 to FA41 and FA54 to FA57.
 */
export class CombinedFaults {
  private readonly entries: readonly ScheduleEntry[];
  private readonly hits: FaultHits;
  private readonly acting = new Map<number, readonly Acting[]>();
  private readonly stations = new Map<string, StationFaults>();
  private readonly starts = new Map<string, SlowStart>();
  private readonly lines = new Map<number, LineFaults>();
  private readonly poisons = new Map<number, number>();

  constructor(entries: readonly ScheduleEntry[], hits: FaultHits) {
    this.entries = entries;
    this.hits = hits;
  }

  /** To be called before an entry acts: levels have changed since, or the run has been set back. */
  forget(): void {
    for (const known of [this.acting, this.stations, this.starts, this.lines, this.poisons]) known.clear();
  }

  /** Brings the replicas of a component up to date with its slow-downs, errors and losses of capacity. */
  atComponent(core: Core, component: number): void {
    const first = core.network.firstStation[component];
    const end = first + core.network.replicaCount[component];
    const group = this.hits.groupAt('component', component);
    let hasCapacityChanged = false;
    for (let station = first; station < end; station++) {
      const { slow, errorRatio, capacityLost } = this.stationFaults(core, group, station - first + 1);
      core.errorRatio[station] = errorRatio;
      if (core.capacityLost[station] !== capacityLost) hasCapacityChanged = true;
      core.capacityLost[station] = capacityLost;
      if (core.slow[station] === slow) continue;
      stretchServices(core, station, slow / core.slow[station]);
      core.slow[station] = slow;
    }
    if (hasCapacityChanged) updateWorkers(core, component);
  }

  /** Slow-downs of one broker multiply. */
  atBroker(core: Core, broker: number): void {
    let slow = 1;
    for (const { entry, level } of this.actingOn(core, this.hits.groupAt('broker', broker))) {
      if (entry.fault === 'slowdown') slow *= 1 + (strength(entry, 'factor') - 1) * level;
    }
    slowBroker(core, broker, Math.min(slow, SLOWEST));
  }

  /** Poison that means neither a partition nor a number of messages combines on a consumer's connection. */
  poisonAt(core: Core, link: number): void {
    const group = this.hits.groupAt('connection', link);
    let share = this.poisons.get(group);
    if (share === undefined) {
      let well = 1;
      for (const { entry, level } of this.actingOn(core, group)) {
        if (entry.fault === 'poison' && !isRule(entry)) well *= 1 - strength(entry, 'poisonShare') * level;
      }
      share = 1 - well;
      this.poisons.set(group, share);
    }
    setPoison(core, link, share);
  }

  /** Of several slow starts of one replica the slowest holds. */
  slowStartsAt(core: Core, component: number): void {
    const first = core.network.firstStation[component];
    const group = this.hits.groupAt('component', component);
    for (let i = 0; i < core.network.replicaCount[component]; i++) setSlowStart(core, first + i, this.slowStart(core, group, i + 1));
  }

  /** Faults of one kind on one connection act together: what they add adds up, shares combine as independent ones, and of
   *  bandwidths the least holds. */
  onLine(core: Core, link: number): void {
    const group = this.hits.groupAt('connection', link);
    const faults = this.lines.get(group) ?? lineFaults(this.actingOn(core, group));
    this.lines.set(group, faults);
    disturb(core, link, faults);
    setLineRate(core, link, Math.min(ownRate(core, link), faults.rate));
  }

  /** The faults in force that hit the members of a group, in the order of the entries. */
  private actingOn(core: Core, group: number): readonly Acting[] {
    const known = this.acting.get(group) ?? this.hits.entriesOf(group).flatMap((index) => {
      const level = core.entryLevel[index];
      return level > 0 ? [{ entry: this.entries[index] as FaultEntry, level }] : [];
    });
    this.acting.set(group, known);
    return known;
  }

  private stationFaults(core: Core, group: number, replica: number): StationFaults {
    const name = `${group} ${replica}`;
    const faults = this.stations.get(name) ?? stationFaults(this.actingOn(core, group), replica);
    this.stations.set(name, faults);
    return faults;
  }

  private slowStart(core: Core, group: number, replica: number): SlowStart {
    const name = `${group} ${replica}`;
    const start = this.starts.get(name) ?? slowestStart(this.actingOn(core, group), replica);
    this.starts.set(name, start);
    return start;
  }
}

function stationFaults(acting: readonly Acting[], replica: number): StationFaults {
  let slow = 1;
  let well = 1;
  let left = 1;
  for (const { entry, level } of acting) {
    if (entry.fault !== 'slowdown' && entry.fault !== 'errors' && entry.fault !== 'capacityLoss') continue;
    const hit = entry.params?.['replica'];
    if (typeof hit === 'number' && hit !== replica) continue;
    if (entry.fault === 'slowdown') slow *= 1 + (strength(entry, 'factor') - 1) * level;
    if (entry.fault === 'errors') well *= 1 - strength(entry, 'ratio') * level;
    if (entry.fault === 'capacityLoss') left *= 1 - strength(entry, 'share') * level;
  }
  return { slow: Math.min(slow, SLOWEST), errorRatio: 1 - well, capacityLost: 1 - left };
}

function slowestStart(acting: readonly Acting[], replica: number): SlowStart {
  let slowest = NO_SLOW_START;
  for (const { entry } of acting) {
    if (entry.fault !== 'slowStart') continue;
    const hit = replicaOf(entry);
    const factor = strength(entry, 'startFactor');
    if ((hit === EVERY_REPLICA || hit === replica) && factor > slowest.factor) slowest = { factor, works: strength(entry, 'startWorks') };
  }
  return slowest;
}

function lineFaults(acting: readonly Acting[]): LineFaults {
  let addedMs = 0;
  let jitterMs = 0;
  let kept = 1;
  let carried = 1;
  let rate = Infinity;
  for (const { entry, level } of acting) {
    if (entry.fault === 'callErrors') carried *= 1 - strength(entry, 'failedShare') * level;
    else if (entry.fault === 'loss') kept *= 1 - strength(entry, 'lossRatio') * level;
    else if (entry.fault === 'bandwidth') rate = Math.min(rate, rateOf(strength(entry, 'limitMbps')) / level);
    else if (entry.fault === 'latency') {
      addedMs += strength(entry, 'addedMs') * level;
      jitterMs += strength(entry, 'jitterMs') * level;
    }
  }
  return { addedMs, jitterMs, lossRatio: 1 - kept, failedShare: 1 - carried, rate };
}
