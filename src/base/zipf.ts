import { exp, ln } from './math.ts';
import { keyedBitsAt, uniform } from './random.ts';

const UNIT = 1 / 4294967296;
/** Nine draws in ten are taken at once, so the bound is never met. */
const MOST_TRIES = 64;

/**
 * A rank from 0 to `count - 1` of which rank k comes with a probability proportional to 1 / (k + 1)^skew: Zipf's law;
 * skew 0 makes all ranks alike. Drawn by rejection from the inverted integral of the law (Hörmann and Derflinger, 1996),
 * so it costs the same for any count.
 */
export function zipf(s0: number, s1: number, key: number, count: number, skew: number): number {
  const low = integral(1.5, skew) - 1;
  const high = integral(count + 0.5, skew);
  const certain = 2 - inverse(integral(2.5, skew) - weight(2, skew), skew);
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const u = high + ((keyedBitsAt(s0, s1, key, attempt) >>> 0) + 0.5) * UNIT * (low - high);
    const x = inverse(u, skew);
    const rank = Math.max(1, Math.min(count, Math.floor(x + 0.5)));
    if (rank - x <= certain || u >= integral(rank + 0.5, skew) - weight(rank, skew)) return rank - 1;
  }
  return 0;
}

/** A rank from 0 to `count - 1`: all alike with skew 0, which costs a multiplication, else by Zipf's law. */
export function drawRank(s0: number, s1: number, key: number, count: number, skew: number): number {
  return skew > 0 ? zipf(s0, s1, key, count, skew) : Math.floor(uniform(s0, s1, key) * count);
}

/** Whether a key is the hot one, which comes with this share besides what its law gives it. Independent of the rank drawn
 *  with the same salts. */
export function isHotKey(s0: number, s1: number, key: number, share: number): boolean {
  return share > 0 && (keyedBitsAt(s0, s1, key, MOST_TRIES) >>> 0) * UNIT < share;
}

/** x^-skew. */
function weight(x: number, skew: number): number {
  return exp(-skew * ln(x));
}

/** Integral of the weight from 1 to x: (x^(1 - skew) - 1) / (1 - skew), or the logarithm where skew is 1. */
function integral(x: number, skew: number): number {
  const log = ln(x);
  return growth((1 - skew) * log) * log;
}

/** The x whose integral is `area`. */
function inverse(area: number, skew: number): number {
  const t = Math.max(-1, area * (1 - skew));
  return exp(logarithm(t) * area);
}

/** (e^x - 1) / x, from its series where the difference would lose its digits. */
function growth(x: number): number {
  if (x > -1e-4 && x < 1e-4) return 1 + (x / 2) * (1 + (x / 3) * (1 + x / 4));
  return (exp(x) - 1) / x;
}

/** ln(1 + x) / x, likewise. */
function logarithm(x: number): number {
  if (x > -1e-4 && x < 1e-4) return 1 - x * (1 / 2 - x * (1 / 3 - x / 4));
  return ln(1 + x) / x;
}
