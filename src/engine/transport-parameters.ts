import type { Core } from './core.ts';

/**
 * Live parameters of the connections under calls, in rows of their own: links that keep no connections have no row, and
 * the rows of all others stay short. Encoded as in `parameters.ts`.
 */
export const TRANSPORT_PARAMETERS = [
  'tls', 'connectTimeoutMs', 'idleTimeoutMs', 'keepAliveMs', 'maxAgeMs', 'ageJitter', 'ageGraceMs', 'onReset',
  'connectionLimit', 'lossRatio', 'retransmitMs', 'waitForReady', 'reconnectBaseMs', 'reconnectCapMs',
] as const;
export const TLS = 0;
export const CONNECT_TIMEOUT = 1;
export const IDLE_TIMEOUT = 2;
export const KEEP_ALIVE = 3;
export const MAX_AGE = 4;
export const AGE_JITTER = 5;
export const AGE_GRACE = 6;
export const ON_RESET = 7;
export const CONNECTION_LIMIT = 8;
export const LOSS_RATIO = 9;
export const RETRANSMIT = 10;
export const WAIT_FOR_READY = 11;
export const RECONNECT_BASE = 12;
export const RECONNECT_CAP = 13;
export const TRANSPORT_PARAMETER_COLUMNS = 14;

/** What links have whose protocol does not declare a parameter, where that is not 0. */
export const NEUTRAL_TRANSPORT: readonly (readonly [column: number, value: number])[] = [
  [CONNECT_TIMEOUT, Infinity], [IDLE_TIMEOUT, Infinity], [KEEP_ALIVE, Infinity], [MAX_AGE, Infinity], [AGE_GRACE, Infinity],
  [CONNECTION_LIMIT, Infinity],
];

// Numbers of options, in the order of the specifications.
export const RESEND = 1;
/** Round trips that each choice of TLS adds to TCP's one. */
export const TLS_ROUND_TRIPS = [0, 1, 0, 2] as const;

// What a link's transport is, as bits of `network.transport`; 0 costs a call one look.
/** Keeps connections: they are opened, reused and closed. */
export const CONNECTIONS = 1;
/** A connection carries many exchanges at once (HTTP/2). */
export const MULTIPLEXED = 1 << 1;
/** Connecting is the channel's business: it tries again by itself, and calls fail meanwhile (gRPC). */
export const CHANNEL = 1 << 2;
/** The callee is told the deadline. */
export const TELLS_DEADLINE = 1 << 3;
/** The deadline that came with the caller's own request bounds the call. */
export const INHERITS_DEADLINE = 1 << 4;
/** The callee is told when nobody waits any more. */
export const CANCELS = 1 << 5;
/** Then it stops at once, rather than after the present work. */
export const STOPS_WORK = 1 << 6;
/** Each connection belongs to the replica whose turn it was when it was opened. */
export const PER_CONNECTION = 1 << 7;
/** All connections belong to the first replica that can be reached. */
export const PICK_FIRST = 1 << 8;
/** One connection to every replica; calls take turns. */
export const ROUND_ROBIN = 1 << 9;

/** Whether connections of a link belong to one replica each. */
export const PINNED = PER_CONNECTION | PICK_FIRST | ROUND_ROBIN;

/** Value of a parameter of a link that keeps connections. */
export function transportParameter(core: Core, link: number, column: number): number {
  return core.transportParameters[core.network.transportRow[link] * TRANSPORT_PARAMETER_COLUMNS + column];
}
