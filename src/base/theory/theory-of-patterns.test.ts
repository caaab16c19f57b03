import { describe, expect, test } from 'vitest';
import { lruHitShare, ttlHitShare, zipfShares } from './caching.ts';
import { bestOfChoicesMs } from './choices.ts';
import { conservedWaitMs, interruptedSojournMs, lifoWaitQuantileMs, preemptiveSojournsMs, priorityWaitsMs, sharedSojournMs, waitVariance } from './disciplines.ts';
import { finiteQueueMeans } from './finite-queue.ts';
import { forkJoinMs, longestOfMs, shareMeetingSlow } from './fork-join.ts';
import { generalServiceWaitMs } from './general-service.ts';
import { hedgedMs, hedgedQuantileMs, hedgedShare } from './hedging.ts';
import { deliveriesMade, drainMs, groupCapacityPerSec, putAsideShare } from './messaging.ts';
import { heldCapacityPerSec, heldMs, heldWorkerWaitMs } from './nested-calls.ts';
import { busyAtArrival, splitSojournMs } from './renewal-arrivals.ts';
import { attemptsMade, budgetedAttempts, failedForGood, hiddenCapacityPerSec, probedShare, settledRatePerSec } from './retries.ts';
import { refusedByBucket } from './token-bucket.ts';

/** Share of busy periods of M/M/1 longer than `services` mean services, from the birth-death process itself: the chance to be
 *  still above 0 after that time, by uniformization, which is another way than the density's Bessel function. */
function busyPeriodTail(load: number, services: number): number {
  const up = load / (1 + load);
  let states: number[] = Array.from({ length: 400 }, (_, n) => (n === 1 ? 1 : 0));
  let poisson = Math.exp(-(1 + load) * services);
  let tail = poisson;
  for (let jumps = 1; jumps < 300; jumps++) {
    states = states.map((_, n) => (n === 0 ? 0 : (n > 1 ? up * states[n - 1]! : 0) + (n < 399 ? (1 - up) * states[n + 1]! : 0)));
    poisson *= ((1 + load) * services) / jumps;
    tail += poisson * states.reduce((sum, share) => sum + share, 0);
  }
  return tail;
}

describe('orders of service', () => {
  const queue = { arrivalRatePerSec: 80, serviceMs: 10 };

  test('sharing and interrupting give each request its need divided by what is spare', () => {
    expect(sharedSojournMs(queue)).toBeCloseTo(50, 10);
    expect(sharedSojournMs(queue, 1)).toBeCloseTo(5, 10);
    expect(interruptedSojournMs(queue, 20)).toBeCloseTo(100, 10);
    expect(sharedSojournMs({ arrivalRatePerSec: 100, serviceMs: 10 })).toBe(Infinity);
  });

  test('the variance of waits: first come by its distribution, last come larger', () => {
    // First come first served waits longer than t with probability a e^(-(1 - a) t / s).
    let second = 0;
    for (let ms = 0; ms < 3000; ms += 0.01) second += 0.01 * 2 * (ms + 0.005) * 0.8 * Math.exp(-(ms + 0.005) / 50);
    expect(waitVariance(queue, 'fifo')).toBeCloseTo(second - 40 * 40, 1);
    expect(waitVariance(queue, 'lifo') + 1600).toBeCloseTo(5 * second, 0);
    expect(waitVariance({ arrivalRatePerSec: 100, serviceMs: 10 }, 'fifo')).toBe(Infinity);
    expect(conservedWaitMs({ ...queue, variation: 1 })).toBeCloseTo(40, 10);
  });

  test('last come first served: the tail that its quantiles make has the mean and the second moment of theory', () => {
    // Quantiles at even shares above 1 - a are a sample of the wait of those who wait.
    const half = { arrivalRatePerSec: 50, serviceMs: 10 };
    const count = 4000;
    const waits = Array.from({ length: count }, (_, i) => lifoWaitQuantileMs(half, 0.5 + (0.5 * (i + 0.5)) / count));
    const mean = (0.5 * waits.reduce((sum, wait) => sum + wait, 0)) / count;
    expect(Math.abs(mean / 10 - 1)).toBeLessThan(0.01);
    expect([lifoWaitQuantileMs(half, 0.2), lifoWaitQuantileMs(half, 0.5), lifoWaitQuantileMs({ ...half, arrivalRatePerSec: 100 }, 0.9)]).toEqual([0, 0, Infinity]);
    const tail = waits.filter((wait) => wait > 100).length / count;
    expect(tail).toBeCloseTo(busyPeriodTail(0.5, 10), 3);
  });

  test('priorities keep the sum of load times wait, and one class is M/G/1', () => {
    const classes = [
      { arrivalRatePerSec: 20, serviceMs: 10, variation: 1 },
      { arrivalRatePerSec: 30, serviceMs: 20, variation: 0 },
    ];
    const waits = priorityWaitsMs(classes);
    // Kleinrock's conservation law: the loads' mean of the waits is the same in every order.
    const all = { arrivalRatePerSec: 50, serviceMs: 16, second: (20 * 200 + 30 * 400) / 50 };
    const variation = Math.sqrt(all.second / (all.serviceMs * all.serviceMs) - 1);
    expect(0.2 * waits[0] + 0.6 * waits[1]).toBeCloseTo(0.8 * generalServiceWaitMs({ ...all, variation }), 9);
    expect(priorityWaitsMs([classes[0]])[0]).toBeCloseTo(generalServiceWaitMs(classes[0]), 12);
    expect(preemptiveSojournsMs([classes[1]])[0]).toBeCloseTo(20 + generalServiceWaitMs(classes[1]), 12);
    // The first class does not see the second when it interrupts it.
    expect(preemptiveSojournsMs(classes)[0]).toBeCloseTo(12.5, 10);
    expect(priorityWaitsMs([...classes, { arrivalRatePerSec: 50, serviceMs: 10, variation: 1 }])[2]).toBe(Infinity);
  });
});

