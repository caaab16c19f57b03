import { is } from 'valibot';
import { brokerSpecs, channelSpecs, componentSpecs, connectionSpecs, PROTOCOLS } from './catalog.ts';
import { type Endpoint, whyNotConnect } from './connection-rules.ts';
import type { BrownoutDocument, Channel, Connection, FaultEntry, ScheduleEntry, SetEntry } from './document.ts';
import { FAULTS } from './faults.ts';
import { COLLECTIONS, type Collection } from './names.ts';
import type { ParameterSpec } from './parameter.ts';
import { type Finding, type Path, type Problem, problemsAt } from './problem.ts';
import { numberText, quoted, valueText } from './quoting.ts';
import { parameterSchema } from './schema.ts';

type Item<C extends Collection> = BrownoutDocument[C][number];

/** Tells which items of which lists are wrong in themselves, and which of their fields it is that is wrong. */
export type IsBroken = (list: Collection | 'load' | 'settings', index: number, field?: string) => boolean;

/** Items of a document by id. Of items with the same id the first counts. */
class Index {
  private readonly items = new Map<string, { readonly collection: Collection; readonly item: Item<Collection> }>();
  private readonly broken = new Set<string>();

  constructor(document: BrownoutDocument, isBroken: IsBroken) {
    for (const collection of COLLECTIONS) {
      document[collection].forEach((item, index) => {
        const id = idOf(item);
        if (id !== undefined && isBroken(collection, index)) this.broken.add(id);
        else if (id !== undefined && !this.items.has(id)) this.items.set(id, { collection, item });
      });
    }
  }

  get<C extends Collection>(collection: C, id: string | undefined): Item<C> | undefined {
    const found = id === undefined ? undefined : this.items.get(id);
    return found?.collection === collection ? (found.item as Item<C>) : undefined;
  }

  collectionOf(id: string): Collection | undefined {
    return this.items.get(id)?.collection;
  }

  /** Whether the id belongs to an item that is reported as wrong already. */
  isBroken(id: string): boolean {
    return this.broken.has(id);
  }

  endpoint(id: string): Endpoint | undefined {
    const component = this.get('components', id);
    if (component !== undefined) return { type: 'component', item: component };
    const channel = this.get('channels', id);
    return channel === undefined ? undefined : { type: 'channel', item: channel };
  }
}

/** The id of an item that may be anything. */
function idOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null || !('id' in item)) return undefined;
  return typeof item.id === 'string' ? item.id : undefined;
}

/** Everything that is wrong between the parts of a document whose structure and ranges are right: ids, what
 *  connections join, what channels and entries refer to, and the order of times. Items that `isBroken` names may be
 *  anything: of them, only what their good fields refer to is looked up, and what refers to them is left alone. */
export function findReferenceProblems(
  document: BrownoutDocument,
  isBroken: IsBroken = () => false,
): readonly Problem[] {
  const findings: Finding[] = [];
  const index = new Index(document, isBroken);
  const report = (path: Path, message: string): void => void findings.push({ path, message });
  const each = <C extends Collection>(list: C, check: (item: Item<C>, index: Index, report: Report) => void): void =>
    document[list].forEach((item, i) => {
      const reportItem = (path: Path, message: string): void => report([list, i, ...path], message);
      if (isBroken(list, i)) checkNames(list, item, index, (field, message) => isBroken(list, i, field) || reportItem([field], message));
      else check(item, index, reportItem);
    });
  checkIds(document, report);
  each('connections', checkConnection);
  each('channels', checkChannel);
  each('schedule', checkEntry);
  each('log', checkEntry);
  checkTimes(document, report, isBroken);
  return problemsAt(document, findings);
}

type Report = (path: Path, message: string) => void;

function checkIds(document: BrownoutDocument, report: Report): void {
  const seen = new Set<string>();
  for (const collection of COLLECTIONS) {
    document[collection].forEach((item, index) => {
      const id = idOf(item);
      if (id === undefined) return;
      if (seen.has(id)) report([collection, index, 'id'], `${quoted(id)} is used twice; every id must be different`);
      seen.add(id);
    });
  }
}

