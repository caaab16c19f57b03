import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BrownoutDocument, emptyDocument } from '../document.ts';
import { parseDocument } from '../parse.ts';
import { drawnDesign } from '../testing/link-fixtures.ts';
import { randomDocument } from '../testing/random-document.ts';
import { fromBase64Url, toBase64Url } from './base64url.ts';
import { crc24 } from './checksum.ts';
import { type Declarations, DECLARATIONS_NOW } from './generation-1.ts';
import { decodeLink, encodeLink, type LinkResult, LinkTooLargeError, MAX_LINK_CHARACTERS } from './link.ts';

const FULL = process.env['BROWNOUT_FULL'] === '1';
const OPTIONS = { engineVersion: 1 };

const documentOf = (token: string, declarations?: Declarations): BrownoutDocument => {
  const result = decodeLink(token, declarations);
  if (!result.ok) throw new Error(result.message);
  return result.document;
};

const reasonOf = (token: string): string => {
  const result: LinkResult = decodeLink(token);
  return result.ok ? 'ok' : result.reason;
};

/** A token with these bytes before the checksum, and the checksum that belongs to them. */
function sealed(body: readonly number[]): string {
  const sum = crc24(Uint8Array.from(body));
  return toBase64Url(Uint8Array.from([...body, sum >> 16, (sum >> 8) & 255, sum & 255]));
}

describe('encodeLink and decodeLink', () => {
  it('carry every document exactly, to the byte, and the version of the engine', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(3, 12, 30), fc.nat(300), (seed, size, engineVersion) => {
        const document = randomDocument(seed, size);
        const token = encodeLink(document, { engineVersion });
        expect(token).toMatch(/^[A-Za-z0-9_-]+$/);
        const result = decodeLink(token);
        expect(result).toEqual({ ok: true, document, engineVersion, generation: 1 });
        expect(JSON.stringify(result.ok && result.document)).toBe(JSON.stringify(document));
        expect(encodeLink(documentOf(token), { engineVersion })).toBe(token);
      }),
      { numRuns: FULL ? 5000 : 150 },
    );
  }, 600_000);

  it('give the same token whatever the order of fields', () => {
    const document = drawnDesign({ size: 8, design: 1, ids: 'slugs' });
    const shuffled = JSON.parse(JSON.stringify(document, Object.keys(flatKeys(document)).toSorted().toReversed())) as BrownoutDocument;
    expect(JSON.stringify(shuffled)).not.toBe(JSON.stringify(document));
    expect(encodeLink(shuffled, OPTIONS)).toBe(encodeLink(document, OPTIONS));
  });

  it('carry numbers exactly, however odd', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.double({ noNaN: true, min: 0, max: 1e6 }), (x, factor) => {
        const document: BrownoutDocument = {
          ...emptyDocument('x'),
          components: [{ id: 'c1', kind: 'client', name: 'A', x: x + 0, y: 1 / 3, params: { ratePerSec: factor + 0 } }],
          load: [{ atMs: 0.1 + 0.2, factor: factor + 0 }],
        };
        expect(documentOf(encodeLink(document, OPTIONS))).toEqual(document);
      }),
      { numRuns: 300 },
    );
  });

  it('refuse to make a link of what no link could be opened of', () => {
    expect(() => encodeLink({ ...emptyDocument(), title: 'a\u0000' }, OPTIONS)).toThrow('title holds control characters');
  });

  it('refuse what unpacks to more than is read, and carry what unpacks to just as much', () => {
    const withNotes = (count: number): BrownoutDocument => ({
      ...emptyDocument(''),
      notes: Array.from({ length: count }, (_, i) => ({ id: `n${i + 1}`, text: 'の'.repeat(500), x: 0, y: i * 100 })),
    });
    // Each of these notes is 1500 bytes of UTF-8: 174 of them stay below 256 KiB, 175 do not.
    expect(() => encodeLink(withNotes(175), OPTIONS)).toThrow(LinkTooLargeError);
    expect(documentOf(encodeLink(withNotes(172), OPTIONS))).toEqual(withNotes(172));
  });

  it('carry a document of the largest size', () => {
    const document: BrownoutDocument = {
      ...emptyDocument(''),
      components: Array.from({ length: 1000 }, (_, i) => ({ id: `c${i + 1}`, kind: 'service' as const, name: `S${i}`, x: (i % 40) * 200, y: Math.floor(i / 40) * 100 })),
      connections: Array.from({ length: 3000 }, (_, i) => ({ id: `e${i + 1}`, kind: 'sync' as const, protocol: 'http1' as const, from: `c${(i % 999) + 1}`, to: 'c1000' })),
    };
    const token = encodeLink(document, OPTIONS);
    expect(token.length).toBeLessThan(MAX_LINK_CHARACTERS);
    expect(documentOf(token)).toEqual(document);
  });
});

