import type { ParameterSpec } from '../parameter.ts';

/** Headings under which an inspector folds parameters of queues and of connections to them; what has none is always of
 *  interest. */
export const QUEUE_GROUPS = {
  publishing: 'Publishing',
  acknowledgement: 'Acknowledgement',
  polling: 'Polling',
  slowConsumers: 'Slow consumers',
  redelivery: 'Redelivery and dead letters',
  sessions: 'Sessions',
  duplicates: 'Duplicates',
  size: 'Size and rate',
} as const;

const OF_CONNECTIONS: Readonly<Record<string, keyof typeof QUEUE_GROUPS>> = {
  confirm: 'publishing',
  confirmTimeoutMs: 'publishing',
  publishAttempts: 'publishing',
  publishBackoffMs: 'publishing',
  publishBackoffCapMs: 'publishing',
  publishAfterSilence: 'publishing',
  delayMs: 'publishing',
  mandatory: 'publishing',
  acknowledge: 'acknowledgement',
  onError: 'acknowledgement',
  onAckTimeout: 'acknowledgement',
  leaseMs: 'acknowledgement',
  renewMs: 'acknowledgement',
  maxAckPending: 'acknowledgement',
  maxDeliveries: 'acknowledgement',
  redeliverMs: 'acknowledgement',
  newBatchThreshold: 'polling',
  pollMinMs: 'polling',
  pollMaxMs: 'polling',
  concurrentSessions: 'sessions',
  sessionIdleMs: 'sessions',
  slowConsumer: 'slowConsumers',
  pendingMessages: 'slowConsumers',
  pendingBytes: 'slowConsumers',
  reconnectMs: 'slowConsumers',
};

const OF_CHANNELS: Readonly<Record<string, keyof typeof QUEUE_GROUPS>> = {
  leaseMs: 'redelivery',
  maxDeliveries: 'redelivery',
  deadLetter: 'redelivery',
  deadLetterExpired: 'redelivery',
  delayedRetryMinMs: 'redelivery',
  delayedRetryMaxMs: 'redelivery',
  duplicateDetection: 'duplicates',
  duplicateWindowMs: 'duplicates',
  sessions: 'sessions',
  hotKeyShare: 'sessions',
  keySkew: 'sessions',
  messageBytes: 'size',
  maxBytes: 'size',
  intakePerSec: 'size',
  targetPerSec: 'size',
};

/** The specifications of a connection to a queue, each under its heading. The order stays. */
export function foldConnection(specs: readonly ParameterSpec[]): readonly ParameterSpec[] {
  return fold(specs, OF_CONNECTIONS);
}

/** The specifications of a queue, each under its heading. The order stays. */
export function foldQueue(specs: readonly ParameterSpec[]): readonly ParameterSpec[] {
  return fold(specs, OF_CHANNELS);
}

function fold(specs: readonly ParameterSpec[], headings: Readonly<Record<string, keyof typeof QUEUE_GROUPS>>): readonly ParameterSpec[] {
  return specs.map((spec) => {
    const heading = headings[spec.name];
    return heading === undefined ? spec : { ...spec, group: QUEUE_GROUPS[heading] };
  });
}
