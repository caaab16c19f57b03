import { brokerSpecs, channelSpecs, connectionSpecs, parameter, PROTOCOLS } from '../model/catalog.ts';
import type { BrownoutDocument, Broker, Channel, Connection } from '../model/document.ts';
import { type ExchangeType, matchesKey } from '../model/match-key.ts';
import * as tables from './queue-tables.ts';
import type { QueueTables } from './queue-tables.ts';

/** Most sessions and boxes of all queues together: their numbers are words of a record. */
const MOST_BOXES = 0xffff;

/** What is known of components and links when queues are compiled. */
export interface Surroundings {
  readonly listenerCount: Int32Array;
  readonly firstStation: Int32Array;
  readonly linkCount: number;
  readonly linkTo: Int32Array;
  readonly linkChannel: Int32Array;
  readonly poolCount: number;
}

/** Compiles everything about queues, exchanges, streams and their consumers. */
export function compileQueues(document: BrownoutDocument, around: Surroundings): QueueTables {
  const brokers = new Map(document.brokers.map((broker) => [broker.id as string, broker]));
  const brokerOf = (channel: Channel): Broker => brokers.get(channel.broker)!;
  const channelMode = Int32Array.from(document.channels, (channel) => modeOf(channel, brokerOf(channel)));
  const boxes = compileBoxes(document, { around, channelMode });
  const deadLetterTarget = indexed(document, (channel) => channel.deadLetterTo);
  const routes = compileRoutes(document);
  return {
    channelMode,
    channelTraits: Int32Array.from(document.channels, (channel) => traitsOf(channel, brokerOf(channel))),
    ...boxes,
    ...compileSessions(document, channelMode, boxes.boxCount),
    linkGated: Int32Array.from(document.connections, (connection, link) => (isGated(connection) && around.linkTo[link] >= 0 ? 1 : 0)),
    ...compileBackoff(document),
    ...routes,
    deadLetterTarget,
    channelEffects: countEffects(document, { channelMode, boxes, routes, deadLetterTarget }),
    senderCount: document.connections.some((connection) => connection.kind === 'queue') ? around.poolCount : 0,
  };
}

function modeOf(channel: Channel, broker: Broker): number {
  if (PROTOCOLS[broker.protocol].isLog === true) return tables.MODE_LOG;
  if (channel.kind === 'exchange') return tables.MODE_EXCHANGE;
  if (broker.protocol === 'nats') return tables.MODE_SUBJECT;
  if (broker.protocol === 'storageQueue') return tables.MODE_POLL;
  if (broker.protocol === 'jetstream') return valueOf(channel, broker, 'retention') === 'workQueue' ? tables.MODE_PUSH : tables.MODE_STREAM;
  if (broker.protocol === 'serviceBus' && (valueOf(channel, broker, 'sessions') as number) > 0) return tables.MODE_SESSIONS;
  return tables.MODE_PUSH;
}

function valueOf(channel: Channel, broker: Broker, name: string) {
  return parameter(channelSpecs(channel, broker), channel.params, name);
}

function traitsOf(channel: Channel, broker: Broker): number {
  if (channel.kind !== 'queue') return 0;
  switch (broker.protocol) {
    case 'rabbitmq': {
      const version = parameter(brokerSpecs(broker), broker.params, 'version');
      return tables.ACK_TIMEOUT | tables.EXPIRED_GIVEN_UP | tables.BOUNDS_UNLIMITED | (version === '4.3' ? tables.NACKS_FREE : 0);
    }
    case 'jetstream':
      return tables.LEASED | tables.PARKS | (valueOf(channel, broker, 'retention') === 'limits' ? tables.KEEPS_READ : 0);
    case 'serviceBus':
    case 'storageQueue':
      return tables.LEASED;
    default:
      return 0;
  }
}

/** Clients that hand messages to their handlers themselves, a few at a time. */
function isGated(connection: Connection): boolean {
  return connectionSpecs(connection).some((spec) => spec.name === 'handlers');
}

type Boxes = ReturnType<typeof compileBoxes>;

