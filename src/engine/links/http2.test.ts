import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../model/parameter.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { balancer, build, call, fault, type Part, poisson, service, set, settings, steady } from '../testing/build.ts';
import { bursts } from '../testing/bursts.ts';
import { componentOf, connectionOf, reportAt } from '../testing/read.ts';
import { sendTimes } from '../testing/sends.ts';

const PLAIN: ParameterValues = {
  connections: true, latencyMs: 0, timeoutMs: 'unbounded', idleTimeoutMs: 'unbounded', keepAliveMs: 'unbounded', maxConcurrent: 100,
};
const HTTP2 = { protocol: 'http2' } as const;

/** Calls at given moments from a gate over HTTP/2. */
function calling(moments: readonly (readonly [count: number, atMs: number])[], transport: ParameterValues, callee: ParameterValues = {}, ...more: readonly Part[]) {
  return build(
    bursts('gate', ...moments), service('gate', { servers: 10_000, serviceMs: 0 }), service('callee', { servers: 10_000, ...callee }),
    call('gate', 'callee', { ...PLAIN, ...transport }, HTTP2), settings({ horizonMs: 300_000 }), ...more,
  );
}

const at = (document: ReturnType<typeof build>, atMs: number) => reportAt(createRun(document), atMs);
const measures = (document: ReturnType<typeof build>, atMs: number) => connectionOf(at(document, atMs), 'gate-callee').measures;

