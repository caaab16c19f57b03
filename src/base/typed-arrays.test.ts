import { expect, it } from 'vitest';
import { enlarged, restored } from './typed-arrays.ts';

it('enlarges either kind, keeping the content', () => {
  expect(enlarged(Int32Array.of(1, 2), 3)).toEqual(Int32Array.of(1, 2, 0));
  expect(enlarged(Float64Array.of(0.5), 2)).toEqual(Float64Array.of(0.5, 0));
});

it('restores into the same array while it is long enough', () => {
  const array = Int32Array.of(1, 2, 3);
  expect(restored(array, Int32Array.of(7, 8))).toBe(array);
  expect(array).toEqual(Int32Array.of(7, 8, 3));
});

it('restores into a new array when the copy is longer, and never shares the copy', () => {
  const copy = Float64Array.of(1, 2);
  const result = restored(Float64Array.of(0), copy);
  expect(result).toEqual(copy);
  expect(result.buffer).not.toBe(copy.buffer);
});
