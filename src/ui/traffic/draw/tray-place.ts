import { createPathPlace, placeAt, type EdgePath } from './edge-path.ts';
import type { NodeBox } from './picture.ts';
import { TRAY_HEIGHT, TRAY_WIDTH } from './queue-edge.ts';

/** Where along its edge a tray is tried, one place after another. */
const PLACES = [0.5, 0.42, 0.58, 0.35, 0.65, 0.28, 0.72];
/** Room that a tray takes to each side, and for its words below. Flow pixels. */
const HALF_WIDTH = TRAY_WIDTH / 2 + 8;
const HALF_HEIGHT = TRAY_HEIGHT / 2 + 3;
const WORDS_HEIGHT = 16;
/** How much worse than words on a line it is when a tray lies on one, and when it lies on a box or on another tray. */
const ON_LINE = 4;
const ON_BOX = 1000;

const spot = createPathPlace();

/** Chooses for every edge with a tray the place on it at which the tray lies on no box, on no other tray, and on no line
 *  that is not its own, as near to the middle as there is one. */
export function placeTrays(trays: readonly EdgePath[], lines: readonly EdgePath[], boxes: readonly NodeBox[]): void {
  const taken: NodeBox[] = [...boxes];
  for (const path of trays) {
    let least = Infinity;
    for (const share of PLACES) {
      placeAt(path, path.totalLength * share, 0, spot);
      const cost = taken.reduce((sum, box) => sum + (isOnBox(box) ? ON_BOX : 0), 0) + linesCost(path, lines);
      if (cost >= least) continue;
      least = cost;
      path.storeAt = share;
      if (cost === 0) break;
    }
    placeAt(path, path.totalLength * path.storeAt, 0, spot);
    taken.push({ x: spot.x - HALF_WIDTH, y: spot.y - HALF_HEIGHT, width: 2 * HALF_WIDTH, height: 2 * HALF_HEIGHT + WORDS_HEIGHT });
  }
}

function isOnBox({ x, y, width, height }: NodeBox): boolean {
  const isBeside = spot.x + HALF_WIDTH < x || spot.x - HALF_WIDTH > x + width;
  return !isBeside && spot.y + HALF_HEIGHT + WORDS_HEIGHT > y && spot.y - HALF_HEIGHT < y + height;
}

function linesCost(own: EdgePath, lines: readonly EdgePath[]): number {
  let cost = 0;
  for (const line of lines) if (line !== own) cost += lineCost(line);
  return cost;
}

function lineCost({ points }: EdgePath): number {
  let cost = 0;
  for (let at = 0; at < points.length; at += 2) {
    const down = points[at + 1] - spot.y;
    if (Math.abs(points[at] - spot.x) > HALF_WIDTH || down < -HALF_HEIGHT || down > HALF_HEIGHT + WORDS_HEIGHT) continue;
    if (down <= HALF_HEIGHT) return ON_LINE;
    cost = 1;
  }
  return cost;
}
