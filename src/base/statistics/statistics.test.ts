import { describe, expect, test } from 'vitest';
import { batchInterval, batchMeans, lagOneCorrelation, meanInterval, pairedInterval } from './interval.ts';
import { studentBelow, studentQuantile } from './student.ts';
import { findWarmUp } from './warm-up.ts';

/** Numbers between 0 and 1 that are the same in every run. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

describe("Student's distribution", () => {
  test('published quantiles', () => {
    // Tables in Law 2015, appendix T.1, and Abramowitz and Stegun 1964, table 26.10.
    for (const [p, degrees, t] of [[0.975, 1, 12.706], [0.975, 4, 2.776], [0.975, 9, 2.262], [0.975, 30, 2.042], [0.95, 10, 1.812], [0.995, 5, 4.032], [0.975, 10_000, 1.9602]] as const) {
      expect(studentQuantile(p, degrees)).toBeCloseTo(t, 3);
      expect(studentQuantile(1 - p, degrees)).toBeCloseTo(-t, 3);
    }
  });

  test('one degree is the distribution of Cauchy, two have a closed form', () => {
    for (const t of [-5, -0.3, 0, 0.7, 20]) {
      expect(studentBelow(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 10);
      expect(studentBelow(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 10);
    }
  });
});

describe('intervals', () => {
  test('of five values by hand', () => {
    const { mean, halfWidth, count } = meanInterval([1, 2, 3, 4, 5]);
    expect([mean, count]).toEqual([3, 5]);
    expect(halfWidth).toBeCloseTo((2.776445 * Math.sqrt(2.5)) / Math.sqrt(5), 5);
    expect(meanInterval([7])).toEqual({ mean: 7, halfWidth: Infinity, count: 1 });
  });

  test('hold the true mean as often as they say', () => {
    const random = randomOf(7);
    let held = 0;
    for (let i = 0; i < 2000; i++) {
      const values = Array.from({ length: 8 }, () => random() + random() + random() + random());
      const { mean, halfWidth } = meanInterval(values, 0.9);
      if (Math.abs(mean - 2) <= halfWidth) held++;
    }
    // 1,800 are expected; four standard deviations are 54.
    expect(Math.abs(held - 1800)).toBeLessThan(54);
  });

  test('pairs on common numbers are narrower, by the ratio that is told', () => {
    const random = randomOf(11);
    const a = Array.from({ length: 500 }, () => random());
    const b = a.map((value) => value + 0.1 + 0.1 * random());
    const { mean, halfWidth, varianceRatio } = pairedInterval(a, b);
    expect(mean).toBeCloseTo(-0.15, 2);
    expect(varianceRatio).toBeGreaterThan(150);
    expect(halfWidth).toBeLessThan(meanInterval(a).halfWidth / 8);
    expect(() => pairedInterval([1], [])).toThrow('cannot be paired');
    expect(pairedInterval([1, 1], [1, 1]).varianceRatio).toBe(1);
  });

  test('batches: a dependent series has a wider interval than its values tell', () => {
    const random = randomOf(3);
    const series = [0];
    for (let i = 1; i < 20_000; i++) series.push(0.95 * series[i - 1]! + random() - 0.5);
    const naive = meanInterval(series).halfWidth;
    const honest = batchInterval(series, { batches: 20 });
    // The variance of the mean is (1 + 0.95) / (1 - 0.95) = 39 times that of independent values.
    expect(honest.halfWidth / naive).toBeGreaterThan(4);
    expect(Math.abs(honest.mean)).toBeLessThan(honest.halfWidth * 2);
    expect(lagOneCorrelation(series)).toBeCloseTo(0.95, 1);
    expect(Math.abs(lagOneCorrelation(batchMeans(series, 20)))).toBeLessThan(0.5);
    expect(batchMeans([9, 1, 2, 3, 4], 2)).toEqual([1.5, 3.5]);
    expect(batchMeans([1, 2], 10)).toEqual([1, 2]);
  });
});

describe('warm-up', () => {
  test('is cut where the series has settled', () => {
    const random = randomOf(5);
    const series = Array.from({ length: 2000 }, (_, i) => 10 * (1 - Math.exp(-i / 60)) + random());
    const { length, isFound } = findWarmUp(series);
    expect(isFound).toBe(true);
    expect(length).toBeGreaterThan(120);
    expect(length).toBeLessThan(500);
  });

  test('is nothing in a series that never had one', () => {
    const random = randomOf(9);
    expect(findWarmUp(Array.from({ length: 2000 }, () => random())).length).toBeLessThan(300);
    expect(findWarmUp(new Float64Array(100))).toEqual({ length: 0, isFound: true });
  });

  test('is not found in a series that never settles, or is too short', () => {
    expect(findWarmUp(Array.from({ length: 1000 }, (_, i) => i)).isFound).toBe(false);
    expect(findWarmUp([1, 2, 3])).toEqual({ length: 3, isFound: false });
  });
});
