import type { BrownoutDocument, FaultEntry, FaultKind, ScheduleEntry } from '../../model/document.ts';
import { canAim } from '../../model/fault-targets.ts';
import { FAULTS } from '../../model/faults.ts';

/** What an entry is aimed at: the number of a component, connection, channel or broker of the document. */
export interface Target {
  readonly kind: 'component' | 'connection' | 'channel' | 'broker';
  readonly index: number;
}

/** What faults can hit. */
export type Hittable = 'component' | 'connection' | 'broker';

/** Things that the same entries hit, as far as they were looked at: those of `parent`, and `entry` besides. */
interface Group {
  readonly parent: number;
  readonly entry: number;
}

/** Whatever no entry hits. */
const UNHIT = 0;

/**
 * What the entries of a run hit. Zones are large and their faults many, so things that the same entries hit are one
 * *group*: what those entries make of one of them they make of all. Rules FA24 and FA39 of `docs/spec/faults.md`.
 */
export class FaultHits {
  private readonly document: BrownoutDocument;
  private readonly entries: readonly ScheduleEntry[];
  private readonly targets = new Map<string, readonly Target[]>();
  /** What faults of one kind with one target hit. */
  private readonly known = new Map<string, readonly Target[]>();
  private readonly groups: Group[] = [{ parent: -1, entry: -1 }];
  private readonly groupOf: Readonly<Record<Hittable, Int32Array>>;
  /** Entries that the groups are made by so far. */
  private grouped = 0;

  /** `entries` may grow at its end, as those of a run do. */
  constructor(document: BrownoutDocument, entries: readonly ScheduleEntry[]) {
    this.document = document;
    this.entries = entries;
    document.components.forEach((item, index) => this.targets.set(item.id, [{ kind: 'component', index }]));
    document.connections.forEach((item, index) => this.targets.set(item.id, [{ kind: 'connection', index }]));
    document.channels.forEach((item, index) => this.targets.set(item.id, [{ kind: 'channel', index }]));
    document.brokers.forEach((item, index) => this.targets.set(item.id, [{ kind: 'broker', index }]));
    this.groupOf = {
      component: new Int32Array(document.components.length),
      connection: new Int32Array(document.connections.length),
      broker: new Int32Array(document.brokers.length),
    };
  }

  /** The one thing that has this id, unless it is a zone. */
  targetOf(id: string): Target | undefined {
    return this.targets.get(id)?.[0];
  }

  /** Whether a fault is aimed at a zone. */
  isZone(entry: FaultEntry): boolean {
    return this.document.zones.some(({ id }) => id === entry.target);
  }

  /** What a fault hits: its target, or every member of a zone, or for a cut every connection over a zone's border. */
  targetsOf(entry: FaultEntry): readonly Target[] {
    const name = `${entry.fault} ${entry.target}`;
    const targets = this.known.get(name) ?? this.find(entry);
    this.known.set(name, targets);
    return targets;
  }

  /** The group of a component, connection or broker. It is another one after an entry was added that hits it. */
  groupAt(kind: Hittable, index: number): number {
    for (; this.grouped < this.entries.length; this.grouped++) this.divide(this.grouped);
    return this.groupOf[kind][index];
  }

  /** Numbers of the entries that hit the members of a group, in their order. */
  entriesOf(group: number): readonly number[] {
    const found: number[] = [];
    for (let at = group; at !== UNHIT; at = this.groups[at].parent) found.push(this.groups[at].entry);
    return found.reverse();
  }

  /** Sets those that an entry hits apart from those of their groups that it does not hit. */
  private divide(index: number): void {
    const entry = this.entries[index];
    if (entry.type !== 'fault') return;
    const made = new Map<number, number>();
    for (const target of this.targetsOf(entry)) {
      if (target.kind === 'channel') continue;
      const groups = this.groupOf[target.kind];
      const parent = groups[target.index];
      const group = made.get(parent) ?? this.groups.push({ parent, entry: index }) - 1;
      made.set(parent, group);
      groups[target.index] = group;
    }
  }

  private find(entry: FaultEntry): readonly Target[] {
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
    const brokerOf = new Map(channels.map(({ id, broker }) => [id, broker]));
    const isInside = (id: string): boolean => members.has(id) || members.has(brokerOf.get(id) ?? '');
    return connections.flatMap((connection, index) => {
      const ends = [connection.from, connection.to, ...(connection.channel === undefined ? [] : [connection.channel])].map(isInside);
      return ends.every((inside) => inside === ends[0]) ? [] : [{ kind: 'connection' as const, index }];
    });
  }
}
