import { endsOfChannel, followHalves, splitAtBox, type BoxEnds } from './box-ends.ts';
import { KINDS, PROTOCOLS } from './catalog.ts';
import { type Endpoint, findEndpoint, whyNotConnect } from './connection-rules.ts';
import type {
  BrownoutDocument,
  Broker,
  Channel,
  ChannelKind,
  Component,
  ComponentKind,
  Connection,
  ConnectionKind,
  FaultKind,
  Protocol,
} from './document.ts';
import { applyEdit, type Edit, type Placed, withParams } from './edit.ts';
import { FAULTS } from './faults.ts';
import { type Collection, freshId, freshName, idsOf } from './names.ts';
import type { ParameterValues } from './parameter.ts';
import { misfittingEntries } from './references.ts';
import { withoutRoutes } from './routes.ts';

/** Items that an edit adds to one list, those of its parts included. */
export function insertedIds(edit: Edit, collection: Collection): string[] {
  if (edit.type === 'batch') return edit.edits.flatMap((part) => insertedIds(part, collection));
  if (edit.type !== 'insert') return [];
  return edit.items.filter((placed) => placed.collection === collection).map(({ item }) => item.id);
}

/** Adds a component with a fresh id and, unless one is given, a fresh name after its kind. */
export function insertComponent(
  document: BrownoutDocument,
  options: Pick<Component, 'kind' | 'x' | 'y'> & Partial<Pick<Component, 'name' | 'params'>>,
): Edit {
  const item: Component = {
    id: freshId('components', idsOf(document)),
    kind: options.kind,
    name: options.name ?? freshName(document, KINDS[options.kind].label),
    x: options.x,
    y: options.y,
    ...(options.params === undefined ? {} : { params: options.params }),
  };
  return { type: 'insert', items: [{ collection: 'components', item }] };
}

/** Adds a note with a fresh id. */
export function insertNote(document: BrownoutDocument, options: { readonly text: string; readonly x: number; readonly y: number }): Edit {
  const { text, x, y } = options;
  const item = { id: freshId('notes', idsOf(document)), text, x, y };
  return { type: 'insert', items: [{ collection: 'notes', item }] };
}

/** Adds a fault to the schedule, or to the log of the run. Without `durationMs` it lasts as long as that fault usually
 *  does; with "forever" it does not end. */
export function insertFault(
  document: BrownoutDocument,
  options: {
    readonly fault: FaultKind;
    readonly target: string;
    readonly atMs: number;
    readonly durationMs?: number | 'forever';
    readonly params?: ParameterValues;
    readonly list?: 'schedule' | 'log';
  },
): Edit {
  const { fault, target, atMs, params, list = 'schedule' } = options;
  const durationMs = options.durationMs ?? FAULTS[fault].usualDurationMs;
  const item = {
    id: freshId(list, idsOf(document)),
    type: 'fault' as const,
    fault,
    target,
    atMs,
    ...(durationMs === 'forever' ? {} : { durationMs }),
    ...(params === undefined ? {} : { params }),
  };
  return { type: 'insert', items: [{ collection: list, item }] };
}

/** Moves the whole log behind the schedule, so that what was done by hand belongs to the scenario. */
export function keepLog(document: BrownoutDocument): Edit {
  const items: Placed[] = document.log.map((item) => ({ collection: 'schedule', item }));
  const ids = document.log.map(({ id }) => id);
  return { type: 'batch', edits: [{ type: 'remove', ids, exactly: true }, { type: 'insert', items }] };
}

/** The protocol that a new connection of this kind has unless another is chosen. */
export function usualProtocol(kind: ConnectionKind): Protocol {
  return (Object.keys(PROTOCOLS) as Protocol[]).find((protocol) => PROTOCOLS[protocol].kind === kind)!;
}

/** Connects two components, or a component and a channel shown as a box. A queue or stream between components gets a
 *  channel of its own, on the first broker that speaks the protocol or on a new one. Throws when `whyNotConnect` says
 *  why it may not be: ask first. */
