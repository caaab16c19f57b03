import { KINDS, PROTOCOLS } from '../catalog.ts';
import {
  type BrownoutDocument,
  type Broker,
  type Channel,
  type Component,
  type Connection,
  type FaultEntry,
  LIMITS,
  type LoadEntry,
  type LoadPoint,
  type Note,
  type ScheduleEntry,
  type SetEntry,
  type Settings,
  type View,
} from '../document.ts';
import { FAULTS } from '../faults.ts';
import type { ParameterSpec, ParameterValue, ParameterValues } from '../parameter.ts';
import type { Coder } from './coder.ts';
import type { FrozenKind, FrozenParam, FrozenProtocol } from './frozen.ts';
import { TABLES } from './generation-1-tables.ts';
import { IdField } from './id-field.ts';
import { codeNumber } from './number-field.ts';
import { codeParams, codeValue, type Recent } from './params-field.ts';
import { PositionField } from './position-field.ts';
import { TooLargeError } from './range-coder.ts';
import { codeText } from './text-field.ts';

/** Longest text that is read. */
const MAX_TEXT = 4000;
/** Most items that are read of each list: as many as a document may have. */
const MOST = {
  components: LIMITS.components,
  connections: LIMITS.connections,
  brokers: LIMITS.brokers,
  channels: LIMITS.channels,
  load: LIMITS.loadPoints,
  schedule: LIMITS.scheduleEntries,
  log: LIMITS.scheduleEntries,
  notes: LIMITS.notes,
} as const;
/** Usual settings, which a link leaves out. */
const SETTINGS: Settings = { seed: 1, horizonMs: 600_000, warmUpMs: 0 };

/** The declarations in force, as far as links depend on them: only to tell where defaults have changed since the
 *  tables were frozen. */
export interface Declarations {
  readonly kinds: Readonly<Record<string, { readonly params: readonly ParameterSpec[] }>>;
  readonly protocols: Readonly<
    Record<string, { readonly [K in 'params' | 'channelParams' | 'brokerParams']?: readonly ParameterSpec[] }>
  >;
  readonly faults: Readonly<Record<string, { readonly params: readonly ParameterSpec[] }>>;
}

/** What this code declares now. */
export const DECLARATIONS_NOW: Declarations = { kinds: KINDS, protocols: PROTOCOLS, faults: FAULTS };

/** Writes a document, or reads one, with the same words either way. When reading, `document` is empty and the result is
 *  whatever the message says, valid or not. What the tables do not know does not come back: see `remainder.ts`.
 *  Without `declarations` all defaults are taken to be those of the tables. */
export function codeDocument(coder: Coder, document: BrownoutDocument, declarations?: Declarations): BrownoutDocument {
  return new Generation1(coder, document, declarations ?? { kinds: {}, protocols: {}, faults: {} }).code();
}

type Loose<T> = { readonly [K in keyof T]?: T[K] };

class Generation1 {
  private readonly coder: Coder;
  private readonly source: BrownoutDocument;
  private readonly declarations: Declarations;
  private readonly recent: Recent = new Map();
  private readonly positions: PositionField;
  private components: readonly Component[] = [];
  private brokers: readonly Broker[] = [];
  private channels: readonly Channel[] = [];
  private connections: readonly Connection[] = [];

  constructor(coder: Coder, source: BrownoutDocument, declarations: Declarations) {
    this.coder = coder;
    this.source = source;
    this.declarations = declarations;
    this.positions = new PositionField(coder, [...source.components, ...source.channels, ...source.notes]);
  }

  code(): BrownoutDocument {
    const { source, coder } = this;
    const version = coder.count('version', source.version - 1) + 1;
    const title = codeText(coder, source.title, MAX_TEXT);
    const note = this.optional('note', source.note, (text) => codeText(coder, text ?? '', MAX_TEXT));
    const settings = this.settings(source.settings);
    this.components = this.list('components', source.components, this.componentCoder());
    this.brokers = this.list('brokers', source.brokers, this.brokerCoder());
    this.channels = this.list('channels', source.channels, this.channelCoder());
    this.connections = this.list('connections', source.connections, this.connectionCoder());
    const load = this.list('load', source.load, (point) => this.loadPoint(point));
    const schedule = this.list('schedule', source.schedule, this.entryCoder('schedule'));
    const log = this.list('log', source.log, this.entryCoder('log'));
    const notes = this.list('notes', source.notes, this.noteCoder());
    const view = this.optional('view', source.view, (value) => this.view(value ?? {}));
    return {
      format: 'brownout',
      version: version as BrownoutDocument['version'],
      title,
      ...(note === undefined ? {} : { note }),
      settings,
      components: this.components,
      connections: this.connections,
      brokers: this.brokers,
      channels: this.channels,
      load,
      schedule,
      log,
      notes,
      classes: [],
      zones: [],
      ...(view === undefined ? {} : { view }),
    };
  }

