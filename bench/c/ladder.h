/* A ladder queue with the face of the heap, ordered by (time, sequence number). A record is pending at most once, so the
 * records themselves are the nodes of its chains. Events far ahead wait unsorted in the top; when all nearer ones are taken,
 * the top is spread over the buckets of a rung; a bucket that holds much is spread over a finer rung, one that holds little
 * is sorted into the bottom, from whose end events are taken. Buckets are told by their numbers, never by computed bounds. */
#ifndef LADDER_H
#define LADDER_H

#include <stdint.h>
#include <string.h>

#ifndef MOST_PENDING
#define MOST_PENDING 1048576
#endif
#define NO_NODE UINT32_MAX
#define MOST_RUNGS 12
#define SORTED_AT_MOST 20
#define BOTTOM_AT_MOST 24

typedef struct {
  double time;
  uint32_t sequence;
  uint32_t record;
} Entry;

typedef struct {
  double time;
  uint32_t sequence;
  uint32_t next;
} Node;

typedef struct {
  double start, per_ms;
  uint32_t *buckets;
  int64_t count, current;
} Rung;

static Node nodes[MOST_PENDING];
static uint32_t bucket_space[2 * MOST_PENDING];
static Entry bottom[MOST_PENDING];
static Rung rungs[MOST_RUNGS];
static uint32_t rung_count, bottom_size, top_size, top_head;
static double top_start, top_least, top_greatest;

static inline int is_after(const Entry *a, const Entry *b) {
  return a->time > b->time || (a->time == b->time && (int32_t)(a->sequence - b->sequence) > 0);
}

static void list_reset(void) {
  rung_count = bottom_size = top_size = 0;
  top_head = NO_NODE;
  top_start = -1;
}

static inline int64_t bucket_of(const Rung *rung, double time) {
  double number = (time - rung->start) * rung->per_ms;
  return number < (double)rung->count ? (int64_t)number : rung->count - 1;
}

/* Latest first, so that the next event stands at the end. */
static inline void insert_bottom(Entry entry) {
  uint32_t at = bottom_size++;
  while (at > 0 && is_after(&entry, &bottom[at - 1])) {
    bottom[at] = bottom[at - 1];
    at--;
  }
  bottom[at] = entry;
}

/* Spreads a chain over a new rung; 0 when there is no room for one, or nothing to tell its events apart by. */
static int spread(uint32_t chain, uint32_t count, double least, double greatest) {
  Rung *rung = &rungs[rung_count];
  double per_ms = count / (greatest - least);
  if (rung_count == MOST_RUNGS || !(per_ms < 1e300)) return 0;
  uint32_t *space = rung_count == 0 ? bucket_space : rung[-1].buckets + rung[-1].count;
  if (space + count > bucket_space + 2 * MOST_PENDING) return 0;
  *rung = (Rung){least, per_ms, space, count, -1};
  rung_count++;
  memset(space, 0xff, count * sizeof *space);
  for (uint32_t node = chain, next; node != NO_NODE; node = next) {
    next = nodes[node].next;
    uint32_t *bucket = &space[bucket_of(rung, nodes[node].time)];
    nodes[node].next = *bucket;
    *bucket = node;
  }
  return 1;
}

static void sort_chain(uint32_t chain) {
  for (uint32_t node = chain; node != NO_NODE; node = nodes[node].next) {
    insert_bottom((Entry){nodes[node].time, nodes[node].sequence, node});
  }
}

/* The bottom has grown by insertions: what is in it goes to a rung of its own. */
static void spread_bottom(void) {
  double greatest = bottom[0].time, least = bottom[bottom_size - 1].time;
  if (rung_count == MOST_RUNGS || !(bottom_size / (greatest - least) < 1e300)) return;
  uint32_t chain = NO_NODE;
  for (uint32_t i = 0; i < bottom_size; i++) {
    nodes[bottom[i].record] = (Node){bottom[i].time, bottom[i].sequence, chain};
    chain = bottom[i].record;
  }
  if (spread(chain, bottom_size, least, greatest)) bottom_size = 0;
}

static inline void list_push(double time, uint32_t sequence, uint32_t record) {
  if (time > top_start) {
    if (top_size++ == 0) top_least = top_greatest = time;
    else if (time < top_least) top_least = time;
    else if (time > top_greatest) top_greatest = time;
    nodes[record] = (Node){time, sequence, top_head};
    top_head = record;
    return;
  }
  for (uint32_t i = 0; i < rung_count; i++) {
    Rung *rung = &rungs[i];
    int64_t number = bucket_of(rung, time);
    if (number <= rung->current) continue;
    nodes[record] = (Node){time, sequence, rung->buckets[number]};
    rung->buckets[number] = record;
    return;
  }
  insert_bottom((Entry){time, sequence, record});
  if (bottom_size > BOTTOM_AT_MOST) spread_bottom();
}

static void take_top(void) {
  uint32_t chain = top_head, count = top_size;
  top_start = top_greatest;
  top_size = 0;
  top_head = NO_NODE;
  if (count <= SORTED_AT_MOST || !spread(chain, count, top_least, top_greatest)) sort_chain(chain);
}

static void take_bucket(uint32_t chain) {
  uint32_t count = 0;
  double least = nodes[chain].time, greatest = least;
  for (uint32_t node = chain; node != NO_NODE; node = nodes[node].next) {
    double time = nodes[node].time;
    if (time < least) least = time;
    if (time > greatest) greatest = time;
    count++;
  }
  if (count <= SORTED_AT_MOST || !spread(chain, count, least, greatest)) sort_chain(chain);
}

static void refill(void) {
  while (bottom_size == 0) {
    if (rung_count == 0) {
      take_top();
      continue;
    }
    Rung *rung = &rungs[rung_count - 1];
    do rung->current++;
    while (rung->current < rung->count && rung->buckets[rung->current] == NO_NODE);
    if (rung->current == rung->count) {
      rung_count--;
      continue;
    }
    uint32_t chain = rung->buckets[rung->current];
    take_bucket(chain);
  }
}

static inline Entry list_pop(void) {
  if (bottom_size == 0) refill();
  return bottom[--bottom_size];
}

#endif