export function connect(
  document: BrownoutDocument,
  options: { readonly from: string; readonly to: string; readonly kind: ConnectionKind; readonly protocol?: Protocol },
): Edit {
  const from = endpointOf(document, options.from);
  const to = endpointOf(document, options.to);
  refuse(whyNotConnect(from, to, options));
  const taken = idsOf(document);
  const box = from.type === 'channel' ? from.item : to.type === 'channel' ? to.item : undefined;
  const protocol = box === undefined ? (options.protocol ?? usualProtocol(options.kind)) : protocolOf(document, box);
  const made = box === undefined && PROTOCOLS[protocol].channelKind !== undefined ? newChannel(document, protocol, taken) : undefined;
  const channel = box?.id ?? made?.channel.id;
  const item: Connection = {
    id: freshId('connections', taken),
    kind: options.kind,
    protocol,
    from: options.from,
    to: options.to,
    ...(channel === undefined ? {} : { channel }),
  };
  return { type: 'insert', items: [...(made?.items ?? []), { collection: 'connections', item }] };
}

/** Gives a connection another protocol, of the same kind or of another, in one step. Parameters that the new protocol
 *  knows too are kept. A queue or stream keeps its channel, which goes with all of its connections to a broker of the
 *  new protocol; a call that becomes a queue or stream gets a channel; a queue or stream that becomes a call leaves
 *  its channel, which goes when nobody else uses it; so does one that becomes a stream without a broker. Throws when `whyNotProtocol` says why it may not be: ask first. */
export function changeProtocol(document: BrownoutDocument, connectionId: string, protocol: Protocol): Edit {
  refuse(whyNotProtocol(document, connectionId, protocol));
  const connection = connectionOf(document, connectionId);
  const channel = document.channels.find(({ id }) => id === connection.channel);
  const hasChannel = PROTOCOLS[protocol].channelKind !== undefined;
  const edits: Edit[] = [];
  if (channel !== undefined && hasChannel) edits.push(...moveChannel(document, channel, protocol));
  else if (!hasChannel) edits.push(...detach(document, connection, protocol));
  else edits.push(...attach(document, connection, protocol));
  return { type: 'batch', edits: withoutMisfits(document, edits) };
}

