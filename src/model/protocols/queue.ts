import { choice, number, toggle, withDefaults, type ParameterSpec } from '../parameter.ts';
import { brokerWriteMs, publishParams, type ProtocolSpec } from './shared.ts';

const queueParams: readonly ParameterSpec[] = [
  ...publishParams,
  number({
    name: 'prefetch',
    label: 'Prefetch',
    unit: 'count',
    default: 'unbounded',
    min: 1,
    max: 65_535,
    usual: [1, 500],
    meaning: 'Messages that one replica of the consumer may hold without having acknowledged them.',
    effect: 'Without a limit the first consumer hoards the backlog; with 1 every message pays a round trip.',
  }),
  choice({
    name: 'acknowledge',
    label: 'Acknowledge',
    options: [
      { value: 'after', label: 'After the work (at least once)' },
      { value: 'before', label: 'On delivery (at most once)' },
    ],
    meaning: 'When the consumer tells the broker that it has the message.',
    effect: 'After the work, a crash repeats work; on delivery, a crash loses messages.',
  }),
];

const channelParams: readonly ParameterSpec[] = [
  number({
    name: 'capacity',
    label: 'Length limit',
    unit: 'count',
    default: 'unbounded',
    max: 10_000_000,
    usual: [0, 10_000],
    meaning: 'Messages ready for delivery that the queue keeps; delivered and unacknowledged ones are not counted.',
    effect: 'A full queue does what the overflow rule says.',
  }),
  choice({
    name: 'overflow',
    label: 'When full',
    options: [
      { value: 'dropOldest', label: 'Drop the oldest' },
      { value: 'reject', label: 'Refuse the newest' },
    ],
    meaning: 'Who loses when the queue is full: the oldest message, or the sender of the newest.',
    effect: 'Dropping loses silently; refusing is seen by senders that wait for the broker.',
  }),
  number({
    name: 'leaseMs',
    label: 'Acknowledge within',
    unit: 'ms',
    default: 'unbounded',
    min: 1,
    max: 86_400_000,
    usual: [1000, 300_000],
    meaning: 'Time after delivery until an unacknowledged message is offered again, while the first consumer carries on.',
    effect: 'Shorter than the work: every message is done twice.',
  }),
  number({
    name: 'maxDeliveries',
    label: 'Deliveries',
    unit: 'count',
    default: 'unbounded',
    min: 1,
    max: 1_000_000,
    usual: [1, 50],
    meaning: 'Deliveries of one message before the broker gives it up.',
    effect: 'Bounds the work that a poison message can cause.',
  }),
  toggle({
    name: 'deadLetter',
    label: 'Dead letters',
    default: true,
    meaning: 'Whether messages that are given up, or dropped when full, go to a dead-letter queue or vanish.',
    effect: 'Kept ones can be looked at; either way they are not done.',
  }),
];

/** RabbitMQ quorum queue. */
export const rabbitmq: ProtocolSpec = {
  label: 'RabbitMQ',
  kind: 'queue',
  summary: 'The broker pushes messages to competing consumers and repeats what is not acknowledged.',
  version: 'RabbitMQ 4.2, quorum queue',
  params: withDefaults(queueParams, {
    prefetch: { default: 'unbounded', source: { label: 'RabbitMQ docs, prefetch: 0 is unlimited', confirmed: true } },
    confirm: { default: false, source: { label: 'RabbitMQ docs, confirms', confirmed: true } },
  }),
  channelKind: 'queue',
  channelName: 'Queue',
  channelParams: withDefaults(channelParams, {
    capacity: { default: 'unbounded', source: { label: 'RabbitMQ docs, max length', confirmed: true } },
    overflow: { default: 'dropOldest', source: { label: 'RabbitMQ docs, max length', confirmed: true } },
    leaseMs: { default: 1_800_000, source: { label: 'RabbitMQ docs, consumers: 30 min', confirmed: true } },
    maxDeliveries: { default: 21, source: { label: 'RabbitMQ 4.2 delivery-limit 20 returns', confirmed: true } },
    deadLetter: { default: false, source: { label: 'RabbitMQ docs, no dead-letter exchange unless set', confirmed: true } },
  }),
  brokerName: 'RabbitMQ',
  brokerParams: [brokerWriteMs],
};

/** Azure Service Bus queue in peek-lock mode. */
export const serviceBus: ProtocolSpec = {
  label: 'Azure Service Bus',
  kind: 'queue',
  summary: 'Consumers lock messages for a while; a lock that runs out offers the message again.',
  version: '.NET SDK, Standard tier',
  params: withDefaults(queueParams, {
    prefetch: { default: 1, source: { label: 'Azure SDK: MaxConcurrentCalls 1, prefetch 0', confirmed: true } },
    confirm: { default: true, source: { label: 'Service Bus docs, message transfers', confirmed: true } },
  }),
  channelKind: 'queue',
  channelName: 'Queue',
  channelParams: withDefaults(channelParams, {
    overflow: { default: 'reject', source: { label: 'Service Bus quotas', confirmed: true } },
    leaseMs: { default: 60_000, source: { label: 'ARM LockDuration: 1 min (a comparison page says 30 s)', confirmed: false } },
    maxDeliveries: { default: 10, source: { label: 'Service Bus dead-letter queues', confirmed: true } },
    deadLetter: { default: true, source: { label: 'Service Bus dead-letter queues', confirmed: true } },
  }),
  brokerName: 'Service Bus',
  brokerParams: [brokerWriteMs],
};
