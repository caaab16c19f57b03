import { connectionSpecs } from './catalog.ts';
import type { BrownoutDocument, Connection, SyncProtocol } from './document.ts';
import { type Edit, withParams } from './edit.ts';
import { type ParameterSource, type ParameterValues, valueOf } from './parameter.ts';

/** Whose habits about connections a preset tells: the caller's pool, or the callee's limits. */
export type PoolSide = 'caller' | 'callee';

/** What a real client or server does with the connections under calls, by default. */
export interface PoolPreset {
  /** Stable for ever. */
  readonly name: string;
  readonly label: string;
  readonly side: PoolSide;
  readonly summary: string;
  /** What it sets, for each protocol that it is for; all else of its side goes back to the protocol's default. */
  readonly values: Readonly<Partial<Record<SyncProtocol, ParameterValues>>>;
  /** Of a runtime's own client: whether its servers keep a worker while a call is out. Choosing the preset sets it; another
   *  choice of the server leaves the preset as it is. */
  readonly hold?: 'hold' | 'release';
  readonly source: ParameterSource;
  /** Where the model departs from the product, or what was assumed. */
  readonly caveat?: string;
}

/** Parameters that are of one side. Where a protocol multiplexes calls, how many share a connection is the callee's to say. */
const SIDES: Readonly<Record<PoolSide, Readonly<Partial<Record<SyncProtocol, readonly string[]>>>>> = {
  caller: {
    http1: ['maxConcurrent', 'connectTimeoutMs', 'idleTimeoutMs', 'maxAgeMs'],
    http2: ['connectionLimit', 'connectTimeoutMs', 'idleTimeoutMs', 'maxAgeMs'],
    grpc: ['connectionLimit', 'connectTimeoutMs', 'idleTimeoutMs', 'reconnectBaseMs', 'reconnectCapMs'],
  },
  callee: {
    http1: ['keepAliveMs'],
    http2: ['maxConcurrent', 'keepAliveMs'],
    grpc: ['maxConcurrent', 'keepAliveMs', 'maxAgeMs', 'ageGraceMs'],
  },
};

