import { choice, number, type ParameterSpec } from '../parameter.ts';

/** Heading of the parameters about long-lived connections. */
const CONNECTING = 'Connections';

/** How one end comes back after its connection was lost. */
export type Reconnecting = 'never' | 'signalR' | 'fullJitter' | 'grpc';

interface ConnectingPresets {
  readonly reconnect: Reconnecting;
  readonly capMs: number;
  readonly roundTrips: number;
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
      default: presets.reconnect,
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
    }),
    number({
      name: 'reconnectCapMs',
      label: 'Longest wait',
      unit: 'ms',
      min: 1,
      max: 3_600_000,
      usual: [1000, 300_000],
      shownWhen: { name: 'reconnect', isOneOf: ['fullJitter', 'grpc'] },
      default: presets.capMs,
    }),
    number({
      name: 'acceptPerSec',
      label: 'Connections accepted',
      unit: 'perSec',
      default: 'unbounded',
      min: 0.001,
      max: 1_000_000,
      usual: [10, 10_000],
    }),
    number({
      name: 'connectRoundTrips',
      label: 'Round trips to connect',
      unit: 'count',
      max: 10,
      default: presets.roundTrips,
    }),
    number({
      name: 'connectTimeoutMs',
      label: 'Give a try up after',
      unit: 'ms',
      default: 20_000,
      allowUnbounded: true,
      min: 1,
      max: 600_000,
      usual: [1000, 60_000],
    }),
    number({
      name: 'pingMs',
      label: 'Ping every',
      unit: 'ms',
      default: 'unbounded',
      min: 1,
      max: 86_400_000,
      usual: [1000, 120_000],
    }),
    number({
      name: 'idleCutMs',
      label: 'Cut when silent for',
      unit: 'ms',
      default: 'unbounded',
      min: 1,
      max: 86_400_000,
      usual: [1000, 600_000],
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
  });
}
