import type { ParameterValues, ParameterValue } from './parameter.ts';

/** Version of the document format that this code writes. Older ones are migrated on reading. */
export const DOCUMENT_VERSION = 1;

/** Largest sizes that a document may have; the same for links, files and pictures. */
export const LIMITS = {
  components: 1000,
  connections: 3000,
  channels: 1000,
  brokers: 100,
  scheduleEntries: 500,
  loadPoints: 500,
  notes: 200,
  /** One less than what a byte holds: requests without a class are one more. */
  classes: 32,
  zones: 100,
  /** Steps of one component's handlers, loops and times written out. */
  steps: 2000,
  stepDepth: 6,
  /** Ways out of one exchange. */
  bindings: 200,
  labelCharacters: 80,
  noteCharacters: 500,
  idCharacters: 40,
  listNumbers: 500,
  /** Longest text of a document, in bytes of UTF-8: 4 MiB. */
  fileBytes: 4_194_304,
} as const;

/** Identifiers share one name space per document: a letter, then letters, digits and hyphens, at most 40 characters. */
export type ComponentId = string & { readonly brand?: 'ComponentId' };
export type ConnectionId = string & { readonly brand?: 'ConnectionId' };
export type ChannelId = string & { readonly brand?: 'ChannelId' };
export type ZoneId = string & { readonly brand?: 'ZoneId' };
export type ClassId = string & { readonly brand?: 'ClassId' };
export type BrokerId = string & { readonly brand?: 'BrokerId' };

/** What a component is. A `client` is a load source; the others serve. */
export type ComponentKind = 'client' | 'service' | 'loadBalancer' | 'cache' | 'database';

/** The three communication patterns, which are semantics of the connection. */
export type ConnectionKind = 'sync' | 'queue' | 'stream';

export type SyncProtocol = 'http1' | 'http2' | 'grpc' | 'tcp';
export type QueueProtocol = 'rabbitmq' | 'serviceBus' | 'storageQueue' | 'nats' | 'jetstream' | 'kafkaQueue';
export type LogProtocol = 'kafka';
/** Streams between two components, without a broker and without a channel. */
export type DirectProtocol = 'grpcStream' | 'webSocket';
export type StreamProtocol = LogProtocol | DirectProtocol;
/** Named sets of defaults and rules of a real system. */
export type Protocol = SyncProtocol | QueueProtocol | StreamProtocol;

/** A kind of request or message: an endpoint or a message type, with a path of its own through the handlers.
 *  `priority` 0 is the usual one, higher ones go first where a discipline looks at it. Sizes cost bandwidth. */
export interface RequestClass {
  readonly id: ClassId;
  readonly name: string;
  readonly priority?: number;
  readonly requestBytes?: number;
  readonly replyBytes?: number;
}

/** One step of a handler: a small program without an expression language.
 *  - `work`: needs a worker; `ms` replaces the component's mean service time.
 *  - `call` and `publish`: over an outgoing connection, `times` one after another.
 *  - `parallel`: its calls and publishes at once; goes on when all are over, fails if one failed.
 *  - `chance`: does its steps for a share of requests.
 *  - `loop`: does its steps `times` times.
 *  - `fail`: ends a share of requests in failure. */
export type Step =
  | { readonly do: 'work'; readonly ms?: number }
  | { readonly do: 'call'; readonly connection: ConnectionId; readonly times?: number }
  | { readonly do: 'publish'; readonly connection: ConnectionId; readonly times?: number }
  | { readonly do: 'parallel'; readonly steps: readonly Step[] }
  | { readonly do: 'chance'; readonly probability: number; readonly steps: readonly Step[] }
  | { readonly do: 'loop'; readonly times: number; readonly steps: readonly Step[] }
  | { readonly do: 'fail'; readonly probability: number };

/** What a component does with requests of one class; without `class`, with all that have no handler of their own. */
export interface Handler {
  readonly class?: ClassId;
  readonly steps: readonly Step[];
}

