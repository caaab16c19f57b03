import { expect, test } from 'vitest';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { build, cache, call, database, fault, type Part, service, settings, steady } from '../testing/build.ts';
import { componentOf, reportAt, sourceOf } from '../testing/read.ts';

function cached(params: Record<string, number | string>, store: Part = database('store', { servers: 1000, serviceMs: 4 })): Part[] {
  return [steady('users', 1000), cache('cache', params), store, call('users', 'cache'), call('cache', 'store')];
}

test('[CA1] the hit ratio ends in the cache, the rest calls what is behind', () => {
  const report = simulate(build(...cached({ hitRatio: 0.8, serviceMs: 1 })));
  const { hits, misses, completed } = componentOf(report, 'cache').measures;
  expect(componentOf(report, 'store').measures.offered).toBe(misses);
  // 10,000 requests: four standard deviations are 0.016.
  expect(Math.abs(hits / (hits + misses) - 0.8)).toBeLessThan(0.016);
  expect(hits + misses - completed).toBeLessThan(10);
  expect(sourceOf(report, 'users').answeredMs).toMatchObject({ p50: expect.closeTo(1, 1), max: expect.closeTo(5, 9) });
});

test('[CA2] a miss whose call fails is a failure and does not fill the cache', () => {
  const failing = database('store', { servers: 1000, serviceMs: 4, failureRatio: 1 });
  const report = simulate(build(...cached({ hitRatio: 1, warmUpMisses: 100 }, failing), fault('crash', 'cache', 500, 0)));
  const { failedByCall, hits } = componentOf(report, 'cache').measures;
  // Before the restart at 500 ms all are hits; after it nothing ever warms it up.
  expect(hits).toBe(499);
  expect(failedByCall).toBeGreaterThan(9400);
});

test('[CA3] a restarted cache is cold and warms up with the misses that it fills itself with', () => {
  const run = createRun(build(...cached({ hitRatio: 1, warmUpMisses: 200 }), fault('crash', 'cache', 1000, 0)));
  const at = (atMs: number) => componentOf(reportAt(run, atMs), 'cache').measures;
  expect(at(999)).toMatchObject({ misses: 0 });
  const early = at(1050).misses;
  // The first fifty find it nearly empty.
  expect(early).toBeGreaterThan(40);
  // Warm is reached exactly when 200 misses are filled, and then nothing misses any more.
  const warm = at(6000).misses;
  expect(warm).toBeGreaterThanOrEqual(200);
  expect(warm).toBeLessThan(225);
  expect(at(10_000).misses).toBe(warm);
});

test('[CA3] the hit ratio rises in proportion to the misses filled', () => {
  // With 4,000 misses to warm up at 1,000 requests a second, fills f obey f' = 1 - f/4 (per second, in thousands).
  const run = createRun(build(...cached({ hitRatio: 1, warmUpMisses: 4000 }), fault('crash', 'cache', 0, 0)));
  for (const seconds of [1, 2, 4, 8]) {
    const expected = 4000 * (1 - Math.exp(-seconds / 4));
    const { misses } = componentOf(reportAt(run, seconds * 1000), 'cache').measures;
    expect(Math.abs(misses - expected)).toBeLessThan(100);
  }
});

test('[CA4] callers go around a cache that is down: no work there, all to the store', () => {
  const document = build(...cached({ hitRatio: 1, serviceMs: 2, servers: 1 }), fault('crash', 'cache', 0), settings({ horizonMs: 1000.5 }));
  const report = simulate(document);
  const { measures } = componentOf(report, 'cache');
  expect(measures).toMatchObject({ offered: 1000, hits: 0, misses: 1000, started: 0, busyArea: 0, rejected: 0 });
  expect(componentOf(report, 'store').measures.offered).toBe(1000);
  // The store's 4 ms and nothing of the cache's 2 ms.
  expect(sourceOf(report, 'users').answeredMs).toMatchObject({ count: 996, max: expect.closeTo(4, 9) });
});

test('[CA5] callers that do not go around a cache that is down are refused', () => {
  const report = simulate(build(...cached({ hitRatio: 1, whenDown: 'fail' }), fault('crash', 'cache', 0)));
  const { measures } = componentOf(report, 'cache');
  expect(measures.rejected).toBe(measures.offered);
  expect(componentOf(report, 'store').measures.offered).toBe(0);
  expect(sourceOf(report, 'users').measures.answered).toBe(0);
});

test('[CA1] a cache with nothing behind it answers misses too', () => {
  const document = build(steady('users', 100), cache('cache', { hitRatio: 0.5 }), service('unused'), call('users', 'cache'));
  const { measures } = componentOf(simulate(document), 'cache');
  expect(measures.completed).toBe(measures.offered);
  expect(measures.misses).toBeGreaterThan(400);
});
