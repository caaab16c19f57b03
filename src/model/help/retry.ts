import { assumed, example, off, read, rule, type HelpTexts } from './help-text.ts';

const awsSdk = read('AWS SDK docs, standard mode, and JS v3 PR 1258 (classic costs)');

/** Timeouts, retries and their budgets. */
export const retryHelp = {
  maxAttempts: {
    meaning: 'Attempts in all: 1 means no retry, 4 means "3 retries". gRPC makes 5 at most.',
    effect: 'Hides short failures and multiplies load in long ones.',
    source: off,
  },
  retryOn: {
    meaning: 'Which outcomes of an attempt are followed by another. What the caller refuses itself is not, unless chosen.',
    effect: 'Retrying timeouts adds load when the callee is slowest.',
    source: rule,
  },
  retryTimeouts: {
    meaning: 'Whether an attempt that timed out is followed by another.',
    effect: 'The callee may do the same work twice.',
    source: rule,
  },
  retryErrors: {
    meaning: 'Whether an attempt that got an error, or whose connection broke, is followed by another.',
    effect: 'Helps when errors are short and random, not when they last.',
    source: rule,
  },
  retryRejections: {
    meaning: 'Whether an attempt that a full callee turned away (429, 503) is followed by another.',
    effect: 'Sends more to a callee that has said it has too much.',
    source: rule,
  },
  retryRefused: {
    meaning: 'Whether an attempt at a callee that is down is followed by another.',
    effect: 'Bridges a restart when the pauses are long enough; nothing is done twice.',
    source: rule,
  },
  retryOpenCircuit: {
    meaning: 'Whether an attempt that the caller\'s own breaker or limiter refused is followed by another.',
    effect: 'Waits for the circuit to close instead of failing at once.',
    source: off,
  },
  backoffGrowth: {
    meaning: 'How the wait grows from retry to retry.',
    effect: 'Growing waits take load off a callee that stays down.',
    source: rule,
  },
  backoffMs: {
    meaning: 'Wait before the first retry, before jitter.',
    effect: 'Longer waits give the callee time to recover.',
    source: example,
  },
  backoffFactor: {
    meaning: 'By how much the wait is multiplied from retry to retry.',
    effect: 'A larger factor spreads later retries further.',
    source: rule,
  },
  backoffCapMs: {
    meaning: 'The wait before a retry never exceeds this, jitter aside.',
    effect: 'Bounds how long a caller pauses.',
    source: read('AWS SDK, smithy-rs 2026-08'),
  },
  jitter: {
    meaning: 'How the wait is randomised (AWS architecture blog\'s names; Polly and Envoy have formulas of their own).',
    effect: 'Without it, callers that failed together come back together.',
    source: read('aws-arch-backoff-simulator (2026 copy)'),
  },
  jitterShare: {
    meaning: 'The wait is up to this share longer or shorter.',
    effect: 'A narrow band keeps callers that failed together nearly together.',
    source: read('gRFC A6, rev. 2024-08'),
  },
  pushback: {
    meaning: 'What the callee says with a rejection, and the caller heeds.',
    effect: 'Moves the retries of rejected attempts to when the callee wants them.',
    source: off,
  },
  pushbackMs: {
    meaning: 'How long a rejected caller is told to wait.',
    effect: 'The same wait for all brings them back together.',
    source: example,
  },
  timeoutMs: {
    meaning: 'How long one attempt may take, from asking for a connection to the reply. The callee is not told when it ends.',
    effect: 'Too long ties up callers; too short abandons work that the callee still does.',
    source: read('dotnet/runtime main 2026, HttpClient.Timeout'),
  },
  totalTimeoutMs: {
    meaning: 'How long a call may take with all its attempts and the pauses between them.',
    effect: 'Bounds how long a caller is kept, however many attempts are left.',
    source: off,
  },
  retryBudget: {
    meaning: 'What keeps retries from multiplying load. A retry that the budget does not allow is dropped, not delayed.',
    effect: 'In a long failure the callee sees little more than the calls themselves.',
    source: off,
  },
  throttleTokens: {
    meaning: 'Tokens at most. A failure takes one; retries and hedges are dropped while no more than half are left.',
    effect: 'More tokens let more retries through before they stop.',
    source: read('gRFC A6, rev. 2024-08 (example values)'),
  },
  throttleRatio: {
    meaning: 'Tokens that a success gives back, to three decimals.',
    effect: 'Retries stop when failures are more than this share of successes.',
    source: read('gRFC A6, rev. 2024-08 (example values)'),
  },
  budgetShare: {
    meaning: 'Retries as a share of recent calls (Finagle) or of the attempts in progress (Envoy).',
    effect: 'Load in a failure grows by this share at most, besides the reserve.',
    source: read('Finagle 2026, RetryBudget 20 %; Envoy retry_budget 20 %'),
  },
  budgetReservePerSec: {
    meaning: 'Retries per second that are allowed besides, so that rare callers can retry.',
    effect: 'A caller with few calls may retry them all.',
    source: read('Finagle 2026, RetryBudget'),
  },
  budgetTtlMs: {
    meaning: 'How long a call counts as recent.',
    effect: 'A longer memory allows larger bursts of retries.',
    source: read('Finagle 2026, RetryBudget'),
  },
  maxActiveRetries: {
    meaning: 'Retries in progress, pauses included, that one replica of the caller may have; beside a share, so many are always allowed.',
    effect: 'Further retries are dropped.',
    source: read('Envoy 2026, circuit_breaker.proto'),
  },
  bucketTokens: {
    meaning: 'Tokens at most; a retry that cannot pay is dropped.',
    effect: 'More tokens pay for more retries before they stop.',
    source: awsSdk,
  },
  bucketRetryCost: {
    meaning: 'Tokens that a retry after an error costs; a call that succeeds gets back what its last retry paid, or one token.',
    effect: 'Dearer retries stop sooner.',
    source: awsSdk,
  },
  bucketTimeoutCost: {
    meaning: 'Tokens that a retry after a timeout costs.',
    effect: 'Dearer retries stop sooner.',
    source: awsSdk,
  },
  bucketRejectionCost: {
    meaning: 'Tokens that a retry after a rejection (throttling) costs.',
    effect: 'Dearer retries stop sooner.',
    source: awsSdk,
  },
  throttlingFactor: {
    meaning: 'Attempts are refused in the caller with probability (requests − this × accepted) / (requests + 1).',
    effect: 'Smaller refuses sooner; 2 sends about twice what the callee accepts.',
    source: assumed('Google SRE book, handling overload: read from third-party copies'),
  },
  throttlingWindowMs: {
    meaning: 'Time over which requests and accepted ones are counted.',
    effect: 'A longer time reacts more slowly, both ways.',
    source: assumed('Google SRE book, handling overload: read from third-party copies'),
  },
} satisfies HelpTexts;
