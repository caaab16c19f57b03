import { choice, number, type ParameterSpec, toggle } from '../parameter.ts';

/** Heading of the parameters about the connections that calls go over. */
export const TRANSPORT_GROUP = 'Connections';

/** Which replica a call goes to when no balancer is drawn. */
export type ReplicaChoice = 'request' | 'connection' | 'pickFirst' | 'roundRobin';

/** Defaults in which the protocols differ. */
interface TransportDefaults {
  readonly connectTimeoutMs: number | 'unbounded';
  readonly idleTimeoutMs: number | 'unbounded';
  readonly keepAliveMs: number | 'unbounded';
  readonly ageJitter: number;
  readonly onReset: 'fail' | 'resend';
  readonly replicaChoice: ReplicaChoice;
}

/** What happens to the callee of an attempt that is given up. */
export const cancellation = (standard: 'none' | 'finish'): ParameterSpec => ({
  ...choice({
    name: 'cancellation',
    label: 'When given up',
    options: [
      { value: 'none', label: 'The callee is not told' },
      { value: 'finish', label: 'Cancelled; work in progress is finished' },
      { value: 'stop', label: 'Cancelled; work in progress stops' },
    ],
    live: false,
    default: standard,
  }),
  group: TRANSPORT_GROUP,
});

const connecting = (defaults: TransportDefaults): readonly ParameterSpec[] => [
  number({ name: 'prewarmed', label: 'Open from the start', unit: 'count', default: 0, max: 10_000, live: false, usual: [0, 100] }),
  choice({
    name: 'replicaChoice',
    label: 'Replica chosen for',
    options: [
      { value: 'request', label: 'Each request (layer 7)' },
      { value: 'connection', label: 'Each connection (layer 4)' },
      { value: 'pickFirst', label: 'The channel: the first that works (pick_first)' },
      { value: 'roundRobin', label: 'Each call, one connection to every replica (round_robin)' },
    ],
    live: false,
    default: defaults.replicaChoice,
  }),
  choice({
    name: 'tls',
    label: 'TLS',
    options: [
      { value: 'none', label: 'None' },
      { value: 'tls13', label: 'TLS 1.3: one round trip' },
      { value: 'tls13Early', label: 'TLS 1.3 resumed with early data: none' },
      { value: 'tls12', label: 'TLS 1.2: two round trips' },
    ],
  }),
  number({
    name: 'connectTimeoutMs', label: 'Give connecting up after', unit: 'ms', default: defaults.connectTimeoutMs, min: 1, max: 600_000,
    usual: [1000, 60_000], allowUnbounded: true,
  }),
];

const living = (defaults: TransportDefaults): readonly ParameterSpec[] => [
  number({
    name: 'idleTimeoutMs', label: 'Caller closes after idling', unit: 'ms', default: defaults.idleTimeoutMs, min: 1, max: 86_400_000,
    usual: [1000, 300_000], allowUnbounded: true,
  }),
  number({
    name: 'keepAliveMs', label: 'Callee closes after idling', unit: 'ms', default: defaults.keepAliveMs, min: 1, max: 86_400_000,
    usual: [1000, 300_000], allowUnbounded: true,
  }),
  choice({
    name: 'onReset',
    label: 'Closed under a request',
    options: [
      { value: 'fail', label: 'The attempt fails' },
      { value: 'resend', label: 'Sent once more' },
    ],
    default: defaults.onReset,
  }),
  number({
    name: 'maxAgeMs', label: 'Longest life', unit: 'ms', default: 'unbounded', min: 1, max: 86_400_000, usual: [10_000, 3_600_000],
  }),
  number({ name: 'ageJitter', label: 'Life varies by', unit: 'ratio', default: defaults.ageJitter, max: 1, usual: [0, 0.5] }),
  number({
    name: 'ageGraceMs', label: 'Grace for calls in progress', unit: 'ms', default: 'unbounded', max: 86_400_000, usual: [0, 60_000],
  }),
];

const losing: readonly ParameterSpec[] = [
  number({ name: 'lossRatio', label: 'Packet loss', unit: 'ratio', default: 0, max: 0.9, usual: [0, 0.1] }),
  number({ name: 'retransmitMs', label: 'Sent again after', unit: 'ms', default: 200, min: 1, max: 60_000, usual: [10, 3000] }),
];

function shown(specs: readonly ParameterSpec[]): ParameterSpec[] {
  return specs.map((spec) => ({ ...spec, group: TRANSPORT_GROUP, shownWhen: { name: 'connections', isOneOf: ['true'] } }));
}

/** Parameters of the connections under calls. `more` are those that only some protocols have. */
export function transportParams(defaults: TransportDefaults, more: readonly ParameterSpec[] = []): ParameterSpec[] {
  const keeps = toggle({ name: 'connections', label: 'Connections are opened and kept', default: true, live: false });
  return [{ ...keeps, group: TRANSPORT_GROUP }, ...shown([...more, ...connecting(defaults), ...living(defaults), ...losing])];
}

/** Connections that carry many calls: how many the caller opens. */
export const connectionLimit: ParameterSpec = number({
  name: 'connectionLimit', label: 'Connections of each caller', unit: 'count', default: 1, min: 1, max: 10_000, usual: [1, 10], allowUnbounded: true,
});

/** What a gRPC channel does while nobody can be reached. */
export const channelParams: readonly ParameterSpec[] = [
  toggle({ name: 'waitForReady', label: 'Wait for ready', default: false }),
  number({ name: 'reconnectBaseMs', label: 'First wait', unit: 'ms', default: 1000, min: 1, max: 600_000, usual: [100, 10_000] }),
  number({ name: 'reconnectCapMs', label: 'Longest wait', unit: 'ms', default: 120_000, min: 1, max: 3_600_000, usual: [1000, 300_000] }),
];

/** Whether deadlines travel with calls. */
export const deadlines: ParameterSpec = {
  ...choice({
    name: 'deadlines',
    label: 'Deadline',
    options: [
      { value: 'none', label: 'Known to the caller alone' },
      { value: 'sent', label: 'Sent to the callee' },
      { value: 'propagated', label: 'Sent, and inherited from the caller\'s own request' },
    ],
    live: false,
    default: 'propagated',
  }),
  group: TRANSPORT_GROUP,
};
