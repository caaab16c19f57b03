import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRun } from '../engine/run.ts';
import { importDockerCompose } from './docker-compose.ts';
import { succeeded } from './testing/outline.ts';

/** A compose file in which every service calls those that it names. */
function callers(edges: Readonly<Record<string, readonly string[]>>): string {
  const lines = Object.entries(edges).map(([name, targets]) => `  ${name}: {image: x, environment: [${targets.map((to) => `"${to}_URL=http://${to}:1"`).join(', ')}]}`);
  return ['services:', '  start: {image: x, ports: ["1"], environment: ["A=http://a:1"]}', ...lines].join('\n');
}

/** Shares that are set on calls, by their ends. */
function shares(text: string): Record<string, unknown> {
  const { document } = succeeded(importDockerCompose(text));
  const set = document.connections.filter(({ params }) => params?.['probability'] !== undefined);
  return Object.fromEntries(set.map(({ from, to, params }) => [`${from} ${to}`, params!['probability']]));
}

describe('circles', () => {
  it('are opened where they close, and other arrows are left alone', () => {
    expect(shares(callers({ a: ['b'], b: ['c'], c: ['a', 'd'], d: [] }))).toEqual({ 'c a': 0 });
    expect(shares(callers({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toEqual({});
  });

  it('of messages go round ever more seldom: random systems settle down in a run', () => {
    const links = fc.array(fc.tuple(fc.nat(4), fc.nat(2), fc.constantFrom('PUBLISH', 'CONSUME')), { minLength: 1, maxLength: 14 });
    fc.assert(
      fc.property(links, fc.boolean(), (found, isKafka) => {
        const settings = (service: number): string =>
          ['PUBLISH', 'CONSUME']
            .map((verb) => `${verb}_TOPICS: "${found.filter(([at, , what]) => at === service && what === verb).map(([, topic]) => `t${topic}`).join(',')}"`)
            .join(', ');
        const text = ['services:', `  bus: {image: ${isKafka ? 'apache/kafka' : 'rabbitmq'}}`, ...[0, 1, 2, 3, 4].map((service) => `  s${service}: {image: x, ports: ["1"], environment: {BUS: "bus:9092", ${settings(service)}}}`)].join('\n');
        const { document } = succeeded(importDockerCompose(text));
        // Ten seconds of load, and then time enough for everything that it caused.
        const load = [{ atMs: 0, factor: 1 }, { atMs: 10_000, factor: 1 }, { atMs: 10_000, factor: 0 }];
        const run = createRun({ ...document, load, settings: { seed: 1, horizonMs: 600_000, warmUpMs: 0 } });
        while (!run.advance(600_000, 1_000_000));
        const { outcome, components } = run.report();
        expect(outcome.kind).toBe('horizon');
        expect(components.map(({ counts }) => counts.inFlight)).toEqual(components.map(() => 0));
        const begun = components.filter(({ kind }) => kind === 'client').reduce((sum, { counts }) => sum + counts.offered, 0);
        const worked = components.reduce((sum, { counts }) => sum + counts.offered, 0);
        expect(worked).toBeLessThan(begun * 50);
      }),
      { numRuns: 40 },
    );
  });
});
