import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BrownoutDocument, ScheduleEntry } from '../model/document.ts';
import { CHANNEL_MEASURES, COMPONENT_MEASURES, CONNECTION_MEASURES, SOURCE_MEASURES } from '../model/measures.ts';
import { KINDS, parameter, PROTOCOLS } from '../model/catalog.ts';
import { FAULTS } from '../model/faults.ts';
import type { ParameterValue } from '../model/parameter.ts';
import { parseDocument } from '../model/parse.ts';
import { Dice } from '../model/testing/random-document.ts';
import type { EngineRun } from './engine-run.ts';
import { createRun } from './run.ts';
import { NOTHING, underWay, violations } from './testing/invariants.ts';
import { rareSystems } from './testing/rare-systems.ts';
import { randomEntry, type RandomOptions, randomSystem, TELLING_VALUES } from './testing/random-document.ts';
import { shrink } from './testing/shrink.ts';

const isFull = process.env['BROWNOUT_FULL'] === '1';
/** Replays one document: `BROWNOUT_SEED=123 npx vitest run src/engine/properties.test.ts`. */
const replayed = process.env['BROWNOUT_SEED'];
const DOCUMENTS = replayed === undefined ? (isFull ? 2000 : 80) : 1;
/** Events after which a run is long enough. */
const MOST_EVENTS = 8000;

/** Checks a property on random systems. `findWrong` returns what is wrong; it may draw from the dice, which are the same
 *  for the same seed. A failure names the seed and shows the smallest document that still fails. */
function assertForAll(
  name: string,
  findWrong: (document: BrownoutDocument, dice: Dice) => string[],
  options: RandomOptions & { readonly documents?: number } = {},
): number {
  const { documents = DOCUMENTS } = options;
  const seeds = replayed === undefined ? fc.integer({ min: 0, max: 0xffff_ffff }) : fc.constant(Number(replayed));
  fc.assert(
    fc.property(fc.noShrink(seeds), (seed) => {
      const look = (document: BrownoutDocument): string[] => findWrong(document, new Dice(seed ^ 0x5eed));
      const document = randomSystem(seed, options);
      const wrong = look(document);
      if (wrong.length === 0) return;
      const smallest = shrink(document, (candidate) => look(candidate).length > 0);
      const what = look(smallest).slice(0, 5).join('\n');
      throw new Error(`${name}: BROWNOUT_SEED=${seed} replays it.\n${what}\nThe smallest document:\n${JSON.stringify(smallest)}`);
    }),
    { numRuns: documents, seed: 20_260_801, endOnFailure: true },
  );
  return documents;
}

/** The moment up to which a document is run: its horizon, or what so many events reach. */
function usefulEnd(document: BrownoutDocument): number {
  const probe = createRun(document);
  probe.advance(document.settings.horizonMs, MOST_EVENTS);
  return probe.nowMs;
}

function isStopped(run: EngineRun): boolean {
  return run.outcome.kind !== 'running' && run.outcome.kind !== 'horizon';
}

/** What a run has become: its trace hash, what it measured, and the records, timers and measures of its state. The
 *  event list is left out: what it holds counts, not how it is laid out. */
function stateOf(run: EngineRun): string {
  const { buffers } = run.snapshot();
  const bytes = buffers.slice(0, 6).map((buffer) => hashBytes(buffer));
  return JSON.stringify([run.traceHash, run.events, run.inFlight, bytes, run.report(), run.incidents(0)]);
}

function hashBytes(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer);
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  return `${bytes.length}:${hash}`;
}

function moments(dice: Dice, count: number, endMs: number): number[] {
  return Array.from({ length: count }, () => dice.next() * endMs).toSorted((a, b) => a - b);
}

