import { describe, expect, it } from 'vitest';
import type { SyncProtocol } from '../../model/document.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import { presetNamed } from '../../model/presets.ts';
import { simulate } from '../simulate.ts';
import { balancer, build, call, fault, type Part, poisson, service, settings } from '../testing/build.ts';
import { bursts } from '../testing/bursts.ts';
import { componentOf, connectionOf } from '../testing/read.ts';
import { sendTimes } from '../testing/sends.ts';

const AT = 1000;

/** Calls at 1,000 ms from a gate that adds nothing. */
function calling(policies: ParameterValues, callee: ParameterValues, options: { count?: number; protocol?: SyncProtocol } = {}, ...more: readonly Part[]) {
  const { count = 1, protocol = 'http1' } = options;
  return build(
    bursts('gate', [count, AT]),
    service('gate', { servers: 1000, serviceMs: 0 }),
    service('callee', { servers: 1000, ...callee }),
    call('gate', 'callee', { hedging: 'on', ...policies }, { protocol }),
    settings({ horizonMs: 60_000 }),
    ...more,
  );
}

const measuresOf = (document: ReturnType<typeof build>, id = 'gate-callee') => connectionOf(simulate(document), id).measures;

describe('hedging', () => {
  it('[RES46] sends copies a delay apart while there is no answer, at most as many as set; gRPC five', () => {
    const slow = { serviceMs: 20_000 };
    expect(sendTimes(calling({ hedgeCopies: 4, hedgeDelayMs: 500 }, slow), 'gate-callee')).toEqual([1000, 1500, 2000, 2500]);
    expect(sendTimes(calling({ hedgeCopies: 9, hedgeDelayMs: 100 }, slow, { protocol: 'grpc' }), 'gate-callee')).toHaveLength(5);
    expect(sendTimes(calling({ hedgeCopies: 3, hedgeDelayMs: 0 }, slow), 'gate-callee')).toEqual([1000, 1000, 1000]);
    const quick = calling({ hedgeCopies: 4, hedgeDelayMs: 500 }, { serviceMs: 499 });
    expect(measuresOf(quick)).toMatchObject({ attempts: 1, hedges: 0, succeeded: 1 });
  });

  it('[RES47] the first good answer wins; the other copies are worked on, and their replies come late', () => {
    // The balancer sends the first copy to the slow one, and after a second the next copy to the quick one.
    const document = build(
      bursts('gate', [1, AT]), service('gate'),
      balancer('balancer'), service('slow', { serviceMs: 5000 }), service('quick', { serviceMs: 10 }),
      call('gate', 'balancer'), call('balancer', 'slow', { hedging: 'on', hedgeDelayMs: 1000 }), call('balancer', 'quick', {}),
      settings({ horizonMs: 60_000 }),
    );
    const report = simulate(document);
    expect(componentOf(report, 'slow').measures.completed).toBe(1);
    expect(componentOf(report, 'quick').measures.completed).toBe(1);
    expect(connectionOf(report, 'balancer-slow').measures).toMatchObject({ calls: 1, succeeded: 1, attempts: 1, lateReplies: 1 });
    expect(connectionOf(report, 'balancer-quick').measures).toMatchObject({ calls: 0, hedges: 1, attempts: 1, lateReplies: 0 });
    expect(connectionOf(report, 'gate-balancer').sojournMs.mean).toBeCloseTo(1010, 6);
  });

  it('[RES48] a failure that would be retried sends the next copy at once, and the one after it a delay later; others end the call', () => {
    const policies = { hedgeCopies: 4, hedgeDelayMs: 500, retryOn: 'errors' };
    // The first copy fails at 1,010 ms; soon after the callee gets too slow to answer.
    const later = calling(policies, { serviceMs: 10 }, {}, fault('errors', 'callee', 0, 1015, { ratio: 1 }), fault('slowdown', 'callee', 1012, undefined, { factor: 1000 }));
    expect(sendTimes(later, 'gate-callee')).toEqual([1000, 1010, 1510, 2010]);
    const fatal = calling({ ...policies, retryOn: 'timeouts' }, { serviceMs: 10, failureRatio: 1 });
    expect(measuresOf(fatal)).toMatchObject({ attempts: 1, failed: 1, hedges: 0 });
  });

  it('[RES49] when all copies have failed, so has the call', () => {
    const document = calling({ hedgeCopies: 3, hedgeDelayMs: 'unbounded', retryOn: 'any' }, { serviceMs: 10, failureRatio: 1 });
    expect(sendTimes(document, 'gate-callee')).toEqual([1000, 1010, 1020]);
    expect(measuresOf(document)).toMatchObject({ calls: 1, attempts: 3, hedges: 2, failed: 1, lateReplies: 0 });
  });

  it('[RES90] gRPC drops hedges while no more than half of the tokens are left, but always sends the first copy', () => {
    const policies = { hedgeCopies: 2, hedgeDelayMs: 5, retryOn: 'errors', retryBudget: 'throttling', throttleTokens: 4, throttleRatio: 0.1 };
    const document = calling(policies, { serviceMs: 1, failureRatio: 1 }, { count: 5, protocol: 'grpc' });
    // Tokens 3, 2: only the first failure may send its next copy.
    expect(measuresOf(document)).toMatchObject({ attempts: 6, hedges: 1, retriesDropped: 4, failed: 5 });
  });

  it('[RES91] the .NET hedging handler sends one copy after 2 s or at once after a failure, an open circuit included', () => {
    const values = presetNamed('dotnetHedging').values;
    expect(sendTimes(calling(values, { serviceMs: 30_000 }), 'gate-callee')).toEqual([1000, 3000]);
    // Both copies time out after 10 s each: the call fails when the second one does.
    expect(measuresOf(calling(values, { serviceMs: 50_000 }))).toMatchObject({ attempts: 2, timedOut: 2, failed: 1, callsTimedOut: 0 });
    const open = calling({ ...values, breaker: 'consecutive', breakerFailures: 1, breakMs: 60_000 }, { serviceMs: 1, failureRatio: 1 });
    expect(measuresOf(open)).toMatchObject({ attempts: 1, circuitRefused: 1, hedges: 1, failed: 1 });
  });

  it('[RES92] copies of a call that ran out of its total timeout are waited for by nobody', () => {
    const document = calling({ hedgeCopies: 3, hedgeDelayMs: 100, totalTimeoutMs: 150 }, { serviceMs: 1000 }, { count: 10 });
    expect(measuresOf(document)).toMatchObject({ attempts: 20, callsTimedOut: 10, failed: 10, lateReplies: 20, inProgress: 0 });
  });

  it('[RES93] copies cut the slow tail: one server in ten slow, the 95th percentile falls from slow to little more than the delay', () => {
    const p95 = (hedging: string) => {
      const document = build(
        poisson('source', 100), call('source', 'balancer'), balancer('balancer', { policy: 'random' }),
        ...Array.from({ length: 10 }, (_, i) => service(`s${i}`, { servers: 100, serviceMs: i === 0 ? 1000 : 10 })),
        ...Array.from({ length: 10 }, (_, i) => call('balancer', `s${i}`, { hedging, hedgeDelayMs: 50 })),
        settings({ horizonMs: 60_000, warmUpMs: 5000 }),
      );
      return connectionOf(simulate(document), 'source-balancer').sojournMs.p95!;
    };
    expect(p95('off')).toBeGreaterThan(900);
    expect(p95('on')).toBeLessThan(70);
  });
});
