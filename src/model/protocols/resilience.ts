import type { ParameterSpec } from '../parameter.ts';
import { circuitBreakers } from './breaker-parameters.ts';
import { retryBudgets } from './budget-parameters.ts';
import { concurrencyLimits } from './concurrency-parameters.ts';
import { hedging } from './hedging-parameters.ts';
import { under } from './parameter-group.ts';
import { rateLimiters } from './rate-parameters.ts';
import { retries } from './retry-parameters.ts';
import { timeouts } from './timeout-parameters.ts';

/** Parameters of resilience that every call-and-reply connection has, all off by default. How the mechanisms enclose each
 *  other is told in `docs/spec/resilience.md`; `RESILIENCE_GROUPS` has the groups in that order. */
export const resilienceParams: readonly ParameterSpec[] = [
  ...timeouts,
  ...retries,
  ...retryBudgets,
  ...circuitBreakers,
  ...hedging,
  ...under('limits', [...concurrencyLimits, ...rateLimiters]),
];
