import { expect, test } from 'vitest';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import {
  asks, balancer, build, burst, call, calls, channel, consume, fault, poisson, publish, service, set, settings, steady, users,
} from '../testing/build.ts';
import { channelOf, componentOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';

test('[ME1] every way to leave a component is counted once', () => {
  const document = build(
    poisson('users', 300), service('api', { servers: 2, queueCapacity: 3, failureRatio: 0.1 }), service('back', { serviceMs: 8, failureRatio: 0.2 }),
    call('users', 'api'), call('api', 'back'), fault('crash', 'api', 4000, 500),
  );
  const { measures: m } = componentOf(simulate(document), 'api');
  for (const name of ['completed', 'rejected', 'failedHere', 'failedByCall', 'lost'] as const) expect(m[name], `${name}`).toBeGreaterThan(0);
  expect(m.offered).toBe(m.completed + m.rejected + m.failedHere + m.failedByCall + m.lost + m.inSystem);
});

test('[ME6] counters, areas and times begin anew after the warm-up, and what is here is carried in', () => {
  // Two workers of 100 ms; the five that came at 1 ms are in the system when measuring begins at 150 ms.
  const document = build(burst('users', 5, 1), service('api', { servers: 2, serviceMs: 100 }), call('users', 'api'), settings({ warmUpMs: 150.5 }));
  const report = simulate(document);
  const api = componentOf(report, 'api');
  expect(api.carriedIn).toBe(3);
  expect(api.measures).toMatchObject({ offered: 0, completed: 3, inSystem: 0 });
  // Two until 201 ms and one until 301 ms.
  expect(api.measures.busyArea).toBeCloseTo(2 * 50.5 + 100, 9);
  expect(api.measures.queuedArea).toBeCloseTo(50.5, 9);
  expect(api.measures.workersArea).toBeCloseTo(2 * (10_000 - 150.5), 6);
  expect(api.sojournMs.count).toBe(0);
  expect(api.throughputPerSec).toBeCloseTo(3 / 9.8495, 9);
  expect(sourceOf(report, 'users').measures).toMatchObject({ answered: 3, done: 3, good: 3 });
  expect(sourceOf(report, 'users').answeredMs.count).toBe(0);
});

test('[ME6] what was under way is carried in to sources and connections, so that their rows balance', () => {
  // Nine calls of 100 ms at two workers: at 250.5 ms five are without an answer.
  const waiting = build(burst('users', 9, 1), service('api', { servers: 2, serviceMs: 100 }), call('users', 'api'), settings({ warmUpMs: 250.5 }));
  const asked = sourceOf(simulate(waiting), 'users');
  expect([asked.offered, asked.carriedIn, asked.measures.answered, asked.answeredShare]).toEqual([0, 5, 5, null]);
  expect(asked.unfinishedCarriedIn).toBe(0);
  const called = connectionOf(simulate(waiting), waiting.connections[0]!.id);
  expect([called.measures.calls, called.carriedIn, called.measures.succeeded]).toEqual([0, 5, 5]);

  // Three messages of 200 ms, answered at once and worked off one by one: two are unfinished then.
  const later = build(
    burst('shops', 3, 1), channel('jobs'), publish('shops', 'jobs'), service('worker', { servers: 1, serviceMs: 200 }), consume('jobs', 'worker'),
    settings({ warmUpMs: 250.5 }),
  );
  const published = sourceOf(simulate(later), 'shops');
  expect([published.carriedIn, published.measures.answered, published.unfinishedCarriedIn, published.measures.done]).toEqual([0, 0, 2, 2]);
});

test('[ME6] times are of requests that began after the warm-up', () => {
  const asked = asks('user', [1, 90, 120]);
  const document = build(asked.part, service('api', { servers: 9, serviceMs: 50 }), calls(asked.ids, 'api'), settings({ warmUpMs: 100 }));
  const report = simulate(document);
  expect(componentOf(report, 'api').measures.completed).toBe(2);
  expect(componentOf(report, 'api').sojournMs).toMatchObject({ count: 1, mean: 50 });
  expect(asked.ids.map((id) => sourceOf(report, id).answeredMs.count)).toEqual([0, 0, 1]);
});

test('[ME6] shares answered are of what began after the warm-up, and never above 1', () => {
  const document = build(
    burst('users', 50, 1), { components: asks('late', [2000]).part.components! }, service('api', { serviceMs: 20 }), calls(['users', 'late-1'], 'api'), settings({ warmUpMs: 500 }),
  );
  const report = simulate(document);
  expect(componentOf(report, 'api').measures).toMatchObject({ offered: 1, completed: 27 });
  expect(componentOf(report, 'api').answeredShare).toBe(1);
  expect(sourceOf(report, 'users').answeredShare).toBeNull();
  expect(sourceOf(report, 'late-1').answeredShare).toBe(1);
});

test('[ME6] a log and a queue carry their messages in', () => {
  const document = build(
    burst('users', 9, 1), channel('jobs'), publish('users', 'jobs'), service('worker', { serviceMs: 100 }), consume('jobs', 'worker', { prefetch: 2 }),
    channel('log', { protocol: 'kafka' }), publish('users', 'log', {}, 'kafka'), service('reader', { serviceMs: 100 }), consume('log', 'reader', {}, 'kafka'), settings({ warmUpMs: 250 }),
  );
  const report = simulate(document);
  for (const id of ['jobs', 'log']) {
    expect(channelOf(report, id)).toMatchObject({ carriedIn: 7, measures: { published: 0, finished: 7, ready: 0 } });
  }
});

test('[ME6] an entry and the end of the warm-up at one moment', () => {
  const run = createRun(build(steady('users', 10), service('api'), call('users', 'api'), set('api', 'servers', 4, 1000), settings({ warmUpMs: 1000 })));
  const { measures } = componentOf(reportAt(run, 2000), 'api');
  expect(measures.workersArea).toBeCloseTo(4000, 6);
  // The request of the very moment counts as after it.
  expect(measures.offered).toBe(11);
});

test('[ME7] percentiles are over all samples', () => {
  // 10,000 requests at once at one worker of 1 ms: sojourn times are exactly 1, 2, 3 ... 10,000 ms.
  const { sojournMs } = componentOf(simulate(build(burst('users', 10_000, 1), service('api', { serviceMs: 1 }), call('users', 'api'), settings({ horizonMs: 20_000 }))), 'api');
  expect(sojournMs).toMatchObject({ count: 10_000, mean: expect.closeTo(5000.5, 6), max: expect.closeTo(10_000, 6) });
  for (const [name, exact] of [['p50', 5000], ['p90', 9000], ['p95', 9500], ['p99', 9900], ['p999', 9990]] as const) {
    expect(Math.abs(sojournMs[name]! / exact - 1), `${name}`).toBeLessThan(0.008);
  }
});

test('[ME12] a percentile is told only where ten samples lie above it', () => {
  const times = (count: number) => componentOf(simulate(build(burst('users', count, 1), service('api', { servers: 10_000 }), call('users', 'api'))), 'api').sojournMs;
  expect(times(19)).toMatchObject({ mean: 10, p50: null, p90: null, p95: null, p99: null, p999: null, max: 10 });
  expect(times(20)).toMatchObject({ p50: 10, p90: null });
  expect(times(999)).toMatchObject({ p90: 10, p95: 10, p99: null });
  expect(times(1000)).toMatchObject({ p99: 10, p999: null });
  expect(times(10_000)).toMatchObject({ p99: 10, p999: 10 });
  expect(componentOf(simulate(build(service('api'))), 'api').sojournMs).toEqual({ count: 0, mean: null, p50: null, p90: null, p95: null, p99: null, p999: null, max: null });
});

test('[ME8] utilization counts workers that work or are held, by workers in force', () => {
  const document = build(
    asks('user', [0]).part, service('api', { servers: 2, serviceMs: 100 }), service('back', { serviceMs: 300 }), call('user-1', 'api'), call('api', 'back'),
    balancer('lb'), settings({ horizonMs: 1000 }),
  );
  const report = simulate(document);
  expect(componentOf(report, 'api').utilization).toBeCloseTo(0.2, 9);
  expect(componentOf(report, 'back').utilization).toBeCloseTo(0.3, 9);
  expect([componentOf(report, 'lb').utilization, componentOf(report, 'user-1').utilization]).toEqual([null, null]);
});

test('[ME8] time in which a component is down does not count, and finishing lost workers do not exceed 1', () => {
  const down = build(steady('users', 1000), service('api', { serviceMs: 100 }), call('users', 'api'), fault('crash', 'api', 5000));
  expect(componentOf(simulate(down), 'api').utilization).toBeCloseTo(1, 3);
  const lost = build(burst('users', 9, 0.001), service('api', { servers: 9, serviceMs: 10_000 }), call('users', 'api'), fault('capacityLoss', 'api', 1, undefined, { share: 0.9 }));
  const report = simulate(lost);
  expect(componentOf(report, 'api').measures.working).toBe(9);
  expect(componentOf(report, 'api').utilization).toBe(1);
});

test('[ME9] the first incident of a kind at a place is noted, another only after five quiet seconds', () => {
  const document = build(
    users('users', 1, 1000), service('api'), call('users', 'api'), fault('crash', 'api', 0, 3500), fault('crash', 'api', 7500, 3000), fault('crash', 'api', 20_500, 1000),
    settings({ horizonMs: 30_000 }),
  );
  const noted = (kind: string) => simulate(document).incidents.filter((incident) => incident.kind === kind);
  // Refused at 1, 2, 3 and, after five quiet seconds, at 8, 9, 10 and at 21 s.
  expect(noted('requestRejected').map(({ atMs, subject }) => [Math.floor(atMs / 1000), subject])).toEqual([[1, 'api'], [8, 'api'], [21, 'api']]);
  expect(noted('callFailed').map(({ subject }) => subject)).toEqual(['users-api', 'users-api', 'users-api']);
});

test('[ME9] what happens after another fault began is noted without five quiet seconds', () => {
  const document = build(
    users('users', 1, 1000), service('api'), call('users', 'api'), service('other'), fault('crash', 'api', 0, 20_000), fault('errors', 'other', 7500, 1000),
    settings({ horizonMs: 15_000 }),
  );
  const noted = (kind: string) => simulate(document).incidents.filter((incident) => incident.kind === kind).map(({ atMs }) => Math.floor(atMs / 1000));
  expect(noted('requestRejected')).toEqual([1, 8]);
  expect(noted('callFailed')).toEqual([1, 8]);
});

test('[ME9] each kind of incident names its subject', () => {
  const document = build(
    steady('users', 10), service('api'), call('users', 'api'), service('slow', { serviceMs: 500 }), call('api', 'slow', { timeoutMs: 50 }),
    steady('more', 100), channel('jobs', { params: { capacity: 1 } }), publish('more', 'jobs'), set('api', 'servers', 2, 100), fault('errors', 'api', 200, 100),
  );
  const subjects = new Set(simulate(document).incidents.map(({ kind, subject }) => `${kind} ${subject}`));
  for (const wanted of ['attemptTimedOut api-slow', 'callFailed api-slow', 'callFailed users-api', 'messageDropped jobs', 'changed set-api-servers-100', 'faultStarted errors-api-200', 'faultEnded errors-api-200']) {
    expect(subjects).toContain(wanted);
  }
});

test('[ME7] gauges of the present: oldest age, offered rate, ready messages', () => {
  const document = build(steady('users', 10), channel('jobs'), publish('users', 'jobs'), settings({ horizonMs: 1050 }));
  const report = simulate(document);
  expect(channelOf(report, 'jobs').measures).toMatchObject({ ready: 10, oldestAgeMs: expect.closeTo(950, 6) });
  expect(channelOf(report, 'jobs').meanReady).toBeCloseTo((100 * 45 + 50 * 10) / 1050, 6);
  expect(sourceOf(report, 'users').measures.offeredPerSec).toBeCloseTo(10, 9);
});

test('[ME10] a call that goes straight through waits for nothing', () => {
  const report = simulate(build(steady('users', 10), service('api'), call('users', 'api', { latencyMs: 1 })));
  const { waitMs, serviceMs, sojournMs } = connectionOf(report, 'users-api');
  expect([waitMs.mean, waitMs.max, serviceMs.mean, sojournMs.mean]).toEqual([0, 0, expect.closeTo(12, 9), expect.closeTo(12, 9)]);
  expect(waitMs.count).toBe(sojournMs.count);
});

test('goodput of a component is what somebody took: no late answers, nothing that was taken back', () => {
  // Work of 100 ms for a caller that waits for 60: ten a second are completed, and nobody hears of them.
  const asked = build(
    steady('users', 10), service('api', { serviceMs: 100, serviceDistribution: 'deterministic', servers: 9 }), call('users', 'api', { timeoutMs: 60 }),
  );
  const late = simulate(asked);
  expect(componentOf(late, 'api').throughputPerSec).toBeGreaterThan(9);
  expect([componentOf(late, 'api').goodputPerSec, componentOf(late, 'users').goodputPerSec]).toEqual([0, sourceOf(late, 'users').goodputPerSec]);
  const patient = simulate({ ...asked, connections: asked.connections.map((item) => ({ ...item, params: { ...item.params, timeoutMs: 200 } })) });
  expect(componentOf(patient, 'api').goodputPerSec).toBe(connectionOf(patient, asked.connections[0]!.id).goodputPerSec);
  expect(componentOf(patient, 'api').goodputPerSec).toBeGreaterThan(9);
});

test('throughput of a connection is what it brought: deliveries to whoever reads, though nobody calls over it', () => {
  const document = build(
    steady('shops', 10), channel('jobs'), publish('shops', 'jobs'), service('worker', { servers: 1, failureRatio: 0.3, serviceMs: 10 }), consume('jobs', 'worker'),
  );
  const report = simulate(document);
  const [sends, reads] = report.connections.toSorted((a, b) => b.callsPerSec - a.callsPerSec);
  expect(sends!.throughputPerSec).toBe(sends!.goodputPerSec);
  expect([reads!.callsPerSec, reads!.throughputPerSec]).toEqual([0, (reads!.measures.delivered / report.nowMs) * 1000]);
  expect(reads!.throughputPerSec).toBeGreaterThan(1.2 * reads!.goodputPerSec);
  expect(componentOf(report, 'worker').goodputPerSec).toBe(reads!.goodputPerSec);
});
