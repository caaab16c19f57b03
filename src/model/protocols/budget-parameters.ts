import { choice, number, type ParameterSource, type ParameterSpec } from '../parameter.ts';
import { shownFor, under } from './parameter-group.ts';

const finagle: ParameterSource = { label: 'Finagle RetryBudget', confirmed: true };
const grpcRetries: ParameterSource = { label: 'gRFC A6, rev. 2024-08 (example values)', confirmed: true };
const awsSdk: ParameterSource = { label: 'AWS SDK standard mode (classic costs)', confirmed: true };
const envoy: ParameterSource = { label: 'Envoy circuit_breaker.proto', confirmed: true };
const googleSre: ParameterSource = { label: 'Google SRE book, handling overload: read from third-party copies', confirmed: false };

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
    meaning: 'What keeps retries from multiplying load. A retry that the budget does not allow is dropped, not delayed.',
    effect: 'In a long failure the callee sees little more than the calls themselves.',
  }),
  ...budget(['throttling'], [
    number({
      name: 'throttleTokens',
      label: 'Tokens',
      unit: 'count',
      default: 10,
      min: 1,
      max: 1000,
      meaning: 'Tokens at most. A failure takes one; retries and hedges are dropped while no more than half are left.',
      effect: 'More tokens let more retries through before they stop.',
      source: grpcRetries,
    }),
    number({
      name: 'throttleRatio',
      label: 'Token ratio',
      unit: 'ratio',
      default: 0.1,
      min: 0.001,
      max: 1000,
      usual: [0.01, 1],
      meaning: 'Tokens that a success gives back, to three decimals.',
      effect: 'Retries stop when failures are more than this share of successes.',
      source: grpcRetries,
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
      meaning: 'Retries as a share of recent calls (Finagle) or of the attempts in progress (Envoy).',
      effect: 'Load in a failure grows by this share at most, besides the reserve.',
      source: { label: 'Finagle RetryBudget 20 %; Envoy retry_budget 20 %', confirmed: true },
    }),
  ]),
  ...budget(['share'], [
    number({
      name: 'budgetReservePerSec',
      label: 'Reserve',
      unit: 'perSec',
      default: 10,
      max: 10_000,
      meaning: 'Retries per second that are allowed besides, so that rare callers can retry.',
      effect: 'A caller with few calls may retry them all.',
      source: finagle,
    }),
    number({
      name: 'budgetTtlMs',
      label: 'Remembered for',
      unit: 'ms',
      default: 10_000,
      min: 1000,
      max: 60_000,
      meaning: 'How long a call counts as recent.',
      effect: 'A longer memory allows larger bursts of retries.',
      source: finagle,
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
      meaning: 'Retries in progress, pauses included, that one replica of the caller may have; with a share, at least.',
      effect: 'Further retries are dropped.',
      source: envoy,
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
      meaning: 'Tokens at most; a retry that cannot pay is dropped.',
      effect: 'How many retries a failure may cost before they stop.',
      source: awsSdk,
    }),
    number({
      name: 'bucketRetryCost',
      label: 'Cost after an error',
      unit: 'count',
      default: 5,
      max: 1000,
      meaning: 'Tokens that a retry after an error costs; a call that succeeds gets back what its last retry paid, or one token.',
      effect: 'Dearer retries stop sooner.',
      source: awsSdk,
    }),
    number({
      name: 'bucketTimeoutCost',
      label: 'Cost after a timeout',
      unit: 'count',
      default: 10,
      max: 1000,
      meaning: 'Tokens that a retry after a timeout costs.',
      effect: 'Dearer retries stop sooner.',
      source: awsSdk,
    }),
    number({
      name: 'bucketRejectionCost',
      label: 'Cost after a rejection',
      unit: 'count',
      default: 5,
      max: 1000,
      meaning: 'Tokens that a retry after a rejection (throttling) costs.',
      effect: 'Dearer retries stop sooner.',
      source: awsSdk,
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
      meaning: 'Attempts are refused in the caller with probability (requests − this × accepted) / (requests + 1).',
      effect: 'Smaller refuses sooner; 2 sends about twice what the callee accepts.',
      source: googleSre,
    }),
    number({
      name: 'throttlingWindowMs',
      label: 'Counted over',
      unit: 'ms',
      default: 120_000,
      min: 100,
      max: 3_600_000,
      meaning: 'Time over which requests and accepted ones are counted.',
      effect: 'A longer time reacts more slowly, both ways.',
      source: googleSre,
    }),
  ]),
]);
