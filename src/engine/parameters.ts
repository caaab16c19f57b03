import type { ParameterSpec, ParameterValue, ParameterValues } from '../model/parameter.ts';
import { UNBOUNDED, valueOf } from '../model/parameter.ts';

/**
 * Live parameters as columns of doubles, so that a change while a run is in progress is one store and a snapshot
 * holds them. Numbers stand for themselves, "unbounded" for infinity, a choice for the number of its option, a toggle
 * for 0 or 1. The names are those of the specifications in the model.
 */
export const COMPONENT_PARAMETERS = [
  'servers', 'queueCapacity', 'maxConnections', 'serviceMs', 'serviceDistribution', 'serviceVariation', 'erlangStages',
  'failureRatio', 'hitRatio', 'warmUpMisses', 'whenDown', 'policy', 'ratePerSec', 'thinkMs', 'thinkDistribution',
  'deadlineMs', 'users', 'arrivals',
  'burstFactor', 'burstMs', 'calmMs',
  // Queues and admission.
  'queueOrder', 'lifoAboveShare', 'waitLimit', 'queueTimeoutMs', 'delayTargetMs', 'delayIntervalMs', 'dropExpired',
  'whenFull', 'shedding', 'shedAboveShare', 'shedWindowMs', 'shedSparesPriority', 'admission', 'admissionPermits',
  'admissionInitial', 'admissionMin', 'admissionMax', 'admissionSlowMs', 'admissionBackoffFactor', 'admissionTolerance',
  'admissionSmoothing', 'admissionHeadroom', 'admissionWindow', 'admissionCap', 'admissionUpdateMs',
  'admissionProbeEveryMs', 'admissionProbeRequests', 'admissionBuffer',
  // Balancing.
  'ewmaDecayMs', 'keyCount', 'keySkew', 'outlierDetection', 'outlierFailures', 'outlierIntervalMs', 'ejectionMs',
  'ejectionCapMs', 'ejectionShare', 'ejectAtLeastOne', 'outlierSuccessRate', 'panicShare', 'healthChecks',
  'healthIntervalMs', 'healthFailures', 'healthSuccesses',
  // Caches of keys.
  'lookup', 'timeToLiveMs', 'singleFlight', 'staleMs',
  // Autoscaling.
  'minReplicas', 'scalingMetric', 'scalingTarget', 'scalingQueue', 'scalingIntervalMs', 'scalingTolerance',
  'scaleUpReplicas', 'scaleUpShare', 'scaleDownShare', 'scaleDownWindowMs', 'startUpMs', 'coldStartMs',
  'instanceIdleMs', 'instanceBurst', 'instanceConcurrency', 'provisionedInstances', 'scaling', 'choosesFor',
  'hotKeyShare',
  // Rate limit of admission.
  'admissionRate', 'admissionRatePermits', 'admissionRateWindowMs', 'admissionRateBurst',
] as const;
export const SERVERS = 0;
export const QUEUE_CAPACITY = 1;
export const MAX_CONNECTIONS = 2;
export const SERVICE_MEAN = 3;
export const SERVICE_DISTRIBUTION = 4;
export const SERVICE_VARIATION = 5;
export const ERLANG_STAGES = 6;
export const FAILURE_RATIO = 7;
export const HIT_RATIO = 8;
export const WARM_UP_MISSES = 9;
export const WHEN_DOWN = 10;
export const POLICY = 11;
export const RATE = 12;
export const THINK_MEAN = 13;
export const THINK_DISTRIBUTION = 14;
export const DEADLINE = 15;
export const USERS = 16;
export const ARRIVALS = 17;
export const BURST_FACTOR = 18;
export const BURST_MEAN = 19;
export const CALM_MEAN = 20;
export const QUEUE_ORDER = 21;
export const LIFO_ABOVE = 22;
export const WAIT_LIMIT = 23;
export const QUEUE_TIMEOUT = 24;
export const DELAY_TARGET = 25;
export const DELAY_INTERVAL = 26;
export const DROP_EXPIRED = 27;
export const WHEN_FULL = 28;
export const SHEDDING = 29;
export const SHED_ABOVE = 30;
export const SHED_WINDOW = 31;
export const SHED_SPARES = 32;
export const ADMISSION = 33;
export const ADMISSION_PERMITS = 34;
export const ADMISSION_INITIAL = 35;
export const ADMISSION_MIN = 36;
export const ADMISSION_MAX = 37;
export const ADMISSION_SLOW = 38;
export const ADMISSION_BACKOFF = 39;
export const ADMISSION_TOLERANCE = 40;
export const ADMISSION_SMOOTHING = 41;
export const ADMISSION_HEADROOM = 42;
export const ADMISSION_WINDOW = 43;
export const ADMISSION_CAP = 44;
export const ADMISSION_UPDATE = 45;
export const ADMISSION_PROBE_EVERY = 46;
export const ADMISSION_PROBE_REQUESTS = 47;
export const ADMISSION_BUFFER = 48;
export const EWMA_DECAY = 49;
export const KEY_COUNT = 50;
export const KEY_SKEW = 51;
export const OUTLIER_DETECTION = 52;
export const OUTLIER_FAILURES = 53;
export const OUTLIER_INTERVAL = 54;
export const EJECTION_TIME = 55;
export const EJECTION_CAP = 56;
export const EJECTION_SHARE = 57;
export const EJECT_ONE = 58;
export const OUTLIER_SUCCESS_RATE = 59;
export const PANIC_SHARE = 60;
export const HEALTH_CHECKS = 61;
export const HEALTH_INTERVAL = 62;
export const HEALTH_FAILURES = 63;
export const HEALTH_SUCCESSES = 64;
export const LOOKUP = 65;
export const TIME_TO_LIVE = 66;
export const SINGLE_FLIGHT = 67;
export const STALE_TIME = 68;
export const MIN_REPLICAS = 69;
export const SCALING_METRIC = 70;
export const SCALING_TARGET = 71;
export const SCALING_QUEUE = 72;
export const SCALING_INTERVAL = 73;
export const SCALING_TOLERANCE = 74;
export const SCALE_UP_REPLICAS = 75;
export const SCALE_UP_SHARE = 76;
export const SCALE_DOWN_SHARE = 77;
export const SCALE_DOWN_WINDOW = 78;
export const START_UP = 79;
export const COLD_START = 80;
export const INSTANCE_IDLE_TIME = 81;
export const INSTANCE_BURST = 82;
export const INSTANCE_CONCURRENCY = 83;
export const PROVISIONED_INSTANCES = 84;
export const SCALING = 85;
export const CHOOSES_FOR = 86;
export const HOT_KEY = 87;
export const ADMISSION_RATE = 88;
export const ADMISSION_RATE_PERMITS = 89;
export const ADMISSION_RATE_WINDOW = 90;
export const ADMISSION_RATE_BURST = 91;
export const COMPONENT_PARAMETER_COLUMNS = 92;

