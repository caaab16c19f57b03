import { describe, expect, it } from 'vitest';
import { curvePath, curveScale, FRAME, toStep } from './curve-scale.ts';

const scale = curveScale({ lastMs: 120_000, most: 200, isInteger: false });

describe('the scale of a curve', () => {
  it('leaves room to go further, and has few tidy marks', () => {
    expect(scale.endMs).toBeGreaterThan(120_000);
    expect(scale.times.map(({ value }) => value)).toEqual([0, 30_000, 60_000, 90_000, 120_000]);
    expect(scale.values.map(({ value }) => value)).toEqual([0, 200, 400]);
    expect([scale.timeStep, scale.valueStep]).toEqual([1000, 5]);
  });

  it('reads positions back as tidy times and values, inside the plot', () => {
    expect(scale.at(scale.x(60_000), scale.y(150))).toEqual({ atMs: 60_000, value: 150 });
    expect(scale.at(-50, 1000)).toEqual({ atMs: 0, value: 0 });
    expect(scale.at(FRAME.width, FRAME.top - 30)).toEqual({ atMs: 138_000, value: 500 });
  });

  it('counts users in whole ones, and factors finely', () => {
    expect(curveScale({ lastMs: 1000, most: 3, isInteger: true }).valueStep).toBe(1);
    expect(curveScale({ lastMs: 1000, most: 2, isInteger: false }).valueStep).toBe(0.05);
    expect(toStep(0.30000000000000004, 0.1)).toBe(0.3);
  });

  it('draws what holds before the first point and after the last', () => {
    const line = curvePath([{ atMs: 60_000, value: 100 }], scale);
    expect(line).toBe(`M40,${Math.round(scale.y(100) * 10) / 10}L${Math.round(scale.x(60_000) * 10) / 10},${Math.round(scale.y(100) * 10) / 10}L310,${Math.round(scale.y(100) * 10) / 10}`);
  });

  it('stands with the smallest and the greatest that can be drawn', () => {
    for (const most of [0, 1e-6, 1, 1_000_000]) {
      for (const lastMs of [0, 1, 1e9, 31_536_000_000]) {
        const extreme = curveScale({ lastMs, most, isInteger: false });
        expect(extreme.times.length).toBeLessThan(12);
        expect(extreme.values.length).toBeLessThan(12);
        expect([extreme.x(lastMs), extreme.y(most), extreme.timeStep, extreme.valueStep].every((value) => Number.isFinite(value) && value > 0)).toBe(true);
      }
    }
  });
});
