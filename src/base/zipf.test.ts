import { describe, expect, it } from 'vitest';
import { zipf } from './zipf.ts';

const DRAWS = 200_000;

/** Observed and expected counts of the ranks of Zipf's law. */
function compare(count: number, skew: number): { readonly observed: number[]; readonly expected: number[] } {
  const observed = Array.from({ length: count }, () => 0);
  for (let key = 0; key < DRAWS; key++) observed[zipf(0x1234567, 0x89abcde, key, count, skew)]++;
  const weights = Array.from({ length: count }, (_, rank) => Math.pow(rank + 1, -skew));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { observed, expected: weights.map((weight) => (weight / total) * DRAWS) };
}

describe('zipf', () => {
  it('draws each rank with its probability', () => {
    for (const [count, skew] of [[1, 1], [2, 0.5], [10, 0], [10, 1], [50, 0.8], [50, 1.00001], [100, 1.3], [20, 3]] as const) {
      const { observed, expected } = compare(count, skew);
      // Chi-squared with `count - 1` degrees of freedom: its mean is that, its deviation the root of twice that.
      const chi = observed.reduce((sum, seen, rank) => sum + (expected[rank] > 0 ? (seen - expected[rank]) ** 2 / expected[rank] : 0), 0);
      expect(chi, `${count} ranks, skew ${skew}`).toBeLessThan(count - 1 + 5 * Math.sqrt(2 * count));
    }
  });

  it('stays within its range for large counts', () => {
    let least = Infinity;
    let most = 0;
    for (let key = 0; key < 20_000; key++) {
      const rank = zipf(1, 2, key, 1_000_000, 0.7);
      least = Math.min(least, rank);
      most = Math.max(most, rank);
      expect(Number.isInteger(rank)).toBe(true);
    }
    expect(least).toBe(0);
    expect(most).toBeGreaterThan(900_000);
    expect(most).toBeLessThan(1_000_000);
  });

  it('is a function of its key', () => {
    expect(zipf(1, 2, 3, 100, 1)).toBe(zipf(1, 2, 3, 100, 1));
  });
});
