import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../model/parameter.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { balancer, build, burst, call, channel, consume, fault, publish, service, set, settings, steady } from '../testing/build.ts';
import { bursts } from '../testing/bursts.ts';
import { componentOf, connectionOf, reportAt } from '../testing/read.ts';

const BUCKET = { admissionRate: 'tokenBucket', admissionRatePermits: 10, admissionRateWindowMs: 1000, admissionRateBurst: 5 };

/** What an API that answers at once makes of bursts of calls. */
function limited(all: readonly (readonly [count: number, atMs: number])[], params: ParameterValues) {
  const api = service('api', { servers: 1000, serviceMs: 0, ...params });
  return componentOf(simulate(build(bursts('api', ...all), api)), 'api').measures;
}

describe('rate limits at the callee', () => {
  it('[RES200] a token bucket lets a burst in and then its rate; the others are rejected and counted as rate limited', () => {
    expect(limited([[20, 1000]], BUCKET)).toMatchObject({ offered: 20, completed: 5, rejected: 15, rateLimited: 15, shed: 0 });
    // 300 ms bring three tokens.
    expect(limited([[20, 1000], [20, 1300]], BUCKET)).toMatchObject({ completed: 8, rateLimited: 32 });
    const users = [steady('users', 100), service('api', { ...BUCKET, servers: 10 }), call('users', 'api'), settings({ horizonMs: 60_000 })];
    const report = simulate(build(...users));
    // The burst and the tokens of a minute: the bucket is never full again.
    expect(componentOf(report, 'api').measures.offered - componentOf(report, 'api').measures.rateLimited).toBeCloseTo(5 + 600, -1);
    expect(connectionOf(report, 'users-api').measures.rejected).toBe(componentOf(report, 'api').measures.rateLimited);
  });

  it('[RES201] a fixed window lets twice its number in at its border; a sliding one does not', () => {
    const border = [[10, 950], [10, 1050], [10, 1950]] as const;
    const of = (admissionRate: string) => limited(border, { admissionRate, admissionRatePermits: 10, admissionRateWindowMs: 1000 });
    expect(of('fixedWindow')).toMatchObject({ completed: 20, rateLimited: 10 });
    expect(of('slidingWindow')).toMatchObject({ completed: 20, rateLimited: 10 });
    const close = [[10, 950], [10, 1050]] as const;
    const within = (admissionRate: string) => limited(close, { admissionRate, admissionRatePermits: 10, admissionRateWindowMs: 1000 }).completed;
    expect([within('fixedWindow'), within('slidingWindow')]).toEqual([20, 10]);
  });

  it('[RES202] the rate limit comes first: what it turns away is not shed, and what the concurrency limit then rejects has had its turn', () => {
    const api = service('api', { servers: 1, serviceMs: 100, serviceDistribution: 'deterministic', ...BUCKET, admission: 'fixed', admissionPermits: 2 });
    const report = simulate(build(burst('users', 9, 1), api, call('users', 'api')));
    expect(componentOf(report, 'api').measures).toMatchObject({ rateLimited: 4, shed: 3, rejected: 7, completed: 2 });
  });

  it('[RES203] messages are not counted and not turned away', () => {
    const worker = service('worker', { ...BUCKET, admissionRateBurst: 1 });
    const report = simulate(build(burst('users', 9, 1), channel('queue'), publish('users', 'queue'), worker, consume('queue', 'worker', { prefetch: 9 })));
    expect(componentOf(report, 'worker').measures).toMatchObject({ completed: 9, rejected: 0, rateLimited: 0 });
  });

  it('[RES204] each replica has a limiter of its own, and one that restarts or is exchanged begins afresh', () => {
    expect(limited([[20, 1000]], { ...BUCKET, replicas: 2 })).toMatchObject({ completed: 10, rateLimited: 10 });
    const parts = [bursts('api', [20, 1000], [20, 1100]), service('api', { servers: 1000, serviceMs: 0, ...BUCKET })];
    const completed = (...more: Parameters<typeof build>) => componentOf(simulate(build(...parts, ...more)), 'api').measures.completed;
    expect(completed()).toBe(6);
    expect(completed(fault('crash', 'api', 1040, 20))).toBe(10);
    expect(completed(set('api', 'admissionRate', 'slidingWindow', 1050))).toBe(15);
    expect(completed(set('api', 'admissionRate', 'off', 1050))).toBe(25);
  });

  it('[RES205] a load balancer limits the rate and the calls inside, as an ingress does', () => {
    const ingress = (params: ParameterValues) =>
      build(burst('users', 20, 1), balancer('ingress', params), service('api', { servers: 100, serviceMs: 50, serviceDistribution: 'deterministic' }), call('users', 'ingress'), call('ingress', 'api'));
    expect(componentOf(simulate(ingress(BUCKET)), 'ingress').measures).toMatchObject({ completed: 5, rateLimited: 15, rejected: 15 });
    const run = createRun(ingress({ admission: 'fixed', admissionPermits: 8 }));
    expect(componentOf(reportAt(run, 40), 'ingress').measures).toMatchObject({ inSystem: 8, shed: 12, admissionLimit: 8 });
    expect(componentOf(reportAt(run, 200), 'api').measures).toMatchObject({ completed: 8, rejected: 0 });
  });
});
