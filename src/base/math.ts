/**
 * Logarithm, exponential and power from `+ - * /` and integer operations alone.
 *
 * ECMAScript leaves the last bits of `Math.log`, `Math.exp` and `Math.pow` to the
 * host, and hosts differ. A run must be the same in every host, so whatever decides
 * an outcome uses these functions instead. Both `ln` and `exp` are within one unit in
 * the last place of the true value (tested against exact integer arithmetic).
 */

/** ln 2 cut to 40 bits, so that its product with a binary exponent is exact. */
const LN2_HIGH = 0.6931471805592082;
/** What `LN2_HIGH` leaves out of ln 2. */
const LN2_LOW = 7.371002565167799e-13;
const LOG2_E = 1.4426950408889634;

/** High word of the double nearest below sqrt(1/2); mantissas are taken from there to sqrt(2). */
const SQRT_HALF_HIGH_WORD = 0x3fe6a09e;
const SMALLEST_NORMAL = 2.2250738585072014e-308;
const TWO_TO_54 = 18014398509481984;

/** Exponents of the first and last entry of the table of powers of two. */
const LEAST_POWER = -1074;
const GREATEST_POWER = 1023;

const POWERS_OF_TWO = makePowersOfTwo();

const DOUBLE = new Float64Array(1);
const WORDS = new Int32Array(DOUBLE.buffer);
const HIGH_WORD = findHighWord();
const RESULT = new Float64Array(1);

function makePowersOfTwo(): Float64Array {
  const powers = new Float64Array(GREATEST_POWER - LEAST_POWER + 1);
  powers[-LEAST_POWER] = 1;
  for (let i = 1 - LEAST_POWER; i < powers.length; i++) powers[i] = powers[i - 1] * 2;
  for (let i = -LEAST_POWER - 1; i >= 0; i--) powers[i] = powers[i + 1] / 2;
  return powers;
}

function findHighWord(): number {
  DOUBLE[0] = 1;
  return WORDS[1] === 0 ? 0 : 1;
}

/** 2 to the power of an integer from -1074 to 1023, exactly. Outside that range it is 0 or Infinity. */
export function powerOfTwo(exponent: number): number {
  if (exponent < LEAST_POWER) return 0;
  if (exponent > GREATEST_POWER) return Infinity;
  return POWERS_OF_TWO[exponent - LEAST_POWER];
}

/**
 * Natural logarithm, within one unit in the last place over the whole range, subnormals included.
 * `ln(0)` is -Infinity, `ln(Infinity)` is Infinity, a negative number or NaN gives NaN.
 *
 * With x = 2^k (1 + f) and s = f / (2 + f), ln(1 + f) = 2 artanh(s); written as
 * f - (f²/2 - s (f²/2 + r)), where r is the tail of that series, the rounding of s
 * weighs only in the third order.
 */
export function ln(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let value = x;
  let exponent = 0;
  if (x < SMALLEST_NORMAL) {
    value = x * TWO_TO_54;
    exponent = -54;
  }
  // Only the high half of the stored double is read. Writing a half and reading the whole would stall the processor.
  DOUBLE[0] = value;
  const scale = (WORDS[HIGH_WORD] - SQRT_HALF_HIGH_WORD) >> 20;
  exponent += scale;
  const f = value * POWERS_OF_TWO[-LEAST_POWER - scale] - 1;
  const s = f / (2 + f);
  const half = 0.5 * f * f;
  // 2 artanh(s) / s - 2 as a polynomial in z = s² <= 0.0295, even and odd terms apart, which halves the chain of
  // operations that wait for each other; the first term left out is below 2^-60.
  const z = s * s;
  const w = z * z;
  const odd = 2 / 3 + w * (2 / 7 + w * (2 / 11 + w * (2 / 15 + w * (2 / 19))));
  const even = 2 / 5 + w * (2 / 9 + w * (2 / 13 + w * (2 / 17 + w * (2 / 21))));
  const tail = z * (odd + z * even);
  return exponent * LN2_HIGH - (half - (s * (half + tail) + exponent * LN2_LOW) - f);
}

/**
 * Exponential function, within one unit in the last place where the result is a normal number.
 * Above 709.79 it is Infinity, below -745.14 it is 0; NaN gives NaN.
 */
export function exp(x: number): number {
  RESULT[0] = x;
  expInPlace(RESULT, 0);
  return RESULT[0];
}

