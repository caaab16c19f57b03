import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut, type LayoutBox } from './layout.ts';

function boxesOf(...ids: readonly string[]): LayoutBox[] {
  return ids.map((id) => ({ id, isSource: id.startsWith('users') }));
}

function arrow(text: string): { from: string; to: string } {
  const [from = '', to = ''] = text.split('>');
  return { from, to };
}

describe('the layout', () => {
  it('leads arrows to the right, sources first, each box beside its neighbours', () => {
    const places = layOut(boxesOf('db', 'users', 'api', 'web', 'alone'), ['users>web', 'web>api', 'api>db', 'web>db'].map(arrow));
    expect([...places.entries()].map(([id, { x }]) => [id, x])).toEqual(
      expect.arrayContaining([['users', 0], ['web', 340], ['api', 680], ['db', 1020], ['alone', 340]]),
    );
    expect(places.get('users')!.y).toBe(places.get('web')!.y);
  });

  it('puts what has nothing before it next to what comes after it', () => {
    const places = layOut(boxesOf('users', 'a', 'b', 'c', 'queue'), ['users>a', 'a>b', 'b>c', 'queue>c'].map(arrow));
    expect(places.get('queue')!.x).toBe(places.get('b')!.x);
  });

  it('breaks columns that are too long to look at', () => {
    const places = layOut(boxesOf(...Array.from({ length: 100 }, (_, index) => `s${index}`)), []);
    expect(Math.max(...[...places.values()].map(({ y }) => y))).toBeLessThan(25 * 160);
  });

  it('breaks a tall column of a narrow diagram, so that its boxes are larger to look at', () => {
    const services = Array.from({ length: 20 }, (_, index) => `s${index}`);
    const places = layOut(boxesOf('users', 'web', ...services), ['users>web', ...services.map((id) => `web>${id}`)].map(arrow));
    const xs = [...places.values()].map(({ x }) => x);
    const ys = [...places.values()].map(({ y }) => y);
    expect(Math.max(...xs) + 200).toBeGreaterThan(Math.max(...ys) + 96);
    expect(new Set(services.map((id) => places.get(id)!.x)).size).toBeGreaterThan(2);
  });

  it('sets columns further apart between which many arrows cross, and others not', () => {
    const all = ['1', '2', '3', '4'];
    const lines = all.flatMap((a) => all.map((b) => arrow(`a${a}>b${b}`)));
    const places = layOut(boxesOf(...all.map((n) => `a${n}`), ...all.map((n) => `b${n}`), ...all.map((n) => `c${n}`)), [...lines, ...all.map((n) => arrow(`b${n}>c${n}`))]);
    const x = (id: string): number => places.get(id)!.x;
    expect(x('b1') - x('a1')).toBeGreaterThan(340);
    expect(x('c1') - x('b1')).toBe(340);
  });

  it('never lets boxes overlap, keeps to the grid and is the same every time', () => {
    const graph = fc.integer({ min: 1, max: 60 }).chain((size) =>
      fc.record({
        boxes: fc.constant(boxesOf(...Array.from({ length: size }, (_, index) => (index % 9 === 0 ? `users${index}` : `b${index}`)))),
        // Arrows lead to later boxes only, so there is no circle.
        pairs: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 150 }),
      }),
    );
    fc.assert(
      fc.property(graph, ({ boxes, pairs }) => {
        const arrows = pairs
          .filter(([a, b]) => a < b && !boxes[b]!.isSource)
          .map(([a, b]) => ({ from: boxes[a]!.id, to: boxes[b]!.id }));
        const places = layOut(boxes, arrows);
        expect([...layOut(boxes, arrows)]).toEqual([...places]);
        const taken = new Map<number, number[]>();
        for (const { x, y } of places.values()) {
          expect([x % 20, y % 20, x >= 0, y >= 0]).toEqual([0, 0, true, true]);
          taken.set(x, [...(taken.get(x) ?? []), y]);
        }
        for (const column of taken.values()) {
          const sorted = column.toSorted((a, b) => a - b);
          for (let i = 1; i < sorted.length; i++) expect(sorted[i]! - sorted[i - 1]!).toBeGreaterThanOrEqual(156);
        }
        for (const { from, to } of arrows) expect(places.get(from)!.x).toBeLessThan(places.get(to)!.x);
      }),
      { numRuns: 200 },
    );
  });
});
