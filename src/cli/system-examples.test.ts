import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BrownoutDocument, Protocol } from '../model/document.ts';
import type { ParameterValues } from '../model/parameter.ts';
import { parseDocument, parseDocumentText } from '../model/parse.ts';
import { NINE_WAYS, overProtocol, runWay, SYSTEM_EXAMPLES } from './system-examples.ts';

const folder = new URL('../../public/diagrams/', import.meta.url);

function shipped(id: string): BrownoutDocument {
  const result = parseDocumentText(readFileSync(new URL(`${id}.json`, folder), 'utf8'));
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.document;
}

type Example<Figures> = { readonly id: string; readonly measure: (document: BrownoutDocument) => Figures };
const figures = <Figures>({ id, measure }: Example<Figures>) => measure(shipped(id));

describe('what tells one system from the others, in its shipped diagram', () => {
  it('HTTP/1.1: one exchange per connection, and the keep-alive race', () => {
    const { waiting, waitingShared, connections, polls, resets } = figures(SYSTEM_EXAMPLES.http1);
    expect(connections).toBe(6);
    expect(waiting).toBeGreaterThan(1000);
    expect(waitingShared).toBe(0);
    expect(resets).toBeGreaterThan(polls / 3);
  });

  it('HTTP/2: connections stick to their copy behind a layer 4 balancer', () => {
    const { sticky, stickyOther, spread, spreadOther } = figures(SYSTEM_EXAMPLES.http2);
    expect(sticky).toBe(0);
    expect(stickyOther).toBeGreaterThan(3000);
    expect(Math.abs(spread - spreadOther)).toBeLessThanOrEqual(1);
  });

  it('gRPC: pick_first drowns one replica of three, and deadlines cancel what is behind', () => {
    const { late, lateInTurns, cancelled, spared } = figures(SYSTEM_EXAMPLES.grpc);
    expect(late).toBeGreaterThan(1000);
    expect(lateInTurns).toBe(0);
    expect(cancelled).toBeGreaterThan(1000);
    expect(spared).toBeGreaterThan(1000);
  });

  it('RabbitMQ: messages wait for consumers, one without a prefetch limit hoards them, poison is dead after 21 deliveries', () => {
    const { waiting, hoarded, other, lost, deadLetters, redelivered } = figures(SYSTEM_EXAMPLES.rabbitmq);
    expect(waiting).toBeGreaterThan(700);
    expect(hoarded).toBeGreaterThan(500);
    expect(other).toBeLessThan(5);
    expect(lost).toBe(0);
    expect(deadLetters).toBeGreaterThan(10);
    expect(redelivered).toBe(20 * deadLetters);
  });

  it('Kafka as a queue: no more consumers than partitions, and a failing record blocks its own', () => {
    const { idle, members, behind, waiting } = figures(SYSTEM_EXAMPLES.kafkaQueue);
    expect([members, idle]).toEqual([6, 2]);
    expect(behind).toBeGreaterThan(300);
    expect(waiting).toBeLessThan(20);
  });

  it('Kafka: an eager rebalance stops the group, a cooperative one does not', () => {
    const { eager, cooperative, idle, idleCooperative, lost } = figures(SYSTEM_EXAMPLES.kafka);
    expect(idle).toBe(2);
    expect(idleCooperative).toBe(0);
    expect(eager).toBeLessThan(cooperative / 2);
    expect(lost).toBe(0);
  });

  it('Service Bus: prefetched locks run out, and sessions bound what is done at once', () => {
    const { inSessions, duplicates, deadLetters, plainDuplicates, plainDeadLetters } = figures(SYSTEM_EXAMPLES.serviceBus);
    expect(duplicates).toBeGreaterThan(500);
    expect(deadLetters).toBeGreaterThan(100);
    expect([plainDuplicates, plainDeadLetters]).toEqual([0, 0]);
    expect(inSessions).toBe(4);
  });

  it('Storage Queues: work longer than the visibility is never finished, and five failures are poison', () => {
    const { videos, encoded, finished, poison, attempts } = figures(SYSTEM_EXAMPLES.storageQueue);
    expect(encoded).toBeGreaterThan(2 * videos);
    expect(finished).toBe(0);
    expect(poison).toBeGreaterThan(50);
    expect(attempts).toBeGreaterThanOrEqual(5 * poison);
  });

  it('NATS: what is published while nobody listens is gone, where RabbitMQ keeps it; a slow consumer is cut off', () => {
    const { gone, waited, gonePersistent, cut, failed } = figures(SYSTEM_EXAMPLES.nats);
    expect(gone).toBeGreaterThan(400);
    expect(waited).toBeGreaterThan(400);
    expect(gonePersistent).toBe(0);
    expect(cut).toBeGreaterThan(0);
    expect(failed).toBe(0);
  });

  it('JetStream: a full MaxAckPending stops everybody until AckWait is over', () => {
    const { short, long, pending, redelivered, lost } = figures(SYSTEM_EXAMPLES.jetstream);
    expect(pending).toBe(100);
    expect(long).toBeLessThan(100);
    expect(short).toBeGreaterThan(300);
    expect(redelivered).toBeGreaterThan(300);
    expect(lost).toBe(0);
  });

  it('gRPC stream: the sender waits for a slow reader; a WebSocket buries it', () => {
    const { waiting, underWay, atReceiver, pileAtReceiver, waitingOpen, lost } = figures(SYSTEM_EXAMPLES.grpcStream);
    expect(underWay).toBeLessThan(150);
    expect(waiting).toBeGreaterThan(1000);
    expect(atReceiver).toBe(0);
    expect(pileAtReceiver).toBeGreaterThan(1000);
    expect(waitingOpen).toBe(0);
    expect(lost).toBe(0);
  });

  it('WebSocket: slow clients fill the memory or are cut off, and fixed waits make a storm', () => {
    const { kept, cut, fixed, jittered, missed } = figures(SYSTEM_EXAMPLES.webSocket);
    expect(kept).toBeGreaterThan(150);
    expect(cut).toBe(5);
    expect(fixed).toBe(200);
    expect(jittered).toBeLessThan(20);
    expect(missed).toBeGreaterThan(1000);
  });

  it('standard resilience handler: retries hide a few errors, the breaker cuts the traffic when they are many', () => {
    const { failed, failedBare, retries, opened, refused, sent, sentBare } = figures(SYSTEM_EXAMPLES.standardHandler);
    expect(failed).toBe(0);
    expect(failedBare).toBeGreaterThan(10);
    expect(retries).toBeGreaterThan(20);
    expect(opened).toBeGreaterThan(1);
    expect(refused).toBeGreaterThan(300);
    expect(sent).toBeLessThan(sentBare * 0.7);
  });

  it('standard hedging handler: a second copy answers for a replica that stands still', () => {
    const { hedges, p99, bareP99 } = figures(SYSTEM_EXAMPLES.hedgingHandler);
    expect(hedges).toBeGreaterThan(50);
    expect(p99).toBeLessThan(6000);
    expect(bareP99).toBeGreaterThan(12_000);
  });
});

