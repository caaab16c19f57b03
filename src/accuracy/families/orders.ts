import { conservedWaitMs, lifoWaitQuantileMs, preemptiveSojournsMs, priorityWaitsMs, sharedSojournMs } from '../../base/theory/disciplines.ts';
import type { Report } from '../../engine/report.ts';
import { call, classes, draw, lasting, type Piece, poisson, service } from '../draw.ts';
import { EXACT, type Family, fromReport } from '../family.ts';
import { percentile, time } from '../figure.ts';
import { orNaN, sourceOf, stationOf } from '../read.ts';

const base = { group: 'Orders of service', standing: EXACT } as const;

function sharing(): Family {
  return {
    ...base, id: 'processor-sharing', title: 'Processor sharing', summary: 'All requests share one worker, which is 60 % busy; lognormal service times (coefficient of variation 1.5), on which the mean does not depend.',
    source: 'Kleinrock 1967; Kleinrock 1976, section 4.4', controls: { utilization: 0.6, offeredPerSec: 60 },
    draw: () => draw(
      'M/G/1-PS', lasting(120_000, 60), poisson('users', 60), call('users', 'api'),
      service('api', { servers: 1, serviceMs: 10, serviceDistribution: 'lognormal', serviceVariation: 1.5, queueOrder: 'shared' }),
    ),
    figures: [time('sojournMs', 'mean sojourn', sharedSojournMs({ arrivalRatePerSec: 60, serviceMs: 10 }))],
    measure: fromReport((report) => ({ ...stationOf(report, 'api'), offeredPerSec: sourceOf(report, 'users').offeredPerSec })),
  };
}

/** Two clients with a class of their own, and what each class needs of one worker. */
function twoClasses(title: string, requests: number, options: { readonly rates: readonly [number, number]; readonly needsMs: readonly [number, number]; readonly api: Piece }) {
  const { rates: [first, second], needsMs, api } = options;
  const steps = (ms: number) => [{ do: 'work' as const, ms }];
  const handlers = [{ class: 'low', steps: steps(needsMs[0]) }, { class: 'high', steps: steps(needsMs[1]) }];
  const server: Piece = { components: api.components!.map((component) => ({ ...component, handlers })) };
  return () => draw(
    title, lasting(requests, first + second), classes('low', 'high'), poisson('low-users', first, [{ class: 'low', weight: 1 }]),
    poisson('high-users', second, [{ class: 'high', weight: 1 }]), server, call('low-users', 'api'), call('high-users', 'api'),
  );
}

const measureTwo = fromReport((report: Report) => {
  const [low, high] = [sourceOf(report, 'low-users'), sourceOf(report, 'high-users')];
  return {
    utilization: stationOf(report, 'api').utilization, low: orNaN(low.answeredMs.mean), high: orNaN(high.answeredMs.mean), lowPerSec: low.offeredPerSec,
    highPerSec: high.offeredPerSec,
  };
});

function sharingByNeed(): Family {
  const all = { arrivalRatePerSec: 55, serviceMs: (40 * 5 + 15 * 20) / 55 };
  return {
    ...base, id: 'sharing-by-need', title: 'Processor sharing, by need', summary: 'Short requests of 5 ms and long ones of 20 ms share one worker: each takes its need divided by what is spare.',
    source: 'Kleinrock 1976, section 4.4', controls: { lowPerSec: 40, highPerSec: 15 },
    draw: twoClasses('Sharing by need', 90_000, { rates: [40, 15], needsMs: [5, 20], api: service('api', { servers: 1, serviceDistribution: 'deterministic', queueOrder: 'shared' }) }),
    figures: [time('low', 'mean sojourn, short', sharedSojournMs(all, 5)), time('high', 'mean sojourn, long', sharedSojournMs(all, 20))],
    measure: measureTwo,
  };
}

function lastFirst(): Family {
  const queue = { arrivalRatePerSec: 50, serviceMs: 10 };
  return {
    ...base, id: 'lifo', title: 'Last in, first out', summary: 'One worker, half busy, serves the newest first: the mean is that of first in, first out, and the tail is that of the busy period.',
    source: 'Kleinrock 1976, section 3.4 (conservation); Takács 1962 for the busy period', controls: { utilization: 0.5, offeredPerSec: 50 },
    draw: () => draw('M/M/1, last in first out', lasting(160_000, 50), poisson('users', 50), service('api', { servers: 1, serviceMs: 10, queueOrder: 'lifo' }), call('users', 'api')),
    figures: [
      time('waitMs', 'mean wait', conservedWaitMs({ ...queue, variation: 1 })), percentile('waitP90', 'wait p90', lifoWaitQuantileMs(queue, 0.9)),
      percentile('waitP99', 'wait p99', lifoWaitQuantileMs(queue, 0.99)),
    ],
    measure: fromReport((report) => ({ ...stationOf(report, 'api'), offeredPerSec: sourceOf(report, 'users').offeredPerSec })),
  };
}

const PRIORITY = [{ arrivalRatePerSec: 20, serviceMs: 10, variation: 1 }, { arrivalRatePerSec: 30, serviceMs: 10, variation: 1 }];

function byPriority(): Family {
  const [high, low] = priorityWaitsMs(PRIORITY);
  return {
    ...base, id: 'priority', title: 'Priorities', summary: 'Two classes before one worker, half busy, that finishes what it has begun.', source: 'Cobham 1954; Kleinrock 1976, section 3.6',
    controls: { utilization: 0.5, lowPerSec: 30, highPerSec: 20 },
    draw: twoClasses('Priorities', 120_000, { rates: [30, 20], needsMs: [10, 10], api: service('api', { servers: 1, serviceMs: 10, queueOrder: 'priority' }) }),
    figures: [time('high', 'mean sojourn, high', high + 10), time('low', 'mean sojourn, low', low + 10)], measure: measureTwo,
  };
}

function interrupting(): Family {
  const [high, low] = preemptiveSojournsMs(PRIORITY);
  return {
    ...base, id: 'preemptive', title: 'Priorities that interrupt', summary: 'The same two classes; a request of the high one interrupts one of the low one, which goes on where it was.',
    source: 'Kleinrock 1976, section 3.6', controls: { utilization: 0.5, lowPerSec: 30, highPerSec: 20 },
    draw: twoClasses('Priorities that interrupt', 120_000, { rates: [30, 20], needsMs: [10, 10], api: service('api', { servers: 1, serviceMs: 10, queueOrder: 'preemptive' }) }),
    figures: [time('high', 'mean sojourn, high', high), time('low', 'mean sojourn, low', low)], measure: measureTwo,
  };
}

/** Orders in which a queue is served. */
export const ORDERS: readonly Family[] = [sharing(), sharingByNeed(), lastFirst(), byPriority(), interrupting()];
