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
export type BrokerId = string & { readonly brand?: 'BrokerId' };

/** What a component is. A `client` is a load source; the others serve. */
export type ComponentKind = 'client' | 'service' | 'loadBalancer' | 'cache' | 'database';

/** The three communication patterns, which are semantics of the connection. */
export type ConnectionKind = 'sync' | 'queue' | 'stream';

export type SyncProtocol = 'http1' | 'http2' | 'grpc' | 'tcp';
export type QueueProtocol = 'rabbitmq' | 'serviceBus';
export type StreamProtocol = 'kafka';
/** Named sets of defaults and rules of a real system. */
export type Protocol = SyncProtocol | QueueProtocol | StreamProtocol;

/** A box on the canvas. `params` holds only what differs from the kind's defaults. Positions are canvas pixels. */
export interface Component {
  readonly id: ComponentId;
  readonly kind: ComponentKind;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly params?: ParameterValues;
}

/** An arrow. `from` and `to` name components, or, for queue and stream, the channel when that is shown as a box:
 *  from producer to channel, or from channel to consumer. `channel` is present exactly for queue and stream. */
export interface Connection {
  readonly id: ConnectionId;
  readonly kind: ConnectionKind;
  readonly protocol: Protocol;
  readonly from: ComponentId | ChannelId;
  readonly to: ComponentId | ChannelId;
  readonly channel?: ChannelId;
  readonly label?: string;
  readonly params?: ParameterValues;
}

/** Queue, topic, subject or partitioned log of a broker. Drawn on its connection, or as a box when it has a position. */
export interface Channel {
  readonly id: ChannelId;
  readonly broker: BrokerId;
  readonly kind: 'queue' | 'log';
  readonly name: string;
  readonly x?: number;
  readonly y?: number;
  readonly params?: ParameterValues;
}

/** The system that keeps channels; its limits and faults act on all of them. */
export interface Broker {
  readonly id: BrokerId;
  readonly protocol: QueueProtocol | StreamProtocol;
  readonly name: string;
  readonly params?: ParameterValues;
}

export type FaultKind = 'crash' | 'slowdown' | 'errors' | 'capacityLoss' | 'cut';

/** An injected fault. It starts at `atMs` and ends `durationMs` later, or never when that is absent. */
export interface FaultEntry {
  readonly id: string;
  readonly type: 'fault';
  readonly fault: FaultKind;
  readonly target: string;
  readonly atMs: number;
  readonly durationMs?: number;
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
  };
}