/** Why a connection cannot have this protocol, in the reader's words; undefined when it can. */
export function whyNotProtocol(document: BrownoutDocument, connectionId: string, protocol: Protocol): string | undefined {
  const connection = connectionOf(document, connectionId);
  const kind = PROTOCOLS[protocol].kind;
  const channel = connection.channel;
  const through = document.channels.find(({ id }) => id === channel);
  if (through?.kind === 'exchange') return 'leads to an exchange or topic, which only its own broker has';
  const hasChannel = PROTOCOLS[protocol].channelKind !== undefined;
  const affected = !hasChannel || channel === undefined ? [connection] : document.connections.filter((other) => other.channel === channel);
  for (const { from, to } of affected) {
    if (!hasChannel && (from === channel || to === channel)) {
      return kind === 'sync' ? 'ends at a channel shown as a box, which takes no calls' : 'ends at a channel shown as a box, which only its broker has';
    }
    // The channel changes its kind with its connections, so the ends are judged as if it had it already.
    const ends = [from, to].map((id) => asKind(endpointOf(document, id), protocol));
    const wrong = whyNotConnect(ends[0]!, ends[1]!, { kind });
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** Shows a channel as a box at a position, so that several producers and consumers can share it: every connection
 *  over it becomes one into the box for each producer and one out of it for each consumer. */
export function shareChannel(
  document: BrownoutDocument,
  channelId: string,
  position: { readonly x: number; readonly y: number },
): Edit {
  const { id, broker, kind, name, x: _x, y: _y, ...rest } = channelOf(document, channelId);
  const item: Channel = { id, broker, kind, name, ...position, ...rest };
  const taken = idsOf(document);
  const ends: BoxEnds = new Map();
  const own = document.connections.filter(({ channel }) => channel === channelId);
  const halves = own.flatMap((connection) => splitAtBox(connection, channelId, { taken, ends }));
  const edits: Edit[] = [{ type: 'replace', collection: 'channels', item }, ...followHalves(document, own, ends), ...halves];
  return { type: 'batch', edits: withoutMisfits(document, edits) };
}

/** Makes a connection use an existing channel of its kind instead of its own, which goes when nobody else uses it. */
export function joinChannel(document: BrownoutDocument, connectionId: string, channelId: string): Edit {
  const connection = connectionOf(document, connectionId);
  const channel = channelOf(document, channelId);
  if (connection.channel === undefined || connection.from === connection.channel || connection.to === connection.channel) {
    throw new Error('Only a queue or stream between two components can join another channel.');
  }
  if (connection.channel === channelId) throw new Error('The connection uses this channel already.');
  if (channel.kind === 'exchange') throw new Error('An exchange keeps no messages for a consumer.');
  const boxed = channel.x !== undefined;
  const protocol = protocolOf(document, channel);
  const joined = withProtocol({ ...connection, channel: channelId }, protocol);
  const ends = endsOfChannel(document, channelId);
  const rewired = boxed ? splitAtBox(joined, channelId, { taken: idsOf(document), ends }) : [];
  const followed = boxed ? followHalves(document, [joined], ends) : [];
  const replaced: Edit = { type: 'replace', collection: 'connections', item: joined };
  const edits = [...followed, replaced, ...rewired, ...removeIfUnused(document, connection)];
  return { type: 'batch', edits: withoutMisfits(document, edits) };
}

function moveChannel(document: BrownoutDocument, channel: Channel, protocol: Protocol): Edit[] {
  const connections = document.connections.filter((other) => other.channel === channel.id);
  const edits: Edit[] = connections.map((connection) => ({
    type: 'replace',
    collection: 'connections',
    item: withProtocol(connection, protocol),
  }));
  const old = protocolOf(document, channel);
  if (old === protocol) return edits;
  const broker = brokerFor(document, protocol, idsOf(document));
  if (broker.isNew) edits.unshift({ type: 'insert', items: [{ collection: 'brokers', item: broker.item }] });
  const { deadLetterTo: _, ...bare } = channel;
  const kind = PROTOCOLS[protocol].channelKind!;
  const kept = { ...bare, broker: broker.item.id, kind, name: usualNameUnder(document, channel, { protocol, kind }) };
  const item = withParams(kept, PROTOCOLS[protocol].channelParams ?? [], channel.params ?? {});
  edits.push({ type: 'replace', collection: 'channels', item });
  for (const other of document.channels) {
    // Exchanges and dead letters stay within their broker.
    const parted = withoutRoutes(other, new Set([channel.id]));
    if (parted !== other) edits.push({ type: 'replace', collection: 'channels', item: parted });
  }
  const isAlone = document.channels.filter((other) => other.broker === channel.broker).length === 1;
  return isAlone ? [...edits, { type: 'remove', ids: [channel.broker] }] : edits;
}

/** The channel's name, or a fresh one when it still has the one that its old protocol gave it. */
export function usualNameUnder(document: BrownoutDocument, channel: Channel, to: { readonly protocol: Protocol; readonly kind: ChannelKind }): string {
  const old = wordFor(protocolOf(document, channel), channel.kind);
  const next = wordFor(to.protocol, to.kind);
  const isUsual = channel.name === old || (channel.name.startsWith(`${old} `) && /^\d+$/.test(channel.name.slice(old.length + 1)));
  return isUsual && next !== old ? freshName(document, next) : channel.name;
}

function wordFor(protocol: Protocol, kind: ChannelKind): string {
  const { channelName, exchangeName } = PROTOCOLS[protocol];
  return (kind === 'exchange' ? exchangeName : channelName)!;
}

function attach(document: BrownoutDocument, connection: Connection, protocol: Protocol): Edit[] {
  const made = newChannel(document, protocol, idsOf(document));
  const item = withProtocol({ ...connection, channel: made.channel.id }, protocol);
  return [
    { type: 'insert', items: made.items },
    { type: 'replace', collection: 'connections', item },
  ];
}

function detach(document: BrownoutDocument, connection: Connection, protocol: Protocol): Edit[] {
  const { channel: _, ...rest } = connection;
  const replaced: Edit = { type: 'replace', collection: 'connections', item: withProtocol(rest, protocol) };
  return [replaced, ...removeIfUnused(document, connection)];
}

/** Removes the channel that the connection leaves when no other connection uses it. */
function removeIfUnused(document: BrownoutDocument, connection: Connection): Edit[] {
  const { channel } = connection;
  if (channel === undefined || document.connections.filter((other) => other.channel === channel).length > 1) return [];
  const broker = channelOf(document, channel).broker;
  const isAlone = document.channels.filter((other) => other.broker === broker).length === 1;
  return [{ type: 'remove', ids: [isAlone ? broker : channel] }];
}

/** The edits, and one that removes the planned entries that their target cannot have any longer after them: changes of
 *  parameters that it does not declare, and faults that mean nothing to it. */
export function withoutMisfits(document: BrownoutDocument, edits: readonly Edit[]): Edit[] {
  const ids = misfittingEntries(applyEdit(document, { type: 'batch', edits }).document);
  return ids.length === 0 ? [...edits] : [...edits, { type: 'remove', ids, exactly: true }];
}

/** The connection under another protocol; parameters that this one does not know or allow are left behind. */
export function withProtocol(connection: Connection, protocol: Protocol): Connection {
  const { id, from, to, channel, label, routingKey, params } = connection;
  const bare: Connection = {
    id,
    kind: PROTOCOLS[protocol].kind,
    protocol,
    from,
    to,
    ...(channel === undefined ? {} : { channel }),
    ...(label === undefined ? {} : { label }),
    ...(routingKey === undefined || PROTOCOLS[protocol].exchangeName === undefined ? {} : { routingKey }),
  };
  return withParams(bare, PROTOCOLS[protocol].params, params ?? {});
}

function newChannel(document: BrownoutDocument, protocol: Protocol, taken: Set<string>): { channel: Channel; items: Placed[] } {
  const broker = brokerFor(document, protocol, taken);
  const spec = PROTOCOLS[protocol];
  const channel: Channel = {
    id: freshId('channels', taken),
    broker: broker.item.id,
    kind: spec.channelKind!,
    name: freshName(document, spec.channelName!),
  };
  const items: Placed[] = broker.isNew ? [{ collection: 'brokers', item: broker.item }] : [];
  return { channel, items: [...items, { collection: 'channels', item: channel }] };
}

/** The first broker that speaks a protocol; a new one, which is not in the document yet, when there is none. The id of a
 *  new one is added to `taken`. */
export function brokerFor(document: BrownoutDocument, protocol: Protocol, taken: Set<string>): { item: Broker; isNew: boolean } {
  const existing = document.brokers.find((broker) => broker.protocol === protocol);
  if (existing !== undefined) return { item: existing, isNew: false };
  const name = freshName(document, PROTOCOLS[protocol].brokerName!);
  return { item: { id: freshId('brokers', taken), protocol: protocol as Broker['protocol'], name }, isNew: true };
}

function asKind(end: Endpoint, protocol: Protocol): Endpoint {
  const kind = PROTOCOLS[protocol].channelKind;
  return end.type === 'channel' && kind !== undefined ? { type: 'channel', item: { ...end.item, kind } } : end;
}

function protocolOf(document: BrownoutDocument, channel: Channel): Protocol {
  const broker = document.brokers.find(({ id }) => id === channel.broker);
  if (broker === undefined) throw new Error(`The document has no broker ${channel.broker}.`);
  return broker.protocol;
}

function endpointOf(document: BrownoutDocument, id: string): Endpoint {
  const found = findEndpoint(document, id);
  if (found === undefined) throw new Error(`The document has no component or channel ${id}.`);
  return found;
}

function connectionOf(document: BrownoutDocument, id: string): Connection {
  const found = document.connections.find((connection) => connection.id === id);
  if (found === undefined) throw new Error(`The document has no connection ${id}.`);
  return found;
}

function channelOf(document: BrownoutDocument, id: string): Channel {
  const found = document.channels.find((channel) => channel.id === id);
  if (found === undefined) throw new Error(`The document has no channel ${id}.`);
  return found;
}

function refuse(reason: string | undefined): void {
  if (reason !== undefined) throw new Error(`The connection ${reason}.`);
}

/** Kinds of component that a connection from (or to) this end may lead to, for a picker at the loose end of a drag. */
export function connectableKinds(end: Endpoint, direction: 'from' | 'to'): ComponentKind[] {
  const at = { x: 0, y: 0 };
  return (Object.keys(KINDS) as ComponentKind[]).filter((kind) => {
    const other: Endpoint = { type: 'component', item: { id: 'new-component', kind, name: '', ...at } };
    const [from, to] = direction === 'from' ? [end, other] : [other, end];
    return (['sync', 'queue', 'stream'] as const).some((edge) => whyNotConnect(from, to, { kind: edge }) === undefined);
  });
}
