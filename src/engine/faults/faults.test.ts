import { describe, expect, test } from 'vitest';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import {
  asks, build, burst, cache, call, calls, channel, consume, database, fault, poisson, publish, service, set, settings, steady, users,
} from '../testing/build.ts';
import { channelOf, componentOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';

describe('crash of a component', () => {
  test('[FA1] work in progress and the queue are lost, and who waits is told after the network delay', () => {
    const document = build(
      burst('users', 5, 1), service('api', { servers: 2, serviceMs: 100 }), call('users', 'api', { latencyMs: 3 }), fault('crash', 'api', 50, 1000),
    );
    const run = createRun(document);
    expect(componentOf(reportAt(run, 49), 'api').measures).toMatchObject({ working: 2, queued: 3, inSystem: 5, workers: 2, replicasUp: 1 });
    const down = componentOf(reportAt(run, 50), 'api');
    expect(down.measures).toMatchObject({ working: 0, queued: 0, inSystem: 0, lost: 5, workers: 0, replicasUp: 0 });
    expect(sourceOf(reportAt(run, 52.9), 'users').measures).toMatchObject({ failed: 0, unanswered: 5 });
    expect(sourceOf(reportAt(run, 53), 'users').measures).toMatchObject({ failed: 5, unanswered: 0 });
    expect(connectionOf(run.report(), 'users-api').measures).toMatchObject({ errors: 5, failed: 5, lateReplies: 0 });
    // Two workers for 46 ms, and nothing after.
    expect(componentOf(reportAt(run, 900), 'api').measures.busyArea).toBeCloseTo(92, 9);
  });

  test('[FA1] work lost under a held call gives the books back', () => {
    const document = build(
      burst('users', 3, 1), service('api', { servers: 2, serviceMs: 1 }), service('back', { serviceMs: 500 }), call('users', 'api'), call('api', 'back'),
      fault('crash', 'api', 50),
    );
    const run = createRun(document);
    expect(componentOf(reportAt(run, 49), 'api').measures).toMatchObject({ held: 2, queued: 1 });
    expect(componentOf(reportAt(run, 51), 'api').measures).toMatchObject({ held: 0, queued: 0, working: 0, inSystem: 0, lost: 3 });
    expect(connectionOf(run.report(), 'api-back').measures).toMatchObject({ abandoned: 2, inProgress: 0 });
  });

  test('[FA2] new requests are refused while it is down', () => {
    const run = createRun(build(steady('users', 100), service('api', { serviceMs: 1 }), call('users', 'api'), fault('crash', 'api', 505, 1000)));
    expect(componentOf(reportAt(run, 1500), 'api').measures).toMatchObject({ completed: 50, rejected: 100, lost: 0 });
  });

  test('[FA3] after the restart all workers serve again', () => {
    const run = createRun(build(steady('users', 100), service('api', { servers: 3, serviceMs: 1 }), call('users', 'api'), fault('crash', 'api', 505, 1000)));
    expect(componentOf(reportAt(run, 1504), 'api').measures).toMatchObject({ workers: 0, replicasUp: 0 });
    expect(componentOf(reportAt(run, 2505), 'api').measures).toMatchObject({ workers: 3, replicasUp: 1, completed: 150, rejected: 100 });
  });

  test('[FA4] calls of a crashed caller are abandoned: the callee carries on and its reply is late', () => {
    const document = build(
      asks('user', [1]).part, service('api', { serviceMs: 1 }), service('back', { serviceMs: 100 }), call('user-1', 'api'), call('api', 'back'),
      fault('crash', 'api', 50, 10),
    );
    const run = createRun(document);
    expect(componentOf(reportAt(run, 70), 'back').measures.working).toBe(1);
    const report = reportAt(run, 1000);
    expect(componentOf(report, 'back').measures.completed).toBe(1);
    expect(connectionOf(report, 'api-back').measures).toMatchObject({ calls: 1, abandoned: 1, lateReplies: 1, succeeded: 0, failed: 0 });
  });

  test('[FA4] its connections are free again, waiting calls forgotten', () => {
    const document = build(
      burst('users', 4, 1), service('api', { servers: 9, serviceMs: 1 }), service('back', { servers: 9, serviceMs: 100 }), call('users', 'api'),
      call('api', 'back', { maxConcurrent: 1 }), fault('crash', 'api', 50, 10), late(),
    );
    const run = createRun(document);
    expect(connectionOf(reportAt(run, 49), 'api-back').measures).toMatchObject({ inProgress: 4, waitingForConnection: 3 });
    expect(connectionOf(reportAt(run, 51), 'api-back').measures).toMatchObject({ inProgress: 0, waitingForConnection: 0, abandoned: 4, attempts: 1 });
    // One that comes after the restart finds a connection at once.
    const report = reportAt(run, 1000);
    expect(sourceOf(report, 'late-1').answeredMs.mean).toBeCloseTo(101, 9);
    expect(connectionOf(report, 'api-back').measures).toMatchObject({ calls: 5, attempts: 2, succeeded: 1, waitingForConnection: 0 });
  });

  function late() {
    const asked = asks('late', [70]);
    return { components: asked.part.components!, connections: calls(asked.ids, 'api').connections! };
  }

  test('[FA12] a client that is down begins nothing; what is under way goes on', () => {
    const document = build(steady('users', 100), service('api', { servers: 9, serviceMs: 50 }), call('users', 'api'), fault('crash', 'users', 505, 1000));
    const run = createRun(document);
    expect(sourceOf(reportAt(run, 1504), 'users').measures).toMatchObject({ answered: 50, failed: 0, unanswered: 0 });
    expect(componentOf(reportAt(run, 2504), 'users').measures.offered).toBe(150);
  });

  test('[FA12] waiting for a connection survives a crash of the client, timeout included', () => {
    const document = build(
      burst('users', 3, 1), service('api', { servers: 9, serviceMs: 100 }), call('users', 'api', { maxConcurrent: 1, timeoutMs: 150 }), fault('crash', 'users', 50, 10),
    );
    const { measures } = connectionOf(simulate(document), 'users-api');
    expect(measures).toMatchObject({ calls: 3, succeeded: 1, timedOut: 2, abandoned: 0, waitingForConnection: 0, inProgress: 0 });
  });

  test('[FA12] users of a client that was down come back with it', () => {
    const document = build(users('users', 5, 100), service('api', { servers: 9, serviceMs: 1 }), call('users', 'api'), fault('crash', 'users', 350, 1000));
    const run = createRun(document);
    // Asked at 100, 201 and 302 ms; after the crash each thinks first.
    expect(componentOf(reportAt(run, 1449), 'users').measures.offered).toBe(15);
    expect(componentOf(reportAt(run, 1450), 'users').measures.offered).toBe(20);
    expect(componentOf(reportAt(run, 1551), 'users').measures.offered).toBe(25);
  });

  test('[FA12] requests after the crash draw the same luck', () => {
    const parts = [poisson('users', 50), service('api', { servers: 99, serviceDistribution: 'exponential' }), call('users', 'api'), settings({ horizonMs: 8000 })];
    const calm = createRun(build(...parts));
    const broken = createRun(build(...parts, fault('crash', 'users', 1000, 2000)));
    const before = [componentOf(reportAt(calm, 3500), 'api').measures, componentOf(reportAt(broken, 3500), 'api').measures];
    const after = [componentOf(reportAt(calm, 8000), 'api').measures, componentOf(reportAt(broken, 8000), 'api').measures];
    expect(after[1].workingArea - before[1].workingArea).toBeCloseTo(after[0].workingArea - before[0].workingArea, 3);
    expect(after[1].offered - before[1].offered).toBe(after[0].offered - before[0].offered);
  });
});

describe('slow-down, errors, loss of capacity', () => {
  test('[FA5] a slow-down stretches what is left of the work in progress', () => {
    const run = createRun(build(asks('user', [0]).part, service('api', { serviceMs: 100 }), call('user-1', 'api'), fault('slowdown', 'api', 40, undefined, { factor: 3 })));
    // 60 ms are left and take 180.
    expect(sourceOf(reportAt(run, 1000), 'user-1').answeredMs.mean).toBeCloseTo(220, 9);
  });

  test('[FA5] the end of a slow-down shrinks it again', () => {
    const document = build(
      asks('user', [0]).part, service('api', { serviceMs: 100 }), call('user-1', 'api'), fault('slowdown', 'api', 40, 90, { factor: 3 }),
    );
    // 90 ms of slow work do 30, so that 30 of 100 are left at 130 ms.
    expect(sourceOf(simulate(document), 'user-1').answeredMs.mean).toBeCloseTo(160, 9);
  });

  test('[FA5] work that begins during a slow-down takes its factor', () => {
    const document = build(steady('users', 1), service('api', { serviceMs: 20 }), call('users', 'api'), fault('slowdown', 'api', 1500, 2000, { factor: 5 }));
    const { serviceMs } = componentOf(simulate(document), 'api');
    expect(serviceMs).toMatchObject({ max: expect.closeTo(100, 9), count: 9, mean: expect.closeTo((7 * 20 + 2 * 100) / 9, 9) });
  });

  test('[FA6] an errors fault fails its share after the work, together with own failures', () => {
    const document = build(
      steady('users', 1000), service('api', { servers: 99, failureRatio: 0.2 }), call('users', 'api'), fault('errors', 'api', 0, undefined, { ratio: 0.5 }),
    );
    const { failedHere, completed, workingArea } = componentOf(simulate(document), 'api').measures;
    // 1 - 0.8 * 0.5 = 0.6 of about 10,000: four standard deviations are 0.02.
    expect(Math.abs(failedHere / (failedHere + completed) - 0.6)).toBeLessThan(0.02);
    expect(workingArea / (failedHere + completed)).toBeCloseTo(10, 1);
  });

  test('[FA6] errors end with their fault', () => {
    const document = build(steady('users', 100), service('api', { serviceMs: 1 }), call('users', 'api'), fault('errors', 'api', 1005, 1000, { ratio: 1 }));
    expect(componentOf(simulate(document), 'api').measures.failedHere).toBe(100);
  });

  test('[FA7] what is left of the workers is rounded, and work in progress is finished', () => {
    const document = build(
      burst('users', 9, 1), service('api', { servers: 5, serviceMs: 100 }), call('users', 'api'), fault('capacityLoss', 'api', 50, 100, { share: 0.5 }),
    );
    const run = createRun(document);
    // 2.5 workers are 3; the five in progress end at 101 ms, then three of the four that wait are served.
    expect(componentOf(reportAt(run, 60), 'api').measures).toMatchObject({ workers: 3, working: 5, queued: 4 });
    expect(componentOf(reportAt(run, 101), 'api').measures).toMatchObject({ working: 3, queued: 1, completed: 5 });
    // At 150 ms the lost ones come back and take the last.
    expect(componentOf(reportAt(run, 150), 'api').measures).toMatchObject({ workers: 5, working: 4, queued: 0 });
    expect(sourceOf(reportAt(run, 1000), 'users').answeredMs.max).toBeCloseTo(249, 9);
  });

  test('[FA7] each replica loses its share', () => {
    const document = build(steady('users', 1), service('api', { servers: 4, replicas: 3 }), call('users', 'api'), fault('capacityLoss', 'api', 0, undefined, { share: 0.3 }));
    // 2.8 of 4 are 3, three times.
    expect(componentOf(simulate(document), 'api').measures.workers).toBe(9);
  });

  test('[FA7] with all workers lost nothing is served, and requests wait', () => {
    const document = build(steady('users', 10), service('api'), call('users', 'api'), fault('capacityLoss', 'api', 0, 1050, { share: 1 }));
    const run = createRun(document);
    expect(componentOf(reportAt(run, 1000), 'api').measures).toMatchObject({ completed: 0, queued: 10, rejected: 0 });
    expect(componentOf(reportAt(run, 2090), 'api').measures).toMatchObject({ completed: 20, queued: 0 });
  });
});

describe('cut', () => {
  test('[FA8] what is under way is lost in both directions, and nobody is told', () => {
    const asked = asks('user', [1, 20]);
    const document = build(
      asked.part, service('front', { servers: 9, serviceMs: 0 }), service('back', { servers: 9, serviceMs: 10 }), calls(asked.ids, 'front'),
      call('front', 'back', { latencyMs: 8, timeoutMs: 100 }), fault('cut', 'front-back', 24, 30),
    );
    const run = createRun(document);
    // At 24 ms the reply to the first (19 to 27 ms) and the second's attempt (20 to 28 ms) are under way.
    expect(connectionOf(reportAt(run, 24), 'front-back').measures).toMatchObject({ vanished: 2, inProgress: 2, timedOut: 0 });
    expect(componentOf(reportAt(run, 90), 'back').measures).toMatchObject({ offered: 1, completed: 1 });
    const report = reportAt(run, 1000);
    expect(connectionOf(report, 'front-back').measures).toMatchObject({ timedOut: 2, failed: 2, lateReplies: 0 });
  });

  test('[FA8] attempts made and replies given while it lasts vanish too', () => {
    const asked = asks('user', [1, 20]);
    const document = build(
      asked.part, service('back', { servers: 9, serviceMs: 15 }), calls(asked.ids, 'back', { timeoutMs: 200 }), fault('cut', 'user-1-back', 10), fault('cut', 'user-2-back', 10),
    );
    const report = simulate(document);
    // The first's reply is given at 16 ms, the second is asked at 20 ms; there is no delay in which to be caught.
    expect(connectionOf(report, 'user-1-back').measures).toMatchObject({ vanished: 1, timedOut: 1 });
    expect(connectionOf(report, 'user-2-back').measures).toMatchObject({ vanished: 1, timedOut: 1 });
    expect(componentOf(report, 'back').measures.offered).toBe(1);
  });

  test('[FA8] a record under way to a group is delivered again when the connection is mended', () => {
    const document = build(
      burst('users', 2, 1), channel('log', { protocol: 'kafka' }), publish('users', 'log', {}, 'kafka'), service('reader'), consume('log', 'reader', { latencyMs: 20 }, 'kafka'),
      fault('cut', 'log-reader', 10, 100),
    );
    const run = createRun(document);
    expect(connectionOf(reportAt(run, 109), 'log-reader').measures).toMatchObject({ vanished: 1, delivered: 1, unacknowledged: 0, lag: 2 });
    const report = reportAt(run, 1000);
    expect(connectionOf(report, 'log-reader').measures).toMatchObject({ delivered: 3, redelivered: 1, acknowledged: 2, lag: 0 });
    expect(channelOf(report, 'log').measures).toMatchObject({ finished: 2, lost: 0 });
  });

  test('[FA9] what was out over a cut connection is offered again when it is mended', () => {
    const document = build(
      burst('users', 2, 1), channel('jobs'), publish('users', 'jobs'), service('worker', { servers: 2, serviceMs: 20 }), consume('jobs', 'worker', { prefetch: 2 }),
      fault('cut', 'jobs-worker', 10, 100),
    );
    const run = createRun(document);
    expect(channelOf(reportAt(run, 105), 'jobs').measures).toMatchObject({ unacknowledged: 2, ready: 0, finished: 0 });
    expect(componentOf(run.report(), 'worker').measures.completed).toBe(2);
    expect(connectionOf(reportAt(run, 110), 'jobs-worker').measures).toMatchObject({ delivered: 4, redelivered: 2, vanished: 2 });
    expect(channelOf(reportAt(run, 1000), 'jobs').measures).toMatchObject({ finished: 2, unacknowledged: 0 });
  });

  test('[FA9] nothing is delivered over a cut connection', () => {
    const document = build(
      steady('users', 100), channel('jobs'), publish('users', 'jobs'), service('worker', { serviceMs: 1 }), consume('jobs', 'worker'), fault('cut', 'jobs-worker', 505, 1000),
    );
    const run = createRun(document);
    expect(channelOf(reportAt(run, 1504), 'jobs').measures).toMatchObject({ published: 150, finished: 50, ready: 100 });
    expect(channelOf(reportAt(run, 2504), 'jobs').measures).toMatchObject({ published: 250, finished: 250, ready: 0 });
  });
});

describe('crash of a broker', () => {
  test('[FA10] it keeps what it has, takes nothing new, delivers nothing, and offers again what was out', () => {
    const document = build(
      burst('users', 5, 1), channel('jobs'), publish('users', 'jobs'), service('worker', { servers: 9, serviceMs: 50 }), consume('jobs', 'worker', { prefetch: 2 }),
      fault('crash', 'jobs-broker', 20, 100),
    );
    const run = createRun(document);
    expect(channelOf(reportAt(run, 19), 'jobs').measures).toMatchObject({ ready: 3, unacknowledged: 2 });
    expect(channelOf(reportAt(run, 20), 'jobs').measures).toMatchObject({ ready: 5, unacknowledged: 0 });
    expect(channelOf(reportAt(run, 119), 'jobs').measures).toMatchObject({ ready: 5, unacknowledged: 0, finished: 0 });
    // The two consumers carried on and finished what is delivered again.
    expect(connectionOf(run.report(), 'jobs-worker').measures.duplicates).toBe(2);
    expect(channelOf(reportAt(run, 120), 'jobs').measures).toMatchObject({ ready: 3, unacknowledged: 2 });
    const report = reportAt(run, 1000);
    expect(channelOf(report, 'jobs').measures).toMatchObject({ finished: 5, published: 5, refused: 0 });
    expect(connectionOf(report, 'jobs-worker').measures).toMatchObject({ delivered: 7, redelivered: 2 });
  });

  test('[FA10] its limits act on all of its channels, and messages sent meanwhile are refused', () => {
    const document = build(
      steady('users', 100), channel('a'), { channels: [{ id: 'b', broker: 'a-broker', kind: 'queue', name: 'b', x: 0, y: 0 }] }, publish('users', 'a'), publish('users', 'b'),
      fault('crash', 'a-broker', 505, 1000),
    );
    const report = reportAt(createRun(document), 2005);
    for (const id of ['a', 'b']) expect(channelOf(report, id).measures).toMatchObject({ published: 100, refused: 100 });
  });

  test('[FA10] the producers of a log send again what it missed, and its groups go on after it', () => {
    const document = build(
      steady('users', 100), channel('log', { protocol: 'kafka' }), publish('users', 'log', {}, 'kafka'), service('reader', { serviceMs: 1 }), consume('log', 'reader', {}, 'kafka'),
      fault('crash', 'log-broker', 505, 1000),
    );
    const run = createRun(document);
    expect(channelOf(reportAt(run, 1500), 'log').measures).toMatchObject({ published: 50, refused: 0, finished: 50 });
    expect(channelOf(reportAt(run, 8005), 'log').measures).toMatchObject({ published: 800, refused: 0, finished: 800 });
  });
});

describe('overlap', () => {
  test('[FA11] slow-downs multiply', () => {
    const document = build(
      asks('user', [50]).part, service('api'), call('user-1', 'api'), fault('slowdown', 'api', 0, undefined, { factor: 3 }), fault('slowdown', 'api', 10, undefined, { factor: 4 }),
    );
    expect(sourceOf(simulate(document), 'user-1').answeredMs.mean).toBeCloseTo(120, 9);
  });

  test('[FA11] any number of slow-downs leaves times that can be told', () => {
    const many = Array.from({ length: 100 }, (_, i) => fault('slowdown', 'api', i, 5000, { factor: 10_000 }));
    const run = createRun(build(steady('users', 10), service('api', { serviceMs: 0 }), call('users', 'api'), ...many));
    const report = reportAt(run, 10_000);
    expect(report.outcome.kind).toBe('horizon');
    expect(componentOf(report, 'api').measures.completed).toBe(componentOf(report, 'api').measures.offered);
  });

  test('[FA11] shares combine as independent causes', () => {
    const document = build(
      steady('users', 1), service('api', { servers: 100 }), call('users', 'api'),
      fault('capacityLoss', 'api', 0, undefined, { share: 0.5 }), fault('capacityLoss', 'api', 10, 1000, { share: 0.4 }),
    );
    const run = createRun(document);
    expect([5, 20, 1500].map((atMs) => componentOf(reportAt(run, atMs), 'api').measures.workers)).toEqual([50, 30, 50]);
  });

  test('[FA11] crashes and cuts last until the last of them ends', () => {
    const document = build(
      steady('users', 100), service('api', { serviceMs: 1 }), call('users', 'api', { timeoutMs: 5 }), fault('crash', 'api', 505, 1000), fault('crash', 'api', 1005, 1000),
      service('other', { serviceMs: 1 }), steady('more', 100), call('more', 'other', { timeoutMs: 5 }), fault('cut', 'more-other', 505, 1000), fault('cut', 'more-other', 1005, 1000),
    );
    const report = reportAt(createRun(document), 3005);
    expect(componentOf(report, 'api').measures).toMatchObject({ rejected: 150, completed: 150 });
    expect(componentOf(report, 'other').measures.offered).toBe(150);
  });

  test('[FA3] a cache that is back is cold, however short the crash', () => {
    const document = build(steady('users', 1000), cache('cache', { hitRatio: 1, warmUpMisses: 50 }), database('db', { servers: 99 }), call('users', 'cache'), call('cache', 'db'), fault('crash', 'cache', 5000, 0));
    const run = createRun(document);
    expect(componentOf(reportAt(run, 4999), 'cache').measures.misses).toBe(0);
    expect(componentOf(reportAt(run, 6000), 'cache').measures.misses).toBeGreaterThanOrEqual(50);
  });

  test('[FA13] a fault without a duration lasts to the end', () => {
    const document = build(steady('users', 100), service('api', { serviceMs: 1 }), call('users', 'api'), fault('crash', 'api', 505), set('api', 'servers', 5, 2000));
    expect(componentOf(simulate(document), 'api').measures).toMatchObject({ completed: 50, workers: 0, replicasUp: 0 });
  });
});
