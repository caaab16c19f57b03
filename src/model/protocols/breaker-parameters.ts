import { choice, number, type ParameterSource, type ParameterSpec } from '../parameter.ts';
import { shownFor, under } from './parameter-group.ts';

const polly: ParameterSource = { label: 'Polly 8.7', confirmed: true };
const resilience4j: ParameterSource = { label: 'resilience4j 2.4', confirmed: true };

const anyBreaker = ['consecutive', 'timeWindow', 'countWindow'];
const windowed = ['timeWindow', 'countWindow'];
const breaking = (values: readonly string[], specs: readonly ParameterSpec[]) => shownFor('breaker', values, specs);

/** Circuit breakers: what opens them, for how long, and how they close. */
export const circuitBreakers = under('circuitBreaker', [
  choice({
    name: 'breaker',
    label: 'Circuit breaker',
    options: [
      { value: 'off', label: 'None' },
      { value: 'consecutive', label: 'Opens after failures in a row' },
      { value: 'timeWindow', label: 'Opens by the share of failures in a time' },
      { value: 'countWindow', label: 'Opens by the share of failures among the last calls' },
    ],
    meaning: 'Each replica of the caller watches the attempts of this connection, retries included, and stops sending when too many fail.',
    effect: 'An open circuit fails at once, frees the caller and gives the callee a rest.',
  }),
  ...breaking(['consecutive'], [
    number({
      name: 'breakerFailures',
      label: 'Failures in a row',
      unit: 'count',
      default: 5,
      min: 1,
      max: 10_000,
      meaning: 'So many failed attempts without a success between them open the circuit.',
      effect: 'Few open it by bad luck; many open it late.',
      source: { label: 'Finagle failure accrual, Envoy consecutive_5xx', confirmed: true },
    }),
  ]),
  ...breaking(windowed, [
    number({
      name: 'breakerRatio',
      label: 'Failures allowed',
      unit: 'ratio',
      default: 0.1,
      min: 0.0001,
      max: 1,
      meaning: 'At this share of failures, or more, the circuit opens.',
      effect: 'A low share opens it in small disturbances.',
      source: polly,
    }),
    number({
      name: 'breakerMinCalls',
      label: 'Attempts needed',
      unit: 'count',
      default: 100,
      min: 1,
      max: 1_000_000,
      usual: [1, 500],
      meaning: 'With fewer attempts in the window the circuit stays closed, whatever became of them.',
      effect: 'Too many for the load, and the breaker never opens.',
      source: polly,
    }),
  ]),
  ...breaking(['timeWindow'], [
    number({
      name: 'breakerWindowMs',
      label: 'Window',
      unit: 'ms',
      default: 30_000,
      min: 10,
      max: 3_600_000,
      meaning: 'Time over which attempts are counted, in ten parts of which the oldest is forgotten as a whole.',
      effect: 'A long window opens late and remembers long.',
      source: polly,
    }),
  ]),
  ...breaking(['countWindow'], [
    number({
      name: 'breakerWindowCalls',
      label: 'Window',
      unit: 'count',
      default: 100,
      min: 1,
      max: 1000,
      meaning: 'How many of the last attempts are counted.',
      effect: 'A long window opens late and remembers long.',
      source: resilience4j,
    }),
  ]),
  ...breaking(windowed, [
    choice({
      name: 'breakerChecks',
      label: 'Checked on',
      options: [
        { value: 'failures', label: 'Each failure (Polly)' },
        { value: 'all', label: 'Each outcome (resilience4j, Hystrix)' },
      ],
      meaning: 'At which outcomes the share is compared with what is allowed.',
      effect: 'Matters when the attempt that completes the needed number succeeds.',
      source: polly,
    }),
    number({
      name: 'slowCallMs',
      label: 'Slow from',
      unit: 'ms',
      default: 'unbounded',
      min: 1,
      max: 3_600_000,
      usual: [10, 60_000],
      meaning: 'An attempt that takes longer counts as slow, whatever its outcome.',
      effect: 'Lets the circuit open on latency before anything fails.',
    }),
    number({
      name: 'slowCallRatio',
      label: 'Slow ones allowed',
      unit: 'ratio',
      default: 1,
      min: 0.0001,
      max: 1,
      meaning: 'At this share of slow attempts, or more, the circuit opens.',
      effect: 'A low share opens it in small disturbances.',
      source: resilience4j,
    }),
  ]),
  ...breaking(anyBreaker, [
    number({
      name: 'breakMs',
      label: 'Open for',
      unit: 'ms',
      default: 5000,
      min: 1,
      max: 3_600_000,
      usual: [100, 60_000],
      meaning: 'How long the circuit stays open before the next attempt may probe the callee.',
      effect: 'Short keeps knocking at a callee that is down; long keeps failing after it is back.',
      source: polly,
    }),
    number({
      name: 'breakFactor',
      label: 'Longer each time by',
      unit: 'factor',
      default: 1,
      min: 1,
      max: 100,
      usual: [1, 4],
      meaning: 'Factor by which the time grows with each opening until the circuit has closed again.',
      effect: 'A callee that stays down is probed less and less.',
    }),
    number({
      name: 'breakCapMs',
      label: 'Open at most for',
      unit: 'ms',
      default: 'unbounded',
      min: 1,
      max: 3_600_000,
      usual: [1000, 600_000],
      meaning: 'Longest time that the growth leads to.',
      effect: 'Bounds how late a recovery is noticed.',
    }),
    choice({
      name: 'breakJitter',
      label: 'Open time varies',
      options: [
        { value: 'none', label: 'Not at all' },
        { value: 'equal', label: 'Between half and all of it' },
      ],
      meaning: 'How the time that the circuit stays open is randomised.',
      effect: 'Keeps replicas that opened together from probing together.',
    }),
    number({
      name: 'halfOpenCalls',
      label: 'Probes',
      unit: 'count',
      default: 1,
      min: 1,
      max: 1000,
      meaning: 'Attempts let through after that time; all others are still refused until these are over.',
      effect: 'With one the circuit closes or opens by luck; with several by their share of failures.',
      source: polly,
    }),
  ]),
]);
