import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../model/parameter.ts';
import type { Report } from '../report.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { balancer, build, call, fault, type Part, poisson, service, set, settings, steady } from '../testing/build.ts';
import { componentOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `s${i + 1}`);

/** A source, the balancer `lb` and `count` services behind it. */
function behind(source: Part, count: number, policy: ParameterValues, options: { readonly server?: ParameterValues; readonly call?: ParameterValues } = {}): Part[] {
  const servers = names(count).flatMap((id) => [service(id, { servers: 10, ...options.server }), call('lb', id, options.call)]);
  return [source, balancer('lb', policy), call('users', 'lb'), ...servers];
}

function offeredTo(report: Report, count: number): number[] {
  return names(count).map((id) => componentOf(report, id).measures.offered);
}

/** Share of the first target, and the 99th percentile, when that one is ten times slower. */
function withSlowOne(policy: string): { readonly share: number; readonly p99: number } {
  const one = { servers: 2, serviceDistribution: 'exponential' };
  const slow = fault('slowdown', 's1', 0, undefined, { factor: 10 });
  const report = simulate(build(...behind(poisson('users', 700), 10, { policy }, { server: one }), slow, settings({ horizonMs: 30_000, warmUpMs: 5000 })));
  const offered = offeredTo(report, 10);
  return { share: offered[0] / offered.reduce((sum, count) => sum + count, 0), p99: sourceOf(report, 'users').answeredMs.p99! };
}

describe('choosing a target', () => {
  it('[RES7] with one host ten times slower, two choices send it far less than its share and keep the tail short', () => {
    const [turns, two, ewma] = ['roundRobin', 'twoChoices', 'peakEwma'].map(withSlowOne);
    expect(turns.share).toBeCloseTo(0.1, 3);
    expect(two.share).toBeLessThan(0.05);
    expect(two.p99).toBeLessThan(turns.p99 / 5);
    expect(ewma.share).toBeLessThan(0.05);
    expect(ewma.p99).toBeLessThan(turns.p99 / 5);
  });

  it('[RES165] peak EWMA: one slow answer counts in full at once, and is forgotten over the decay time', () => {
    // Both targets are always drawn. The first answer of s1 takes 1 s; all others 10 ms. Its mean is 10 ms again, and so
    // that of s2, after 10 s * ln(100) = 46 s.
    const parts = behind(steady('users', 10), 2, { policy: 'peakEwma' }, { server: { serviceMs: 10 } });
    const oneSlow = ['s1', 's2'].map((id) => set(id, 'serviceMs', 1000, 0)).concat(['s1', 's2'].map((id) => set(id, 'serviceMs', 10, 150)));
    const run = createRun(build(...parts, ...oneSlow, settings({ horizonMs: 60_000 })));
    // The first request meets one of them.
    const first = offeredTo(reportAt(run, 5000), 2);
    const slow = first[0] < first[1] ? 0 : 1;
    expect(first[slow]).toBe(1);
    expect(offeredTo(reportAt(run, 45_000), 2)[slow]).toBe(1);
    expect(offeredTo(reportAt(run, 55_000), 2)[slow]).toBeGreaterThan(1);
  });

  it('[RES166] ring hash: requests of one key go to one target, and all targets get about the same number of keys', () => {
    const one = offeredTo(simulate(build(...behind(steady('users', 100), 4, { policy: 'ringHash', keyCount: 1 }))), 4);
    expect(one.filter((count) => count > 0)).toHaveLength(1);
    const many = offeredTo(simulate(build(...behind(steady('users', 500), 4, { policy: 'ringHash', keyCount: 100_000 }))), 4);
    // 256 places each: shares of a ring vary by about 6 %.
    for (const count of many) expect(Math.abs(count / 5000 - 0.25)).toBeLessThan(0.06);
  });

  it('[RES167] ring hash: when a target goes, only its keys move; the others keep theirs', () => {
    const policy = { policy: 'ringHash', keyCount: 1000, healthChecks: true, healthIntervalMs: 10, healthFailures: 1 };
    const parts = behind(steady('users', 10), 5, policy);
    const long = settings({ horizonMs: 100_000 });
    const before = offeredTo(simulate(build(...parts, long)), 5);
    const after = offeredTo(simulate(build(...parts, long, fault('crash', 's3', 0))), 5);
    expect(after[2]).toBe(0);
    for (const i of [0, 1, 3, 4]) expect(after[i]).toBeGreaterThanOrEqual(before[i]);
    expect(after.reduce((sum, count) => sum + count, 0)).toBe(before.reduce((sum, count) => sum + count, 0));
  });

  it('[RES168] ring hash: a hot key makes a hot target, which no other relieves', () => {
    const policy = { policy: 'ringHash', keyCount: 1000, keySkew: 1.5 };
    const shares = offeredTo(simulate(build(...behind(steady('users', 500), 4, policy))), 4).map((count) => count / 5000);
    // The first key of Zipf's law with exponent 1.5 has 39 % of all requests.
    expect(Math.max(...shares)).toBeGreaterThan(0.4);
  });

  it('[RES169] pick first: all calls go to the first target; when it cannot be reached, to the next, and they stay there', () => {
    const run = createRun(build(...behind(steady('users', 100), 3, { policy: 'pickFirst' }, { server: { serviceMs: 1 } }), fault('crash', 's1', 2005, 3000)));
    expect(offeredTo(reportAt(run, 2000), 3)).toEqual([200, 0, 0]);
    // One call finds it down; the next one goes elsewhere.
    expect(offeredTo(reportAt(run, 4000), 3)).toEqual([201, 199, 0]);
    expect(offeredTo(reportAt(run, 9000), 3)).toEqual([201, 699, 0]);
  });

  it('[RES170] least requests by weight: without load, calls go by weight; with load, by weight per call in progress', () => {
    const light = simulate(build(...behind(steady('users', 100), 3, { policy: 'weightedLeastRequest', weights: [1, 2, 5] }, { server: { serviceMs: 1 } })));
    const offered = offeredTo(light, 3);
    for (const [i, share] of [0.125, 0.25, 0.625].entries()) expect(Math.abs(offered[i] / 1000 - share)).toBeLessThan(0.005);
    // A target that is stuck has more and more calls in progress and gets fewer and fewer.
    const parts = behind(steady('users', 100), 3, { policy: 'weightedLeastRequest' }, { server: { serviceMs: 1 } });
    const stuck = offeredTo(simulate(build(...parts, fault('freeze', 's1', 0))), 3);
    expect(stuck[0]).toBeLessThan(60);
  });
});

