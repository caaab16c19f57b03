import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  childKey,
  erlang,
  exponential,
  exponentialAt,
  fineUniform,
  integerBelow,
  keyedBits,
  keyedBitsAt,
  lognormal,
  lognormalSigma,
  makeSalt,
  normal,
  openUniform,
  scramble,
  uniform,
} from './random.ts';

/** Draws of a sample. All scores are measured against their own scatter, so fewer draws only see coarser flaws. */
const COUNT = process.env['BROWNOUT_FULL'] === '1' ? 1_000_000 : 250_000;
const service = makeSalt(7, 'orders', 'service');
const arrival = makeSalt(7, 'orders', 'arrival');
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

type KeyOf = (i: number) => number;
/** The kinds of keys that a run uses: counters, counters with a stride, hashes, and children of children. */
const keyKinds: [string, KeyOf][] = [
  ['sequential keys', (i) => i],
  ['keys with a stride', (i) => Math.imul(i, 1000)],
  ['hashed keys', (i) => childKey(i, arrival.s0, 0)],
  ['keys of grandchildren', (i) => childKey(childKey(i >> 2, service.s0, 0), arrival.s1, i & 3)],
];

function sample(count: number, draw: (key: number) => number, keyOf: KeyOf = (i) => i): Float64Array {
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = draw(keyOf(i));
  return values;
}

function moments(values: Float64Array): { mean: number; variance: number } {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, variance: squares / values.length };
}

/** Pearson's correlation, times the square root of the count: standard normal if there is none. */
function correlationScore(a: Float64Array, b: Float64Array): number {
  const left = moments(a);
  const right = moments(b);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - left.mean) * (b[i] - right.mean);
  return sum / Math.sqrt(left.variance * right.variance * a.length);
}

/** Kolmogorov and Smirnov's distance times the square root of the count: above 1.95 once in a thousand, above 2.5 never. */
function distance(values: Float64Array, cumulative: (x: number) => number): number {
  const sorted = values.slice().sort();
  let worst = 0;
  for (let i = 0; i < sorted.length; i++) {
    const p = cumulative(sorted[i]);
    worst = Math.max(worst, (i + 1) / sorted.length - p, p - i / sorted.length);
  }
  return worst * Math.sqrt(sorted.length);
}

/** Pearson's statistic for equal shares, standardised: within 5 but for one case in a million. */
function shareScore(counts: Int32Array): number {
  const total = counts.reduce((a, b) => a + b, 0);
  const expected = total / counts.length;
  const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const freedom = counts.length - 1;
  return (statistic - freedom) / Math.sqrt(2 * freedom);
}

