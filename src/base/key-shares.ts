import { exp, ln } from './math.ts';

/** Ranks that are added up one by one; the rest is taken from the integral, with an error far below a thousandth. */
const ADDED = 1000;

/** Share of all requests that ask for one of the `top` most wanted of `count` keys, under Zipf's law with this exponent;
 *  with exponent 0 all keys are alike. 0 to 1. `top` and `count` are at least 1. */
export function topShare(top: number, count: number, skew: number): number {
  return top >= count ? 1 : weightUpTo(top, skew) / weightUpTo(count, skew);
}

/** Sum of k^-skew for k from 1 to `count`. */
function weightUpTo(count: number, skew: number): number {
  let sum = 0;
  const added = count < ADDED ? count : ADDED;
  for (let k = 1; k <= added; k++) sum += exp(-skew * ln(k));
  return added === count ? sum : sum + integral(count + 0.5, skew) - integral(added + 0.5, skew);
}

/** Integral of x^-skew. */
function integral(x: number, skew: number): number {
  const power = 1 - skew;
  return power > -1e-9 && power < 1e-9 ? ln(x) : exp(power * ln(x)) / power;
}
