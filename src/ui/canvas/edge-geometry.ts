import type { SceneCurve, ScenePlace } from '../widgets/scene.ts';

/** Size of every node in flow pixels; the live layer draws into the same box. */
export const NODE_WIDTH = 200;
export const NODE_HEIGHT = 96;

/** What geometry needs to know of an edge. */
export interface EdgeEnds {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

type Side = 'left' | 'right' | 'top' | 'bottom';

interface Port {
  readonly edge: string;
  readonly end: 'from' | 'to';
  readonly node: string;
  readonly side: Side;
  /** Where the other end is along this side, to keep edges from crossing. */
  readonly towards: number;
}

/** Stretch of each side on which edges attach, measured from the node's top left corner. Left ends above the row in
 *  which a queue grows out of the node. */
const SPANS: Readonly<Record<Side, readonly [number, number]>> = {
  left: [14, 54],
  right: [16, 80],
  top: [40, 160],
  bottom: [40, 160],
};
/** Edges on one side are this far apart when there is room. */
const PORT_PITCH = 16;
/** Nodes closer than this along one axis are connected along the other. */
const LEAST_GAP = 32;
const LEAST_PULL = 36;
const MOST_PULL = 220;
/** From this rise on an edge from below would run through a queue; it comes in level for this share of its way. */
const LEAST_RISE = 24;
const LEVEL_SHARE = 0.95;

/** Curves of all edges. Each leaves and enters on the sides that face each other; edges on one side stand apart in the
 *  order of their other ends, so that they do not cross needlessly. Edges without a place are left out. */
export function layOutEdges(
  places: ReadonlyMap<string, ScenePlace>,
  edges: readonly EdgeEnds[],
): Map<string, SceneCurve> {
  const ports = new Map<string, Port[]>();
  for (const edge of edges) {
    const from = places.get(edge.from);
    const to = places.get(edge.to);
    if (from === undefined || to === undefined) continue;
    const [start, end] = facingSides(from, to);
    addPort(ports, { edge: edge.id, end: 'from', node: edge.from, side: start, towards: along(start, to) });
    addPort(ports, { edge: edge.id, end: 'to', node: edge.to, side: end, towards: along(end, from) });
  }
  const points = placePorts(ports, places);
  const curves = new Map<string, SceneCurve>();
  for (const edge of edges) {
    const start = points.get(`from ${edge.id}`);
    const end = points.get(`to ${edge.id}`);
    if (start !== undefined && end !== undefined) curves.set(edge.id, curveBetween(start, end));
  }
  return curves;
}

/** Sides through which an edge leaves the first node and enters the second: along the axis with room between them,
 *  left to right and right to left before up and down. */
function facingSides(from: ScenePlace, to: ScenePlace): readonly [Side, Side] {
  if (to.x - from.x >= NODE_WIDTH + LEAST_GAP) return ['right', 'left'];
  if (from.x - to.x >= NODE_WIDTH + LEAST_GAP) return ['left', 'right'];
  return to.y >= from.y ? ['bottom', 'top'] : ['top', 'bottom'];
}

function along(side: Side, other: ScenePlace): number {
  return side === 'left' || side === 'right' ? other.y : other.x;
}

function addPort(ports: Map<string, Port[]>, port: Port): void {
  const key = `${port.side} ${port.node}`;
  const group = ports.get(key);
  if (group === undefined) ports.set(key, [port]);
  else group.push(port);
}

interface PortPoint {
  readonly x: number;
  readonly y: number;
  readonly side: Side;
}

function placePorts(
  ports: ReadonlyMap<string, readonly Port[]>,
  places: ReadonlyMap<string, ScenePlace>,
): ReadonlyMap<string, PortPoint> {
  const points = new Map<string, PortPoint>();
  for (const group of ports.values()) {
    const sorted = group.toSorted((a, b) => a.towards - b.towards);
    sorted.forEach((port, index) => {
      const place = places.get(port.node)!;
      points.set(`${port.end} ${port.edge}`, portPoint(place, port.side, { index, count: sorted.length }));
    });
  }
  return points;
}

function portPoint(
  place: ScenePlace,
  side: Side,
  { index, count }: { readonly index: number; readonly count: number },
): PortPoint {
  const [first, last] = SPANS[side];
  const pitch = count > 1 ? Math.min(PORT_PITCH, (last - first) / (count - 1)) : 0;
  const offset = (first + last) / 2 + (index - (count - 1) / 2) * pitch;
  switch (side) {
    case 'left':
      return { x: place.x, y: place.y + offset, side };
    case 'right':
      return { x: place.x + NODE_WIDTH, y: place.y + offset, side };
    case 'top':
      return { x: place.x + offset, y: place.y, side };
    case 'bottom':
      return { x: place.x + offset, y: place.y + NODE_HEIGHT, side };
  }
}

const DIRECTIONS: Readonly<Record<Side, readonly [number, number]>> = {
  left: [-1, 0],
  right: [1, 0],
  top: [0, -1],
  bottom: [0, 1],
};

function curveBetween(start: PortPoint, end: PortPoint): SceneCurve {
  const isLevel = start.side === 'left' || start.side === 'right';
  const distance = isLevel ? Math.abs(end.x - start.x) : Math.abs(end.y - start.y);
  const pull = pullOf(distance / 2);
  // From below an edge turns early and comes in level: over the queue that grows out of the node, not through it.
  const endPull = end.side === 'left' && start.y - end.y > LEAST_RISE ? pullOf(distance * LEVEL_SHARE) : pull;
  const [startX, startY] = DIRECTIONS[start.side];
  const [endX, endY] = DIRECTIONS[end.side];
  return {
    x0: start.x,
    y0: start.y,
    x1: start.x + startX * pull,
    y1: start.y + startY * pull,
    x2: end.x + endX * endPull,
    y2: end.y + endY * endPull,
    x3: end.x,
    y3: end.y,
  };
}

function pullOf(wished: number): number {
  return Math.min(MOST_PULL, Math.max(LEAST_PULL, wished));
}

/** The curve as the data of an SVG path. */
export function pathData(curve: SceneCurve): string {
  const { x0, y0, x1, y1, x2, y2, x3, y3 } = curve;
  return `M${x0},${y0}C${x1},${y1} ${x2},${y2} ${x3},${y3}`;
}

/** Middle of the curve, for what hangs on it. */
export function curveMiddle(curve: SceneCurve): ScenePlace {
  return {
    x: (curve.x0 + 3 * curve.x1 + 3 * curve.x2 + curve.x3) / 8,
    y: (curve.y0 + 3 * curve.y1 + 3 * curve.y2 + curve.y3) / 8,
  };
}