/** The normal distribution function, by its series (Marsaglia 2004); good to 1e-13 for |x| < 7. */
function normalCumulative(x: number): number {
  let sum = x;
  let term = x;
  for (let i = 3; sum + term !== sum; i += 2) sum += term = (term * x * x) / i;
  return 0.5 + sum * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

describe('keyedBits', () => {
  it('is a pure function of salt and key, and int32', () => {
    fc.assert(
      fc.property(int32, int32, int32, int32, (s0, s1, key, index) => {
        const bits = keyedBits(s0, s1, key);
        expect(bits).toBe(keyedBits(s0, s1, key));
        expect(bits).toBe(bits | 0);
        expect(keyedBitsAt(s0, s1, key, 0)).toBe(bits);
        expect(keyedBitsAt(s0, s1, key, index)).toBe(keyedBitsAt(s0, s1, key, index) | 0);
        expect(childKey(key, s0, index)).toBe(childKey(key, s0, index) | 0);
      }),
    );
  });

  it('keeps its values, on which every recorded run depends', () => {
    expect([0, 1, -1].map((key) => keyedBits(1, 2, key))).toMatchInlineSnapshot(`
      [
        -889199728,
        -787275391,
        298467015,
      ]
    `);
    expect([0, 1, 2].map((index) => keyedBitsAt(1, 2, 3, index))).toMatchInlineSnapshot(`
      [
        -238177609,
        -620156207,
        1741240202,
      ]
    `);
    expect([0, 1, 2].map((index) => childKey(1, 2, index))).toMatchInlineSnapshot(`
      [
        1806320667,
        938382781,
        -1718514287,
      ]
    `);
    expect(makeSalt(42, 'orders', 'service')).toMatchInlineSnapshot(`
      {
        "s0": 204024163,
        "s1": 1388143806,
      }
    `);
    expect([1, 2, 3].map((key) => exponential(1, 2, key))).toMatchInlineSnapshot(`
      [
        1.3539735474429961,
        1.367118619257083,
        0.9880539266127086,
      ]
    `);
    expect([1, 2, 3].map((key) => normal(1, 2, key))).toMatchInlineSnapshot(`
      [
        -0.5603785432836157,
        -0.5148131566288431,
        -0.12884925901273456,
      ]
    `);
    expect([1, 2, 3].map((key) => lognormal(1, 2, key, 0.5))).toMatchInlineSnapshot(`
      [
        0.6668505830084885,
        0.6822176219196507,
        0.8274350787376388,
      ]
    `);
  });

  it('scrambles one to one', () => {
    const seen = new Set<number>();
    for (let i = 0; i < 200_000; i++) seen.add(scramble(i * 21_474));
    expect(seen.size).toBe(200_000);
  });

  /** For each input bit and output bit, the share of flips over many inputs; the worst distance from a half. */
  function worstBias(apply: (x: number) => number): number {
    const rounds = 40_000;
    const flips = new Int32Array(1024);
    for (let i = 0; i < rounds; i++) {
      const x = Math.imul(i, 0x2545f491);
      const base = apply(x);
      for (let bit = 0; bit < 32; bit++) {
        const changed = base ^ apply(x ^ (1 << bit));
        for (let out = 0; out < 32; out++) flips[bit * 32 + out] += (changed >>> out) & 1;
      }
    }
    return flips.reduce((worst, count) => Math.max(worst, Math.abs(count / rounds - 0.5)), 0);
  }

  // The standard error of a share is 0.0025; 1024 shares stay within five of them.
  it('flips every bit of the draw half of the time for every bit of key, salt and index', () => {
    const { s0, s1 } = service;
    expect(worstBias((x) => keyedBits(s0, s1, x))).toBeLessThan(0.0125);
    expect(worstBias((x) => keyedBits(x, s1, 5))).toBeLessThan(0.0125);
    expect(worstBias((x) => childKey(x, s0, 0))).toBeLessThan(0.0125);
    expect(worstBias((x) => childKey(5, x, 0))).toBeLessThan(0.0125);
  });

  it('flips half of the bits for every bit of the second salt and the index, within what one scramble leaves', () => {
    const { s0, s1 } = service;
    expect(worstBias((x) => keyedBits(s0, x, 5))).toBeLessThan(0.03);
    expect(worstBias((x) => keyedBitsAt(s0, s1, 5, x))).toBeLessThan(0.03);
    expect(worstBias((x) => childKey(5, s0, x))).toBeLessThan(0.03);
  });

  it.each(keyKinds)('spreads every byte and every pair of neighbouring draws evenly: %s', (_name, keyOf) => {
    const bits = Int32Array.from(sample(COUNT, (key) => keyedBits(service.s0, service.s1, key), keyOf));
    for (const shift of [0, 8, 16, 24]) {
      const bytes = new Int32Array(256);
      const pairs = new Int32Array(65_536);
      let last = 0;
      for (const word of bits) {
        const byte = (word >>> shift) & 255;
        bytes[byte]++;
        pairs[(last << 8) | byte]++;
        last = byte;
      }
      expect(Math.abs(shareScore(bytes))).toBeLessThan(5);
      expect(Math.abs(shareScore(pairs))).toBeLessThan(5);
    }
  });
});

describe('streams', () => {
  const { s0, s1 } = service;

  it.each(keyKinds)('do not correlate with each other, at any shift: %s', (_name, keyOf) => {
    const reference = sample(COUNT, (key) => uniform(s0, s1, key), keyOf);
    const near = { s0, s1: s1 + 1 };
    const swapped = { s0: s1, s1: s0 };
    const nextSeed = makeSalt(8, 'orders', 'service');
    const sameId = makeSalt(7, 'orders', 'jitter');
    for (const salt of [arrival, near, swapped, nextSeed, sameId, { s0: s0 ^ 1, s1: s1 ^ 1 }]) {
      const other = sample(COUNT, (key) => uniform(salt.s0, salt.s1, key), keyOf);
      for (const shift of [0, 1, 2, 64]) {
        const score = correlationScore(reference.subarray(0, COUNT - shift), other.subarray(shift));
        expect(Math.abs(score), `shift ${shift}`).toBeLessThan(4.5);
      }
    }
  });

  it.each(keyKinds)('do not correlate with themselves at other keys: %s', (_name, keyOf) => {
    const values = sample(COUNT, (key) => exponential(s0, s1, key), keyOf);
    for (const shift of [1, 2, 3, 7, 16, 256, 4096, 65_536]) {
      const score = correlationScore(values.subarray(0, COUNT - shift), values.subarray(shift));
      expect(Math.abs(score), `shift ${shift}`).toBeLessThan(4.5);
    }
  });

  it('do not correlate across the indices of a key', () => {
    const first = sample(COUNT, (key) => uniform(s0, s1, key));
    for (const index of [1, 2, 3, 10]) {
      const other = sample(COUNT, (key) => (keyedBitsAt(s0, s1, key, index) >>> 0) / 2 ** 32);
      expect(Math.abs(correlationScore(first, other))).toBeLessThan(4.5);
      const exponentials = sample(COUNT, (key) => exponentialAt(s0, s1, key, index));
      expect(Math.abs(correlationScore(first, exponentials))).toBeLessThan(4.5);
    }
  });

  it('do not share draws: streams of a large system have different first values', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 10; seed++) {
      for (let id = 0; id < 1000; id++) {
        for (const purpose of ['service', 'arrival']) {
          const salt = makeSalt(seed, `c${id}`, purpose);
          seen.add(`${salt.s0} ${salt.s1}`);
        }
      }
    }
    expect(seen.size).toBe(20_000);
  });

  it('tell the end of an id from the start of a purpose', () => {
    expect(makeSalt(1, 'ab', 'c')).not.toEqual(makeSalt(1, 'a', 'bc'));
    expect(makeSalt(1, '', 'c')).not.toEqual(makeSalt(1, 'c', ''));
  });

  it('depend on every part of a fractional or large seed', () => {
    const seeds = [0, 1, -1, 0.5, 1e9, 1e15, 1e15 + 1, 2 ** 31, 2 ** 32, 2 ** 53];
    expect(new Set(seeds.map((seed) => makeSalt(seed, 'a', 'b').s0)).size).toBe(seeds.length);
    expect(new Set(seeds.map((seed) => makeSalt(seed, 'a', 'b').s1)).size).toBe(seeds.length);
  });
});

