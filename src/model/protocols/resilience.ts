import { choice, number, type ParameterSource, type ParameterSpec, toggle } from '../parameter.ts';

const polly: ParameterSource = { label: 'Polly 8.7', confirmed: true };
const finagle: ParameterSource = { label: 'Finagle RetryBudget', confirmed: true };
const grpcRetries: ParameterSource = { label: 'gRFC A6, rev. 2024-08 (example values)', confirmed: true };
const awsSdk: ParameterSource = { label: 'AWS SDK standard mode (classic costs)', confirmed: true };
const envoy: ParameterSource = { label: 'Envoy circuit_breaker.proto', confirmed: true };
const googleSre: ParameterSource = { label: 'Google SRE book, handling overload: read from third-party copies', confirmed: false };
const resilience4j: ParameterSource = { label: 'resilience4j 2.4', confirmed: true };
const netflix: ParameterSource = { label: 'Netflix concurrency-limits', confirmed: true };

/** Headings under which an inspector folds the parameters of resilience, outermost mechanism first. */
export const RESILIENCE_GROUPS = {
  limits: 'Limits in the caller',
  timeouts: 'Timeouts',
  retries: 'Retries',
  retryBudget: 'Retry budget',
  hedging: 'Hedging',
  circuitBreaker: 'Circuit breaker',
} as const;

/** Name of one of the headings. */
export type ResilienceGroup = keyof typeof RESILIENCE_GROUPS;

function under(group: ResilienceGroup, specs: readonly ParameterSpec[]): ParameterSpec[] {
  return specs.map((spec) => ({ ...spec, group }));
}

/** Specifications that matter only while a choice has one of these values. */
function shownFor(name: string, isOneOf: readonly string[], specs: readonly ParameterSpec[]): ParameterSpec[] {
  return specs.map((spec) => ({ ...spec, shownWhen: { name, isOneOf } }));
}

const timeouts = under('timeouts', [
  number({
    name: 'timeoutMs',
    label: 'Timeout',
    unit: 'ms',
    default: 'unbounded',
    min: 1,
    max: 3_600_000,
    usual: [10, 10_000],
    meaning: 'How long one attempt may take, from asking for a connection to the reply. The callee is not told when it ends.',
    effect: 'Too long ties up callers; too short abandons work that the callee still does.',
  }),
  number({
    name: 'totalTimeoutMs',
    label: 'Total timeout',
    unit: 'ms',
    default: 'unbounded',
    min: 1,
    max: 3_600_000,
    usual: [100, 60_000],
    meaning: 'How long a call may take with all its attempts and the pauses between them.',
    effect: 'Bounds how long a caller is kept, however many attempts are left.',
  }),
]);

const chosen = ['chosen'];