test('[ME1] [ME2] [ME3] books balance and measures are possible at any moment', ({ task }) => {
  const count = assertForAll('books', (document, dice) => {
    const { warmUpMs } = document.settings;
    const endMs = usefulEnd(document);
    const run = createRun(document);
    let carried = NOTHING;
    const wrong: string[] = [];
    for (const atMs of moments(dice, 5, endMs)) {
      if (warmUpMs > 0 && run.nowMs < warmUpMs && atMs >= warmUpMs) {
        run.advance(warmUpMs - 1e-9, Infinity);
        carried = underWay(run);
      }
      run.advance(atMs, Infinity);
      if (isStopped(run)) break;
      wrong.push(...violations(document, run, carried));
    }
    return wrong;
  });
  task.meta.counted = `${count} random systems, at 5 moments each`;
});

test('[DE1] slices of any size, single steps and reports in between change nothing', ({ task }) => {
  const count = assertForAll('slices', (document, dice) => {
    const endMs = usefulEnd(document);
    const straight = createRun(document);
    straight.advance(endMs, Infinity);
    const sliced = createRun(document);
    while (sliced.nowMs < endMs && !isStopped(sliced)) takeSlice(sliced, dice, endMs);
    sliced.advance(endMs, Infinity);
    return stateOf(sliced) === stateOf(straight) ? [] : [`${straight.traceHash} in one go, ${sliced.traceHash} in slices`];
  });
  task.meta.counted = `${count} random systems`;
});

function takeSlice(run: EngineRun, dice: Dice, endMs: number): void {
  const isStep = dice.chance(0.3);
  if (isStep) {
    // A step may pass the end when nothing happens before it, so it is taken only when something does.
    if (!run.advance(endMs, 0)) run.step();
    return;
  }
  run.advance(Math.min(endMs, run.nowMs + dice.next() * endMs * 0.1), dice.pick([0, 1, 7, 100, 5000, Infinity]));
  if (dice.chance(0.1)) run.report();
  if (dice.chance(0.05)) run.snapshot();
}

test('[DE2] a run restored from a snapshot goes on as the original does', ({ task }) => {
  let cuts = 0;
  const count = assertForAll('snapshots', (document, dice) => {
    const endMs = usefulEnd(document);
    const original = createRun(document);
    const snapshots = moments(dice, 3, endMs).map((atMs) => {
      original.advance(atMs, dice.chance(0.5) ? Infinity : dice.below(3000));
      return original.snapshot();
    });
    original.advance(endMs, Infinity);
    const end = stateOf(original);
    cuts += snapshots.length;
    return snapshots.flatMap((snapshot) => {
      const copy = createRun(document);
      copy.advance(dice.next() * endMs * 0.2, 2000);
      copy.restore(structuredClone(snapshot));
      copy.advance(endMs, Infinity);
      original.restore(snapshot);
      original.advance(endMs, Infinity);
      const wrong = stateOf(copy) === end ? [] : [`another run restored at ${snapshot.nowMs} ms ends otherwise`];
      return stateOf(original) === end ? wrong : [...wrong, `the run itself, taken back to ${snapshot.nowMs} ms, ends otherwise`];
    });
  });
  task.meta.counted = `${cuts} random cut points of ${count} random systems`;
});

test('[CT2] entries made while a run is in progress act as if they had been planned', ({ task }) => {
  const count = assertForAll('live entries', (document, dice) => {
    const endMs = usefulEnd(document);
    const live = createRun(document);
    const entries: ScheduleEntry[] = [];
    for (const atMs of moments(dice, 3, endMs)) {
      live.advance(atMs, Infinity);
      if (live.nextEntryMs() >= document.settings.horizonMs) break;
      const entry = randomEntry(dice, document, { id: `live-${entries.length}`, fromMs: live.nextEntryMs() });
      live.apply(entry);
      entries.push(entry);
    }
    live.advance(endMs, Infinity);
    const parsed = parseDocument({ ...document, log: [...document.log, ...entries] });
    if (!parsed.ok) return parsed.problems.map(({ message }) => message);
    const planned = createRun(parsed.document);
    planned.advance(endMs, Infinity);
    return stateOf(live) === stateOf(planned) ? [] : [`live ${live.traceHash}, planned ${planned.traceHash}`];
  });
  task.meta.counted = `${count} random systems`;
});

