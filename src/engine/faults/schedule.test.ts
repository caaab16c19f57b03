import { expect, test } from 'vitest';
import type { ScheduleEntry } from '../../model/document.ts';
import { createRun } from '../run.ts';
import { asks, build, burst, call, calls, channel, consume, dial, fault, publish, service, set, settings, steady } from '../testing/build.ts';
import { channelOf, componentOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';

const system = [steady('users', 10), service('api', { serviceMs: 100 }), call('users', 'api')];

test('[CT1] an entry acts before everything else of its moment', () => {
  // At 1,000 ms a service ends and a request arrives; the crash comes first.
  const run = createRun(build(...system, fault('crash', 'api', 1000)));
  const { measures } = componentOf(reportAt(run, 1000), 'api');
  expect(measures).toMatchObject({ offered: 10, completed: 8, lost: 1, rejected: 1 });
});

test('[CT1] entries of one moment act in order, the schedule\'s first', () => {
  const value = (parts: Parameters<typeof build>): number => componentOf(reportAt(createRun(build(...system, ...parts)), 2000), 'api').measures.workers;
  const [two, three] = [2, 3].map((servers) => ({ ...set('api', 'servers', servers, 500).schedule![0], id: `set-${servers}` }));
  expect(value([{ schedule: [two, three] }])).toBe(3);
  expect(value([{ schedule: [three, two] }])).toBe(2);
  expect(value([{ schedule: [two], log: [three] }])).toBe(3);
  expect(value([{ schedule: [three], log: [two] }])).toBe(2);
});

test('[CT1] the end of one fault and the beginning of the next leave no gap', () => {
  const run = createRun(build(...system, fault('crash', 'api', 500, 500), fault('crash', 'api', 1000, 500)));
  expect(componentOf(reportAt(run, 1499), 'api').measures).toMatchObject({ completed: 3, rejected: 10 });
});

test('[CT2] an entry made while the run is in progress acts as if it had been planned', () => {
  const entry = fault('slowdown', 'api', 700, 1000, { factor: 4 }).schedule![0];
  const live = createRun(build(...system));
  live.advance(333, Infinity);
  live.apply(entry);
  const planned = createRun(build(...system, { log: [entry] }));
  expect(reportAt(live, 10_000)).toEqual(reportAt(planned, 10_000));
});

test('[CT2] entries made out of order act in order', () => {
  const live = createRun(build(...system));
  live.apply(fault('crash', 'api', 3000, 100).schedule![0]);
  live.advance(500, Infinity);
  live.apply(fault('crash', 'api', 1000, 100).schedule![0]);
  reportAt(live, 5000);
  const noted = live.incidents(0).filter(({ kind }) => kind.startsWith('fault')).map(({ kind, atMs }) => [kind, atMs]);
  expect(noted).toEqual([['faultStarted', 1000], ['faultEnded', 1100], ['faultStarted', 3000], ['faultEnded', 3100]]);
});

test('[CT3] more workers serve at once, fewer after their work', () => {
  const document = build(
    burst('users', 6, 1), service('api', { serviceMs: 100 }), call('users', 'api'), set('api', 'servers', 4, 50), set('api', 'servers', 2, 60),
  );
  const run = createRun(document);
  expect(componentOf(reportAt(run, 50), 'api').measures).toMatchObject({ working: 4, queued: 2, workers: 4 });
  expect(componentOf(reportAt(run, 100), 'api').measures).toMatchObject({ working: 4, queued: 2, workers: 2 });
  expect(componentOf(reportAt(run, 150), 'api').measures).toMatchObject({ working: 2, queued: 0, completed: 4 });
});

test('[CT3] a changed service time acts on services that begin after it', () => {
  const document = build(asks('user', [1, 2]).part, service('api', { serviceMs: 100 }), calls(['user-1', 'user-2'], 'api'), set('api', 'serviceMs', 10, 50));
  const report = reportAt(createRun(document), 1000);
  expect([sourceOf(report, 'user-1').answeredMs.mean, sourceOf(report, 'user-2').answeredMs.mean]).toEqual([100, expect.closeTo(109, 9)]);
});

test('[CT3] a higher limit of connections lets waiting calls go at once, a lower one holds until calls end', () => {
  const document = build(
    burst('users', 9, 1), service('back', { servers: 99, serviceMs: 100 }), call('users', 'back', { maxConcurrent: 2 }),
    set('users-back', 'maxConcurrent', 6, 50), set('users-back', 'maxConcurrent', 1, 60),
  );
  const run = createRun(document);
  expect(connectionOf(reportAt(run, 50), 'users-back').measures).toMatchObject({ attempts: 6, waitingForConnection: 3 });
  // Two end at 101 ms, four at 150; only then is there one free.
  expect(connectionOf(reportAt(run, 149), 'users-back').measures).toMatchObject({ attempts: 6, succeeded: 2, waitingForConnection: 3 });
  expect(connectionOf(reportAt(run, 151), 'users-back').measures).toMatchObject({ attempts: 7, succeeded: 6, waitingForConnection: 2 });
});

test('[CT3] a limit set where there was none counts the calls that are out', () => {
  const document = build(
    burst('users', 3, 1), { components: asks('user', [60]).part.components! }, service('front', { servers: 99, serviceMs: 0 }), service('back', { servers: 99, serviceMs: 100 }),
    calls(['users', 'user-1'], 'front'), call('front', 'back'), set('front-back', 'maxConcurrent', 3, 50),
  );
  const run = createRun(document);
  expect(connectionOf(reportAt(run, 100), 'front-back').measures).toMatchObject({ attempts: 3, waitingForConnection: 1 });
  expect(connectionOf(reportAt(run, 101), 'front-back').measures).toMatchObject({ attempts: 4, waitingForConnection: 0 });
});

test('[CT3] a limit that is lifted lets everybody go', () => {
  const document = build(
    burst('users', 9, 1), service('back', { servers: 99, serviceMs: 100 }), call('users', 'back', { maxConcurrent: 2 }), set('users-back', 'maxConcurrent', 'unbounded', 50),
  );
  expect(connectionOf(reportAt(createRun(document), 50), 'users-back').measures).toMatchObject({ attempts: 9, waitingForConnection: 0 });
});

test('[CT3] a changed timeout acts on attempts that begin after it', () => {
  const document = build(
    asks('user', [1]).part, { components: asks('other', [60]).part.components! }, service('front', { servers: 9, serviceMs: 0 }), service('back', { servers: 9, serviceMs: 200 }),
    calls(['user-1', 'other-1'], 'front'), call('front', 'back', { timeoutMs: 150 }), set('front-back', 'timeoutMs', 30, 50),
  );
  const run = createRun(document);
  expect(sourceOf(reportAt(run, 90), 'other-1').measures.failed).toBe(1);
  expect(sourceOf(reportAt(run, 150.9), 'user-1').measures.failed).toBe(0);
  expect(sourceOf(reportAt(run, 151), 'user-1').measures.failed).toBe(1);
});

test('[CT3] a larger prefetch takes messages at once', () => {
  const document = build(
    burst('users', 9, 1), channel('jobs'), publish('users', 'jobs'), service('worker', { serviceMs: 500 }), consume('jobs', 'worker', { prefetch: 1 }), set('jobs-worker', 'prefetch', 4, 50),
  );
  const run = createRun(document);
  expect(channelOf(reportAt(run, 49), 'jobs').measures).toMatchObject({ ready: 8, unacknowledged: 1 });
  expect(channelOf(reportAt(run, 50), 'jobs').measures).toMatchObject({ ready: 5, unacknowledged: 4 });
});

test('[CT3] a broker\'s and a channel\'s parameters change as well', () => {
  const document = build(
    steady('users', 10), channel('jobs', { writeMs: 1 }), publish('users', 'jobs', { confirm: true }), set('jobs-broker', 'writeMs', 50, 500), set('jobs', 'capacity', 7, 500),
    set('jobs', 'overflow', 'reject', 500),
  );
  const report = reportAt(createRun(document), 3000);
  expect(sourceOf(report, 'users').answeredMs.max).toBeCloseTo(50, 9);
  expect(channelOf(report, 'jobs').measures).toMatchObject({ ready: 7, published: 7 });
});

test('[CT4] an entry that is not dated after the present moment is refused', () => {
  const run = createRun(build(...system));
  run.advance(1000, Infinity);
  const entry: ScheduleEntry = dial(2, 1000).schedule![0];
  expect(() => run.apply(entry)).toThrow('after the present moment');
  expect(run.nextEntryMs()).toBe(1001);
  run.apply({ ...entry, atMs: run.nextEntryMs() });
  expect(() => run.apply({ ...entry, atMs: 999 })).toThrow('after the present moment');
});

test('[CT4] a run carries at most so many entries', () => {
  const run = createRun(build(...system, settings({ horizonMs: 1_000_000 })));
  for (let i = 0; i < 1024; i++) run.apply(dial(1, 1000 + i).schedule![0]);
  expect(() => run.apply(dial(1, 9999).schedule![0])).toThrow('at most 1024 entries');
  expect(reportAt(run, 3000).incidents.filter(({ kind }) => kind === 'changed')).toHaveLength(1024);
});