describe('outlier detection', () => {
  const envoy = { outlierDetection: true };
  const allErrors = (target: string): Part => fault('errors', target, 0, undefined, { ratio: 1 });

  it('[RES8] of ten hosts one that always fails is ejected after 5 failures for 30 s, then 60 s, at looks every 10 s', () => {
    const run = createRun(build(...behind(steady('users', 100), 10, envoy), allErrors('s1'), settings({ horizonMs: 200_000 })));
    const at = (atMs: number) => {
      const report = reportAt(run, atMs);
      return { ejections: componentOf(report, 'lb').measures.ejections, ejected: componentOf(report, 'lb').measures.ejected, failed: componentOf(report, 's1').measures.failedHere };
    };
    expect(at(1000)).toEqual({ ejections: 1, ejected: 1, failed: 5 });
    // 30 s are over at 30.5 s, which the look at 40 s sees.
    expect(at(39_990)).toEqual({ ejections: 1, ejected: 1, failed: 5 });
    expect(at(41_000)).toEqual({ ejections: 2, ejected: 1, failed: 10 });
    expect(at(109_990)).toEqual({ ejections: 2, ejected: 1, failed: 10 });
    expect(at(111_000)).toEqual({ ejections: 3, ejected: 1, failed: 15 });
  });

  it('[RES8] with 6 of 10 failing only one is ejected, and errors stay near 55 %', () => {
    const failing = names(6).map(allErrors);
    const run = createRun(build(...behind(steady('users', 900), 10, envoy), ...failing, settings({ horizonMs: 30_000 })));
    const before = sourceOf(reportAt(run, 2000), 'users').measures;
    const report = reportAt(run, 30_000);
    const { failed, answered } = sourceOf(report, 'users').measures;
    expect(componentOf(report, 'lb').measures.ejected).toBe(1);
    const share = (failed - before.failed) / (failed - before.failed + answered - before.answered);
    expect(Math.abs(share - 5 / 9)).toBeLessThan(0.01);
  });

  it('[RES8] with 5 hosts none is ejected, unless one may be in any case', () => {
    const ejections = (policy: ParameterValues): number => {
      const report = simulate(build(...behind(steady('users', 100), 5, { ...envoy, ...policy }), allErrors('s1'), allErrors('s2')));
      return componentOf(report, 'lb').measures.ejected;
    };
    expect(ejections({})).toBe(0);
    expect(ejections({ ejectAtLeastOne: true })).toBe(1);
    expect(ejections({ ejectionShare: 0.4 })).toBe(2);
  });

  it('[RES173] a success in between starts the count afresh; timeouts and rejections count like errors', () => {
    const flaky = simulate(build(...behind(steady('users', 100), 10, { ...envoy, outlierSuccessRate: false }), fault('errors', 's1', 0, undefined, { ratio: 0.3 })));
    expect(componentOf(flaky, 'lb').measures.ejections).toBeLessThan(3);
    const frozen = simulate(build(...behind(steady('users', 100), 10, envoy, { call: { timeoutMs: 100 } }), fault('freeze', 's1', 0)));
    expect(componentOf(frozen, 'lb').measures.ejections).toBe(1);
    const down = simulate(build(...behind(steady('users', 100), 10, envoy), fault('crash', 's1', 0)));
    expect(componentOf(down, 'lb').measures.ejections).toBe(1);
    expect(connectionOf(down, 'lb-s1').measures.rejected).toBe(5);
  });

  it('[RES174] each good interval takes one ejection off: who was well for long is out for 30 s again', () => {
    const twice = [fault('errors', 's1', 0, 1000, { ratio: 1 }), fault('errors', 's1', 100_000, undefined, { ratio: 1 })];
    const run = createRun(build(...behind(steady('users', 100), 10, envoy), ...twice, settings({ horizonMs: 200_000 })));
    expect(componentOf(reportAt(run, 99_000), 'lb').measures).toMatchObject({ ejections: 1, ejected: 0 });
    expect(componentOf(reportAt(run, 101_000), 'lb').measures).toMatchObject({ ejections: 2, ejected: 1 });
    // Ejected at about 100.5 s: back at 140 s, and out again at once.
    expect(componentOf(reportAt(run, 139_000), 'lb').measures.ejections).toBe(2);
    expect(componentOf(reportAt(run, 141_000), 'lb').measures.ejections).toBe(3);
  });

  it('[RES175] success rates: one that fails often but not in a row is found by comparison, among enough answers', () => {
    const bad = fault('errors', 's1', 0, undefined, { ratio: 0.4 });
    const ejections = (ratePerSec: number, policy: ParameterValues): number =>
      componentOf(simulate(build(...behind(steady('users', ratePerSec), 10, { ...envoy, outlierFailures: 1000, ...policy }), bad, settings({ horizonMs: 10_500 }))), 'lb').measures.ejections;
    expect(ejections(200, {})).toBe(1);
    expect(ejections(200, { outlierSuccessRate: false })).toBe(0);
    // 9 answers a second: 90 within the interval are too few.
    expect(ejections(90, {})).toBe(0);
  });

  it('[RES176] panic: when fewer than half of the targets are well, all are used', () => {
    const crashes = names(6).map((id) => fault('crash', id, 0));
    const parts = behind(steady('users', 100), 10, { healthChecks: true, healthIntervalMs: 10, healthFailures: 1 });
    const shareFailed = (parts: Part[]): number => {
      const { failed, answered } = sourceOf(simulate(build(...parts, settings({ horizonMs: 30_000 }))), 'users').measures;
      return failed / (failed + answered);
    };
    expect(shareFailed([...parts, ...crashes])).toBeCloseTo(0.6, 2);
    // Five of ten are enough not to panic.
    expect(shareFailed([...parts, ...crashes.slice(1)])).toBeLessThan(0.01);
  });

  it('[RES177] it can be switched on and off during the run', () => {
    const parts = behind(steady('users', 100), 10, {});
    const switches = [set('lb', 'outlierDetection', true, 2000), set('lb', 'outlierDetection', false, 5000)];
    const run = createRun(build(...parts, allErrors('s1'), ...switches));
    expect(componentOf(reportAt(run, 2000), 'lb').measures.ejected).toBe(0);
    expect(componentOf(reportAt(run, 4999), 'lb').measures).toMatchObject({ ejected: 1, ejections: 1 });
    expect(componentOf(reportAt(run, 5000), 'lb').measures.ejected).toBe(0);
  });
});