const retries = under('retries', [
  number({
    name: 'maxAttempts',
    label: 'Attempts',
    unit: 'count',
    default: 1,
    min: 1,
    max: 10,
    meaning: 'Attempts in all: 1 means no retry, 4 means "3 retries". gRPC makes 5 at most.',
    effect: 'Hides short failures and multiplies load in long ones.',
  }),
  choice({
    name: 'retryOn',
    label: 'Retry after',
    options: [
      { value: 'any', label: 'Timeouts and errors' },
      { value: 'timeouts', label: 'Timeouts only' },
      { value: 'errors', label: 'Errors and rejections only' },
      { value: 'chosen', label: 'Chosen outcomes' },
    ],
    meaning: 'Which outcomes of an attempt are followed by another. What the caller refuses itself is not, unless chosen.',
    effect: 'Retrying timeouts adds load when the callee is slowest.',
  }),
  ...shownFor('retryOn', chosen, [
    toggle({
      name: 'retryTimeouts',
      label: 'Timeouts',
      default: true,
      meaning: 'Whether an attempt that timed out is followed by another.',
      effect: 'The callee may do the same work twice.',
    }),
    toggle({
      name: 'retryErrors',
      label: 'Errors',
      default: true,
      meaning: 'Whether an attempt that got an error, or whose connection broke, is followed by another.',
      effect: 'Helps when errors are short and random, not when they last.',
    }),
    toggle({
      name: 'retryRejections',
      label: 'Rejections',
      default: true,
      meaning: 'Whether an attempt that a full callee turned away (429, 503) is followed by another.',
      effect: 'Sends more to a callee that has said it has too much.',
    }),
    toggle({
      name: 'retryRefused',
      label: 'Refused connections',
      default: true,
      meaning: 'Whether an attempt at a callee that is down is followed by another.',
      effect: 'Bridges a restart when the pauses are long enough; nothing is done twice.',
    }),
    toggle({
      name: 'retryOpenCircuit',
      label: 'Open circuit and own limits',
      default: false,
      meaning: 'Whether an attempt that the caller\'s own breaker or limiter refused is followed by another.',
      effect: 'Waits for the circuit to close instead of failing at once.',
    }),
  ]),
  choice({
    name: 'backoffGrowth',
    label: 'Backoff grows',
    default: 'exponential',
    options: [
      { value: 'constant', label: 'Not at all' },
      { value: 'linear', label: 'By itself each time' },
      { value: 'exponential', label: 'By a factor each time' },
    ],
    meaning: 'How the wait grows from retry to retry.',
    effect: 'Growing waits take load off a callee that stays down.',
  }),
  number({
    name: 'backoffMs',
    label: 'Backoff',
    unit: 'ms',
    default: 100,
    max: 600_000,
    usual: [0, 5000],
    meaning: 'Wait before the first retry, before jitter.',
    effect: 'Longer waits give the callee time to recover.',
  }),
  ...shownFor('backoffGrowth', ['exponential'], [
    number({
      name: 'backoffFactor',
      label: 'Backoff factor',
      unit: 'factor',
      default: 2,
      min: 1,
      max: 100,
      usual: [1, 4],
      meaning: 'By how much the wait is multiplied from retry to retry.',
      effect: 'A larger factor spreads later retries further.',
    }),
  ]),
  number({
    name: 'backoffCapMs',
    label: 'Longest backoff',
    unit: 'ms',
    default: 20_000,
    max: 3_600_000,
    allowUnbounded: true,
    meaning: 'The wait before a retry never exceeds this, jitter aside.',
    effect: 'Bounds how long a caller pauses.',
    source: { label: 'AWS SDK, smithy-rs 2026-08', confirmed: true },
  }),
  choice({
    name: 'jitter',
    label: 'Jitter',
    default: 'full',
    options: [
      { value: 'none', label: 'None' },
      { value: 'full', label: 'Full: between 0 and the wait' },
      { value: 'equal', label: 'Equal: between half and all of it' },
      { value: 'decorrelated', label: 'Decorrelated: up to three times the last one' },
      { value: 'band', label: 'Band: a share more or less (gRPC)' },
      { value: 'polly', label: 'Polly 8' },
      { value: 'envoy', label: 'Envoy' },
    ],
    meaning: 'How the wait is randomised (AWS architecture blog\'s names; Polly and Envoy have formulas of their own).',
    effect: 'Without it, callers that failed together come back together.',
    source: { label: 'aws-arch-backoff-simulator', confirmed: true },
  }),
  ...shownFor('jitter', ['band'], [
    number({
      name: 'jitterShare',
      label: 'Jitter band',
      unit: 'ratio',
      default: 0.2,
      max: 1,
      meaning: 'The wait is up to this share longer or shorter.',
      effect: 'A narrow band keeps callers that failed together nearly together.',
      source: { label: 'gRFC A6, rev. 2024-08', confirmed: true },
    }),
  ]),
  choice({
    name: 'pushback',
    label: 'Callee asks to wait',
    options: [
      { value: 'none', label: 'Does not say' },
      { value: 'retryAfter', label: 'Retry-After: exactly this long' },
      { value: 'restart', label: 'gRPC pushback: this long, then from the first backoff' },
      { value: 'never', label: 'gRPC pushback: never again' },
    ],
    meaning: 'What the callee says with a rejection, and the caller heeds.',
    effect: 'Moves the retries of rejected attempts to when the callee wants them.',
  }),
  ...shownFor('pushback', ['retryAfter', 'restart'], [
    number({
      name: 'pushbackMs',
      label: 'Asked to wait',
      unit: 'ms',
      default: 1000,
      max: 3_600_000,
      usual: [0, 60_000],
      meaning: 'How long a rejected caller is told to wait.',
      effect: 'The same wait for all brings them back together.',
    }),
  ]),
]);

