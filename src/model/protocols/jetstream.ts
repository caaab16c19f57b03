import { choice, number, type ListSpec, withDefaults } from '../parameter.ts';
import {
  acknowledge, assumed, capacity, duplicateDetection, duplicateWindow, handlers, lease, maxDeliveries, messageBytes, onError, overflow,
  prefetch, publishRetry, read, timeToLive,
} from './queue.ts';
import { brokerWriteMs, publishParams, type ProtocolSpec } from './shared.ts';

const server = 'NATS server 2.15-dev';
const client = 'nats.go 1.53';

const backoff: ListSpec = {
  type: 'list',
  name: 'redeliverMs',
  label: 'Back-off',
  unit: 'ms',
  min: 1,
  max: 86_400_000,
  minLength: 0,
  maxLength: 20,
  default: [],
  live: false,
  meaning: 'How long to wait for an acknowledgement of the first, second, third delivery and so on, the last one for all further; empty waits the same time always.',
  effect: 'Spreads the deliveries of a message that nobody acknowledges; a negative acknowledgement is not delayed by it.',
  source: read(`${server}, consumer: none; overrides AckWait`),
};

const connectionParams = withDefaults(
  [
    ...publishParams,
    ...publishRetry({ attempts: 3, backoffMs: 250, capMs: 250, afterSilence: false, source: read(`${client}, jetstream/publish.go: 2 retries after 250 ms, when nobody takes the message`) }),
    prefetch({
      default: 500,
      effect: 'Larger hides the round trip; what one replica holds the others cannot do.',
      source: read(`${client}, jetstream/pull.go: 500 messages`),
    }),
    acknowledge,
    handlers({ default: 1, source: read(`${client}: the handler of a consumer runs for one message at a time`) }, 'Handlers at once'),
    lease({
      default: 30_000,
      label: 'Ack wait',
      meaning: 'Time after delivery until an unacknowledged message is delivered again, while the first consumer carries on.',
      source: read(`${server}, consumer: AckWait 30 s`),
    }),
    number({
      name: 'maxAckPending',
      label: 'Max ack pending',
      unit: 'count',
      default: 1000,
      min: 1,
      max: 1_000_000,
      usual: [1, 5000],
      allowUnbounded: true,
      meaning: 'Messages that all replicas of this consumer together may hold without having acknowledged them.',
      effect: 'At the limit nobody in the consumer gets more until something is acknowledged or its ack wait ends.',
      source: read(`${server}, consumer: 1000`),
    }),
    maxDeliveries({
      default: 'unbounded',
      meaning: 'Deliveries of one message after which the consumer is not offered it again. There is no dead-letter queue.',
      effect: 'Bounds the work of a poison message; it stays in the stream.',
      source: read(`${server}, consumer: MaxDeliver -1`),
    }),
    backoff,
    onError(['Nak', 'Say nothing', 'Terminate'], assumed('applications differ')),
  ],
  {
    confirm: { default: true, source: read('NATS docs, JetStream publish acknowledgements') },
    confirmTimeoutMs: { default: 5000, source: read(`${client}: 5 s`) },
  },
);

/** NATS JetStream: streams that are kept, and consumers that are each given all of them. */
export const jetstream: ProtocolSpec = {
  label: 'NATS JetStream',
  kind: 'queue',
  summary: 'A stream is kept on disk; each consumer is given all of it and acknowledges message by message.',
  version: 'NATS server 2.15-dev, nats.go 1.53',
  params: connectionParams,
  channelKind: 'queue',
  channelName: 'Stream',
  channelParams: [
    choice({
      name: 'retention',
      label: 'Retention',
      options: [
        { value: 'limits', label: 'Up to the limits' },
        { value: 'interest', label: 'Until all consumers have acknowledged' },
        { value: 'workQueue', label: 'Until one consumer has acknowledged' },
      ],
      live: false,
      meaning: 'When a message leaves the stream. With a work queue all consumers share the messages.',
      effect: 'The limits hold in every case: what they delete may not have been read.',
      source: read('NATS docs, streams: limits'),
    }),
    capacity({ default: 'unbounded', source: read('NATS docs, streams: MaxMsgs -1') }),
    overflow({ default: 'dropOldest', source: read(`${server}, store.go: discard old`) }),
    timeToLive({ default: 'unbounded', source: read('NATS docs, streams: MaxAge 0') }),
    { ...duplicateDetection, meaning: 'Whether senders set Nats-Msg-Id, so that the stream accepts and drops what is sent again.' },
    duplicateWindow({ default: 120_000, source: read(`${server}, stream.go: 2 min`) }),
    messageBytes,
  ],
  brokerName: 'NATS JetStream',
  brokerParams: [
    brokerWriteMs,
    number({
      name: 'electionMs',
      label: 'Longest election',
      unit: 'ms',
      default: 9000,
      min: 1,
      max: 600_000,
      usual: [1000, 20_000],
      meaning: 'Longest time from the loss of a stream\'s leader to the next one; the shortest is four ninths of it.',
      effect: 'The stream takes nothing in and hands nothing out meanwhile.',
      source: read(`${server}, raft.go: 4 to 9 s, heartbeat 1 s`),
    }),
  ],
};
