import { describe, expect, it } from 'vitest';
import type { FaultKind } from '../../model/document.ts';
import { canAim } from '../../model/fault-targets.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { build, channel, consume, fault, poisson, publish, service, settings, steady } from '../testing/build.ts';
import { channelOf, componentOf, connectionOf, lagsAt, reportAt } from '../testing/read.ts';

const worker = service('api', { servers: 1000, serviceMs: 1 });

describe('poison messages', () => {
  it('[FA35] fails on the same messages at every delivery, and on no others', () => {
    const document = build(
      steady('c', 100), channel('q', { protocol: 'serviceBus', params: { maxDeliveries: 3 } }), publish('c', 'q', {}, 'serviceBus'),
      consume('q', 'api', { prefetch: 'unbounded' }, 'serviceBus'), worker, settings({ horizonMs: 20_000 }),
      fault('poison', 'q-api', 0, 15_000, { poisonShare: 0.2 }),
    );
    const report = reportAt(createRun(document), 14_999.5);
    const { failedHere, completed } = componentOf(report, 'api').measures;
    // Three deliveries of each. By chance for each delivery alone hardly any would fail three times.
    const poison = failedHere / 3;
    expect(poison).toBe(channelOf(report, 'q').measures.givenUpDeliveries);
    expect(Math.abs(poison / (poison + completed) - 0.2)).toBeLessThan(0.03);
  });

  it('[FA35] works on them like on others when it is over', () => {
    const document = build(
      steady('c', 1), channel('q', { protocol: 'kafka', params: { partitions: 1 } }), publish('c', 'q', {}, 'kafka'),
      consume('q', 'api', { maxAttempts: 'unbounded', retryDelayMs: 100 }, 'kafka'), worker, settings({ horizonMs: 60_000 }),
      fault('poison', 'q-api', 0, 30_500, { poisonShare: 1 }),
    );
    const run = createRun(document);
    // The first record blocks its partition until then.
    const stuck = componentOf(reportAt(run, 30_000), 'api').measures;
    expect(stuck.completed).toBe(0);
    expect(stuck.failedHere).toBeGreaterThan(100);
    expect(componentOf(reportAt(run, 31_500), 'api').measures.completed).toBeGreaterThanOrEqual(30);
  });

  it('[FA35] leaves what comes another way alone', () => {
    const document = build(
      steady('c', 100), steady('d', 100), channel('q'), channel('p'), publish('c', 'q'), publish('d', 'p'), consume('q', 'api'),
      consume('p', 'api'), worker, settings({ horizonMs: 2000 }), fault('poison', 'q-api', 0, undefined, { poisonShare: 1 }),
    );
    const report = simulate(document);
    expect(connectionOf(report, 'p-api').measures).toMatchObject({ redelivered: 0, errors: 0 });
    expect(connectionOf(report, 'q-api').measures.acknowledged).toBe(0);
    expect(componentOf(report, 'api').measures.failedHere).toBeGreaterThan(150);
    expect(componentOf(report, 'api').measures.completed).toBeGreaterThan(190);
  });

  it('[FA36] meets the next few messages only, at every delivery', () => {
    const document = build(
      steady('c', 100), channel('q', { protocol: 'serviceBus', params: { maxDeliveries: 3 } }), publish('c', 'q', {}, 'serviceBus'),
      consume('q', 'api', { prefetch: 'unbounded' }, 'serviceBus'), worker, settings({ horizonMs: 20_000 }),
      fault('poison', 'q-api', 5000, 10_000, { poisonShare: 1, poisonNext: 4 }), fault('poison', 'q-api', 16_000, 500, { poisonShare: 1, poisonNext: 2 }),
    );
    const run = createRun(document);
    expect(componentOf(reportAt(run, 4999), 'api').measures.failedHere).toBe(0);
    const first = reportAt(run, 15_999);
    expect(componentOf(first, 'api').measures.failedHere).toBe(12);
    expect(channelOf(first, 'q').measures.givenUpDeliveries).toBe(4);
    expect(componentOf(first, 'api').measures.completed).toBeGreaterThan(1590);
    expect(channelOf(reportAt(run, 20_000), 'q').measures.givenUpDeliveries).toBe(6);
  });

  it('[FA36] meets them again each time that it comes by a pattern, beside what else is poison', () => {
    const parts = [
      steady('c', 100), channel('q'), publish('c', 'q'), consume('q', 'api', { onError: 'reject' }), worker, settings({ horizonMs: 60_000 }),
    ];
    const pattern = { schedule: [{ id: 'p', type: 'fault' as const, fault: 'poison' as const, target: 'q-api', atMs: 0, pattern: { mtbfMs: 2000, mttrMs: 2000 }, params: { poisonShare: 1, poisonNext: 1 } }] };
    const run = createRun(build(...parts, pattern));
    const report = reportAt(run, 60_000);
    const episodes = run.incidents(0).filter(({ kind }) => kind === 'faultStarted').length;
    expect(episodes).toBeGreaterThan(5);
    // An episode may be shorter than the time between two messages.
    expect(componentOf(report, 'api').measures.failedHere).toBeLessThanOrEqual(episodes);
    expect(componentOf(report, 'api').measures.failedHere).toBeGreaterThan(episodes - 4);
  });

  it('[FA37] blocks the one partition that it means', () => {
    const document = build(
      steady('c', 100), channel('q', { protocol: 'kafka', params: { partitions: 3 } }), publish('c', 'q', {}, 'kafka'),
      consume('q', 'api', { maxAttempts: 'unbounded', retryDelayMs: 100 }, 'kafka'), worker, settings({ horizonMs: 10_000 }),
      fault('poison', 'q-api', 1000, undefined, { poisonShare: 1, partition: 2, poisonNext: 1 }),
    );
    expect(lagsAt(createRun(document), 10_000).map((lag) => (lag > 200 ? 'behind' : 'well'))).toEqual(['well', 'behind', 'well']);
  });

  it('[FA35] can be aimed at consumers only', () => {
    const document = build(steady('c', 1), channel('q'), publish('c', 'q'), consume('q', 'api'), worker);
    const aimed = (kind: FaultKind) => document.connections.filter((connection) => canAim(kind, connection)).map(({ id }) => id);
    expect(aimed('poison')).toEqual(['q-api']);
    expect(aimed('cut')).toEqual(['c-q', 'q-api']);
  });

  it('[FA25] is the same run however it is cut and restored', () => {
    const document = build(
      poisson('c', 100), channel('q'), publish('c', 'q'), consume('q', 'api'), worker, settings({ horizonMs: 3000 }), fault('poison', 'q-api', 500, 1000, { poisonShare: 0.3 }),
    );
    const cut = createRun(document);
    for (let atMs = 0; atMs <= 3000; atMs += 173) {
      reportAt(cut, atMs);
      cut.restore(cut.snapshot());
    }
    const report = reportAt(createRun(document), 3000);
    expect(reportAt(cut, 3000)).toEqual(report);
    expect(componentOf(report, 'api').measures.failedHere).toBeGreaterThan(20);
  });
});