function compileBoxes(document: BrownoutDocument, { around, channelMode }: { readonly around: Surroundings; readonly channelMode: Int32Array }) {
  const channelCount = document.channels.length;
  const boxChannel = document.channels.map((_, index) => index);
  const streamBoxStart = new Int32Array(channelCount);
  const streamBoxCount = new Int32Array(channelCount);
  const streamBoxes: number[] = [];
  const linksOfBox = new Map<number, number[]>();
  document.channels.forEach((_, channel) => {
    const links = channelMode[channel] === tables.MODE_LOG ? [] : consumersOf(channel, around);
    streamBoxStart[channel] = streamBoxes.length;
    if (channelMode[channel] === tables.MODE_STREAM) {
      links.forEach((link, i) => {
        const box = i === 0 ? channel : boxChannel.push(channel) - 1;
        streamBoxes.push(box);
        linksOfBox.set(box, [link]);
      });
    } else linksOfBox.set(channel, links);
    streamBoxCount[channel] = streamBoxes.length - streamBoxStart[channel];
  });
  return {
    boxCount: boxChannel.length,
    boxChannel: Int32Array.from(boxChannel),
    streamBoxStart,
    streamBoxCount,
    streamBoxes: Int32Array.from(streamBoxes),
    ...compileSubscriptions(boxChannel.length, linksOfBox, around),
  };
}

function consumersOf(channel: number, around: Surroundings): number[] {
  const found: number[] = [];
  for (let link = 0; link < around.linkCount; link++) {
    if (around.linkChannel[link] === channel && around.linkTo[link] >= 0) found.push(link);
  }
  return found;
}

function compileSubscriptions(boxCount: number, linksOfBox: ReadonlyMap<number, readonly number[]>, around: Surroundings) {
  const subscriptionStart = new Int32Array(boxCount);
  const subscriptionCount = new Int32Array(boxCount);
  const link: number[] = [];
  const station: number[] = [];
  const ofBox: number[] = [];
  const linkSubscription = new Int32Array(around.linkCount).fill(tables.NOWHERE);
  for (let box = 0; box < boxCount; box++) {
    subscriptionStart[box] = link.length;
    for (const consumer of linksOfBox.get(box) ?? []) {
      const component = around.linkTo[consumer];
      linkSubscription[consumer] = link.length;
      for (let replica = 0; replica < around.listenerCount[component]; replica++) {
        link.push(consumer);
        station.push(around.firstStation[component] + replica);
        ofBox.push(box);
      }
    }
    subscriptionCount[box] = link.length - subscriptionStart[box];
  }
  return {
    subscriptionStart,
    subscriptionCount,
    subscriptionLink: Int32Array.from(link),
    subscriptionStation: Int32Array.from(station),
    subscriptionBox: Int32Array.from(ofBox),
    linkSubscription,
  };
}

function compileSessions(document: BrownoutDocument, channelMode: Int32Array, boxCount: number) {
  const sessionStart = new Int32Array(document.channels.length).fill(tables.NOWHERE);
  const sessionsOf = new Int32Array(document.channels.length);
  let listCount = boxCount;
  document.channels.forEach((channel, index) => {
    if (channelMode[index] !== tables.MODE_SESSIONS) return;
    const broker = document.brokers.find(({ id }) => id === channel.broker)!;
    sessionStart[index] = listCount;
    sessionsOf[index] = valueOf(channel, broker, 'sessions') as number;
    listCount += sessionsOf[index];
  });
  if (listCount > MOST_BOXES) throw new Error(`The queues of this diagram have more than ${MOST_BOXES} sessions in all: let queues have fewer.`);
  return { sessionStart, sessionsOf, listCount };
}

function compileBackoff(document: BrownoutDocument) {
  const redeliverStart = new Int32Array(document.connections.length);
  const redeliverCount = new Int32Array(document.connections.length);
  const redeliverMs: number[] = [];
  document.connections.forEach((connection, link) => {
    const specs = connectionSpecs(connection);
    redeliverStart[link] = redeliverMs.length;
    if (!specs.some((spec) => spec.name === 'redeliverMs')) return;
    redeliverMs.push(...(parameter(specs, connection.params, 'redeliverMs') as readonly number[]));
    redeliverCount[link] = redeliverMs.length - redeliverStart[link];
  });
  return { redeliverStart, redeliverCount, redeliverMs: Float64Array.from(redeliverMs) };
}

function indexed(document: BrownoutDocument, pick: (channel: Channel) => string | undefined): Int32Array {
  const index = new Map(document.channels.map((channel, i) => [channel.id as string, i]));
  return Int32Array.from(document.channels, (channel) => index.get(pick(channel) ?? '') ?? tables.NOWHERE);
}

type Routes = ReturnType<typeof compileRoutes>;