test('[DE3] tracing for drawing changes nothing', () => {
  assertForAll(
    'tracing',
    (document, dice) => {
      const endMs = usefulEnd(document);
      const plain = createRun(document);
      plain.advance(endMs, Infinity);
      const traced = createRun(document);
      const rows = new Float64Array(60_000);
      for (const atMs of moments(dice, 4, endMs)) {
        traced.traceEvery(dice.below(4));
        traced.advance(atMs, Infinity);
        traced.takeTap(rows);
      }
      traced.advance(endMs, Infinity);
      const isSame = plain.traceHash === traced.traceHash && JSON.stringify(plain.report()) === JSON.stringify(traced.report());
      return isSame ? [] : ['a traced run ends otherwise'];
    },
    { documents: Math.ceil(DOCUMENTS / 4) },
  );
});

test('[ME4] when the load has ended, everything comes to rest and nothing is left over', ({ task }) => {
  const count = assertForAll(
    'rest',
    (document) => {
      if (mayHang(document)) return [];
      const { horizonMs } = document.settings;
      const stop: ScheduleEntry = { id: 'stop', type: 'load', factor: 0, atMs: horizonMs };
      const stopped: BrownoutDocument = { ...document, settings: { ...document.settings, horizonMs: 1e8 }, log: [...document.log, stop] };
      const run = createRun(stopped);
      if (!run.advance(9e7, 400_000) || isStopped(run)) return [];
      const before = messagesOffered(run);
      if (!run.advance(1e8, 100_000) || messagesOffered(run) !== before) return [];
      if (hasNoneForGood(document, run)) return [];
      return leftovers(run, clockwork(document));
    },
    { drains: true, documents: Math.ceil(DOCUMENTS / 2) },
  );
  task.meta.counted = `${count} random systems`;
});

/** Whether a call could wait for ever: it is made over a connection that is cut, and has no timeout then. */
function mayHang(document: BrownoutDocument): boolean {
  const entries = [...document.schedule, ...document.log];
  const cut = new Set(entries.flatMap((entry) => (entry.type === 'fault' && entry.fault === 'cut' ? [entry.target] : [])));
  const isZoneCut = document.zones.some(({ id }) => cut.has(id));
  const isEndless = ({ id, protocol, params }: BrownoutDocument['connections'][number]): boolean =>
    parameter(PROTOCOLS[protocol].params, params, 'timeoutMs') === 'unbounded' ||
    entries.some((entry) => entry.type === 'set' && entry.target === id && entry.value === 'unbounded');
  return document.connections.some((connection) => connection.kind === 'sync' && (isZoneCut || cut.has(connection.id)) && isEndless(connection));
}

/** How often messages were offered so far. While that still grows a system works off what it has: a breaker whose breaks
 *  grow lets a record be tried again once an hour. */
function messagesOffered(run: EngineRun): number {
  return run.report().connections.reduce((sum, { measures }) => sum + measures.delivered, 0);
}

/** Whether a component was scaled down to none by the work of its workers. Where there are no workers there is no such
 *  measure, and Kubernetes' autoscaler does nothing; only by the length of queues a component comes back from none. */
function hasNoneForGood(document: BrownoutDocument, run: EngineRun): boolean {
  const none = run.report().components.filter(({ measures }) => measures.replicasRunning === 0).map(({ id }) => id);
  return document.components.some(({ id, kind, params }) => {
    const { params: specs } = KINDS[kind];
    if (!none.includes(id) || !specs.some(({ name }) => name === 'scaling') || parameter(specs, params, 'scaling') !== 'hpa') return false;
    return lastValue(document, id, 'scalingMetric', parameter(specs, params, 'scalingMetric')) !== 'queue';
  });
}

/** The value of a parameter when all entries of a document have acted. */
function lastValue(document: BrownoutDocument, id: string, param: string, before: ParameterValue): ParameterValue {
  const sets = [...document.schedule, ...document.log].flatMap((entry) => (entry.type === 'set' && entry.target === id && entry.param === param ? [entry] : []));
  return sets.toSorted((a, b) => a.atMs - b.atMs).at(-1)?.value ?? before;
}