type Distribution = {
  name: string;
  draw: (key: number) => number;
  mean: number;
  variance: number;
  /** Fourth central moment over the squared variance, for the error of the sample variance. */
  kurtosis: number;
  cumulative: (x: number) => number;
};

const sigma = lognormalSigma(0.8);
const logSquares = Math.exp(sigma ** 2);
const { s0, s1 } = service;
const distributions: Distribution[] = [
  { name: 'uniform', draw: (k) => uniform(s0, s1, k), mean: 0.5, variance: 1 / 12, kurtosis: 1.8, cumulative: (x) => x },
  { name: 'open uniform', draw: (k) => openUniform(s0, s1, k), mean: 0.5, variance: 1 / 12, kurtosis: 1.8, cumulative: (x) => x },
  { name: 'fine uniform', draw: (k) => fineUniform(s0, s1, k), mean: 0.5, variance: 1 / 12, kurtosis: 1.8, cumulative: (x) => x },
  { name: 'exponential', draw: (k) => exponential(s0, s1, k), mean: 1, variance: 1, kurtosis: 9, cumulative: (x) => 1 - Math.exp(-x) },
  { name: 'normal', draw: (k) => normal(s0, s1, k), mean: 0, variance: 1, kurtosis: 3, cumulative: normalCumulative },
  {
    name: 'Erlang of 3',
    draw: (k) => erlang(s0, s1, k, 3),
    mean: 3,
    variance: 3,
    kurtosis: 5,
    cumulative: (x) => 1 - Math.exp(-x) * (1 + x + (x * x) / 2),
  },
  {
    name: 'lognormal',
    draw: (k) => lognormal(s0, s1, k, sigma),
    mean: 1,
    variance: 0.64,
    kurtosis: logSquares ** 4 + 2 * logSquares ** 3 + 3 * logSquares ** 2 - 3,
    cumulative: (x) => normalCumulative(Math.log(x) / sigma + sigma / 2),
  },
];
const cases = distributions.flatMap((d) => keyKinds.map(([kind, keyOf]) => ({ ...d, kind, keyOf })));

