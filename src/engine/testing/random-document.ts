import { brokerSpecs, channelSpecs, componentSpecs, connectionSpecs, PROTOCOLS } from '../../model/catalog.ts';
import { connectionKinds } from '../../model/connection-rules.ts';
import type {
  BrownoutDocument, Broker, Channel, Component, ComponentKind, Connection, ConnectionKind, FaultKind, LoadPoint, Protocol, ScheduleEntry,
} from '../../model/document.ts';
import { emptyDocument } from '../../model/document.ts';
import { canAim } from '../../model/fault-targets.ts';
import { FAULTS } from '../../model/faults.ts';
import type { ParameterSpec, ParameterValue, ParameterValues } from '../../model/parameter.ts';
import { parseDocument } from '../../model/parse.ts';
import { Dice } from '../../model/testing/random-document.ts';
import { addFlows, addZones, waysOfComing } from './random-flows.ts';

/** Values that each parameter takes in random systems: its ends where they are telling, and a few between, such that
 *  queues fill, timeouts fire and leases run out within seconds, while a run stays small. */
export const TELLING_VALUES: Readonly<Record<string, readonly ParameterValue[]>> = {
  replicas: [1, 1, 2, 3],
  servers: [1, 2, 4, 16],
  queueCapacity: [0, 1, 5, 100, 'unbounded'],
  maxConnections: [1, 3, 20, 'unbounded'],
  serviceMs: [0, 0.5, 3, 10, 40],
  serviceDistribution: ['exponential', 'deterministic', 'lognormal', 'erlang', 'empirical'],
  serviceVariation: [0.3, 1, 4],
  erlangStages: [1, 2, 10],
  serviceSamplesMs: [[5], [1, 2, 50]],
  callOrder: ['sequence', 'parallel'],
  failureRatio: [0, 0, 0.1, 0.9],
  hitRatio: [0, 0.5, 0.9, 1],
  warmUpMisses: [0, 5, 200],
  whenDown: ['bypass', 'fail'],
  policy: ['roundRobin', 'random', 'leastRequest', 'twoChoices', 'peakEwma', 'ringHash', 'pickFirst', 'weightedLeastRequest'],
  arrivals: ['poisson', 'constant', 'closed'],
  ratePerSec: [0, 5, 30, 100],
  users: [1, 5, 20],
  thinkMs: [1, 20, 200],
  thinkDistribution: ['exponential', 'deterministic'],
  deadlineMs: ['unbounded', 5, 50, 500],
  timeoutMs: ['unbounded', 1, 20, 100, 1000],
  maxAttempts: [1, 2, 3, 5],
  retryOn: ['any', 'timeouts', 'errors', 'chosen'],
  backoffMs: [0, 5, 50],
  backoffCapMs: [0, 20, 20_000],
  jitter: ['none', 'full', 'equal', 'decorrelated', 'band', 'polly', 'envoy'],
  hold: ['hold', 'release'],
  maxConcurrent: [1, 2, 10, 'unbounded'],
  callsPerRequest: [1, 1, 2, 3],
  probability: [1, 1, 0.5, 0],
  latencyMs: [0, 0.5, 5],
  bandwidthMbps: ['unbounded', 'unbounded', 'unbounded', 10, 100],
  confirm: [true, false],
  confirmTimeoutMs: [1, 20, 30_000],
  prefetch: [1, 1, 2, 10, 'unbounded'],
  acknowledge: ['after', 'before'],
  retryDelayMs: [0, 10, 200],
  capacity: ['unbounded', 0, 1, 1, 3, 10],
  overflow: ['dropOldest', 'reject'],
  leaseMs: ['unbounded', 30, 300],
  maxDeliveries: ['unbounded', 1, 2, 5],
  deadLetter: [true, false],
  partitions: [1, 2, 5],
  keys: [1, 3, 1000],
  hotKeyShare: [0, 0.5, 1],
  retentionMs: [1000, 604_800_000],
  writeMs: [0, 1, 10],
  acks: ['all', 'leader', 'none'],
  lingerMs: [0, 5, 50],
  batchBytes: [1, 3000, 16_384],
  recordBytes: [100, 1000],
  maxInFlight: [1, 5],
  bufferBytes: [1, 5000, 33_554_432],
  whenBufferFull: ['block', 'fail'],
  maxBlockMs: [1, 30, 60_000],
  requestTimeoutMs: [5, 100, 30_000],
  sendBackoffMs: [1, 10, 100],
  sendBackoffCapMs: [1, 50, 1000],
  idempotence: [true, false],
  partitioner: ['key', 'sticky', 'random'],
  // Streams without a broker.
  opens: ['receiver', 'sender'],
  clients: [1, 2, 7],
  streamsPerClient: [1, 2, 5],
  spread: ['one', 'key', 'all'],
  windowBytes: [1, 3000, 65_535],
  connectionWindowBytes: [1, 5000, 65_535],
  windowGrowth: [true, false],
  maxWindowBytes: [10_000, 16_777_216],
  sendBufferBytes: [1, 3000, 65_536],
  maxStreams: [1, 3, 100],
  balance: ['connection', 'stream'],
  resume: ['lose', 'resume', 'repeat'],
  checkpointEvery: [1, 5, 100],
  streamMessages: ['unbounded', 1, 20],
  streamDeadlineMs: ['unbounded', 50, 500],
  connectionAgeMs: ['unbounded', 60, 700],
  clientWriteMs: [0, 0.005, 1],
  readPerSec: ['unbounded', 5, 100],
  slowClients: [0, 1],
  slowReadPerSec: [1, 20],
  slowPolicy: ['grow', 'wait', 'dropNewest', 'dropOldest', 'disconnect'],
  bufferLimitBytes: [1, 3000, 65_536],
  maxMessageBytes: [500, 104_857_600],
  reconnect: ['never', 'signalR', 'fullJitter', 'grpc'],
  acceptPerSec: ['unbounded', 2, 100],
  connectRoundTrips: [0, 1, 3],
  pingMs: ['unbounded', 100, 10_000],
  idleCutMs: ['unbounded', 200, 60_000],
  groupProtocol: ['eager', 'cooperative', 'consumer'],
  assignor: ['range', 'roundRobin'],
  sessionTimeoutMs: [1, 50, 500, 45_000],
  heartbeatMs: [1, 20, 3000],
  maxPollIntervalMs: [60_000, 300_000],
  maxPollRecords: [1, 5, 500],
  commit: ['auto', 'interval', 'afterBatch', 'afterRecord', 'exactlyOnce'],
  commitIntervalMs: [10, 300, 5000],
  offsetReset: ['latest', 'earliest'],
  concurrency: [1, 1, 2, 'unbounded'],
  replicationFactor: [1, 2, 3],
  minInsyncReplicas: [1],
  uncleanElection: [true, false],
  nodes: [1, 2, 3],
  replicationMs: [0, 1, 20],
  nodeSessionMs: [1, 100, 9000],
  groupDelayMs: [0, 100, 3000],
  retentionCheckMs: [100, 1000, 300_000],
  factor: [1, 3, 20],
  addedMs: [0, 3, 200],
  jitterMs: [0, 1, 50],
  startFactor: [1, 3, 20],
  startWorks: [1, 4, 100],
  poisonShare: [0, 0.1, 1],
  failedShare: [0, 0.3, 1],
  poisonNext: ['unbounded', 1, 5],
  partition: ['unbounded', 1, 2],
  limitMbps: [1, 10, 100],
  consumers: [1, 1, 2],
  ratio: [0, 0.3, 1],
  share: [0, 0.4, 1],
  replica: ['unbounded', 'unbounded', 1, 2],
  // Load.
  burstFactor: [1, 10],
  burstMs: [20, 500],
  calmMs: [50, 1000],
  shape: ['steady', 'steady', 'stages', 'daily', 'recorded', 'server', 'client', 'bidirectional'],
  stages: [[500, 50, 500, 0], [0, 20]],
  periodMs: [200, 3000],
  swing: [0, 0.5, 1],
  recordedPerSec: [[100], [5, 50, 0]],
  recordedEveryMs: [50, 1000],
  // Queue brokers.
  onError: ['requeue', 'leave', 'reject'],
  mandatory: [true, false],
  onAckTimeout: ['subscribe', 'stay'],
  ttlMs: ['unbounded', 'unbounded', 0, 50, 500],
  singleActive: [true, false],
  delayedRetryMinMs: [0, 10, 100],
  delayedRetryMaxMs: [20, 1000],
  messageBytes: [1, 1024],
  maxBytes: [5000, 1e12],
  intakePerSec: ['unbounded', 10, 500],
  version: ['4.2', '4.3'],
  memoryBytes: ['unbounded', 1024, 2000],
  memoryWatermark: [0.1, 0.6],
  creditFlow: [2, 400],
  exchangeType: ['direct', 'topic', 'fanout', 'headers'],
  publishAttempts: [1, 3],
  publishBackoffMs: [0, 20, 800],
  publishBackoffCapMs: [50, 60_000],
  publishAfterSilence: [true, false],
  delayMs: [0, 0, 100],
  handlers: [1, 1, 3],
  renewMs: [0, 100, 1000],
  concurrentSessions: [1, 3],
  sessionIdleMs: [20, 60_000],
  busyPauseMs: [0, 200],
  deadLetterExpired: [true, false],
  duplicateDetection: [true, false],
  duplicateWindowMs: [100, 600_000],
  sessions: [0, 1, 3],
  creditsPerSec: [5, 50, 1000],
  batch: [1, 4, 16],
  newBatchThreshold: [0, 8],
  pollMinMs: [5, 100],
  pollMaxMs: [50, 300],
  targetPerSec: [3, 20, 2000],
  group: ['share', 'each'],
  slowConsumer: ['drop', 'stop'],
  pendingMessages: [1, 5, 500_000],
  pendingBytes: [1000, 67_108_864],
  reconnectMs: [10, 300],
  maxPendingBytes: [1000, 5000],
  maxAckPending: [1, 5, 1000],
  redeliverMs: [[], [20], [10, 50, 200]],
  retention: ['limits', 'interest', 'workQueue'],
  electionMs: [9, 500],
  // Balancing.
  ewmaDecayMs: [1, 10_000],
  weights: [[1], [1, 5]],
  keyCount: [1, 10, 10_000],
  keySkew: [0, 1, 1.3],
  outlierDetection: [true, false],
  outlierFailures: [1, 5],
  outlierIntervalMs: [1000, 10_000],
  ejectionMs: [1, 3000],
  ejectionCapMs: [1, 300_000],
  ejectionShare: [0.1, 1],
  ejectAtLeastOne: [true, false],
  outlierSuccessRate: [true, false],
  panicShare: [0, 0.5, 1],
  healthChecks: [true, false],
  healthIntervalMs: [1000, 10_000],
  healthFailures: [1, 3],
  healthSuccesses: [1, 2],
  // Caches of keys.
  lookup: ['ratio', 'keys'],
  cacheEntries: [1, 5, 1000],
  timeToLiveMs: ['unbounded', 20, 500],
  singleFlight: [true, false],
  staleMs: [0, 50, 1000],
  // Scaling.
  scaling: ['none', 'none', 'hpa', 'serverless'],
  minReplicas: [0, 1, 2],
  maxReplicas: [1, 4],
  scalingMetric: ['work', 'busy', 'queue'],
  scalingTarget: [0.1, 0.5, 0.8],
  scalingQueue: [1, 5],
  scalingIntervalMs: [1000, 15_000],
  scalingTolerance: [0, 0.1],
  scaleUpReplicas: [1, 4],
  scaleUpShare: [0, 1],
  scaleDownShare: [0.5, 1],
  scaleDownWindowMs: [0, 2000],
  startUpMs: [0, 300, 3000],
  coldStartMs: [0, 5, 100],
  instanceConcurrency: [1, 2],
  instanceIdleMs: [1, 50, 600_000],
  instanceLimit: [1, 3, 20],
  instanceBurst: [1, 1000],
  provisionedInstances: [0, 2],
  // Queues and admission.
  queueOrder: ['fifo', 'lifo', 'adaptiveLifo', 'priority', 'preemptive', 'shared'],
  lifoAboveShare: [0, 0.5, 0.8],
  waitLimit: ['none', 'none', 'fixed', 'codel', 'controlledDelay'],
  queueTimeoutMs: [0, 5, 100],
  delayTargetMs: [0, 1, 5],
  delayIntervalMs: [1, 20, 100],
  dropExpired: [true, false],
  whenFull: ['reject', 'block'],
  shedding: ['none', 'none', 'queue', 'utilization'],
  shedAboveShare: [0, 0.5, 0.9],
  shedSparesPriority: [true, false],
  shedWindowMs: [0, 50, 1000],
  admission: ['off', 'off', 'fixed', 'aimd', 'gradient2', 'vegas', 'gradient'],
  admissionPermits: [1, 3, 100],
  admissionRate: ['off', 'off', 'tokenBucket', 'slidingWindow', 'fixedWindow'],
  admissionRatePermits: [1, 10, 50],
  admissionRateWindowMs: [20, 500],
  admissionRateBurst: [1, 10],
  admissionInitial: [1, 5, 20],
  admissionMin: [1, 20],
  admissionMax: [5, 200],
  admissionSlowMs: [10, 5000],
  admissionBackoffFactor: [0.5, 0.9],
  admissionTolerance: [1, 1.5],
  admissionSmoothing: [0.2, 1],
  admissionHeadroom: [0, 4],
  admissionWindow: [10, 600],
  admissionCap: [3, 50, 1000],
  admissionUpdateMs: [10, 100],
  admissionProbeEveryMs: [200, 60_000],
  admissionProbeRequests: [1, 5],
  admissionBuffer: [0, 0.25],
  // Connections of calls.
  choosesFor: ['request', 'connection'],
  connections: [true, true, false],
  prewarmed: [0, 0, 2],
  replicaChoice: ['request', 'connection', 'pickFirst', 'roundRobin'],
  tls: ['none', 'tls13', 'tls13Early', 'tls12'],
  connectTimeoutMs: ['unbounded', 1, 20, 500],
  idleTimeoutMs: ['unbounded', 15, 400, 60_000],
  keepAliveMs: ['unbounded', 5, 30, 130_000],
  onReset: ['fail', 'resend'],
  maxAgeMs: ['unbounded', 'unbounded', 20, 300],
  ageJitter: [0, 0.1, 1],
  ageGraceMs: ['unbounded', 0, 10],
  lossRatio: [0, 0, 0.1, 0.9],
  retransmitMs: [1, 30, 200],
  connectionLimit: [1, 1, 3, 'unbounded'],
  waitForReady: [true, false],
  reconnectBaseMs: [20, 1000],
  reconnectCapMs: [100, 120_000],
  deadlines: ['none', 'sent', 'propagated'],
  cancellation: ['none', 'finish', 'stop'],
  // Resilience.
  totalTimeoutMs: ['unbounded', 'unbounded', 3, 50, 400],
  retryTimeouts: [true, false],
  retryErrors: [true, false],
  retryRejections: [true, false],
  retryRefused: [true, false],
  retryOpenCircuit: [true, false],
  backoffGrowth: ['constant', 'linear', 'exponential'],
  backoffFactor: [1, 2, 3],
  jitterShare: [0, 0.2, 1],
  pushback: ['none', 'retryAfter', 'restart', 'never'],
  pushbackMs: [0, 30],
  retryBudget: ['none', 'throttling', 'share', 'activeShare', 'active', 'bucket', 'clientThrottling'],
  throttleTokens: [1, 10],
  throttleRatio: [0.1, 1],
  budgetShare: [0, 0.2, 1],
  budgetReservePerSec: [0, 1],
  budgetTtlMs: [1000, 2000],
  maxActiveRetries: [0, 1, 3],
  bucketTokens: [10, 100],
  bucketRetryCost: [0, 5],
  bucketTimeoutCost: [5, 10],
  bucketRejectionCost: [1, 5],
  throttlingFactor: [1, 2],
  throttlingWindowMs: [100, 2000],
  breaker: ['off', 'consecutive', 'timeWindow', 'countWindow', 'consecutiveOrTime'],
  breakerFailures: [1, 3],
  breakerRatio: [0.1, 0.5],
  breakerMinCalls: [1, 5, 20],
  breakerWindowMs: [50, 1000],
  breakerWindowCalls: [1, 7, 100],
  breakerChecks: ['failures', 'all'],
  slowCallMs: ['unbounded', 5, 30],
  slowCallRatio: [0.5, 1],
  breakMs: [1, 50, 500],
  breakFactor: [1, 2],
  breakCapMs: ['unbounded', 200],
  breakJitter: ['none', 'equal'],
  halfOpenCalls: [1, 3],
  hedging: ['off', 'off', 'on'],
  hedgeCopies: [1, 2, 4],
  hedgeDelayMs: ['unbounded', 0, 5, 40],
  concurrencyLimit: ['off', 'off', 'fixed', 'aimd', 'gradient2', 'vegas'],
  limitPlace: ['call', 'attempt', 'inner'],
  limitPermits: [1, 3, 20],
  limitQueue: [0, 2, 50],
  limitWaitMs: ['unbounded', 1, 60],
  limitInitial: [1, 5, 20],
  limitMin: [1, 4],
  limitMax: [5, 30, 200],
  limitSlowMs: [5, 50],
  limitBackoffFactor: [0.5, 0.9],
  limitTolerance: [1, 1.5],
  limitSmoothing: [0.2, 1],
  limitHeadroom: [0, 4],
  limitWindow: [1, 20, 600],
  rateLimiter: ['off', 'off', 'tokenBucket', 'slidingWindow', 'fixedWindow'],
  ratePlace: ['call', 'attempt', 'inner'],
  ratePermits: [1, 10, 50],
  rateWindowMs: [20, 500],
  rateBurst: [1, 10],
  rateWaitMs: [0, 30],
};

