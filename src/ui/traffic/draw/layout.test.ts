import { describe, expect, it } from 'vitest';
import { CELL_AREA_HEIGHT, CELL_AREA_WIDTH, cellGrid, MAX_CELLS, NARROW_AREA_WIDTH } from './cell-grid.ts';
import { grownLength, LANE_GROWTH, proportionalLength, QUEUE_GROWTH, TRAY_GROWTH, trayBricks, visibleMarks } from './compress.ts';

describe('worker cells', () => {
  it('keeps every grid inside its area, with room for every worker', () => {
    for (let count = 1; count <= MAX_CELLS; count += 1) {
      const { columns, rows, size, pitch } = cellGrid(count);
      expect(columns * rows).toBeGreaterThanOrEqual(count);
      expect(columns * pitch - (pitch - size)).toBeLessThanOrEqual(CELL_AREA_WIDTH);
      expect(rows * pitch - (pitch - size)).toBeLessThanOrEqual(CELL_AREA_HEIGHT);
      expect(size).toBeGreaterThanOrEqual(6);
    }
  });

  it('packs the narrow area beside a drum too', () => {
    for (let count = 1; count <= MAX_CELLS; count += 1) {
      const { columns, pitch, size } = cellGrid(count, true);
      expect(columns * pitch - (pitch - size)).toBeLessThanOrEqual(NARROW_AREA_WIDTH);
    }
    expect([4, 8, 10, 16, 24].map((count) => cellGrid(count, true).size)).toEqual([15, 9, 9, 6, 5]);
  });

  it('packs one row while squares are large, then two, then three', () => {
    const shown = [0, 1, 4, 6, 8, 10, 12, 16, 20, 24].map((count) => {
      const { columns, rows, size } = cellGrid(count);
      return `${count}: ${columns}x${rows} of ${size}`;
    });
    expect(shown.join(', ')).toMatchInlineSnapshot(`"0: 0x0 of 0, 1: 1x1 of 16, 4: 4x1 of 16, 6: 6x1 of 14, 8: 8x1 of 10, 10: 5x2 of 9, 12: 6x2 of 9, 16: 8x2 of 9, 20: 10x2 of 8, 24: 12x2 of 6"`);
  });
});

describe('what piles up', () => {
  const counts = [0, 1, 8, 9, 16, 20, 40, 100, 320, 1000, 50_000];

  it('grows with the count up to its greatest length, and never shrinks', () => {
    for (const growth of [QUEUE_GROWTH, TRAY_GROWTH, LANE_GROWTH]) {
      let previous = 0;
      for (let count = 1; count < 2000; count += 1) {
        const length = grownLength(count, growth);
        expect(length).toBeGreaterThanOrEqual(previous);
        expect(length).toBeLessThanOrEqual(growth.maxLength);
        previous = length;
      }
    }
  });

  it('turns counts into lengths', () => {
    expect(counts.map((count) => grownLength(count, QUEUE_GROWTH).toFixed(0)).join(' ')).toMatchInlineSnapshot(`"0 6 48 50 60 64 76 92 96 96 96"`);
    expect(counts.map((count) => grownLength(count, LANE_GROWTH).toFixed(0)).join(' ')).toMatchInlineSnapshot(`"0 6 48 54 68 72 84 100 120 140 168"`);
    expect(counts.map(trayBricks).join(' ')).toMatchInlineSnapshot(`"0 1 8 9 16 20 25 31 40 44 44"`);
  });

  it('shows each thing as its own mark while that fits', () => {
    const marks = counts.map((count) => visibleMarks(count, grownLength(count, QUEUE_GROWTH), 3));
    expect(marks.join(' ')).toMatchInlineSnapshot(`"0 1 8 9 16 20 25 30 32 32 32"`);
  });

  it('lets the partition that is far behind stand out without hiding the others', () => {
    const lengths = [0, 3, 40, 1000].map((lag) => proportionalLength(lag, 1000, LANE_GROWTH).toFixed(1));
    expect(lengths.join(' ')).toMatchInlineSnapshot(`"0.0 12.0 12.0 139.7"`);
    expect(proportionalLength(1, 1, LANE_GROWTH)).toBe(LANE_GROWTH.pitch);
  });

  it('takes nonsense as nothing', () => {
    expect([Number.NaN, -5].map((count) => grownLength(count, QUEUE_GROWTH))).toEqual([0, 0]);
    expect(grownLength(Infinity, QUEUE_GROWTH)).toBe(QUEUE_GROWTH.maxLength);
  });
});
