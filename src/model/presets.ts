import { connectionSpecs } from './catalog.ts';
import type { BrownoutDocument, Connection, SyncProtocol } from './document.ts';
import { type Edit, withParams } from './edit.ts';
import { type ParameterSource, type ParameterSpec, type ParameterValues, valueOf } from './parameter.ts';
import { isResilience } from './protocols/parameter-group.ts';

/** A named set of parameters: what a real system does by default, applied to a connection in one edit. */
export interface Preset {
  /** Stable for ever. */
  readonly name: string;
  readonly label: string;
  /** What it makes a connection do, in one or two sentences. */
  readonly summary: string;
  /** Protocols of the connections that it makes sense for. */
  readonly protocols: readonly SyncProtocol[];
  /** Parameters that it sets; all others of resilience go back to their defaults, those outside resilience stay. One that
   *  belongs to a runtime sets `hold` too: whether that runtime's servers keep a worker while a call is out. */
  readonly values: ParameterValues;
  readonly source: ParameterSource;
  /** Where the model departs from the product, or what was assumed; absent when nothing is known to. */
  readonly caveat?: string;
}

const EVERY: readonly SyncProtocol[] = ['http1', 'http2', 'grpc', 'tcp'];
const HTTP: readonly SyncProtocol[] = ['http1', 'http2'];
const GRPC: readonly SyncProtocol[] = ['grpc'];

/** No mechanism but the connection's own timeout. */
const BARE: ParameterValues = { timeoutMs: 'unbounded' };

/** Asynchronous runtimes free the worker while a call is out. */
const ASYNCHRONOUS: ParameterValues = { hold: 'release' };

/** Blocking calls keep the thread of their request. */
const THREAD_PER_REQUEST: ParameterValues = { hold: 'hold' };

const POLLY_BREAKER: ParameterValues = {
  breaker: 'timeWindow',
  breakerRatio: 0.1,
  breakerMinCalls: 100,
  breakerWindowMs: 30_000,
  breakerChecks: 'failures',
  breakMs: 5000,
  halfOpenCalls: 1,
};

const AFTER_UNAVAILABLE: ParameterValues = {
  retryOn: 'chosen',
  retryTimeouts: false,
  retryErrors: false,
  retryRejections: true,
  retryRefused: true,
};

const GRPC_THROTTLING: ParameterValues = { retryBudget: 'throttling', throttleTokens: 10, throttleRatio: 0.1 };