  private list<T>(field: keyof typeof MOST, source: readonly T[], code: (item: Loose<T>) => T): readonly T[] {
    const length = this.coder.count(`number of ${field}`, source.length);
    if (length > MOST[field]) throw new TooLargeError(`It has more ${field} than are read.`);
    return Array.from({ length }, (_, index) => code(source[index] ?? {}));
  }

  private optional<T>(field: string, value: T | undefined, code: (value: T | undefined) => T, expected = 16_384): T | undefined {
    return this.coder.flag(`has ${field}`, value !== undefined, expected) ? code(value) : undefined;
  }

  private settings(source: Settings): Settings {
    const { coder } = this;
    const isUsual = coder.flag('usual seed', source.seed === SETTINGS.seed);
    const seed = isUsual ? SETTINGS.seed : coder.count('seed', source.seed);
    const isUsualLength = coder.flag('usual horizon', source.horizonMs === SETTINGS.horizonMs);
    const horizonMs = isUsualLength ? SETTINGS.horizonMs : codeNumber(coder, 'time', source.horizonMs);
    const isUsualStart = coder.flag('usual warm-up', source.warmUpMs === SETTINGS.warmUpMs);
    const warmUpMs = isUsualStart ? SETTINGS.warmUpMs : codeNumber(coder, 'time', source.warmUpMs);
    return { seed, horizonMs, warmUpMs };
  }

  private componentCoder(): (item: Loose<Component>) => Component {
    const ids = new IdField(this.coder, 'components');
    return (item) => {
      const { name: kind, params: frozen } = this.kind('kind', TABLES.kinds, item.kind);
      const name = codeText(this.coder, item.name ?? '', MAX_TEXT);
      const id = ids.code(item.id ?? '', name);
      const { x, y } = this.positions.code({ x: item.x ?? 0, y: item.y ?? 0 });
      const live = own(this.declarations.kinds, kind)?.params;
      return { id, kind: kind as Component['kind'], name, x, y, ...this.params(frozen, live, item.params) };
    };
  }

  private brokerCoder(): (item: Loose<Broker>) => Broker {
    const ids = new IdField(this.coder, 'brokers');
    return (item) => {
      const frozen = this.kind('broker protocol', TABLES.protocols, item.protocol) as FrozenProtocol;
      const name = codeText(this.coder, item.name ?? '', MAX_TEXT);
      const id = ids.code(item.id ?? '', name);
      const protocol = frozen.name as Broker['protocol'];
      const live = own(this.declarations.protocols, protocol)?.brokerParams;
      return { id, protocol, name, ...this.params(frozen.brokerParams ?? [], live, item.params) };
    };
  }

  private channelCoder(): (item: Loose<Channel>) => Channel {
    const ids = new IdField(this.coder, 'channels');
    return (item) => {
      const broker = this.reference(this.brokers, item.broker);
      const frozen = TABLES.protocols.find(({ name }) => name === broker?.protocol);
      const name = codeText(this.coder, item.name ?? '', MAX_TEXT);
      const id = ids.code(item.id ?? '', name);
      const isBox = this.coder.flag('channel is a box', item.x !== undefined && item.y !== undefined, 16_384);
      const position = isBox ? this.positions.code({ x: item.x ?? 0, y: item.y ?? 0 }) : {};
      const live = own(this.declarations.protocols, broker?.protocol ?? '')?.channelParams;
      const kind = (frozen?.channelKind ?? 'queue') as Channel['kind'];
      return { id, broker: broker?.id ?? '', kind, name, ...position, ...this.params(frozen?.channelParams ?? [], live, item.params) };
    };
  }

