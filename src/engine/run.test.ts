import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { BrownoutDocument } from '../model/document.ts';
import { parseDocumentText } from '../model/parse.ts';
import { createRun } from './run.ts';
import { simulate } from './simulate.ts';
import { asks, balancer, build, burst, call, calls, channel, consume, fault, poisson, publish, service, set, settings, steady, stream, users } from './testing/build.ts';
import { componentOf, reportAt, sourceOf } from './testing/read.ts';

function example(name: string): BrownoutDocument {
  const parsed = parseDocumentText(readFileSync(`public/diagrams/${name}.json`, 'utf8'));
  if (!parsed.ok) throw new Error(`${name} does not parse`);
  return parsed.document;
}

const varied = { servers: 4, serviceDistribution: 'exponential' };
const pair = [poisson('users', 200), service('api', varied), service('back', varied), call('users', 'api'), call('api', 'back')];

describe('determinism', () => {
  test('[DE4] the same document and seed give the same trace and report, another seed another', () => {
    const first = simulate(example('hello'));
    expect(simulate(example('hello'))).toEqual(first);
    const other = example('hello');
    expect(simulate({ ...other, settings: { ...other.settings, seed: 2 } }).traceHash).not.toBe(first.traceHash);
  });

  test('[DE4] the trace tells runs apart that differ in one time only', () => {
    const hash = (serviceMs: number): string => simulate(build(asks('user', [1]).part, service('api', { serviceMs }), call('user-1', 'api'))).traceHash;
    expect(hash(10)).not.toBe(hash(10.000_001));
  });

  test('[DE1] step by step an example comes to the same end', () => {
    const document = { ...example('hello'), settings: { seed: 5, horizonMs: 3000, warmUpMs: 700 } };
    const stepped = createRun(document);
    let steps = 0;
    while (stepped.step()) steps++;
    expect(stepped.report()).toEqual(simulate(document));
    expect(steps).toBeGreaterThanOrEqual(stepped.events);
  });

  test('[DE1] a step is one event', () => {
    const run = createRun(build(...pair));
    for (let i = 1; i <= 500; i++) {
      expect(run.step()).toBe(true);
      expect(run.events).toBe(i);
    }
  });

  test('[DE1] without events to spend a run tells whether one is left, cancelled timers aside', () => {
    const document = build(
      asks('user', [1, 1000]).part, service('api'), calls(['user-1', 'user-2'], 'api'), service('back'), call('api', 'back', { timeoutMs: 100 }),
    );
    const run = createRun(document);
    run.advance(50, Infinity);
    // The timer of 111 ms was cancelled at 21 ms.
    expect(run.advance(500, 0)).toBe(true);
    expect(run.nowMs).toBe(500);
    expect(run.advance(2000, 0)).toBe(false);
  });

  test('[DE1] stepping does not end before the last event of the last moment', () => {
    // At the horizon, 1,000 ms: an arrival, and a service and a call without duration after it.
    const document = build(steady('users', 10), service('api', { serviceMs: 0 }), call('users', 'api'), settings({ horizonMs: 1000 }));
    const stepped = createRun(document);
    while (stepped.step());
    expect(stepped.report()).toEqual(simulate(document));
    expect(componentOf(stepped.report(), 'api').measures.completed).toBe(componentOf(stepped.report(), 'api').measures.offered);
  });

  test('[DE1] growing pools change nothing', () => {
    // 3,000 requests are out at once, most of them published in the middle of their steps.
    const parts = [
      burst('users', 3000, 1), service('api', { servers: 10_000, serviceMs: 1 }), call('users', 'api'), channel('jobs'), publish('api', 'jobs', { latencyMs: 50 }),
      service('back', { servers: 10_000, serviceMs: 5 }), call('api', 'back', { latencyMs: 20 }), service('worker', { servers: 10 }), consume('jobs', 'worker'),
    ];
    const run = createRun(build(...parts, settings({ horizonMs: 60_000 })));
    const report = reportAt(run, 60_000);
    expect(componentOf(report, 'back').measures).toMatchObject({ offered: 3000, completed: 3000 });
    expect(sourceOf(report, 'users').measures).toMatchObject({ answered: 3000, done: 3000, failed: 0 });
  });

  test('[DE2] a snapshot of another diagram is refused', () => {
    const run = createRun(build(...pair));
    const other = createRun(build(...pair, service('more'))).snapshot();
    expect(() => run.restore(other)).toThrow('another diagram');
  });

  test('[DE2] a snapshot stays as it was while the run goes on', () => {
    const run = createRun(build(...pair));
    run.advance(1000, Infinity);
    const snapshot = run.snapshot();
    const copy = structuredClone(snapshot);
    const later = reportAt(run, 5000);
    expect(snapshot).toEqual(copy);
    run.restore(snapshot);
    expect(run.nowMs).toBe(1000);
    expect(reportAt(run, 5000)).toEqual(later);
  });

  test('[DE5] a component that works apart leaves all draws as they were', () => {
    const apart = [poisson('others', 77), service('elsewhere', varied), call('others', 'elsewhere')];
    const alone = simulate(build(...pair));
    // In front of the rest, so that every index moves.
    const together = simulate(build(...apart, ...pair));
    for (const id of ['api', 'back']) expect(componentOf(together, id)).toEqual(componentOf(alone, id));
    expect(sourceOf(together, 'users')).toEqual(sourceOf(alone, 'users'));
  });

  test('[DE6] requests that are lost do not shift the arrivals and service times of the others', () => {
    const parts = [poisson('users', 100), service('api', { servers: 1000, serviceDistribution: 'exponential' }), call('users', 'api')];
    const [calm, broken] = [createRun(build(...parts)), createRun(build(...parts, fault('crash', 'api', 2000, 500)))];
    const [calmBefore, brokenBefore] = [reportAt(calm, 4000), reportAt(broken, 4000)];
    const [calmAfter, brokenAfter] = [reportAt(calm, 8000), reportAt(broken, 8000)];
    const gained = (after: ReturnType<typeof simulate>, before: ReturnType<typeof simulate>, name: 'offered' | 'completed' | 'workingArea'): number =>
      componentOf(after, 'api').measures[name] - componentOf(before, 'api').measures[name];
    for (const name of ['offered', 'completed'] as const) expect(gained(brokenAfter, brokenBefore, name)).toBe(gained(calmAfter, calmBefore, name));
    expect(gained(brokenAfter, brokenBefore, 'workingArea')).toBeCloseTo(gained(calmAfter, calmBefore, 'workingArea'), 4);
  });

  test('[DE6] a changed parameter leaves other draws alone', () => {
    const parts = (latencyMs: number) => [
      poisson('users', 100), service('api', { servers: 1000, serviceDistribution: 'exponential' }), service('back', { servers: 1000, serviceDistribution: 'lognormal' }),
      call('users', 'api'), call('api', 'back', { latencyMs, probability: 0.5 }),
    ];
    const [near, far] = [0, 30].map((latencyMs) => reportAt(createRun(build(...parts(latencyMs), fault('crash', 'users', 8000))), 10_000));
    for (const id of ['api', 'back']) {
      expect(componentOf(far, id).measures.offered).toBe(componentOf(near, id).measures.offered);
      expect(componentOf(far, id).serviceMs.mean).toBeCloseTo(componentOf(near, id).serviceMs.mean!, 6);
    }
  });

  test('[DE6] service times are the same whatever the order in which they are needed', () => {
    // With one worker or with many, the same requests have the same work.
    const work = (servers: number): number => {
      const report = simulate(build(burst('users', 200, 1), service('api', { servers, serviceDistribution: 'exponential', serviceMs: 5 }), call('users', 'api')));
      return (componentOf(report, 'api').serviceMs.mean ?? 0) * componentOf(report, 'api').serviceMs.count;
    };
    expect(work(200)).toBeCloseTo(work(1), 6);
  });
});

