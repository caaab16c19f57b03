/** Requests that are sent to several stations at once and are complete when the slowest has answered; each station is
 *  M/M/1 with a queue of its own and the same mean service time. */
export interface ForkJoin {
  readonly arrivalRatePerSec: number;
  readonly serviceMs: number;
  readonly branches: number;
}

/** Mean time until the last branch has answered. Exact for one and two branches (Flatto and Hahn 1984; Nelson and Tantawi
 *  1988); approximate for more, with an error below 5 % for up to 32 branches (Nelson and Tantawi 1988). */
export function forkJoinMs({ arrivalRatePerSec, serviceMs, branches }: ForkJoin): number {
  const load = (arrivalRatePerSec / 1000) * serviceMs;
  if (load >= 1) return Infinity;
  const one = serviceMs / (1 - load);
  if (branches === 1) return one;
  const two = ((12 - load) / 8) * one;
  const scale = harmonic(branches) / harmonic(2);
  return (scale + (4 / 11) * (1 - scale) * load) * two;
}

/** Mean of the longest of `count` independent exponential times of the same mean: what a fan-out costs where nobody
 *  queues. Exact. */
export function longestOfMs(count: number, meanMs: number): number {
  return harmonic(count) * meanMs;
}

/** Share of fan-outs to `count` servers that meet at least one slow one, when each is slow with probability `slow`
 *  (Dean and Barroso, The Tail at Scale, 2013). Exact for independent servers. */
export function shareMeetingSlow(count: number, slow: number): number {
  let allQuick = 1;
  for (let i = 0; i < count; i++) allQuick *= 1 - slow;
  return 1 - allQuick;
}

function harmonic(n: number): number {
  let sum = 0;
  for (let i = 1; i <= n; i++) sum += 1 / i;
  return sum;
}
