import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../model/parameter.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { build, channel, consume, fault, poisson, publish, service, set, settings, steady, stream, type Part } from '../testing/build.ts';
import { channelOf, connectionOf, reportAt } from '../testing/read.ts';

const quick = service('api', { servers: 100, serviceMs: 0 });

/** What is a second apart waits, one way, 200 * (0.9 / 0.8 - 1) = 25 ms in the mean for this, and about 1 ms for the one before. */
const TENTH = { lossRatio: 0.1 };
const FIFTH = { lossRatio: 0.2 };

/** From a client straight to a service. */
function streaming(protocol: 'grpcStream' | 'webSocket', ratePerSec: number, params: ParameterValues, ...more: readonly Part[]) {
  return build(steady('c', ratePerSec), quick, stream('c', 'api', protocol, params), settings({ horizonMs: ratePerSec < 10 ? 1_000_000 : 30_000 }), ...more);
}

function waits(document: ReturnType<typeof build>, id: string) {
  return connectionOf(simulate(document), id).sojournMs;
}

describe('packet loss on streams without a broker', () => {
  const lossy = fault('loss', 'c-api', 0, undefined, FIFTH);

  it.each(['webSocket', 'grpcStream'] as const)('[FA58] delays what is lost, and nothing else where messages are far apart: %s', (protocol) => {
    const { mean, p50 } = waits(streaming(protocol, 1, {}, fault('loss', 'c-api', 0, undefined, TENTH)), 'c-api');
    expect(Math.abs(mean! - 26)).toBeLessThan(8);
    expect(p50).toBeLessThan(1);
  });

  it('[FA58] holds back what comes behind on the same connection, on its other streams too', () => {
    // Of the twenty messages within 200 ms hardly ever none is lost: nearly everything waits.
    expect(waits(streaming('webSocket', 100, {}, lossy), 'c-api').p50).toBeGreaterThan(150);
    expect(waits(streaming('grpcStream', 100, { streamsPerClient: 20 }, lossy), 'c-api').p50).toBeGreaterThan(150);
    // The same messages over twenty connections.
    expect(waits(streaming('grpcStream', 100, { clients: 20, streamsPerClient: 1 }, lossy), 'c-api').p50).toBeLessThan(100);
  });

  it('[FA58] loses nothing, and what was lost before holds back what is sent after the fault', () => {
    const document = streaming('webSocket', 100, {}, fault('loss', 'c-api', 1000, 4000, { lossRatio: 0.9 }), set('c', 'ratePerSec', 0, 20_000), settings({ horizonMs: 120_000 }));
    const run = createRun(document);
    const before = connectionOf(reportAt(run, 5100), 'c-api').measures;
    expect(before.lag).toBeGreaterThan(300);
    const end = connectionOf(reportAt(run, 120_000), 'c-api').measures;
    expect(end).toMatchObject({ skipped: 0, vanished: 0, lag: 0, acknowledged: end.calls });
  });

  it('[FA58] begins anew with another connection', () => {
    // Nine in ten are lost: by and by everything waits for one that is lost eight times. A cut ends that connection's waits.
    const late = (...more: Part[]) => {
      const run = createRun(streaming('webSocket', 100, {}, fault('loss', 'c-api', 0, 1000, { lossRatio: 0.9 }), ...more));
      return connectionOf(reportAt(run, 3000), 'c-api').measures.acknowledged;
    };
    expect(late()).toBe(late(fault('cut', 'c-api', 29_000, 10)));
    expect(late(fault('cut', 'c-api', 1000, 10))).toBeGreaterThan(late() + 200);
  });
});

/** From a client through a log of one broker to a service. */
function logging(ratePerSec: number, sender: ParameterValues, reader: ParameterValues, ...more: readonly Part[]) {
  return build(
    steady('c', ratePerSec), channel('log', { protocol: 'kafka', params: { partitions: 4 } }), publish('c', 'log', sender, 'kafka'), consume('log', 'api', reader, 'kafka'), quick,
    settings({ horizonMs: ratePerSec < 10 ? 1_000_000 : 30_000 }), ...more,
  );
}

describe('packet loss between a log and its producers', () => {
  const lossy = fault('loss', 'c-log', 0, undefined, FIFTH);

  it('[FA59] delays batches and their answers', () => {
    const { mean, p50 } = waits(logging(1, { confirm: true }, {}, fault('loss', 'c-log', 0, undefined, TENTH)), 'c-log');
    expect(Math.abs(mean! - 52)).toBeLessThan(12);
    expect(p50).toBeLessThan(1);
  });

  it('[FA59] holds back what comes behind to the same broker, whichever partition it is of', () => {
    expect(waits(logging(100, { confirm: true, maxInFlight: 1000 }, {}, lossy), 'c-log').p50).toBeGreaterThan(300);
  });

  it('[FA59] lets a producer that waits longer than its request timeout send again, twice stored unless it is idempotent', () => {
    const sent = (idempotence: boolean) => {
      const again = { confirm: true, requestTimeoutMs: 500, confirmTimeoutMs: 120_000, idempotence, maxInFlight: 1 };
      const run = createRun(logging(5, again, {}, lossy, set('c', 'ratePerSec', 0, 100_000), settings({ horizonMs: 300_000 })));
      const report = reportAt(run, 300_000);
      return { sender: connectionOf(report, 'c-log').measures, reader: connectionOf(report, 'log-api').measures };
    };
    const known = sent(true);
    const unknown = sent(false);
    expect(known.sender.retries).toBeGreaterThan(10);
    expect(known.sender).toMatchObject({ succeeded: known.sender.calls, failed: 0 });
    expect(known.reader).toMatchObject({ acknowledged: known.sender.calls, duplicates: 0 });
    expect(unknown.reader.duplicates).toBeGreaterThan(0);
  });
});

