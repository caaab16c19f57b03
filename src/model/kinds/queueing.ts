import { choice, number, toggle, type ParameterSpec } from '../parameter.ts';

/** Headings under which an inspector folds what happens in front of workers. */
export const QUEUE_GROUP = 'Queue';
export const ADMISSION_GROUP = 'Admission';

function under(group: string, specs: readonly ParameterSpec[]): ParameterSpec[] {
  return specs.map((spec) => ({ ...spec, group }));
}

/** Specifications that matter only while a choice has one of these values. */
function shownFor(name: string, isOneOf: readonly string[], specs: readonly ParameterSpec[]): ParameterSpec[] {
  return specs.map((spec) => ({ ...spec, shownWhen: { name, isOneOf } }));
}

const order = [
  choice({
    name: 'queueOrder',
    label: 'Order',
    options: [
      { value: 'fifo', label: 'First in, first out' },
      { value: 'lifo', label: 'Last in, first out' },
      { value: 'adaptiveLifo', label: 'Last in, first out when nearly full' },
      { value: 'priority', label: 'By priority of the class' },
      { value: 'preemptive', label: 'By priority, interrupting others' },
      { value: 'shared', label: 'All at once (processor sharing)' },
    ],
  }),
  ...shownFor('queueOrder', ['adaptiveLifo'], [
    number({
      name: 'lifoAboveShare',
      label: 'Newest first above',
      unit: 'ratio',
      default: 0.8,
      max: 1,
    }),
  ]),
];

const waiting = [
  choice({
    name: 'waitLimit',
    label: 'Waiting ends',
    options: [
      { value: 'none', label: 'Only with service' },
      { value: 'fixed', label: 'After a timeout' },
      { value: 'codel', label: 'When the queue stands (CoDel)' },
      { value: 'controlledDelay', label: 'After a controlled delay' },
    ],
  }),
  ...shownFor('waitLimit', ['fixed'], [
    number({
      name: 'queueTimeoutMs',
      label: 'Longest wait',
      unit: 'ms',
      default: 1000,
      max: 3_600_000,
    }),
  ]),
  ...shownFor('waitLimit', ['codel', 'controlledDelay'], [
    number({
      name: 'delayTargetMs',
      label: 'Target delay',
      unit: 'ms',
      default: 5,
      max: 600_000,
      usual: [1, 100],
    }),
    number({
      name: 'delayIntervalMs',
      label: 'Interval',
      unit: 'ms',
      default: 100,
      min: 1,
      max: 600_000,
      usual: [10, 1000],
    }),
  ]),
  toggle({
    name: 'dropExpired',
    label: 'Drop expired requests',
    default: false,
  }),
  choice({
    name: 'whenFull',
    label: 'When the queue is full',
    options: [
      { value: 'reject', label: 'Reject' },
      { value: 'block', label: 'Let callers wait (back-pressure)' },
    ],
  }),
];

const shedding = [
  choice({
    name: 'shedding',
    label: 'Load shedding',
    options: [
      { value: 'none', label: 'None' },
      { value: 'queue', label: 'When the queue fills' },
      { value: 'utilization', label: 'When the workers are busy' },
    ],
  }),
  ...shownFor('shedding', ['queue', 'utilization'], [
    number({
      name: 'shedAboveShare',
      label: 'Shed above',
      unit: 'ratio',
      default: 0.9,
      max: 1,
    }),
    toggle({
      name: 'shedSparesPriority',
      label: 'Spare priority',
      default: true,
    }),
  ]),
  ...shownFor('shedding', ['utilization'], [
    number({
      name: 'shedWindowMs',
      label: 'Smoothed over',
      unit: 'ms',
      default: 1000,
      max: 600_000,
    }),
  ]),
];

const ADAPTIVE = ['aimd', 'gradient2', 'vegas'];

