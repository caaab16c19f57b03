/** Records of 64 bytes in linear memory, as in the TypeScript prototypes. */
export const RECORDS: i32 = 1 << 17;
export const pool: usize = heap.alloc((<usize>RECORDS + 1) << 6);

// Offsets in a record's line, in bytes; the time is at 0.
export const KIND: usize = 8;
export const TIER: usize = 12;
export const CALLER: usize = 16;
export const CALLER_ROUND: usize = 20;
export const SEQUENCE: usize = 24;
export const NEXT: usize = 28;
export const TRIES: usize = 32;
export const ROUND: usize = 36;
export const KEY: usize = 40;
export const CAME: usize = 48;

// @ts-ignore: decorator
@inline
export function line(record: i32): usize {
  return pool + (<usize>record << 6);
}

let unused: i32 = 0;

/** Clears all records and makes those from `first` on free. */
export function resetPool(first: i32): void {
  memory.fill(pool, 0, <usize>RECORDS << 6);
  for (let record = first; record < RECORDS; record++) store<i32>(line(record), record + 1, NEXT);
  unused = first;
}

// @ts-ignore: decorator
@inline
export function take(): i32 {
  const record = unused;
  unused = load<i32>(line(record), NEXT);
  return record;
}

// @ts-ignore: decorator
@inline
export function release(record: i32): void {
  store<i32>(line(record), unused, NEXT);
  unused = record;
}