/** Every preset of calls, in the order in which menus offer them. */
export const PRESETS: readonly Preset[] = [
  {
    name: 'dotnetStandard',
    label: '.NET standard resilience handler',
    summary: 'What Aspire\'s service defaults add to every HttpClient: limiter, total timeout, retry, circuit breaker, attempt timeout.',
    protocols: HTTP,
    values: {
      ...POLLY_BREAKER,
      concurrencyLimit: 'fixed',
      limitPlace: 'call',
      limitPermits: 1000,
      limitQueue: 0,
      totalTimeoutMs: 30_000,
      maxAttempts: 4,
      retryOn: 'any',
      backoffGrowth: 'exponential',
      backoffMs: 2000,
      backoffCapMs: 'unbounded',
      jitter: 'polly',
      timeoutMs: 10_000,
      ...ASYNCHRONOUS,
    },
    source: { label: 'Microsoft.Extensions.Http.Resilience 10.10, Polly 8.7', confirmed: true },
    caveat: 'Set "callee asks to wait" where the callee sends Retry-After, which the handler honours.',
  },
  {
    name: 'dotnetHedging',
    label: '.NET standard hedging handler',
    summary: 'One more copy after 2 s or at once after a failure; limiter, circuit breaker and timeout of 10 s for each copy.',
    protocols: HTTP,
    values: {
      ...POLLY_BREAKER,
      totalTimeoutMs: 30_000,
      hedging: 'on',
      hedgeCopies: 2,
      hedgeDelayMs: 2000,
      retryOn: 'chosen',
      retryOpenCircuit: true,
      concurrencyLimit: 'fixed',
      limitPlace: 'attempt',
      limitPermits: 1000,
      limitQueue: 0,
      timeoutMs: 10_000,
      ...ASYNCHRONOUS,
    },
    source: { label: 'Microsoft.Extensions.Http.Resilience 10.10, Polly 8.7', confirmed: true },
    caveat: 'The handler has limiter and breaker per authority: here per connection, so put a load balancer with several connections between.',
  },
  {
    name: 'resilience4j',
    label: 'resilience4j',
    summary: 'Three attempts 500 ms apart, around a breaker over the last 100 calls, around a time limit of 1 s and 25 permits.',
    protocols: EVERY,
    values: {
      maxAttempts: 3,
      retryOn: 'chosen',
      retryOpenCircuit: true,
      backoffGrowth: 'constant',
      backoffMs: 500,
      jitter: 'none',
      breaker: 'countWindow',
      breakerRatio: 0.5,
      breakerMinCalls: 100,
      breakerWindowCalls: 100,
      breakerChecks: 'all',
      slowCallMs: 60_000,
      slowCallRatio: 1,
      breakMs: 60_000,
      halfOpenCalls: 10,
      timeoutMs: 1000,
      concurrencyLimit: 'fixed',
      limitPlace: 'inner',
      limitPermits: 25,
      limitQueue: 0,
      ...THREAD_PER_REQUEST,
    },
    source: { label: 'resilience4j 2.4 CircuitBreakerConfig, RetryConfig, BulkheadConfig, TimeLimiterConfig', confirmed: true },
    caveat: 'That all five modules are on, that retries repeat what the breaker refused (every exception), and that the caller is a servlet container with a thread per request, is assumed.',
  },
  {
    name: 'hystrix',
    label: 'Hystrix',
    summary: 'No retry; 1 s, 10 threads without a queue, and a breaker that opens at half of 20 calls or more in 10 s.',
    protocols: EVERY,
    values: {
      timeoutMs: 1000,
      breaker: 'timeWindow',
      breakerRatio: 0.5,
      breakerMinCalls: 20,
      breakerWindowMs: 10_000,
      breakerChecks: 'all',
      breakMs: 5000,
      halfOpenCalls: 1,
      concurrencyLimit: 'fixed',
      limitPlace: 'inner',
      limitPermits: 10,
      limitQueue: 0,
      ...THREAD_PER_REQUEST,
    },
    source: { label: 'Hystrix 1.5 (archived)', confirmed: true },
    caveat: 'Hystrix looks at its counts every 500 ms, the model at each outcome. That the caller waits in execute(), with a thread per request, is assumed.',
  },
  {
    name: 'finagle',
    label: 'Finagle',
    summary: 'Retries within a budget of 20 % of recent calls and 10 per second; a breaker that opens after 5 failures in a row, or when fewer than 80 % of the calls of 30 s succeed.',
    protocols: EVERY,
    values: {
      ...BARE,
      maxAttempts: 3,
      backoffMs: 0,
      jitter: 'none',
      retryBudget: 'share',
      budgetShare: 0.2,
      budgetReservePerSec: 10,
      budgetTtlMs: 10_000,
      breaker: 'consecutiveOrTime',
      breakerFailures: 5,
      breakerRatio: 0.2,
      breakerMinCalls: 5,
      breakerWindowMs: 30_000,
      breakerChecks: 'failures',
      breakMs: 5000,
      breakFactor: 2,
      breakCapMs: 300_000,
      breakJitter: 'equal',
      halfOpenCalls: 1,
      ...ASYNCHRONOUS,
    },
    source: { label: 'Finagle 2026, RetryBudget.scala, FailureAccrualPolicy.scala, Clients.rst', confirmed: true },
    caveat: 'At exactly 80 % the breaker here opens too. Three attempts are assumed. Finagle marks single hosts dead and still uses them when all are; the breaker here is the connection\'s.',
  },
  {
    name: 'envoy',
    label: 'Envoy, retries enabled',
    summary: 'One retry after at most 25 ms, three retries at once in all, 1024 requests at once, 15 s for everything.',
    protocols: ['http1', 'http2', 'grpc'],
    values: {
      ...BARE,
      totalTimeoutMs: 15_000,
      maxAttempts: 2,
      backoffMs: 25,
      backoffCapMs: 250,
      jitter: 'envoy',
      retryBudget: 'active',
      maxActiveRetries: 3,
      concurrencyLimit: 'fixed',
      limitPlace: 'attempt',
      limitPermits: 1024,
      limitQueue: 0,
    },
    source: { label: 'Envoy 2026, circuit_breaker.proto, router_filter.rst, route_components.proto', confirmed: true },
    caveat: 'Envoy retries only on what the route says; all failures here. Limits of pending requests and connections are not told apart.',
  },
  {
    name: 'envoyBudget',
    label: 'Envoy, retry_budget',
    summary: 'As Envoy with retries, but as many at once as 20 % of the attempts in progress, and at least 3.',
    protocols: ['http1', 'http2', 'grpc'],
    values: {
      ...BARE,
      totalTimeoutMs: 15_000,
      maxAttempts: 2,
      backoffMs: 25,
      backoffCapMs: 250,
      jitter: 'envoy',
      retryBudget: 'activeShare',
      budgetShare: 0.2,
      maxActiveRetries: 3,
      concurrencyLimit: 'fixed',
      limitPlace: 'attempt',
      limitPermits: 1024,
      limitQueue: 0,
    },
    source: { label: 'Envoy 2026, circuit_breaker.proto retry_budget', confirmed: true },
  },
  {
    name: 'istio',
    label: 'Istio',
    summary: 'Two retries of what was refused or unavailable, after at most 25 and 75 ms; no timeout, no limits.',
    protocols: ['http1', 'http2', 'grpc'],
    values: { ...BARE, ...AFTER_UNAVAILABLE, maxAttempts: 3, backoffMs: 25, backoffCapMs: 250, jitter: 'envoy' },
    source: { label: 'Istio 2026, virtual_service.proto, destination_rule.proto', confirmed: true },
  },
  {
    name: 'awsSdk',
    label: 'AWS SDK, standard mode',
    summary: 'Three attempts with full jitter from 1 s, paid from a bucket of 500 tokens: 5 for a retry, 10 after a timeout.',
    protocols: HTTP,
    values: {
      ...BARE,
      maxAttempts: 3,
      backoffMs: 1000,
      backoffCapMs: 20_000,
      jitter: 'full',
      retryBudget: 'bucket',
      bucketTokens: 500,
      bucketRetryCost: 5,
      bucketTimeoutCost: 10,
      bucketRejectionCost: 5,
    },
    source: { label: 'AWS SDK classic costs (JS v3 PR 1258); smithy-rs 2026-08', confirmed: true },
  },
  {
    name: 'awsSdk2026',
    label: 'AWS SDK, newest costs',
    summary: 'As standard mode, but from 50 ms, and a retry costs 14 tokens (5 after a rejection).',
    protocols: HTTP,
    values: {
      ...BARE,
      maxAttempts: 3,
      backoffMs: 50,
      backoffCapMs: 20_000,
      jitter: 'full',
      retryBudget: 'bucket',
      bucketTokens: 500,
      bucketRetryCost: 14,
      bucketTimeoutCost: 14,
      bucketRejectionCost: 5,
    },
    source: { label: 'smithy-lang/smithy-rs 2026-08', confirmed: true },
    caveat: 'After a rejection the SDK waits from 1 s; the model waits from 50 ms after every failure.',
  },
  {
    name: 'grpcDefault',
    label: 'gRPC default service config',
    summary: 'No deadline, no retry, nothing.',
    protocols: GRPC,
    values: BARE,
    source: { label: 'grpc.io 2026, deadlines, retry, service-config', confirmed: true },
  },
  {
    name: 'grpcRetry',
    label: 'gRPC retry policy',
    summary: 'Four attempts of what was unavailable, from 100 ms doubling to 1 s, ±20 %, with throttling.',
    protocols: GRPC,
    values: {
      ...BARE,
      ...AFTER_UNAVAILABLE,
      ...GRPC_THROTTLING,
      maxAttempts: 4,
      backoffMs: 100,
      backoffFactor: 2,
      backoffCapMs: 1000,
      jitter: 'band',
      jitterShare: 0.2,
    },
    source: { label: 'gRFC A6, rev. 2024-08: the values of its examples', confirmed: true },
  },
  {
    name: 'grpcHedging',
    label: 'gRPC hedging policy',
    summary: 'Up to four copies 500 ms apart, the next at once after a failure that is not fatal, with throttling.',
    protocols: GRPC,
    values: { ...BARE, ...GRPC_THROTTLING, hedging: 'on', hedgeCopies: 4, hedgeDelayMs: 500, retryOn: 'errors' },
    source: { label: 'gRFC A6, rev. 2024-08: the values of its examples; not in Go and C-core', confirmed: true },
  },
  {
    name: 'googleSre',
    label: 'Client throttling (Google SRE)',
    summary: 'Refuses attempts in the caller when the callee accepts fewer than half of them.',
    protocols: EVERY,
    values: { maxAttempts: 3, retryBudget: 'clientThrottling', throttlingFactor: 2, throttlingWindowMs: 120_000 },
    source: { label: 'Google SRE book, handling overload: read from third-party copies', confirmed: false },
    caveat: 'Two retries are assumed.',
  },
  {
    name: 'netflixAimd',
    label: 'Adaptive concurrency: AIMD',
    summary: 'Between 20 and 200 calls at once: one more while all is well, a tenth fewer after a slow or dropped call.',
    protocols: EVERY,
    values: { concurrencyLimit: 'aimd', limitPlace: 'attempt', limitInitial: 20, limitMin: 20, limitMax: 200, limitSlowMs: 5000, limitBackoffFactor: 0.9 },
    source: { label: 'Netflix concurrency-limits 2026 AIMDLimit', confirmed: true },
  },
  {
    name: 'netflixGradient2',
    label: 'Adaptive concurrency: Gradient2',
    summary: 'Between 20 and 200 calls at once, fewer while calls take longer than half as long again as the long mean.',
    protocols: EVERY,
    values: {
      concurrencyLimit: 'gradient2',
      limitPlace: 'attempt',
      limitInitial: 20,
      limitMin: 20,
      limitMax: 200,
      limitTolerance: 1.5,
      limitSmoothing: 0.2,
      limitHeadroom: 4,
      limitWindow: 600,
    },
    source: { label: 'Netflix concurrency-limits 2026 Gradient2Limit', confirmed: true },
  },
  {
    name: 'netflixVegas',
    label: 'Adaptive concurrency: Vegas',
    summary: 'Up to 1000 calls at once, as many as keep the estimated queue at the callee short.',
    protocols: EVERY,
    values: { concurrencyLimit: 'vegas', limitPlace: 'attempt', limitInitial: 20, limitMax: 1000 },
    source: { label: 'Netflix concurrency-limits 2026 VegasLimit', confirmed: true },
    caveat: 'The library takes the shortest time anew after a random number of samples; the model after the largest one.',
  },
];