describe('arrivals in turns', () => {
  test('every arrival is M/M/1, and turns shorten the queue', () => {
    expect(busyAtArrival({ arrivalRatePerSec: 80, every: 1, serviceMs: 10 })).toBeCloseTo(0.8, 9);
    // Two in turns: s is a root of s (a (1 - s) ... )² that solves to (1 + 4a - sqrt(1 + 8a)) / 2 with the load a per server.
    const load = 0.8;
    const root = (1 + 4 * load - Math.sqrt(1 + 8 * load)) / 2;
    expect(busyAtArrival({ arrivalRatePerSec: 160, every: 2, serviceMs: 10 })).toBeCloseTo(root, 9);
    expect(splitSojournMs({ arrivalRatePerSec: 160, every: 2, serviceMs: 10 })).toBeCloseTo(10 / (1 - root), 6);
    expect(busyAtArrival({ arrivalRatePerSec: 200, every: 2, serviceMs: 10 })).toBe(1);
  });
});

describe('fan-out', () => {
  test('two branches exactly, more by Nelson and Tantawi', () => {
    expect(forkJoinMs({ arrivalRatePerSec: 80, serviceMs: 10, branches: 2 })).toBeCloseTo((11.2 / 8) * 50, 10);
    // Without load the branches are independent: harmonic sums.
    for (const branches of [2, 4, 8]) expect(forkJoinMs({ arrivalRatePerSec: 1e-9, serviceMs: 10, branches })).toBeCloseTo(longestOfMs(branches, 10), 6);
    expect(forkJoinMs({ arrivalRatePerSec: 80, serviceMs: 10, branches: 1 })).toBeCloseTo(50, 10);
    expect(forkJoinMs({ arrivalRatePerSec: 100, serviceMs: 10, branches: 3 })).toBe(Infinity);
  });

  test('one slow server in a hundred slows 63 % of fan-outs to a hundred', () => {
    expect(shareMeetingSlow(100, 0.01)).toBeCloseTo(0.634, 3);
    expect(shareMeetingSlow(1, 0.01)).toBeCloseTo(0.01, 12);
  });
});

describe('hedging', () => {
  test('mean is the integral of its tail, quantiles are those of the tail', () => {
    const hedge = { meanMs: 10, afterMs: 15 };
    const tail = (ms: number): number => (ms < 15 ? Math.exp(-ms / 10) : Math.exp(-1.5) * Math.exp(-(ms - 15) / 5));
    let mean = 0;
    for (let ms = 0; ms < 300; ms += 0.01) mean += 0.01 * tail(ms + 0.005);
    expect(hedgedMs(hedge)).toBeCloseTo(mean, 4);
    for (const q of [0.1, 0.5, 0.9, 0.999]) expect(tail(hedgedQuantileMs(hedge, q))).toBeCloseTo(1 - q, 12);
    expect(hedgedShare(hedge)).toBeCloseTo(Math.exp(-1.5), 12);
  });
});

describe('two choices', () => {
  test('the published values for a load of 0.9 and 0.99', () => {
    // Mitzenmacher 1996, the limit of many servers, in mean service times.
    expect(bestOfChoicesMs({ load: 0.9, choices: 2, serviceMs: 1 })).toBeCloseTo(2.6141, 3);
    expect(bestOfChoicesMs({ load: 0.99, choices: 2, serviceMs: 1 })).toBeCloseTo(5.432, 3);
    expect(bestOfChoicesMs({ load: 0.9, choices: 3, serviceMs: 1 })).toBeLessThan(2.1);
    expect(bestOfChoicesMs({ load: 0.9, choices: 1, serviceMs: 1 })).toBeCloseTo(10, 10);
    expect(bestOfChoicesMs({ load: 1, choices: 2, serviceMs: 1 })).toBe(Infinity);
  });
});

