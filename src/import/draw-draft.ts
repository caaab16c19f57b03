import { brokerSpecs, componentSpecs, connectionSpecs, PROTOCOLS } from '../model/catalog.ts';
import {
  type Binding, type Broker, type BrownoutDocument, type Channel, type Component, type Connection, emptyDocument, LIMITS, type Protocol,
} from '../model/document.ts';
import { withParams } from '../model/edit.ts';
import { freshId, slugOf } from '../model/names.ts';
import type { ParameterValue, ParameterValues } from '../model/parameter.ts';
import { arcKey, type Circles, findCircles } from './circles.ts';
import {
  allCalls, type Draft, type DraftBroker, type DraftCall, type DraftChannel, type DraftLink, type DraftPart, isConsumer, isProducer,
} from './draft.ts';
import { brokerProtocols, drawnKinds, logChannels } from './draft-kinds.ts';
import { label } from './label.ts';
import { layOut, type LayoutArrow } from './layout.ts';
import { drawnRelease } from './releases.ts';
import { type ForeignProtocol, PRESETS, RESILIENCE } from './systems.ts';

/** A channel as it is drawn, with the links that use it; an exchange or topic has the queues that it gives copies to. */
interface DrawnChannel {
  readonly id: string;
  readonly channel: DraftChannel;
  readonly name: string;
  readonly links: readonly DraftLink[];
  readonly bindings?: readonly Binding[];
}

/** A load source and what it calls. */
interface LoadSource {
  readonly component: Omit<Component, 'x' | 'y'>;
  readonly target: string;
}

/** Draws a draft: the same draft gives the same document, byte for byte, and one that `parseDocument` accepts. Channels
 *  are boxes, so that several parts can share them; parts without any connection are drawn too. */
export function drawDraft(draft: Draft): BrownoutDocument {
  const circles = findCircles(draft);
  const taken = new Set([...draft.parts, ...draft.brokers, ...draft.channels].map(({ id }) => id));
  const channels = withTopics(drawnChannels(draft, taken), { draft, circles, taken });
  const sources = loadSources(draft, taken);
  const connections = drawConnections(draft, { circles, channels, sources, taken });
  const places = placeBoxes(draft, { circles, channels, sources });
  const kinds = drawnKinds(draft);
  const parts = draft.parts.map((part) => drawPart(part, kinds.get(part.id)!));
  const components = [...sources.map(({ component }) => component), ...parts].map((component) => placed(component, places));
  const used = new Set(channels.map(({ channel }) => channel.broker));
  const protocols = brokerProtocols(draft);
  const releases = new Map(draft.brokers.map(({ id, system, release }) => [id, drawnRelease(system, release).queues]));
  const { format, version, title, settings, ...lists } = emptyDocument(draft.title);
  return {
    format,
    version,
    title,
    ...(draft.note === '' ? {} : { note: draft.note }),
    settings,
    ...lists,
    components,
    connections: connections.slice(0, LIMITS.connections),
    brokers: draft.brokers
      .filter(({ id }) => used.has(id))
      .map(drawBroker),
    channels: channels.map((drawn) => drawChannel(drawn, { protocol: protocols.get(drawn.channel.broker)!, queues: releases.get(drawn.channel.broker)!, places })),
  };
}

function drawBroker({ id, name, system, release }: DraftBroker): Broker {
  const bare = { id, protocol: PRESETS[system].protocol as Broker['protocol'], name };
  return withParams(bare, brokerSpecs(bare), drawnRelease(system, release).broker);
}

/** An exchange gives a copy to each of its queues, as a topic does. A stream of JetStream gives every consumer all
 *  messages; consumers that compete make it a work queue. */
function drawChannel(
  { id, channel, name, links, bindings }: DrawnChannel,
  { protocol, queues, places }: { readonly protocol: Protocol; readonly queues: ParameterValues; readonly places: ReturnType<typeof layOut> },
): Channel {
  if (bindings !== undefined) {
    const exchange: Channel = { id, broker: channel.broker, kind: 'exchange', name, ...places.get(id)!, bindings };
    return withParams(exchange, PROTOCOLS[protocol].exchangeParams ?? [], { exchangeType: 'fanout' });
  }
  const isShared = protocol === 'jetstream' && channel.sharing === 'compete' && links.filter(isConsumer).length > 1;
  const kind = PROTOCOLS[protocol].channelKind!;
  const bare: Channel = { id, broker: channel.broker, kind, name, ...places.get(id)! };
  return withParams(bare, PROTOCOLS[protocol].channelParams ?? [], { ...queues, ...(isShared ? { retention: 'workQueue' } : {}) });
}

