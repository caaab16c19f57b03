import { describe, expect, it } from 'vitest';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { asks, build, call, calls, channel, consume, fault, poisson, publish, service, set, settings, steady, stream, type Part } from '../testing/build.ts';
import { bursts } from '../testing/bursts.ts';
import { componentOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';

const instant = service('api', { servers: 10_000, serviceMs: 0 });

describe('added latency', () => {
  it('[FA30] delays each direction of what sets out while it is in force, and nothing else', () => {
    // Sent at 0, 100 and 200 ms; in force from 95 to 150 ms.
    const document = build(asks('user', [0, 100, 200]).part, instant, calls(asks('user', [0, 100, 200]).ids, 'api', { latencyMs: 4 }), {
      schedule: [{ id: 'f', type: 'fault', fault: 'latency', target: 'user-2-api', atMs: 95, durationMs: 55, params: { addedMs: 20, jitterMs: 0 } }],
    });
    const report = simulate(document);
    expect(['user-1', 'user-2', 'user-3'].map((id) => sourceOf(report, id).answeredMs.mean)).toEqual([8, 48, 8].map((ms) => expect.closeTo(ms, 9)));
  });

  it('[FA30] adds up, keeps a latency that is set meanwhile, and gives it back exactly', () => {
    const document = build(
      bursts('c', [1, 50], [1, 150], [1, 250], [1, 350]), service('c', { servers: 10_000, serviceMs: 0 }), instant, call('c', 'api', { latencyMs: 0.1 }), settings({ horizonMs: 1000 }),
      fault('latency', 'c-api', 100, 200, { addedMs: 7 }), fault('latency', 'c-api', 200, 100, { addedMs: 20 }), set('c-api', 'latencyMs', 0.3, 220),
    );
    const run = createRun(document);
    const totals = [99, 199, 349, 999].map((atMs) => {
      const { sojournMs, measures } = connectionOf(reportAt(run, atMs), 'c-api');
      return sojournMs.mean! * measures.succeeded;
    });
    expect(totals).toEqual([0.2, 0.2 + 14.2, 14.4 + 54.6, 69 + 0.6].map((ms) => expect.closeTo(ms, 9)));
  });

  it('[FA30] draws jitter evenly for each direction', () => {
    const document = build(poisson('c', 1000), instant, call('c', 'api'), settings({ horizonMs: 20_000 }), fault('latency', 'c-api', 0, undefined, { addedMs: 10, jitterMs: 30 }));
    const { sojournMs } = connectionOf(simulate(document), 'c-api');
    // The sum of two even draws: 20 to 80 ms about 50; a mean of 20,000 is known to 0.1 ms. A single draw, doubled, would
    // have its 95th percentile at 77 ms; the sum of two has it at 70.5.
    expect(Math.abs(sojournMs.mean! - 50)).toBeLessThan(0.4);
    expect(sojournMs.max!).toBeLessThan(80);
    expect(Math.abs(sojournMs.p95! - 70.5)).toBeLessThan(1.5);
  });

  it('[FA30] delays messages on their way into and out of a queue', () => {
    const document = build(
      bursts('c', [1, 10]), service('c', { serviceMs: 0 }), channel('q'), publish('c', 'q'), consume('q', 'api'), instant, settings({ horizonMs: 1000 }),
      fault('latency', 'c-q', 0, undefined, { addedMs: 30 }), fault('latency', 'q-api', 0, undefined, { addedMs: 50 }),
    );
    const run = createRun(document);
    expect(componentOf(reportAt(run, 89.9), 'api').measures.offered).toBe(0);
    expect(componentOf(reportAt(run, 90.1), 'api').measures.offered).toBe(1);
  });

  it('[FA31] lets nothing overtake on one connection under jitter, and much without connections', () => {
    const overtaken = (connections: boolean) => {
      const document = build(
        bursts('gate', ...Array.from({ length: 200 }, (_, i) => [1, 1000 + i] as const)), service('gate', { servers: 10_000, serviceMs: 0 }), instant,
        call('gate', 'api', { connections, prewarmed: 1, idleTimeoutMs: 'unbounded', keepAliveMs: 'unbounded', maxConcurrent: 1000 }, { protocol: 'http2' }),
        settings({ horizonMs: 5000 }), fault('latency', 'gate-api', 0, undefined, { addedMs: 0, jitterMs: 100 }),
      );
      const run = createRun(document);
      const { offered } = componentOf(reportAt(run, 1099.5), 'api').measures;
      return offered;
    };
    // By the time the first hundred have been sent, half have come through if each goes by itself, and of those in line
    // only as many as stand before the slowest.
    expect(overtaken(false)).toBeGreaterThan(35);
    expect(overtaken(true)).toBeLessThan(overtaken(false) - 15);
  });

  it('[FA31] lets messages of a stream wait the mean of the jitter, in order', () => {
    const document = build(
      steady('c', 100), service('api', { servers: 1, serviceMs: 0 }), stream('c', 'api', 'webSocket', { pingMs: 'unbounded' }), settings({ horizonMs: 3000 }),
      fault('latency', 'c-api', 1000, undefined, { addedMs: 40, jitterMs: 20 }),
    );
    const run = createRun(document);
    const before = componentOf(reportAt(run, 2001), 'api').measures.offered;
    expect(componentOf(reportAt(run, 2501), 'api').measures.offered - before).toBe(50);
    expect(200 - before).toBe(5);
  });

  it('[FA25] restores exactly while it is in force', () => {
    const document = build(
      poisson('c', 200), instant, call('c', 'api'), settings({ horizonMs: 4000 }),
      { schedule: [{ id: 'f', type: 'fault', fault: 'latency', target: 'c-api', atMs: 500, durationMs: 2000, rampMs: 1000, params: { addedMs: 10, jitterMs: 30 } }] },
    );
    const run = createRun(document);
    reportAt(run, 1234);
    const restored = createRun(document);
    restored.restore(run.snapshot());
    expect(reportAt(restored, 4000).traceHash).toBe(simulate(document).traceHash);
  });
});

describe('packet loss', () => {
  const calling = (params: Parameters<typeof call>[2], ...more: readonly Part[]) =>
    build(steady('c', 10), instant, call('c', 'api', params), settings({ horizonMs: 400_000 }), ...more);
  const meanMs = (document: ReturnType<typeof build>) => connectionOf(simulate(document), 'c-api').sojournMs.mean!;

  it('[FA32] is a delay where no connections are modelled: each way 200 ms for the first loss in a row, twice that for the next', () => {
    const document = calling({}, fault('loss', 'c-api', 0, undefined, { lossRatio: 0.2 }));
    // One way: the sum of 0.8 * 0.2^n * 200 * (2^n - 1), which is 200 * (0.8 / 0.6 - 1) = 66.7 ms, up to the bound of eight.
    expect(Math.abs(meanMs(document) - 133.3)).toBeLessThan(15);
    const { measures, sojournMs } = connectionOf(simulate(document), 'c-api');
    expect([measures.vanished, measures.errors]).toEqual([0, 0]);
    expect(sojournMs.p50).toBeLessThan(1);
  });

  it('[FA32] is the same as the loss of the connection itself where it has one, and combines with it as an independent share', () => {
    const pooled = { connections: true, idleTimeoutMs: 'unbounded', keepAliveMs: 'unbounded', prewarmed: 1, retransmitMs: 50 };
    const own = simulate(calling({ ...pooled, lossRatio: 0.36 }));
    const both = simulate(calling({ ...pooled, lossRatio: 0.2 }, fault('loss', 'c-api', 0, undefined, { lossRatio: 0.2 })));
    expect(both.traceHash).toBe(own.traceHash);
    expect(meanMs(calling(pooled))).toBe(0);
  });

  it('[FA32] delays messages of queues, and loses none', () => {
    const document = build(
      steady('c', 10), channel('q'), publish('c', 'q'), consume('q', 'api'), instant, settings({ horizonMs: 100_000 }),
      fault('loss', 'c-q', 0, 90_000, { lossRatio: 0.5 }), fault('loss', 'q-api', 0, 90_000, { lossRatio: 0.5 }),
    );
    const run = createRun(document);
    const offered = (atMs: number) => componentOf(reportAt(run, atMs), 'api').measures.offered;
    // Nearly a quarter of the first ten come at once.
    expect(offered(1050)).toBeLessThan(8);
    const before = componentOf(reportAt(run, 100_000), 'c').measures.offered;
    expect(Math.abs(offered(100_000) - before)).toBeLessThanOrEqual(before * 0.02);
  });
});