/** What kind of system is wanted. */
export interface RandomOptions {
  /** Comes to rest some time after the load has ended: no cycles, every fault ends, no call can wait for ever. */
  readonly drains?: boolean;
  /** No faults and no changes of parameters. */
  readonly calm?: boolean;
}

/** A random system with load, faults and changes that lasts a few simulated seconds: every kind, protocol, parameter and
 *  fault occurs now and then. Everything follows from the seed; the result is as `parseDocument` gives it. */
export function randomSystem(seed: number, options: RandomOptions = {}): BrownoutDocument {
  const dice = new Dice(seed);
  const components = makeComponents(dice);
  const wiring = connectAll(dice, components, options);
  const horizonMs = 1000 + dice.below(4000) + 0.123;
  const wired: BrownoutDocument = {
    ...emptyDocument(`random ${seed}`),
    settings: { seed: dice.below(4_294_967_296), horizonMs, warmUpMs: dice.chance(0.3) ? horizonMs * 0.37 : 0 },
    components,
    ...wiring,
    load: dice.chance(0.3) ? makeCurve(dice, horizonMs) : [],
  };
  const draft = addZones(dice, addFlows(dice, wired));
  const count = options.calm === true ? 0 : dice.below(9);
  const entries = Array.from({ length: count }, (_, i) => randomEntry(dice, draft, { id: `entry-${i}`, fromMs: 0, options }));
  const parsed = parseDocument({ ...draft, schedule: entries.filter((_, i) => i % 3 < 2), log: entries.filter((_, i) => i % 3 === 2) });
  if (!parsed.ok) throw new Error(`Random system ${seed} is no document: ${parsed.problems.map(({ path, message }) => `${path} ${message}`).join('; ')}`);
  return parsed.document;
}

