import { read, type HelpTexts } from './help-text.ts';

/** NATS JetStream. */
export const jetstreamHelp = {
  maxAckPending: {
    meaning: 'Messages that all replicas of this consumer together may hold without having acknowledged them.',
    effect: 'At the limit nobody in the consumer gets more until something is acknowledged or its ack wait ends.',
    source: read('NATS server 2.15-dev, consumer: 1000'),
  },
  redeliverMs: {
    meaning: 'How long to wait for an acknowledgement of the first, second, third delivery and so on, the last one for all further; empty waits the same time always.',
    effect: 'Spreads the deliveries of a message that nobody acknowledges; a negative acknowledgement is not delayed by it.',
    source: read('NATS server 2.15-dev, consumer: none; overrides AckWait'),
  },
  retention: {
    meaning: 'When a message leaves the stream. With a work queue all consumers share the messages.',
    effect: 'The limits hold in every case: what they delete may not have been read.',
    source: read('NATS docs 2026, streams: limits'),
  },
  electionMs: {
    meaning: 'Longest time from the loss of a stream\'s leader to the next one; the shortest is four ninths of it.',
    effect: 'The stream takes nothing in and hands nothing out meanwhile.',
    source: read('NATS server 2.15-dev, raft.go: 4 to 9 s, heartbeat 1 s'),
  },
} satisfies HelpTexts;