/**
 * Replaces a number in an array by its exponential, as `exp`. Where a compiler does not put `exp` into its caller it
 * boxes the argument and the result; this form makes no garbage.
 *
 * With x = k ln 2 + r and |r| <= ln(2) / 2, the result is 2^k e^r; what rounding takes from r is added back. The
 * polynomial is (e^r - 1 - r) / r², even and odd terms apart; the first term left out is below 2^-60.
 */
export function expInPlace(numbers: Float64Array, at: number): void {
  const x = numbers[at];
  if (!(x >= -745.1332191019412 && x <= 709.7827128933841)) {
    if (x === x) numbers[at] = x > 0 ? Infinity : 0;
    return;
  }
  const k = Math.floor(x * LOG2_E + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const z = r * r;
  const even = 1 / 2 + z * (1 / 24 + z * (1 / 720 + z * (1 / 40320 + z * (1 / 3628800 + z * (1 / 479001600)))));
  const odd = 1 / 6 + z * (1 / 120 + z * (1 / 5040 + z * (1 / 362880 + z * (1 / 39916800 + z * (1 / 6227020800)))));
  const value = 1 + (r + (high - r - low + z * (even + r * odd)));
  if (k >= -1021 && k <= GREATEST_POWER) numbers[at] = value * POWERS_OF_TWO[k - LEAST_POWER];
  else numbers[at] = scaleByPowerOfTwo(value, k);
}

/** `value` times 2^k beyond the range of the table, rounded once also where the result is subnormal. */
function scaleByPowerOfTwo(value: number, k: number): number {
  if (k > 0) return value * 2 * POWERS_OF_TWO[k - 1 - LEAST_POWER];
  return value * POWERS_OF_TWO[k + 54 - LEAST_POWER] * POWERS_OF_TWO[-54 - LEAST_POWER];
}

/** Whole exponents up to this size are computed by repeated multiplication. */
const GREATEST_MULTIPLIED_POWER = 64;

/**
 * `x` to the power of `y`, with the special cases of `Math.pow` (NaN for 1 or -1 to an infinite power).
 *
 * Whole exponents up to 64 are multiplied out (correctly rounded for squares and for exact results), whole
 * powers of 2 are exact, an exponent of one half is a square root. Everything else is exp(y ln x), whose
 * relative error is about |y ln x| units in the last place.
 */
export function pow(x: number, y: number): number {
  if (y !== y) return NaN;
  if (y === 0) return 1;
  if (x !== x) return NaN;
  const isWhole = Math.floor(y) === y;
  if (isWhole && x === 2) return powerOfTwo(y);
  if (isWhole && y >= -GREATEST_MULTIPLIED_POWER && y <= GREATEST_MULTIPLIED_POWER) return multipliedPower(x, y);
  if (x === 0 || x === Infinity || x === -Infinity || y === Infinity || y === -Infinity) return limitPower(x, y);
  if (x < 0) return !isWhole ? NaN : isOdd(y) ? -exp(y * ln(-x)) : exp(y * ln(-x));
  if (x === 1) return 1;
  if (y === 0.5) return Math.sqrt(x);
  return exp(y * ln(x));
}

/** `x` to a whole power by squaring. A power that overflows on the way to its reciprocal is taken of the reciprocal. */
function multipliedPower(x: number, y: number): number {
  let rest = y < 0 ? -y : y;
  let result = 1;
  for (let square = x; ; square *= square) {
    if ((rest & 1) === 1) result *= square;
    rest >>= 1;
    if (rest === 0) break;
  }
  if (y > 0) return result;
  return (result === Infinity || result === -Infinity) && x !== Infinity && x !== -Infinity
    ? multipliedPower(1 / x, -y)
    : 1 / result;
}

/** Powers of 0 and of the infinities, and infinite powers. */
function limitPower(x: number, y: number): number {
  const magnitude = x < 0 ? -x : x;
  if (magnitude === 1) return NaN;
  const result = magnitude > 1 === y > 0 ? Infinity : 0;
  const isNegative = (x < 0 || (x === 0 && 1 / x < 0)) && isOdd(y);
  return isNegative ? -result : result;
}

function isOdd(y: number): boolean {
  const half = y / 2;
  return Math.floor(y) === y && Math.floor(half) !== half;
}