/** The figures with parameters of some connections changed, as the inspector changes them. */
function changed<Figures>({ id, measure }: Example<Figures>, ids: readonly string[], params: ParameterValues): Figures {
  const document = shipped(id);
  const connections = document.connections.map((item) => (ids.includes(item.id) ? { ...item, params: { ...item.params, ...params } } : item));
  const parsed = parseDocument({ ...document, connections });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return measure(parsed.document);
}

describe('diagrams of systems, when their "try this" is done', () => {
  it('HTTP/1.1: with connections enough nothing waits', () => {
    expect(changed(SYSTEM_EXAMPLES.http1, ['pool'], { maxConcurrent: 100 }).waiting).toBe(0);
  });

  it('HTTP/2: connections that end are spread anew', () => {
    const { sticky, stickyOther } = changed(SYSTEM_EXAMPLES.http2, ['sticky'], { maxAgeMs: 10_000 });
    expect(sticky).toBeGreaterThan(stickyOther / 2);
  });

  it('gRPC: round_robin uses all three replicas', () => {
    expect(changed(SYSTEM_EXAMPLES.grpc, ['first'], { replicaChoice: 'roundRobin' }).late).toBe(0);
  });

  it('RabbitMQ: with a prefetch limit both consumers share the backlog', () => {
    const { hoarded, other } = changed(SYSTEM_EXAMPLES.rabbitmq, ['to-a', 'to-b'], { prefetch: 4 });
    expect([hoarded, other]).toEqual([4, 4]);
  });

  it('Kafka as a queue: short pauses between attempts let the partitions keep up', () => {
    expect(changed(SYSTEM_EXAMPLES.kafkaQueue, ['over-kafka'], { retryDelayMs: 50 }).behind).toBeLessThan(40);
  });

  it('Kafka: a group made cooperative goes on', () => {
    const { eager, idle } = changed(SYSTEM_EXAMPLES.kafka, ['eager'], { groupProtocol: 'cooperative' });
    expect(idle).toBe(0);
    expect(eager).toBeGreaterThan(50);
  });

  it('Service Bus: without prefetch nothing is done twice', () => {
    const { duplicates, deadLetters } = changed(SYSTEM_EXAMPLES.serviceBus, ['prefetching'], { prefetch: 0 });
    expect([duplicates, deadLetters]).toEqual([0, 0]);
  });

  it('Storage Queues: a lease that is renewed lets every video be encoded once', () => {
    const { videos, encoded, finished } = changed(SYSTEM_EXAMPLES.storageQueue, ['to-encoder'], { renewMs: 'unbounded' });
    expect(finished).toBe(encoded);
    expect(encoded).toBeLessThanOrEqual(videos);
    expect(encoded).toBeGreaterThan(videos / 2);
  });

  it('JetStream: a shorter ack wait lets the healthy replica go on', () => {
    const { long, short } = changed(SYSTEM_EXAMPLES.jetstream, ['long-wait'], { leaseMs: 5000 });
    expect(long).toBe(short);
  });

  it('gRPC stream: larger windows take more before the sender waits', () => {
    const usual = figures(SYSTEM_EXAMPLES.grpcStream);
    const larger = changed(SYSTEM_EXAMPLES.grpcStream, ['windowed'], { windowBytes: 1_000_000, connectionWindowBytes: 1_000_000 });
    expect(larger.underWay).toBeGreaterThan(5 * usual.underWay);
    expect(larger.waiting).toBeLessThan(usual.waiting / 2);
  });

  it('standard hedging handler: an earlier copy brings an earlier answer', () => {
    const usual = figures(SYSTEM_EXAMPLES.hedgingHandler);
    const earlier = changed(SYSTEM_EXAMPLES.hedgingHandler, ['hedged'], { hedgeDelayMs: 200 });
    expect(earlier.p99).toBeLessThan(usual.p99 / 5);
  });
});

