import { describe, expect, it } from 'vitest';
import { topShare } from './key-shares.ts';
import { zipf } from './zipf.ts';

/** The law, added up key by key. */
function exact(top: number, count: number, skew: number): number {
  let head = 0;
  let all = 0;
  for (let k = 1; k <= count; k++) {
    const weight = k ** -skew;
    all += weight;
    if (k <= top) head += weight;
  }
  return head / all;
}

describe('shares of the most wanted keys', () => {
  it.each([[1, 10, 1], [1, 10_000, 1], [100, 10_000, 1], [1, 50_000, 0.5], [500, 50_000, 2], [1, 2000, 0], [3, 5, 5]])('are those of the law: top %d of %d, exponent %d', (top, count, skew) => {
    expect(topShare(top, count, skew)).toBeCloseTo(exact(top, count, skew), 5);
  });

  it('are all of it where all keys count', () => {
    expect([topShare(5, 5, 1), topShare(9, 5, 1), topShare(1, 1, 3)]).toEqual([1, 1, 1]);
  });

  it('are what the draws of the engine come to', () => {
    let hits = 0;
    for (let key = 0; key < 20_000; key++) if (zipf(7, 11, key, 1000, 1) < 10) hits++;
    expect(hits / 20_000).toBeCloseTo(topShare(10, 1000, 1), 1.7);
  });
});
