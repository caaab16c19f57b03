import { read, type HelpTexts } from './help-text.ts';

/** NATS. */
export const natsHelp = {
  group: {
    meaning: 'Whether the replicas of a consumer are a queue group, of which one member chosen by chance gets a message, or each gets a copy.',
    effect: 'In a group the members share the work; without one every replica does all of it.',
    source: read('NATS docs 2026, queue groups'),
  },
  slowConsumer: {
    meaning: 'Whether a client whose handlers are busy goes on reading into memory, up to a limit, or leaves messages with the server.',
    effect: 'A client that drops loses single messages; one that stops reading is cut off by the server and loses all that was pending.',
    source: read('nats.go 1.53: pending limits of a subscription'),
  },
  pendingMessages: {
    meaning: 'Messages that wait in the client for a handler; further ones are dropped.',
    effect: 'Larger costs memory and time, and loses less.',
    source: read('nats.go 1.53: 500,000 (the docs still say 65,536)'),
  },
  pendingBytes: {
    meaning: 'Bytes of messages that wait in the client for a handler; further messages are dropped.',
    effect: 'Larger costs memory and time, and loses less.',
    source: read('nats.go 1.53: 64 MiB'),
  },
  reconnectMs: {
    meaning: 'Pause of a client whose connection was closed before it connects again; up to 100 ms more by chance.',
    effect: 'What is published to it meanwhile is gone.',
    source: read('nats.go 1.53: ReconnectWait 2 s, jitter 100 ms'),
  },
  maxPendingBytes: {
    meaning: 'Bytes that the server keeps for a client that does not read.',
    effect: 'Above it the server closes the connection of the slow consumer, and all that was pending is lost.',
    source: read('NATS server 2.15-dev, max_pending: 64 MiB'),
  },
} satisfies HelpTexts;
