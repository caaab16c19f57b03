import { type BrownoutDocument, emptyDocument } from '../../src/model/document.ts';
import type { ParameterValues } from '../../src/model/parameter.ts';
import { parseDocument } from '../../src/model/parse.ts';

type Component = BrownoutDocument['components'][number];
type Connection = BrownoutDocument['connections'][number];

/** A layer of a system, from left to right: how many parts of which kind. */
const LAYERS = [
  { kind: 'client', count: 5, name: 'Users', params: { ratePerSec: 60 } },
  { kind: 'service', count: 5, name: 'Gateway', params: { serviceMs: 2 } },
  { kind: 'service', count: 20, name: 'Service', params: { serviceMs: 5 } },
  { kind: 'service', count: 30, name: 'Core', params: { serviceMs: 5 } },
  { kind: 'cache', count: 10, name: 'Cache', params: {} },
  { kind: 'database', count: 20, name: 'Store', params: { serviceMs: 4 } },
  { kind: 'service', count: 10, name: 'Worker', params: { serviceMs: 5 } },
] as const;

/** Who calls whom: from each part of one layer to the next `fan` of another, each by a share of the requests, so that some
 *  25 requests a second pass every connection. */
const CALLS = [
  { from: 0, to: 1, fan: 1, probability: 1 },
  { from: 1, to: 2, fan: 5, probability: 0.4 },
  { from: 2, to: 3, fan: 3, probability: 0.8 },
  { from: 2, to: 4, fan: 1, probability: 0.8 },
  { from: 3, to: 5, fan: 2, probability: 0.5 },
  { from: 4, to: 5, fan: 1, probability: 1 },
] as const;

/** A system of 100 components and 210 connections with traffic on each of them: calls, queues and streams. Some 300
 *  requests a second come in, and nothing is overloaded. */
export function largeDiagram(): BrownoutDocument {
  const layers = LAYERS.map((_, layer) => partsOf(layer));
  const components = layers.flat();
  const calls = CALLS.flatMap(({ from, to, fan, probability }) =>
    layers[from]!.flatMap(({ id }, i) =>
      Array.from({ length: fan }, (_, k) => {
        const target = layers[to]![(i * fan + k) % layers[to]!.length]!.id;
        return { id: `${id}-${target}-${k}`, kind: 'sync' as const, protocol: 'http1' as const, from: id, to: target, params: { probability } };
      }),
    ),
  );
  const { channels, brokers, connections } = messagesBetween(layers[3]!, layers[6]!);
  const settings = { seed: 1, horizonMs: 3_600_000, warmUpMs: 0 };
  const document = { ...emptyDocument('A hundred parts'), settings, components, brokers, channels, connections: [...calls, ...connections] };
  const parsed = parseDocument(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems.slice(0, 5)));
  return parsed.document;
}

function partsOf(layer: number): Component[] {
  const { kind, count, name, params } = LAYERS[layer]!;
  const columns = Math.ceil(count / 10);
  const left = LAYERS.slice(0, layer).reduce((sum, before) => sum + Math.ceil(before.count / 10), 0);
  return Array.from({ length: count }, (_, i) => ({
    id: `${kind}-${layer}-${i}`,
    kind,
    name: `${name} ${i + 1}`,
    x: (left + (i % columns)) * 340,
    y: Math.floor(i / columns) * 190,
    params: params as ParameterValues,
  }));
}

/** A message from every producer to a consumer, by a queue and by a stream in turn. */
function messagesBetween(producers: readonly Component[], consumers: readonly Component[]) {
  const brokers = [
    { id: 'queues', protocol: 'rabbitmq' as const, name: 'Queues' },
    { id: 'logs', protocol: 'kafka' as const, name: 'Logs' },
  ];
  const channels = producers.map((_, i) =>
    i % 2 === 0
      ? { id: `q${i}`, broker: 'queues', kind: 'queue' as const, name: `Jobs ${i}` }
      : { id: `q${i}`, broker: 'logs', kind: 'log' as const, name: `Records ${i}` },
  );
  const connections: Connection[] = producers.map(({ id }, i) => ({
    id: `message-${i}`,
    kind: i % 2 === 0 ? 'queue' : 'stream',
    protocol: i % 2 === 0 ? 'rabbitmq' : 'kafka',
    from: id,
    to: consumers[i % consumers.length]!.id,
    channel: `q${i}`,
    params: { probability: 0.5 },
  }));
  return { brokers, channels, connections };
}