/** A dated entry that fits the document, at or after `fromMs`. */
export function randomEntry(
  dice: Dice,
  document: BrownoutDocument,
  at: { readonly id: string; readonly fromMs: number; readonly options?: RandomOptions },
): ScheduleEntry {
  const { id, fromMs, options = {} } = at;
  const { horizonMs } = document.settings;
  const atMs = fromMs + Math.floor(dice.next() * (horizonMs - fromMs));
  const sort = dice.below(10);
  if (sort === 0) return { id, type: 'load', factor: dice.pick([0, 0.5, 2]), atMs };
  return (sort < 4 ? changeOf(dice, document, id, atMs) : undefined) ?? faultOf(dice, document, id, atMs, options);
}

function changeOf(dice: Dice, document: BrownoutDocument, id: string, atMs: number): ScheduleEntry | undefined {
  const targets = [...document.components, ...document.connections, ...document.channels, ...document.brokers];
  const item = dice.pick(targets);
  const live = specsOfItem(document, item).filter((spec) => spec.live);
  if (live.length === 0) return undefined;
  const spec = dice.pick(live);
  return { id, type: 'set', target: item.id, param: spec.name, value: valueFor(dice, spec), atMs };
}

function specsOfItem(document: BrownoutDocument, item: Component | Connection | Channel | Broker): readonly ParameterSpec[] {
  if ('broker' in item) return channelSpecs(item, document.brokers.find(({ id }) => id === item.broker)!);
  if ('from' in item) return connectionSpecs(item);
  return 'protocol' in item ? brokerSpecs(item) : componentSpecs(item);
}

