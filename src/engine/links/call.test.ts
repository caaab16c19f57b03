import { describe, expect, test } from 'vitest';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { asks, build, burst, call, calls, channel, consume, fault, publish, service, set, settings, steady } from '../testing/build.ts';
import { channelOf, componentOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';

const one = asks('user', [1]);

describe('order', () => {
  test('[SY1] own work comes first, then the calls in the order in which they were drawn', () => {
    const document = build(
      one.part, service('api', { serviceMs: 10 }), service('a', { serviceMs: 20 }), service('b', { serviceMs: 30 }),
      calls(one.ids, 'api'), call('api', 'b'), call('api', 'a'),
    );
    const run = createRun(document);
    const busy = (atMs: number): string[] =>
      reportAt(run, atMs).components.filter(({ measures }) => measures.working > 0).map(({ id }) => id);
    expect([5, 20, 45, 62].map(busy)).toEqual([['api'], ['b'], ['a'], []]);
    expect(sourceOf(run.report(), 'user-1').answeredMs.mean).toBeCloseTo(60, 9);
  });

  test('[SY1] the first call that fails ends the request; what comes after it is not called', () => {
    const document = build(
      one.part, service('api'), service('a', { failureRatio: 1 }), service('b'), calls(one.ids, 'api'), call('api', 'a'), call('api', 'b'),
    );
    const report = simulate(document);
    expect(componentOf(report, 'api').measures).toMatchObject({ failedByCall: 1, failedHere: 0, completed: 0 });
    expect(componentOf(report, 'b').measures.offered).toBe(0);
    expect(sourceOf(report, 'user-1').measures.failed).toBe(1);
  });
});

describe('workers', () => {
  /** Two requests at 1 ms; the api has one worker and calls a service that has many. */
  const pair = (hold: string, backendMs: number, more: Record<string, number | string> = {}) => [
    burst('users', 2, 1),
    service('api', { serviceMs: 10 }),
    service('back', { servers: 10, serviceMs: backendMs }),
    call('users', 'api'),
    call('api', 'back', { hold, ...more }),
  ];

  test('[SY2] under hold the worker is kept until the call is over', () => {
    const run = createRun(build(...pair('hold', 100)));
    expect(componentOf(reportAt(run, 50), 'api').measures).toMatchObject({ working: 0, held: 1, queued: 1 });
    const report = reportAt(run, 1000);
    expect(sourceOf(report, 'users').answeredMs).toMatchObject({ mean: expect.closeTo((110 + 220) / 2, 9) });
    expect(componentOf(report, 'api').measures.busyArea).toBeCloseTo(220, 9);
    expect(componentOf(report, 'api').measures.workingArea).toBeCloseTo(20, 9);
  });

  test('[SY2] the pauses between attempts keep the worker as well', () => {
    const document = build(...pair('hold', 10, { maxAttempts: 2, backoffMs: 300 }), set('back', 'failureRatio', 1, 0), set('back', 'failureRatio', 0, 50));
    const run = createRun(document);
    // At 21 ms the first attempt has failed; until 321 ms the call pauses.
    expect(componentOf(reportAt(run, 200), 'api').measures).toMatchObject({ working: 0, held: 1, queued: 1 });
    expect(componentOf(reportAt(run, 331), 'api').measures).toMatchObject({ completed: 1, working: 1, held: 0, queued: 0 });
  });

  test('[SY3] under release the worker serves the next in line while the call is out', () => {
    const run = createRun(build(...pair('release', 100)));
    expect(componentOf(reportAt(run, 15), 'api').measures).toMatchObject({ working: 1, held: 0, queued: 0, inSystem: 2 });
    const report = reportAt(run, 1000);
    expect(sourceOf(report, 'users').answeredMs).toMatchObject({ mean: expect.closeTo((110 + 120) / 2, 9) });
    expect(componentOf(report, 'api').measures.busyArea).toBeCloseTo(20, 9);
  });

  test('[SY3] after a reply the request goes on although no worker is free', () => {
    const document = build(
      burst('users', 4, 1), service('api', { serviceMs: 10 }), service('back', { servers: 10, serviceMs: 5 }),
      call('users', 'api'), call('api', 'back', { hold: 'release' }, { id: 'first' }), call('api', 'back', {}, { id: 'second' }),
    );
    // The worker is always busy with someone else's 10 ms; nobody waits for it again.
    expect(sourceOf(simulate(document), 'users').answeredMs).toMatchObject({ max: expect.closeTo(40 + 10, 9), mean: expect.closeTo(35, 9) });
  });
});

describe('timeouts', () => {
  test('[SY4] a timeout covers network delay and work', () => {
    const ok = build(one.part, service('api', { serviceMs: 10 }), calls(one.ids, 'api', { latencyMs: 5, timeoutMs: 20.001 }));
    expect(sourceOf(simulate(ok), 'user-1').measures.answered).toBe(1);
    const late = build(one.part, service('api', { serviceMs: 10 }), calls(one.ids, 'api', { latencyMs: 5, timeoutMs: 19.999 }));
    const report = simulate(late);
    expect(sourceOf(report, 'user-1').measures).toMatchObject({ answered: 0, failed: 1 });
    expect(connectionOf(report, 'user-1-api').measures).toMatchObject({ timedOut: 1, failed: 1, lateReplies: 1 });
  });

  test('[SY4] a timeout runs from asking for a connection', () => {
    const document = build(burst('users', 2, 1), service('api', { servers: 9, serviceMs: 10 }), call('users', 'api', { maxConcurrent: 1, timeoutMs: 15 }));
    const run = createRun(document);
    expect(connectionOf(reportAt(run, 5), 'users-api').measures).toMatchObject({ waitingForConnection: 1, attempts: 1 });
    // The second one gets its connection at 11 ms and is given up at 16 ms, in the middle of its work.
    expect(connectionOf(reportAt(run, 15.9), 'users-api').measures).toMatchObject({ waitingForConnection: 0, attempts: 2, timedOut: 0 });
    expect(connectionOf(reportAt(run, 16), 'users-api').measures).toMatchObject({ timedOut: 1, succeeded: 1, failed: 1 });
  });

  test('[SY4] an attempt that waits for a connection can time out without ever being sent', () => {
    const asked = asks('user', [1, 2]);
    const document = build(
      asked.part, service('front', { servers: 10, serviceMs: 0 }), service('back', { servers: 10, serviceMs: 100 }),
      calls(asked.ids, 'front'), call('front', 'back', { maxConcurrent: 1 }), set('front-back', 'timeoutMs', 20, 1.5),
    );
    const { measures } = connectionOf(simulate(document), 'front-back');
    expect(measures).toMatchObject({ calls: 2, attempts: 1, timedOut: 1, failed: 1, succeeded: 1, lateReplies: 0, waitingForConnection: 0 });
  });

  test('[SY4] the timeout of an attempt that was answered harms no later one', () => {
    const document = build(
      one.part, service('api', { serviceMs: 0 }), service('back', { serviceMs: 10 }), calls(one.ids, 'api'), call('api', 'back', { callsPerRequest: 5, timeoutMs: 25 }),
    );
    const report = simulate(document);
    expect(connectionOf(report, 'api-back').measures).toMatchObject({ succeeded: 5, timedOut: 0, attempts: 5 });
    expect(sourceOf(report, 'user-1').answeredMs.mean).toBeCloseTo(50, 9);
    // The request, the api's work and five ends of service: no timer that was cancelled counts as an event.
    expect(report.events).toBe(7);
  });

  test('[SY5] the callee is not told: it spends the work and makes its calls', () => {
    const document = build(one.part, service('api', { serviceMs: 50 }), service('back'), calls(one.ids, 'api', { timeoutMs: 10 }), call('api', 'back'));
    const report = simulate(document);
    expect(componentOf(report, 'api').measures).toMatchObject({ completed: 1, workingArea: expect.closeTo(50, 9) });
    expect(componentOf(report, 'back').measures.completed).toBe(1);
    expect(sourceOf(report, 'user-1').measures.failed).toBe(1);
  });

  test('[SY6] the reply to an attempt that was given up is ignored, good or bad', () => {
    for (const failureRatio of [0, 1]) {
      const document = build(
        one.part, service('api', { servers: 2, serviceMs: 50, failureRatio }), calls(one.ids, 'api', { timeoutMs: 30, maxAttempts: 2, backoffMs: 1 }),
      );
      const run = createRun(document);
      // First attempt from 1 to 51 ms, given up at 31; second from 32, in progress when the first's reply comes.
      expect(connectionOf(reportAt(run, 55), 'user-1-api').measures).toMatchObject({ inProgress: 1, lateReplies: 1, succeeded: 0, errors: 0 });
      expect(connectionOf(reportAt(run, 200), 'user-1-api').measures).toMatchObject({ inProgress: 0, lateReplies: 2, timedOut: 2, failed: 1, errors: 0 });
    }
  });
});

describe('retries', () => {
  const failing = (params: Record<string, number | string>) =>
    build(one.part, service('api', { failureRatio: 1 }), calls(one.ids, 'api', { backoffMs: 1, ...params }));

  test('[SY7] three retries are four attempts', () => {
    const { measures } = connectionOf(simulate(failing({ maxAttempts: 4 })), 'user-1-api');
    expect(measures).toMatchObject({ calls: 1, attempts: 4, retries: 3, errors: 4, failed: 1 });
  });

  test('[SY7] the first good reply ends the call', () => {
    const document = build(
      one.part, service('api', { failureRatio: 1 }), calls(one.ids, 'api', { maxAttempts: 9, backoffMs: 100 }), set('api', 'failureRatio', 0, 200),
    );
    // Attempts at 1, 111 and 321 ms.
    expect(connectionOf(simulate(document), 'user-1-api').measures).toMatchObject({ attempts: 3, errors: 2, succeeded: 1, failed: 0 });
  });

  test('[SY7] only outcomes in the retry set are followed by another attempt', () => {
    const attempts = (retryOn: string, params: Record<string, number>): number =>
      connectionOf(
        simulate(build(one.part, service('api', params), calls(one.ids, 'api', { retryOn, maxAttempts: 3, backoffMs: 1, timeoutMs: 50 }))),
        'user-1-api',
      ).measures.attempts;
    const errors = { failureRatio: 1 };
    const timeouts = { serviceMs: 60 };
    expect([attempts('any', errors), attempts('errors', errors), attempts('timeouts', errors)]).toEqual([3, 3, 1]);
    expect([attempts('any', timeouts), attempts('errors', timeouts), attempts('timeouts', timeouts)]).toEqual([3, 1, 3]);
  });

  test('[SY7] a rejection is an error, for retries', () => {
    const document = build(one.part, service('api'), calls(one.ids, 'api', { retryOn: 'errors', maxAttempts: 2, backoffMs: 1 }), fault('crash', 'api', 0));
    expect(connectionOf(simulate(document), 'user-1-api').measures).toMatchObject({ attempts: 2, rejected: 2 });
  });

  test('[SY8] pauses double and stop at the cap', () => {
    const document = build(
      one.part, service('api', { serviceMs: 0, failureRatio: 1 }), calls(one.ids, 'api', { maxAttempts: 6, backoffMs: 10, backoffCapMs: 35 }),
    );
    const run = createRun(document);
    // Attempts at 1, then 10, 20, 35, 35 and 35 ms after one another.
    const attempts = (atMs: number): number => connectionOf(reportAt(run, atMs), 'user-1-api').measures.attempts;
    expect([1, 10.9, 11, 30.9, 31, 65.9, 66, 100.9, 101, 135.9, 136].map(attempts)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6]);
    expect(sourceOf(reportAt(run, 136), 'user-1').measures.failed).toBe(1);
  });

  test('[SY8] full jitter draws between 0 and the pause, equal jitter between half and all of it', () => {
    for (const [jitter, least, mean] of [['full', 0, 100], ['equal', 100, 150]] as const) {
      const document = build(
        steady('users', 100), service('api', { servers: 100, serviceMs: 0 }), call('users', 'api', { maxAttempts: 2, backoffMs: 200, jitter }),
        fault('crash', 'api', 0), settings({ horizonMs: 20_000 }),
      );
      const report = simulate(document);
      // Every call fails after its one pause, and nothing else takes time.
      const { inProgressArea, failed } = connectionOf(report, 'users-api').measures;
      const spread = (200 - least) / Math.sqrt(12 * failed);
      expect(Math.abs(inProgressArea / failed - mean)).toBeLessThan(4 * spread + 1);
    }
  });

  test('[SY8] equal jitter never pauses for less than half', () => {
    const document = build(
      burst('users', 500, 1), service('api', { servers: 1000, serviceMs: 0 }), call('users', 'api', { maxAttempts: 2, backoffMs: 200, jitter: 'equal' }),
      fault('crash', 'api', 0),
    );
    const run = createRun(document);
    const attempts = (atMs: number): number => connectionOf(reportAt(run, atMs), 'users-api').measures.attempts;
    expect(attempts(100.9)).toBe(500);
    expect(attempts(120)).toBeGreaterThan(550);
    expect(attempts(201)).toBe(1000);
  });

  test('[SY9] a retry stands at the tail of the queue', () => {
    // Four callers at 1 ms, one worker of 10 ms; the first attempt of each is given up after 15 ms.
    const first = asks('first', [1]);
    const others = asks('other', [2, 3]);
    const document = build(
      first.part, { components: others.part.components! }, service('api', { serviceMs: 20 }),
      calls(first.ids, 'api', { timeoutMs: 15, maxAttempts: 2, backoffMs: 0 }), calls(others.ids, 'api'), set('first-1-api', 'timeoutMs', 1000, 10),
    );
    const report = simulate(document);
    // Given up at 16 ms while its work ends at 21; its second attempt is served after both others, from 61 to 81 ms.
    expect(sourceOf(report, 'other-1').answeredMs.mean).toBeCloseTo(39, 9);
    expect(sourceOf(report, 'other-2').answeredMs.mean).toBeCloseTo(58, 9);
    expect(sourceOf(report, 'first-1').answeredMs.mean).toBeCloseTo(80, 9);
    expect(componentOf(report, 'api').measures).toMatchObject({ offered: 4, completed: 4 });
  });
});

