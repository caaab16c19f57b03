import { describe, expect, it } from 'vitest';
import { createRun } from '../engine/run.ts';
import { importAspireManifest } from './aspire-manifest.ts';
import { importDockerCompose } from './docker-compose.ts';
import { drawnRelease, releaseOf } from './releases.ts';
import { cloud, container, http, manifest, project, uses, value } from './testing/manifests.ts';
import { succeeded } from './testing/outline.ts';

function compose(image: string) {
  const text = `services:
  web: {image: shop, ports: ["80:80"], environment: {MQ: "amqp://mq:5672"}}
  worker: {image: shop-worker, environment: {MQ: "amqp://mq:5672"}}
  mq: {image: "${image}"}
`;
  const result = succeeded(importDockerCompose(text));
  return { ...result, ofBroker: result.guesses.filter(({ where, what }) => where === 'mq' && what.startsWith('drawn')) };
}

describe('the release of a broker', () => {
  it.each([
    ['rabbitmq:3.13.7-management', '3.13'],
    ['docker.io/library/rabbitmq:4-alpine', '4'],
    ['registry:5000/rabbitmq:4.2@sha256:00', '4.2'],
    ['registry:5000/rabbitmq', undefined],
    ['rabbitmq:latest', undefined],
    ['rabbitmq', undefined],
    ['nats:v2.10', '2.10'],
    ['kafka:20240101', undefined],
  ])('of the image %s is %s', (image, release) => {
    expect(releaseOf(image)).toBe(release);
  });

  it('is drawn where it can be simulated: 3.13 has no delivery limit and another watermark', () => {
    const { document, ofBroker } = compose('rabbitmq:3.13-management');
    expect(document.brokers[0]!.params).toEqual({ version: '3.13', memoryWatermark: 0.4 });
    expect(document.channels.map(({ kind, params }) => [kind, params])).toEqual([['queue', { maxDeliveries: 'unbounded' }]]);
    expect(ofBroker).toEqual([]);
    expect(compose('rabbitmq:4.3').document.brokers[0]!.params).toEqual({ version: '4.3' });
    const usual = compose('rabbitmq:4.2-management');
    expect([usual.document.brokers[0]!.params, usual.document.channels[0]!.params, usual.ofBroker]).toEqual([undefined, undefined, []]);
  });

  it('is a guess where it is another, or where nothing says it', () => {
    expect(compose('rabbitmq:3.8').ofBroker[0]).toMatchObject({ what: 'drawn as RabbitMQ 3.13' });
    expect(compose('rabbitmq:3.8').document.brokers[0]!.params).toEqual({ version: '3.13', memoryWatermark: 0.4 });
    expect(compose('rabbitmq:4.0').ofBroker[0]).toMatchObject({ what: 'drawn as RabbitMQ 4.2' });
    expect(compose('rabbitmq:management').ofBroker[0]).toMatchObject({ what: 'drawn as RabbitMQ 4.2', why: 'nothing says which release it is' });
    expect(compose('rabbitmq:5.1').document.brokers[0]!.params).toEqual({ version: '4.3' });
    expect(drawnRelease('kafka', '3.7').guess).toMatchObject({ what: 'drawn with the defaults of Apache Kafka 4.0' });
    expect(drawnRelease('kafka', undefined).guess).toBeUndefined();
  });

  it('of a container in a manifest counts too', () => {
    const { document, guesses } = succeeded(importAspireManifest(manifest({
      mq: container('mq', 'docker.io/library/rabbitmq:3.13-management'),
      web: project(uses('mq'), http({ external: true })),
      worker: project(uses('mq')),
    })));
    expect(document.brokers[0]!.params).toEqual({ version: '3.13', memoryWatermark: 0.4 });
    expect(guesses.filter(({ what }) => what.includes('RabbitMQ'))).toEqual([]);
  });
});

describe('what a manifest leaves open', () => {
  const BUS = { bus: cloud('bus', 'serviceBusEndpoint'), queue1: value('{bus.outputs.serviceBusEndpoint}'), topic1: value('{bus.connectionString}') };

  it('names queues and topics that nobody uses, with or without a path in their connection string', () => {
    const { remarks } = succeeded(importAspireManifest(manifest({ ...BUS, worker: project(uses('queue1')), other: value('Endpoint={bus.outputs.serviceBusEndpoint};EntityPath=late') })));
    const named = remarks.filter(({ what }) => what.includes('this queue or topic of "bus"')).map(({ where }) => where);
    expect(named.toSorted()).toEqual(['other', 'topic1']);
  });

  it('names them when only the whole broker is referred to, or nothing', () => {
    for (const resources of [{ ...BUS, worker: project(uses('bus')) }, BUS]) {
      const { remarks } = succeeded(importAspireManifest(manifest(resources)));
      expect(remarks.filter(({ what }) => what.includes('this queue or topic of "bus"')).map(({ where }) => where)).toEqual(['queue1', 'topic1']);
    }
  });

  it('does not name stores and what is drawn', () => {
    const { remarks } = succeeded(importAspireManifest(manifest({ sql: container('sql', 'postgres:17'), orders: value('{sql.connectionString};Database=o'), api: project(uses('orders'), http({ external: true })) })));
    expect(remarks.filter(({ what }) => what.includes('queue or topic'))).toEqual([]);
  });

  it('gives load where the file says nothing of any, so that a run does something', () => {
    const result = succeeded(importAspireManifest(manifest({ bus: cloud('bus', 'serviceBusEndpoint'), queue1: value('{bus.connectionString}'), worker: project(uses('queue1')) })));
    expect(result.document.components.some(({ kind }) => kind === 'client')).toBe(true);
    expect(result.guesses.some(({ what }) => /users send it \d+ requests per second|a timer sets it to work/.test(what))).toBe(true);
    const run = createRun(result.document);
    run.advance(5000, Infinity);
    expect(run.report().components.find(({ id }) => id === 'worker')!.counts.completed).toBeGreaterThan(10);
  });
});
