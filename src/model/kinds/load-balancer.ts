import { choice, number } from '../parameter.ts';
import { balancing } from './balancing.ts';
import type { KindSpec } from './shared.ts';

/** Sends each request to one replica behind one of its outgoing connections. */
export const loadBalancer: KindSpec = {
  label: 'Load balancer',
  summary: 'Sends each request to one of the replicas behind it.',
  mayCall: ['sync'],
  mayServe: ['sync'],
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
      meaning: 'How the replica is chosen. "Least requests" and "best of two" count the calls that this balancer has in progress.',
      effect: 'Random lets queues grow unevenly; choosing the less loaded of two is nearly as good as the least loaded of all.',
      source: { label: 'Envoy, load_balancers.rst', confirmed: true },
    }),
    number({
      name: 'serviceMs',
      label: 'Overhead',
      unit: 'ms',
      default: 0.2,
      max: 10_000,
      usual: [0, 5],
      meaning: 'Time it takes to pass one request on; the balancer is never short of workers.',
      effect: 'Adds to every answer.',
    }),
    ...balancing,
  ],
};
