import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BUCKETS,
  bucketIndex,
  bucketLow,
  bucketMidpoint,
  histogramScratch,
  mergeCounts,
  percentile,
} from './histogram.ts';

const scratch = histogramScratch();

function bucketOf(value: number): number {
  scratch.float64[0] = value;
  return bucketIndex(scratch.float64, scratch.int32);
}

function histogramOf(values: readonly number[]): Uint32Array {
  const counts = new Uint32Array(BUCKETS);
  for (const value of values) counts[bucketOf(value)]++;
  return counts;
}

function nearestRank(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(q * sorted.length - 1e-6)) - 1];
}

const LOW = 1 / 1024;
const HIGH = 33_554_432;

describe('buckets', () => {
  it('tell every time inside the range to 0.8 %', () => {
    const times = fc.double({ min: LOW, max: HIGH, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(times, (value) => Math.abs(bucketMidpoint(bucketOf(value)) / value - 1) <= 1 / 128 + 1e-12),
      { numRuns: 5000 },
    );
  });

  it('meet without gap or overlap', () => {
    for (let index = 1; index < BUCKETS; index++) {
      expect(bucketOf(bucketLow(index))).toBe(index);
      expect(bucketOf(bucketLow(index) * (1 - 2 ** -52))).toBe(index - 1);
    }
  });

  it('have the range that they promise', () => {
    expect(bucketLow(1)).toBe(LOW);
    expect(bucketLow(BUCKETS)).toBe(HIGH);
    expect(BUCKETS).toBe(35 * 64 + 1);
  });

  it('take zero, less than a microsecond and negative times as 0', () => {
    for (const value of [0, -0, 1e-300, 0.0009, -1, -Infinity]) expect(bucketMidpoint(bucketOf(value))).toBe(0);
  });

  it('take what is too long, infinite or not a number into the last one', () => {
    for (const value of [HIGH, 1e12, Number.MAX_VALUE, Infinity, NaN, -NaN]) expect(bucketOf(value)).toBe(BUCKETS - 1);
  });
});

describe('percentile', () => {
  it('agrees with the sorted samples to 0.8 %', () => {
    const samples = fc.array(fc.double({ min: 0.001, max: 1e7, noNaN: true }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(samples, fc.constantFrom(0.01, 0.07, 0.5, 0.9, 0.95, 0.99, 0.999, 1), (values, q) => {
        const told = percentile(histogramOf(values), values.length, q)!;
        expect(Math.abs(told / nearestRank(values, q) - 1)).toBeLessThanOrEqual(1 / 128 + 1e-12);
      }),
    );
  });

  it('takes the nearest rank, not one more, when q times the count is whole', () => {
    const values = Array.from({ length: 100 }, (_, index) => 2 ** (index / 8));
    expect(percentile(histogramOf(values), 100, 0.07)).toBe(bucketMidpoint(bucketOf(values[6])));
    expect(percentile(histogramOf(values), 100, 0.99)).toBe(bucketMidpoint(bucketOf(values[98])));
  });

  it('of nothing is null', () => {
    expect(percentile(new Uint32Array(BUCKETS), 0, 0.5)).toBeNull();
  });
});

describe('mergeCounts', () => {
  it('gives the histogram of both sets of samples', () => {
    const left = [0, 1, 5, 5.01, 900];
    const right = [5, 6, 1e9];
    const merged = new Float64Array(histogramOf(left));
    mergeCounts(merged, histogramOf(right));
    expect([...merged]).toEqual([...histogramOf([...left, ...right])]);
  });
});
