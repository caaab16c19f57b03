import type { KindOutline } from '../outlines.ts';
import { choice, number, type ParameterSpec } from '../parameter.ts';

/** Declares one kind of component for palette, inspector, schema and engine. */
export interface KindSpec extends KindOutline {
  readonly params: readonly ParameterSpec[];
}

/** Parameters of a service time: its distribution, mean and shape. */
export function serviceTime(meanMs: number, distribution = 'exponential'): readonly ParameterSpec[] {
  return [
    number({
      name: 'serviceMs',
      label: 'Service time',
      unit: 'ms',
      default: meanMs,
      max: 3_600_000,
    }),
    choice({
      name: 'serviceDistribution',
      label: 'Distribution',
      default: distribution,
      options: [
        { value: 'exponential', label: 'Exponential' },
        { value: 'deterministic', label: 'Always the same' },
        { value: 'lognormal', label: 'Lognormal' },
        { value: 'erlang', label: 'Erlang' },
        { value: 'empirical', label: 'Measured values' },
      ],
    }),
    number({
      name: 'serviceVariation',
      label: 'Variation',
      unit: 'factor',
      default: 1,
      min: 0.01,
      max: 20,
      shownWhen: { name: 'serviceDistribution', isOneOf: ['lognormal'] },
    }),
    number({
      name: 'erlangStages',
      label: 'Stages',
      unit: 'count',
      default: 4,
      min: 1,
      max: 100,
      shownWhen: { name: 'serviceDistribution', isOneOf: ['erlang'] },
    }),
    {
      type: 'list',
      name: 'serviceSamplesMs',
      label: 'Measured values',
      unit: 'ms',
      min: 0,
      max: 3_600_000,
      minLength: 1,
      maxLength: 500,
      default: [meanMs],
      live: false,
      shownWhen: { name: 'serviceDistribution', isOneOf: ['empirical'] },
    },
  ];
}

/** Number of replicas: separate instances with workers and a queue of their own. */
export const replicas = number({
  name: 'replicas',
  label: 'Replicas',
  unit: 'count',
  default: 1,
  min: 1,
  max: 64,
  live: false,
});

/** Number of workers of one replica: requests it can work on at once (Kendall\'s c). */
export function workers(count: number): ParameterSpec {
  return number({
    name: 'servers',
    label: 'Workers',
    unit: 'count',
    default: count,
    min: 1,
    max: 10_000,
  });
}

/** Waiting places in front of the workers of one replica. */
export function waitingPlaces(count: number | 'unbounded'): ParameterSpec {
  return number({
    name: 'queueCapacity',
    label: 'Queue limit',
    unit: 'count',
    default: count,
    max: 1_000_000,
    usual: [0, 1000],
    allowUnbounded: true,
  });
}

/** Share of requests that fail by themselves, after the work was done. */
export const failureRatio = number({
  name: 'failureRatio',
  label: 'Own failures',
  unit: 'ratio',
  default: 0,
  max: 1,
  usual: [0, 0.2],
});
