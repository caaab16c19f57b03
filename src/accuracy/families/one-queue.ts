import { multiServerMeans, sojournQuantileMs, waitQuantileMs } from '../../base/theory/multi-server.ts';
import { call, draw, lasting, poisson, service } from '../draw.ts';
import { EXACT, type Family, fromReport } from '../family.ts';
import { componentOf, orNaN, sourceOf } from '../read.ts';

/** Queues with Poisson arrivals and one line. */
export const ONE_QUEUE: readonly Family[] = [oneServer()];

function oneServer(): Family {
  const queue = { arrivalRatePerSec: 50, serviceMs: 10, servers: 1 };
  const means = multiServerMeans(queue);
  return {
    id: 'm-m-1',
    title: 'M/M/1',
    group: 'One queue',
    summary: 'Poisson arrivals to one worker with exponential service and an unlimited queue, half busy.',
    source: 'Kleinrock 1975, section 3.2',
    standing: EXACT,
    draw: () => draw('M/M/1', lasting(100_000, 50), poisson('users', 50), service('api', { servers: 1, serviceMs: 10 }), call('users', 'api')),
    figures: [
      { id: 'waitMs', title: 'mean wait', unit: 'ms', theory: means.waitMs },
      { id: 'sojournMs', title: 'mean sojourn', unit: 'ms', theory: means.sojournMs },
      { id: 'numberInSystem', title: 'mean number in system', unit: 'count', theory: means.numberInSystem },
      { id: 'waitP95', title: 'wait p95', unit: 'ms', theory: waitQuantileMs(queue, 0.95), isPercentile: true },
      { id: 'sojournP99', title: 'sojourn p99', unit: 'ms', theory: sojournQuantileMs(queue, 0.99), isPercentile: true },
    ],
    controls: { utilization: means.utilization, offeredPerSec: 50 },
    measure: fromReport((report) => {
      const { utilization, waitMs, sojournMs, meanInSystem } = componentOf(report, 'api');
      return {
        utilization: orNaN(utilization), offeredPerSec: sourceOf(report, 'users').offeredPerSec, waitMs: orNaN(waitMs.mean), sojournMs: orNaN(sojournMs.mean),
        numberInSystem: meanInSystem, waitP95: orNaN(waitMs.p95), sojournP99: orNaN(sojournMs.p99),
      };
    }),
  };
}
