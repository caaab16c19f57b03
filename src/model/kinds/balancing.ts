import { number, type ParameterSource, type ParameterSpec, toggle } from '../parameter.ts';

const envoyOutlier: ParameterSource = { label: 'Envoy outlier_detection.proto', confirmed: true };
const kubernetes: ParameterSource = { label: 'Kubernetes readinessProbe defaults: not read', confirmed: false };

/** Headings under which an inspector folds how a balancer leaves targets out. */
export const OUTLIER_GROUP = 'Outlier detection';
export const HEALTH_GROUP = 'Health checks';

function under(group: string, specs: readonly ParameterSpec[]): ParameterSpec[] {
  return specs.map((spec) => ({ ...spec, group }));
}

/** How many keys requests have, and how unevenly they are asked for. `label` says whose choice it is. */
export function keys(shownWhen: { readonly name: string; readonly isOneOf: readonly string[] }, skew: number): readonly ParameterSpec[] {
  return [
    number({
      name: 'keyCount',
      label: 'Keys',
      unit: 'count',
      default: 10_000,
      min: 1,
      max: 100_000_000,
      usual: [1, 100_000],
      shownWhen,
      meaning: 'Number of different keys that are asked for. Components with the same number and skew see the same key of one request.',
      effect: 'More keys need more room for the same share of hits.',
    }),
    number({
      name: 'keySkew',
      label: 'Skew',
      unit: 'factor',
      default: skew,
      max: 5,
      usual: [0, 2],
      shownWhen,
      meaning: 'Exponent of Zipf\'s law: the key in place k is asked for in proportion to 1 / k to this power. 0 asks for all alike.',
      effect: 'A high one makes few hot keys: good for a cache, bad for whoever owns them.',
    }),
  ];
}

const outlier = [
  toggle({
    name: 'outlierDetection',
    label: 'Outlier detection',
    default: false,
    meaning: 'Whether targets that keep failing are left out for a time. Timeouts and rejections count as failures.',
    effect: 'Takes one bad replica out; when many fail it must not take them all.',
    source: { label: 'Envoy, Istio: off until configured', confirmed: true },
  }),
  number({
    name: 'outlierFailures',
    label: 'Failures in a row',
    unit: 'count',
    default: 5,
    min: 1,
    max: 10_000,
    meaning: 'A target that fails so many times in a row is ejected.',
    effect: 'Fewer eject sooner, and by bad luck too.',
    source: envoyOutlier,
  }),
  number({
    name: 'outlierIntervalMs',
    label: 'Looked at every',
    unit: 'ms',
    default: 10_000,
    min: 10,
    max: 3_600_000,
    meaning: 'Time between looks at who may come back, and at success rates.',
    effect: 'Who is out comes back at a look only.',
    source: envoyOutlier,
  }),
  number({
    name: 'ejectionMs',
    label: 'Out for',
    unit: 'ms',
    default: 30_000,
    min: 1,
    max: 3_600_000,
    meaning: 'Time out of service after the first ejection; each further one adds as much, each good interval takes one off.',
    effect: 'A long time spares callers a target that still fails, and wastes one that is well again.',
    source: envoyOutlier,
  }),
  number({
    name: 'ejectionCapMs',
    label: 'Out for at most',
    unit: 'ms',
    default: 300_000,
    min: 1,
    max: 86_400_000,
    meaning: 'The time out of service grows no further than this.',
    effect: 'Bounds how long a repeat offender is out.',
    source: envoyOutlier,
  }),
  number({
    name: 'ejectionShare',
    label: 'At most out',
    unit: 'ratio',
    default: 0.1,
    max: 1,
    meaning: 'Share of the targets that may be ejected at once. With fewer than ten targets and a tenth, none is.',
    effect: 'Keeps a common failure from emptying the pool.',
    source: envoyOutlier,
  }),
  toggle({
    name: 'ejectAtLeastOne',
    label: 'One in any case',
    default: false,
    meaning: 'Whether one target may be ejected even if that is more than the share.',
    effect: 'Makes the detection work for small pools, as it did before Envoy 1.31.',
    source: envoyOutlier,
  }),
  toggle({
    name: 'outlierSuccessRate',
    label: 'Compare success rates',
    default: true,
    meaning: 'Whether a target is ejected whose success rate is below the mean of the others by 1.9 deviations; among at least 5 targets with 100 answers each.',
    effect: 'Finds a target that fails often but not in a row.',
    source: envoyOutlier,
  }),
  number({
    name: 'panicShare',
    label: 'Panic below',
    unit: 'ratio',
    default: 0.5,
    max: 1,
    meaning: 'When fewer than this share of the targets are well, health is ignored and all are used.',
    effect: 'Spreads the load over sick targets rather than burying the well ones under it.',
    source: { label: 'Envoy panic_threshold.rst', confirmed: true },
  }),
];

const health = [
  toggle({
    name: 'healthChecks',
    label: 'Health checks',
    default: false,
    meaning: 'Whether the balancer asks its targets at intervals and leaves out those that do not answer: crashed, frozen or cut off ones.',
    effect: 'Callers stop meeting a crashed replica after a few intervals.',
  }),
  number({
    name: 'healthIntervalMs',
    label: 'Asked every',
    unit: 'ms',
    default: 10_000,
    min: 10,
    max: 3_600_000,
    meaning: 'Time between two probes of a target.',
    effect: 'Interval times failures is how long a crashed target still gets requests.',
    source: kubernetes,
  }),
  number({
    name: 'healthFailures',
    label: 'Bad after',
    unit: 'count',
    default: 3,
    min: 1,
    max: 100,
    meaning: 'Probes without an answer in a row until a target is left out.',
    effect: 'More are slower and surer.',
    source: kubernetes,
  }),
  number({
    name: 'healthSuccesses',
    label: 'Good after',
    unit: 'count',
    default: 1,
    min: 1,
    max: 100,
    meaning: 'Answers in a row until a target that was left out is used again.',
    effect: 'More keep a flapping target out.',
    source: kubernetes,
  }),
];

/** What a balancer knows of its targets. */
export const balancing: readonly ParameterSpec[] = [
  number({
    name: 'ewmaDecayMs',
    label: 'Decay',
    unit: 'ms',
    default: 10_000,
    min: 1,
    max: 3_600_000,
    shownWhen: { name: 'policy', isOneOf: ['peakEwma'] },
    meaning: 'Time over which the mean latency of a target forgets; a slower answer than the mean counts in full at once.',
    effect: 'A short one gives a slow target another chance soon.',
    source: { label: 'Finagle PeakEwma', confirmed: true },
  }),
  {
    type: 'list',
    name: 'weights',
    label: 'Weights',
    unit: 'factor',
    min: 0.001,
    max: 1000,
    minLength: 1,
    maxLength: 100,
    default: [1],
    live: false,
    shownWhen: { name: 'policy', isOneOf: ['weightedLeastRequest'] },
    meaning: 'Weights of the outgoing connections in the order in which they were drawn; 1 where none is given. Each replica has its connection\'s.',
    effect: 'A target gets calls in proportion to its weight divided by its calls in progress plus one.',
    source: { label: 'Envoy load_balancers.rst', confirmed: true },
  },
  ...keys({ name: 'policy', isOneOf: ['ringHash'] }, 0),
  ...under(OUTLIER_GROUP, outlier),
  ...under(HEALTH_GROUP, health),
];
