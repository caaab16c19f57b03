import { describe, expect, it } from 'vitest';
import { TAP_KIND, TAP_STRIDE } from '../model/measures.ts';
import { dotsAtOnce, DotSampling, step125 } from './dot-sampling.ts';

/** Lets frames of 33 ms pass with a demand of `dots` at one dot per request, and tells the steps that were taken. */
function watch(sampling: DotSampling, demand: number, frames: number, fromMs = 0): number[] {
  const steps: number[] = [];
  for (let frame = 1; frame <= frames; frame++) {
    if (sampling.note(demand / sampling.every, fromMs + frame * 33, 33)) steps.push(sampling.every);
  }
  return steps;
}

describe('step125', () => {
  it('gives the next of 1, 2, 5, 10, 20 and so on', () => {
    expect([0, 0.3, 1, 1.01, 2, 3, 5, 6, 11, 49, 51, 1e9].map(step125)).toEqual([1, 1, 1, 2, 2, 5, 5, 10, 20, 50, 100, 1e6]);
  });
});

describe('dotsAtOnce', () => {
  it('counts each dot for its time on the wall clock, at least a frame', () => {
    const rows = new Float64Array(3 * TAP_STRIDE);
    rows.set([0, 10, 20, 0, 1, 0], 0);
    rows.set([0, 10, 10, 0, 1, 0], TAP_STRIDE);
    // 10 ms at a tenth of real time last 100 ms; no time lasts one frame of 33 ms; the third row does not count.
    expect(dotsAtOnce(rows, 2, { pace: 0.1, wallMs: 50 })).toBeCloseTo((100 + 33) / 50);
    expect(dotsAtOnce(rows, 2, { pace: 0.1, wallMs: 0 })).toBe(0);
  });
});

describe('DotSampling', () => {
  it('begins with one dot per request and stays there within the budget', () => {
    const sampling = new DotSampling(2000);
    expect(watch(sampling, 1900, 300)).toEqual([]);
    expect(sampling.every).toBe(1);
  });

  it('rises at once to a step that fits', () => {
    const sampling = new DotSampling(1000);
    expect(watch(sampling, 40_000, 60).at(-1)).toBe(50);
    expect(40_000 / sampling.every).toBeLessThanOrEqual(1000);
  });

  it('is not impressed by one busy frame', () => {
    const sampling = new DotSampling(1000);
    expect(sampling.note(10_000, 33, 33)).toBe(false);
  });

  it('falls after two calm seconds, not before, and then stays', () => {
    const sampling = new DotSampling(1000);
    sampling.expect(40_000);
    expect(sampling.every).toBe(50);
    const calmFrom = 100_000;
    expect(watch(sampling, 2900, 55, calmFrom)).toEqual([]);
    expect(watch(sampling, 2900, 1000, calmFrom + 55 * 33)).toEqual([10, 5]);
  });

  it('does not flicker at the edge of a step', () => {
    const sampling = new DotSampling(1000);
    const taken: number[] = [];
    for (let frame = 1; frame < 3000; frame++) {
      const demand = frame % 2 === 0 ? 1900 : 2100;
      if (sampling.note(demand / sampling.every, frame * 33, 33)) taken.push(sampling.every);
    }
    expect(taken.length).toBeLessThanOrEqual(2);
  });

  it('shows no dots without a budget', () => {
    const sampling = new DotSampling(0);
    expect(sampling.every).toBe(0);
    expect(sampling.note(1e6, 33, 33)).toBe(false);
    sampling.setBudget(500);
    expect(sampling.every).toBe(1);
  });

  it('keeps the dots on the busiest way apart, however few there are in all, and one on each of many ways', () => {
    const busy = watchWays(new DotSampling(120), [370]);
    expect(busy.every).toBe(20);
    expect(watchWays(new DotSampling(120), Array.from({ length: 8 }, () => 12)).every).toBe(1);
  });

  it('lets some of very many ways be crowded, so that the others are not empty', () => {
    const ways = (most: number) => Array.from({ length: 300 }, (_, way) => (way < 15 ? most : 5));
    expect(watchWays(new DotSampling(10_000), ways(1000)).every).toBe(1);
    expect(watchWays(new DotSampling(120), ways(60).slice(0, 15)).every).toBe(5);
    expect(watchWays(new DotSampling(170), ways(60)).every).toBe(1);
  });

  it('shows more on each way where the page has room for more', () => {
    expect(watchWays(new DotSampling(500), [370]).every).toBe(5);
  });

  it('lets a load that falls have more dots again', () => {
    const sampling = watchWays(new DotSampling(120), [370]);
    expect(watchWays(sampling, [8], 100_000).every).toBe(1);
  });
});

/** Twelve seconds of frames with short calls: so many a second on each way, of which the sampled ones come. */
function watchWays(sampling: DotSampling, perSec: readonly number[], fromMs = 0): DotSampling {
  const due = perSec.map(() => 0);
  for (let wallMs = fromMs; wallMs < fromMs + 12_000; wallMs += 40) {
    const rows: number[] = [];
    perSec.forEach((rate, way) => {
      due[way]! += (rate * 0.04) / sampling.every;
      for (; due[way]! >= 1; due[way]!--) rows.push(TAP_KIND.forward, 0, 2, way, 0, 0);
    });
    sampling.noteRows(Float64Array.from(rows), rows.length / TAP_STRIDE, { pace: 1, wallMs, spanMs: 40 });
  }
  return sampling;
}
