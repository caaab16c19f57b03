import { number, type ParameterSpec } from '../parameter.ts';

/** Parameters of consumers that several streams share. */
export const retryParams: readonly ParameterSpec[] = [
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
    source: { label: 'Apache Kafka has no handling of poison records of its own', confirmed: true },
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
    source: { label: 'usual back-off of listener frameworks', confirmed: false },
  }),
];

/** Size of a message of which its class says none. */
export const recordBytes = number({
  name: 'recordBytes',
  label: 'Message size',
  unit: 'bytes',
  default: 1000,
  min: 1,
  max: 100_000_000,
  usual: [100, 100_000],
  meaning: 'Bytes of one message of which its class says no size.',
  effect: 'Decides how many fit into a batch, a buffer or a window.',
  source: { label: 'example value', confirmed: false },
});
