import { expect, test } from 'vitest';
import { KINDS, PROTOCOLS } from '../model/catalog.ts';
import type { ParameterSpec } from '../model/parameter.ts';
import * as par from './parameters.ts';
import * as stream from './stream-parameters.ts';
import * as transport from './transport-parameters.ts';

const componentSpecs = Object.values(KINDS).flatMap((kind) => kind.params);
const linkSpecs = Object.values(PROTOCOLS).flatMap((protocol) => protocol.params);
const channelSpecs = Object.values(PROTOCOLS).flatMap((protocol) => protocol.channelParams ?? []);
const brokerSpecs = Object.values(PROTOCOLS).flatMap((protocol) => protocol.brokerParams ?? []);

test('columns are in the order of their names', () => {
  expect([
    par.SERVERS, par.QUEUE_CAPACITY, par.MAX_CONNECTIONS, par.SERVICE_MEAN, par.SERVICE_DISTRIBUTION, par.SERVICE_VARIATION, par.ERLANG_STAGES, par.FAILURE_RATIO,
    par.HIT_RATIO, par.WARM_UP_MISSES, par.WHEN_DOWN, par.POLICY, par.RATE, par.THINK_MEAN, par.THINK_DISTRIBUTION, par.DEADLINE, par.USERS, par.ARRIVALS,
  ].map((column) => par.COMPONENT_PARAMETERS[column])).toEqual([
    'servers', 'queueCapacity', 'maxConnections', 'serviceMs', 'serviceDistribution', 'serviceVariation', 'erlangStages', 'failureRatio',
    'hitRatio', 'warmUpMisses', 'whenDown', 'policy', 'ratePerSec', 'thinkMs', 'thinkDistribution', 'deadlineMs', 'users', 'arrivals',
  ]);
  expect([
    par.CALL_TIMEOUT, par.MAX_ATTEMPTS, par.RETRY_ON, par.BACKOFF, par.BACKOFF_CAP, par.JITTER, par.HOLD, par.MAX_CONCURRENT, par.PROBABILITY, par.LATENCY,
    par.CONFIRM, par.CONFIRM_TIMEOUT, par.PREFETCH, par.ACKNOWLEDGE, par.RETRY_DELAY,
  ].map((column) => par.LINK_PARAMETERS[column])).toEqual([
    'timeoutMs', 'maxAttempts', 'retryOn', 'backoffMs', 'backoffCapMs', 'jitter', 'hold', 'maxConcurrent', 'probability', 'latencyMs',
    'confirm', 'confirmTimeoutMs', 'prefetch', 'acknowledge', 'retryDelayMs',
  ]);
  expect([par.CAPACITY, par.OVERFLOW, par.LEASE, par.MAX_DELIVERIES, par.DEAD_LETTER, par.KEYS, par.HOT_KEY_SHARE, par.RETENTION].map((column) => par.CHANNEL_PARAMETERS[column])).toEqual([
    'capacity', 'overflow', 'leaseMs', 'maxDeliveries', 'deadLetter', 'keys', 'hotKeyShare', 'retentionMs',
  ]);
  expect(par.BROKER_PARAMETERS[par.WRITE_TIME]).toBe('writeMs');
  expect([par.COMPONENT_PARAMETER_COLUMNS, par.LINK_PARAMETER_COLUMNS, par.CHANNEL_PARAMETER_COLUMNS, par.BROKER_PARAMETER_COLUMNS]).toEqual([
    par.COMPONENT_PARAMETERS.length, par.LINK_PARAMETERS.length, par.CHANNEL_PARAMETERS.length, par.BROKER_PARAMETERS.length,
  ]);
});

test('every parameter that can change while a run is in progress has a column, and every column a parameter', () => {
  for (const [specs, names] of [
    [componentSpecs, par.COMPONENT_PARAMETERS],
    [linkSpecs, [...par.LINK_PARAMETERS, ...stream.STREAM_PARAMETERS, ...transport.TRANSPORT_PARAMETERS]],
    [channelSpecs, [...par.CHANNEL_PARAMETERS, ...stream.LOG_PARAMETERS]],
    [brokerSpecs, [...par.BROKER_PARAMETERS, ...stream.CLUSTER_PARAMETERS]],
  ] as const) {
    const live = specs.filter((spec) => spec.live).map(({ name }) => name);
    expect(live.filter((name) => !(names as readonly string[]).includes(name))).toEqual([]);
    const declared = new Set(specs.map(({ name }) => name));
    expect(names.filter((name) => !declared.has(name))).toEqual([]);
  }
});

test('numbers of options are those of the specifications', () => {
  const optionsOf = (specs: readonly ParameterSpec[], name: string): string[] => {
    const spec = specs.find((candidate) => candidate.name === name);
    if (spec?.type !== 'choice') throw new Error(`${name} is no choice`);
    return spec.options.map(({ value }) => value);
  };
  const named = (specs: readonly ParameterSpec[], name: string, numbers: readonly number[]) => numbers.map((number) => optionsOf(specs, name)[number]);
  expect(named(componentSpecs, 'serviceDistribution', [0, par.DETERMINISTIC, par.LOGNORMAL, par.ERLANG, par.EMPIRICAL])).toEqual(['exponential', 'deterministic', 'lognormal', 'erlang', 'empirical']);
  expect(named(componentSpecs, 'policy', [0, par.POLICY_RANDOM, par.POLICY_LEAST, par.POLICY_TWO])).toEqual(['roundRobin', 'random', 'leastRequest', 'twoChoices']);
  expect(named(componentSpecs, 'arrivals', [0, par.CONSTANT_ARRIVALS, par.CLOSED_ARRIVALS])).toEqual(['poisson', 'constant', 'closed']);
  expect(named(componentSpecs, 'thinkDistribution', [0])).toEqual(['exponential']);
  expect(named(componentSpecs, 'whenDown', [0, par.DOWN_FAIL])).toEqual(['bypass', 'fail']);
  expect(named(linkSpecs, 'retryOn', [0, par.RETRY_TIMEOUTS, par.RETRY_ERRORS])).toEqual(['any', 'timeouts', 'errors']);
  expect(named(linkSpecs, 'jitter', [par.JITTER_NONE, 1, par.JITTER_EQUAL])).toEqual(['none', 'full', 'equal']);
  expect(named(linkSpecs, 'hold', [0, par.RELEASE])).toEqual(['hold', 'release']);
  expect(named(linkSpecs, 'acknowledge', [0, par.ACKNOWLEDGE_BEFORE])).toEqual(['after', 'before']);
  expect(named(channelSpecs, 'overflow', [0, par.OVERFLOW_REJECT, par.OVERFLOW_REJECT_DEAD_LETTER])).toEqual(['dropOldest', 'reject', 'rejectDeadLetter']);
});

test('values stand as numbers: options by their number, toggles as 0 or 1, no limit as infinity', () => {
  const spec = (name: string): ParameterSpec => [...componentSpecs, ...linkSpecs].find((candidate) => candidate.name === name)!;
  expect(par.encodeParameter(spec('policy'), 'twoChoices')).toBe(3);
  expect([true, false].map((value) => par.encodeParameter(spec('confirm'), value))).toEqual([1, 0]);
  expect(par.encodeParameter(spec('timeoutMs'), 'unbounded')).toBe(Infinity);
  expect(par.encodeParameter(spec('serviceMs'), 2.5)).toBe(2.5);
});
