import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../model/parameter.ts';
import type { EngineRun } from '../engine-run.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import {
  asks, balancer, build, burst, call, calls, channel, consume, curve, fault, type Part, poisson, publish, service, settings, steady,
} from '../testing/build.ts';
import { channelOf, componentOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';

/** Ten workers of 100 ms in each replica: 100 requests a second. Half of them are to be at work. */
const SCALED = { servers: 10, serviceMs: 100, scaling: 'hpa', maxReplicas: 40, scalingTarget: 0.5, startUpMs: 5000, queueCapacity: 10 };

function scaled(ratePerSec: number, params: ParameterValues, ...more: readonly Part[]): Part[] {
  return [steady('users', ratePerSec), service('api', { ...SCALED, ...params }), call('users', 'api'), ...more];
}

const running = (run: EngineRun, atMs: number): number => componentOf(reportAt(run, atMs), 'api').measures.replicasRunning;
const up = (run: EngineRun, atMs: number): number => componentOf(reportAt(run, atMs), 'api').measures.replicasUp;

describe('Kubernetes\' autoscaler', () => {
  it('[RES11] after a step to five times the load replicas follow in steps of 15 s, 4, 8, 16, and stay for 5 min when it drops', () => {
    const step = curve([0, 1], [60_000, 1], [60_000, 5], [240_000, 5], [240_000, 1]);
    const run = createRun(build(...scaled(200, { replicas: 4 }), step, settings({ horizonMs: 900_000 })));
    expect([59_000, 74_000, 76_000, 91_000].map((atMs) => running(run, atMs))).toEqual([4, 4, 8, 16]);
    const most = running(run, 239_000);
    // 1000 a second at half of 100 each are 20; what came while too few were there may have asked for some more.
    expect(most).toBeGreaterThanOrEqual(20);
    expect(most).toBeLessThanOrEqual(24);
    // The load asks for 20 to its end, so 20 stay until 5 min later.
    expect(running(run, 240_000 + 290_000)).toBe(20);
    expect(running(run, 240_000 + 330_000)).toBeLessThanOrEqual(5);
  });

  it('[RES180] the number is the present one times measure by target, rounded up; within a tenth of the target nothing changes', () => {
    const after = (ratePerSec: number): number => running(createRun(build(...scaled(ratePerSec, { replicas: 4 }), settings({ horizonMs: 20_000 }))), 16_000);
    // Four replicas at 200 a second are at target.
    expect([200, 216].map(after)).toEqual([4, 4]);
    expect(after(230)).toBe(5);
    expect(after(320)).toBe(7);
  });

  it('[RES181] at one look at most 4 replicas come, or as many as there are, whichever is more', () => {
    const greedy = { replicas: 1, scalingTarget: 0.01, startUpMs: 0 };
    const run = createRun(build(...scaled(2000, greedy), settings({ horizonMs: 100_000 })));
    expect([14, 16, 31, 46, 61].map((seconds) => running(run, seconds * 1000))).toEqual([1, 5, 10, 20, 40]);
    const slowly = createRun(build(...scaled(2000, { ...greedy, scaleUpReplicas: 1, scaleUpShare: 0 }), settings({ horizonMs: 100_000 })));
    expect([16, 31, 46].map((seconds) => running(slowly, seconds * 1000))).toEqual([2, 3, 4]);
  });

  it('[RES182] a new replica takes work only when it has started, and is paid for from the decision on', () => {
    const run = createRun(build(...scaled(500, { replicas: 1, startUpMs: 8000 }), settings({ horizonMs: 60_000 })));
    expect([up(run, 15_001), running(run, 15_001)]).toEqual([1, 2]);
    expect(componentOf(reportAt(run, 22_900), 'api').measures.workers).toBe(10);
    expect([up(run, 23_000), componentOf(reportAt(run, 23_000), 'api').measures.workers]).toEqual([2, 20]);
    const { measures } = componentOf(reportAt(run, 23_000), 'api');
    expect(measures.replicasArea).toBeCloseTo(23_000 + 8000, 6);
    expect(measures.replicasStarted).toBe(1);
  });

  it('[RES183] replicas that are starting count as idle, so that a look before they are there does not ask for more', () => {
    // 2 are saturated, 4 are asked for; while they start, 2 busy and 2 idle are just the target.
    const slow = createRun(build(...scaled(400, { replicas: 2, startUpMs: 40_000 }), settings({ horizonMs: 100_000 })));
    expect([16, 31, 46].map((seconds) => running(slow, seconds * 1000))).toEqual([4, 4, 4]);
  });

  it('[RES184] by work, workers that wait for a slow callee are idle, and the component is not scaled; by busy workers it is', () => {
    const asked = (scalingMetric: string): number => {
      const slow = service('slow', { servers: 1000, serviceMs: 2000 });
      const parts = scaled(20, { replicas: 1, serviceMs: 1, scalingMetric }, slow, call('api', 'slow', { hold: 'hold' }));
      return running(createRun(build(...parts, settings({ horizonMs: 40_000 }))), 31_000);
    };
    expect(asked('work')).toBe(1);
    expect(asked('busy')).toBeGreaterThan(2);
  });

  it('[RES185] by queues: so many replicas as the messages waiting need, down to none and back', () => {
    const worker = service('api', { scaling: 'hpa', scalingMetric: 'queue', minReplicas: 0, maxReplicas: 20, scalingQueue: 10, servers: 1, serviceMs: 5000, startUpMs: 1000, scaleDownWindowMs: 30_000 });
    const parts = [burst('users', 105, 20_000), channel('queue'), publish('users', 'queue'), worker, consume('queue', 'api', { prefetch: 1 })];
    const run = createRun(build(...parts, settings({ horizonMs: 300_000 })));
    // The one at first stays for the window; at 30 s there are 105 messages, and at most 4 may come.
    expect([running(run, 29_000), running(run, 31_000), running(run, 46_000)]).toEqual([1, 5, 10]);
    const report = reportAt(run, 200_000);
    expect(componentOf(report, 'api').measures).toMatchObject({ completed: 105, replicasRunning: 0 });
    expect(channelOf(report, 'queue').measures.ready).toBe(0);
  });

  it('[RES186] a replica that is taken away finishes its work first; nothing is lost or refused', () => {
    const drop = curve([0, 1], [40_000, 1], [40_000, 0.1]);
    const params = { replicas: 10, serviceMs: 5000, servers: 100, scaleDownWindowMs: 0 };
    const run = createRun(build(...scaled(100, params), drop, settings({ horizonMs: 200_000 })));
    // At 60 s nine or ten replicas with five requests each are too many; these take 5 s.
    const report = reportAt(run, 61_000);
    const { replicasUp, replicasRunning, workers } = componentOf(report, 'api').measures;
    expect(replicasUp).toBe(1);
    expect(replicasRunning).toBeGreaterThan(8);
    expect(workers).toBe(replicasRunning * 100);
    const end = reportAt(run, 200_000);
    expect(componentOf(end, 'api').measures).toMatchObject({ lost: 0, rejected: 0, replicasRunning: 1, workers: 100 });
    expect(sourceOf(end, 'users').measures.failed).toBe(0);
  });

  it('[RES192] turns, balancers and brokers use only replicas that run', () => {
    const front = [poisson('users', 300), balancer('lb', { policy: 'random' }), call('users', 'lb'), call('lb', 'api')];
    const run = createRun(build(...front, service('api', { ...SCALED, replicas: 3, queueCapacity: 1000 }), settings({ horizonMs: 60_000 })));
    expect(componentOf(reportAt(run, 14_000), 'api').measures.rejected).toBe(0);
    expect(running(run, 20_000)).toBeGreaterThan(3);
    const after = componentOf(reportAt(run, 60_000), 'api').measures;
    expect(after.rejected).toBe(0);
    // No target that does not run counts as ejected.
    expect(componentOf(reportAt(run, 60_000), 'lb').measures.ejected).toBe(0);
  });

  it('[RES193] members of a group join and leave with their replicas: more partitions are worked on at once', () => {
    const worker = service('api', { scaling: 'hpa', scalingMetric: 'queue', minReplicas: 1, maxReplicas: 4, scalingQueue: 10, servers: 1, serviceMs: 100, startUpMs: 1000 });
    const parts = [steady('users', 35), channel('log', { protocol: 'kafka', params: { partitions: 4, keys: 10_000 } }), publish('users', 'log', {}, 'kafka'), worker, consume('log', 'api', {}, 'kafka')];
    const run = createRun(build(...parts, settings({ horizonMs: 240_000 })));
    // One replica works off 10 a second; four at least 35.
    expect(componentOf(reportAt(run, 15_000), 'api').measures.completed).toBeLessThan(151);
    expect(running(run, 100_000)).toBe(4);
    const lag = connectionOf(reportAt(run, 120_000), 'log-api').measures.lag;
    expect(connectionOf(reportAt(run, 240_000), 'log-api').measures.lag).toBeLessThan(lag);
  });

  it('[RES194] a crash keeps the number of replicas, and a warm-up changes nothing', () => {
    const parts = scaled(400, { replicas: 2 }, fault('crash', 'api', 50_000, 20_000));
    const plain = createRun(build(...parts, settings({ horizonMs: 120_000 })));
    const before = running(plain, 49_000);
    expect(before).toBeGreaterThan(2);
    expect([running(plain, 65_000), up(plain, 65_000), up(plain, 70_001)]).toEqual([before, 0, before]);
    const warmed = createRun(build(...parts, settings({ horizonMs: 120_000, warmUpMs: 38_000 })));
    for (const atMs of [30_000, 46_000, 61_000, 119_000]) expect(running(warmed, atMs)).toBe(running(createRun(build(...parts, settings({ horizonMs: 120_000 }))), atMs));
  });
});

describe('instances on demand', () => {
  const LAMBDA = { scaling: 'serverless', coldStartMs: 200, serviceMs: 10 };

  it('[RES187] the first request waits for a cold start, the next finds the instance warm', () => {
    const asked = asks('user', [1, 500]);
    const report = simulate(build(asked.part, service('fn', LAMBDA), calls(asked.ids, 'fn')));
    expect(asked.ids.map((id) => sourceOf(report, id).answeredMs.mean)).toEqual([210, 10]);
    expect(componentOf(report, 'fn').measures).toMatchObject({ coldStarts: 1, replicasStarted: 1, replicasRunning: 1, completed: 2 });
    expect(componentOf(report, 'fn').waitMs.max).toBeCloseTo(200, 9);
  });

  it('[RES188] one request per instance: as many instances as requests at once; beyond the limit calls are rejected', () => {
    const run = createRun(build(burst('users', 30, 1), service('fn', { ...LAMBDA, instanceLimit: 20 }), call('users', 'fn')));
    expect(componentOf(reportAt(run, 1), 'fn').measures).toMatchObject({ coldStarts: 20, rejected: 10, shed: 10, replicasRunning: 20, replicasUp: 0 });
    expect(componentOf(reportAt(run, 201), 'fn').measures).toMatchObject({ working: 20, workers: 20, replicasUp: 20 });
    expect(componentOf(reportAt(run, 1000), 'fn').measures.completed).toBe(20);
  });

  it('[RES189] within ten seconds only so many may start; they come back evenly', () => {
    const params = { ...LAMBDA, instanceBurst: 10, serviceMs: 60_000, coldStartMs: 0 };
    const run = createRun(build(steady('users', 100), service('fn', params), call('users', 'fn'), settings({ horizonMs: 30_000 })));
    expect(componentOf(reportAt(run, 900), 'fn').measures.coldStarts).toBe(10);
    expect(componentOf(reportAt(run, 20_000), 'fn').measures.coldStarts).toBe(29);
  });

  it('[RES195] an instance that is idle for long enough goes, down to none', () => {
    const asked = asks('user', [1, 2, 20_000]);
    const run = createRun(build(asked.part, service('fn', { ...LAMBDA, instanceIdleMs: 5000 }), calls(asked.ids, 'fn'), settings({ horizonMs: 40_000 })));
    expect(componentOf(reportAt(run, 5000), 'fn').measures.replicasRunning).toBe(2);
    expect(componentOf(reportAt(run, 5300), 'fn').measures.replicasRunning).toBe(0);
    expect(sourceOf(reportAt(run, 30_000), 'user-3').answeredMs.mean).toBe(210);
  });

  it('[RES196] the instance that became free last is used first, so that those too many become idle', () => {
    const spike = curve([0, 20], [1000, 20], [1000, 1]);
    const parts = [steady('users', 10), service('fn', { ...LAMBDA, instanceIdleMs: 3000 }), call('users', 'fn'), spike];
    const run = createRun(build(...parts, settings({ horizonMs: 20_000 })));
    expect(componentOf(reportAt(run, 1000), 'fn').measures.replicasRunning).toBeGreaterThanOrEqual(20);
    // One request at a time needs one instance.
    expect(componentOf(reportAt(run, 10_000), 'fn').measures.replicasRunning).toBe(1);
  });

  it('[RES197] instances that are kept ready meet requests warm and never go', () => {
    const params = { ...LAMBDA, provisionedInstances: 3, instanceIdleMs: 1000 };
    const run = createRun(build(burst('users', 5, 10_000), service('fn', params), call('users', 'fn'), settings({ horizonMs: 60_000 })));
    expect(componentOf(reportAt(run, 9999), 'fn').measures).toMatchObject({ replicasRunning: 3, replicasUp: 3, coldStarts: 0 });
    expect(componentOf(reportAt(run, 10_100), 'fn').measures).toMatchObject({ completed: 3, coldStarts: 2 });
    expect(componentOf(reportAt(run, 59_000), 'fn').measures.replicasRunning).toBe(3);
  });

  it('[RES198] messages that find no instance wait for the next that is free', () => {
    const params = { ...LAMBDA, instanceLimit: 2, serviceMs: 100 };
    const run = createRun(build(burst('users', 6, 1), channel('queue'), publish('users', 'queue'), service('fn', params), consume('queue', 'fn', { prefetch: 10 })));
    expect(componentOf(reportAt(run, 1), 'fn').measures).toMatchObject({ queued: 6, coldStarts: 2, rejected: 0 });
    expect(componentOf(reportAt(run, 250), 'fn').measures).toMatchObject({ working: 2, queued: 4 });
    expect(componentOf(reportAt(run, 501), 'fn').measures).toMatchObject({ completed: 6, replicasRunning: 2 });
  });

  it('[RES198] messages that wait because the burst is spent get an instance as soon as it allows one', () => {
    const params = { ...LAMBDA, instanceBurst: 2, instanceIdleMs: 1, serviceMs: 30_000 };
    const run = createRun(build(burst('users', 4, 1), channel('queue'), publish('users', 'queue'), service('fn', params), consume('queue', 'fn', { prefetch: 10 }), settings({ horizonMs: 60_000 })));
    expect(componentOf(reportAt(run, 4999), 'fn').measures).toMatchObject({ coldStarts: 2, working: 2, queued: 2 });
    expect(componentOf(reportAt(run, 5202), 'fn').measures).toMatchObject({ coldStarts: 3, working: 3, queued: 1 });
    expect(componentOf(reportAt(run, 10_203), 'fn').measures).toMatchObject({ coldStarts: 4, working: 4, queued: 0 });
  });

  it('[RES198] instances that had lost their workers take what waits when they have them back', () => {
    const params = { ...LAMBDA, instanceLimit: 2, serviceMs: 100 };
    const asked = asks('user', [1, 1, 1000, 1000, 1000, 1000]);
    const run = createRun(build(
      asked.part, channel('queue'), ...asked.ids.map((id) => publish(id, 'queue')), service('fn', params), consume('queue', 'fn', { prefetch: 10 }),
      fault('capacityLoss', 'fn', 500, 2000, { share: 1 }),
    ));
    expect(componentOf(reportAt(run, 2400), 'fn').measures).toMatchObject({ completed: 2, queued: 4, workers: 0 });
    expect(componentOf(reportAt(run, 2701), 'fn').measures).toMatchObject({ completed: 6, queued: 0 });
  });

  it('[RES198] the handlers of a client that hands messages to instances are free again when these are through', () => {
    const params = { ...LAMBDA, instanceLimit: 3, serviceMs: 10 };
    const link = { kind: 'queue', protocol: 'serviceBus', channel: 'queue' } as const;
    const run = createRun(build(
      burst('users', 40, 1), channel('queue', { protocol: 'serviceBus' }), publish('users', 'queue', {}, 'serviceBus'), service('fn', params),
      { connections: [{ ...link, id: 'queue-fn', from: 'queue', to: 'fn', params: { latencyMs: 0, handlers: 2, prefetch: 20 } }] }, settings({ horizonMs: 20_000 }),
    ));
    expect(componentOf(reportAt(run, 15_000), 'fn').measures).toMatchObject({ completed: 40, working: 0 });
  });

  it('[RES199] an instance is kept while its request waits for a reply; a crash ends all of them', () => {
    const slow = service('slow', { servers: 1000, serviceMs: 1000 });
    const parts = [steady('users', 10), service('fn', { ...LAMBDA, coldStartMs: 0, serviceMs: 0 }), slow, call('users', 'fn'), call('fn', 'slow', { hold: 'release' })];
    const run = createRun(build(...parts, fault('crash', 'fn', 5050, 1000)));
    expect(componentOf(reportAt(run, 5000), 'fn').measures).toMatchObject({ held: 10, replicasUp: expect.closeTo(10, -1) });
    expect(componentOf(reportAt(run, 6000), 'fn').measures).toMatchObject({ replicasRunning: 0, held: 0, inSystem: 0 });
    // Nothing is warm after it.
    const before = componentOf(reportAt(run, 6050), 'fn').measures.coldStarts;
    expect(componentOf(reportAt(run, 6200), 'fn').measures.coldStarts).toBe(before + 2);
  });
});
