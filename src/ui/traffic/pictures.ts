import type { BrownoutDocument, Channel, Component, Connection } from '../../model/document.ts';
import { findItem, type Placed } from '../../model/edit.ts';
import { KIND_OUTLINES, PROTOCOL_OUTLINES } from '../../model/outlines.ts';
import type { ParameterValue } from '../../model/parameter.ts';
import { valueAt } from '../../store/active-faults.ts';
import { componentHealth, limitsAt, NO_PILE, pileHealth, type PileSource } from '../../store/health-now.ts';
import { isBox } from '../../store/offers.ts';
import type { RunFeed } from '../../store/run-feed.ts';
import {
  type BoxKind,
  type ComponentPicture,
  createComponentPicture,
  createQueueEdgePicture,
  createStreamEdgePicture,
  createSyncEdgePicture,
  type EdgePicture,
  type QueueEdgePicture,
  type StreamEdgePicture,
  type SyncEdgePicture,
} from './draw/picture.ts';
import { shortNames } from './draw/short-names.ts';

/** A node and what is drawn of it. `row` is its place in the frames. */
export interface NodeView {
  readonly id: string;
  readonly name: string;
  /** The name, then what it may be shortened to where there is little room. */
  readonly names: readonly string[];
  readonly row: number;
  readonly picture: ComponentPicture;
  readonly fill: (feed: RunFeed) => void;
}

type Unnamed = Omit<NodeView, 'names'>;

/** An edge and what is drawn of it. `plain`: one end is a channel's box, which shows the backlog itself. */
export type EdgeView = {
  readonly id: string;
  readonly row: number;
  /** Whether it leads from a channel's box to a consumer. */
  readonly isFromBox: boolean;
  readonly fill: (feed: RunFeed, isCut: boolean) => void;
} & (
  | { readonly style: 'sync'; readonly picture: SyncEdgePicture }
  | { readonly style: 'queue'; readonly picture: QueueEdgePicture }
  | { readonly style: 'stream'; readonly picture: StreamEdgePicture }
  | { readonly style: 'plain'; readonly word: 'queue' | 'stream'; readonly picture: EdgePicture }
);

/** Everything that is drawn of one document, allocated once per topology and filled from the frames. */
export interface Pictures {
  readonly nodes: readonly NodeView[];
  readonly edges: readonly EdgeView[];
  readonly nodesById: ReadonlyMap<string, NodeView>;
  readonly edgesById: ReadonlyMap<string, EdgeView>;
}

/** Most targets of a load balancer, and parts of a channel, that a node shows. */
const MOST_SHARES = 8;

/** Makes the pictures of a document. `nowMs` decides which values of live parameters are in force. */
export function createPictures(document: BrownoutDocument, feed: RunFeed, nowMs: number): Pictures {
  const context: Context = { document, feed, nowMs };
  const unnamed = [
    ...document.components.map((component) => componentView(context, component)),
    ...document.channels.filter(isBox).map((channel) => channelView(context, channel)),
  ];
  const names = shortNames(unnamed.map(({ name }) => name));
  const nodes = unnamed.map((node) => ({ ...node, names: names.get(node.name)! }));
  const edges = document.connections.map((connection) => edgeView(context, connection));
  return {
    nodes,
    edges,
    nodesById: new Map(nodes.map((node) => [node.id, node])),
    edgesById: new Map(edges.map((edge) => [edge.id, edge])),
  };
}

interface Context {
  readonly document: BrownoutDocument;
  readonly feed: RunFeed;
  readonly nowMs: number;
}

/** The value in force of a parameter that is drawn, and undefined when the item does not declare it. */
function inForce({ document, nowMs }: Context, id: string, name: string): ParameterValue | undefined {
  const found = findItem(document, id);
  const usual = found === undefined ? undefined : drawnDefaults(document, found)?.[name];
  if (found === undefined || usual === undefined) return undefined;
  const params = 'params' in found.item ? found.item.params : undefined;
  return valueAt(document, { target: id, spec: { name, default: usual }, params, nowMs });
}

