import { describe, expect, it } from 'vitest';
import type { SyncProtocol } from '../../model/document.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import { presetNamed } from '../../model/presets.ts';
import { simulate } from '../simulate.ts';
import { build, call, fault, type Part, service, settings } from '../testing/build.ts';
import { bursts } from '../testing/bursts.ts';
import { connectionOf } from '../testing/read.ts';
import { sendTimes, sendTimesByRequest } from '../testing/sends.ts';

const AT = 1000;

/** So many calls at 1,000 ms to a callee that answers at once: failing, unless its parameters say otherwise. */
function calling(policies: ParameterValues, options: { count?: number; horizonMs?: number; callee?: ParameterValues; protocol?: SyncProtocol } = {}) {
  const { count = 1, horizonMs = 60_000, callee = { failureRatio: 1 }, protocol = 'http1' } = options;
  return build(
    bursts('gate', [count, AT]),
    service('gate', { servers: 10_000, serviceMs: 0 }),
    service('callee', { servers: 10_000, serviceMs: 0, ...callee }),
    call('gate', 'callee', policies, { protocol }),
    settings({ horizonMs }),
  );
}

/** Pauses before the first, second, … retry of a thousand calls: for each retry a sorted list. */
function pauses(policies: ParameterValues, retries: number): number[][] {
  const calls = sendTimesByRequest(calling({ maxAttempts: retries + 1, ...policies }, { count: 1000 }), 'gate-callee');
  expect(calls).toHaveLength(1000);
  return Array.from({ length: retries }, (_, i) => calls.map((times) => times[i + 1] - times[i]).sort((a, b) => a - b));
}

const low = (sorted: readonly number[]) => sorted[0];
const high = (sorted: readonly number[]) => sorted.at(-1)!;
const median = (sorted: readonly number[]) => sorted[sorted.length >> 1];

