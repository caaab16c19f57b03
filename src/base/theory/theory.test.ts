import { describe, expect, test } from 'vitest';
import { closedNetworkMeans } from './closed-network.ts';
import { erlangB, erlangC } from './erlang.ts';
import { finiteQueueMeans } from './finite-queue.ts';
import { generalServiceWaitMs } from './general-service.ts';
import { multiServerMeans, sojournQuantileMs, sojournTail, waitQuantileMs } from './multi-server.ts';
import { networkSojournMs, openNetworkMeans } from './open-network.ts';

describe('Erlang', () => {
  test('B by its definition and by published tables', () => {
    const byDefinition = (servers: number, load: number): number => {
      let term = 1;
      let sum = 1;
      for (let n = 1; n <= servers; n++) sum += term *= load / n;
      return term / sum;
    };
    for (const [servers, load] of [[1, 1], [5, 3], [10, 5], [30, 25], [50, 70]]) expect(erlangB(servers, load)).toBeCloseTo(byDefinition(servers, load), 14);
    // Published: 1 server and 1 erlang lose half; 10 servers lose 1 % of 4.461 erlangs; 100 servers 1 % of 84.06.
    expect(erlangB(1, 1)).toBe(0.5);
    expect(erlangB(10, 4.461)).toBeCloseTo(0.01, 4);
    expect(erlangB(100, 84.06)).toBeCloseTo(0.01, 4);
    expect([erlangB(3, 0), erlangB(0, 2)]).toEqual([0, 1]);
  });

  test('C', () => {
    // One server: the load. Two servers: 2 a² / (2 + a) / 2 ... for a = 1 a third (Kleinrock 1975).
    expect(erlangC(1, 0.7)).toBeCloseTo(0.7, 14);
    expect(erlangC(2, 1)).toBeCloseTo(1 / 3, 14);
    // 5 servers, 4 erlangs: 0.5541; 10 servers, 8 erlangs: 0.4092 (Gross and Harris' tables).
    expect(erlangC(5, 4)).toBeCloseTo(0.5541, 4);
    expect(erlangC(10, 8)).toBeCloseTo(0.4092, 4);
    expect([erlangC(3, 3), erlangC(3, 9)]).toEqual([1, 1]);
  });
});

describe('M/M/c', () => {
  test('one server', () => {
    // Load 0.8: L = 4, Lq = 3.2, W = 5 services, Wq = 4.
    const means = multiServerMeans({ arrivalRatePerSec: 80, serviceMs: 10, servers: 1 });
    expect(means.utilization).toBeCloseTo(0.8, 12);
    expect([means.waitMs, means.sojournMs, means.numberInQueue, means.numberInSystem]).toEqual([expect.closeTo(40, 9), expect.closeTo(50, 9), expect.closeTo(3.2, 9), expect.closeTo(4, 9)]);
  });

  test('several servers', () => {
    // Two servers at a load of 1 erlang: L = 4/3, W = 4/3 services.
    const means = multiServerMeans({ arrivalRatePerSec: 100, serviceMs: 10, servers: 2 });
    expect([means.sojournMs, means.numberInSystem]).toEqual([expect.closeTo(40 / 3, 9), expect.closeTo(4 / 3, 9)]);
  });

  test('overload has no means', () => {
    expect(multiServerMeans({ arrivalRatePerSec: 200, serviceMs: 10, servers: 2 })).toMatchObject({ utilization: 1, waitMs: Infinity, numberInSystem: Infinity });
    expect(sojournQuantileMs({ arrivalRatePerSec: 200, serviceMs: 10, servers: 2 }, 0.5)).toBe(Infinity);
    expect(waitQuantileMs({ arrivalRatePerSec: 200, serviceMs: 10, servers: 2 }, 0.5)).toBe(Infinity);
  });

  test('quantiles of M/M/1: the sojourn time is exponential', () => {
    const queue = { arrivalRatePerSec: 80, serviceMs: 10, servers: 1 };
    for (const q of [0.5, 0.9, 0.99]) expect(sojournQuantileMs(queue, q)).toBeCloseTo(-50 * Math.log(1 - q), 8);
    // A fifth does not wait.
    expect([waitQuantileMs(queue, 0.1), waitQuantileMs(queue, 0.2)]).toEqual([0, 0]);
    expect(waitQuantileMs(queue, 0.99)).toBeCloseTo(50 * Math.log(80), 8);
  });

  test('quantiles of M/M/c agree with their tails, and means with their integrals', () => {
    // Loads of c - 1 make wait and service alike.
    for (const [arrivalRatePerSec, servers] of [[150, 2], [100, 2], [300, 4], [290, 4], [700, 8]]) {
      const queue = { arrivalRatePerSec, serviceMs: 10, servers };
      for (const q of [0.1, 0.5, 0.95, 0.999]) expect(sojournTail(queue, sojournQuantileMs(queue, q))).toBeCloseTo(1 - q, 10);
      let integral = 0;
      for (let ms = 0; ms < 4000; ms += 0.05) integral += 0.05 * sojournTail(queue, ms + 0.025);
      expect(integral).toBeCloseTo(multiServerMeans(queue).sojournMs, 4);
    }
  });
});

