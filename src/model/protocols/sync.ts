import { withDefaults } from '../parameter.ts';
import { syncParams, type ProtocolSpec } from './shared.ts';

/** HTTP/1.1: one exchange per connection; the pool is unlimited unless set (.NET). */
export const http1: ProtocolSpec = {
  label: 'HTTP/1.1',
  kind: 'sync',
  summary: 'Call and reply, one at a time on each connection.',
  version: '.NET main, RFC 9112',
  params: withDefaults(syncParams, {
    timeoutMs: { default: 100_000 },
    maxConcurrent: { default: 'unbounded' },
  }),
};

/** HTTP/2: many calls share one connection, at most as many as the server's stream limit. */
export const http2: ProtocolSpec = {
  label: 'HTTP/2',
  kind: 'sync',
  summary: 'Call and reply, many at once on one connection.',
  version: '.NET main, RFC 9113',
  params: withDefaults(syncParams, {
    timeoutMs: { default: 100_000 },
    maxConcurrent: { default: 100 },
  }),
};

/** gRPC unary: no deadline and no retry unless configured. */
export const grpc: ProtocolSpec = {
  label: 'gRPC',
  kind: 'sync',
  summary: 'Unary remote procedure call over HTTP/2; no deadline unless you set one.',
  version: 'grpc-dotnet 2026-07, gRFC A6',
  mostAttempts: 5,
  params: withDefaults(syncParams, {
    timeoutMs: { default: 'unbounded' },
    maxConcurrent: { default: 100 },
    backoffMs: { default: 1000 },
  }),
};

/** Request and reply over long-lived TCP connections: SQL, Redis, Thrift and the like. */
export const tcp: ProtocolSpec = {
  label: 'TCP request/reply',
  kind: 'sync',
  summary: 'Database, cache and Thrift protocols: request and reply on a pool of open connections.',
  version: 'no product: set pool and timeout as your driver does',
  params: withDefaults(syncParams, {
    maxConcurrent: { default: 100 },
    timeoutMs: { default: 'unbounded' },
  }),
};
