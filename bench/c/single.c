/* W1, M/M/1. Usage: single RUNS [CUSTOMERS]. Runs once per seed from 1 to RUNS and prints, as JSON, the processor time in
 * ms and what the last run gave: customers, end, mean sojourn time in units of the mean service time. */
#include "report.h"

#include "draws.h"
#include "list.h"
#include <stdio.h>
#include <stdlib.h>

#define RECORDS 16384
#define ARRIVAL_SALT 0x1b873593u
#define SERVICE_SALT 0x2545f491u

typedef struct {
  double came;
  uint32_t next;
  uint32_t key;
} Customer;

static Customer pool[RECORDS];
static uint32_t unused, sequence, queued, last, arrived, seed;
static double now, sojourn_sum;

static void serve(uint32_t customer) {
  list_push(now + 1000 * exponential(SERVICE_SALT, seed, pool[customer].key), sequence++, customer);
}

static void schedule_arrival(void) {
  list_push(now + 1250 * exponential(ARRIVAL_SALT, seed, arrived), sequence++, 0);
}

static void arrive(uint32_t customers) {
  uint32_t customer = unused;
  unused = pool[customer].next;
  pool[customer].came = now;
  pool[customer].key = arrived++;
  if (arrived < customers) schedule_arrival();
  if (queued++ == 0) serve(customer);
  else pool[last].next = customer;
  last = customer;
}

static void depart(uint32_t customer) {
  sojourn_sum += now - pool[customer].came;
  uint32_t next = pool[customer].next;
  pool[customer].next = unused;
  unused = customer;
  if (--queued > 0) serve(next);
}

static void run(uint32_t customers) {
  for (uint32_t i = 1; i < RECORDS; i++) pool[i].next = i + 1;
  unused = 1;
  sequence = queued = arrived = 0;
  now = sojourn_sum = 0;
  list_reset();
  seed_draws(seed);
  schedule_arrival();
  for (uint32_t left = 0; left < customers;) {
    Entry event = list_pop();
    now = event.time;
    if (event.record == 0) arrive(customers);
    else {
      depart(event.record);
      left++;
    }
  }
}

int main(int count, char **arguments) {
  uint32_t runs = count > 1 ? atoi(arguments[1]) : 1, customers = count > 2 ? atoi(arguments[2]) : 2000000;
  make_layers();
  double start = thread_ms();
  for (seed = 1; seed <= runs; seed++) run(customers);
  double ms = thread_ms() - start;
  printf("{\"cpuMs\":%.3f,\"values\":[%u,%.17g,%.17g]}\n", ms, customers, now, sojourn_sum / customers / 1000);
}