describe('M/M/c/K', () => {
  test('one server', () => {
    // Load 0.5, three in all: the last has weight 1/8 of 15/8.
    const means = finiteQueueMeans({ arrivalRatePerSec: 50, serviceMs: 10, servers: 1, queueCapacity: 2 });
    expect(means.rejectedShare).toBeCloseTo(1 / 15, 12);
    expect(means.numberInSystem).toBeCloseTo((1 * 4 + 2 * 2 + 3) / 15, 12);
    expect(means.utilization).toBeCloseTo(7 / 15, 12);
    expect(means.sojournMs).toBeCloseTo((means.numberInSystem / means.throughputPerSec) * 1000, 9);
  });

  test('a load of 1 makes all numbers alike', () => {
    expect(finiteQueueMeans({ arrivalRatePerSec: 100, serviceMs: 10, servers: 1, queueCapacity: 9 }).rejectedShare).toBeCloseTo(1 / 11, 12);
  });

  test('without waiting places it is Erlang B, with very many M/M/c', () => {
    expect(finiteQueueMeans({ arrivalRatePerSec: 300, serviceMs: 10, servers: 5, queueCapacity: 0 }).rejectedShare).toBeCloseTo(erlangB(5, 3), 12);
    const long = finiteQueueMeans({ arrivalRatePerSec: 300, serviceMs: 10, servers: 5, queueCapacity: 2000 });
    expect(long.waitMs).toBeCloseTo(multiServerMeans({ arrivalRatePerSec: 300, serviceMs: 10, servers: 5 }).waitMs, 9);
  });

  test('overload', () => {
    const means = finiteQueueMeans({ arrivalRatePerSec: 10_000, serviceMs: 10, servers: 2, queueCapacity: 1000 });
    expect(means.throughputPerSec).toBeCloseTo(200, 6);
    expect(means.rejectedShare).toBeCloseTo(0.98, 9);
    expect(means.numberInQueue).toBeGreaterThan(999);
  });
});

test('M/G/1: Pollaczek and Khinchine', () => {
  const queue = { arrivalRatePerSec: 80, serviceMs: 10 };
  expect(generalServiceWaitMs({ ...queue, variation: 1 })).toBeCloseTo(40, 9);
  expect(generalServiceWaitMs({ ...queue, variation: 0 })).toBeCloseTo(20, 9);
  expect(generalServiceWaitMs({ ...queue, variation: 0.5 })).toBeCloseTo(25, 9);
  expect(generalServiceWaitMs({ ...queue, variation: 3 })).toBeCloseTo(200, 9);
  expect(generalServiceWaitMs({ arrivalRatePerSec: 100, serviceMs: 10, variation: 1 })).toBe(Infinity);
});

