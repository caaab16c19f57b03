import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Health } from '../analysis/health.ts';
import { createRun } from '../engine/run.ts';
import { connect, insertComponent } from '../model/builders.ts';
import { type BrownoutDocument, type ComponentKind, emptyDocument, type ScheduleEntry } from '../model/document.ts';
import { applyEdit, type Edit } from '../model/edit.ts';
import type { ParameterValues } from '../model/parameter.ts';
import { parseDocument } from '../model/parse.ts';
import { componentHealth, limitsAt, pileHealth } from './health-now.ts';
import { RunFeed, type RunFrame } from './run-feed.ts';

const FRAME_MS = 250;

/** A client that calls a service. */
function station(client: ParameterValues, service: ParameterValues, settings: Partial<BrownoutDocument['settings']> = {}): BrownoutDocument {
  const insert = (kind: ComponentKind) => (document: BrownoutDocument) => insertComponent(document, { kind, x: 0, y: 0 });
  const edits: readonly ((document: BrownoutDocument) => Edit)[] = [
    insert('client'),
    insert('service'),
    (document) => connect(document, { from: 'c1', to: 'c2', kind: 'sync' }),
  ];
  const drawn = edits.reduce((document, edit) => applyEdit(document, edit(document)).document, emptyDocument());
  const params = [client, service];
  return {
    ...drawn,
    components: drawn.components.map((component, index) => ({ ...component, params: params[index]! })),
    settings: { ...drawn.settings, horizonMs: 600_000, ...settings },
  };
}

/** Runs a document and tells, frame by frame, what `judge` says. */
function watch<T>(document: BrownoutDocument, untilMs: number, judge: (feed: RunFeed, nowMs: number) => T): T[] {
  const run = createRun(document);
  const ids = (items: readonly { readonly id: string }[]) => items.map((item) => item.id);
  const feed = new RunFeed();
  const sources = ids(document.components.filter((component) => component.kind === 'client'));
  feed.begin(
    { run: 1, components: ids(document.components), connections: ids(document.connections), channels: ids(document.channels), sources, partitions: [], nowMs: 0 },
    document.settings.warmUpMs,
  );
  const said: T[] = [];
  for (let nowMs = 0; nowMs <= untilMs; nowMs += FRAME_MS) {
    run.advance(nowMs, Infinity);
    const { components, connections, channels, sources: sourceRows, partitions } = run.observe();
    const copies = { components: components.slice(), connections: connections.slice(), channels: channels.slice(), sources: sourceRows.slice() };
    feed.push({ type: 'frame', run: 1, nowMs, ...copies, partitions } as unknown as RunFrame);
    said.push(judge(feed, nowMs));
  }
  return said;
}

function healthOf(document: BrownoutDocument, id: string) {
  const component = document.components.find((candidate) => candidate.id === id)!;
  return (feed: RunFeed, nowMs: number): Health => componentHealth(feed, component, limitsAt(document, component, nowMs));
}

function shareOf(said: readonly Health[], wanted: Health): number {
  return said.filter((health) => health === wanted).length / said.length;
}

/** When it was said first, in simulated seconds. */
function firstSec(said: readonly Health[], wanted: Health): number {
  return (said.indexOf(wanted) * FRAME_MS) / 1000;
}

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const exponential = (serviceMs: number, servers = 1): ParameterValues => ({
  serviceMs,
  servers,
  serviceDistribution: 'exponential',
  queueCapacity: 'unbounded',
});

describe('componentHealth', () => {
  it.each([
    [20, 1],
    [50, 1],
    [50, 8],
    [400, 4],
  ])('is never strained by chance: %i requests per second, %i workers busy at 0.7', (ratePerSec, servers) => {
    const said = SEEDS.flatMap((seed) => {
      const document = station({ ratePerSec }, exponential((700 * servers) / ratePerSec, servers), { seed });
      return watch(document, 120_000, (feed, nowMs) => [healthOf(document, 'c2')(feed, nowMs), healthOf(document, 'c1')(feed, nowMs)]).flat();
    });
    expect(shareOf(said, 'strained')).toBeLessThan(0.001);
    expect(shareOf(said, 'failing')).toBe(0);
  });

  it.each([
    ['a load above capacity', 1.1, 15],
    ['a load far above capacity', 2, 4],
    ['a load just below capacity', 0.97, 40],
  ])('notices %s', (_, load, withinSec) => {
    for (const seed of SEEDS) {
      const document = station({ ratePerSec: 50 }, exponential(20 * load), { seed });
      const said = watch(document, 60_000, healthOf(document, 'c2'));
      expect(said).toContain('strained');
      expect(firstSec(said, 'strained')).toBeLessThan(withinSec);
    }
  });

  it('notices a closed client whose users are stuck, and not one whose users think', () => {
    const closed = (serviceMs: number) => station({ arrivals: 'closed', users: 40, thinkMs: 1000 }, exponential(serviceMs));
    const stuck = watch(closed(1000), 30_000, healthOf(closed(1000), 'c1'));
    expect(stuck.at(-1)).toBe('strained');
    const thinking = watch(closed(5), 30_000, healthOf(closed(5), 'c1'));
    expect(shareOf(thinking, 'strained')).toBe(0);
  });

  it('notices an open client of which half is served', () => {
    const document = station({ ratePerSec: 20 }, exponential(100));
    const said = watch(document, 30_000, healthOf(document, 'c1'));
    expect(said.at(-1)).toBe('strained');
    expect(firstSec(said, 'strained')).toBeLessThan(10);
  });
});

