/**
 * Keyed random draws: every draw is a pure function of a *salt* (which stream), a *key* (which request and attempt)
 * and an *index* (which draw for that key). Nothing is consumed, so adding a component, changing a parameter or losing
 * a request leaves all other draws as they were, two variants of a diagram see the same luck, and a snapshot needs no
 * generator state.
 *
 * A salt is a pair of int32, made from the seed, the id of a component or connection and a purpose. A draw mixes
 * the key with the first half, scrambles it, mixes in the second half and the index, and scrambles again. One
 * scramble would not do: two streams would then hold the same numbers in another order, and neighbouring keys of one
 * would meet neighbouring keys of the other. Why this scheme and what it costs: `docs/decisions/0002-keyed-random-draws.md`.
 *
 * The functions that return a double are small enough for the compiler to put into their callers, where nothing is
 * boxed; their rare branches leave their result in a typed array for the same reason.
 */
import { exp, expInPlace, ln } from './math.ts';

/** Which stream of draws: two int32, to be kept as two words of a station's or link's row. */
export type Salt = { readonly s0: number; readonly s1: number };

const UNIT = 1 / 4294967296;
/** The golden section of 2^32, odd: multiples of it are spread evenly over the int32. */
const GOLDEN = 0x9e3779b9 | 0;

/** A permutation of the int32 in which every bit of the input sways every bit of the output (xor-shift and multiply). */
export function scramble(bits: number): number {
  let x = bits;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}

/** Hashes a string's UTF-16 units, continuing from `start`; the multiplier selects one of many hash functions. */
function hashString(text: string, start: number, multiplier: number): number {
  let hash = start | 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), multiplier) ^ (hash >>> 15);
  return scramble(hash ^ text.length);
}

/**
 * The salt of one stream: of a run's seed (any finite number), the id of a component or connection, and a purpose
 * such as `service` or `jitter`. Both halves depend on all of the input, by different hashes.
 */
export function makeSalt(seed: number, id: string, purpose: string): Salt {
  const words = new Int32Array(new Float64Array([seed]).buffer);
  const first = scramble(words[0] ^ scramble(words[1] + GOLDEN));
  const second = scramble(words[1] ^ scramble(words[0] - GOLDEN));
  return {
    s0: hashString(purpose, hashString(id, first, 0x01000193), 0x01000193),
    s1: hashString(purpose, hashString(id, second, 0x5bd1e995), 0x5bd1e995),
  };
}

/** The 32 random bits of a key in a stream, as an int32. */
export function keyedBits(s0: number, s1: number, key: number): number {
  return scramble((scramble(key ^ s0) + s1) | 0);
}

/** Further random bits of a key; index 0 gives the same as `keyedBits`. */
export function keyedBitsAt(s0: number, s1: number, key: number, index: number): number {
  return scramble((scramble(key ^ s0) + s1 + Math.imul(index, GOLDEN)) | 0);
}

/**
 * The key of what a keyed thing gives rise to: of a request the calls over a link, of a call its attempts. `linkSalt`
 * is an int32 that names the link (either half of its salt), `index` counts the children over it.
 */
export function childKey(parentKey: number, linkSalt: number, index: number): number {
  return scramble((scramble(parentKey ^ linkSalt) + Math.imul(index + 1, GOLDEN)) | 0);
}

/** Uniform in [0, 1), a multiple of 2^-32. */
export function uniform(s0: number, s1: number, key: number): number {
  return (keyedBits(s0, s1, key) >>> 0) * UNIT;
}

/** Uniform in (0, 1): an odd multiple of 2^-33, so neither end occurs. */
export function openUniform(s0: number, s1: number, key: number): number {
  return ((keyedBits(s0, s1, key) >>> 0) + 0.5) * UNIT;
}

/** Uniform in [0, 1) with the full 53 bits of a double, at the price of two draws. */
export function fineUniform(s0: number, s1: number, key: number): number {
  const high = keyedBits(s0, s1, key) >>> 5;
  const low = keyedBits(s1, s0, key) >>> 6;
  return (high * 67108864 + low) * (1 / 9007199254740992);
}

/** A whole number from 0 to `bound - 1`, for a bound up to 2^31. Each has its share to within `bound` / 2^32 of it. */
export function integerBelow(s0: number, s1: number, key: number, bound: number): number {
  return ((keyedBits(s0, s1, key) >>> 0) * UNIT * bound) | 0;
}

