import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { randomDocument } from '../testing/random-document.ts';
import type { FrozenTables } from './frozen.ts';
import { decodeLink, encodeLink } from './link.ts';
import { applyDifferences, differences } from './remainder.ts';

// Links made with tables that know less than the documents hold: what they do not know has to come through all the same.
vi.mock('./generation-1-tables.ts', async (importOriginal) => {
  const { TABLES } = await importOriginal<{ TABLES: FrozenTables }>();
  const fewer = <T extends { readonly params: readonly { readonly name: string }[] }>(kind: T): T => ({
    ...kind,
    params: kind.params.filter(({ name }) => !['servers', 'timeoutMs', 'confirm', 'factor'].includes(name)),
  });
  return {
    TABLES: {
      kinds: TABLES.kinds.filter(({ name }) => name !== 'cache').map(fewer),
      protocols: TABLES.protocols.filter(({ name }) => name !== 'grpc' && name !== 'serviceBus').map(fewer),
      faults: TABLES.faults.filter(({ name }) => name !== 'crash').map(fewer),
    },
  };
});

describe('a link of a document that knows more than the tables of its generation', () => {
  it('brings everything back', () => {
    let spelled = 0;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const document = randomDocument(seed, 12);
        expect(decodeLink(encodeLink(document, { engineVersion: 1 }))).toMatchObject({ ok: true, document });
        if (document.components.some(({ kind, params }) => kind === 'cache' || params?.['servers'] !== undefined)) spelled++;
      }),
      { numRuns: 150 },
    );
    expect(spelled).toBeGreaterThan(20);
  });
});

describe('differences', () => {
  it('make one value into the other', () => {
    const json = fc.jsonValue({ maxDepth: 4 }).map((value): unknown => JSON.parse(JSON.stringify(value).replaceAll('__proto__', 'proto')));
    fc.assert(
      fc.property(json, json, (from, to) => {
        const list: unknown = JSON.parse(JSON.stringify(differences(from, to)));
        expect(applyDifferences(structuredClone(from), list as unknown[])).toEqual(to);
        expect(differences(to, structuredClone(to))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('of strangers reach no prototype and throw nothing', () => {
    const hostile = [
      [['__proto__', 'polluted'], 1],
      [['a', '__proto__'], { polluted: 1 }],
      [['constructor', 'prototype', 'polluted'], 1],
      [['list', 'length'], 4_000_000_000],
      [['list', 99], 1],
      [['missing', 'deeper'], 1],
      [[{}], 1],
      'nonsense',
      null,
      [],
    ];
    const base = { a: { b: 1 }, list: [1] };
    expect(applyDifferences(structuredClone(base), hostile)).toEqual(base);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(applyDifferences(structuredClone(base), [[['a', 'b']], [['list', 0], 2]])).toEqual({ a: {}, list: [2] });
  });
});
