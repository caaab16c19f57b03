import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../../model/parameter.ts';
import type { EngineRun } from '../../engine-run.ts';
import { createRun } from '../../run.ts';
import { build, burst, call, dial, fault, type Part, service, set, settings, steady, stream } from '../../testing/build.ts';
import { componentOf, connectionOf, reportAt, sourceOf } from '../../testing/read.ts';

/** A server that is called and writes each message to all its clients, which work on it in no time. */
function broadcast(ratePerSec: number, params: ParameterValues, options: { readonly hub?: ParameterValues } = {}): Part[] {
  return [
    steady('users', ratePerSec), service('hub', { serviceMs: 0, ...options.hub }), call('users', 'hub'),
    service('clients', { serviceMs: 0, servers: 1000 }), stream('hub', 'clients', 'webSocket', { clientWriteMs: 0, ...params }), settings({ horizonMs: 600_000 }),
  ];
}

function at(run: EngineRun, ms: number) {
  return connectionOf(reportAt(run, ms), 'hub-clients').measures;
}

/** Messages that each client has had, in the order of clients. */
function ended(run: EngineRun): number[] {
  const { readers, partitions } = run.partitionLayout[0];
  return Array.from(run.observe().partitions.subarray(readers[0].offset, readers[0].offset + partitions));
}

describe('fan-out', () => {
  it('[STR5] writes every message once for each client: twice the clients are twice the writes and bytes', () => {
    for (const clients of [10_000, 20_000]) {
      const run = createRun(build(...broadcast(20, { clients, recordBytes: 1000 })));
      // Twenty a second: five in a quarter of one.
      const before = at(run, 100);
      const after = at(run, 350);
      expect(after.batches - before.batches).toBe(5 * clients);
      expect(after.bytes - before.bytes).toBe(5000 * clients);
    }
  });

  it('[STR50] costs a worker of the server the time of each write, and the last client gets it last', () => {
    const run = createRun(build(...broadcast(1, { clients: 1000, clientWriteMs: 0.1 })));
    // The first message is asked for at 1000 ms: its writes end at 1100 ms.
    expect(componentOf(reportAt(run, 1050), 'hub').measures).toMatchObject({ working: 1, completed: 0 });
    expect(at(run, 1050).acknowledged).toBe(500);
    const report = reportAt(run, 1101);
    expect(componentOf(report, 'hub').measures).toMatchObject({ working: 0, completed: 1 });
    expect(componentOf(report, 'hub').measures.busyArea).toBeCloseTo(100, 6);
    expect(sourceOf(report, 'users').answeredMs.max).toBeCloseTo(100, 6);
  });

  it('[STR50] makes a server busy with clients times rate times the cost of a write', () => {
    const run = createRun(build(...broadcast(10, { clients: 500, clientWriteMs: 0.1 })));
    expect(componentOf(reportAt(run, 4000), 'hub').utilization).toBeCloseTo(0.5, 1);
    const over = createRun(build(...broadcast(10, { clients: 2000, clientWriteMs: 0.1 })));
    expect(componentOf(reportAt(over, 4000), 'hub').measures.queued).toBeGreaterThan(15);
  });

  it('[STR51] reaches the clients of the server\'s own replica alone', () => {
    const run = createRun(build(...broadcast(10, { clients: 100 }, { hub: { replicas: 4 } })));
    const { calls, attempts } = at(run, 10_000);
    expect(attempts).toBe(25 * calls);
  });

  it('[STR52] lets clients send, each by itself, and the server work on what comes as it comes', () => {
    const run = createRun(build(
      burst('users', 100, 5), service('server', { serviceMs: 10 }), settings({ horizonMs: 5000 }),
      stream('users', 'server', 'webSocket', { opens: 'sender', clients: 50 }),
    ));
    expect(componentOf(reportAt(run, 6), 'server').measures).toMatchObject({ working: 1, queued: 99 });
    expect(connectionOf(reportAt(run, 5000), 'users-server').measures).toMatchObject({ attempts: 100, acknowledged: 100, connected: 50, lag: 0 });
  });
});

