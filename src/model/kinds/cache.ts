import { choice, number, type ParameterSpec, toggle } from '../parameter.ts';
import { keys } from './balancing.ts';
import { queueing } from './queueing.ts';
import { replicas, serviceTime, waitingPlaces, workers, type KindSpec } from './shared.ts';

/** Heading under which an inspector folds what keys make of a cache. */
export const KEYS_GROUP = 'Keys';
const keyed = { name: 'lookup', isOneOf: ['keys'] } as const;

/** A table of keys: what it holds, for how long, and what happens on a miss. */
const byKey: readonly ParameterSpec[] = [
  choice({
    name: 'lookup',
    label: 'What is found',
    options: [
      { value: 'ratio', label: 'A set share' },
      { value: 'keys', label: 'What the keys make of it' },
    ],
    live: false,
    meaning: 'Whether a set share of requests are hits, or each request asks for a key that the cache has or has not.',
    effect: 'With keys, capacity, time to live and the skew of the keys decide the share of hits, and many may miss the same key at once.',
  }),
  number({
    name: 'cacheEntries',
    label: 'Capacity',
    unit: 'count',
    default: 1000,
    min: 1,
    max: 100_000,
    live: false,
    shownWhen: keyed,
    meaning: 'Entries that one replica keeps; when it is full, the one used longest ago goes (LRU).',
    effect: 'A cache for a tenth of the keys finds far more than a tenth when the keys are skewed.',
  }),
  ...keys(keyed, 1),
  number({
    name: 'timeToLiveMs',
    label: 'Time to live',
    unit: 'ms',
    default: 'unbounded',
    min: 1,
    max: 86_400_000,
    usual: [100, 600_000],
    shownWhen: keyed,
    meaning: 'An entry is too old this long after it was fetched; it is found out when it is next asked for.',
    effect: 'A short one sends every key back to the store again and again, hot ones many times at once.',
  }),
  toggle({
    name: 'singleFlight',
    label: 'One fetch per key',
    default: false,
    shownWhen: keyed,
    meaning: 'Whether requests that miss a key which is being fetched wait for that fetch instead of making their own.',
    effect: 'Keeps a hot key that has gone from sending a stampede to the store.',
  }),
  number({
    name: 'staleMs',
    label: 'Stale while renewed',
    unit: 'ms',
    default: 0,
    max: 86_400_000,
    usual: [0, 60_000],
    shownWhen: keyed,
    meaning: 'For this long after its time an entry is still answered with, and fetched anew in the background.',
    effect: 'Nobody waits for the renewal of what is asked for often.',
    source: { label: 'RFC 5861 (stale-while-revalidate): not read', confirmed: false },
  }),
];

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
    ...byKey.map((spec) => ({ ...spec, group: KEYS_GROUP })),
    number({
      name: 'hitRatio',
      label: 'Hit ratio',
      unit: 'ratio',
      default: 0.9,
      max: 1,
      shownWhen: { name: 'lookup', isOneOf: ['ratio'] },
      meaning: 'Share of requests that a warm cache answers by itself.',
      effect: 'The store behind it sees only the misses; from 90 % to 80 % its load doubles.',
    }),
    number({
      name: 'warmUpMisses',
      label: 'Misses to warm up',
      unit: 'count',
      default: 500,
      max: 10_000_000,
      shownWhen: { name: 'lookup', isOneOf: ['ratio'] },
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
