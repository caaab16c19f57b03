import { describe, expect, it } from 'vitest';
import { PROTOCOLS } from '../../model/catalog.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { build, call, cache, fault, type Part, service, set, settings, steady } from '../testing/build.ts';
import { bursts } from '../testing/bursts.ts';
import { componentOf, connectionOf, reportAt } from '../testing/read.ts';
import { sendTimes } from '../testing/sends.ts';

const GRPC = { protocol: 'grpc' } as const;
/** As the protocol has it by default, without delay. */
const PLAIN: ParameterValues = { connections: true, deadlines: 'propagated', cancellation: 'finish', latencyMs: 0, timeoutMs: 'unbounded', maxConcurrent: 100 };

function calling(moments: readonly (readonly [count: number, atMs: number])[], transport: ParameterValues, callee: ParameterValues = {}, ...more: readonly Part[]) {
  return build(
    bursts('gate', ...moments), service('gate', { servers: 10_000, serviceMs: 0 }), service('callee', { servers: 10_000, ...callee }),
    call('gate', 'callee', { ...PLAIN, ...transport }, GRPC), settings({ horizonMs: 600_000 }), ...more,
  );
}

const at = (document: ReturnType<typeof build>, atMs: number) => reportAt(createRun(document), atMs);
const measures = (document: ReturnType<typeof build>, atMs: number, id = 'gate-callee') => connectionOf(at(document, atMs), id).measures;

/** A calls B for 500 ms after the start at 1,000 ms; the call to A has a deadline of 2 s. B needs 5 s. */
function twoHops(toB: ParameterValues, atB: ParameterValues = {}, toA: ParameterValues = {}, ...more: readonly Part[]) {
  return build(
    bursts('user', [1, 1000]), service('user', { servers: 10, serviceMs: 0 }), service('a', { servers: 10, serviceMs: 500 }), service('b', { serviceMs: 5000, ...atB }),
    call('user', 'a', { ...PLAIN, timeoutMs: 2000, ...toA }, GRPC), call('a', 'b', { ...PLAIN, ...toB }, GRPC), settings({ horizonMs: 60_000 }), ...more,
  );
}

