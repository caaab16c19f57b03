import { choice, number, type ParameterSpec } from '../parameter.ts';
import { PLACES } from './concurrency-parameters.ts';
import { shownFor } from './parameter-group.ts';

const rated = (values: readonly string[], specs: readonly ParameterSpec[]) => shownFor('rateLimiter', values, specs);
const anyRate = ['tokenBucket', 'slidingWindow', 'fixedWindow'];

/** Rate limiters in the caller. */
export const rateLimiters = [
  choice({
    name: 'rateLimiter',
    label: 'Rate limiter',
    options: [
      { value: 'off', label: 'None' },
      { value: 'tokenBucket', label: 'Token bucket' },
      { value: 'slidingWindow', label: 'Sliding window' },
      { value: 'fixedWindow', label: 'Fixed window' },
    ],
    meaning: 'How many calls one replica of the caller may start here in a time.',
    effect: 'Keeps the callee below a rate, whatever the latency; excess is refused in the caller.',
  }),
  ...rated(anyRate, [
    choice({
      name: 'ratePlace',
      label: 'Limiter stands',
      options: PLACES,
      meaning: 'Whether calls or attempts are counted; inside the breaker a refusal counts as a failure.',
      effect: 'Counting attempts limits retries too.',
    }),
    number({
      name: 'ratePermits',
      label: 'Calls allowed',
      unit: 'count',
      default: 50,
      min: 1,
      max: 1_000_000,
      usual: [1, 1000],
      meaning: 'Calls that may start in each window, or tokens that come in such a time.',
      effect: 'With the window it makes the rate.',
      source: { label: 'resilience4j RateLimiterConfig limitForPeriod', confirmed: false },
    }),
    number({
      name: 'rateWindowMs',
      label: 'In',
      unit: 'ms',
      default: 1000,
      min: 1,
      max: 3_600_000,
      usual: [10, 60_000],
      meaning: 'The window; a sliding one has ten parts of which the oldest is forgotten as a whole.',
      effect: 'A long window allows longer bursts; at the border of two fixed windows twice the number may pass.',
    }),
  ]),
  ...rated(['tokenBucket'], [
    number({
      name: 'rateBurst',
      label: 'Burst',
      unit: 'count',
      default: 50,
      min: 1,
      max: 1_000_000,
      usual: [1, 1000],
      meaning: 'Tokens that the bucket holds.',
      effect: 'After a calm time so many calls pass at once.',
    }),
  ]),
  ...rated(['tokenBucket', 'fixedWindow'], [
    number({
      name: 'rateWaitMs',
      label: 'Longest wait',
      unit: 'ms',
      default: 0,
      max: 3_600_000,
      usual: [0, 10_000],
      meaning: 'A call may wait this long for its turn, which it reserves; otherwise it is refused at once.',
      effect: 'Shapes bursts into an even stream and adds latency.',
    }),
  ]),
];