describe('distributions', () => {
  it.each(cases)('$name has its mean, variance and shape with $kind', ({ draw, keyOf, mean, variance, kurtosis, cumulative }) => {
    const values = sample(COUNT, draw, keyOf);
    const got = moments(values);
    expect(Math.abs(got.mean - mean)).toBeLessThan(4.5 * Math.sqrt(variance / COUNT));
    expect(Math.abs(got.variance - variance)).toBeLessThan(4.5 * variance * Math.sqrt((kurtosis - 1) / COUNT));
    expect(distance(values, cumulative)).toBeLessThan(2.2);
  });

  it('exponential has the right tail beyond the last layer, which begins at 7.7', () => {
    const count = 8 * COUNT;
    for (const edge of [3, 7.5, 7.7, 8.5, 10]) {
      let beyond = 0;
      for (let key = 0; key < count; key++) if (exponential(s0, s1, key) > edge) beyond++;
      const expected = count * Math.exp(-edge);
      expect(Math.abs(beyond - expected), `beyond ${edge}`).toBeLessThan(4.5 * Math.sqrt(expected));
    }
  }, 20_000);

  it('normal has the right tails beyond the last layer, which begins at 3.65', () => {
    const count = 8 * COUNT;
    for (const edge of [2, 3.5, 3.66, 4.2]) {
      let above = 0;
      let below = 0;
      for (let key = 0; key < count; key++) {
        const value = normal(s0, s1, key);
        if (value > edge) above++;
        else if (value < -edge) below++;
      }
      const expected = count * (1 - normalCumulative(edge));
      expect(Math.abs(above - expected), `above ${edge}`).toBeLessThan(4.5 * Math.sqrt(expected));
      expect(Math.abs(below - expected), `below ${-edge}`).toBeLessThan(4.5 * Math.sqrt(expected));
    }
  }, 20_000);

  it('exponential and open uniform are never 0, and no uniform reaches 1', () => {
    fc.assert(
      fc.property(int32, int32, int32, (a, b, key) => {
        expect(exponential(a, b, key)).toBeGreaterThan(0);
        expect(openUniform(a, b, key)).toBeGreaterThan(0);
        for (const draw of [uniform, openUniform, fineUniform]) expect(draw(a, b, key)).toBeLessThan(1);
      }),
    );
  });

  it('exponential is smooth at the scale of a layer: neighbouring quantiles hold equal shares', () => {
    const shares = new Int32Array(4096);
    for (let key = 0; key < 4 * COUNT; key++) shares[Math.floor((1 - Math.exp(-exponential(s0, s1, key))) * 4096)]++;
    expect(Math.abs(shareScore(shares))).toBeLessThan(5);
  });

  it('Erlang of 1 is the exponential, and of 0 nothing', () => {
    for (let key = 0; key < 100; key++) expect(erlang(s0, s1, key, 1)).toBe(exponential(s0, s1, key));
    expect(erlang(s0, s1, 1, 0)).toBe(0);
  });

  it('lognormal with no variation is 1', () => {
    expect(lognormalSigma(0)).toBe(0);
    for (let key = 0; key < 100; key++) expect(lognormal(s0, s1, key, 0)).toBe(1);
  });

  it.each([1, 2, 3, 7, 10, 1000])('integers below %i are in range and evenly spread', (bound) => {
    const counts = new Int32Array(bound);
    for (let key = 0; key < COUNT; key++) counts[integerBelow(s0, s1, key, bound)]++;
    expect(counts.reduce((a, b) => a + b)).toBe(COUNT);
    if (bound > 1) expect(Math.abs(shareScore(counts))).toBeLessThan(5);
  });

  it('integers stay below the greatest bound', () => {
    fc.assert(
      fc.property(int32, fc.integer({ min: 1, max: 2 ** 31 - 1 }), (key, bound) => {
        const value = integerBelow(s0, s1, key, bound);
        return value >= 0 && value < bound && Number.isInteger(value);
      }),
    );
  });
});
