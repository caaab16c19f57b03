import { describe, expect, test } from 'vitest';
import { COMPONENT } from '../model/measures.ts';
import { createRun } from './run.ts';
import { simulate } from './simulate.ts';
import {
  asks, build, burst, call, channel, consume, curve, dial, fault, poisson, publish, service, set, settings, steady, users,
} from './testing/build.ts';
import { componentOf, reportAt, sourceOf } from './testing/read.ts';

const offered = (report: ReturnType<typeof simulate>, id = 'users'): number => componentOf(report, id).measures.offered;
const plenty = [service('api', { servers: 10_000, serviceMs: 1 }), call('users', 'api')];

describe('open loops', () => {
  test('[LD1] Poisson requests come at their rate, as unevenly as chance has it', () => {
    // Counts in 2,000 windows of 50 ms at 100/s: mean 5 and variance 5.
    const run = createRun(build(poisson('users', 100), ...plenty, settings({ horizonMs: 100_000 })));
    const counts: number[] = [];
    for (let at = 50, before = 0; at <= 100_000; at += 50) {
      run.advance(at, Infinity);
      const now = run.observe().components[COMPONENT.offered];
      counts.push(now - before);
      before = now;
    }
    const mean = counts.reduce((sum, n) => sum + n, 0) / counts.length;
    const variance = counts.reduce((sum, n) => sum + (n - mean) ** 2, 0) / (counts.length - 1);
    // Four standard errors: of the mean sqrt(5/2000), of the variance about sqrt((2 * 25 + 5) / 2000).
    expect(Math.abs(mean - 5)).toBeLessThan(4 * 0.05);
    expect(Math.abs(variance - 5)).toBeLessThan(4 * 0.17);
    // The chance of an empty window is e^-5.
    const empty = counts.filter((n) => n === 0).length;
    expect(Math.abs(empty / 2000 - Math.exp(-5))).toBeLessThan(4 * 0.0018);
  });

  test('[LD1] requests come whatever happens to earlier ones', () => {
    const well = simulate(build(poisson('users', 50), ...plenty));
    const broken = simulate(build(poisson('users', 50), ...plenty, fault('crash', 'api', 0)));
    expect(offered(broken)).toBe(offered(well));
  });

  test('[LD2] constant requests are evenly spaced, the first after one interval', () => {
    const run = createRun(build(steady('users', 8), ...plenty));
    expect([124.9, 125, 249.9, 250, 1000, 1124.9].map((atMs) => offered(reportAt(run, atMs)))).toEqual([0, 1, 1, 2, 8, 8]);
  });

  test('[LD1] a rate of zero offers nothing', () => {
    expect(offered(simulate(build(poisson('users', 0), ...plenty)))).toBe(0);
  });
});

test('[LD19] a source that is connected to nothing sends nothing, whatever its load, and so nothing is answered', () => {
  for (const source of [poisson('users', 100), steady('users', 100), users('users', 10, 100)]) {
    const report = simulate(build(source, service('api'), dial(3, 2000)));
    expect(offered(report)).toBe(0);
    expect(sourceOf(report, 'users').measures.answered).toBe(0);
  }
});

describe('closed loops', () => {
  test('[LD3] each user thinks, asks, waits and thinks again', () => {
    // One worker, 10 ms; two users who think 50 ms: asked at 50 and 50, answered at 60 and 70, asked at 110 and 120, and so on.
    const run = createRun(build(users('users', 2, 50), service('api'), call('users', 'api')));
    expect([49, 50, 109, 110, 119, 120, 170, 180].map((atMs) => offered(reportAt(run, atMs)))).toEqual([0, 2, 2, 3, 3, 4, 5, 6]);
    expect(sourceOf(run.report(), 'users').measures.unanswered).toBeLessThanOrEqual(2);
  });

  test('[LD3] a failure is an answer too', () => {
    const report = simulate(build(users('users', 1, 90), service('api', { failureRatio: 1 }), call('users', 'api'), settings({ horizonMs: 1000 })));
    expect(sourceOf(report, 'users').measures).toMatchObject({ failed: 10, answered: 0 });
  });

  test('[LD3] at most as many requests are under way as there are users', () => {
    const run = createRun(build(users('users', 7, 1, { thinkDistribution: 'exponential' }), service('api', { serviceMs: 20 }), call('users', 'api')));
    for (let atMs = 0; atMs <= 5000; atMs += 37) expect(sourceOf(reportAt(run, atMs), 'users').measures.unanswered).toBeLessThanOrEqual(7);
    expect(sourceOf(run.report(), 'users').measures.unanswered).toBeGreaterThan(3);
  });
});

