import { erlangB, erlangC } from '../../base/theory/erlang.ts';
import { finiteQueueMeans } from '../../base/theory/finite-queue.ts';
import { generalServiceWaitMs } from '../../base/theory/general-service.ts';
import { multiServerMeans, sojournQuantileMs, waitQuantileMs } from '../../base/theory/multi-server.ts';
import type { EngineRun } from '../../engine/engine-run.ts';
import { COMPONENT_MEASURES } from '../../model/measures.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import { call, draw, lasting, poisson, service } from '../draw.ts';
import { EXACT, type Family, fromReport } from '../family.ts';
import { figure, percentile, time } from '../figure.ts';
import { componentOf, sourceOf, stationOf } from '../read.ts';

const base = { group: 'One queue', standing: EXACT } as const;

/** One line before workers, Poisson arrivals. */
const oneLine = (title: string, requests: number, ratePerSec: number, params: ParameterValues) => () =>
  draw(title, lasting(requests, ratePerSec), poisson('users', ratePerSec), service('api', params), call('users', 'api'));

const measure = fromReport((report) => ({ ...stationOf(report, 'api'), offeredPerSec: sourceOf(report, 'users').offeredPerSec }));

function oneServer(): Family {
  const queue = { arrivalRatePerSec: 50, serviceMs: 10, servers: 1 };
  const means = multiServerMeans(queue);
  return {
    ...base, id: 'm-m-1', title: 'M/M/1', summary: 'Poisson arrivals to one worker with exponential service and an unlimited queue, half busy.',
    source: 'Kleinrock 1975, section 3.2', draw: oneLine('M/M/1', 100_000, 50, { servers: 1, serviceMs: 10 }), measure,
    controls: { utilization: means.utilization, offeredPerSec: 50 },
    figures: [
      time('waitMs', 'mean wait', means.waitMs), time('sojournMs', 'mean sojourn', means.sojournMs),
      figure('numberInSystem', 'mean number in system', 'count', means.numberInSystem), percentile('waitP95', 'wait p95', waitQuantileMs(queue, 0.95)),
      percentile('sojournP99', 'sojourn p99', sojournQuantileMs(queue, 0.99)),
    ],
  };
}

function severalServers(): Family {
  const queue = { arrivalRatePerSec: 280, serviceMs: 10, servers: 4 };
  const means = multiServerMeans(queue);
  return {
    ...base, id: 'm-m-c', title: 'M/M/c', summary: 'Four workers behind one queue, 70 % busy.', source: 'Kleinrock 1975, section 3.5; Gross and Harris 1998, section 2.3',
    draw: oneLine('M/M/4', 340_000, 280, { servers: 4, serviceMs: 10 }), measure, controls: { utilization: means.utilization, offeredPerSec: 280 },
    figures: [
      time('waitMs', 'mean wait', means.waitMs), time('sojournMs', 'mean sojourn', means.sojournMs), percentile('waitP95', 'wait p95', waitQuantileMs(queue, 0.95)),
      percentile('waitP99', 'wait p99', waitQuantileMs(queue, 0.99)), percentile('sojournP50', 'sojourn p50', sojournQuantileMs(queue, 0.5)),
      percentile('sojournP99', 'sojourn p99', sojournQuantileMs(queue, 0.99)),
    ],
  };
}

/** Share of moments, one every `everyMs`, at which all workers are busy: what a Poisson arrival finds. */
function busyShare(run: EngineRun, servers: number, everyMs: number, warmUpMs: number): number {
  const working = COMPONENT_MEASURES.indexOf('working');
  const row = COMPONENT_MEASURES.length;
  let moments = 0;
  let busy = 0;
  for (let atMs = warmUpMs; ; atMs += everyMs) {
    run.advance(atMs, Infinity);
    if (run.outcome.kind === 'horizon') return busy / moments;
    moments++;
    if (run.observe().components[row + working] === servers) busy++;
  }
}

function waitingShare(): Family {
  const document = oneLine('Erlang C', 80_000, 600, { servers: 8, serviceMs: 10 });
  return {
    ...base, id: 'erlang-c', title: 'Erlang C', summary: 'Eight workers, three quarters busy: how often an arrival finds all of them busy, which is how often all are busy.',
    source: 'Erlang 1917; Kleinrock 1975, section 3.5; Wolff 1982 for arrivals that see what time sees', draw: document,
    figures: [figure('waitingShare', 'share that waits', 'share', erlangC(8, 6))],
    controls: { utilization: 0.75, offeredPerSec: 600 },
    measure: (run) => ({ waitingShare: busyShare(run, 8, 10, document().settings.warmUpMs), ...measure(run) }),
  };
}

