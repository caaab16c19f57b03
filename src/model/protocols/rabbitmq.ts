import { PROTOCOL_OUTLINES } from '../outlines.ts';
import { choice, number, toggle, withDefaults } from '../parameter.ts';
import {
  acknowledge, capacity, deadLetter, lease, maxDeliveries, messageBytes, onError, overflow, prefetch, timeToLive,
} from './queue.ts';
import { foldConnection, foldQueue } from './queue-groups.ts';
import { brokerWriteMs, publishParams, type ProtocolSpec } from './shared.ts';

const connectionParams = withDefaults(
  [
    ...publishParams,
    prefetch({ default: 'unbounded' }),
    acknowledge,
    onError(
      ['Give it back (nack, requeue)', 'Say nothing', 'Give it up (reject, no requeue)']
    ),
    toggle({
      name: 'mandatory',
      label: 'Mandatory',
      default: false,
    }),
    choice({
      name: 'onAckTimeout',
      label: 'After an acknowledgement timeout',
      options: [
        { value: 'subscribe', label: 'Subscribes again at once' },
        { value: 'stay', label: 'Stays away until it restarts' },
      ],
    }),
  ],
  { confirm: { default: false } },
);

const queueParams = [
  capacity({ default: 'unbounded' }),
  overflow({ default: 'dropOldest', deadLetters: true }),
  lease({ default: 1_800_000, label: 'Acknowledgement timeout' }),
  maxDeliveries({ default: 21 }),
  deadLetter({ default: false, label: 'Keep dead letters' }),
  timeToLive({ default: 'unbounded' }),
  toggle({
    name: 'singleActive',
    label: 'Single active consumer',
    default: false,
  }),
  number({
    name: 'delayedRetryMinMs',
    label: 'Delay before a retry',
    unit: 'ms',
    default: 0,
    max: 86_400_000,
    usual: [0, 60_000],
  }),
  number({
    name: 'delayedRetryMaxMs',
    label: 'Longest delay before a retry',
    unit: 'ms',
    default: 60_000,
    max: 86_400_000,
    usual: [0, 600_000],
  }),
  messageBytes,
  number({
    name: 'maxBytes',
    label: 'Size limit',
    unit: 'bytes',
    default: 'unbounded',
    max: 1e15,
    usual: [0, 1e9],
  }),
  number({
    name: 'intakePerSec',
    label: 'Takes in at most',
    unit: 'perSec',
    default: 'unbounded',
    min: 0.01,
    max: 10_000_000,
    usual: [100, 50_000],
  }),
];

/** RabbitMQ: exchanges that route to quorum queues, and consumers to whom messages are pushed. */
export const rabbitmq: ProtocolSpec = {
  ...PROTOCOL_OUTLINES.rabbitmq,
  summary: 'The broker pushes messages to competing consumers and repeats what is not acknowledged.',
  version: 'RabbitMQ 3.13, 4.2 and 4.3, quorum queue',
  params: foldConnection(connectionParams),
  channelName: 'Queue',
  channelParams: foldQueue(queueParams),
  exchangeName: 'Exchange',
  exchangeParams: [
    choice({
      name: 'exchangeType',
      label: 'Type',
      options: [
        { value: 'direct', label: 'Direct: the same key' },
        { value: 'topic', label: 'Topic: key patterns' },
        { value: 'fanout', label: 'Fanout: every queue' },
        { value: 'headers', label: 'Headers: name and value' },
      ],
      live: false,
    }),
  ],
  brokerName: 'RabbitMQ',
  brokerParams: [
    choice({
      name: 'version',
      label: 'Version',
      options: [
        { value: '4.2', label: '4.2' },
        { value: '4.3', label: '4.3' },
        { value: '3.13', label: '3.13' },
      ],
      live: false,
    }),
    brokerWriteMs,
    number({
      name: 'memoryBytes',
      label: 'Memory',
      unit: 'bytes',
      default: 'unbounded',
      min: 1024,
      max: 1e15,
      usual: [1_000_000, 16_000_000_000],
    }),
    number({
      name: 'memoryWatermark',
      label: 'Memory watermark',
      unit: 'ratio',
      default: 0.6,
      min: 0.01,
      max: 1,
    }),
    number({
      name: 'creditFlow',
      label: 'Credit',
      unit: 'count',
      default: 400,
      min: 2,
      max: 100_000,
      usual: [2, 2000],
    }),
  ],
};