const budget = (values: readonly string[], specs: readonly ParameterSpec[]) => shownFor('retryBudget', values, specs);

const retryBudgets = under('retryBudget', [
  choice({
    name: 'retryBudget',
    label: 'Retry budget',
    options: [
      { value: 'none', label: 'None' },
      { value: 'throttling', label: 'gRPC throttling: tokens lost by failures' },
      { value: 'share', label: 'Finagle: a share of recent calls' },
      { value: 'activeShare', label: 'Envoy retry_budget: a share of active calls' },
      { value: 'active', label: 'Envoy max_retries: so many at once' },
      { value: 'bucket', label: 'AWS SDK: tokens paid by retries' },
      { value: 'clientThrottling', label: 'Google SRE: refuse calls when too few are accepted' },
    ],
    meaning: 'What keeps retries from multiplying load. A retry that the budget does not allow is dropped, not delayed.',
    effect: 'In a long failure the callee sees little more than the calls themselves.',
  }),
  ...budget(['throttling'], [
    number({
      name: 'throttleTokens',
      label: 'Tokens',
      unit: 'count',
      default: 10,
      min: 1,
      max: 1000,
      meaning: 'Tokens at most. A failure takes one; retries and hedges are dropped while no more than half are left.',
      effect: 'More tokens let more retries through before they stop.',
      source: grpcRetries,
    }),
    number({
      name: 'throttleRatio',
      label: 'Token ratio',
      unit: 'ratio',
      default: 0.1,
      min: 0.001,
      max: 1000,
      usual: [0.01, 1],
      meaning: 'Tokens that a success gives back, to three decimals.',
      effect: 'Retries stop when failures are more than this share of successes.',
      source: grpcRetries,
    }),
  ]),
  ...budget(['share', 'activeShare'], [
    number({
      name: 'budgetShare',
      label: 'Retries allowed',
      unit: 'ratio',
      default: 0.2,
      max: 10,
      usual: [0, 1],
      meaning: 'Retries as a share of recent calls (Finagle) or of the attempts in progress (Envoy).',
      effect: 'Load in a failure grows by this share at most, besides the reserve.',
      source: { label: 'Finagle RetryBudget 20 %; Envoy retry_budget 20 %', confirmed: true },
    }),
  ]),
  ...budget(['share'], [
    number({
      name: 'budgetReservePerSec',
      label: 'Reserve',
      unit: 'perSec',
      default: 10,
      max: 10_000,
      meaning: 'Retries per second that are allowed besides, so that rare callers can retry.',
      effect: 'A caller with few calls may retry them all.',
      source: finagle,
    }),
    number({
      name: 'budgetTtlMs',
      label: 'Remembered for',
      unit: 'ms',
      default: 10_000,
      min: 1000,
      max: 60_000,
      meaning: 'How long a call counts as recent.',
      effect: 'A longer memory allows larger bursts of retries.',
      source: finagle,
    }),
  ]),
  ...budget(['activeShare', 'active'], [
    number({
      name: 'maxActiveRetries',
      label: 'Retries at once',
      unit: 'count',
      default: 3,
      max: 1_000_000,
      usual: [0, 100],
      meaning: 'Retries in progress, pauses included, that one replica of the caller may have; with a share, at least.',
      effect: 'Further retries are dropped.',
      source: envoy,
    }),
  ]),
  ...budget(['bucket'], [
    number({
      name: 'bucketTokens',
      label: 'Tokens',
      unit: 'count',
      default: 500,
      min: 1,
      max: 1_000_000,
      meaning: 'Tokens at most; a retry that cannot pay is dropped.',
      effect: 'How many retries a failure may cost before they stop.',
      source: awsSdk,
    }),
    number({
      name: 'bucketRetryCost',
      label: 'Cost after an error',
      unit: 'count',
      default: 5,
      max: 1000,
      meaning: 'Tokens that a retry after an error costs; a call that succeeds gets back what its last retry paid, or one token.',
      effect: 'Dearer retries stop sooner.',
      source: awsSdk,
    }),
    number({
      name: 'bucketTimeoutCost',
      label: 'Cost after a timeout',
      unit: 'count',
      default: 10,
      max: 1000,
      meaning: 'Tokens that a retry after a timeout costs.',
      effect: 'Dearer retries stop sooner.',
      source: awsSdk,
    }),
    number({
      name: 'bucketRejectionCost',
      label: 'Cost after a rejection',
      unit: 'count',
      default: 5,
      max: 1000,
      meaning: 'Tokens that a retry after a rejection (throttling) costs.',
      effect: 'Dearer retries stop sooner.',
      source: awsSdk,
    }),
  ]),
  ...budget(['clientThrottling'], [
    number({
      name: 'throttlingFactor',
      label: 'Requests per accepted one',
      unit: 'factor',
      default: 2,
      min: 1,
      max: 100,
      usual: [1, 4],
      meaning: 'Attempts are refused in the caller with probability (requests − this × accepted) / (requests + 1).',
      effect: 'Smaller refuses sooner; 2 sends about twice what the callee accepts.',
      source: googleSre,
    }),
    number({
      name: 'throttlingWindowMs',
      label: 'Counted over',
      unit: 'ms',
      default: 120_000,
      min: 100,
      max: 3_600_000,
      meaning: 'Time over which requests and accepted ones are counted.',
      effect: 'A longer time reacts more slowly, both ways.',
      source: googleSre,
    }),
  ]),
]);