/** Routing keys are known before the run, so every exchange is resolved to the queues that it leads to. */
function compileRoutes(document: BrownoutDocument) {
  const { keys, linkKey, classKey } = numberKeys(document);
  const index = new Map(document.channels.map((channel, i) => [channel.id as string, i]));
  const exchangeOf = new Int32Array(document.channels.length).fill(tables.NOWHERE);
  const exchanges = document.channels.filter((channel) => channel.kind === 'exchange');
  exchanges.forEach((exchange, i) => (exchangeOf[index.get(exchange.id)!] = i));
  const routeStart: number[] = [];
  const routeTarget: number[] = [];
  const routeShare: number[] = [];
  for (const exchange of exchanges) {
    for (const key of keys) {
      routeStart.push(routeTarget.length);
      for (const [target, share] of resolve(document, { exchange, key, seen: new Set() })) {
        routeTarget.push(index.get(target)!);
        routeShare.push(share);
      }
    }
  }
  routeStart.push(routeTarget.length);
  return {
    linkKey,
    classKey,
    keyCount: keys.length,
    exchangeOf,
    routeStart: Int32Array.from(routeStart),
    routeTarget: Int32Array.from(routeTarget),
    routeShare: Float64Array.from(routeShare),
    bindingCount: Int32Array.from(document.channels, (channel) => channel.bindings?.length ?? 0),
  };
}

function numberKeys(document: BrownoutDocument) {
  const keys: string[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (key: string): number => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, keys.push(key) - 1);
    return keys.length - 1;
  };
  const classKey = Int32Array.from(['', ...(document.classes ?? []).map(({ id }) => id as string)], numberOf);
  const linkKey = Int32Array.from(document.connections, ({ routingKey }) => (routingKey === undefined ? tables.NOWHERE : numberOf(routingKey)));
  return { keys, linkKey, classKey };
}

interface Question {
  readonly exchange: Channel;
  readonly key: string;
  readonly seen: Set<string>;
}

/** The queues that a message with this key reaches, each once, with the largest share that any way gives it. */
function resolve(document: BrownoutDocument, { exchange, key, seen }: Question): Map<string, number> {
  const found = new Map<string, number>();
  if (seen.has(exchange.id)) return found;
  seen.add(exchange.id);
  const broker = document.brokers.find(({ id }) => id === exchange.broker)!;
  const type: ExchangeType = broker.protocol === 'rabbitmq' ? (valueOf(exchange, broker, 'exchangeType') as ExchangeType) : 'direct';
  for (const binding of exchange.bindings ?? []) {
    if (!matchesKey(type, binding.key, key)) continue;
    addTarget(document, { to: binding.to, share: binding.share ?? 1, key, seen, found });
  }
  if (found.size === 0 && exchange.alternate !== undefined) {
    addTarget(document, { to: exchange.alternate, share: 1, key, seen, found });
  }
  return found;
}

function addTarget(
  document: BrownoutDocument,
  way: { readonly to: string; readonly share: number; readonly key: string; readonly seen: Set<string>; readonly found: Map<string, number> },
): void {
  const { to, share, key, seen, found } = way;
  const target = document.channels.find(({ id }) => id === to)!;
  const reached = target.kind === 'exchange' ? resolve(document, { exchange: target, key, seen }) : new Map([[to, 1]]);
  for (const [queue, part] of reached) found.set(queue, Math.max(found.get(queue) ?? 0, part * share));
}

/** What has to be done with a message before it is finished: one processing where a queue has consumers or hands what it
 *  gives up to one that has, one for each consumer of a stream and each listener of a subject, and 1 for an exchange that
 *  leads to any of them: its copies are counted when they are made. */
function countEffects(
  document: BrownoutDocument,
  compiled: { readonly channelMode: Int32Array; readonly boxes: Boxes; readonly routes: Routes; readonly deadLetterTarget: Int32Array },
): Int32Array {
  const { channelMode, boxes, routes, deadLetterTarget } = compiled;
  const effects = new Int32Array(document.channels.length);
  const targetsOf = (channel: number): number[] => {
    const exchange = routes.exchangeOf[channel];
    if (exchange < 0) return deadLetterTarget[channel] < 0 ? [] : [deadLetterTarget[channel]];
    return Array.from(routes.routeTarget.subarray(routes.routeStart[exchange * routes.keyCount], routes.routeStart[(exchange + 1) * routes.keyCount]));
  };
  for (let channel = 0; channel < effects.length; channel++) {
    const mode = channelMode[channel];
    if (mode === tables.MODE_LOG) continue;
    const consumers = boxes.subscriptionCount[channel];
    effects[channel] = mode === tables.MODE_STREAM ? boxes.streamBoxCount[channel] : Math.min(1, consumers);
  }
  // What a channel leads to may itself lead on, in circles too: go round until nothing changes.
  for (let isSettled = false; !isSettled; ) {
    isSettled = true;
    for (let channel = 0; channel < effects.length; channel++) {
      if (effects[channel] > 0 || !targetsOf(channel).some((target) => effects[target] > 0)) continue;
      effects[channel] = 1;
      isSettled = false;
    }
  }
  return effects;
}