function faultOf(dice: Dice, document: BrownoutDocument, id: string, atMs: number, options: RandomOptions): ScheduleEntry {
  const targets = [...document.components, ...document.connections, ...document.brokers];
  const kinds = (Object.keys(FAULTS) as FaultKind[]).filter((name) => targets.some((target) => canAim(name, target)));
  const fault = dice.pick(kinds);
  const possible = targets.filter((target) => canAim(fault, target));
  const params = Object.fromEntries(FAULTS[fault].params.map((spec) => [spec.name, valueFor(dice, spec)]));
  const isEnding = options.drains === true || dice.chance(0.8);
  const durationMs = Math.floor(dice.next() * 1000);
  const target = document.zones.length > 0 && dice.chance(0.3) ? dice.pick(document.zones).id : dice.pick(possible).id;
  return { id, type: 'fault', fault, target, atMs, ...(isEnding ? { durationMs } : {}), ...waysOfComing(dice, document, options.drains !== true), params };
}

/** A telling value that the specification allows. Throws when none is known: a new parameter needs some. */
export function valueFor(dice: Dice, spec: ParameterSpec): ParameterValue {
  const values = TELLING_VALUES[spec.name];
  if (values === undefined) throw new Error(`No telling values are known for ${spec.name}.`);
  return dice.pick(spec.type === 'choice' ? values.filter((value) => spec.options.some((option) => option.value === value)) : values);
}

