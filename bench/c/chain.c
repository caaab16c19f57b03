/* W2, a chain of three tiers with time-outs and retries. Usage: chain RUNS [RATE_PER_SEC [HORIZON_MS]]. Runs once per seed
 * from 1 to RUNS and prints, as JSON, the processor time in ms and what the last run gave: events, completed, failed,
 * timed out, rejected, retried, arrived, mean latency, p50, p99. */
#include "report.h"

#include "draws.h"
#include "list.h"
#include <stdio.h>
#include <stdlib.h>

#define RECORDS 131072
#define RING 65536
#define TIERS 3
#define CLIENT -1
#define QUEUE_CAPACITY 1000
#define TIMEOUT_MS 250
#define BACKOFF_MS 50.0
#define MOST_TRIES 3
#define ARRIVAL_SALT 0x1b873593u
#define SERVICE_SALT 0x2545f491u
#define JITTER_SALT 0x3c6ef372u

enum { ARRIVAL, SERVICE_END, BACKOFF_END, TIMEOUTS };
enum { SOURCE, LANE, FIRST_FREE };

/* A client, or a request at a tier, which is also the caller of the next tier. */
typedef struct {
  double came;
  uint32_t kind;
  int32_t tier;
  uint32_t caller, caller_round, next, tries;
  /* Raised whenever a call's try is over, so that a reply or time-out of an older try is told apart. */
  uint32_t round;
  uint32_t key;
} Record;

typedef struct {
  uint32_t busy, queued, head, tail;
} Tier;

typedef struct {
  double time;
  uint32_t caller, round, sequence;
} Deadline;

static const uint32_t workers[TIERS] = {64, 32, 16};
static const double service_ms[TIERS] = {2, 20, 8};

static Record pool[RECORDS];
static Tier tiers[TIERS];
static Deadline ring[RING];
static uint32_t unused, sequence, ring_head, ring_tail, seed;
static int is_armed;
static double now, latency_sum;
static uint32_t events, completed, failed, timed_out, rejected, retried, arrived;

static void try_call(uint32_t caller);
static void reply(uint32_t request, int is_good);

static uint32_t take(void) {
  uint32_t record = unused;
  unused = pool[record].next;
  return record;
}

static void release(uint32_t record) {
  pool[record].next = unused;
  unused = record;
}

static void schedule(double time, uint32_t record, uint32_t kind) {
  pool[record].kind = kind;
  list_push(time, sequence++, record);
}

/* The lane: deadlines of one constant delay, in a ring. Only the first live one is in the heap. */

static void arm(void) {
  is_armed = 0;
  for (; ring_head != ring_tail; ring_head++) {
    Deadline *first = &ring[ring_head % RING];
    if (pool[first->caller].round != first->round) continue;
    list_push(first->time, first->sequence, LANE);
    is_armed = 1;
    return;
  }
}

static void set_timer(uint32_t caller, uint32_t round) {
  ring[ring_tail++ % RING] = (Deadline){now + TIMEOUT_MS, caller, round, sequence++};
  if (!is_armed) arm();
}

static void call_over(uint32_t caller, int is_good) {
  if (pool[caller].tier != CLIENT) {
    reply(caller, is_good);
    return;
  }
  if (is_good) {
    double latency = now - pool[caller].came;
    completed++;
    latency_sum += latency;
    file_latency(latency);
  } else failed++;
  release(caller);
}

static void try_failed(uint32_t caller) {
  uint32_t tries = pool[caller].tries;
  if (tries >= MOST_TRIES) {
    call_over(caller, 0);
    return;
  }
  retried++;
  double draw = uniform(JITTER_SALT + tries, seed, pool[caller].key);
  schedule(now + BACKOFF_MS * (1 << (tries - 1)) * draw, caller, BACKOFF_END);
}

static void serve(uint32_t request, int tier) {
  double draw = exponential(SERVICE_SALT + tier, seed, pool[request].key);
  schedule(now + service_ms[tier] * draw, request, SERVICE_END);
}