describe('load curve', () => {
  test('[LD4] the rate is straight from corner to corner, constant before the first and after the last', () => {
    // 100/s: 0.5 until 2 s, up to 2 at 4 s, then 2: 100, 250 and 1,200 requests.
    const run = createRun(build(steady('users', 100), ...plenty, curve([2000, 0.5], [4000, 2])));
    expect([2000, 4000, 10_000].map((atMs) => offered(reportAt(run, atMs)))).toEqual([100, 350, 1550]);
  });

  test('[LD4] arrivals in a ramp keep to the integral of the rate', () => {
    // From 0 to 200/s in 10 s: n(t) = 10 t² requests at t seconds.
    const run = createRun(build(steady('users', 100), ...plenty, curve([0, 0], [10_000, 2])));
    for (const seconds of [1, 2.5, 5, 7.5, 10]) {
      expect(Math.abs(offered(reportAt(run, seconds * 1000)) - 10 * seconds * seconds)).toBeLessThanOrEqual(1);
    }
  });

  test('[LD4] two corners at one moment are a step, at the beginning as well', () => {
    const run = createRun(build(steady('users', 100), ...plenty, curve([0, 0], [0, 5], [2000, 5], [2000, 0], [6000, 0], [6000, 1])));
    expect([2000, 5999, 10_000].map((atMs) => offered(reportAt(run, atMs)))).toEqual([1000, 1000, 1400]);
  });

  test('[LD4] Poisson sources follow it too, closed ones do not', () => {
    const ramp = curve([0, 0], [10_000, 2]);
    const open = simulate(build(poisson('users', 300), ...plenty, ramp));
    // 3,000 expected: four standard deviations are 220.
    expect(Math.abs(offered(open) - 3000)).toBeLessThan(220);
    const closed = (...parts: Parameters<typeof build>) => offered(simulate(build(users('users', 3, 50), ...plenty, ...parts)));
    expect(closed(ramp)).toBe(closed());
  });

  test('[LD4] a curve that ends at zero ends the load', () => {
    const report = simulate(build(poisson('users', 100), ...plenty, curve([1000, 1], [2000, 0])));
    expect(componentOf(report, 'users').measures.inSystem).toBe(0);
    expect(Math.abs(offered(report) - 150)).toBeLessThan(50);
  });
});

describe('load dial', () => {
  test('[LD5] open sources go on at the new rate, the gap in progress scaled', () => {
    // A gap of 100 ms is half over at 1,050 ms; the other half takes 25 ms at twice the rate.
    const run = createRun(build(steady('users', 10), ...plenty, dial(2, 1050), dial(0.5, 2000)));
    expect([1049, 1074.9, 1075, 1124.9, 1125].map((atMs) => offered(reportAt(run, atMs)))).toEqual([10, 10, 11, 11, 12]);
    // From 1,975 ms on half a gap was over at 2,000: the other half takes 100 ms at half the rate.
    expect([1975, 2099, 2101, 2299, 2301].map((atMs) => offered(reportAt(run, atMs)))).toEqual([29, 29, 30, 30, 31]);
  });

  test('[LD5] the rate parameter acts in the same way', () => {
    const run = createRun(build(steady('users', 10), ...plenty, set('users', 'ratePerSec', 20, 1050)));
    expect([1074.9, 1075, 1124.9, 1125].map((atMs) => offered(reportAt(run, atMs)))).toEqual([10, 11, 11, 12]);
  });

  test('[LD5] a turn in the middle of a ramp keeps to the integral', () => {
    const run = createRun(build(steady('users', 100), ...plenty, curve([0, 0], [10_000, 2]), dial(3, 5000)));
    // 250 in the first half; three times 750 in the second.
    expect(Math.abs(offered(reportAt(run, 10_000)) - 2500)).toBeLessThanOrEqual(1);
  });

  test('[LD5] a dial at zero stops open sources, and they come back', () => {
    const run = createRun(build(poisson('users', 100), ...plenty, dial(0, 1000), dial(1, 5000)));
    const before = offered(reportAt(run, 1000));
    expect(offered(reportAt(run, 5000))).toBe(before);
    expect(offered(reportAt(run, 10_000))).toBeGreaterThan(before + 400);
  });

  test('[LD5] closed sources gain users, who think first, and lose those who have just been answered', () => {
    const run = createRun(build(users('users', 4, 100), service('api', { servers: 99, serviceMs: 1 }), call('users', 'api'), dial(2, 150), dial(0.5, 450)));
    // Four ask at 100 and 201 ms; four more from 250 ms on, every 101 ms.
    expect([100, 201, 250, 302].map((atMs) => offered(reportAt(run, atMs)))).toEqual([4, 8, 12, 16]);
    const settled = offered(reportAt(run, 2000));
    expect(offered(reportAt(run, 2000 + 1010)) - settled).toBe(20);
  });
});

