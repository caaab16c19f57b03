import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BrownoutDocument, Connection } from '../../model/document.ts';
import { parseDocument } from '../../model/parse.ts';
import { Dice } from '../../model/testing/random-document.ts';
import { buildNetwork } from '../build-network.ts';
import { Core } from '../core.ts';
import type { EngineRun } from '../engine-run.ts';
import { createRun, type Paths } from '../run.ts';
import { build, call, poisson, service } from '../testing/build.ts';
import { randomSystem } from '../testing/random-document.ts';
import { shrink } from '../testing/shrink.ts';
import { workloadCallChain, workloadServiceGraph, workloadSingleQueue } from '../testing/workloads.ts';
import { IS_PLAIN, PlainTables, ROW } from './plain-tables.ts';

const isFull = process.env['BROWNOUT_FULL'] === '1';
const DOCUMENTS = isFull ? 1000 : 20;
const MOST_EVENTS = 2500;

/** A random system of which more is plain: calls without connections, mostly without classes. */
function plainer(seed: number): BrownoutDocument {
  const dice = new Dice(seed ^ 0x91a1);
  const drawn = randomSystem(seed);
  const isPlain = dice.chance(0.6);
  const connections = drawn.connections.map((connection) => plainerConnection(connection, dice));
  const components = drawn.components.map(({ handlers, mix, ...rest }) => ({
    ...rest,
    ...(isPlain ? {} : { handlers, mix }),
    params: dice.chance(0.3) || rest.kind === 'client' ? rest.params : { servers: 2, serviceDistribution: 'exponential', serviceMs: 5 },
  }));
  const parsed = parseDocument(JSON.parse(JSON.stringify({ ...drawn, connections, components, ...(isPlain ? { classes: [] } : {}) })));
  return parsed.ok ? parsed.document : drawn;
}

function plainerConnection(connection: Connection, dice: Dice): Connection {
  if (connection.kind !== 'sync' || dice.chance(0.2)) return connection;
  const { from, to, id } = connection;
  const { latencyMs, hold, timeoutMs, maxAttempts, backoffMs, probability, maxConcurrent } = connection.params ?? {};
  const kept = { latencyMs, hold, timeoutMs, maxAttempts, backoffMs, probability, maxConcurrent };
  return { id, kind: 'sync', protocol: 'http1', from, to, params: { ...kept, connections: false } } as Connection;
}

/** Everything but the layout of the event list. */
function stateOf(run: EngineRun): string {
  const bytes = run.snapshot().buffers.slice(0, 7).map(hashOf);
  return JSON.stringify([run.traceHash, run.events, run.inFlight, bytes, run.report(), run.incidents(0)]);
}

function hashOf(buffer: ArrayBuffer): string {
  const words = new Int32Array(buffer);
  let hash = 0x811c9dc5;
  for (let i = 0; i < words.length; i++) if (words[i] !== 0) hash = Math.imul(hash ^ words[i], 0x01000193) + i;
  return `${words.length}:${hash}`;
}

/** The two that take what is plain by ways of their own. */
const WAYS = ['plainFirst', 'compiledFirst'] as const;

/** What differs between runs that take the plain path, the compiled one and neither, when they change over in the middle. */
function difference(document: BrownoutDocument, dice: Dice, mostEvents = MOST_EVENTS): string | undefined {
  const every = Math.floor(dice.next() * 4);
  const begin = (paths: Paths): EngineRun => {
    const run = createRun(document, paths);
    run.traceEvery(every);
    return run;
  };
  const general = begin('generalOnly');
  general.advance(document.settings.horizonMs, mostEvents);
  const endMs = general.nowMs;
  const plain = WAYS.map(begin);
  const changing = begin('generalOnly');
  for (let cut = 1; cut <= 3; cut++) {
    const cutMs = (endMs * (cut - 1 + dice.next())) / 3;
    for (const run of plain) run.advance(cutMs, Infinity);
    const goingOn = begin(dice.pick(['generalOnly', 'plainFirst', 'compiledFirst'] as const));
    goingOn.restore(changing.snapshot());
    goingOn.advance(cutMs, Infinity);
    for (const [i, run] of plain.entries()) if (stateOf(goingOn) !== stateOf(run)) return `${WAYS[i]}, at ${cutMs} ms`;
    changing.restore(goingOn.snapshot());
  }
  for (const run of plain) run.advance(endMs, Infinity);
  const straight = begin('generalOnly');
  straight.advance(endMs, Infinity);
  const other = WAYS.find((_, i) => stateOf(straight) !== stateOf(plain[i]!));
  return other === undefined ? undefined : `${other}, at the end`;
}

/** Rows of the tables that are plain at first. */
function plainRows(document: BrownoutDocument): number {
  const { stations, links, sources } = new PlainTables(new Core(buildNetwork(document)), true);
  return [stations, links, sources].reduce((sum, table) => sum + table.filter((word, i) => i % ROW === IS_PLAIN && word === 1).length, 0);
}

test('[DE1] the plain path and the general code do the same, and take over from each other', () => {
  let plain = 0;
  fc.assert(
    fc.property(fc.noShrink(fc.integer({ min: 0, max: 0xffff_ffff })), (seed) => {
      const document = plainer(seed);
      plain += plainRows(document);
      if (difference(document, new Dice(seed)) === undefined) return;
      const smallest = shrink(document, (candidate) => difference(candidate, new Dice(seed)) !== undefined);
      throw new Error(`${difference(smallest, new Dice(seed))}: ${JSON.stringify(smallest)}`);
    }),
    { numRuns: DOCUMENTS, seed: 20_261_123, endOnFailure: true },
  );
  expect(plain).toBeGreaterThan(3 * DOCUMENTS);
});

test.each([
  ['a queue', workloadSingleQueue(1000)],
  ['a chain of calls', workloadCallChain({ seconds: 2 })],
  ['a retry storm: refusals, timeouts, late replies', workloadCallChain({ seconds: 3, ratePerSec: 1400 })],
  ['instances that start on demand, and are kept while they call', build(
    poisson('users', 200), service('function', { scaling: 'serverless', serviceMs: 5 }), service('api', { servers: 4, serviceMs: 5 }),
    call('users', 'function', { connections: false }), call('function', 'api', { connections: false, hold: 'release' }),
  )],
  ['a graph of services that free their workers', workloadServiceGraph({ seconds: 0.5 })],
])('[DE1] the plain path and the general code do the same: %s', (_, document) => {
  expect(difference(document, new Dice(1), Infinity)).toBeUndefined();
});
