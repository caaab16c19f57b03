import { describe, expect, test } from 'vitest';
import { batchRatio } from './batch-ratio.ts';
import { studentQuantile } from './student.ts';

function randomOf(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const ones = (length: number) => new Float64Array(length).fill(1);

/** Each value keeps a share of the one before it. */
function lasting(length: number, share: number, random: () => number): number[] {
  const series = [0];
  for (let i = 1; i < length; i++) series.push(share * series[i - 1]! + random() + random() + random() - 1.5);
  return series;
}

describe('the interval of batch means', () => {
  test('by hand: Student with 19 degrees over twenty joined batches', () => {
    // Each stretch of ten batches has a sum of -1 or 1 around a mean of 5, alternately.
    const series = Array.from({ length: 200 }, (_, i) => 5 + (Math.floor(i / 10) % 2 === 0 ? 0.1 : -0.1) * (i % 2 === 0 ? 11 : -9));
    const result = batchRatio(series, ones(200));
    if (result.kind !== 'interval') throw new Error(result.kind);
    expect(result.halfWidth).toBeCloseTo((studentQuantile(0.975, 19) * Math.sqrt((20 / 19) * 20)) / 200, 9);
  });

  test('[ME15] batch means hold the true mean about as often as they say, although neighbours are alike', () => {
    const random = randomOf(3);
    let held = 0;
    for (let run = 0; run < 400; run++) {
      const series = lasting(1000, 0.6, random);
      const result = batchRatio(series, ones(1000));
      if (result.kind !== 'interval') continue;
      if (Math.abs(series.reduce((sum, value) => sum + value, 0) / 1000) <= result.halfWidth) held++;
    }
    // 380 are expected of 400; four standard deviations are 17.
    expect(held).toBeGreaterThan(358);
    expect(held).toBeLessThan(400);
  });

  test('of a ratio whose two parts go together is narrow', () => {
    const random = randomOf(5);
    const under = Array.from({ length: 2000 }, () => 10 + Math.floor(random() * 10));
    const result = batchRatio(under.map((count) => count * 3), under);
    expect(result).toMatchObject({ kind: 'interval', halfWidth: expect.closeTo(0, 9) as number });
  });

  test('is refused where neighbours tell the same, and where there is too little', () => {
    expect(batchRatio(lasting(1000, 0.99, randomOf(7)), ones(1000)).kind).toBe('correlated');
    expect(batchRatio(Array.from({ length: 1000 }, (_, i) => i), ones(1000)).kind).toBe('correlated');
    expect(batchRatio(ones(199), ones(199)).kind).toBe('tooShort');
    expect(batchRatio(new Float64Array(1000), new Float64Array(1000)).kind).toBe('tooShort');
    const rare = Float64Array.from({ length: 1000 }, (_, i) => (i % 25 === 0 ? 1 : 0));
    expect(batchRatio(rare, rare).kind).toBe('tooShort');
  });
});