describe('slow clients', () => {
  /** Ten clients get 20 messages a second of 1000 bytes; the first reads 10. */
  const slow = (slowPolicy: string, more: ParameterValues = {}) =>
    createRun(build(...broadcast(20, { clients: 10, slowClients: 1, slowReadPerSec: 10, slowPolicy, bufferLimitBytes: 10_000, ...more }, { hub: { servers: 1000 } })));

  it('[STR6] slow everybody down to their own pace when the server waits for them', () => {
    const run = slow('wait');
    const before = (reportAt(run, 10_000), ended(run));
    const after = (reportAt(run, 20_000), ended(run));
    expect(after.map((count, i) => count - before[i])).toEqual(Array<number>(10).fill(100));
  });

  it('[STR6] are cut off by "disconnect", and the others notice nothing', () => {
    const run = slow('disconnect', { reconnect: 'never' });
    expect(at(run, 20_000)).toMatchObject({ connected: 9, disconnects: 1 });
    expect(ended(run).slice(1)).toEqual(Array<number>(9).fill(400));
  });

  it('[STR6] see gaps by "drop oldest", and the others do not', () => {
    const run = slow('dropOldest');
    const { acknowledged, skipped, buffered } = at(run, 20_000);
    // 400 messages, of which the slow client took 200, the first at 50 ms, and ten are kept for it.
    expect({ acknowledged, skipped, buffered }).toEqual({ acknowledged: 9 * 400 + 200, skipped: 190, buffered: 10 });
  });

  it('[STR53] keep the newest by "drop oldest" and the oldest by "drop newest"', () => {
    const waits = ['dropOldest', 'dropNewest'].map((policy) => connectionOf(reportAt(slow(policy), 20_000), 'hub-clients').sojournMs.max!);
    // Ten messages wait at 10 a second; what is dropped from the front makes those behind it younger.
    expect(waits[0]).toBeLessThan(waits[1]);
    expect(waits[1]).toBeCloseTo(1000, -2);
    expect(waits[0]).toBeCloseTo(500, -2);
  });

  it('[STR54] let the server\'s memory grow without a limit', () => {
    const run = slow('grow');
    expect(at(run, 20_000).buffered).toBe(200);
    expect(at(run, 40_000)).toMatchObject({ buffered: 400, skipped: 0 });
  });

  it('[STR55] are cut off by a message that is larger than they take', () => {
    const run = createRun(build(...broadcast(1, { clients: 5, recordBytes: 2000, maxMessageBytes: 1999 })));
    expect(at(run, 1001)).toMatchObject({ connected: 0, disconnects: 5, skipped: 5 });
  });
});

