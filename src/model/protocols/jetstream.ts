import { PROTOCOL_OUTLINES } from '../outlines.ts';
import { choice, number, type ListSpec, withDefaults } from '../parameter.ts';
import {
  acknowledge, capacity, duplicateDetection, duplicateWindow, handlers, lease, maxDeliveries, messageBytes, onError,
  overflow, prefetch, publishRetry, timeToLive,
} from './queue.ts';
import { foldConnection, foldQueue } from './queue-groups.ts';
import { brokerWriteMs, publishParams, type ProtocolSpec } from './shared.ts';


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
};

const connectionParams = withDefaults(
  [
    ...publishParams,
    ...publishRetry({ attempts: 3, backoffMs: 250, capMs: 250, afterSilence: false }),
    prefetch({ default: 500 }),
    acknowledge,
    handlers({ default: 1 }, 'Handlers at once'),
    lease({ default: 30_000, label: 'Ack wait' }),
    number({
      name: 'maxAckPending',
      label: 'Max ack pending',
      unit: 'count',
      default: 1000,
      min: 1,
      max: 1_000_000,
      usual: [1, 5000],
      allowUnbounded: true,
    }),
    maxDeliveries({ default: 'unbounded' }),
    backoff,
    onError(['Nak', 'Say nothing', 'Terminate']),
  ],
  {
    confirm: { default: true },
    confirmTimeoutMs: { default: 5000 },
  },
);

/** NATS JetStream: streams that are kept, and consumers that are each given all of them. */
export const jetstream: ProtocolSpec = {
  ...PROTOCOL_OUTLINES.jetstream,
  summary: 'A stream is kept on disk; each consumer is given all of it and acknowledges message by message.',
  version: 'NATS server 2.15-dev, nats.go 1.53',
  params: foldConnection(connectionParams),
  channelName: 'Stream',
  channelParams: foldQueue([
    choice({
      name: 'retention',
      label: 'Retention',
      options: [
        { value: 'limits', label: 'Up to the limits' },
        { value: 'interest', label: 'Until all consumers have acknowledged' },
        { value: 'workQueue', label: 'Until one consumer has acknowledged' },
      ],
      live: false,
    }),
    capacity({ default: 'unbounded' }),
    overflow({ default: 'dropOldest' }),
    timeToLive({ default: 'unbounded' }),
    { ...duplicateDetection },
    duplicateWindow({ default: 120_000 }),
    messageBytes,
  ]),
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
    }),
  ],
};