/** The preset with this name. Throws when there is none. */
export function presetNamed(name: string): Preset {
  const preset = PRESETS.find((candidate) => candidate.name === name);
  if (preset === undefined) throw new Error(`No preset is called ${name}.`);
  return preset;
}

/** Gives a connection the parameters of a preset, in one edit. Parameters of resilience that the preset does not set go
 *  back to their defaults; delay, connections and the like stay. Live changes of them, which would go on to hide the
 *  preset, are taken back. Throws when the document has no such connection or its protocol is none of the preset's. */
export function applyPreset(document: BrownoutDocument, connectionId: string, preset: Preset): Edit {
  const connection = connectionOf(document, connectionId);
  if (!isFor(preset, connection)) throw new Error(`The preset ${preset.name} is not for ${connection.protocol}.`);
  return setResilience(document, connection, preset.values);
}

/** Sets all parameters of resilience of a connection back to the defaults of its protocol, in one edit that takes back
 *  live changes of them too. Throws when the document has no such connection. */
export function clearResilience(document: BrownoutDocument, connectionId: string): Edit {
  return setResilience(document, connectionOf(document, connectionId), {});
}

function setResilience(document: BrownoutDocument, connection: Connection, values: ParameterValues): Edit {
  const specs = connectionSpecs(connection);
  const kept = specs.filter((spec) => !isResilience(spec) && Object.hasOwn(connection.params ?? {}, spec.name));
  const own = Object.fromEntries(kept.map(({ name }) => [name, connection.params![name]]));
  const item = withParams(connection, specs, { ...own, ...values });
  const replacement: Edit = { type: 'replace', collection: 'connections', item };
  const names = new Set([...specs.filter(isResilience).map(({ name }) => name), ...Object.keys(values)]);
  const hiding = document.log.filter((entry) => entry.type === 'set' && entry.target === connection.id && names.has(entry.param));
  if (hiding.length === 0) return replacement;
  return { type: 'batch', edits: [{ type: 'remove', ids: hiding.map(({ id }) => id), exactly: true }, replacement] };
}

