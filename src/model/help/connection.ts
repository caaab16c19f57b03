import { assumed, example, read, rule, type HelpTexts } from './help-text.ts';

/** What every connection has. */
export const connectionHelp = {
  hold: {
    meaning: 'Whether the caller\'s worker is kept until the call is over, retries and their pauses included.',
    effect: 'Kept workers run out when the callee is slow: that is how a slow service takes its callers down.',
    source: assumed('Brownout\'s own: keep the worker. No protocol says it; ASP.NET Core and Node.js free it, servlet containers and WSGI keep it'),
  },
  maxConcurrent: {
    meaning: 'Calls that one replica of the caller has in progress here at once; further ones wait in the caller, in order.',
    effect: 'A small pool protects the callee and makes the caller wait.',
    source: read('ASP.NET Core main 2026, Kestrel Http2Limits, 100 streams per connection'),
  },
  callsPerRequest: {
    meaning: 'Calls that one request makes here, one after another.',
    effect: 'Multiplies load and latency.',
    source: rule,
  },
  probability: {
    meaning: 'Share of the sender\'s requests that use this connection.',
    effect: 'Lowers the load behind it.',
    source: rule,
  },
  latencyMs: {
    meaning: 'Time a message takes one way.',
    effect: 'A call pays it twice, there and back.',
    source: example,
  },
  bandwidthMbps: {
    meaning: 'Megabits per second that the line carries in each direction, one message after another; all replicas share it.',
    effect: 'Large requests, replies and messages wait for those before them, and then take their bytes by this rate.',
    source: rule,
  },
  confirm: {
    meaning: 'Whether the sender waits until the broker says it has the message.',
    effect: 'Waiting makes the answer slower and safe; not waiting answers at once and may lose.',
    source: read('Apache Kafka 4.0 ProducerConfig'),
  },
  confirmTimeoutMs: {
    meaning: 'How long a sender that waits for the broker waits before its publish counts as failed.',
    effect: 'Bounds how long an unreachable broker holds senders up.',
    source: read('Apache Kafka 4.0 delivery.timeout.ms; librdkafka 300 s'),
  },
  writeMs: {
    meaning: 'Time the broker takes to store a message before it can be delivered or confirmed.',
    effect: 'Adds to confirmed publishing and to delivery.',
    source: example,
  },
} satisfies HelpTexts;
