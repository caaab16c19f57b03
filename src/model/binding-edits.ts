import { shareChannel } from './builders.ts';
import { channelSpecs, PROTOCOLS } from './catalog.ts';
import { type Binding, type BrownoutDocument, type Channel, type Connection, LIMITS } from './document.ts';
import { applyEdit, type Edit, withParams } from './edit.ts';
import { freshId, freshName, idsOf } from './names.ts';
import { type ExchangeType, matchesKey } from './match-key.ts';
import { valueOf } from './parameter.ts';
import { isRoute, mayLeadTo, usualKey, withRoutes } from './routes.ts';

/** Where messages go: edits of bindings, alternates, dead letters and routing keys, and what they lead to. */

/** Channels that an exchange's bindings and alternate, or a queue's dead letters, may lead to, in document order. */
export function routeTargets(document: BrownoutDocument, channelId: string): readonly Channel[] {
  const from = channelOf(document, channelId);
  return document.channels.filter((target) => mayLeadTo(from, target));
}

/** How an exchange compares keys: as its type says, or, of a topic of Service Bus, the whole label. */
export function exchangeTypeOf(document: BrownoutDocument, exchange: Channel): ExchangeType {
  const broker = document.brokers.find(({ id }) => id === exchange.broker);
  if (broker?.protocol !== 'rabbitmq') return 'direct';
  const spec = channelSpecs(exchange, broker).find(({ name }) => name === 'exchangeType');
  return spec === undefined ? 'direct' : (valueOf(spec, exchange.params) as ExchangeType);
}

/** Binds a channel to an exchange, after the bindings it has: to all messages, unless a key is given. Throws when the
 *  exchange may not lead there or has `LIMITS.bindings` already. */
export function bind(document: BrownoutDocument, exchangeId: string, to: string, key?: string): Edit {
  const exchange = channelOf(document, exchangeId);
  if (!mayLeadTo(exchange, channelOf(document, to))) throw new Error(`${exchangeId} cannot be bound to ${to}.`);
  const bindings = exchange.bindings ?? [];
  if (bindings.length >= LIMITS.bindings) throw new Error(`${exchangeId} has ${LIMITS.bindings} bindings already.`);
  const usual = usualKey(exchangeTypeOf(document, exchange));
  return replaced(withRoutes(exchange, { bindings: [...bindings, binding({ to, key: key ?? usual })] }));
}

/** Puts a queue of the exchange's broker on the canvas, in the first free place beside the exchange, and binds it. */
export function bindNewQueue(document: BrownoutDocument, exchangeId: string): Edit {
  const exchange = channelOf(document, exchangeId);
  const broker = document.brokers.find(({ id }) => id === exchange.broker);
  if (broker === undefined) throw new Error(`The document has no broker ${exchange.broker}.`);
  const item: Channel = {
    id: freshId('channels', idsOf(document)),
    broker: broker.id,
    kind: 'queue',
    name: freshName(document, PROTOCOLS[broker.protocol].boundName ?? PROTOCOLS[broker.protocol].channelName!),
    ...placeBeside(document, exchange),
  };
  const inserted: Edit = { type: 'insert', items: [{ collection: 'channels', item }] };
  const bound = bind({ ...document, channels: [...document.channels, item] }, exchangeId, item.id);
  return { type: 'batch', edits: [inserted, bound] };
}

/** Puts a new exchange, or topic of Service Bus, in front of a queue: the queue becomes a box, gets all that the exchange
 *  is sent, and its senders publish there. The exchange stands to the left of the queue; where that is taken it takes the
 *  queue's place, and the queue goes beside it. Throws when the queue's broker has no exchanges. */
