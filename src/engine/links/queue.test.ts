import { expect, test } from 'vitest';
import type { ParameterValues } from '../../model/parameter.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { asks, build, burst, channel, consume, fault, type Part, publish, service, set, settings, steady } from '../testing/build.ts';
import { channelOf, componentOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';

interface Options {
  readonly channel?: ParameterValues;
  readonly consume?: ParameterValues;
  readonly worker?: ParameterValues;
}

/** `count` messages at 1 ms into a queue with one consumer, whose one worker takes 10 ms. */
function jobs(count: number, options: Options, ...more: readonly Part[]) {
  return build(
    burst('users', count, 1), channel('jobs', { params: options.channel ?? {} }), publish('users', 'jobs'),
    service('worker', options.worker ?? {}), consume('jobs', 'worker', { prefetch: 1, ...options.consume }), ...more,
  );
}

test('[QU1] each message goes to one consumer, to the next in turn that has room', () => {
  const document = build(
    steady('users', 50), channel('jobs'), publish('users', 'jobs'), service('a', { serviceMs: 1 }), service('b', { serviceMs: 1, replicas: 2 }),
    consume('jobs', 'a', { prefetch: 1 }), consume('jobs', 'b', { prefetch: 1 }), settings({ horizonMs: 6015 }),
  );
  const report = simulate(document);
  expect(channelOf(report, 'jobs').measures).toMatchObject({ published: 300, finished: 300 });
  expect(componentOf(report, 'a').measures.offered).toBe(100);
  expect(componentOf(report, 'b').measures.offered).toBe(200);
});

test('[QU1] consumers of a queue that keeps nothing take turns as well', () => {
  const document = build(
    steady('users', 50), channel('jobs', { params: { capacity: 0 } }), publish('users', 'jobs'), service('a', { serviceMs: 1 }), service('b', { serviceMs: 1 }),
    consume('jobs', 'a', { prefetch: 1 }), consume('jobs', 'b', { prefetch: 1 }), settings({ horizonMs: 2015 }),
  );
  const report = simulate(document);
  expect([componentOf(report, 'a').measures.offered, componentOf(report, 'b').measures.offered]).toEqual([50, 50]);
});

test('[QU1] a consumer without room is passed over', () => {
  const document = build(
    steady('users', 50), channel('jobs'), publish('users', 'jobs'), service('slow', { serviceMs: 60_000 }), service('quick', { serviceMs: 1 }),
    consume('jobs', 'slow', { prefetch: 1 }), consume('jobs', 'quick', { prefetch: 1 }), settings({ horizonMs: 2015 }),
  );
  const report = simulate(document);
  expect([componentOf(report, 'slow').measures.offered, componentOf(report, 'quick').measures.offered]).toEqual([1, 99]);
});

test('[QU2] a replica holds at most as many unacknowledged messages as its prefetch', () => {
  const run = createRun(jobs(10, { consume: { prefetch: 3 }, worker: { replicas: 2 } }));
  const report = reportAt(run, 5);
  expect(channelOf(report, 'jobs').measures).toMatchObject({ ready: 4, unacknowledged: 6 });
  expect(componentOf(report, 'worker').measures).toMatchObject({ working: 2, queued: 4, inSystem: 6 });
});

test('[QU2] without a limit the consumer hoards the backlog', () => {
  const run = createRun(jobs(10, { consume: { prefetch: 'unbounded' } }));
  expect(channelOf(reportAt(run, 5), 'jobs').measures).toMatchObject({ ready: 0, unacknowledged: 10 });
});

test('[QU3] acknowledged after the work, a failed message is delivered again until it is done', () => {
  const report = simulate(jobs(1, { worker: { failureRatio: 1 }, consume: { acknowledge: 'after' } }, set('worker', 'failureRatio', 0, 35)));
  expect(connectionOf(report, 'jobs-worker').measures).toMatchObject({ delivered: 4, redelivered: 3, acknowledged: 1 });
  expect(channelOf(report, 'jobs').measures).toMatchObject({ finished: 1, lost: 0 });
  expect(sourceOf(report, 'users').measures.done).toBe(1);
  expect(sourceOf(report, 'users').doneMs.mean).toBeCloseTo(40, 9);
});

test('[QU3] acknowledged after the work, a crash repeats it', () => {
  const report = simulate(jobs(1, {}, fault('crash', 'worker', 6, 10)));
  expect(connectionOf(report, 'jobs-worker').measures).toMatchObject({ delivered: 2, redelivered: 1, acknowledged: 1 });
  expect(sourceOf(report, 'users').doneMs.mean).toBeCloseTo(25, 9);
});

test('[QU4] acknowledged on delivery, a crash or a failure loses the message', () => {
  const atMostOnce = { consume: { acknowledge: 'before' } };
  for (const document of [jobs(1, atMostOnce, fault('crash', 'worker', 6, 10)), jobs(1, { ...atMostOnce, worker: { failureRatio: 1 } })]) {
    const report = simulate(document);
    expect(connectionOf(report, 'jobs-worker').measures).toMatchObject({ delivered: 1, redelivered: 0, acknowledged: 0 });
    expect(channelOf(report, 'jobs').measures).toMatchObject({ lost: 1, finished: 0 });
    expect(sourceOf(report, 'users').measures).toMatchObject({ answered: 1, done: 0, effectsLost: 1 });
  }
});

test('[QU4] prefetch does not bound what is acknowledged on delivery', () => {
  const run = createRun(jobs(10, { consume: { acknowledge: 'before', prefetch: 1 } }));
  expect(channelOf(reportAt(run, 5), 'jobs').measures.ready).toBe(0);
  expect(componentOf(run.report(), 'worker').measures).toMatchObject({ working: 1, queued: 9 });
});

test('[QU5] a lease that ends before the work offers the message again while the first consumer carries on', () => {
  const document = jobs(1, { channel: { leaseMs: 30 }, worker: { replicas: 2, serviceMs: 40 } });
  const run = createRun(document);
  // Delivered at 1 ms and, to the other replica, at 31 ms; the first is done at 41 ms, too late; the second's lease ends at 61 ms.
  expect(componentOf(reportAt(run, 35), 'worker').measures.working).toBe(2);
  const report = reportAt(run, 45);
  expect(connectionOf(report, 'jobs-worker').measures).toMatchObject({ delivered: 2, duplicates: 1, acknowledged: 0 });
  expect(channelOf(report, 'jobs').measures).toMatchObject({ finished: 0, unacknowledged: 1 });
});

test('[QU5] whoever finishes within a lease acknowledges; the others have worked twice', () => {
  const document = jobs(1, { channel: { leaseMs: 30 }, worker: { replicas: 2, serviceMs: 40 } }, set('worker', 'serviceMs', 5, 20));
  const report = simulate(document);
  expect(connectionOf(report, 'jobs-worker').measures).toMatchObject({ delivered: 2, duplicates: 1, acknowledged: 1 });
  expect(channelOf(report, 'jobs').measures).toMatchObject({ finished: 1, ready: 0, unacknowledged: 0 });
  expect(sourceOf(report, 'users').measures).toMatchObject({ done: 1, good: 1 });
  expect(sourceOf(report, 'users').doneMs.mean).toBeCloseTo(35, 9);
});

test('[QU6] a message that comes back stands before all that wait', () => {
  const asked = asks('user', [1, 2, 3]);
  const document = build(
    asked.part, channel('jobs'), ...asked.ids.map((id) => publish(id, 'jobs')), service('worker', { failureRatio: 1 }),
    consume('jobs', 'worker', { prefetch: 1 }), set('worker', 'failureRatio', 0, 15),
  );
  // The first fails at 11 ms and is worked on again at once, done at 21 ms; the others follow in order.
  expect(asked.ids.map((id) => sourceOf(simulate(document), id).doneMs.mean)).toEqual([20, 29, 38]);
});

test('[QU7] after the last delivery a message is a dead letter, or lost where none are kept', () => {
  for (const deadLetter of [true, false]) {
    const report = simulate(jobs(2, { channel: { maxDeliveries: 3, deadLetter }, worker: { failureRatio: 1 } }));
    expect(connectionOf(report, 'jobs-worker').measures).toMatchObject({ delivered: 6, redelivered: 4 });
    expect(channelOf(report, 'jobs').measures).toMatchObject({ deadLettered: deadLetter ? 2 : 0, lost: deadLetter ? 0 : 2, ready: 0, unacknowledged: 0 });
    expect(sourceOf(report, 'users').measures).toMatchObject({ answered: 2, effectsLost: 2, done: 0 });
  }
});

test('[QU7] a limit of several hundred deliveries is kept to', () => {
  const report = simulate(jobs(1, { channel: { maxDeliveries: 300, deadLetter: true }, worker: { failureRatio: 1, serviceMs: 1 } }));
  expect(connectionOf(report, 'jobs-worker').measures.delivered).toBe(300);
  expect(channelOf(report, 'jobs').measures.deadLettered).toBe(1);
});

test('[QU8] the length limit counts ready messages; the oldest is dropped', () => {
  const asked = asks('user', [1, 2, 3, 4, 5]);
  const document = (deadLetter: boolean) => build(
    asked.part, channel('jobs', { params: { capacity: 2, overflow: 'dropOldest', deadLetter } }), ...asked.ids.map((id) => publish(id, 'jobs')),
    service('worker', { serviceMs: 100 }), consume('jobs', 'worker', { prefetch: 1 }),
  );
  // The first is out; of the four others two find room.
  const report = simulate(document(false));
  expect(channelOf(report, 'jobs').measures).toMatchObject({ published: 5, dropped: 2, refused: 0, finished: 3 });
  expect(asked.ids.map((id) => sourceOf(report, id).measures.done)).toEqual([1, 0, 0, 1, 1]);
  expect(channelOf(simulate(document(true)), 'jobs').measures).toMatchObject({ dropped: 0, deadLettered: 2 });
});

test('[QU8] or the newest is refused', () => {
  const asked = asks('user', [1, 2, 3, 4, 5]);
  const document = build(
    asked.part, channel('jobs', { params: { capacity: 2, overflow: 'reject' } }), ...asked.ids.map((id) => publish(id, 'jobs')),
    service('worker', { serviceMs: 100 }), consume('jobs', 'worker', { prefetch: 1 }),
  );
  const report = simulate(document);
  expect(channelOf(report, 'jobs').measures).toMatchObject({ published: 3, refused: 2, dropped: 0 });
  expect(asked.ids.map((id) => sourceOf(report, id).measures.done)).toEqual([1, 1, 1, 0, 0]);
});

test('[QU8] a limit that was lowered holds from the next message on', () => {
  const document = build(
    steady('users', 100), channel('jobs', { params: { capacity: 50 } }), publish('users', 'jobs'), set('jobs', 'capacity', 5, 605),
    settings({ horizonMs: 1005 }),
  );
  const run = createRun(document);
  expect(channelOf(reportAt(run, 606), 'jobs').measures).toMatchObject({ ready: 50, dropped: 10 });
  expect(channelOf(reportAt(run, 615), 'jobs').measures).toMatchObject({ ready: 5, dropped: 56 });
});

test('[QU9] what a crashed consumer had goes to the others after the network delay', () => {
  const document = build(
    burst('users', 4, 1), channel('jobs'), publish('users', 'jobs'), service('a', { servers: 2, serviceMs: 100 }), service('b', { servers: 9, serviceMs: 100 }),
    consume('jobs', 'a', { prefetch: 2, latencyMs: 3 }), consume('jobs', 'b', { prefetch: 2, latencyMs: 3 }),
    set('jobs-b', 'prefetch', 10, 19), fault('crash', 'a', 20),
  );
  const run = createRun(document);
  expect(channelOf(reportAt(run, 22.9), 'jobs').measures.unacknowledged).toBe(4);
  expect(connectionOf(reportAt(run, 23), 'jobs-b').measures).toMatchObject({ delivered: 4, redelivered: 2 });
  const report = reportAt(run, 1000);
  expect(componentOf(report, 'a').measures.lost).toBe(2);
  expect(componentOf(report, 'b').measures.completed).toBe(4);
  expect(channelOf(report, 'jobs').measures.finished).toBe(4);
});

test('[QU10] messages are delivered in the order in which the broker took them in', () => {
  const asked = asks('user', [3, 1, 2]);
  const document = build(
    asked.part, channel('jobs'), ...asked.ids.map((id) => publish(id, 'jobs')), service('worker'), consume('jobs', 'worker', { prefetch: 1 }),
  );
  expect(asked.ids.map((id) => sourceOf(simulate(document), id).doneMs.mean)).toEqual([28, 10, 19]);
});

test('[ME10] of a message, the wait lasts from publishing to delivery and the service to the acknowledgement', () => {
  const document = jobs(2, { consume: { prefetch: 1, latencyMs: 2 } });
  const { waitMs, serviceMs, sojournMs } = connectionOf(simulate(document), 'jobs-worker');
  // Each exchange takes 2 + 10 + 2 ms; the second waits for the first.
  expect([waitMs.mean, serviceMs.mean, sojournMs.mean]).toEqual([expect.closeTo(7, 9), expect.closeTo(14, 9), expect.closeTo(21, 9)]);
});
