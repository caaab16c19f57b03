import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../model/parameter.ts';
import { simulate } from '../simulate.ts';
import { build, call, service, settings, steady } from '../testing/build.ts';
import { bursts } from '../testing/bursts.ts';
import { connectionOf } from '../testing/read.ts';
import { sendTimes } from '../testing/sends.ts';

/** Bursts of calls, from a gate that adds nothing, to a callee that answers at once. */
function calling(all: readonly (readonly [count: number, atMs: number])[], policies: ParameterValues) {
  return build(
    bursts('gate', ...all), service('gate', { servers: 1000, serviceMs: 0 }), service('callee', { servers: 1000, serviceMs: 0 }),
    call('gate', 'callee', policies),
  );
}

const measuresOf = (document: ReturnType<typeof build>, id = 'gate-callee') => connectionOf(simulate(document), id).measures;

describe('rate limiter', () => {
  it('[RES55] a token bucket lets a burst pass and then its rate', () => {
    const bucket = { rateLimiter: 'tokenBucket', ratePermits: 10, rateWindowMs: 1000, rateBurst: 5 };
    expect(measuresOf(calling([[20, 1000]], bucket))).toMatchObject({ attempts: 5, limited: 15 });
    // 300 ms bring three tokens.
    expect(measuresOf(calling([[20, 1000], [20, 1300]], bucket))).toMatchObject({ attempts: 8, limited: 32 });
    const steadily = build(steady('caller', 100), service('callee', { servers: 10 }), call('caller', 'callee', bucket), settings({ horizonMs: 60_000 }));
    expect(measuresOf(steadily, 'caller-callee').attempts / 60).toBeCloseTo(10, 0);
  });

  it('[RES56] with a wait, calls take turns at the rate and the others are refused', () => {
    const document = calling([[20, 1000]], { rateLimiter: 'tokenBucket', ratePermits: 10, rateWindowMs: 1000, rateBurst: 1, rateWaitMs: 450 });
    const times = sendTimes(document, 'gate-callee').map((time) => time - 1000);
    expect(times).toHaveLength(5);
    times.forEach((time, i) => expect(time).toBeCloseTo(i * 100, 6));
    expect(measuresOf(document)).toMatchObject({ limited: 15, waitingForPermit: 0, succeeded: 5 });
  });

  it('[RES57] a fixed window lets twice its number pass at its border; a sliding one does not', () => {
    const border = [[10, 950], [10, 1050], [10, 1950]] as const;
    const limiter = (rateLimiter: string) => measuresOf(calling(border, { rateLimiter, ratePermits: 10, rateWindowMs: 1000 }));
    expect(limiter('fixedWindow')).toMatchObject({ attempts: 20, limited: 10 });
    expect(limiter('slidingWindow')).toMatchObject({ attempts: 20, limited: 10 });
    const near = (rateLimiter: string) => measuresOf(calling([[10, 950], [10, 1050]], { rateLimiter, ratePermits: 10, rateWindowMs: 1000 }));
    expect(near('fixedWindow').attempts).toBe(20);
    expect(near('slidingWindow').attempts).toBe(10);
  });

  it('[RES58] with a wait, calls reserve places in the windows to come', () => {
    const document = calling([[25, 1500]], { rateLimiter: 'fixedWindow', ratePermits: 10, rateWindowMs: 1000, rateWaitMs: 1000 });
    const times = sendTimes(document, 'gate-callee');
    expect(times.filter((time) => time === 1500)).toHaveLength(10);
    expect(times.filter((time) => time === 2000)).toHaveLength(10);
    expect(measuresOf(document)).toMatchObject({ attempts: 20, limited: 5 });
  });

  it('[RES80] around attempts it counts retries too', () => {
    const limiter = (ratePlace: string) => {
      const policies = { rateLimiter: 'fixedWindow', ratePermits: 3, rateWindowMs: 60_000, ratePlace, maxAttempts: 3, backoffMs: 1 };
      return measuresOf(build(bursts('gate', [2, 100]), service('gate', { servers: 9 }), service('callee', { servers: 9, failureRatio: 1 }), call('gate', 'callee', policies)));
    };
    expect(limiter('call')).toMatchObject({ attempts: 6, limited: 0 });
    expect(limiter('attempt')).toMatchObject({ attempts: 3, limited: 2 });
  });
});
