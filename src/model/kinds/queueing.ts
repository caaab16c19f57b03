import { choice, number, type ParameterSource, type ParameterSpec, toggle } from '../parameter.ts';

const folly: ParameterSource = { label: 'folly Codel.h', confirmed: true };
const hbase: ParameterSource = { label: 'HBase RpcExecutor (hbase.ipc.server.callqueue.codel.*)', confirmed: true };
const failAtScale: ParameterSource = { label: 'ACM Queue, "Fail at Scale": not read', confirmed: false };
const netflix: ParameterSource = { label: 'Netflix concurrency-limits', confirmed: true };
const envoy: ParameterSource = { label: 'Envoy adaptive_concurrency_filter', confirmed: true };

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
    meaning: 'Who is next when a worker is free. "All at once" has no line: requests share the workers evenly, as threads share processors.',
    effect: 'Under overload, the newest first keeps some answers in time; the oldest first makes all of them late.',
  }),
  ...shownFor('queueOrder', ['adaptiveLifo'], [
    number({
      name: 'lifoAboveShare',
      label: 'Newest first above',
      unit: 'ratio',
      default: 0.8,
      max: 1,
      meaning: 'Share of the queue limit above which the newest is taken instead of the oldest.',
      effect: 'A lower share turns the line around earlier.',
      source: hbase,
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
    meaning: 'Whether requests that have waited too long are rejected instead of served. Messages never are.',
    effect: 'Work is not spent on requests that nobody waits for any more.',
  }),
  ...shownFor('waitLimit', ['fixed'], [
    number({
      name: 'queueTimeoutMs',
      label: 'Longest wait',
      unit: 'ms',
      default: 1000,
      max: 3_600_000,
      meaning: 'How long a request may wait for a worker before it is rejected.',
      effect: 'Bounds the wait of everybody behind it, too.',
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
      meaning: 'CoDel: a shortest wait above this within an interval means a standing queue. Controlled delay: how long requests may wait while the queue stands.',
      effect: 'A lower one drops sooner; HBase uses 100 ms for whole calls.',
      source: folly,
    }),
    number({
      name: 'delayIntervalMs',
      label: 'Interval',
      unit: 'ms',
      default: 100,
      min: 1,
      max: 600_000,
      usual: [10, 1000],
      meaning: 'CoDel: the time over which the shortest wait is taken. Controlled delay: how long requests may wait when the queue was empty within this time.',
      effect: 'A longer one forgives longer bursts.',
      source: { label: `${folly.label}; controlled delay: ${failAtScale.label}`, confirmed: false },
    }),
  ]),
  toggle({
    name: 'dropExpired',
    label: 'Drop expired requests',
    default: false,
    meaning: 'Whether a request whose deadline is over is rejected instead of worked on. Needs callers that pass their deadline on.',
    effect: 'Saves the work whose answer would come too late.',
  }),
  choice({
    name: 'whenFull',
    label: 'When the queue is full',
    options: [
      { value: 'reject', label: 'Reject' },
      { value: 'block', label: 'Let callers wait (back-pressure)' },
    ],
    meaning: 'What happens to a call that finds the queue full: it is rejected at once, or waits outside until there is a place. Whoever gave up meanwhile costs no work.',
    effect: 'Waiting pushes the load back into the callers, which then run short of workers themselves.',
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
    meaning: 'Whether calls are rejected before the queue is full.',
    effect: 'Rejects early and cheaply, so that what is let in is answered in time.',
  }),
  ...shownFor('shedding', ['queue', 'utilization'], [
    number({
      name: 'shedAboveShare',
      label: 'Shed above',
      unit: 'ratio',
      default: 0.9,
      max: 1,
      meaning: 'Share of the queue limit, or of the workers, above which calls are rejected.',
      effect: 'A lower share keeps more in reserve.',
    }),
    toggle({
      name: 'shedSparesPriority',
      label: 'Spare priority',
      default: true,
      meaning: 'Whether classes with a priority above 0 are let in all the same.',
      effect: 'Sheds what matters least first.',
    }),
  ]),
  ...shownFor('shedding', ['utilization'], [
    number({
      name: 'shedWindowMs',
      label: 'Smoothed over',
      unit: 'ms',
      default: 1000,
      max: 600_000,
      meaning: 'Time over which the share of busy workers, as arrivals find it, is smoothed exponentially.',
      effect: 'A short one sheds in bursts; a long one is late.',
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
    meaning: 'How many calls one replica lets in at once, waiting or in work: a fixed number, or one that follows the times it measures.',
    effect: 'An adaptive limit falls when times rise, and rejects the excess at once; a fixed one lets times grow up to it.',
    source: { label: `${netflix.label}; ${envoy.label}`, confirmed: true },
  }),
  ...shownFor('admission', ['fixed'], [
    number({
      name: 'admissionPermits',
      label: 'Calls at once',
      unit: 'count',
      default: 100,
      min: 1,
      max: 1_000_000,
      meaning: 'Calls that one replica lets in at once.',
      effect: 'Bounds what can wait: the limit divided by the throughput is the longest time inside.',
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
      meaning: 'The limit before anything was measured.',
      effect: 'Too low rejects calls until it has grown.',
      source: netflix,
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
      meaning: 'The limit never falls below this.',
      effect: 'Keeps some calls going, and lets them queue where fewer could be served.',
      source: netflix,
    }),
    number({
      name: 'admissionMax',
      label: 'Highest limit',
      unit: 'count',
      default: 200,
      min: 1,
      max: 1_000_000,
      meaning: 'The limit never rises above this.',
      effect: 'Bounds what a limit may learn in good times.',
      source: netflix,
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
      meaning: 'A call that takes longer than this lowers the limit.',
      effect: 'Only calls this slow are a sign of too much.',
      source: netflix,
    }),
    number({
      name: 'admissionBackoffFactor',
      label: 'Falls to',
      unit: 'ratio',
      default: 0.9,
      min: 0.1,
      max: 1,
      meaning: 'Share of the limit that is left after a slow call.',
      effect: 'A lower one reacts harder and saws more.',
      source: netflix,
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
      meaning: 'Times may be this many times the long mean before the limit falls.',
      effect: 'A higher one lets longer queues be.',
      source: netflix,
    }),
    number({
      name: 'admissionSmoothing',
      label: 'Smoothing',
      unit: 'ratio',
      default: 0.2,
      min: 0.01,
      max: 1,
      meaning: 'Weight of each new value of the limit.',
      effect: 'A lower one follows more slowly.',
      source: netflix,
    }),
    number({
      name: 'admissionHeadroom',
      label: 'Headroom',
      unit: 'count',
      default: 4,
      max: 10_000,
      meaning: 'Calls that may queue on top of what the times allow.',
      effect: 'Lets the limit grow again.',
      source: netflix,
    }),
    number({
      name: 'admissionWindow',
      label: 'Long mean over',
      unit: 'count',
      default: 600,
      min: 1,
      max: 1_000_000,
      meaning: 'Samples over which the long mean of times is taken.',
      effect: 'A short one gets used to bad times quickly.',
      source: netflix,
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
      meaning: 'The limit never rises above this.',
      effect: 'Bounds what a limit may learn in good times.',
      source: { label: 'Netflix VegasLimit; Envoy adaptive_concurrency.proto', confirmed: true },
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
      meaning: 'Time over which times are sampled before the limit is worked out anew.',
      effect: 'A short one follows quickly, on few samples.',
      source: { label: 'Envoy adaptive_concurrency_filter, example', confirmed: true },
    }),
    number({
      name: 'admissionProbeEveryMs',
      label: 'Shortest time measured every',
      unit: 'ms',
      default: 60_000,
      min: 1,
      max: 86_400_000,
      meaning: 'How often the limit is held at its least, 3, to measure the time without a queue.',
      effect: 'Each measurement rejects most calls for a moment.',
      source: { label: 'Envoy adaptive_concurrency_filter, example', confirmed: true },
    }),
    number({
      name: 'admissionProbeRequests',
      label: 'Measured over',
      unit: 'count',
      default: 50,
      min: 1,
      max: 100_000,
      meaning: 'Answers that a measurement of the shortest time takes.',
      effect: 'More make it surer and longer.',
      source: { label: 'Envoy adaptive_concurrency.proto', confirmed: true },
    }),
    number({
      name: 'admissionBuffer',
      label: 'Buffer',
      unit: 'ratio',
      default: 0.25,
      max: 10,
      usual: [0, 1],
      meaning: 'How much longer than the shortest time answers may take before the limit falls.',
      effect: 'A larger one forgives natural variation.',
      source: { label: 'Envoy adaptive_concurrency.proto', confirmed: true },
    }),
  ]),
];

/** What may happen in front of the workers of a service, cache or database. */
export const queueing: readonly ParameterSpec[] = [
  ...under(QUEUE_GROUP, [...order, ...waiting]),
  ...under(ADMISSION_GROUP, [...shedding, ...limit]),
];