interface Reference {
  readonly field: string;
  readonly among: readonly Collection[];
  readonly message: string;
}

const CONNECTION_REFERENCES: readonly Reference[] = [
  { field: 'from', among: ['components', 'channels'], message: 'is no component or channel of this document' },
  { field: 'to', among: ['components', 'channels'], message: 'is no component or channel of this document' },
  { field: 'channel', among: ['channels'], message: 'is no channel of this document' },
];
const ENTRY_REFERENCES: readonly Reference[] = [
  { field: 'target', among: ['components', 'connections', 'brokers', 'channels'], message: 'is nothing of this document' },
];
const REFERENCES: Readonly<Partial<Record<Collection, readonly Reference[]>>> = {
  connections: CONNECTION_REFERENCES,
  channels: [{ field: 'broker', among: ['brokers'], message: 'is no broker of this document' }],
  schedule: ENTRY_REFERENCES,
  log: ENTRY_REFERENCES,
};

/** Of an item that is wrong in itself: which of its names name nothing. */
function checkNames(list: Collection, item: unknown, index: Index, report: (field: string, message: string) => void): void {
  if (typeof item !== 'object' || item === null) return;
  for (const { field, among, message } of REFERENCES[list] ?? []) {
    const name = (item as Record<string, unknown>)[field];
    if (typeof name !== 'string' || index.isBroken(name)) continue;
    if (!among.some((collection) => index.collectionOf(name) === collection)) report(field, `${quoted(name)} ${message}`);
  }
}

function checkConnection(connection: Connection, index: Index, report: Report): void {
  const { kind, protocol, channel } = connection;
  if (PROTOCOLS[protocol].kind !== kind) {
    report(['protocol'], `${PROTOCOLS[protocol].label} makes a ${PROTOCOLS[protocol].kind} connection, not a ${kind} one`);
  }
  checkConnectionChannel(connection, index, report);
  const from = index.endpoint(connection.from);
  const to = index.endpoint(connection.to);
  for (const [end, found] of [['from', from], ['to', to]] as const) {
    if (found !== undefined || index.isBroken(connection[end])) continue;
    report([end], `${quoted(connection[end])} is no component or channel of this document`);
  }
  if (from === undefined || to === undefined) return;
  const wrong = whyNotConnect(from, to, channel === undefined ? { kind } : { kind, channel });
  if (wrong !== undefined) report([], wrong);
  for (const end of [from, to]) {
    if (end.type === 'channel' && end.item.x === undefined) {
      report([], `ends at the channel ${quoted(end.item.name)}, which has no position; only a channel shown as a box can be an end`);
    }
  }
}

function checkConnectionChannel(connection: Connection, index: Index, report: Report): void {
  if (connection.kind === 'sync') {
    if (connection.channel !== undefined) report(['channel'], 'belongs to queues and streams only, not to a call and reply');
    return;
  }
  if (connection.channel === undefined) return report(['channel'], 'is missing: every queue and stream needs one');
  const channel = index.get('channels', connection.channel);
  if (channel === undefined && index.isBroken(connection.channel)) return;
  if (channel === undefined) return report(['channel'], `${quoted(connection.channel)} is no channel of this document`);
  const broker = index.get('brokers', channel.broker);
  if (broker !== undefined && broker.protocol !== connection.protocol) {
    const spoken = `${PROTOCOLS[broker.protocol].label}, the protocol of its channel's broker`;
    report(['protocol'], `must be ${spoken}, not ${PROTOCOLS[connection.protocol].label}`);
  }
}

