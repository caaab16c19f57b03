/** Squares in rows that fill an area from its left: one square per worker. */
export interface CellGrid {
  readonly columns: number;
  readonly rows: number;
  /** Side of one square. */
  readonly size: number;
  /** Distance from one square to the next. */
  readonly pitch: number;
}

/** Above this many workers a bar with a count says more than squares. */
export const MAX_CELLS = 24;
export const CELL_AREA_WIDTH = 104;
export const CELL_AREA_HEIGHT = 22;
const MAX_SIZE = 16;

/** Beside a database's drum there is less room. */
export const NARROW_AREA_WIDTH = 72;

const wideGrids = gridsFor(CELL_AREA_WIDTH);
const narrowGrids = gridsFor(NARROW_AREA_WIDTH);

function gridsFor(width: number): readonly CellGrid[] {
  return Array.from({ length: MAX_CELLS + 1 }, (_, count) => packCells(count, width));
}

/** The grid with the largest squares for up to `MAX_CELLS` workers. */
export function cellGrid(count: number, isNarrow = false): CellGrid {
  return (isNarrow ? narrowGrids : wideGrids)[Math.min(MAX_CELLS, Math.max(0, Math.round(count)))];
}

/** Chooses the number of rows that leaves the largest squares; fewer rows when equal. */
export function packCells(count: number, width: number): CellGrid {
  let best: CellGrid = { columns: 0, rows: 0, size: 0, pitch: 0 };
  for (let rows = 1; rows <= 3; rows += 1) {
    const grid = gridWithRows(count, rows, width);
    if (grid.size > best.size) best = grid;
  }
  return best;
}

function gridWithRows(count: number, rows: number, width: number): CellGrid {
  const columns = Math.ceil(count / rows);
  const gap = columns > 8 ? 2 : 3;
  const byHeight = (CELL_AREA_HEIGHT - gap * (rows - 1)) / rows;
  const byWidth = (width - gap * (columns - 1)) / Math.max(1, columns);
  const size = Math.floor(Math.min(byHeight, byWidth, MAX_SIZE));
  return { columns, rows, size: count > 0 ? size : 0, pitch: size + gap };
}