describe('componentHealth of the shop', () => {
  const DATABASE = 'orders-database';
  const shop = (...schedule: readonly ScheduleEntry[]): BrownoutDocument => {
    const parsed = parseDocument(JSON.parse(readFileSync('public/diagrams/hello.json', 'utf8')));
    if (!parsed.ok) throw new Error('The example is not a document.');
    return { ...parsed.document, schedule };
  };
  /** What is said between two moments, a little after the first. */
  const said = (document: BrownoutDocument, id: string, fromMs: number, untilMs: number): readonly Health[] =>
    watch(document, untilMs, healthOf(document, id)).slice(fromMs / FRAME_MS + 1);

  it('never calls a slowed database steady, from its first moment on', () => {
    const slow = shop({ id: 'x', type: 'fault', fault: 'slowdown', target: DATABASE, atMs: 5000, durationMs: 15_000 });
    const verdicts = said(slow, DATABASE, 5000, 19_750);
    expect(shareOf(verdicts, 'ok') + shareOf(verdicts, 'idle')).toBe(0);
    expect(said(slow, DATABASE, 0, 4750)).toContain('ok');
    expect(said(slow, DATABASE, 0, 45_000).at(-1)).toBe('ok');
  });

  it('sees that a database became slower though no fault acts on it', () => {
    const slow = shop({ id: 'x', type: 'set', target: DATABASE, param: 'serviceMs', value: 1000, atMs: 10_000 });
    const verdicts = said(slow, DATABASE, 13_000, 30_000);
    expect(shareOf(verdicts, 'ok') + shareOf(verdicts, 'idle')).toBe(0);
  });

  it('does not blame a part for a cut that kept its callers from it', () => {
    const cuts = ['e4', 'e5'].map((target): ScheduleEntry => ({ id: target, type: 'fault', fault: 'cut', target, atMs: 10_000, durationMs: 5000 }));
    const verdicts = said(shop(...cuts), DATABASE, 10_000, 17_000);
    expect(new Set(verdicts)).toEqual(new Set(['ok', 'idle']));
  });
});

describe('pileHealth', () => {
  const example = (...schedule: readonly ScheduleEntry[]): BrownoutDocument => {
    const parsed = parseDocument(JSON.parse(readFileSync('public/diagrams/slow-consumer.json', 'utf8')));
    if (!parsed.ok) throw new Error('The example is not a document.');
    return { ...parsed.document, schedule };
  };
  const lagOf = (id: string) => (feed: RunFeed): Health => {
    const row = feed.rowOf('connections', id);
    const counts = { isCut: false, succeeded: 1, failed: 0, timedOut: 0, attempts: 1, inProgress: 0 };
    return pileHealth(feed, counts, {
      now: feed.connection(row, 'lag'),
      change: (trend) => trend.connection(row, 'lag'),
      arrived: (trend) => trend.channel(feed.rowOf('channels', 'readings'), 'published'),
      capacity: Infinity,
    });
  };

  it('sees that a lag grows for as long as it does, and that the other group notices nothing', () => {
    const slow = example({ id: 'x', type: 'fault', fault: 'slowdown', target: 'archive', atMs: 10_000, params: { factor: 2 } });
    const behind = watch(slow, 60_000, lagOf('e4'));
    expect(shareOf(behind.slice(0, 40), 'strained')).toBe(0);
    expect(firstSec(behind, 'strained')).toBeLessThan(40);
    expect(shareOf(behind.slice(-80), 'strained')).toBe(1);
    expect(shareOf(watch(slow, 60_000, lagOf('e3')), 'strained')).toBe(0);
  });

  it('lets a group that keeps up be steady', () => {
    expect(shareOf(watch(example(), 120_000, lagOf('e4')), 'strained')).toBe(0);
  });
});
