import type { ComponentKind, ConnectionKind, FaultKind, Protocol } from './document.ts';
import type { ParameterValue } from './parameter.ts';

/**
 * What a picture and a palette need of kinds, protocols and faults before anybody looks at parameters: names, what may
 * be connected, and the defaults that are drawn. The specifications of parameters (`catalog.ts`) build on it and are
 * loaded with the first thing that needs them.
 */

/** Defaults of parameters that are drawn, or that a verdict on the run needs; a test holds them to those of the specifications. */
type DrawnDefaults = Readonly<Record<string, ParameterValue>>;

/** A kind of component without its parameters. */
export interface KindOutline {
  readonly label: string;
  /** One sentence for the palette. */
  readonly summary: string;
  /** Kinds of connection that may leave it. */
  readonly mayCall: readonly ConnectionKind[];
  /** Kinds of connection that may end in it. */
  readonly mayServe: readonly ConnectionKind[];
  readonly drawn: DrawnDefaults;
}

/** A protocol without its parameters. */
export interface ProtocolOutline {
  readonly label: string;
  readonly kind: ConnectionKind;
  /** For queue and stream: the kind of channel. */
  readonly channelKind?: 'queue' | 'log';
  /** Of its channels; of the connection itself when it has none. */
  readonly drawn: DrawnDefaults;
}

/** A fault without its parameters. */
export interface FaultOutline {
  readonly label: string;
  /** How long it lasts when injected by one click, in simulated milliseconds. */
  readonly usualDurationMs: number;
  /** Whether it hits connections; else components or brokers. */
  readonly isOfConnections?: true;
  /** Of connections: only those of these kinds; all kinds when absent. */
  readonly connectionKinds?: readonly ConnectionKind[];
  /** Of connections: only those that lead to a component, not to a channel. */
  readonly isForConsumers?: boolean;
  /** Of connections: only calls and those that lead to a channel. */
  readonly isForSenders?: boolean;
  /** Hits components and brokers alike: of a zone its member brokers too. */
  readonly isOfBrokersToo?: true;
  /** Of brokers: not those of these protocols. */
  readonly exceptProtocols?: readonly Protocol[];
}

/** Every kind of component, in the order of the palette. */
export const KIND_OUTLINES: Readonly<Record<ComponentKind, KindOutline>> = {
  client: {
    label: 'Clients',
    summary: 'Users or systems that send requests: at a rate of their own, or each waiting for its answer.',
    mayCall: ['sync', 'queue', 'stream'],
    mayServe: [],
    drawn: { users: 50 },
  },
  loadBalancer: {
    label: 'Load balancer',
    summary: 'Sends each request to one of the replicas behind it.',
    mayCall: ['sync'],
    mayServe: ['sync'],
    drawn: {},
  },
  service: {
    label: 'Service',
    summary: 'Workers behind a queue: does its own work, then calls what its arrows point to, then replies.',
    mayCall: ['sync', 'queue', 'stream'],
    mayServe: ['sync', 'queue', 'stream'],
    drawn: { replicas: 1, servers: 16, queueCapacity: 1000 },
  },
  cache: {
    label: 'Cache',
    summary: 'Answers hits by itself and asks what is behind it on a miss.',
    mayCall: ['sync'],
    mayServe: ['sync'],
    drawn: { replicas: 1, servers: 64, queueCapacity: 10_000 },
  },
  database: {
    label: 'Database',
    summary: 'Runs a limited number of queries at once; refuses more connections than it allows.',
    mayCall: [],
    mayServe: ['sync'],
    drawn: { replicas: 1, servers: 8, queueCapacity: 'unbounded' },
  },
};

/** Every protocol, in the order in which menus offer them. */
export const PROTOCOL_OUTLINES: Readonly<Record<Protocol, ProtocolOutline>> = {
  http1: { label: 'HTTP/1.1', kind: 'sync', drawn: { timeoutMs: 100_000 } },
  http2: { label: 'HTTP/2', kind: 'sync', drawn: { timeoutMs: 100_000 } },
  grpc: { label: 'gRPC', kind: 'sync', drawn: { timeoutMs: 'unbounded' } },
  tcp: { label: 'TCP request/reply', kind: 'sync', drawn: { timeoutMs: 'unbounded' } },
  rabbitmq: { label: 'RabbitMQ', kind: 'queue', channelKind: 'queue', drawn: { capacity: 'unbounded', deadLetter: false } },
  serviceBus: { label: 'Azure Service Bus', kind: 'queue', channelKind: 'queue', drawn: { capacity: 'unbounded', deadLetter: true } },
  storageQueue: { label: 'Azure Storage Queue', kind: 'queue', channelKind: 'queue', drawn: { deadLetter: true } },
  nats: { label: 'NATS', kind: 'queue', channelKind: 'queue', drawn: {} },
  jetstream: { label: 'NATS JetStream', kind: 'queue', channelKind: 'queue', drawn: { capacity: 'unbounded' } },
  kafkaQueue: { label: 'Kafka as a queue', kind: 'queue', channelKind: 'queue', drawn: { partitions: 1 } },
  kafka: { label: 'Kafka', kind: 'stream', channelKind: 'log', drawn: { partitions: 1 } },
  grpcStream: { label: 'gRPC stream', kind: 'stream', drawn: { clients: 1, streamsPerClient: 1 } },
  webSocket: { label: 'WebSocket', kind: 'stream', drawn: { clients: 1 } },
};

/** Every kind of fault that can be injected. */
export const FAULT_OUTLINES: Readonly<Record<FaultKind, FaultOutline>> = {
  crash: { label: 'Crash', usualDurationMs: 10_000, isOfBrokersToo: true },
  nodeCrash: { label: 'Crash brokers', usualDurationMs: 20_000 },
  freeze: { label: 'Freeze', usualDurationMs: 5000, isOfBrokersToo: true },
  slowdown: { label: 'Slow down', usualDurationMs: 20_000, isOfBrokersToo: true, exceptProtocols: ['nats'] },
  errors: { label: 'Errors', usualDurationMs: 20_000 },
  capacityLoss: { label: 'Lose workers', usualDurationMs: 20_000 },
  flush: { label: 'Flush', usualDurationMs: 0 },
  leaderLoss: { label: 'Lose the leader', usualDurationMs: 0 },
  cut: { label: 'Cut', usualDurationMs: 10_000, isOfConnections: true },
  latency: { label: 'Add latency', usualDurationMs: 20_000, isOfConnections: true },
  loss: { label: 'Lose packets', usualDurationMs: 20_000, isOfConnections: true },
  slowStart: { label: 'Start slowly', usualDurationMs: 60_000 },
  poison: { label: 'Poison messages', usualDurationMs: 20_000, isOfConnections: true, connectionKinds: ['queue', 'stream'], isForConsumers: true },
  bandwidth: { label: 'Limit bandwidth', usualDurationMs: 20_000, isOfConnections: true },
  consumerCrash: { label: 'Crash consumers', usualDurationMs: 10_000, isOfConnections: true, connectionKinds: ['queue', 'stream'], isForConsumers: true },
  callErrors: { label: 'Fail calls', usualDurationMs: 20_000, isOfConnections: true, isForSenders: true },
};

/** Whether somebody sends over a connection and may hear whether it was taken: a call, or what leads to a channel. */
export function isForSending({ kind, to, channel }: { readonly kind: ConnectionKind; readonly to: string; readonly channel?: string }): boolean {
  return kind === 'sync' || to === channel;
}
