import { PROTOCOL_OUTLINES } from '../outlines.ts';
import { choice, number, toggle, withDefaults, type ParameterSpec } from '../parameter.ts';
import { brokerWriteMs, publishParams, type ProtocolSpec } from './shared.ts';
import { keySkew, recordBytes, retryParams } from './stream.ts';

/** Headings under which an inspector folds the parameters of a Kafka connection. */
export const KAFKA_GROUPS = { producer: 'Producer', consumer: 'Consumer group', keys: 'Keys' } as const;

function under(group: string, specs: readonly ParameterSpec[]): ParameterSpec[] {
  return specs.map((spec) => ({ ...spec, group }));
}

const producerParams = under(KAFKA_GROUPS.producer, [
  choice({
    name: 'acks',
    label: 'Acknowledged by',
    options: [
      { value: 'all', label: 'All replicas in sync' },
      { value: 'leader', label: 'The leader (acks=1)' },
      { value: 'none', label: 'Nobody (acks=0)' },
    ],
  }),
  number({
    name: 'lingerMs',
    label: 'Linger',
    unit: 'ms',
    default: 5,
    max: 60_000,
    usual: [0, 100],
  }),
  number({
    name: 'batchBytes',
    label: 'Batch size',
    unit: 'bytes',
    default: 16_384,
    min: 1,
    max: 100_000_000,
    usual: [1000, 1_000_000],
  }),
  recordBytes,
  number({
    name: 'maxInFlight',
    label: 'Batches in flight',
    unit: 'count',
    default: 5,
    min: 1,
    max: 1_000_000,
    usual: [1, 10],
  }),
  number({
    name: 'bufferBytes',
    label: 'Buffer',
    unit: 'bytes',
    default: 33_554_432,
    min: 1,
    max: 1_000_000_000,
  }),
  choice({
    name: 'whenBufferFull',
    label: 'When the buffer is full',
    options: [
      { value: 'block', label: 'Wait (Java client)' },
      { value: 'fail', label: 'Fail at once (librdkafka)' },
    ],
  }),
  number({
    name: 'maxBlockMs',
    label: 'Wait for room',
    unit: 'ms',
    default: 60_000,
    min: 1,
    max: 3_600_000,
    usual: [100, 120_000],
    shownWhen: { name: 'whenBufferFull', isOneOf: ['block'] },
  }),
  number({
    name: 'requestTimeoutMs',
    label: 'Request timeout',
    unit: 'ms',
    default: 30_000,
    min: 1,
    max: 3_600_000,
    usual: [1000, 60_000],
  }),
  number({
    name: 'sendBackoffMs',
    label: 'Backoff',
    unit: 'ms',
    default: 100,
    min: 1,
    max: 600_000,
    usual: [1, 5000],
  }),
  number({
    name: 'sendBackoffCapMs',
    label: 'Longest backoff',
    unit: 'ms',
    default: 1000,
    min: 1,
    max: 3_600_000,
    usual: [100, 60_000],
  }),
  toggle({
    name: 'idempotence',
    label: 'Idempotent',
    default: true,
  }),
  choice({
    name: 'partitioner',
    label: 'Partition by',
    options: [
      { value: 'key', label: 'Key' },
      { value: 'sticky', label: 'None: one until a batch is full' },
      { value: 'random', label: 'None: at random' },
    ],
  }),
]);

