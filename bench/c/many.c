/* W5, a service with workers for everybody: 100,000 requests a second that take an exponential second each, so that 100,000
 * are in flight. Usage: many RUNS [HORIZON_MS]. Runs once per seed from 1 to RUNS and prints, as JSON, the processor time in
 * ms and what the last run gave: events, completed, arrived, mean latency, p50, p99. */
#include "report.h"

#include "draws.h"
#include "list.h"
#include <stdio.h>
#include <stdlib.h>

#define RECORDS 524288
#define SOURCE 0
#define INTER_ARRIVAL_MS 0.01
#define SERVICE_MS 1000
#define ARRIVAL_SALT 0x1b873593u
#define SERVICE_SALT 0x2545f491u

typedef struct {
  double came;
  uint32_t next, key;
} Request;

static Request pool[RECORDS];
static uint32_t unused, sequence, events, completed, arrived, seed;
static double now, latency_sum;

static void schedule_arrival(void) {
  list_push(now + INTER_ARRIVAL_MS * exponential(ARRIVAL_SALT, seed, arrived), sequence++, SOURCE);
}

static void arrive(void) {
  uint32_t request = unused;
  unused = pool[request].next;
  pool[request].came = now;
  pool[request].key = arrived++;
  schedule_arrival();
  list_push(now + SERVICE_MS * exponential(SERVICE_SALT, seed, pool[request].key), sequence++, request);
}

static void depart(uint32_t request) {
  double latency = now - pool[request].came;
  completed++;
  latency_sum += latency;
  file_latency(latency);
  pool[request].next = unused;
  unused = request;
}

static void run(double horizon_ms) {
  for (uint32_t i = 1; i < RECORDS; i++) pool[i].next = i + 1;
  memset(histogram, 0, sizeof histogram);
  unused = 1;
  sequence = events = completed = arrived = 0;
  now = latency_sum = 0;
  list_reset();
  seed_draws(seed);
  schedule_arrival();
  for (;;) {
    Entry event = list_pop();
    if (event.time >= horizon_ms) break;
    now = event.time;
    events++;
    if (event.record == SOURCE) arrive();
    else depart(event.record);
  }
}

int main(int count, char **arguments) {
  uint32_t runs = count > 1 ? atoi(arguments[1]) : 1;
  double horizon_ms = count > 2 ? atof(arguments[2]) : 20000;
  make_layers();
  double start = thread_ms();
  for (seed = 1; seed <= runs; seed++) run(horizon_ms);
  double ms = thread_ms() - start;
  printf("{\"cpuMs\":%.3f,\"values\":[%u,%u,%u,%.17g,%.17g,%.17g]}\n", ms, events, completed, arrived,
         latency_sum / completed, percentile(completed * 0.5), percentile(completed * 0.99));
}
