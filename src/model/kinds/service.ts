import { KIND_OUTLINES } from '../outlines.ts';
import { choice } from '../parameter.ts';
import { admissionRate, queueing } from './queueing.ts';
import { scaling } from './scaling.ts';
import { failureRatio, replicas, serviceTime, waitingPlaces, workers, type KindSpec } from './shared.ts';

/** Replicas of parallel workers behind a bounded FIFO queue; after its own work a request makes the outgoing calls. */
export const service: KindSpec = {
  ...KIND_OUTLINES.service,
  params: [
    replicas,
    workers(16),
    waitingPlaces(1000),
    ...serviceTime(10),
    choice({
      name: 'callOrder',
      label: 'Calls',
      options: [
        { value: 'sequence', label: 'One after another' },
        { value: 'parallel', label: 'All at once' },
      ],
      live: false,
    }),
    failureRatio,
    ...queueing,
    ...scaling,
    ...admissionRate,
  ],
};
