import type { Broker, Channel, Component, ComponentKind, Connection, Protocol } from './document.ts';
import { cache } from './kinds/cache.ts';
import { client } from './kinds/client.ts';
import { database } from './kinds/database.ts';
import { loadBalancer } from './kinds/load-balancer.ts';
import { service } from './kinds/service.ts';
import type { KindSpec } from './kinds/shared.ts';
import { type ParameterSpec, type ParameterValue, type ParameterValues, valueOf } from './parameter.ts';
import { grpcStream } from './protocols/grpc-stream.ts';
import { jetstream } from './protocols/jetstream.ts';
import { kafka } from './protocols/kafka.ts';
import { kafkaQueue } from './protocols/kafka-queue.ts';
import { nats } from './protocols/nats.ts';
import { rabbitmq } from './protocols/rabbitmq.ts';
import { serviceBus } from './protocols/service-bus.ts';
import { bandwidth, type ProtocolSpec } from './protocols/shared.ts';
import { storageQueue } from './protocols/storage-queue.ts';
import { grpc, http1, http2, tcp } from './protocols/sync.ts';
import { webSocket } from './protocols/web-socket.ts';

/** Every kind of component, in the order of the palette. */
export const KINDS: Readonly<Record<ComponentKind, KindSpec>> = { client, loadBalancer, service, cache, database };

/** A protocol with what every connection has. */
const connected = (spec: ProtocolSpec): ProtocolSpec => ({ ...spec, params: [...spec.params, bandwidth] });

/** Every protocol, in the order in which menus offer them. */
export const PROTOCOLS: Readonly<Record<Protocol, ProtocolSpec>> = {
  http1: connected(http1),
  http2: connected(http2),
  grpc: connected(grpc),
  tcp: connected(tcp),
  rabbitmq: connected(rabbitmq),
  serviceBus: connected(serviceBus),
  storageQueue: connected(storageQueue),
  nats: connected(nats),
  jetstream: connected(jetstream),
  kafkaQueue: connected(kafkaQueue),
  kafka: connected(kafka),
  grpcStream: connected(grpcStream),
  webSocket: connected(webSocket),
};

/** Parameters that a component of this kind declares. */
export function componentSpecs(component: Pick<Component, 'kind'>): readonly ParameterSpec[] {
  return KINDS[component.kind].params;
}

/** Parameters that a connection of this protocol declares. */
export function connectionSpecs(connection: Pick<Connection, 'protocol'>): readonly ParameterSpec[] {
  return PROTOCOLS[connection.protocol].params;
}

/** Parameters that a channel of this broker's protocol declares. */
export function channelSpecs(channel: Pick<Channel, 'kind'>, broker: Pick<Broker, 'protocol'>): readonly ParameterSpec[] {
  const spec = PROTOCOLS[broker.protocol];
  return (channel.kind === 'exchange' ? spec.exchangeParams : spec.channelParams) ?? [];
}

/** Parameters that a broker of this protocol declares. */
export function brokerSpecs(broker: Pick<Broker, 'protocol'>): readonly ParameterSpec[] {
  return PROTOCOLS[broker.protocol].brokerParams ?? [];
}

/** The value in force of the parameter `name`. Throws when the specifications do not declare it: that is our bug. */
export function parameter(
  specs: readonly ParameterSpec[],
  values: ParameterValues | undefined,
  name: string,
): ParameterValue {
  const spec = specs.find((candidate) => candidate.name === name);
  if (spec === undefined) throw new Error(`No parameter is called ${name}.`);
  return valueOf(spec, values);
}