  private connectionCoder(): (item: Loose<Connection>) => Connection {
    const ids = new IdField(this.coder, 'connections');
    const ends: readonly (Component | Channel)[] = [...this.components, ...this.channels.filter(({ x }) => x !== undefined)];
    const place = new Map(ends.map(({ id }, index) => [id, index]));
    const reached = new Firsts();
    const used = new Firsts();
    let before = 0;
    return (item) => {
      const id = ids.code(item.id ?? '', undefined);
      const from = this.coder.signed('from', (place.get(item.from ?? '') ?? 0) - before) + before;
      before = from;
      const to = this.next('to', ends.length, { index: place.get(item.to ?? '') ?? 0, done: reached });
      const target = ends[to];
      const targetKind = target === undefined || !('broker' in target) ? target?.kind : 'channel';
      const frozen = this.kind(`protocol to ${targetKind}`, TABLES.protocols, item.protocol) as FrozenProtocol;
      const protocol = frozen.name as Connection['protocol'];
      const channel = frozen.kind === 'sync' ? undefined : this.channelOf([ends[from], target], item.channel, used);
      const label = this.optional('label', item.label, (text) => codeText(this.coder, text ?? '', MAX_TEXT), 6000);
      const live = own(this.declarations.protocols, protocol)?.params;
      return {
        id,
        kind: frozen.kind as Connection['kind'],
        protocol,
        from: ends[from]?.id ?? '',
        to: target?.id ?? '',
        ...(channel === undefined ? {} : { channel }),
        ...(label === undefined ? {} : { label }),
        ...this.params(frozen.params, live, item.params),
      };
    };
  }

  /** The channel of a connection: the one at its end, or the next that no connection uses yet, or any. */
  private channelOf(ends: readonly (Component | Channel | undefined)[], id: string | undefined, done: Firsts): string {
    const box = ends.find((end) => end !== undefined && 'broker' in end);
    if (box !== undefined) return box.id;
    const index = Math.max(0, this.channels.findIndex((channel) => channel.id === id));
    return this.channels[this.next('channel', this.channels.length, { index, done })]?.id ?? '';
  }

  /** An index of a list whose items are mostly named in order for the first time. */
  private next(field: string, size: number, { index, done }: { readonly index: number; readonly done: Firsts }): number {
    const isNext = done.next < size && this.coder.flag(`next ${field}`, index === done.next);
    const coded = isNext ? done.next : this.coder.index(Math.max(1, size), index);
    done.add(coded);
    return coded;
  }

  private loadPoint(point: Loose<LoadPoint>): LoadPoint {
    return { atMs: codeNumber(this.coder, 'time', point.atMs ?? 0), factor: codeNumber(this.coder, 'factor', point.factor ?? 0) };
  }

  private entryCoder(list: 'schedule' | 'log'): (item: Loose<ScheduleEntry>) => ScheduleEntry {
    const ids = new IdField(this.coder, list);
    return (item) => {
      const type = this.coder.choice('entry', 3, ['fault', 'set', 'load'].indexOf(item.type ?? 'load'));
      const id = ids.code(item.id ?? '', undefined);
      const atMs = codeNumber(this.coder, 'time', item.atMs ?? 0);
      if (type === 0) return this.fault(id, atMs, item as Loose<FaultEntry>);
      if (type === 1) return this.set(id, atMs, item as Loose<SetEntry>);
      return { id, type: 'load', factor: codeNumber(this.coder, 'factor', (item as Loose<LoadEntry>).factor ?? 0), atMs };
    };
  }

  private fault(id: string, atMs: number, item: Loose<FaultEntry>): FaultEntry {
    const frozen = this.kind('fault', TABLES.faults, item.fault);
    const target = this.target(`target of ${frozen.name}`, item.target)?.id ?? '';
    const durationMs = this.optional('duration', item.durationMs, (value) => codeNumber(this.coder, 'time', value ?? 0));
    const fault = frozen.name as FaultEntry['fault'];
    const live = own(this.declarations.faults, fault)?.params;
    const duration = durationMs === undefined ? {} : { durationMs };
    return { id, type: 'fault', fault, target, atMs, ...duration, ...this.params(frozen.params, live, item.params) };
  }

