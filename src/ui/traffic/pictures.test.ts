import { describe, expect, it } from 'vitest';
import { connect, insertComponent, shareChannel } from '../../model/builders.ts';
import { type BrownoutDocument, type ComponentKind, emptyDocument } from '../../model/document.ts';
import { applyEdit, type Edit } from '../../model/edit.ts';
import {
  CHANNEL,
  CHANNEL_MEASURES,
  COMPONENT,
  COMPONENT_MEASURES,
  CONNECTION,
  CONNECTION_MEASURES,
  SOURCE,
  SOURCE_MEASURES,
} from '../../model/measures.ts';
import { RunFeed, type RunFrame } from '../../store/run-feed.ts';
import { createPictures } from './pictures.ts';
import { changeParam } from '../../model/declared.ts';

type Values = Readonly<Record<string, Readonly<Record<string, number>>>>;

function diagram(kinds: readonly ComponentKind[], edits: readonly ((document: BrownoutDocument) => Edit)[]): BrownoutDocument {
  const placed = kinds.map((kind) => (document: BrownoutDocument) => insertComponent(document, { kind, x: 0, y: 0 }));
  return [...placed, ...edits].reduce((document, edit) => applyEdit(document, edit(document)).document, emptyDocument());
}

/** A feed of two frames, a second apart: counters go from zero to the given values, gauges stand at them. */
function feedOf(document: BrownoutDocument, values: Values, partitions: readonly number[] = []): RunFeed {
  const ids = (items: readonly { readonly id: string }[]) => items.map((item) => item.id);
  const sources = ids(document.components.filter((component) => component.kind === 'client'));
  const log = document.channels.find((channel) => channel.kind === 'log');
  const reader = document.connections.find((connection) => connection.channel === log?.id && connection.to !== log?.id);
  const feed = new RunFeed();
  feed.begin(
    {
      run: 1,
      components: ids(document.components),
      connections: ids(document.connections),
      channels: ids(document.channels),
      sources,
      partitions:
        log === undefined ? [] : [{ channel: log.id, partitions: 2, endOffset: 0, readers: [{ connection: reader!.id, offset: 2 }] }],
      nowMs: 0,
    },
    0,
  );
  const table = (items: readonly string[], columns: Readonly<Record<string, number>>, width: number): Float64Array => {
    const rows = new Float64Array(items.length * width);
    items.forEach((id, row) => {
      for (const [name, value] of Object.entries(values[id] ?? {})) {
        if (columns[name] !== undefined) rows[row * width + columns[name]] = value;
      }
    });
    return rows;
  };
  const full: Partial<RunFrame> = {
    components: table(ids(document.components), COMPONENT, COMPONENT_MEASURES.length),
    connections: table(ids(document.connections), CONNECTION, CONNECTION_MEASURES.length),
    channels: table(ids(document.channels), CHANNEL, CHANNEL_MEASURES.length),
    sources: table(sources, SOURCE, SOURCE_MEASURES.length),
    partitions: Float64Array.from(partitions),
  };
  const none = new Float64Array(0);
  feed.push({ run: 1, nowMs: 0, components: none, connections: none, channels: none, sources: none, partitions: none } as unknown as RunFrame);
  feed.push({ ...full, run: 1, nowMs: 1000 } as RunFrame);
  return feed;
}

function fillNode(document: BrownoutDocument, feed: RunFeed, id: string) {
  const node = createPictures(document, feed, 1000).nodesById.get(id)!;
  node.fill(feed);
  return node.picture;
}

function fillEdge(document: BrownoutDocument, feed: RunFeed, id: string, isCut = false) {
  const edge = createPictures(document, feed, 1000).edgesById.get(id)!;
  edge.fill(feed, isCut);
  return edge;
}

