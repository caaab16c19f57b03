import { describe, expect, it } from 'vitest';
import type { BrownoutDocument, QueueProtocol } from '../../model/document.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import { parseDocument } from '../../model/parse.ts';
import { createRun } from '../run.ts';
import { simulate } from '../simulate.ts';
import { build, call, channel, consume, fault, publish, service, settings, steady } from '../testing/build.ts';
import { bursts } from '../testing/bursts.ts';
import { channelOf, componentOf, connectionOf, lagsAt, reportAt } from '../testing/read.ts';

/** Four messages at 1 ms for one consumer that works 10 s on each, all at once. It crashes at 100 ms, for 50 ms. */
function lostWork(protocol: QueueProtocol, consumer: ParameterValues, queue: ParameterValues = {}): BrownoutDocument {
  return build(
    bursts('gate', [4, 1]), service('gate', { servers: 1000, serviceMs: 0 }), channel('q', { protocol, params: queue }), publish('gate', 'q', {}, protocol),
    consume('q', 'api', consumer, protocol), service('api', { servers: 100, serviceMs: 10_000 }), settings({ horizonMs: 200_000 }),
    fault('consumerCrash', 'q-api', 100, 50),
  );
}

/** Messages that have reached the consumer at given moments. */
function offeredAt(document: BrownoutDocument, moments: readonly number[]): number[] {
  const run = createRun(document);
  return moments.map((atMs) => componentOf(reportAt(run, atMs), 'api').measures.offered);
}

describe('consumers that crash', () => {
  it('[FA45] are replicas of the consumer, as many as are said; the others go on, and all is back afterwards', () => {
    const document = build(
      steady('c', 100), channel('q'), publish('c', 'q'), consume('q', 'api', { prefetch: 1 }), service('api', { replicas: 3, servers: 10, serviceMs: 1 }),
      settings({ horizonMs: 3000 }), fault('consumerCrash', 'q-api', 1000, 1000, { consumers: 2 }), fault('consumerCrash', 'q-api', 1200, 100, { consumers: 5 }),
    );
    const run = createRun(document);
    const up = [999, 1001, 1250, 1301, 1999, 2001].map((atMs) => componentOf(reportAt(run, atMs), 'api').measures.replicasUp);
    expect(up).toEqual([3, 1, 0, 1, 1, 3]);
    expect(channelOf(reportAt(run, 3000), 'q').measures.ready).toBe(0);
    expect(componentOf(reportAt(run, 3000), 'api').measures.completed).toBeGreaterThan(295);
  });

  it.each([
    ['rabbitmq', { prefetch: 'unbounded' }, {}, 150],
    // Where nobody tells the broker, the lock, the visibility timeout and the time for acknowledging have to end.
    ['serviceBus', { prefetch: 'unbounded', handlers: 4, renewMs: 0 }, { leaseMs: 60_000 }, 60_001],
    ['storageQueue', { batch: 32, newBatchThreshold: 0, pollMinMs: 1, pollMaxMs: 10 }, { leaseMs: 30_000 }, 30_001],
    ['jetstream', { leaseMs: 20_000, maxAckPending: 1000, handlers: 4 }, {}, 20_001],
  ] as const)('[FA46] %s offers what they had again when it learns of it', (protocol, consumer, queue, expectedMs) => {
    const document = lostWork(protocol, consumer, queue);
    expect(offeredAt(document, [99, expectedMs - 1, expectedMs + 100])).toEqual([4, 4, 8]);
    const report = simulate(document);
    expect(componentOf(report, 'api').measures).toMatchObject({ lost: 4, completed: 4 });
    expect(connectionOf(report, 'q-api').measures).toMatchObject({ redelivered: 4, acknowledged: 4 });
  });

  it('[FA46] NATS core offers nothing again', () => {
    const document = lostWork('nats', { handlers: 4 });
    expect(offeredAt(document, [99, 200_000])).toEqual([4, 4]);
    expect(componentOf(simulate(document), 'api').measures).toMatchObject({ lost: 4, completed: 0 });
  });

  it('[FA46] Kafka lets a group member go after its session, and another one reads on from what was committed', () => {
    const document = build(
      steady('c', 100), channel('q', { protocol: 'kafka', params: { partitions: 2 } }), publish('c', 'q', {}, 'kafka'),
      consume('q', 'api', { sessionTimeoutMs: 5000, heartbeatMs: 1000 }, 'kafka'), service('api', { replicas: 2, servers: 10, serviceMs: 1 }),
      settings({ horizonMs: 20_000 }), fault('consumerCrash', 'q-api', 5000, 12_000),
    );
    const run = createRun(document);
    const lags = [4999, 9900, 11_000].map((atMs) => connectionOf(reportAt(run, atMs), 'q-api').measures.lag);
    expect(lags[0]).toBeLessThan(5);
    // What is for one partition of two piles up for the five seconds of the session.
    expect(lags[1]).toBeGreaterThan(150);
    expect(lags[2]).toBeLessThan(5);
  });

  it('[FA45] hits the one that has a partition, and leaves the others alone', () => {
    const at = (partition: number) => {
      const document = build(
        steady('c', 100), channel('q', { protocol: 'kafka', params: { partitions: 3 } }), publish('c', 'q', {}, 'kafka'),
        consume('q', 'api', { sessionTimeoutMs: 45_000 }, 'kafka'), service('api', { replicas: 3, servers: 10, serviceMs: 1 }),
        settings({ horizonMs: 20_000 }), fault('consumerCrash', 'q-api', 5000, 5000, { partition, consumers: 3 }),
      );
      const run = createRun(document);
      const up = [4999, 5001, 10_001].map((atMs) => componentOf(reportAt(run, atMs), 'api').measures.replicasUp);
      return { up, lags: lagsAt(createRun(document), 9999).map((lag) => (lag > 100 ? 'behind' : 'well')) };
    };
    expect(at(2)).toEqual({ up: [3, 2, 3], lags: ['well', 'behind', 'well'] });
    expect(at(3)).toEqual({ up: [3, 2, 3], lags: ['well', 'well', 'behind'] });
    expect(at(4).up).toEqual([3, 3, 3]);
  });

  it('[FA39] in a zone are those whose component is in it', () => {
    const parts = [
      steady('c', 100), channel('q'), publish('c', 'q'), consume('q', 'api'), service('api', { serviceMs: 1 }), consume('q', 'mid'), service('mid', { serviceMs: 1 }),
      channel('p'), publish('mid', 'p'), consume('p', 'end'), service('end', { serviceMs: 1 }), settings({ horizonMs: 3000 }),
    ];
    const document = { ...build(...parts), zones: [{ id: 'zone', name: 'zone', members: ['mid', 'end', 'q-broker'] }], schedule: fault('consumerCrash', 'zone', 1000, 500).schedule! };
    const run = createRun(document);
    const { components } = reportAt(run, 1001);
    expect(components.map(({ id, measures }) => [id, measures.replicasUp])).toEqual([['c', 1], ['api', 1], ['mid', 0], ['end', 0]]);
  });
});

