import { describe, expect, it } from 'vitest';
import { changeProtocol } from './builders.ts';
import { brokerSpecs, channelSpecs, connectionSpecs } from './catalog.ts';
import { type BrownoutDocument, emptyDocument, type Protocol } from './document.ts';
import { applyEdit } from './edit.ts';
import { parseDocument } from './parse.ts';
import { PRODUCT_FAMILIES, type Product, type ProductFamily } from './product-families.ts';
import { applyProduct, familiesFor, namesOf, productNamed, productOf } from './product-presets.ts';

function pair(protocol: Protocol): BrownoutDocument {
  const call: BrownoutDocument = {
    ...emptyDocument(),
    components: [
      { id: 'a', kind: 'service', name: 'a', x: 0, y: 0 },
      { id: 'b', kind: 'service', name: 'b', x: 0, y: 0 },
    ],
    connections: [{ id: 'c', kind: 'sync', protocol: 'http1', from: 'a', to: 'b', params: { latencyMs: 3 } }],
  };
  return applyEdit(call, changeProtocol(call, 'c', protocol)).document;
}

function family(name: string): ProductFamily {
  return PRODUCT_FAMILIES.find((candidate) => candidate.name === name)!;
}

function specsAt(document: BrownoutDocument, { place }: ProductFamily) {
  const [connection, broker, channel] = [document.connections[0]!, document.brokers[0]!, document.channels[0]!];
  if (place === 'connection') return { id: 'c', specs: connectionSpecs(connection), params: connection.params };
  if (place === 'broker') return { id: broker.id, specs: brokerSpecs(broker), params: broker.params };
  return { id: channel.id, specs: channelSpecs(channel, broker), params: channel.params };
}

function choose(document: BrownoutDocument, of: ProductFamily, name: string): BrownoutDocument {
  return applyEdit(document, applyProduct(document, specsAt(document, of).id, of, productNamed(of, name))).document;
}

const cases = PRODUCT_FAMILIES.flatMap((of) =>
  of.protocols.flatMap((protocol) => of.products.map((product): [string, Protocol, ProductFamily, Product] => [product.name, protocol, of, product])),
);

describe('products', () => {
  it('have names of their own, and differ in what their family decides', () => {
    const names = PRODUCT_FAMILIES.flatMap(({ products }) => products.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    for (const { products } of PRODUCT_FAMILIES) expect(products.length).toBeGreaterThan(1);
  });

  it.each(cases)('%s over %s gives parameters that are declared and allowed, is known again, and is undone in one step', (_, protocol, of, product) => {
    const before = pair(protocol);
    expect(familiesFor(protocol, of.place)).toContain(of);
    const { specs } = specsAt(before, of);
    expect(namesOf(of).filter((name) => !specs.some((spec) => spec.name === name))).toEqual([]);
    const { document, inverse } = applyEdit(before, applyProduct(before, specsAt(before, of).id, of, product));
    expect(parseDocument(document)).toEqual({ ok: true, document });
    expect(productOf(of, specs, specsAt(document, of).params)).toBe(product);
    if (protocol !== 'webSocket' || of.place !== 'connection') expect(document.connections[0]!.params).toMatchObject({ latencyMs: 3 });
    expect(applyEdit(document, inverse).document).toEqual(before);
  });

  it('begin as the defaults: one of each family is what nobody changed', () => {
    for (const of of PRODUCT_FAMILIES) {
      const { specs } = specsAt(pair(of.protocols[0]!), of);
      expect(of.products.indexOf(productOf(of, specs, undefined)!)).toBe(of.name === 'server' ? 1 : 0);
    }
    expect(productOf(family('server'), connectionSpecs({ protocol: 'http1' }), undefined)!.name).toBe('threadPerRequest');
    expect(productOf(family('kafkaClient'), connectionSpecs({ protocol: 'kafka' }), undefined)!.name).toBe('java');
  });

  it('of an asynchronous server free the worker, of one with a thread per request keep it', () => {
    const freed = choose(pair('grpc'), family('server'), 'asynchronous');
    expect(freed.connections[0]!.params).toEqual({ latencyMs: 3, hold: 'release' });
    expect(choose(freed, family('server'), 'threadPerRequest').connections[0]!.params).toEqual({ latencyMs: 3 });
  });

  it('librdkafka is not idempotent, fails when its buffer is full and gives up after 300 s', () => {
    for (const protocol of ['kafka', 'kafkaQueue'] as const) {
      const { params } = choose(pair(protocol), family('kafkaClient'), 'librdkafka').connections[0]!;
      expect(params).toMatchObject({ idempotence: false, whenBufferFull: 'fail', confirmTimeoutMs: 300_000, maxInFlight: 1_000_000, batchBytes: 1_000_000 });
    }
  });

  it('RabbitMQ 3.13 has no delivery limit, and leaves one that was set by hand', () => {
    const releases = family('rabbitmqVersion');
    const old = choose(pair('rabbitmq'), releases, 'rabbitmq313');
    expect([old.brokers[0]!.params, old.channels[0]!.params]).toEqual([{ version: '3.13', memoryWatermark: 0.4 }, { maxDeliveries: 'unbounded' }]);
    const next = choose(old, releases, 'rabbitmq43');
    expect([next.brokers[0]!.params, next.channels[0]!.params]).toEqual([{ version: '4.3' }, undefined]);
    const limited = { ...next, channels: next.channels.map((channel) => ({ ...channel, params: { maxDeliveries: 5 } })) };
    expect(choose(limited, releases, 'rabbitmq313').channels[0]!.params).toEqual({ maxDeliveries: 5 });
  });

  it('a tier of Service Bus bounds its namespace and its queues', () => {
    const premium = choose(pair('serviceBus'), family('serviceBusTier'), 'serviceBusPremium');
    expect([premium.brokers[0]!.params, premium.channels[0]!.params]).toEqual([{ creditsPerSec: 'unbounded' }, { maxBytes: 85_899_345_920 }]);
    const standard = choose(premium, family('serviceBusTier'), 'serviceBusStandard');
    expect([standard.brokers[0]!.params, standard.channels[0]!.params]).toEqual([undefined, undefined]);
  });

  it('settings of its own are no product', () => {
    const { specs } = specsAt(pair('kafka'), family('kafkaClient'));
    expect(productOf(family('kafkaClient'), specs, { lingerMs: 7 })).toBeUndefined();
    expect(productOf(family('kafkaClient'), specs, { acks: 'leader' })!.name).toBe('java');
  });

  it('take back live changes that would hide them', () => {
    const entry = (id: string, param: string, value: number) => ({ id, type: 'set', target: 'c', param, value, atMs: 5 }) as const;
    const before = { ...pair('kafka'), log: [entry('e1', 'lingerMs', 77), entry('e2', 'latencyMs', 8)] };
    const { document, inverse } = applyEdit(before, applyProduct(before, 'c', family('kafkaClient'), productNamed(family('kafkaClient'), 'librdkafka')));
    expect(document.log.map(({ id }) => id)).toEqual(['e2']);
    expect(applyEdit(document, inverse).document).toEqual(before);
  });

  it('refuse what they are not for', () => {
    expect(() => applyProduct(pair('nats'), 'c', family('kafkaClient'), family('kafkaClient').products[0]!)).toThrow('not for nats');
    expect(() => productNamed(family('kafkaClient'), 'sarama')).toThrow('called sarama');
  });
});