describe('gRPC', () => {
  it('[SYNC7] with 2 s at A and 0.5 s spent there, B has 1.5 s; then both stop, and work that B still does is wasted', () => {
    const document = twoHops({});
    expect(sendTimes(document, 'a-b')).toEqual([1500]);
    const before = at(document, 2999);
    expect(connectionOf(before, 'a-b').measures).toMatchObject({ inProgress: 1, timedOut: 0 });
    const after = at(document, 3000);
    expect(connectionOf(after, 'user-a').measures).toMatchObject({ timedOut: 1, failed: 1, inProgress: 0 });
    expect(connectionOf(after, 'a-b').measures).toMatchObject({ timedOut: 1, failed: 1, inProgress: 0, cancellations: 1 });
    expect(componentOf(after, 'a').measures).toMatchObject({ inSystem: 0, failedByCall: 1 });
    expect(componentOf(after, 'b').measures).toMatchObject({ inSystem: 1, working: 1, wasted: 0 });
    const end = simulate(document);
    expect(componentOf(end, 'b').measures).toMatchObject({ inSystem: 0, completed: 0, failedHere: 1, wasted: 1, workingArea: 5000 });
    expect(connectionOf(end, 'a-b').measures.lateReplies).toBe(0);
  });

  it('[SYNC7] where A passes its deadline on to nobody, both stop all the same: A is cancelled, and cancels its call', () => {
    const document = twoHops({ deadlines: 'sent' });
    expect(connectionOf(at(document, 2999), 'a-b').measures).toMatchObject({ inProgress: 1, cancellations: 0 });
    const after = at(document, 3000);
    expect(connectionOf(after, 'a-b').measures).toMatchObject({ timedOut: 0, inProgress: 0, cancellations: 1 });
    expect(componentOf(after, 'a').measures).toMatchObject({ inSystem: 0, failedByCall: 1 });
    expect(componentOf(simulate(document), 'b').measures).toMatchObject({ completed: 0, failedHere: 1, wasted: 1, workingArea: 5000 });
  });

  it('[SYNC10] with wait-for-ready off calls to an unreachable backend fail at once; with it on they wait to their deadline', () => {
    const down = fault('crash', 'callee', 0);
    const off = calling([[5, 1000], [5, 3000]], { timeoutMs: 10_000 }, {}, down);
    expect(measures(off, 1000)).toMatchObject({ failed: 5, attempts: 0, waitingForConnection: 0 });
    expect(measures(off, 3000)).toMatchObject({ failed: 10, attempts: 0 });
    const on = calling([[5, 1000], [5, 3000]], { timeoutMs: 10_000, waitForReady: true }, {}, down);
    expect(measures(on, 10_999)).toMatchObject({ failed: 0, waitingForConnection: 10 });
    expect(measures(on, 11_000)).toMatchObject({ failed: 5, timedOut: 5 });
    expect(measures(on, 13_000)).toMatchObject({ failed: 10, attempts: 0 });
  });

  it('[SYNC11] pick_first sends all calls of a channel to one of three replicas; round_robin sends a third to each', () => {
    // One worker each: what goes to one replica waits there.
    const ended = (replicaChoice: string) => {
      const document = calling([[30, 1000]], { replicaChoice }, { servers: 1, replicas: 3 });
      const run = createRun(document);
      return [1010, 1050, 1100, 1300].map((atMs) => componentOf(reportAt(run, atMs), 'callee').measures.completed);
    };
    expect(ended('pickFirst')).toEqual([1, 5, 10, 30]);
    expect(ended('roundRobin')).toEqual([3, 15, 30, 30]);
    expect(measures(calling([[30, 1000]], { replicaChoice: 'pickFirst' }, { replicas: 3 }), 2000)).toMatchObject({ connected: 1 });
    expect(measures(calling([[30, 1000]], { replicaChoice: 'roundRobin' }, { replicas: 3 }), 2000)).toMatchObject({ connected: 3 });
  });

  it('[SYN40] a channel that fails tries again by itself after 1 s, 1.6 s, 2.56 s ... of ±20 %, 120 s at most', () => {
    const document = calling([[1, 1000]], {}, {}, fault('crash', 'callee', 0));
    const run = createRun(document);
    const times: number[] = [];
    while (run.step()) {
      const { connects } = connectionOf(run.report(), 'gate-callee').measures;
      while (times.length < connects) times.push(run.nowMs);
    }
    const pauses = times.slice(1).map((time, i) => time - times[i]);
    expect(pauses.length).toBeGreaterThan(11);
    pauses.forEach((pause, i) => {
      const mean = Math.min(1000 * 1.6 ** i, 120_000);
      expect(pause).toBeGreaterThanOrEqual(mean * 0.8);
      expect(pause).toBeLessThanOrEqual(mean * 1.2);
    });
    expect(new Set(pauses.slice(-2)).size).toBe(2);
  });

  it('[SYN41] after a restart calls go on failing until the channel has connected; those that wait for ready go then', () => {
    const outage = fault('crash', 'callee', 500, 800);
    // The first try fails at 1000; the next comes 0.8 to 1.2 s later.
    const off = calling([[1, 1000], [1, 1500], [1, 2500]], {}, {}, outage);
    expect(measures(off, 2600)).toMatchObject({ failed: 2, succeeded: 1 });
    const on = sendTimes(calling([[1, 1000], [1, 1500]], { waitForReady: true }, {}, outage), 'gate-callee');
    expect(on[0]).toBe(on[1]);
    expect(on[0]).toBeGreaterThanOrEqual(1800);
    expect(on[0]).toBeLessThanOrEqual(2200);
  });

  it('[SYN42] pick_first goes on to the next address when one refuses, and stays with the one that took it', () => {
    const one = fault('crash', 'callee', 0, 5000, { replica: 1 });
    const document = calling([[1, 1000], [1, 6000]], { latencyMs: 10 }, { replicas: 3 }, one);
    // One round trip for the refusal, one for the next address; the restart changes nothing.
    expect(sendTimes(document, 'gate-callee')).toEqual([1040, 6000]);
    expect(measures(document, 7000)).toMatchObject({ connects: 2, connected: 1, succeeded: 2 });
  });

  it('[SYN43] round_robin leaves out the replicas that it has no connection to', () => {
    const one = fault('crash', 'callee', 2000, undefined, { replica: 1 });
    const document = build(
      steady('gate', 100), service('callee', { servers: 10, serviceMs: 1, replicas: 3 }), call('gate', 'callee', { ...PLAIN, replicaChoice: 'roundRobin' }, GRPC),
      one, settings({ horizonMs: 8000 }),
    );
    expect(connectionOf(simulate(document), 'gate-callee').measures).toMatchObject({ failed: 0, succeeded: 799, connected: 2 });
  });

  it('[SYN44] a call that no time is left for is not sent', () => {
    const document = twoHops({}, {}, { timeoutMs: 400, cancellation: 'none' });
    const end = simulate(document);
    expect(connectionOf(end, 'user-a').measures).toMatchObject({ timedOut: 1, lateReplies: 1 });
    expect(connectionOf(end, 'a-b').measures).toMatchObject({ calls: 1, attempts: 0, failed: 1 });
  });

  it('[SYN45] a deadline that is sent but not inherited bounds the next hop only', () => {
    const document = twoHops({ deadlines: 'sent' }, {}, { cancellation: 'none' });
    expect(connectionOf(simulate(document), 'a-b').measures).toMatchObject({ succeeded: 1, timedOut: 0 });
    // What comes over a protocol without deadlines has none.
    const http = twoHops({}, {}, { deadlines: 'none', cancellation: 'none' });
    expect(connectionOf(simulate(http), 'a-b').measures).toMatchObject({ succeeded: 1, timedOut: 0 });
  });

  it('[SYN46] one deadline covers all attempts: retries and their pauses end with it', () => {
    const document = twoHops({ maxAttempts: 5, backoffMs: 600, backoffGrowth: 'constant' }, { serviceMs: 100, failureRatio: 1 });
    // A calls at 1500, 2200 and 2900 and would call again at 3600; the last attempt takes until 3000.
    expect(sendTimes(document, 'a-b')).toEqual([1500, 2200, 2900]);
    const paused = twoHops({ maxAttempts: 5, backoffMs: 1450, backoffGrowth: 'constant' }, { serviceMs: 100, failureRatio: 1 });
    expect(sendTimes(paused, 'a-b')).toEqual([1500]);
    expect(connectionOf(at(paused, 2999), 'a-b').measures.failed).toBe(0);
    expect(connectionOf(at(paused, 3000), 'a-b').measures.failed).toBe(1);
  });

  it('[SYN47] a component that looks at deadlines turns away what comes too late', () => {
    // B is busy for 3 s with the first request and drops expired ones, although nobody cancels.
    const document = build(
      bursts('gate', [1, 1000], [3, 1100]), service('gate', { servers: 100, serviceMs: 0 }), service('callee', { serviceMs: 3000, dropExpired: true }),
      call('gate', 'callee', { ...PLAIN, timeoutMs: 1000, cancellation: 'none' }, GRPC), settings({ horizonMs: 60_000 }),
    );
    expect(componentOf(simulate(document), 'callee').measures).toMatchObject({ completed: 1, droppedWaiting: 3, rejected: 3 });
  });

  it('[SYN50] a cancelled request leaves the line and costs no work', () => {
    const document = calling([[4, 1000]], { timeoutMs: 150 }, { servers: 1, serviceMs: 100 });
    const end = simulate(document);
    // One is answered at 1100, one is in work at 1150, two are in line.
    expect(connectionOf(end, 'gate-callee').measures).toMatchObject({ succeeded: 1, timedOut: 3, cancellations: 3, lateReplies: 0 });
    expect(componentOf(end, 'callee').measures).toMatchObject({ completed: 1, rejected: 2, droppedWaiting: 2, wasted: 1, workingArea: 200 });
    const told = simulate(calling([[4, 1000]], { timeoutMs: 150, cancellation: 'none' }, { servers: 1, serviceMs: 100 }));
    expect(componentOf(told, 'callee').measures).toMatchObject({ completed: 4, wasted: 0, workingArea: 400 });
  });

  it('[SYN51] where handlers stop, the work in progress ends at once and its worker is free', () => {
    const document = calling([[1, 1000], [1, 1010]], { timeoutMs: 150, cancellation: 'stop' }, { servers: 1, serviceMs: 400 });
    expect(componentOf(at(document, 1149), 'callee').measures).toMatchObject({ working: 1, queued: 1 });
    expect(componentOf(at(document, 1150), 'callee').measures).toMatchObject({ working: 1, queued: 0, failedHere: 1 });
    expect(componentOf(at(document, 1160), 'callee').measures).toMatchObject({ working: 0, inSystem: 0, wasted: 0, failedHere: 2, workingArea: 160, busyArea: 160 });
    expect(componentOf(simulate(document), 'callee').measures).toMatchObject({ completed: 0, workingArea: 160 });
  });

  it('[SYN52] a cancellation that is no deadline takes the network delay, and is not heard of what is cut', () => {
    const hedged = { hedging: 'on', hedgeCopies: 2, hedgeDelayMs: 50, latencyMs: 10, prewarmed: 1, cancellation: 'stop' };
    // The first copy takes 200 ms, the second 30: it is answered at 1100, and the callee learns at 1110.
    const document = calling([[1, 1000]], hedged, { serviceMs: 200 }, set('callee', 'serviceMs', 30, 1040));
    expect(measures(document, 1099)).toMatchObject({ succeeded: 0, hedges: 1 });
    expect(measures(document, 1109)).toMatchObject({ succeeded: 1, cancellations: 0 });
    expect(componentOf(at(document, 1109), 'callee').measures).toMatchObject({ working: 1 });
    expect(componentOf(at(document, 1110), 'callee').measures).toMatchObject({ working: 0 });
    expect(measures(document, 1110)).toMatchObject({ cancellations: 1 });
    const cut = calling([[1, 1000]], hedged, { serviceMs: 200 }, set('callee', 'serviceMs', 30, 1040), fault('cut', 'gate-callee', 1101, 1000));
    expect(measures(cut, 5000)).toMatchObject({ cancellations: 0 });
  });

  it('[SYN53] what a cancelled request calls over such a protocol is cancelled with it; over another it goes on, and then calls nobody', () => {
    const chain = (toC: ParameterValues, protocol: 'grpc' | 'http1') => build(
      bursts('user', [1, 1000]), service('user', { servers: 10, serviceMs: 0 }), service('a', { serviceMs: 0 }), service('b', { serviceMs: 0 }),
      service('c', { serviceMs: 500 }), service('d'),
      call('user', 'a', { ...PLAIN, timeoutMs: 100 }, GRPC), call('a', 'b', { ...PLAIN, deadlines: 'sent' }, GRPC),
      call('b', 'c', toC, { protocol }), call('b', 'd', PLAIN, GRPC), settings({ horizonMs: 60_000 }),
    );
    const all = simulate(chain({ ...PLAIN, deadlines: 'sent', cancellation: 'stop' }, 'grpc'));
    expect(['a', 'b', 'c'].map((id) => componentOf(all, id).measures.completed)).toEqual([0, 0, 0]);
    expect(componentOf(all, 'c').measures.workingArea).toBe(100);
    const other = simulate(chain({}, 'http1'));
    expect(componentOf(other, 'c').measures).toMatchObject({ completed: 1, workingArea: 500 });
    expect(connectionOf(other, 'b-d').measures).toMatchObject({ calls: 1, attempts: 0, failed: 1 });
    expect(componentOf(other, 'b').measures).toMatchObject({ completed: 0, inSystem: 0 });
  });

  it('[SYN54] when a caller crashes its callees learn', () => {
    const document = calling([[3, 1000]], { cancellation: 'stop' }, { serviceMs: 1000 }, fault('crash', 'gate', 1500));
    expect(componentOf(at(document, 1500), 'callee').measures).toMatchObject({ working: 0, inSystem: 0, failedHere: 3 });
  });

  it('[SYN55] a cache whose fetch is cancelled is not filled', () => {
    const document = build(
      bursts('gate', [1, 1000], [1, 3000]), service('gate', { servers: 10, serviceMs: 0 }), cache('cache', { lookup: 'keys', keyCount: 1 }), service('store', { serviceMs: 500 }),
      call('gate', 'cache', { ...PLAIN, timeoutMs: 100 }, GRPC), call('cache', 'store', PLAIN, GRPC), settings({ horizonMs: 60_000 }),
    );
    const end = simulate(document);
    expect(componentOf(end, 'cache').measures).toMatchObject({ misses: 2, hits: 0, entries: 0, inSystem: 0 });
    // One that is cancelled in the cache's own work has looked nothing up and fills nothing.
    const slow = build(
      bursts('gate', [1, 1000], [1, 1050], [1, 3000]), service('gate', { servers: 10, serviceMs: 0 }), service('store'),
      cache('cache', { lookup: 'keys', keyCount: 1, serviceMs: 60 }), call('gate', 'cache', { ...PLAIN, timeoutMs: 50 }, GRPC), call('cache', 'store', PLAIN, GRPC), settings({ horizonMs: 60_000 }),
    );
    expect(componentOf(simulate(slow), 'cache').measures).toMatchObject({ misses: 0, hits: 0, entries: 0, wasted: 3, inSystem: 0 });
  });

  it('[SYN60] the defaults are those of the products', () => {
    const defaults = (protocol: 'http1' | 'http2' | 'grpc') => Object.fromEntries(PROTOCOLS[protocol].params.map((spec) => [spec.name, spec.default]));
    expect(defaults('http1')).toMatchObject({
      connections: true, maxConcurrent: 'unbounded', idleTimeoutMs: 60_000, keepAliveMs: 130_000, connectTimeoutMs: 'unbounded', timeoutMs: 100_000, onReset: 'fail', maxAgeMs: 'unbounded',
    });
    expect(defaults('http2')).toMatchObject({ connections: true, maxConcurrent: 100, connectionLimit: 1, onReset: 'resend', timeoutMs: 100_000, idleTimeoutMs: 60_000, cancellation: 'none' });
    expect(defaults('grpc')).toMatchObject({
      connections: true, maxConcurrent: 100, connectionLimit: 1, replicaChoice: 'pickFirst', waitForReady: false, deadlines: 'propagated', cancellation: 'finish', timeoutMs: 'unbounded',
      reconnectBaseMs: 1000, reconnectCapMs: 120_000, connectTimeoutMs: 20_000, maxAgeMs: 'unbounded', ageJitter: 0.1, ageGraceMs: 'unbounded', onReset: 'resend',
    });
  });
});