function drawnDefaults(document: BrownoutDocument, { collection, item }: Placed): Readonly<Record<string, ParameterValue>> | undefined {
  if (collection === 'components') return KIND_OUTLINES[item.kind].drawn;
  if (collection === 'connections') return PROTOCOL_OUTLINES[item.protocol].drawn;
  if (collection !== 'channels') return undefined;
  return PROTOCOL_OUTLINES[document.brokers.find(({ id }) => id === item.broker)!.protocol].drawn;
}

/** A number in force; "unbounded" is Infinity. */
function numberInForce(context: Context, id: string, name: string): number | undefined {
  const value = inForce(context, id, name);
  if (value === 'unbounded') return Infinity;
  return typeof value === 'number' ? value : undefined;
}

function componentView(context: Context, component: Component): Unnamed {
  const { document, feed } = context;
  const { id, kind } = component;
  const calls = kind === 'loadBalancer' ? document.connections.filter((connection) => connection.from === id) : [];
  const shareCount = Math.min(MOST_SHARES, calls.length);
  const picture = createComponentPicture(kind, shareCount);
  const row = feed.rowOf('components', id);
  const sourceRow = feed.rowOf('sources', id);
  const targets = calls.slice(0, shareCount).map((connection) => feed.rowOf('connections', connection.id));
  const limits = limitsAt(document, component, context.nowMs);
  picture.replicas = Math.max(1, limits.replicas);
  picture.queueCapacity = limits.queueCapacity;
  picture.workers = (numberInForce(context, id, 'servers') ?? 0) * picture.replicas;
  const fill = (from: RunFeed): void => {
    if (kind === 'client') fillClient(from, picture, { row, sourceRow });
    else fillServer(from, picture, row);
    picture.state = componentHealth(from, component, limits);
    if (kind === 'cache') fillHits(from, picture, row);
    if (shareCount > 0) fillShares(from, picture, targets);
  };
  return { id, name: component.name, row, picture, fill };
}

function fillServer(feed: RunFeed, picture: ComponentPicture, row: number): void {
  if (row < 0 || feed.frame === undefined) return setIdle(picture);
  const queued = feed.component(row, 'queued');
  const completed = feed.componentChange(row, 'completed');
  const bad =
    feed.componentChange(row, 'rejected') +
    feed.componentChange(row, 'failedHere') +
    feed.componentChange(row, 'failedByCall') +
    feed.componentChange(row, 'lost');
  picture.working = feed.component(row, 'working');
  picture.waiting = feed.component(row, 'held');
  // Workers taken away while they work finish first, so there may be more at work than in force.
  picture.workers = Math.max(feed.component(row, 'workers'), picture.working + picture.waiting);
  picture.queued = queued;
  picture.utilization = busyShare(feed, row);
  picture.ratePerSec = feed.perSec(completed);
  picture.failedPerSec = feed.perSec(bad);
}

/** Workers busy over the window; areas are sums of many small ones, so a full house may come out a hair under 1. */
function busyShare(feed: RunFeed, row: number): number {
  const share = feed.utilization(row);
  return share > 0.9995 ? 1 : share;
}

function fillClient(
  feed: RunFeed,
  picture: ComponentPicture,
  { row, sourceRow }: { readonly row: number; readonly sourceRow: number },
): void {
  if (row < 0 || feed.frame === undefined) return setIdle(picture);
  const answered = feed.sourceChange(sourceRow, 'answered');
  const failed = feed.sourceChange(sourceRow, 'failed');
  const offered = feed.componentChange(row, 'offered');
  picture.ratePerSec = feed.perSec(offered);
  picture.answeredPerSec = feed.perSec(answered);
  picture.failedPerSec = feed.perSec(failed);
}

function fillHits(feed: RunFeed, picture: ComponentPicture, row: number): void {
  const hits = feed.componentChange(row, 'hits');
  const all = hits + feed.componentChange(row, 'misses');
  picture.hitRatio = all > 0 ? hits / all : Number.NaN;
}

function fillShares(feed: RunFeed, picture: ComponentPicture, rows: readonly number[]): void {
  let sum = 0;
  for (const row of rows) sum += feed.connectionChange(row, 'calls');
  rows.forEach((row, index) => {
    picture.shares[index] = sum > 0 ? feed.connectionChange(row, 'calls') / sum : 0;
  });
}

