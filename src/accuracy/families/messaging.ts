import { deliveriesMade, drainMs, groupCapacityPerSec, putAsideShare } from '../../base/theory/messaging.ts';
import { multiServerMeans } from '../../base/theory/multi-server.ts';
import type { EngineRun } from '../../engine/engine-run.ts';
import { COMPONENT_MEASURES } from '../../model/measures.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import { call, channel, draw, lasting, messages, type Piece, poisson, service, users } from '../draw.ts';
import { EXACT, type Family, fromReport } from '../family.ts';
import { figure, time } from '../figure.ts';
import { channelOf, connectionOf, orNaN, stationOf } from '../read.ts';

const base = { group: 'Messaging', standing: EXACT } as const;

function leases(): Family {
  const lease = { meanMs: 100, leaseMs: 60, maxDeliveries: 3 };
  return {
    ...base, id: 'leases', title: 'Leases and redelivery', summary: 'Messages of a Service Bus queue are locked for 60 ms, work takes an exponential time of 100 ms: what outlasts the lock is delivered again, three times at most.',
    source: 'geometric sum over the exponential tail; Ross 2014, section 5.2',
    draw: () => draw(
      'Leases', lasting(30_000, 100), poisson('users', 100), channel('jobs', 'serviceBus', { leaseMs: 60, maxDeliveries: 3 }, { creditsPerSec: 'unbounded' }), messages('users', 'jobs', 'jobs', 'serviceBus'),
      service('worker', { servers: 1000, serviceMs: 100 }), messages('jobs', 'worker', 'jobs', 'serviceBus', { handlers: 1000, renewMs: 0 }),
    ),
    figures: [figure('deliveries', 'deliveries per message', 'count', deliveriesMade(lease)), figure('putAside', 'dead letters', 'share', putAsideShare(lease))],
    measure: fromReport((report) => {
      const { published, deadLettered } = channelOf(report, 'jobs').measures;
      return { deliveries: connectionOf(report, 'jobs-worker').measures.delivered / published, putAside: deadLettered / published };
    }),
  };
}

/** A topic and a group whose consumers work on one record of each partition at a time. */
const topic = (title: string, requests: number, ratePerSec: number, options: { readonly topic: ParameterValues; readonly producer: ParameterValues; readonly worker: ParameterValues }) => () =>
  draw(
    title, lasting(requests, ratePerSec), poisson('users', ratePerSec), channel('topic', 'kafka', options.topic, { nodes: 1, replicationMs: 0, groupDelayMs: 0 }),
    messages('users', 'topic', 'topic', 'kafka', { lingerMs: 0, ...options.producer }), service('worker', { servers: 1000, serviceMs: 10, ...options.worker }),
    messages('topic', 'worker', 'topic', 'kafka', { concurrency: 'unbounded', commit: 'afterRecord', groupProtocol: 'eager', assignor: 'roundRobin' }),
  );

function partitions(): Family {
  const { waitMs, numberInSystem } = multiServerMeans({ arrivalRatePerSec: 50, serviceMs: 10, servers: 1 });
  return {
    ...base, id: 'partitions', title: 'Partitions in parallel', summary: 'Records go to four partitions by chance, each worked through one record at a time: four M/M/1, half busy, whatever the workers.',
    source: 'Kleinrock 1975, section 3.2; Kingman 1993, section 5.1',
    draw: topic('Partitions', 120_000, 200, { topic: { partitions: 4 }, producer: { partitioner: 'random' }, worker: {} }),
    figures: [time('waitMs', 'mean wait in the log', waitMs), figure('inLog', 'mean number in work', 'count', 2), figure('inAll', 'mean lag and work', 'count', 4 * numberInSystem)],
    controls: { load: 2, offeredPerSec: 200 },
    measure: fromReport((report) => {
      const { waitMs: wait, sojournMs, measures } = connectionOf(report, 'topic-worker');
      const perMs = measures.acknowledged / (report.nowMs - report.warmUpMs);
      return { waitMs: orNaN(wait.mean), inLog: stationOf(report, 'worker').numberInSystem, inAll: perMs * orNaN(sojournMs.mean), load: stationOf(report, 'worker').numberInSystem, offeredPerSec: channelOf(report, 'topic').measures.published / (report.nowMs - report.warmUpMs) * 1000 };
    }),
  };
}

