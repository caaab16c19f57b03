import { expect, test } from 'vitest';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import {
  asks, build, burst, call, calls, channel, consume, database, poisson, publish, service, settings, steady, users,
} from '../testing/build.ts';
import { channelOf, componentOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';

test('[ST1] requests that wait are served in the order in which they arrived', () => {
  const asked = asks('user', [3, 1, 2, 4]);
  const report = simulate(build(asked.part, service('api'), calls(asked.ids, 'api')));
  // One worker, 10 ms each: done at 11, 21, 31 and 41 ms in the order of asking.
  expect(asked.ids.map((id) => sourceOf(report, id).answeredMs.mean)).toEqual([28, 10, 19, 37]);
});

test('[ST2] a free worker begins at once, and one that becomes free takes the first in line at once', () => {
  const asked = asks('user', [1, 2, 3, 30]);
  const run = createRun(build(asked.part, service('api', { servers: 2 }), calls(asked.ids, 'api')));
  expect(componentOf(reportAt(run, 3), 'api').measures).toMatchObject({ working: 2, queued: 1 });
  expect(componentOf(reportAt(run, 11), 'api').measures).toMatchObject({ working: 2, queued: 0 });
  const report = reportAt(run, 1000);
  expect(asked.ids.map((id) => sourceOf(report, id).answeredMs.mean)).toEqual([10, 10, 18, 10]);
  // The workers were busy for exactly the work.
  expect(componentOf(report, 'api').measures.busyArea).toBeCloseTo(40, 9);
});

test('[ST3] the queue limit counts the requests that wait, not those in service', () => {
  const run = createRun(build(burst('users', 6, 5), service('api', { servers: 2, queueCapacity: 3 }), call('users', 'api')));
  expect(componentOf(reportAt(run, 5), 'api').measures).toMatchObject({ working: 2, queued: 3, rejected: 1, inSystem: 5 });
  expect(componentOf(reportAt(run, 1000), 'api').measures).toMatchObject({ completed: 5, rejected: 1 });
});

test('[ST3] without waiting places only idle workers take requests', () => {
  const report = simulate(build(burst('users', 3, 5), service('api', { servers: 1, queueCapacity: 0 }), call('users', 'api')));
  expect(componentOf(report, 'api').measures).toMatchObject({ completed: 1, rejected: 2, queuedArea: 0 });
});

test('[ST4] a full queue rejects at once: no work, and the caller learns of it after the network delay', () => {
  const first = asks('first', [1]);
  const second = asks('second', [5]);
  const document = build(
    first.part,
    { components: second.part.components! },
    service('api', { queueCapacity: 0 }),
    calls([...first.ids, ...second.ids], 'api', { latencyMs: 2 }),
  );
  const run = createRun(document);
  expect(sourceOf(reportAt(run, 8.999), 'second-1').measures).toMatchObject({ unanswered: 1, failed: 0 });
  const report = reportAt(run, 9);
  expect(sourceOf(report, 'second-1').measures).toMatchObject({ unanswered: 0, failed: 1 });
  expect(connectionOf(report, 'second-1-api').measures).toMatchObject({ rejected: 1, errors: 0, failed: 1 });
  expect(componentOf(reportAt(run, 1000), 'api').measures).toMatchObject({ started: 1, completed: 1, rejected: 1 });
});

test('[ST5] a connection limit counts the requests at a replica, waiting or running', () => {
  const run = createRun(build(burst('users', 9, 5), database('db', { servers: 2, maxConnections: 6 }), call('users', 'db')));
  expect(componentOf(reportAt(run, 5), 'db').measures).toMatchObject({ working: 2, queued: 4, rejected: 3 });
});

test('[ST6] a request that fails by itself has cost its work and made no calls', () => {
  const document = build(
    steady('users', 10),
    service('api', { failureRatio: 1 }),
    service('behind'),
    call('users', 'api'),
    call('api', 'behind'),
    settings({ horizonMs: 1050 }),
  );
  const report = simulate(document);
  expect(componentOf(report, 'api').measures).toMatchObject({ offered: 10, failedHere: 10, completed: 0 });
  expect(componentOf(report, 'api').measures.workingArea).toBeCloseTo(100, 9);
  expect(componentOf(report, 'behind').measures.offered).toBe(0);
  expect(connectionOf(report, 'users-api').measures).toMatchObject({ errors: 10, failed: 10 });
});

test('[ST6] the share of own failures is the one that is set', () => {
  const report = simulate(build(steady('users', 1000), service('api', { servers: 100, failureRatio: 0.3 }), call('users', 'api')));
  const { offered, failedHere } = componentOf(report, 'api').measures;
  // 10,000 requests: three standard deviations are 0.014.
  expect(Math.abs(failedHere / offered - 0.3)).toBeLessThan(0.014);
});

test('[ST7] replicas take turns and have workers and queues of their own', () => {
  const asked = asks('user', [1, 2, 3, 4]);
  // The first and the third meet at replica 1, the second and the fourth at replica 2.
  const front = service('front', { servers: 10, serviceMs: 0 });
  const report = simulate(build(asked.part, front, service('api', { replicas: 2 }), calls(asked.ids, 'front'), call('front', 'api')));
  expect(asked.ids.map((id) => sourceOf(report, id).answeredMs.mean)).toEqual([10, 10, 18, 18]);
});

test('[ST7] a request waits at one replica while another idles', () => {
  const run = createRun(build(users('users', 3, 5), service('api', { replicas: 2, servers: 1 }), call('users', 'api')));
  const { measures } = componentOf(reportAt(run, 16), 'api');
  // At 5 ms three requests went to replicas 1, 2 and 1; at 15 ms replica 2 idles while replica 1 works on its second.
  expect(measures).toMatchObject({ offered: 3, completed: 2, working: 1, queued: 0 });
});

function serviceTimes(params: Record<string, string | number | readonly number[]>) {
  const api = service('api', { servers: 10_000, ...params });
  return componentOf(simulate(build(poisson('users', 2000), api, call('users', 'api'), settings({ horizonMs: 20_000 }))), 'api').serviceMs;
}

test('[ST8] service times are distributed as chosen', () => {
  const same = serviceTimes({ serviceMs: 10, serviceDistribution: 'deterministic' });
  expect([same.mean, same.max]).toEqual([expect.closeTo(10, 9), expect.closeTo(10, 6)]);
  const exponential = serviceTimes({ serviceMs: 10, serviceDistribution: 'exponential' });
  expectWithin(exponential, { mean: 10, p50: 6.931, p90: 23.03, p99: 46.05 });
  // Lognormal: the median is the mean divided by sqrt(1 + variation²).
  const lognormal = serviceTimes({ serviceMs: 10, serviceDistribution: 'lognormal', serviceVariation: 1 });
  expectWithin(lognormal, { mean: 10, p50: 7.071, p90: 20.55, p99: 49.06 });
  // Erlang with four stages: quantiles of the gamma distribution with shape 4.
  const erlang = serviceTimes({ serviceMs: 10, serviceDistribution: 'erlang', erlangStages: 4 });
  expectWithin(erlang, { mean: 10, p50: 9.18, p90: 16.7, p99: 25.11 });
});

type Quantiles = Readonly<Record<'mean' | 'p50' | 'p90' | 'p99', number>>;

/** 40,000 samples: five standard errors are below 4 % of each of these. */
function expectWithin(actual: { readonly [Name in keyof Quantiles]: number | null }, wanted: Quantiles): void {
  for (const name of ['mean', 'p50', 'p90', 'p99'] as const) {
    expect(Math.abs((actual[name] ?? 0) / wanted[name] - 1), `${name}: ${actual[name]} for ${wanted[name]}`).toBeLessThan(0.04);
  }
}

test('[ST8] measured values are drawn as they are, each as likely', () => {
  const times = serviceTimes({ serviceMs: 1000, serviceDistribution: 'empirical', serviceSamplesMs: [2, 4, 60] });
  expect(times.max).toBeCloseTo(60, 6);
  expect(Math.abs((times.mean ?? 0) - 22) / 22).toBeLessThan(0.03);
  expect(times.p50).toBeCloseTo(4, 1);
  expect(times.p90).toBeCloseTo(60, 0);
});

test('[ST9] a full queue takes messages of queues and logs all the same', () => {
  const document = build(
    burst('users', 5, 1),
    channel('jobs'),
    channel('events', { protocol: 'kafka', params: { partitions: 64, keys: 1_000_000 } }),
    service('worker', { queueCapacity: 0 }),
    publish('users', 'jobs'),
    publish('users', 'events', {}, 'kafka'),
    consume('jobs', 'worker'),
    consume('events', 'worker', {}, 'kafka'),
  );
  const report = simulate(document);
  expect(componentOf(report, 'worker').measures).toMatchObject({ offered: 10, completed: 10, rejected: 0 });
  expect(channelOf(report, 'jobs').measures.finished).toBe(5);
  expect(channelOf(report, 'events').measures.finished).toBe(5);
});
