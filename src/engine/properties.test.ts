import { expect, test } from 'vitest';
import { KINDS, PROTOCOLS } from '../model/catalog.ts';
import type { BrownoutDocument } from '../model/document.ts';
import { FAULTS } from '../model/faults.ts';
import { CHANNEL_MEASURES, COMPONENT_MEASURES, CONNECTION_MEASURES, SOURCE_MEASURES } from '../model/measures.ts';
import { createRun } from './run.ts';
import { examine, findingText, type Property, seedOf } from './testing/examine.ts';
import { BOOKS, CUTS, LIVE_ENTRIES, PATHS, SLICES, SNAPSHOTS, TRACING } from './testing/properties.ts';
import { LITTLE, REST } from './testing/properties-at-rest.ts';
import { rareSystems } from './testing/rare-systems.ts';
import { randomSystem, TELLING_VALUES } from './testing/random-document.ts';

// The same properties are held against any number of documents by `npm run fuzz`, which also replays a seed.

const isFull = process.env['BROWNOUT_FULL'] === '1';
/** Documents that a property is held against. */
const DOCUMENTS = isFull ? 2000 : 80;
/** Documents that run with the engine's invariants and the tests' own: as many as are promised. */
const INVARIANT_DOCUMENTS = isFull ? 2000 : 200;
/** Every property has random documents of its own; these are the same in each run. */
const FIRST_SEQUENCE = 20_260_801;

/** Holds a property against random documents. Returns how many, and how much was compared. */
function assertForAll(property: Property, sequence: number, documents = DOCUMENTS): { readonly count: number; readonly compared: number } {
  let compared = 0;
  for (let index = 0; index < documents; index++) {
    const examination = examine(property, seedOf(FIRST_SEQUENCE + sequence, index));
    compared += examination.compared;
    if (examination.finding !== undefined) throw new Error(findingText(examination.finding));
  }
  return { count: documents, compared };
}

test('[ME1] [ME2] [ME3] [IN3] [IN4] books balance and measures are possible at any moment', ({ task }) => {
  const { count } = assertForAll(BOOKS, 1, INVARIANT_DOCUMENTS);
  task.meta.counted = `${count} random systems, at 5 moments each`;
});

test('[DE1] slices of any size, single steps and reports in between change nothing', ({ task }) => {
  task.meta.counted = `${assertForAll(SLICES, 2).count} random systems`;
});

test('[DE2] a run restored from a snapshot goes on as the original does', ({ task }) => {
  const { count } = assertForAll(SNAPSHOTS, 3);
  task.meta.counted = `${count * CUTS} random cut points of ${count} random systems`;
});

test('[CT2] entries made while a run is in progress act as if they had been planned', ({ task }) => {
  task.meta.counted = `${assertForAll(LIVE_ENTRIES, 4).count} random systems`;
});

test('[DE3] tracing for drawing changes nothing', () => {
  assertForAll(TRACING, 5, Math.ceil(DOCUMENTS / 4));
});

test('the plain path and the general code do the same', () => {
  assertForAll(PATHS, 6, Math.ceil(DOCUMENTS / 8));
});

test('[ME4] when the load has ended, everything comes to rest and nothing is left over', ({ task }) => {
  task.meta.counted = `${assertForAll(REST, 7, Math.ceil(DOCUMENTS / 2)).count} random systems`;
});

test('[ME5] mean numbers and mean times agree by Little\'s law when all that came has gone', ({ task }) => {
  const { count, compared } = assertForAll(LITTLE, 8);
  expect(compared).toBeGreaterThan(count);
  task.meta.counted = `${count} random systems`;
});

test('a property that does not hold is found, shrunk to what it takes, and told with the seed that replays it', () => {
  const isCalling = ({ connections }: BrownoutDocument): boolean => connections.some(({ kind }) => kind === 'sync');
  const property: Property = { name: 'no calls', findWrong: (document) => (isCalling(document) ? ['it calls'] : []) };
  const seed = Array.from({ length: 50 }, (_, index) => seedOf(1, index)).find((candidate) => isCalling(randomSystem(candidate)))!;
  const { finding } = examine(property, seed);
  expect(finding).toMatchObject({ property: 'no calls', seed, wrong: ['it calls'] });
  expect(finding!.smallest.connections).toHaveLength(1);
  expect(finding!.smallest.components).toHaveLength(2);
  expect(findingText(finding!)).toContain(`npm run fuzz -- --seed ${seed}`);
  const { finding: thrown } = examine({ name: 'throws', findWrong: () => { throw new RangeError('out'); } }, seed);
  expect(thrown!.wrong).toEqual(['RangeError: out']);
});

/** Random systems are looked at until every measure was reached, at most so many. */
const MOST_LOOKED_AT = 1000;

test('random systems vary every parameter and reach every measure', () => {
  const declared = [...Object.values(KINDS).map((kind) => kind.params), ...Object.values(PROTOCOLS).flatMap(allParams), ...Object.values(FAULTS).map(({ params }) => params)];
  const names = new Set(declared.flat().map(({ name }) => name));
  expect(Object.keys(TELLING_VALUES).toSorted()).toEqual([...names].toSorted());
  const missing = new Set(SORTS.flatMap(({ sort, names: measures }) => measures.map((name) => `${sort} ${name}`)));
  for (const document of rareSystems()) lookFor(document, missing);
  for (let seed = 1; seed <= MOST_LOOKED_AT && missing.size > 0; seed++) lookFor(randomSystem(seed), missing);
  expect([...missing]).toEqual([]);
});

const SORTS = [
  { sort: 'component', names: COMPONENT_MEASURES, view: 'components' },
  { sort: 'connection', names: CONNECTION_MEASURES, view: 'connections' },
  { sort: 'channel', names: CHANNEL_MEASURES, view: 'channels' },
  { sort: 'source', names: SOURCE_MEASURES, view: 'sources' },
] as const;

/** Runs a system and strikes out the measures that it reaches at one of a few moments. */
function lookFor(document: BrownoutDocument, missing: Set<string>): void {
  const run = createRun(document);
  for (const part of [0.1, 0.35, 0.7, 1]) {
    run.advance(part * document.settings.horizonMs, 5000);
    const views = run.observe();
    for (const { sort, names, view } of SORTS) {
      views[view].forEach((value, i) => {
        if (value > 0) missing.delete(`${sort} ${names[i % names.length]}`);
      });
    }
  }
}

function allParams(protocol: (typeof PROTOCOLS)[keyof typeof PROTOCOLS]) {
  return [protocol.params, protocol.channelParams ?? [], protocol.brokerParams ?? [], protocol.exchangeParams ?? []];
}
