import { is } from 'valibot';
import { brokerSpecs, channelSpecs, componentSpecs, connectionSpecs, PROTOCOLS } from './catalog.ts';
import { type Endpoint, whyNotConnect } from './connection-rules.ts';
import {
  type BrownoutDocument, type Channel, type Component, type Connection, type FaultEntry, type Handler, LIMITS, type ScheduleEntry,
  type SetEntry, type Zone,
} from './document.ts';
import { whyNotAimed } from './fault-targets.ts';
import { FAULTS } from './faults.ts';
import { visitSteps, writtenOut } from './handlers.ts';
import { COLLECTIONS, type Collection } from './names.ts';
import { CHANNEL_MEASURES, COMPONENT_MEASURES, CONNECTION_MEASURES } from './measures.ts';
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
  private connections: ReadonlyMap<string, Connection> | undefined;

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

  /** The connections that are right in themselves, by id. Made once: every handler asks for them. */
  connectionsOf(document: BrownoutDocument): ReadonlyMap<string, Connection> {
    this.connections ??= new Map(
      document.connections.flatMap((item): [string, Connection][] => {
        const connection = this.get('connections', idOf(item));
        return connection === undefined ? [] : [[connection.id, connection]];
      }),
    );
    return this.connections;
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
      if (!isBroken(list, i)) check(item, index, reportItem);
      else checkNames(list, item, index, (field, path, message) => isBroken(list, i, field) || reportItem(path, message));
    });
  checkIds(document, report);
  each('components', (component, at, tell) => checkComponent(document, component, at, tell));
  each('connections', checkConnection);
  each('channels', checkChannel);
  each('zones', checkZone);
  each('schedule', checkEntry);
  each('log', checkEntry);
  checkTimes(document, report, isBroken);
  return problemsAt(document, findings);
}

/** Ids that are used twice in input of any shape: what is no list has none. */
export function findRepeatedIds(input: unknown): readonly Problem[] {
  const lists = new Map(Object.entries(Object(input) as object));
  const own = Object.fromEntries(
    COLLECTIONS.map((collection): [Collection, readonly unknown[]] => {
      const list: unknown = lists.get(collection);
      return [collection, Array.isArray(list) ? list : []];
    }),
  ) as Record<Collection, readonly unknown[]>;
  const findings: Finding[] = [];
  checkIds(own, (path, message) => void findings.push({ path, message }));
  return problemsAt(input, findings);
}

type Report = (path: Path, message: string) => void;

function checkIds(document: Readonly<Record<Collection, readonly unknown[]>>, report: Report): void {
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

/** Steps name connections that leave their component, and classes that the document has. */
function checkComponent(document: BrownoutDocument, component: Component, index: Index, report: Report): void {
  const { kind, handlers = [], mix = [] } = component;
  if (component.mix !== undefined && kind !== 'client') report(['mix'], 'belongs to clients only');
  if (component.handlers !== undefined && kind !== 'client' && kind !== 'service') {
    report(['handlers'], 'belong to clients and services only');
  }
  mix.forEach((entry, i) => checkClass(entry.class, index, (message) => report(['mix', i, 'class'], message)));
  handlers.forEach((handler, i) => {
    const again = handlers.findIndex((other) => other.class === handler.class);
    if (again < i) report(['handlers', i, 'class'], 'has a handler already');
    if (handler.class !== undefined) checkClass(handler.class, index, (message) => report(['handlers', i, 'class'], message));
    checkSteps({ document, index, component, handler }, (message) => report(['handlers', i], message));
  });
}

function checkClass(id: string, index: Index, report: (message: string) => void): void {
  if (index.get('classes', id) === undefined && !index.isBroken(id)) report(`${quoted(id)} is no class of this document`);
}

function checkSteps(
  { document, index, component, handler }: { readonly document: BrownoutDocument; readonly index: Index; readonly component: Component; readonly handler: Handler },
  report: (message: string) => void,
): void {
  const connections = index.connectionsOf(document);
  visitSteps(handler.steps, (step, depth) => {
    if (depth > LIMITS.stepDepth) report(`nests steps deeper than ${LIMITS.stepDepth}`);
    if (step.do === 'work' && component.kind === 'client') report('has a work step, but clients have no workers');
    if (step.do === 'parallel' && step.steps.some((inner) => inner.do !== 'call' && inner.do !== 'publish')) {
      report('has something else than calls and publishes in a parallel step');
    }
    if ((step.do !== 'call' && step.do !== 'publish') || index.isBroken(step.connection)) return;
    const connection = connections.get(step.connection);
    if (connection?.from !== component.id) report(`uses ${quoted(step.connection)}, which is no connection that leaves it`);
    else if ((connection.kind === 'sync') !== (step.do === 'call')) {
      report(`has to ${connection.kind === 'sync' ? 'call' : 'publish'} over ${quoted(step.connection)}, a ${connection.kind} connection`);
    }
  });
  const steps = writtenOut(handler.steps, connections);
  if (steps > LIMITS.steps) report(`makes ${numberText(steps)} steps when its loops are written out; at most ${LIMITS.steps} are allowed`);
}

/** A field of an item that names something, or several things in a list. */
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
  { field: 'target', among: ['components', 'connections', 'brokers', 'channels', 'zones'], message: 'is nothing of this document' },
];
const REFERENCES: Readonly<Partial<Record<Collection, readonly Reference[]>>> = {
  connections: CONNECTION_REFERENCES,
  channels: [
    { field: 'broker', among: ['brokers'], message: 'is no broker of this document' },
    { field: 'alternate', among: ['channels'], message: 'is no channel of this document' },
    { field: 'deadLetterTo', among: ['channels'], message: 'is no channel of this document' },
  ],
  zones: [{ field: 'members', among: ['components', 'brokers'], message: 'is no component or broker of this document' }],
  schedule: ENTRY_REFERENCES,
  log: ENTRY_REFERENCES,
};