function connectionOf(document: BrownoutDocument, id: string): Connection {
  const connection = document.connections.find((candidate) => candidate.id === id);
  if (connection === undefined) throw new Error(`The document has no connection ${id}.`);
  return connection;
}

function isFor({ protocols }: Preset, { protocol }: Pick<Connection, 'protocol'>): boolean {
  return protocols.some((candidate) => candidate === protocol);
}

/** The presets that make sense for connections of this protocol, in the order of menus. */
export function presetsFor(connection: Pick<Connection, 'protocol'>): readonly Preset[] {
  return PRESETS.filter((preset) => isFor(preset, connection));
}

/** The presets whose parameters a connection has, all others of resilience at their defaults. */
export function presetsOf(document: BrownoutDocument, connectionId: string): readonly Preset[] {
  const connection = document.connections.find(({ id }) => id === connectionId);
  if (connection === undefined) return [];
  return presetsFor(connection).filter((preset) => changesFrom(preset, connection).length === 0);
}

/** A preset, and the parameters of resilience in which a connection differs from it. */
export interface NearPreset {
  readonly preset: Preset;
  readonly changed: readonly ParameterSpec[];
}

/** The preset that a connection has, or that it was made from as far as can be told: the one with the fewest changes, if
 *  more of what it sets is as it sets it than was changed. Undefined when there is none, as with the bare defaults. */
