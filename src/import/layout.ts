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
/** Where arrows cross between two columns, these stand further apart: by one step of the grid for so many crossings, up to
 *  so much. */
const CROSSINGS_PER_STEP = 8;
const MOST_WIDENING = 160;
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
  const layers = toLayers(boxes, before, after);
  const heights = new Map<string, number>();
  for (const { ids, step } of layers) ids.forEach((id, row) => heights.set(id, row * step));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isForward = sweep % 2 === 0;
    for (const layer of isForward ? layers : layers.toReversed()) settle(layer, heights, isForward ? before : after);
  }
  for (const layer of layers) settle(layer, heights, new Map(layer.ids.map((id) => [id, [...before.get(id)!, ...after.get(id)!]])));
  return toPlaces(layers, heights, arrows);
}

/** Boxes that stand in one column, or by turns in several where one would be too high. Two that follow each other are
 *  at least `step` apart, which is a row divided by the number of columns: so arrows pass between the boxes of the
 *  other columns. */
interface Layer {
  readonly ids: string[];
  readonly columns: number;
  readonly step: number;
}

type Neighbours = ReadonlyMap<string, readonly string[]>;

function neighbours(boxes: readonly LayoutBox[], arrows: readonly LayoutArrow[], at: 'from' | 'to', other: 'from' | 'to'): Neighbours {
  const found = new Map<string, string[]>(boxes.map(({ id }) => [id, []]));
  for (const arrow of arrows) found.get(arrow[at])?.push(arrow[other]);
  return found;
}

/** Every box one column to the right of the rightmost box before it; one without any stands next to what comes after. */
function toLayers(boxes: readonly LayoutBox[], before: Neighbours, after: Neighbours): Layer[] {
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
  const sparse: string[][] = [];
  for (const { id } of boxes) (sparse[column.get(id)!] ??= []).push(id);
  const whole = Array.from(sparse, (ids) => ids ?? []).filter(({ length }) => length > 0);
  const rows = bestRows(whole.map(({ length }) => length));
  return whole.map((ids) => {
    const columns = Math.ceil(ids.length / rows);
    return { ids, columns, step: ROW_STEP / columns };
  });
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

/** Orders a layer by the mean height of its neighbours and moves every box as near to it as the order allows. */
function settle({ ids: layer, step }: Layer, heights: Map<string, number>, near: Neighbours): void {
  const wish = new Map(layer.map((id) => [id, mean(near.get(id)!.map((other) => heights.get(other)!)) ?? heights.get(id)!]));
  layer.sort((a, b) => wish.get(a)! - wish.get(b)!);
  // Boxes that would overlap form a block, which stands where its boxes wish on average.
  const blocks: { ids: string[]; top: number }[] = [];
  for (const id of layer) {
    let block = { ids: [id], top: wish.get(id)! };
    for (let above = blocks.at(-1); above !== undefined && above.top + above.ids.length * step > block.top; above = blocks.at(-1)) {
      blocks.pop();
      const ids = [...above.ids, ...block.ids];
      block = { ids, top: mean(ids.map((member, row) => wish.get(member)! - row * step))! };
    }
    blocks.push(block);
  }
  for (const { ids, top } of blocks) ids.forEach((id, row) => heights.set(id, top + row * step));
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How often arrows cross between each layer and the next, as straight lines. */
function crossings(layers: readonly Layer[], heights: ReadonlyMap<string, number>, arrows: readonly LayoutArrow[]): readonly number[] {
  const layerOf = new Map(layers.flatMap(({ ids }, index) => ids.map((id) => [id, index])));
  const lines = arrows.map(({ from, to }) => {
    const [start, end] = [layerOf.get(from)!, layerOf.get(to)!];
    const [top, bottom] = [heights.get(from)!, heights.get(to)!];
    return { start, end, at: (layer: number) => top + ((bottom - top) * (layer - start)) / (end - start) };
  });
  return layers.slice(1).map((_, gap) => {
    const passing = lines.filter(({ start, end }) => start <= gap && end > gap).map(({ at }) => [at(gap), at(gap + 1)] as const);
    return passing.reduce((sum, [a, b], index) => sum + passing.slice(index + 1).filter(([c, d]) => (a - c) * (b - d) < 0).length, 0);
  });
}

function toPlaces(layers: readonly Layer[], heights: ReadonlyMap<string, number>, arrows: readonly LayoutArrow[]): Map<string, Place> {
  const crossed = crossings(layers, heights, arrows);
  const top = layers.reduce((least, { ids }) => ids.reduce((low, id) => Math.min(low, heights.get(id)!), least), Infinity);
  const places = new Map<string, Place>();
  let left = 0;
  layers.forEach(({ ids, columns }, index) => {
    ids.forEach((id, row) => places.set(id, { x: left + (row % columns) * COLUMN_STEP, y: Math.round((heights.get(id)! - top) / GRID) * GRID }));
    left += columns * COLUMN_STEP + Math.min(MOST_WIDENING, Math.floor((crossed[index] ?? 0) / CROSSINGS_PER_STEP) * GRID);
  });
  return places;
}
