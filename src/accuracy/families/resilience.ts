import { exp } from '../../base/math.ts';
import { erlangB } from '../../base/theory/erlang.ts';
import { attemptsMade, budgetedAttempts, failedForGood, hiddenCapacityPerSec, probedShare, settledRatePerSec } from '../../base/theory/retries.ts';
import { refusedByBucket } from '../../base/theory/token-bucket.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import { call, draw, fault, lasting, poisson, service } from '../draw.ts';
import { EXACT, type Family, fromReport, type Measured } from '../family.ts';
import { figure } from '../figure.ts';
import { componentOf, connectionOf, sourceOf } from '../read.ts';

const base = { group: 'Resilience', standing: EXACT } as const;

/** One caller, one callee, and what is set on the connection between them. */
const pair = (title: string, requests: number, ratePerSec: number, options: { readonly api: ParameterValues; readonly policies: ParameterValues }) => () =>
  draw(title, lasting(requests, ratePerSec), poisson('users', ratePerSec), service('api', options.api), call('users', 'api', options.policies));

const measure = fromReport((report): Measured => {
  const { attempts, calls, succeeded, failed, timedOut, limited } = connectionOf(report, 'users-api').measures;
  const { offered, completed } = componentOf(report, 'api').measures;
  const measuredMs = report.nowMs - report.warmUpMs;
  return {
    attempts: attempts / calls, failedShare: failed / (succeeded + failed), lateShare: timedOut / attempts, refusedShare: limited / calls, letThrough: attempts / calls,
    attemptsPerSec: (1000 * offered) / measuredMs, completedPerSec: (1000 * completed) / measuredMs, offeredPerSec: sourceOf(report, 'users').offeredPerSec,
  };
});

function retriesOfErrors(): Family {
  return {
    ...base, id: 'retries', title: 'Retries of errors', summary: 'Four attempts, each of which fails with probability 0.7, with full jitter between them.', source: 'geometric sum; Ross 2014, section 2.2',
    draw: pair('Retries', 30_000, 200, { api: { servers: 1000, serviceMs: 10, failureRatio: 0.7 }, policies: { maxAttempts: 4, backoffMs: 5, jitter: 'full' } }), measure,
    figures: [figure('attempts', 'attempts per call', 'count', attemptsMade(0.7, 4)), figure('failedShare', 'calls that fail for good', 'share', failedForGood(0.7, 4))],
  };
}

function retriesOfTimeouts(): Family {
  const late = exp(-2);
  return {
    ...base, id: 'timeouts', title: 'Retries of timeouts', summary: 'Exponential work of 10 ms under a timeout of 20 ms and two retries: what is late is given up, and its work is done all the same.', source: 'geometric sum over the exponential tail; Ross 2014, section 5.2',
    draw: pair('Timeouts', 40_000, 200, { api: { servers: 1000, serviceMs: 10 }, policies: { maxAttempts: 3, timeoutMs: 20, backoffMs: 0 } }), measure,
    figures: [figure('attempts', 'attempts per call', 'count', attemptsMade(late, 3)), figure('lateShare', 'attempts that time out', 'share', late)],
  };
}

function settledRetries(): Family {
  const rate = settledRatePerSec({ ratePerSec: 600, attempts: 2, failureAt: (perSec) => erlangB(5, perSec / 100) });
  return {
    ...base, id: 'retry-fixed-point', title: 'Fixed point of retries', summary: 'Five workers without a waiting place, 6 erlangs of first attempts, and a retry after two to four seconds: the rate at which load and loss agree.',
    source: 'Cohen 1957; Wolff 1989, section 7.7 (the limit of long pauses)', standing: { kind: 'approximate', error: 0.01, regime: 'the limit of long pauses; here two hundred times the service and more' },
    draw: () => draw(
      'Fixed point', { horizonMs: 150_000, warmUpMs: 30_000 }, poisson('users', 600), service('api', { servers: 5, queueCapacity: 0, serviceMs: 10 }),
      call('users', 'api', { maxAttempts: 2, backoffMs: 4000, jitter: 'equal' }),
    ),
    measure, controls: { offeredPerSec: 600 },
    figures: [figure('attemptsPerSec', 'attempts', 'perSec', rate), figure('failedShare', 'calls that fail for good', 'share', failedForGood(erlangB(5, rate / 100), 2))],
  };
}

