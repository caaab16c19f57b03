import { choice, number } from '../parameter.ts';
import type { KindSpec } from './shared.ts';

/** Load source. Open loop: requests come whatever happens to earlier ones. Closed loop: each user waits for the
 *  answer, thinks, and asks again, so a slow system is asked less. */
export const client: KindSpec = {
  label: 'Clients',
  summary: 'Users or systems that send requests: at a rate of their own, or each waiting for its answer.',
  mayCall: ['sync', 'queue', 'stream'],
  mayServe: [],
  params: [
    choice({
      name: 'arrivals',
      label: 'Arrivals',
      options: [
        { value: 'poisson', label: 'Open, random (Poisson)' },
        { value: 'constant', label: 'Open, evenly spaced' },
        { value: 'closed', label: 'Closed, users who wait' },
      ],
      live: false,
      meaning: 'Whether requests come at a rate of their own (open) or from users who wait for each answer (closed).',
      effect: 'A closed loop slows down with the system and hides overload; an open one does not.',
    }),
    number({
      name: 'ratePerSec',
      label: 'Rate',
      unit: 'perSec',
      default: 100,
      max: 1_000_000,
      shownWhen: { name: 'arrivals', isOneOf: ['poisson', 'constant'] },
      meaning: 'Requests per second on average, before the load curve and the load dial.',
      effect: 'Sets the offered load of everything downstream.',
    }),
    number({
      name: 'users',
      label: 'Users',
      unit: 'count',
      default: 50,
      min: 1,
      max: 100_000,
      shownWhen: { name: 'arrivals', isOneOf: ['closed'] },
      live: false,
      meaning: 'Users who ask, wait for the answer, think, and ask again.',
      effect: 'At most this many requests are in flight at once.',
    }),
    number({
      name: 'thinkMs',
      label: 'Think time',
      unit: 'ms',
      default: 1000,
      max: 3_600_000,
      shownWhen: { name: 'arrivals', isOneOf: ['closed'] },
      meaning: 'Mean time between an answer and the user\'s next request.',
      effect: 'Shorter thinking offers more load.',
    }),
    choice({
      name: 'thinkDistribution',
      label: 'Thinking varies',
      options: [
        { value: 'exponential', label: 'Exponential' },
        { value: 'deterministic', label: 'Always the same' },
      ],
      shownWhen: { name: 'arrivals', isOneOf: ['closed'] },
      meaning: 'How think times vary around their mean.',
      effect: 'Equal think times make users arrive in step.',
    }),
    number({
      name: 'deadlineMs',
      label: 'Useful within',
      unit: 'ms',
      default: 'unbounded',
      min: 1,
      max: 86_400_000,
      usual: [1, 10_000],
      meaning: 'A request counts as good only if all its work is done within this time after it began.',
      effect: 'Changes goodput only: nothing is cut off by it.',
    }),
  ],
};