export function publishThroughNew(document: BrownoutDocument, queueId: string, place: { readonly x: number; readonly y: number }): Edit {
  const queue = channelOf(document, queueId);
  const broker = document.brokers.find(({ id }) => id === queue.broker);
  const name = broker && PROTOCOLS[broker.protocol].exchangeName;
  if (broker === undefined || name === undefined) throw new Error(`The broker of ${queueId} has no exchanges.`);
  const shared: Edit[] = queue.x === undefined ? [shareChannel(document, queueId, place)] : [];
  const boxed = applyEdit(document, { type: 'batch', edits: shared }).document;
  const { x, y } = { ...place, ...channelOf(boxed, queueId) };
  const left = { x: x - BESIDE, y };
  const isLeft = isFree(boxed, left);
  const id = freshId('channels', idsOf(boxed));
  const exchange: Channel = { id, broker: broker.id, kind: 'exchange', name: freshName(document, name), ...(isLeft ? left : { x, y }), bindings: [{ to: queueId }] };
  const aside: Edit[] = isLeft ? [] : [{ type: 'move', positions: [{ id: queueId, ...placeBeside(boxed, { ...queue, x, y }) }] }];
  const senders = boxed.connections.filter(({ to }) => to === queueId);
  const led = senders.map((item): Edit => ({ type: 'replace', collection: 'connections', item: { ...item, to: id, channel: id } }));
  return { type: 'batch', edits: [...shared, ...aside, { type: 'insert', items: [{ collection: 'channels', item: exchange }] }, ...led] };
}

/** Distances of boxes beside each other and below each other, in canvas pixels: room for an edge and its words. */
const BESIDE = 360;
const BELOW = 160;

function placeBeside(document: BrownoutDocument, { x = 0, y = 0 }: Channel): { readonly x: number; readonly y: number } {
  const inRow = (row: number) => ({ x: x + BESIDE, y: y + row * BELOW });
  let row = 0;
  while (row < LIMITS.components + LIMITS.channels && !isFree(document, inRow(row))) row++;
  return inRow(row);
}

function isFree({ components, channels }: BrownoutDocument, { x, y }: { readonly x: number; readonly y: number }): boolean {
  const isClear = (box: Partial<Pick<Channel, 'x' | 'y'>>): boolean =>
    box.x === undefined || box.y === undefined || Math.abs(box.x - x) >= BESIDE * 0.6 || Math.abs(box.y - y) >= BELOW * 0.75;
  return [...components, ...channels].every(isClear);
}

/** Changes one binding of an exchange. An empty key stands for all messages, a share of 1 for each that fits. Throws when
 *  there is no such binding. */
export function changeBinding(document: BrownoutDocument, exchangeId: string, index: number, change: Partial<Binding>): Edit {
  const exchange = channelOf(document, exchangeId);
  const old = exchange.bindings?.[index];
  if (old === undefined) throw new Error(`${exchangeId} has no binding ${index}.`);
  return replaced(withRoutes(exchange, { bindings: exchange.bindings!.with(index, binding({ ...old, ...change })) }));
}

/** Removes one binding of an exchange. Throws when there is no such binding. */
export function unbind(document: BrownoutDocument, exchangeId: string, index: number): Edit {
  const exchange = channelOf(document, exchangeId);
  if (exchange.bindings?.[index] === undefined) throw new Error(`${exchangeId} has no binding ${index}.`);
  return replaced(withRoutes(exchange, { bindings: exchange.bindings.toSpliced(index, 1) }));
}

/** Where an exchange gives what fits no binding, or a queue what is given up; nowhere without `to`. */
export function leadTo(document: BrownoutDocument, channelId: string, field: 'alternate' | 'deadLetterTo', to: string | undefined): Edit {
  return replaced(withRoutes(channelOf(document, channelId), { [field]: to }));
}

/** Changes how an exchange compares keys. Bindings to all messages stay so: what a topic writes as `#` needs no key
 *  elsewhere. Throws when the exchange is not of RabbitMQ. */
export function changeExchangeType(document: BrownoutDocument, exchangeId: string, type: ExchangeType): Edit {
  const exchange = channelOf(document, exchangeId);
  const broker = document.brokers.find(({ id }) => id === exchange.broker);
  if (broker?.protocol !== 'rabbitmq') throw new Error(`${exchangeId} has no type.`);
  const everything = usualKey(exchangeTypeOf(document, exchange));
  const bindings = exchange.bindings?.map((old) => (old.key === undefined || old.key === everything ? binding({ ...old, key: usualKey(type) }) : old));
  const item = withRoutes(exchange, bindings === undefined ? {} : { bindings });
  return replaced(withParams(item, channelSpecs(exchange, broker), { ...exchange.params, exchangeType: type }));
}