test('[DE7] events of one moment happen in the order in which they were set, timers among them', () => {
  const kinds = (firstIsTimer: boolean): number[] => {
    const asked = asks('user', [1, 1]);
    // One is served from 1 to 11 ms; the other waits behind it and is given up at 11 ms.
    const [patient, hasty] = firstIsTimer ? [1, 0] : [0, 1];
    const api = service('api', { servers: firstIsTimer ? 2 : 1 });
    const run = createRun(build(asked.part, api, call(asked.ids[patient], 'api'), call(asked.ids[hasty], 'api', { timeoutMs: 10, latencyMs: firstIsTimer ? 1 : 0 })));
    run.traceEvery(1);
    run.advance(11, Infinity);
    const rows = new Float64Array(120);
    return Array.from({ length: run.takeTap(rows) }, (_, row) => rows[row * 6]);
  };
  // Two ways there, then the reply (1) and the timeout (4) in the order in which their events were set.
  expect(kinds(false)).toEqual([0, 0, 1, 4]);
  expect(kinds(true)).toEqual([0, 0, 4, 1]);
});

test('[DE7] a timer behind a cancelled one of the same moment keeps its own place', () => {
  // Three calls at 1 ms, all to be given up at 21 ms. The first is answered before; the second's work ends at 21 ms as
  // well and was begun before the third call was made, so its reply comes before the third's timeout.
  const asked = asks('user', [1, 1, 1]);
  const document = build(
    asked.part, service('quick', { serviceMs: 5 }), service('exact', { serviceMs: 20 }), service('slow', { serviceMs: 99 }),
    call('user-1', 'quick', { timeoutMs: 20 }), call('user-2', 'exact'), call('user-3', 'slow', { timeoutMs: 20 }),
  );
  const run = createRun(document);
  run.traceEvery(1);
  run.advance(21, Infinity);
  const rows = new Float64Array(120);
  const told = Array.from({ length: run.takeTap(rows) }, (_, row) => [rows[row * 6], rows[row * 6 + 3]]);
  expect(told.slice(3)).toEqual([[1, 0], [1, 1], [4, 2]]);
});