const limit = [
  choice({
    name: 'admission',
    label: 'Concurrency limit',
    options: [
      { value: 'off', label: 'Off' },
      { value: 'fixed', label: 'Fixed' },
      { value: 'aimd', label: 'AIMD' },
      { value: 'gradient2', label: 'Gradient2' },
      { value: 'vegas', label: 'Vegas' },
      { value: 'gradient', label: 'Envoy gradient' },
    ],
  }),
  ...shownFor('admission', ['fixed'], [
    number({
      name: 'admissionPermits',
      label: 'Calls at once',
      unit: 'count',
      default: 100,
      min: 1,
      max: 1_000_000,
    }),
  ]),
  ...shownFor('admission', ADAPTIVE, [
    number({
      name: 'admissionInitial',
      label: 'Limit at first',
      unit: 'count',
      default: 20,
      min: 1,
      max: 1_000_000,
    }),
  ]),
  ...shownFor('admission', ['aimd', 'gradient2'], [
    number({
      name: 'admissionMin',
      label: 'Lowest limit',
      unit: 'count',
      default: 20,
      min: 1,
      max: 1_000_000,
    }),
    number({
      name: 'admissionMax',
      label: 'Highest limit',
      unit: 'count',
      default: 200,
      min: 1,
      max: 1_000_000,
    }),
  ]),
  ...shownFor('admission', ['aimd'], [
    number({
      name: 'admissionSlowMs',
      label: 'Slow from',
      unit: 'ms',
      default: 5000,
      min: 0,
      max: 3_600_000,
    }),
    number({
      name: 'admissionBackoffFactor',
      label: 'Falls to',
      unit: 'ratio',
      default: 0.9,
      min: 0.1,
      max: 1,
    }),
  ]),
  ...shownFor('admission', ['gradient2'], [
    number({
      name: 'admissionTolerance',
      label: 'Tolerance',
      unit: 'factor',
      default: 1.5,
      min: 1,
      max: 100,
      usual: [1, 3],
    }),
    number({
      name: 'admissionSmoothing',
      label: 'Smoothing',
      unit: 'ratio',
      default: 0.2,
      min: 0.01,
      max: 1,
    }),
    number({
      name: 'admissionHeadroom',
      label: 'Headroom',
      unit: 'count',
      default: 4,
      max: 10_000,
    }),
    number({
      name: 'admissionWindow',
      label: 'Long mean over',
      unit: 'count',
      default: 600,
      min: 1,
      max: 1_000_000,
    }),
  ]),
  ...shownFor('admission', ['vegas', 'gradient'], [
    number({
      name: 'admissionCap',
      label: 'Limit at most',
      unit: 'count',
      default: 1000,
      min: 3,
      max: 1_000_000,
    }),
  ]),
  ...shownFor('admission', ['gradient'], [
    number({
      name: 'admissionUpdateMs',
      label: 'Updated every',
      unit: 'ms',
      default: 100,
      min: 1,
      max: 600_000,
    }),
    number({
      name: 'admissionProbeEveryMs',
      label: 'Shortest time measured every',
      unit: 'ms',
      default: 60_000,
      min: 1,
      max: 86_400_000,
    }),
    number({
      name: 'admissionProbeRequests',
      label: 'Measured over',
      unit: 'count',
      default: 50,
      min: 1,
      max: 100_000,
    }),
    number({
      name: 'admissionBuffer',
      label: 'Buffer',
      unit: 'ratio',
      default: 0.25,
      max: 10,
      usual: [0, 1],
    }),
  ]),
];

const RATED = ['tokenBucket', 'slidingWindow', 'fixedWindow'];

const rate = [
  choice({
    name: 'admissionRate',
    label: 'Rate limit',
    options: [
      { value: 'off', label: 'Off' },
      { value: 'tokenBucket', label: 'Token bucket' },
      { value: 'slidingWindow', label: 'Sliding window' },
      { value: 'fixedWindow', label: 'Fixed window' },
    ],
  }),
  ...shownFor('admissionRate', RATED, [
    number({
      name: 'admissionRatePermits',
      label: 'Requests let in',
      unit: 'count',
      default: 100,
      min: 1,
      max: 1_000_000,
      usual: [1, 1000],
    }),
    number({
      name: 'admissionRateWindowMs',
      label: 'In',
      unit: 'ms',
      default: 1000,
      min: 1,
      max: 3_600_000,
      usual: [10, 60_000],
    }),
  ]),
  ...shownFor('admissionRate', ['tokenBucket'], [
    number({
      name: 'admissionRateBurst',
      label: 'Burst',
      unit: 'count',
      default: 100,
      min: 1,
      max: 1_000_000,
      usual: [1, 1000],
    }),
  ]),
];

/** Rate limiters of admission. They stand last where they are used: links number parameters. */
export const admissionRate: readonly ParameterSpec[] = under(ADMISSION_GROUP, rate);

/** Limits in front of what has no workers of its own: how many requests are in it, and how many come in a time. */
export const admissionLimits: readonly ParameterSpec[] = under(ADMISSION_GROUP, [...limit, ...rate]);

/** What may happen in front of the workers of a service, cache or database. */
export const queueing: readonly ParameterSpec[] = [
  ...under(QUEUE_GROUP, [...order, ...waiting]),
  ...under(ADMISSION_GROUP, [...shedding, ...limit]),
];