/** Share of one class in what a client sends. */
export interface MixEntry {
  readonly class: ClassId;
  readonly weight: number;
}

/** A box on the canvas. `params` holds only what differs from the kind's defaults. Positions are canvas pixels. */
export interface Component {
  readonly id: ComponentId;
  readonly kind: ComponentKind;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly params?: ParameterValues;
  /** Without handlers a component works once, then uses its connections in the order in which they were drawn. */
  readonly handlers?: readonly Handler[];
  /** Of a client: what it sends. Without it all requests are of no class. */
  readonly mix?: readonly MixEntry[];
}

/** An arrow. `from` and `to` name components, or, for queue and stream, the channel when that is shown as a box:
 *  from producer to channel, or from channel to consumer. `channel` is present exactly where a broker keeps the messages:
 *  for queues, and for streams but those of a `DirectProtocol`. */
export interface Connection {
  readonly id: ConnectionId;
  readonly kind: ConnectionKind;
  readonly protocol: Protocol;
  readonly from: ComponentId | ChannelId;
  readonly to: ComponentId | ChannelId;
  readonly channel?: ChannelId;
  readonly label?: string;
  /** Of a queue connection: what exchanges and topics compare with their bindings. For an exchange of type `headers`
   *  pairs such as `region=eu,kind=order`. Without it, messages go by the id of their class. */
  readonly routingKey?: string;
  readonly params?: ParameterValues;
}

/** One way out of an exchange or topic: which messages get a copy into which queue (or further exchange).
 *  `key` is a routing key, a pattern of a topic exchange, pairs of a headers exchange (`x-match=any,kind=order`), or the
 *  label that a subscription filters by; without it, everything. Of what fits, `share` gets a copy (1 when absent). */
export interface Binding {
  readonly to: ChannelId;
  readonly key?: string;
  readonly share?: number;
}

/** What a channel is: a queue (or subject, or stream of messages), a partitioned log, or an `exchange`: a RabbitMQ
 *  exchange or a Service Bus topic, which keeps nothing and gives copies to the queues that are bound to it. */
export type ChannelKind = 'queue' | 'log' | 'exchange';

/** Queue, topic, subject, partitioned log or exchange of a broker. Drawn on its connection, or as a box when it has a
 *  position; an exchange always has one. */
export interface Channel {
  readonly id: ChannelId;
  readonly broker: BrokerId;
  readonly kind: ChannelKind;
  readonly name: string;
  readonly x?: number;
  readonly y?: number;
  /** Of an exchange: where its messages go, in no particular order. */
  readonly bindings?: readonly Binding[];
  /** Of an exchange: where messages go that fit no binding. Without it they are dropped. */
  readonly alternate?: ChannelId;
  /** Of a queue: where messages go that are given up: a queue or an exchange of the same broker. */
  readonly deadLetterTo?: ChannelId;
  readonly params?: ParameterValues;
}

/** The system that keeps channels; its limits and faults act on all of them. */
export interface Broker {
  readonly id: BrokerId;
  readonly protocol: QueueProtocol | LogProtocol;
  readonly name: string;
  readonly params?: ParameterValues;
}

export type FaultKind = 'crash' | 'nodeCrash' | 'freeze' | 'slowdown' | 'errors' | 'capacityLoss' | 'flush' | 'leaderLoss' | 'cut' | 'latency' | 'loss' | 'slowStart' | 'poison' | 'bandwidth' | 'consumerCrash' | 'callErrors';

/** Failures and repairs by chance: from the entry's time on, up for an exponential time of mean `mtbfMs`, then in fault
 *  for one of mean `mttrMs`, and again, for as long as the entry lasts. */
export interface FaultPattern {
  readonly mtbfMs: number;
  readonly mttrMs: number;
}

/** What a fault waits for: the measure of a component, connection or channel goes above a value. Looked at every
 *  100 simulated milliseconds from the entry's time on; the fault comes once. */
