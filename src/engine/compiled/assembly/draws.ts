/** Keyed draws, as in `src/base/random.ts`, of which this is a copy without what the plain path does not draw. */
import { HEIGHTS_PLACE, LAYERS_PLACE } from '../memory-layout';

const UNIT: f64 = 1.0 / 4294967296.0;
const GOLDEN: i32 = <i32>0x9e3779b9;
const EXPONENTIAL_EDGE: f64 = 7.69711747013105;
const REJECTION_LIMIT: i32 = 64;
const REJECTION_SALT: i32 = 0x6a09e667;
const LN2_HIGH: f64 = 0.6931471805592082;
const LN2_LOW: f64 = 7.371002565167799e-13;
const LOG2_E: f64 = 1.4426950408889634;

@inline
export function scramble(bits: i32): i32 {
  let x = bits;
  x = (x ^ (x >>> 16)) * 0x7feb352d;
  x = (x ^ (x >>> 15)) * <i32>0x846ca68b;
  return x ^ (x >>> 16);
}

@inline
function keyedBits(s0: i32, s1: i32, key: i32): i32 {
  return scramble(scramble(key ^ s0) + s1);
}

@inline
function keyedBitsAt(s0: i32, s1: i32, key: i32, index: i32): i32 {
  return scramble(scramble(key ^ s0) + s1 + index * GOLDEN);
}

@inline
export function childKey(parentKey: i32, linkSalt: i32, index: i32): i32 {
  return scramble(scramble(parentKey ^ linkSalt) + (index + 1) * GOLDEN);
}

@inline
export function uniform(s0: i32, s1: i32, key: i32): f64 {
  return <f64>(<u32>keyedBits(s0, s1, key)) * UNIT;
}

/** Exponential with mean 1. */
@inline
export function exponential(s0: i32, s1: i32, key: i32): f64 {
  const bits = keyedBits(s0, s1, key);
  const layer: usize = LAYERS_PLACE + (<usize>(bits & 255) << 4);
  const value = (<f64>(<u32>bits >> 8) + 0.5) * load<f64>(layer);
  if (value < load<f64>(layer, 8)) return value;
  return exponentialAfterRejection(s0, s1, key, bits);
}

/** One draw in a hundred. Beyond the edge the exponential begins anew. */
function exponentialAfterRejection(s0: i32, s1: i32, key: i32, first: i32): f64 {
  let bits = first;
  let offset: f64 = 0;
  let drawn: f64 = 0;
  for (let index = 0; index < 2 * REJECTION_LIMIT; index += 2) {
    const number = bits & 255;
    const layer: usize = LAYERS_PLACE + (<usize>number << 4);
    const value = (<f64>(<u32>bits >> 8) + 0.5) * load<f64>(layer);
    drawn = offset + value;
    if (value < load<f64>(layer, 8)) return drawn;
    if (number === 0) offset += EXPONENTIAL_EDGE;
    else if (isUnderDensity(number, -value, keyedBitsAt(s0 ^ REJECTION_SALT, s1, key, index))) return drawn;
    bits = keyedBitsAt(s0 ^ REJECTION_SALT, s1, key, index + 1);
  }
  return drawn;
}

function isUnderDensity(layer: i32, exponent: f64, bits: i32): bool {
  const height: usize = HEIGHTS_PLACE + (<usize>layer << 3);
  const low = load<f64>(height);
  return low + (<f64>(<u32>bits) + 0.5) * UNIT * (load<f64>(height, 8) - low) < exp(exponent);
}

/** The exponential function of `src/base/math.ts`, for exponents from -700 to 700. */
function exp(x: f64): f64 {
  const k = floor<f64>(x * LOG2_E + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const z = r * r;
  const even = 1.0 / 2.0 + z * (1.0 / 24.0 + z * (1.0 / 720.0 + z * (1.0 / 40320.0 + z * (1.0 / 3628800.0 + z * (1.0 / 479001600.0)))));
  const odd = 1.0 / 6.0 + z * (1.0 / 120.0 + z * (1.0 / 5040.0 + z * (1.0 / 362880.0 + z * (1.0 / 39916800.0 + z * (1.0 / 6227020800.0)))));
  const value = 1.0 + (r + (high - r - low + z * (even + r * odd)));
  return value * reinterpret<f64>(<u64>(<i32>k + 1023) << 52);
}
