import { choice, number, type ParameterSpec } from '../parameter.ts';
import { shownFor, under } from './parameter-group.ts';

const anyBreaker = ['consecutive', 'timeWindow', 'countWindow', 'consecutiveOrTime'];
const windowed = ['timeWindow', 'countWindow', 'consecutiveOrTime'];
const breaking = (values: readonly string[], specs: readonly ParameterSpec[]) => shownFor('breaker', values, specs);

/** Circuit breakers: what opens them, for how long, and how they close. */
export const circuitBreakers = under('circuitBreaker', [
  choice({
    name: 'breaker',
    label: 'Circuit breaker',
    options: [
      { value: 'off', label: 'None' },
      { value: 'consecutive', label: 'Opens after failures in a row' },
      { value: 'timeWindow', label: 'Opens by the share of failures in a time' },
      { value: 'countWindow', label: 'Opens by the share of failures among the last calls' },
      { value: 'consecutiveOrTime', label: 'Opens after failures in a row, or by their share in a time' },
    ],
  }),
  ...breaking(['consecutive', 'consecutiveOrTime'], [
    number({
      name: 'breakerFailures',
      label: 'Failures in a row',
      unit: 'count',
      default: 5,
      min: 1,
      max: 10_000,
    }),
  ]),
  ...breaking(windowed, [
    number({
      name: 'breakerRatio',
      label: 'Failures allowed',
      unit: 'ratio',
      default: 0.1,
      min: 0.0001,
      max: 1,
    }),
    number({
      name: 'breakerMinCalls',
      label: 'Attempts needed',
      unit: 'count',
      default: 100,
      min: 1,
      max: 1_000_000,
      usual: [1, 500],
    }),
  ]),
  ...breaking(['timeWindow', 'consecutiveOrTime'], [
    number({
      name: 'breakerWindowMs',
      label: 'Window',
      unit: 'ms',
      default: 30_000,
      min: 10,
      max: 3_600_000,
    }),
  ]),
  ...breaking(['countWindow'], [
    number({
      name: 'breakerWindowCalls',
      label: 'Window',
      unit: 'count',
      default: 100,
      min: 1,
      max: 1000,
    }),
  ]),
  ...breaking(windowed, [
    choice({
      name: 'breakerChecks',
      label: 'Checked on',
      options: [
        { value: 'failures', label: 'Each failure (Polly)' },
        { value: 'all', label: 'Each outcome (resilience4j, Hystrix)' },
      ],
    }),
    number({
      name: 'slowCallMs',
      label: 'Slow from',
      unit: 'ms',
      default: 'unbounded',
      min: 1,
      max: 3_600_000,
      usual: [10, 60_000],
    }),
    number({
      name: 'slowCallRatio',
      label: 'Slow ones allowed',
      unit: 'ratio',
      default: 1,
      min: 0.0001,
      max: 1,
    }),
  ]),
  ...breaking(anyBreaker, [
    number({
      name: 'breakMs',
      label: 'Open for',
      unit: 'ms',
      default: 5000,
      min: 1,
      max: 3_600_000,
      usual: [100, 60_000],
    }),
    number({
      name: 'breakFactor',
      label: 'Longer each time by',
      unit: 'factor',
      default: 1,
      min: 1,
      max: 100,
      usual: [1, 4],
    }),
    number({
      name: 'breakCapMs',
      label: 'Open at most for',
      unit: 'ms',
      default: 'unbounded',
      min: 1,
      max: 3_600_000,
      usual: [1000, 600_000],
    }),
    choice({
      name: 'breakJitter',
      label: 'Open time varies',
      options: [
        { value: 'none', label: 'Not at all' },
        { value: 'equal', label: 'Between half and all of it' },
      ],
    }),
    number({
      name: 'halfOpenCalls',
      label: 'Probes',
      unit: 'count',
      default: 1,
      min: 1,
      max: 1000,
    }),
  ]),
]);