export const LINK_PARAMETERS = [
  'timeoutMs', 'maxAttempts', 'retryOn', 'backoffMs', 'backoffCapMs', 'jitter', 'hold', 'maxConcurrent', 'probability',
  'latencyMs', 'confirm', 'confirmTimeoutMs', 'prefetch', 'acknowledge', 'retryDelayMs',
  // Resilience.
  'totalTimeoutMs', 'retryTimeouts', 'retryErrors', 'retryRejections', 'retryRefused', 'retryOpenCircuit',
  'backoffGrowth', 'backoffFactor', 'jitterShare', 'pushback', 'pushbackMs', 'retryBudget', 'throttleTokens',
  'throttleRatio', 'budgetShare', 'budgetReservePerSec', 'budgetTtlMs', 'maxActiveRetries', 'bucketTokens',
  'bucketRetryCost', 'bucketTimeoutCost', 'bucketRejectionCost', 'throttlingFactor', 'throttlingWindowMs', 'breaker',
  'breakerFailures', 'breakerRatio', 'breakerMinCalls', 'breakerWindowMs', 'breakerWindowCalls', 'breakerChecks',
  'slowCallMs', 'slowCallRatio', 'breakMs', 'breakFactor', 'breakCapMs', 'breakJitter', 'halfOpenCalls', 'hedging',
  'hedgeCopies', 'hedgeDelayMs', 'concurrencyLimit', 'limitPlace', 'limitPermits', 'limitQueue', 'limitWaitMs',
  'limitInitial', 'limitMin', 'limitMax', 'limitSlowMs', 'limitBackoffFactor', 'limitTolerance', 'limitSmoothing',
  'limitHeadroom', 'limitWindow', 'rateLimiter', 'ratePlace', 'ratePermits', 'rateWindowMs', 'rateBurst', 'rateWaitMs',
  // Queues.
  'onError', 'handlers', 'renewMs', 'delayMs', 'mandatory', 'onAckTimeout', 'busyPauseMs', 'batch',
  'newBatchThreshold', 'pollMinMs', 'pollMaxMs', 'group', 'slowConsumer', 'pendingMessages', 'pendingBytes',
  'reconnectMs', 'leaseMs', 'maxDeliveries', 'maxAckPending', 'concurrentSessions', 'sessionIdleMs', 'publishAttempts',
  'publishBackoffMs', 'publishBackoffCapMs',
  'publishAfterSilence',
  'bandwidthMbps',
] as const;
export const CALL_TIMEOUT = 0;
export const MAX_ATTEMPTS = 1;
export const RETRY_ON = 2;
export const BACKOFF = 3;
export const BACKOFF_CAP = 4;
export const JITTER = 5;
export const HOLD = 6;
export const MAX_CONCURRENT = 7;
export const PROBABILITY = 8;
export const LATENCY = 9;
export const CONFIRM = 10;
export const CONFIRM_TIMEOUT = 11;
export const PREFETCH = 12;
export const ACKNOWLEDGE = 13;
export const RETRY_DELAY = 14;
export const TOTAL_TIMEOUT = 15;
export const RETRY_TIMEOUTS_TOO = 16;
export const RETRY_ERRORS_TOO = 17;
export const RETRY_REJECTIONS_TOO = 18;
export const RETRY_REFUSED_TOO = 19;
export const RETRY_OPEN_CIRCUIT_TOO = 20;
export const BACKOFF_GROWTH = 21;
export const BACKOFF_FACTOR = 22;
export const JITTER_SHARE = 23;
export const PUSHBACK = 24;
export const PUSHBACK_TIME = 25;
export const RETRY_BUDGET = 26;
export const THROTTLE_TOKENS = 27;
export const THROTTLE_RATIO = 28;
export const BUDGET_SHARE = 29;
export const BUDGET_RESERVE = 30;
export const BUDGET_TTL = 31;
export const MAX_ACTIVE_RETRIES = 32;
export const BUCKET_TOKENS = 33;
export const BUCKET_RETRY_COST = 34;
export const BUCKET_TIMEOUT_COST = 35;
export const BUCKET_REJECTION_COST = 36;
export const THROTTLING_FACTOR = 37;
export const THROTTLING_WINDOW = 38;
export const BREAKER = 39;
export const BREAKER_FAILURES = 40;
export const BREAKER_RATIO = 41;
export const BREAKER_MIN_CALLS = 42;
export const BREAKER_WINDOW = 43;
export const BREAKER_WINDOW_CALLS = 44;
export const BREAKER_CHECKS = 45;
export const SLOW_CALL = 46;
export const SLOW_CALL_RATIO = 47;
export const BREAK_TIME = 48;
export const BREAK_FACTOR = 49;
export const BREAK_CAP = 50;
export const BREAK_JITTER = 51;
export const HALF_OPEN_CALLS = 52;
export const HEDGING = 53;
export const HEDGE_COPIES = 54;
export const HEDGE_DELAY = 55;
export const CONCURRENCY_LIMIT = 56;
export const LIMIT_PLACE = 57;
export const LIMIT_PERMITS = 58;
export const LIMIT_QUEUE = 59;
export const LIMIT_WAIT = 60;
export const LIMIT_INITIAL = 61;
export const LIMIT_MIN = 62;
export const LIMIT_MAX = 63;
export const LIMIT_SLOW = 64;
export const LIMIT_BACKOFF_FACTOR = 65;
export const LIMIT_TOLERANCE = 66;
export const LIMIT_SMOOTHING = 67;
export const LIMIT_HEADROOM = 68;
export const LIMIT_WINDOW = 69;
export const RATE_LIMITER = 70;
export const RATE_PLACE = 71;
export const RATE_PERMITS = 72;
export const RATE_WINDOW = 73;
export const RATE_BURST = 74;
export const RATE_WAIT = 75;
export const ON_ERROR = 76;
export const HANDLERS = 77;
export const RENEWAL = 78;
export const SEND_DELAY = 79;
export const MANDATORY = 80;
export const ON_ACK_TIMEOUT = 81;
export const BUSY_PAUSE = 82;
export const BATCH = 83;
export const NEW_BATCH_THRESHOLD = 84;
export const POLL_MIN = 85;
export const POLL_MAX = 86;
export const GROUP = 87;
export const SLOW_CONSUMER = 88;
export const PENDING_MESSAGES = 89;
export const PENDING_BYTES = 90;
export const RECONNECT = 91;
export const LINK_LEASE = 92;
export const LINK_MAX_DELIVERIES = 93;
export const MAX_ACK_PENDING = 94;
export const CONCURRENT_SESSIONS = 95;
export const SESSION_IDLE = 96;
export const PUBLISH_ATTEMPTS = 97;
export const PUBLISH_BACKOFF = 98;
export const PUBLISH_BACKOFF_CAP = 99;
export const PUBLISH_AFTER_SILENCE = 100;
export const BANDWIDTH = 101;
export const LINK_PARAMETER_COLUMNS = 102;