describe('coming back', () => {
  const CLIENTS = 10_000;
  const restart = (reconnect: string, lasting: number, more: ParameterValues = {}) =>
    createRun(build(...broadcast(0, { clients: CLIENTS, reconnect, ...more }), fault('crash', 'hub', 1000, lasting)));
  /** Tries to connect within each of these spans after the crash. */
  const tries = (run: EngineRun, spans: readonly (readonly [from: number, to: number])[]): number[] =>
    spans.map(([from, to]) => {
      const before = at(run, 1000 + from).connects;
      return at(run, 1000 + to).connects - before;
    });

  it('[STR7] brings all clients back at the same instants when their waits are fixed', () => {
    const run = restart('signalR', 5000);
    expect(at(run, 999).connects).toBe(0);
    // Waits of 0, 2, 10 and 30 s, each begun when the try before has failed a round trip later.
    expect(tries(run, [[-1, 0.5], [0.5, 1999], [1999, 2001.5], [2001.5, 11_999]])).toEqual([CLIENTS, 0, CLIENTS, 0]);
    expect(at(run, 12_999).connected).toBe(0);
    expect(at(run, 13_003)).toMatchObject({ connected: CLIENTS, connects: 3 * CLIENTS });
  });

  it('[STR7] gives up after the fourth wait, of 30 s', () => {
    const run = restart('signalR', 100_000);
    // 0 + 2 + 10 + 30 s after the crash at 1000 ms, and three round trips for the tries before.
    expect(tries(run, [[12_003.5, 41_999], [41_999, 42_003.5]])).toEqual([0, CLIENTS]);
    expect(at(run, 300_000)).toMatchObject({ connected: 0, connects: 4 * CLIENTS });
  });

  it('[STR7] spreads the tries of clients with full jitter', () => {
    const run = restart('fullJitter', 500, { reconnectBaseMs: 10_000, reconnectCapMs: 10_000 });
    const spans = Array.from({ length: 10 }, (_, i) => [1000 * i, 1000 * (i + 1)] as const);
    // 10,000 clients over 10 s: 1,000 in each second, standard deviation 30; those of the first half second try again.
    const counts = tries(run, spans);
    for (const count of counts.slice(1)) expect(Math.abs(count - 1050)).toBeLessThan(4 * 32);
    expect(Math.max(...counts)).toBeLessThan(CLIENTS / 8);
  });

  it('[STR56] takes the server as long as its handshakes last, and some give up and come again', () => {
    const run = restart('signalR', 1000, { acceptPerSec: 1000, connectTimeoutMs: 4000 });
    // The second try comes at 3000 ms: 4,000 are accepted in 4 s, the others give up, and their handshakes cost as much.
    expect(at(run, 7000.5).connected).toBeGreaterThan(3990);
    expect(at(run, 7001.5).connected).toBeLessThan(4001);
    expect(at(run, 12_000).connected).toBeLessThan(4001);
    // Ten seconds of waits later the line of those who gave up is over.
    expect(at(run, 17_000 + 4000).connected).toBeGreaterThan(7990);
  });

  it('[STR8] misses for good what was sent meanwhile', () => {
    const run = createRun(build(...broadcast(10, { clients: 4, reconnect: 'fullJitter', reconnectBaseMs: 1, reconnectCapMs: 1, latencyMs: 1, connectTimeoutMs: 1000, pingMs: 1000 }),
      fault('cut', 'hub-clients', 5005, 30_000)));
    const before = at(run, 5005);
    expect(before).toMatchObject({ acknowledged: 4 * 50, skipped: 0 });
    const after = at(run, 60_050);
    expect(after.connected).toBe(4);
    // The cut is found out 21 s after the last message; what is sent before waits for the connection, and is lost with it.
    expect(after.acknowledged + after.skipped).toBe(4 * 600);
    expect(after.skipped).toBeGreaterThanOrEqual(4 * 300);
    expect(after.skipped).toBeLessThan(4 * 312);
    expect(sourceOf(reportAt(run, 60_000), 'users').measures.effectsLost).toBeGreaterThanOrEqual(300);
  });

  it('[STR8] misses what is sent in the 30 s of a server\'s client that is away', () => {
    const run = createRun(build(...broadcast(10, { clients: 1, reconnect: 'signalR' }), fault('crash', 'clients', 5005, 30_000)));
    expect(at(run, 60_000)).toMatchObject({ acknowledged: 300, skipped: 300, lag: 0, connected: 1 });
  });

  it('[STR9] loses a silent connection to a proxy after 60 s, unless pings pass every 20 s', () => {
    const silent = createRun(build(...broadcast(0, { clients: 3, idleCutMs: 60_000 })));
    expect(at(silent, 59_999)).toMatchObject({ connected: 3, disconnects: 0 });
    expect(at(silent, 60_000)).toMatchObject({ connected: 0, disconnects: 3 });
    const pinged = createRun(build(...broadcast(0, { clients: 3, idleCutMs: 60_000, pingMs: 20_000 })));
    expect(at(pinged, 500_000)).toMatchObject({ connected: 3, disconnects: 0 });
  });

  it('[STR9] keeps a connection on which messages pass', () => {
    const run = createRun(build(...broadcast(0.02, { clients: 3, idleCutMs: 60_000 }), dial(0, 300_100)));
    expect(at(run, 359_900).disconnects).toBe(0);
    expect(at(run, 360_100).disconnects).toBe(3);
  });

  it('[STR57] never comes back where nobody tries', () => {
    const run = createRun(build(...broadcast(10, { clients: 3 }), fault('crash', 'hub', 5005, 1000)));
    expect(at(run, 60_000)).toMatchObject({ connected: 0, connects: 0, acknowledged: 150 });
    const told = createRun(build(...broadcast(10, { clients: 3 }), fault('crash', 'hub', 5005, 1000), set('hub-clients', 'reconnect', 'signalR', 30_000)));
    expect(at(told, 60_000)).toMatchObject({ connected: 3, connects: 3 });
  });

  it('[STR58] finds out by a ping that the other end stands still', () => {
    const run = createRun(build(...broadcast(10, { clients: 3, pingMs: 1000 }), fault('freeze', 'clients', 5005, 60_000)));
    expect(at(run, 5000 + 20_999)).toMatchObject({ connected: 3, disconnects: 0 });
    expect(at(run, 5000 + 21_002)).toMatchObject({ connected: 0, disconnects: 3 });
  });
});
