import { describe, expect, it } from 'vitest';
import { multiServerMeans } from '../../base/theory/multi-server.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { asks, build, call, fault, type Part, poisson, service, set, settings, users } from '../testing/build.ts';
import { bursts } from '../testing/bursts.ts';
import { componentOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';
import { sendTimes } from '../testing/sends.ts';

const PLAIN: ParameterValues = { connections: true, latencyMs: 0, timeoutMs: 'unbounded', idleTimeoutMs: 'unbounded', keepAliveMs: 'unbounded' };
const ENDLESS = { servers: 10_000 };

/** Calls at given moments from a gate over HTTP/1.1. */
function calling(moments: readonly (readonly [count: number, atMs: number])[], transport: ParameterValues, callee: ParameterValues = {}, ...more: readonly Part[]) {
  return build(
    bursts('gate', ...moments), service('gate', { ...ENDLESS, serviceMs: 0 }), service('callee', { ...ENDLESS, ...callee }),
    call('gate', 'callee', { ...PLAIN, ...transport }), settings({ horizonMs: 300_000 }), ...more,
  );
}

const measures = (document: ReturnType<typeof build>, atMs: number) => connectionOf(reportAt(createRun(document), atMs), 'gate-callee').measures;

describe('HTTP/1.1', () => {
  it('[SYNC1] 6 connections and 100 ms of service let one client have 60 answers a second; the 7th call waits in the client', () => {
    const document = build(
      users('client', 50, 0, { thinkMs: 0 }), service('callee', { ...ENDLESS, serviceMs: 100 }),
      call('client', 'callee', { ...PLAIN, maxConcurrent: 6 }), settings({ horizonMs: 10_000 }),
    );
    const report = simulate(document);
    // In 10 s each connection carries 100 exchanges, the last of which ends at the horizon.
    expect(connectionOf(report, 'client-callee').measures).toMatchObject({ succeeded: 600, inProgress: 50, waitingForConnection: 44, connected: 6, connects: 6 });
    expect(componentOf(report, 'callee').measures.inSystemArea / 10_000).toBeCloseTo(6, 6);
    const seven = calling([[7, 1000]], { maxConcurrent: 6 }, { serviceMs: 100 });
    expect(measures(seven, 1050)).toMatchObject({ attempts: 6, waitingForConnection: 1 });
    expect(sendTimes(seven, 'gate-callee')).toEqual([1000, 1000, 1000, 1000, 1000, 1000, 1100]);
  });

  it('[SYNC2] a reply of 5 s blocks its own connection only; with a pool of one it delays every later call by 5 s', () => {
    const slowFirst = [set('callee', 'serviceMs', 5000, 0), set('callee', 'serviceMs', 10, 1500)];
    const moments = [[1, 1000], [1, 2000], [1, 3000]] as const;
    expect(sendTimes(calling(moments, { maxConcurrent: 2 }, {}, ...slowFirst), 'gate-callee')).toEqual([1000, 2000, 3000]);
    const alone = calling(moments, { maxConcurrent: 1 }, {}, ...slowFirst);
    expect(sendTimes(alone, 'gate-callee')).toEqual([1000, 6000, 6010]);
  });

  it('[SYNC3] after more idling than the callee allows a call pays for a new connection, or fails once in the race', () => {
    // 10 ms of way and 10 ms of service: the reply is there 50 ms after a first call on a cold connection with TLS 1.3.
    const transport = { latencyMs: 10, tls: 'tls13', keepAliveMs: 1000 };
    // Asked at 1000: 40 ms of handshake, 30 ms of exchange; idle since 1070, closed for the caller at 2070.
    const after = calling([[1, 1000], [1, 2100]], transport);
    expect(sendTimes(after, 'gate-callee')).toEqual([1040, 2140]);
    expect(measures(after, 5000)).toMatchObject({ succeeded: 2, failed: 0, connects: 2, disconnects: 2, resets: 0 });
    // The callee closed it at 2060; what is sent from 2050 to 2070 meets a closed connection.
    for (const [askedMs, resets] of [[2049, 0], [2050, 1], [2069, 1], [2071, 0]] as const) {
      const race = calling([[1, 1000], [1, askedMs]], transport);
      expect(measures(race, 5000), `at ${askedMs}`).toMatchObject({ succeeded: 2 - resets, failed: resets, errors: resets, resets });
    }
    // Fails once: the retry has a connection of its own.
    const retried = calling([[1, 1000], [1, 2060]], { ...transport, maxAttempts: 2, backoffMs: 0 });
    expect(measures(retried, 5000)).toMatchObject({ succeeded: 2, failed: 0, attempts: 3, retries: 1, resets: 1, connects: 2 });
  });

  it('[SYN1] a call takes the connection that was freed last, and opens another only when all are busy', () => {
    const document = calling([[3, 1000], [1, 2000], [2, 3000]], { maxConcurrent: 10 });
    expect(measures(document, 1005)).toMatchObject({ connected: 3, connects: 3 });
    expect(measures(document, 5000)).toMatchObject({ connected: 3, connects: 3, disconnects: 0, succeeded: 6 });
  });

  it('[SYN2] an idle connection is closed by whichever end has the shorter patience', () => {
    const document = (transport: ParameterValues) => calling([[2, 1000]], transport);
    const patience: readonly ParameterValues[] = [{ idleTimeoutMs: 500 }, { keepAliveMs: 500 }, { idleTimeoutMs: 500, keepAliveMs: 900 }];
    for (const transport of patience) {
      // Idle since 1010.
      expect(measures(document(transport), 1509)).toMatchObject({ connected: 2 });
      expect(measures(document(transport), 1510)).toMatchObject({ connected: 0, disconnects: 2 });
    }
    // One that is used is idle anew from then on.
    expect(measures(calling([[2, 1000], [1, 1300]], { idleTimeoutMs: 500 }), 1809)).toMatchObject({ connected: 1 });
    expect(measures(calling([[2, 1000], [1, 1300]], { idleTimeoutMs: 500 }), 1810)).toMatchObject({ connected: 0 });
  });

  it.each([['none', 1], ['tls13', 2], ['tls13Early', 1], ['tls12', 3]] as const)('[SYN3] a new connection with TLS "%s" costs %d round trips', (tls, roundTrips) => {
    expect(sendTimes(calling([[1, 1000], [1, 2000]], { latencyMs: 15, tls }), 'gate-callee')).toEqual([1000 + 30 * roundTrips, 2000]);
  });

  it('[SYN4] connections that are open from the start cost nothing', () => {
    expect(sendTimes(calling([[3, 1000]], { latencyMs: 15, prewarmed: 2 }), 'gate-callee')).toEqual([1000, 1000, 1030]);
    expect(measures(calling([[3, 1000]], { latencyMs: 15, prewarmed: 2 }), 0)).toMatchObject({ connected: 2, connects: 0 });
  });

  it('[SYN5] a call that waits for a new connection takes an old one that is free before', () => {
    // The first call ends at 1010, the second asks at 1005 and would have its own connection at 1105.
    const document = calling([[1, 900], [1, 1005]], { latencyMs: 50 }, { serviceMs: 5 });
    // 900: handshake until 1000, exchange until 1105: the same moment as the second handshake. A faster reply comes first.
    expect(sendTimes(document, 'gate-callee')).toEqual([1000, 1105]);
    const faster = calling([[1, 900], [1, 1040]], { latencyMs: 50 }, { serviceMs: 5 });
    expect(sendTimes(faster, 'gate-callee')).toEqual([1000, 1105]);
    expect(measures(faster, 5000)).toMatchObject({ connects: 2, connected: 2 });
  });

  it('[SYN6] an attempt that is given up closes its connection', () => {
    const document = calling([[1, 1000], [1, 2000]], { timeoutMs: 50 }, { serviceMs: 100 });
    expect(measures(document, 1049)).toMatchObject({ connected: 1 });
    expect(measures(document, 1050)).toMatchObject({ connected: 0, disconnects: 1, timedOut: 1 });
    expect(measures(document, 5000)).toMatchObject({ connects: 2, lateReplies: 2 });
  });

  it('[SYN7] a request that met a closed connection is sent once more where that is chosen, and is no retry', () => {
    const document = calling([[1, 1000], [1, 2040]], { latencyMs: 10, keepAliveMs: 1000, onReset: 'resend' });
    // Idle since 1050. Sent at 2040 into the race (2030 to 2050); the reset is there at 2060, the new connection at 2080.
    expect(sendTimes(document, 'gate-callee')).toEqual([1020, 2040, 2080]);
    expect(measures(document, 5000)).toMatchObject({ succeeded: 2, failed: 0, errors: 0, retries: 0, attempts: 3, resets: 1, resent: 1 });
  });

  it('[SYN8] connections end with their callee and their caller', () => {
    const crashed = calling([[3, 1000]], {}, {}, fault('crash', 'callee', 2000, 500));
    expect(measures(crashed, 1999)).toMatchObject({ connected: 3 });
    expect(measures(crashed, 2000)).toMatchObject({ connected: 0, disconnects: 3 });
    const gone = calling([[3, 1000]], {}, {}, fault('crash', 'gate', 2000, 500));
    expect(measures(gone, 2000)).toMatchObject({ connected: 0 });
  });

  it('[SYN9] a raised limit lets those go who wait', () => {
    const document = calling([[4, 1000]], { maxConcurrent: 1 }, { serviceMs: 1000 }, set('gate-callee', 'maxConcurrent', 3, 1100));
    expect(sendTimes(document, 'gate-callee')).toEqual([1000, 1100, 1100, 2000]);
  });

  it('[SYN10] without a connection limit or waits, a call over kept connections is answered when one without them is', () => {
    const asked = asks('users', [1000, 1004, 1500, 1501]);
    const answered = (connections: boolean) => asked.ids.map((id) => {
      const calls = asked.ids.flatMap((from) => call(from, 'callee', { ...PLAIN, connections }).connections!);
      return sourceOf(simulate(build(asked.part, service('callee'), { connections: calls })), id).answeredMs.mean;
    });
    expect(answered(true)).toEqual(answered(false));
  });

  it.each(['http1', 'http2', 'grpc'] as const)('[SYN11] the line of a pool of %s is that of as many servers: calls wait as Erlang C says', (protocol) => {
    const theory = multiServerMeans({ arrivalRatePerSec: 60, serviceMs: 100, servers: 8 });
    const document = build(
      poisson('client', 60), service('callee', { ...ENDLESS, serviceMs: 100, serviceDistribution: 'exponential' }),
      call('client', 'callee', { ...PLAIN, maxConcurrent: 8 }, { protocol }), settings({ horizonMs: 3_000_000, warmUpMs: 10_000 }),
    );
    const { waitMs, measures: m } = connectionOf(simulate(document), 'client-callee');
    expect(Math.abs(waitMs.mean! / theory.waitMs - 1)).toBeLessThan(0.05);
    expect(m.connects).toBeLessThanOrEqual(8);
  });

  it('[SYN30] a callee that is down refuses a connection after one round trip', () => {
    const document = calling([[2, 1000]], { latencyMs: 20, tls: 'tls12' }, {}, fault('crash', 'callee', 0));
    expect(measures(document, 1039)).toMatchObject({ failed: 0, waitingForConnection: 2, connects: 2 });
    expect(measures(document, 1040)).toMatchObject({ failed: 2, attempts: 0, connected: 0 });
  });

  it('[SYN31] over a cut connection the first packet is sent again after 1, 3, 7 ... s; 127 s are the end', () => {
    const cut = fault('cut', 'gate-callee', 0, 4000);
    // Asked at 1000, lost; again at 2000 and 4000: the cut ends before what happens at 4000.
    expect(sendTimes(calling([[1, 1000]], { latencyMs: 5 }, {}, cut), 'gate-callee')).toEqual([4010]);
    const forGood = calling([[1, 1000]], { latencyMs: 5 }, {}, fault('cut', 'gate-callee', 0));
    expect(measures(forGood, 127_999)).toMatchObject({ failed: 0 });
    expect(measures(forGood, 128_000)).toMatchObject({ failed: 1, attempts: 0 });
  });

  it('[SYN32] connecting is given up after its timeout', () => {
    const document = calling([[1, 1000]], { latencyMs: 5, connectTimeoutMs: 2500 }, {}, fault('cut', 'gate-callee', 0));
    expect(measures(document, 3499)).toMatchObject({ failed: 0 });
    expect(measures(document, 3500)).toMatchObject({ failed: 1 });
    // A handshake that takes longer than it may fails too.
    const slow = calling([[1, 1000]], { latencyMs: 50, tls: 'tls12', connectTimeoutMs: 250 });
    expect(measures(slow, 1250)).toMatchObject({ failed: 1, connected: 0 });
  });
});
