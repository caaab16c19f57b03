import { type BrownoutDocument, type Component, type Connection, emptyDocument } from '../../src/model/document.ts';
import type { ParameterValues } from '../../src/model/parameter.ts';
import { parseDocument } from '../../src/model/parse.ts';

/** What is drawn: a document that is not checked yet. */
interface Drawing {
  readonly title: string;
  readonly horizonMs: number;
  readonly components: readonly Component[];
  readonly connections: readonly Connection[];
}

function draw({ title, horizonMs, components, connections }: Drawing): BrownoutDocument {
  const settings = { seed: 1, horizonMs, warmUpMs: 0 };
  const parsed = parseDocument({ ...emptyDocument(title), settings, components, connections });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ place, message }) => `${place}: ${message}`).join('\n'));
  return parsed.document;
}

function part(kind: Component['kind'], id: string, params: ParameterValues): Component {
  return { id, kind, name: id, x: 0, y: 0, params };
}

/** A call that takes no time on the network, never times out and is limited by nothing, unless `params` say otherwise. */
function call(id: string, from: string, to: string, params: ParameterValues = {}): Connection {
  const plain = { latencyMs: 0, timeoutMs: 'unbounded', maxConcurrent: 'unbounded' } as const;
  return { id, kind: 'sync', protocol: 'http1', from, to, params: { ...plain, ...params } };
}

/** W1, M/M/1: 800 requests a second to one worker that takes an exponential millisecond, until about two million are done.
 *  Mean sojourn time in theory 5 ms. */
export function singleServer(requests = 2_000_000): BrownoutDocument {
  return draw({
    title: 'W1, M/M/1',
    horizonMs: requests / 0.8,
    components: [
      part('client', 'source', { ratePerSec: 800 }),
      part('service', 'server', { servers: 1, serviceMs: 1, queueCapacity: 'unbounded' }),
    ],
    connections: [call('call', 'source', 'server')],
  });
}

const TIERS = [
  { id: 'gateway', servers: 64, serviceMs: 2 },
  { id: 'service', servers: 32, serviceMs: 20 },
  { id: 'db', servers: 16, serviceMs: 8 },
] as const;

/** W2, a chain of three tiers. Each holds a worker while it calls the next; every call times out after 250 ms, is tried
 *  three times, and pauses between tries. With 500 a second it is calm (mean latency 30 ms, p99 105 ms); with 1,400 a
 *  second a retry storm begins that never ends (W2-hot). */
export function callChain(ratePerSec = 500, horizonMs = 600_000): BrownoutDocument {
  const policy = { timeoutMs: 250, maxAttempts: 3, backoffMs: 50, jitter: 'full', hold: 'hold' } as const;
  const ends = ['clients', ...TIERS.map(({ id }) => id)];
  return draw({
    title: ratePerSec > 1000 ? 'W2-hot, retry storm' : 'W2, chain of calls',
    horizonMs,
    components: [
      part('client', 'clients', { ratePerSec }),
      ...TIERS.map(({ id, servers, serviceMs }) => part('service', id, { servers, serviceMs, queueCapacity: 1000 })),
    ],
    connections: TIERS.map(({ id }, tier) => call(`to-${id}`, ends[tier], id, policy)),
  });
}

/** The generator by which W3 is defined: whole numbers from 0 to `n` - 1. */
function servicesDice(): (n: number) => number {
  let x = 39;
  return (n) => {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor(((x >>> 16) * n) / 65_536);
  };
}

/** W3: a hundred services, each of which calls up to three later ones after its own work, without holding a worker.
 *  Five of them get 400 requests a second each. 10.6 visits a request, mean latency 35.2 ms, p99 124 ms. */
export function hundredServices(horizonMs = 60_000): BrownoutDocument {
  const draws = servicesDice();
  const components: Component[] = [];
  const connections: Connection[] = [];
  for (let i = 0; i < 100; i++) {
    const servers = 8 + draws(25);
    const serviceMs = 1 + draws(401) / 100;
    components.push(part('service', `s${i}`, { servers, serviceMs, queueCapacity: 'unbounded' }));
    const callees = draws(4);
    for (let k = 0; k < callees && i < 99; k++) {
      connections.push(call(`s${i}-${k}`, `s${i}`, `s${i + 1 + draws(99 - i)}`, { hold: 'release' }));
    }
  }
  for (let i = 0; i < 5; i++) {
    components.push(part('client', `c${i}`, { ratePerSec: 400 }));
    connections.push(call(`c${i}-s${i}`, `c${i}`, `s${i}`));
  }
  return draw({ title: 'W3, a hundred services', horizonMs, components, connections });
}

/** W5: 100,000 requests a second to a service with more workers than requests, each of which takes an exponential second:
 *  M/M/infinity with 100,000 in flight. */
export function manyInFlight(horizonMs = 20_000): BrownoutDocument {
  return draw({
    title: 'W5, 100,000 in flight',
    horizonMs,
    components: [
      part('client', 'source', { ratePerSec: 100_000 }),
      part('service', 'server', { replicas: 16, servers: 10_000, serviceMs: 1000, queueCapacity: 'unbounded' }),
    ],
    connections: [call('call', 'source', 'server')],
  });
}

/** A shipped diagram whose database `target` is ten times slower from 270 s to 330 s of ten minutes. */
export function withSlowDatabase(document: BrownoutDocument, target: string): BrownoutDocument {
  const parsed = parseDocument({
    ...document,
    settings: { ...document.settings, horizonMs: 600_000 },
    schedule: [
      ...document.schedule,
      { id: 'slow-database', type: 'fault', fault: 'slowdown', target, atMs: 270_000, durationMs: 60_000, params: { factor: 10 } },
    ],
  });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ place, message }) => `${place}: ${message}`).join('\n'));
  return parsed.document;
}