describe('connections', () => {
  test('[SY10] calls beyond the limit wait in the caller, in order', () => {
    const asked = asks('user', [1, 2, 3]);
    const document = build(
      asked.part, service('front', { servers: 10, serviceMs: 0 }), service('back', { servers: 10, serviceMs: 10 }),
      calls(asked.ids, 'front'), call('front', 'back', { maxConcurrent: 1 }),
    );
    const run = createRun(document);
    const at = reportAt(run, 5);
    expect(connectionOf(at, 'front-back').measures).toMatchObject({ inProgress: 3, waitingForConnection: 2, attempts: 1 });
    expect(componentOf(at, 'back').measures).toMatchObject({ working: 1, queued: 0 });
    const report = reportAt(run, 1000);
    expect(asked.ids.map((id) => sourceOf(report, id).answeredMs.mean)).toEqual([10, 19, 28]);
  });

  test('[SY10] each replica of the caller has connections of its own', () => {
    const document = build(
      burst('users', 4, 1), service('front', { replicas: 2, servers: 10, serviceMs: 0 }), service('back', { servers: 10, serviceMs: 10 }),
      call('users', 'front'), call('front', 'back', { maxConcurrent: 1 }),
    );
    const run = createRun(document);
    expect(componentOf(reportAt(run, 5), 'back').measures).toMatchObject({ working: 2 });
    expect(connectionOf(reportAt(run, 5), 'front-back').measures.waitingForConnection).toBe(2);
  });

  test('[SY10] giving an attempt up frees its connection although the callee works on', () => {
    const document = build(
      burst('users', 2, 1), service('front', { servers: 10, serviceMs: 0 }), service('back', { servers: 10, serviceMs: 100 }),
      call('users', 'front'), call('front', 'back', { maxConcurrent: 1, timeoutMs: 30 }), set('front-back', 'timeoutMs', 1000, 20),
    );
    const run = createRun(document);
    // The timeout of the second, which waits since 1 ms, was set before the change as well.
    expect(componentOf(reportAt(run, 30.9), 'back').measures.working).toBe(1);
    expect(connectionOf(reportAt(run, 31), 'front-back').measures).toMatchObject({ timedOut: 2, waitingForConnection: 0, attempts: 2 });
    expect(componentOf(reportAt(run, 40), 'back').measures.working).toBe(2);
  });
});

