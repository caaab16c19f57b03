import { KIND_OUTLINES } from '../outlines.ts';
import { number } from '../parameter.ts';
import { admissionRate, queueing } from './queueing.ts';
import { failureRatio, replicas, serviceTime, waitingPlaces, workers, type KindSpec } from './shared.ts';

/** Store with a limited number of queries at once and a limited number of open connections. */
export const database: KindSpec = {
  ...KIND_OUTLINES.database,
  params: [
    replicas,
    workers(8),
    waitingPlaces('unbounded'),
    number({
      name: 'maxConnections',
      label: 'Connections',
      unit: 'count',
      default: 100,
      min: 1,
      max: 1_000_000,
      allowUnbounded: true,
    }),
    ...serviceTime(5),
    failureRatio,
    ...queueing,
    ...admissionRate,
  ],
};
