/* Random draws for the C programs: xoshiro256** with ziggurats of 53 bits, or, with -DKEYED, the keyed draws of
 * src/base/random.ts, with which a run gives the same bits as the engines in TypeScript and AssemblyScript. */
#ifndef DRAWS_H
#define DRAWS_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#define EDGE 7.69711747013105
#define AREA 0.003949659822581557

static double layer_width[256], layer_edge[256], layer_height[257];

#ifdef KEYED

static double power_of_two(int k) {
  uint64_t bits = (uint64_t)(k + 1023) << 52;
  double x;
  memcpy(&x, &bits, 8);
  return x;
}

/* As src/base/math.ts, for normal arguments and results. */
static double own_ln(double x) {
  uint64_t bits;
  memcpy(&bits, &x, 8);
  int k = ((int32_t)(bits >> 32) - 0x3fe6a09e) >> 20;
  double f = x * power_of_two(-k) - 1, s = f / (2 + f), half = 0.5 * f * f, z = s * s, w = z * z;
  double odd = 2.0 / 3 + w * (2.0 / 7 + w * (2.0 / 11 + w * (2.0 / 15 + w * (2.0 / 19))));
  double even = 2.0 / 5 + w * (2.0 / 9 + w * (2.0 / 13 + w * (2.0 / 17 + w * (2.0 / 21))));
  double tail = z * (odd + z * even);
  return k * 0.6931471805592082 - (half - (s * (half + tail) + k * 7.371002565167799e-13) - f);
}

static double own_exp(double x) {
  double k = floor(x * 1.4426950408889634 + 0.5);
  double high = x - k * 0.6931471805592082, low = k * 7.371002565167799e-13, r = high - low, z = r * r;
  double even = 1.0 / 2 + z * (1.0 / 24 + z * (1.0 / 720 + z * (1.0 / 40320 + z * (1.0 / 3628800 + z * (1.0 / 479001600)))));
  double odd = 1.0 / 6 + z * (1.0 / 120 + z * (1.0 / 5040 + z * (1.0 / 362880 + z * (1.0 / 39916800 + z * (1.0 / 6227020800.0)))));
  return (1 + (r + (high - r - low + z * (even + r * odd)))) * power_of_two((int)k);
}

#define LN own_ln
#define EXP own_exp
#define PLACES 16777216.0

static inline uint32_t scramble(uint32_t x) {
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = (x ^ (x >> 15)) * 0x846ca68bu;
  return x ^ (x >> 16);
}

static inline uint32_t keyed_bits(uint32_t s0, uint32_t s1, uint32_t key, uint32_t index) {
  return scramble(scramble(key ^ s0) + s1 + index * 0x9e3779b9u);
}

static inline uint32_t child_key(uint32_t parent, uint32_t link, uint32_t index) {
  return scramble(scramble(parent ^ link) + (index + 1) * 0x9e3779b9u);
}

static double exponential_after_rejection(uint32_t s0, uint32_t s1, uint32_t key, uint32_t bits) {
  double offset = 0;
  for (uint32_t index = 0;; index += 2) {
    uint32_t layer = bits & 255;
    double value = ((bits >> 8) + 0.5) * layer_width[layer];
    if (value < layer_edge[layer]) return offset + value;
    if (layer == 0) offset += EDGE;
    else {
      double low = layer_height[layer];
      double u = (keyed_bits(s0 ^ 0x6a09e667u, s1, key, index) + 0.5) * (1 / 4294967296.0);
      if (low + u * (layer_height[layer + 1] - low) < EXP(-value)) return offset + value;
    }
    bits = keyed_bits(s0 ^ 0x6a09e667u, s1, key, index + 1);
  }
}

static inline double exponential(uint32_t s0, uint32_t s1, uint32_t key) {
  uint32_t bits = keyed_bits(s0, s1, key, 0), layer = bits & 255;
  double value = ((bits >> 8) + 0.5) * layer_width[layer];
  return value < layer_edge[layer] ? value : exponential_after_rejection(s0, s1, key, bits);
}

static inline double uniform(uint32_t s0, uint32_t s1, uint32_t key) {
  return keyed_bits(s0, s1, key, 0) * (1 / 4294967296.0);
}

static void seed_draws(uint32_t seed) { (void)seed; }

#else

#define LN log
#define EXP exp
#define PLACES 9007199254740992.0

static uint64_t state[4];

static inline uint64_t rotate(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

/* Blackman and Vigna's xoshiro256**. */
static inline uint64_t next_bits(void) {
  uint64_t result = rotate(state[1] * 5, 7) * 9, t = state[1] << 17;
  state[2] ^= state[0];
  state[3] ^= state[1];
  state[1] ^= state[2];
  state[0] ^= state[3];
  state[2] ^= t;
  state[3] = rotate(state[3], 45);
  return result;
}

static inline double next_uniform(void) { return (next_bits() >> 11) * (1 / 9007199254740992.0); }

static inline double next_exponential(void) {
  double offset = 0;
  for (;;) {
    uint64_t bits = next_bits();
    uint32_t layer = bits & 255;
    double value = (bits >> 11) * layer_width[layer];
    if (value < layer_edge[layer]) return offset + value;
    if (layer == 0) offset += EDGE;
    else {
      double low = layer_height[layer];
      if (low + next_uniform() * (layer_height[layer + 1] - low) < EXP(-value)) return offset + value;
    }
  }
}

/* The keys mean nothing here. */
#define exponential(s0, s1, key) next_exponential()
#define uniform(s0, s1, key) next_uniform()
#define child_key(parent, link, index) ((void)(index), 0)

static void seed_draws(uint32_t seed) {
  uint64_t x = seed;
  for (int i = 0; i < 4; i++) {
    uint64_t z = (x += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    state[i] = z ^ (z >> 31);
  }
}

#endif

static void make_layers(void) {
  double right = AREA / EXP(-EDGE), inner = EDGE;
  for (int layer = 0; layer < 256; layer++) {
    layer_width[layer] = right / PLACES;
    layer_edge[layer] = inner;
    right = inner;
    inner = layer < 254 ? -LN(AREA / right + EXP(-right)) : 0;
  }
  for (int layer = 1; layer <= 256; layer++) layer_height[layer] = EXP(-layer_edge[layer - 1]);
}

#endif
