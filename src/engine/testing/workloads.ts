import type { BrownoutDocument, Component } from '../../model/document.ts';
import { emptyDocument } from '../../model/document.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import { build, call, poisson, type Part, settings } from './build.ts';

/**
 * The workloads that the engine's speed is measured by, as documents. Times in them are those of the definitions, in
 * milliseconds. They are published with the bench, so what they compute is checked as well: `workloads.test.ts`.
 */

function exponential(id: string, params: ParameterValues): Part {
  const plain = { queueCapacity: 'unbounded', serviceDistribution: 'exponential' };
  return { components: [{ id, kind: 'service', name: id, x: 0, y: 0, params: { ...plain, ...params } }] };
}

/** W1, M/M/1: Poisson arrivals of 0.8/s, one server, exponential service of 1 s, first come first served, unbounded queue.
 *  Lasts as long as `customers` arrivals take on average. In theory the mean sojourn time is 5 s. */
export function workloadSingleQueue(customers: number, seed = 1): BrownoutDocument {
  const parts = [poisson('customers', 0.8), exponential('server', { servers: 1, serviceMs: 1000 }), call('customers', 'server')];
  return build(...parts, settings({ seed, horizonMs: customers * 1250 }));
}

/** W2, a chain of synchronous calls: gateway (64 workers, 2 ms), service (32, 20 ms), database (16, 8 ms), queues of 1,000,
 *  every call with a timeout of 250 ms and 3 attempts with full jitter from 50 ms on. Lasts `seconds` with Poisson
 *  arrivals of `ratePerSec`: 500 by definition, 1,400 for W2-hot, a retry storm that never recovers. */
export function workloadCallChain(options: { readonly seconds: number; readonly ratePerSec?: number; readonly seed?: number }): BrownoutDocument {
  const { seconds, ratePerSec = 500, seed = 1 } = options;
  const policy = { timeoutMs: 250, maxAttempts: 3, backoffMs: 50, jitter: 'full' };
  return build(
    poisson('clients', ratePerSec),
    exponential('gateway', { servers: 64, queueCapacity: 1000, serviceMs: 2 }),
    exponential('service', { servers: 32, queueCapacity: 1000, serviceMs: 20 }),
    exponential('db', { servers: 16, queueCapacity: 1000, serviceMs: 8 }),
    call('clients', 'gateway', policy),
    call('gateway', 'service', policy),
    call('service', 'db', policy),
    settings({ seed, horizonMs: seconds * 1000 }),
  );
}

/** `copies` independent chains of W2 side by side, each of three components: how the cost of an event grows. */
export function workloadManyChains(options: { readonly copies: number; readonly seconds: number; readonly ratePerSec?: number }): BrownoutDocument {
  const chain = workloadCallChain(options);
  const copies = Array.from({ length: options.copies }, (_, i) => renamed(chain, `-${i}`));
  return {
    ...chain,
    components: copies.flatMap(({ components }) => components),
    connections: copies.flatMap(({ connections }) => connections),
  };
}

function renamed(document: BrownoutDocument, suffix: string): Pick<BrownoutDocument, 'components' | 'connections'> {
  return {
    components: document.components.map((component) => ({ ...component, id: component.id + suffix, name: component.name + suffix })),
    connections: document.connections.map((connection) => ({
      ...connection, id: connection.id + suffix, from: connection.from + suffix, to: connection.to + suffix,
    })),
  };
}

/** W3, a graph of 100 services that call each other without cycles; the first five have Poisson arrivals of 400/s each for
 *  `seconds`. A request works, frees its worker, and makes its calls one after another. */
export function workloadServiceGraph(options: { readonly seconds: number; readonly seed?: number }): BrownoutDocument {
  const { seconds, seed = 1 } = options;
  const components: Component[] = [];
  const parts: Part[] = [];
  let state = 39;
  const draw = (n: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor(((state >>> 16) * n) / 65_536);
  };
  for (let i = 0; i < 100; i++) {
    const servers = 8 + draw(25);
    const serviceMs = 1 + draw(401) / 100;
    components.push(...exponential(`s${i}`, { servers, serviceMs }).components!);
    const drawn = draw(4);
    const count = i === 99 ? 0 : drawn;
    for (let k = 0; k < count; k++) {
      const callee = i + 1 + draw(99 - i);
      parts.push(call(`s${i}`, `s${callee}`, { hold: 'release' }, { id: `s${i}-s${callee}-${k}` }));
    }
  }
  const entries = Array.from({ length: 5 }, (_, i) => [poisson(`clients${i}`, 400), call(`clients${i}`, `s${i}`)]).flat();
  return build({ components }, ...parts, ...entries, settings({ seed, horizonMs: seconds * 1000 }));
}

/** W5, many in flight: Poisson arrivals of 100,000/s for `seconds` into a service with a worker for everybody and
 *  exponential work of 1 s: M/M/infinity with 100,000 events pending. */
export function workloadManyInFlight(options: { readonly seconds: number; readonly ratePerSec?: number; readonly seed?: number }): BrownoutDocument {
  const { seconds, ratePerSec = 100_000, seed = 1 } = options;
  // One replica has at most 10,000 workers; sixty-four take turns.
  const crowd = exponential('crowd', { servers: 10_000, replicas: 64, serviceMs: 1000 });
  return build(poisson('clients', ratePerSec), crowd, call('clients', 'crowd'), settings({ seed, horizonMs: seconds * 1000 }));
}

/** A document without anything, for what costs time although nothing happens. */
export function workloadNothing(): BrownoutDocument {
  return { ...emptyDocument('nothing'), settings: { seed: 1, horizonMs: 60_000, warmUpMs: 0 } };
}
