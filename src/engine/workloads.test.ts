import { describe, expect, test } from 'vitest';
import { BUCKETS, percentile } from '../base/histogram.ts';
import { parseDocument } from '../model/parse.ts';
import { createRun } from './run.ts';
import { simulate } from './simulate.ts';
import { componentOf, connectionOf, sourceOf } from './testing/read.ts';
import {
  workloadCallChain, workloadManyChains, workloadManyInFlight, workloadNothing, workloadServiceGraph, workloadSingleQueue,
} from './testing/workloads.ts';

const isFull = process.env['BROWNOUT_FULL'] === '1';

/** Whether `value` is `expected` within a share of it. */
function expectNear(value: number | null, expected: number, within: number): void {
  expect(Math.abs((value ?? Number.NaN) / expected - 1), `${value} for ${expected}`).toBeLessThan(within);
}

test('W1: the mean sojourn time of M/M/1', ({ task }) => {
  const customers = isFull ? 2_000_000 : 200_000;
  const report = simulate(workloadSingleQueue(customers));
  // The standard error is 0.03 of 5 s for two million.
  expectNear(componentOf(report, 'server').sojournMs.mean, 5000, isFull ? 0.03 : 0.1);
  expectNear(componentOf(report, 'server').measures.completed, customers, 0.01);
  task.meta.counted = `${customers} customers`;
});

describe('W2: a chain of synchronous calls', () => {
  test('at 500 requests a second all is well', ({ task }) => {
    const seconds = isFull ? 600 : 60;
    const report = simulate(workloadCallChain({ seconds }));
    const clients = sourceOf(report, 'clients');
    expectNear(clients.measures.answered, 500 * seconds, isFull ? 0.01 : 0.03);
    expect(clients.measures.failed).toBe(0);
    expectNear(clients.answeredMs.mean, 30, 0.02);
    expectNear(clients.answeredMs.p50, 24.6, 0.03);
    expectNear(clients.answeredMs.p99, 105, 0.05);
    const timedOut = ['clients-gateway', 'gateway-service', 'service-db'].reduce((sum, id) => sum + connectionOf(report, id).measures.timedOut, 0);
    expect(timedOut).toBeLessThan(30);
    // Arrival and three ends of service for each.
    expectNear(report.events, 4 * clients.measures.answered, 0.01);
    task.meta.counted = `${seconds} simulated seconds`;
  });

  test('at 1,400 a second it is a retry storm that does not recover', ({ task }) => {
    const seconds = isFull ? 60 : 30;
    const share = seconds / 60;
    const report = simulate(workloadCallChain({ seconds, ratePerSec: 1400 }));
    const sum = (name: 'timedOut' | 'rejected' | 'retries'): number =>
      ['clients-gateway', 'gateway-service', 'service-db'].reduce((total, id) => total + connectionOf(report, id).measures[name], 0);
    expectNear(sourceOf(report, 'clients').offered, 84_000 * share, 0.02);
    expect(sourceOf(report, 'clients').measures.answered).toBeGreaterThan(600);
    expect(sourceOf(report, 'clients').measures.answered).toBeLessThan(2400);
    if (isFull) {
      expectNear(sourceOf(report, 'clients').measures.failed, 82_000, 0.02);
      expectNear(sum('timedOut'), 67_900, 0.05);
      expectNear(sum('rejected'), 179_000, 0.05);
      expectNear(sum('retries'), 165_000, 0.05);
    } else {
      expectNear(sum('timedOut') / seconds, 67_900 / 60, 0.15);
      expectNear(sum('rejected') / seconds, 179_000 / 60, 0.15);
      expectNear(sum('retries') / seconds, 165_000 / 60, 0.15);
    }
    task.meta.counted = `${seconds} simulated seconds`;
  });

  test('copies side by side have nothing to do with each other', () => {
    const many = workloadManyChains({ copies: 10, seconds: 2 });
    expect(parseDocument(many)).toMatchObject({ ok: true });
    const report = simulate(many);
    expect(report.sources).toHaveLength(10);
    for (const source of report.sources) expectNear(source.measures.answered, 1000, 0.15);
  });
});

test('W3: a graph of a hundred services', ({ task }) => {
  const seconds = isFull ? 60 : 6;
  const report = simulate(workloadServiceGraph({ seconds }));
  const sources = report.sources.map(({ answeredMs }) => answeredMs);
  const count = sources.reduce((sum, times) => sum + times.count, 0);
  const mean = sources.reduce((sum, times) => sum + times.count * (times.mean ?? 0), 0) / count;
  expectNear(count, 2000 * seconds, isFull ? 0.01 : 0.04);
  expectNear(mean, 35.2, isFull ? 0.02 : 0.06);
  const visits = report.components.reduce((sum, { id, measures }) => sum + (id.startsWith('s') ? measures.completed : 0), 0);
  expectNear(visits / count, 10.6, 0.03);
  const busiest = Math.max(...report.components.map(({ utilization }) => utilization ?? 0));
  expectNear(busiest, 0.81, isFull ? 0.02 : 0.06);
  expectNear(report.events, 1_390_000 * (seconds / 60), isFull ? 0.02 : 0.06);
  task.meta.counted = `${seconds} simulated seconds`;
});

test('W3: percentiles over all entries together', () => {
  const seconds = isFull ? 60 : 6;
  const run = createRun(workloadServiceGraph({ seconds }));
  run.advance(seconds * 1000, Infinity);
  const counts = new Float64Array(BUCKETS);
  const total = run.takeRecentAnswered(counts);
  expectNear(percentile(counts, total, 0.5), 22, isFull ? 0.03 : 0.06);
  expectNear(percentile(counts, total, 0.99), 124, isFull ? 0.04 : 0.08);
});

test('W5: many in flight', ({ task }) => {
  const [ratePerSec, seconds] = isFull ? [100_000, 20] : [20_000, 6];
  const report = simulate(workloadManyInFlight({ seconds, ratePerSec }));
  const crowd = componentOf(report, 'crowd');
  expect(report.outcome.kind).toBe('horizon');
  expectNear(crowd.measures.inSystem, ratePerSec, 0.03);
  expect(crowd.measures).toMatchObject({ queued: 0, rejected: 0, queuedArea: 0 });
  // Long services that began late are not over yet: of exponential work in a window, this much is seen.
  const e = Math.exp(-seconds);
  expectNear(crowd.serviceMs.mean, (1000 * (seconds - 2 + (seconds + 2) * e)) / (seconds - 1 + e), 0.02);
  task.meta.counted = `${ratePerSec} in flight`;
});

test('nothing takes no events', () => {
  expect(simulate(workloadNothing())).toMatchObject({ events: 0, outcome: { kind: 'horizon' } });
});
