/** Sequential generators, to compare keyed draws with: state in an Int32Array, which measured fastest in every host. */

/** Blackman and Vigna's xoshiro128**. */
export class Xoshiro128 {
  readonly state: Int32Array;

  constructor(seed: number) {
    this.state = fill(seed);
  }

  next(): number {
    const s = this.state;
    const s1 = s[1];
    const t = Math.imul(s1, 5);
    const result = Math.imul((t << 7) | (t >>> 25), 9);
    const s2 = s[2] ^ s[0];
    const s3 = s[3] ^ s1;
    s[1] = s1 ^ s2;
    s[0] ^= s3;
    s[2] = s2 ^ (s1 << 9);
    s[3] = (s3 << 11) | (s3 >>> 21);
    return result;
  }
}

/** Doty-Humphrey's sfc32. */
export class Sfc32 {
  readonly state: Int32Array;

  constructor(seed: number) {
    this.state = fill(seed);
  }

  next(): number {
    const s = this.state;
    const b = s[1];
    const c = s[2];
    const result = (s[0] + b + s[3]) | 0;
    s[3] = (s[3] + 1) | 0;
    s[0] = b ^ (b >>> 9);
    s[1] = (c + (c << 3)) | 0;
    s[2] = (((c << 21) | (c >>> 11)) + result) | 0;
    return result;
  }
}

/** Four words from a seed, by a Weyl sequence and a finaliser. */
function fill(seed: number): Int32Array {
  const state = new Int32Array(4);
  for (let i = 0; i < 4; i++) {
    let x = (seed + Math.imul(i + 1, 0x9e3779b9)) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
    x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
    state[i] = x ^ (x >>> 16);
  }
  return state;
}
