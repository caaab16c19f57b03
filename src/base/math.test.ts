import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exp, ln, pow, powerOfTwo } from './math.ts';

/** Fractional bits of the exact arithmetic that the results are compared with. */
const BITS = 160n;
const ONE = 1n << BITS;
/** A 200-bit result would not change a verdict: the error of the series below is some 2^-150. */
const LN2 = lnOfRatio(2n, 1n);

/** ln(numerator / denominator) in fixed point, by the artanh series. */
function lnOfRatio(numerator: bigint, denominator: bigint): bigint {
  const s = ((numerator - denominator) * ONE) / (numerator + denominator);
  const square = (s * s) >> BITS;
  let sum = 0n;
  let term = s;
  for (let n = 1n; term !== 0n && n < 2000n; n += 2n) {
    sum += term / n;
    term = (term * square) >> BITS;
  }
  return 2n * sum;
}

/** A finite double as an exact fraction of a power of two: value = mantissa * 2^exponent. */
function decompose(x: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & ((1n << 52n) - 1n);
  const magnitude = biased === 0 ? fraction : fraction | (1n << 52n);
  return { mantissa: bits >> 63n === 0n ? magnitude : -magnitude, exponent: (biased === 0 ? 1 : biased) - 1075 };
}

function toFixed(x: number): bigint {
  const { mantissa, exponent } = decompose(x);
  const shift = BigInt(exponent) + BITS;
  return shift >= 0n ? mantissa << shift : mantissa >> -shift;
}

function exactLn(x: number): bigint {
  const { mantissa, exponent } = decompose(x);
  const length = mantissa.toString(2).length;
  return lnOfRatio(mantissa, 1n << BigInt(length - 1)) + BigInt(exponent + length - 1) * LN2;
}

/** e^x as `value * 2^exponent` with value in fixed point. */
function exactExp(x: number): { value: bigint; exponent: number } {
  const fixed = toFixed(x);
  const exponent = Number(fixed / LN2);
  const rest = fixed - BigInt(exponent) * LN2;
  let sum = 0n;
  let term = ONE;
  for (let n = 1n; term !== 0n; n++) {
    sum += term;
    term = (term * rest) / (ONE * n);
  }
  return { value: sum, exponent };
}

function unitInLastPlace(x: number): number {
  const { exponent } = decompose(x);
  return powerOfTwo(exponent);
}

const anyPositive = fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true });
const nearOne = fc.double({ min: 0.5, max: 2, noNaN: true });
const veryNearOne = fc.integer({ min: -4096, max: 4096 }).map((n) => 1 + n * powerOfTwo(-52));

describe('ln', () => {
  it('is within one unit in the last place of the exact value', () => {
    fc.assert(
      fc.property(fc.oneof(anyPositive, nearOne, veryNearOne), (x) => {
        const got = ln(x);
        if (x === 1) return got === 0;
        const error = exactLn(x) - toFixed(got);
        const ulp = toFixed(unitInLastPlace(got));
        return (error < 0n ? -error : error) <= ulp;
      }),
      { numRuns: 4000 },
    );
  });

  it('agrees with Math.log to two units over many inputs', () => {
    let worst = 0;
    for (let i = 1; i <= 200_000; i++) {
      const x = (i * 0.6180339887498949) % 1 || 1;
      const wanted = Math.log(x);
      worst = Math.max(worst, Math.abs(ln(x) - wanted) / unitInLastPlace(wanted));
    }
    expect(worst).toBeLessThanOrEqual(2);
  });

  it('handles the ends of the range', () => {
    expect(ln(0)).toBe(-Infinity);
    expect(ln(-0)).toBe(-Infinity);
    expect(ln(-1)).toBeNaN();
    expect(ln(NaN)).toBeNaN();
    expect(ln(Infinity)).toBe(Infinity);
    expect(ln(1)).toBe(0);
    expect(ln(Number.MIN_VALUE)).toBeCloseTo(-744.4400719213812, 12);
    expect(ln(Number.MAX_VALUE)).toBeCloseTo(709.782712893384, 12);
  });
});

