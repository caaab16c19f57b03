import { number, withDefaults } from '../parameter.ts';
import {
  assumed, deadLetter, lease, maxDeliveries, messageBytes, onError, publishRetry, read, renewal, sendDelay, timeToLive,
} from './queue.ts';
import { brokerWriteMs, publishParams, type ProtocolSpec } from './shared.ts';

const trigger = 'Azure Functions storage queue trigger (WebJobs SDK)';

const connectionParams = withDefaults(
  [
    ...publishParams,
    ...publishRetry({ attempts: 4, backoffMs: 800, capMs: 60_000, afterSilence: true, source: read('Azure.Core RetryOptions: 3 retries, 0.8 s to 60 s') }),
    sendDelay('Invisible at first for', read('Azure Storage REST API, Put Message: visibilitytimeout')),
    number({
      name: 'batch',
      label: 'Messages per get',
      unit: 'count',
      default: 16,
      min: 1,
      max: 32,
      meaning: 'Messages that one replica asks for at a time; all of them are worked on at once.',
      effect: 'Larger batches ask less often and hold more messages that others could do.',
      source: read(`${trigger}, QueuesOptions`),
    }),
    number({
      name: 'newBatchThreshold',
      label: 'Ask again at',
      unit: 'count',
      default: 8,
      max: 1000,
      usual: [0, 32],
      meaning: 'Messages in work at or below which a replica asks for the next batch.',
      effect: 'A replica has at most this many and a batch in work.',
      source: read(`${trigger}, QueuesOptions: 8 for each core`),
    }),
    number({
      name: 'pollMinMs',
      label: 'Shortest wait between polls',
      unit: 'ms',
      default: 100,
      min: 1,
      max: 3_600_000,
      usual: [100, 10_000],
      meaning: 'Wait after the first poll that finds nothing; it grows about twofold with each further one.',
      effect: 'Shorter finds new messages earlier and costs more requests.',
      source: read(`${trigger}, QueuePollingIntervals`),
    }),
    number({
      name: 'pollMaxMs',
      label: 'Longest wait between polls',
      unit: 'ms',
      default: 60_000,
      min: 1,
      max: 3_600_000,
      usual: [1000, 60_000],
      meaning: 'The wait between polls never exceeds this.',
      effect: 'The first message after a quiet time waits up to this long.',
      source: read(`${trigger}, QueuePollingIntervals: 1 min`),
    }),
    renewal({ default: 'unbounded', source: read(`${trigger}, QueueListener: a timer renews`) }),
    onError(['Show it again at once', 'Say nothing'], read(`${trigger}: visibilityTimeout 0`)),
  ],
  {
    confirm: { default: true, source: read('Azure Storage REST API, Put Message') },
    confirmTimeoutMs: { default: 100_000, source: read('Azure.Core RetryOptions: network timeout 100 s') },
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
  meaning: 'Messages per second of 1 KiB that the service takes in; as many again are handed out.',
  effect: 'Above it the service answers 503 Server Busy and clients wait before they try again.',
  source: read('Azure docs, scalability targets for Queue storage'),
});

/** Azure Storage Queue as the Azure Functions trigger reads it. */
export const storageQueue: ProtocolSpec = {
  label: 'Azure Storage Queue',
  kind: 'queue',
  summary: 'Consumers ask for batches; what they get is invisible for a while. An idle queue is asked less and less often.',
  version: 'Azure Functions trigger (WebJobs SDK), .NET SDK',
  params: connectionParams,
  channelKind: 'queue',
  channelName: 'Queue',
  channelParams: [
    lease({
      default: 600_000,
      max: 604_800_000,
      label: 'Invisible for',
      meaning: 'Time for which a message that was got is invisible; then it appears again, and deleting it fails.',
      effect: 'Shorter than the work: every message is done twice. Longer: the messages of a crashed worker are hidden as long.',
      source: read(`${trigger}, QueueListener: 10 min, renewed; a plain get: 30 s`),
    }),
    maxDeliveries({
      default: 5,
      meaning: 'Deliveries of one message before the trigger moves it to the poison queue.',
      source: read(`${trigger}: maxDequeueCount 5`),
    }),
    deadLetter({
      default: true,
      label: 'Poison queue',
      meaning: 'Whether messages that are given up go to the poison queue or vanish.',
      source: read(`${trigger}: a queue called "-poison"`),
    }),
    timeToLive({ default: 604_800_000, source: read('Azure Storage REST API, Put Message: 7 days') }),
    target,
    messageBytes,
  ],
  brokerName: 'Storage account',
  brokerParams: [
    brokerWriteMs,
    { ...target, default: 20_000, usual: [1000, 100_000], source: assumed('Azure docs, scalability targets: 20,000 of 1 KiB for one account') },
  ],
};