/** Of an item that is wrong in itself: which of its names name nothing. */
function checkNames(list: Collection, item: unknown, index: Index, report: (field: string, path: Path, message: string) => void): void {
  if (typeof item !== 'object' || item === null) return;
  for (const { field, among, message } of REFERENCES[list] ?? []) {
    const value = (item as Record<string, unknown>)[field];
    const names: readonly unknown[] = Array.isArray(value) ? value : [value];
    names.forEach((name, i) => {
      if (typeof name !== 'string' || index.isBroken(name)) return;
      if (among.some((collection) => index.collectionOf(name) === collection)) return;
      report(field, Array.isArray(value) ? [field, i] : [field], `${quoted(name)} ${message}`);
    });
  }
}

function checkConnection(connection: Connection, index: Index, report: Report): void {
  const { kind, protocol, channel } = connection;
  if (PROTOCOLS[protocol].kind === kind) checkConnectionChannel(connection, index, report);
  else {
    report(['protocol'], contradiction(connection));
    checkNames('connections', { channel }, index, (_, path, message) => report(path, message));
  }
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

/** What is wrong with a protocol of another kind than its connection, and both ways to mend it. */
function contradiction({ kind, protocol, channel }: Connection): string {
  const { kind: own, label, channelKind } = PROTOCOLS[protocol];
  const wantsChannel = channelKind !== undefined;
  const place = wantsChannel ? `, with a "channel" on a broker of ${label}` : channel === undefined ? '' : ', without "channel"';
  const others = Object.entries(PROTOCOLS).filter(([, spec]) => spec.kind === kind).map(([name]) => name);
  return `${label} makes a ${own} connection, not a ${kind} one: set "kind" to "${own}"${place}, or "protocol" to one of ${others.join(', ')}`;
}

function checkConnectionChannel(connection: Connection, index: Index, report: Report): void {
  const { channelKind, label } = PROTOCOLS[connection.protocol];
  if (connection.kind === 'sync' || channelKind === undefined) {
    const rest = connection.kind === 'sync' ? 'a call and reply' : `${label}, which has no broker`;
    if (connection.channel !== undefined) report(['channel'], `belongs to queues and streams only, not to ${rest}`);
    return;
  }
  if (connection.channel === undefined) return report(['channel'], 'is missing: every queue and stream needs one');
  const channel = index.get('channels', connection.channel);
  if (channel === undefined && index.isBroken(connection.channel)) return;
  if (channel === undefined) return report(['channel'], `${quoted(connection.channel)} is no channel of this document`);
  const broker = index.get('brokers', channel.broker);
  if (connection.routingKey !== undefined && PROTOCOLS[connection.protocol].exchangeName === undefined) {
    report(['routingKey'], `means nothing to ${PROTOCOLS[connection.protocol].label}, which has no exchanges`);
  }
  if (channel.kind === 'exchange' && connection.to !== channel.id) {
    report([], `must end at ${quoted(channel.name)}: consumers take from a queue that is bound to it`);
  }
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
  if (channel.kind === 'exchange') {
    if (spec.exchangeName === undefined) return report(['kind'], `must be "${spec.channelKind}": ${spec.label} has no exchanges`);
    if (channel.x === undefined) report([], 'has no position; exchanges and topics are shown as boxes');
  } else if (spec.channelKind !== channel.kind) {
    return report(['kind'], `must be "${spec.channelKind}" for ${spec.label}, not ${quoted(channel.kind)}`);
  }
  checkRoutes(channel, index, report);
  const declared = channelSpecs(channel, broker);
  for (const [name, value] of Object.entries(channel.params ?? {})) {
    const own = declared.find((candidate) => candidate.name === name);
    if (own === undefined) report(['params', name], `is no parameter of ${spec.label}`);
    else if (!is(parameterSchema(own), value)) report(['params', name], `${valueText(value)} ${rangeText(own)}`);
  }
}

/** Where an exchange, or a queue's dead letters, lead: to queues and exchanges of the same broker. */
function checkRoutes(channel: Channel, index: Index, report: Report): void {
  const isExchange = channel.kind === 'exchange';
  if (!isExchange && channel.bindings !== undefined) report(['bindings'], 'belong to exchanges and topics only');
  if (!isExchange && channel.alternate !== undefined) report(['alternate'], 'belongs to exchanges and topics only');
  if (channel.kind !== 'queue' && channel.deadLetterTo !== undefined) report(['deadLetterTo'], 'belongs to queues only');
  channel.bindings?.forEach(({ to }, i) => checkRoute(channel, to, { index, report: (message) => report(['bindings', i, 'to'], message) }));
  for (const field of ['alternate', 'deadLetterTo'] as const) {
    const to = channel[field];
    if (to !== undefined) checkRoute(channel, to, { index, report: (message) => report([field], message) });
  }
}

function checkRoute(channel: Channel, to: string, { index, report }: { readonly index: Index; readonly report: (message: string) => void }): void {
  const target = index.get('channels', to);
  if (target === undefined && index.isBroken(to)) return;
  if (target === undefined) report(`${quoted(to)} is no channel of this document`);
  else if (target.broker !== channel.broker) report(`${quoted(target.name)} belongs to another broker`);
  else if (target.id === channel.id) report('leads back to where it begins');
  else if (target.kind === 'log') report(`${quoted(target.name)} is a log; only queues and exchanges can be bound`);
}

function checkEntry(entry: ScheduleEntry, index: Index, report: Report): void {
  if (entry.type === 'load' || index.isBroken(entry.target)) return;
  if (entry.type === 'fault') checkFault(entry, index, report);
  if (entry.type === 'set') checkSet(entry, index, report);
}

/** Ids of the entries of schedule and log that a document would be refused for, whose other parts are all right: those
 *  that aim at nothing, or at what cannot have them. */
export function misfittingEntries(document: BrownoutDocument): readonly string[] {
  const index = new Index(document, () => false);
  const isWrong = (entry: ScheduleEntry): boolean => {
    const found: string[] = [];
    checkEntry(entry, index, (_, message) => void found.push(message));
    return found.length > 0;
  };
  return [...document.schedule, ...document.log].filter(isWrong).map(({ id }) => id);
}

const TARGET_WORDS: Readonly<Partial<Record<Collection, 'component' | 'connection' | 'broker' | 'channel' | 'zone'>>> = {
  components: 'component',
  connections: 'connection',
  brokers: 'broker',
  channels: 'channel',
  zones: 'zone',
};

function checkFault(entry: FaultEntry, index: Index, report: Report): void {
  const collection = index.collectionOf(entry.target);
  const word = collection === undefined ? undefined : TARGET_WORDS[collection];
  if (word === undefined) return report(['target'], `${quoted(entry.target)} is nothing that a fault can be aimed at`);
  checkFaultTimes(entry, index, report);
  if (word === 'zone') return;
  const item = index.get('components', entry.target) ?? index.get('connections', entry.target) ?? index.get('brokers', entry.target);
  const problem = item === undefined ? `can be aimed at a ${FAULTS[entry.fault].targets.join(' or ')}, not at a ${word}` : whyNotAimed(entry.fault, item);
  if (problem !== undefined) report(['target'], `"${FAULTS[entry.fault].label}" ${problem}`);
}

function checkFaultTimes(entry: FaultEntry, index: Index, report: Report): void {
  const { when, pattern } = entry;
  if (when !== undefined && pattern !== undefined) report(['when'], 'cannot stand beside a pattern: a fault comes by chance or on a condition');
  if (when === undefined) return;
  const collection = index.collectionOf(when.target);
  const measures: readonly string[] | undefined =
    collection === 'components' ? COMPONENT_MEASURES : collection === 'connections' ? CONNECTION_MEASURES : collection === 'channels' ? CHANNEL_MEASURES : undefined;
  if (measures === undefined) return report(['when', 'target'], `${quoted(when.target)} is no component, connection or channel of this document`);
  if (!measures.includes(when.measure)) report(['when', 'measure'], `${quoted(when.measure)} is no measure of its target`);
}

function checkZone(zone: Zone, index: Index, report: Report): void {
  zone.members.forEach((member, i) => {
    const collection = index.collectionOf(member);
    if (collection === 'components' || collection === 'brokers' || index.isBroken(member)) return;
    report(['members', i], `${quoted(member)} is no component or broker of this document`);
  });
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
