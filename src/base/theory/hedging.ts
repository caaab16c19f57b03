import { exp, ln } from '../math.ts';

/** A request of which a second copy is sent when the first has not answered after a while; both take exponential times and
 *  nobody queues. The first answer counts. */
export interface Hedge {
  readonly meanMs: number;
  readonly afterMs: number;
}

/** Share of requests of which a second copy is sent. Exact. */
export function hedgedShare({ meanMs, afterMs }: Hedge): number {
  return exp(-afterMs / meanMs);
}

/** Mean time to the first answer. Exact: the rest of the first copy and the second one race. */
export function hedgedMs(hedge: Hedge): number {
  return hedge.meanMs * (1 - hedgedShare(hedge) / 2);
}

/** The `q`-quantile of the time to the first answer (0 <= q < 1). Exact. */
export function hedgedQuantileMs({ meanMs, afterMs }: Hedge, q: number): number {
  const alone = -ln(1 - q) * meanMs;
  return alone <= afterMs ? alone : (alone + afterMs) / 2;
}