describe('shares and numbers of calls', () => {
  test('[SY11] each request decides by itself whether it uses a connection', () => {
    const document = build(steady('users', 1000), service('api', { servers: 100 }), service('back', { servers: 100 }), call('users', 'api'), call('api', 'back', { probability: 0.3 }));
    const report = simulate(document);
    const share = connectionOf(report, 'api-back').measures.calls / componentOf(report, 'api').measures.started;
    // 10,000 requests: four standard deviations are 0.018.
    expect(Math.abs(share - 0.3)).toBeLessThan(0.018);
    expect(componentOf(report, 'api').measures.failedByCall).toBe(0);
  });

  test('[SY11] several calls per request are made one after another', () => {
    const document = build(one.part, service('api', { serviceMs: 0 }), service('back', { servers: 10 }), calls(one.ids, 'api'), call('api', 'back', { callsPerRequest: 5 }));
    const report = simulate(document);
    expect(connectionOf(report, 'api-back').measures).toMatchObject({ calls: 5, succeeded: 5 });
    expect(sourceOf(report, 'user-1').answeredMs.mean).toBeCloseTo(50, 9);
    expect(componentOf(report, 'back').waitMs.max).toBe(0);
  });
});

describe('parallel calls', () => {
  const fan = (a: Record<string, number>, b: Record<string, number>, ...more: Parameters<typeof build>) =>
    build(
      one.part, service('api', { serviceMs: 0, callOrder: 'parallel' }), service('a', a), service('b', b),
      calls(one.ids, 'api'), call('api', 'a'), call('api', 'b'), ...more,
    );

  test('[SY12] all calls are made at once and the slowest decides', () => {
    const run = createRun(fan({ serviceMs: 20 }, { serviceMs: 70 }));
    const at = reportAt(run, 10);
    expect([componentOf(at, 'a').measures.working, componentOf(at, 'b').measures.working]).toEqual([1, 1]);
    expect(componentOf(at, 'api').measures).toMatchObject({ held: 1, inSystem: 1 });
    expect(sourceOf(reportAt(run, 1000), 'user-1').answeredMs.mean).toBeCloseTo(70, 9);
    expect(componentOf(run.report(), 'api').measures).toMatchObject({ held: 0, completed: 1 });
  });

  test('[SY12] it fails if any failed, when all are over', () => {
    const run = createRun(fan({ serviceMs: 20, failureRatio: 1 }, { serviceMs: 70 }));
    expect(sourceOf(reportAt(run, 70.9), 'user-1').measures).toMatchObject({ unanswered: 1, failed: 0 });
    expect(sourceOf(reportAt(run, 71), 'user-1').measures).toMatchObject({ unanswered: 0, failed: 1 });
    expect(componentOf(run.report(), 'api').measures.failedByCall).toBe(1);
  });

  test('[SY12] calls that a request does not use are not waited for', () => {
    const document = build(
      steady('users', 100), service('api', { servers: 99, serviceMs: 0, callOrder: 'parallel' }), service('a', { servers: 99 }), service('b', { servers: 99 }),
      call('users', 'api'), call('api', 'a', { probability: 0.5 }), call('api', 'b', { probability: 0 }),
    );
    const report = simulate(document);
    expect(componentOf(report, 'api').measures).toMatchObject({ failedByCall: 0, inSystem: expect.toSatisfy((n: number) => n <= 1) });
    expect(componentOf(report, 'b').measures.offered).toBe(0);
    expect(sourceOf(report, 'users').answeredMs.max).toBeCloseTo(10, 9);
  });

  test('[SY12] messages are published after the calls', () => {
    const document = fan({ serviceMs: 20 }, { serviceMs: 70 }, channel('jobs'), publish('api', 'jobs'), service('worker'), consume('jobs', 'worker'));
    const run = createRun(document);
    expect(channelOf(reportAt(run, 70.9), 'jobs').measures.published).toBe(0);
    expect(channelOf(reportAt(run, 71), 'jobs').measures.published).toBe(1);
  });

  test('[SY12] messages are not published when a call failed', () => {
    const document = fan({ serviceMs: 20, failureRatio: 1 }, { serviceMs: 70 }, channel('jobs'), publish('api', 'jobs'), service('worker'), consume('jobs', 'worker'));
    expect(channelOf(simulate(document), 'jobs').measures.published).toBe(0);
  });
});

