import { describe, expect, it } from 'vitest';
import { connect, insertComponent, insertFault, shareChannel } from '../model/builders.ts';
import { type BrownoutDocument, type ComponentKind, emptyDocument } from '../model/document.ts';
import { applyEdit } from '../model/edit.ts';
import { parseDocument } from '../model/parse.ts';
import { faultsFor, insertChannelBox, keepEntry, protocolsFor } from './changes.ts';
import { firstProtocol, isBox, protocolsBetween } from './offers.ts';

/** Components of the given kinds, called c1, c2 and so on. */
function withKinds(...kinds: readonly ComponentKind[]): BrownoutDocument {
  return kinds.reduce<BrownoutDocument>(
    (document, kind, index) => applyEdit(document, insertComponent(document, { kind, x: 240 * index, y: 0 })).document,
    emptyDocument(),
  );
}

const withQueue = (document: BrownoutDocument, from: string, to: string): BrownoutDocument =>
  applyEdit(document, connect(document, { from, to, kind: 'queue' })).document;

describe('protocolsBetween', () => {
  it('offers what both ends allow', () => {
    const document = withKinds('client', 'database', 'service');
    expect(protocolsBetween(document, 'c1', 'c1')).toEqual([]);
    expect(protocolsBetween(document, 'c2', 'c1')).toEqual([]);
    expect(protocolsBetween(document, 'c3', 'c2')).toEqual(['http1', 'http2', 'grpc', 'tcp']);
    expect(protocolsBetween(document, 'c1', 'c3')).toContain('kafka');
  });

  it("offers a box's own protocol only", () => {
    const document = withQueue(withKinds('service', 'service', 'service'), 'c1', 'c2');
    const boxed = applyEdit(document, shareChannel(document, 'q1', { x: 100, y: 200 })).document;
    expect(boxed.channels.map(isBox)).toEqual([true]);
    expect(protocolsBetween(boxed, 'c3', 'q1')).toEqual(['rabbitmq']);
    expect(protocolsFor(boxed, boxed.connections[0]!.id)).toEqual(['rabbitmq', 'serviceBus', 'storageQueue', 'nats', 'jetstream', 'kafkaQueue', 'kafka']);
  });
});

describe('firstProtocol', () => {
  it('is TCP to stores and HTTP elsewhere', () => {
    const document = withKinds('client', 'database', 'service');
    expect(firstProtocol(document, 'c3', 'c2')).toBe('tcp');
    expect(firstProtocol(document, 'c1', 'c3')).toBe('http1');
    expect(firstProtocol(document, 'c2', 'c1')).toBeUndefined();
  });
});

describe('faultsFor', () => {
  it('offers what may be aimed at the target', () => {
    const document = withQueue(withKinds('client', 'service', 'service', 'loadBalancer'), 'c2', 'c3');
    const kinds = (target: string) => faultsFor(document, target).map(([kind]) => kind);
    expect(kinds('c1')).toEqual([]);
    expect(kinds('c2')).toEqual(['crash', 'freeze', 'slowdown', 'errors', 'capacityLoss', 'slowStart']);
    expect(kinds('c4')).not.toContain('capacityLoss');
    expect(kinds('e1')).toEqual(['cut', 'latency', 'loss', 'poison', 'bandwidth', 'consumerCrash']);
    expect(kinds('b1')).toEqual(['crash', 'freeze', 'slowdown']);
    expect(kinds('q1')).toEqual([]);
  });
});

describe('insertChannelBox', () => {
  it('puts queues and topics on the canvas, on one broker of their protocol', () => {
    let document = emptyDocument();
    for (const kind of ['queue', 'queue', 'log', 'exchange'] as const) {
      document = applyEdit(document, insertChannelBox(document, { kind, x: 20, y: 40 })).document;
    }
    expect(document.channels.map(({ name, broker }) => [name, broker])).toEqual([
      ['Queue', 'b1'],
      ['Queue 2', 'b1'],
      ['Topic', 'b2'],
      ['Exchange', 'b1'],
    ]);
    const parsed = parseDocument(JSON.parse(JSON.stringify(document)));
    expect(parsed.ok && JSON.stringify(parsed.document)).toBe(JSON.stringify(document));
  });
});

describe('keepEntry', () => {
  it('moves a live entry into the schedule, once', () => {
    const base = withKinds('service');
    const broken = applyEdit(
      base,
      insertFault(base, { fault: 'slowdown', target: 'c1', atMs: 5000, list: 'log', params: { factor: 4 } }),
    ).document;
    const entry = broken.log[0]!;
    const kept = applyEdit(broken, keepEntry(broken, entry.id)!).document;
    expect([kept.log, kept.schedule]).toEqual([[], [{ ...entry, id: 'f1' }]]);
    expect(parseDocument(JSON.parse(JSON.stringify(kept)))).toMatchObject({ ok: true });
    expect(keepEntry(kept, entry.id)).toBeUndefined();
  });
});