describe('the page of shipped diagrams', () => {
  it('lists every diagram of the index', () => {
    const page = readFileSync(new URL('../../docs/examples.md', import.meta.url), 'utf8');
    const index = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as { id: string; title: string }[];
    for (const { id, title } of index) expect(page).toContain(`[${title}](../public/diagrams/${id}.json)`);
  });

  it('has figures of every diagram of a system', () => {
    const index = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as { id: string; system?: string }[];
    const measured = [...Object.values(SYSTEM_EXAMPLES).map(({ id }) => id), 'one-job-nine-ways'];
    expect(index.filter(({ system }) => system !== undefined).map(({ id }) => id).toSorted()).toEqual(measured.toSorted());
  });
});

describe('one job, nine ways', () => {
  const document = shipped('one-job-nine-ways');
  const ways = new Map(NINE_WAYS.map((protocol) => [protocol, runWay(document, protocol)]));
  const way = (protocol: Protocol) => ways.get(protocol)!;

  it('gives a valid document by each change of the one field, with the same components and schedule', () => {
    for (const protocol of NINE_WAYS) {
      const changed = overProtocol(document, protocol);
      expect(parseDocument(changed).ok).toBe(true);
      expect(changed.components).toEqual(document.components);
      expect(changed.schedule).toEqual(document.schedule);
      expect(changed.connections.find(({ id }) => id === 'job')!.protocol).toBe(protocol);
      expect(changed.channels).toHaveLength(way(protocol).kind === 'sync' || ['grpcStream', 'webSocket'].includes(protocol) ? 0 : 1);
    }
  });

  it('makes the caller wait for the work over a call, and for less over everything else', () => {
    for (const protocol of ['http1', 'grpc'] as const) {
      expect(way(protocol).answeredP50).toBe(way(protocol).doneP50);
      expect(way(protocol).answeredP99).toBeGreaterThan(10_000);
    }
    for (const protocol of NINE_WAYS.slice(2)) expect(way(protocol).answeredP50).toBeLessThan(way(protocol).doneP50 / 2);
  });

  it('fails callers over a call only', () => {
    for (const protocol of NINE_WAYS) {
      if (way(protocol).kind === 'sync') expect(way(protocol).failed).toBeGreaterThan(100);
      else expect(way(protocol).failed).toBe(0);
    }
  });

  it('gives every protocol figures of its own', () => {
    const told = new Map(NINE_WAYS.map((protocol) => [JSON.stringify({ ...way(protocol), protocol: undefined, connections: undefined }), protocol]));
    expect([...told.values()]).toEqual(NINE_WAYS);
  });

  it('fails more callers over gRPC, whose connection is tried again ever later, than over HTTP/1.1', () => {
    expect(way('grpc').failed).toBeGreaterThan(way('http1').failed + 20);
    expect(way('grpc').failed).toBeLessThan(way('http1').failed + 60);
  });

  it('keeps one gRPC connection, and a pool of them for HTTP/1.1', () => {
    expect(way('grpc').connections).toBe(1);
    expect(way('http1').connections).toBeGreaterThan(1);
  });

  it('loses jobs where nobody stores them, and delivers them again where somebody does', () => {
    for (const protocol of ['nats', 'grpcStream', 'webSocket'] as const) {
      expect(way(protocol).lost).toBeGreaterThan(100);
      expect(way(protocol).redelivered).toBe(0);
    }
    for (const protocol of ['rabbitmq', 'serviceBus', 'storageQueue', 'kafka'] as const) {
      expect(way(protocol).lost).toBe(0);
      expect(way(protocol).redelivered).toBeGreaterThan(10);
    }
  });

  it('waits longest for a dead consumer over Kafka, whose session has to end', () => {
    for (const protocol of NINE_WAYS) {
      if (protocol === 'kafka') expect(way(protocol).doneP99).toBeGreaterThan(30_000);
      else expect(way(protocol).doneP99).toBeLessThan(30_000);
    }
    expect(way('kafka').duplicates).toBeGreaterThan(0);
  });

  it('polls for messages over Storage Queues, which takes longer than being given them', () => {
    expect(way('storageQueue').doneP50).toBeGreaterThan(2 * way('rabbitmq').doneP50);
  });

  it('holds the sender up over a gRPC stream when the receiver is slow, and not over a WebSocket', () => {
    expect(way('grpcStream').answeredP99).toBeGreaterThan(1000);
    expect(way('webSocket').answeredP99).toBeLessThan(100);
  });

  it('does one at a time where the product does, and several where it may', () => {
    expect(way('serviceBus').doneP99).toBeGreaterThan(way('rabbitmq').doneP99);
    expect(way('nats').doneP50).toBeGreaterThan(way('webSocket').doneP50);
  });
});