/** An id after the name, or a numbered one when that is taken. */
export function idFor(name: string, collection: 'components' | 'channels' | 'brokers', taken: Set<string>): string {
  const slug = slugOf(name);
  if (slug === '' || taken.has(slug)) return freshId(collection, taken);
  taken.add(slug);
  return slug;
}

/** Systems of which one subject or stream gives each consumer all messages. */
const ONE_BOX: ReadonlySet<ForeignProtocol> = new Set(['nats', 'jetStream']);

function drawnChannels(draft: Draft, taken: Set<string>): DrawnChannel[] {
  const logs = new Set(logChannels(draft));
  const systems = new Map(draft.brokers.map(({ id, system }) => [id, system]));
  const names = new Map(draft.parts.map(({ id, name }) => [id, name]));
  let room = LIMITS.channels - draft.channels.length;
  return draft.channels.flatMap((channel): DrawnChannel[] => {
    const links = draft.links.filter((link) => link.channel === channel.id && link.direction !== 'none');
    const consumers = links.filter(isConsumer);
    if (links.length === 0) return [];
    const hasExchange = PROTOCOLS[PRESETS[systems.get(channel.broker)!].protocol].exchangeName !== undefined && links.some(isProducer);
    const isOne = channel.sharing === 'compete' || consumers.length < 2 || logs.has(channel) || ONE_BOX.has(systems.get(channel.broker)!);
    const extra = consumers.length - (hasExchange ? 0 : 1);
    if (isOne || extra > room) return [{ id: channel.id, channel, name: channel.name, links }];
    room -= extra;
    const queues = consumers.map((consumer, index): DrawnChannel => {
      const name = label(`${channel.name} for ${names.get(consumer.part)}`);
      const id = index === 0 && !hasExchange ? channel.id : idFor(name, 'channels', taken);
      return { id, channel, name, links: [{ ...consumer, direction: 'consumes' }] };
    });
    return hasExchange ? [exchangeOf({ id: channel.id, channel, name: channel.name }, links.filter(isProducer), queues), ...queues] : queues;
  });
}

/** What senders send to, and what gives every queue a copy of it. */
function exchangeOf(about: Pick<DrawnChannel, 'id' | 'channel' | 'name'>, producers: readonly DraftLink[], queues: readonly DrawnChannel[]): DrawnChannel {
  return { ...about, links: producers.map((link) => ({ ...link, direction: 'produces' })), bindings: queues.map(({ id }) => ({ to: id })) };
}

/** The channels with a box for every topic that somebody sends to, before its subscriptions: who sends to them sends to it. */
function withTopics(
  channels: readonly DrawnChannel[],
  { draft, circles, taken }: { readonly draft: Draft; readonly circles: Circles; readonly taken: Set<string> },
): DrawnChannel[] {
  const protocols = brokerProtocols(draft);
  const shareOf = ({ share, part, channel }: DraftLink): number => share ?? circles.shares.get(arcKey({ from: part, to: channel })) ?? 1;
  let room = LIMITS.channels - channels.length;
  const made = new Map<string, string>();
  return channels.flatMap((drawn): DrawnChannel[] => {
    const { broker, topic } = drawn.channel;
    if (topic === undefined || PROTOCOLS[protocols.get(broker)!].exchangeName === undefined) return [drawn];
    const key = `${broker} ${topic}`;
    const bare = { ...drawn, links: drawn.links.filter(isConsumer).map((link): DraftLink => ({ ...link, direction: 'consumes' })) };
    if (made.has(key)) return [bare];
    const subscriptions = channels.filter(({ channel }) => channel.broker === broker && channel.topic === topic);
    const senders = subscriptions.flatMap(({ links }) => links.filter(isProducer)).toSorted((a, b) => shareOf(a) - shareOf(b));
    if (senders.length === 0 || room-- <= 0) return [drawn];
    const id = idFor(topic, 'channels', taken);
    made.set(key, id);
    const distinct = [...new Map(senders.toReversed().map((link) => [link.part, link])).values()].toReversed();
    return [exchangeOf({ id, channel: drawn.channel, name: topic }, distinct, subscriptions), bare];
  });
}

function loadSources(draft: Draft, taken: Set<string>): LoadSource[] {
  const room = LIMITS.components - draft.parts.length;
  const loaded = draft.parts.filter(({ kind, loadPerSec }) => kind !== 'client' && loadPerSec > 0).slice(0, room);
  const users = loaded.filter(({ loadFrom }) => loadFrom === 'users').length;
  return loaded.map((part) => {
    const who = part.loadFrom === 'timer' ? 'Timer' : 'Users';
    const name = who === 'Users' && users === 1 ? who : label(`${who} of ${part.name}`);
    const bare = { id: idFor(name, 'components', taken), kind: 'client' as const, name };
    return { component: withParams(bare, componentSpecs(bare), { ratePerSec: part.loadPerSec }), target: part.id };
  });
}

