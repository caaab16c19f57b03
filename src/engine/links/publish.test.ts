import { expect, test } from 'vitest';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { asks, build, call, channel, consume, fault, publish, service, settings, steady } from '../testing/build.ts';
import { channelOf, componentOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';

const one = asks('user', [1]);

/** One request publishes one message at 1 ms, 3 ms from the broker, which takes 2 ms to write. */
function system(params: Record<string, number | boolean | string>, ...more: Parameters<typeof build>) {
  return build(
    one.part, channel('jobs', { writeMs: 2 }), publish('user-1', 'jobs', { latencyMs: 3, ...params }),
    service('worker', { serviceMs: 10 }), consume('jobs', 'worker', { latencyMs: 4 }), ...more,
  );
}

test('[PB1] a sender that does not wait goes on at once; the message takes its way', () => {
  const run = createRun(system({ confirm: false }));
  const at = reportAt(run, 1);
  expect(sourceOf(at, 'user-1').measures).toMatchObject({ answered: 1, unfinished: 1 });
  expect(sourceOf(at, 'user-1').answeredMs.mean).toBe(0);
  expect(channelOf(reportAt(run, 5.9), 'jobs').measures.published).toBe(0);
  expect(channelOf(reportAt(run, 6), 'jobs').measures).toMatchObject({ published: 1, unacknowledged: 1 });
  expect(componentOf(reportAt(run, 9.9), 'worker').measures.offered).toBe(0);
  expect(componentOf(reportAt(run, 10), 'worker').measures.offered).toBe(1);
});

test('[PB2] a sender that waits pays the way there, the write time and the way back', () => {
  const run = createRun(system({ confirm: true }));
  expect(sourceOf(reportAt(run, 8.9), 'user-1').measures).toMatchObject({ answered: 0, unanswered: 1 });
  expect(connectionOf(run.report(), 'user-1-jobs').measures).toMatchObject({ inProgress: 1, calls: 1, attempts: 1 });
  const report = reportAt(run, 9);
  expect(sourceOf(report, 'user-1').answeredMs.mean).toBeCloseTo(8, 9);
  expect(connectionOf(report, 'user-1-jobs').measures).toMatchObject({ inProgress: 0, succeeded: 1 });
});

test('[PB2] a service that waits for its broker keeps its worker', () => {
  const document = build(
    one.part, service('api', { serviceMs: 1 }), call('user-1', 'api'), channel('jobs', { writeMs: 20 }), publish('api', 'jobs', { confirm: true }),
  );
  const run = createRun(document);
  expect(componentOf(reportAt(run, 10), 'api').measures).toMatchObject({ working: 0, held: 1 });
  expect(componentOf(reportAt(run, 22), 'api').measures).toMatchObject({ held: 0, completed: 1 });
});

test('[PB3] when the confirmation is late the request fails, but the message is stored and worked on', () => {
  const report = simulate(system({ confirm: true, confirmTimeoutMs: 7 }));
  expect(sourceOf(report, 'user-1').measures).toMatchObject({ answered: 0, failed: 1 });
  expect(connectionOf(report, 'user-1-jobs').measures).toMatchObject({ timedOut: 1, failed: 1, lateReplies: 1 });
  expect(channelOf(report, 'jobs').measures).toMatchObject({ published: 1, finished: 1 });
  expect(componentOf(report, 'worker').measures.completed).toBe(1);
});

test('[PB4] a sender that waits learns that a broker is down; one that does not never does', () => {
  const down = fault('crash', 'jobs-broker', 0);
  const waiting = simulate(system({ confirm: true }, down));
  expect(sourceOf(waiting, 'user-1').measures).toMatchObject({ answered: 0, failed: 1 });
  expect(connectionOf(waiting, 'user-1-jobs').measures).toMatchObject({ rejected: 1, failed: 1 });
  expect(channelOf(waiting, 'jobs').measures).toMatchObject({ published: 0, refused: 1 });
  const blind = simulate(system({ confirm: false }, down));
  expect(sourceOf(blind, 'user-1').measures).toMatchObject({ answered: 1, failed: 0, done: 0, effectsLost: 1 });
  expect(channelOf(blind, 'jobs').measures).toMatchObject({ published: 0, refused: 1 });
});

test('[PB4] a full queue that refuses fails those who wait for it', () => {
  const three = asks('user', [1, 2, 3]);
  for (const confirm of [true, false]) {
    const document = build(
      three.part, channel('jobs', { params: { capacity: 2, overflow: 'reject' } }), ...three.ids.map((id) => publish(id, 'jobs', { confirm })),
    );
    const report = simulate(document);
    expect(channelOf(report, 'jobs').measures).toMatchObject({ published: 2, refused: 1, ready: 2 });
    expect(three.ids.map((id) => sourceOf(report, id).measures.answered)).toEqual([1, 1, confirm ? 0 : 1]);
  }
});

test('[PB5] over a cut connection a message vanishes, and a sender that waits learns of it by its timeout', () => {
  const cut = fault('cut', 'user-1-jobs', 0);
  const run = createRun(system({ confirm: true, confirmTimeoutMs: 50 }, cut));
  expect(sourceOf(reportAt(run, 50.9), 'user-1').measures).toMatchObject({ unanswered: 1 });
  const report = reportAt(run, 51);
  expect(sourceOf(report, 'user-1').measures).toMatchObject({ failed: 1 });
  expect(connectionOf(report, 'user-1-jobs').measures).toMatchObject({ vanished: 1, timedOut: 1 });
  expect(channelOf(report, 'jobs').measures.published).toBe(0);
  const blind = simulate(system({ confirm: false }, cut));
  expect(sourceOf(blind, 'user-1').measures).toMatchObject({ answered: 1, effectsLost: 1 });
});

test('[PB6] a publish that fails is not tried again', () => {
  const report = simulate(system({ confirm: true }, fault('crash', 'jobs-broker', 0)));
  expect(connectionOf(report, 'user-1-jobs').measures).toMatchObject({ calls: 1, attempts: 1, retries: 0 });
});

test('[QU11] a queue that nobody consumes keeps its messages, and no request waits for them', () => {
  const document = build(
    steady('users', 100), channel('jobs', { params: { capacity: 20 } }), publish('users', 'jobs'), settings({ horizonMs: 1005 }),
  );
  const report = simulate(document);
  expect(channelOf(report, 'jobs').measures).toMatchObject({ published: 100, ready: 20, dropped: 80 });
  expect(sourceOf(report, 'users').measures).toMatchObject({ answered: 100, done: 100, effectsLost: 0, unfinished: 0 });
});

test('[QU11] messages that nobody consumes touch nothing else when they are dropped', () => {
  const document = build(
    steady('users', 1000), channel('jobs', { params: { capacity: 5 } }), publish('users', 'jobs'),
    steady('others', 200), service('api', { servers: 100, serviceMs: 50 }), call('others', 'api', { timeoutMs: 200 }), settings({ horizonMs: 5003 }),
  );
  const report = simulate(document);
  expect(channelOf(report, 'jobs').measures.dropped).toBe(4998);
  expect(sourceOf(report, 'others').measures).toMatchObject({ answered: 990, failed: 0, unanswered: 10, effectsLost: 0 });
});
