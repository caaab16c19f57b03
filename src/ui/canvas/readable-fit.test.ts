import { describe, expect, it } from 'vitest';
import { readableFit, type ReadableFitOptions } from './readable-fit.ts';

const TABLET: ReadableFitOptions = {
  bounds: { x: 0, y: 0, width: 2200, height: 800 },
  sources: [0],
  window: { width: 740, height: 750 },
  padding: { top: 44, right: 18, bottom: 52, left: 18 },
};

describe('readableFit', () => {
  it('begins at the load sources, in the middle of the height, where boxes can be read', () => {
    const { x, y, zoom } = readableFit(TABLET)!;
    expect([x, zoom]).toEqual([18, 0.6]);
    expect(y + 400 * zoom).toBeCloseTo((44 + 750 - 52) / 2);
  });

  it('keeps to the height, and to the right end of the diagram', () => {
    const right = readableFit({ ...TABLET, bounds: { x: 0, y: 0, width: 3000, height: 1400 }, sources: [2800] })!;
    expect(1400 * right.zoom).toBeCloseTo(750 - 44 - 52);
    expect(3000 * right.zoom + right.x).toBeCloseTo(740 - 18);
  });

  it.each([
    ['a window that is wider than high', { window: { width: 1300, height: 560 } }],
    ['a diagram that can be read whole', { bounds: { x: 0, y: 0, width: 1640, height: 400 } }],
    ['a diagram that is as high as wide', { bounds: { x: 0, y: 0, width: 2200, height: 2100 } }],
  ])('leaves whole %s', (_, change) => {
    expect(readableFit({ ...TABLET, ...change })).toBeUndefined();
  });
});
