import { choice, number, toggle, type ParameterSource, type ParameterSpec } from '../parameter.ts';

/**
 * Parameters that several queue brokers share, as builders: a broker says its default and where it was read. The same
 * name has the same unit and options everywhere, so that a connection keeps its values when its protocol is changed.
 */

interface Preset<T> {
  readonly default: T;
  readonly source?: ParameterSource;
}

/** A primary source that was read. */
export function read(label: string): ParameterSource {
  return { label, confirmed: true };
}

/** What is assumed, because no primary source was read or sources disagree. */
export function assumed(label: string): ParameterSource {
  return { label, confirmed: false };
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
    meaning: 'Messages that one replica of the consumer may hold without having acknowledged them.',
    effect: 'Without a limit the first consumer hoards the backlog; with 1 every message pays a round trip.',
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
  meaning: 'When the consumer tells the broker that it has the message.',
  effect: 'After the work, a crash repeats work; on delivery, a crash loses messages.',
});

/** What the consumer does with a message whose work failed. `words` name it in the product's language. */
export function onError(words: readonly [again: string, leave: string, give?: string], source?: ParameterSource): ParameterSpec {
  const [again, leave, give] = words;
  return choice({
    name: 'onError',
    label: 'When work fails',
    options: [
      { value: 'requeue', label: again },
      { value: 'leave', label: leave },
      ...(give === undefined ? [] : [{ value: 'reject', label: give }]),
    ],
    meaning: 'What the consumer tells the broker when its work on a message failed.',
    effect: 'Given back at once, a poison message circles as fast as it can be worked on; left alone, it comes back when its lease ends.',
    ...(source === undefined ? {} : { source }),
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
    meaning: 'Messages that the client library of one replica hands to the component at once; the rest of what it holds waits in the client.',
    effect: 'At 1 the most that a replica gets done is one message per service time, however many workers it has.',
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
    meaning: 'Messages ready for delivery that the queue keeps; delivered and unacknowledged ones are not counted.',
    effect: 'A full queue does what the overflow rule says.',
    ...preset,
  });
}

/** Who loses when a queue is full. */
export function overflow(preset: Preset<'dropOldest' | 'reject'>): ParameterSpec {
  return choice({
    name: 'overflow',
    label: 'When full',
    options: [
      { value: 'dropOldest', label: 'Drop the oldest' },
      { value: 'reject', label: 'Refuse the newest' },
    ],
    meaning: 'Who loses when the queue is full: the oldest message, or the sender of the newest.',
    effect: 'Dropping loses silently; refusing is seen by senders that wait for the broker.',
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
    meaning: 'Time after delivery until an unacknowledged message is offered again, while the first consumer carries on.',
    effect: 'Shorter than the work: every message is done twice.',
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
    meaning: 'How long the client renews the lease of a message that is in work, counted from when its work begins; 0 never renews.',
    effect: 'Work that takes longer than this and the lease together is offered again while it still runs.',
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
    meaning: 'Deliveries of one message before the broker gives it up.',
    effect: 'Bounds the work that a poison message can cause.',
    ...preset,
  });
}

/** Whether what is given up is kept. */
export function deadLetter(preset: Preset<boolean> & { readonly label?: string; readonly meaning?: string }): ParameterSpec {
  return toggle({
    name: 'deadLetter',
    label: 'Dead letters',
    meaning: 'Whether messages that are given up, or dropped when full, go to a dead-letter queue or vanish.',
    effect: 'Kept ones can be looked at; either way they are not done.',
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
    meaning: 'Age, counted from when the queue took it in, at which a message that still waits expires.',
    effect: 'Bounds how stale work can get; what expires is not done.',
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
  meaning: 'Size of a message whose class has no size of its own.',
  effect: 'Counts against limits in bytes: queue sizes, memory, what may be pending for a slow consumer.',
  source: assumed('1 KiB, the size that Azure states its targets for'),
});

/** Whether the broker drops what it has taken in before. */
export const duplicateDetection = toggle({
  name: 'duplicateDetection',
  label: 'Detect duplicates',
  default: false,
  live: false,
  meaning: 'Whether the broker takes a message that is sent again under the same id as new, or accepts and drops it.',
  effect: 'Without it a sender that heard nothing and sends again makes a second message.',
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
    meaning: 'How long the broker remembers the ids of messages, counted from when the sender first sent.',
    effect: 'A message sent again later than this is taken as new.',
    ...preset,
  });
}

/** How often a sender that waits for its broker sends a message before it gives up. */
export function publishRetry(preset: { readonly attempts: number; readonly backoffMs: number; readonly capMs: number; readonly afterSilence: boolean; readonly source: ParameterSource }): readonly ParameterSpec[] {
  const { source } = preset;
  return [
    number({
      name: 'publishAttempts',
      label: 'Attempts to send',
      unit: 'count',
      default: preset.attempts,
      min: 1,
      max: 20,
      meaning: 'How often a sender that waits for the broker sends one message in all before its publish fails.',
      effect: 'Rides out short refusals; a message that arrived although nothing was heard of it is stored twice.',
      source,
    }),
    number({
      name: 'publishBackoffMs',
      label: 'Pause before sending again',
      unit: 'ms',
      default: preset.backoffMs,
      max: 600_000,
      usual: [0, 5000],
      meaning: 'Pause before the second attempt; doubled before each further one, a fifth of it more or less by chance.',
      effect: 'Gives the broker time; the sender waits as long.',
      source,
    }),
    number({
      name: 'publishBackoffCapMs',
      label: 'Longest pause',
      unit: 'ms',
      default: preset.capMs,
      max: 3_600_000,
      usual: [0, 60_000],
      meaning: 'The pause before an attempt to send never exceeds this.',
      effect: 'Bounds how long a sender pauses.',
      source,
    }),
    toggle({
      name: 'publishAfterSilence',
      label: 'Send again after silence',
      default: preset.afterSilence,
      meaning: 'Whether a sender that heard nothing in time sends again, as it does after a refusal that may pass.',
      effect: 'The first message may be stored all the same: without duplicate detection it is then there twice.',
      source,
    }),
  ];
}

/** Time that a message stays invisible after it was sent. */
export function sendDelay(label: string, source: ParameterSource): ParameterSpec {
  return number({
    name: 'delayMs',
    label,
    unit: 'ms',
    default: 0,
    max: 604_800_000,
    usual: [0, 60_000],
    meaning: 'Time that a message stays invisible after the broker has taken it in.',
    effect: 'Work begins later by this; then the message joins the end of the queue.',
    source,
  });
}
