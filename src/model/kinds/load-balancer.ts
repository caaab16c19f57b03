import { KIND_OUTLINES } from '../outlines.ts';
import { choice, number } from '../parameter.ts';
import { balancing } from './balancing.ts';
import { admissionLimits } from './queueing.ts';
import type { KindSpec } from './shared.ts';

/** Sends each request to one replica behind one of its outgoing connections. */
export const loadBalancer: KindSpec = {
  ...KIND_OUTLINES.loadBalancer,
  params: [
    choice({
      name: 'policy',
      label: 'Policy',
      options: [
        { value: 'roundRobin', label: 'Round robin' },
        { value: 'random', label: 'Random' },
        { value: 'leastRequest', label: 'Least requests' },
        { value: 'twoChoices', label: 'Best of two choices' },
        { value: 'peakEwma', label: 'Best of two by latency (peak EWMA)' },
        { value: 'ringHash', label: 'By key (ring hash)' },
        { value: 'pickFirst', label: 'The first that works' },
        { value: 'weightedLeastRequest', label: 'Least requests by weight' },
      ],
    }),
    choice({
      name: 'choosesFor',
      label: 'Chooses for',
      options: [
        { value: 'request', label: 'Each request (layer 7)' },
        { value: 'connection', label: 'Each connection (layer 4)' },
      ],
    }),
    number({
      name: 'serviceMs',
      label: 'Overhead',
      unit: 'ms',
      default: 0.2,
      max: 10_000,
      usual: [0, 5],
    }),
    ...balancing,
    ...admissionLimits,
  ],
};
