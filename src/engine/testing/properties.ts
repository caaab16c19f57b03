import type { BrownoutDocument, ScheduleEntry } from '../../model/document.ts';
import { parseDocument } from '../../model/parse.ts';
import type { Dice } from '../../model/testing/random-document.ts';
import type { EngineRun } from '../engine-run.ts';
import { createRun } from '../run.ts';
import { isStopped, type Property } from './examine.ts';
import { NOTHING, underWay, violations } from './invariants.ts';
import { LITTLE, REST } from './properties-at-rest.ts';
import { randomEntry } from './random-document.ts';

/** Events after which a run is long enough. */
const MOST_EVENTS = 8000;

/** The moment up to which a document is run: its horizon, or what so many events reach. */
export function usefulEnd(document: BrownoutDocument, mostEvents = MOST_EVENTS): number {
  const probe = createRun(document);
  probe.advance(document.settings.horizonMs, mostEvents);
  isStopped(probe);
  return probe.nowMs;
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

/** ME1 to ME3, IN1 to IN4: the books balance and measures are possible, at five moments in the tests' own eyes and at every
 *  check of the engine itself. */
export const BOOKS: Property = {
  name: 'books',
  findWrong(document, { dice }) {
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
  },
};

/** DE1: slices of any size, single steps and reports in between change nothing. */
export const SLICES: Property = {
  name: 'slices',
  findWrong(document, { dice }) {
    const endMs = usefulEnd(document);
    const straight = createRun(document);
    straight.advance(endMs, Infinity);
    const sliced = createRun(document);
    while (sliced.nowMs < endMs && !isStopped(sliced)) takeSlice(sliced, dice, endMs);
    sliced.advance(endMs, Infinity);
    return stateOf(sliced) === stateOf(straight) ? [] : [`${straight.traceHash} in one go, ${sliced.traceHash} in slices`];
  },
};

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

/** Snapshots that are taken of each run. */
export const CUTS = 3;

/** DE2: a run restored from a snapshot goes on as the original does. */
export const SNAPSHOTS: Property = {
  name: 'snapshots',
  findWrong(document, { dice }) {
    const endMs = usefulEnd(document);
    const original = createRun(document);
    const snapshots = moments(dice, CUTS, endMs).map((atMs) => {
      original.advance(atMs, dice.chance(0.5) ? Infinity : dice.below(3000));
      return original.snapshot();
    });
    original.advance(endMs, Infinity);
    const end = stateOf(original);
    return snapshots.flatMap((snapshot) => {
      const copy = createRun(document);
      copy.advance(dice.next() * endMs * 0.2, 2000);
      copy.restore({ ...snapshot, buffers: snapshot.buffers.map((buffer) => buffer.slice(0)) });
      copy.advance(endMs, Infinity);
      original.restore(snapshot);
      original.advance(endMs, Infinity);
      const wrong = stateOf(copy) === end ? [] : [`another run restored at ${snapshot.nowMs} ms ends otherwise`];
      return stateOf(original) === end ? wrong : [...wrong, `the run itself, taken back to ${snapshot.nowMs} ms, ends otherwise`];
    });
  },
};

/** CT2: entries made while a run is in progress act as if they had been planned. */
export const LIVE_ENTRIES: Property = {
  name: 'live entries',
  findWrong(document, { dice }) {
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
    isStopped(live);
    const parsed = parseDocument({ ...document, log: [...document.log, ...entries] });
    if (!parsed.ok) return parsed.problems.map(({ message }) => message);
    const planned = createRun(parsed.document);
    planned.advance(endMs, Infinity);
    return stateOf(live) === stateOf(planned) ? [] : [`live ${live.traceHash}, planned ${planned.traceHash}`];
  },
};

/** DE3: tracing for drawing changes nothing. */
export const TRACING: Property = {
  name: 'tracing',
  findWrong(document, { dice }) {
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
};

/** The plain path and the general code do the same. */
export const PATHS: Property = {
  name: 'paths',
  findWrong(document) {
    const endMs = usefulEnd(document);
    const [plain, general] = (['plainFirst', 'generalOnly'] as const).map((paths) => {
      const run = createRun(document, paths);
      run.advance(endMs, Infinity);
      return JSON.stringify([run.events, run.traceHash, run.report()]);
    });
    return plain === general ? [] : ['the plain path and the general code end otherwise'];
  },
};

/** Everything that is held against random documents, in tests and by `npm run fuzz`. */
export const PROPERTIES: readonly Property[] = [BOOKS, SLICES, SNAPSHOTS, LIVE_ENTRIES, TRACING, PATHS, REST, LITTLE];