function setIdle(picture: ComponentPicture): void {
  picture.state = 'idle';
  picture.working = 0;
  picture.waiting = 0;
  picture.queued = 0;
  picture.ratePerSec = 0;
  picture.failedPerSec = 0;
  picture.answeredPerSec = 0;
  picture.utilization = 0;
}

// Channels as boxes.

function channelView(context: Context, channel: Channel): Unnamed {
  if (channel.kind === 'exchange') return exchangeView(context, channel);
  const { feed } = context;
  const { id } = channel;
  const row = feed.rowOf('channels', id);
  const kind: BoxKind = channel.kind === 'queue' ? 'channelQueue' : 'channelLog';
  const partitions = channel.kind === 'log' ? (numberInForce(context, id, 'partitions') ?? 1) : 0;
  const picture = createComponentPicture(kind, Math.min(MOST_SHARES, partitions));
  const capacity = numberInForce(context, id, 'capacity') ?? Infinity;
  picture.queueCapacity = capacity;
  const reading = context.document.connections.filter((connection) => connection.channel === id && connection.to !== id);
  const readers = reading.map((connection) => feed.rowOf('connections', connection.id));
  const fill = (from: RunFeed): void => {
    if (row < 0 || from.frame === undefined) return setIdle(picture);
    if (kind === 'channelQueue') fillQueueBox(from, picture, row);
    else fillLogBox(from, picture, { row, id, readers });
  };
  return { id, name: channel.name, row, picture, fill };
}

/** An exchange keeps nothing: it is told by its rate, by what found no queue, and by how its copies are shared out. */
function exchangeView({ document, feed }: Context, { id, name, bindings }: Channel): Unnamed {
  const row = feed.rowOf('channels', id);
  const queues = [...new Set(bindings?.map(({ to }) => to))].slice(0, MOST_SHARES);
  // What a queue gets from elsewhere too says nothing of this exchange.
  const isFedElsewhere = (queue: string): boolean =>
    document.connections.some(({ to }) => to === queue) ||
    document.channels.some((other) => other.deadLetterTo === queue || (other.id !== id && other.bindings?.some(({ to }) => to === queue)));
  const shared = queues.some(isFedElsewhere) ? [] : queues.map((queue) => feed.rowOf('channels', queue));
  const picture = createComponentPicture('broker', shared.length);
  const fill = (from: RunFeed): void => {
    if (row < 0 || from.frame === undefined) return setIdle(picture);
    const bad = from.channelChange(row, 'unroutable') + lostOf(from, row);
    picture.ratePerSec = from.perSec(from.channelChange(row, 'published'));
    picture.failedPerSec = from.perSec(bad);
    picture.utilization = Number.NaN;
    picture.state = channelHealth(from, { row, bad, pile: NO_PILE });
    const copies = shared.map((queue) => from.channelChange(queue, 'published'));
    const sum = copies.reduce((total, count) => total + count, 0);
    copies.forEach((count, index) => {
      picture.shares[index] = sum > 0 ? count / sum : 0;
    });
  };
  return { id, name, row, picture, fill };
}

function fillQueueBox(feed: RunFeed, picture: ComponentPicture, row: number): void {
  const ready = feed.channel(row, 'ready');
  const published = feed.channelChange(row, 'published');
  const bad = lostOf(feed, row);
  picture.queued = ready;
  picture.ratePerSec = feed.perSec(published);
  picture.failedPerSec = feed.perSec(bad);
  picture.utilization = Number.isFinite(picture.queueCapacity) ? ready / picture.queueCapacity : Number.NaN;
  picture.state = channelHealth(feed, { row, bad, pile: queuePile(feed, row, picture.queueCapacity) });
}

function fillLogBox(
  feed: RunFeed,
  picture: ComponentPicture,
  { row, id, readers }: { readonly row: number; readonly id: string; readonly readers: readonly number[] },
): void {
  const lags = deepestLags(feed, id);
  const most = Math.max(...lags, 0);
  const bad = lostOf(feed, row);
  picture.queued = lags.reduce((sum, lag) => sum + lag, 0);
  picture.ratePerSec = feed.perSec(feed.channelChange(row, 'published'));
  picture.failedPerSec = feed.perSec(bad);
  picture.utilization = Number.NaN;
  for (let part = 0; part < picture.shareCount; part++) picture.shares[part] = most > 0 ? (lags[part] ?? 0) / most : 0;
  picture.state = channelHealth(feed, { row, bad, pile: furthestBehind(feed, row, readers) });
}

