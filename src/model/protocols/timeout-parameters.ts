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
    meaning: 'How long one attempt may take, from asking for a connection to the reply. The callee is not told when it ends.',
    effect: 'Too long ties up callers; too short abandons work that the callee still does.',
  }),
  number({
    name: 'totalTimeoutMs',
    label: 'Total timeout',
    unit: 'ms',
    default: 'unbounded',
    min: 1,
    max: 3_600_000,
    usual: [100, 60_000],
    meaning: 'How long a call may take with all its attempts and the pauses between them.',
    effect: 'Bounds how long a caller is kept, however many attempts are left.',
  }),
]);