describe('sizes', () => {
  it.each([0, 1, 2])('a design of 20 components with title, note and labels (%i) takes at most 1,000 characters, one of 8 at most 380', (design) => {
    for (const ids of ['slugs', 'numbers'] as const) {
      expect(encodeLink(drawnDesign({ size: 20, design, ids }), OPTIONS).length).toBeLessThanOrEqual(1000);
      expect(encodeLink(drawnDesign({ size: 8, design, ids }), OPTIONS).length).toBeLessThanOrEqual(380);
    }
  });

  it('the designs that are measured are what they are said to be', () => {
    for (const design of [0, 1, 2]) {
      const document = drawnDesign({ size: 20, design, ids: 'numbers' });
      expect(parseDocument(document)).toEqual({ ok: true, document });
      expect(document.components).toHaveLength(20);
      expect(new Set(document.components.map(({ name }) => name)).size).toBe(20);
      expect(document.connections).toHaveLength(26);
      const changed = [...document.components, ...document.connections].map(({ params }) => Object.keys(params ?? {}).length);
      expect(changed.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(46 * 2);
      expect(document.note!.length).toBeGreaterThan(100);
    }
  });
});

describe('defaults that change after a link was made', () => {
  /** The declarations with another default of one parameter. */
  function withDefault(value: number): Declarations {
    const params = DECLARATIONS_NOW.kinds['service']!.params.map((spec) => (spec.name === 'serviceMs' && spec.type === 'number' ? { ...spec, default: value } : spec));
    return { ...DECLARATIONS_NOW, kinds: { ...DECLARATIONS_NOW.kinds, service: { params } } };
  }
  const plain: BrownoutDocument = { ...emptyDocument('x'), components: [{ id: 'c1', kind: 'service', name: 'A', x: 0, y: 0 }] };
  const later = withDefault(99);

  it('leave the meaning of an old link as it was: the old default is spelled out', () => {
    expect(documentOf(encodeLink(plain, OPTIONS), later).components[0]!.params).toEqual({ serviceMs: 10 });
  });

  it('are spelled out in new links, and left out again on reading them', () => {
    const token = encodeLink(plain, { ...OPTIONS, declarations: later });
    expect(documentOf(token, later)).toEqual(plain);
    expect(documentOf(token).components[0]!.params).toEqual({ serviceMs: 99 });
  });

  it('keep a document exact that spells a default out', () => {
    for (const serviceMs of [10, 99, 5]) {
      const document = { ...plain, components: [{ ...plain.components[0]!, params: { serviceMs } }] };
      expect(documentOf(encodeLink(document, { ...OPTIONS, declarations: later }), later)).toEqual(document);
      expect(documentOf(encodeLink(document, OPTIONS))).toEqual(document);
    }
  });
});

describe('what is no link', () => {
  const token = encodeLink(drawnDesign({ size: 8, design: 0, ids: 'slugs' }), OPTIONS);
  const bytes = [...fromBase64Url(token)!];

  it('is named: empty, too long, damaged, newer', () => {
    expect(reasonOf('')).toBe('empty');
    expect(reasonOf('#')).toBe('empty');
    expect(reasonOf('A'.repeat(MAX_LINK_CHARACTERS + 1))).toBe('tooLong');
    expect(reasonOf('what is this?')).toBe('damaged');
    expect(reasonOf(`${token}=`)).toBe('damaged');
    expect(decodeLink(sealed([7, ...bytes.slice(1)]))).toEqual({
      ok: false,
      reason: 'newer',
      message: 'The link was made by a newer version of Brownout than this one.',
      problems: [],
      token: sealed([7, ...bytes.slice(1)]),
    });
  });

  it('is told from a link with a hash or blanks around it', () => {
    expect(reasonOf(`#${token}`)).toBe('ok');
    expect(reasonOf(` ${token}\n`)).toBe('ok');
  });

  it('is noticed wherever a character is changed, missing, doubled or swapped', () => {
    // The first two characters hold the generation; another one would be a newer link.
    for (let at = 2; at < token.length; at++) {
      const other = token[at] === 'x' ? 'y' : 'x';
      expect(reasonOf(`${token.slice(0, at)}${other}${token.slice(at + 1)}`)).toBe('damaged');
      expect(reasonOf(token.slice(0, at))).toBe('damaged');
      expect(reasonOf(token.slice(0, at) + token.slice(at - 1))).toBe('damaged');
    }
  });

  it('keeps the token and never throws, whatever it is', () => {
    const anything = fc.oneof(
      fc.string({ maxLength: 400 }),
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.uint8Array({ maxLength: 600 }).map(toBase64Url),
      fc.tuple(fc.nat(token.length), fc.nat(token.length)).map(([from, to]) => token.slice(from, to)),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const result = decodeLink(text);
        if (!result.ok) expect(result).toMatchObject({ token: text, message: expect.stringMatching(/^The link .*\.$/) });
      }),
      { numRuns: FULL ? 50_000 : 2000 },
    );
  }, 600_000);

  it('with a right checksum gives a valid document or a message, and never throws', () => {
    const random = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((body) => [1, 1, ...body]);
    const flipped = fc.tuple(fc.nat(bytes.length - 6), fc.integer({ min: 1, max: 255 })).map(([at, mask]) => {
      const body = bytes.slice(0, -3);
      body[at + 2] = (body[at + 2] ?? 0) ^ mask;
      return body;
    });
    fc.assert(
      fc.property(fc.oneof(random, flipped), (body) => {
        const result = decodeLink(sealed(body));
        if (result.ok) expect(parseDocument(result.document)).toEqual({ ok: true, document: result.document });
        else expect(['damaged', 'tooLarge', 'invalid']).toContain(result.reason);
      }),
      { numRuns: FULL ? 50_000 : 2000 },
    );
  }, 600_000);
});

/** All field names that occur in a document, as keys. */
function flatKeys(value: unknown, keys: Record<string, true> = {}): Record<string, true> {
  if (typeof value !== 'object' || value === null) return keys;
  for (const [key, part] of Object.entries(value)) {
    if (!Array.isArray(value)) keys[key] = true;
    flatKeys(part, keys);
  }
  return keys;
}