describe('health checks', () => {
  const checks = { healthChecks: true, healthIntervalMs: 1000, healthFailures: 3, healthSuccesses: 2 };

  it('[RES178] a crashed replica is left out after so many probes, and used again after so many', () => {
    const parts = [steady('users', 100), balancer('lb', checks), call('users', 'lb'), service('s', { replicas: 4, servers: 10 }), call('lb', 's')];
    const run = createRun(build(...parts, fault('crash', 's', 4500, 3000, { replica: 2 }), settings({ horizonMs: 20_000 })));
    const rejected = (atMs: number): number => componentOf(reportAt(run, atMs), 's').measures.rejected;
    expect(componentOf(reportAt(run, 4600), 's').measures.replicasUp).toBe(3);
    // Probed at 5, 6 and 7 s: a quarter of 250 requests went there.
    const before = rejected(7000);
    expect(Math.abs(before - 62)).toBeLessThan(3);
    expect(rejected(20_000)).toBe(before);
    // Back at 7.5 s, answers at 8 and 9 s.
    expect(componentOf(reportAt(run, 20_000), 'lb').measures.ejected).toBe(0);
    expect(sourceOf(reportAt(run, 20_000), 'users').measures.failed).toBe(before);
  });

  it('[RES179] a frozen replica and one behind a cut do not answer; a slow or failing one does', () => {
    const outAfter = (part: Part): number =>
      componentOf(simulate(build(...behind(steady('users', 100), 10, checks, { call: { timeoutMs: 50 } }), part)), 'lb').measures.ejected;
    expect(outAfter(fault('freeze', 's1', 0))).toBe(1);
    expect(outAfter(fault('cut', 'lb-s1', 0))).toBe(1);
    expect(outAfter(fault('slowdown', 's1', 0, undefined, { factor: 100 }))).toBe(0);
    expect(outAfter(fault('errors', 's1', 0, undefined, { ratio: 1 }))).toBe(0);
  });
});

