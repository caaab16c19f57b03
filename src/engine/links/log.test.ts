import { expect, test } from 'vitest';
import type { ParameterValues } from '../../model/parameter.ts';
import { createRun } from '../run.ts';
import type { EngineRun } from '../engine-run.ts';
import { simulate } from '../simulate.ts';
import {
  asks, build, burst, channel, consume, fault, type Part, publish, service, set, settings, steady,
} from '../testing/build.ts';
import { channelOf, componentOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';

/** A log called `log` with these parameters, written to by these senders. */
function log(params: ParameterValues, ...senders: readonly string[]): Part[] {
  return [channel('log', { protocol: 'kafka', params }), ...senders.map((id) => publish(id, 'log', {}, 'kafka'))];
}

/** A group that reads the log: a service with plenty of workers, 10 ms a record. */
function group(id: string, worker: ParameterValues = {}, reader: ParameterValues = {}): Part[] {
  return [service(id, { servers: 1000, ...worker }), consume('log', id, reader, 'kafka')];
}

function ends(run: EngineRun): number[] {
  const { endOffset, partitions } = run.partitionLayout[0];
  return Array.from(run.observe().partitions.subarray(endOffset, endOffset + partitions));
}

test('[LG1] all records of a key go to one partition, and keys spread over the partitions', () => {
  const run = createRun(build(steady('users', 100), ...log({ partitions: 8, keys: 1 }, 'users')));
  reportAt(run, 10_000);
  expect(ends(run).filter((end) => end > 0)).toEqual([1000]);
  const spread = createRun(build(steady('users', 1000), ...log({ partitions: 8, keys: 100_000 }, 'users')));
  reportAt(spread, 10_000);
  // 10,000 records on 8 partitions: 1,250 each, standard deviation 33.
  for (const end of ends(spread)) expect(Math.abs(end - 1250)).toBeLessThan(4 * 33);
});

test('[LG1] the hot key has its share, in one partition', () => {
  const run = createRun(build(steady('users', 1000), ...log({ partitions: 10, keys: 100_000, hotKeyShare: 0.5 }, 'users')));
  reportAt(run, 10_000);
  const sorted = ends(run).toSorted((a, b) => b - a);
  // Half of 10,000 and a tenth of the other half: standard deviation below 55.
  expect(Math.abs(sorted[0] - 5500)).toBeLessThan(4 * 55);
  expect(sorted[1]).toBeLessThan(700);
});

test('[LG2] a group works on one record of a partition at a time, in order', () => {
  const asked = asks('user', [3, 1, 2]);
  const run = createRun(build(asked.part, ...log({ partitions: 1 }, ...asked.ids), ...group('reader')));
  expect(componentOf(reportAt(run, 5), 'reader').measures).toMatchObject({ working: 1, queued: 0, inSystem: 1 });
  const report = reportAt(run, 1000);
  expect(asked.ids.map((id) => sourceOf(report, id).doneMs.mean)).toEqual([28, 10, 19]);
});

test('[LG2] a group works on as many records at once as there are partitions', () => {
  const run = createRun(build(burst('users', 200, 1), ...log({ partitions: 4, keys: 1000 }, 'users'), ...group('reader')));
  expect(componentOf(reportAt(run, 5), 'reader').measures).toMatchObject({ working: 4, inSystem: 4 });
});

test('[LG3] every group reads every record, at its own pace', () => {
  const document = build(
    steady('users', 100), ...log({ partitions: 1 }, 'users'), ...group('quick', { serviceMs: 1 }), ...group('slow', { serviceMs: 30 }),
    settings({ horizonMs: 3015 }),
  );
  const report = simulate(document);
  expect(connectionOf(report, 'log-quick').measures).toMatchObject({ acknowledged: 301, lag: 0 });
  expect(connectionOf(report, 'log-slow').measures).toMatchObject({ acknowledged: 100, lag: 201 });
  // A record is kept until the last group has read it.
  expect(channelOf(report, 'log').measures).toMatchObject({ published: 301, finished: 100, ready: 201 });
});

test('[LG4] a failing record holds its partition up and no other', () => {
  // Each partition fails while the consumer fails: from 0 to 50 ms. Attempts at 1 and, after 10 ms of work and 100 of pause, 111 ms.
  const document = build(
    burst('users', 60, 1), ...log({ partitions: 3, keys: 1000 }, 'users'), ...group('reader', { failureRatio: 1 }, { retryDelayMs: 100 }),
    set('reader', 'failureRatio', 0, 50),
  );
  const run = createRun(document);
  expect(connectionOf(reportAt(run, 110), 'log-reader').measures).toMatchObject({ delivered: 3, acknowledged: 0, lag: 60 });
  expect(connectionOf(reportAt(run, 121.5), 'log-reader').measures).toMatchObject({ redelivered: 3, acknowledged: 3, lag: 57 });
  expect(connectionOf(reportAt(run, 2000), 'log-reader').measures).toMatchObject({ acknowledged: 60, lag: 0 });
});

test('[LG4] while one partition waits, the others go on', () => {
  const early = asks('early', [1]);
  const late = asks('late', Array.from({ length: 40 }, (_, i) => 30 + i));
  const document = build(
    early.part, { components: late.part.components! }, ...log({ partitions: 2, keys: 1000 }, ...early.ids, ...late.ids),
    ...group('reader', { failureRatio: 1 }, { retryDelayMs: 10_000 }), set('reader', 'failureRatio', 0, 20),
  );
  const run = createRun(document);
  reportAt(run, 5000);
  const { endOffset, readers } = run.partitionLayout[0];
  const offsets = run.observe().partitions;
  const behind = [0, 1].map((p) => offsets[endOffset + p] - offsets[readers[0].offset + p]);
  // One partition stands still with everything behind its first record; the other is read to its end.
  expect(Math.min(...behind)).toBe(0);
  expect(Math.max(...behind)).toBe(connectionOf(run.report(), 'log-reader').measures.lag);
  expect(Math.max(...behind)).toBeGreaterThan(5);
  expect(Math.max(...behind)).toBeLessThan(36);
});

test('[LG5] after the last attempt the group skips the record and goes on', () => {
  const document = build(
    burst('users', 3, 1), ...log({ partitions: 1 }, 'users'), ...group('reader', { failureRatio: 1 }, { maxAttempts: 2, retryDelayMs: 20 }), ...group('other'),
  );
  const report = simulate(document);
  expect(connectionOf(report, 'log-reader').measures).toMatchObject({ delivered: 6, redelivered: 3, acknowledged: 0, lag: 0 });
  expect(channelOf(report, 'log').measures).toMatchObject({ lost: 3, finished: 3, ready: 0 });
  expect(connectionOf(report, 'log-other').measures.acknowledged).toBe(3);
  expect(sourceOf(report, 'users').measures).toMatchObject({ answered: 3, done: 0, effectsLost: 3 });
});

test('[LG6] retention deletes what a slow group has yet to read, and the group goes on after it', () => {
  const document = build(
    steady('users', 100), ...log({ partitions: 1, retentionMs: 1000 }, 'users'), ...group('slow', { serviceMs: 100 }, { offsetReset: 'earliest' }), ...group('quick', { serviceMs: 1 }),
    settings({ horizonMs: 60_005 }),
  );
  const report = simulate(document);
  const { published, expiredUnread, finished, ready } = channelOf(report, 'log').measures;
  expect(published).toBe(6000);
  expect(finished + expiredUnread + ready).toBe(6000);
  // Ten a second are read of a hundred; what is kept is a second's worth, and the record in work.
  expect(Math.abs(finished - 600)).toBeLessThan(20);
  expect(ready).toBeGreaterThan(95);
  expect(ready).toBeLessThan(105);
  expect(connectionOf(report, 'log-slow').measures.lag).toBe(ready);
  expect(connectionOf(report, 'log-quick').measures).toMatchObject({ acknowledged: 6000, lag: 0 });
  // Every request whose record expired unread is answered and never done; the others are done or still open.
  expect(sourceOf(report, 'users').measures).toMatchObject({ answered: 6000, effectsLost: expiredUnread, done: finished, unfinished: ready });
});

test('[LG6] a record that a group works on is kept until it is through', () => {
  const document = build(
    steady('users', 10), ...log({ partitions: 1, retentionMs: 1000 }, 'users'), ...group('slow', { serviceMs: 5000 }, { offsetReset: 'earliest' }), settings({ horizonMs: 9055 }),
  );
  const run = createRun(document);
  // The first record, of 100 ms, is in work until 5,100 ms; by then all up to 4,000 ms are gone and the group stands at the next.
  expect(channelOf(reportAt(run, 5050), 'log').measures).toMatchObject({ expiredUnread: expect.closeTo(39, -0.5), finished: 0 });
  const report = reportAt(run, 5105);
  expect(connectionOf(report, 'log-slow').measures).toMatchObject({ acknowledged: 1, delivered: 2 });
  expect(channelOf(report, 'log').measures.finished).toBe(1);
  const { lag } = connectionOf(report, 'log-slow').measures;
  expect(lag).toBe(channelOf(report, 'log').measures.ready);
});

test('[LG7] lag is what is appended and kept and not finished', () => {
  const run = createRun(build(burst('users', 7, 1), ...log({ partitions: 1 }, 'users'), ...group('reader')));
  const lags = [1, 10.9, 11.5, 31.5, 71.5].map((atMs) => connectionOf(reportAt(run, atMs), 'log-reader').measures.lag);
  expect(lags).toEqual([7, 7, 6, 4, 0]);
});

test('[LG8] a crash makes a group wait, and skips nothing', () => {
  const document = build(
    burst('users', 3, 1), ...log({ partitions: 1 }, 'users'), ...group('reader', {}, { maxAttempts: 1 }), fault('crash', 'reader', 5, 100),
  );
  const run = createRun(document);
  expect(connectionOf(reportAt(run, 104), 'log-reader').measures).toMatchObject({ delivered: 1, lag: 3, unacknowledged: 0 });
  const report = reportAt(run, 1000);
  expect(connectionOf(report, 'log-reader').measures).toMatchObject({ delivered: 4, redelivered: 1, acknowledged: 3, lag: 0 });
  expect(channelOf(report, 'log').measures.lost).toBe(0);
  expect(sourceOf(report, 'users').doneMs.max).toBeCloseTo(134, 9);
});

test('[LG8] a record that arrives at a consumer that is down is not skipped either', () => {
  const document = build(
    burst('users', 1, 1), ...log({ partitions: 1 }, 'users'), ...group('reader', {}, { maxAttempts: 1, latencyMs: 10 }), fault('crash', 'reader', 5, 50),
  );
  const report = simulate(document);
  expect(componentOf(report, 'reader').measures).toMatchObject({ rejected: 1, completed: 1 });
  expect(channelOf(report, 'log').measures).toMatchObject({ lost: 0, finished: 1 });
});

test('[LG9] replicas share the partitions in turn', () => {
  const document = build(
    burst('users', 500, 1), ...log({ partitions: 3, keys: 1000 }, 'users'), ...group('reader', { replicas: 2, servers: 1 }),
  );
  const run = createRun(document);
  // Partitions 0 and 2 are the first replica's, which has one worker; partition 1 is the second's.
  expect(componentOf(reportAt(run, 5), 'reader').measures).toMatchObject({ working: 2, queued: 1 });
});

test('[ME10] of a record, the wait lasts to the first delivery', () => {
  const document = build(
    burst('users', 2, 1), ...log({ partitions: 1 }, 'users'), ...group('reader', { failureRatio: 1 }, { retryDelayMs: 30 }), set('reader', 'failureRatio', 0, 20),
  );
  const { waitMs, serviceMs } = connectionOf(simulate(document), 'log-reader');
  // The first: delivered at 1 ms, done at 51 ms after a failed attempt; the second: delivered at 51, done at 61.
  expect([waitMs.max, serviceMs.max, serviceMs.mean]).toEqual([expect.closeTo(50, 9), expect.closeTo(50, 9), expect.closeTo(30, 9)]);
});
