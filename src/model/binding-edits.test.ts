import { describe, expect, it } from 'vitest';
import { bind, bindNewQueue, changeBinding, changeExchangeType, leadTo, routedKeys, routeTargets, setRoutingKey, unbind } from './binding-edits.ts';
import { type BrownoutDocument, type Channel, emptyDocument } from './document.ts';
import { applyEdit, type Edit } from './edit.ts';
import { parseDocument } from './parse.ts';

const exchange: Channel = { id: 'x', broker: 'b', kind: 'exchange', name: 'Orders', x: 400, y: 0 };
const queue = (id: string): Channel => ({ id, broker: 'b', kind: 'queue', name: id, x: 800, y: 200 });

/** A client that publishes into an exchange, and two queues beside it. */
function drawn(more: Partial<BrownoutDocument> = {}): BrownoutDocument {
  return {
    ...emptyDocument(),
    components: [{ id: 'c', kind: 'client', name: 'Clients', x: 0, y: 0 }],
    connections: [{ id: 'p', kind: 'queue', protocol: 'rabbitmq', from: 'c', to: 'x', channel: 'x' }],
    brokers: [{ id: 'b', protocol: 'rabbitmq', name: 'Rabbit' }, { id: 'k', protocol: 'kafka', name: 'Kafka' }],
    channels: [exchange, queue('one'), queue('two'), { id: 'log', broker: 'k', kind: 'log', name: 'Log', x: 0, y: 400 }],
    ...more,
  };
}

/** The document after an edit, which must be one that could be read from a file, and must go back to the same bytes. */
function after(document: BrownoutDocument, edit: Edit): BrownoutDocument {
  const applied = applyEdit(document, edit);
  const read = parseDocument(JSON.parse(JSON.stringify(applied.document)));
  expect(read.ok ? [] : read.problems).toEqual([]);
  if (read.ok) expect(JSON.stringify(read.document)).toBe(JSON.stringify(applied.document));
  expect(JSON.stringify(applyEdit(applied.document, applied.inverse).document)).toBe(JSON.stringify(document));
  return applied.document;
}

const found = (document: BrownoutDocument, id: string): Channel => document.channels.find((channel) => channel.id === id)!;
const flow = (document: BrownoutDocument): string[] =>
  routedKeys(document, 'x').map(({ key, className, targets, fitsNone }) => `${className ?? key}: ${fitsNone ? 'none, ' : ''}${targets.join(' ')}`);

describe('bindings', () => {
  it('binds to everything at first, in the words of the type', () => {
    const direct = after(drawn(), bind(drawn(), 'x', 'one'));
    expect(found(direct, 'x').bindings).toEqual([{ to: 'one' }]);
    const topic = after(direct, changeExchangeType(direct, 'x', 'topic'));
    expect(found(topic, 'x').bindings).toEqual([{ to: 'one', key: '#' }]);
    expect(found(after(topic, bind(topic, 'x', 'two')), 'x').bindings).toEqual([{ to: 'one', key: '#' }, { to: 'two', key: '#' }]);
    const back = after(topic, changeExchangeType(topic, 'x', 'direct'));
    expect(found(back, 'x')).toEqual(found(direct, 'x'));
  });

  it('keeps keys of its own when the type changes', () => {
    const bound = after(drawn(), bind(drawn(), 'x', 'one', 'order.*'));
    expect(found(after(bound, changeExchangeType(bound, 'x', 'fanout')), 'x').bindings).toEqual([{ to: 'one', key: 'order.*' }]);
  });

  it('changes a key, a queue and a share, and takes an empty key and a whole share away', () => {
    let document = after(drawn(), bind(drawn(), 'x', 'one', 'a'));
    document = after(document, changeBinding(document, 'x', 0, { to: 'two', share: 0.25 }));
    expect(found(document, 'x').bindings).toEqual([{ to: 'two', key: 'a', share: 0.25 }]);
    document = after(document, changeBinding(document, 'x', 0, { key: '', share: 1 }));
    expect(found(document, 'x').bindings).toEqual([{ to: 'two' }]);
    expect(found(after(document, unbind(document, 'x', 0)), 'x')).toEqual(exchange);
  });

  it('offers channels of its own broker but itself and logs', () => {
    expect(routeTargets(drawn(), 'x').map(({ id }) => id)).toEqual(['one', 'two']);
    expect(routeTargets(drawn(), 'one').map(({ id }) => id)).toEqual(['x', 'two']);
    expect(routeTargets(drawn(), 'log')).toEqual([]);
    expect(() => bind(drawn(), 'x', 'log')).toThrow('cannot be bound');
    expect(() => unbind(drawn(), 'x', 0)).toThrow('no binding 0');
  });

  it('puts a new queue beside the exchange, below what stands there', () => {
    let document = after(drawn(), bindNewQueue(drawn(), 'x'));
    document = after(document, bindNewQueue(document, 'x'));
    const made = document.channels.slice(-2);
    expect(made.map(({ name }) => name)).toEqual(['Queue', 'Queue 2']);
    expect(found(document, 'x').bindings?.map(({ to }) => to)).toEqual(made.map(({ id }) => id));
    expect(made[0]!.x === made[1]!.x && made[0]!.y === made[1]!.y).toBe(false);
  });

  it('leads what fits nothing to an alternate, and dead letters elsewhere', () => {
    let document = after(drawn(), leadTo(drawn(), 'x', 'alternate', 'two'));
    document = after(document, leadTo(document, 'one', 'deadLetterTo', 'x'));
    expect([found(document, 'x').alternate, found(document, 'one').deadLetterTo]).toEqual(['two', 'x']);
    expect(found(after(document, leadTo(document, 'x', 'alternate', undefined)), 'x')).toEqual(exchange);
  });
});

describe('where messages go', () => {
  it('says that an exchange without bindings drops everything', () => {
    expect(flow(drawn())).toEqual([': none, ']);
    expect(flow(drawn({ connections: [] }))).toEqual([]);
  });

  it('tells the queues of each routing key', () => {
    let document = drawn();
    document = after(document, setRoutingKey(document, 'p', 'order.paid'));
    document = after(document, changeExchangeType(document, 'x', 'topic'));
    document = after(document, bind(document, 'x', 'one', 'order.*'));
    document = after(document, bind(document, 'x', 'two', 'parcel.#'));
    expect(flow(document)).toEqual(['order.paid: one']);
    document = after(document, setRoutingKey(document, 'p', undefined));
    expect(flow(document)).toEqual([': none, ']);
  });

  it('goes by the classes that clients send, and follows them through other exchanges', () => {
    const upstream: Channel = { id: 'up', broker: 'b', kind: 'exchange', name: 'Up', x: 0, y: 200, bindings: [{ to: 'x' }] };
    const document = drawn({
      components: [{ id: 'c', kind: 'client', name: 'Clients', x: 0, y: 0, mix: [{ class: 'read', weight: 1 }, { class: 'write', weight: 3 }, { class: 'never', weight: 0 }] }],
      classes: [{ id: 'read', name: 'Read' }, { id: 'write', name: 'Write' }, { id: 'never', name: 'Never' }],
      connections: [{ id: 'p', kind: 'queue', protocol: 'rabbitmq', from: 'c', to: 'up', channel: 'up' }],
      channels: [{ ...exchange, bindings: [{ to: 'one', key: 'read' }], alternate: 'two' }, queue('one'), queue('two'), upstream],
      brokers: [{ id: 'b', protocol: 'rabbitmq', name: 'Rabbit' }],
    });
    expect(flow(document)).toEqual(['Read: one', 'Write: none, two']);
  });
});
