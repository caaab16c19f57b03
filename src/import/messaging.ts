import type { Direction } from './draft.ts';
import type { DraftBuilder } from './draft-builder.ts';

/** What a part has to do with a broker, as far as the file says. */
export interface MessageReference {
  readonly part: string;
  readonly broker: string;
  /** Queue, topic or hub, if the reference names one. */
  readonly entity?: string;
  /** Subscription of the topic `entity`, which its holder receives from. */
  readonly subscription?: string;
  /** Whether the reference is one for receiving. */
  readonly isForReceiving: boolean;
  /** Direction that is assumed when nothing says it, and why. */
  readonly usual: { readonly direction: Exclude<Direction, 'none'>; readonly why: string };
  /** Queues and topics that settings of the part name. */
  readonly hints: readonly ChannelHint[];
}

/** A queue or topic that a setting names, and the direction that the setting's own name says. */
export interface ChannelHint {
  readonly key: string;
  readonly channel: string;
  readonly direction: Exclude<Direction, 'none'> | undefined;
}

/** An entity of a broker that the file declares, whether anybody refers to it or not. */
export interface DeclaredEntity {
  readonly broker: string;
  readonly entity: string;
  readonly subscription?: string;
}

/** Names of parts that make messages. */
export const SENDER_NAME = /produc(er|ing)|publish|data-?gen|generator|simulator|emitter|sensor|ingest|scraper|crawler|poller/i;
/** Names of parts that work on messages. */
export const RECEIVER_NAME = /worker|consum|process|backend|receiv|subscri|listen|handler|background|jobs?$/i;

const SENDING = /(publish|produc|output|outgoing|outbound|emit|send|target|write)/i;
const RECEIVING = /(consum|subscri|input|incoming|inbound|listen|receiv|source|read)/i;
const CHANNEL_KEY = /(topic|queue|subject|stream|channel)s?(_?names?)?$/i;
const CHANNEL_NAME = /^[A-Za-z][A-Za-z0-9._-]{0,79}$/;
/** Most names that are taken from one setting. */
const MAX_HINTS = 50;

/** Queues and topics named by settings such as `ORDERS_TOPIC` or `EVENT_CONSUMING_TOPICS`. Only settings whose own name
 *  says that they hold such names are looked at, and only plain words count, so that no secret can be taken for one. */
export function channelHints(settings: Iterable<readonly [string, string]>): ChannelHint[] {
  const hints: ChannelHint[] = [];
  for (const [key, value] of settings) {
    const isSending = SENDING.test(key);
    const isReceiving = RECEIVING.test(key);
    if (!CHANNEL_KEY.test(key) || /(create|enable|auto|upstream|storage|config|offset|status|internal|secret|key|token|pass|url|uri)/i.test(key)) continue;
    const direction = isSending === isReceiving ? undefined : isSending ? 'produces' : 'consumes';
    const words = value.split(',', MAX_HINTS).map((word) => word.trim());
    if (!words.every((word) => CHANNEL_NAME.test(word)) || /^(true|false|on|off|yes|no|none)$/i.test(value)) continue;
    for (const channel of words) hints.push({ key, channel, direction });
  }
  return hints;
}

