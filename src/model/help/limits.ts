import { assumed, example, off, read, rule, type HelpTexts } from './help-text.ts';

const microsoftExtensions = read('Microsoft.Extensions.Http.Resilience 10.10');
const netflixConcurrency = read('Netflix concurrency-limits 2026');

/** Limits in the caller. */
export const limitsHelp = {
  concurrencyLimit: {
    meaning: 'How many calls one replica of the caller may have here at once; an adaptive limit follows the times it measures.',
    effect: 'Excess fails fast in the caller instead of queueing at the callee.',
    source: off,
  },
  limitPlace: {
    meaning: 'Whether a permit is held for a whole call or for each attempt; inside the breaker a refusal counts as a failure.',
    effect: 'Around the call, retries that pause use up permits.',
    source: microsoftExtensions,
  },
  limitPermits: {
    meaning: 'Calls in progress at most.',
    effect: 'A small limit protects caller and callee and refuses sooner.',
    source: microsoftExtensions,
  },
  limitQueue: {
    meaning: 'Calls that may wait for a permit, in order; further ones are refused at once.',
    effect: 'Waiting smooths bursts and adds latency in overload.',
    source: microsoftExtensions,
  },
  limitWaitMs: {
    meaning: 'How long a call waits for a permit before it is refused.',
    effect: 'Bounds the latency that waiting adds.',
    source: off,
  },
  limitInitial: {
    meaning: 'The limit before anything has been measured.',
    effect: 'Too low refuses at the start; too high lets a first burst through.',
    source: netflixConcurrency,
  },
  limitMin: {
    meaning: 'The limit never falls below this (Vegas: below 1).',
    effect: 'Keeps a slow callee in use, and lets that much queue there.',
    source: netflixConcurrency,
  },
  limitMax: {
    meaning: 'The limit never grows beyond this. Vegas has 1000 by default.',
    effect: 'Bounds what a measurement error can let through.',
    source: netflixConcurrency,
  },
  limitSlowMs: {
    meaning: 'A call that takes longer lowers the limit as one that was dropped does.',
    effect: 'Sets the latency that the limit settles at.',
    source: netflixConcurrency,
  },
  limitBackoffFactor: {
    meaning: 'What the limit is multiplied with after a slow or dropped call; otherwise it grows by 1 while half of it is used.',
    effect: 'Smaller falls faster.',
    source: netflixConcurrency,
  },
  limitTolerance: {
    meaning: 'By how much calls may be slower than the long mean before the limit falls.',
    effect: 'Larger accepts more queueing at the callee.',
    source: netflixConcurrency,
  },
  limitSmoothing: {
    meaning: 'Weight of each new value of the limit.',
    effect: 'Larger reacts faster and swings more.',
    source: netflixConcurrency,
  },
  limitHeadroom: {
    meaning: 'By how many calls the limit may grow beyond what the gradient says.',
    effect: 'Larger finds more capacity and keeps a longer queue at the callee.',
    source: netflixConcurrency,
  },
  limitWindow: {
    meaning: 'Calls over which the long mean of their times goes back.',
    effect: 'After so many slow calls slowness is taken for normal, and the limit grows again.',
    source: netflixConcurrency,
  },
  rateLimiter: {
    meaning: 'How many calls one replica of the caller may start here in a time.',
    effect: 'Keeps the callee below a rate, whatever the latency; excess is refused in the caller.',
    source: off,
  },
  ratePlace: {
    meaning: 'Whether calls or attempts are counted; inside the breaker a refusal counts as a failure.',
    effect: 'Counting attempts limits retries too.',
    source: rule,
  },
  ratePermits: {
    meaning: 'Calls that may start in each window, or tokens that come in such a time.',
    effect: 'With the window it makes the rate.',
    source: assumed('resilience4j RateLimiterConfig limitForPeriod'),
  },
  rateWindowMs: {
    meaning: 'The window; a sliding one has ten parts of which the oldest is forgotten as a whole.',
    effect: 'A long window allows longer bursts; at the border of two fixed windows twice the number may pass.',
    source: example,
  },
  rateBurst: {
    meaning: 'Tokens that the bucket holds.',
    effect: 'After a calm time so many calls pass at once.',
    source: example,
  },
  rateWaitMs: {
    meaning: 'A call may wait this long for its turn, which it reserves; otherwise it is refused at once.',
    effect: 'Shapes bursts into an even stream and adds latency.',
    source: off,
  },
} satisfies HelpTexts;