export const CHANNEL_PARAMETERS = [
  'capacity', 'overflow', 'leaseMs', 'maxDeliveries', 'deadLetter', 'keys', 'hotKeyShare', 'retentionMs',
  'messageBytes', 'maxBytes', 'ttlMs', 'deadLetterExpired', 'singleActive', 'duplicateDetection', 'duplicateWindowMs',
  'targetPerSec', 'intakePerSec', 'delayedRetryMinMs', 'delayedRetryMaxMs', 'keySkew',
] as const;
export const CAPACITY = 0;
export const OVERFLOW = 1;
export const LEASE = 2;
export const MAX_DELIVERIES = 3;
export const DEAD_LETTER = 4;
export const KEYS = 5;
export const HOT_KEY_SHARE = 6;
export const RETENTION = 7;
export const MESSAGE_BYTES = 8;
export const MAX_BYTES = 9;
export const TTL = 10;
export const DEAD_LETTER_EXPIRED = 11;
export const SINGLE_ACTIVE = 12;
export const DUPLICATE_DETECTION = 13;
export const DUPLICATE_WINDOW = 14;
export const TARGET = 15;
export const INTAKE = 16;
export const DELAYED_RETRY_MIN = 17;
export const DELAYED_RETRY_MAX = 18;
export const CHANNEL_KEY_SKEW = 19;
export const CHANNEL_PARAMETER_COLUMNS = 20;

