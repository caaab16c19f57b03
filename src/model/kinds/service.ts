import { choice } from '../parameter.ts';
import { queueing } from './queueing.ts';
import { scaling } from './scaling.ts';
import { failureRatio, replicas, serviceTime, waitingPlaces, workers, type KindSpec } from './shared.ts';

/** Replicas of parallel workers behind a bounded FIFO queue; after its own work a request makes the outgoing calls. */
export const service: KindSpec = {
  label: 'Service',
  summary: 'Workers behind a queue: does its own work, then calls what its arrows point to, then replies.',
  mayCall: ['sync', 'queue', 'stream'],
  mayServe: ['sync', 'queue', 'stream'],
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
  ],
};