describe('faults aimed at a zone', () => {
  it('[FA39] hit those members that they can be aimed at', () => {
    const document = build(
      steady('c', 100), channel('q', { protocol: 'kafka' }), publish('c', 'q', {}, 'kafka'), consume('q', 'api', {}, 'kafka'), service('api'), service('other'), call('c', 'other'),
    );
    const clustered = { ...document, brokers: document.brokers.map((broker) => ({ ...broker, params: { ...broker.params, nodes: 1 } })) };
    const zoned = { ...clustered, zones: [{ id: 'zone', name: 'zone', members: ['api', 'q-broker', 'other'] }], schedule: fault('nodeCrash', 'zone', 1000, 1000).schedule! };
    const parsed = parseDocument(zoned);
    expect(parsed.ok).toBe(true);
    const run = createRun(zoned);
    const before = channelOf(reportAt(run, 999), 'q').measures.published;
    expect(before).toBeGreaterThan(90);
    expect(channelOf(reportAt(run, 1999), 'q').measures.published - before).toBeLessThan(3);
    expect(componentOf(reportAt(run, 1999), 'other').measures.replicasUp).toBe(1);
  });
});

describe('leader loss', () => {
  it('[FA38] takes the broker that leads the partition it means, and gives the same one back', () => {
    const document = build(
      steady('c', 300), channel('q', { protocol: 'kafka', params: { partitions: 3, replicationFactor: 1 } }), publish('c', 'q', {}, 'kafka'),
      consume('q', 'api', {}, 'kafka'), service('api', { servers: 100, serviceMs: 1 }), settings({ horizonMs: 20_000 }), fault('leaderLoss', 'q-broker', 5000, 2000, { partition: 2 }),
    );
    const clustered = { ...document, brokers: document.brokers.map((broker) => ({ ...broker, params: { ...broker.params, nodes: 3, nodeSessionMs: 60_000 } })) };
    const ends = (atMs: number): number[] => {
      const run = createRun(clustered);
      run.advance(atMs, Infinity);
      const { endOffset } = run.partitionLayout[0];
      return Array.from(run.observe().partitions.subarray(endOffset, endOffset + 3));
    };
    const [before, during, after] = [ends(5001), ends(6999), ends(20_000)];
    expect(during.map((end, i) => end - before[i] > 100)).toEqual([true, false, true]);
    expect(during[1] - before[1]).toBeLessThan(3);
    expect(after[1] - during[1]).toBeGreaterThan(1000);
  });
});
