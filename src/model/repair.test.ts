import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BrownoutDocument, emptyDocument, LIMITS } from './document.ts';
import { idsOf } from './names.ts';
import { repairText } from './repair.ts';
import { randomDocument } from './testing/random-document.ts';

const service = { kind: 'service', name: 'S', x: 0, y: 0 } as const;

function repaired(document: BrownoutDocument): BrownoutDocument | undefined {
  return repairText(JSON.stringify(document));
}

describe('repairText', () => {
  it('takes no part away where a text or a number is wrong', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const document = randomDocument(seed);
        const horizonMs = document.settings.horizonMs;
        const mended = repaired({ ...document, title: 'a\tb', settings: { ...document.settings, warmUpMs: horizonMs + 1 } })!;
        expect([mended.title, mended.settings.warmUpMs]).toEqual(['a b', horizonMs]);
        expect([...idsOf(mended)]).toEqual([...idsOf(document)]);
      }),
      { numRuns: 40 },
    );
  });

  it('mends what ordinary edits could make wrong', () => {
    const document = repaired({
      ...emptyDocument('A\ttitle'),
      note: 'one\u000btwo',
      settings: { seed: 1, horizonMs: 1000, warmUpMs: 60_000 },
      components: [{ ...service, id: 'a', name: `${'x'.repeat(79)}🛒`, x: 2_000_000, params: { servers: 1e12 } }, { ...service, id: 'b' }],
      connections: [{ id: 'e', kind: 'queue', protocol: 'serviceBus', from: 'a', to: 'b', channel: 'q', label: 'a\nb' }],
      brokers: [{ id: 'r', protocol: 'serviceBus', name: 'Bus\ud83d' }],
      channels: [{ id: 'q', broker: 'r', kind: 'queue', name: 'Q', params: { leaseMs: 80_000_000 } }],
      schedule: [{ id: 'f', type: 'set', target: 'q', param: 'leaseMs', value: 80_000_000, atMs: 0 }],
    })!;
    expect([document.title, document.note, document.settings.warmUpMs]).toEqual(['A title', 'one two', 1000]);
    expect([document.components[0]!.name, document.components[0]!.x]).toEqual(['x'.repeat(79), 1_000_000]);
    expect([document.connections[0]!.label, document.brokers[0]!.name]).toEqual(['a b', 'Bus']);
    expect(document.channels[0]!.params).toEqual({ leaseMs: 300_000 });
    expect(document.schedule).toEqual([]);
  });

  it('leaves out what is beyond the limits, and what leads there', () => {
    const components = Array.from({ length: LIMITS.components + 2 }, (_, i) => ({ ...service, id: `c${i}` }));
    const connections = [{ id: 'e', kind: 'sync', protocol: 'http1', from: 'c0', to: 'c1001' } as const];
    const document = repaired({ ...emptyDocument(), components, connections })!;
    expect(document.components.at(-1)!.id).toBe('c999');
    expect([document.components.length, document.connections.length]).toEqual([1000, 0]);
  });

  it.each([
    ['no JSON', '{'],
    ['no document', '[]'],
    ['nothing', 'null'],
    ['a connection that leads nowhere', JSON.stringify({ ...emptyDocument(), connections: [{ id: 'e', kind: 'sync', protocol: 'http1', from: 'a', to: 'b' }] })],
    ['a kind that is none', JSON.stringify({ ...emptyDocument(), components: [{ ...service, id: 'a', kind: 'toaster' }] })],
  ])('gives nothing for %s', (_, text) => {
    expect(repairText(text)).toBeUndefined();
  });
});
