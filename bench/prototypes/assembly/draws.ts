/** The draws of `src/base/random.ts` and a sequential generator, with the tables in linear memory. */

export const EDGE: f64 = 7.69711747013105;
const AREA: f64 = 0.003949659822581557;
const UNIT: f64 = 1.0 / 4294967296.0;
const GOLDEN: i32 = 0x9e3779b9;

/** Two doubles per layer: width of a place, and the edge below which all is accepted. */
const layers: usize = memory.data(256 * 16, 16);
const heights: usize = memory.data(257 * 8, 16);
const state: usize = memory.data(16, 16);

// @ts-ignore: decorator
@inline
export function scramble(bits: i32): i32 {
  let x: u32 = <u32>bits;
  x = (x ^ (x >> 16)) * 0x7feb352d;
  x = (x ^ (x >> 15)) * 0x846ca68b;
  return <i32>(x ^ (x >> 16));
}

// @ts-ignore: decorator
@inline
export function keyedBits(s0: i32, s1: i32, key: i32): i32 {
  return scramble(scramble(key ^ s0) + s1);
}

function keyedBitsAt(s0: i32, s1: i32, key: i32, index: i32): i32 {
  return scramble(scramble(key ^ s0) + s1 + index * GOLDEN);
}

// @ts-ignore: decorator
@inline
export function childKey(parent: i32, link: i32, index: i32): i32 {
  return scramble(scramble(parent ^ link) + (index + 1) * GOLDEN);
}

// @ts-ignore: decorator
@inline
export function uniformOf(bits: i32): f64 {
  return <f64>(<u32>bits) * UNIT;
}

function powerOfTwo(k: i32): f64 {
  return reinterpret<f64>(<u64>(k + 1023) << 52);
}

export function ln(x: f64): f64 {
  const k = (<i32>(reinterpret<u64>(x) >> 32) - 0x3fe6a09e) >> 20;
  const f = x * powerOfTwo(-k) - 1;
  const s = f / (2 + f);
  const half = 0.5 * f * f;
  const z = s * s;
  const w = z * z;
  const odd = 2.0 / 3 + w * (2.0 / 7 + w * (2.0 / 11 + w * (2.0 / 15 + w * (2.0 / 19))));
  const even = 2.0 / 5 + w * (2.0 / 9 + w * (2.0 / 13 + w * (2.0 / 17 + w * (2.0 / 21))));
  const tail = z * (odd + z * even);
  return <f64>k * 0.6931471805592082 - (half - (s * (half + tail) + <f64>k * 7.371002565167799e-13) - f);
}

export function exp(x: f64): f64 {
  const k = floor(x * 1.4426950408889634 + 0.5);
  const high = x - k * 0.6931471805592082;
  const low = k * 7.371002565167799e-13;
  const r = high - low;
  const z = r * r;
  const even =
    1.0 / 2 + z * (1.0 / 24 + z * (1.0 / 720 + z * (1.0 / 40320 + z * (1.0 / 3628800 + z * (1.0 / 479001600.0)))));
  const odd =
    1.0 / 6 + z * (1.0 / 120 + z * (1.0 / 5040 + z * (1.0 / 362880 + z * (1.0 / 39916800.0 + z * (1.0 / 6227020800.0)))));
  return (1 + (r + (high - r - low + z * (even + r * odd)))) * powerOfTwo(<i32>k);
}

export function makeLayers(): void {
  let right = AREA / exp(-EDGE);
  let inner = EDGE;
  for (let layer: usize = 0; layer < 256; layer++) {
    store<f64>(layers + layer * 16, right / 16777216.0);
    store<f64>(layers + layer * 16, inner, 8);
    right = inner;
    inner = layer < 254 ? -ln(AREA / right + exp(-right)) : 0;
  }
  for (let layer: usize = 1; layer <= 256; layer++) {
    store<f64>(heights + layer * 8, exp(-load<f64>(layers + (layer - 1) * 16, 8)));
  }
}

// @ts-ignore: decorator
@inline
export function exponential(s0: i32, s1: i32, key: i32): f64 {
  const bits = keyedBits(s0, s1, key);
  const layer = layers + (<usize>(bits & 255) << 4);
  const value = (<f64>(<u32>bits >> 8) + 0.5) * load<f64>(layer);
  return value < load<f64>(layer, 8) ? value : keyedAfterRejection(s0, s1, key, bits);
}

function keyedAfterRejection(s0: i32, s1: i32, key: i32, first: i32): f64 {
  let bits = first;
  let offset: f64 = 0;
  let index = 0;
  while (true) {
    const layer = <usize>(bits & 255);
    const value = (<f64>(<u32>bits >> 8) + 0.5) * load<f64>(layers + layer * 16);
    if (value < load<f64>(layers + layer * 16, 8)) return offset + value;
    if (layer === 0) offset += EDGE;
    else if (isUnder(layer, value, keyedBitsAt(s0 ^ 0x6a09e667, s1, key, index))) return offset + value;
    bits = keyedBitsAt(s0 ^ 0x6a09e667, s1, key, index + 1);
    index += 2;
  }
}

function isUnder(layer: usize, value: f64, bits: i32): bool {
  const low = load<f64>(heights + layer * 8);
  const high = load<f64>(heights + layer * 8, 8);
  return low + (<f64>(<u32>bits) + 0.5) * UNIT * (high - low) < exp(-value);
}

export function seedSequential(seed: i32): void {
  for (let i = 0; i < 4; i++) store<i32>(state + (<usize>i << 2), scramble(seed + (i + 1) * GOLDEN));
}

/** xoshiro128**. */
export function nextBits(): i32 {
  const s1 = load<u32>(state, 4);
  const result = rotl<u32>(s1 * 5, 7) * 9;
  const s2 = load<u32>(state, 8) ^ load<u32>(state);
  const s3 = load<u32>(state, 12) ^ s1;
  store<u32>(state, s1 ^ s2, 4);
  store<u32>(state, load<u32>(state) ^ s3);
  store<u32>(state, s2 ^ (s1 << 9), 8);
  store<u32>(state, rotl<u32>(s3, 11), 12);
  return <i32>result;
}

// @ts-ignore: decorator
@inline
export function nextExponential(): f64 {
  const bits = nextBits();
  const layer = layers + (<usize>(bits & 255) << 4);
  const value = (<f64>(<u32>bits >> 8) + 0.5) * load<f64>(layer);
  return value < load<f64>(layer, 8) ? value : sequentialAfterRejection(bits);
}

function sequentialAfterRejection(first: i32): f64 {
  let offset: f64 = 0;
  let bits = first;
  while (true) {
    const layer = <usize>(bits & 255);
    const value = (<f64>(<u32>bits >> 8) + 0.5) * load<f64>(layers + layer * 16);
    if (value < load<f64>(layers + layer * 16, 8)) return offset + value;
    if (layer === 0) offset += EDGE;
    else if (isUnder(layer, value, nextBits())) return offset + value;
    bits = nextBits();
  }
}
