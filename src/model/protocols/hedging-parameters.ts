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
  }),
  ...shownFor('hedging', ['on'], [
    number({
      name: 'hedgeCopies',
      label: 'Copies',
      unit: 'count',
      default: 2,
      min: 1,
      max: 11,
    }),
    number({
      name: 'hedgeDelayMs',
      label: 'Next copy after',
      unit: 'ms',
      default: 2000,
      max: 3_600_000,
      usual: [0, 5000],
      allowUnbounded: true,
    }),
  ]),
]);
