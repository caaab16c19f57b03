/**
 * Sorting of event records, for the few cases that the rungs of the event list cannot tell apart, such as a
 * hundred thousand events at one instant.
 */

/** What a sort reads and fills: the pool's views, the records, and work space of the same length. */
export type SortSpace = {
  readonly f64: Float64Array;
  readonly i32: Int32Array;
  readonly records: Int32Array;
  readonly scratch: Int32Array;
};

/**
 * Sorts the first `count` of `records` by (time, sequence number). A merge sort, which only copies what is in order
 * already; sequence numbers are compared by their wrapped difference.
 */
export function sortRecords(space: SortSpace, count: number): void {
  let from = space.records;
  let to = space.scratch;
  for (let width = 1; width < count; width *= 2) {
    for (let start = 0; start < count; start += 2 * width) mergeRuns(space, { from, to, start, width, count });
    [from, to] = [to, from];
  }
  if (from !== space.records) space.records.set(from.subarray(0, count));
}

type Runs = { from: Int32Array; to: Int32Array; start: number; width: number; count: number };

/** Merges the sorted runs of `width` records that begin at `start` and `start + width`. */
function mergeRuns(space: SortSpace, { from, to, start, width, count }: Runs): void {
  const middle = Math.min(start + width, count);
  const end = Math.min(middle + width, count);
  let left = start;
  let right = middle;
  if (middle === end || isBefore(space, from[middle - 1], from[middle])) {
    for (let i = start; i < end; i++) to[i] = from[i];
    return;
  }
  for (let i = start; i < end; i++) {
    const isLeft = left < middle && (right === end || isBefore(space, from[left], from[right]));
    to[i] = isLeft ? from[left++] : from[right++];
  }
}

function isBefore({ f64, i32 }: SortSpace, first: number, second: number): boolean {
  const a = f64[first * 8];
  const b = f64[second * 8];
  return a < b || (a === b && ((i32[second * 16 + 6] - i32[first * 16 + 6]) | 0) > 0);
}