function finiteRoom(): Family {
  const queue = { arrivalRatePerSec: 330, serviceMs: 10, servers: 3, queueCapacity: 5 };
  const means = finiteQueueMeans(queue);
  return {
    ...base, id: 'm-m-c-k', title: 'M/M/c/K', summary: 'Three workers and five waiting places under more load than they can take.', source: 'Kleinrock 1975, section 3.6; Gross and Harris 1998, section 2.5',
    draw: oneLine('M/M/3/8', 130_000, 330, { servers: 3, serviceMs: 10, queueCapacity: 5 }), measure, controls: { offeredPerSec: 330 },
    figures: [
      figure('rejectedShare', 'rejected share', 'share', means.rejectedShare), figure('throughputPerSec', 'throughput', 'perSec', means.throughputPerSec),
      figure('utilization', 'utilization', 'share', means.utilization), time('waitMs', 'mean wait', means.waitMs), time('sojournMs', 'mean sojourn', means.sojournMs),
      figure('numberInQueue', 'mean number in queue', 'count', means.numberInQueue),
    ],
  };
}

function lossSystem(): Family {
  return {
    ...base, id: 'erlang-b', title: 'Erlang B', summary: 'Five workers without a waiting place, four erlangs of lognormal service times (coefficient of variation 2): the loss depends on their mean alone.',
    source: 'Erlang 1917; Sevastyanov 1957 for any distribution', draw: oneLine('M/G/5/5', 110_000, 400, { servers: 5, queueCapacity: 0, serviceMs: 10, serviceDistribution: 'lognormal', serviceVariation: 2 }), measure,
    controls: { offeredPerSec: 400 },
    figures: [figure('rejectedShare', 'lost share', 'share', erlangB(5, 4)), figure('utilization', 'utilization', 'share', (4 * (1 - erlangB(5, 4))) / 5)],
  };
}

function generalService(): Family {
  const waitMs = generalServiceWaitMs({ arrivalRatePerSec: 50, serviceMs: 10, variation: 1.2 });
  return {
    ...base, id: 'm-g-1', title: 'M/G/1', summary: 'One worker, half busy, with lognormal service times (coefficient of variation 1.2).', source: 'Pollaczek 1930 and Khinchine 1932; Kleinrock 1975, section 5.6',
    draw: oneLine('M/G/1', 280_000, 50, { servers: 1, serviceMs: 10, serviceDistribution: 'lognormal', serviceVariation: 1.2 }), measure,
    controls: { utilization: 0.5, offeredPerSec: 50 }, figures: [time('waitMs', 'mean wait', waitMs), time('sojournMs', 'mean sojourn', waitMs + 10)],
  };
}

function constantService(): Family {
  const waitMs = generalServiceWaitMs({ arrivalRatePerSec: 60, serviceMs: 10, variation: 0 });
  return {
    ...base, id: 'm-d-1', title: 'M/D/1', summary: 'One worker, 60 % busy, that always takes as long.', source: 'Kleinrock 1975, section 5.6; Gross and Harris 1998, section 5.1',
    draw: oneLine('M/D/1', 80_000, 60, { servers: 1, serviceMs: 10, serviceDistribution: 'deterministic' }), measure,
    controls: { utilization: 0.6 }, figures: [time('waitMs', 'mean wait', waitMs), figure('numberInQueue', 'mean number in queue', 'count', 0.06 * waitMs)],
  };
}

function measuredService(): Family {
  // 5 and 20 ms, one as likely as the other: mean 12.5, standard deviation 7.5.
  const waitMs = generalServiceWaitMs({ arrivalRatePerSec: 40, serviceMs: 12.5, variation: 0.6 });
  return {
    ...base, id: 'm-g-1-measured', title: 'M/G/1, measured times', summary: 'One worker, half busy, whose times are drawn from measured ones: 5 or 20 ms. And Erlang times of three stages.',
    source: 'Kleinrock 1975, section 5.6', controls: { utilization: 0.5, erlangLoad: 0.5 },
    draw: () => draw(
      'M/G/1, measured', lasting(160_000, 80), poisson('users', 40), service('api', { servers: 1, serviceDistribution: 'empirical', serviceSamplesMs: [5, 20] }), call('users', 'api'),
      poisson('others', 40), service('erlang', { servers: 1, serviceMs: 12.5, serviceDistribution: 'erlang', erlangStages: 3 }), call('others', 'erlang'),
    ),
    figures: [
      time('waitMs', 'mean wait, measured times', waitMs),
      time('erlangWaitMs', 'mean wait, Erlang times', generalServiceWaitMs({ arrivalRatePerSec: 40, serviceMs: 12.5, variation: 1 / Math.sqrt(3) })),
    ],
    measure: fromReport((report) => {
      const erlang = stationOf(report, 'erlang');
      return { ...stationOf(report, 'api'), erlangWaitMs: erlang.waitMs, erlangLoad: erlang.utilization, offered: componentOf(report, 'api').measures.offered };
    }),
  };
}

/** Queues with Poisson arrivals and one line. */
export const ONE_QUEUE: readonly Family[] = [oneServer(), severalServers(), waitingShare(), finiteRoom(), lossSystem(), generalService(), constantService(), measuredService()];
