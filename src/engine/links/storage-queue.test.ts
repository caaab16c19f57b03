import { describe, expect, it } from 'vitest';
import type { BrownoutDocument } from '../../model/document.ts';
import { CHANNEL } from '../../model/measures.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { build, burst, call, fault, type Part, service, settings, steady } from '../testing/build.ts';
import { broker, queue, sends, takes } from '../testing/messaging.ts';
import { channelOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';

const storage = 'storageQueue' as const;
const account = (params: ParameterValues = {}): Part => broker('account', storage, params);

function job(
  count: number,
  options: { readonly q?: ParameterValues; readonly consumer?: ParameterValues; readonly worker?: ParameterValues; readonly atMs?: number },
  ...parts: Part[]
): BrownoutDocument {
  return build(
    burst('c', count, options.atMs ?? 10), account(), queue('q', 'account', { params: options.q ?? {} }), sends('c', 'q', storage),
    service('w', { servers: 64, ...options.worker }), takes('q', 'w', storage, options.consumer ?? {}), ...parts,
  );
}

describe('Storage Queue polling', () => {
  it('[Q15] after a quiet time the first message waits anything from nothing to the longest wait between polls', () => {
    const waits = Array.from({ length: 30 }, (_, i) => {
      const document = job(1, { atMs: 300_000 + 2011 * i }, settings({ horizonMs: 430_000 }));
      return connectionOf(simulate(document), 'q-w').waitMs.max!;
    });
    expect(Math.max(...waits)).toBeLessThanOrEqual(60_000);
    expect(Math.max(...waits)).toBeGreaterThan(50_000);
    expect(Math.min(...waits)).toBeLessThan(5000);
  });

  it('[Q61] waits between polls begin at twice the shortest, about double, and end at the longest', () => {
    const document = job(1, { atMs: 500_000, consumer: { pollMinMs: 100, pollMaxMs: 60_000 } }, settings({ horizonMs: 400_000 }));
    const run = createRun(document);
    const polls: number[] = [];
    while (run.step()) if (run.observe().channels[CHANNEL.polls] > polls.length) polls.push(run.nowMs);
    const gaps = polls.slice(1).map((atMs, i) => atMs - polls[i]);
    expect(gaps[0]).toBeGreaterThanOrEqual(170);
    expect(gaps[0]).toBeLessThanOrEqual(230);
    for (let i = 1; i < 8; i++) expect(gaps[i]).toBeGreaterThan(gaps[i - 1]);
    expect(gaps.at(-1)).toBeCloseTo(60_000, 6);
    expect(Math.max(...gaps)).toBeCloseTo(60_000, 6);
  });

  it('[Q62] a busy queue is asked again as soon as few messages are left in work', () => {
    const run = createRun(job(100, { worker: { serviceMs: 100 } }));
    // Polls at the end of the first wait; sixteen at a time, and the next batch when eight are left.
    const out = [1000, 1020, 1200].map((atMs) => channelOf(reportAt(run, atMs), 'q').measures.unacknowledged);
    expect(Math.max(...out)).toBeLessThanOrEqual(24);
    expect(channelOf(reportAt(run, 5000), 'q').measures.finished).toBe(100);
    expect(sourceOf(run.report(), 'c').doneMs.max).toBeLessThan(1500);
  });
});

describe('Storage Queue limits and leases', () => {
  const loaded = (queues: number) =>
    build(
      steady('c', 3000), account(), ...Array.from({ length: queues }, (_, i) => [
        queue(`q${i}`, 'account'), sends('c', `q${i}`, storage, { params: { probability: queues === 1 ? 1 : 0.5 } }),
        service(`w${i}`, { servers: 1000, serviceMs: 1, replicas: 8 }), takes(`q${i}`, `w${i}`, storage, { batch: 32 }),
      ]).flat(), settings({ horizonMs: 5000 }),
    );

  it('[Q16] of 3000 messages a second one queue takes 2000, two take them all', () => {
    const one = channelOf(simulate(loaded(1)), 'q0').measures;
    expect(one.published / 5).toBeGreaterThan(1950);
    expect(one.published / 5).toBeLessThanOrEqual(2000);
    expect(one.throttled).toBeGreaterThan(4900);
    const both = simulate(loaded(2));
    const taken = ['q0', 'q1'].map((id) => channelOf(both, id).measures.published);
    expect((taken[0] + taken[1]) / 5).toBeGreaterThan(2950);
  });

  it('[Q63] a sender that is told "server busy" waits and tries again, three times', () => {
    const document = build(
      steady('c', 100), service('p', { serviceMs: 0, servers: 1000 }), call('c', 'p'), account(), queue('q', 'account', { params: { targetPerSec: 80 } }), sends('p', 'q', storage, { params: { confirm: true } }),
      settings({ horizonMs: 20_000 }),
    );
    const report = simulate(document);
    expect(channelOf(report, 'q').measures.published / 20).toBeGreaterThan(75);
    expect(connectionOf(report, 'p-q').measures.retries).toBeGreaterThan(100);
    expect(connectionOf(report, 'p-q').measures.failed).toBeGreaterThan(0);
  });

  it('[Q17] work of 40 s under a visibility of 30 s is done twice, and the late delete fails', () => {
    const document = job(
      5, { q: { leaseMs: 30_000, maxDeliveries: 'unbounded' }, consumer: { renewMs: 0, pollMaxMs: 1000 }, worker: { serviceMs: 40_000 } },
      settings({ horizonMs: 60_000 }),
    );
    const report = simulate(document);
    const { redelivered, duplicates, acknowledged } = connectionOf(report, 'q-w').measures;
    expect(redelivered).toBe(5);
    expect(duplicates).toBe(5);
    expect(acknowledged).toBe(0);
  });

  it('[Q64] the trigger renews the lease: long work is done once, and a crash hides its messages for up to ten minutes', () => {
    const document = (...parts: Part[]) => job(3, { worker: { serviceMs: 1_500_000 }, consumer: { pollMaxMs: 1000 } }, settings({ horizonMs: 3_000_000 }), ...parts);
    expect(connectionOf(simulate(document()), 'q-w').measures).toMatchObject({ delivered: 3, acknowledged: 3, duplicates: 0 });
    const run = createRun(document(fault('crash', 'w', 400_000, 1000)));
    // Renewed at 300 s for ten minutes.
    const hidden = (atMs: number) => channelOf(reportAt(run, atMs), 'q').measures.unacknowledged;
    expect(hidden(899_000)).toBe(3);
    expect(connectionOf(run.report(), 'q-w').measures.redelivered).toBe(0);
    expect(connectionOf(reportAt(run, 902_000), 'q-w').measures.redelivered).toBe(3);
  });

  it('[Q65] a message that fails is shown again at once, and after five deliveries it is poison', () => {
    const report = simulate(job(2, { worker: { failureRatio: 1 } }));
    expect(connectionOf(report, 'q-w').measures.delivered).toBe(10);
    expect(channelOf(report, 'q').measures).toMatchObject({ deadLettered: 2, ready: 0 });
    const kept = simulate(
      build(
        burst('c', 2, 10), account(), queue('q', 'account', { deadLetterTo: 'q-poison' }), queue('q-poison', 'account'), sends('c', 'q', storage),
        service('w', { servers: 64, failureRatio: 1 }), takes('q', 'w', storage),
      ),
    );
    expect(channelOf(kept, 'q-poison').measures.ready).toBe(2);
  });
});