/** Every preset of connections, callers first, in the order of menus. Only what each product's own documentation or source says is here. */
export const POOL_PRESETS: readonly PoolPreset[] = [
  {
    name: 'dotnetHandler',
    label: '.NET SocketsHttpHandler',
    side: 'caller',
    summary: 'As many connections as there are calls, closed after 1 min of idling, never for their age; over HTTP/2 one connection.',
    values: {
      http1: { maxConcurrent: 'unbounded', connectTimeoutMs: 'unbounded', idleTimeoutMs: 60_000, maxAgeMs: 'unbounded' },
      http2: { connectionLimit: 1, connectTimeoutMs: 'unbounded', idleTimeoutMs: 60_000, maxAgeMs: 'unbounded' },
    },
    hold: 'release',
    source: { label: 'dotnet/runtime main of 2026, HttpHandlerDefaults, HttpConnectionSettings: .NET 6 and later', confirmed: true },
  },
  {
    name: 'dotnetFiveHandler',
    label: '.NET SocketsHttpHandler, before .NET 6',
    side: 'caller',
    summary: 'As the newer one, but connections idle for 2 min, which old servers were set to outlive.',
    values: {
      http1: { maxConcurrent: 'unbounded', connectTimeoutMs: 'unbounded', idleTimeoutMs: 120_000, maxAgeMs: 'unbounded' },
      http2: { connectionLimit: 1, connectTimeoutMs: 'unbounded', idleTimeoutMs: 120_000, maxAgeMs: 'unbounded' },
    },
    hold: 'release',
    source: { label: 'dotnet/runtime main of 2026, PooledConnectionIdleTimeout: 2 min before .NET 6', confirmed: true },
  },
  {
    name: 'undici',
    label: 'Node.js fetch (undici)',
    side: 'caller',
    summary: 'Gives connecting up after 10 s and closes what idles for 4 s, sooner than servers do.',
    values: { http1: { connectTimeoutMs: 10_000, idleTimeoutMs: 4000 } },
    hold: 'release',
    source: { label: 'nodejs/undici docs, Client.md, 2026-08', confirmed: true },
    caveat: 'Its limits of 300 s for headers and between parts of a body are timeouts: see Resilience.',
  },
  {
    name: 'goTransport',
    label: 'Go http.Transport',
    side: 'caller',
    summary: 'Gives connecting up after 30 s; as many connections as there are calls.',
    values: { http1: { connectTimeoutMs: 30_000 } },
    source: { label: 'golang/go net/http/transport.go, an old copy of no known version', confirmed: false },
    caveat: 'It keeps two idle connections of a host and closes the others, so that bursts connect anew again and again: the model keeps them all.',
  },
  {
    name: 'chromium',
    label: 'Browser (Chromium)',
    side: 'caller',
    summary: 'Six connections for each host: the seventh call at once waits in the browser.',
    values: { http1: { maxConcurrent: 6 } },
    source: { label: 'chromium client_socket_pool_manager.cc, a copy of 2021', confirmed: false },
    caveat: 'Its limit of 256 connections over all hosts is left out. Each replica of the caller is a browser.',
  },
  {
    name: 'envoyUpstream',
    label: 'Envoy',
    side: 'caller',
    summary: 'Gives connecting to an upstream host up after 5 s.',
    values: { http1: { connectTimeoutMs: 5000 }, http2: { connectTimeoutMs: 5000 } },
    source: { label: 'Envoy 2026, cluster.proto connect_timeout', confirmed: true },
  },
  {
    name: 'nginxProxy',
    label: 'nginx as a proxy',
    side: 'caller',
    summary: 'Gives connecting to an upstream server up after 60 s.',
    values: { http1: { connectTimeoutMs: 60_000 } },
    source: { label: 'nginx docs 2026 (unversioned), proxy_connect_timeout', confirmed: true },
    caveat: 'How many connections it keeps to upstream servers is a setting of its own, which is not assumed here.',
  },
  {
    name: 'grpcChannel',
    label: 'gRPC channel (Go, Java)',
    side: 'caller',
    summary: 'One connection; connecting is given up after 20 s and tried again after 1 s growing to 2 min.',
    values: { grpc: { connectionLimit: 1, connectTimeoutMs: 20_000, idleTimeoutMs: 'unbounded', reconnectBaseMs: 1000, reconnectCapMs: 120_000 } },
    source: { label: 'grpc-go 1.85-dev, backoff and clientconn; grpc-java 2026-08; gRFC A105', confirmed: true },
  },
  {
    name: 'grpcDotnetChannel',
    label: 'gRPC channel (grpc-dotnet)',
    side: 'caller',
    summary: 'Another connection as soon as all streams of the others are taken.',
    values: { grpc: { connectionLimit: 'unbounded' } },
    hold: 'release',
    source: { label: 'grpc-dotnet 2026-07, HttpHandlerFactory: EnableMultipleHttp2Connections', confirmed: true },
  },
  {
    name: 'kestrel',
    label: 'Kestrel (ASP.NET Core)',
    side: 'callee',
    summary: 'Closes what idles for 130 s; 100 streams on a connection.',
    values: {
      http1: { keepAliveMs: 130_000 },
      http2: { maxConcurrent: 100, keepAliveMs: 130_000 },
      grpc: { maxConcurrent: 100, keepAliveMs: 130_000 },
    },
    source: { label: 'dotnet/aspnetcore main of 2026, KestrelServerLimits.KeepAliveTimeout, Kestrel Http2Limits', confirmed: true },
  },
  {
    name: 'nginxServer',
    label: 'nginx',
    side: 'callee',
    summary: 'Closes what idles for 75 s; 128 streams on a connection.',
    values: { http1: { keepAliveMs: 75_000 }, http2: { maxConcurrent: 128, keepAliveMs: 75_000 } },
    source: { label: 'nginx docs 2026 (unversioned), keepalive_timeout, http2_max_concurrent_streams', confirmed: true },
  },
  {
    name: 'goServer',
    label: 'Go net/http, HTTP/2',
    side: 'callee',
    summary: '250 streams on a connection.',
    values: { http2: { maxConcurrent: 250 } },
    source: { label: 'golang/net 2026, http2/server.go', confirmed: true },
    caveat: 'When it closes idle connections is not known here: the default of the protocol stays.',
  },
  {
    name: 'grpcServer',
    label: 'gRPC server (Go, Java)',
    side: 'callee',
    summary: 'As many streams on a connection as callers begin, and connections are never closed for idling or age.',
    values: { grpc: { maxConcurrent: 'unbounded', keepAliveMs: 'unbounded', maxAgeMs: 'unbounded', ageGraceMs: 'unbounded' } },
    source: { label: 'grpc-go 1.85-dev, transport defaults; grpc-java 2026-08, NettyServerBuilder; gRFC A9', confirmed: true },
  },
];

