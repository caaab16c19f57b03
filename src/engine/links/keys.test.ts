import { describe, expect, it } from 'vitest';
import { keyedBits } from '../../base/random.ts';
import { lruHitShare, zipfShares } from '../../base/theory/caching.ts';
import type { BrownoutDocument } from '../../model/document.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import { buildNetwork } from '../build-network.ts';
import type { EngineRun } from '../engine-run.ts';
import { LINK_SALT_WORDS, SALT_JITTER, SALT_KEY } from '../network.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { balancer, build, cache, call, channel, database, type Part, publish, service, set, settings, steady, stream } from '../testing/build.ts';
import { broker, queue, sends, takes } from '../testing/messaging.ts';
import { channelOf, componentOf, reportAt } from '../testing/read.ts';

interface Law {
  readonly keys: number;
  readonly skew: number;
  readonly hot: number;
}

/** Share of each key, the hottest first. */
function sharesOf({ keys, skew, hot }: Law): number[] {
  return zipfShares(keys, skew).map((share, rank) => (1 - hot) * share + (rank === 0 ? hot : 0));
}

/** What each of `count` places gets when keys are spread over them by the hash of their rank. */
function placed(law: Law, count: number, salts: readonly [number, number]): number[] {
  const places = Array.from({ length: count }, () => 0);
  for (const [rank, share] of sharesOf(law).entries()) places[(keyedBits(salts[1], salts[0], rank) >>> 0) % count]! += share;
  return places;
}

/** Fails where a count is further than four standard deviations from its share. */
function expectShares(counts: readonly number[], shares: readonly number[]): void {
  const all = counts.reduce((sum, count) => sum + count, 0);
  expect(all).toBeGreaterThan(1000);
  for (const [i, share] of shares.entries()) {
    expect(Math.abs(counts[i]! - all * share), `place ${i}`).toBeLessThan(4 * Math.sqrt(all * share * (1 - share)) + 1);
  }
}

const LAWS: readonly Law[] = [{ keys: 2000, skew: 1.1, hot: 0 }, { keys: 2000, skew: 0, hot: 0.3 }, { keys: 500, skew: 0.7, hot: 0.2 }];
const SESSION_LAWS = LAWS.map((law) => ({ ...law, keys: 40 }));

function log(params: ParameterValues, ...more: readonly Part[]): BrownoutDocument {
  return build(steady('users', 1000), channel('log', { protocol: 'kafka', params: { partitions: 8, ...params } }), publish('users', 'log', {}, 'kafka'), ...more);
}

/** What each partition of the log, or each stream of the connection, has taken. */
function ends(run: EngineRun): number[] {
  const { endOffset, partitions } = run.partitionLayout[0];
  return Array.from(run.observe().partitions.subarray(endOffset, endOffset + partitions));
}

