/* A 4-ary heap of 16-byte entries, ordered by (time, sequence number). */
#ifndef HEAP_H
#define HEAP_H

#include <stdint.h>

#ifndef MOST_PENDING
#define MOST_PENDING 1048576
#endif

typedef struct {
  double time;
  uint32_t sequence;
  uint32_t record;
} Entry;

static _Alignas(64) Entry heap[MOST_PENDING];
static uint32_t heap_size;

static void list_reset(void) { heap_size = 0; }

static inline int is_before(const Entry *a, const Entry *b) {
  return a->time < b->time || (a->time == b->time && (int32_t)(a->sequence - b->sequence) < 0);
}

static inline void list_push(double time, uint32_t sequence, uint32_t record) {
  Entry entry = {time, sequence, record};
  uint32_t at = heap_size++;
  while (at > 0) {
    uint32_t parent = (at - 1) >> 2;
    if (!is_before(&entry, &heap[parent])) break;
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = entry;
}

static inline Entry list_pop(void) {
  Entry result = heap[0], last = heap[--heap_size];
  uint32_t at = 0;
  for (uint32_t child = 1; child < heap_size; child = 4 * at + 1) {
    uint32_t best = child, end = child + 4 < heap_size ? child + 4 : heap_size;
    for (uint32_t i = child + 1; i < end; i++) {
      if (is_before(&heap[i], &heap[best])) best = i;
    }
    if (is_before(&last, &heap[best])) break;
    heap[at] = heap[best];
    at = best;
  }
  heap[at] = last;
  return result;
}

#endif