describe('packet loss between a log and its consumers', () => {
  const lossy = fault('loss', 'log-api', 0, undefined, FIFTH);

  it('[FA60] delays records', () => {
    const run = createRun(logging(1, {}, {}, fault('loss', 'log-api', 0, undefined, { lossRatio: 0.5 })));
    // Sent at full seconds: 100 ms later about half of them, or more while one is lost often, have not arrived.
    let waiting = 0;
    for (let second = 1; second <= 200; second++) waiting += connectionOf(reportAt(run, second * 1000 + 100), 'log-api').measures.unacknowledged > 0 ? 1 : 0;
    expect(waiting).toBeGreaterThan(80);
    expect(waiting).toBeLessThan(195);
    expect(connectionOf(reportAt(run, 300_000), 'log-api').measures).toMatchObject({ duplicates: 0, redelivered: 0 });
  });

  it('[FA60] holds back what comes behind on the same connection', () => {
    const document = logging(100, {}, { concurrency: 1 }, lossy);
    const run = createRun(document);
    let lag = 0;
    for (let ms = 10_005; ms < 20_000; ms += 100) lag += connectionOf(reportAt(run, ms), 'log-api').measures.lag / 100;
    // By Little's law 100/s wait 200 ms and more, four times what each alone would.
    expect(lag).toBeGreaterThan(20);
  });

  it('[FA60] does not slow down a reader that is behind: what it reads next was fetched ahead', () => {
    const done = (...more: Part[]) => {
      const slow = service('slow', { servers: 1, serviceMs: 50 });
      const run = createRun(build(steady('c', 100), channel('log', { protocol: 'kafka', params: { partitions: 1 } }), publish('c', 'log', {}, 'kafka'), consume('log', 'slow', { concurrency: 1 }, 'kafka'), slow, settings({ horizonMs: 60_000 }), ...more));
      return connectionOf(reportAt(run, 60_000), 'log-slow').measures.acknowledged;
    };
    const all = done();
    expect(done(fault('loss', 'log-slow', 10_000, undefined, FIFTH))).toBe(all);
  });
});

describe('packet loss and a broker that crashes', () => {
  it.each(['crash', 'nodeCrash'] as const)('[FA61] a producer\'s connection after it begins without waits: %s', (kind) => {
    // Nine in ten are lost for a second: by then everything waits for one that is lost again and again, up to 51 s.
    const published = (...more: readonly Part[]) => {
      const lossy = fault('loss', 'c-log', 0, 1000, { lossRatio: 0.9 });
      const run = createRun(logging(100, { maxInFlight: 1000, requestTimeoutMs: 60_000 }, {}, lossy, ...more));
      return channelOf(reportAt(run, 3000), 'log').measures.published;
    };
    expect(published()).toBe(0);
    expect(published(fault(kind, 'log-broker', 1000, 10))).toBeGreaterThan(190);
  });

  it.each(['crash', 'nodeCrash'] as const)('[FA61] an answer that was still to be sent again is lost with its connection: %s', (kind) => {
    // One batch goes to each of four partitions; the answers to the first of them, from 150 ms on, are lost again and again.
    const seen = (idempotence: boolean, requestTimeoutMs: number, ...more: readonly Part[]) => {
      const sender = { confirm: true, maxInFlight: 1, latencyMs: 100, requestTimeoutMs, confirmTimeoutMs: 120_000, idempotence };
      const run = createRun(logging(20, sender, {}, fault('loss', 'c-log', 120, 570, { lossRatio: 0.9 }), set('c', 'ratePerSec', 0, 2500), ...more));
      const { succeeded, retries } = connectionOf(reportAt(run, 2400), 'c-log').measures;
      const { acknowledged, duplicates } = connectionOf(reportAt(run, 30_000), 'log-api').measures;
      return { isStuck: succeeded === 0, retries, acknowledged, duplicates };
    };
    const crash = fault(kind, 'log-broker', 700, 10);
    expect(seen(true, 60_000).isStuck).toBe(true);
    // They are sent again: what the broker has it knows again, unless the producer is not idempotent.
    expect(seen(true, 60_000, crash)).toEqual({ isStuck: false, retries: 4, acknowledged: 49, duplicates: 0 });
    expect(seen(false, 60_000, crash)).toEqual({ isStuck: false, retries: 4, acknowledged: 49, duplicates: expect.toSatisfy((count: number) => count > 0) });
    expect(seen(true, 5000).isStuck).toBe(true);
    expect(seen(true, 5000, crash)).toEqual({ isStuck: false, retries: 4, acknowledged: 49, duplicates: 0 });
  });
});

describe('packet loss on streams', () => {
  it('[FA25] restores exactly while things are held back', () => {
    const document = build(
      poisson('c', 100), quick, stream('c', 'api', 'grpcStream', { streamsPerClient: 3 }), channel('log', { protocol: 'kafka' }),
      service('worker', { serviceMs: 0 }), publish('c', 'log', { confirm: true }, 'kafka'), consume('log', 'worker', {}, 'kafka'), settings({ horizonMs: 6000 }),
      fault('loss', 'c-api', 500, 3000, { lossRatio: 0.4 }), fault('loss', 'c-log', 500, 3000, { lossRatio: 0.4 }), fault('loss', 'log-worker', 500, 3000, { lossRatio: 0.4 }),
    );
    const run = createRun(document);
    reportAt(run, 2345);
    const restored = createRun(document);
    restored.restore(run.snapshot());
    expect(reportAt(restored, 6000).traceHash).toBe(simulate(document).traceHash);
  });
});
