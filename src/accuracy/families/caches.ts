import { lruHitShare, ttlHitShare, zipfShares } from '../../base/theory/caching.ts';
import type { Settings } from '../../model/document.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import { call, component, draw, lasting, poisson, service } from '../draw.ts';
import { EXACT, type Family, fromReport } from '../family.ts';
import { figure } from '../figure.ts';
import { componentOf } from '../read.ts';

const base = { group: 'Caches', standing: EXACT } as const;

/** A cache of keys before a store, both of which take no time. */
const cached = (title: string, settings: Omit<Settings, 'seed'>, params: ParameterValues) => () =>
  draw(
    title, settings, poisson('users', 1000), component('cache', 'cache', { servers: 1000, serviceMs: 0, serviceDistribution: 'deterministic', lookup: 'keys', ...params }),
    service('store', { servers: 1000, serviceMs: 0, serviceDistribution: 'deterministic' }), call('users', 'cache'), call('cache', 'store'),
  );

const measure = fromReport((report) => {
  const { hits, misses } = componentOf(report, 'cache').measures;
  return { hitShare: hits / (hits + misses) };
});

function lastKey(): Family {
  const shares = zipfShares(100, 1.1);
  return {
    ...base, id: 'zipf', title: 'Zipf\'s law', summary: 'A cache that holds one key finds a request when it asks for the key of the one before: the sum of the squares of the shares of 100 keys by Zipf\'s law with exponent 1.1.',
    source: 'King 1971 (one place); Zipf 1949', draw: cached('Zipf', lasting(70_000, 1000), { cacheEntries: 1, keyCount: 100, keySkew: 1.1 }), measure,
    figures: [figure('hitShare', 'share of hits', 'share', shares.reduce((sum, share) => sum + share * share, 0))],
  };
}

function leastRecentlyUsed(): Family {
  return {
    ...base, id: 'lru', title: 'Least recently used', summary: 'A cache of 200 out of 2,000 keys by Zipf\'s law with exponent 0.9.', source: 'Che, Tung and Wang 2002; Fricker, Robert and Roberts 2012',
    standing: { kind: 'approximate', error: 0.01, regime: 'Zipf keys and caches of at least ten keys (Fricker, Robert and Roberts 2012)' },
    draw: cached('LRU', lasting(40_000, 1000), { cacheEntries: 200, keyCount: 2000, keySkew: 0.9 }), measure, figures: [figure('hitShare', 'share of hits', 'share', lruHitShare(zipfShares(2000, 0.9), 200))],
  };
}

function timeToLive(): Family {
  return {
    ...base, id: 'ttl', title: 'Time to live', summary: 'A cache with room for all of 500 keys by Zipf\'s law with exponent 0.8 keeps each for two seconds after it was fetched.', source: 'Jung, Berger and Balakrishnan 2003',
    // Keys that are asked for less than once in two seconds are late to be fetched for the first time.
    draw: cached('TTL', { horizonMs: 60_000, warmUpMs: 30_000 }, { cacheEntries: 500, keyCount: 500, keySkew: 0.8, timeToLiveMs: 2000 }), measure,
    figures: [figure('hitShare', 'share of hits', 'share', ttlHitShare({ shares: zipfShares(500, 0.8), ratePerSec: 1000, ttlMs: 2000 }))],
  };
}

/** Tables of keys. */
export const CACHES: readonly Family[] = [lastKey(), leastRecentlyUsed(), timeToLive()];