describe('exp', () => {
  it('is within one unit in the last place of the exact value', () => {
    const argument = fc.oneof(
      fc.double({ min: -708, max: 709.78, noNaN: true }),
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.double({ min: -1e-8, max: 1e-8, noNaN: true }),
    );
    fc.assert(
      fc.property(argument, (x) => {
        const got = exp(x);
        const { value, exponent } = exactExp(x);
        const { mantissa, exponent: gotExponent } = decompose(got);
        // Both scaled to the unit in the last place of the result, with 100 bits below it.
        const shift = BigInt(exponent - gotExponent) + 100n - BITS;
        const exact = shift >= 0n ? value << shift : value >> -shift;
        const error = exact - (mantissa << 100n);
        return (error < 0n ? -error : error) <= 1n << 100n;
      }),
      { numRuns: 4000 },
    );
  });

  it('is exact to the last subnormal within one unit', () => {
    for (let x = -745.13; x < -708; x += 0.37) {
      expect(Math.abs(exp(x) - Math.exp(x))).toBeLessThanOrEqual(2 * unitInLastPlace(Math.exp(x)));
    }
  });

  it('handles the ends of the range', () => {
    expect(exp(0)).toBe(1);
    expect(exp(-0)).toBe(1);
    expect(exp(NaN)).toBeNaN();
    expect(exp(Infinity)).toBe(Infinity);
    expect(exp(-Infinity)).toBe(0);
    expect(exp(709.782712893384)).toBeLessThan(Infinity);
    expect(exp(709.782712893384)).toBeGreaterThan(1.797e308);
    expect(exp(709.7827128933841)).toBeGreaterThan(1.797e308);
    expect(exp(709.79)).toBe(Infinity);
    expect(exp(-745.1332191019411)).toBe(Number.MIN_VALUE);
    expect(exp(-745.14)).toBe(0);
  });

  it('is undone by ln', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        return Math.abs(ln(exp(x)) - x) <= 2.5e-16 * Math.max(1, 2 * Math.abs(x));
      }),
    );
  });
});

describe('pow', () => {
  const specials = [0, -0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, 4, 101, -101, Infinity, -Infinity, NaN, 1e308, 1e-308, 0.3];

  it('follows Math.pow on every pair of special values', () => {
    for (const x of specials) {
      for (const y of specials) {
        const wanted = Math.pow(x, y);
        const got = pow(x, y);
        if (Number.isFinite(wanted) && wanted !== 0 && wanted !== 1) {
          const tolerance = 4e-16 * Math.max(1, Math.abs(y * Math.log(Math.abs(x))));
          expect(Math.abs(got / wanted - 1), `${x} ** ${y}`).toBeLessThanOrEqual(tolerance);
        } else {
          expect(Object.is(got, wanted), `${x} ** ${y} gave ${got}, not ${wanted}`).toBe(true);
        }
      }
    }
  });

  it('stays within the error of exp(y ln x)', () => {
    const base = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    const exponent = fc.double({ min: -40, max: 40, noNaN: true });
    fc.assert(
      fc.property(base, exponent, (x, y) => {
        const wanted = Math.pow(x, y);
        if (wanted < 1e-300 || wanted === Infinity) return true;
        return Math.abs(pow(x, y) / wanted - 1) <= 4.5e-16 * (1 + Math.abs(y * Math.log(x)));
      }),
      { numRuns: 2000 },
    );
  });

  it('is exact where the result is', () => {
    expect(pow(10, 3)).toBe(1000);
    expect(pow(10, 22)).toBe(1e22);
    expect(pow(3, 30)).toBe(205891132094649);
    expect(pow(7, -1)).toBe(1 / 7);
    expect(pow(2, -1074)).toBe(Number.MIN_VALUE);
    expect(pow(2, 1023)).toBe(8.98846567431158e307);
    expect(pow(0.3, 0.5)).toBe(Math.sqrt(0.3));
  });
});
