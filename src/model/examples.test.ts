import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BrownoutDocument } from './document.ts';
import { parseDocumentText } from './parse.ts';

interface IndexEntry {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly tryThis: string;
  /** Of a diagram that shows one system. */
  readonly system?: string;
  readonly group: string;
  readonly source: { readonly text: string; readonly url?: string };
}

const folder = new URL('../../public/diagrams/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const ids = readdirSync(folder)
  .filter((name) => name.endsWith('.json') && name !== 'index.json')
  .map((name) => name.slice(0, -'.json'.length));
const index = JSON.parse(read('index.json')) as readonly IndexEntry[];

/** Size of a component's box on the canvas, and the space that examples leave around it, in pixels. */
const BOX = { width: 200, height: 96, gapX: 140, gapY: 60 };

function parsed(id: string): BrownoutDocument {
  const result = parseDocumentText(read(`${id}.json`));
  if (!result.ok) throw new Error(`${id}: ${JSON.stringify(result.problems, null, 2)}`);
  return result.document;
}

describe('shipped examples', () => {
  it('are at least the opening demo, six patterns and three real systems', () => {
    expect(ids.length).toBeGreaterThanOrEqual(10);
  });

  it('are all in the index, and nothing else is', () => {
    expect(index.map((entry) => entry.id).toSorted()).toEqual(ids.toSorted());
    expect(index[0]?.id).toBe('hello');
  });

  it.each(ids)('%s is a valid document', (id) => {
    expect(parsed(id).components.length).toBeGreaterThan(2);
  });

  it.each(ids)('%s says what is fact and what is assumed, and has no log', (id) => {
    const document = parsed(id);
    expect(document.note).toMatch(/assumption|every rate and time is chosen/i);
    expect(document.log).toEqual([]);
  });

  it.each(ids)('%s has the title that the index gives', (id) => {
    expect(index.find((entry) => entry.id === id)?.title).toBe(parsed(id).title);
  });

  it.each(index)('$id has one line each of description, "try this" and source', (entry) => {
    for (const line of [entry.description, entry.tryThis, entry.source.text]) expect(line).toMatch(/^[^\n]{5,160}$/);
    if (entry.group === 'published') expect(entry.source.url).toMatch(/^https:\/\//);
    else if (entry.source.url !== undefined) expect(entry.source.url).toMatch(/^https:\/\/github\.com\//);
  });

  it.each(index)('$id names a component of the document in its "try this"', (entry) => {
    const names = parsed(entry.id).components.map((component) => component.name);
    expect(names.some((name) => entry.tryThis.includes(name))).toBe(true);
  });

  it.each(index)('$id stands in the group that its source and its connections tell', ({ id, group, source, system }) => {
    const kinds: readonly string[] = parsed(id).connections.map(({ kind }) => kind);
    if (source.url !== undefined) expect(['real', 'published']).toContain(group);
    else if (system === undefined) expect(group).toBe('pattern');
    else if (group === 'ways') expect(id).toBe('one-job-nine-ways');
    else expect([group, kinds.includes(group)]).toEqual([expect.stringMatching(/^(?:sync|queue|stream)$/), true]);
  });

  it.each(ids)('%s leaves room between its boxes', (id) => {
    const { components, channels } = parsed(id);
    const boxes = [...components, ...channels].flatMap(({ id: name, x, y }) =>
      x === undefined || y === undefined ? [] : [{ name, x, y }],
    );
    const close = boxes.flatMap((a, i) =>
      boxes
        .slice(i + 1)
        .filter((b) => Math.abs(a.x - b.x) < BOX.width + BOX.gapX && Math.abs(a.y - b.y) < BOX.height + BOX.gapY)
        .map((b) => `${a.name} and ${b.name}`),
    );
    expect(close).toEqual([]);
  });

  it.each(index.filter(({ system }) => system !== undefined))('$id is small, is drawn from left to right, and shows something by itself', ({ id }) => {
    const { components, channels, connections, schedule, load } = parsed(id);
    expect(components.length).toBeLessThanOrEqual(8);
    const places = new Map([...components, ...channels].map((item) => [item.id as string, item.x ?? 0]));
    expect(connections.filter(({ from, to }) => places.get(to)! - places.get(from)! < BOX.width + BOX.gapX)).toEqual([]);
    expect(schedule.length + load.length).toBeGreaterThan(0);
  });

  it.each(ids)('%s uses every channel and broker that it declares', (id) => {
    const { connections, channels, brokers } = parsed(id);
    const used = new Set(connections.map((connection) => connection.channel));
    expect(channels.filter((channel) => !used.has(channel.id))).toEqual([]);
    expect(brokers.filter((broker) => !channels.some((channel) => channel.broker === broker.id))).toEqual([]);
  });
});
