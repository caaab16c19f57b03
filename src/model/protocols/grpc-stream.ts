import { hotKey } from '../kinds/balancing.ts';
import { PROTOCOL_OUTLINES } from '../outlines.ts';
import { choice, number, toggle, type ParameterSpec } from '../parameter.ts';
import { clientsParam, connectingParams } from './connecting.ts';
import { latency, probability, type ProtocolSpec } from './shared.ts';
import { keySkew, recordBytes } from './stream.ts';

const FLOW = 'Flow control';
const LIFE = 'Life of a stream';
const byKey = { name: 'spread', isOneOf: ['key'] } as const;

function under(group: string, specs: readonly ParameterSpec[]): ParameterSpec[] {
  return specs.map((spec) => ({ ...spec, group }));
}

/** Messages on long-lived gRPC streams between two components: no broker, back-pressure by windows. */
export const grpcStream: ProtocolSpec = {
  ...PROTOCOL_OUTLINES.grpcStream,
  summary: 'Messages on long-lived streams, in order; a receiver that does not read makes the sender wait, and nothing is lost while a stream lives.',
  version: 'grpc-go 2025, RFC 9113',
  params: [
    probability,
    latency,
    recordBytes,
    choice({
      name: 'shape',
      label: 'Opened by',
      options: [
        { value: 'server', label: 'The receiver (server streaming)' },
        { value: 'client', label: 'The sender (client streaming)' },
        { value: 'bidirectional', label: 'The sender (bidirectional)' },
      ],
      live: false,
    }),
    clientsParam(1),
    number({
      name: 'streamsPerClient',
      label: 'Streams per client',
      unit: 'count',
      default: 1,
      min: 1,
      max: 10_000,
      live: false,
      usual: [1, 200],
    }),
    choice({
      name: 'spread',
      label: 'A message goes to',
      options: [
        { value: 'one', label: 'One stream after another' },
        { value: 'key', label: 'The stream of its key' },
        { value: 'all', label: 'All streams' },
      ],
    }),
    number({
      name: 'keys',
      label: 'Keys',
      unit: 'count',
      default: 1000,
      min: 1,
      max: 1_000_000,
      usual: [1, 1000],
      shownWhen: byKey,
    }),
    ...under(FLOW, [
      number({
        name: 'windowBytes',
        label: 'Stream window',
        unit: 'bytes',
        default: 65_535,
        min: 1,
        max: 1_000_000_000,
        usual: [1000, 1_048_576],
      }),
      number({
        name: 'connectionWindowBytes',
        label: 'Connection window',
        unit: 'bytes',
        default: 65_535,
        min: 1,
        max: 1_000_000_000,
        usual: [1000, 1_048_576],
      }),
      toggle({
        name: 'windowGrowth',
        label: 'Windows grow',
        default: true,
      }),
      number({
        name: 'maxWindowBytes',
        label: 'Largest window',
        unit: 'bytes',
        default: 16_777_216,
        min: 1,
        max: 1_000_000_000,
        usual: [65_535, 16_777_216],
        shownWhen: { name: 'windowGrowth', isOneOf: ['true'] },
      }),
      number({
        name: 'sendBufferBytes',
        label: 'Send buffer',
        unit: 'bytes',
        default: 65_536,
        min: 1,
        max: 1_000_000_000,
        usual: [1000, 1_048_576],
      }),
      number({
        name: 'maxStreams',
        label: 'Streams per connection',
        unit: 'count',
        default: 100,
        min: 1,
        max: 1_000_000,
        usual: [1, 1000],
        allowUnbounded: true,
      }),
    ]),
    ...under(LIFE, [
      choice({
        name: 'balance',
        label: 'Replica chosen for',
        options: [
          { value: 'connection', label: 'Each connection' },
          { value: 'stream', label: 'Each stream' },
        ],
        live: false,
      }),
      choice({
        name: 'resume',
        label: 'After a loss',
        options: [
          { value: 'lose', label: 'Go on with what is new' },
          { value: 'resume', label: 'Go on exactly where it was' },
          { value: 'repeat', label: 'Go on from the last checkpoint' },
        ],
      }),
      number({
        name: 'checkpointEvery',
        label: 'Checkpoint every',
        unit: 'count',
        default: 100,
        min: 1,
        max: 100_000,
        usual: [1, 1000],
        shownWhen: { name: 'resume', isOneOf: ['repeat'] },
      }),
      number({
        name: 'streamMessages',
        label: 'Messages per stream',
        unit: 'count',
        default: 'unbounded',
        min: 1,
        max: 1_000_000,
        usual: [1, 1000],
      }),
      number({
        name: 'streamDeadlineMs',
        label: 'Deadline',
        unit: 'ms',
        default: 'unbounded',
        min: 1,
        max: 86_400_000,
        usual: [1000, 600_000],
      }),
      number({
        name: 'connectionAgeMs',
        label: 'Connection age',
        unit: 'ms',
        default: 'unbounded',
        min: 1,
        max: 86_400_000,
        usual: [10_000, 3_600_000],
      }),
      number({
        name: 'ageGraceMs',
        label: 'Grace',
        unit: 'ms',
        default: 'unbounded',
        min: 0,
        max: 86_400_000,
        usual: [1000, 600_000],
      }),
    ]),
    ...connectingParams({ reconnect: 'grpc', capMs: 120_000, roundTrips: 2 }),
    { ...keySkew, shownWhen: byKey },
    hotKey(byKey),
  ],
};
