import type { BrownoutDocument } from '../../model/document.ts';
import {
  balancer, build, cache, call, channel, classes, consume, database, fault, handling, mixing, poisson, publish, service, set, settings, steady,
} from './build.ts';

const SHORT = settings({ horizonMs: 4000 });

/** Small systems for what random ones meet seldom: each is made so that it surely happens within its few seconds. */
export function rareSystems(): BrownoutDocument[] {
  return [crowded(), impatient(), urgent(), ejecting(), caching(), limited(), resending(), ...brokers(), ...logs()];
}

/** Callers that wait outside a full service, crash while they call, and are cut off. */
function crowded(): BrownoutDocument {
  return build(
    poisson('c', 200), service('front', { servers: 50, serviceMs: 1 }), service('api', { queueCapacity: 3, whenFull: 'block' }), call('c', 'front'), call('front', 'api', { timeoutMs: 200 }), SHORT,
    fault('crash', 'front', 1000, 100), fault('cut', 'front-api', 2000, 100), fault('crash', 'api', 3000, 100),
  );
}

/** Callers that give up, and a line that drops who has waited for too long. */
function impatient(): BrownoutDocument {
  return build(poisson('c', 200), service('api', { waitLimit: 'fixed', queueTimeoutMs: 30 }), call('c', 'api', { timeoutMs: 20, cancellation: 'finish' }, { protocol: 'grpc' }), SHORT);
}

function urgent(): BrownoutDocument {
  const kinds = { classes: [{ id: 'high', name: 'high', priority: 5 }, { id: 'low', name: 'low' }] };
  return build(
    kinds, mixing(poisson('c', 90), { class: 'high', weight: 1 }, { class: 'low', weight: 1 }), service('api', { queueOrder: 'preemptive' }), call('c', 'api'), SHORT,
  );
}

function ejecting(): BrownoutDocument {
  const outlier = { outlierDetection: true, outlierFailures: 1, ejectionMs: 3000, ejectionShare: 1, outlierIntervalMs: 1000 };
  return build(poisson('c', 100), balancer('lb', outlier), service('bad', { failureRatio: 0.9 }), service('good'), call('c', 'lb'), call('lb', 'bad'), call('lb', 'good'), SHORT);
}

function caching(): BrownoutDocument {
  const keys = { lookup: 'keys', cacheEntries: 5, keyCount: 10, keySkew: 0, timeToLiveMs: 200, singleFlight: true, staleMs: 1000 };
  return build(poisson('c', 300), cache('k', keys), database('db', { servers: 10, serviceMs: 30 }), call('c', 'k'), call('k', 'db'), SHORT);
}

function limited(): BrownoutDocument {
  const limit = { concurrencyLimit: 'fixed', limitPermits: 1, limitQueue: 50, limitWaitMs: 'unbounded' };
  return build(poisson('c', 150), service('front', { servers: 100, serviceMs: 1 }), service('api'), call('c', 'front'), call('front', 'api', limit), SHORT);
}

/** Connections that the callee closes sooner than the caller. */
function resending(): BrownoutDocument {
  const race = { connections: true, keepAliveMs: 30, idleTimeoutMs: 'unbounded', onReset: 'resend', latencyMs: 5 };
  return build(poisson('c', 30), service('front', { servers: 100, serviceMs: 1 }), service('api', { serviceMs: 1 }), call('c', 'front'), call('front', 'api', race), SHORT);
}

function brokers(): BrownoutDocument[] {
  const client = poisson('c', 200);
  const api = service('api');
  const queue = (params: Parameters<typeof channel>[1], consumer = {}, producer = {}, ...parts: Parameters<typeof build>) => {
    const protocol = params?.protocol ?? 'rabbitmq';
    return build(client, channel('q', params), publish('c', 'q', producer, protocol), consume('q', 'api', consumer, protocol), api, SHORT, ...parts);
  };
  const failing = [set('api', 'failureRatio', 1, 1)] as const;
  return [
    queue({ params: { deadLetter: true, maxDeliveries: 2, delayedRetryMinMs: 20 } }, { prefetch: 10 }, {}, ...failing),
    queue({ params: { deadLetter: true } }, { onError: 'reject' }, {}, ...failing),
    queue({ params: { ttlMs: 20 } }, { prefetch: 1 }),
    queue({ params: { capacity: 1, overflow: 'dropOldest' } }, { prefetch: 1 }),
    queue({ protocol: 'serviceBus', writeMs: 30, params: { duplicateDetection: true } }, {}, { confirm: true, confirmTimeoutMs: 20, publishAttempts: 3, publishBackoffMs: 10 }),
    queue({ protocol: 'serviceBus' }, {}, { delayMs: 100 }),
    withBroker(queue({}, { prefetch: 1 }, { confirm: true }), { memoryBytes: 2000, memoryWatermark: 0.1 }),
    withBroker(queue({ protocol: 'serviceBus' }), { creditsPerSec: 5 }),
    withBroker(queue({ protocol: 'nats', params: { messageBytes: 1024 } }, { slowConsumer: 'stop', pendingMessages: 5 }), { maxPendingBytes: 1000 }),
    exchange(),
  ];
}

function withBroker(document: BrownoutDocument, params: Readonly<Record<string, number>>): BrownoutDocument {
  return { ...document, brokers: document.brokers.map((broker) => ({ ...broker, params: { ...broker.params, ...params } })) };
}

/** An exchange that copies to two queues what is of class `a`, and drops the rest. */
function exchange(): BrownoutDocument {
  const publishing = handling(service('front', { servers: 100, serviceMs: 1 }), { steps: [{ do: 'publish', connection: 'front-x' }] });
  const protocol = 'rabbitmq' as const;
  return build(
    classes('a', 'b'), mixing(poisson('c', 100), { class: 'a', weight: 1 }, { class: 'b', weight: 1 }), publishing, call('c', 'front'), service('api', { servers: 100 }),
    {
      brokers: [{ id: 'broker', protocol, name: 'broker' }],
      channels: [
        { id: 'x', broker: 'broker', kind: 'exchange', name: 'x', x: 0, y: 0, bindings: [{ to: 'q', key: 'a' }, { to: 'r', key: 'a' }] },
        { id: 'q', broker: 'broker', kind: 'queue', name: 'q', x: 0, y: 0 }, { id: 'r', broker: 'broker', kind: 'queue', name: 'r', x: 0, y: 0 },
      ],
    },
    publish('front', 'x'), consume('q', 'api'), consume('r', 'api'), SHORT,
  );
}

function logs(): BrownoutDocument[] {
  const protocol = 'kafka' as const;
  const log = (params: Readonly<Record<string, number | boolean>>, ...parts: Parameters<typeof build>) =>
    build(
      steady('c', 200), channel('q', { protocol, params: { partitions: 2, keys: 1000, ...params } }), publish('c', 'q', {}, protocol),
      consume('q', 'api', { commit: 'auto', commitIntervalMs: 3000, sessionTimeoutMs: 100, heartbeatMs: 20 }, protocol),
      service('api', { replicas: 2, servers: 10, serviceMs: 100 }), settings({ horizonMs: 8000 }), ...parts,
    );
  const unclean = log({ replicationFactor: 2, uncleanElection: true }, fault('nodeCrash', 'q-broker', 1000, 3000, { nodes: 1 }), fault('nodeCrash', 'q-broker', 2500, 5000, { nodes: 2 }));
  return [log({}, fault('consumerCrash', 'q-api', 2000, 500)), withBroker(unclean, { nodes: 2, nodeSessionMs: 100 })];
}
