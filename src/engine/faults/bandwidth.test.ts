import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../model/parameter.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import {
  build, burst, call, channel, consume, fault, mixing, type Part, poisson, publish, service, set, settings, steady, stream,
} from '../testing/build.ts';
import { bursts } from '../testing/bursts.ts';
import { componentOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';

const instant = service('api', { servers: 10_000, serviceMs: 0 });
/** 8 Mbit/s are 1000 bytes in a millisecond. */
const SLOW = { bandwidthMbps: 8 };

/** A class of so many bytes there and back. */
function sized(requestBytes: number, replyBytes: number): Part {
  return { classes: [{ id: 'big', name: 'big', requestBytes, replyBytes }] };
}

/** How long the requests of a burst take that go over a line one after another. */
function sojourns(...parts: Part[]) {
  const report = simulate(build(mixing(burst('c', 3, 100), { class: 'big', weight: 1 }), instant, settings({ horizonMs: 60_000 }), ...parts));
  return sourceOf(report, 'c').answeredMs;
}

describe('bandwidth', () => {
  it('[FA40] carries one request after another, and one reply after another', () => {
    // 20 ms for each request, 50 for each reply, 2 ms of latency each way: the first is back after 74 ms, each further one 50
    // ms later, for replies are longer than requests.
    const { mean, max } = sojourns(sized(20_000, 50_000), call('c', 'api', { ...SLOW, latencyMs: 2 }));
    expect(max).toBeCloseTo(174, 6);
    expect(mean).toBeCloseTo((74 + 124 + 174) / 3, 6);
  });

  it('[FA40] does so over connections too, where nothing overtakes', () => {
    const open = { connections: true, prewarmed: 1, keepAliveMs: 'unbounded', idleTimeoutMs: 'unbounded', maxConcurrent: 1000, ...SLOW, latencyMs: 2 };
    const { mean, max } = sojourns(sized(20_000, 50_000), call('c', 'api', open, { protocol: 'http2' }));
    expect(max).toBeCloseTo(174, 6);
    expect(mean).toBeCloseTo((74 + 124 + 174) / 3, 6);
  });

  it('[FA40] costs nothing without a limit, and little for what is small', () => {
    expect(sojourns(sized(20_000, 50_000), call('c', 'api', { latencyMs: 2 })).max).toBeCloseTo(4, 6);
    // 1024 bytes where no class says more.
    expect(sojourns(sized(0, 0), call('c', 'api', { ...SLOW, latencyMs: 2 })).max).toBeCloseTo(4 + 4 * 1.024, 6);
  });

  it('[FA40] is not spent on refusals', () => {
    const full = service('api', { servers: 1, serviceMs: 1, queueCapacity: 0 });
    const document = build(
      mixing(burst('c', 3, 100), { class: 'big', weight: 1 }), full, settings({ horizonMs: 60_000 }), sized(1, 50_000), call('c', 'api', { ...SLOW, latencyMs: 0 }),
    );
    const report = simulate(document);
    // One works, and its reply takes 50 ms; had the two refusals taken as much, it would have been 150.
    expect(connectionOf(report, 'c-api').measures).toMatchObject({ succeeded: 1, failed: 2 });
    expect(connectionOf(report, 'c-api').sojournMs.max).toBeCloseTo(51.001, 3);
  });

  it.each(['rabbitmq', 'serviceBus', 'nats', 'jetstream', 'kafkaQueue', 'kafka'] as const)('[FA40] bounds what a %s carries in and out', (protocol) => {
    // Messages of 10,000 bytes, 100 a second in 4 Mbit/s: 50 a second pass.
    const half = { bandwidthMbps: 4 };
    const parts = [mixing(steady('c', 100), { class: 'big', weight: 1 }), channel('q', { protocol }), instant, settings({ horizonMs: 10_000 }), sized(10_000, 0)];
    for (const [into, out] of [[half, {}], [{}, half]]) {
      const report = simulate(build(...parts, publish('c', 'q', into, protocol), consume('q', 'api', { ...(protocol.startsWith('kafka') ? {} : prefetching(protocol)), ...out }, protocol)));
      const { completed } = componentOf(report, 'api').measures;
      expect(completed).toBeGreaterThan(485);
      expect(completed).toBeLessThan(505);
    }
  });

  it.each(['grpcStream', 'webSocket'] as const)('[FA40] bounds what a %s carries', (protocol) => {
    const document = build(
      mixing(steady('c', 100), { class: 'big', weight: 1 }), service('hub', { servers: 1000, serviceMs: 0 }), instant, call('c', 'hub'),
      stream('hub', 'api', protocol, { bandwidthMbps: 4, pingMs: 'unbounded' }), settings({ horizonMs: 10_000 }), sized(10_000, 0),
    );
    const { completed } = componentOf(simulate(document), 'api').measures;
    expect(completed).toBeGreaterThan(470);
    expect(completed).toBeLessThan(505);
  });

  it('[FA41] of limits and faults the least holds, and the connection has its own again afterwards, as set meanwhile', () => {
    // Requests of 10,000 bytes: 10 ms at 8 Mbit/s, 80 at 1, 40 at 2, 5 at 16.
    const moments = [50, 150, 350, 550, 750];
    const document = build(
      ...moments.map((atMs, i) => mixing(burst(`c${i}`, 1, atMs), { class: 'big', weight: 1 })).map((part, i) => (i === 0 ? part : { components: part.components! })),
      ...moments.map((_, i) => call(`c${i}`, 'gate', { latencyMs: 0 })), service('gate', { servers: 1000, serviceMs: 0 }), instant, sized(10_000, 1),
      call('gate', 'api', { ...SLOW, latencyMs: 0 }), settings({ horizonMs: 2000 }),
      fault('bandwidth', 'gate-api', 100, 500, { limitMbps: 2 }), fault('bandwidth', 'gate-api', 300, 150, { limitMbps: 1 }), set('gate-api', 'bandwidthMbps', 16, 500),
    );
    const report = simulate(document);
    expect(moments.map((_, i) => sourceOf(report, `c${i}`).answeredMs.mean)).toEqual([10, 40, 80, 40, 5].map((ms) => expect.closeTo(ms, 1)));
  });

  it('[FA42] lets what stands in the line leave as much sooner or later as the rate changes', () => {
    // Ten requests of 10,000 bytes, 80 ms each at 1 Mbit/s from 100 ms on. At 260 two have left; the other eight take 10 ms each.
    const at = (atMs: number, limitEndsMs: number) => {
      const document = build(
        mixing(burst('c', 10, 100), { class: 'big', weight: 1 }), instant, sized(10_000, 1), call('c', 'api', { ...SLOW, latencyMs: 3 }), settings({ horizonMs: 5000 }),
        fault('bandwidth', 'c-api', 0, limitEndsMs, { limitMbps: 1 }),
      );
      return componentOf(reportAt(createRun(document), atMs), 'api').measures.offered;
    };
    expect([262.9, 263.1, 272.9, 273.1, 342.9, 343.1].map((atMs) => at(atMs, 260))).toEqual([1, 2, 2, 3, 9, 10]);
    expect([342.9, 902.9, 903.1].map((atMs) => at(atMs, 4000))).toEqual([2, 9, 10]);
  });

  it('[FA42] keeps the order on a connection, and what has left', () => {
    const connection = { connections: true, prewarmed: 1, keepAliveMs: 'unbounded', idleTimeoutMs: 'unbounded', maxConcurrent: 1000, latencyMs: 30 };
    const document = build(
      mixing(burst('c', 10, 100), { class: 'big', weight: 1 }), instant, sized(10_000, 1), call('c', 'api', connection, { protocol: 'http2' }), settings({ horizonMs: 5000 }),
      fault('bandwidth', 'c-api', 0, 260, { limitMbps: 1 }),
    );
    const run = createRun(document);
    expect([209, 211, 289, 291, 291.1].map((atMs) => componentOf(reportAt(run, atMs), 'api').measures.offered)).toEqual([0, 1, 1, 10, 10]);
  });

  it.each([['grpcStream', { windowBytes: 10_000_000, connectionWindowBytes: 10_000_000 }], ['webSocket', {}]] as const)('[FA42] holds for a %s', (protocol, windows) => {
    const document = build(
      mixing(bursts('hub', [20, 100]), { class: 'big', weight: 1 }), service('hub', { servers: 1000, serviceMs: 0 }), instant, sized(10_000, 0),
      stream('hub', 'api', protocol, { pingMs: 'unbounded', ...windows }), settings({ horizonMs: 20_000 }),
      fault('bandwidth', 'hub-api', 0, 5000, { limitMbps: 0.01 }),
    );
    const run = createRun(document);
    // 8 s for each while it lasts, nothing afterwards.
    expect(componentOf(reportAt(run, 4999), 'api').measures.offered).toBe(0);
    expect(componentOf(reportAt(run, 5100), 'api').measures.offered).toBe(20);
  });

  it('[FA43] loses what stands in the line with a cut, and begins anew afterwards', () => {
    const document = build(
      mixing(bursts('gate', [10, 100], [1, 400]), { class: 'big', weight: 1 }), service('gate', { servers: 1000, serviceMs: 0 }), instant, sized(10_000, 1),
      call('gate', 'api', { bandwidthMbps: 1, latencyMs: 0, timeoutMs: 1000 }), settings({ horizonMs: 5000 }), fault('cut', 'gate-api', 200, 100),
    );
    const run = createRun(document);
    expect(componentOf(reportAt(run, 399), 'api').measures.offered).toBe(1);
    expect(connectionOf(reportAt(run, 399), 'gate-api').measures.vanished).toBe(9);
    expect(componentOf(reportAt(run, 481), 'api').measures.offered).toBe(2);
  });

  it('[FA44] lets the buffer of a WebSocket client grow by what the line cannot take, and its policy act', () => {
    const document = build(
      mixing(steady('c', 100), { class: 'big', weight: 1 }), service('hub', { servers: 1000, serviceMs: 0 }), instant, call('c', 'hub'), sized(10_000, 0),
      stream('hub', 'api', 'webSocket', { pingMs: 'unbounded', slowPolicy: 'dropNewest', bufferLimitBytes: 100_000 }), settings({ horizonMs: 10_000 }),
      fault('bandwidth', 'hub-api', 1000, undefined, { limitMbps: 4 }),
    );
    const { measures } = connectionOf(simulate(document), 'hub-api');
    // From 1 s on half of 100 a second fit; ten wait, and the others are dropped.
    expect(measures.skipped).toBeGreaterThan(420);
    expect(measures.skipped).toBeLessThan(460);
  });

  it('[FA25] is the same run however it is cut and restored, with ramps and all', () => {
    const document = build(
      mixing(poisson('c', 100), { class: 'big', weight: 1 }), instant, sized(2000, 5000), channel('q'), service('mid', { servers: 100, serviceMs: 1 }), call('c', 'mid', { bandwidthMbps: 20 }),
      publish('mid', 'q'), consume('q', 'api'), stream('mid', 'api', 'webSocket'), settings({ horizonMs: 3000 }),
      { schedule: ['mid-q', 'q-api', 'c-mid', 'mid-api'].map((target, i) => ({ id: `f${i}`, type: 'fault' as const, fault: 'bandwidth' as const, target, atMs: 300 * i, durationMs: 1500, rampMs: 400, params: { limitMbps: 1 } })) },
    );
    const cut = createRun(document);
    for (let atMs = 0; atMs <= 3000; atMs += 173) {
      reportAt(cut, atMs);
      cut.restore(cut.snapshot());
    }
    const straight = createRun(document);
    expect(reportAt(cut, 3000)).toEqual(reportAt(straight, 3000));
    expect(cut.traceHash).toBe(straight.traceHash);
  });
});

/** Consumers that have as many messages out as come. */
function prefetching(protocol: string): ParameterValues {
  return protocol === 'nats' ? {} : protocol === 'jetstream' ? { maxAckPending: 'unbounded' } : { prefetch: 'unbounded' };
}
