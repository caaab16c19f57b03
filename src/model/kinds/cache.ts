import { KIND_OUTLINES } from '../outlines.ts';
import { choice, number, type ParameterSpec, toggle } from '../parameter.ts';
import { hotKey, keys } from './balancing.ts';
import { admissionRate, queueing } from './queueing.ts';
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
  }),
  toggle({
    name: 'singleFlight',
    label: 'One fetch per key',
    default: false,
    shownWhen: keyed,
  }),
  number({
    name: 'staleMs',
    label: 'Stale while renewed',
    unit: 'ms',
    default: 0,
    max: 86_400_000,
    usual: [0, 60_000],
    shownWhen: keyed,
  }),
];

/** Answers a share of requests by itself (hits) and fetches the others from what stands behind it (misses). */
export const cache: KindSpec = {
  ...KIND_OUTLINES.cache,
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
    }),
    number({
      name: 'warmUpMisses',
      label: 'Misses to warm up',
      unit: 'count',
      default: 500,
      max: 10_000_000,
      shownWhen: { name: 'lookup', isOneOf: ['ratio'] },
    }),
    choice({
      name: 'whenDown',
      label: 'When it is down',
      options: [
        { value: 'bypass', label: 'Callers go to the store' },
        { value: 'fail', label: 'Callers get an error' },
      ],
    }),
    ...queueing,
    { ...hotKey(keyed), group: KEYS_GROUP },
    ...admissionRate,
  ],
};
