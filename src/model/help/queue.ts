import { assumed, off, read, rule, type HelpTexts } from './help-text.ts';

const azureMessaging = read('Azure.Messaging.ServiceBus (.NET), 2026, ServiceBusRetryOptions: 3 retries');

/** What queue brokers share. */
export const queueHelp = {
  prefetch: {
    meaning: 'Messages that one replica of the consumer may hold without having acknowledged them.',
    effect: 'Without a limit the first consumer hoards the backlog; with 1 every message pays a round trip.',
    source: read('RabbitMQ 4.3 docs, consumer prefetch: 0 is unlimited (here no limit), of which a quorum queue makes 2000'),
  },
  acknowledge: {
    meaning: 'When the consumer tells the broker that it has the message.',
    effect: 'After the work, a crash repeats work; on delivery, a crash loses messages.',
    source: rule,
  },
  onError: {
    meaning: 'What the consumer tells the broker when its work on a message failed.',
    effect: 'Given back at once, a poison message circles as fast as it can be worked on; left alone, it comes back when its lease ends.',
    source: assumed('applications differ'),
  },
  capacity: {
    meaning: 'Messages ready for delivery that the queue keeps; delivered and unacknowledged ones are not counted.',
    effect: 'A full queue does what the overflow rule says.',
    source: read('RabbitMQ 4.3 docs, max length: ready messages only'),
  },
  overflow: {
    meaning: 'Who loses when the queue is full: the oldest message, or the sender of the newest.',
    effect: 'Dropping loses silently; refusing is seen by senders that wait for the broker, and may leave a dead letter besides.',
    source: read('RabbitMQ 4.3 docs, max length: drop-head'),
  },
  leaseMs: {
    meaning: 'Time after delivery until a consumer that has not acknowledged loses all that it holds; looked at once a minute when it is a minute or more.',
    effect: 'Shorter than the work: every message is done twice.',
    source: read('RabbitMQ 4.2 and 4.3 docs, consumers: 30 min'),
  },
  maxDeliveries: {
    meaning: 'Deliveries of one message before the broker gives it up: one more than the delivery limit of a quorum queue.',
    effect: 'Bounds the work that a poison message can cause.',
    source: read('RabbitMQ 4.0 to 4.3, rabbit_fifo: delivery-limit 20 returns'),
  },
  deadLetter: {
    meaning: 'Whether messages that are given up are counted as kept. With a dead-letter exchange they go there instead.',
    effect: 'Kept ones can be looked at; either way they are not done.',
    source: read('RabbitMQ 4.3 docs: no dead-letter exchange unless set'),
  },
  ttlMs: {
    meaning: 'Age, counted from when the queue took it in, at which a message that still waits expires.',
    effect: 'Bounds how stale work can get; what expires is not done.',
    source: read('RabbitMQ 4.3 docs, TTL: none unless set'),
  },
  messageBytes: {
    meaning: 'Size of a message whose class has no size of its own.',
    effect: 'Counts against limits in bytes: queue sizes, memory, what may be pending for a slow consumer.',
    source: assumed('1 KiB, the size that Azure states its targets for'),
  },
  publishAttempts: {
    meaning: 'How often a sender that waits for the broker sends one message in all before its publish fails.',
    effect: 'Rides out short refusals; a message that arrived although nothing was heard of it is stored twice.',
    source: azureMessaging,
  },
  publishBackoffMs: {
    meaning: 'Pause before the second attempt; doubled before each further one, a fifth of it more or less by chance.',
    effect: 'Gives the broker time; the sender waits as long.',
    source: azureMessaging,
  },
  publishBackoffCapMs: {
    meaning: 'The pause before an attempt to send never exceeds this.',
    effect: 'Bounds how long a sender pauses.',
    source: azureMessaging,
  },
  publishAfterSilence: {
    meaning: 'Whether a sender that heard nothing in time sends again, as it does after a refusal that may pass.',
    effect: 'The first message may be stored all the same: without duplicate detection it is then there twice.',
    source: azureMessaging,
  },
  delayMs: {
    meaning: 'Time that a message stays invisible after the broker has taken it in.',
    effect: 'Work begins later by this; then the message joins the end of the queue.',
    source: read('Azure docs (copies of 2018 to 2026), Service Bus message sequencing'),
  },
  handlers: {
    meaning: 'Messages that the client library of one replica hands to the component at once; the rest of what it holds waits in the client.',
    effect: 'At 1 the most that a replica gets done is one message per service time, however many workers it has.',
    source: read('Azure.Messaging.ServiceBus (.NET), 2026, ServiceBusProcessorOptions'),
  },
  renewMs: {
    meaning: 'How long the client renews the lease of a message that is in work, counted from when its work begins; 0 never renews.',
    effect: 'Work that takes longer than this and the lease together is offered again while it still runs.',
    source: read('Azure.Messaging.ServiceBus (.NET), 2026, MaxAutoLockRenewalDuration: 5 min'),
  },
  duplicateDetection: {
    meaning: 'Whether the broker takes a message that is sent again under the same id as new, or accepts and drops it.',
    effect: 'Without it a sender that heard nothing and sends again makes a second message.',
    source: off,
  },
  duplicateWindowMs: {
    meaning: 'How long the broker remembers the ids of messages, counted from when the sender first sent.',
    effect: 'A message sent again later than this is taken as new.',
    source: read('Azure docs (copies of 2018 to 2026), Service Bus duplicate detection: 10 min'),
  },
} satisfies HelpTexts;
