import { PROTOCOL_OUTLINES } from '../outlines.ts';
import { number, toggle, withDefaults } from '../parameter.ts';
import {
  acknowledge, capacity, deadLetter, duplicateDetection, duplicateWindow, handlers, lease, maxDeliveries, messageBytes,
  onError, overflow, prefetch, publishRetry, renewal, sendDelay, timeToLive,
} from './queue.ts';
import { foldConnection, foldQueue } from './queue-groups.ts';
import { brokerWriteMs, publishParams, type ProtocolSpec } from './shared.ts';
import { keySkew } from './stream.ts';

const connectionParams = withDefaults(
  [
    ...publishParams,
    ...publishRetry({ attempts: 4, backoffMs: 800, capMs: 60_000, afterSilence: true }),
    sendDelay('Scheduled after'),
    prefetch({ default: 0, min: 0 }),
    acknowledge,
    handlers({ default: 1 }, 'Concurrent calls'),
    renewal({ default: 300_000 }),
    onError(['Abandon', 'Say nothing', 'Dead-letter']),
    number({
      name: 'concurrentSessions',
      label: 'Concurrent sessions',
      unit: 'count',
      default: 8,
      min: 1,
      max: 10_000,
      usual: [1, 64],
    }),
    number({
      name: 'sessionIdleMs',
      label: 'Give an idle session up after',
      unit: 'ms',
      default: 60_000,
      min: 1,
      max: 3_600_000,
      usual: [100, 60_000],
    }),
    number({
      name: 'busyPauseMs',
      label: 'Pause when the broker is busy',
      unit: 'ms',
      default: 10_000,
      max: 600_000,
      usual: [0, 20_000],
    }),
  ],
  {
    confirm: { default: true },
    confirmTimeoutMs: { default: 60_000 },
  },
);

const queueParams = [
  capacity({ default: 'unbounded' }),
  overflow({ default: 'reject' }),
  lease({
    default: 60_000,
    max: 300_000,
    label: 'Lock',
  }),
  maxDeliveries({ default: 10 }),
  deadLetter({ default: true }),
  timeToLive({ default: 'unbounded' }),
  toggle({
    name: 'deadLetterExpired',
    label: 'Dead-letter what expires',
    default: false,
  }),
  duplicateDetection,
  duplicateWindow({ default: 600_000 }),
  number({
    name: 'sessions',
    label: 'Sessions',
    unit: 'count',
    default: 0,
    max: 1000,
    usual: [0, 64],
    live: false,
  }),
  number({
    name: 'hotKeyShare',
    label: 'Hot session',
    unit: 'ratio',
    default: 0,
    max: 1,
  }),
  messageBytes,
  number({
    name: 'maxBytes',
    label: 'Size limit',
    unit: 'bytes',
    default: 1_073_741_824,
    max: 1e15,
    usual: [0, 85_899_345_920],
    allowUnbounded: true,
  }),
  keySkew,
];

/** Azure Service Bus: queues, topics and subscriptions in peek-lock mode. */
export const serviceBus: ProtocolSpec = {
  ...PROTOCOL_OUTLINES.serviceBus,
  summary: 'Consumers lock messages for a while; a lock that runs out offers the message again.',
  version: '.NET SDK, Standard tier',
  params: foldConnection(connectionParams),
  channelName: 'Queue',
  channelParams: foldQueue(queueParams),
  exchangeName: 'Topic',
  boundName: 'Subscription',
  exchangeParams: [],
  brokerName: 'Service Bus',
  brokerParams: [
    brokerWriteMs,
    number({
      name: 'creditsPerSec',
      label: 'Credits',
      unit: 'perSec',
      default: 1000,
      min: 1,
      max: 10_000_000,
      usual: [100, 10_000],
      allowUnbounded: true,
    }),
  ],
};
