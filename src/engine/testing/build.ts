import type {
  BrownoutDocument, Broker, Channel, Component, ComponentKind, Connection, FaultKind, Handler, LoadPoint, MixEntry, Protocol, RequestClass, ScheduleEntry, Settings,
  DirectProtocol, LogProtocol, QueueProtocol, SyncProtocol, Zone,
} from '../../model/document.ts';
import { emptyDocument } from '../../model/document.ts';
import type { ParameterValue, ParameterValues } from '../../model/parameter.ts';
import { parseDocument } from '../../model/parse.ts';

/** A piece of a document. `build` puts pieces together. */
export interface Part {
  readonly components?: readonly Component[];
  readonly connections?: readonly Connection[];
  readonly brokers?: readonly Broker[];
  readonly channels?: readonly Channel[];
  readonly load?: readonly LoadPoint[];
  readonly schedule?: readonly ScheduleEntry[];
  readonly log?: readonly ScheduleEntry[];
  readonly classes?: readonly RequestClass[];
  readonly zones?: readonly Zone[];
  readonly settings?: Partial<Settings>;
}

/** Puts pieces together to a document that `parseDocument` accepts; throws with all its problems otherwise. Unless a
 *  piece says otherwise it lasts ten seconds from seed 1. */
export function build(...parts: Part[]): BrownoutDocument {
  const all = <T>(pick: (part: Part) => readonly T[] | undefined): T[] => parts.flatMap((part) => pick(part) ?? []);
  const settings = Object.assign({ seed: 1, horizonMs: 10_000, warmUpMs: 0 }, ...parts.map((part) => part.settings ?? {})) as Settings;
  const parsed = parseDocument({
    ...emptyDocument('test'),
    settings,
    components: all((part) => part.components),
    connections: all((part) => part.connections),
    brokers: all((part) => part.brokers),
    channels: all((part) => part.channels),
    load: all((part) => part.load),
    schedule: all((part) => part.schedule),
    log: all((part) => part.log),
    classes: all((part) => part.classes),
    zones: all((part) => part.zones),
  });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ place, message }) => `${place}: ${message}`).join('\n'));
  return parsed.document;
}

function component(kind: ComponentKind, id: string, params: ParameterValues): Part {
  return { components: [{ id, kind, name: id, x: 0, y: 0, params }] };
}

/** A client with an open load: evenly spaced requests, the first one interval after the start. */
export function steady(id: string, ratePerSec: number, params: ParameterValues = {}): Part {
  return component('client', id, { arrivals: 'constant', ratePerSec, ...params });
}

/** A client with an open load: a Poisson process. */
export function poisson(id: string, ratePerSec: number, params: ParameterValues = {}): Part {
  return component('client', id, { arrivals: 'poisson', ratePerSec, ...params });
}

/** A client with a closed load: users who all think for exactly `thinkMs` unless `params` say otherwise. */
export function users(id: string, count: number, thinkMs: number, params: ParameterValues = {}): Part {
  return component('client', id, { arrivals: 'closed', users: count, thinkMs, thinkDistribution: 'deterministic', ...params });
}

/** Requests at given moments and no others: for each moment a client of one user, called `id-1`, `id-2` and so on, who
 *  asks once. The load dial is at 0 then, so open sources in the same document offer nothing. */
export function asks(id: string, moments: readonly number[], params: ParameterValues = {}): { readonly part: Part; readonly ids: readonly string[] } {
  const ids = moments.map((_, index) => `${id}-${index + 1}`);
  const components = moments.flatMap((atMs, index) => users(ids[index], 1, atMs, params).components ?? []);
  return { part: { components, schedule: [dial(0, 0).schedule![0]] }, ids };
}

/** `count` requests at one moment and no others; see `asks`. */
export function burst(id: string, count: number, atMs: number, params: ParameterValues = {}): Part {
  return { components: users(id, count, atMs, params).components!, schedule: dial(0, 0).schedule! };
}

/** One worker that takes exactly 10 ms, before a queue without limit, unless `params` say otherwise. */
export function service(id: string, params: ParameterValues = {}): Part {
  return component('service', id, { servers: 1, queueCapacity: 'unbounded', serviceMs: 10, serviceDistribution: 'deterministic', ...params });
}

/** Classes of request, each called as its id. */
export function classes(...ids: readonly string[]): Part {
  return { classes: ids.map((id) => ({ id, name: id })) };
}

/** The part's component with handlers of its own. */
export function handling(part: Part, ...handlers: readonly Handler[]): Part {
  return { ...part, components: part.components!.map((item) => ({ ...item, handlers })) };
}

/** The part's client with a mix of classes. */
export function mixing(part: Part, ...mix: readonly MixEntry[]): Part {
  return { ...part, components: part.components!.map((item) => ({ ...item, mix })) };
}

/** A database with one worker that takes exactly 10 ms and accepts any number of connections. */
export function database(id: string, params: ParameterValues = {}): Part {
  const plain = { servers: 1, queueCapacity: 'unbounded', maxConnections: 'unbounded', serviceMs: 10, serviceDistribution: 'deterministic' };
  return component('database', id, { ...plain, ...params });
}

/** A cache with workers enough that takes no time. */
export function cache(id: string, params: ParameterValues = {}): Part {
  return component('cache', id, { servers: 1000, serviceMs: 0, serviceDistribution: 'deterministic', ...params });
}

/** A load balancer that takes no time. */
export function balancer(id: string, params: ParameterValues = {}): Part {
  return component('loadBalancer', id, { serviceMs: 0, ...params });
}

