import type { ParameterSpec } from '../parameter.ts';

/** Headings under which an inspector folds the parameters of resilience, outermost mechanism first. */
export const RESILIENCE_GROUPS = {
  limits: 'Limits in the caller',
  timeouts: 'Timeouts',
  retries: 'Retries',
  retryBudget: 'Retry budget',
  hedging: 'Hedging',
  circuitBreaker: 'Circuit breaker',
} as const;

/** Name of one of the headings. */
export type ResilienceGroup = keyof typeof RESILIENCE_GROUPS;

/** Whether a specification stands under one of the headings of resilience. */
export function isResilience(spec: ParameterSpec): boolean {
  return spec.group !== undefined && Object.hasOwn(RESILIENCE_GROUPS, spec.group);
}

/** A heading in words: those of resilience have names of their own, all others are words already. */
export function groupTitle(group: string): string {
  return Object.hasOwn(RESILIENCE_GROUPS, group) ? RESILIENCE_GROUPS[group as ResilienceGroup] : group;
}

/** Specifications under a heading. */
export function under(group: ResilienceGroup, specs: readonly ParameterSpec[]): ParameterSpec[] {
  return specs.map((spec) => ({ ...spec, group }));
}

/** Specifications that matter only while a choice has one of these values. */
export function shownFor(name: string, isOneOf: readonly string[], specs: readonly ParameterSpec[]): ParameterSpec[] {
  return specs.map((spec) => ({ ...spec, shownWhen: { name, isOneOf } }));
}