// Ziggurats (Marsaglia and Tsang, 2000). The area under a density is covered by 256 layers of equal area. Eight bits of a
// draw choose the layer, the others a place in it. Nearly always the place is under the density for certain; otherwise
// further draws decide.

const LAYERS = 256;
const LAYER_MASK = LAYERS - 1;
/** Where the tail begins, and the area of a layer, so that 256 layers end exactly at the top of the density. */
const EXPONENTIAL_EDGE = 7.69711747013105;
const EXPONENTIAL_AREA = 0.003949659822581557;
const NORMAL_EDGE = 3.6541528853610088;
const NORMAL_AREA = 0.004928673233974658;

/** Rejections in a row at most; one draw in a hundred is rejected, so the bound is never met. */
const REJECTION_LIMIT = 64;
/** Keeps the draws that follow a rejection apart from first draws. */
const REJECTION_SALT = 0x6a09e667;

/** Two doubles per layer: the width that one unit of the place stands for, and the value below which all is accepted. */
export const EXPONENTIAL_LAYERS = makeLayers(EXPONENTIAL_EDGE, EXPONENTIAL_AREA, 1 / 16777216, exponentialDensity, (y) => -ln(y));
const NORMAL_LAYERS = makeLayers(NORMAL_EDGE, NORMAL_AREA, 1 / 8388608, normalDensity, (y) => Math.sqrt(-2 * ln(y)));
/** The density at each layer's lower end, and 1 after the last. */
export const EXPONENTIAL_HEIGHTS = makeHeights(EXPONENTIAL_LAYERS, exponentialDensity);
const NORMAL_HEIGHTS = makeHeights(NORMAL_LAYERS, normalDensity);

/** What a rare branch needs and gives, in arrays, because a number passed to it or returned from it might be boxed. */
const REJECTED = new Int32Array(3);
const DRAWN = new Float64Array(1);
const DENSITY = new Float64Array(1);

function exponentialDensity(x: number): number {
  return exp(-x);
}

function normalDensity(x: number): number {
  return exp(-0.5 * x * x);
}

function makeLayers(
  edge: number,
  area: number,
  unit: number,
  density: (x: number) => number,
  inverse: (y: number) => number,
): Float64Array {
  const layers = new Float64Array(2 * LAYERS);
  let right = area / density(edge);
  let inner = edge;
  for (let layer = 0; layer < LAYERS; layer++) {
    layers[2 * layer] = right * unit;
    layers[2 * layer + 1] = inner;
    right = inner;
    inner = layer < LAYERS - 2 ? inverse(area / right + density(right)) : 0;
  }
  return layers;
}

function makeHeights(layers: Float64Array, density: (x: number) => number): Float64Array {
  const heights = new Float64Array(LAYERS + 1);
  for (let layer = 1; layer <= LAYERS; layer++) heights[layer] = density(layers[2 * layer - 1]);
  return heights;
}

/** Exponential with mean 1; never 0. Multiply by the mean. */
export function exponential(s0: number, s1: number, key: number): number {
  const bits = keyedBits(s0, s1, key);
  const layer = (bits & LAYER_MASK) << 1;
  const value = ((bits >>> 8) + 0.5) * EXPONENTIAL_LAYERS[layer];
  if (value < EXPONENTIAL_LAYERS[layer + 1]) return value;
  REJECTED[0] = s0;
  REJECTED[1] = s1;
  REJECTED[2] = key;
  exponentialAfterRejection();
  return DRAWN[0];
}

/** The exponential with number `index` of a key; number 0 is the one of `exponential`. */
export function exponentialAt(s0: number, s1: number, key: number, index: number): number {
  return exponential(s0, (s1 + Math.imul(index, GOLDEN)) | 0, key);
}

