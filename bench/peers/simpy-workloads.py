"""W1, W2 and W3 in SimPy. Usage: simpy-workloads.py WORKLOAD REQUESTS [SEED].

Prints, as JSON, the processor time of the run in ms and what it gave: finished requests, mean, p50 and p99 of their times in
seconds. Written as for speed: plain events and callbacks where SimPy's conditions would do the same at twice the cost.
"""
import json
import sys
import time
from random import expovariate, random, seed

import simpy


def single_queue(env, requests, latencies):
    """W1, M/M/1 with load 0.8."""
    server = simpy.Resource(env, 1)

    def customer():
        came = env.now
        with server.request() as turn:
            yield turn
            yield env.timeout(expovariate(1))
        latencies.append(env.now - came)

    def source():
        for _ in range(requests):
            yield env.timeout(expovariate(0.8))
            env.process(customer())

    env.process(source())
    env.run()


TIMEOUT_SECONDS = 0.25
BACKOFF_SECONDS = 0.05
MOST_TRIES = 3
QUEUE_CAPACITY = 1000
TIERS = ((64, 0.002), (32, 0.020), (16, 0.008))
CHAIN_RATE = 500


def call_chain(env, requests, latencies):
    """W2, a chain of three tiers with time-outs and retries."""
    workers = [simpy.Resource(env, count) for count, _ in TIERS]

    def serve(tier, reply):
        """A request at a tier: holds a worker for its own work and its call downstream."""
        resource = workers[tier]
        with resource.request() as turn:
            yield turn
            yield env.timeout(expovariate(1 / TIERS[tier][1]))
            is_good = (yield from call(tier + 1)) if tier + 1 < len(TIERS) else True
        if not reply.triggered:
            reply.succeed(is_good)

    def attempt(tier):
        """One try: whether the reply was good and came in time."""
        resource = workers[tier]
        if resource.count >= resource.capacity and len(resource.queue) >= QUEUE_CAPACITY:
            return False
        reply = env.event()

        def expire(_):
            if not reply.triggered:
                reply.succeed(False)

        env.timeout(TIMEOUT_SECONDS).callbacks.append(expire)
        env.process(serve(tier, reply))
        return (yield reply)

    def call(tier):
        for tries in range(MOST_TRIES):
            if tries > 0:
                yield env.timeout(random() * BACKOFF_SECONDS * 2 ** (tries - 1))
            if (yield from attempt(tier)):
                return True
        return False

    def client():
        came = env.now
        if (yield from call(0)):
            latencies.append(env.now - came)

    def source():
        while True:
            yield env.timeout(expovariate(CHAIN_RATE))
            env.process(client())

    env.process(source())
    env.run(until=requests / CHAIN_RATE)


ENTRIES = 5
SERVICES = 100
ENTRY_RATE = 400


def services_of_graph():
    """Workers, mean seconds and callees of the hundred services."""
    state = 39

    def draw(n):
        nonlocal state
        state = (state * 1664525 + 1013904223) % 2**32
        return (state >> 16) * n // 65536

    services = []
    for i in range(SERVICES):
        count, mean = 8 + draw(25), (1 + draw(401) / 100) / 1000
        callees = draw(4)
        last = SERVICES - 1
        services.append((count, mean, [i + 1 + draw(last - i) for _ in range(callees if i < last else 0)]))
    return services


def service_graph(env, requests, latencies):
    """W3, a hundred services that call later ones, one after another, without holding a worker meanwhile."""
    graph = [(simpy.Resource(env, count), 1 / mean, callees) for count, mean, callees in services_of_graph()]

    def visit(number):
        resource, rate, callees = graph[number]
        with resource.request() as turn:
            yield turn
            yield env.timeout(expovariate(rate))
        for callee in callees:
            yield from visit(callee)

    def client(number):
        came = env.now
        yield from visit(number)
        latencies.append(env.now - came)

    def source(number):
        while True:
            yield env.timeout(expovariate(ENTRY_RATE))
            env.process(client(number))

    for number in range(ENTRIES):
        env.process(source(number))
    env.run(until=requests / (ENTRIES * ENTRY_RATE))


WORKLOADS = {"W1": single_queue, "W2": call_chain, "W3": service_graph}


def main(workload, requests, chosen_seed="1"):
    seed(int(chosen_seed))
    latencies = []
    env = simpy.Environment()
    start = time.thread_time()
    WORKLOADS[workload](env, int(requests), latencies)
    cpu_ms = (time.thread_time() - start) * 1000
    latencies.sort()
    count = len(latencies)
    values = {
        "requests": count,
        "mean": sum(latencies) / count,
        "p50": latencies[count // 2],
        "p99": latencies[int(count * 0.99)],
    }
    print(json.dumps({"cpuMs": cpu_ms, "values": values, "version": getattr(simpy, "__version__", "")}))


main(*sys.argv[1:])
