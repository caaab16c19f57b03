/** Something to be placed; `isSource` puts it in the leftmost column, which then holds nothing else. */
export interface LayoutBox {
  readonly id: string;
  readonly isSource: boolean;
}

/** An arrow to be drawn from left to right. */
export interface LayoutArrow {
  readonly from: string;
  readonly to: string;
}

/** Upper left corner of a box on the canvas, in pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Distances of columns and rows: boxes of 200 by 96 pixels with gaps of 140 and about 60, on the grid of 20. */
const COLUMN_STEP = 340;
const ROW_STEP = 160;
const GRID = 20;
/** A column is never broken that has this many rows or fewer, and always one that has more than the other number. */
const FEWEST_ROWS = 5;
const MOST_ROWS = 24;
/** How much wider than high the place is in which a diagram is looked at. */
const ASPECT = 2.2;
const SWEEPS = 8;

/** Places boxes in columns so that arrows lead to the right and cross little: longest-path layers, ordered by the mean
 *  position of their neighbours, each box as near to the height of its neighbours as the others leave room. The arrows
 *  must have no circle. The same input gives the same places; `boxes` decides what is undecided. */
export function layOut(boxes: readonly LayoutBox[], arrows: readonly LayoutArrow[]): ReadonlyMap<string, Place> {
  const before = neighbours(boxes, arrows, 'to', 'from');
  const after = neighbours(boxes, arrows, 'from', 'to');
  const columns = toColumns(boxes, before, after);
  const heights = new Map<string, number>();
  for (const column of columns) column.forEach((id, row) => heights.set(id, row * ROW_STEP));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isForward = sweep % 2 === 0;
    for (const column of isForward ? columns : columns.toReversed()) settle(column, heights, isForward ? before : after);
  }
  for (const column of columns) settle(column, heights, new Map(column.map((id) => [id, [...before.get(id)!, ...after.get(id)!]])));
  return toPlaces(columns, heights);
}

type Neighbours = ReadonlyMap<string, readonly string[]>;

function neighbours(boxes: readonly LayoutBox[], arrows: readonly LayoutArrow[], at: 'from' | 'to', other: 'from' | 'to'): Neighbours {
  const found = new Map<string, string[]>(boxes.map(({ id }) => [id, []]));
  for (const arrow of arrows) found.get(arrow[at])?.push(arrow[other]);
  return found;
}

/** Every box one column to the right of the rightmost box before it; one without any stands next to what comes after. */
function toColumns(boxes: readonly LayoutBox[], before: Neighbours, after: Neighbours): string[][] {
  const first = boxes.some(({ isSource }) => isSource) ? 1 : 0;
  const column = new Map(boxes.map(({ id, isSource }) => [id, isSource ? 0 : first]));
  const waiting = new Map(boxes.map(({ id }) => [id, before.get(id)!.length]));
  const ready = boxes.filter(({ id }) => waiting.get(id) === 0).map(({ id }) => id);
  for (const id of ready) {
    for (const next of after.get(id)!) {
      column.set(next, Math.max(column.get(next)!, column.get(id)! + 1));
      waiting.set(next, waiting.get(next)! - 1);
      if (waiting.get(next) === 0) ready.push(next);
    }
  }
  for (const { id, isSource } of boxes) {
    if (isSource || before.get(id)!.length > 0 || after.get(id)!.length === 0) continue;
    column.set(id, Math.max(first, Math.min(...after.get(id)!.map((next) => column.get(next)!)) - 1));
  }
  const columns: string[][] = [];
  for (const { id } of boxes) (columns[column.get(id)!] ??= []).push(id);
  const whole = Array.from(columns, (ids) => ids ?? []);
  const rows = bestRows(whole.map(({ length }) => length));
  return whole.flatMap((ids) => broken(ids, rows));
}

/** The height at which columns are broken so that the whole can be seen as large as possible. */
function bestRows(lengths: readonly number[]): number {
  let best = { rows: MOST_ROWS, size: Infinity };
  for (let rows = FEWEST_ROWS; rows <= MOST_ROWS; rows++) {
    const columns = lengths.reduce((sum, length) => sum + Math.ceil(length / rows), 0);
    const height = Math.min(rows, Math.max(...lengths)) * ROW_STEP;
    const size = Math.max((columns * COLUMN_STEP) / ASPECT, height);
    // The higher of two that are equally large breaks fewer columns.
    if (size <= best.size) best = { rows, size };
  }
  return best.rows;
}

function broken(column: string[], most: number): string[][] {
  const parts = Math.ceil(column.length / most);
  const rows = Math.ceil(column.length / Math.max(1, parts));
  return Array.from({ length: parts }, (_, part) => column.slice(part * rows, (part + 1) * rows));
}

/** Orders a column by the mean height of its neighbours and moves every box as near to it as the order allows. */
function settle(column: string[], heights: Map<string, number>, near: Neighbours): void {
  const wish = new Map(column.map((id) => [id, mean(near.get(id)!.map((other) => heights.get(other)!)) ?? heights.get(id)!]));
  column.sort((a, b) => wish.get(a)! - wish.get(b)!);
  // Boxes that would overlap form a block, which stands where its boxes wish on average.
  const blocks: { ids: string[]; top: number }[] = [];
  for (const id of column) {
    let block = { ids: [id], top: wish.get(id)! };
    for (let above = blocks.at(-1); above !== undefined && above.top + above.ids.length * ROW_STEP > block.top; above = blocks.at(-1)) {
      blocks.pop();
      const ids = [...above.ids, ...block.ids];
      block = { ids, top: mean(ids.map((member, row) => wish.get(member)! - row * ROW_STEP))! };
    }
    blocks.push(block);
  }
  for (const { ids, top } of blocks) ids.forEach((id, row) => heights.set(id, top + row * ROW_STEP));
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function toPlaces(columns: readonly string[][], heights: ReadonlyMap<string, number>): Map<string, Place> {
  const top = columns.flat().reduce((least, id) => Math.min(least, heights.get(id)!), Infinity);
  const places = new Map<string, Place>();
  columns.forEach((column, index) => {
    for (const id of column) places.set(id, { x: index * COLUMN_STEP, y: Math.round((heights.get(id)! - top) / GRID) * GRID });
  });
  return places;
}