function partitionCapacity(): Family {
  return {
    ...base, id: 'partition-capacity', title: 'Capacity of partitions', summary: 'A group under more load than it can bear works on as many records at once as there are partitions, though it has a thousand workers.',
    source: 'Kreps, Narkhede and Rao 2011 (one consumer per partition); renewal theorem', draw: topic('Partition capacity', 30_000, 1000, { topic: { partitions: 6 }, producer: { partitioner: 'random' }, worker: {} }),
    figures: [figure('throughputPerSec', 'throughput', 'perSec', groupCapacityPerSec([1, 1, 1, 1, 1, 1].map((share) => share / 6), 10)), figure('inWork', 'mean number in work', 'count', 6)],
    measure: fromReport((report) => ({ throughputPerSec: stationOf(report, 'worker').throughputPerSec, inWork: stationOf(report, 'worker').numberInSystem })),
  };
}

function hotKey(): Family {
  // The hot key has half of the records: its partition is always busy, the seven others are not.
  const others = (400 * 0.5 * 7) / 8;
  return {
    ...base, id: 'hot-key', title: 'Hot key', summary: 'Half of the records have one key, and so go to one of eight partitions, which is the only one that cannot keep up; a million other keys spread evenly.',
    source: 'Kreps, Narkhede and Rao 2011; renewal theorem', draw: topic('Hot key', 40_000, 400, { topic: { partitions: 8, keys: 1_000_000, hotKeyShare: 0.5 }, producer: {}, worker: {} }),
    figures: [figure('throughputPerSec', 'throughput', 'perSec', groupCapacityPerSec([1], 10) + others), figure('growthPerSec', 'growth of the lag', 'perSec', 400 - 100 - others)],
    measure: fromReport((report) => {
      const { throughputPerSec } = stationOf(report, 'worker');
      const seconds = (report.nowMs - report.warmUpMs) / 1000;
      const { lag, acknowledged } = connectionOf(report, 'topic-worker').measures;
      const { published } = channelOf(report, 'topic').measures;
      return { throughputPerSec, growthPerSec: (published - acknowledged) / seconds, lag };
    }),
  };
}

const BACKLOG = 2000;

/** From the moment of the backlog until nothing is left, event by event. */
function timeUntilEmpty(run: EngineRun, atMs: number): number {
  const inSystem = COMPONENT_MEASURES.length * 2 + COMPONENT_MEASURES.indexOf('inSystem');
  run.advance(atMs, Infinity);
  while (run.observe().components[inSystem]! > 0) if (!run.step()) return Number.NaN;
  return run.nowMs - atMs;
}

/** Those of the burst ask once: they think for an hour before they would ask again. */
const onceOnly: Piece = { schedule: [{ id: 'once', type: 'set', target: 'burst', param: 'thinkMs', value: 3_600_000, atMs: 9999 }] };

function drain(): Family {
  // What the load has brought before is there too.
  const { numberInSystem } = multiServerMeans({ arrivalRatePerSec: 50, serviceMs: 10, servers: 1 });
  return {
    ...base, id: 'drain', title: 'Drain time', summary: `A burst of ${BACKLOG} requests meets a worker that is half busy: how long until nothing is left.`, source: 'Kleinrock 1975, section 5.8', replications: 288,
    draw: () => draw('Drain', { horizonMs: 200_000, warmUpMs: 0 }, poisson('users', 50), users('burst', BACKLOG, 10_000, { thinkDistribution: 'deterministic' }), onceOnly, service('api', { servers: 1, serviceMs: 10 }), call('users', 'api'), call('burst', 'api')),
    figures: [time('drainMs', 'mean time to drain', drainMs({ backlog: BACKLOG + numberInSystem, ratePerSec: 50, capacityPerSec: 100 }))],
    measure: (run) => ({ drainMs: timeUntilEmpty(run, 10_000) }),
  };
}

/** Queues and logs of brokers. */
export const MESSAGING: readonly Family[] = [leases(), partitions(), partitionCapacity(), hotKey(), drain()];
