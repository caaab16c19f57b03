import type { BrownoutDocument, ScheduleEntry } from '../../model/document.ts';
import { CHANNEL_MEASURES, COMPONENT_MEASURES, CONNECTION_MEASURES, SOURCE_MEASURES } from '../../model/measures.ts';
import { COMPONENT_ROWS, type Core, LINK_ROWS, NOW, RECORDS_LIVE, STANDING, SUM_COLUMNS, SUM_MAX, SUM_TOTAL } from '../core.ts';
import type { MeasureViews, PartitionLayout } from '../engine-run.ts';
import { BALANCER, CLIENT } from '../network.ts';
import type { Invariant } from '../report.ts';
import * as col from './columns.ts';

/** A rule of the engine that does not hold: which, where, and the figures that say so. */
export interface Violation {
  readonly invariant: Invariant;
  /** Id of a component, connection or channel; empty for the run as a whole. */
  readonly place: string;
  readonly message: string;
}

/** What a column holds: a whole number, an integral over time, or a time or rate. */
const COUNT = 0;
const AREA = 1;
const REAL = 2;

/** A sort of measures: their names and what each column holds. */
interface Sort {
  readonly names: readonly string[];
  readonly holds: Uint8Array;
}

const COMPONENTS = sortOf(COMPONENT_MEASURES);
const CONNECTIONS = sortOf(CONNECTION_MEASURES);
const CHANNELS = sortOf(CHANNEL_MEASURES);
const SOURCES = sortOf(SOURCE_MEASURES);

function sortOf(names: readonly string[]): Sort {
  const holdsOf = (name: string): number => (name.endsWith('Area') ? AREA : /(?:Ms|PerSec)$/.test(name) ? REAL : COUNT);
  return { names, holds: Uint8Array.from(names, holdsOf) };
}

/** Share of an area, and of the time it was gathered over, that rounding may have moved it by. An area is a sum of as many
 *  products as the run has events, four billion at most, each rounded to one part in 2^53. */
const ROUNDING = 1e-6;

/**
 * Holds the measured state of a run against what must be true of every run, whatever was drawn: the books balance to
 * the last request, no count is negative, no more workers are busy than there are, nothing ends before it begins, and
 * every measure is a finite number. It reads what an `Observer` has brought up to date, costs nothing while events
 * happen, and looks at each row once. Rules ME1 to ME3 and IN1 to IN4 of `docs/spec.md`.
 */
export class InvariantCheck {
  private readonly core: Core;
  private readonly layout: readonly PartitionLayout[];
  /** 1 for components whose workers may be fewer than are busy: those that finish what they had in hand. */
  private readonly mayLoseWorkers: Uint8Array;
  /** Deliveries that are out, by channel. */
  private readonly out: Float64Array;
  private found: Violation | undefined;

  constructor(core: Core, layout: readonly PartitionLayout[]) {
    const { document, componentCount, channelCount } = core.network;
    this.core = core;
    this.layout = layout;
    this.mayLoseWorkers = new Uint8Array(componentCount);
    this.out = new Float64Array(channelCount);
    for (const entry of [...document.schedule, ...document.log]) this.expect(entry);
  }

  /** Learns of an entry that came while the run was in progress. */
  expect(entry: ScheduleEntry): void {
    const { document } = this.core.network;
    if (takesWorkers(entry)) markTargets(document, entry, this.mayLoseWorkers);
  }

  /** The first rule that does not hold at the present moment; undefined when all do.
   *  @param views What the observer copied at this moment. */
  firstViolation(views: MeasureViews): Violation | undefined {
    this.found = undefined;
    const isSound =
      this.areComponentsSound(views.components) &&
      this.areConnectionsSound(views.connections) &&
      this.areChannelsSound(views.channels) &&
      this.areSourcesSound(views) &&
      this.isRunSound(views) &&
      this.areTimesSound();
    return isSound ? undefined : this.found;
  }

  private say(invariant: Invariant, place: string, figures: string): false {
    this.found = { invariant, place, message: `${figures}, at ${this.core.clock[NOW]} ms` };
    return false;
  }

  /** Whether each measure of a row is a number that it can be. */
  private isRowPossible(values: Float64Array, row: number, { names, holds }: Sort, id: string): boolean {
    const least = -ROUNDING * (1000 + this.core.clock[NOW]);
    for (let column = 0; column < holds.length; column++) {
      const value = values[row + column];
      const sort = holds[column];
      if (sort === COUNT ? value >= 0 && value < Infinity && Math.floor(value) === value : value >= (sort === AREA ? least : 0) && value < Infinity) continue;
      return this.say(value < 0 && value > -Infinity ? 'nothingNegative' : 'finiteMeasures', id, `${names[column]} is ${value}`);
    }
    return true;
  }

