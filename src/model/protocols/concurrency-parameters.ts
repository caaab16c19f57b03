import { choice, number, type ParameterSpec } from '../parameter.ts';
import { shownFor } from './parameter-group.ts';

/** Where a limiter in the caller can stand. */
export const PLACES = [
  { value: 'call', label: 'Around the whole call, pauses included' },
  { value: 'attempt', label: 'Around each attempt, outside the breaker' },
  { value: 'inner', label: 'Around each attempt, inside the breaker' },
];

const limited = (values: readonly string[], specs: readonly ParameterSpec[]) => shownFor('concurrencyLimit', values, specs);
const anyLimit = ['fixed', 'aimd', 'gradient2', 'vegas'];
const adaptive = ['aimd', 'gradient2', 'vegas'];

/** Concurrency limits in the caller, fixed and adaptive. */
export const concurrencyLimits = [
  choice({
    name: 'concurrencyLimit',
    label: 'Concurrency limit',
    options: [
      { value: 'off', label: 'None' },
      { value: 'fixed', label: 'Fixed (bulkhead)' },
      { value: 'aimd', label: 'Adaptive: AIMD' },
      { value: 'gradient2', label: 'Adaptive: Gradient2' },
      { value: 'vegas', label: 'Adaptive: Vegas' },
    ],
  }),
  ...limited(anyLimit, [
    choice({
      name: 'limitPlace',
      label: 'Limit stands',
      options: PLACES,
    }),
  ]),
  ...limited(['fixed'], [
    number({
      name: 'limitPermits',
      label: 'Permits',
      unit: 'count',
      default: 1000,
      min: 1,
      max: 1_000_000,
      usual: [1, 1000],
    }),
  ]),
  ...limited(anyLimit, [
    number({
      name: 'limitQueue',
      label: 'Waiting places',
      unit: 'count',
      default: 0,
      max: 1_000_000,
      usual: [0, 1000],
    }),
    number({
      name: 'limitWaitMs',
      label: 'Longest wait',
      unit: 'ms',
      default: 'unbounded',
      min: 1,
      max: 3_600_000,
      usual: [1, 10_000],
    }),
  ]),
  ...limited(adaptive, [
    number({
      name: 'limitInitial',
      label: 'First limit',
      unit: 'count',
      default: 20,
      min: 1,
      max: 100_000,
      usual: [1, 500],
    }),
    number({
      name: 'limitMin',
      label: 'Lowest limit',
      unit: 'count',
      default: 20,
      min: 1,
      max: 100_000,
      usual: [1, 500],
    }),
    number({
      name: 'limitMax',
      label: 'Highest limit',
      unit: 'count',
      default: 200,
      min: 1,
      max: 1_000_000,
      usual: [1, 1000],
    }),
  ]),
  ...limited(['aimd'], [
    number({
      name: 'limitSlowMs',
      label: 'Slow from',
      unit: 'ms',
      default: 5000,
      min: 1,
      max: 3_600_000,
      usual: [10, 10_000],
    }),
    number({
      name: 'limitBackoffFactor',
      label: 'Falls by factor',
      unit: 'ratio',
      default: 0.9,
      min: 0.01,
      max: 1,
    }),
  ]),
  ...limited(['gradient2'], [
    number({
      name: 'limitTolerance',
      label: 'Tolerance',
      unit: 'factor',
      default: 1.5,
      min: 1,
      max: 10,
    }),
    number({
      name: 'limitSmoothing',
      label: 'Smoothing',
      unit: 'ratio',
      default: 0.2,
      min: 0.001,
      max: 1,
    }),
    number({
      name: 'limitHeadroom',
      label: 'Allowed queue',
      unit: 'count',
      default: 4,
      max: 10_000,
    }),
    number({
      name: 'limitWindow',
      label: 'Long mean over',
      unit: 'count',
      default: 600,
      min: 1,
      max: 100_000,
    }),
  ]),
];