describe('answered and done', () => {
  test('[LD6] a request is done when the last processing of its messages is over, in turn', () => {
    const document = build(
      asks('user', [1]).part, service('api', { serviceMs: 5 }), call('user-1', 'api'), channel('jobs'), publish('api', 'jobs'),
      service('worker', { serviceMs: 20 }), consume('jobs', 'worker'), channel('log', { protocol: 'kafka' }), publish('worker', 'log', {}, 'kafka'),
      service('one', { serviceMs: 30 }), consume('log', 'one', {}, 'kafka'), service('two', { serviceMs: 70 }), consume('log', 'two', {}, 'kafka'),
    );
    const run = createRun(document);
    expect(sourceOf(reportAt(run, 6), 'user-1').measures).toMatchObject({ answered: 1, unfinished: 1, done: 0 });
    expect(sourceOf(reportAt(run, 95.9), 'user-1').measures).toMatchObject({ unfinished: 1, done: 0 });
    const report = reportAt(run, 96);
    expect(sourceOf(report, 'user-1').measures).toMatchObject({ unfinished: 0, done: 1, good: 1 });
    expect(sourceOf(report, 'user-1').answeredMs.mean).toBeCloseTo(5, 9);
    expect(sourceOf(report, 'user-1').doneMs.mean).toBeCloseTo(95, 9);
  });

  test('[LD6] effects may be over before the answer', () => {
    const document = build(
      asks('user', [1]).part, service('api', { serviceMs: 0 }), call('user-1', 'api'), channel('jobs'), publish('api', 'jobs'), service('slow', { serviceMs: 50 }),
      call('api', 'slow'), service('worker', { serviceMs: 1 }), consume('jobs', 'worker'),
    );
    const { answeredMs, doneMs } = sourceOf(simulate(document), 'user-1');
    expect([answeredMs.mean, doneMs.mean]).toEqual([expect.closeTo(50, 9), expect.closeTo(50, 9)]);
  });

  test('[LD6] a request that fails is neither answered well nor done, whatever its messages do', () => {
    const document = build(
      asks('user', [1]).part, service('api', { serviceMs: 0 }), call('user-1', 'api'), channel('jobs'), publish('api', 'jobs'),
      service('broken', { failureRatio: 1 }), call('api', 'broken'), service('worker', { serviceMs: 500 }), consume('jobs', 'worker'),
    );
    const report = simulate(document);
    expect(componentOf(report, 'worker').measures.completed).toBe(1);
    expect(sourceOf(report, 'user-1').measures).toMatchObject({ answered: 0, failed: 1, done: 0, effectsLost: 0, unfinished: 0 });
  });

  test('[LD7] goodput counts requests done within their deadline', () => {
    const document = build(burst('users', 5, 1, { deadlineMs: 30 }), service('api'), call('users', 'api'));
    // Done after 10, 20, 30, 40 and 50 ms.
    expect(sourceOf(simulate(document), 'users').measures).toMatchObject({ answered: 5, done: 5, good: 3 });
  });

  test('[LD7] a request is good once, however often its message was worked on', () => {
    const document = build(
      burst('users', 1, 1), channel('jobs', { params: { leaseMs: 10 } }), publish('users', 'jobs'), service('worker', { servers: 9, serviceMs: 35 }),
      consume('jobs', 'worker'), set('worker', 'serviceMs', 5, 32),
    );
    const report = simulate(document);
    expect(componentOf(report, 'worker').measures.completed).toBeGreaterThan(2);
    expect(sourceOf(report, 'users').measures).toMatchObject({ done: 1, good: 1 });
  });

  test('[LD8] a request of which an effect was lost is answered and never done', () => {
    const document = build(
      burst('users', 3, 1), channel('jobs', { params: { capacity: 1 } }), publish('users', 'jobs'), service('worker'), consume('jobs', 'worker', { prefetch: 1 }),
    );
    const report = simulate(document);
    expect(sourceOf(report, 'users').measures).toMatchObject({ answered: 3, done: 2, effectsLost: 1, unfinished: 0 });
    expect(sourceOf(report, 'users').doneMs.count).toBe(2);
  });
});