static void try_call(uint32_t caller) {
  Record *c = &pool[caller];
  uint32_t tries = ++c->tries, round = ++c->round;
  set_timer(caller, round);
  int tier_number = c->tier + 1;
  Tier *tier = &tiers[tier_number];
  int is_free = tier->busy < workers[tier_number];
  if (!is_free && tier->queued >= QUEUE_CAPACITY) {
    rejected++;
    c->round++;
    try_failed(caller);
    return;
  }
  uint32_t request = take();
  Record *r = &pool[request];
  r->tier = tier_number;
  r->caller = caller;
  r->caller_round = round;
  r->key = child_key(c->key, seed + tier_number, tries);
  if (is_free) {
    tier->busy++;
    serve(request, tier_number);
    return;
  }
  if (tier->queued++ == 0) tier->head = request;
  else pool[tier->tail].next = request;
  tier->tail = request;
}

static void begin_call(uint32_t caller) {
  pool[caller].tries = 0;
  try_call(caller);
}

static void reply(uint32_t request, int is_good) {
  Record *r = &pool[request];
  uint32_t caller = r->caller, round = r->caller_round;
  int tier_number = r->tier;
  Tier *tier = &tiers[tier_number];
  release(request);
  if (tier->queued > 0) {
    uint32_t next = tier->head;
    tier->head = pool[next].next;
    tier->queued--;
    serve(next, tier_number);
  } else tier->busy--;
  if (pool[caller].round != round) return;
  pool[caller].round++;
  if (is_good) call_over(caller, 1);
  else try_failed(caller);
}

static void schedule_arrival(double inter_arrival_ms) {
  schedule(now + inter_arrival_ms * exponential(ARRIVAL_SALT, seed, arrived), SOURCE, ARRIVAL);
}

static void arrive(double inter_arrival_ms) {
  uint32_t client = take();
  pool[client].came = now;
  pool[client].tier = CLIENT;
  pool[client].key = arrived++;
  schedule_arrival(inter_arrival_ms);
  begin_call(client);
}

static void lane(void) {
  Deadline first = ring[ring_head++ % RING];
  int is_live = pool[first.caller].round == first.round;
  arm();
  if (!is_live) {
    events--;
    return;
  }
  timed_out++;
  pool[first.caller].round++;
  try_failed(first.caller);
}

static void reset(void) {
  memset(pool, 0, sizeof pool);
  for (uint32_t i = FIRST_FREE; i < RECORDS; i++) pool[i].next = i + 1;
  pool[LANE].kind = TIMEOUTS;
  memset(tiers, 0, sizeof tiers);
  memset(histogram, 0, sizeof histogram);
  unused = FIRST_FREE;
  sequence = ring_head = ring_tail = 0;
  is_armed = 0;
  now = latency_sum = 0;
  events = completed = failed = timed_out = rejected = retried = arrived = 0;
  list_reset();
  seed_draws(seed);
}

static void run(double rate_per_sec, double horizon_ms) {
  double inter_arrival_ms = 1000 / rate_per_sec;
  reset();
  schedule_arrival(inter_arrival_ms);
  for (;;) {
    Entry event = list_pop();
    if (event.time >= horizon_ms) break;
    now = event.time;
    events++;
    switch (pool[event.record].kind) {
      case ARRIVAL: arrive(inter_arrival_ms); break;
      case SERVICE_END:
        if (pool[event.record].tier == TIERS - 1) reply(event.record, 1);
        else begin_call(event.record);
        break;
      case BACKOFF_END: try_call(event.record); break;
      default: lane();
    }
  }
}

int main(int count, char **arguments) {
  uint32_t runs = count > 1 ? atoi(arguments[1]) : 1;
  double rate_per_sec = count > 2 ? atof(arguments[2]) : 500, horizon_ms = count > 3 ? atof(arguments[3]) : 600000;
  make_layers();
  double start = thread_ms();
  for (seed = 1; seed <= runs; seed++) run(rate_per_sec, horizon_ms);
  double ms = thread_ms() - start;
  printf("{\"cpuMs\":%.3f,\"values\":[%u,%u,%u,%u,%u,%u,%u,%.17g,%.17g,%.17g]}\n", ms, events, completed, failed,
         timed_out, rejected, retried, arrived, latency_sum / completed, percentile(completed * 0.5),
         percentile(completed * 0.99));
}
