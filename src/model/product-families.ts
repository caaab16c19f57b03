import type { Protocol } from './document.ts';
import type { ParameterSource, ParameterValues } from './parameter.ts';

/** What of a diagram a product's settings belong to. */
export type ProductPlace = 'connection' | 'channel' | 'broker';

/** What one product, version or tier does by default. */
export interface Product {
  /** Stable for ever, and different within its family. */
  readonly name: string;
  readonly label: string;
  /** What choosing it does, in one or two sentences. */
  readonly summary: string;
  /** Parameters that it sets; what others of its family set and it does not goes back to its default. */
  readonly values: ParameterValues;
  /** Parameters of the queues concerned: a connection's own, or all of a broker. Those changed by hand stay. */
  readonly queues?: ParameterValues;
  readonly source: ParameterSource;
  /** Where the model departs from the product, or what was assumed. */
  readonly caveat?: string;
}

/** Products of which one is chosen: they answer the same question about connections, channels or brokers. */
export interface ProductFamily {
  /** Stable for ever. */
  readonly name: string;
  /** The question, as the label of a list. */
  readonly title: string;
  readonly place: ProductPlace;
  /** Protocols of the connections, or of the brokers and those of the channels. */
  readonly protocols: readonly Protocol[];
  readonly products: readonly Product[];
}

const AZURE_DOCS = 'Azure docs (copies of 2018 to 2026), Service Bus';