  private set(id: string, atMs: number, item: Loose<SetEntry>): SetEntry {
    const target = this.target('target of set', item.target);
    const params = target === undefined ? [] : this.frozenParams(target);
    const at = this.coder.index(Math.max(1, params.length), Math.max(0, params.findIndex(({ name }) => name === item.param)));
    const param = params[at];
    const value: ParameterValue = param === undefined ? 0 : codeValue(this.coder, param, item.value);
    return { id, type: 'set', target: target?.id ?? '', param: param?.name ?? '', value, atMs };
  }

  /** Frozen parameters of anything that a setting can be aimed at. */
  private frozenParams(target: Component | Connection | Channel | Broker): readonly FrozenParam[] {
    const protocolOf = (name: string | undefined) => TABLES.protocols.find((candidate) => candidate.name === name);
    if ('from' in target) return protocolOf(target.protocol)?.params ?? [];
    if ('broker' in target) return protocolOf(this.brokers.find(({ id }) => id === target.broker)?.protocol)?.channelParams ?? [];
    if ('protocol' in target) return protocolOf(target.protocol)?.brokerParams ?? [];
    return TABLES.kinds.find(({ name }) => name === target.kind)?.params ?? [];
  }

  private target(field: string, id: string | undefined): Component | Connection | Channel | Broker | undefined {
    const lists: readonly (readonly (Component | Connection | Channel | Broker)[])[] = [
      this.components,
      this.connections,
      this.channels,
      this.brokers,
    ];
    const found = lists.findIndex((list) => list.some((item) => item.id === id));
    return this.reference(lists[this.coder.choice(field, lists.length, Math.max(0, found))]!, id);
  }

  private reference<T extends { readonly id: string }>(list: readonly T[], id: string | undefined): T | undefined {
    const index = Math.max(0, list.findIndex((item) => item.id === id));
    return list[this.coder.index(Math.max(1, list.length), index)];
  }

  private noteCoder(): (item: Loose<Note>) => Note {
    const ids = new IdField(this.coder, 'notes');
    return (item) => {
      const id = ids.code(item.id ?? '', undefined);
      const text = codeText(this.coder, item.text ?? '', MAX_TEXT);
      return { id, text, ...this.positions.code({ x: item.x ?? 0, y: item.y ?? 0 }) };
    };
  }

  private view(source: View): View {
    const view: { x?: number; y?: number; zoom?: number; selected?: string; atMs?: number } = {};
    for (const field of ['x', 'y', 'zoom'] as const) {
      const value = this.optional(`view ${field}`, source[field], (number) => codeNumber(this.coder, `view ${field}`, number ?? 0));
      if (value !== undefined) view[field] = value;
    }
    const selected = this.optional('selected', source.selected, (id) => this.selected(id));
    if (selected !== undefined) view.selected = selected;
    const atMs = this.optional('view time', source.atMs, (time) => codeNumber(this.coder, 'time', time ?? 0));
    if (atMs !== undefined) view.atMs = atMs;
    return view;
  }

  private selected(id: string | undefined): string {
    const all = [...this.components, ...this.connections, ...this.channels, ...this.brokers];
    const at = all.findIndex((item) => item.id === id);
    if (this.coder.flag('selected exists', at >= 0, 60_000)) return all[this.coder.index(Math.max(1, all.length), at)]?.id ?? '';
    return codeText(this.coder, id ?? '', MAX_TEXT);
  }

  /** One of the frozen kinds, or, spelled out, one that they do not know, which has no frozen parameters. */
  private kind<T extends FrozenKind>(field: string, table: readonly T[], name: string | undefined): T | FrozenProtocol {
    const at = table.findIndex((candidate) => candidate.name === name);
    const known = table[this.coder.choice(field, table.length + 1, at < 0 ? table.length : at)];
    return known ?? { name: codeText(this.coder, name ?? '', MAX_TEXT), kind: '', params: [] };
  }

  private params(
    frozen: readonly FrozenParam[],
    live: readonly ParameterSpec[] | undefined,
    values: ParameterValues | undefined,
  ): { readonly params?: ParameterValues } {
    const params = codeParams(this.coder, { frozen, live: live ?? [], recent: this.recent }, values);
    return params === undefined ? {} : { params };
  }
}

/** Indices met so far, and the smallest that was not. */
class Firsts {
  next = 0;
  private readonly met = new Set<number>();

  add(index: number): void {
    this.met.add(index);
    while (this.met.has(this.next)) this.next++;
  }
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