/** Per partition, the lag of the group that is furthest behind. */
function deepestLags(feed: RunFeed, channelId: string): number[] {
  const layout = feed.layout?.partitions.find((candidate) => candidate.channel === channelId);
  const offsets = feed.frame?.partitions;
  if (layout === undefined || offsets === undefined) return [];
  return Array.from({ length: layout.partitions }, (_, partition) => {
    const end = offsets[layout.endOffset + partition] ?? 0;
    const read = Math.min(end, ...layout.readers.map((reader) => offsets[reader.offset + partition] ?? 0));
    return layout.readers.length === 0 ? 0 : end - read;
  });
}

function lostOf(feed: RunFeed, row: number): number {
  return (
    feed.channelChange(row, 'refused') +
    feed.channelChange(row, 'dropped') +
    feed.channelChange(row, 'deadLettered') +
    feed.channelChange(row, 'expiredUnread') +
    feed.channelChange(row, 'lost')
  );
}

function channelHealth(
  feed: RunFeed,
  { row, bad, pile }: { readonly row: number; readonly bad: number; readonly pile: PileSource },
): EdgePicture['state'] {
  const published = feed.channelChange(row, 'published');
  return pileHealth(feed, { isCut: false, succeeded: published, failed: bad, timedOut: 0, attempts: published, inProgress: 0 }, pile);
}

/** Messages that are ready in a queue. */
function queuePile(feed: RunFeed, row: number, capacity: number): PileSource {
  return {
    now: feed.channel(row, 'ready'),
    change: (trend) => trend.channel(row, 'ready'),
    arrived: (trend) => trend.channel(row, 'published'),
    capacity,
  };
}

/** Records by which a group is behind. */
function lagPile(feed: RunFeed, row: number, readerRow: number): PileSource {
  return {
    now: feed.connection(readerRow, 'lag'),
    change: (trend) => trend.connection(readerRow, 'lag'),
    arrived: (trend) => trend.channel(row, 'published'),
    capacity: Infinity,
  };
}

/** The lag of the group that is furthest behind. */
function furthestBehind(feed: RunFeed, row: number, readers: readonly number[]): PileSource {
  let worst = readers[0];
  for (const reader of readers) if (feed.connection(reader, 'lag') > feed.connection(worst ?? reader, 'lag')) worst = reader;
  return worst === undefined ? NO_PILE : lagPile(feed, row, worst);
}

// Edges.

function edgeView(context: Context, connection: Connection): EdgeView {
  const row = context.feed.rowOf('connections', connection.id);
  const isFromBox = connection.channel !== undefined && connection.from === connection.channel;
  const isToBox = connection.channel !== undefined && connection.to === connection.channel;
  if (connection.kind === 'sync') return syncView(connection, row);
  // The group that reads a shared log is behind on its own edge; a shared queue's backlog is in its box.
  if (connection.kind === 'stream' && !isToBox) return streamView(context, connection, row);
  if (isFromBox || isToBox) return plainView(connection, row);
  return queueView(context, connection, row);
}

function labelOf(connection: Connection): string {
  return connection.label ?? PROTOCOL_OUTLINES[connection.protocol].label;
}

function syncView(connection: Connection, row: number): EdgeView {
  const picture = createSyncEdgePicture(labelOf(connection));
  const fill = (feed: RunFeed, isCut: boolean): void => {
    picture.inFlight = feed.connection(row, 'inProgress');
    picture.timeoutsPerSec = feed.perSec(feed.connectionChange(row, 'timedOut'));
    fillFlow(feed, picture, { row, isCut, pile: NO_PILE });
  };
  return { id: connection.id, row, isFromBox: connection.from === connection.channel, style: 'sync', picture, fill };
}