describe('faults of one replica', () => {
  it('[RES162] a crash of one replica loses what is there and leaves the others alone', () => {
    const parts = [steady('users', 100), service('front', { servers: 1000, serviceMs: 0 }), service('s', { replicas: 4, serviceMs: 30 }), call('users', 'front'), call('front', 's')];
    const run = createRun(build(...parts, fault('crash', 's', 1001, 2000, { replica: 3 })));
    const report = reportAt(run, 2995);
    expect(componentOf(report, 's').measures).toMatchObject({ replicasUp: 3, workers: 3, lost: 1 });
    // Turns go on: every fourth call meets it and is refused.
    expect(componentOf(report, 's').measures.rejected).toBe(50);
    expect(componentOf(reportAt(run, 3002), 's').measures).toMatchObject({ replicasUp: 4, workers: 4 });
  });

  it('[RES163] slow-downs, errors, lost workers and freezes hit one replica only', () => {
    const system = (part: Part): Report => {
      const s = service('s', { replicas: 4, servers: 4, serviceMs: 10 });
      return simulate(build(steady('users', 100), service('front', { servers: 1000, serviceMs: 0 }), s, call('users', 'front'), call('front', 's', { timeoutMs: 500 }), part));
    };
    const one = { replica: 2 };
    const slow = componentOf(system(fault('slowdown', 's', 0, undefined, { factor: 5, ...one })), 's').serviceMs;
    expect([slow.p50, slow.max]).toEqual([expect.closeTo(10, 0), expect.closeTo(50, 6)]);
    expect(componentOf(system(fault('errors', 's', 0, undefined, { ratio: 1, ...one })), 's').measures.failedHere).toBe(250);
    expect(componentOf(system(fault('capacityLoss', 's', 0, undefined, { share: 0.5, ...one })), 's').measures.workers).toBe(14);
    expect(connectionOf(system(fault('freeze', 's', 0, undefined, one)), 'front-s').measures.timedOut).toBeGreaterThan(200);
  });

  it('[RES164] a crash of a replica within a crash of the component ends with the last of them', () => {
    const parts = [steady('users', 10), service('s', { replicas: 2 }), call('users', 's')];
    const crashes = [fault('crash', 's', 1000, 2000), fault('crash', 's', 2000, 3000, { replica: 1 })];
    const run = createRun(build(...parts, ...crashes));
    const up = (atMs: number): number => componentOf(reportAt(run, atMs), 's').measures.replicasUp;
    expect([up(999), up(1500), up(2500), up(3500), up(5500)]).toEqual([2, 0, 0, 1, 2]);
  });
});