describe('backoff', () => {
  it('[RES6] without jitter calls that failed together come back together; full jitter spreads each wave; equal jitter keeps half the wait', () => {
    const most = (jitter: string, widthMs: number) => {
      const counts = new Map<number, number>();
      for (const time of sendTimes(calling({ maxAttempts: 4, backoffMs: 1000, jitter }, { count: 1000 }), 'gate-callee')) {
        if (time > AT) counts.set(Math.floor(time / widthMs), (counts.get(Math.floor(time / widthMs)) ?? 0) + 1);
      }
      return Math.max(...counts.values());
    };
    expect(most('none', 100)).toBe(1000);
    expect(most('full', 100)).toBeLessThan(200);
    const [first, second] = pauses({ backoffMs: 1000, jitter: 'full' }, 2);
    expect([low(first) < 20, high(first) > 980, high(first) < 1000]).toEqual([true, true, true]);
    expect([low(second) < 40, high(second) > 1960, high(second) < 2000]).toEqual([true, true, true]);
    const equal = pauses({ backoffMs: 1000, jitter: 'equal' }, 2);
    expect([low(equal[0]) >= 500, high(equal[0]) < 1000, low(equal[1]) >= 1000, high(equal[1]) < 2000]).toEqual([true, true, true, true]);
  });

  it('[RES30] grows constantly, linearly or by a factor, and no further than its cap', () => {
    const waits = (policies: ParameterValues) => {
      const times = sendTimes(calling({ maxAttempts: 6, backoffMs: 100, ...policies }), 'gate-callee');
      return times.slice(1).map((time, i) => time - times[i]);
    };
    expect(waits({ backoffGrowth: 'constant' })).toEqual([100, 100, 100, 100, 100]);
    expect(waits({ backoffGrowth: 'linear' })).toEqual([100, 200, 300, 400, 500]);
    expect(waits({})).toEqual([100, 200, 400, 800, 1600]);
    expect(waits({ backoffFactor: 3, backoffCapMs: 1000 })).toEqual([100, 300, 900, 1000, 1000]);
    expect(waits({ backoffCapMs: 'unbounded', backoffFactor: 1 })).toEqual([100, 100, 100, 100, 100]);
  });

  it('[RES31] decorrelated jitter draws between the base and three times the last wait', () => {
    const calls = sendTimesByRequest(calling({ maxAttempts: 5, backoffMs: 100, backoffCapMs: 1500, jitter: 'decorrelated' }, { count: 1000 }), 'gate-callee');
    let capped = 0;
    for (const times of calls) {
      let last = 100;
      for (let i = 1; i < times.length; i++) {
        const wait = times[i] - times[i - 1];
        expect(wait).toBeGreaterThanOrEqual(100 - 1e-9);
        expect(wait).toBeLessThanOrEqual(Math.min(1500, 3 * last) + 1e-9);
        if (wait > 1500 - 1e-9) capped++;
        last = wait;
      }
    }
    expect(capped).toBeGreaterThan(0);
  });

  it('[RES32] gRPC\'s band is ±20 % around the capped wait, so it may end above the cap', () => {
    const [first, , , fourth] = pauses({ backoffMs: 100, backoffCapMs: 500, jitter: 'band' }, 4);
    expect([low(first) >= 80, low(first) < 81, high(first) > 119, high(first) <= 120]).toEqual([true, true, true, true]);
    expect([low(fourth) >= 400, high(fourth) > 590, high(fourth) <= 600]).toEqual([true, true, true]);
  });

  it('[RES33] Envoy draws below (2^n - 1) · 25 ms, at most 250 ms', () => {
    const waits = pauses({ backoffMs: 25, backoffCapMs: 250, jitter: 'envoy' }, 5);
    [25, 75, 175, 250, 250].forEach((most, i) => {
      expect(high(waits[i])).toBeLessThan(most);
      expect(high(waits[i])).toBeGreaterThan(most * 0.97);
      expect(low(waits[i])).toBeLessThan(most * 0.03);
    });
  });

  it('[RES34] Polly\'s waits from 2 s: 0–2.75 s (median 1.8), 0–5.6 s (2.3), 0–8.7 s (4.0); the first two always make 2.75–5.67 s', () => {
    const polly = { backoffMs: 2000, backoffCapMs: 'unbounded', jitter: 'polly' };
    const [first, second, third] = pauses(polly, 3);
    expect([high(first) < 2755, high(second) < 5675, high(third) < 8700]).toEqual([true, true, true]);
    expect([high(first) > 2700, high(second) > 4500, high(third) > 7000]).toEqual([true, true, true]);
    expect(median(first) / 1000).toBeCloseTo(1.8, 0);
    expect(median(second) / 1000).toBeCloseTo(2.3, 0);
    expect(median(third) / 1000).toBeCloseTo(4, 0);
    for (const times of sendTimesByRequest(calling({ maxAttempts: 3, ...polly }, { count: 1000 }), 'gate-callee')) {
      expect(times[2] - times[0]).toBeGreaterThanOrEqual(2750);
      expect(times[2] - times[0]).toBeLessThanOrEqual(5675);
    }
  });

  it('[RES35] Polly\'s constant and linear waits vary by 25 %', () => {
    const [first, second] = pauses({ backoffMs: 1000, backoffGrowth: 'linear', jitter: 'polly' }, 2);
    expect([low(first) >= 750, low(first) < 760, high(first) > 1240, high(first) < 1250]).toEqual([true, true, true, true]);
    expect([low(second) >= 1500, high(second) < 2500]).toEqual([true, true]);
  });

  it('[RES36] AWS\'s SDK draws below 1 s, then below 2 s, in three attempts', () => {
    const [first, second] = pauses({ ...presetNamed('awsSdk').values, retryBudget: 'none' }, 2);
    expect([high(first) < 1000, high(first) > 980, high(second) < 2000, high(second) > 1960]).toEqual([true, true, true, true]);
  });

  it('[RES37] a total timeout ends the call in a pause as in an attempt, and no attempt follows', () => {
    const paused = calling({ maxAttempts: 10, backoffMs: 400, totalTimeoutMs: 1000 });
    expect(sendTimes(paused, 'gate-callee')).toEqual([1000, 1400]);
    expect(connectionOf(simulate(paused), 'gate-callee').measures).toMatchObject({ callsTimedOut: 1, failed: 1, inProgress: 0, timedOut: 0 });
    const inAttempt = calling({ maxAttempts: 10, backoffMs: 0, timeoutMs: 700, totalTimeoutMs: 1000 }, { callee: { serviceMs: 30_000 } });
    expect(sendTimes(inAttempt, 'gate-callee')).toEqual([1000, 1700]);
    const run = simulate(inAttempt);
    expect(connectionOf(run, 'gate-callee').measures).toMatchObject({ callsTimedOut: 1, timedOut: 1, lateReplies: 2, failed: 1 });
    expect(connectionOf(run, 'gate-burst-0-gate').sojournMs.count).toBe(0);
  });

  it('[RES38] only chosen outcomes are retried', () => {
    const none = { retryTimeouts: false, retryErrors: false, retryRejections: false, retryRefused: false };
    const retries = (toggles: ParameterValues, callee: ParameterValues, ...more: readonly Part[]) => {
      const policies = { maxAttempts: 2, backoffMs: 0, timeoutMs: 100, retryOn: 'chosen', ...none, ...toggles };
      const document = build(bursts('gate', [1, AT]), service('gate', { servers: 9 }), service('callee', callee), call('gate', 'callee', policies), ...more);
      return connectionOf(simulate(document), 'gate-callee').measures.retries;
    };
    const down = fault('crash', 'callee', 500);
    for (const [toggle, callee, more] of [
      ['retryErrors', { failureRatio: 1 }, []],
      ['retryTimeouts', { serviceMs: 1000 }, []],
      ['retryRefused', {}, [down]],
    ] as const) {
      expect(retries({ [toggle]: true }, callee, ...more)).toBe(1);
      expect(retries({ retryTimeouts: true, retryErrors: true, retryRejections: true, retryRefused: true, [toggle]: false }, callee, ...more)).toBe(0);
    }
    const full = { servers: 1, queueCapacity: 0, serviceMs: 50 };
    const two = (toggles: ParameterValues) => {
      const policies = { maxAttempts: 2, backoffMs: 200, retryOn: 'chosen', ...none, ...toggles };
      const document = build(bursts('gate', [2, AT]), service('gate', { servers: 9 }), service('callee', full), call('gate', 'callee', policies));
      return connectionOf(simulate(document), 'gate-callee').measures;
    };
    expect(two({ retryRejections: true })).toMatchObject({ retries: 1, succeeded: 2 });
    expect(two({ retryErrors: true, retryRefused: true, retryTimeouts: true })).toMatchObject({ retries: 0, succeeded: 1 });
  });

  it('[RES39] a rejected caller heeds Retry-After exactly; gRPC\'s backoff then starts anew; "never" ends the call', () => {
    // The only worker is taken from 900 to 3,900 ms; what it does then takes 3 s and fails.
    const sends = (pushback: string) => sendTimes(build(
      bursts('blocker', [1, 900]), bursts('gate', [1, AT]),
      service('blocker'), service('gate', { serviceMs: 0 }),
      service('callee', { servers: 1, queueCapacity: 0, serviceMs: 3000, failureRatio: 1 }),
      call('blocker', 'callee'),
      call('gate', 'callee', { maxAttempts: 4, backoffMs: 100, pushback, pushbackMs: 1500 }),
      settings({ horizonMs: 10_000 }),
    ), 'gate-callee');
    expect(sends('retryAfter')).toEqual([1000, 2500, 4000, 7400]);
    expect(sends('restart')).toEqual([1000, 2500, 4000, 7100]);
    expect(sends('never')).toEqual([1000]);
  });

  it('[SYNC9] gRPC makes 5 attempts at most, whatever is set; HTTP makes as many as set', () => {
    const attempts = (protocol: SyncProtocol) =>
      sendTimes(calling({ maxAttempts: 9, backoffMs: 1 }, { protocol }), 'gate-callee').length;
    expect(attempts('grpc')).toBe(5);
    expect(attempts('http2')).toBe(9);
    expect(sendTimes(calling({ maxAttempts: 100, backoffMs: 1, backoffCapMs: 1 }), 'gate-callee')).toHaveLength(100);
  });
});
