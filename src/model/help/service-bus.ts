import { read, type HelpTexts } from './help-text.ts';

/** Azure Service Bus. */
export const serviceBusHelp = {
  maxBytes: {
    meaning: 'Bytes of ready messages that the queue keeps.',
    effect: 'A full queue does what the overflow rule says.',
    source: read('RabbitMQ 4.3 docs, max length: no limit in bytes unless set'),
  },
  concurrentSessions: {
    meaning: 'Sessions that one replica of the consumer keeps locked at once, if the queue has sessions.',
    effect: 'Further sessions wait until one of them is given up.',
    source: read('Azure.Messaging.ServiceBus (.NET), 2026, ServiceBusSessionProcessorOptions'),
  },
  sessionIdleMs: {
    meaning: 'How long a consumer waits for the next message of a session that it keeps.',
    effect: 'While it waits, sessions that nobody keeps wait too.',
    source: read('Azure.Messaging.ServiceBus (.NET), 2026, SessionIdleTimeout: the try timeout, 60 s'),
  },
  busyPauseMs: {
    meaning: 'How long a client asks nothing of the broker after that has told it that it is busy: a sender sends nothing, a receiver neither receives nor completes, abandons or renews.',
    effect: 'Throughput becomes a saw-tooth: bursts, and pauses of this length. Locks that would have been renewed meanwhile may end.',
    source: read('Azure.Messaging.ServiceBus (.NET), 2026, ServiceBusRetryPolicy: 10 s'),
  },
  deadLetterExpired: {
    meaning: 'Whether messages that expire go to the dead-letter queue or vanish.',
    effect: 'Kept ones can be looked at; either way they are not done.',
    source: read('Azure docs (copies of 2018 to 2026), Service Bus message expiration'),
  },
  sessions: {
    meaning: 'Different session ids that messages have: all equally likely, by Zipf\'s law where there is a skew, and with one hot session where that has a share; 0 for a queue without sessions.',
    effect: 'Messages of one session are handled in order, one at a time, by the one consumer that keeps the session.',
    source: read('Azure docs (copies of 2018 to 2026), Service Bus message sessions: off'),
  },
  creditsPerSec: {
    meaning: 'Credits of the namespace for each second. A message sent, a message received and a filter evaluated cost one each.',
    effect: 'Above it the broker answers that it is busy; nothing is lost, and clients pause.',
    source: read('Azure docs (copies of 2018 to 2026), Service Bus throttling: Standard, 1000 per second; Premium: no limit here'),
  },
} satisfies HelpTexts;
