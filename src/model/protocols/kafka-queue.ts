import { PROTOCOL_OUTLINES } from '../outlines.ts';
import { clusterParams, kafkaParams, topicParams } from './kafka.ts';
import type { ProtocolSpec } from './shared.ts';

/** Apache Kafka topic used as a queue: all consumers of the topic form one group, so each record goes to one of them. */
export const kafkaQueue: ProtocolSpec = {
  ...PROTOCOL_OUTLINES.kafkaQueue,
  summary: 'One group of competing consumers on a Kafka topic: each record goes to one of them, in order within its partition.',
  version: 'Apache Kafka 4.0',
  params: kafkaParams,
  channelName: 'Topic',
  isLog: true,
  channelParams: topicParams,
  brokerName: 'Kafka',
  brokerParams: clusterParams,
};
