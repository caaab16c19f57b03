import { assumed, example, read, rule, type HelpDifferences } from './help-text.ts';

const httpConnect = {
  meaning: 'How long one try to connect may take; without a limit it takes as long as the operating system tries, 127 s.',
  effect: 'A host that does not even refuse holds callers for so long.',
  source: read('dotnet/runtime main 2026, HttpHandlerDefaults: no limit; Linux ip-sysctl: 6 tries, 127 s'),
};
const http2Resend = read('RFC 9113, 8.7: what GOAWAY leaves out was not processed, and is always safe to send again');
const streams = {
  meaning: 'Calls that one connection carries at once; further ones wait in the caller, in order, or for another connection.',
  effect: 'Bounds what one caller can have in progress at one replica.',
};
const azureCore = read('Azure.Core 2026, RetryOptions: 3 retries, 0.8 s to 60 s');
const natsJetstream = read('nats.go 1.53, jetstream/publish.go: 2 retries after 250 ms, when nobody takes the message');

const recordSkew = {
  meaning: 'Exponent of Zipf\'s law: the key in place k comes in proportion to 1 / k to this power. 0 makes all alike.',
  effect: 'A high one gives the partitions of a few keys most records; their lag grows first.',
};

/** Where a kind, a protocol or a fault says something of its own about a parameter that others have as well. */
export const DIFFERENCES = {
  loadBalancer: {
    serviceMs: {
      meaning: 'Time it takes to pass one request on; the balancer is never short of workers.',
      effect: 'Adds to every answer.',
    },
    hotKeyShare: {
      meaning: 'Share of requests that ask for one and the same key, besides what the law of the keys gives it; the others share the rest.',
      effect: 'They all go to one target, which more targets do not relieve.',
    },
  },
  cache: {
    hotKeyShare: {
      meaning: 'Share of requests that ask for one and the same key, besides what the law of the keys gives it; the others share the rest.',
      effect: 'A cache nearly always has it; when it goes, all who ask for it miss at once.',
    },
  },
  kafkaChannel: { keySkew: recordSkew },
  kafkaQueueChannel: { keySkew: recordSkew },
  http2: {
    maxConcurrent: streams,
    connectTimeoutMs: httpConnect,
    onReset: { source: http2Resend },
    cancellation: { source: rule },
  },
  grpc: {
    maxConcurrent: streams,
    onReset: { source: read('gRFC A6, rev. 2024-08: sent again once when only the server\'s library saw it') },
    replicaChoice: { source: read('grpc.io 2026, service-config: pick_first') },
    connectionLimit: { source: read('gRFC A105 (2026), a draft: one; grpc-dotnet\'s own handler opens more') },
    idleTimeoutMs: { source: assumed('channels stay open') },
    keepAliveMs: { source: read('gRFC A9 (2026): MAX_CONNECTION_IDLE is infinite') },
    maxAgeMs: { source: read('gRFC A9 (2026): MAX_CONNECTION_AGE is infinite') },
    reconnectBaseMs: {
      meaning: 'Wait after the first failure to connect; it grows by 1.6 each time, ±20 %.',
      effect: 'How soon the channel is ready again after an outage.',
    },
    timeoutMs: {
      source: read('grpc.io 2026, deadlines'),
    },
    backoffMs: {
      source: assumed('example value: no retry policy by default (gRFC A6)'),
    },
  },
  tcp: {
    timeoutMs: {
      source: assumed('drivers differ'),
    },
    maxConcurrent: {
      source: assumed('usual driver pool size'),
    },
  },
  kafkaQueue: {
    maxAttempts: {
      meaning: 'Attempts at one record before the consumer skips it and moves on.',
      effect: 'While a record is tried again, its partition stands still.',
      source: read('Apache Kafka 4.0 has no handling of poison records of its own'),
    },
  },
  kafka: {
    maxAttempts: {
      meaning: 'Attempts at one record before the consumer skips it and moves on.',
      effect: 'While a record is tried again, its partition stands still.',
      source: read('Apache Kafka 4.0 has no handling of poison records of its own'),
    },
  },
  http1: {
    maxConcurrent: {
      source: read('dotnet/runtime main 2026, MaxConnectionsPerServer'),
    },
    connectTimeoutMs: httpConnect,
  },
  rabbitmq: {
    confirm: {
      source: read('RabbitMQ 4.3 docs, confirms: off unless switched on'),
    },
    confirmTimeoutMs: {
      source: assumed('clients differ'),
    },
  },
  serviceBus: {
    confirm: {
      source: read('Azure docs (copies of 2018 to 2026), Service Bus message transfers'),
    },
    confirmTimeoutMs: {
      source: read('Azure.Messaging.ServiceBus (.NET), 2026, TryTimeout: 60 s'),
    },
    prefetch: {
      effect: 'The lock of a prefetched message runs while it waits in the client: too many of them, and they are delivered again and again.',
      source: read('Azure.Messaging.ServiceBus (.NET), 2026, ServiceBusProcessorOptions'),
    },
    onError: {
      source: read('Azure.Messaging.ServiceBus (.NET), 2026: the processor abandons when a handler throws'),
    },
  },
  storageQueue: {
    confirm: {
      source: read('Azure Storage REST API 2026, Put Message'),
    },
    confirmTimeoutMs: {
      source: read('Azure.Core 2026, RetryOptions: network timeout 100 s'),
    },
    onError: {
      source: read('Azure Functions storage queue trigger (WebJobs SDK 2026): visibilityTimeout 0'),
    },
    publishAttempts: {
      source: azureCore,
    },
    publishBackoffMs: {
      source: azureCore,
    },
    publishBackoffCapMs: {
      source: azureCore,
    },
    publishAfterSilence: {
      source: azureCore,
    },
    delayMs: {
      source: read('Azure Storage REST API 2026, Put Message: visibilitytimeout'),
    },
    renewMs: {
      source: read('Azure Functions storage queue trigger (WebJobs SDK 2026), QueueListener: a timer renews'),
    },
  },
  nats: {
    confirm: {
      meaning: 'Whether the sender waits for a consumer to reply. A request that nobody listens to fails at once.',
      effect: 'Waiting makes it a call: the first reply counts.',
      source: read('NATS docs 2026: core publishing hears nothing back; with this on it is a request'),
    },
    confirmTimeoutMs: {
      source: assumed('given with each request'),
    },
    handlers: {
      source: read('nats.go 1.53: the handler of a subscription runs for one message at a time'),
    },
  },
  jetstream: {
    confirm: {
      source: read('NATS docs 2026, JetStream publish acknowledgements'),
    },
    confirmTimeoutMs: {
      source: read('nats.go 1.53: 5 s'),
    },
    prefetch: {
      effect: 'Larger hides the round trip; what one replica holds the others cannot do.',
      source: read('nats.go 1.53, jetstream/pull.go: 500 messages'),
    },
    leaseMs: {
      meaning: 'Time after delivery until an unacknowledged message is delivered again, while the first consumer carries on.',
      source: read('NATS server 2.15-dev, consumer: AckWait 30 s'),
    },
    maxDeliveries: {
      meaning: 'Deliveries of one message after which the consumer is not offered it again. There is no dead-letter queue.',
      effect: 'Bounds the work of a poison message; it stays in the stream.',
      source: read('NATS server 2.15-dev, consumer: MaxDeliver -1'),
    },
    publishAttempts: {
      source: natsJetstream,
    },
    publishBackoffMs: {
      source: natsJetstream,
    },
    publishBackoffCapMs: {
      source: natsJetstream,
    },
    publishAfterSilence: {
      source: natsJetstream,
    },
    handlers: {
      source: read('nats.go 1.53: the handler of a consumer runs for one message at a time'),
    },
  },
  serviceBusChannel: {
    capacity: {
      source: read('Azure docs (copies of 2018 to 2026), Service Bus quotas: a limit in bytes only'),
    },
    overflow: {
      source: read('Azure docs (copies of 2018 to 2026), Service Bus quotas'),
    },
    leaseMs: {
      meaning: 'Time for which a delivered message is locked for its consumer; then it is offered again, and settling it fails.',
      source: assumed('ARM LockDuration: 1 min; a comparison page says 30 s'),
    },
    maxDeliveries: {
      meaning: 'Deliveries of one message before the broker gives it up.',
      source: read('Azure docs (copies of 2018 to 2026), Service Bus dead-letter queues: 10, cannot be switched off'),
    },
    deadLetter: {
      meaning: 'Whether messages that are given up, or dropped when full, go to a dead-letter queue or vanish.',
      source: read('Azure docs (copies of 2018 to 2026), Service Bus dead-letter queues'),
    },
    ttlMs: {
      source: read('Azure docs (copies of 2018 to 2026), Service Bus message expiration'),
    },
    maxBytes: {
      meaning: 'Bytes of messages that the queue keeps.',
      source: read('Azure docs (copies of 2018 to 2026), Service Bus quotas: 1 to 5 GB, 80 GB partitioned or Premium'),
    },
    hotKeyShare: {
      meaning: 'Share of messages that belong to one and the same session, besides what the law of the sessions gives it.',
      effect: 'They are handled one at a time, whatever the number of consumers.',
    },
    keySkew: {
      meaning: 'Exponent of Zipf\'s law: the session in place k gets messages in proportion to 1 / k to this power. 0 makes all alike.',
      effect: 'A high one leaves most messages to a few sessions, each of which is handled one at a time.',
    },
  },
  jetstreamChannel: {
    capacity: {
      source: read('NATS docs 2026, streams: MaxMsgs -1'),
    },
    overflow: {
      source: read('NATS server 2.15-dev, store.go: discard old'),
    },
    ttlMs: {
      source: read('NATS docs 2026, streams: MaxAge 0'),
    },
    duplicateDetection: {
      meaning: 'Whether senders set Nats-Msg-Id, so that the stream accepts and drops what is sent again.',
    },
    duplicateWindowMs: {
      source: read('NATS server 2.15-dev, stream.go: 2 min'),
    },
  },
  rabbitmqChannel: {
    leaseMs: {
      effect: 'A stuck consumer gives its messages back only then.',
    },
    maxDeliveries: {
      effect: 'Bounds the work of a poison message. In 4.2 every return counts; in 4.3 a negative acknowledgement does not, so the message circles for ever.',
    },
    ttlMs: {
      effect: 'Expires at the head of the queue only. Bounds how stale work can get; with a dead-letter exchange it is a delay.',
    },
  },
  storageQueueChannel: {
    leaseMs: {
      meaning: 'Time for which a message that was got is invisible; then it appears again, and deleting it fails.',
      effect: 'Shorter than the work: every message is done twice. Longer: the messages of a crashed worker are hidden as long.',
      source: read('Azure Functions storage queue trigger (WebJobs SDK 2026), QueueListener: 10 min, renewed; a plain get: 30 s'),
    },
    maxDeliveries: {
      meaning: 'Deliveries of one message before the trigger moves it to the poison queue.',
      source: read('Azure Functions storage queue trigger (WebJobs SDK 2026): maxDequeueCount 5'),
    },
    deadLetter: {
      meaning: 'Whether messages that are given up go to the poison queue or vanish.',
      source: read('Azure Functions storage queue trigger (WebJobs SDK 2026): a queue called "-poison"'),
    },
    ttlMs: {
      source: read('Azure Storage REST API 2026, Put Message: 7 days'),
    },
  },
  natsBroker: {
    writeMs: {
      source: read('nothing is stored'),
    },
  },
  storageQueueBroker: {
    targetPerSec: {
      source: assumed('Azure docs (copies of 2018 to 2026), scalability targets: 20,000 of 1 KiB for one account'),
    },
  },
  nodeCrash: {
    nodes: {
      meaning: 'How many of the cluster\'s brokers go down, counted from the first.',
      effect: 'Their partitions stand still until others lead them; too few copies in sync refuse to be written to.',
      source: example,
    },
  },
  grpcStream: {
    shape: {
      meaning: 'Which end is the client that opens streams to the other. The way back of a bidirectional stream is a connection of its own, drawn the other way.',
      effect: 'Decides who chooses a replica, and who has to come back after a loss.',
      source: read('grpc.io 2026, core concepts'),
    },
    keys: {
      meaning: 'How many different keys messages have: all equally likely, by Zipf\'s law where there is a skew, and with one hot key where that has a share.',
      effect: 'Few keys load few streams.',
      source: assumed('example value'),
    },
    keySkew: {
      meaning: 'Exponent of Zipf\'s law: the key in place k comes in proportion to 1 / k to this power. 0 makes all alike.',
      effect: 'A high one fills the streams of a few keys; their windows close first, and their senders wait.',
    },
    hotKeyShare: {
      meaning: 'Share of messages that carry one and the same key, besides what the law of the keys gives it.',
      effect: 'They all take one stream, which more streams do not relieve.',
    },
  },
  webSocket: {
    reconnect: {
      source: read('WHATWG WebSockets 2025-07: the API has none; SignalR JS client, opt-in: 0, 2, 10, 30 s'),
    },
    reconnectBaseMs: {
      meaning: 'Bound of the wait before the first try; it doubles with each try that fails.',
      source: assumed('usual choice'),
    },
    reconnectCapMs: {
      source: assumed('usual choice'),
    },
    connectTimeoutMs: {
      source: assumed('browsers differ'),
    },
    pingMs: {
      source: read('ws 8: none; ASP.NET Core 120 s, websockets 20 s, SignalR 15 s'),
    },
  },
} satisfies HelpDifferences;