describe('bounds', () => {
  test('[BO1] a cycle in which nothing takes time ends the run, named and with what was computed', () => {
    // The consumer fails at once and the queue offers the message again at once, for ever.
    const document = build(
      asks('user', [5]).part, steady('more', 100), service('api', { serviceMs: 1 }), call('more', 'api'), channel('jobs', { params: { maxDeliveries: 'unbounded' } }), publish('user-1', 'jobs'),
      service('worker', { serviceMs: 0, failureRatio: 1 }), consume('jobs', 'worker'),
    );
    const run = createRun(document);
    run.advance(10_000, Infinity);
    expect(run.outcome).toMatchObject({ kind: 'zeroDelayLoop', place: 'worker', message: expect.stringContaining('"worker"') });
    expect(run.nowMs).toBe(5);
    const report = run.report();
    expect(report.outcome.kind).toBe('zeroDelayLoop');
    expect(componentOf(report, 'worker').measures.failedHere).toBeGreaterThan(400_000);
    // It stays ended.
    expect(run.advance(20_000, Infinity)).toBe(true);
    expect(run.step()).toBe(false);
    expect(run.nowMs).toBe(5);
  });

  test('[BO1] a closed loop without think time before a component that is down', () => {
    const run = createRun(build(users('users', 1, 0), service('api'), call('users', 'api'), fault('crash', 'api', 100)));
    run.advance(10_000, Infinity);
    expect(run.outcome.kind).toBe('zeroDelayLoop');
    expect(run.nowMs).toBe(100);
    expect(sourceOf(run.report(), 'users').measures.answered).toBe(9);
  });

  test('[BO2] more than two million records in flight end the run, named and with what was computed', () => {
    const run = createRun(build(steady('users', 1_000_000), service('api', { serviceMs: 10_000 }), call('users', 'api')));
    run.advance(10_000, Infinity);
    expect(run.outcome).toMatchObject({ kind: 'tooManyInFlight', place: 'api', message: expect.stringContaining('"api"') });
    expect(run.nowMs).toBeGreaterThan(1000);
    expect(run.nowMs).toBeLessThan(1200);
    expect(componentOf(run.report(), 'api').measures.offered).toBeGreaterThan(1_000_000);
    expect(run.inFlight).toBe(1 << 21);
  });

  test('[BO2] too many users are too many records', () => {
    const run = createRun(build(users('users', 100_000, 1000), service('api'), call('users', 'api'), { schedule: [{ id: 'd', type: 'load', factor: 1000, atMs: 10 }] }));
    run.advance(10_000, Infinity);
    expect(run.outcome.kind).toBe('tooManyInFlight');
  });

  test('[BO2] timers that were cancelled do not pile up behind one that runs', () => {
    // One message is worked on for ever, under a lease of half an hour; 100,000 others come and go behind it.
    const document = build(
      steady('users', 1000), channel('jobs'), publish('users', 'jobs'), service('stuck', { serviceMs: 3_000_000 }), service('quick', { servers: 10, serviceMs: 1 }),
      consume('jobs', 'stuck', { prefetch: 1 }), consume('jobs', 'quick', { prefetch: 10 }), settings({ horizonMs: 100_000 }),
    );
    const run = createRun(document);
    run.advance(100_000, Infinity);
    expect(componentOf(run.report(), 'quick').measures.completed).toBeGreaterThan(99_000);
    const timers = run.snapshot().buffers[4].byteLength / 8;
    expect(timers).toBeLessThanOrEqual(1024);
  });

  test('[BO2] a run that was stopped is restored as stopped', () => {
    const document = build(users('users', 1, 0), service('api', { serviceMs: 0 }), call('users', 'api'));
    const run = createRun(document);
    run.advance(10_000, Infinity);
    const copy = createRun(document);
    copy.restore(run.snapshot());
    expect(copy.outcome).toEqual(run.outcome);
    expect(copy.report()).toEqual(run.report());
  });

  test('[BO3] everything up to and including the horizon happens, nothing after it', () => {
    const document = build(steady('users', 10), service('api', { serviceMs: 0 }), call('users', 'api'), settings({ horizonMs: 1000 }));
    const run = createRun(document);
    expect(run.advance(999_999, Infinity)).toBe(true);
    expect([run.nowMs, run.outcome.kind, componentOf(run.report(), 'api').measures.completed]).toEqual([1000, 'horizon', 10]);
    expect(run.step()).toBe(false);
  });

  test('[BO3] a run that is extended goes on as if the horizon had been later', () => {
    const short = createRun(build(...pair, settings({ horizonMs: 2000 }), set('back', 'serviceMs', 30, 3000)));
    short.advance(9999, Infinity);
    short.extend(5000);
    expect(short.outcome.kind).toBe('running');
    short.extend(4000);
    const long = simulate(build(...pair, settings({ horizonMs: 5000 }), set('back', 'serviceMs', 30, 3000)));
    expect(reportAt(short, 9999)).toEqual(long);
  });

  test('[BO3] without components a run comes to its horizon', () => {
    expect(simulate(build())).toMatchObject({ nowMs: 10_000, events: 0, outcome: { kind: 'horizon' }, components: [], sources: [] });
  });

  test('[BO4] rows of the trace that are not taken are dropped, and that changes nothing', () => {
    const document = build(...pair, settings({ horizonMs: 60_000 }));
    const run = createRun(document);
    run.traceEvery(1);
    run.advance(60_000, Infinity);
    const rows = new Float64Array(6 * 20_000);
    expect(run.takeTap(rows)).toBe(16_384);
    expect(run.takeTap(rows)).toBe(0);
    expect(run.traceHash).toBe(simulate(document).traceHash);
  });

  test('[BO4] incidents stop at 4,096', () => {
    // Every six seconds a burst of one that is refused; each entry is an incident as well.
    const flips = Array.from({ length: 500 }, (_, i) => set('api', 'serviceMs', 1 + (i % 2), 1 + i));
    const callers = Array.from({ length: 40 }, (_, i) => users(`u${i}`, 1, 6000));
    const document = build(
      ...callers, service('api'), service('down'), calls(callers.map((_, i) => `u${i}`), 'down'), call('u0', 'api'), fault('crash', 'down', 0), ...flips.slice(0, 499), settings({ horizonMs: 3_600_000 }),
    );
    const run = createRun(document);
    run.advance(3_600_000, Infinity);
    expect(run.outcome.kind).toBe('horizon');
    expect(run.incidents(0)).toHaveLength(4096);
    expect(run.incidents(4095)).toHaveLength(1);
  });

  test('[BO1] a diagram too large for its records is refused when it is compiled', () => {
    const many = Array.from({ length: 700 }, (_, i) => call('api', 'back', { callsPerRequest: 100 }, { id: `c${i}` }));
    expect(() => createRun(build(steady('users', 1), service('api'), service('back'), call('users', 'api'), ...many))).toThrow('more than 65535 calls');
  });

  test('[BO5] says which connection makes the most streams when they are too many', () => {
    const document = build(
      poisson('app', 1), poisson('bot', 1), service('chat'), service('feed'),
      stream('app', 'chat', 'grpcStream', { clients: 1000, streamsPerClient: 10 }),
      stream('app', 'feed', 'grpcStream', { clients: 10_000, streamsPerClient: 39 }),
      stream('bot', 'feed', 'webSocket', { clients: 1 }),
    );
    expect(() => createRun(document)).toThrow('more than 400000 streams in all, and the one from "app" to "feed" the most of them');
  });
});