/** What a preset makes of a connection of this protocol: all parameters of its side. Undefined when it is not for it. */
export function poolValues(preset: PoolPreset, protocol: Connection['protocol']): ParameterValues | undefined {
  const values = (preset.values as Readonly<Record<string, ParameterValues | undefined>>)[protocol];
  if (values === undefined) return undefined;
  const names = namesOf(preset.side, protocol);
  return Object.fromEntries(connectionSpecs({ protocol }).filter(({ name }) => names.includes(name)).map((spec) => [spec.name, valueOf(spec, values)]));
}

/** The presets of one side for connections of this protocol, in the order of menus. */
export function poolPresetsFor({ protocol }: Pick<Connection, 'protocol'>, side: PoolSide): readonly PoolPreset[] {
  return POOL_PRESETS.filter((preset) => preset.side === side && poolValues(preset, protocol) !== undefined);
}

/** The first preset whose parameters a connection has. Where these are the protocol's own defaults, a runtime's preset is
 *  told from them by what its servers do while a call is out. */
export function poolPresetOf({ protocol, params }: Pick<Connection, 'protocol' | 'params'>, side: PoolSide): PoolPreset | undefined {
  const specs = connectionSpecs({ protocol });
  const hold = valueOf(specs.find(({ name }) => name === 'hold')!, params);
  const isPlain = isPoolDefault({ protocol, params }, side);
  const mayBe = (preset: PoolPreset): boolean => !isPlain || preset.hold === undefined || preset.hold === hold;
  return poolPresetsFor({ protocol }, side).filter(mayBe).find((preset) =>
    Object.entries(poolValues(preset, protocol)!).every(([name, value]) => valueOf(specs.find((spec) => spec.name === name)!, params) === value),
  );
}

/** Whether a connection has nothing but defaults on one side. */
export function isPoolDefault({ protocol, params }: Pick<Connection, 'protocol' | 'params'>, side: PoolSide): boolean {
  const names = namesOf(side, protocol);
  return connectionSpecs({ protocol }).every((spec) => !names.includes(spec.name) || valueOf(spec, params) === spec.default);
}

/** Gives a connection the parameters of a preset, or, without one, the defaults of its protocol on that side, in one edit,
 *  which takes back live changes of them too. Throws when the document has no such connection, or the preset is not for it. */
export function applyPoolPreset(document: BrownoutDocument, connectionId: string, choice: PoolPreset | PoolSide): Edit {
  const connection = document.connections.find(({ id }) => id === connectionId);
  if (connection === undefined) throw new Error(`The document has no connection ${connectionId}.`);
  const side = typeof choice === 'string' ? choice : choice.side;
  const values = typeof choice === 'string' ? {} : poolValues(choice, connection.protocol);
  if (values === undefined) throw new Error(`The preset is not for ${connection.protocol}.`);
  const hold = typeof choice === 'string' || choice.hold === undefined ? {} : { hold: choice.hold };
  // A runtime's preset that goes takes what it said of the caller's server along.
  const isRuntimeGone = typeof choice === 'string' && poolPresetOf(connection, side)?.hold !== undefined;
  const names = [...namesOf(side, connection.protocol), ...(isRuntimeGone ? ['hold'] : Object.keys(hold))];
  const kept = Object.entries(connection.params ?? {}).filter(([name]) => !names.includes(name));
  const item = withParams(connection, connectionSpecs(connection), { ...Object.fromEntries(kept), ...values, ...hold });
  const replaced: Edit = { type: 'replace', collection: 'connections', item };
  const hiding = document.log.filter((entry) => entry.type === 'set' && entry.target === connectionId && names.includes(entry.param));
  if (hiding.length === 0) return replaced;
  return { type: 'batch', edits: [{ type: 'remove', ids: hiding.map(({ id }) => id), exactly: true }, replaced] };
}

function namesOf(side: PoolSide, protocol: Connection['protocol']): readonly string[] {
  return (SIDES[side] as Readonly<Record<string, readonly string[] | undefined>>)[protocol] ?? [];
}