function paramsFor(dice: Dice, specs: readonly ParameterSpec[]): ParameterValues {
  return Object.fromEntries(specs.filter(() => dice.chance(0.5)).map((spec) => [spec.name, valueFor(dice, spec)]));
}

function makeComponents(dice: Dice): Component[] {
  const clients = 1 + dice.below(2);
  const others = 1 + dice.below(6);
  const kinds: ComponentKind[] = Array.from({ length: clients }, () => 'client');
  for (let i = 0; i < others; i++) kinds.push(dice.pick(['service', 'service', 'service', 'database', 'cache', 'loadBalancer']));
  return kinds.map((kind, i) => ({ id: `c${i}`, kind, name: `c${i}`, x: 0, y: 0, params: paramsFor(dice, componentSpecs({ kind })) }));
}

interface Wiring {
  readonly connections: Connection[];
  readonly channels: Channel[];
  readonly brokers: Broker[];
}

/** Connects every component to one before it where that may be, and a few more. */
function connectAll(dice: Dice, components: readonly Component[], options: RandomOptions): Wiring {
  const wiring: Wiring = { connections: [], channels: [], brokers: [] };
  for (let to = 1; to < components.length; to++) {
    const earlier = Array.from({ length: to }, (_, from) => from).filter((from) => kindsBetween(components[from], components[to]).length > 0);
    if (earlier.length > 0) connectOne(dice, wiring, components[dice.pick(earlier)], components[to], options);
  }
  for (let extra = dice.below(4); extra > 0; extra--) {
    const from = dice.below(components.length);
    const to = dice.below(components.length);
    const isForward = from < to || (options.drains !== true && dice.chance(0.2));
    if (isForward && kindsBetween(components[from], components[to]).length > 0) {
      connectOne(dice, wiring, components[from], components[to], options);
    }
  }
  return wiring;
}

