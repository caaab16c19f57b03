import type { ComponentKind, FaultKind, Protocol } from '../document.ts';
import type { ParameterSpec } from '../parameter.ts';
import { isResilience } from '../protocols/parameter-group.ts';
import type { HelpOwner } from './help-text.ts';

/** Where `docs/model` tells how each kind of component, protocol and fault is modelled: the page's name, and the section's
 *  where the page has several systems. A test holds that each of them exists. */
export const MODEL_TOPICS: Readonly<Record<ComponentKind | Protocol | FaultKind, string>> = {
  client: 'load-and-faults#clients',
  loadBalancer: 'services#load-balancers',
  service: 'services#services',
  cache: 'caches',
  database: 'services#databases',
  http1: 'sync#http11',
  http2: 'sync#http2',
  grpc: 'sync#grpc',
  tcp: 'sync#tcp-requestreply',
  rabbitmq: 'rabbitmq',
  serviceBus: 'service-bus',
  storageQueue: 'storage-queues',
  nats: 'nats#nats-core',
  jetstream: 'nats#jetstream',
  kafkaQueue: 'kafka#kafka-as-a-queue',
  kafka: 'kafka',
  grpcStream: 'streaming#grpc-streams',
  webSocket: 'streaming#websockets',
  crash: 'load-and-faults#crash',
  nodeCrash: 'load-and-faults#crash-brokers',
  freeze: 'load-and-faults#freeze',
  slowdown: 'load-and-faults#slow-down',
  errors: 'load-and-faults#errors',
  capacityLoss: 'load-and-faults#lose-workers',
  flush: 'load-and-faults#flush',
  leaderLoss: 'load-and-faults#lose-the-leader',
  cut: 'load-and-faults#cut',
  latency: 'load-and-faults#add-latency',
  loss: 'load-and-faults#lose-packets',
  slowStart: 'load-and-faults#start-slowly',
  poison: 'load-and-faults#poison-messages',
  bandwidth: 'load-and-faults#limit-bandwidth',
  consumerCrash: 'load-and-faults#crash-consumers',
  callErrors: 'load-and-faults#fail-calls',
};

/** Headings of parameters that have a place of their own, whoever declares them. */
const BY_GROUP: Readonly<Record<string, string>> = {
  Queue: 'services#order-of-service',
  Admission: 'services#load-shedding-and-limits',
  Scaling: 'scaling',
};

/** Where the model of this parameter is told: of its mechanism where that has a place of its own, else of its owner. */
export function modelTopic(owner: HelpOwner, spec: ParameterSpec): string {
  if (isResilience(spec)) return 'resilience';
  const ofGroup = spec.group === undefined ? undefined : BY_GROUP[spec.group];
  return ofGroup ?? MODEL_TOPICS[owner.replace(/(?:Channel|Exchange|Broker)$/, '') as keyof typeof MODEL_TOPICS];
}
