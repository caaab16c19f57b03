import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64Url, toBase64Url } from './base64url.ts';
import { crc24 } from './checksum.ts';
import { Coder } from './coder.ts';
import { codeNumber } from './number-field.ts';
import { BitReader, BitWriter, DamagedError, TooLargeError } from './range-coder.ts';
import { codeText, utf8 } from './text-field.ts';
import { TextModel } from './text-model.ts';

const EMPTY = TextModel.trained(new Uint8Array());

/** Writes with `code`, reads the bytes with the same `code`, and returns what was read. */
function throughBytes<T>(code: (coder: Coder) => T, blank: (coder: Coder) => T): { readonly bytes: Uint8Array; readonly read: T } {
  const writer = new BitWriter();
  code(new Coder(writer, EMPTY.copy()));
  const bytes = writer.finish();
  return { bytes, read: blank(new Coder(new BitReader(bytes, 1e7), EMPTY.copy())) };
}

describe('BitWriter and BitReader', () => {
  it('bring back every decision, whatever its probability', () => {
    const decisions = fc.array(fc.tuple(fc.integer({ min: 1, max: 65_535 }), fc.nat(1)), { maxLength: 500 });
    fc.assert(
      fc.property(decisions, (list) => {
        const writer = new BitWriter();
        for (const [probability, bit] of list) writer.code(probability, bit);
        const reader = new BitReader(writer.finish(), list.length);
        for (const [probability, bit] of list) expect(reader.code(probability, 0)).toBe(bit);
      }),
      { numRuns: 300 },
    );
  });

  it('take about as many bits as the decisions are improbable', () => {
    const writer = new BitWriter();
    for (let i = 0; i < 8000; i++) writer.code(32_768, i % 3 === 0 ? 1 : 0);
    expect(writer.finish().length).toBe(1000);
    const sure = new BitWriter();
    for (let i = 0; i < 8000; i++) sure.code(65_000, 1);
    expect(sure.finish().length).toBeLessThan(16);
  });

  it('stop when the bytes are used up, and when more comes than was asked for', () => {
    const spent = new BitReader(new Uint8Array(3), 1e6);
    expect(() => { for (let i = 0; i < 100; i++) spent.code(32_768, 0); }).toThrow(DamagedError);
    const short = new BitReader(new Uint8Array(100), 10);
    expect(() => { for (let i = 0; i < 11; i++) short.code(32_768, 0); }).toThrow(TooLargeError);
  });
});

describe('Coder', () => {
  it('brings back counts, signed numbers, choices, indices, flags, numbers and texts in any mixture', () => {
    const text = fc.string({ unit: fc.oneof(fc.constantFrom('a', ' ', '\n', 'é', '€', '😀', 'ß', '\u0001', '\u007f', '\uffff'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })), maxLength: 30 });
    const value = fc.oneof(
      fc.record({ is: fc.constant('count' as const), value: fc.oneof(fc.nat(20), fc.maxSafeNat().map((n) => Math.floor(n / 2))) }),
      fc.record({ is: fc.constant('signed' as const), value: fc.integer() }),
      fc.nat(9).chain((size) => fc.record({ is: fc.constant('choice' as const), size: fc.constant(size + 1), value: fc.nat(size) })),
      fc.nat(5000).chain((size) => fc.record({ is: fc.constant('index' as const), size: fc.constant(size + 1), value: fc.nat(size) })),
      fc.record({ is: fc.constant('flag' as const), value: fc.boolean() }),
      fc.record({ is: fc.constant('number' as const), value: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
      fc.record({ is: fc.constant('text' as const), value: text.filter((t) => !t.includes('\0') && !/\p{Cs}/u.test(t)) }),
    );
    const codeAll = (coder: Coder, list: readonly (ReturnType<typeof value.generate>['value'])[], isBlank: boolean) =>
      list.map((item) => {
        switch (item.is) {
          case 'count': return coder.count('a', isBlank ? 0 : item.value);
          case 'signed': return coder.signed('b', isBlank ? 0 : item.value);
          case 'choice': return coder.choice(`c${item.size}`, item.size, isBlank ? 0 : item.value);
          case 'index': return coder.index(item.size, isBlank ? 0 : item.value);
          case 'flag': return coder.flag('d', isBlank ? false : item.value);
          case 'number': return codeNumber(coder, 'e', isBlank ? 0 : item.value);
          case 'text': return codeText(coder, isBlank ? '' : item.value, 200);
        }
      });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), (list) => {
        const { read } = throughBytes((coder) => codeAll(coder, list, false), (coder) => codeAll(coder, list, true));
        expect(read).toEqual(list.map((item) => (item.is === 'number' ? item.value + 0 : item.value)));
      }),
      { numRuns: 300 },
    );
  });

  it('makes round numbers and repeated values cheap', () => {
    const bytesFor = (values: readonly number[]): number =>
      throughBytes((coder) => values.map((v) => codeNumber(coder, 'ms', v)), () => []).bytes.length;
    expect(bytesFor(Array(100).fill(500))).toBeLessThan(12);
    expect(bytesFor([500, 20, 3000])).toBeLessThan(bytesFor([517.25, 23.75, 3021.5]));
  });
});

describe('base64url', () => {
  it('brings back all bytes and refuses every other spelling', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
        const text = toBase64Url(bytes);
        expect(fromBase64Url(text)).toEqual(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64url'));
      }),
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (text) => {
        const bytes = fromBase64Url(text);
        if (bytes !== undefined) expect(toBase64Url(bytes)).toBe(text);
      }),
      { numRuns: 2000 },
    );
    for (const text of ['A', 'AAAAA', 'AB', 'AA=', 'A+', 'AAé']) expect(fromBase64Url(text)).toBeUndefined();
  });
});

describe('crc24', () => {
  it('is the CRC-24 of OpenPGP', () => {
    // The check value of the CRC catalogue for CRC-24/OPENPGP.
    expect(crc24(Uint8Array.from(utf8('123456789')))).toBe(0x21cf02);
    expect(crc24(new Uint8Array())).toBe(0xb704ce);
  });
});

describe('utf8', () => {
  it('is what the platform makes of a text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(utf8(text)).toEqual([...new TextEncoder().encode(text)]);
      }),
    );
  });
});
