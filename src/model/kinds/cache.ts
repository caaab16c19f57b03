import { choice, number } from '../parameter.ts';
import { queueing } from './queueing.ts';
import { replicas, serviceTime, waitingPlaces, workers, type KindSpec } from './shared.ts';

/** Answers a share of requests by itself (hits) and fetches the others from what stands behind it (misses). */
export const cache: KindSpec = {
  label: 'Cache',
  summary: 'Answers hits by itself and asks what is behind it on a miss.',
  mayCall: ['sync'],
  mayServe: ['sync'],
  params: [
    replicas,
    workers(64),
    waitingPlaces(10_000),
    ...serviceTime(0.5),
    number({
      name: 'hitRatio',
      label: 'Hit ratio',
      unit: 'ratio',
      default: 0.9,
      max: 1,
      meaning: 'Share of requests that a warm cache answers by itself.',
      effect: 'The store behind it sees only the misses; from 90 % to 80 % its load doubles.',
    }),
    number({
      name: 'warmUpMisses',
      label: 'Misses to warm up',
      unit: 'count',
      default: 500,
      max: 10_000_000,
      meaning: 'Misses after a restart until the hit ratio is reached again; it rises in proportion.',
      effect: 'A cold cache passes its load on: the longer the warm-up, the longer the store suffers.',
    }),
    choice({
      name: 'whenDown',
      label: 'When it is down',
      options: [
        { value: 'bypass', label: 'Callers go to the store' },
        { value: 'fail', label: 'Callers get an error' },
      ],
      meaning: 'What callers do while the cache is down: ask the store behind it directly, or fail.',
      effect: 'Going around it keeps answers coming only if the store can carry the full load.',
    }),
    ...queueing,
  ],
};