export function nearestPreset(connection: Pick<Connection, 'protocol' | 'params'>): NearPreset | undefined {
  let nearest: NearPreset | undefined;
  for (const preset of presetsFor(connection)) {
    const changed = changesFrom(preset, connection);
    if (changed.length > 0 && agreements(preset, connection) <= changed.length) continue;
    if (nearest === undefined || changed.length < nearest.changed.length) nearest = { preset, changed };
  }
  return nearest;
}

function changesFrom(preset: Preset, { protocol, params }: Pick<Connection, 'protocol' | 'params'>): readonly ParameterSpec[] {
  return connectionSpecs({ protocol }).filter((spec) => isDecided(preset, spec) && valueOf(spec, params) !== valueOf(spec, preset.values));
}

/** Whether a preset says what a parameter is: all of resilience, and what else it sets. */
function isDecided({ values }: Preset, spec: ParameterSpec): boolean {
  return isResilience(spec) || Object.hasOwn(values, spec.name);
}

/** Of what a preset sets to something other than the default, how much a connection has as well. */
function agreements({ values }: Preset, { protocol, params }: Pick<Connection, 'protocol' | 'params'>): number {
  return connectionSpecs({ protocol }).filter((spec) => {
    const value = valueOf(spec, values);
    return isResilience(spec) && value !== spec.default && valueOf(spec, params) === value;
  }).length;
}