describe('retries', () => {
  test('attempts, what fails for good, and what a budget leaves', () => {
    expect(attemptsMade(0.5, 4)).toBeCloseTo(1.875, 12);
    expect([attemptsMade(1, 4), attemptsMade(0, 4)]).toEqual([4, 1]);
    expect(failedForGood(0.5, 4)).toBeCloseTo(0.0625, 12);
    expect([budgetedAttempts(0.2, 4), budgetedAttempts(9, 4)]).toEqual([1.2, 4]);
    // Capacity for 300 a second, three attempts each: a load of 100 keeps it down.
    expect(hiddenCapacityPerSec(300, 3)).toBe(100);
    expect(probedShare({ ratePerSec: 50, openMs: 5000 })).toBeCloseTo(1 / 251, 12);
  });

  test('the rate settles where load times attempts meets itself', () => {
    const failureAt = (rate: number): number => Math.max(0, 1 - 100 / rate);
    const rate = settledRatePerSec({ ratePerSec: 120, attempts: 3, failureAt });
    expect(rate).toBeCloseTo(120 * attemptsMade(failureAt(rate), 3), 6);
    expect(settledRatePerSec({ ratePerSec: 80, attempts: 3, failureAt })).toBe(80);
  });
});

describe('token bucket', () => {
  test('one token is Erlang B for constant times, many tokens are M/D/1 with room', () => {
    expect(refusedByBucket({ arrivalRatePerSec: 80, refillPerSec: 100, capacity: 1 })).toBeCloseTo(0.8 / 1.8, 12);
    expect(refusedByBucket({ arrivalRatePerSec: 200, refillPerSec: 100, capacity: 200 })).toBeCloseTo(0.5, 6);
    const few = refusedByBucket({ arrivalRatePerSec: 80, refillPerSec: 100, capacity: 5 });
    // Constant times lose less than exponential ones with the same room.
    const exponential = finiteQueueMeans({ arrivalRatePerSec: 80, serviceMs: 10, servers: 1, queueCapacity: 4 });
    expect(few).toBeGreaterThan(0);
    expect(few).toBeLessThan(Object.values(exponential).find((value) => value > 0 && value < 0.2)!);
  });
});

describe('caches', () => {
  test('Zipf shares', () => {
    const shares = zipfShares(3, 1);
    expect(shares.map((share) => share * (11 / 6))).toEqual([expect.closeTo(1, 12), expect.closeTo(1 / 2, 12), expect.closeTo(1 / 3, 12)]);
  });

  test('Che: keys that are all alike are hit as often as there is room for them', () => {
    const alike = zipfShares(1000, 0);
    expect(lruHitShare(alike, 250)).toBeCloseTo(0.25, 6);
    expect(lruHitShare(alike, 1000)).toBe(1);
  });

  test('Che agrees with a cache that is run', () => {
    const shares = zipfShares(200, 0.9);
    let seed = 1;
    const draw = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    const cached = new Map<number, true>();
    let hits = 0;
    for (let i = 0; i < 400_000; i++) {
      let key = 0;
      for (let u = draw(); key < 199 && u >= shares[key]; key++) u -= shares[key];
      if (cached.delete(key)) hits++;
      else if (cached.size === 40) cached.delete(cached.keys().next().value!);
      cached.set(key, true);
    }
    expect(Math.abs(hits / 400_000 - lruHitShare(shares, 40))).toBeLessThan(0.005);
  });

  test('a time to live', () => {
    expect(ttlHitShare({ shares: [1], ratePerSec: 1, ttlMs: 9000 })).toBeCloseTo(0.9, 12);
  });
});

describe('messages', () => {
  test('leases, partitions and backlogs', () => {
    const leases = { meanMs: 10, leaseMs: 10 * Math.LN2, maxDeliveries: 3 };
    expect(deliveriesMade(leases)).toBeCloseTo(1.75, 10);
    expect(putAsideShare(leases)).toBeCloseTo(0.125, 10);
    expect(groupCapacityPerSec([0.5, 0.25, 0.25], 10)).toBeCloseTo(200, 10);
    expect(drainMs({ backlog: 100, ratePerSec: 50, capacityPerSec: 100 })).toBeCloseTo(2000, 10);
    expect(drainMs({ backlog: 100, ratePerSec: 100, capacityPerSec: 100 })).toBe(Infinity);
  });
});

describe('held workers', () => {
  test('a chain is one service time', () => {
    const parts = [{ meanMs: 5, variation: 0 }, { meanMs: 3, variation: 1 }];
    expect(heldMs(parts)).toBe(8);
    expect(heldCapacityPerSec(4, 8)).toBe(500);
    // Pollaczek and Khinchine: rate times second moment, divided by twice what is spare.
    expect(heldWorkerWaitMs({ arrivalRatePerSec: 100, parts })).toBeCloseTo((0.1 * (64 + 9)) / 2 / 0.2, 10);
  });
});
