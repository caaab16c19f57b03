import {
  emptyDocument, type BrownoutDocument, type Broker, type Channel, type Component, type ComponentKind, type Connection, type FaultKind, type MixEntry,
  type Protocol, type QueueProtocol, type LogProtocol, type RequestClass, type ScheduleEntry, type Settings, type Handler,
} from '../model/document.ts';
import type { ParameterValues } from '../model/parameter.ts';
import { parseDocument } from '../model/parse.ts';

/** A piece of a document; `draw` puts pieces together. */
export interface Piece {
  readonly components?: readonly Component[];
  readonly connections?: readonly Connection[];
  readonly brokers?: readonly Broker[];
  readonly channels?: readonly Channel[];
  readonly schedule?: readonly ScheduleEntry[];
  readonly classes?: readonly RequestClass[];
}

/** Pieces put together to a document that the parser accepts, as it would be opened from a file. Throws with all problems
 *  otherwise. Components stand in a row. */
export function draw(title: string, settings: Omit<Settings, 'seed'>, ...pieces: readonly Piece[]): BrownoutDocument {
  const all = <T>(pick: (piece: Piece) => readonly T[] | undefined): T[] => pieces.flatMap((piece) => pick(piece) ?? []);
  const parsed = parseDocument({
    ...emptyDocument(title),
    settings: { seed: 1, ...settings },
    components: all(({ components }) => components).map((component, i) => ({ ...component, x: 220 * i, y: 0 })),
    connections: all(({ connections }) => connections),
    brokers: all(({ brokers }) => brokers),
    channels: all(({ channels }) => channels).map((channel, i) => ({ ...channel, x: 220 * i, y: 200 })),
    schedule: all(({ schedule }) => schedule),
    classes: all(({ classes }) => classes),
  });
  if (!parsed.ok) throw new Error(`${title}: ${parsed.problems.map(({ place, message }) => `${place} ${message}`).join('; ')}`);
  return parsed.document;
}

/** Settings under which about `requests` requests come after a warm-up of a twentieth, at `ratePerSec`. */
export function lasting(requests: number, ratePerSec: number): Omit<Settings, 'seed'> {
  const horizonMs = Math.round((requests / ratePerSec) * 1000);
  return { horizonMs, warmUpMs: Math.round(horizonMs / 20) };
}

/** A component of any kind, called by its id. */
export function component(kind: ComponentKind, id: string, params: ParameterValues, more: { readonly handlers?: readonly Handler[]; readonly mix?: readonly MixEntry[] } = {}): Piece {
  return { components: [{ id, kind, name: id, x: 0, y: 0, params, ...more }] };
}

/** A client with Poisson arrivals. */
export function poisson(id: string, ratePerSec: number, mix?: readonly MixEntry[]): Piece {
  return component('client', id, { arrivals: 'poisson', ratePerSec }, mix === undefined ? {} : { mix });
}

/** A client of users who wait for the answer, think for an exponential time, and ask again. */
export function users(id: string, count: number, thinkMs: number, params: ParameterValues = {}): Piece {
  return component('client', id, { arrivals: 'closed', users: count, thinkMs, thinkDistribution: 'exponential', ...params });
}

/** A service with exponential times and an unlimited queue unless `params` say otherwise. */
export function service(id: string, params: ParameterValues = {}): Piece {
  return component('service', id, { queueCapacity: 'unbounded', serviceDistribution: 'exponential', ...params });
}

/** A balancer that takes no time. */
export function balancer(id: string, policy: string, params: ParameterValues = {}): Piece {
  return component('loadBalancer', id, { policy, serviceMs: 0, ...params });
}

/** A call that takes no time on the way and has no timeout, retry or limit unless `params` say otherwise. Its id is `from-to`. */
export function call(from: string, to: string, params: ParameterValues = {}): Piece {
  const plain = { latencyMs: 0, timeoutMs: 'unbounded', maxConcurrent: 'unbounded', jitter: 'none', connections: false };
  return { connections: [{ id: `${from}-${to}`, kind: 'sync', protocol: 'http1', from, to, params: { ...plain, ...params } }] };
}

/** A channel shown as a box, on a broker of its own that stores without delay. */
export function channel(id: string, protocol: QueueProtocol | LogProtocol, params: ParameterValues = {}, brokerParams: ParameterValues = {}): Piece {
  const broker = `${id}-broker`;
  return {
    brokers: [{ id: broker, protocol, name: broker, params: { writeMs: 0, ...brokerParams } }],
    channels: [{ id, broker, kind: protocol === 'kafka' ? 'log' : 'queue', name: id, x: 0, y: 0, params }],
  };
}

/** From a producer into a channel, or from a channel to a consumer, without delay. Its id is `from-to`. */
export function messages(from: string, to: string, channelId: string, protocol: Protocol, params: ParameterValues = {}): Piece {
  const kind = protocol === 'kafka' ? 'stream' : 'queue';
  return { connections: [{ id: `${from}-${to}`, kind, protocol, from, to, channel: channelId, params: { latencyMs: 0, confirm: false, ...params } }] };
}

/** A fault from a moment on; without a duration it stays. */
export function fault(kind: FaultKind, target: string, atMs: number, params: ParameterValues = {}, durationMs?: number): Piece {
  return {
    schedule: [{ id: `${kind}-${target}-${atMs}`, type: 'fault', fault: kind, target, atMs, ...(durationMs === undefined ? {} : { durationMs }), params }],
  };
}

/** Classes of request, each called as its id; later ones have higher priority. */
export function classes(...ids: readonly string[]): Piece {
  return { classes: ids.map((id, priority) => ({ id, name: id, priority })) };
}
