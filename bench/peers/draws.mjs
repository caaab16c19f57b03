/** Draws for the libraries: sfc32 with its state in a typed array, and the logarithm, as a user in a hurry would have them. */
const state = new Int32Array(4);

/** @param {number} seed */
export function seedDraws(seed) {
  state.set([seed, seed ^ 0x9e3779b9, seed ^ 0x243f6a88, 1]);
  for (let i = 0; i < 16; i++) uniform();
}

/** A number from 0 up to 1. */
export function uniform() {
  const sum = (((state[0] + state[1]) | 0) + state[3]) | 0;
  state[3] = state[3] + 1;
  state[0] = state[1] ^ (state[1] >>> 9);
  state[1] = state[2] + (state[2] << 3);
  state[2] = ((state[2] << 21) | (state[2] >>> 11)) + sum;
  return (sum >>> 0) / 4294967296;
}

/** @param {number} mean */
export function exponential(mean) {
  return -mean * Math.log(1 - uniform());
}