test('[LD1] the trace tap tells the way of each request', () => {
  const run = createRun(build(asks('user', [10]).part, service('api', { serviceMs: 5 }), call('user-1', 'api', { latencyMs: 2 })));
  run.traceEvery(1);
  run.advance(1000, Infinity);
  const rows = new Float64Array(60);
  expect(run.takeTap(rows)).toBe(2);
  // Kind, start, end, place, request, outcome: there, and back well.
  expect(Array.from(rows.subarray(0, 12))).toEqual([0, 10, 12, 0, 0, 0, 1, 17, 19, 0, 0, 0]);
});

test('[DE3] of every source each k-th request is traced', () => {
  // Two sources that take turns: every second request of each, not those of one.
  const document = build(steady('a', 10), steady('b', 10), service('api', { servers: 9, serviceMs: 1 }), call('a', 'api'), call('b', 'api'));
  const run = createRun(document);
  run.traceEvery(2);
  run.advance(10_000, Infinity);
  const rows = new Float64Array(6 * 1000);
  const places = Array.from({ length: run.takeTap(rows) }, (_, row) => [rows[row * 6], rows[row * 6 + 3]]).filter(([kind]) => kind === 0);
  expect([0, 1].map((link) => places.filter(([, place]) => place === link).length)).toEqual([50, 50]);
});

