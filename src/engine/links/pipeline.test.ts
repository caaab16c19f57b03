import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../model/parameter.ts';
import { presetNamed } from '../../model/presets.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { balancer, build, call, fault, type Part, service, set, settings, steady } from '../testing/build.ts';
import { bursts } from '../testing/bursts.ts';
import { connectionOf, reportAt } from '../testing/read.ts';
import { sendTimes, sendTimesByRequest } from '../testing/sends.ts';

const DOTNET = presetNamed('dotnetStandard').values;
const AT = 1000;

/** Calls at 1,000 ms from a gate without limits of its own. */
function calling(count: number, policies: ParameterValues, callee: ParameterValues, horizonMs = 60_000, ...more: readonly Part[]) {
  return build(
    bursts('gate', [count, AT]),
    service('gate', { servers: 10_000, serviceMs: 0 }),
    service('callee', { servers: 10_000, ...callee }),
    call('gate', 'callee', policies),
    settings({ horizonMs }),
    ...more,
  );
}

const measuresOf = (document: ReturnType<typeof build>, id = 'gate-callee') => connectionOf(simulate(document), id).measures;

describe('pipeline of policies', () => {
  it('[RES1] under the .NET standard handler a server that never answers sees 3 attempts, and the caller fails at 30.0 s', () => {
    // Thirty calls: their attempts are too few for the breaker.
    const document = calling(30, DOTNET, { serviceMs: 3_000_000 });
    for (const times of sendTimesByRequest(document, 'gate-callee')) {
      expect(times).toHaveLength(3);
      const [first, second, third] = times.map((time) => (time - AT) / 1000);
      expect(first).toBe(0);
      expect(second).toBeGreaterThanOrEqual(10);
      expect(second).toBeLessThanOrEqual(12.76);
      expect(third).toBeGreaterThanOrEqual(22.75);
      expect(third).toBeLessThanOrEqual(25.68);
    }
    const run = createRun(calling(1, DOTNET, { serviceMs: 3_000_000 }));
    const failed = (atMs: number) => connectionOf(reportAt(run, atMs), 'gate-callee').measures.failed;
    expect(failed(AT + 29_999)).toBe(0);
    expect(failed(AT + 30_000)).toBe(1);
  });

  it('[RES70] the .NET handler\'s permit is held during retries and their waits: the 1001st call is refused at once', () => {
    // With no breaker in the way, a thousand calls fail at once and pause.
    const document = build(
      bursts('gate', [1000, AT], [1, AT + 1]),
      service('gate', { servers: 10_000, serviceMs: 0 }),
      service('callee', { servers: 10_000, serviceMs: 0, failureRatio: 1 }),
      call('gate', 'callee', { ...DOTNET, breaker: 'off', jitter: 'none' }),
      settings({ horizonMs: 40_000 }),
    );
    const run = createRun(document);
    const measures = (atMs: number) => connectionOf(reportAt(run, atMs), 'gate-callee').measures;
    expect(measures(AT + 1)).toMatchObject({ attempts: 1000, permitsInUse: 1000, limited: 1, failed: 1 });
    expect(measures(AT + 13_999)).toMatchObject({ permitsInUse: 1000, retries: 2000 });
    expect(measures(40_000)).toMatchObject({ permitsInUse: 0, attempts: 4000, failed: 1001 });
  });

  it('[RES71] inside a breaker a limiter\'s refusal counts as a failure, outside it does not', () => {
    const opened = (limitPlace: string) => measuresOf(calling(20, {
      concurrencyLimit: 'fixed', limitPermits: 1, limitPlace, breaker: 'consecutive', breakerFailures: 5,
    }, { serviceMs: 100 }));
    expect(opened('inner')).toMatchObject({ circuitOpened: 1, limited: 5, circuitRefused: 14 });
    expect(opened('attempt')).toMatchObject({ circuitOpened: 0, limited: 19, circuitRefused: 0 });
  });

  it('[RES72] what the caller refuses itself sends nothing, costs the callee nothing and is not retried', () => {
    const document = calling(10, { concurrencyLimit: 'fixed', limitPermits: 4, limitPlace: 'attempt', maxAttempts: 5, backoffMs: 1 }, { serviceMs: 100 });
    expect(sendTimes(document, 'gate-callee')).toHaveLength(4);
    expect(measuresOf(document)).toMatchObject({ calls: 10, attempts: 4, retries: 0, limited: 6, failed: 6, succeeded: 4 });
  });

  it('[RES73] unless chosen: then it waits for the circuit to close or for a permit', () => {
    const policies = { retryOn: 'chosen', retryOpenCircuit: true, maxAttempts: 4, backoffMs: 60, backoffGrowth: 'constant' };
    const document = calling(8, { ...policies, concurrencyLimit: 'fixed', limitPermits: 4, limitPlace: 'attempt' }, { serviceMs: 100 });
    expect(measuresOf(document)).toMatchObject({ succeeded: 8, failed: 0, attempts: 8, limited: 8 });
  });

  it('[RES74] the breaker counts attempts, not calls', () => {
    const document = calling(1, { maxAttempts: 5, backoffMs: 10, breaker: 'consecutive', breakerFailures: 3, breakMs: 60_000 }, { failureRatio: 1, serviceMs: 1 });
    // The third attempt opens it; the fourth is refused, which is not retried.
    expect(measuresOf(document)).toMatchObject({ calls: 1, attempts: 3, circuitOpened: 1, circuitRefused: 1, failed: 1 });
  });

  it('[RES75] a call that a balancer moves to another connection leaves the first one\'s permit behind', () => {
    const policies: ParameterValues = { maxAttempts: 2, backoffMs: 10, concurrencyLimit: 'fixed', limitPermits: 5, limitPlace: 'call', totalTimeoutMs: 5000 };
    const document = build(
      steady('source', 50), call('source', 'balancer'), balancer('balancer'),
      service('bad', { failureRatio: 1, serviceMs: 1 }), service('good', { serviceMs: 1 }),
      call('balancer', 'bad', policies), call('balancer', 'good', policies),
    );
    const report = simulate(document);
    const bad = connectionOf(report, 'balancer-bad').measures;
    const good = connectionOf(report, 'balancer-good').measures;
    expect(bad.failed + bad.inProgress).toBe(bad.calls);
    expect(good.succeeded + good.inProgress).toBe(good.calls);
    expect([bad.permitsInUse, bad.limited, good.limited]).toEqual([bad.inProgress, 0, 0]);
    expect(good.succeeded).toBeGreaterThan(480);
  });

  it('[RES76] a crash of the caller takes its calls, permits and lines with it', () => {
    const document = build(
      steady('source', 100), call('source', 'caller'), service('caller', { servers: 1000, serviceMs: 0 }),
      service('callee', { servers: 1000, serviceMs: 5000 }),
      call('caller', 'callee', { concurrencyLimit: 'fixed', limitPermits: 20, limitQueue: 100, totalTimeoutMs: 60_000, hedging: 'on', hedgeDelayMs: 100, rateLimiter: 'tokenBucket', ratePermits: 50, rateBurst: 1, rateWaitMs: 5000 }),
      fault('crash', 'caller', 1505, 500),
      settings({ horizonMs: 2000 }),
    );
    const run = createRun(document);
    const before = connectionOf(reportAt(run, 1500), 'caller-callee').measures;
    expect(before.permitsInUse).toBe(20);
    expect(before.waitingForPermit).toBeGreaterThan(50);
    const after = connectionOf(reportAt(run, 1990), 'caller-callee').measures;
    expect(after).toMatchObject({ permitsInUse: 0, waitingForPermit: 0, inProgress: 0, abandoned: after.calls });
  });

  it('[RES77] policies that are switched on find the calls that are in progress and leave them alone', () => {
    const document = calling(10, { maxAttempts: 3, backoffMs: 500, timeoutMs: 400 }, { serviceMs: 1000 }, 20_000,
      set('gate-callee', 'concurrencyLimit', 'fixed', 1200), set('gate-callee', 'limitPermits', 1, 1200), set('gate-callee', 'totalTimeoutMs', 10, 1200));
    expect(measuresOf(document)).toMatchObject({ attempts: 30, failed: 10, permitsInUse: 0, limited: 0, callsTimedOut: 0 });
  });
});
