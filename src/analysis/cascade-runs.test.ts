import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRun } from '../engine/run.ts';
import type { BrownoutDocument, ScheduleEntry } from '../model/document.ts';
import { parseDocument } from '../model/parse.ts';
import { findCascades } from './cascade-reader.ts';
import { cascadeParts } from './cascade-parts.ts';
import { type Cascade, describeCascade } from './cascade.ts';

const FAULT = { id: 'x', type: 'fault', atMs: 10_000, durationMs: 20_000 } as const;

function example(name: string, ...schedule: readonly ScheduleEntry[]): BrownoutDocument {
  const parsed = parseDocument(JSON.parse(readFileSync(`public/diagrams/${name}.json`, 'utf8')));
  if (!parsed.ok) throw new Error(`${name} is not a document.`);
  return { ...parsed.document, schedule };
}

function cascadesOf(document: BrownoutDocument, untilMs = 60_000): readonly Cascade[] {
  const run = createRun(document);
  run.advance(untilMs, Infinity);
  return findCascades(document, run.incidents(0));
}

function told(document: BrownoutDocument, untilMs?: number): readonly string[] {
  return cascadesOf(document, untilMs).map((cascade) => describeCascade(cascade, document));
}

const RUNS: Readonly<Record<string, BrownoutDocument>> = {
  'load ×5 on the shop': example('hello', { id: 'x', type: 'load', factor: 5, atMs: 10_000 }),
  'a crashed copy': example('hello', { ...FAULT, fault: 'crash', target: 'shop-2' }),
  'a cut connection': example('hello', { ...FAULT, fault: 'cut', target: 'e4' }),
  'a slow database': example('hello', { ...FAULT, fault: 'slowdown', target: 'orders-database' }),
  'cascading timeouts': example('cascading-timeouts', { ...FAULT, fault: 'slowdown', target: 'stock-database' }),
  'a retry storm': example('retry-storm', { ...FAULT, fault: 'slowdown', target: 'payments' }),
  'a cache outage': example('cache-outage', { ...FAULT, fault: 'crash', target: 'cache' }),
  'a broker that crashes': example('job-over-queue', { ...FAULT, fault: 'crash', target: 'rabbitmq' }),
  'eShop with a slow database': example('eshop', { ...FAULT, fault: 'slowdown', target: 'postgres', params: { factor: 20 } }),
};

describe('cascades of real runs', () => {
  it.each(Object.entries(RUNS))('never date a cause after its effect: %s', (_, document) => {
    const cascades = cascadesOf(document);
    expect(cascades.length).toBeGreaterThan(0);
    for (const cascade of cascades) {
      const parts = cascadeParts(cascade);
      const tenths = parts.map((part) => Math.round(part.atMs / 100));
      expect(tenths).toEqual([...tenths].sort((a, b) => a - b));
      expect(parts[0]!.depth).toBe(0);
      for (const [index, part] of parts.entries()) {
        const causes = parts.slice(0, index).filter((other) => other.depth < part.depth);
        expect(part.depth === 0 || causes.length > 0).toBe(true);
      }
    }
  });

  it('tell nothing while retries rescue every call', () => {
    const document = example('retry-storm');
    const run = createRun(document);
    run.advance(60_000, Infinity);
    expect(run.incidents(0).filter((incident) => incident.kind === 'attemptTimedOut').length).toBeGreaterThan(0);
    expect(findCascades(document, run.incidents(0))).toEqual([]);
  });

  it('name everything that a too large load overwhelms', () => {
    const sentences = told(RUNS['load ×5 on the shop']!);
    expect(sentences).toHaveLength(1);
    for (const name of ['Load went to ×5', 'Shop 1 and Shop 2 could not keep up', 'Load balancer', 'Visitors']) {
      expect(sentences[0]).toContain(name);
    }
    expect(told(example('cascading-timeouts', { id: 'x', type: 'load', factor: 5, atMs: 10_000 }))[0]).toMatch(
      /^Load went to ×5 at 10\.0 s; Stock database could not keep up .*; Stock .*; Orders .*; Web .*; Users saw failures/,
    );
  });

  it('tell what has to carry the load of a part that fails', () => {
    expect(told(RUNS['a crashed copy']!)).toEqual([
      expect.stringMatching(/^Shop 2 crashed at 10\.0 s; .*; Shop 1 could not keep up from/),
    ]);
    expect(told(RUNS['a cache outage']!)[0]).toMatch(/^Cache crashed at 10\.0 s; .*; Database could not keep up from/);
  });

  it('blame fewer workers and not a turn of the load dial that came too late to matter', () => {
    const fewer: ScheduleEntry = { id: 's', type: 'set', target: 'shop-2', param: 'servers', value: 1, atMs: 3400 };
    const alone = told(example('hello', fewer), 30_000);
    expect(alone).toEqual([expect.stringMatching(/^Shop 2 went from 4 workers to 1 at 3\.4 s; Shop 2 could not keep up from \d+\.\d+ s;/)]);
    const [cascade] = cascadesOf(example('hello', fewer), 30_000);
    const turn: ScheduleEntry = { id: 'l', type: 'load', factor: 1.6, atMs: cascade!.steps[0]!.atMs - 300 };
    const both = told(example('hello', fewer, turn), 12_000);
    expect(both[0]).toMatch(/^Shop 2 went from 4 workers to 1 at 3\.4 s; Shop 2 could not keep up from /);
  });

  it('begin anew at a second fault, however soon it follows on the effects of the first', () => {
    const crash: ScheduleEntry = { id: 'x', type: 'fault', fault: 'crash', target: 'orders-database', atMs: 1600, durationMs: 10_000 };
    const errors = (atMs: number): ScheduleEntry => ({ id: 'y', type: 'fault', fault: 'errors', target: 'load-balancer', atMs, durationMs: 20_000, params: { ratio: 0.5 } });
    for (const atMs of [6000, 18_200, 40_000]) {
      const [first, second, ...more] = told(example('hello', crash, errors(atMs)));
      expect(first).toMatch(/^Orders database crashed at 1\.6 s; .*Visitors saw failures from/);
      expect(second).toMatch(new RegExp(`^Load balancer began to fail at ${(atMs / 1000).toFixed(1)}0? s; Visitors saw failures from`));
      expect(more).toEqual([]);
    }
  });

  it('begin at a cut connection and at a broker', () => {
    expect(told(RUNS['a cut connection']!)[0]).toMatch(/^Shop 1 → Orders database was cut at 10\.0 s; Shop 1 timed out/);
    expect(told(RUNS['a broker that crashes']!)[0]).toMatch(/^RabbitMQ crashed at 10\.00 s; .*Orders failed from/);
  });
});