function kindsBetween(from: Component, to: Component): ConnectionKind[] {
  return connectionKinds({ type: 'component', item: from }, { type: 'component', item: to });
}

function connectOne(dice: Dice, wiring: Wiring, from: Component, to: Component, options: RandomOptions): void {
  const kind = dice.pick(kindsBetween(from, to));
  const offered = (Object.keys(PROTOCOLS) as Protocol[]).filter((name) => PROTOCOLS[name].kind === kind && mayRest(name, options));
  // Logs have the rarest events, so there are more of them.
  const protocol = dice.pick(offered.flatMap((name) => (PROTOCOLS[name].isLog === true ? [name, name] : [name])));
  const id = `e${wiring.connections.length}`;
  const params = connectionParams(dice, protocol, options);
  if (PROTOCOLS[protocol].channelKind === undefined) {
    wiring.connections.push({ id, kind, protocol, from: from.id, to: to.id, params });
    return;
  }
  const channel = channelFor(dice, wiring, protocol, options);
  const own = { kind, protocol: brokerOf(wiring, channel).protocol, channel: channel.id };
  if (channel.x === undefined) wiring.connections.push({ id, ...own, from: from.id, to: to.id, params });
  else {
    const other = connectionParams(dice, own.protocol, options);
    const entry = exchangeFor(dice, wiring, channel) ?? channel;
    wiring.connections.push({ id, ...own, channel: entry.id, from: from.id, to: entry.id, params: connectionParams(dice, own.protocol, options) });
    if (dice.chance(0.9)) wiring.connections.push({ id: `${id}-out`, ...own, from: channel.id, to: to.id, params: other });
  }
}

