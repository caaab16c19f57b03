/* Processor time of the thread, and the latency histogram: 128 buckets per octave, filed by the bits of the double. */
#ifndef REPORT_H
#define REPORT_H

#define _POSIX_C_SOURCE 199309L
#include <stdint.h>
#include <string.h>
#include <time.h>

#define HISTOGRAM_BASE ((1023 - 12) * 128)
#define HISTOGRAM_SIZE (34 * 128)

static uint32_t histogram[HISTOGRAM_SIZE];

static inline void file_latency(double ms) {
  uint64_t bits;
  memcpy(&bits, &ms, 8);
  histogram[(bits >> 45) - HISTOGRAM_BASE]++;
}

static double percentile(double rest) {
  for (uint32_t bucket = 0; bucket < HISTOGRAM_SIZE; bucket++) {
    rest -= histogram[bucket];
    if (rest >= 0) continue;
    uint64_t bits = (uint64_t)(bucket + HISTOGRAM_BASE) << 45;
    double ms;
    memcpy(&ms, &bits, 8);
    return ms;
  }
  return 0;
}

static double thread_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

#endif
