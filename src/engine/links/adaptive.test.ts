import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../model/parameter.ts';
import { presetNamed } from '../../model/presets.ts';
import { createRun } from '../run.ts';
import { build, call, fault, type Part, poisson, service, settings } from '../testing/build.ts';
import { connectionOf, reportAt } from '../testing/read.ts';

/** A callee of 50 workers and 100 ms, 500 calls per second at best, whose queue knows no limit. */
function loaded(ratePerSec: number, policies: ParameterValues, horizonMs: number, ...more: readonly Part[]) {
  return createRun(build(
    poisson('caller', ratePerSec), service('callee', { servers: 50, serviceMs: 100 }), call('caller', 'callee', policies),
    settings({ horizonMs }), ...more,
  ));
}

type Run = ReturnType<typeof createRun>;

/** What happened on the connection between two moments. */
function between(run: Run, fromMs: number, toMs: number) {
  const before = connectionOf(reportAt(run, fromMs), 'caller-callee').measures;
  const { measures } = connectionOf(reportAt(run, toMs), 'caller-callee');
  const done = measures.succeeded - before.succeeded;
  const latencyMs = (measures.inProgressArea - before.inProgressArea) / (measures.calls - before.calls);
  return { donePerSec: (done * 1000) / (toMs - fromMs), limited: measures.limited - before.limited, latencyMs, limit: measures.concurrencyLimit };
}

/** The lowest limit at any tenth of a second between two moments. */
function lowestLimit(run: Run, fromMs: number, toMs: number): number {
  let lowest = Infinity;
  for (let atMs = fromMs; atMs <= toMs; atMs += 100) lowest = Math.min(lowest, connectionOf(reportAt(run, atMs), 'caller-callee').measures.concurrencyLimit);
  return lowest;
}

const ADAPTIVE = ['netflixAimd', 'netflixGradient2', 'netflixVegas'] as const;

describe('adaptive concurrency', () => {
  it.each(['netflixGradient2', 'netflixVegas'] as const)('[RES10] %s: when latency doubles the limit falls and excess is rejected fast; a fixed limit of 1000 lets latency grow', (name) => {
    const slowed = fault('slowdown', 'callee', 20_000, undefined, { factor: 2 });
    const run = loaded(450, { ...presetNamed(name).values, limitMin: 5 }, 40_000, slowed);
    const before = between(run, 5000, 15_000);
    const limitBefore = lowestLimit(run, 15_000, 20_000);
    const limitedBefore = connectionOf(run.report(), 'caller-callee').measures.limited;
    expect(lowestLimit(run, 20_000, 25_000)).toBeLessThan(0.8 * limitBefore);
    expect(connectionOf(run.report(), 'caller-callee').measures.limited - limitedBefore).toBeGreaterThan(200);
    const later = between(run, 25_000, 40_000);
    expect(before.latencyMs).toBeLessThan(150);
    // 250 calls per second is what the callee can do now.
    expect(later.donePerSec).toBeGreaterThan(180);
    expect(later.latencyMs).toBeLessThan(700);
    const fixed = loaded(450, { concurrencyLimit: 'fixed', limitPermits: 1000, limitPlace: 'attempt' }, 40_000, slowed);
    expect(between(fixed, 10_000, 20_000).latencyMs).toBeLessThan(150);
    expect(between(fixed, 25_000, 40_000).latencyMs).toBeGreaterThan(1500);
  });

  it('[RES60] AIMD adds one while half is used, takes a tenth away after a slow or dropped call, and keeps its bounds', () => {
    const policies = { ...presetNamed('netflixAimd').values, limitSlowMs: 150, limitMin: 10, limitMax: 60 };
    const run = loaded(1000, policies, 30_000);
    const { limit, latencyMs, limited } = between(run, 15_000, 30_000);
    // It swings about the fifty workers: more makes calls wait.
    expect(limit).toBeGreaterThan(40);
    expect(limit).toBeLessThanOrEqual(60);
    expect(latencyMs).toBeLessThan(150);
    expect(limited).toBeGreaterThan(5000);
    const down = loaded(1000, policies, 10_000, fault('crash', 'callee', 5000));
    expect(connectionOf(reportAt(down, 10_000), 'caller-callee').measures.concurrencyLimit).toBe(10);
    const idle = loaded(1, policies, 60_000);
    expect(connectionOf(reportAt(idle, 60_000), 'caller-callee').measures.concurrencyLimit).toBe(20);
  });

  it.each(ADAPTIVE)('[RES61] %s: under twice the load the callee can bear, goodput stays near capacity and latency bounded', (name) => {
    const run = loaded(1000, { ...presetNamed(name).values, limitSlowMs: 200 }, 30_000);
    const { donePerSec, latencyMs } = between(run, 10_000, 30_000);
    expect(donePerSec).toBeGreaterThan(350);
    expect(latencyMs).toBeLessThan(600);
  });

  it('[RES62] Gradient2 does not move while less than half of the limit is used, and drops are no samples', () => {
    const idle = loaded(10, presetNamed('netflixGradient2').values, 20_000);
    expect(connectionOf(reportAt(idle, 20_000), 'caller-callee').measures.concurrencyLimit).toBe(20);
    const down = loaded(500, { ...presetNamed('netflixGradient2').values, limitInitial: 100 }, 10_000, fault('crash', 'callee', 0));
    expect(connectionOf(reportAt(down, 10_000), 'caller-callee').measures.concurrencyLimit).toBe(100);
  });

  it('[RES63] Vegas falls by the decimal size of its limit when calls are dropped, down to 1', () => {
    const down = loaded(500, { ...presetNamed('netflixVegas').values, limitInitial: 200, timeoutMs: 50 }, 20_000, fault('slowdown', 'callee', 0, undefined, { factor: 100 }));
    const limit = (atMs: number) => connectionOf(reportAt(down, atMs), 'caller-callee').measures.concurrencyLimit;
    const first = limit(500);
    expect(first).toBeLessThan(200);
    expect(limit(20_000)).toBe(1);
  });
});