/** Streams without a broker keep what is for receivers that never come back; their own tests see them come to rest. */
function mayRest(protocol: Protocol, options: RandomOptions): boolean {
  const { kind, channelKind } = PROTOCOLS[protocol];
  return options.drains !== true || kind === 'sync' || channelKind !== undefined;
}

/** A call over a cut connection waits for its timeout, so systems that are to come to rest have one everywhere. Consumers
 *  without a prefetch limit empty every queue at once, so most have one. */
function connectionParams(dice: Dice, protocol: Protocol, options: RandomOptions): ParameterValues {
  const params = settled(paramsFor(dice, connectionSpecs({ protocol })), options);
  const { kind } = PROTOCOLS[protocol];
  const hasPrefetch = connectionSpecs({ protocol }).some(({ name }) => name === 'prefetch');
  if (kind === 'queue') return hasPrefetch ? { ...params, prefetch: dice.pick(TELLING_VALUES['prefetch']) } : params;
  const mayHang = kind === 'sync' && (params['timeoutMs'] ?? 'unbounded') === 'unbounded';
  return options.drains === true && mayHang ? { ...params, timeoutMs: 1000 } : params;
}

/** What keeps messages or senders waiting for good is left out of systems that are to come to rest. */
const FOR_GOOD: Readonly<Record<string, readonly ParameterValue[]>> = { onError: ['leave'], onAckTimeout: ['stay'], leaseMs: ['unbounded'] };

