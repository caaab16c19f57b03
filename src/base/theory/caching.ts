import { exp, pow } from '../math.ts';

/** Shares of requests that go to keys 1 to `keys` under Zipf's law with exponent `skew`. Exact. */
export function zipfShares(keys: number, skew: number): number[] {
  const weights = Array.from({ length: keys }, (_, i) => pow(i + 1, -skew));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Share of requests that a least-recently-used cache of `capacity` keys answers, by Che's approximation (Che, Tung and
 *  Wang 2002): a key stays for the same time T after each request. Approximate: its error is below 1 % for Zipf keys and
 *  caches of at least 10 keys (Fricker, Robert and Roberts 2012). `shares` are those of the keys and sum to 1. */
export function lruHitShare(shares: readonly number[], capacity: number): number {
  if (capacity >= shares.length) return 1;
  const held = (stay: number): number => shares.reduce((sum, share) => sum + 1 - exp(-share * stay), 0);
  let low = 0;
  let high = 1;
  while (held(high) < capacity && high < 1e15) high *= 2;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (held(middle) < capacity) low = middle;
    else high = middle;
  }
  return shares.reduce((sum, share) => sum + share * (1 - exp(-share * high)), 0);
}

/** Share of Poisson requests that a cache answers which keeps each key for `ttlMs` after it was fetched, with room for all.
 *  Exact (Jung, Berger and Balakrishnan 2003). */
export function ttlHitShare(options: { readonly shares: readonly number[]; readonly ratePerSec: number; readonly ttlMs: number }): number {
  return options.shares.reduce((sum, share) => {
    const within = share * (options.ratePerSec / 1000) * options.ttlMs;
    return sum + (share * within) / (1 + within);
  }, 0);
}