test('[SY13] calls more than 60 deep fail where they arrive', () => {
  const document = build(
    one.part, service('a', { servers: 1000, serviceMs: 1 }), service('b', { servers: 1000, serviceMs: 1 }), calls(one.ids, 'a'), call('a', 'b'), call('b', 'a'),
  );
  const report = simulate(document);
  expect(componentOf(report, 'a').measures.offered + componentOf(report, 'b').measures.offered).toBe(61);
  expect(componentOf(report, 'a').measures.failedHere + componentOf(report, 'b').measures.failedHere).toBe(1);
  expect(componentOf(report, 'a').measures.failedByCall + componentOf(report, 'b').measures.failedByCall).toBe(60);
  expect(sourceOf(report, 'user-1').measures.failed).toBe(1);
});

test('[SY14] network delay is paid there and back', () => {
  const document = build(one.part, service('api'), calls(one.ids, 'api', { latencyMs: 7 }));
  const run = createRun(document);
  expect(componentOf(reportAt(run, 7.9), 'api').measures.offered).toBe(0);
  expect(componentOf(reportAt(run, 8), 'api').measures.offered).toBe(1);
  expect(sourceOf(reportAt(run, 1000), 'user-1').answeredMs.mean).toBeCloseTo(24, 9);
});

test('[SY15] attempts count as rejected or as errors by what became of them', () => {
  const asked = asks('user', [1, 2, 30]);
  const document = build(asked.part, service('api', { queueCapacity: 0 }), calls(asked.ids, 'api'), fault('errors', 'api', 29, undefined, { ratio: 1 }));
  const report = simulate(document);
  const outcomes = asked.ids.map((id) => {
    const { succeeded, rejected, errors } = connectionOf(report, `${id}-api`).measures;
    return [succeeded, rejected, errors];
  });
  expect(outcomes).toEqual([[1, 0, 0], [0, 1, 0], [0, 0, 1]]);
});

test('[ME10] of a call, the wait ends when its last attempt is sent', () => {
  const document = build(
    one.part, service('api', { failureRatio: 1 }), calls(one.ids, 'api', { maxAttempts: 2, backoffMs: 100, latencyMs: 3 }), set('api', 'failureRatio', 0, 50),
  );
  const { waitMs, serviceMs, sojournMs } = connectionOf(simulate(document), 'user-1-api');
  // 3 + 10 + 3 ms for the failed attempt, 100 ms pause, 16 ms for the good one.
  expect([waitMs.mean, serviceMs.mean, sojournMs.mean]).toEqual([expect.closeTo(116, 9), expect.closeTo(16, 9), expect.closeTo(132, 9)]);
});