export const BROKER_PARAMETERS = [
  'writeMs',
  'version', 'memoryBytes', 'memoryWatermark', 'creditFlow', 'creditsPerSec', 'targetPerSec', 'maxPendingBytes',
  'electionMs',
] as const;
export const WRITE_TIME = 0;
export const VERSION = 1;
export const MEMORY = 2;
export const MEMORY_WATERMARK = 3;
export const CREDIT_FLOW = 4;
export const CREDITS = 5;
export const ACCOUNT_TARGET = 6;
export const MAX_PENDING = 7;
export const ELECTION = 8;
export const BROKER_PARAMETER_COLUMNS = 9;

// Numbers of options, in the order of the specifications.
export const DETERMINISTIC = 1;
export const LOGNORMAL = 2;
export const ERLANG = 3;
export const EMPIRICAL = 4;
export const POLICY_RANDOM = 1;
export const POLICY_LEAST = 2;
export const POLICY_TWO = 3;
export const POLICY_PEAK_EWMA = 4;
export const POLICY_RING_HASH = 5;
export const POLICY_FIRST = 6;
export const POLICY_WEIGHTED_LEAST = 7;
export const FOR_CONNECTION = 1;
export const ORDER_FIFO = 0;
export const ORDER_LIFO = 1;
export const ORDER_ADAPTIVE_LIFO = 2;
export const ORDER_PRIORITY = 3;
export const ORDER_PREEMPTIVE = 4;
export const ORDER_SHARED = 5;
export const WAIT_LIMIT_NONE = 0;
export const WAIT_LIMIT_FIXED = 1;
export const WAIT_LIMIT_CODEL = 2;
export const WAIT_LIMIT_CONTROLLED = 3;
export const BLOCK_WHEN_FULL = 1;
export const SHED_OFF = 0;
export const SHED_BY_QUEUE = 1;
export const SHED_BY_UTILIZATION = 2;
export const ADMISSION_OFF = 0;
export const ADMISSION_FIXED = 1;
export const ADMISSION_AIMD = 2;
export const ADMISSION_GRADIENT2 = 3;
export const ADMISSION_VEGAS = 4;
export const ADMISSION_GRADIENT = 5;
export const LOOKUP_BY_RATIO = 0;
export const LOOKUP_BY_KEY = 1;
export const SCALING_NONE = 0;
export const SCALING_HPA = 1;
export const SCALING_SERVERLESS = 2;
export const SCALE_BY_WORK = 0;
export const SCALE_BY_BUSY = 1;
export const SCALE_BY_QUEUE = 2;
export const RETRY_TIMEOUTS = 1;
export const RETRY_ERRORS = 2;
export const RETRY_CHOSEN = 3;
export const JITTER_NONE = 0;
export const JITTER_FULL = 1;
export const JITTER_EQUAL = 2;
export const JITTER_DECORRELATED = 3;
export const JITTER_BAND = 4;
export const JITTER_POLLY = 5;
export const JITTER_ENVOY = 6;
export const GROWTH_CONSTANT = 0;
export const GROWTH_LINEAR = 1;
export const PUSHBACK_NONE = 0;
export const PUSHBACK_RESTART = 2;
export const PUSHBACK_NEVER = 3;
export const BUDGET_NONE = 0;
export const BUDGET_THROTTLING = 1;
export const BUDGET_OF_CALLS = 2;
export const BUDGET_ACTIVE_SHARE = 3;
export const BUDGET_ACTIVE = 4;
export const BUDGET_BUCKET = 5;
export const BUDGET_CLIENT_THROTTLING = 6;
export const BREAKER_OFF = 0;
export const BREAKER_CONSECUTIVE = 1;
export const BREAKER_TIME_WINDOW = 2;
export const BREAKER_CONSECUTIVE_OR_TIME = 4;
export const CHECKS_ALL = 1;
export const BREAK_JITTER_EQUAL = 1;
export const LIMIT_OFF = 0;
export const LIMIT_FIXED = 1;
export const LIMIT_AIMD = 2;
export const LIMIT_GRADIENT2 = 3;
export const RATE_OFF = 0;
export const RATE_TOKEN_BUCKET = 1;
export const RATE_SLIDING_WINDOW = 2;
export const PLACE_CALL = 0;
export const PLACE_ATTEMPT = 1;
export const RELEASE = 1;
export const CONSTANT_ARRIVALS = 1;
export const CLOSED_ARRIVALS = 2;
export const BURSTY_ARRIVALS = 3;
export const OVERFLOW_REJECT = 1;
export const OVERFLOW_REJECT_DEAD_LETTER = 2;
export const ACKNOWLEDGE_BEFORE = 1;
export const ON_ERROR_LEAVE = 1;
export const ON_ERROR_REJECT = 2;
export const STAY_AWAY = 1;
export const GROUP_EACH = 1;
export const SLOW_STOP = 1;
export const VERSION_4_3 = 1;
export const DOWN_FAIL = 1;

