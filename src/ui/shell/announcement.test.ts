import { expect, test } from 'vitest';
import type { Cascade, CascadeStep } from '../../analysis/cascade.ts';
import type { Health } from '../../analysis/health.ts';
import { type BrownoutDocument, emptyDocument } from '../../model/document.ts';
import { describeParts } from './announcement.ts';

const document: BrownoutDocument = {
  ...emptyDocument(),
  components: ['Database', 'Shop', 'Visitors'].map((name) => ({ id: name, kind: 'service', name, x: 0, y: 0 })),
};
const step = (what: CascadeStep['what'], victim: string, atMs: number, depth: number): CascadeStep => ({ what, place: victim, victim, atMs, depth });
const cascade: Cascade = {
  id: 'x',
  failedAtMs: 3000,
  steps: [step('fault', 'Database', 1000, 0), step('stalled', 'Shop', 3000, 1), step('callFailed', 'Visitors', 3000, 2)],
};

function said(healths: Readonly<Record<string, Health>>, nowMs = 0, told?: Cascade): string {
  return describeParts(document, { nowMs, healthOf: ({ id }) => healths[id] ?? 'ok', cascade: told });
}

test('parts are told by their health, the gravest first', () => {
  expect(said({})).toBe('all well');
  expect(said({ Database: 'strained', Shop: 'failing', Visitors: 'down' })).toBe('failing: Shop, Visitors; strained: Database');
});

test('it never says that all is well while the cascade has just told otherwise', () => {
  expect(said({}, 3000, cascade)).toBe('failing: Visitors; strained: Database, Shop');
  expect(said({}, 8000, cascade)).toBe('failing: Visitors; strained: Database, Shop');
  expect(said({}, 8001, cascade)).toBe('all well');
  expect(said({ Shop: 'strained' }, 60_000, cascade)).toBe('strained: Shop');
});

test('a cascade of the round before says nothing of now', () => {
  expect(said({}, 0, cascade)).toBe('all well');
});