const anyBreaker = ['consecutive', 'timeWindow', 'countWindow'];
const windowed = ['timeWindow', 'countWindow'];
const breaking = (values: readonly string[], specs: readonly ParameterSpec[]) => shownFor('breaker', values, specs);

const circuitBreakers = under('circuitBreaker', [
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

const hedging = under('hedging', [
  choice({
    name: 'hedging',
    label: 'Hedging',
    options: [
      { value: 'off', label: 'None' },
      { value: 'on', label: 'Send copies' },
    ],
    meaning: 'Sends the same request again before the first answer; the first good answer wins. Replaces retries.',
    effect: 'Cuts the slow tail and costs extra load: the other copies are worked on too.',
  }),
  ...shownFor('hedging', ['on'], [
    number({
      name: 'hedgeCopies',
      label: 'Copies',
      unit: 'count',
      default: 2,
      min: 1,
      max: 11,
      meaning: 'Copies in all, the first one included.',
      effect: 'Each further one adds load and helps less.',
      source: { label: 'Microsoft.Extensions.Http.Resilience 10.10: 1 extra', confirmed: true },
    }),
    number({
      name: 'hedgeDelayMs',
      label: 'Next copy after',
      unit: 'ms',
      default: 2000,
      max: 3_600_000,
      usual: [0, 5000],
      allowUnbounded: true,
      meaning: 'How long an answer is waited for before the next copy is sent; an outcome that is retried sends it at once.',
      effect: 'At the 95th percentile of the answer time, one request in twenty is sent twice.',
      source: { label: 'Microsoft.Extensions.Http.Resilience 10.10', confirmed: true },
    }),
  ]),
]);

const PLACES = [
  { value: 'call', label: 'Around the whole call, pauses included' },
  { value: 'attempt', label: 'Around each attempt, outside the breaker' },
  { value: 'inner', label: 'Around each attempt, inside the breaker' },
];

const limited = (values: readonly string[], specs: readonly ParameterSpec[]) => shownFor('concurrencyLimit', values, specs);
const anyLimit = ['fixed', 'aimd', 'gradient2', 'vegas'];
const adaptive = ['aimd', 'gradient2', 'vegas'];

const concurrencyLimits = [
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

const rated = (values: readonly string[], specs: readonly ParameterSpec[]) => shownFor('rateLimiter', values, specs);
const anyRate = ['tokenBucket', 'slidingWindow', 'fixedWindow'];

const rateLimiters = [
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

/** Parameters of resilience that every call-and-reply connection has, all off by default. The groups stand in the order
 *  in which the mechanisms enclose each other: limits around the whole call, total timeout, retries with their budget or
 *  hedging, and for each attempt limits, circuit breaker and the attempt's timeout. Rules RES1 to RES49 of
 *  `docs/spec/resilience.md`. */
export const resilienceParams: readonly ParameterSpec[] = [
  ...timeouts,
  ...retries,
  ...retryBudgets,
  ...circuitBreakers,
  ...hedging,
  ...under('limits', [...concurrencyLimits, ...rateLimiters]),
];
