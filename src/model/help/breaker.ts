import { off, read, type HelpTexts } from './help-text.ts';

const polly = read('Polly 8.7');

/** Circuit breakers and hedging. */
export const breakerHelp = {
  breaker: {
    meaning: 'Each replica of the caller watches the attempts of this connection, retries included, and stops sending when too many fail.',
    effect: 'An open circuit fails at once, frees the caller and gives the callee a rest.',
    source: off,
  },
  breakerFailures: {
    meaning: 'So many failed attempts without a success between them open the circuit.',
    effect: 'Few open it by bad luck; many open it late.',
    source: read('Finagle 2026, failure accrual, Envoy consecutive_5xx'),
  },
  breakerRatio: {
    meaning: 'At this share of failures, or more, the circuit opens.',
    effect: 'A low share opens it in small disturbances.',
    source: polly,
  },
  breakerMinCalls: {
    meaning: 'With fewer attempts in the window the circuit stays closed, whatever became of them.',
    effect: 'Too many for the load, and the breaker never opens.',
    source: polly,
  },
  breakerWindowMs: {
    meaning: 'Time over which attempts are counted, in ten parts of which the oldest is forgotten as a whole.',
    effect: 'A long window opens late and remembers long.',
    source: polly,
  },
  breakerWindowCalls: {
    meaning: 'How many of the last attempts are counted.',
    effect: 'A long window opens late and remembers long.',
    source: read('resilience4j 2.4'),
  },
  breakerChecks: {
    meaning: 'At which outcomes the share is compared with what is allowed.',
    effect: 'Matters when the attempt that completes the needed number succeeds.',
    source: polly,
  },
  slowCallMs: {
    meaning: 'An attempt that takes longer counts as slow, whatever its outcome.',
    effect: 'Lets the circuit open on latency before anything fails.',
    source: off,
  },
  slowCallRatio: {
    meaning: 'At this share of slow attempts, or more, the circuit opens.',
    effect: 'A low share opens it in small disturbances.',
    source: read('resilience4j 2.4'),
  },
  breakMs: {
    meaning: 'How long the circuit stays open before the next attempt may probe the callee.',
    effect: 'Short keeps knocking at a callee that is down; long keeps failing after it is back.',
    source: polly,
  },
  breakFactor: {
    meaning: 'Factor by which the time grows with each opening until the circuit has closed again.',
    effect: 'A callee that stays down is probed less and less.',
    source: off,
  },
  breakCapMs: {
    meaning: 'Longest time that the growth leads to.',
    effect: 'Bounds how late a recovery is noticed.',
    source: off,
  },
  breakJitter: {
    meaning: 'How the time that the circuit stays open is randomised.',
    effect: 'Keeps replicas that opened together from probing together.',
    source: off,
  },
  halfOpenCalls: {
    meaning: 'Attempts let through after that time; all others are still refused until these are over.',
    effect: 'With one the circuit closes or opens by luck; with several by their share of failures.',
    source: polly,
  },
  hedging: {
    meaning: 'Sends the same request again before the first answer; the first good answer wins. Replaces retries.',
    effect: 'Cuts the slow tail and costs extra load: the other copies are worked on too.',
    source: off,
  },
  hedgeCopies: {
    meaning: 'Copies in all, the first one included.',
    effect: 'Each further one adds load and helps less.',
    source: read('Microsoft.Extensions.Http.Resilience 10.10: 1 extra'),
  },
  hedgeDelayMs: {
    meaning: 'How long an answer is waited for before the next copy is sent; an outcome that is retried sends it at once.',
    effect: 'At the 95th percentile of the answer time, one request in twenty is sent twice.',
    source: read('Microsoft.Extensions.Http.Resilience 10.10'),
  },
} satisfies HelpTexts;