test.each([2, 5, 10, 20])('[DE3] one request in %i is traced, and those go both ways where requests take turns', (every) => {
  const document = build(
    steady('users', 100), balancer('lb'), service('one', { serviceMs: 1 }), service('two', { serviceMs: 1 }), call('users', 'lb'), call('lb', 'one'), call('lb', 'two'),
  );
  const run = createRun(document);
  run.traceEvery(every);
  run.advance(10_000, Infinity);
  const rows = new Float64Array(6 * 10_000);
  const passed = [0, 0, 0];
  for (let row = run.takeTap(rows) - 1; row >= 0; row--) if (rows[row * 6] === 0) passed[rows[row * 6 + 3]!]!++;
  expect(passed[0]).toBe(1000 / every);
  expect(passed[1]! + passed[2]!).toBe(passed[0]);
  expect(passed[1]! / passed[0]!).toBeGreaterThan(0.35);
  expect(passed[1]! / passed[0]!).toBeLessThan(0.65);
});

test('[ME7] recent answers are told once', () => {
  const run = createRun(build(steady('users', 100), service('api', { serviceMs: 1 }), call('users', 'api')));
  const counts = new Float64Array(4096);
  run.advance(1005, Infinity);
  expect(run.takeRecentAnswered(counts)).toBe(100);
  expect(run.takeRecentAnswered(counts)).toBe(0);
  run.advance(2005, Infinity);
  expect(run.takeRecentAnswered(counts)).toBe(100);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(200);
});
