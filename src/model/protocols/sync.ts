import { PROTOCOL_OUTLINES } from '../outlines.ts';
import { withDefaults, type ParameterSpec, type ParameterValue } from '../parameter.ts';
import { syncParams, type ProtocolSpec } from './shared.ts';
import { cancellation, channelParams, connectionLimit, deadlines, transportParams } from './transport-parameters.ts';

/** Parameters of calls that share connections: the limit is one of streams. */
function multiplexed(defaults: Readonly<Record<string, { readonly default: ParameterValue }>>): readonly ParameterSpec[] {
  const specs = withDefaults(syncParams, { maxConcurrent: { default: 100 }, ...defaults });
  return specs.map((spec) => (spec.name === 'maxConcurrent' ? { ...spec, label: 'Streams per connection' } : spec));
}

/** That a caller keeps its worker while it waits is of no product: callers differ. */
const ASSUMED = 'while waiting: Brownout\'s own assumption';

/** HTTP/1.1: one exchange per connection; the pool is unlimited unless set (.NET). */
export const http1: ProtocolSpec = {
  ...PROTOCOL_OUTLINES.http1,
  summary: 'Call and reply, one at a time on each connection; connections are kept and reused.',
  version: `.NET main, RFC 9112; ${ASSUMED}`,
  params: [
    ...withDefaults(syncParams, { timeoutMs: { default: 100_000 }, maxConcurrent: { default: 'unbounded' } }),
    ...transportParams({
      connectTimeoutMs: 'unbounded', idleTimeoutMs: 60_000, keepAliveMs: 130_000, ageJitter: 0, onReset: 'fail', replicaChoice: 'request',
    }),
  ],
};

/** HTTP/2: many calls share one connection, at most as many as the server's stream limit. */
export const http2: ProtocolSpec = {
  ...PROTOCOL_OUTLINES.http2,
  summary: 'Call and reply, many at once on one connection.',
  version: `.NET main, RFC 9113; ${ASSUMED}`,
  params: [
    ...multiplexed({ timeoutMs: { default: 100_000 } }),
    ...transportParams(
      { connectTimeoutMs: 'unbounded', idleTimeoutMs: 60_000, keepAliveMs: 130_000, ageJitter: 0, onReset: 'resend', replicaChoice: 'request' },
      [connectionLimit],
    ),
    cancellation('none'),
  ],
};

/** gRPC unary: a channel to the first replica that works; no deadline and no retry unless configured. */
export const grpc: ProtocolSpec = {
  ...PROTOCOL_OUTLINES.grpc,
  summary: 'Unary remote procedure call over HTTP/2; no deadline unless you set one.',
  version: `grpc-dotnet 2026-07, gRFC A6; ${ASSUMED}`,
  mostAttempts: 5,
  params: [
    ...multiplexed({ timeoutMs: { default: 'unbounded' }, backoffMs: { default: 1000 } }),
    deadlines,
    cancellation('finish'),
    ...transportParams(
      { connectTimeoutMs: 20_000, idleTimeoutMs: 'unbounded', keepAliveMs: 'unbounded', ageJitter: 0.1, onReset: 'resend', replicaChoice: 'pickFirst' },
      [connectionLimit, ...channelParams],
    ),
  ],
};

/** Request and reply over long-lived TCP connections: SQL, Redis, Thrift and the like. */
export const tcp: ProtocolSpec = {
  ...PROTOCOL_OUTLINES.tcp,
  summary: 'Database, cache and Thrift protocols: request and reply on a pool of open connections.',
  version: 'no product: set pool and timeout as your driver does',
  params: withDefaults(syncParams, {
    maxConcurrent: { default: 100 },
    timeoutMs: { default: 'unbounded' },
  }),
};