const groupParams = under(KAFKA_GROUPS.consumer, [
  choice({
    name: 'groupProtocol',
    label: 'Rebalancing',
    options: [
      { value: 'eager', label: 'Eager (classic)' },
      { value: 'cooperative', label: 'Cooperative (classic)' },
      { value: 'consumer', label: 'By the broker (KIP-848)' },
    ],
  }),
  choice({
    name: 'assignor',
    label: 'Shares',
    options: [
      { value: 'range', label: 'Range: neighbours together' },
      { value: 'roundRobin', label: 'Round robin' },
    ],
    shownWhen: { name: 'groupProtocol', isOneOf: ['eager'] },
  }),
  number({
    name: 'sessionTimeoutMs',
    label: 'Session timeout',
    unit: 'ms',
    default: 45_000,
    min: 1,
    max: 1_800_000,
    usual: [6000, 120_000],
  }),
  number({
    name: 'heartbeatMs',
    label: 'Heartbeat',
    unit: 'ms',
    default: 3000,
    min: 1,
    max: 600_000,
    usual: [500, 15_000],
  }),
  number({
    name: 'maxPollIntervalMs',
    label: 'Longest time between polls',
    unit: 'ms',
    default: 300_000,
    min: 1,
    max: 86_400_000,
    usual: [10_000, 600_000],
  }),
  number({
    name: 'maxPollRecords',
    label: 'Records per poll',
    unit: 'count',
    default: 500,
    min: 1,
    max: 1_000_000,
    usual: [1, 2000],
  }),
  choice({
    name: 'commit',
    label: 'Commit',
    options: [
      { value: 'auto', label: 'By itself, when it polls' },
      { value: 'interval', label: 'Between records, now and then (Kafka Streams)' },
      { value: 'afterBatch', label: 'After each batch' },
      { value: 'afterRecord', label: 'After each record' },
      { value: 'exactlyOnce', label: 'With its results, in one transaction' },
    ],
    live: false,
  }),
  number({
    name: 'commitIntervalMs',
    label: 'Commit every',
    unit: 'ms',
    default: 5000,
    min: 1,
    max: 3_600_000,
    usual: [100, 60_000],
    shownWhen: { name: 'commit', isOneOf: ['auto', 'interval', 'exactlyOnce'] },
  }),
  choice({
    name: 'offsetReset',
    label: 'When its place is gone',
    options: [
      { value: 'latest', label: 'Go on at the end' },
      { value: 'earliest', label: 'Go on at the oldest record' },
    ],
  }),
  number({
    name: 'concurrency',
    label: 'Records at once',
    unit: 'count',
    default: 1,
    min: 1,
    max: 1000,
    usual: [1, 16],
    allowUnbounded: true,
  }),
  ...retryParams,
]);

/** Parameters of a Kafka connection: producer, then consumer group. */
export const kafkaParams = withDefaults([...publishParams, ...producerParams, ...groupParams], {
  confirm: { default: true },
  confirmTimeoutMs: { default: 120_000 },
});

/** Parameters of a topic. */
export const topicParams: readonly ParameterSpec[] = [
  number({
    name: 'partitions',
    label: 'Partitions',
    unit: 'count',
    default: 1,
    min: 1,
    max: 1000,
    live: false,
    usual: [1, 24],
  }),
  number({
    name: 'keys',
    label: 'Keys',
    unit: 'count',
    default: 1000,
    min: 1,
    max: 1_000_000,
    group: KAFKA_GROUPS.keys,
  }),
  number({
    name: 'hotKeyShare',
    label: 'Hot key',
    unit: 'ratio',
    default: 0,
    max: 1,
    group: KAFKA_GROUPS.keys,
  }),
  number({
    name: 'retentionMs',
    label: 'Retention',
    unit: 'ms',
    default: 604_800_000,
    min: 1000,
    max: 31_536_000_000,
    usual: [60_000, 604_800_000],
  }),
  number({
    name: 'replicationFactor',
    label: 'Replicas',
    unit: 'count',
    default: 1,
    min: 1,
    max: 8,
    live: false,
  }),
  number({
    name: 'minInsyncReplicas',
    label: 'Replicas in sync to write',
    unit: 'count',
    default: 1,
    min: 1,
    max: 8,
  }),
  toggle({
    name: 'uncleanElection',
    label: 'Unclean election',
    default: false,
  }),
  { ...keySkew, group: KAFKA_GROUPS.keys },
];

/** Parameters of a Kafka cluster. */
export const clusterParams: readonly ParameterSpec[] = [
  brokerWriteMs,
  number({
    name: 'nodes',
    label: 'Brokers',
    unit: 'count',
    default: 3,
    min: 1,
    max: 30,
    live: false,
  }),
  number({
    name: 'replicationMs',
    label: 'Replication time',
    unit: 'ms',
    default: 1,
    max: 60_000,
    usual: [0, 50],
  }),
  number({
    name: 'nodeSessionMs',
    label: 'Broker session',
    unit: 'ms',
    default: 9000,
    min: 1,
    max: 600_000,
    usual: [1000, 60_000],
  }),
  number({
    name: 'groupDelayMs',
    label: 'Delay of a new group',
    unit: 'ms',
    default: 3000,
    max: 600_000,
    usual: [0, 10_000],
  }),
  number({
    name: 'retentionCheckMs',
    label: 'Check retention every',
    unit: 'ms',
    default: 300_000,
    min: 1,
    max: 86_400_000,
    usual: [1000, 600_000],
  }),
];

/** Apache Kafka topic read by consumer groups. */
export const kafka: ProtocolSpec = {
  ...PROTOCOL_OUTLINES.kafka,
  summary: 'Records stay in partitioned logs; every group reads all of them, in order, at its own pace.',
  version: 'Apache Kafka 4.0',
  params: kafkaParams,
  channelName: 'Topic',
  isLog: true,
  channelParams: topicParams,
  brokerName: 'Kafka',
  brokerParams: clusterParams,
};
