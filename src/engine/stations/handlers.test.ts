import { describe, expect, it } from 'vitest';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { build, call, calls, classes, consume, channel, handling, mixing, poisson, publish, service, steady } from '../testing/build.ts';
import { channelOf, componentOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';

const client = steady('c', 10);

describe('handlers', () => {
  it('[HA1] does its steps in order: work, call, work again', () => {
    const api = handling(service('a', { serviceMs: 10 }), {
      steps: [{ do: 'work' }, { do: 'call', connection: 'a-b' }, { do: 'work', ms: 30 }],
    });
    const report = simulate(build(client, api, service('b', { serviceMs: 5 }), call('c', 'a'), call('a', 'b')));
    expect(componentOf(report, 'a').sojournMs.max).toBeCloseTo(45, 9);
    expect(componentOf(report, 'a').serviceMs.max).toBeCloseTo(40, 9);
  });

  it('[HA2] needs a worker anew for work after a call over which it freed its own', () => {
    // Two requests at once for one worker: 10 ms each, calls of 20 ms freed, then 10 ms each again.
    const api = handling(service('a', { serviceMs: 10 }), { steps: [{ do: 'work' }, { do: 'call', connection: 'a-b' }, { do: 'work' }] });
    const one = steady('c', 1);
    const two = steady('d', 1);
    const document = build(one, two, api, service('b', { servers: 10, serviceMs: 20 }), calls(['c', 'd'], 'a'), call('a', 'b', { hold: 'release' }), {
      settings: { horizonMs: 1999 },
    });
    const report = simulate(document);
    // First: 10 + 20 + 10. Second: waits 10, works 10, calls 20, and finds the worker free.
    expect(componentOf(report, 'a').sojournMs.mean).toBeCloseTo(45, 9);
    expect(componentOf(report, 'a').measures.started).toBe(2);
  });

  it('[HA3] repeats the steps of a loop and calls as often as a call says', () => {
    const api = handling(service('a', { serviceMs: 1 }), {
      steps: [{ do: 'loop', times: 3, steps: [{ do: 'call', connection: 'a-b', times: 2 }, { do: 'work', ms: 2 }] }],
    });
    const report = simulate(build(client, api, service('b', { serviceMs: 1, servers: 10 }), call('c', 'a'), call('a', 'b'), { settings: { horizonMs: 9950 } }));
    expect(connectionOf(report, 'a-b').counts.offered).toBe(componentOf(report, 'a').counts.completed * 6);
    expect(componentOf(report, 'a').sojournMs.max).toBeCloseTo(12, 9);
  });

  it('[HA4] takes a chance for the share of requests that it says', () => {
    const api = handling(service('a', { servers: 100 }), {
      steps: [{ do: 'chance', probability: 0.25, steps: [{ do: 'call', connection: 'a-b' }] }, { do: 'chance', probability: 0.5, steps: [{ do: 'call', connection: 'a-d' }] }],
    });
    const document = build(poisson('c', 1000), api, service('b', { servers: 100 }), service('d', { servers: 100 }), call('c', 'a'), call('a', 'b'), call('a', 'd'), {
      settings: { horizonMs: 40_000 },
    });
    const report = simulate(document);
    const all = componentOf(report, 'a').counts.offered;
    // Four standard errors of a share of 40,000 requests.
    expect(Math.abs(connectionOf(report, 'a-b').counts.offered / all - 0.25)).toBeLessThan(0.009);
    expect(Math.abs(connectionOf(report, 'a-d').counts.offered / all - 0.5)).toBeLessThan(0.01);
  });

  it('[HA5] ends a share of requests in failure, and skips the rest of their steps', () => {
    const api = handling(service('a', { servers: 100 }), { steps: [{ do: 'work' }, { do: 'fail', probability: 0.3 }, { do: 'call', connection: 'a-b' }] });
    const report = simulate(
      build(poisson('c', 1000), api, service('b', { servers: 100 }), call('c', 'a'), call('a', 'b'), { settings: { horizonMs: 20_000 } }),
    );
    const { offered, failed, inFlight } = componentOf(report, 'a').counts;
    expect(Math.abs(failed / offered - 0.3)).toBeLessThan(0.013);
    expect(connectionOf(report, 'a-b').counts.offered).toBeLessThanOrEqual(offered - failed);
    expect(connectionOf(report, 'a-b').counts.offered).toBeGreaterThanOrEqual(offered - failed - inFlight);
  });

  it('[HA6] makes the calls and publishes of a parallel step at once and goes on when all are over', () => {
    const api = handling(service('a', { serviceMs: 10 }), {
      steps: [
        { do: 'work' },
        { do: 'parallel', steps: [{ do: 'call', connection: 'a-b' }, { do: 'call', connection: 'a-d' }, { do: 'publish', connection: 'a-q' }] },
        { do: 'work', ms: 5 },
      ],
    });
    const report = simulate(
      build(client, api, service('b', { serviceMs: 20 }), service('d', { serviceMs: 30 }), service('w'), channel('q'), call('c', 'a'), call('a', 'b'), call('a', 'd'), publish('a', 'q'), consume('q', 'w')),
    );
    expect(componentOf(report, 'a').sojournMs.max).toBeCloseTo(45, 9);
    expect(channelOf(report, 'q').measures.published).toBeGreaterThanOrEqual(componentOf(report, 'a').counts.completed);
  });

  it('[HA7] gives each class its handler, and others the one without a class', () => {
    const api = handling(
      service('a', { servers: 100, serviceMs: 10 }),
      { class: 'read', steps: [{ do: 'work', ms: 1 }] },
      { steps: [{ do: 'work', ms: 20 }, { do: 'call', connection: 'a-b' }] },
    );
    const mixed = mixing(poisson('c', 500), { class: 'read', weight: 3 }, { class: 'write', weight: 1 });
    const document = build(classes('read', 'write'), mixed, api, service('b', { servers: 100, serviceMs: 5 }), call('c', 'a'), call('a', 'b'), {
      settings: { horizonMs: 40_000 },
    });
    const report = simulate(document);
    const { offered } = sourceOf(report, 'c');
    expect(Math.abs(connectionOf(report, 'a-b').counts.offered / offered - 0.25)).toBeLessThan(0.013);
    expect(componentOf(report, 'a').sojournMs.max).toBeCloseTo(25, 9);
    expect(componentOf(report, 'a').sojournMs.p50).toBeCloseTo(1, 1);
  });

  it('[HA8] carries the class along calls, messages and their work', () => {
    const worker = handling(service('w', { servers: 100 }), { class: 'big', steps: [{ do: 'work', ms: 7 }] }, { steps: [{ do: 'work', ms: 3 }] });
    const api = service('a', { servers: 100, serviceMs: 1 });
    const mixed = mixing(steady('c', 10), { class: 'big', weight: 1 });
    const report = simulate(build(classes('big'), mixed, api, worker, channel('q'), call('c', 'a'), publish('a', 'q'), consume('q', 'w')));
    expect(componentOf(report, 'w').serviceMs.mean).toBeCloseTo(7, 9);
  });

  it('[HA9] is the same run however it is cut', () => {
    const api = handling(service('a', { servers: 3, serviceMs: 4 }), {
      class: 'read',
      steps: [{ do: 'work' }, { do: 'parallel', steps: [{ do: 'call', connection: 'a-b' }, { do: 'call', connection: 'a-b' }] }, { do: 'work', ms: 1 }],
    });
    const mixed = mixing(poisson('c', 200), { class: 'read', weight: 1 }, { class: 'write', weight: 1 });
    const document = build(classes('read', 'write'), mixed, api, service('b', { servers: 4 }), call('c', 'a'), call('a', 'b', { hold: 'release' }));
    const whole = createRun(document);
    whole.advance(10_000, Infinity);
    const cut = createRun(document);
    const fresh = createRun(document);
    cut.advance(4321, Infinity);
    fresh.restore(cut.snapshot());
    fresh.advance(10_000, 17);
    while (!fresh.advance(10_000, 501));
    expect(fresh.traceHash).toBe(whole.traceHash);
    expect(reportAt(fresh, 10_000)).toEqual(whole.report());
  });
});