  private areComponentsSound(m: Float64Array): boolean {
    const { components } = this.core.network.document;
    for (let component = 0; component < components.length; component++) {
      const row = component * col.COMPONENT_COLUMNS;
      const { id } = components[component];
      if (!this.isRowPossible(m, row, COMPONENTS, id)) return false;
      if (!this.areWorkersEnough(m, row, component)) return false;
      const ended = m[row + col.COMPLETED] + m[row + col.REJECTED] + m[row + col.FAILED_HERE] + m[row + col.FAILED_BY_CALL] + m[row + col.LOST];
      const came = m[row + col.OFFERED] + this.core.carriedIn[component];
      const inside = m[row + col.IN_SYSTEM];
      if (came !== ended + inside) return this.say('conservation', id, `${came} came in, ${ended} ended, ${inside} inside`);
      const placed = m[row + col.WORKING] + m[row + col.HELD] + m[row + col.QUEUE_LENGTH];
      if (placed > inside) return this.say('conservation', id, `${placed} at work or waiting of ${inside} inside`);
      const lookups = m[row + col.HITS] + m[row + col.MISSES];
      if (lookups > came) return this.say('conservation', id, `${lookups} look-ups of ${came} that came in`);
    }
    return this.areStationsSound();
  }

  private areWorkersEnough(m: Float64Array, row: number, component: number): boolean {
    const { network, clock } = this.core;
    const { id } = network.document.components[component];
    const kind = network.componentKind[component];
    const isCounted = kind !== CLIENT && kind !== BALANCER && this.mayLoseWorkers[component] === 0;
    const busy = m[row + col.WORKING] + m[row + col.HELD];
    const workers = m[row + col.WORKERS];
    if (isCounted && busy > workers) return this.say('utilization', id, `${busy} workers busy of ${workers}`);
    const slack = ROUNDING * (1000 + clock[NOW]);
    const busyArea = m[row + col.BUSY_AREA];
    const workingArea = m[row + col.WORKING_AREA];
    if (workingArea > busyArea * (1 + ROUNDING) + slack) return this.say('utilization', id, `at work for ${workingArea} ms, busy for ${busyArea} ms`);
    const workersArea = m[row + col.WORKERS_AREA];
    return !isCounted || busyArea <= workersArea * (1 + ROUNDING) + slack || this.say('utilization', id, `busy for ${busyArea} ms of ${workersArea} ms`);
  }

  /** Lines and workers of single replicas. */
  private areStationsSound(): boolean {
    const { core } = this;
    const { stationComponent, document } = core.network;
    for (let station = 0; station < stationComponent.length; station++) {
      const queued = core.queueLength[station];
      const busy = core.busy[station];
      const inside = core.inStation[station];
      if (queued >= 0 && busy >= 0 && inside >= 0) continue;
      return this.say('nothingNegative', document.components[stationComponent[station]].id, `a replica has ${queued} waiting, ${busy} workers busy, ${inside} inside`);
    }
    return true;
  }

  private areConnectionsSound(m: Float64Array): boolean {
    const { connections } = this.core.network.document;
    for (let link = 0; link < connections.length; link++) {
      const row = link * col.LINK_COLUMNS;
      const { id } = connections[link];
      if (!this.isRowPossible(m, row, CONNECTIONS, id)) return false;
      const began = m[row + col.CALLS] + this.core.linkCarriedIn[link];
      const ended = m[row + col.SUCCEEDED] + m[row + col.FAILED] + m[row + col.ABANDONED];
      const inProgress = m[row + col.IN_PROGRESS];
      if (began !== ended + inProgress) return this.say('conservation', id, `${began} calls began, ${ended} ended, ${inProgress} in progress`);
      if (m[row + col.RETRIES] > m[row + col.ATTEMPTS]) return this.say('causalOrder', id, `${m[row + col.RETRIES]} retries among ${m[row + col.ATTEMPTS]} attempts`);
      if (m[row + col.REDELIVERED] > m[row + col.DELIVERED]) {
        return this.say('causalOrder', id, `${m[row + col.REDELIVERED]} redeliveries among ${m[row + col.DELIVERED]} deliveries`);
      }
    }
    return true;
  }

  private areChannelsSound(m: Float64Array): boolean {
    const { channelIsLog, document } = this.core.network;
    for (let channel = 0; channel < document.channels.length; channel++) {
      const row = channel * col.CHANNEL_COLUMNS;
      const { id } = document.channels[channel];
      if (!this.isRowPossible(m, row, CHANNELS, id)) return false;
      const isLog = channelIsLog[channel] !== 0;
      const came = m[row + col.PUBLISHED] + m[row + col.COPIES] + this.core.channelCarriedIn[channel];
      // A record that one group skipped is lost to that group alone; it is finished or expires all the same.
      const skipped = isLog ? 0 : m[row + col.DROPPED] + m[row + col.DEAD_LETTERED] + m[row + col.MESSAGES_LOST];
      const gone = m[row + col.FINISHED] + m[row + col.EXPIRED] + m[row + col.TRUNCATED] + skipped;
      const here = m[row + col.READY] + (isLog ? 0 : m[row + col.OUT] + m[row + col.DELAYED]);
      if (came !== gone + here) return this.say('conservation', id, `${came} messages came in, ${gone} went, ${here} here`);
    }
    return true;
  }