describe('keys', () => {
  it.each(LAWS)('[KEY1] partitions of a log get the shares of their keys, the hottest what its closed form says: $keys keys, skew $skew, hot $hot', (law) => {
    const document = log({ keys: law.keys, keySkew: law.skew, hotKeyShare: law.hot });
    const { channelSalts } = buildNetwork(document);
    const shares = placed(law, 8, [channelSalts[SALT_KEY], channelSalts[SALT_KEY + 1]]);
    const run = createRun(document);
    reportAt(run, 10_000);
    expectShares(ends(run), shares);
    // The hottest partition has its hottest key, and so far more than the eighth that it would have of keys alike.
    expect(Math.max(...shares)).toBeGreaterThan(sharesOf(law)[0]! + 0.02);
    expect(ends(run).indexOf(Math.max(...ends(run)))).toBe(shares.indexOf(Math.max(...shares)));
  });

  it.each([{ keys: 1000, skew: 0, hot: 0.4 }, { keys: 1000, skew: 0.8, hot: 0.3 }])('[KEY2] a cache has the share of hits of its closed form: skew $skew, hot $hot', (law) => {
    const params = { lookup: 'keys', keyCount: law.keys, keySkew: law.skew, hotKeyShare: law.hot, cacheEntries: 100 };
    const parts = [steady('users', 1000), cache('cache', params), database('store', { servers: 1000, serviceMs: 0 }), call('users', 'cache'), call('cache', 'store')];
    const { hits, misses } = componentOf(simulate(build(...parts, settings({ horizonMs: 30_000, warmUpMs: 5000 }))), 'cache').measures;
    expect(Math.abs(hits / (hits + misses) - lruHitShare(sharesOf(law), 100))).toBeLessThan(0.015);
  });

  it('[KEY3] by ring hash the target of the hot key gets its share and its part of the rest', () => {
    const names = ['s1', 's2', 's3', 's4'];
    const offered = (hotKeyShare: number) => {
      const servers = names.flatMap((id) => [service(id, { servers: 10 }), call('lb', id)]);
      const report = simulate(build(steady('users', 500), balancer('lb', { policy: 'ringHash', keyCount: 100_000, hotKeyShare }), call('users', 'lb'), ...servers));
      return names.map((id) => componentOf(report, id).measures.offered / 5000);
    };
    const [even, hot] = [offered(0), offered(0.5)];
    const hottest = hot.indexOf(Math.max(...hot));
    for (const [i, share] of hot.entries()) expect(Math.abs(share - (even[i]! / 2 + (i === hottest ? 0.5 : 0)))).toBeLessThan(0.03);
  });

  it.each(SESSION_LAWS)('[KEY4] sessions get messages by the law, so that the hot ones bound what is done: skew $skew, hot $hot', (law) => {
    const report = simulate(build(
      steady('c', 100), broker('bus', 'serviceBus', { creditsPerSec: 'unbounded' }), queue('q', 'bus', { params: { sessions: law.keys, keySkew: law.skew, hotKeyShare: law.hot } }),
      sends('c', 'q', 'serviceBus'), service('w', { servers: 1000, serviceMs: 100 }), takes('q', 'w', 'serviceBus', { concurrentSessions: 100 }), settings({ horizonMs: 40_000, warmUpMs: 0 }),
    ));
    // Each session does ten a second, one at a time, or all that it gets.
    const perSec = sharesOf(law).reduce((sum, share) => sum + Math.min(10, 100 * share), 0);
    expect(Math.abs(channelOf(report, 'q').measures.finished / 40 / perSec - 1)).toBeLessThan(0.05);
  });

  it.each(LAWS)('[KEY4] messages go to the stream of their key by the law: skew $skew, hot $hot', (law) => {
    const document = build(
      steady('users', 500), service('feed', { serviceMs: 0 }), call('users', 'feed'), service('app', { servers: 100, serviceMs: 1 }),
      stream('feed', 'app', 'grpcStream', { shape: 'server', clients: 10, spread: 'key', keys: law.keys, keySkew: law.skew, hotKeyShare: law.hot }),
    );
    const { linkSalts } = buildNetwork(document);
    const at = LINK_SALT_WORDS + SALT_JITTER;
    const run = createRun(document);
    reportAt(run, 10_000);
    expectShares(ends(run), placed(law, 10, [linkSalts[at], linkSalts[at + 1]]));
  });

  it('[KEY5] two caches with the same keys see the same hot key of one request', () => {
    const far = (params: ParameterValues) => {
      const keyed = { lookup: 'keys', keyCount: 500, keySkew: 0.5, hotKeyShare: 0.3, cacheEntries: 500 };
      const report = simulate(build(
        steady('users', 1000), cache('near', keyed), cache('far', { ...keyed, ...params }), database('store', { servers: 1000, serviceMs: 0 }),
        call('users', 'near'), call('near', 'far'), call('far', 'store'),
      ));
      return componentOf(report, 'far').measures.hits;
    };
    // The near one keeps every key: the far one is asked for each once, and has none of them, unless its keys are others.
    expect(far({})).toBe(0);
    expect(far({ hotKeyShare: 0.9 })).toBeGreaterThan(100);
  });

  it('[KEY6] skew and hot key can be changed during a run', () => {
    for (const [name, value, share] of [['keySkew', 5, sharesOf({ keys: 1000, skew: 5, hot: 0 })[0]!], ['hotKeyShare', 1, 1]] as const) {
      const run = createRun(log({ keys: 1000 }, set('log', name, value, 5000)));
      reportAt(run, 5000);
      const before = ends(run);
      reportAt(run, 10_000);
      const after = ends(run).map((end, i) => end - before[i]!);
      expect(Math.max(...before) / 5000).toBeLessThan(0.2);
      expect(Math.max(...after) / 5000).toBeGreaterThan(share - 0.03);
    }
  });
});
