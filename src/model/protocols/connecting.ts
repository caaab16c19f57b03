import { choice, number, type ParameterSource, type ParameterSpec } from '../parameter.ts';

/** Heading of the parameters about long-lived connections. */
const CONNECTING = 'Connections';

/** How one end comes back after its connection was lost. */
export type Reconnecting = 'never' | 'signalR' | 'fullJitter' | 'grpc';

interface ConnectingPresets {
  readonly reconnect: { readonly default: Reconnecting; readonly source: ParameterSource };
  readonly capMs: { readonly default: number; readonly source: ParameterSource };
  readonly ping: { readonly source: ParameterSource };
}

/** Parameters of long-lived connections between two components, the same for all protocols but for their defaults. */
export function connectingParams(presets: ConnectingPresets): ParameterSpec[] {
  const specs: ParameterSpec[] = [
    choice({
      name: 'reconnect',
      label: 'Reconnect',
      options: [
        { value: 'never', label: 'Never' },
        { value: 'signalR', label: 'After 0, 2, 10 and 30 s (SignalR)' },
        { value: 'fullJitter', label: 'Exponentially, with full jitter' },
        { value: 'grpc', label: 'At once, then exponentially ±20 % (gRPC)' },
      ],
      meaning: 'When the end that connects tries again after its connection was lost, or not made.',
      effect: 'Without jitter all come back at the same instants; with full jitter they are spread.',
      ...presets.reconnect,
    }),
    number({
      name: 'reconnectBaseMs',
      label: 'First wait',
      unit: 'ms',
      default: 1000,
      min: 1,
      max: 600_000,
      usual: [100, 10_000],
      shownWhen: { name: 'reconnect', isOneOf: ['fullJitter', 'grpc'] },
      meaning: 'Wait before the first try that is not made at once; it grows by 2 (gRPC: 1.6) each time.',
      effect: 'Spreads those who come back.',
      source: { label: 'grpc-go backoff.DefaultConfig', confirmed: true },
    }),
    number({
      name: 'reconnectCapMs',
      label: 'Longest wait',
      unit: 'ms',
      min: 1,
      max: 3_600_000,
      usual: [1000, 300_000],
      shownWhen: { name: 'reconnect', isOneOf: ['fullJitter', 'grpc'] },
      meaning: 'The waits grow to this.',
      effect: 'How late the last ones come back after a long outage.',
      ...presets.capMs,
    }),
    number({
      name: 'acceptPerSec',
      label: 'Connections accepted',
      unit: 'perSec',
      default: 'unbounded',
      min: 0.001,
      max: 1_000_000,
      usual: [10, 10_000],
      meaning: 'Connections that one replica of the server can accept per second, handshakes included.',
      effect: 'When many come back at once, those at the end of the line wait, or give up and come again.',
    }),
    number({
      name: 'connectTimeoutMs',
      label: 'Give a try up after',
      unit: 'ms',
      default: 20_000,
      min: 1,
      max: 600_000,
      usual: [1000, 60_000],
      meaning: 'How long one try to connect may take.',
      effect: 'Tries that are given up make the line at the server longer.',
      source: { label: 'gRPC connection-backoff.md: 20 s', confirmed: true },
    }),
    number({
      name: 'pingMs',
      label: 'Ping every',
      unit: 'ms',
      default: 'unbounded',
      min: 1,
      max: 86_400_000,
      usual: [1000, 120_000],
      meaning: 'How often a silent connection is pinged; "unbounded" is never. One of which no answer comes for 20 s more is lost.',
      effect: 'Keeps proxies from cutting a silent connection, and finds out that the other end is gone.',
      ...presets.ping,
    }),
    number({
      name: 'idleCutMs',
      label: 'Cut when silent for',
      unit: 'ms',
      default: 'unbounded',
      min: 1,
      max: 86_400_000,
      usual: [1000, 600_000],
      meaning: 'A proxy on the way cuts a connection on which nothing passes for so long. nginx: 60 s.',
      effect: 'Silent connections are lost again and again, unless pings pass.',
      source: { label: 'no proxy; nginx proxy_read_timeout is 60 s', confirmed: true },
    }),
  ];
  return specs.map((spec) => ({ ...spec, group: CONNECTING }));
}

/** How many clients are connected. */
export function clientsParam(perReplica: number): ParameterSpec {
  return number({
    name: 'clients',
    label: 'Clients',
    unit: 'count',
    default: perReplica,
    min: 1,
    max: 100_000,
    live: false,
    usual: [1, 10_000],
    meaning: 'Clients, each with a connection of its own, that every replica of the connecting component stands for.',
    effect: 'Multiplies connections, and what each message costs that goes to all of them.',
  });
}
