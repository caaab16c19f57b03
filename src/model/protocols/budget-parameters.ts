import { choice, number, type ParameterSpec } from '../parameter.ts';
import { shownFor, under } from './parameter-group.ts';

const budget = (values: readonly string[], specs: readonly ParameterSpec[]) => shownFor('retryBudget', values, specs);

/** Retry budgets: what keeps retries from multiplying load. */
export const retryBudgets = under('retryBudget', [
  choice({
    name: 'retryBudget',
    label: 'Retry budget',
    options: [
      { value: 'none', label: 'None' },
      { value: 'throttling', label: 'gRPC throttling: tokens lost by failures' },
      { value: 'share', label: 'Finagle: a share of recent calls' },
      { value: 'activeShare', label: 'Envoy retry_budget: a share of active calls' },
      { value: 'active', label: 'Envoy max_retries: so many at once' },
      { value: 'bucket', label: 'AWS SDK: tokens paid by retries' },
      { value: 'clientThrottling', label: 'Google SRE: refuse calls when too few are accepted' },
    ],
  }),
  ...budget(['throttling'], [
    number({
      name: 'throttleTokens',
      label: 'Tokens',
      unit: 'count',
      default: 10,
      min: 1,
      max: 1000,
    }),
    number({
      name: 'throttleRatio',
      label: 'Token ratio',
      unit: 'ratio',
      default: 0.1,
      min: 0.001,
      max: 1000,
      usual: [0.01, 1],
    }),
  ]),
  ...budget(['share', 'activeShare'], [
    number({
      name: 'budgetShare',
      label: 'Retries allowed',
      unit: 'ratio',
      default: 0.2,
      max: 10,
      usual: [0, 1],
    }),
  ]),
  ...budget(['share'], [
    number({
      name: 'budgetReservePerSec',
      label: 'Reserve',
      unit: 'perSec',
      default: 10,
      max: 10_000,
    }),
    number({
      name: 'budgetTtlMs',
      label: 'Remembered for',
      unit: 'ms',
      default: 10_000,
      min: 1000,
      max: 60_000,
    }),
  ]),
  ...budget(['activeShare', 'active'], [
    number({
      name: 'maxActiveRetries',
      label: 'Retries at once',
      unit: 'count',
      default: 3,
      max: 1_000_000,
      usual: [0, 100],
    }),
  ]),
  ...budget(['bucket'], [
    number({
      name: 'bucketTokens',
      label: 'Tokens',
      unit: 'count',
      default: 500,
      min: 1,
      max: 1_000_000,
    }),
    number({
      name: 'bucketRetryCost',
      label: 'Cost after an error',
      unit: 'count',
      default: 5,
      max: 1000,
    }),
    number({
      name: 'bucketTimeoutCost',
      label: 'Cost after a timeout',
      unit: 'count',
      default: 10,
      max: 1000,
    }),
    number({
      name: 'bucketRejectionCost',
      label: 'Cost after a rejection',
      unit: 'count',
      default: 5,
      max: 1000,
    }),
  ]),
  ...budget(['clientThrottling'], [
    number({
      name: 'throttlingFactor',
      label: 'Requests per accepted one',
      unit: 'factor',
      default: 2,
      min: 1,
      max: 100,
      usual: [1, 4],
    }),
    number({
      name: 'throttlingWindowMs',
      label: 'Counted over',
      unit: 'ms',
      default: 120_000,
      min: 100,
      max: 3_600_000,
    }),
  ]),
]);
