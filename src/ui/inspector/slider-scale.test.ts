import { describe, expect, it } from 'vitest';
import { KINDS, PROTOCOLS } from '../../model/catalog.ts';
import { scaleOf } from './slider-scale.ts';

describe('scaleOf', () => {
  it('starts and ends at the usual range', () => {
    for (const usual of [[0, 400], [1, 65_535], [0, 1], [1, 50], [60_000, 604_800_000]] as const) {
      const scale = scaleOf({ usual, integer: false });
      expect(scale.toValue(0)).toBeCloseTo(usual[0], 5);
      expect(scale.toValue(scale.steps) / usual[1]).toBeCloseTo(1, 1);
    }
  });

  it('gives a wide range fine small values', () => {
    const scale = scaleOf({ usual: [0, 10_000], integer: true });
    expect(scale.toValue(1)).toBe(1);
    expect(scale.toValue(5)).toBeLessThan(20);
    expect(scale.toValue(scale.steps / 2)).toBeLessThan(2500);
  });

  it('goes up with every step, and comes back to each of its own values', () => {
    const specs = [...Object.values(KINDS), ...Object.values(PROTOCOLS)].flatMap((kind) => kind.params);
    for (const spec of specs) {
      if (spec.type !== 'number') continue;
      const scale = scaleOf(spec);
      for (let position = 0; position <= scale.steps; position++) {
        expect([spec.name, scale.toPosition(scale.toValue(position))]).toEqual([spec.name, position]);
        if (position > 0) expect(scale.toValue(position)).toBeGreaterThan(scale.toValue(position - 1));
      }
    }
  });
});