/** What exchanges compare with their bindings of all messages of a connection; the class of each without `key`. */
export function setRoutingKey(document: BrownoutDocument, connectionId: string, key: string | undefined): Edit {
  const old = document.connections.find(({ id }) => id === connectionId);
  if (old === undefined) throw new Error(`The document has no connection ${connectionId}.`);
  const { routingKey: _, params, ...rest } = old;
  const item: Connection = { ...rest, ...(key ? { routingKey: key } : {}), ...(params === undefined ? {} : { params }) };
  return { type: 'replace', collection: 'connections', item };
}

/** A key that messages come with. */
export interface RoutedKey {
  /** What is compared: a routing key, the id of a class, or nothing. */
  readonly key: string;
  /** The class whose id it is, where messages have no routing key of their own. */
  readonly className?: string;
  /** Ids of the channels that get a copy, each once; those that the alternate leads to when no binding fits. */
  readonly targets: readonly string[];
  /** Whether no binding fits. */
  readonly fitsNone: boolean;
}

/** Where messages go that reach an exchange, for each key that senders give them: their connection's, or their class.
 *  Senders further up count too. Empty while nobody publishes. */
export function routedKeys(document: BrownoutDocument, exchangeId: string): readonly RoutedKey[] {
  const exchange = channelOf(document, exchangeId);
  const type = exchangeTypeOf(document, exchange);
  return [...keysOf(document, exchange)].map(([key, className]) => {
    const fitting = (exchange.bindings ?? []).filter((candidate) => matchesKey(type, candidate.key, key)).map(({ to }) => to);
    const fitsNone = fitting.length === 0;
    const targets = fitsNone && exchange.alternate !== undefined ? [exchange.alternate] : [...new Set<string>(fitting)];
    return { key, ...(className === undefined ? {} : { className }), targets, fitsNone };
  });
}

function keysOf(document: BrownoutDocument, exchange: Channel): ReadonlyMap<string, string | undefined> {
  const above = new Set<string>([exchange.id]);
  for (const id of above) for (const channel of document.channels) if (isRoute(channel, id)) above.add(channel.id);
  const senders = document.connections.filter(({ channel, from }) => channel !== undefined && above.has(channel) && from !== channel);
  const own = senders.flatMap(({ routingKey }) => (routingKey === undefined ? [] : [routingKey]));
  const keys = new Map<string, string | undefined>(own.map((key) => [key, undefined]));
  return own.length === senders.length ? keys : new Map([...classKeys(document), ...keys]);
}

/** Classes that clients send, and messages of none where one sends without a mix. */
function classKeys(document: BrownoutDocument): [string, string | undefined][] {
  const clients = document.components.filter(({ kind }) => kind === 'client');
  const sent = new Set<string>(clients.flatMap(({ mix }) => (mix ?? []).filter(({ weight }) => weight > 0).map((entry) => entry.class)));
  const isPlain = clients.some(({ mix }) => !mix?.some(({ weight }) => weight > 0));
  const classes = document.classes.filter(({ id }) => sent.has(id));
  return [...(isPlain ? [['', undefined] as [string, undefined]] : []), ...classes.map(({ id, name }): [string, string] => [id, name])];
}

function binding({ to, key, share }: Binding | { readonly to: string; readonly key: string | undefined; readonly share?: number }): Binding {
  return { to, ...(key ? { key } : {}), ...(share === undefined || share === 1 ? {} : { share }) };
}

function replaced(item: Channel): Edit {
  return { type: 'replace', collection: 'channels', item };
}

function channelOf(document: BrownoutDocument, id: string): Channel {
  const found = document.channels.find((channel) => channel.id === id);
  if (found === undefined) throw new Error(`The document has no channel ${id}.`);
  return found;
}
