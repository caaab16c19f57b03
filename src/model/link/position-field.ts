import type { Coder } from './coder.ts';
import { codeNumber } from './number-field.ts';

interface Point {
  readonly x?: number;
  readonly y?: number;
}

/** Grids that people and programs lay diagrams out on, in pixels. */
const GRIDS = [1, 2, 4, 5, 8, 10, 15, 16, 20, 24, 25, 30, 32, 40, 50, 60, 80, 90, 100, 120, 180, 200] as const;
/** Guess, in bits, of what a coordinate off the grid costs. */
const OFF_GRID_BITS = 18;

/** Codes positions as steps from one to the next on the coarsest grid that pays. Any number is coded exactly; those
 *  off the grid cost more. */
export class PositionField {
  private readonly coder: Coder;
  private readonly grid: number;
  private x = 0;
  private y = 0;

  /** `points` are all that will be coded; a reader has none. */
  constructor(coder: Coder, points: readonly Point[]) {
    this.coder = coder;
    this.grid = GRIDS[coder.choice('grid', GRIDS.length, bestGrid(points))]!;
  }

  code(point: { readonly x: number; readonly y: number }): { x: number; y: number } {
    const before = this.x;
    this.x = this.codeCoordinate('x', point.x, before);
    this.y = this.codeCoordinate(this.x === before ? 'y below' : 'y aside', point.y, this.y);
    return { x: this.x, y: this.y };
  }

  private codeCoordinate(field: string, value: number, before: number): number {
    // Steps start at the place on the grid that is nearest to the one before, which may be off it.
    const start = Math.round(before / this.grid);
    const steps = value / this.grid - start;
    if (this.coder.flag('off grid', !isStep(steps), 600)) return codeNumber(this.coder, 'coordinate', value);
    return (start + this.coder.signed(`step ${field}`, steps)) * this.grid + 0;
  }
}

function isStep(steps: number): boolean {
  return Number.isInteger(steps) && Math.abs(steps) < 1e9;
}

/** Which of the grids makes the positions cheapest. */
function bestGrid(points: readonly Point[]): number {
  const values = points.flatMap(({ x, y }) => (x === undefined || y === undefined ? [] : [x, y]));
  let best = 0;
  let least = Infinity;
  GRIDS.forEach((grid, index) => {
    const cost = values.reduce((sum, value) => sum + (value % grid === 0 ? bitsOf(value / grid) : OFF_GRID_BITS), 0);
    if (cost < least) [best, least] = [index, cost];
  });
  return best;
}

function bitsOf(value: number): number {
  return 32 - Math.clz32(Math.min(Math.abs(value), 1e9));
}
