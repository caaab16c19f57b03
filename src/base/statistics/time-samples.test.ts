import { describe, expect, test } from 'vitest';
import { bucketIndex, histogramScratch } from '../histogram.ts';
import { addSamples, figuresOf, figuresOfPacked, isScarce, mergePacked, noSamples, packSamples, samplesNeeded, type TimeSamples } from './time-samples.ts';

function samplesOf(times: readonly number[]): TimeSamples {
  const samples = noSamples();
  const scratch = histogramScratch();
  for (const ms of times) {
    scratch.float64[0] = ms;
    const bucket = bucketIndex(scratch.float64, scratch.int32);
    samples.counts[bucket] = samples.counts[bucket]! + 1;
    samples.count++;
    samples.total += ms;
    samples.max = Math.max(samples.max, ms);
  }
  return samples;
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

describe('not enough data', () => {
  test('[ME12] ten samples lie above every percentile that is told', () => {
    expect((['p50', 'p90', 'p95', 'p99', 'p999'] as const).map(samplesNeeded)).toEqual([20, 100, 200, 1000, 10_000]);
    expect(figuresOf(samplesOf(upTo(999))).p99).toBeNull();
    expect(figuresOf(samplesOf(upTo(1000))).p99! / 990).toBeCloseTo(1, 2);
  });

  test('nothing is told of nothing, which is not scarce but none', () => {
    expect(figuresOf(noSamples())).toEqual({ count: 0, mean: null, p50: null, p90: null, p95: null, p99: null, p999: null, max: null });
    expect([isScarce(0, 'p99'), isScarce(1, 'p99'), isScarce(999, 'p99'), isScarce(1000, 'p99')]).toEqual([false, true, true, false]);
  });
});

test('[ME7] samples of several runs are one set of samples, in whatever order they come', () => {
  const parts = [upTo(4000), [0, 0.0001, 12.5], upTo(9000).map((ms) => ms / 7)];
  const all = samplesOf(parts.flat());
  for (const order of [[0, 1, 2], [2, 0, 1]]) {
    const merged = noSamples();
    for (const i of order) addSamples(merged, samplesOf(parts[i]!));
    const packed = order.map((i) => packSamples(samplesOf(parts[i]!))).reduce(mergePacked);
    expect(merged.counts).toEqual(all.counts);
    expect(packed).toEqual({ ...packSamples(all), total: packed.total });
    expect([merged.total, packed.total]).toEqual([expect.closeTo(all.total, 3), expect.closeTo(all.total, 3)]);
    expect(figuresOfPacked(packed)).toEqual({ ...figuresOf(all), mean: packed.total / all.count });
  }
  expect(packSamples(samplesOf([5, 5, 9])).buckets).toHaveLength(2);
});