export interface FaultCondition {
  readonly target: string;
  readonly measure: string;
  readonly above: number;
}

/** A failure domain: components, and brokers with their channels, that a fault can hit together. */
export interface Zone {
  readonly id: ZoneId;
  readonly name: string;
  readonly members: readonly string[];
}

/** An injected fault. It starts at `atMs`, grows to its strength within `rampMs` (at once when absent), and ends
 *  `durationMs` after its start, or never when that is absent. `target` may be a zone: then it hits every member, and a
 *  cut hits every connection that crosses the zone's border. */
export interface FaultEntry {
  readonly id: string;
  readonly type: 'fault';
  readonly fault: FaultKind;
  readonly target: string;
  readonly atMs: number;
  readonly durationMs?: number;
  readonly rampMs?: number;
  readonly pattern?: FaultPattern;
  readonly when?: FaultCondition;
  readonly params?: ParameterValues;
}

/** A dated change of one live parameter of a component, connection, channel or broker. */
export interface SetEntry {
  readonly id: string;
  readonly type: 'set';
  readonly target: string;
  readonly param: string;
  readonly value: ParameterValue;
  readonly atMs: number;
}

/** A dated turn of the load dial: from `atMs` every open source offers `factor` times its rate,
 *  every closed one `factor` times its users. */
export interface LoadEntry {
  readonly id: string;
  readonly type: 'load';
  readonly factor: number;
  readonly atMs: number;
}

/** Everything that happens to a run from outside is a dated entry: planned ones stand in `schedule`, those made while
 *  watching in `log`. Both act alike; entries of one moment act in order, the schedule's first. */
export type ScheduleEntry = FaultEntry | SetEntry | LoadEntry;

/** A corner of the load curve: at `atMs` all open sources offer `factor` times their rate. Straight lines between
 *  corners; constant before the first and after the last; no corners means 1 throughout. */
export interface LoadPoint {
  readonly atMs: number;
  readonly factor: number;
}

/** What makes a run reproducible. Times are simulated milliseconds; the seed is an unsigned 32-bit integer. */
export interface Settings {
  readonly seed: number;
  readonly horizonMs: number;
  readonly warmUpMs: number;
}

/** Free text on the canvas. */
export interface Note {
  readonly id: string;
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** Where the reader looks: camera, what is selected, and the moment of the run. Never changes an outcome. */
export interface View {
  readonly x?: number;
  readonly y?: number;
  readonly zoom?: number;
  readonly selected?: string;
  readonly atMs?: number;
}

/** A whole diagram with its load, faults, settings and layout. Plain JSON: what is saved, shared, compared and run. */
export interface BrownoutDocument {
  readonly format: 'brownout';
  readonly version: typeof DOCUMENT_VERSION;
  readonly title: string;
  readonly note?: string;
  readonly settings: Settings;
  readonly components: readonly Component[];
  readonly connections: readonly Connection[];
  readonly brokers: readonly Broker[];
  readonly channels: readonly Channel[];
  readonly load: readonly LoadPoint[];
  readonly schedule: readonly ScheduleEntry[];
  readonly log: readonly ScheduleEntry[];
  readonly notes: readonly Note[];
  /** Empty when all requests are of one kind. */
  readonly classes: readonly RequestClass[];
  /** Failure domains, empty when there are none. */
  readonly zones: readonly Zone[];
  readonly view?: View;
}

/** Settings of a new document: ten minutes, no warm-up, seed 1. */
export const DEFAULT_SETTINGS: Settings = { seed: 1, horizonMs: 600_000, warmUpMs: 0 };

/** A document with nothing in it. */
export function emptyDocument(title = 'Untitled'): BrownoutDocument {
  return {
    format: 'brownout',
    version: DOCUMENT_VERSION,
    title,
    settings: DEFAULT_SETTINGS,
    components: [],
    connections: [],
    brokers: [],
    channels: [],
    load: [],
    schedule: [],
    log: [],
    notes: [],
    classes: [],
    zones: [],
  };
}