function drawPart(part: DraftPart, kind: Component['kind']): Omit<Component, 'x' | 'y'> {
  const values: Record<string, ParameterValue> = kind === 'client' ? { ratePerSec: part.loadPerSec } : { replicas: part.replicas };
  return withParams({ id: part.id, kind, name: part.name }, componentSpecs({ kind }), values);
}

function placed({ params, ...bare }: Omit<Component, 'x' | 'y'>, places: ReturnType<typeof layOut>): Component {
  return { ...bare, ...places.get(bare.id)!, ...(params === undefined ? {} : { params }) };
}

interface Pieces {
  readonly circles: Circles;
  readonly channels: readonly DrawnChannel[];
  readonly sources: readonly LoadSource[];
}

function drawConnections(draft: Draft, pieces: Pieces & { readonly taken: Set<string> }): Connection[] {
  const { circles, channels, sources, taken } = pieces;
  const protocols = brokerProtocols(draft);
  const id = (): string => freshId('connections', taken);
  const loads = sources.map(({ component, target }): Connection => ({
    id: id(), kind: 'sync', protocol: 'http1', from: component.id, to: target,
  }));
  const calls = allCalls(draft).map((call) => drawCall(id(), call, circles.shares.get(arcKey(call))));
  const messages = channels.flatMap((drawn) => {
    const protocol = protocols.get(drawn.channel.broker)!;
    return drawn.links.flatMap((link) => drawLink(id, link, { drawn, protocol, circles }));
  });
  return [...loads, ...calls, ...messages];
}

function drawCall(id: string, call: DraftCall, circleShare: number | undefined): Connection {
  const { protocol } = PRESETS[call.protocol];
  const bare: Connection = {
    id, kind: PROTOCOLS[protocol].kind, protocol, from: call.from, to: call.to, ...(call.label === '' ? {} : { label: label(call.label) }),
  };
  return withParams(bare, connectionSpecs(bare), {
    ...(call.protocol === 'http' ? RESILIENCE[call.resilience] : {}),
    ...(call.isAsynchronous ? { hold: 'release' } : {}),
    // Whoever calls opens the streams.
    ...(call.protocol === 'grpcStream' ? { shape: 'client' } : {}),
    probability: call.share ?? circleShare ?? 1,
  });
}

function drawLink(
  id: () => string,
  link: DraftLink,
  { drawn, protocol, circles }: { drawn: DrawnChannel; protocol: Connection['protocol']; circles: Circles },
): Connection[] {
  const base = { kind: PROTOCOLS[protocol].kind, protocol };
  const found: Connection[] = [];
  if (isProducer(link)) {
    const bare: Connection = { id: id(), ...base, from: link.part, to: drawn.id, channel: drawn.id };
    const share = link.share ?? circles.shares.get(arcKey({ from: link.part, to: link.channel })) ?? 1;
    found.push(withParams(bare, connectionSpecs(bare), { probability: share }));
  }
  if (isConsumer(link)) {
    const bare: Connection = { id: id(), ...base, from: drawn.id, to: link.part, channel: drawn.id };
    // Without a queue group everybody who listens to a subject gets all of it.
    const isEach = protocol === 'nats' && drawn.channel.sharing === 'copies';
    found.push(withParams(bare, connectionSpecs(bare), isEach ? { group: 'each' } : {}));
  }
  return found;
}

function placeBoxes(draft: Draft, { circles, channels, sources }: Pieces): ReturnType<typeof layOut> {
  const boxes = [
    ...sources.map(({ component }) => ({ id: component.id, isSource: true })),
    ...draft.parts.map(({ id, kind }) => ({ id, isSource: kind === 'client' })),
    ...channels.map(({ id }) => ({ id, isSource: false })),
  ];
  const arcs = new Set(circles.arcs.map(arcKey));
  const arrows: LayoutArrow[] = sources.map(({ component, target }) => ({ from: component.id, to: target }));
  for (const call of allCalls(draft)) if (arcs.has(arcKey(call))) arrows.push({ from: call.from, to: call.to });
  for (const { id, links, bindings = [] } of channels) {
    for (const { to } of bindings) arrows.push({ from: id, to });
    for (const link of links) {
      if (isConsumer(link)) arrows.push({ from: id, to: link.part });
      if (isProducer(link) && arcs.has(arcKey({ from: link.part, to: link.channel }))) arrows.push({ from: link.part, to: id });
    }
  }
  return layOut(boxes, arrows);
}
