import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ENGINE_VERSION } from '../engine/version.ts';
import { replicationsOf } from './measure.ts';
import { accuracyPage } from './page.ts';
import type { AccuracyRecord } from './record.ts';
import { FAMILIES } from './registry.ts';

const read = (name: string): string => readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8');
const record = JSON.parse(read('accuracy.json')) as AccuracyRecord;

describe('docs/accuracy.md', () => {
  test('is the page that its data makes: nobody has edited it', () => {
    expect(read('accuracy.md')).toBe(accuracyPage(record));
  });

  test('tells of this engine and of every family and figure there is, by the theory that there is: else run npm run accuracy', () => {
    expect(record.engineVersion).toBe(ENGINE_VERSION);
    const outline = FAMILIES.map((family) => [family.id, family.title, family.summary, family.source, replicationsOf(family), family.figures.map(({ id, title, theory }) => `${id} ${title} ${theory}`)]);
    expect(record.families.map(({ id, title, summary, source, replications, figures }) => [id, title, summary, source, replications, figures.map((one) => `${one.id} ${one.title} ${one.theory}`)])).toEqual(outline);
  });
});

test('a page says what differs and what is too wide', () => {
  const family = record.families[0]!;
  const figure = family.figures[0]!;
  const page = accuracyPage({ ...record, families: [{ ...family, figures: [{ ...figure, verdict: 'differs', freshMisses: 7, halfWidth: 0.02 }, { ...figure, verdict: 'chance', freshMisses: 1 }] }] });
  expect(page).toContain('differs (7 of the fresh seeds miss), interval too wide |');
  expect(page).toContain('outside by chance (1 of the fresh seeds miss) |');
  expect(page).toContain('Outside at first and not confirmed by fresh seeds: 1. Different from theory: 1.');
});
