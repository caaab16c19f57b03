import { describe, expect, it } from 'vitest';
import type { SyncProtocol } from '../../model/document.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import { presetNamed } from '../../model/presets.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { build, call, fault, type Part, service, settings, steady } from '../testing/build.ts';
import { bursts } from '../testing/bursts.ts';
import { connectionOf, reportAt } from '../testing/read.ts';
import { sendTimes } from '../testing/sends.ts';

const THROTTLING: ParameterValues = { retryBudget: 'throttling', throttleTokens: 10, throttleRatio: 0.1 };

/** Even calls to a callee that fails at once, all the time unless a fault says when. */
function caller(ratePerSec: number, policies: ParameterValues, options: { horizonMs?: number; failureRatio?: number; protocol?: SyncProtocol } = {}, ...more: readonly Part[]) {
  const { horizonMs = 10_000, failureRatio = 1, protocol = 'http1' } = options;
  const callee = service('callee', { servers: 10_000, serviceMs: 0, failureRatio });
  return build(steady('caller', ratePerSec), callee, call('caller', 'callee', policies, { protocol }), settings({ horizonMs }), ...more);
}

const measuresOf = (document: ReturnType<typeof build>, id = 'caller-callee') => connectionOf(simulate(document), id).measures;

describe('retry budgets', () => {
  it('[SYNC8] with 10 tokens and ratio 0.1 only the first 4 failures are retried, until successes lift tokens above 5', () => {
    const policies = { ...THROTTLING, maxAttempts: 2, backoffMs: 0 };
    const always = sendTimes(caller(1, policies, { protocol: 'grpc', horizonMs: 20_000 }), 'caller-callee');
    // Calls at 1, 2, 3, … s, each failure takes a token: 9, 8, then 7, 6, then 5 and less. A call's second failure has no attempt left.
    expect(always.slice(0, 8)).toEqual([1000, 1000, 2000, 2000, 3000, 4000, 5000, 6000]);
    const one = { ...policies, maxAttempts: 5 };
    expect(sendTimes(caller(1, one, { protocol: 'grpc', horizonMs: 3000 }), 'caller-callee')).toEqual([1000, 1000, 1000, 1000, 1000, 2000, 3000]);
    // Five failures, tokens at 5; ten successes lift them to 6, so the failure after them (5 again) is not retried;
    // eleven lift them to 6.1: that one is, as 5.1 is above half.
    const retries = (successes: number) => measuresOf(caller(1, one, { protocol: 'grpc', failureRatio: 0, horizonMs: 30_000 },
      fault('errors', 'callee', 500, 1000, { ratio: 1 }),
      fault('errors', 'callee', 1500 + successes * 1000, 1000, { ratio: 1 }))).retries;
    expect(retries(10)).toBe(4);
    expect(retries(11)).toBe(5);
  });

  it('[RES5] three tiers of 4 attempts and a dead bottom make up to 64 attempts for one call; a budget of 20 % makes about 1.2³', () => {
    const bottom = (ratePerSec: number, policies: ParameterValues, horizonMs: number) => {
      const all = { maxAttempts: 4, backoffMs: 0, ...policies };
      const tier = (id: string) => service(id, { servers: 10_000, serviceMs: 0 });
      const document = build(
        steady('user', ratePerSec), tier('front'), tier('middle'), tier('back'),
        service('bottom', { servers: 10_000, serviceMs: 0, failureRatio: 1 }),
        call('user', 'front'), call('front', 'middle', all), call('middle', 'back', all), call('back', 'bottom', all), settings({ horizonMs, warmUpMs: horizonMs / 2 }),
      );
      const report = simulate(document);
      return connectionOf(report, 'back-bottom').measures.attempts / connectionOf(report, 'user-front').measures.calls;
    };
    expect(bottom(1, {}, 10_000)).toBe(64);
    expect(bottom(200, { retryBudget: 'share', budgetShare: 0.2, budgetReservePerSec: 0 }, 60_000)).toBeCloseTo(1.2 ** 3, 1);
  });

  it('[RES40] Finagle allows a share of the calls of the last 10 s and a reserve of 10 per second', () => {
    const retries = (ratePerSec: number, policies: ParameterValues) => measuresOf(caller(ratePerSec, { maxAttempts: 2, backoffMs: 0, retryBudget: 'share', ...policies }, { horizonMs: 100_000 }));
    const share = retries(100, { budgetReservePerSec: 0 });
    expect(share.retries / share.calls).toBeCloseTo(0.2, 2);
    expect(share.retries + share.retriesDropped).toBe(share.calls);
    // The reserve of the first ten seconds can be spent at once; then it comes back as its uses are forgotten.
    const reserve = retries(100, { budgetShare: 0 });
    expect(reserve.retries).toBeGreaterThanOrEqual(1000);
    expect(reserve.retries).toBeLessThanOrEqual(1200);
    expect(retries(5, {}).retriesDropped).toBe(0);
  });

  it('[RES41] Envoy allows three retries at once, pauses included, and drops the others', () => {
    const document = build(
      bursts('gate', [10, 1000]), service('gate', { servers: 100, serviceMs: 0 }),
      service('callee', { servers: 100, serviceMs: 10, failureRatio: 1 }),
      call('gate', 'callee', { maxAttempts: 3, backoffMs: 100, retryBudget: 'active', maxActiveRetries: 3 }),
    );
    // Three calls pause and try again, and once more; seven fail with their first attempt.
    expect(measuresOf(document, 'gate-callee')).toMatchObject({ attempts: 16, retries: 6, retriesDropped: 7, failed: 10 });
  });

  it('[RES42] Envoy\'s retry budget allows 20 % of the attempts in progress, and at least three', () => {
    const retried = (count: number) => measuresOf(build(
      bursts('gate', [10, 1000]), bursts('other', [count, 900]),
      service('gate', { servers: 100, serviceMs: 0 }), service('other', { servers: 1000, serviceMs: 0 }),
      service('caller', { servers: 2000, serviceMs: 0 }),
      service('callee', { servers: 2000, serviceMs: 5000 }),
      call('gate', 'caller'), call('other', 'caller'),
      call('caller', 'callee', { maxAttempts: 2, backoffMs: 3000, timeoutMs: 2000, retryBudget: 'activeShare', budgetShare: 0.2 }),
      fault('slowdown', 'callee', 0, undefined, { factor: 100 }),
      settings({ horizonMs: 3100 }),
    ), 'caller-callee');
    // At 2,900 the hundred others time out one by one. The k-th sees 110 - k attempts in progress and k - 1 retries, so
    // the first 19 may retry; the ten of the gate find a share of nothing, and three taken long ago.
    expect(retried(1).retriesDropped).toBe(8);
    expect(retried(100)).toMatchObject({ retriesDropped: 91, inProgress: 19 });
  });

  it('[RES43] the AWS bucket: 500 tokens pay 100 retries after errors, 50 after timeouts; success pays back', () => {
    const aws = { ...presetNamed('awsSdk').values, backoffMs: 0 };
    const errors = measuresOf(caller(100, aws));
    expect(errors).toMatchObject({ retries: 100 });
    expect(errors.retriesDropped).toBe(errors.calls - 50);
    const timeouts = measuresOf(build(steady('caller', 100), service('callee', { servers: 10_000, serviceMs: 1000 }), call('caller', 'callee', { ...aws, timeoutMs: 5 }), settings({ horizonMs: 5000 })));
    expect(timeouts.retries).toBe(50);
    // 100 retries empty it; each first attempt that succeeds earns one token, so five pay for one retry more.
    const recovered = (successes: number) => measuresOf(caller(100, { ...aws, maxAttempts: 2 }, { failureRatio: 0, horizonMs: 4000 },
      fault('errors', 'callee', 5, 1500, { ratio: 1 }), fault('errors', 'callee', 1505 + successes * 10, 1000, { ratio: 1 }))).retries;
    expect(recovered(4)).toBe(100);
    expect(recovered(5)).toBe(101);
    expect(recovered(50)).toBe(110);
  });

  it('[RES44] a retry that succeeds gives back what it paid', () => {
    // Every call needs one retry: it fails until 5 ms after it began, and the retry comes 8 ms after.
    const flapping = Array.from({ length: 300 }, (_, i) => fault('errors', 'callee', 10 * i + 9.5, 1, { ratio: 1 }));
    const { retries, retriesDropped, succeeded } = measuresOf(caller(100, { maxAttempts: 2, backoffMs: 5, retryBudget: 'bucket', bucketTokens: 10, bucketRetryCost: 10 }, { failureRatio: 0, horizonMs: 2005 }, ...flapping));
    expect({ retries, retriesDropped, succeeded }).toEqual({ retries: 200, retriesDropped: 0, succeeded: 200 });
  });

  it('[RES45] client throttling sends about twice what is accepted, and little when nothing is', () => {
    const run = createRun(build(
      steady('caller', 1000), service('callee', { servers: 1, queueCapacity: 0, serviceMs: 10 }),
      call('caller', 'callee', { retryBudget: 'clientThrottling', throttlingWindowMs: 10_000 }), settings({ horizonMs: 60_000 }),
    ));
    const at = (atMs: number) => connectionOf(reportAt(run, atMs), 'caller-callee').measures;
    const before = { ...at(30_000) };
    const after = at(60_000);
    const sent = after.attempts - before.attempts;
    const accepted = after.succeeded - before.succeeded;
    expect(accepted / 30).toBeGreaterThan(50);
    expect(sent / accepted).toBeGreaterThan(1.8);
    expect(sent / accepted).toBeLessThan(2.3);
    const dead = measuresOf(build(
      steady('caller', 1000), service('callee'), fault('crash', 'callee', 0),
      call('caller', 'callee', { retryBudget: 'clientThrottling', throttlingWindowMs: 10_000 }), settings({ horizonMs: 10_000 }),
    ));
    expect(dead.limited + dead.attempts).toBe(dead.calls);
    expect(dead.attempts).toBeLessThan(40);
  });
});