/** What a call over each protocol has that needs no connections and tells the callee nothing. */
const PLAIN_CALL: Readonly<Record<SyncProtocol, ParameterValues>> = {
  http1: { connections: false },
  http2: { connections: false },
  grpc: { connections: false, deadlines: 'none', cancellation: 'none' },
  tcp: {},
};

/** A call without connections, delay, timeout, retry or limit. Its id is `from-to` unless one is given. */
export function call(
  from: string,
  to: string,
  params: ParameterValues = {},
  options: { readonly id?: string; readonly protocol?: SyncProtocol } = {},
): Part {
  const { id = `${from}-${to}`, protocol = 'http1' } = options;
  const plain = { latencyMs: 0, timeoutMs: 'unbounded', maxConcurrent: 'unbounded', jitter: 'none', ...PLAIN_CALL[protocol] };
  return { connections: [{ id, kind: 'sync', protocol, from, to, params: { ...plain, ...params } }] };
}

/** Calls from each of several clients to one component. */
export function calls(from: readonly string[], to: string, params: ParameterValues = {}): Part {
  return { connections: from.flatMap((id) => call(id, to, params).connections!) };
}

/** A log's link without batches, whose consumers work on all their partitions at once, commit each record and are missed
 *  at once when they go. */
const PLAIN_KAFKA: ParameterValues = {
  lingerMs: 0, concurrency: 'unbounded', commit: 'afterRecord', groupProtocol: 'eager', assignor: 'roundRobin', sessionTimeoutMs: 1, heartbeatMs: 1,
};
/** A cluster of one broker that copies nothing and lets a group begin at once. */
const PLAIN_CLUSTER: ParameterValues = { nodes: 1, replicationMs: 0, groupDelayMs: 0 };

function isKafka(protocol: Protocol): boolean {
  return protocol === 'kafka' || protocol === 'kafkaQueue';
}

interface ChannelOptions {
  readonly protocol?: QueueProtocol | LogProtocol;
  readonly params?: ParameterValues;
  readonly writeMs?: number;
}

/** A channel on a broker of its own, shown as a box. The broker's id is the channel's with `-broker`. */
export function channel(id: string, options: ChannelOptions = {}): Part {
  const { protocol = 'rabbitmq', params = {}, writeMs = 0 } = options;
  const broker = `${id}-broker`;
  const kind = protocol === 'kafka' ? 'log' : 'queue';
  const plain = isKafka(protocol) ? PLAIN_CLUSTER : {};
  return {
    brokers: [{ id: broker, protocol, name: broker, params: { ...plain, writeMs } }],
    channels: [{ id, broker, kind, name: id, x: 0, y: 0, params }],
  };
}

/** From a producer into a channel's box, without delay, not waiting for the broker. Its id is `from-channel`. */
export function publish(from: string, channelId: string, params: ParameterValues = {}, protocol: Protocol = 'rabbitmq'): Part {
  return messages(`${from}-${channelId}`, { from, to: channelId, channel: channelId, params, protocol });
}

/** From a channel's box to a consumer, without delay. Its id is `channel-to`. */
export function consume(channelId: string, to: string, params: ParameterValues = {}, protocol: Protocol = 'rabbitmq'): Part {
  return messages(`${channelId}-${to}`, { from: channelId, to, channel: channelId, params, protocol });
}

function messages(
  id: string,
  ends: { readonly from: string; readonly to: string; readonly channel: string; readonly params: ParameterValues; readonly protocol: Protocol },
): Part {
  const { params, ...rest } = ends;
  const kind = ends.protocol === 'kafka' ? 'stream' : 'queue';
  const plain = isKafka(ends.protocol) ? PLAIN_KAFKA : {};
  return { connections: [{ id, kind, ...rest, params: { latencyMs: 0, confirm: false, ...plain, ...params } }] };
}

/** A stream from one component to another without a broker, without delay. Its id is `from-to`. */
export function stream(from: string, to: string, protocol: DirectProtocol, params: ParameterValues = {}): Part {
  return { connections: [{ id: `${from}-${to}`, kind: 'stream', protocol, from, to, params: { latencyMs: 0, ...params } }] };
}

/** Load by a curve through these corners. */
export function curve(...corners: readonly (readonly [atMs: number, factor: number])[]): Part {
  return { load: corners.map(([atMs, factor]) => ({ atMs, factor })) };
}

/** A turn of the load dial. */
export function dial(factor: number, atMs: number): Part {
  return { schedule: [{ id: `dial-${idNumber(atMs)}`, type: 'load', factor, atMs }] };
}

/** A fault; without a duration it stays. */
export function fault(kind: FaultKind, target: string, atMs: number, durationMs?: number, params?: ParameterValues): Part {
  const entry: ScheduleEntry = {
    id: `${kind}-${target}-${idNumber(atMs)}`,
    type: 'fault',
    fault: kind,
    target,
    atMs,
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(params === undefined ? {} : { params }),
  };
  return { schedule: [entry] };
}

/** A change of a live parameter. */
export function set(target: string, param: string, value: ParameterValue, atMs: number): Part {
  return { schedule: [{ id: `set-${target}-${param}-${idNumber(atMs)}`.slice(0, 40), type: 'set', target, param, value, atMs }] };
}

/** Settings of the run. */
export function settings(values: Partial<Settings>): Part {
  return { settings: values };
}

function idNumber(atMs: number): string {
  return String(atMs).replace('.', '-');
}
