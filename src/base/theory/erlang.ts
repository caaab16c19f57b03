/**
 * Erlang's loss and delay formulas. Exact. Recursion over the number of servers after Jagerman, stable for any size.
 */

/** Erlang B: share of arrivals that find all `servers` busy and are lost (M/G/c/c). `offeredLoad` is the arrival rate times
 *  the mean service time, in erlangs. */
export function erlangB(servers: number, offeredLoad: number): number {
  let inverse = 1;
  for (let n = 1; n <= servers; n++) inverse = 1 + (inverse * n) / offeredLoad;
  return offeredLoad === 0 ? (servers === 0 ? 1 : 0) : 1 / inverse;
}

/** Erlang C: share of arrivals that have to wait (M/M/c with unlimited queue). 1 when the load is not below `servers`. */
export function erlangC(servers: number, offeredLoad: number): number {
  if (offeredLoad >= servers) return 1;
  const blocked = erlangB(servers, offeredLoad);
  return blocked / (1 - (offeredLoad / servers) * (1 - blocked));
}
