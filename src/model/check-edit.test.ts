import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { insertComponent, insertFault, insertNote } from './builders.ts';
import { problemsOfEdit } from './check-edit.ts';
import { type BrownoutDocument, emptyDocument, LIMITS } from './document.ts';
import { applyEdit, type Edit } from './edit.ts';
import { MAX_COORDINATE } from './schema.ts';
import { parseDocument } from './parse.ts';
import { Dice, randomDocument, randomEdit } from './testing/random-document.ts';

function told(document: BrownoutDocument, edit: Edit): readonly string[] {
  return problemsOfEdit(document, applyEdit(document, edit).document).map(({ place, message }) => `${place} ${message}`);
}

function many<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

const service = { kind: 'service', name: 'S', x: 0, y: 0 } as const;
const pair: BrownoutDocument = { ...emptyDocument(), components: [{ id: 'c1', ...service }, { id: 'c2', ...service, name: 'T' }] };

/** Edits of which most are right by themselves and many are not: values out of range, names that are none, ends that are gone. */
function wildEdit(dice: Dice, document: BrownoutDocument): Edit {
  const components = document.components;
  if (components.length === 0) return randomEdit(dice, document);
  const { id } = dice.pick(components);
  switch (dice.below(10)) {
    case 0:
      return { type: 'setSettings', settings: { warmUpMs: dice.below(1_000_000), horizonMs: dice.below(1_000_000) } };
    case 1:
      return { type: 'rename', target: id, name: dice.pick(['a\tb', 'a\ud83d', 'x'.repeat(81), 'fine', '']) };
    case 2:
      return { type: 'move', positions: [{ id, x: dice.pick([0, 1e6, 1e6 + 1, Infinity, NaN]), y: 0 }] };
    case 3:
      return { type: 'remove', ids: [id], exactly: true };
    case 4:
      return { type: 'replace', collection: 'components', item: { id, ...service, params: dice.pick<Readonly<Record<string, number>>>([{ servers: 1e12 }, { servers: 3 }, { nothing: 1 }]) } };
    case 5:
      return { type: 'setLoad', load: [{ atMs: dice.below(9), factor: 1 }, { atMs: dice.below(9), factor: dice.pick([1, -1]) }] };
    case 6:
      return { type: 'insert', items: [{ collection: 'notes', item: { id: dice.pick(['n77', id]), text: 'a\nb', x: 0, y: 0 } }] };
    default:
      return randomEdit(dice, document);
  }
}

describe('problemsOfEdit', () => {
  it('finds a mistake exactly where the whole document would be refused', () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const dice = new Dice(seed);
        let document = randomDocument(seed, 8);
        for (let i = 0; i < 12; i++) {
          const next = applyEdit(document, wildEdit(dice, document)).document;
          const parsed = parseDocument(next);
          const problems = problemsOfEdit(document, next);
          expect(problems).toEqual(parsed.ok ? [] : parsed.problems);
          if (parsed.ok) document = next;
          else refused++;
        }
      }),
      { numRuns: 60 },
    );
    expect(refused).toBeGreaterThan(60);
  });

  it('holds the warm-up to the length of the run, whichever of the two is set', () => {
    expect(told(pair, { type: 'setSettings', settings: { warmUpMs: 600_001 } })).toEqual(['settings, warm-up must not be longer than the run']);
    const warm = applyEdit(pair, { type: 'setSettings', settings: { warmUpMs: 60_000 } }).document;
    expect(told(warm, { type: 'setSettings', settings: { horizonMs: 59_999 } })).toHaveLength(1);
    expect(told(warm, { type: 'setSettings', settings: { horizonMs: 60_000 } })).toEqual([]);
  });

  it('refuses a name that holds control characters, and tells whose', () => {
    expect(told(pair, { type: 'rename', target: 'c2', name: 'a\u000bb' })[0]).toMatch(/^component .* holds control characters$/);
  });

  it('refuses one part more than there may be of each', () => {
    const components = many(LIMITS.components, (i) => ({ id: `c${i}`, ...service }));
    const notes = many(LIMITS.notes, (i) => ({ id: `n${i}`, text: 'a', x: 0, y: 0 }));
    const schedule = many(LIMITS.scheduleEntries, (i) => ({ id: `f${i}`, type: 'load' as const, factor: 1, atMs: 0 }));
    const full: BrownoutDocument = { ...emptyDocument(), components, notes, schedule };
    expect(told(full, insertComponent(full, { kind: 'client', x: 0, y: 0 }))).toEqual(['components has 1,001 components; at most 1,000 are allowed']);
    expect(told(full, insertNote(full, { text: 'b', x: 0, y: 0 }))).toEqual(['notes has 201 notes; at most 200 are allowed']);
    expect(told(full, insertFault(full, { fault: 'crash', target: 'c1', atMs: 0 }))).toEqual(['schedule has 501 entries; at most 500 are allowed']);
    const fewer = applyEdit(full, { type: 'remove', ids: ['c1', 'n1', 'f1'] }).document;
    expect(told(fewer, insertComponent(fewer, { kind: 'client', x: 0, y: 0 }))).toEqual([]);
  });

  it('refuses to move beyond the canvas, and to where no number leads', () => {
    expect(told(pair, { type: 'move', positions: [{ id: 'c1', x: MAX_COORDINATE, y: 0 }] })).toEqual([]);
    expect(told(pair, { type: 'move', positions: [{ id: 'c1', x: MAX_COORDINATE + 1, y: 0 }] })).toHaveLength(1);
    expect(told(pair, { type: 'move', positions: [{ id: 'c1', x: Number.NaN, y: 0 }] })).toHaveLength(1);
  });

  it('lets a document that is wrong already be mended step by step, but not made worse', () => {
    const wrong: BrownoutDocument = { ...pair, title: 'a\tb', settings: { ...pair.settings, warmUpMs: 700_000 } };
    expect(told(wrong, { type: 'rename', target: 'c1', name: 'fine' })).toEqual([]);
    expect(told(wrong, { type: 'setTitle', title: 'fine' })).toEqual([]);
    expect(told(wrong, { type: 'rename', target: 'c1', name: 'not\tfine' })).toHaveLength(3);
  });
});
