import { assumed, example, off, read, rule, type HelpTexts } from './help-text.ts';

const netflixConcurrency = read('Netflix concurrency-limits 2026');

/** Queues, shedding and admission. */
export const queueingHelp = {
  queueOrder: {
    meaning: 'Who is next when a worker is free. "All at once" has no line: requests share the workers evenly, as threads share processors.',
    effect: 'Under overload, the newest first keeps some answers in time; the oldest first makes all of them late.',
    source: rule,
  },
  lifoAboveShare: {
    meaning: 'Share of the queue limit above which the newest is taken instead of the oldest.',
    effect: 'A lower share turns the line around earlier.',
    source: read('HBase 2026, RpcExecutor (hbase.ipc.server.callqueue.codel.*)'),
  },
  waitLimit: {
    meaning: 'Whether requests that have waited too long are rejected instead of served. Messages never are.',
    effect: 'Work is not spent on requests that nobody waits for any more.',
    source: off,
  },
  queueTimeoutMs: {
    meaning: 'How long a request may wait for a worker before it is rejected.',
    effect: 'Bounds the wait of everybody behind it, too.',
    source: example,
  },
  delayTargetMs: {
    meaning: 'CoDel: a shortest wait above this within an interval means a standing queue. Controlled delay: how long requests may wait while the queue stands.',
    effect: 'A lower one drops sooner; HBase uses 100 ms for whole calls.',
    source: assumed('folly 2026, Codel.h; controlled delay: ACM Queue, "Fail at Scale": not read'),
  },
  delayIntervalMs: {
    meaning: 'CoDel: the time over which the shortest wait is taken. Controlled delay: how long requests may wait when the queue was empty within this time.',
    effect: 'A longer one forgives longer bursts.',
    source: assumed('folly 2026, Codel.h; controlled delay: ACM Queue, "Fail at Scale": not read'),
  },
  dropExpired: {
    meaning: 'Whether a request whose deadline is over is rejected instead of worked on. Needs callers that pass their deadline on.',
    effect: 'Saves the work whose answer would come too late.',
    source: off,
  },
  whenFull: {
    meaning: 'What happens to a call that finds the queue full: it is rejected at once, or waits outside until there is a place. Whoever gave up meanwhile costs no work.',
    effect: 'Waiting pushes the load back into the callers, which then run short of workers themselves.',
    source: rule,
  },
  shedding: {
    meaning: 'Whether calls are rejected before the queue is full.',
    effect: 'Rejects early and cheaply, so that what is let in is answered in time.',
    source: off,
  },
  shedAboveShare: {
    meaning: 'Share of the queue limit, or of the workers, above which calls are rejected.',
    effect: 'A lower share keeps more in reserve.',
    source: example,
  },
  shedSparesPriority: {
    meaning: 'Whether classes with a priority above 0 are let in all the same.',
    effect: 'Sheds what matters least first.',
    source: rule,
  },
  shedWindowMs: {
    meaning: 'Time over which the share of busy workers, as arrivals find it, is smoothed exponentially.',
    effect: 'A short one sheds in bursts; a long one is late.',
    source: example,
  },
  admission: {
    meaning: 'How many calls one replica lets in at once, waiting or in work: a fixed number, or one that follows the times it measures.',
    effect: 'An adaptive limit falls when times rise, and rejects the excess at once; a fixed one lets times grow up to it.',
    source: read('Netflix concurrency-limits 2026; Envoy 2026, adaptive_concurrency_filter'),
  },
  admissionPermits: {
    meaning: 'Calls that one replica lets in at once.',
    effect: 'Bounds what can wait: the limit divided by the throughput is the longest time inside.',
    source: example,
  },
  admissionInitial: {
    meaning: 'The limit before anything was measured.',
    effect: 'Too low rejects calls until it has grown.',
    source: netflixConcurrency,
  },
  admissionMin: {
    meaning: 'The limit never falls below this.',
    effect: 'Keeps some calls going, and lets them queue where fewer could be served.',
    source: netflixConcurrency,
  },
  admissionMax: {
    meaning: 'The limit never rises above this.',
    effect: 'Bounds what a limit may learn in good times.',
    source: netflixConcurrency,
  },
  admissionSlowMs: {
    meaning: 'A call that takes longer than this lowers the limit.',
    effect: 'Only calls this slow are a sign of too much.',
    source: netflixConcurrency,
  },
  admissionBackoffFactor: {
    meaning: 'Share of the limit that is left after a slow call.',
    effect: 'A lower one reacts harder and saws more.',
    source: netflixConcurrency,
  },
  admissionTolerance: {
    meaning: 'Times may be this many times the long mean before the limit falls.',
    effect: 'A higher one lets longer queues be.',
    source: netflixConcurrency,
  },
  admissionSmoothing: {
    meaning: 'Weight of each new value of the limit.',
    effect: 'A lower one follows more slowly.',
    source: netflixConcurrency,
  },
  admissionHeadroom: {
    meaning: 'Calls that may queue on top of what the times allow.',
    effect: 'Lets the limit grow again.',
    source: netflixConcurrency,
  },
  admissionWindow: {
    meaning: 'Samples over which the long mean of times is taken.',
    effect: 'A short one gets used to bad times quickly.',
    source: netflixConcurrency,
  },
  admissionCap: {
    meaning: 'The limit never rises above this.',
    effect: 'Bounds what a limit may learn in good times.',
    source: read('Netflix concurrency-limits 2026, VegasLimit; Envoy 2026, adaptive_concurrency.proto'),
  },
  admissionUpdateMs: {
    meaning: 'Time over which times are sampled before the limit is worked out anew.',
    effect: 'A short one follows quickly, on few samples.',
    source: read('Envoy 2026, adaptive_concurrency_filter, example'),
  },
  admissionProbeEveryMs: {
    meaning: 'How often the limit is held at its least, 3, to measure the time without a queue.',
    effect: 'Each measurement rejects most calls for a moment.',
    source: read('Envoy 2026, adaptive_concurrency_filter, example'),
  },
  admissionProbeRequests: {
    meaning: 'Answers that a measurement of the shortest time takes.',
    effect: 'More make it surer and longer.',
    source: read('Envoy 2026, adaptive_concurrency.proto'),
  },
  admissionBuffer: {
    meaning: 'How much longer than the shortest time answers may take before the limit falls.',
    effect: 'A larger one forgives natural variation.',
    source: read('Envoy 2026, adaptive_concurrency.proto'),
  },
  admissionRate: {
    meaning: 'How many calls one replica lets in within a time, whoever makes them: evenly (token bucket), or so many in a window. The others are rejected at once, as HTTP says with 429. Messages are not counted.',
    effect: 'Keeps what stands behind it below a rate; it does not notice when that becomes slower, as a concurrency limit does.',
    source: off,
  },
  admissionRatePermits: {
    meaning: 'Calls let in within the window, or tokens that come in such a time.',
    effect: 'With the window it makes the rate; each replica has its own.',
    source: example,
  },
  admissionRateWindowMs: {
    meaning: 'The window. A sliding one has ten parts, of which the oldest is forgotten as a whole; a fixed one begins at multiples of itself.',
    effect: 'A long one allows longer bursts; at the border of two fixed windows twice the number may pass.',
    source: example,
  },
  admissionRateBurst: {
    meaning: 'Tokens that the bucket holds.',
    effect: 'After a calm time so many calls pass at once.',
    source: example,
  },
} satisfies HelpTexts;