function hiddenCapacity(): Family {
  return {
    ...base, id: 'hidden-capacity', title: 'Hidden capacity', summary: 'A slow-down of ten seconds fills the queue of a worker that could do 100 a second. From then on all three attempts of each of 60 requests a second time out, their work is done all the same, and the queue only grows: the system would come back below this load.',
    source: 'Bronson and others, HotOS 2021', replications: 32,
    draw: () => draw(
      'Hidden capacity', { horizonMs: 600_000, warmUpMs: 60_000 }, poisson('users', 60), service('api', { servers: 1, serviceMs: 10 }), fault('slowdown', 'api', 0, { factor: 20 }, 10_000),
      call('users', 'api', { maxAttempts: 3, timeoutMs: 200, backoffMs: 100, backoffFactor: 1 }),
    ),
    figures: [figure('hiddenPerSec', 'hidden capacity', 'perSec', hiddenCapacityPerSec(100, 3)), figure('growthPerSec', 'growth of the queue', 'perSec', 3 * 60 - 100)],
    controls: { offeredPerSec: 60 },
    measure: fromReport((report) => {
      const { attempts, calls } = connectionOf(report, 'users-api').measures;
      const { measures, carriedIn } = componentOf(report, 'api');
      const seconds = (report.nowMs - report.warmUpMs) / 1000;
      return {
        hiddenPerSec: measures.completed / seconds / (attempts / calls), growthPerSec: (measures.inSystem - carriedIn) / seconds,
        offeredPerSec: sourceOf(report, 'users').offeredPerSec,
      };
    }),
  };
}

function openBreaker(): Family {
  return {
    ...base, id: 'breaker', title: 'Duty cycle of a circuit breaker', summary: 'Everything behind the breaker fails: after each pause of 200 ms the next request is a probe, and opens it again.', source: 'renewal theorem; Ross 1996, section 3.6',
    draw: pair('Breaker', 20_000, 50, { api: { servers: 100, serviceMs: 0, serviceDistribution: 'deterministic', failureRatio: 1 }, policies: { breaker: 'consecutive', breakerFailures: 1, breakMs: 200, halfOpenCalls: 1 } }),
    measure, controls: { offeredPerSec: 50 }, figures: [figure('letThrough', 'calls let through', 'share', probedShare({ ratePerSec: 50, openMs: 200 }))],
  };
}

function tokenBucket(): Family {
  return {
    ...base, id: 'token-bucket', title: 'Token bucket', summary: 'A bucket of five tokens that gets 100 a second refuses what finds it empty: M/D/1/K seen from the other side.', source: 'Takács 1962; Gross and Harris 1998, section 5.1',
    draw: pair('Token bucket', 30_000, 120, { api: { servers: 1000, serviceMs: 1 }, policies: { rateLimiter: 'tokenBucket', ratePermits: 100, rateWindowMs: 1000, rateBurst: 5 } }), measure,
    controls: { offeredPerSec: 120 }, figures: [figure('refusedShare', 'refused share', 'share', refusedByBucket({ arrivalRatePerSec: 120, refillPerSec: 100, capacity: 5 }))],
  };
}

function retryBudget(): Family {
  return {
    ...base, id: 'retry-budget', title: 'Retry budget', summary: 'Everything fails, three retries are set, and a budget allows 20 % of the calls to be tried again.', source: 'Google SRE book 2016, chapter 21; Finagle\'s RetryBudget',
    standing: { kind: 'approximate', error: 0.001, regime: 'deposits that expire before they suffice for a retry: less than one retry in ten seconds, here of a thousand calls' },
    draw: pair('Retry budget', 30_000, 100, { api: { servers: 1000, serviceMs: 1, failureRatio: 1 }, policies: { maxAttempts: 4, backoffMs: 0, retryBudget: 'share', budgetShare: 0.2, budgetReservePerSec: 0 } }), measure,
    figures: [figure('attempts', 'attempts per call', 'count', budgetedAttempts(0.2, 4))],
  };
}

/** What stands in a caller. */
export const RESILIENCE: readonly Family[] = [retriesOfErrors(), retriesOfTimeouts(), settledRetries(), hiddenCapacity(), openBreaker(), tokenBucket(), retryBudget()];
