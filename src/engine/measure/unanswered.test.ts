import { expect, test } from 'vitest';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { build, burst, call, channel, consume, fault, publish, service, set, settings, steady } from '../testing/build.ts';
import { sourceOf } from '../testing/read.ts';

/** A percentile is told by the middle of its bucket. */
const about = (ms: number) => expect.closeTo(ms, -2) as number;

/** 10 requests a second for 10 s of which those after `atMs` are turned away at once. */
const halfRefused = (params: Readonly<Record<string, number | 'unbounded'>> = { timeoutMs: 1000 }, atMs = 5000) =>
  build(steady('users', 10), service('api', { serviceMs: 20 }), call('users', 'api', params), fault('crash', 'api', atMs), settings({ horizonMs: 10_050 }));

test('[ME11] requests that were refused at once count as their timeout, and not as the quickest of all', () => {
  const { offered, answeredMs, answeredShare, countingUnanswered } = sourceOf(simulate(halfRefused()), 'users');
  expect(offered).toBe(100);
  expect(answeredShare).toBeCloseTo(0.49, 2);
  expect(answeredMs.max).toBeLessThan(40);
  const { timeoutMs, answeredMs: all, doneMs } = countingUnanswered;
  expect(timeoutMs).toBe(1000);
  expect(all).toMatchObject({ count: 100, p90: 1000, p95: null, max: 1000 });
  expect(all.p50).toBeGreaterThan(100);
  expect(all.mean).toBeCloseTo((answeredMs.count * answeredMs.mean! + (100 - answeredMs.count) * 1000) / 100, 6);
  expect(doneMs).toEqual(all);
});

test('[ME11] without failures both kinds of times are the same', () => {
  const { answeredMs, doneMs, countingUnanswered } = sourceOf(simulate(halfRefused({ timeoutMs: 1000 }, 10_100)), 'users');
  expect(answeredMs.count).toBe(100);
  expect([countingUnanswered.answeredMs, countingUnanswered.doneMs]).toEqual([answeredMs, doneMs]);
});

test('[ME11] several attempts count with all that was waited, and a request without a timeout with that alone', () => {
  const retried = halfRefused({ timeoutMs: 100, maxAttempts: 4, backoffMs: 500 });
  const { countingUnanswered } = sourceOf(simulate({ ...retried, schedule: [{ ...retried.schedule[0]!, atMs: 0 }] }), 'users');
  expect(countingUnanswered.timeoutMs).toBe(100);
  expect(countingUnanswered.answeredMs.p50).toBeGreaterThan(500);
  const endless = sourceOf(simulate(halfRefused({ timeoutMs: 'unbounded' })), 'users').countingUnanswered;
  expect(endless.timeoutMs).toBeNull();
  expect(endless.answeredMs.count).toBe(100);
  expect(endless.answeredMs.max).toBeLessThan(40);
});

test('[ME11] who has no answer yet counts with what he has waited so far, and at least as long as his timeout', () => {
  const stuck = (timeoutMs: number | 'unbounded') =>
    build(burst('users', 20, 1000), service('api', { servers: 29, serviceMs: 60_000 }), call('users', 'api', { timeoutMs }), settings({ horizonMs: 4000 }));
  expect(sourceOf(simulate(stuck('unbounded')), 'users').countingUnanswered.answeredMs).toMatchObject({ count: 20, max: 3000, p50: about(3000) });
  expect(sourceOf(simulate(stuck(9000)), 'users').countingUnanswered.answeredMs).toMatchObject({ count: 20, max: 9000, p50: about(9000) });
});

test('[ME11] the timeout is the shortest of the calls of the source, as it stood when the request failed', () => {
  const document = build(
    steady('users', 10), service('api', { serviceMs: 20 }), service('other'), call('users', 'api', { timeoutMs: 1000 }), call('users', 'other', { timeoutMs: 7000 }),
    fault('crash', 'api', 5000), set('users-api', 'timeoutMs', 3000, 8000), settings({ horizonMs: 10_050 }),
  );
  const { timeoutMs, answeredMs } = sourceOf(simulate(document), 'users').countingUnanswered;
  expect(timeoutMs).toBe(3000);
  // 21 of 100 failed after the change, 30 before it.
  expect(answeredMs).toMatchObject({ count: 100, max: 3000, p90: about(3000) });
  expect(answeredMs.mean).toBeGreaterThan((21 * 3000 + 30 * 1000) / 100 - 50);
  expect(answeredMs.mean).toBeLessThan((21 * 3000 + 30 * 1000) / 100 + 50);
});

test('[ME11] work that is never finished counts in the times until all is done, and not in those of answers', () => {
  // The first of three is worked on, the second waits, and the third finds no room at once, of which its sender, who set
  // no timeout, hears nothing.
  const document = build(
    burst('users', 3, 1000), channel('jobs', { params: { capacity: 1 } }), publish('users', 'jobs'),
    service('worker', { serviceMs: 60_000 }), consume('jobs', 'worker', { prefetch: 1 }), settings({ horizonMs: 3000 }),
  );
  const { measures, answeredMs, doneMs, countingUnanswered } = sourceOf(simulate(document), 'users');
  expect(measures).toMatchObject({ answered: 3, done: 0, unfinished: 2, effectsLost: 1 });
  expect([answeredMs.count, doneMs.count]).toEqual([3, 0]);
  expect(countingUnanswered.answeredMs).toEqual(answeredMs);
  expect(countingUnanswered.doneMs).toMatchObject({ count: 3, mean: expect.closeTo((2000 + 2000 + 0) / 3, 6) as number, max: 2000 });
});

test('[ME11] what began before the measured time counts in neither', () => {
  const document = { ...halfRefused({ timeoutMs: 1000 }, 2000), settings: { seed: 1, horizonMs: 10_050, warmUpMs: 5050 } };
  expect(sourceOf(simulate(document), 'users').countingUnanswered.answeredMs).toMatchObject({ count: 50, p50: 1000, mean: 1000 });
});

test('[ME11] a restored run counts them as the original does', () => {
  const run = createRun(halfRefused());
  run.advance(6000, Infinity);
  const snapshot = run.snapshot();
  run.advance(10_050, Infinity);
  const copy = createRun(halfRefused());
  copy.restore(snapshot);
  copy.advance(10_050, Infinity);
  expect(copy.report().sources).toEqual(run.report().sources);
});
