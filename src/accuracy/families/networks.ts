import { closedNetworkMeans } from '../../base/theory/closed-network.ts';
import { heldCapacityPerSec, heldMs, heldWorkerWaitMs } from '../../base/theory/nested-calls.ts';
import { networkSojournMs, openNetworkMeans } from '../../base/theory/open-network.ts';
import { multiServerMeans } from '../../base/theory/multi-server.ts';
import { splitSojournMs } from '../../base/theory/renewal-arrivals.ts';
import { ln } from '../../base/math.ts';
import { balancer, call, component, draw, lasting, poisson, service, users } from '../draw.ts';
import { EXACT, type Family, fromReport } from '../family.ts';
import { figure, percentile, time } from '../figure.ts';
import { componentOf, orNaN, sourceOf, stationOf } from '../read.ts';

const base = { group: 'Networks', standing: EXACT } as const;

function inTurns(): Family {
  const sojournMs = splitSojournMs({ arrivalRatePerSec: 180, every: 3, serviceMs: 10 });
  return {
    ...base, id: 'gi-m-1', title: 'GI/M/1 by round robin', summary: 'A balancer gives every third request of a Poisson stream to each of three workers, 60 % busy: Erlang arrivals.',
    source: 'Kleinrock 1975, section 6.4', controls: { utilization: 0.6, offeredPerSec: 180 },
    draw: () => draw(
      'GI/M/1', lasting(120_000, 180), poisson('users', 180), balancer('balancer', 'roundRobin'), service('api', { replicas: 3, servers: 1, serviceMs: 10 }),
      call('users', 'balancer'), call('balancer', 'api'),
    ),
    figures: [time('sojournMs', 'mean sojourn', sojournMs), percentile('sojournP99', 'sojourn p99', ln(100) * sojournMs), time('waitMs', 'mean wait', sojournMs - 10)],
    measure: fromReport((report) => ({ ...stationOf(report, 'api'), offeredPerSec: sourceOf(report, 'users').offeredPerSec })),
  };
}

function byChance(): Family {
  const { sojournMs, waitMs } = multiServerMeans({ arrivalRatePerSec: 50, serviceMs: 10, servers: 1 });
  return {
    ...base, id: 'random-split', title: 'Random split', summary: 'A balancer sends each request of a Poisson stream to one of four workers by chance: four M/M/1, half busy.',
    source: 'Kingman 1993, section 5.1 (colouring)', controls: { utilization: 0.5, offeredPerSec: 200 },
    draw: () => draw(
      'Random split', lasting(120_000, 200), poisson('users', 200), balancer('balancer', 'random'), service('api', { replicas: 4, servers: 1, serviceMs: 10 }),
      call('users', 'balancer'), call('balancer', 'api'),
    ),
    figures: [time('waitMs', 'mean wait', waitMs), time('sojournMs', 'mean sojourn', sojournMs)],
    measure: fromReport((report) => ({ ...stationOf(report, 'api'), offeredPerSec: sourceOf(report, 'users').offeredPerSec })),
  };
}

function openNetwork(): Family {
  const stations = [
    { servers: 2, serviceMs: 10, arrivalRatePerSec: 100, routing: [0, 0.6, 0] },
    { servers: 1, serviceMs: 8, arrivalRatePerSec: 20, routing: [0, 0, 0.5] },
    { servers: 2, serviceMs: 25, arrivalRatePerSec: 0, routing: [] },
  ];
  const [a, b, c] = openNetworkMeans(stations);
  const release = { hold: 'release' };
  return {
    ...base, id: 'open-jackson', title: 'Open Jackson network', summary: 'Three stations that free their workers while they call; 60 % of requests go on from the first to the second, half of those there to the third, and the second has callers of its own.',
    source: 'Jackson 1957; Kleinrock 1975, section 4.2', controls: { loadA: a.utilization, loadB: b.utilization, loadC: c.utilization },
    draw: () => draw(
      'Jackson', lasting(345_000, 120), poisson('users', 100), poisson('others', 20), service('a', { servers: 2, serviceMs: 10 }), service('b', { servers: 1, serviceMs: 8 }),
      service('c', { servers: 2, serviceMs: 25 }), call('users', 'a'), call('others', 'b'), call('a', 'b', { ...release, probability: 0.6 }), call('b', 'c', { ...release, probability: 0.5 }),
    ),
    figures: [
      time('a', 'mean wait at the first', a.waitMs), time('b', 'mean wait at the second', b.waitMs), time('c', 'mean wait at the third', c.waitMs),
      time('through', 'mean time in the network', networkSojournMs(stations)),
    ],
    measure: fromReport((report) => {
      const [first, second, third] = ['a', 'b', 'c'].map((id) => stationOf(report, id));
      const [most, few] = ['users', 'others'].map((id) => sourceOf(report, id));
      const times = most!.answeredMs.count * orNaN(most!.answeredMs.mean) + few!.answeredMs.count * orNaN(few!.answeredMs.mean);
      return {
        a: first!.waitMs, b: second!.waitMs, c: third!.waitMs, loadA: first!.utilization, loadB: second!.utilization, loadC: third!.utilization,
        through: times / (most!.answeredMs.count + few!.answeredMs.count),
      };
    }),
  };
}