  private areSourcesSound({ components, sources: m }: MeasureViews): boolean {
    const { sourceComponent, document } = this.core.network;
    for (let source = 0; source < sourceComponent.length; source++) {
      const row = source * col.SOURCE_COLUMNS;
      const component = sourceComponent[source];
      const own = component * col.COMPONENT_COLUMNS;
      const { id } = document.components[component];
      if (!this.isRowPossible(m, row, SOURCES, id)) return false;
      const answered = m[row + col.ANSWERED];
      if (components[own + col.COMPLETED] !== answered || components[own + col.FAILED_BY_CALL] !== m[row + col.ANSWER_FAILED]) {
        return this.say('conservation', id, `${answered} answered and ${m[row + col.ANSWER_FAILED]} failed, which its component counts otherwise`);
      }
      if (components[own + col.IN_SYSTEM] !== m[row + col.NOT_ANSWERED]) {
        return this.say('conservation', id, `${m[row + col.NOT_ANSWERED]} without an answer, ${components[own + col.IN_SYSTEM]} inside`);
      }
      const due = answered + this.core.sourceCarriedIn[source];
      const finished = m[row + col.DONE] + m[row + col.EFFECTS_LOST];
      if (due !== finished + m[row + col.NOT_FINISHED]) {
        return this.say('conservation', id, `${due} answered, ${finished} done or lost, ${m[row + col.NOT_FINISHED]} unfinished`);
      }
      if (m[row + col.GOOD] > m[row + col.DONE]) return this.say('conservation', id, `${m[row + col.GOOD]} good of ${m[row + col.DONE]} done`);
    }
    return true;
  }

  private isRunSound(views: MeasureViews): boolean {
    const { counters, network } = this.core;
    let inside = 0;
    for (let component = 0; component < network.componentCount; component++) inside += views.components[component * col.COMPONENT_COLUMNS + col.IN_SYSTEM];
    const records = counters[RECORDS_LIVE] - counters[STANDING];
    if (records < inside) return this.say('conservation', '', `${records} records in use, ${inside} requests inside`);
    return this.areDeliveriesKnown(views) && this.areOffsetsReached(views.partitions);
  }

  /** Deliveries that are out are counted by the channel and by the connections that they went over. */
  private areDeliveriesKnown({ connections, channels }: MeasureViews): boolean {
    const { network } = this.core;
    const { out } = this;
    out.fill(0);
    for (let link = 0; link < network.linkCount; link++) {
      const channel = network.linkChannel[link];
      if (channel >= 0) out[channel] += connections[link * col.LINK_COLUMNS + col.UNACKNOWLEDGED];
    }
    for (let channel = 0; channel < network.channelCount; channel++) {
      const told = channels[channel * col.CHANNEL_COLUMNS + col.OUT];
      if (told !== out[channel]) return this.say('conservation', network.document.channels[channel].id, `${told} deliveries out, ${out[channel]} by connection`);
    }
    return true;
  }

  /** Nobody has read what was not written yet. */
  private areOffsetsReached(offsets: Float64Array): boolean {
    for (const { partitions, endOffset, readers } of this.layout) {
      for (const { connection, offset } of readers) {
        for (let p = 0; p < partitions; p++) {
          if (offsets[offset + p] <= offsets[endOffset + p]) continue;
          return this.say('causalOrder', connection, `partition ${p} is read up to ${offsets[offset + p]} of ${offsets[endOffset + p]}`);
        }
      }
    }
    return true;
  }

  /** No measured time is negative, and none at a component or over a connection is longer than the run. (A source counts a
   *  request that was not answered with its timeout at least, which may be.) */
  private areTimesSound(): boolean {
    const { histogramSums: sums, clock, network } = this.core;
    const sourcesFrom = (network.componentCount * COMPONENT_ROWS + network.linkCount * LINK_ROWS) * SUM_COLUMNS;
    const most = clock[NOW] * (1 + ROUNDING);
    for (let at = 0; at < sums.length; at += SUM_COLUMNS) {
      const total = sums[at + SUM_TOTAL];
      const longest = sums[at + SUM_MAX];
      if (total >= 0 && total < Infinity && longest >= 0 && (at < sourcesFrom ? longest <= most : longest < Infinity)) continue;
      return this.say('causalOrder', '', `times of ${total} ms in all, the longest of ${longest} ms`);
    }
    return true;
  }
}

/** Whether an entry can leave a component with fewer workers than are busy. */
function takesWorkers(entry: ScheduleEntry): boolean {
  if (entry.type === 'fault') return entry.fault === 'capacityLoss';
  return entry.type === 'set' && (entry.param === 'servers' || entry.param === 'queueOrder');
}

/** Marks the component that an entry is aimed at; all of them when it is aimed at more than one. */
function markTargets({ components }: BrownoutDocument, entry: ScheduleEntry, marks: Uint8Array): void {
  const target = 'target' in entry ? components.findIndex(({ id }) => id === entry.target) : -1;
  if (target < 0) marks.fill(1);
  else marks[target] = 1;
}