function plainView(connection: Connection, row: number): EdgeView {
  const picture: EdgePicture = createSyncEdgePicture(labelOf(connection));
  const fill = (feed: RunFeed, isCut: boolean): void =>
    fillFlow(feed, picture, { row, isCut, pile: NO_PILE });
  const word = connection.kind === 'stream' ? 'stream' : 'queue';
  return { id: connection.id, row, isFromBox: connection.from === connection.channel, style: 'plain', word, picture, fill };
}

function queueView(context: Context, connection: Connection, row: number): EdgeView {
  const channelId = connection.channel!;
  const picture = createQueueEdgePicture(labelOf(connection));
  const channelRow = context.feed.rowOf('channels', channelId);
  picture.capacity = numberInForce(context, channelId, 'capacity') ?? Infinity;
  picture.hasDeadLetters = inForce(context, channelId, 'deadLetter') === true;
  const fill = (feed: RunFeed, isCut: boolean): void => {
    const ready = feed.channel(channelRow, 'ready');
    picture.ready = ready;
    picture.unacked = feed.channel(channelRow, 'unacknowledged');
    picture.deadLettered = feed.channel(channelRow, 'deadLettered');
    fillFlow(feed, picture, { row, isCut, pile: queuePile(feed, channelRow, picture.capacity) });
  };
  return { id: connection.id, row, isFromBox: connection.from === connection.channel, style: 'queue', picture, fill };
}

function streamView(context: Context, connection: Connection, row: number): EdgeView {
  // A stream without a broker is told under its own id, stream by stream.
  const channelId = connection.channel ?? connection.id;
  const partitions = numberInForce(context, channelId, 'partitions') ?? streamsOf(context, connection);
  const picture = createStreamEdgePicture(labelOf(connection), partitions);
  const channelRow = context.feed.rowOf('channels', channelId);
  const fill = (feed: RunFeed, isCut: boolean): void => {
    fillLanes(feed, picture, { channelId, connectionId: connection.id });
    fillFlow(feed, picture, { row, isCut, pile: lagPile(feed, channelRow, row) });
  };
  return { id: connection.id, row, isFromBox: connection.from === connection.channel, style: 'stream', picture, fill };
}

/** Streams without a broker that are told one by one. */
const MOST_STREAMS = 64;

/** Streams of a connection without a broker, as far as they are told one by one. */
function streamsOf(context: Context, { id, to }: Connection): number {
  const clients = (numberInForce(context, id, 'clients') ?? 1) * (numberInForce(context, id, 'streamsPerClient') ?? 1);
  return Math.max(1, Math.min(MOST_STREAMS, clients * (numberInForce(context, to, 'replicas') ?? 1)));
}

function fillLanes(
  feed: RunFeed,
  picture: StreamEdgePicture,
  ids: { readonly channelId: string; readonly connectionId: string },
): void {
  const layout = feed.layout?.partitions.find((candidate) => candidate.channel === ids.channelId);
  const reader = layout?.readers.find((candidate) => candidate.connection === ids.connectionId);
  const offsets = feed.frame?.partitions;
  if (layout === undefined || reader === undefined || offsets === undefined) return;
  const count = Math.min(picture.partitions, layout.partitions);
  for (let partition = 0; partition < count; partition++) {
    const end = offsets[layout.endOffset + partition] ?? 0;
    picture.heads[partition] = end;
    picture.lags[partition] = Math.max(0, end - (offsets[reader.offset + partition] ?? 0));
  }
}

function fillFlow(
  feed: RunFeed,
  picture: EdgePicture,
  { row, isCut, pile }: { readonly row: number; readonly isCut: boolean; readonly pile: PileSource },
): void {
  const attempts = feed.connectionChange(row, 'attempts');
  const delivered = feed.connectionChange(row, 'delivered');
  const failed = feed.connectionChange(row, 'failed');
  picture.isCut = isCut;
  picture.ratePerSec = feed.perSec(Math.max(attempts, delivered));
  picture.failedPerSec = feed.perSec(failed);
  const counts = {
    isCut,
    succeeded: feed.connectionChange(row, 'succeeded'),
    failed,
    timedOut: feed.connectionChange(row, 'timedOut'),
    attempts: Math.max(attempts, delivered),
    inProgress: feed.connection(row, 'inProgress'),
  };
  picture.state = pileHealth(feed, counts, pile);
}
