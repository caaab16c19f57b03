import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packBuffer, packedBytes, unpackBuffer } from './packed-buffer.ts';

function bytesOf(buffer: ArrayBuffer): number[] {
  return [...new Uint8Array(buffer)];
}

describe('packBuffer', () => {
  it('gives back what it was given, whatever the length and wherever the zeros are', () => {
    const runs = fc.array(fc.tuple(fc.nat(200), fc.oneof(fc.constant(0), fc.integer())), { maxLength: 12 });
    fc.assert(
      fc.property(runs, (parts) => {
        const words = Int32Array.from(parts.flatMap(([length, value]) => Array.from({ length }, () => value)));
        const packed = packBuffer(words.buffer);
        expect(bytesOf(unpackBuffer(packed))).toEqual(bytesOf(words.buffer));
      }),
    );
  });

  it('keeps every bit of a double', () => {
    const doubles = Float64Array.from([0, -0, NaN, Infinity, 5e-324, 1.7976931348623157e308, 0.1]);
    expect(bytesOf(unpackBuffer(packBuffer(doubles.buffer)))).toEqual(bytesOf(doubles.buffer));
  });

  it('leaves out the blocks of zeros', () => {
    const words = new Int32Array(100_000);
    words[7] = 1;
    words[50_000] = 2;
    expect(packedBytes(packBuffer(words.buffer))).toBeLessThan(1000);
  });

  it('refuses half words', () => {
    expect(() => packBuffer(new ArrayBuffer(6))).toThrow('whole words');
  });
});
