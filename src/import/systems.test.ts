import { describe, expect, it } from 'vitest';
import { PROTOCOLS } from '../model/catalog.ts';
import { connectionSpecs } from '../model/catalog.ts';
import { knownImage, knownName, PRESETS, RESILIENCE } from './systems.ts';

describe('what an image is', () => {
  it.each([
    ['postgres', 'database'],
    ['docker.io/library/postgres:17.2', 'database'],
    ['bitnami/postgresql@sha256:0123', 'database'],
    ['mcr.microsoft.com/mssql/server:2022-latest', 'database'],
    ['docker.elastic.co/elasticsearch/elasticsearch:8.1', 'database'],
    ['localhost:5000/mirror/redis:7-alpine', 'cache'],
    ['redis/redis-stack-server', 'cache'],
    ['memcached', 'cache'],
    ['rabbitmq:4-management', 'rabbitmq'],
    ['confluentinc/cp-kafka:7.9', 'kafka'],
    ['docker.redpanda.com/redpandadata/redpanda', 'kafka'],
    ['nats:2.11', 'nats'],
    ['openresty/openresty', 'gateway'],
    ['example.org/openresty-thrift:1', 'gateway'],
    ['envoyproxy/envoy:v1.30', 'gateway'],
    ['grafana/k6', 'client'],
    ['confluentinc/cp-schema-registry', 'service'],
    ['jaegertracing/all-in-one:1', 'nothing'],
    ['redpandadata/console', 'nothing'],
    ['oliver006/redis_exporter', 'nothing'],
    ['dpage/pgadmin4', 'nothing'],
    ['confluentinc/cp-zookeeper', 'nothing'],
    ['example.org/shop/redis-demo', undefined],
    ['example.org/shop/web', undefined],
    ['', undefined],
  ])('reads %s as %s', (image, expected) => {
    const drawing = knownImage(image)?.drawing;
    const word = drawing?.as === 'component' ? drawing.kind : drawing?.as === 'broker' ? drawing.system : drawing?.as;
    expect(word).toBe(expected);
  });

  it('reads no name of an ordinary service as a product', () => {
    for (const name of ['api', 'web', 'orders', 'console', 'agent', 'connect', 'vector', 'search', 'server', 'constructor', '__proto__']) {
      expect([name, knownName(name)]).toEqual([name, undefined]);
    }
  });
});

describe('the table of protocols', () => {
  it('names protocols of the right kind: channels for brokers, calls for the others', () => {
    const calls = new Set(['http', 'grpc', 'grpcStream', 'tcp']);
    for (const [name, { protocol }] of Object.entries(PRESETS)) expect([name, PROTOCOLS[protocol].channelKind === undefined]).toEqual([name, calls.has(name)]);
  });

  it('sets parameters that calls have', () => {
    const names = connectionSpecs({ protocol: PRESETS.http.protocol }).map(({ name }) => name);
    for (const values of Object.values(RESILIENCE)) expect(names).toEqual(expect.arrayContaining(Object.keys(values)));
  });

  it('draws every system that has a protocol of its own with it', () => {
    const own = { storageQueue: 'storageQueue', nats: 'nats', jetStream: 'jetstream', serviceBus: 'serviceBus', rabbitmq: 'rabbitmq', kafka: 'kafka' } as const;
    for (const [system, protocol] of Object.entries(own)) expect(PRESETS[system as keyof typeof own]).toMatchObject({ protocol, isNearest: false });
  });
});
