import { number } from '../parameter.ts';
import { under } from './parameter-group.ts';

/** Timeouts of attempts and of whole calls. */
export const timeouts = under('timeouts', [
  number({
    name: 'timeoutMs',
    label: 'Timeout',
    unit: 'ms',
    default: 'unbounded',
    min: 1,
    max: 3_600_000,
    usual: [10, 10_000],
  }),
  number({
    name: 'totalTimeoutMs',
    label: 'Total timeout',
    unit: 'ms',
    default: 'unbounded',
    min: 1,
    max: 3_600_000,
    usual: [100, 60_000],
  }),
]);
