/** What one draw costs, in a loop of its own: sequential generators against keyed draws. */
import { ln } from '../../src/base/math.ts';
import {
  childKey,
  erlang,
  exponential,
  fineUniform,
  keyedBits,
  lognormal,
  lognormalSigma,
  makeSalt,
  normal,
  scramble,
  uniform,
} from '../../src/base/random.ts';
import { offer } from './measure.ts';
import { Sfc32, Xoshiro128 } from './sequential.ts';
import { exponentialFrom } from './ziggurat.ts';

const UNIT = 1 / 4294967296;
const salt = makeSalt(7, 'orders', 'service');
const s0 = salt.s0;
const s1 = salt.s1;
const sigma = lognormalSigma(1);
const xoshiro = new Xoshiro128(1);
const sfc = new Sfc32(1);
/** Salts and keys as the engine has them, in rows and lines. */
const rows = Int32Array.of(s0, s1);
const keys = Int32Array.from({ length: 1024 }, (_, i) => childKey(i, s0, 0));
const cell = new Float64Array(1);

/** One scramble of three multiplications with the second salt in the middle: cheaper than two scrambles. */
function tripleBits(key: number): number {
  let x = key ^ s0;
  x = Math.imul(x ^ (x >>> 17), 0xed5ad4bb);
  x = (x ^ (x >>> 11)) + s1;
  x = Math.imul(x, 0xac4c1b51);
  x = Math.imul(x ^ (x >>> 15), 0x31848bab);
  return x ^ (x >>> 14);
}

/** A form for callers in which nothing is inlined: small integers in, the result in a cell. */
function drawExponentialInto(row: number, line: number): void {
  cell[0] = exponential(rows[row], rows[row + 1], keys[line]);
}

function loop(count: number, draw: (i: number) => number): number[] {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += draw(i);
  return [sum];
}

// Each loop is written out, so that no shared closure call is measured.
offer('draws', {
  'nothing (the loop)': (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += i * UNIT;
    return [sum];
  },
  'uniform, xoshiro128**': (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (xoshiro.next() >>> 0) * UNIT;
    return [sum];
  },
  'uniform, sfc32': (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (sfc.next() >>> 0) * UNIT;
    return [sum];
  },
  'uniform, one scramble': (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (scramble(i ^ s0) >>> 0) * UNIT;
    return [sum];
  },
  'uniform, three multiplications': (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (tripleBits(i) >>> 0) * UNIT;
    return [sum];
  },
  'uniform, keyed': (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += uniform(s0, s1, i);
    return [sum];
  },
  'uniform, keyed, each key from the last draw': (n) => {
    let bits = 0;
    for (let i = 0; i < n; i++) bits = keyedBits(s0, s1, bits);
    return [bits];
  },
  'uniform of 53 bits, keyed': (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += fineUniform(s0, s1, i);
    return [sum];
  },
  'key of a child': (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += childKey(i, s0, 1) * UNIT;
    return [sum];
  },
  'exponential, xoshiro128**': (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += exponentialFrom(xoshiro);
    return [sum];
  },
  'exponential, keyed': (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += exponential(s0, s1, i);
    return [sum];
  },
  'exponential, keyed, salt and key from arrays': (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      drawExponentialInto(0, i & 1023);
      sum += cell[0];
    }
    return [sum];
  },
  'exponential, keyed, through a closure': (n) => loop(n, (i) => exponential(s0, s1, i)),
  'exponential, keyed, -ln(u)': (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum -= ln(((keyedBits(s0, s1, i) >>> 0) + 0.5) * UNIT);
    return [sum];
  },
  'key of a child and its exponential': (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += exponential(s0, s1, childKey(i, s0, 1));
    return [sum];
  },
  'normal, keyed': (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += normal(s0, s1, i);
    return [sum];
  },
  'lognormal, keyed': (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += lognormal(s0, s1, i, sigma);
    return [sum];
  },
  'Erlang of 3, keyed': (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += erlang(s0, s1, i, 3);
    return [sum];
  },
});
