import { describe, expect, it } from 'vitest';
import { cornerOf, findFreePlace, GRID, holds, isWithin, revealing, roomFor, seenArea, uncovering } from './canvas-controller.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './edge-geometry.ts';

describe('findFreePlace', () => {
  it('takes the wanted place when it is free', () => {
    expect(findFreePlace({ x: 100, y: 40 }, [])).toEqual({ x: 100, y: 40 });
  });

  it('never covers another node and stays on the grid', () => {
    const taken: { x: number; y: number }[] = [];
    for (let i = 0; i < 40; i++) {
      const place = findFreePlace({ x: 0, y: 0 }, taken);
      expect([Math.abs(place.x % GRID), Math.abs(place.y % GRID)]).toEqual([0, 0]);
      const isClear = taken.every(
        (other) => Math.abs(other.x - place.x) >= NODE_WIDTH || Math.abs(other.y - place.y) >= NODE_HEIGHT,
      );
      expect(isClear).toBe(true);
      taken.push(place);
    }
  });
});

describe('findFreePlace in a window', () => {
  const area = seenArea({ x: 0, y: 0, zoom: 1 }, { width: 1000, height: 700 });

  it('goes to the right as far as the window zoomed out a little reaches, then to another row', () => {
    const taken = [{ x: 20, y: 300 }];
    for (let part = 0; part < 8; part++) {
      const room = roomFor(area, { taken, zoom: 1 });
      const place = findFreePlace({ x: taken.at(-1)!.x + 360, y: taken.at(-1)!.y }, taken, room);
      expect(isWithin(room, place)).toBe(true);
      taken.push(place);
    }
    expect(taken.slice(0, 4).map(({ y }) => y)).toEqual([300, 300, 300, 300]);
    expect(new Set(taken.map(({ y }) => y)).size).toBeGreaterThan(1);
  });

  it('leaves the room rather than cover a part', () => {
    const taken = Array.from({ length: 9 * 30 }, (_, at) => ({ x: (at % 30) * 220 - 2000, y: Math.floor(at / 30) * 120 - 100 }));
    const place = findFreePlace({ x: 400, y: 300 }, taken, area);
    expect(taken.every((other) => Math.abs(other.x - place.x) >= NODE_WIDTH || Math.abs(other.y - place.y) >= NODE_HEIGHT)).toBe(true);
  });

  it('keeps all that is seen in the room, wherever the window is', () => {
    const far = seenArea({ x: -8000, y: 0, zoom: 1 }, { width: 1000, height: 700 });
    const room = roomFor(far, { taken: [{ x: 0, y: 0 }], zoom: 1 });
    expect(isWithin(room, { x: 8000, y: 300 })).toBe(true);
    expect(isWithin(room, { x: 9000 - NODE_WIDTH, y: 300 })).toBe(true);
  });
});

describe('cornerOf', () => {
  it('puts the node around the point, on the grid', () => {
    expect(cornerOf({ x: NODE_WIDTH / 2 + 3, y: NODE_HEIGHT / 2 - 3 })).toEqual({ x: 0, y: -0 });
  });
});

describe('uncovering', () => {
  const at = (x: number, width: number) => uncovering({ x: 0, y: -500, zoom: 1 }, { place: { x, y: 0 }, width });

  it('leaves the camera alone when the panel covers nothing of the node', () => {
    expect(at(300, 700)).toEqual({ x: 0, y: -500, zoom: 1 });
  });

  it('moves it to the left by no more than needed, and neither up nor down', () => {
    expect(at(600, 700)).toEqual({ x: -(600 + NODE_WIDTH + 24 - 700), y: -500, zoom: 1 });
  });

  it('does not push the node out on the left of a narrow canvas', () => {
    expect(at(60, 100)).toEqual({ x: -36, y: -500, zoom: 1 });
  });
});

describe('revealing', () => {
  const window = { width: 1000, height: 600 };
  const at = (x: number, y: number) => revealing({ x: 0, y: 0, zoom: 1 }, { place: { x, y }, ...window });

  it('leaves the camera alone when the node is seen', () => {
    expect(at(300, 200)).toEqual({ x: 0, y: 0, zoom: 1 });
  });

  it('moves it no further than needed, on every side', () => {
    expect(at(900, 200)).toEqual({ x: -(900 + NODE_WIDTH - 960), y: 0, zoom: 1 });
    expect(at(-100, 200)).toEqual({ x: 140, y: 0, zoom: 1 });
    expect(at(300, 590)).toEqual({ x: 0, y: -(590 + NODE_HEIGHT - 560), zoom: 1 });
  });
});

describe('holds', () => {
  const area = { x: 0, y: 0, width: 1000, height: 600 };
  const at = (y: number, height: number) => holds(area, { bounds: { x: 100, y, width: 800, height }, margin: 20 });

  it('wants all of the diagram to be seen from top to bottom, with room above and below it', () => {
    expect(at(20, 560)).toBe(true);
    expect(at(19, 560)).toBe(false);
    expect(at(20, 561)).toBe(false);
  });
});
