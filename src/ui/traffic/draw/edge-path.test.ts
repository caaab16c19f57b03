import { describe, expect, it } from 'vitest';
import { createEdgePath, createPathPlace, PATH_SAMPLES, placeAt, sampleBefore, setCubic } from './edge-path.ts';

function straight() {
  const path = createEdgePath();
  setCubic(path, { x0: 10, y0: 20, x1: 110, y1: 20, x2: 210, y2: 20, x3: 310, y3: 20 });
  return path;
}

function curved() {
  const path = createEdgePath();
  setCubic(path, { x0: 0, y0: 0, x1: 150, y1: 0, x2: 50, y2: 200, x3: 200, y3: 200 });
  return path;
}

describe('an edge as a table', () => {
  it('measures a straight edge', () => {
    expect(straight().totalLength).toBeCloseTo(300, 2);
  });

  it('finds places by distance, and clamps beyond the ends', () => {
    const path = straight();
    const place = createPathPlace();
    const seen = [-5, 0, 75, 300, 400].map((distance) => {
      placeAt(path, distance, 0, place);
      return [Math.round(place.x), Math.round(place.y)];
    });
    expect(seen).toEqual([
      [10, 20],
      [10, 20],
      [85, 20],
      [310, 20],
      [310, 20],
    ]);
  });

  it('puts a positive offset to the right of the way', () => {
    const place = createPathPlace();
    placeAt(straight(), 100, 4, place);
    expect([place.y, Math.abs(place.normalX), place.normalY]).toEqual([24, 0, 1]);
  });

  it('moves evenly along a curve, whatever the curve does', () => {
    const path = curved();
    const before = createPathPlace();
    const after = createPathPlace();
    const step = path.totalLength / 200;
    for (let distance = 0; distance + step <= path.totalLength; distance += step) {
      placeAt(path, distance, 0, before);
      placeAt(path, distance + step, 0, after);
      const moved = Math.hypot(after.x - before.x, after.y - before.y);
      expect(Math.abs(moved - step)).toBeLessThan(step * 0.02);
    }
  });

  it('finds the sample before every distance', () => {
    const path = curved();
    for (let i = 0; i < PATH_SAMPLES - 1; i += 1) {
      const middle = (path.lengths[i] + path.lengths[i + 1]) / 2;
      expect(sampleBefore(path, middle)).toBe(i);
    }
    expect(sampleBefore(path, path.totalLength)).toBe(PATH_SAMPLES - 2);
  });
});
