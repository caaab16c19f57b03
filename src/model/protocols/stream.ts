import { number, withDefaults, type ParameterSpec } from '../parameter.ts';
import { brokerWriteMs, publishParams, type ProtocolSpec } from './shared.ts';

const streamParams: readonly ParameterSpec[] = [
  ...publishParams,
  number({
    name: 'maxAttempts',
    label: 'Attempts per record',
    unit: 'count',
    default: 'unbounded',
    min: 1,
    max: 1_000_000,
    usual: [1, 20],
    meaning: 'Attempts at one record before the consumer skips it and moves on.',
    effect: 'While a record is tried again, its partition stands still.',
  }),
  number({
    name: 'retryDelayMs',
    label: 'Pause between attempts',
    unit: 'ms',
    default: 1000,
    max: 3_600_000,
    usual: [0, 10_000],
    meaning: 'Wait before a failed record is tried again.',
    effect: 'The partition waits as long.',
  }),
];

const logParams: readonly ParameterSpec[] = [
  number({
    name: 'partitions',
    label: 'Partitions',
    unit: 'count',
    default: 1,
    min: 1,
    max: 1000,
    live: false,
    usual: [1, 24],
    meaning: 'Independent ordered logs; a record goes to the one that its key hashes to.',
    effect: 'A group works on at most this many records at once; order holds only inside a partition.',
    source: { label: 'Apache Kafka num.partitions', confirmed: true },
  }),
  number({
    name: 'keys',
    label: 'Distinct keys',
    unit: 'count',
    default: 1000,
    min: 1,
    max: 1_000_000,
    meaning: 'How many different keys records have, all equally likely but for the hot one.',
    effect: 'Fewer keys than partitions leave partitions empty.',
  }),
  number({
    name: 'hotKeyShare',
    label: 'Hot key',
    unit: 'ratio',
    default: 0,
    max: 1,
    meaning: 'Share of records that carry one and the same key.',
    effect: 'They all go to one partition, which more partitions do not relieve.',
  }),
  number({
    name: 'retentionMs',
    label: 'Retention',
    unit: 'ms',
    default: 604_800_000,
    min: 1000,
    max: 31_536_000_000,
    usual: [60_000, 604_800_000],
    meaning: 'Age at which a record is deleted, read or not.',
    effect: 'A group that lags longer loses records.',
    source: { label: 'Apache Kafka retention.ms, 7 days', confirmed: true },
  }),
];

/** Apache Kafka topic read by consumer groups. */
export const kafka: ProtocolSpec = {
  label: 'Kafka',
  kind: 'stream',
  summary: 'Records stay in partitioned logs; every group reads all of them, in order, at its own pace.',
  version: 'Apache Kafka 4.0',
  params: withDefaults(streamParams, {
    confirm: { default: true, source: { label: 'Apache Kafka producer: acks=all', confirmed: true } },
  }),
  channelKind: 'log',
  channelName: 'Topic',
  channelParams: logParams,
  brokerName: 'Kafka',
  brokerParams: [brokerWriteMs],
};
