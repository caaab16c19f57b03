import { choice, number } from '../parameter.ts';
import { shownFor, under } from './parameter-group.ts';

/** Hedging: further copies of a request before the first answer. */
export const hedging = under('hedging', [
  choice({
    name: 'hedging',
    label: 'Hedging',
    options: [
      { value: 'off', label: 'None' },
      { value: 'on', label: 'Send copies' },
    ],
    meaning: 'Sends the same request again before the first answer; the first good answer wins. Replaces retries.',
    effect: 'Cuts the slow tail and costs extra load: the other copies are worked on too.',
  }),
  ...shownFor('hedging', ['on'], [
    number({
      name: 'hedgeCopies',
      label: 'Copies',
      unit: 'count',
      default: 2,
      min: 1,
      max: 11,
      meaning: 'Copies in all, the first one included.',
      effect: 'Each further one adds load and helps less.',
      source: { label: 'Microsoft.Extensions.Http.Resilience 10.10: 1 extra', confirmed: true },
    }),
    number({
      name: 'hedgeDelayMs',
      label: 'Next copy after',
      unit: 'ms',
      default: 2000,
      max: 3_600_000,
      usual: [0, 5000],
      allowUnbounded: true,
      meaning: 'How long an answer is waited for before the next copy is sent; an outcome that is retried sends it at once.',
      effect: 'At the 95th percentile of the answer time, one request in twenty is sent twice.',
      source: { label: 'Microsoft.Extensions.Http.Resilience 10.10', confirmed: true },
    }),
  ]),
]);
