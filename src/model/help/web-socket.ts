import { assumed, read, rule, type HelpTexts } from './help-text.ts';

/** WebSockets. */
export const webSocketHelp = {
  opens: {
    meaning: 'Which end of the connection stands for the clients.',
    effect: 'A message to all costs one write for each client.',
    source: rule,
  },
  clientWriteMs: {
    meaning: 'Time that a worker of the server needs to write one message to one client.',
    effect: 'Times the clients it is what a message to all costs.',
    source: assumed('example value: libraries differ'),
  },
  readPerSec: {
    meaning: 'Messages per second that a client\'s network or program takes from its connection.',
    effect: 'What comes faster piles up at the server.',
    source: rule,
  },
  slowClients: {
    meaning: 'How many of the clients of each replica are slow.',
    effect: 'What they do to the others is the policy\'s choice.',
    source: rule,
  },
  slowReadPerSec: {
    meaning: 'Messages per second that a slow client takes.',
    effect: 'The slower, the more piles up for it.',
    source: rule,
  },
  slowPolicy: {
    meaning: 'What the server does when the buffer of a client is over its limit.',
    effect: 'Memory grows, or all wait, or the slow client has gaps, or it is gone.',
    source: read('ws 8: no limit; websockets 17: waits, or broadcast() and ping timeouts'),
  },
  bufferLimitBytes: {
    meaning: 'Bytes that the server keeps for one client.',
    effect: 'A larger one lets a client fall further behind, and costs memory for each.',
    source: assumed('asyncio\'s high-water mark; libraries differ'),
  },
  maxMessageBytes: {
    meaning: 'Bytes that a receiver takes as one message.',
    effect: 'A larger one closes the connection.',
    source: read('ws 8: 100 MiB; websockets 17: 1 MiB; SignalR: 32 KiB'),
  },
} satisfies HelpTexts;
