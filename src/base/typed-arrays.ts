/** An array of int32 or doubles over a buffer of its own. */
export type Numbers = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** A longer array of the same kind, with the same content followed by zeros. */
export function enlarged<T extends Numbers>(array: T, length: number): T {
  const longer = array instanceof Int32Array ? new Int32Array(length) : new Float64Array(length);
  longer.set(array);
  return longer as T;
}

/**
 * `array` with the content of `copy` at its start, or a copy of `copy` if that is longer. For state whose arrays
 * grow: what lies beyond the copy is not part of the state.
 */
export function restored<T extends Numbers>(array: T, copy: T): T {
  if (copy.length > array.length) return copy.slice() as T;
  array.set(copy);
  return array;
}