/** What is still there although nothing comes in any more. Messages that nobody takes stay. */
function leftovers(run: EngineRun, ticking: number): string[] {
  const report = run.report();
  const wrong: string[] = [];
  for (const { id, measures } of report.components) if (measures.inSystem > 0) wrong.push(`${id}: ${measures.inSystem} in the system`);
  for (const { id, measures } of report.connections) {
    if (measures.inProgress + measures.unacknowledged > 0) wrong.push(`${id}: ${measures.inProgress} calls in progress, ${measures.unacknowledged} out`);
  }
  for (const { id, measures } of report.sources) if (measures.unfinished > 0) wrong.push(`${id}: ${measures.unfinished} unfinished`);
  const kept = report.channels.reduce((sum, { measures }) => sum + measures.ready, 0);
  const others = run.inFlight - kept;
  if (others < 0 || others > ticking) wrong.push(`${run.inFlight} records in use, ${kept} messages kept, at most ${ticking} that tick`);
  return wrong;
}

/** Events that come round for ever: polls of consumers that ask, and looks at a broker's memory. */
function clockwork(document: BrownoutDocument): number {
  const pollers = document.connections.filter(({ protocol, to }) => protocol === 'storageQueue' && document.components.some(({ id }) => id === to));
  const replicas = pollers.map(({ to }) => mostReplicas(document.components.find(({ id }) => id === to)!));
  return replicas.reduce((sum, count) => sum + count, 0) + document.brokers.length;
}

/** Replicas that a component can have, those that an autoscaler starts included. */
function mostReplicas({ kind, params }: BrownoutDocument['components'][number]): number {
  const { params: specs } = KINDS[kind];
  const names = specs.map(({ name }) => name).filter((name) => name === 'replicas' || name === 'minReplicas' || name === 'maxReplicas');
  return Math.max(1, ...names.map((name) => parameter(specs, params, name)).filter((value) => typeof value === 'number'));
}

test('[ME5] mean numbers and mean times agree by Little\'s law when all that came has gone', ({ task }) => {
  let compared = 0;
  const count = assertForAll(
    'Little',
    (document) => {
      const { horizonMs } = document.settings;
      const stop: ScheduleEntry = { id: 'stop', type: 'load', factor: 0, atMs: horizonMs };
      const run = createRun({ ...document, settings: { ...document.settings, warmUpMs: 0, horizonMs: 1e6 }, log: [stop] });
      if (!run.advance(1e6, 400_000) || isStopped(run)) return [];
      const report = run.report();
      const wrong: string[] = [];
      const compare = (place: string, area: number, times: { readonly count: number; readonly mean: number | null }): void => {
        compared++;
        const sum = times.count * (times.mean ?? 0);
        if (!(Math.abs(area - sum) <= 1e-6 * Math.max(1, sum))) wrong.push(`${place}: area ${area}, sum of times ${sum}`);
      };
      for (const component of report.components) {
        const { measures: m, id } = component;
        // Times are those of visits that ended well; whoever is turned out of a line has waited, and is in the areas alone.
        if (component.kind === 'client' || m.inSystem + m.failedHere + m.failedByCall + m.lost + m.droppedWaiting > 0) continue;
        compare(`${id} in system`, m.inSystemArea, component.sojournMs);
        compare(`${id} in queue`, m.queuedArea, component.waitMs);
        compare(`${id} working`, m.workingArea, component.serviceMs);
      }
      for (const connection of report.connections) {
        const { measures: m } = connection;
        if (connection.kind === 'sync' && m.inProgress + m.failed + m.abandoned === 0) compare(connection.id, m.inProgressArea, connection.sojournMs);
      }
      return wrong;
    },
    { drains: true, calm: true },
  );
  expect(compared).toBeGreaterThan(count);
  task.meta.counted = `${count} random systems`;
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