function checkChannel(channel: Channel, index: Index, report: Report): void {
  if ((channel.x === undefined) !== (channel.y === undefined)) report([], 'has half a position; give x and y, or neither');
  const broker = index.get('brokers', channel.broker);
  if (broker === undefined && index.isBroken(channel.broker)) return;
  if (broker === undefined) return report(['broker'], `${quoted(channel.broker)} is no broker of this document`);
  const spec = PROTOCOLS[broker.protocol];
  if (spec.channelKind !== channel.kind) {
    return report(['kind'], `must be "${spec.channelKind}" for ${spec.label}, not ${quoted(channel.kind)}`);
  }
  const declared = channelSpecs(channel, broker);
  for (const name of Object.keys(channel.params ?? {})) {
    if (!declared.some((candidate) => candidate.name === name)) report(['params', name], `is no parameter of ${spec.label}`);
  }
}

function checkEntry(entry: ScheduleEntry, index: Index, report: Report): void {
  if (entry.type === 'load' || index.isBroken(entry.target)) return;
  if (entry.type === 'fault') checkFault(entry, index, report);
  if (entry.type === 'set') checkSet(entry, index, report);
}

const TARGET_WORDS: Readonly<Partial<Record<Collection, 'component' | 'connection' | 'broker' | 'channel'>>> = {
  components: 'component',
  connections: 'connection',
  brokers: 'broker',
  channels: 'channel',
};

function checkFault(entry: FaultEntry, index: Index, report: Report): void {
  const collection = index.collectionOf(entry.target);
  const word = collection === undefined ? undefined : TARGET_WORDS[collection];
  if (word === undefined) return report(['target'], `${quoted(entry.target)} is nothing that a fault can be aimed at`);
  const { targets, label } = FAULTS[entry.fault];
  if (!(targets as readonly string[]).includes(word)) {
    report(['target'], `"${label}" can be aimed at a ${targets.join(' or ')}, not at a ${word}`);
  }
}

function checkSet(entry: SetEntry, index: Index, report: Report): void {
  const specs = declaredParameters(entry.target, index);
  if (specs === undefined) return report(['target'], `${quoted(entry.target)} has no parameters that could be set`);
  const spec = specs.find((candidate) => candidate.name === entry.param);
  if (spec === undefined) return report(['param'], `${quoted(entry.param)} is no parameter of its target`);
  if (!spec.live) return report(['param'], `"${spec.label}" cannot be changed while the system runs`);
  if (!is(parameterSchema(spec), entry.value)) report(['value'], `${valueText(entry.value)} ${rangeText(spec)}`);
}

function rangeText(spec: ParameterSpec): string {
  if (spec.type === 'number') return `is not in the range of "${spec.label}", ${numberText(spec.min)} to ${numberText(spec.max)}`;
  if (spec.type === 'choice') return `is none of ${spec.options.map((option) => quoted(option.value)).join(', ')}`;
  return `cannot be the value of "${spec.label}"`;
}

function declaredParameters(id: string, index: Index): readonly ParameterSpec[] | undefined {
  const component = index.get('components', id);
  if (component !== undefined) return componentSpecs(component);
  const connection = index.get('connections', id);
  if (connection !== undefined) return connectionSpecs(connection);
  const broker = index.get('brokers', id);
  if (broker !== undefined) return brokerSpecs(broker);
  const channel = index.get('channels', id);
  const owner = index.get('brokers', channel?.broker);
  return channel === undefined || owner === undefined ? undefined : channelSpecs(channel, owner);
}

function checkTimes(document: BrownoutDocument, report: Report, isBroken: IsBroken): void {
  if (!isBroken('settings', 0) && document.settings.warmUpMs > document.settings.horizonMs) {
    report(['settings', 'warmUpMs'], 'must not be longer than the run');
  }
  document.load.forEach((point, i) => {
    if (i === 0 || isBroken('load', i) || isBroken('load', i - 1)) return;
    const earlier = document.load[i - 1];
    if (earlier !== undefined && point.atMs < earlier.atMs) report(['load', i, 'atMs'], 'comes before the point in front of it');
  });
}
