import { describe, expect, it } from 'vitest';
import { createEdgePath, createPathPlace, placeAt, setCubic } from './edge-path.ts';
import { placeTrays } from './tray-place.ts';

function line(x0: number, y0: number, x3: number, y3: number) {
  const path = createEdgePath();
  setCubic(path, { x0, y0, x1: (x0 + x3) / 2, y1: y0, x2: (x0 + x3) / 2, y2: y3, x3, y3 });
  return path;
}

describe('placeTrays', () => {
  it('leaves a tray in the middle of an edge that nothing crosses', () => {
    const tray = line(0, 0, 600, 0);
    placeTrays([tray], [tray, line(0, 300, 600, 300)], []);
    expect(tray.storeAt).toBe(0.5);
  });

  it('moves it off the lines of other edges, off boxes and off other trays', () => {
    const crossed = line(0, 0, 600, 0);
    placeTrays([crossed], [crossed, line(300, -200, 300, 200)], []);
    expect(crossed.storeAt).not.toBe(0.5);
    const covered = line(0, 0, 600, 0);
    placeTrays([covered], [covered], [{ x: 250, y: -40, width: 100, height: 80 }]);
    const place = createPathPlace();
    placeAt(covered, covered.totalLength * covered.storeAt, 0, place);
    expect(Math.abs(place.x - 300)).toBeGreaterThan(50 + 28);
    const pair = [line(0, 0, 600, 0), line(0, 4, 600, 4)];
    placeTrays(pair, [], []);
    expect(pair.map(({ storeAt }) => storeAt)).not.toEqual([0.5, 0.5]);
  });

  it('comes back to the middle when the way is free again', () => {
    const tray = line(0, 0, 600, 0);
    placeTrays([tray], [tray, line(300, -200, 300, 200)], []);
    placeTrays([tray], [tray], []);
    expect(tray.storeAt).toBe(0.5);
  });
});
