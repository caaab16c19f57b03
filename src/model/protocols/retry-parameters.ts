import { choice, number, toggle } from '../parameter.ts';
import { shownFor, under } from './parameter-group.ts';

const chosen = ['chosen'];

/** Retries: how many, after what, and how long after. */
export const retries = under('retries', [
  number({
    name: 'maxAttempts',
    label: 'Attempts',
    unit: 'count',
    default: 1,
    min: 1,
    // A record keeps the number of its attempt in a byte.
    max: 100,
    usual: [1, 10],
  }),
  choice({
    name: 'retryOn',
    label: 'Retry after',
    options: [
      { value: 'any', label: 'Timeouts and errors' },
      { value: 'timeouts', label: 'Timeouts only' },
      { value: 'errors', label: 'Errors and rejections only' },
      { value: 'chosen', label: 'Chosen outcomes' },
    ],
  }),
  ...shownFor('retryOn', chosen, [
    toggle({
      name: 'retryTimeouts',
      label: 'Timeouts',
      default: true,
    }),
    toggle({
      name: 'retryErrors',
      label: 'Errors',
      default: true,
    }),
    toggle({
      name: 'retryRejections',
      label: 'Rejections',
      default: true,
    }),
    toggle({
      name: 'retryRefused',
      label: 'Refused connections',
      default: true,
    }),
    toggle({
      name: 'retryOpenCircuit',
      label: 'Open circuit and own limits',
      default: false,
    }),
  ]),
  choice({
    name: 'backoffGrowth',
    label: 'Backoff grows',
    default: 'exponential',
    options: [
      { value: 'constant', label: 'Not at all' },
      { value: 'linear', label: 'By itself each time' },
      { value: 'exponential', label: 'By a factor each time' },
    ],
  }),
  number({
    name: 'backoffMs',
    label: 'Backoff',
    unit: 'ms',
    default: 100,
    max: 600_000,
    usual: [0, 5000],
  }),
  ...shownFor('backoffGrowth', ['exponential'], [
    number({
      name: 'backoffFactor',
      label: 'Backoff factor',
      unit: 'factor',
      default: 2,
      min: 1,
      max: 100,
      usual: [1, 4],
    }),
  ]),
  number({
    name: 'backoffCapMs',
    label: 'Longest backoff',
    unit: 'ms',
    default: 20_000,
    max: 3_600_000,
    allowUnbounded: true,
  }),
  choice({
    name: 'jitter',
    label: 'Jitter',
    default: 'full',
    options: [
      { value: 'none', label: 'None' },
      { value: 'full', label: 'Full: between 0 and the wait' },
      { value: 'equal', label: 'Equal: between half and all of it' },
      { value: 'decorrelated', label: 'Decorrelated: up to three times the last one' },
      { value: 'band', label: 'Band: a share more or less (gRPC)' },
      { value: 'polly', label: 'Polly 8' },
      { value: 'envoy', label: 'Envoy' },
    ],
  }),
  ...shownFor('jitter', ['band'], [
    number({
      name: 'jitterShare',
      label: 'Jitter band',
      unit: 'ratio',
      default: 0.2,
      max: 1,
    }),
  ]),
  choice({
    name: 'pushback',
    label: 'Callee asks to wait',
    options: [
      { value: 'none', label: 'Does not say' },
      { value: 'retryAfter', label: 'Retry-After: exactly this long' },
      { value: 'restart', label: 'gRPC pushback: this long, then from the first backoff' },
      { value: 'never', label: 'gRPC pushback: never again' },
    ],
  }),
  ...shownFor('pushback', ['retryAfter', 'restart'], [
    number({
      name: 'pushbackMs',
      label: 'Asked to wait',
      unit: 'ms',
      default: 1000,
      max: 3_600_000,
      usual: [0, 60_000],
    }),
  ]),
]);