describe('open networks', () => {
  test('a tandem is its stations one after another', () => {
    const stations = [
      { servers: 1, serviceMs: 10, arrivalRatePerSec: 50, routing: [0, 1] },
      { servers: 2, serviceMs: 30, arrivalRatePerSec: 0, routing: [] },
    ];
    const [first, second] = openNetworkMeans(stations);
    expect([first.throughputPerSec, second.throughputPerSec]).toEqual([50, 50]);
    expect(networkSojournMs(stations)).toBeCloseTo(first.sojournMs + second.sojournMs, 9);
    expect(second.sojournMs).toBeCloseTo(multiServerMeans({ arrivalRatePerSec: 50, serviceMs: 30, servers: 2 }).sojournMs, 12);
  });

  test('feedback multiplies visits', () => {
    // A quarter comes back: 40/s from outside make 160/3 visits a second.
    const [station] = openNetworkMeans([{ servers: 1, serviceMs: 10, arrivalRatePerSec: 40, routing: [0.25] }]);
    expect(station.throughputPerSec).toBeCloseTo(160 / 3, 9);
  });

  test('branches and joins', () => {
    const flows = openNetworkMeans([
      { servers: 9, serviceMs: 1, arrivalRatePerSec: 100, routing: [0, 0.3, 0.7] },
      { servers: 9, serviceMs: 1, arrivalRatePerSec: 20, routing: [0, 0, 0.5] },
      { servers: 9, serviceMs: 1, arrivalRatePerSec: 0, routing: [0.1, 0, 0] },
    ]).map(({ throughputPerSec }) => throughputPerSec);
    expect(flows[0]).toBeCloseTo(100 + 0.1 * flows[2], 9);
    expect(flows[1]).toBeCloseTo(20 + 0.3 * flows[0], 9);
    expect(flows[2]).toBeCloseTo(0.7 * flows[0] + 0.5 * flows[1], 9);
    expect(() => openNetworkMeans([{ servers: 1, serviceMs: 1, arrivalRatePerSec: 1, routing: [1] }])).toThrow('never leaves');
  });
});

describe('closed networks', () => {
  /** Machine repair (M/M/c with finitely many users), from its birth-death process. */
  const repair = (users: number, thinkMs: number, serviceMs: number, servers: number): { readonly throughputPerSec: number; readonly inside: number } => {
    let weight = 1;
    let total = 1;
    let inside = 0;
    let busy = 0;
    for (let n = 1; n <= users; n++) {
      weight *= ((users - n + 1) / thinkMs) * (serviceMs / Math.min(n, servers));
      total += weight;
      inside += n * weight;
      busy += Math.min(n, servers) * weight;
    }
    return { throughputPerSec: (busy / total / serviceMs) * 1000, inside: inside / total };
  };

  test('one station is the machine-repair model', () => {
    for (const [users, thinkMs, serviceMs, servers] of [[1, 100, 10, 1], [20, 200, 15, 1], [50, 100, 10, 3], [30, 5, 40, 8], [400, 100, 20, 16]]) {
      const means = closedNetworkMeans({ users, thinkMs, stations: [{ servers, serviceMs, visits: 1 }] });
      const exact = repair(users, thinkMs, serviceMs, servers);
      expect(means.throughputPerSec / exact.throughputPerSec).toBeCloseTo(1, 9);
      expect(means.stations[0].numberInSystem / exact.inside).toBeCloseTo(1, 9);
      expect((means.responseMs * exact.throughputPerSec) / exact.inside).toBeCloseTo(1000, 6);
    }
  });

  test('balanced stations share what there is', () => {
    // K alike stations without thinking: the throughput is N / ((N + K - 1) D).
    const stations = Array.from({ length: 4 }, () => ({ servers: 1, serviceMs: 10, visits: 1 }));
    expect(closedNetworkMeans({ users: 7, thinkMs: 0, stations }).throughputPerSec).toBeCloseTo((7 / (10 * 10)) * 1000, 9);
  });

  test('visits multiply demand, and many users meet the bottleneck', () => {
    const once = closedNetworkMeans({ users: 9, thinkMs: 50, stations: [{ servers: 1, serviceMs: 30, visits: 1 }] });
    const thrice = closedNetworkMeans({ users: 9, thinkMs: 50, stations: [{ servers: 1, serviceMs: 10, visits: 3 }] });
    expect(thrice.throughputPerSec).toBeCloseTo(once.throughputPerSec, 9);
    expect(thrice.stations[0].sojournMs * 3).toBeCloseTo(once.stations[0].sojournMs, 9);
    const crowd = closedNetworkMeans({ users: 500, thinkMs: 100, stations: [{ servers: 1, serviceMs: 10, visits: 1 }, { servers: 2, serviceMs: 30, visits: 1 }] });
    expect(crowd.throughputPerSec).toBeCloseTo(1000 / 15, 6);
    expect(crowd.stations[1].utilization).toBeCloseTo(1, 6);
    expect(closedNetworkMeans({ users: 0, thinkMs: 1, stations: [] }).throughputPerSec).toBe(0);
  });
});
