import type { ProtocolOutline } from '../outlines.ts';
import { choice, number, toggle, type ParameterSpec } from '../parameter.ts';
import { resilienceParams } from './resilience.ts';

/** Declares one protocol: what kind of connection it makes and the parameters of connection, channel and broker. */
export interface ProtocolSpec extends ProtocolOutline {
  readonly summary: string;
  /** Product and version that the defaults were read from. */
  readonly version: string;
  readonly params: readonly ParameterSpec[];
  /** Most attempts of one call, retries and hedges together, whatever is set; none when it has no such bound. */
  readonly mostAttempts?: number;
  /** For queue and stream: names and parameters of channel and broker. */
  readonly channelName?: string;
  /** Whether the channel is a partitioned log, whatever kind of channel documents see in it. */
  readonly isLog?: boolean;
  readonly channelParams?: readonly ParameterSpec[];
  /** For protocols whose brokers have exchanges or topics: what one is called, and its parameters. */
  readonly exchangeName?: string;
  /** What a queue is called that was made for an exchange, if not as any other channel. */
  readonly boundName?: string;
  readonly exchangeParams?: readonly ParameterSpec[];
  readonly brokerName?: string;
  readonly brokerParams?: readonly ParameterSpec[];
}

/** One-way network delay, the same for every message. */
export const latency = number({
  name: 'latencyMs',
  label: 'Network delay',
  unit: 'ms',
  default: 0.5,
  max: 60_000,
  usual: [0, 100],
});

/** Share of requests that use this connection at all. */
export const probability = number({
  name: 'probability',
  label: 'Used by',
  unit: 'ratio',
  default: 1,
  max: 1,
});

/** What the line carries in each direction, the last parameter of every connection. Megabits per second. */
export const bandwidth = number({
  name: 'bandwidthMbps',
  label: 'Bandwidth (Mbit/s)',
  unit: 'none',
  default: 'unbounded',
  min: 0.001,
  max: 1_000_000,
  usual: [1, 1000],
});

/** Parameters that every call-and-reply connection has. */
export const syncParams: readonly ParameterSpec[] = [
  ...resilienceParams,
  choice({
    name: 'hold',
    label: 'While waiting',
    options: [
      { value: 'hold', label: 'Keep the worker (thread per request)' },
      { value: 'release', label: 'Free the worker (asynchronous)' },
    ],
  }),
  number({
    name: 'maxConcurrent',
    label: 'Connections',
    unit: 'count',
    default: 'unbounded',
    min: 1,
    max: 1_000_000,
    usual: [1, 200],
  }),
  number({
    name: 'callsPerRequest',
    label: 'Calls per request',
    unit: 'count',
    default: 1,
    min: 1,
    max: 100,
    live: false,
  }),
  probability,
  latency,
];

/** Sender's side of a queue or stream connection. */
export const publishParams: readonly ParameterSpec[] = [
  toggle({
    name: 'confirm',
    label: 'Wait for the broker',
    default: false,
  }),
  number({
    name: 'confirmTimeoutMs',
    label: 'Give up after',
    unit: 'ms',
    default: 30_000,
    min: 1,
    max: 3_600_000,
    usual: [100, 60_000],
  }),
  probability,
  latency,
];

/** Round trip and disk: how long the broker takes to take a message in. */
export const brokerWriteMs = number({
  name: 'writeMs',
  label: 'Write time',
  unit: 'ms',
  default: 1,
  max: 60_000,
  usual: [0, 50],
});
