import { describe, expect, test } from 'vitest';
import { emptyDocument } from '../model/document.ts';
import { EXACT, type Family, type Figure } from './family.ts';
import { decide, figureLevel, isTooWide, judge } from './judge.ts';
import type { Replication } from './measure.ts';

const LEVEL = figureLevel(100);

function family(figure: Partial<Figure>, more: Partial<Family> = {}): Family {
  return {
    id: 'one', title: 'One', group: 'One queue', summary: '', source: '', standing: EXACT, draw: () => emptyDocument(), measure: () => ({}),
    figures: [{ id: 'waitMs', title: 'mean wait', unit: 'ms', theory: 100, ...figure }], ...more,
  };
}

/** Replications whose values lie evenly around a middle, at most `spread` away from it. */
function around(middle: number, spread: number, more: (offset: number) => Record<string, number> = () => ({})): Replication[] {
  return Array.from({ length: 64 }, (_, i) => {
    const offset = (spread * (2 * i - 63)) / 63;
    return { measured: { waitMs: middle + offset, ...more(offset) }, events: 10 };
  });
}

const first = (one: Family, replications: readonly Replication[]) => judge(one, replications, LEVEL).figures[0]!;

describe('the verdict', () => {
  test('agrees inside the interval and differs outside of it', () => {
    const { halfWidth } = first(family({}), around(100, 1));
    expect(halfWidth).toBeGreaterThan(0.002);
    expect(halfWidth).toBeLessThan(0.006);
    expect(first(family({}), around(100 * (1 + 0.9 * halfWidth), 1)).verdict).toBe('agrees');
    expect(first(family({}), around(100 * (1 + 1.1 * halfWidth), 1)).verdict).toBe('differs');
    expect(first(family({}), around(100 * (1 - 1.1 * halfWidth), 1)).verdict).toBe('differs');
  });

  test('an approximate figure may be off by its published error, and a percentile by its histogram', () => {
    const approximate = { kind: 'approximate', error: 0.05, regime: 'always' } as const;
    expect(first(family({}, { standing: approximate }), around(105, 0.1)).verdict).toBe('agrees');
    expect(first(family({}, { standing: approximate }), around(105.2, 0.1)).verdict).toBe('differs');
    expect(first(family({ standing: EXACT }, { standing: approximate }), around(105, 0.1)).verdict).toBe('differs');
    expect(first(family({ isPercentile: true }), around(100.75, 0.1)).verdict).toBe('agrees');
    expect(first(family({}), around(100.75, 0.1)).verdict).toBe('differs');
  });

  test('a figure that a run does not tell differs', () => {
    expect(first(family({ id: 'other' }), around(100, 1))).toMatchObject({ verdict: 'differs' });
  });

  test('a control variate narrows the interval and moves the mean by what it explains', () => {
    const controlled = family({}, { controls: { load: 0.5 } });
    const replications = around(103, 5, (offset) => ({ load: 0.5 + (3 + offset) / 100 }));
    expect(first(controlled, replications).simulated).toBeCloseTo(100, 9);
    expect(first(controlled, replications).halfWidth).toBeLessThan(1e-9);
    expect(first(family({}), replications).verdict).toBe('differs');
  });
});

describe('fresh seeds', () => {
  const record = judge(family({}), around(110, 1), LEVEL);
  const [agreeing, missing] = [judge(family({}), around(100, 1), LEVEL), judge(family({}), around(110, 1), LEVEL)];

  test('one miss of ten is chance, two are not', () => {
    expect(decide(record, [missing, ...Array.from({ length: 9 }, () => agreeing)]).figures[0]).toMatchObject({ verdict: 'chance', freshMisses: 1 });
    expect(decide(record, [missing, missing, ...Array.from({ length: 8 }, () => agreeing)]).figures[0]).toMatchObject({ verdict: 'differs', freshMisses: 2 });
  });

  test('leave alone what agreed', () => {
    expect(decide(agreeing, [missing, missing]).figures).toEqual(agreeing.figures);
  });
});

test('intervals: one in a hundred for means, two for percentiles', () => {
  expect([0.0101, 0.0099, Number.NaN].map((halfWidth) => isTooWide({ isPercentile: false, halfWidth }))).toEqual([true, false, true]);
  expect([0.0201, 0.0199].map((halfWidth) => isTooWide({ isPercentile: true, halfWidth }))).toEqual([true, false]);
  // A hundred intervals that miss together in one case of a thousand.
  expect(figureLevel(100)).toBeCloseTo(0.99999, 12);
});
