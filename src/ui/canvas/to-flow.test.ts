import { describe, expect, it } from 'vitest';
import { connect, insertComponent, insertNote, shareChannel } from '../../model/builders.ts';
import { type BrownoutDocument, emptyDocument } from '../../model/document.ts';
import { applyEdit, type Edit } from '../../model/edit.ts';
import { type NodeCache, toEdges, toNodes } from './to-flow.ts';

function drawn(): BrownoutDocument {
  const edits: ((document: BrownoutDocument) => Edit)[] = [
    (d) => insertComponent(d, { kind: 'service', name: 'Orders', x: 0, y: 0 }),
    (d) => insertComponent(d, { kind: 'service', name: 'Mail', x: 400, y: 0 }),
    (d) => connect(d, { from: 'c1', to: 'c2', kind: 'queue' }),
    (d) => insertNote(d, { text: 'a note', x: 0, y: 300 }),
  ];
  return edits.reduce((document, edit) => applyEdit(document, edit(document)).document, emptyDocument());
}

const nothing = { selection: new Set<string>(), moving: new Map() };

describe('toNodes', () => {
  it('makes a node of every component, boxed channel and note, with a name for screen readers', () => {
    const own = drawn();
    const boxed = applyEdit(own, shareChannel(own, 'q1', { x: 200, y: 100 })).document;
    const names = (document: BrownoutDocument) => toNodes(document, { ...nothing, cache: new Map() }).map((node) => node.ariaLabel);
    expect(names(own)).toEqual(['Note: a note', 'Orders, Service', 'Mail, Service']);
    expect(names(boxed)).toContain('Queue');
  });

  it('calls an exchange what its broker calls it', () => {
    for (const [protocol, name] of [['rabbitmq', 'All orders, Exchange'], ['serviceBus', 'All orders, Topic']] as const) {
      const document: BrownoutDocument = {
        ...emptyDocument(),
        brokers: [{ id: 'b1', protocol, name: 'b' }],
        channels: [{ id: 'q1', broker: 'b1', kind: 'exchange', name: 'All orders', x: 0, y: 0 }],
      };
      const [node] = toNodes(document, { ...nothing, cache: new Map() });
      expect([node?.ariaLabel, node?.data]).toEqual([name, expect.objectContaining({ icon: 'exchange' })]);
    }
  });

  it('gives the same object for what did not change, and a new one for what did', () => {
    const cache: NodeCache = new Map();
    const document = drawn();
    const before = toNodes(document, { ...nothing, cache });
    const after = toNodes(document, { selection: new Set(['c1']), moving: new Map([['c2', { x: 420, y: 20 }]]), cache });
    expect(after.map((node, index) => node === before[index])).toEqual([true, false, false]);
    expect(after.find((node) => node.id === 'c2')!.position).toEqual({ x: 420, y: 20 });
    toNodes({ ...document, components: [] }, { ...nothing, cache });
    expect([...cache.keys()]).toEqual(['n1']);
  });
});

describe('toEdges', () => {
  it('tells kind, ends, protocol and channel', () => {
    const document = drawn();
    expect(toEdges(document, new Set(['e1'])).map(({ ariaLabel, selected }) => [ariaLabel, selected])).toEqual([
      ['Queue from Orders to Mail, RabbitMQ, Queue', true],
    ]);
  });
});