describe('createPictures', () => {
  it('shows a service: workers, held ones, queue, rate, failures and state', () => {
    const document = diagram(['service'], []);
    const feed = feedOf(document, {
      c1: { working: 3, held: 2, queued: 7, workers: 16, replicasUp: 1, offered: 60, completed: 50, rejected: 5, failedByCall: 1, busyArea: 8000, workersArea: 16_000, inSystem: 12 },
    });
    expect(fillNode(document, feed, 'c1')).toMatchObject({
      working: 3,
      waiting: 2,
      queued: 7,
      workers: 16,
      queueCapacity: 1000,
      ratePerSec: 50,
      failedPerSec: 6,
      utilization: 0.5,
      state: 'failing',
    });
  });

  it('shows a component without any replica up as down', () => {
    const document = diagram(['database'], []);
    expect(fillNode(document, feedOf(document, { c1: { replicasUp: 0, queued: 3 } }), 'c1').state).toBe('down');
  });

  it('shows a client: what it asks, what is answered', () => {
    const document = diagram(['client', 'service'], [(d) => connect(d, { from: 'c1', to: 'c2', kind: 'sync' })]);
    const feed = feedOf(document, { c1: { offered: 100, answered: 60, failed: 40 } });
    expect(fillNode(document, feed, 'c1')).toMatchObject({ ratePerSec: 100, answeredPerSec: 60, failedPerSec: 40, state: 'failing' });
  });

  it("shows a cache's hits and a balancer's shares", () => {
    const document = diagram(
      ['cache', 'loadBalancer', 'service', 'service'],
      [(d) => connect(d, { from: 'c2', to: 'c3', kind: 'sync' }), (d) => connect(d, { from: 'c2', to: 'c4', kind: 'sync' })],
    );
    const feed = feedOf(document, { c1: { hits: 90, misses: 10, replicasUp: 1 }, e1: { calls: 30 }, e2: { calls: 10 }, c2: { replicasUp: 1 } });
    expect(fillNode(document, feed, 'c1').hitRatio).toBe(0.9);
    expect([...fillNode(document, feed, 'c2').shares]).toEqual([0.75, 0.25]);
  });

  it('shows a queue on its edge: what is ready, what is in hands, and that it grows', () => {
    const document = diagram(['service', 'service'], [(d) => connect(d, { from: 'c1', to: 'c2', kind: 'queue' })]);
    const feed = feedOf(document, { q1: { ready: 40, unacknowledged: 3, deadLettered: 2 }, e1: { attempts: 50, succeeded: 50 } });
    const edge = fillEdge(document, feed, 'e1');
    expect([edge.style, edge.picture]).toMatchObject(['queue', { ready: 40, unacked: 3, deadLettered: 2, ratePerSec: 50, state: 'strained' }]);
  });

  it('shows a stream on its edge: how far the group is behind in each partition', () => {
    const stream = diagram(
      ['service', 'service'],
      [(d) => connect(d, { from: 'c1', to: 'c2', kind: 'stream' }), (d) => changeParam(d, 'q1', 'partitions', 2)],
    );
    const edge = fillEdge(stream, feedOf(stream, { e1: { delivered: 20, lag: 5 } }, [10, 20, 8, 17]), 'e1');
    expect(edge.style).toBe('stream');
    if (edge.style === 'stream') expect([[...edge.picture.heads], [...edge.picture.lags]]).toEqual([[10, 20], [2, 3]]);
  });

  it("shows a shared queue's pile in its box, and plain lines at it", () => {
    const own = diagram(['service', 'service'], [(d) => connect(d, { from: 'c1', to: 'c2', kind: 'queue' })]);
    const document = applyEdit(own, shareChannel(own, 'q1', { x: 0, y: 200 })).document;
    const feed = feedOf(document, { q1: { ready: 12, published: 30 } });
    expect(fillNode(document, feed, 'q1')).toMatchObject({ kind: 'channelQueue', queued: 12, ratePerSec: 30 });
    expect(document.connections.map((connection) => fillEdge(document, feed, connection.id).style)).toEqual(['plain', 'plain']);
  });

  it('shows a cut, whatever the figures say', () => {
    const document = diagram(['service', 'database'], [(d) => connect(d, { from: 'c1', to: 'c2', kind: 'sync' })]);
    const feed = feedOf(document, { e1: { attempts: 5, succeeded: 5 } });
    expect(fillEdge(document, feed, 'e1', true).picture).toMatchObject({ isCut: true, state: 'down' });
  });

  it('is idle before there is a run', () => {
    const document = diagram(['service'], []);
    expect(fillNode(document, new RunFeed(), 'c1')).toMatchObject({ state: 'idle', workers: 16, ratePerSec: 0 });
  });
});
