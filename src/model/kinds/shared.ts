import { choice, number, type ParameterSpec } from '../parameter.ts';

/** Declares one kind of component for palette, inspector, schema and engine. */
export interface KindSpec {
  readonly label: string;
  /** One sentence for the palette. */
  readonly summary: string;
  readonly params: readonly ParameterSpec[];
  /** Kinds of connection that may leave it. */
  readonly mayCall: readonly ('sync' | 'queue' | 'stream')[];
  /** Kinds of connection that may end in it. */
  readonly mayServe: readonly ('sync' | 'queue' | 'stream')[];
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
      meaning: 'Mean time a worker spends on the component\'s own work for one request.',
      effect: 'Longer work lowers the most that can be served: workers divided by service time.',
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
      meaning: 'How service times vary around their mean.',
      effect: 'More variable work makes longer queues at the same load.',
    }),
    number({
      name: 'serviceVariation',
      label: 'Variation',
      unit: 'factor',
      default: 1,
      min: 0.01,
      max: 20,
      shownWhen: { name: 'serviceDistribution', isOneOf: ['lognormal'] },
      meaning: 'Coefficient of variation: standard deviation divided by the mean.',
      effect: 'A larger one makes rare, very long service times, and with them a longer tail.',
    }),
    number({
      name: 'erlangStages',
      label: 'Stages',
      unit: 'count',
      default: 4,
      min: 1,
      max: 100,
      shownWhen: { name: 'serviceDistribution', isOneOf: ['erlang'] },
      meaning: 'Number of exponential stages that make up one service time.',
      effect: 'More stages make service times more regular: their variation is one over the square root of this.',
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
      meaning: 'Measured service times; each request draws one of them. The mean above is not used.',
      effect: 'Repeats what you measured, tail included, but nothing longer than the longest value.',
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
  meaning: 'Instances, each with its own workers and its own queue.',
  effect: 'More replicas serve more, but a request can wait at one while another idles.',
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
    meaning: 'Requests that one replica works on at the same time.',
    effect: 'More workers serve more in parallel; a worker that waits for a reply under "hold" is busy too.',
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
    meaning: 'Requests that may wait for a worker of one replica; those in service are not counted.',
    effect: 'A full queue rejects at once: a short one fails fast, a long one makes everybody wait.',
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
  meaning: 'Share of requests that fail after their work, whatever else happens.',
  effect: 'Failed requests still cost their service time, and callers may try again.',
});
