import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../model/parameter.ts';
import type { Report } from '../report.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import {
  asks, balancer, build, burst, cache, call, calls, database, fault, type Part, service, set, settings, steady,
} from '../testing/build.ts';
import { componentOf, connectionOf, reportAt, sourceOf } from '../testing/read.ts';

/** A source over a cache of keys before a store. */
function keyed(source: Part, params: ParameterValues, store: ParameterValues = {}): Part[] {
  return [source, cache('cache', { lookup: 'keys', ...params }), database('store', { servers: 1000, serviceMs: 0, ...store }), call('users', 'cache'), call('cache', 'store')];
}

function hitRatio(report: Report): number {
  const { hits, misses } = componentOf(report, 'cache').measures;
  return hits / (hits + misses);
}

/** Probabilities of Zipf's law. */
function zipfLaw(count: number, skew: number): number[] {
  const weights = Array.from({ length: count }, (_, rank) => Math.exp(-skew * Math.log(rank + 1)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Hit ratio of an LRU cache by Che's approximation: a key is there if it was asked for within a time that fills the cache. */
function che(law: readonly number[], entries: number): number {
  let low = 0;
  let high = 1e9;
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    const filled = law.reduce((sum, p) => sum + 1 - Math.exp(-p * middle), 0);
    if (filled < entries) low = middle;
    else high = middle;
  }
  return law.reduce((sum, p) => sum + p * (1 - Math.exp(-p * low)), 0);
}

describe('a cache of keys', () => {
  it('[RES100] a key that was fetched is found until it is too old or made room; then it is a miss again', () => {
    const asked = asks('user', [1, 20, 40, 130, 150]);
    const parts = [asked.part, cache('cache', { lookup: 'keys', keyCount: 1, timeToLiveMs: 100 }), database('store'), calls(asked.ids, 'cache'), call('cache', 'store')];
    const report = simulate(build(...parts));
    // Fetched at 11, too old from 111 on, fetched again at 140.
    expect(asked.ids.map((id) => sourceOf(report, id).answeredMs.mean)).toEqual([10, 0, 0, 10, 0]);
    expect(componentOf(report, 'cache').measures).toMatchObject({ hits: 3, misses: 2, entries: 1, evictions: 0 });
    expect(componentOf(report, 'store').measures.offered).toBe(2);
  });

  it('[RES101] LRU under Zipf keys has the hit ratio of Che\'s approximation', () => {
    for (const [skew, entries] of [[0.8, 100], [1.2, 50]] as const) {
      const report = simulate(build(...keyed(steady('users', 1000), { keyCount: 1000, keySkew: skew, cacheEntries: entries }), settings({ horizonMs: 60_000, warmUpMs: 10_000 })));
      // 50,000 look-ups: the standard error is 0.2 %, and the approximation is better than that.
      expect(Math.abs(hitRatio(report) - che(zipfLaw(1000, skew), entries)), `skew ${skew}`).toBeLessThan(0.01);
    }
  });

  it('[RES102] a time to live alone has the hit ratio of its closed form', () => {
    // 100 keys alike, 1000 requests a second, 50 ms: each key comes every 100 ms, so 0.5 / (1 + 0.5) are hits.
    const report = simulate(build(...keyed({ components: steady('users', 1000, { arrivals: 'poisson' }).components! }, { keyCount: 100, keySkew: 0, cacheEntries: 100, timeToLiveMs: 50 }), settings({ horizonMs: 40_000 })));
    expect(Math.abs(hitRatio(report) - 1 / 3)).toBeLessThan(0.01);
  });

  it('[RES103] a full cache forgets the key used longest ago, and no more than it must', () => {
    const report = simulate(build(...keyed(steady('users', 100), { keyCount: 50, keySkew: 0, cacheEntries: 10 })));
    const { entries, evictions, misses } = componentOf(report, 'cache').measures;
    expect(entries).toBe(10);
    expect(evictions).toBe(misses - 10);
  });

  it('[RES104] a capacity for all keys misses each of them once', () => {
    const report = simulate(build(...keyed(steady('users', 1000), { keyCount: 200, keySkew: 0, cacheEntries: 200 })));
    expect(componentOf(report, 'cache').measures).toMatchObject({ misses: 200, entries: 200, evictions: 0 });
  });

  it('[RES105] stampede: all that miss one key before it is fetched call the store', () => {
    const stampede = simulate(build(...keyed(burst('users', 50, 1), { keyCount: 1 }, { serviceMs: 10 })));
    expect(componentOf(stampede, 'store').measures.offered).toBe(50);
    expect(componentOf(stampede, 'cache').measures).toMatchObject({ misses: 50, coalesced: 0 });
  });

  it('[RES106] one fetch per key: the others wait for it and are answered with it', () => {
    const report = simulate(build(...keyed(burst('users', 50, 1), { keyCount: 1, singleFlight: true }, { serviceMs: 10 })));
    expect(componentOf(report, 'store').measures.offered).toBe(1);
    expect(componentOf(report, 'cache').measures).toMatchObject({ misses: 50, coalesced: 49, completed: 50 });
    expect(sourceOf(report, 'users').answeredMs).toMatchObject({ count: 50, max: expect.closeTo(10, 9) });
    // Other keys are fetched meanwhile.
    const several = simulate(build(...keyed(burst('users', 50, 1), { keyCount: 5, keySkew: 0, singleFlight: true }, { serviceMs: 10 })));
    expect(componentOf(several, 'store').measures.offered).toBe(5);
  });

  it('[RES107] given a fetch that fails, all who waited for it fail, and the next request tries again', () => {
    const asked = asks('user', [1, 2, 3, 30]);
    const parts = [asked.part, cache('cache', { lookup: 'keys', keyCount: 1, singleFlight: true }), database('store'), calls(asked.ids, 'cache'), call('cache', 'store')];
    const report = simulate(build(...parts, fault('errors', 'store', 0, 12, { ratio: 1 })));
    expect(asked.ids.map((id) => sourceOf(report, id).measures.answered)).toEqual([0, 0, 0, 1]);
    expect(componentOf(report, 'cache').measures).toMatchObject({ failedByCall: 3, completed: 1, coalesced: 2 });
    expect(componentOf(report, 'store').measures).toMatchObject({ offered: 2, failedHere: 1 });
  });

  it('[RES108] stale while renewed: an old entry answers at once and is fetched anew once in the background', () => {
    const asked = asks('user', [1, 120, 121, 122, 140, 500]);
    const params = { lookup: 'keys', keyCount: 1, timeToLiveMs: 100, staleMs: 200 };
    const parts = [asked.part, cache('cache', params), database('store'), calls(asked.ids, 'cache'), call('cache', 'store')];
    const report = simulate(build(...parts));
    // Fetched at 11; old from 111; renewed in the background from 120 to 130; at 500 too old even for that.
    expect(asked.ids.map((id) => sourceOf(report, id).answeredMs.mean)).toEqual([10, 0, 0, 0, 0, 10]);
    expect(componentOf(report, 'cache').measures).toMatchObject({ hits: 4, misses: 2, staleHits: 3, offered: 6, completed: 6 });
    expect(componentOf(report, 'store').measures.offered).toBe(3);
    expect(connectionOf(report, 'cache-store').measures).toMatchObject({ calls: 3, succeeded: 3, inProgress: 0 });
  });

  it('[RES109] given a renewal that fails, the old entry goes on answering until its time is over', () => {
    const asked = asks('user', [1, 120, 200, 400]);
    const params = { lookup: 'keys', keyCount: 1, timeToLiveMs: 100, staleMs: 200 };
    const parts = [asked.part, cache('cache', params), database('store'), calls(asked.ids, 'cache'), call('cache', 'store'), fault('crash', 'store', 50)];
    const report = simulate(build(...parts));
    expect(asked.ids.map((id) => sourceOf(report, id).measures.answered)).toEqual([1, 1, 1, 0]);
    expect(connectionOf(report, 'cache-store').measures).toMatchObject({ calls: 4, failed: 3 });
  });

  it('[RES110] a flush empties the cache at once; the store sees the full load until it has warmed up', () => {
    const parts = keyed(steady('users', 1000), { keyCount: 500, keySkew: 0, cacheEntries: 500 });
    const run = createRun(build(...parts, fault('flush', 'cache', 5000, 0)));
    const at = (atMs: number) => componentOf(reportAt(run, atMs), 'cache').measures;
    expect(at(4999)).toMatchObject({ misses: 500, entries: 500 });
    const fetched = at(5010).entries;
    expect(fetched).toBeGreaterThan(5);
    expect(fetched).toBeLessThan(12);
    expect(at(10_000)).toMatchObject({ misses: 1000, entries: 500 });
  });

  it('[RES110] a flush makes a cache of a set hit ratio cold', () => {
    const parts = [steady('users', 1000), cache('cache', { hitRatio: 1, warmUpMisses: 200 }), database('store', { servers: 1000 }), call('users', 'cache'), call('cache', 'store')];
    const run = createRun(build(...parts, fault('flush', 'cache', 1000, 0)));
    expect(componentOf(reportAt(run, 999), 'cache').measures.misses).toBe(0);
    expect(componentOf(reportAt(run, 1020), 'cache').measures.misses).toBeGreaterThan(15);
    expect(componentOf(reportAt(run, 9000), 'cache').measures.misses).toBeLessThan(230);
  });

  it('[RES111] each replica has a table of its own: turns spread every key over all, the ring gives each its own', () => {
    const share = (policy: string): number => {
      const front = [steady('users', 2000), balancer('lb', { policy, keyCount: 400, keySkew: 0 }), call('users', 'lb')];
      const behind = [cache('cache', { lookup: 'keys', replicas: 4, keyCount: 400, keySkew: 0, cacheEntries: 110 }), call('lb', 'cache'), database('store', { servers: 1000, serviceMs: 0 }), call('cache', 'store')];
      return hitRatio(simulate(build(...front, ...behind, settings({ horizonMs: 10_000, warmUpMs: 3000 }))));
    };
    // 110 of 400 keys at each replica, whichever comes; by the ring about 100 keys each, which all fit but for unevenness.
    expect(Math.abs(share('roundRobin') - 110 / 400)).toBeLessThan(0.03);
    expect(share('ringHash')).toBeGreaterThan(0.9);
  });

  it('[RES112] two caches in a row see the same key of one request', () => {
    const parts = [
      steady('users', 1000), cache('near', { lookup: 'keys', keyCount: 1000, cacheEntries: 50 }),
      cache('far', { lookup: 'keys', keyCount: 1000, cacheEntries: 1000 }), database('store', { servers: 1000, serviceMs: 0 }),
      call('users', 'near'), call('near', 'far'), call('far', 'store'),
    ];
    const report = simulate(build(...parts));
    // The far one keeps every key: it misses each only once, so none is asked for under another name.
    expect(componentOf(report, 'far').measures.misses).toBe(componentOf(report, 'far').measures.entries);
    expect(componentOf(report, 'far').measures.entries).toBeLessThanOrEqual(1000);
  });

  it('[RES113] a crash empties it, and a cache that is gone around is not filled', () => {
    const parts = keyed(steady('users', 1000), { keyCount: 100, keySkew: 0 });
    const run = createRun(build(...parts, fault('crash', 'cache', 3000, 1000)));
    expect(componentOf(reportAt(run, 2999), 'cache').measures).toMatchObject({ misses: 100, entries: 100 });
    expect(componentOf(reportAt(run, 3999), 'cache').measures).toMatchObject({ misses: 1100, entries: 0 });
    expect(componentOf(reportAt(run, 6000), 'cache').measures).toMatchObject({ misses: 1200, entries: 100 });
  });

  it('[RES114] time to live, single flight and staleness can be changed during the run', () => {
    const parts = keyed(steady('users', 1000), { keyCount: 10, keySkew: 0 });
    const run = createRun(build(...parts, set('cache', 'timeToLiveMs', 1, 1000)));
    expect(componentOf(reportAt(run, 1000), 'cache').measures.misses).toBe(10);
    // What is kept keeps its time: it acts on what is fetched from now on, and nothing is.
    expect(componentOf(reportAt(run, 5000), 'cache').measures.misses).toBe(10);
    const flushed = createRun(build(...parts, set('cache', 'timeToLiveMs', 1, 1000), fault('flush', 'cache', 1500, 0), service('other')));
    expect(componentOf(reportAt(flushed, 5000), 'cache').measures.misses).toBeGreaterThan(1000);
  });
});
