import { describe, expect, it } from 'vitest';
import { addToWindow, turnWindow, windowSum } from './sliding-window.ts';

/** Adds at each moment and tells the sum after it. */
function sums(windowMs: number, moments: readonly number[]): number[] {
  const values = new Float64Array(30);
  return moments.map((now) => {
    addToWindow(values, 3, 1, turnWindow(values, 3, 2, windowMs, now), 1);
    expect(windowSum(values, 3, 0)).toBe(0);
    return windowSum(values, 3, 1);
  });
}

describe('sliding window', () => {
  it('forgets its oldest tenth as a whole', () => {
    expect(sums(1000, [0, 50, 99, 100, 999, 1000, 1099, 1100])).toEqual([1, 2, 3, 4, 5, 3, 4, 4]);
  });

  it('forgets everything after a whole window without use, and when its length changes to earlier parts', () => {
    expect(sums(1000, [0, 10, 1900, 5000])).toEqual([1, 2, 1, 1]);
    const values = new Float64Array(11);
    addToWindow(values, 0, 0, turnWindow(values, 0, 1, 100, 990), 1);
    turnWindow(values, 0, 1, 1000, 995);
    expect(windowSum(values, 0, 0)).toBe(0);
  });

  it('agrees with a list of moments', () => {
    let state = 7;
    const moments: number[] = [];
    for (let now = 0; moments.length < 500; now += state % 37) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      moments.push(now);
    }
    const found = sums(1000, moments);
    moments.forEach((now, i) => {
      const oldest = (Math.floor(now / 100) - 9) * 100;
      expect(found[i]).toBe(moments.slice(0, i + 1).filter((moment) => moment >= oldest).length);
    });
  });
});
