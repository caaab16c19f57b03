import { choice, number, type ParameterSpec } from '../parameter.ts';
import { PLACES } from './concurrency-parameters.ts';
import { shownFor } from './parameter-group.ts';

const rated = (values: readonly string[], specs: readonly ParameterSpec[]) => shownFor('rateLimiter', values, specs);
const anyRate = ['tokenBucket', 'slidingWindow', 'fixedWindow'];

/** Rate limiters in the caller. */
export const rateLimiters = [
  choice({
    name: 'rateLimiter',
    label: 'Rate limiter',
    options: [
      { value: 'off', label: 'None' },
      { value: 'tokenBucket', label: 'Token bucket' },
      { value: 'slidingWindow', label: 'Sliding window' },
      { value: 'fixedWindow', label: 'Fixed window' },
    ],
  }),
  ...rated(anyRate, [
    choice({
      name: 'ratePlace',
      label: 'Limiter stands',
      options: PLACES,
    }),
    number({
      name: 'ratePermits',
      label: 'Calls allowed',
      unit: 'count',
      default: 50,
      min: 1,
      max: 1_000_000,
      usual: [1, 1000],
    }),
    number({
      name: 'rateWindowMs',
      label: 'In',
      unit: 'ms',
      default: 1000,
      min: 1,
      max: 3_600_000,
      usual: [10, 60_000],
    }),
  ]),
  ...rated(['tokenBucket'], [
    number({
      name: 'rateBurst',
      label: 'Burst',
      unit: 'count',
      default: 50,
      min: 1,
      max: 1_000_000,
      usual: [1, 1000],
    }),
  ]),
  ...rated(['tokenBucket', 'fixedWindow'], [
    number({
      name: 'rateWaitMs',
      label: 'Longest wait',
      unit: 'ms',
      default: 0,
      max: 3_600_000,
      usual: [0, 10_000],
    }),
  ]),
];
