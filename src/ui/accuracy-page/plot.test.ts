import { describe, expect, test } from 'vitest';
import type { FamilyRecord, FigureRecord } from '../../accuracy/record.ts';
import { findFamilies, groupsOf, numberText, percentText, RECORD, regimesOf, sumOf } from './comparisons.ts';
import { plotOf, REACH } from './plot.ts';

const FIGURE: FigureRecord = {
  id: 'waitMs', title: 'mean wait', unit: 'ms', isPercentile: false, standing: { kind: 'exact' }, theory: 10, simulated: 10, halfWidth: 0.01, allowed: 0, deviation: 0, verdict: 'agrees',
};
const FAMILY: FamilyRecord = { id: 'm-m-1', title: 'M/M/1', group: 'One queue', summary: 'One worker.', source: 'Kleinrock 1975', replications: 64, events: 1, figures: [FIGURE] };
const APPROXIMATE: FamilyRecord = {
  ...FAMILY, id: 'lru', title: 'LRU', group: 'Caches',
  figures: [{ ...FIGURE, title: 'hits', standing: { kind: 'approximate', error: 0.01, regime: 'always' } }, { ...FIGURE, title: 'misses', verdict: 'differs' }],
};

describe('plots', () => {
  test('stand around the middle and go on where they do not end', () => {
    expect(plotOf({ deviation: 0, halfWidth: REACH / 2, allowed: 0 })).toEqual({ point: 50, whisker: [25, 75], allowed: [50, 50], goesOn: { left: false, right: false } });
    expect(plotOf({ deviation: REACH, halfWidth: REACH, allowed: 2 * REACH })).toEqual({ point: 100, whisker: [50, 100], allowed: [0, 100], goesOn: { left: false, right: true } });
    expect(plotOf({ deviation: -2 * REACH, halfWidth: 0, allowed: 0 })).toMatchObject({ point: 0, goesOn: { left: true, right: false } });
  });
});

describe('comparisons', () => {
  const all = [FAMILY, APPROXIMATE];

  test('are found by words in any of what is told of them, and by how they stand', () => {
    expect(findFamilies(all, 'kleinrock WORKER', 'all').map(({ id }) => id)).toEqual(['m-m-1', 'lru']);
    expect(findFamilies(all, 'm/m/1 wait', 'all').map(({ id }) => id)).toEqual(['m-m-1']);
    expect(findFamilies(all, 'lru hits', 'all')[0]!.figures.map(({ title }) => title)).toEqual(['hits']);
    expect(findFamilies(all, '', 'approximate').map(({ id, figures }) => [id, figures.length])).toEqual([['lru', 1]]);
    expect(findFamilies(all, '', 'outside')[0]!.figures.map(({ title }) => title)).toEqual(['misses']);
    expect(findFamilies(all, 'nothing of it', 'all')).toEqual([]);
  });

  test('are summed up by how they stand, and grouped in order', () => {
    expect([sumOf(all, 'exact'), sumOf(all, 'approximate')]).toEqual([{ agree: 1, all: 2 }, { agree: 1, all: 1 }]);
    expect(groupsOf([FAMILY, APPROXIMATE, FAMILY]).map(([group, families]) => [group, families.length])).toEqual([['One queue', 2], ['Caches', 1]]);
    expect(regimesOf(APPROXIMATE)).toEqual([{ kind: 'approximate', error: 0.01, regime: 'always' }]);
  });

  test('tell numbers with their signs', () => {
    expect([numberText(1234.5678), numberText(0.1)]).toEqual(['1234.6', '0.1']);
    expect([percentText(-0.0012, true), percentText(0.00001, true), percentText(0.02), percentText(0.999)]).toEqual(['−0.12 %', '0.00 %', '2 %', '99.9 %']);
  });

  test('are those of the last measurement', () => {
    expect(RECORD.families.length).toBeGreaterThan(30);
    expect(sumOf(RECORD.families, 'exact').all).toBeGreaterThan(50);
  });
});