function revisits(): Family {
  // Work, a call, and work again: two visits of a request, at which it waits in the same line.
  const stations = [{ servers: 2, serviceMs: 5, arrivalRatePerSec: 120, routing: [0, 0.5] }, { servers: 1, serviceMs: 4, arrivalRatePerSec: 0, routing: [1, 0] }];
  const [a, b] = openNetworkMeans(stations);
  return {
    ...base, id: 'revisits', title: 'Network with revisits', summary: 'Requests work, call with their worker freed, and come back to the same line to work again.', source: 'Jackson 1963; Kelly 1979, section 3.1',
    controls: { loadA: a.utilization, loadB: b.utilization },
    draw: () => draw(
      'Revisits', lasting(100_000, 120), poisson('users', 120),
      component('service', 'a', { queueCapacity: 'unbounded', servers: 2, serviceMs: 5, serviceDistribution: 'exponential' }, { handlers: [{ steps: [{ do: 'work' }, { do: 'call', connection: 'a-b' }, { do: 'work' }] }] }),
      service('b', { servers: 1, serviceMs: 4 }), call('users', 'a'), call('a', 'b', { hold: 'release' }),
    ),
    figures: [
      figure('inA', 'mean number at the first', 'count', a.numberInSystem), figure('inB', 'mean number at the second', 'count', b.numberInSystem),
      time('through', 'mean time in the network', networkSojournMs(stations)),
    ],
    measure: fromReport((report) => {
      const [first, second] = [stationOf(report, 'a'), stationOf(report, 'b')];
      // Who is out at the second station is also counted at the first.
      return {
        inA: first.numberInSystem - second.numberInSystem, inB: second.numberInSystem, loadA: first.utilization, loadB: second.utilization,
        through: orNaN(sourceOf(report, 'users').answeredMs.mean),
      };
    }),
  };
}

function closedNetwork(): Family {
  const exact = closedNetworkMeans({ users: 20, thinkMs: 150, stations: [{ servers: 2, serviceMs: 20, visits: 1 }, { servers: 1, serviceMs: 12, visits: 1 }] });
  const [first, second] = exact.stations;
  return {
    ...base, id: 'closed-network', title: 'Closed network with think time', summary: 'Twenty users who think for 150 ms, ask two stations in a row, and wait for the answer: exact mean value analysis.',
    source: 'Reiser and Lavenberg 1980; Buzen 1973',
    draw: () => draw(
      'Closed network', lasting(50_000, exact.throughputPerSec), users('users', 20, 150), service('a', { servers: 2, serviceMs: 20 }), service('b', { servers: 1, serviceMs: 12 }),
      call('users', 'a'), call('a', 'b', { hold: 'release' }),
    ),
    figures: [
      figure('throughputPerSec', 'throughput', 'perSec', exact.throughputPerSec), time('responseMs', 'mean response', exact.responseMs),
      figure('loadA', 'utilization of the first', 'share', first!.utilization), figure('loadB', 'utilization of the second', 'share', second!.utilization),
      figure('inB', 'mean number at the second', 'count', second!.numberInSystem),
    ],
    measure: fromReport((report) => {
      const [a, b] = [stationOf(report, 'a'), stationOf(report, 'b')];
      const { throughputPerSec, answeredMs } = sourceOf(report, 'users');
      return { throughputPerSec, responseMs: orNaN(answeredMs.mean), loadA: a.utilization, loadB: b.utilization, inB: b.numberInSystem };
    }),
  };
}

function heldWorkers(): Family {
  const parts = [{ meanMs: 6, variation: 1 }, { meanMs: 9, variation: 1 }];
  const waitMs = heldWorkerWaitMs({ arrivalRatePerSec: 36, parts });
  return {
    ...base, id: 'held-worker', title: 'Worker held by a nested call', summary: 'One worker that is kept while it calls a service which is never short of workers: M/G/1 with both times as service.',
    source: 'Kleinrock 1975, section 5.6', controls: { utilization: (36 * heldMs(parts)) / 1000, offeredPerSec: 36 },
    draw: () => draw('Held worker', lasting(140_000, 36), poisson('users', 36), service('api', { servers: 1, serviceMs: 6 }), service('back', { servers: 500, serviceMs: 9 }), call('users', 'api'), call('api', 'back')),
    figures: [time('waitMs', 'mean wait', waitMs), time('endMs', 'mean answer', waitMs + heldMs(parts))],
    measure: fromReport((report) => {
      const { answeredMs, offeredPerSec } = sourceOf(report, 'users');
      return { ...stationOf(report, 'api'), offeredPerSec, endMs: orNaN(answeredMs.mean) };
    }),
  };
}

function heldCapacity(): Family {
  return {
    ...base, id: 'held-capacity', title: 'Capacity of held workers', summary: 'Users who do not think keep four workers busy, each held for its own 5 ms and a call of 15 ms.', source: 'renewal theorem; Ross 1996, section 3.3',
    draw: () => draw(
      'Held capacity', lasting(30_000, 200), users('users', 40, 0), service('api', { servers: 4, serviceMs: 5 }), service('back', { servers: 500, serviceMs: 15 }), call('users', 'api'),
      call('api', 'back'),
    ),
    figures: [figure('throughputPerSec', 'throughput', 'perSec', heldCapacityPerSec(4, 20)), figure('inBack', 'mean number in the callee', 'count', 3)],
    measure: fromReport((report) => ({ throughputPerSec: sourceOf(report, 'users').throughputPerSec, inBack: componentOf(report, 'back').meanInSystem })),
  };
}

/** Several stations. */
export const NETWORKS: readonly Family[] = [inTurns(), byChance(), openNetwork(), revisits(), closedNetwork(), heldWorkers(), heldCapacity()];