/** Turns references to brokers into channels and links. */
export function addMessaging(
  builder: DraftBuilder,
  references: readonly MessageReference[],
  declared: readonly DeclaredEntity[],
): void {
  const distinct = [...new Map(references.map((reference) => [referenceKey(reference), reference])).values()];
  const entities = entitiesOf([...declared, ...distinct.filter(isNamed)]);
  const named = new Set(distinct.filter(isNamed).map(({ part, broker }) => `${part} ${broker}`));
  const brokers = grouped(distinct, ({ part }) => part);
  const hinted = entitiesOf(distinct.flatMap(({ part, broker, hints }): DeclaredEntity[] => {
    return new Set(brokers.get(part)!.map((one) => one.broker)).size > 1 ? [] : hints.map(({ channel }) => ({ broker, entity: channel }));
  }));
  for (const reference of distinct) {
    const all = entities.get(reference.broker) ?? [];
    const hasOneBroker = brokers.get(reference.part)!.every(({ broker }) => broker === reference.broker);
    if (isNamed(reference)) addNamed(builder, reference, all);
    else if (named.has(`${reference.part} ${reference.broker}`)) continue;
    else if (hasOneBroker && reference.hints.length > 0) addHinted(builder, reference);
    else addUnnamed(builder, reference, all.length > 0 ? all : (hinted.get(reference.broker) ?? []));
  }
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

function referenceKey({ part, broker, entity, subscription, isForReceiving }: MessageReference): string {
  return JSON.stringify([part, broker, entity, subscription, isForReceiving]);
}

function isNamed(reference: MessageReference): reference is MessageReference & DeclaredEntity {
  return reference.entity !== undefined;
}

/** The different entities of each broker. */
function entitiesOf(all: readonly DeclaredEntity[]): ReadonlyMap<string, readonly DeclaredEntity[]> {
  const distinct = new Map(all.map((one) => [JSON.stringify([one.broker, one.entity, one.subscription]), one]));
  return grouped([...distinct.values()], ({ broker }) => broker);
}

function addNamed(builder: DraftBuilder, reference: MessageReference & DeclaredEntity, all: readonly DeclaredEntity[]): void {
  const { part, broker, entity, subscription } = reference;
  if (subscription !== undefined) {
    builder.addLink(part, builder.channel(broker, `${entity}/${subscription}`, true, entity), 'consumes', true);
    return;
  }
  const subscriptions = all.filter((other) => other.entity === entity && other.subscription !== undefined);
  // A topic is received from through its subscriptions only, so who holds the topic itself sends.
  for (const other of subscriptions) {
    builder.addLink(part, builder.channel(broker, `${entity}/${other.subscription}`, true, entity), 'produces', true);
  }
  if (subscriptions.length === 0) addUsual(builder, reference, builder.channel(broker, entity, true));
}

function addUsual(builder: DraftBuilder, { part, usual, isForReceiving }: MessageReference, channel: string): void {
  if (isForReceiving) {
    builder.addLink(part, channel, 'consumes', true);
    return;
  }
  builder.addLink(part, channel, usual.direction, false);
  const verb = usual.direction === 'consumes' ? 'receives from' : 'sends to';
  builder.guess(builder.parts.get(part)!.name, `it ${verb} "${builder.channels.get(channel)!.name}"`, usual.why);
}

function addHinted(builder: DraftBuilder, { part, broker, hints, usual }: MessageReference): void {
  const { name } = builder.parts.get(part)!;
  for (const { key, channel, direction } of hints) {
    const id = builder.channel(broker, channel, true);
    builder.addLink(part, id, direction ?? usual.direction, direction !== undefined);
    const verb = (direction ?? usual.direction) === 'consumes' ? 'receives from' : 'sends to';
    builder.guess(name, `it ${verb} "${builder.channels.get(id)!.name}"`, `the setting ${key} names it${direction === undefined ? `, and ${usual.why}` : ''}`);
  }
}

function addUnnamed(builder: DraftBuilder, reference: MessageReference, all: readonly DeclaredEntity[]): void {
  const { broker, part } = reference;
  const brokerName = builder.brokers.get(broker)!.name;
  const [only] = all;
  if (only !== undefined && all.length === 1) {
    builder.guess(builder.parts.get(part)!.name, `it uses "${only.entity}" of "${brokerName}"`, 'it refers to the whole broker, which has nothing else');
    const { entity, subscription } = only;
    addNamed(builder, { ...reference, entity, ...(subscription === undefined ? {} : { subscription }) }, all);
    return;
  }
  if (all.length > 1) builder.remark(builder.parts.get(part)!.name, `refers to all of "${brokerName}"; which of its queues or topics it uses is not said`);
  addUsual(builder, reference, builder.channel(broker, brokerName, false));
}
