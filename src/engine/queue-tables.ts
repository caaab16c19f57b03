// How a channel hands messages out.
/** A partitioned log: none of this file's business. */
export const MODE_LOG = 0;
/** The broker pushes to consumers that have room. */
export const MODE_PUSH = 1;
/** As before, but each session belongs to one consumer at a time. */
export const MODE_SESSIONS = 2;
/** Consumers ask for batches. */
export const MODE_POLL = 3;
/** Whoever listens now gets the message; nothing is kept. */
export const MODE_SUBJECT = 4;
/** Every consumer is given all messages from a box of its own. */
export const MODE_STREAM = 5;
/** Keeps nothing and gives copies to the queues that are bound to it. */
export const MODE_EXCHANGE = 6;

// Bits of `channelTraits`: what distinguishes the brokers' queues.
/** What a lost consumer holds stays locked until its lease ends, instead of coming back at once. */
export const LEASED = 1;
/** The lease is an acknowledgement timeout: when it ends the consumer loses all that it holds, and maybe its place. */
export const ACK_TIMEOUT = 2;
/** A negative acknowledgement does not count against the limit of deliveries. */
export const NACKS_FREE = 4;
/** What expires is given up like anything else; otherwise only where that is switched on, or it is gone. */
export const EXPIRED_GIVEN_UP = 8;
/** Messages that are given up stay where they are and are not offered again: there are no dead letters. */
export const PARKS = 16;
/** The stream keeps messages that have been acknowledged. */
export const KEEPS_READ = 32;
/** A consumer without a limit of its own is still given only so many at once. */
export const BOUNDS_UNLIMITED = 64;

/** No channel, no routing key. */
export const NOWHERE = -1;

/**
 * The part of a network that is about queues. A *box* is one line of messages: a queue has one, a stream one for each
 * consuming connection, a queue with sessions one more for each session. Boxes 0 to `channelCount - 1` are those of
 * the channels themselves; sessions come last.
 */
export interface QueueTables {
  readonly channelMode: Int32Array;
  readonly channelTraits: Int32Array;
  /** Boxes without those of sessions. */
  readonly boxCount: number;
  readonly boxChannel: Int32Array;
  /** Boxes with those of sessions; those of a channel begin at `sessionStart`. */
  readonly listCount: number;
  readonly sessionStart: Int32Array;
  readonly sessionsOf: Int32Array;
  /** Boxes of a stream's consumers: first entry of `streamBoxes`, and number. */
  readonly streamBoxStart: Int32Array;
  readonly streamBoxCount: Int32Array;
  readonly streamBoxes: Int32Array;
  /** Subscriptions of each box: one for each consuming link and replica. */
  readonly subscriptionStart: Int32Array;
  readonly subscriptionCount: Int32Array;
  readonly subscriptionLink: Int32Array;
  readonly subscriptionStation: Int32Array;
  readonly subscriptionBox: Int32Array;
  /** First subscription of each consuming link, NOWHERE for others. */
  readonly linkSubscription: Int32Array;
  /** Whether deliveries over a link pass its client's handlers. */
  readonly linkGated: Int32Array;
  /** Back-off of a stream's consumer: where it stands in `redeliverMs`, and its length, 0 for none. */
  readonly redeliverStart: Int32Array;
  readonly redeliverCount: Int32Array;
  readonly redeliverMs: Float64Array;
  /** Required effects of a message that is sent to a channel. */
  readonly channelEffects: Int32Array;
  readonly deadLetterTarget: Int32Array;
  /** Number of the routing key of each link, NOWHERE when its messages go by their class; and of each class. */
  readonly linkKey: Int32Array;
  readonly classKey: Int32Array;
  readonly keyCount: number;
  /** Number of each exchange, NOWHERE for other channels. */
  readonly exchangeOf: Int32Array;
  /** Queues that messages of exchange e and key k go to: entries `routeStart[e * keyCount + k]` up to the next start,
   *  with the share of messages that gets a copy. */
  readonly routeStart: Int32Array;
  readonly routeTarget: Int32Array;
  readonly routeShare: Float64Array;
  /** Bindings that an exchange compares a message with. */
  readonly bindingCount: Int32Array;
  /** Senders of queue links: as many as there are connection pools, or none. */
  readonly senderCount: number;
}
