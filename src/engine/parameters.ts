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
export const COMPONENT_PARAMETER_COLUMNS = 18;

export const LINK_PARAMETERS = [
  'timeoutMs', 'maxAttempts', 'retryOn', 'backoffMs', 'backoffCapMs', 'jitter', 'hold', 'maxConcurrent', 'probability',
  'latencyMs', 'confirm', 'confirmTimeoutMs', 'prefetch', 'acknowledge', 'retryDelayMs',
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
export const LINK_PARAMETER_COLUMNS = 15;

export const CHANNEL_PARAMETERS = [
  'capacity', 'overflow', 'leaseMs', 'maxDeliveries', 'deadLetter', 'keys', 'hotKeyShare', 'retentionMs',
] as const;
export const CAPACITY = 0;
export const OVERFLOW = 1;
export const LEASE = 2;
export const MAX_DELIVERIES = 3;
export const DEAD_LETTER = 4;
export const KEYS = 5;
export const HOT_KEY_SHARE = 6;
export const RETENTION = 7;
export const CHANNEL_PARAMETER_COLUMNS = 8;

export const BROKER_PARAMETERS = ['writeMs'] as const;
export const WRITE_TIME = 0;
export const BROKER_PARAMETER_COLUMNS = 1;

// Numbers of options, in the order of the specifications.
export const DETERMINISTIC = 1;
export const LOGNORMAL = 2;
export const ERLANG = 3;
export const EMPIRICAL = 4;
export const POLICY_RANDOM = 1;
export const POLICY_LEAST = 2;
export const POLICY_TWO = 3;
export const RETRY_TIMEOUTS = 1;
export const RETRY_ERRORS = 2;
export const JITTER_NONE = 0;
export const JITTER_EQUAL = 2;
export const RELEASE = 1;
export const CONSTANT_ARRIVALS = 1;
export const CLOSED_ARRIVALS = 2;
export const OVERFLOW_REJECT = 1;
export const ACKNOWLEDGE_BEFORE = 1;
export const DOWN_FAIL = 1;

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
