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
  }),
  number({
    name: 'retryDelayMs',
    label: 'Pause between attempts',
    unit: 'ms',
    default: 1000,
    max: 3_600_000,
    usual: [0, 10_000],
  }),
];

/** How unevenly the keys or sessions of messages come. It stands last where it is used: links number parameters. */
export const keySkew = number({
  name: 'keySkew',
  label: 'Skew',
  unit: 'factor',
  default: 0,
  max: 5,
  usual: [0, 2],
});

/** Size of a message of which its class says none. */
export const recordBytes = number({
  name: 'recordBytes',
  label: 'Message size',
  unit: 'bytes',
  default: 1000,
  min: 1,
  max: 100_000_000,
  usual: [100, 100_000],
});