/** Decides a place that is not under the density for certain. Beyond the edge the exponential begins anew. */
function exponentialAfterRejection(): void {
  const s0 = REJECTED[0];
  const s1 = REJECTED[1];
  const key = REJECTED[2];
  let bits = keyedBits(s0, s1, key);
  let offset = 0;
  for (let index = 0; index < 2 * REJECTION_LIMIT; index += 2) {
    const layer = bits & LAYER_MASK;
    const value = ((bits >>> 8) + 0.5) * EXPONENTIAL_LAYERS[2 * layer];
    DRAWN[0] = offset + value;
    if (value < EXPONENTIAL_LAYERS[2 * layer + 1]) return;
    if (layer === 0) offset += EXPONENTIAL_EDGE;
    else if (isUnderDensity(EXPONENTIAL_HEIGHTS, layer, -value, keyedBitsAt(s0 ^ REJECTION_SALT, s1, key, index))) return;
    bits = keyedBitsAt(s0 ^ REJECTION_SALT, s1, key, index + 1);
  }
}

/** Whether a place chosen by `bits` in the height of a layer is under e^exponent. */
function isUnderDensity(heights: Float64Array, layer: number, exponent: number, bits: number): boolean {
  DENSITY[0] = exponent;
  expInPlace(DENSITY, 0);
  const low = heights[layer];
  return low + ((bits >>> 0) + 0.5) * UNIT * (heights[layer + 1] - low) < DENSITY[0];
}

/** Sum of `shape` exponentials with mean 1 (mean `shape`, coefficient of variation 1 / sqrt(shape)). */
export function erlang(s0: number, s1: number, key: number, shape: number): number {
  let sum = 0;
  for (let index = 0; index < shape; index++) sum += exponentialAt(s0, s1, key, index);
  return sum;
}

/** Standard normal: mean 0, variance 1. */
export function normal(s0: number, s1: number, key: number): number {
  const bits = keyedBits(s0, s1, key);
  const layer = (bits & LAYER_MASK) << 1;
  const value = ((bits >> 8) + 0.5) * NORMAL_LAYERS[layer];
  const edge = NORMAL_LAYERS[layer + 1];
  if (value < edge && value > -edge) return value;
  REJECTED[0] = s0;
  REJECTED[1] = s1;
  REJECTED[2] = key;
  normalAfterRejection();
  return DRAWN[0];
}

function normalAfterRejection(): void {
  const s0 = REJECTED[0] ^ REJECTION_SALT;
  const s1 = REJECTED[1];
  const key = REJECTED[2];
  let bits = keyedBits(REJECTED[0], s1, key);
  for (let index = 0; index < 2 * REJECTION_LIMIT; index += 2) {
    const layer = bits & LAYER_MASK;
    const value = ((bits >> 8) + 0.5) * NORMAL_LAYERS[2 * layer];
    const edge = NORMAL_LAYERS[2 * layer + 1];
    DRAWN[0] = value;
    if (value < edge && value > -edge) return;
    if (layer === 0) {
      normalTail(s0, s1, key, index, value < 0);
      return;
    }
    if (isUnderDensity(NORMAL_HEIGHTS, layer, -0.5 * value * value, keyedBitsAt(s0, s1, key, index))) return;
    bits = keyedBitsAt(s0, s1, key, index + 1);
  }
}

/** The normal beyond the edge, after Marsaglia (1964): an exponential of rate `edge`, thinned to the tail's shape. */
function normalTail(s0: number, s1: number, key: number, start: number, isNegative: boolean): void {
  for (let index = start; index < start + 2 * REJECTION_LIMIT; index += 2) {
    const beyond = -ln(((keyedBitsAt(s0, s1, key, index) >>> 0) + 0.5) * UNIT) / NORMAL_EDGE;
    const height = -ln(((keyedBitsAt(s0, s1, key, index + 1) >>> 0) + 0.5) * UNIT);
    DRAWN[0] = isNegative ? -NORMAL_EDGE - beyond : NORMAL_EDGE + beyond;
    if (2 * height > beyond * beyond) return;
  }
}

/** The deviation of the logarithm of a lognormal quantity with this coefficient of variation. */
export function lognormalSigma(coefficientOfVariation: number): number {
  return Math.sqrt(ln(1 + coefficientOfVariation * coefficientOfVariation));
}

/** Lognormal with mean 1, for a `sigma` made by `lognormalSigma`. Multiply by the mean. */
export function lognormal(s0: number, s1: number, key: number, sigma: number): number {
  DRAWN[0] = sigma * (normal(s0, s1, key) - 0.5 * sigma);
  expInPlace(DRAWN, 0);
  return DRAWN[0];
}
