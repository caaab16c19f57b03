import { describe, expect, it } from 'vitest';
import { curveMiddle, layOutEdges, NODE_HEIGHT, NODE_WIDTH, pathData } from './edge-geometry.ts';

const places = (...entries: readonly (readonly [string, number, number])[]) =>
  new Map(entries.map(([id, x, y]) => [id, { x, y }]));

describe('layOutEdges', () => {
  it('leaves to the right and enters from the left when there is room', () => {
    const curve = layOutEdges(places(['a', 0, 0], ['b', 400, 100]), [{ id: 'e', from: 'a', to: 'b' }]).get('e')!;
    expect([curve.x0, curve.x3]).toEqual([NODE_WIDTH, 400]);
    expect(curve.x1).toBeGreaterThan(curve.x0);
    expect(curve.x2).toBeLessThan(curve.x3);
  });

  it('goes back through the facing sides, and up and down between nodes above each other', () => {
    const back = layOutEdges(places(['a', 400, 0], ['b', 0, 0]), [{ id: 'e', from: 'a', to: 'b' }]).get('e')!;
    expect([back.x0, back.x3]).toEqual([400, NODE_WIDTH]);
    const down = layOutEdges(places(['a', 0, 0], ['b', 40, 300]), [{ id: 'e', from: 'a', to: 'b' }]).get('e')!;
    expect([down.y0, down.y3]).toEqual([NODE_HEIGHT, 300]);
    const up = layOutEdges(places(['a', 0, 300], ['b', 40, 0]), [{ id: 'e', from: 'a', to: 'b' }]).get('e')!;
    expect([up.y0, up.y3]).toEqual([300, NODE_HEIGHT]);
  });

  it('comes in level from below, clear of the queue that grows out of the node', () => {
    const curve = layOutEdges(places(['a', 0, 200], ['b', 360, 0]), [{ id: 'e', from: 'a', to: 'b' }]).get('e')!;
    // Where it is 60 pixels before the node, found along the curve.
    const at = (t: number, [a, b, c, d]: readonly [number, number, number, number]): number =>
      (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t * t * c + t ** 3 * d;
    const shares = Array.from({ length: 200 }, (_, index) => index / 200);
    const before = shares.findLast((t) => at(t, [curve.x0, curve.x1, curve.x2, curve.x3]) < 300)!;
    expect(at(before, [curve.y0, curve.y1, curve.y2, curve.y3])).toBeLessThan(58);
    const level = layOutEdges(places(['a', 0, 0], ['b', 360, 0]), [{ id: 'e', from: 'a', to: 'b' }]).get('e')!;
    expect(level.x1 - level.x0).toBe(level.x3 - level.x2);
  });

  it('keeps edges on one side apart, in the order of their other ends', () => {
    const edges = ['c', 'b', 'd'].map((to) => ({ id: `to-${to}`, from: 'a', to }));
    const curves = layOutEdges(places(['a', 0, 200], ['b', 400, 0], ['c', 400, 200], ['d', 400, 400]), edges);
    const starts = ['to-b', 'to-c', 'to-d'].map((id) => curves.get(id)!.y0);
    expect(starts[0]).toBeLessThan(starts[1]!);
    expect(starts[1]).toBeLessThan(starts[2]!);
  });

  it('keeps a pair of opposite edges parallel', () => {
    const curves = layOutEdges(places(['a', 0, 0], ['b', 400, 0]), [
      { id: 'there', from: 'a', to: 'b' },
      { id: 'back', from: 'b', to: 'a' },
    ]);
    expect(curves.get('there')!.y0).toBeLessThan(curves.get('back')!.y3);
    expect(curves.get('there')!.y3).toBeLessThan(curves.get('back')!.y0);
  });

  it('stays on the node however many edges there are', () => {
    const edges = Array.from({ length: 40 }, (_, index) => ({ id: `e${index}`, from: 'a', to: 'b' }));
    for (const curve of layOutEdges(places(['a', 0, 0], ['b', 400, 0]), edges).values()) {
      expect(curve.y0).toBeGreaterThan(0);
      expect(curve.y0).toBeLessThan(NODE_HEIGHT);
    }
  });

  it('leaves out edges whose ends have no place', () => {
    expect(layOutEdges(places(['a', 0, 0]), [{ id: 'e', from: 'a', to: 'ghost' }]).size).toBe(0);
  });
});

describe('pathData and curveMiddle', () => {
  const curve = { x0: 0, y0: 0, x1: 50, y1: 0, x2: 50, y2: 100, x3: 100, y3: 100 };

  it('writes the curve for SVG and finds its middle', () => {
    expect(pathData(curve)).toBe('M0,0C50,0 50,100 100,100');
    expect(curveMiddle(curve)).toEqual({ x: 50, y: 50 });
  });
});