function settled(params: ParameterValues, options: RandomOptions): ParameterValues {
  if (options.drains !== true) return params;
  return Object.fromEntries(Object.entries(params).filter(([name, value]) => name !== 'memoryBytes' && name !== 'pollMaxMs' && !FOR_GOOD[name]?.includes(value)));
}

function brokerOf(wiring: Wiring, channel: Channel): Broker {
  return wiring.brokers.find(({ id }) => id === channel.broker)!;
}

function channelFor(dice: Dice, wiring: Wiring, protocol: Protocol, options: RandomOptions): Channel {
  const kind = PROTOCOLS[protocol].channelKind!;
  const alike = wiring.channels.filter((channel) => channel.kind === kind && channel.x !== undefined);
  if (alike.length > 0 && dice.chance(0.5)) return dice.pick(alike);
  const broker = brokerFor(dice, wiring, protocol as Broker['protocol'], options);
  const box = dice.chance(0.5) ? { x: 0, y: 0 } : {};
  const bare = { id: `q${wiring.channels.length}`, broker: broker.id, kind, name: 'channel' };
  const channel: Channel = { ...bare, ...box, params: settled(paramsFor(dice, channelSpecs(bare, broker)), options) };
  wiring.channels.push(channel);
  return channel;
}

/** Now and then an exchange in front of a queue, where its broker has such. */
function exchangeFor(dice: Dice, wiring: Wiring, queue: Channel): Channel | undefined {
  const spec = PROTOCOLS[brokerOf(wiring, queue).protocol];
  if (spec.exchangeName === undefined || dice.chance(0.7)) return undefined;
  const bindings = [{ to: queue.id, ...(dice.chance(0.3) ? { key: 'a' } : {}), ...(dice.chance(0.3) ? { share: 0.5 } : {}) }];
  const bare = { id: `x${wiring.channels.length}`, broker: queue.broker, kind: 'exchange' as const, name: 'exchange', x: 0, y: 0, bindings };
  const exchange: Channel = { ...bare, params: paramsFor(dice, spec.exchangeParams ?? []) };
  wiring.channels.push(exchange);
  return exchange;
}

function brokerFor(dice: Dice, wiring: Wiring, protocol: Broker['protocol'], options: RandomOptions): Broker {
  const alike = wiring.brokers.filter((broker) => broker.protocol === protocol);
  if (alike.length > 0 && dice.chance(0.5)) return dice.pick(alike);
  const broker: Broker = { id: `b${wiring.brokers.length}`, protocol, name: 'broker', params: settled(paramsFor(dice, brokerSpecs({ protocol })), options) };
  wiring.brokers.push(broker);
  return broker;
}

/** Corners in order, some of them at the same moment: steps up or down. */
function makeCurve(dice: Dice, horizonMs: number): LoadPoint[] {
  const times = Array.from({ length: 1 + dice.below(5) }, () => dice.below(4) * Math.floor(horizonMs / 4)).toSorted((a, b) => a - b);
  return times.map((atMs) => ({ atMs, factor: dice.below(5) / 2 }));
}
