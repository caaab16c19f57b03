import { number, type ParameterSpec, toggle } from '../parameter.ts';

/** Headings under which an inspector folds how a balancer leaves targets out. */
export const OUTLIER_GROUP = 'Outlier detection';
export const HEALTH_GROUP = 'Health checks';

function under(group: string, specs: readonly ParameterSpec[]): ParameterSpec[] {
  return specs.map((spec) => ({ ...spec, group }));
}

/** How many keys requests have, and how unevenly they are asked for: alike, or by Zipf's law; `hotKey` adds a hot one. */
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
    }),
    number({
      name: 'keySkew',
      label: 'Skew',
      unit: 'factor',
      default: skew,
      max: 5,
      usual: [0, 2],
      shownWhen,
    }),
  ];
}

/** Share of one key besides what the law of the keys gives it. It stands last where it is used: links number parameters. */
export function hotKey(shownWhen: { readonly name: string; readonly isOneOf: readonly string[] }): ParameterSpec {
  return number({
    name: 'hotKeyShare',
    label: 'Hot key',
    unit: 'ratio',
    default: 0,
    max: 1,
    shownWhen,
  });
}

const outlier = [
  toggle({
    name: 'outlierDetection',
    label: 'Outlier detection',
    default: false,
  }),
  number({
    name: 'outlierFailures',
    label: 'Failures in a row',
    unit: 'count',
    default: 5,
    min: 1,
    max: 10_000,
  }),
  number({
    name: 'outlierIntervalMs',
    label: 'Looked at every',
    unit: 'ms',
    default: 10_000,
    min: 10,
    max: 3_600_000,
  }),
  number({
    name: 'ejectionMs',
    label: 'Out for',
    unit: 'ms',
    default: 30_000,
    min: 1,
    max: 3_600_000,
  }),
  number({
    name: 'ejectionCapMs',
    label: 'Out for at most',
    unit: 'ms',
    default: 300_000,
    min: 1,
    max: 86_400_000,
  }),
  number({
    name: 'ejectionShare',
    label: 'At most out',
    unit: 'ratio',
    default: 0.1,
    max: 1,
  }),
  toggle({
    name: 'ejectAtLeastOne',
    label: 'One in any case',
    default: false,
  }),
  toggle({
    name: 'outlierSuccessRate',
    label: 'Compare success rates',
    default: true,
  }),
  number({
    name: 'panicShare',
    label: 'Panic below',
    unit: 'ratio',
    default: 0.5,
    max: 1,
  }),
];

const health = [
  toggle({
    name: 'healthChecks',
    label: 'Health checks',
    default: false,
  }),
  number({
    name: 'healthIntervalMs',
    label: 'Asked every',
    unit: 'ms',
    default: 10_000,
    min: 10,
    max: 3_600_000,
  }),
  number({
    name: 'healthFailures',
    label: 'Bad after',
    unit: 'count',
    default: 3,
    min: 1,
    max: 100,
  }),
  number({
    name: 'healthSuccesses',
    label: 'Good after',
    unit: 'count',
    default: 1,
    min: 1,
    max: 100,
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
  },
  ...keys({ name: 'policy', isOneOf: ['ringHash'] }, 0),
  ...under(OUTLIER_GROUP, outlier),
  ...under(HEALTH_GROUP, health),
  hotKey({ name: 'policy', isOneOf: ['ringHash'] }),
];