describe('HTTP/2', () => {
  it('[SYNC4] of 150 simultaneous calls over one connection with 100 streams 50 wait, and never more than 100 are at the callee', () => {
    // 100 is what the protocol has where nothing is set.
    const unset: Part = {
      connections: [{ id: 'gate-callee', kind: 'sync', protocol: 'http2', from: 'gate', to: 'callee', params: { latencyMs: 0, timeoutMs: 'unbounded', jitter: 'none' } }],
    };
    const document = build(
      bursts('gate', [150, 1000]), service('gate', { servers: 10_000, serviceMs: 0 }), service('callee', { servers: 10_000, serviceMs: 100 }),
      unset, settings({ horizonMs: 300_000 }),
    );
    expect(measures(document, 1050)).toMatchObject({ attempts: 100, waitingForConnection: 50, connected: 1 });
    const times = sendTimes(document, 'gate-callee');
    expect([times.filter((time) => time === 1000).length, times.filter((time) => time === 1100).length]).toEqual([100, 50]);
    // Twice as much as 100 streams can carry: the mean number at the callee is exactly their number.
    const crowded = build(
      steady('gate', 20_000), service('callee', { servers: 10_000, serviceMs: 10 }),
      unset, settings({ horizonMs: 2000, warmUpMs: 500 }),
    );
    const { measures: m } = componentOf(simulate(crowded), 'callee');
    expect(m.inSystemArea / 1500).toBeCloseTo(100, 6);
  });

  it('[SYNC5] under packet loss all streams of a connection stall together; HTTP/1.1 loses one of its connections only', () => {
    // One request in two hundred is lost for 200 ms. 100 requests a second, 50 ms one way.
    const lossy = { latencyMs: 50, lossRatio: 0.005, retransmitMs: 200, prewarmed: 1 };
    const held = (protocol: 'http1' | 'http2') => {
      const document = build(
        poisson('gate', 100), service('callee', { servers: 10_000, serviceMs: 0 }),
        call('gate', 'callee', { ...PLAIN, ...lossy, maxConcurrent: protocol === 'http1' ? 'unbounded' : 1000 }, { protocol }), settings({ horizonMs: 200_000 }),
      );
      const { sojournMs } = connectionOf(simulate(document), 'gate-callee');
      return { sojournMs, slowShare: (sojournMs.mean! - 100) / 200 };
    };
    const [one, two] = [held('http1'), held('http2')];
    // Two ways with 0.005 each; every loss costs 200 ms, or holds up the 20 requests that follow for 100 ms on average.
    expect(one.slowShare).toBeGreaterThan(0.008);
    expect(one.slowShare).toBeLessThan(0.012);
    expect(two.slowShare).toBeGreaterThan(8 * one.slowShare);
    expect(one.sojournMs.p90!).toBeLessThan(102);
    expect(two.sojournMs.p90!).toBeGreaterThan(140);
  });

  it('[SYN20] what is sent after a lost segment cannot overtake it on the same connection, but does on another', () => {
    // What is sent up to 1000 is lost nearly always, and sent again after 100, 300, 700 ... ms; what is sent later is not.
    const document = (protocol: 'http1' | 'http2') => build(
      bursts('gate', [1, 1000], [1, 1050]), service('gate', { servers: 10, serviceMs: 0 }), service('callee', { servers: 10, serviceMs: 0 }),
      call('gate', 'callee', { ...PLAIN, prewarmed: 1, latencyMs: 10, lossRatio: 0.9, retransmitMs: 100 }, { protocol }),
      set('gate-callee', 'lossRatio', 0, 1001), settings({ horizonMs: 60_000 }),
    );
    const arrived = (protocol: 'http1' | 'http2', atMs: number) => componentOf(at(document(protocol), atMs), 'callee').measures.offered;
    const first = Array.from({ length: 9 }, (_, losses) => 1010 + 100 * (2 ** losses - 1)).find((atMs) => arrived('http2', atMs) > 0)!;
    expect(first).toBeGreaterThan(1060);
    expect([arrived('http2', first - 0.5), arrived('http2', first)]).toEqual([0, 2]);
    // The second has to open a connection of its own, which takes a round trip.
    expect([arrived('http1', 1079), arrived('http1', 1080)]).toEqual([0, 1]);
  });

  it('[SYNC6] behind a layer 4 choice new replicas get nothing from callers that keep their connections', () => {
    // Two replicas can do 200 of 300 requests a second; at 15 s there are four.
    const document = (transport: ParameterValues) => build(
      steady('users', 300), service('gate', { servers: 10_000, serviceMs: 0, replicas: 4 }), call('users', 'gate'),
      service('callee', { serviceMs: 10, replicas: 2, scaling: 'hpa', maxReplicas: 4, minReplicas: 4, scalingIntervalMs: 15_000, startUpMs: 0 }),
      call('gate', 'callee', { ...PLAIN, ...transport }, HTTP2), settings({ horizonMs: 90_000 }),
    );
    const perSecond = (transport: ParameterValues) => {
      const run = createRun(document(transport));
      const answers = [16_000, 60_000, 90_000].map((atMs) => componentOf(reportAt(run, atMs), 'callee').measures);
      expect(answers[0].replicasUp).toBe(4);
      return (answers[2].completed - answers[1].completed) / 30;
    };
    expect(perSecond({ replicaChoice: 'connection' })).toBeCloseTo(200, 0);
    expect(perSecond({ replicaChoice: 'request' })).toBeGreaterThan(299);
    // They connect anew when their connections are too old, and find all four.
    expect(perSecond({ replicaChoice: 'connection', maxAgeMs: 10_000 })).toBeGreaterThan(299);
    const kept = measures(document({ replicaChoice: 'connection' }), 60_000);
    expect(kept).toMatchObject({ connects: 4, connected: 4, disconnects: 0 });
  });

  it('[SYN21] a balancer on layer 4 chooses once for each connection, one on layer 7 for each request', () => {
    const behind = (choosesFor: string, connections: boolean) => {
      const targets = ['one', 'two', 'three'].flatMap((id) => [service(id, { servers: 100, serviceMs: 1 }), call('lb', id)]);
      return simulate(build(
        steady('users', 100), service('gate', { servers: 100, serviceMs: 0, replicas: 2 }), call('users', 'gate'), balancer('lb', { choosesFor }),
        call('gate', 'lb', { ...PLAIN, connections }, HTTP2), ...targets, settings({ horizonMs: 9000 }),
      ));
    };
    const offered = (report: ReturnType<typeof behind>) => ['one', 'two', 'three'].map((id) => componentOf(report, id).measures.offered);
    // Two callers with one connection each: two replicas share all requests.
    expect(offered(behind('connection', true))).toEqual([450, 450, 0]);
    expect(offered(behind('request', true))).toEqual([300, 300, 300]);
    expect(offered(behind('connection', false))).toEqual([300, 300, 300]);
  });

  it('[SYN22] a connection behind a layer 4 balancer moves on when its replica is gone', () => {
    const targets = ['one', 'two'].flatMap((id) => [service(id, { servers: 100, serviceMs: 1 }), call('lb', id)]);
    const document = build(
      steady('gate', 100), balancer('lb', { choosesFor: 'connection' }), call('gate', 'lb', PLAIN, HTTP2), ...targets,
      fault('crash', 'one', 5005), settings({ horizonMs: 9005 }),
    );
    const report = simulate(document);
    expect(['one', 'two'].map((id) => componentOf(report, id).measures.completed)).toEqual([500, 400]);
  });

  it('[SYN23] when all streams are taken another connection is opened, where that is allowed', () => {
    const document = (connectionLimit: ParameterValues[string]) => calling([[250, 1000]], { latencyMs: 5, connectionLimit }, { serviceMs: 100 });
    const sent = (limit: ParameterValues[string], atMs: number) => sendTimes(document(limit), 'gate-callee').filter((time) => time === atMs).length;
    expect([sent(1, 1010), sent(2, 1010), sent('unbounded', 1010)]).toEqual([100, 200, 250]);
    expect(measures(document('unbounded'), 1500)).toMatchObject({ connects: 3, connected: 3 });
    // A server that allows any number of streams needs one.
    expect(measures(calling([[250, 1000]], { latencyMs: 5, maxConcurrent: 'unbounded', connectionLimit: 'unbounded' }), 1500)).toMatchObject({ connects: 1, succeeded: 250 });
  });

  it('[SYN24] at the end of its life a connection takes no further calls; those in progress go on', () => {
    const document = calling([[1, 1000], [1, 1600]], { maxAgeMs: 500 }, { serviceMs: 1000 });
    expect(measures(document, 1499)).toMatchObject({ connected: 1, connects: 1 });
    expect(measures(document, 1500)).toMatchObject({ connected: 0, disconnects: 1, inProgress: 1 });
    expect(measures(document, 1700)).toMatchObject({ connected: 1, connects: 2, inProgress: 2 });
    expect(measures(document, 5000)).toMatchObject({ succeeded: 2, failed: 0 });
  });

  it('[SYN25] calls that outlast the grace fail', () => {
    const document = calling([[1, 1000]], { maxAgeMs: 500, ageGraceMs: 100 }, { serviceMs: 1000 });
    expect(measures(document, 1599)).toMatchObject({ failed: 0 });
    expect(measures(document, 1600)).toMatchObject({ failed: 1, errors: 1 });
  });

  it('[SYN26] the lives of connections vary by the jitter', () => {
    const document = build(
      steady('users', 1000), service('gate', { servers: 1000, serviceMs: 0, replicas: 60 }), call('users', 'gate'), service('callee', { servers: 1000, serviceMs: 1 }),
      call('gate', 'callee', { ...PLAIN, maxAgeMs: 1000, ageJitter: 0.1 }, HTTP2), settings({ horizonMs: 3000 }),
    );
    const run = createRun(document);
    const closed = (atMs: number) => connectionOf(reportAt(run, atMs), 'gate-callee').measures.disconnects;
    // The first connections are opened between 1 and 60 ms.
    expect(closed(900)).toBe(0);
    const half = closed(1030);
    expect(half).toBeGreaterThan(15);
    expect(half).toBeLessThan(45);
    expect(closed(1160)).toBe(60);
  });

  it('[SYN27] a stream that is given up frees its place and leaves the connection open', () => {
    const document = calling([[2, 1000]], { timeoutMs: 50, maxConcurrent: 1 }, { serviceMs: 40 });
    expect(sendTimes(document, 'gate-callee')).toEqual([1000, 1040]);
    expect(measures(document, 1050)).toMatchObject({ timedOut: 1, succeeded: 1, connected: 1, disconnects: 0, lateReplies: 0 });
    expect(measures(document, 1080)).toMatchObject({ lateReplies: 1 });
  });

  it('[SYN28] a request that crosses the closing of its connection was not processed, and is sent again', () => {
    const document = calling([[1, 1000], [1, 2040]], { latencyMs: 10, keepAliveMs: 1000, onReset: 'resend' });
    expect(measures(document, 5000)).toMatchObject({ succeeded: 2, retries: 0, resets: 1, resent: 1 });
  });

  it('[SYN33] who waits for a shared connection that cannot be opened fails with it', () => {
    const document = calling([[5, 1000]], { latencyMs: 20 }, {}, fault('crash', 'callee', 0));
    expect(measures(document, 1039)).toMatchObject({ waitingForConnection: 5, connects: 1 });
    expect(measures(document, 1040)).toMatchObject({ failed: 5, waitingForConnection: 0 });
  });
});
