import { expect, it } from 'vitest';
import { beyondCounts } from './beyond-counts.ts';

it('counts parts whose middle lies beyond a side of the window, at any zoom', () => {
  const places = [{ x: 0, y: 0 }, { x: 900, y: 0 }, { x: 1000, y: 2000 }, { x: -150, y: 0 }, { x: 0, y: -90 }, { x: 0, y: 800 }];
  const window = { width: 600, height: 400 };
  expect(beyondCounts(places, { ...window, viewport: { x: 0, y: 0, zoom: 1 } })).toEqual({ left: 1, right: 2, above: 1, below: 1 });
  expect(beyondCounts(places, { ...window, viewport: { x: 100, y: 100, zoom: 0.25 } })).toEqual({ left: 0, right: 0, above: 0, below: 1 });
});
