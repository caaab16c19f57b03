import { brokerSpecs, channelSpecs, connectionSpecs } from './catalog.ts';
import type { Broker, BrownoutDocument, Channel, Connection, Protocol } from './document.ts';
import { type Edit, withParams } from './edit.ts';
import { type ParameterSpec, type ParameterValue, type ParameterValues, valueOf } from './parameter.ts';
import { type Product, PRODUCT_FAMILIES, type ProductFamily, type ProductPlace } from './product-families.ts';

/** Something that products can be chosen for, with all of its parameters. */
interface Target {
  readonly item: Connection | Channel | Broker;
  readonly collection: 'connections' | 'channels' | 'brokers';
  readonly specs: readonly ParameterSpec[];
}

/** The families for connections, channels or brokers of this protocol, in the order in which they are shown. */
export function familiesFor(protocol: Protocol, place: ProductPlace): readonly ProductFamily[] {
  return PRODUCT_FAMILIES.filter((family) => family.place === place && family.protocols.includes(protocol));
}

/** Products of which one is chosen, of whatever they are. */
interface Choices<Item extends Chosen> {
  readonly name: string;
  readonly products: readonly Item[];
}

type Chosen = Pick<Product, 'name' | 'values'>;

/** The product of a family with this name. Throws when there is none. */
export function productNamed<Item extends Chosen>(family: Choices<Item>, name: string): Item {
  const product = family.products.find((candidate) => candidate.name === name);
  if (product === undefined) throw new Error(`No product of ${family.name} is called ${name}.`);
  return product;
}

/** Names of the parameters that a family decides: what any of its products sets. */
export function namesOf(family: Choices<Chosen>): readonly string[] {
  return [...new Set(family.products.flatMap(({ values }) => Object.keys(values)))];
}

/** The first product of a family whose parameters something has; undefined when it has settings of its own. Parameters of
 *  queues do not count: they may be changed one by one. */
export function productOf<Item extends Chosen>(
  family: Choices<Item>,
  specs: readonly ParameterSpec[],
  params: ParameterValues | undefined,
): Item | undefined {
  const decided = specsNamed(specs, namesOf(family));
  return family.products.find(({ values }) => decided.every((spec) => valueOf(spec, params) === valueOf(spec, values)));
}

/** Gives something the parameters of a product, and the queues concerned what it makes of them, in one edit, which takes
 *  back live changes of the same parameters. A queue's parameter that is not as the product before it had it was changed by
 *  hand and stays. Throws when the document has no such item or the family is not for it. */
export function applyProduct(document: BrownoutDocument, id: string, family: ProductFamily, product: Product): Edit {
  const target = targetOf(document, id, family);
  const names = namesOf(family);
  const before = productOf(family, target.specs, target.item.params);
  const edits: Edit[] = [replaced(target, chosen(target, names, product.values))];
  const settled = new Map([[id, new Set(names)]]);
  for (const queue of queuesOf(document, target)) {
    const changes = queueChanges(queue, { family, before, product });
    if (Object.keys(changes).length === 0) continue;
    edits.push(replaced(queue, { ...queue.item.params, ...changes }));
    settled.set(queue.item.id, new Set(Object.keys(changes)));
  }
  const hiding = document.log.filter((entry) => entry.type === 'set' && settled.get(entry.target)?.has(entry.param));
  if (hiding.length > 0) edits.unshift({ type: 'remove', ids: hiding.map((entry) => entry.id), exactly: true });
  return edits.length === 1 ? edits[0]! : { type: 'batch', edits };
}

function targetOf(document: BrownoutDocument, id: string, { place, protocols }: ProductFamily): Target {
  const target = found(document, id, place);
  if (target === undefined) throw new Error(`The document has no ${place} ${id}.`);
  const protocol = target.collection === 'channels' ? brokerOf(document, target.item as Channel)?.protocol : (target.item as Connection | Broker).protocol;
  if (protocol === undefined || !protocols.includes(protocol)) throw new Error(`The family is not for ${protocol}.`);
  return target;
}

function found(document: BrownoutDocument, id: string, place: ProductPlace): Target | undefined {
  if (place === 'channel') {
    const channel = document.channels.find((candidate) => candidate.id === id);
    return channel && channelTarget(document, channel);
  }
  if (place === 'broker') {
    const broker = document.brokers.find((candidate) => candidate.id === id);
    return broker && { item: broker, collection: 'brokers', specs: brokerSpecs(broker) };
  }
  const connection = document.connections.find((candidate) => candidate.id === id);
  return connection && { item: connection, collection: 'connections', specs: connectionSpecs(connection) };
}

function brokerOf(document: BrownoutDocument, { broker }: Channel): Broker | undefined {
  return document.brokers.find(({ id }) => id === broker);
}

function channelTarget(document: BrownoutDocument, channel: Channel): Target | undefined {
  const broker = brokerOf(document, channel);
  return broker && { item: channel, collection: 'channels', specs: channelSpecs(channel, broker) };
}

/** The queues that a choice for a connection or a broker concerns: exchanges keep nothing. */
function queuesOf(document: BrownoutDocument, { item, collection }: Target): readonly Target[] {
  const channels = document.channels.filter((channel) => {
    if (channel.kind === 'exchange') return false;
    return collection === 'brokers' ? channel.broker === item.id : collection === 'connections' && channel.id === (item as Connection).channel;
  });
  return channels.flatMap((channel) => channelTarget(document, channel) ?? []);
}

/** What a product changes of a queue: parameters that are still as the product before it, or nobody, had set them. */
function queueChanges(
  { item, specs }: Target,
  { family, before, product }: { readonly family: ProductFamily; readonly before: Product | undefined; readonly product: Product },
): Record<string, ParameterValue> {
  const names = [...new Set(family.products.flatMap(({ queues }) => Object.keys(queues ?? {})))];
  const isUntouched = (spec: ParameterSpec): boolean => {
    const value = valueOf(spec, item.params);
    return value === spec.default || value === valueOf(spec, before?.queues);
  };
  const changed = specsNamed(specs, names).filter((spec) => isUntouched(spec) && valueOf(spec, item.params) !== valueOf(spec, product.queues));
  return Object.fromEntries(changed.map((spec) => [spec.name, valueOf(spec, product.queues)]));
}

/** All parameters of an item, with those of the names as given or at their defaults. */
function chosen({ item }: Target, names: readonly string[], values: ParameterValues): ParameterValues {
  const kept = Object.entries(item.params ?? {}).filter(([name]) => !names.includes(name));
  return { ...Object.fromEntries(kept), ...values };
}

function replaced({ item, collection, specs }: Target, params: ParameterValues): Edit {
  return { type: 'replace', collection, item: withParams(item, specs, params) } as Edit;
}

function specsNamed(specs: readonly ParameterSpec[], names: readonly string[]): readonly ParameterSpec[] {
  return specs.filter(({ name }) => names.includes(name));
}
