import { choice, number, type ParameterSpec } from '../parameter.ts';

/** Heading under which an inspector folds how replicas come and go. */
export const SCALING_GROUP = 'Scaling';

function shownFor(name: string, isOneOf: readonly string[], specs: readonly ParameterSpec[]): ParameterSpec[] {
  return specs.map((spec) => ({ ...spec, shownWhen: { name, isOneOf } }));
}

const hpa = [
  number({
    name: 'minReplicas',
    label: 'At least',
    unit: 'count',
    default: 1,
    max: 1000,
  }),
  number({
    name: 'maxReplicas',
    label: 'At most',
    unit: 'count',
    default: 10,
    min: 1,
    max: 1000,
    live: false,
  }),
  choice({
    name: 'scalingMetric',
    label: 'Measured',
    options: [
      { value: 'work', label: 'Work of the workers (CPU)' },
      { value: 'busy', label: 'Busy workers' },
      { value: 'queue', label: 'Length of queues' },
    ],
  }),
  number({
    name: 'scalingTarget',
    label: 'Target',
    unit: 'ratio',
    default: 0.8,
    min: 0.01,
    max: 1,
  }),
  number({
    name: 'scalingQueue',
    label: 'Requests for each replica',
    unit: 'count',
    default: 5,
    min: 1,
    max: 1_000_000,
  }),
  number({
    name: 'scalingIntervalMs',
    label: 'Looks every',
    unit: 'ms',
    default: 15_000,
    min: 100,
    max: 3_600_000,
  }),
  number({
    name: 'scalingTolerance',
    label: 'Tolerance',
    unit: 'ratio',
    default: 0.1,
    max: 1,
  }),
  number({
    name: 'scaleUpReplicas',
    label: 'Up by, at most',
    unit: 'count',
    default: 4,
    max: 1000,
  }),
  number({
    name: 'scaleUpShare',
    label: 'Up by a share of',
    unit: 'ratio',
    default: 1,
    max: 100,
    usual: [0, 2],
  }),
  number({
    name: 'scaleDownShare',
    label: 'Down by a share of',
    unit: 'ratio',
    default: 1,
    max: 1,
  }),
  number({
    name: 'scaleDownWindowMs',
    label: 'Down only after',
    unit: 'ms',
    default: 300_000,
    max: 86_400_000,
  }),
  number({
    name: 'startUpMs',
    label: 'Start-up',
    unit: 'ms',
    default: 10_000,
    max: 3_600_000,
  }),
];

const serverless = [
  number({
    name: 'coldStartMs',
    label: 'Cold start',
    unit: 'ms',
    default: 500,
    max: 600_000,
    usual: [50, 10_000],
  }),
  number({
    name: 'instanceConcurrency',
    label: 'Requests per instance',
    unit: 'count',
    default: 1,
    min: 1,
    max: 1000,
  }),
  number({
    name: 'instanceIdleMs',
    label: 'Idle until gone',
    unit: 'ms',
    default: 600_000,
    min: 1,
    max: 86_400_000,
  }),
  number({
    name: 'instanceLimit',
    label: 'Instances at most',
    unit: 'count',
    default: 1000,
    min: 1,
    max: 1000,
    live: false,
  }),
  number({
    name: 'instanceBurst',
    label: 'Starts per 10 s',
    unit: 'count',
    default: 1000,
    min: 1,
    max: 1000,
  }),
  number({
    name: 'provisionedInstances',
    label: 'Kept ready',
    unit: 'count',
    default: 0,
    max: 1000,
    live: false,
  }),
];

/** How the replicas of a service come and go during a run. */
export const scaling: readonly ParameterSpec[] = [
  choice({
    name: 'scaling',
    label: 'Scaling',
    options: [
      { value: 'none', label: 'None' },
      { value: 'hpa', label: 'By a measure (Kubernetes HPA)' },
      { value: 'serverless', label: 'An instance per request (serverless)' },
    ],
    live: false,
  }),
  ...shownFor('scaling', ['hpa'], hpa),
  ...shownFor('scaling', ['serverless'], serverless),
].map((spec) => ({ ...spec, group: SCALING_GROUP }));
