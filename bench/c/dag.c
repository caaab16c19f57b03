/* W3, a hundred services that call later ones. Usage: dag RUNS [HORIZON_MS]. Runs once per seed from 1 to RUNS and prints,
 * as JSON, the processor time in ms and what the last run gave: events, completed, arrived, mean latency, p50, p99. */
#include "report.h"

#include "draws.h"
#include "list.h"
#include <stdio.h>
#include <stdlib.h>

#define SERVICES 100
#define SOURCES 5
#define RECORDS 131072
#define NOBODY UINT32_MAX
#define INTER_ARRIVAL_MS 2.5
#define ARRIVAL_SALT 0x1b873593u
#define SERVICE_SALT 0x2545f491u

typedef struct {
  double mean_ms;
  uint32_t workers, callees, callee[3];
  uint32_t busy, queued, head, tail;
} Service;

/* A visit of a request to a service; `caller` is the visit that waits for it. */
typedef struct {
  double came;
  uint32_t service, caller, next, called, key;
} Visit;

static Service services[SERVICES];
static Visit pool[RECORDS];
static uint32_t unused, sequence, events, completed, arrived, seed;
static uint32_t asked[SOURCES];
static double now, latency_sum;

static uint32_t next_number(uint32_t *x, uint32_t n) {
  *x = *x * 1664525u + 1013904223u;
  return (uint32_t)(((uint64_t)(*x >> 16) * n) >> 16);
}

static void make_services(void) {
  uint32_t x = 39;
  for (uint32_t i = 0; i < SERVICES; i++) {
    Service *service = &services[i];
    service->workers = 8 + next_number(&x, 25);
    service->mean_ms = 1 + next_number(&x, 401) / 100.0;
    uint32_t callees = next_number(&x, 4);
    service->callees = i < SERVICES - 1 ? callees : 0;
    for (uint32_t k = 0; k < service->callees; k++) service->callee[k] = i + 1 + next_number(&x, SERVICES - 1 - i);
  }
}

static void serve(uint32_t visit) {
  Service *service = &services[pool[visit].service];
  double draw = exponential(SERVICE_SALT + pool[visit].service, seed, pool[visit].key);
  list_push(now + service->mean_ms * draw, sequence++, visit);
}

static void enter(uint32_t number, uint32_t caller, uint32_t key) {
  uint32_t visit = unused;
  unused = pool[visit].next;
  pool[visit] = (Visit){now, number, caller, NOBODY, 0, key};
  Service *service = &services[number];
  if (service->busy < service->workers) {
    service->busy++;
    serve(visit);
    return;
  }
  if (service->queued++ == 0) service->head = visit;
  else pool[service->tail].next = visit;
  service->tail = visit;
}

static void schedule_arrival(uint32_t source) {
  list_push(now + INTER_ARRIVAL_MS * exponential(ARRIVAL_SALT, seed + 1000 * source, asked[source]), sequence++, source);
}

static void arrive(uint32_t source) {
  arrived++;
  uint32_t key = child_key(asked[source]++, seed + source, 0);
  schedule_arrival(source);
  enter(source, NOBODY, key);
}

/* The visit makes its next call, or replies; a caller that gets a reply goes on in the same way. */
static void go_on(uint32_t visit) {
  for (;;) {
    Visit *v = &pool[visit];
    Service *service = &services[v->service];
    if (v->called < service->callees) {
      uint32_t call = v->called++;
      enter(service->callee[call], visit, child_key(v->key, seed + v->service, call));
      return;
    }
    uint32_t caller = v->caller;
    if (caller == NOBODY) {
      double latency = now - v->came;
      completed++;
      latency_sum += latency;
      file_latency(latency);
    }
    v->next = unused;
    unused = visit;
    if (caller == NOBODY) return;
    visit = caller;
  }
}

static void end_service(uint32_t visit) {
  Service *service = &services[pool[visit].service];
  if (service->queued > 0) {
    uint32_t next = service->head;
    service->head = pool[next].next;
    service->queued--;
    serve(next);
  } else service->busy--;
  go_on(visit);
}

static void reset(void) {
  for (uint32_t i = 0; i < SERVICES; i++) services[i].busy = services[i].queued = 0;
  for (uint32_t i = SOURCES; i < RECORDS; i++) pool[i].next = i + 1;
  memset(histogram, 0, sizeof histogram);
  memset(asked, 0, sizeof asked);
  unused = SOURCES;
  sequence = events = completed = arrived = 0;
  now = latency_sum = 0;
  list_reset();
  seed_draws(seed);
}

static void run(double horizon_ms) {
  reset();
  for (uint32_t source = 0; source < SOURCES; source++) schedule_arrival(source);
  for (;;) {
    Entry event = list_pop();
    if (event.time >= horizon_ms) break;
    now = event.time;
    events++;
    if (event.record < SOURCES) arrive(event.record);
    else end_service(event.record);
  }
}

int main(int count, char **arguments) {
  uint32_t runs = count > 1 ? atoi(arguments[1]) : 1;
  double horizon_ms = count > 2 ? atof(arguments[2]) : 60000;
  make_layers();
  make_services();
  double start = thread_ms();
  for (seed = 1; seed <= runs; seed++) run(horizon_ms);
  double ms = thread_ms() - start;
  printf("{\"cpuMs\":%.3f,\"values\":[%u,%u,%u,%.17g,%.17g,%.17g]}\n", ms, events, completed, arrived,
         latency_sum / completed, percentile(completed * 0.5), percentile(completed * 0.99));
}
