import { PROTOCOL_OUTLINES } from '../outlines.ts';
import { number, withDefaults } from '../parameter.ts';
import {
  deadLetter, lease, maxDeliveries, messageBytes, onError, publishRetry, renewal, sendDelay, timeToLive,
} from './queue.ts';
import { foldConnection, foldQueue } from './queue-groups.ts';
import { brokerWriteMs, publishParams, type ProtocolSpec } from './shared.ts';


const connectionParams = withDefaults(
  [
    ...publishParams,
    ...publishRetry({ attempts: 4, backoffMs: 800, capMs: 60_000, afterSilence: true }),
    sendDelay('Invisible at first for'),
    number({
      name: 'batch',
      label: 'Messages per get',
      unit: 'count',
      default: 16,
      min: 1,
      max: 32,
    }),
    number({
      name: 'newBatchThreshold',
      label: 'Ask again at',
      unit: 'count',
      default: 8,
      max: 1000,
      usual: [0, 32],
    }),
    number({
      name: 'pollMinMs',
      label: 'Shortest wait between polls',
      unit: 'ms',
      default: 100,
      min: 1,
      max: 3_600_000,
      usual: [100, 10_000],
    }),
    number({
      name: 'pollMaxMs',
      label: 'Longest wait between polls',
      unit: 'ms',
      default: 60_000,
      min: 1,
      max: 3_600_000,
      usual: [1000, 60_000],
    }),
    renewal({ default: 'unbounded' }),
    onError(['Show it again at once', 'Say nothing']),
  ],
  {
    confirm: { default: true },
    confirmTimeoutMs: { default: 100_000 },
  },
);

const target = number({
  name: 'targetPerSec',
  label: 'Target',
  unit: 'perSec',
  default: 2000,
  min: 1,
  max: 1e9,
  usual: [100, 20_000],
  allowUnbounded: true,
});

/** Azure Storage Queue as the Azure Functions trigger reads it. */
export const storageQueue: ProtocolSpec = {
  ...PROTOCOL_OUTLINES.storageQueue,
  summary: 'Consumers ask for batches; what they get is invisible for a while. An idle queue is asked less and less often.',
  version: 'Azure Functions trigger (WebJobs SDK), .NET SDK',
  params: foldConnection(connectionParams),
  channelName: 'Queue',
  channelParams: foldQueue([
    lease({
      default: 600_000,
      max: 604_800_000,
      label: 'Invisible for',
    }),
    maxDeliveries({ default: 5 }),
    deadLetter({ default: true, label: 'Poison queue' }),
    timeToLive({ default: 604_800_000 }),
    target,
    messageBytes,
  ]),
  brokerName: 'Storage account',
  brokerParams: [
    brokerWriteMs,
    { ...target, default: 20_000, usual: [1000, 100_000] },
  ],
};
