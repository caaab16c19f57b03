import { describe, expect, it } from 'vitest';
import type { BrownoutDocument } from '../../model/document.ts';
import { createRun } from '../run.ts';
import { build, call, dial, poisson, service, steady, users, type Part } from '../testing/build.ts';
import { componentOf, reportAt, sourceOf } from '../testing/read.ts';

/** Requests that a source has begun by each of several moments. */
function begunBy(document: BrownoutDocument, moments: readonly number[]): number[] {
  const run = createRun(document);
  return moments.map((atMs) => sourceOf(reportAt(run, atMs), 'c').offered);
}

const target: Part = service('s', { servers: 10_000, serviceMs: 1 });

function loaded(client: Part, horizonMs = 120_000, ...more: readonly Part[]): BrownoutDocument {
  return build(client, target, call('c', 's'), { settings: { horizonMs } }, ...more);
}

describe('load shapes', () => {
  it('[LD13] goes to the target of each stage in a straight line, as ramping-arrival-rate does', () => {
    // 100/s to 200/s in 10 s, hold 10 s, down to 0 in 10 s: 1,500, 2,000 and 1,000 requests.
    const stages = [10_000, 200, 10_000, 200, 10_000, 0];
    const document = loaded(steady('c', 100, { shape: 'stages', stages }), 60_000);
    const [first, second, third, after] = begunBy(document, [10_000, 20_000, 30_000, 60_000]);
    expect(Math.abs(first! - 1500)).toBeLessThanOrEqual(1);
    expect(Math.abs(second! - 3500)).toBeLessThanOrEqual(1);
    expect(Math.abs(third! - 4500)).toBeLessThanOrEqual(1);
    expect(after).toBe(third);
  });

  it('[LD14] adds and takes away users along the stages, as ramping-vus does', () => {
    // Users who never get an answer: each is in flight for ever, so those in flight are the users that came.
    const stages = [10_000, 50, 10_000, 50];
    const client = users('c', 10, 0, { shape: 'stages', stages });
    const document = build(client, service('s', { servers: 1, serviceMs: 3_600_000 }), call('c', 's'), { settings: { horizonMs: 30_000 } });
    const run = createRun(document);
    const inFlight = [5000, 10_000, 30_000].map((atMs) => componentOf(reportAt(run, atMs), 'c').counts.inFlight);
    expect(inFlight).toEqual([30, 50, 50]);
  });

  it('[LD14] lets users go when they are too many', () => {
    const client = users('c', 40, 100, { shape: 'stages', stages: [10_000, 10, 10_000, 10] });
    const document = loaded(client, 40_000);
    const counts = begunBy(document, [30_000, 40_000]);
    // Ten users who ask every 101 ms: 990 requests in ten seconds.
    expect(Math.abs(counts[1]! - counts[0]! - 990)).toBeLessThanOrEqual(10);
  });

  it('[LD15] swings around the mean once a period', () => {
    const document = loaded(steady('c', 100, { shape: 'daily', periodMs: 40_000, swing: 0.5 }), 40_000);
    const [quarter, half, whole] = begunBy(document, [10_000, 20_000, 40_000]);
    // The integral of 1 + 0.5 sin over a quarter period: 1,000 + 50 * 40 / (2 pi).
    expect(Math.abs(quarter! - 1318)).toBeLessThanOrEqual(3);
    expect(Math.abs(half! - 2637)).toBeLessThanOrEqual(4);
    expect(Math.abs(whole! - 4000)).toBeLessThanOrEqual(2);
  });

  it('[LD16] replays recorded rates, each for as long, and nothing afterwards', () => {
    const document = loaded(steady('c', 10, { shape: 'recorded', recordedPerSec: [100, 0, 300], recordedEveryMs: 5000 }), 30_000);
    const [first, second, third, after] = begunBy(document, [5000, 10_000, 15_000, 30_000]);
    expect(Math.abs(first! - 500)).toBeLessThanOrEqual(1);
    expect(second).toBe(first);
    expect(Math.abs(third! - 2000)).toBeLessThanOrEqual(1);
    expect(after).toBe(third);
  });

  it('[LD17] comes in bursts whose mean is the rate that is set, with far more variance than a Poisson process', () => {
    const variance = (arrivals: string): { readonly mean: number; readonly dispersion: number } => {
      const document = loaded(poisson('c', 100, { arrivals, burstFactor: 9, burstMs: 1000, calmMs: 4000 }), 1_000_000);
      const counts = begunBy(document, Array.from({ length: 1000 }, (_, i) => (i + 1) * 1000)).map((n, i, all) => n - (all[i - 1] ?? 0));
      const mean = counts.reduce((a, b) => a + b, 0) / counts.length;
      const spread = counts.reduce((a, b) => a + (b - mean) ** 2, 0) / counts.length;
      return { mean, dispersion: spread / mean };
    };
    const plain = variance('poisson');
    const bursty = variance('bursty');
    expect(Math.abs(plain.mean - 100)).toBeLessThan(1.5);
    expect(plain.dispersion).toBeLessThan(1.3);
    // 200 bursts: the mean rate is known to some ten per cent.
    expect(Math.abs(bursty.mean - 100)).toBeLessThan(15);
    expect(bursty.dispersion).toBeGreaterThan(10);
  });

  it('[LD18] multiplies the shape of a source, the load curve of the document and the load dial', () => {
    const client = steady('c', 100, { shape: 'stages', stages: [10_000, 200] });
    const curve: Part = { load: [{ atMs: 0, factor: 1 }, { atMs: 10_000, factor: 2 }] };
    const [alone] = begunBy(loaded(client, 10_000, curve), [10_000]);
    // The integral of 100 (1 + x)(1 + x) over ten seconds is 2,333; straight pieces of it are a little above.
    expect(Math.abs(alone! - 2333)).toBeLessThanOrEqual(4);
    const [dialled] = begunBy(loaded(client, 10_000, curve, dial(0.5, 0)), [10_000]);
    expect(Math.abs(dialled! - 1167)).toBeLessThanOrEqual(4);
  });

  it('[LD17] is the same run however it is cut, and goes on with the same burst after a turn of the dial', () => {
    const document = loaded(poisson('c', 200, { arrivals: 'bursty' }), 20_000, dial(2, 7000));
    const whole = createRun(document);
    whole.advance(20_000, Infinity);
    const cut = createRun(document);
    for (let atMs = 0; atMs <= 20_000; atMs += 37) {
      cut.advance(atMs, Infinity);
      cut.restore(cut.snapshot());
    }
    cut.advance(20_000, Infinity);
    expect(cut.traceHash).toBe(whole.traceHash);
  });
});
