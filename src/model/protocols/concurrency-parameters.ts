import { choice, number, type ParameterSource, type ParameterSpec } from '../parameter.ts';
import { shownFor } from './parameter-group.ts';

const netflix: ParameterSource = { label: 'Netflix concurrency-limits', confirmed: true };

/** Where a limiter in the caller can stand. */
export const PLACES = [
  { value: 'call', label: 'Around the whole call, pauses included' },
  { value: 'attempt', label: 'Around each attempt, outside the breaker' },
  { value: 'inner', label: 'Around each attempt, inside the breaker' },
];

const limited = (values: readonly string[], specs: readonly ParameterSpec[]) => shownFor('concurrencyLimit', values, specs);
const anyLimit = ['fixed', 'aimd', 'gradient2', 'vegas'];
const adaptive = ['aimd', 'gradient2', 'vegas'];

/** Concurrency limits in the caller, fixed and adaptive. */
export const concurrencyLimits = [
  choice({
    name: 'concurrencyLimit',
    label: 'Concurrency limit',
    options: [
      { value: 'off', label: 'None' },
      { value: 'fixed', label: 'Fixed (bulkhead)' },
      { value: 'aimd', label: 'Adaptive: AIMD' },
      { value: 'gradient2', label: 'Adaptive: Gradient2' },
      { value: 'vegas', label: 'Adaptive: Vegas' },
    ],
    meaning: 'How many calls one replica of the caller may have here at once; an adaptive limit follows the times it measures.',
    effect: 'Excess fails fast in the caller instead of queueing at the callee.',
  }),
  ...limited(anyLimit, [
    choice({
      name: 'limitPlace',
      label: 'Limit stands',
      options: PLACES,
      meaning: 'Whether a permit is held for a whole call or for each attempt; inside the breaker a refusal counts as a failure.',
      effect: 'Around the call, retries that pause use up permits.',
      source: { label: 'Microsoft.Extensions.Http.Resilience 10.10', confirmed: true },
    }),
  ]),
  ...limited(['fixed'], [
    number({
      name: 'limitPermits',
      label: 'Permits',
      unit: 'count',
      default: 1000,
      min: 1,
      max: 1_000_000,
      usual: [1, 1000],
      meaning: 'Calls in progress at most.',
      effect: 'A small limit protects caller and callee and refuses sooner.',
      source: { label: 'Microsoft.Extensions.Http.Resilience 10.10', confirmed: true },
    }),
  ]),
  ...limited(anyLimit, [
    number({
      name: 'limitQueue',
      label: 'Waiting places',
      unit: 'count',
      default: 0,
      max: 1_000_000,
      usual: [0, 1000],
      meaning: 'Calls that may wait for a permit, in order; further ones are refused at once.',
      effect: 'Waiting smooths bursts and adds latency in overload.',
      source: { label: 'Microsoft.Extensions.Http.Resilience 10.10', confirmed: true },
    }),
    number({
      name: 'limitWaitMs',
      label: 'Longest wait',
      unit: 'ms',
      default: 'unbounded',
      min: 1,
      max: 3_600_000,
      usual: [1, 10_000],
      meaning: 'How long a call waits for a permit before it is refused.',
      effect: 'Bounds the latency that waiting adds.',
    }),
  ]),
  ...limited(adaptive, [
    number({
      name: 'limitInitial',
      label: 'First limit',
      unit: 'count',
      default: 20,
      min: 1,
      max: 100_000,
      usual: [1, 500],
      meaning: 'The limit before anything has been measured.',
      effect: 'Too low refuses at the start; too high lets a first burst through.',
      source: netflix,
    }),
    number({
      name: 'limitMin',
      label: 'Lowest limit',
      unit: 'count',
      default: 20,
      min: 1,
      max: 100_000,
      usual: [1, 500],
      meaning: 'The limit never falls below this (Vegas: below 1).',
      effect: 'Keeps a slow callee in use, and lets that much queue there.',
      source: netflix,
    }),
    number({
      name: 'limitMax',
      label: 'Highest limit',
      unit: 'count',
      default: 200,
      min: 1,
      max: 1_000_000,
      usual: [1, 1000],
      meaning: 'The limit never grows beyond this. Vegas has 1000 by default.',
      effect: 'Bounds what a measurement error can let through.',
      source: netflix,
    }),
  ]),
  ...limited(['aimd'], [
    number({
      name: 'limitSlowMs',
      label: 'Slow from',
      unit: 'ms',
      default: 5000,
      min: 1,
      max: 3_600_000,
      usual: [10, 10_000],
      meaning: 'A call that takes longer lowers the limit as one that was dropped does.',
      effect: 'Sets the latency that the limit settles at.',
      source: netflix,
    }),
    number({
      name: 'limitBackoffFactor',
      label: 'Falls by factor',
      unit: 'ratio',
      default: 0.9,
      min: 0.01,
      max: 1,
      meaning: 'What the limit is multiplied with after a slow or dropped call; otherwise it grows by 1 while half of it is used.',
      effect: 'Smaller falls faster.',
      source: netflix,
    }),
  ]),
  ...limited(['gradient2'], [
    number({
      name: 'limitTolerance',
      label: 'Tolerance',
      unit: 'factor',
      default: 1.5,
      min: 1,
      max: 10,
      meaning: 'By how much calls may be slower than the long mean before the limit falls.',
      effect: 'Larger accepts more queueing at the callee.',
      source: netflix,
    }),
    number({
      name: 'limitSmoothing',
      label: 'Smoothing',
      unit: 'ratio',
      default: 0.2,
      min: 0.001,
      max: 1,
      meaning: 'Weight of each new value of the limit.',
      effect: 'Larger reacts faster and swings more.',
      source: netflix,
    }),
    number({
      name: 'limitHeadroom',
      label: 'Allowed queue',
      unit: 'count',
      default: 4,
      max: 10_000,
      meaning: 'By how many calls the limit may grow beyond what the gradient says.',
      effect: 'Larger finds more capacity and keeps a longer queue at the callee.',
      source: netflix,
    }),
    number({
      name: 'limitWindow',
      label: 'Long mean over',
      unit: 'count',
      default: 600,
      min: 1,
      max: 100_000,
      meaning: 'Calls over which the long mean of their times goes back.',
      effect: 'After so many slow calls slowness is taken for normal, and the limit grows again.',
      source: netflix,
    }),
  ]),
];
