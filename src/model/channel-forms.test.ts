import { describe, expect, it } from 'vitest';
import { bind, publishThroughNew } from './binding-edits.ts';
import { connect, shareChannel } from './builders.ts';
import { changeChannelForm, channelForms, formOf } from './channel-forms.ts';
import { type BrownoutDocument, type Channel, emptyDocument } from './document.ts';
import { applyEdit, type Edit } from './edit.ts';
import { parseDocument } from './parse.ts';

const at = { x: 400, y: 0 };

/** A service that publishes to an exchange of RabbitMQ, whose one queue another service reads. */
const published: BrownoutDocument = {
  ...emptyDocument(),
  components: [
    { id: 'a', kind: 'service', name: 'A', x: 0, y: 0 },
    { id: 'b', kind: 'service', name: 'B', x: 1200, y: 0 },
  ],
  connections: [
    { id: 'p', kind: 'queue', protocol: 'rabbitmq', from: 'a', to: 'x', channel: 'x', routingKey: 'order.new' },
    { id: 'r', kind: 'queue', protocol: 'rabbitmq', from: 'q', to: 'b', channel: 'q' },
  ],
  brokers: [{ id: 'rabbit', protocol: 'rabbitmq', name: 'RabbitMQ' }],
  channels: [
    { id: 'x', broker: 'rabbit', kind: 'exchange', name: 'Exchange', ...at, bindings: [{ to: 'q', key: '#' }], params: { exchangeType: 'topic' } },
    { id: 'q', broker: 'rabbit', kind: 'queue', name: 'Queue', x: 800, y: 0 },
  ],
};

/** The document after an edit, which must be one that could be read from a file, and must go back to the same bytes. */
function after(document: BrownoutDocument, edit: Edit): BrownoutDocument {
  const applied = applyEdit(document, edit);
  const read = parseDocument(JSON.parse(JSON.stringify(applied.document)));
  expect(read.ok ? JSON.stringify(read.document) : read.problems).toBe(JSON.stringify(applied.document));
  expect(JSON.stringify(applyEdit(applied.document, applied.inverse).document)).toBe(JSON.stringify(document));
  return applied.document;
}

const formsOf = (document: BrownoutDocument, id: string): string[] => channelForms(document, id).map(({ protocol, kind }) => `${protocol} ${kind}`);
const alone = (kind: Channel['kind'], protocol: 'rabbitmq' | 'kafka'): BrownoutDocument => ({
  ...emptyDocument(),
  brokers: [{ id: 'b', protocol, name: 'Broker' }],
  channels: [{ id: 'x', broker: 'b', kind, name: 'Box', ...at }],
});

describe('forms of a channel', () => {
  it('lets a box without connections become whatever a broker keeps', () => {
    const all = ['rabbitmq queue', 'rabbitmq exchange', 'serviceBus queue', 'serviceBus exchange', 'storageQueue queue', 'nats queue', 'jetstream queue', 'kafkaQueue queue', 'kafka log'];
    expect(formsOf(alone('exchange', 'rabbitmq'), 'x')).toEqual(all);
    for (const form of channelForms(alone('log', 'kafka'), 'x')) {
      const changed = after(alone('log', 'kafka'), changeChannelForm(alone('log', 'kafka'), 'x', form));
      expect(formOf(changed, 'x')).toEqual(form);
      expect(changed.brokers).toHaveLength(1);
    }
  });

  it('takes an exchange to another broker with its queue, its senders and its readers', () => {
    const moved = after(published, changeChannelForm(published, 'x', { protocol: 'serviceBus', kind: 'exchange' }));
    expect(moved.brokers).toMatchObject([{ protocol: 'serviceBus' }]);
    expect(moved.channels).toMatchObject([{ id: 'x', kind: 'exchange', name: 'Topic', bindings: [{ to: 'q' }] }, { id: 'q', kind: 'queue' }]);
    expect(moved.channels[0]!.bindings![0]!.key).toBeUndefined();
    expect(moved.connections.map(({ protocol, routingKey }) => [protocol, routingKey])).toEqual([['serviceBus', 'order.new'], ['serviceBus', undefined]]);
    expect(formsOf(published, 'x')).toEqual(['rabbitmq exchange', 'serviceBus exchange']);
  });

  it('offers no exchange to a queue that is read', () => {
    const read: BrownoutDocument = { ...published, channels: [{ ...published.channels[0]!, bindings: [] }, published.channels[1]!] };
    expect(formsOf(read, 'q')).not.toContain('rabbitmq exchange');
    expect(() => changeChannelForm(read, 'q', { protocol: 'serviceBus', kind: 'exchange' })).toThrow('cannot become');
  });
});

describe('a new exchange in front of a queue', () => {
  const two = { ...emptyDocument(), components: published.components.map((item) => (item.id === 'b' ? { ...item, x: 400 } : item)) };
  const drawn = after(two, connect(two, { from: 'a', to: 'b', kind: 'queue', protocol: 'serviceBus' }));
  const queue = drawn.channels[0]!.id;

  it('leads the senders to it and binds the queue, which becomes a box', () => {
    const led = after(drawn, publishThroughNew(drawn, queue, { x: 200, y: 0 }));
    const topic = led.channels.at(-1)!;
    expect(topic).toMatchObject({ kind: 'exchange', name: 'Topic', bindings: [{ to: queue }] });
    expect(led.connections.map(({ from, to, channel }) => [from, to, channel])).toEqual([['a', topic.id, topic.id], [queue, 'b', queue]]);
    const places = [...led.components, ...led.channels].map(({ x, y }) => `${x} ${y}`);
    expect(new Set(places).size).toBe(4);
  });

  it('leaves the bindings that the queue has', () => {
    const shared = after(drawn, shareChannel(drawn, queue, { x: 600, y: 400 }));
    const first = after(shared, publishThroughNew(shared, queue, at));
    const second = after(first, publishThroughNew(first, queue, at));
    expect(second.channels.filter(({ bindings }) => bindings?.some(({ to }) => to === queue))).toHaveLength(2);
    expect(() => bind(second, second.channels.at(-1)!.id, queue)).not.toThrow();
  });
});
