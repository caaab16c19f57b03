import { choice, number, toggle, type ParameterSpec } from '../parameter.ts';

/**
 * Parameters that several queue brokers share, as builders: a broker says its default. The same
 * name has the same unit and options everywhere, so that a connection keeps its values when its protocol is changed.
 */

interface Preset<T> {
  readonly default: T;
}

/** Messages that a consumer may hold beyond those it works on. */
export function prefetch(preset: Preset<number | 'unbounded'> & { readonly min?: number; readonly effect?: string }): ParameterSpec {
  return number({
    name: 'prefetch',
    label: 'Prefetch',
    unit: 'count',
    min: 1,
    max: 65_535,
    usual: [preset.min ?? 1, 500],
    allowUnbounded: true,
    ...preset,
  });
}

/** When the consumer tells the broker that it has the message. */
export const acknowledge = choice({
  name: 'acknowledge',
  label: 'Acknowledge',
  options: [
    { value: 'after', label: 'After the work (at least once)' },
    { value: 'before', label: 'On delivery (at most once)' },
  ],
});

/** What the consumer does with a message whose work failed. `words` name it in the product's language. */
export function onError(words: readonly [again: string, leave: string, give?: string]): ParameterSpec {
  const [again, leave, give] = words;
  return choice({
    name: 'onError',
    label: 'When work fails',
    options: [
      { value: 'requeue', label: again },
      { value: 'leave', label: leave },
      ...(give === undefined ? [] : [{ value: 'reject', label: give }]),
    ],
  });
}

/** Handlers that a client library runs at once, whatever the component's workers. */
export function handlers(preset: Preset<number>, name: string): ParameterSpec {
  return number({
    name: 'handlers',
    label: name,
    unit: 'count',
    min: 1,
    max: 10_000,
    usual: [1, 64],
    ...preset,
  });
}

/** Most messages that are ready in a queue. */
export function capacity(preset: Preset<number | 'unbounded'>): ParameterSpec {
  return number({
    name: 'capacity',
    label: 'Length limit',
    unit: 'count',
    max: 10_000_000,
    usual: [0, 10_000],
    allowUnbounded: true,
    ...preset,
  });
}

/** Who loses when a queue is full; `deadLetters` where what is refused may be kept as a dead letter besides. */
export function overflow({ deadLetters = false, ...preset }: Preset<'dropOldest' | 'reject'> & { readonly deadLetters?: boolean }): ParameterSpec {
  return choice({
    name: 'overflow',
    label: 'When full',
    options: [
      { value: 'dropOldest', label: 'Drop the oldest' },
      { value: 'reject', label: 'Refuse the newest' },
      ...(deadLetters ? [{ value: 'rejectDeadLetter', label: 'Refuse and dead-letter the newest' }] : []),
    ],
    ...preset,
  });
}

/** How long a consumer may keep a message. */
export function lease(preset: Preset<number | 'unbounded'> & { readonly label?: string; readonly meaning?: string; readonly effect?: string; readonly max?: number }): ParameterSpec {
  return number({
    name: 'leaseMs',
    label: 'Acknowledge within',
    unit: 'ms',
    min: 1,
    max: 86_400_000,
    usual: [1000, 300_000],
    allowUnbounded: true,
    ...preset,
  });
}

/** How long a client library goes on renewing the lease of a message in work. */
export function renewal(preset: Preset<number | 'unbounded'>): ParameterSpec {
  return number({
    name: 'renewMs',
    label: 'Renew for',
    unit: 'ms',
    max: 86_400_000,
    usual: [0, 600_000],
    allowUnbounded: true,
    ...preset,
  });
}

/** Deliveries before a message is given up. */
export function maxDeliveries(preset: Preset<number | 'unbounded'> & { readonly meaning?: string; readonly effect?: string }): ParameterSpec {
  return number({
    name: 'maxDeliveries',
    label: 'Deliveries',
    unit: 'count',
    min: 1,
    max: 1_000_000,
    usual: [1, 50],
    allowUnbounded: true,
    ...preset,
  });
}

/** Whether what is given up is kept. */
export function deadLetter(preset: Preset<boolean> & { readonly label?: string; readonly meaning?: string }): ParameterSpec {
  return toggle({
    name: 'deadLetter',
    label: 'Dead letters',
    ...preset,
  });
}

/** Age at which a message is no longer delivered. */
export function timeToLive(preset: Preset<number | 'unbounded'> & { readonly effect?: string }): ParameterSpec {
  return number({
    name: 'ttlMs',
    label: 'Time to live',
    unit: 'ms',
    max: 31_536_000_000,
    usual: [0, 600_000],
    allowUnbounded: true,
    ...preset,
  });
}

/** Size of messages that do not say their own. */
export const messageBytes = number({
  name: 'messageBytes',
  label: 'Message size',
  unit: 'bytes',
  default: 1024,
  min: 1,
  max: 104_857_600,
  usual: [1, 262_144],
});

/** Whether the broker drops what it has taken in before. */
export const duplicateDetection = toggle({
  name: 'duplicateDetection',
  label: 'Detect duplicates',
  default: false,
  live: false,
});

/** How long the broker remembers ids. */
export function duplicateWindow(preset: Preset<number>): ParameterSpec {
  return number({
    name: 'duplicateWindowMs',
    label: 'Remember ids for',
    unit: 'ms',
    min: 100,
    max: 604_800_000,
    usual: [20_000, 600_000],
    shownWhen: { name: 'duplicateDetection', isOneOf: ['true'] },
    ...preset,
  });
}

/** How often a sender that waits for its broker sends a message before it gives up. */
export function publishRetry(preset: { readonly attempts: number; readonly backoffMs: number; readonly capMs: number; readonly afterSilence: boolean }): readonly ParameterSpec[] {
  return [
    number({
      name: 'publishAttempts',
      label: 'Attempts to send',
      unit: 'count',
      default: preset.attempts,
      min: 1,
      max: 20,
    }),
    number({
      name: 'publishBackoffMs',
      label: 'Pause before sending again',
      unit: 'ms',
      default: preset.backoffMs,
      max: 600_000,
      usual: [0, 5000],
    }),
    number({
      name: 'publishBackoffCapMs',
      label: 'Longest pause',
      unit: 'ms',
      default: preset.capMs,
      max: 3_600_000,
      usual: [0, 60_000],
    }),
    toggle({
      name: 'publishAfterSilence',
      label: 'Send again after silence',
      default: preset.afterSilence,
    }),
  ];
}

/** Time that a message stays invisible after it was sent. */
export function sendDelay(label: string): ParameterSpec {
  return number({
    name: 'delayMs',
    label,
    unit: 'ms',
    default: 0,
    max: 604_800_000,
    usual: [0, 60_000],
  });
}