/** What links, channels and brokers have whose protocol does not declare a parameter, where that is not 0. */
export const NEUTRAL_LINK: readonly (readonly [column: number, value: number])[] = [
  [PREFETCH, Infinity], [HANDLERS, Infinity], [LINK_LEASE, Infinity], [LINK_MAX_DELIVERIES, Infinity],
  [MAX_ACK_PENDING, Infinity], [PENDING_MESSAGES, Infinity], [PENDING_BYTES, Infinity], [PUBLISH_ATTEMPTS, 1], [BANDWIDTH, Infinity],
];
export const NEUTRAL_CHANNEL: readonly (readonly [column: number, value: number])[] = [
  [CAPACITY, Infinity], [LEASE, Infinity], [MAX_DELIVERIES, Infinity], [MAX_BYTES, Infinity], [TTL, Infinity],
  [TARGET, Infinity], [INTAKE, Infinity],
];
export const NEUTRAL_BROKER: readonly (readonly [column: number, value: number])[] = [
  [MEMORY, Infinity], [CREDIT_FLOW, Infinity], [CREDITS, Infinity], [ACCOUNT_TARGET, Infinity], [MAX_PENDING, Infinity],
];

/** Puts neutral values into a row that begins at `start`. */
export function writeNeutral(row: Float64Array, start: number, values: readonly (readonly [column: number, value: number])[]): void {
  for (const [column, value] of values) row[start + column] = value;
}

/** The number that stands for a value of this parameter. Lists have none: they are compiled. */
export function encodeParameter(spec: ParameterSpec, value: ParameterValue): number {
  if (spec.type === 'choice') return spec.options.findIndex((option) => option.value === value);
  if (spec.type === 'toggle') return value === true ? 1 : 0;
  if (value === UNBOUNDED) return Infinity;
  return typeof value === 'number' ? value : 0;
}

/** Writes the values in force of all parameters that are columns into a row that begins at `start`. */
export function writeParameters(
  row: Float64Array,
  start: number,
  names: readonly string[],
  specs: readonly ParameterSpec[],
  values: ParameterValues | undefined,
): void {
  for (const spec of specs) {
    const column = names.indexOf(spec.name);
    if (column >= 0) row[start + column] = encodeParameter(spec, valueOf(spec, values));
  }
}
