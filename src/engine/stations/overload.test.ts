import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../model/parameter.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import {
  build, burst, call, channel, classes, consume, mixing, poisson, publish, service, set, settings, steady,
} from '../testing/build.ts';
import { componentOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';

/** Goodput per second, from 30 to 60 s, of 100/s of capacity under 150/s, with callers that give up after 1 s. */
function goodputUnderOverload(params: ParameterValues): number {
  const api = service('api', { serviceMs: 10, serviceDistribution: 'exponential', ...params });
  const run = createRun(build(poisson('users', 150), api, call('users', 'api', { timeoutMs: 1000 }), settings({ horizonMs: 60_000 })));
  const before = sourceOf(reportAt(run, 30_000), 'users').measures.answered;
  return (sourceOf(reportAt(run, 60_000), 'users').measures.answered - before) / 30;
}

describe('overload', () => {
  it('[RES9] at 150 % load first come, first served collapses to nothing; CoDel and last in, first out stay near capacity', () => {
    expect(goodputUnderOverload({})).toBeLessThan(2);
    expect(goodputUnderOverload({ waitLimit: 'codel' })).toBeGreaterThan(85);
    expect(goodputUnderOverload({ queueOrder: 'lifo' })).toBeGreaterThan(85);
  });

  it('[RES9] so do adaptive LIFO on a bounded queue, controlled delay, a queue timeout and a short queue', () => {
    // A bounded queue of 1000 alone takes ten times the patience of the callers.
    expect(goodputUnderOverload({ queueCapacity: 1000 })).toBeLessThan(2);
    expect(goodputUnderOverload({ queueCapacity: 1000, queueOrder: 'adaptiveLifo' })).toBeGreaterThan(60);
    expect(goodputUnderOverload({ waitLimit: 'controlledDelay' })).toBeGreaterThan(80);
    expect(goodputUnderOverload({ waitLimit: 'fixed', queueTimeoutMs: 500 })).toBeGreaterThan(85);
    expect(goodputUnderOverload({ queueCapacity: 20 })).toBeGreaterThan(90);
  });

  it('[RES140] CoDel drops nothing of a burst that drains within the interval', () => {
    const api = service('api', { waitLimit: 'codel' });
    const report = simulate(build(burst('users', 9, 1), api, call('users', 'api')));
    expect(componentOf(report, 'api').measures).toMatchObject({ completed: 9, droppedWaiting: 0 });
  });

  it('[RES141] CoDel: once the shortest wait of an interval was above the target, who waited two targets is dropped', () => {
    // A burst of 40 takes 400 ms. The first is served at once; the one at 11 ms starts an interval, which ends after 111;
    // the shortest wait in it was 10 ms: above 5. From the next interval on all who waited for more than 10 ms go.
    const api = service('api', { waitLimit: 'codel' });
    const report = simulate(build(burst('users', 40, 1), api, call('users', 'api')));
    const { measures } = componentOf(report, 'api');
    // Begun: the first, those at 11, 21 ... 111, and the one at 121 that opens the next interval.
    expect(measures).toMatchObject({ completed: 13, droppedWaiting: 27, rejected: 27, inSystem: 0 });
    expect(componentOf(report, 'api').waitMs.max).toBeCloseTo(120, 9);
  });

  it('[RES142] CoDel stops dropping as soon as an interval has seen a short wait', () => {
    const api = service('api', { waitLimit: 'codel' });
    const run = createRun(build(steady('users', 50), burst('more', 30, 1005, { thinkMs: 1005 }), api, call('users', 'api'), call('more', 'api'), { schedule: [{ id: 'go', type: 'load', factor: 1, atMs: 0 }] }));
    const dropped = componentOf(reportAt(run, 1500), 'api').measures.droppedWaiting;
    expect(dropped).toBeGreaterThan(0);
    expect(componentOf(reportAt(run, 2000), 'api').measures.droppedWaiting).toBe(dropped);
  });

  it('[RES143] a queue timeout rejects who has waited that long, at that moment', () => {
    const api = service('api', { waitLimit: 'fixed', queueTimeoutMs: 15 });
    const run = createRun(build(burst('users', 4, 1), api, call('users', 'api')));
    expect(componentOf(reportAt(run, 15.9), 'api').measures).toMatchObject({ working: 1, queued: 2, droppedWaiting: 0 });
    expect(componentOf(reportAt(run, 16), 'api').measures).toMatchObject({ working: 1, queued: 0, droppedWaiting: 2, rejected: 2 });
    expect(componentOf(reportAt(run, 100), 'api').measures).toMatchObject({ completed: 2, queuedArea: expect.closeTo(10 + 15 + 15, 9) });
  });

  it('[RES143] controlled delay: long patience while the line was empty lately, short patience while it stands', () => {
    const api = service('api', { waitLimit: 'controlledDelay' });
    const run = createRun(build(steady('users', 200), api, call('users', 'api'), settings({ horizonMs: 2000 })));
    // Within the first 100 ms nobody is dropped: all may wait for 100 ms.
    expect(componentOf(reportAt(run, 100), 'api').measures.droppedWaiting).toBe(0);
    // Later those who come while the line stands wait for 5 ms at most, so hardly anybody waits.
    expect(componentOf(reportAt(run, 2000), 'api').measures.queued).toBeLessThan(12);
    expect(componentOf(reportAt(run, 2000), 'api').measures.droppedWaiting).toBeGreaterThan(100);
  });

  it('[RES148] messages are never dropped in line, shed or limited', () => {
    const limits = { waitLimit: 'fixed', queueTimeoutMs: 1, shedding: 'queue', shedAboveShare: 0, admission: 'fixed', admissionPermits: 1, queueCapacity: 1 };
    const sends = [burst('users', 9, 1), channel('queue'), publish('users', 'queue')];
    const report = simulate(build(...sends, service('worker', limits), consume('queue', 'worker', { prefetch: 9 })));
    expect(componentOf(report, 'worker').measures).toMatchObject({ completed: 9, rejected: 0 });
  });
});

describe('load shedding', () => {
  it('[RES150] by the queue: above the share of waiting places taken, calls are rejected before it is full', () => {
    const api = service('api', { queueCapacity: 10, shedding: 'queue', shedAboveShare: 0.5 });
    const report = simulate(build(burst('users', 20, 1), api, call('users', 'api')));
    // One in work, and places are taken until more than half are: six.
    expect(componentOf(report, 'api').measures).toMatchObject({ completed: 7, rejected: 13, shed: 13 });
  });

  it('[RES151] by utilization: above the smoothed share of busy workers', () => {
    const api = service('api', { servers: 10, shedding: 'utilization', shedAboveShare: 0.8, shedWindowMs: 200, serviceDistribution: 'exponential' });
    const half = componentOf(simulate(build(poisson('users', 500), api, call('users', 'api'))), 'api').measures;
    expect(half.shed / half.offered).toBeLessThan(0.02);
    const double = componentOf(simulate(build(poisson('users', 2000), api, call('users', 'api'))), 'api');
    expect(double.measures.shed / double.measures.offered).toBeGreaterThan(0.5);
    // What is let in hardly waits, and the workers are as busy as they may be.
    expect(double.utilization!).toBeGreaterThan(0.7);
    expect(double.utilization!).toBeLessThan(0.9);
  });

  it('[RES152] classes of raised priority are spared, if so set', () => {
    const kinds = { classes: classes('plain', 'gold').classes!.map((item) => (item.id === 'gold' ? { ...item, priority: 1 } : item)) };
    const shedOf = (shedSparesPriority: boolean): number[] => {
      const api = service('api', { queueCapacity: 100, shedding: 'queue', shedAboveShare: 0.2, shedSparesPriority });
      const sources = [mixing(poisson('plains', 100), { class: 'plain', weight: 1 }), mixing(poisson('golds', 50), { class: 'gold', weight: 1 })];
      const report = simulate(build(kinds, ...sources, api, call('plains', 'api'), call('golds', 'api')));
      return ['plains-api', 'golds-api'].map((id) => connectionOf(report, id).measures.rejected);
    };
    expect(shedOf(true)[1]).toBe(0);
    expect(shedOf(false)[1]).toBeGreaterThan(100);
  });
});

describe('concurrency limits at the callee', () => {
  it('[RES153] a fixed limit counts calls inside, waiting or in work', () => {
    const api = service('api', { servers: 2, admission: 'fixed', admissionPermits: 5 });
    const run = createRun(build(burst('users', 9, 1), api, call('users', 'api'), set('api', 'admissionPermits', 3, 500)));
    expect(componentOf(reportAt(run, 1), 'api').measures).toMatchObject({ working: 2, queued: 3, shed: 4, rejected: 4, admissionLimit: 5 });
    expect(componentOf(reportAt(run, 500), 'api').measures.admissionLimit).toBe(3);
  });

  /** Ten workers of 100 ms carry 100/s; from 20 s on they take 200 ms, and 70/s are too many. */
  function step(params: ParameterValues) {
    const api = service('api', { servers: 10, serviceMs: 100, serviceDistribution: 'exponential', ...params });
    const slower = set('api', 'serviceMs', 200, 20_000);
    const run = createRun(build(poisson('users', 70), api, call('users', 'api'), slower, settings({ horizonMs: 60_000 })));
    const before = componentOf(reportAt(run, 20_000), 'api').measures;
    const after = componentOf(reportAt(run, 60_000), 'api');
    return { before, after: after.measures, p99: after.sojournMs.p99! };
  }

  it('[RES10] when times double, an adaptive limit falls and rejects the excess; a fixed one of 1000 lets times grow', () => {
    const fixed = step({ admission: 'fixed', admissionPermits: 1000 });
    expect(fixed.after.shed).toBe(0);
    expect(fixed.p99).toBeGreaterThan(10_000);
    const shed: number[] = [];
    const p99: number[] = [];
    for (const admission of ['gradient2', 'vegas', 'gradient']) {
      const adaptive = step({ admission });
      shed.push(adaptive.after.shed);
      p99.push(adaptive.p99);
    }
    expect(Math.min(...shed)).toBeGreaterThan(500);
    expect(Math.max(...p99)).toBeLessThan(fixed.p99 / 3);
    // AIMD reacts to slow calls only: here those beyond 500 ms.
    const aimd = step({ admission: 'aimd', admissionSlowMs: 500 });
    expect(aimd.after.shed).toBeGreaterThan(500);
    expect(aimd.p99).toBeLessThan(fixed.p99 / 3);
  });

  it('[RES154] Gradient2 settles where times are their long mean, within its bounds', () => {
    const { before, after } = step({ admission: 'gradient2', admissionMin: 5, admissionMax: 60 });
    expect(before.admissionLimit).toBeGreaterThanOrEqual(5);
    expect(after.admissionLimit).toBeLessThanOrEqual(60);
  });

  it('[RES155] AIMD adds one while at least half of the limit is used, and falls by a tenth with each slow call', () => {
    // Service of 10 ms, one worker, bursts of 30 every second: with 20 let in, the slowest takes 200 ms.
    const bursts = build(
      burst('users', 30, 1000), service('api', { admission: 'aimd', admissionSlowMs: 1000 }), call('users', 'api'), settings({ horizonMs: 3000 }),
    );
    const run = createRun(bursts);
    expect(componentOf(reportAt(run, 1000), 'api').measures.shed).toBe(10);
    // Twenty answers; the limit grows by one with each as long as half of it is inside.
    const grown = componentOf(reportAt(run, 1990), 'api').measures.admissionLimit;
    expect(grown).toBeGreaterThan(25);
    const slow = simulate(build(burst('users', 30, 1000), service('api', { admission: 'aimd', admissionSlowMs: 15, admissionMin: 1 }), call('users', 'api'), settings({ horizonMs: 1990 })));
    // The first is fast and adds one: 21; the other nineteen are slow: 18, 16, 14, 12, 10, 9, 8 ... 1.
    expect(componentOf(slow, 'api').measures.admissionLimit).toBe(1);
  });

  it('[RES156] Envoy\'s gradient begins at 3, measures the shortest time, then follows the median of each window', () => {
    const api = service('api', { servers: 50, serviceMs: 10, admission: 'gradient' });
    const run = createRun(build(steady('users', 2000), api, call('users', 'api'), settings({ horizonMs: 130_000 })));
    // While it measures only three are let in: 300 of 2000 a second.
    const probing = componentOf(reportAt(run, 150), 'api').measures;
    expect(probing.admissionLimit).toBe(3);
    expect(probing.shed).toBeGreaterThan(200);
    // 20 calls at once are needed; the limit grows by its root in each window until all are let in.
    expect(componentOf(reportAt(run, 5000), 'api').measures.admissionLimit).toBeGreaterThan(50);
    const shed = componentOf(reportAt(run, 10_000), 'api').measures.shed;
    expect(componentOf(reportAt(run, 59_000), 'api').measures.shed).toBe(shed);
    // After a minute it measures anew.
    expect(componentOf(reportAt(run, 65_000), 'api').measures.shed).toBeGreaterThan(shed + 100);
  });

  it('[RES157] a limit that is switched to another algorithm forgets what it had learnt', () => {
    const api = service('api', { servers: 10, serviceMs: 100, admission: 'aimd' });
    const run = createRun(build(poisson('users', 300), api, call('users', 'api'), set('api', 'admission', 'gradient2', 5000), set('api', 'admission', 'off', 6000)));
    const grown = componentOf(reportAt(run, 4999), 'api').measures.admissionLimit;
    expect(grown).toBeGreaterThan(20);
    expect(componentOf(reportAt(run, 5010), 'api').measures.admissionLimit).toBeLessThan(grown);
    expect(componentOf(reportAt(run, 6000), 'api').measures.admissionLimit).toBe(0);
  });
});