/** Every family, in the order in which an inspector shows them. Only what each product's own documentation or source says is here. */
export const PRODUCT_FAMILIES: readonly ProductFamily[] = [
  {
    name: 'server',
    title: 'Caller\'s server',
    place: 'connection',
    protocols: ['http1', 'http2', 'grpc', 'tcp'],
    products: [
      {
        name: 'asynchronous',
        label: 'ASP.NET Core / Node.js (asynchronous)',
        summary: 'While a call is out, the caller\'s worker does other work: a slow callee costs connections and memory, not workers.',
        values: { hold: 'release' },
        source: { label: 'ASP.NET Core 10.0 docs, best practices: asynchronous calls; nodejs.org 2026, about Node.js', confirmed: true },
      },
      {
        name: 'threadPerRequest',
        label: 'Thread per request (servlet container, WSGI)',
        summary: 'While a call is out, the caller\'s worker waits for it. Where nothing is chosen Brownout assumes this: no protocol says it, and .NET and Node.js do otherwise.',
        values: { hold: 'hold' },
        source: { label: 'Tomcat 11.0 docs, HTTP connector: a thread for each request that is not asynchronous; gunicorn 2026 design, sync workers', confirmed: true },
      },
    ],
  },
  {
    name: 'kafkaClient',
    title: 'Client library',
    place: 'connection',
    protocols: ['kafka', 'kafkaQueue'],
    products: [
      {
        name: 'java',
        label: 'Java client 4.x',
        summary: 'Batches of 16 KiB after 5 ms, 5 in flight, idempotent; a full buffer of 32 MiB makes the sender wait.',
        values: {},
        source: { label: 'Apache Kafka 4.0 ProducerConfig, ConsumerConfig', confirmed: true },
      },
      {
        name: 'javaBeforeFour',
        label: 'Java client before 4.0',
        summary: 'As 4.x, but a batch goes out at once: less latency at low load, smaller batches.',
        values: { lingerMs: 0 },
        source: { label: 'KIP-1030: linger.ms 0 before Apache Kafka 4.0', confirmed: true },
      },
      {
        name: 'javaConsumerProtocol',
        label: 'Java client 4.x, group.protocol=consumer',
        summary: 'As 4.x, but the broker shares the partitions out (KIP-848): nobody stops for others.',
        values: { groupProtocol: 'consumer', heartbeatMs: 5000 },
        source: { label: 'Apache Kafka 4.0 operations, consumer rebalance protocol; GroupCoordinatorConfig', confirmed: true },
      },
      {
        name: 'librdkafka',
        label: 'librdkafka (.NET, Python, Go)',
        summary: 'Batches of 1 MB, a million in flight, not idempotent: what is sent again may come twice. A full buffer fails at once; gives up after 300 s; a poll hands over one record.',
        values: {
          batchBytes: 1_000_000,
          maxInFlight: 1_000_000,
          bufferBytes: 100_000_000,
          whenBufferFull: 'fail',
          idempotence: false,
          confirmTimeoutMs: 300_000,
          maxPollRecords: 1,
        },
        source: { label: 'librdkafka 2.15 CONFIGURATION.md, rdkafka.h', confirmed: true },
        caveat: 'Its buffer is 100,000 records or 1 GiB, whichever is full first: here the bytes of 100,000 records of 1 kB. For records without keys set "Partition by" to "at random".',
      },
      {
        name: 'kafkaStreams',
        label: 'Kafka Streams',
        summary: 'Lingers 100 ms, polls 1000 records, begins at the oldest and commits every 30 s: so much is done again after a crash.',
        values: { lingerMs: 100, maxPollRecords: 1000, offsetReset: 'earliest', commit: 'interval', commitIntervalMs: 30_000 },
        source: { label: 'Apache Kafka 4.0 StreamsConfig', confirmed: true },
        caveat: 'Tasks, state stores and standby replicas are left out.',
      },
      {
        name: 'kafkaStreamsExactlyOnce',
        label: 'Kafka Streams, exactly_once_v2',
        summary: 'As Kafka Streams, but results and places are committed together, every 100 ms.',
        values: { lingerMs: 100, maxPollRecords: 1000, offsetReset: 'earliest', commit: 'exactlyOnce', commitIntervalMs: 100 },
        source: { label: 'Apache Kafka 4.0 StreamsConfig: processing.guarantee', confirmed: true },
        caveat: 'Tasks, state stores and standby replicas are left out.',
      },
    ],
  },
  {
    name: 'rabbitmqVersion',
    title: 'Release',
    place: 'broker',
    protocols: ['rabbitmq'],
    products: [
      {
        name: 'rabbitmq42',
        label: 'RabbitMQ 4.2',
        summary: 'Every return of a message counts: after 21 deliveries it is given up.',
        values: {},
        queues: { maxDeliveries: 21 },
        source: { label: 'RabbitMQ 4.2 docs, quorum queues; rabbit_fifo v4.2.1', confirmed: true },
      },
      {
        name: 'rabbitmq43',
        label: 'RabbitMQ 4.3',
        summary: 'A negative acknowledgement does not count against the delivery limit; retries can be delayed.',
        values: { version: '4.3' },
        queues: { maxDeliveries: 21 },
        source: { label: 'RabbitMQ 4.3 docs, quorum queues; rabbit_fifo v4.3.5', confirmed: true },
      },
      {
        name: 'rabbitmq313',
        label: 'RabbitMQ 3.13',
        summary: 'No delivery limit: what always fails comes back for ever. Publishers are blocked at 0.4 of the memory.',
        values: { version: '3.13', memoryWatermark: 0.4 },
        queues: { maxDeliveries: 'unbounded' },
        source: { label: 'RabbitMQ 3.13 docs, memory and quorum queues', confirmed: true },
        caveat: 'In all else it acts as 4.2. Queues are quorum queues, which 3.13 makes only when asked to.',
      },
    ],
  },
  {
    name: 'serviceBusTier',
    title: 'Tier',
    place: 'broker',
    protocols: ['serviceBus'],
    products: [
      {
        name: 'serviceBusStandard',
        label: 'Standard',
        summary: '1000 credits per second for the namespace: above it the broker is busy, and clients pause. Queues of 1 GB.',
        values: {},
        queues: { maxBytes: 1_073_741_824 },
        source: { label: `${AZURE_DOCS} throttling and quotas`, confirmed: true },
        caveat: 'A queue may be made larger, up to 5 GB.',
      },
      {
        name: 'serviceBusPremium',
        label: 'Premium',
        summary: 'No credits: messaging units bound it instead. Queues of 80 GB.',
        values: { creditsPerSec: 'unbounded' },
        queues: { maxBytes: 85_899_345_920 },
        source: { label: `${AZURE_DOCS} throttling and quotas`, confirmed: true },
        caveat: 'Messaging units are left out. They carried about 4 MB/s each in Microsoft\'s test: set a bandwidth where that bounds your system.',
      },
    ],
  },
  {
    name: 'storageQueueReader',
    title: 'Reader',
    place: 'connection',
    protocols: ['storageQueue'],
    products: [
      {
        name: 'functionsTrigger',
        label: 'Azure Functions / WebJobs trigger',
        summary: 'Batches of 16, renewed while they are worked on; poison after five deliveries.',
        values: {},
        queues: { leaseMs: 600_000, maxDeliveries: 5, deadLetter: true },
        source: { label: 'Azure Functions storage queue trigger (WebJobs SDK 2026), QueuesOptions, QueueListener', confirmed: true },
      },
      {
        name: 'plainGet',
        label: 'Get Messages, by your own code',
        summary: 'One message per get, invisible for 30 s and not renewed: longer work is done twice. No poison queue: it comes back until it expires.',
        values: { batch: 1, newBatchThreshold: 0, renewMs: 0 },
        queues: { leaseMs: 30_000, maxDeliveries: 'unbounded', deadLetter: false },
        source: { label: 'Azure Storage REST API 2026, Get Messages', confirmed: true },
        caveat: 'How long your code waits between polls is your own: the trigger\'s waits stay. So does what it does after a failure.',
      },
    ],
  },
  {
    name: 'natsClient',
    title: 'Client library',
    place: 'connection',
    protocols: ['nats'],
    products: [
      {
        name: 'natsGo',
        label: 'nats.go 1.53',
        summary: 'Keeps 500,000 messages or 64 MiB for a handler that is behind, then drops.',
        values: {},
        source: { label: 'nats.go 1.53, nats.go: pending limits of a subscription', confirmed: true },
      },
      {
        name: 'natsDocs',
        label: 'As the NATS docs say',
        summary: 'Keeps 65,536 messages or 64 MiB for a handler that is behind, then drops.',
        values: { pendingMessages: 65_536 },
        source: { label: 'NATS docs 2026, slow consumers; nats.go itself has another number', confirmed: false },
      },
    ],
  },
  {
    name: 'jetstreamRetention',
    title: 'Kind of stream',
    place: 'channel',
    protocols: ['jetstream'],
    products: [
      {
        name: 'limitsStream',
        label: 'Limits',
        summary: 'Messages stay, whether read or not, until a limit deletes them.',
        values: {},
        source: { label: 'NATS docs 2026, streams; NATS server 2.15-dev, stream', confirmed: true },
      },
      {
        name: 'interestStream',
        label: 'Interest',
        summary: 'A message stays until all consumers have acknowledged it; without consumers it goes at once.',
        values: { retention: 'interest' },
        source: { label: 'NATS docs 2026, streams; NATS server 2.15-dev, stream', confirmed: true },
      },
      {
        name: 'workQueueStream',
        label: 'Work queue',
        summary: 'The first acknowledgement deletes a message: all who read compete. A full stream deletes what nobody has read.',
        values: { retention: 'workQueue' },
        source: { label: 'NATS docs 2026, streams; NATS server 2.15-dev, stream', confirmed: true },
      },
    ],
  },
  {
    name: 'grpcStreamLibrary',
    title: 'Library',
    place: 'connection',
    protocols: ['grpcStream'],
    products: [
      {
        name: 'grpcGoStream',
        label: 'grpc-go',
        summary: 'Windows of 64 KiB that grow to 16 MiB, and a send buffer of 64 KiB.',
        values: {},
        source: { label: 'grpc-go 2025, transport defaults', confirmed: true },
      },
      {
        name: 'grpcJavaStream',
        label: 'grpc-java (Netty)',
        summary: 'Windows of 1 MiB from the beginning, which grow: a long way costs less at first.',
        values: { windowBytes: 1_048_576, connectionWindowBytes: 1_048_576 },
        source: { label: 'grpc-java 2026-08 NettyServerBuilder', confirmed: true },
        caveat: 'How far its windows grow and how much its sender buffers was not read: both as in grpc-go.',
      },
    ],
  },
  {
    name: 'webSocketLibrary',
    title: 'Library',
    place: 'connection',
    protocols: ['webSocket'],
    products: [
      {
        name: 'ws',
        label: 'ws (Node.js)',
        summary: 'Keeps everything for a slow client, messages of up to 100 MiB, no pings; clients do not come back by themselves.',
        values: {},
        source: { label: 'ws 8 doc/ws.md', confirmed: true },
      },
      {
        name: 'websockets',
        label: 'websockets (Python)',
        summary: 'A sender waits for a slow client; messages of up to 1 MiB, a ping every 20 s.',
        values: { slowPolicy: 'wait', maxMessageBytes: 1_048_576, pingMs: 20_000 },
        source: { label: 'websockets 17.0 docs/topics: broadcast, memory, keepalive', confirmed: true },
        caveat: 'Its broadcast() does not wait: choose another policy for it. The buffer limit is an assumption.',
      },
      {
        name: 'signalR',
        label: 'SignalR',
        summary: 'Messages of up to 32 KiB, a ping every 15 s; clients come back after 0, 2, 10 and 30 s, all at the same moments.',
        values: { maxMessageBytes: 32_768, pingMs: 15_000, reconnect: 'signalR' },
        source: { label: 'dotnet/aspnetcore 2026 HubOptionsSetup; SignalR JS client DefaultReconnectPolicy', confirmed: true },
        caveat: 'Coming back is what withAutomaticReconnect() switches on. What it keeps for a slow client was not read: everything.',
      },
      {
        name: 'aspNetCoreWebSockets',
        label: 'ASP.NET Core WebSockets',
        summary: 'A ping every 120 s.',
        values: { pingMs: 120_000 },
        source: { label: 'dotnet/aspnetcore 2026 WebSocketOptions', confirmed: true },
        caveat: 'How large messages may be and what is kept for a slow client was not read: as in ws.',
      },
    ],
  },
];
