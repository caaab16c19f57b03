/** Samples along an edge; enough that a straight line between two of them cannot be told from the curve. */
export const PATH_SAMPLES = 64;

/** An edge as a lookup table. Rebuilt only when the edge moves; read by every frame. */
export interface EdgePath {
  /** x0, y0, x1, y1, ... */
  readonly points: Float32Array;
  /** Unit normals in the same order; they point to the right of the way, which is down for an edge to the right. */
  readonly normals: Float32Array;
  /** Length of the way from the start to each sample. */
  readonly lengths: Float32Array;
  totalLength: number;
  /** Where what it stores is drawn, as a share of the way. */
  storeAt: number;
}

/** A place on an edge and the direction there; reused between calls. */
export interface PathPlace {
  x: number;
  y: number;
  normalX: number;
  normalY: number;
}

export interface CubicCurve {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly x3: number;
  readonly y3: number;
}

export function createEdgePath(): EdgePath {
  return {
    points: new Float32Array(PATH_SAMPLES * 2),
    normals: new Float32Array(PATH_SAMPLES * 2),
    lengths: new Float32Array(PATH_SAMPLES),
    totalLength: 0,
    storeAt: 0.5,
  };
}

export function createPathPlace(): PathPlace {
  return { x: 0, y: 0, normalX: 0, normalY: 1 };
}

/** Fills the table from a cubic Bézier curve, the shape that React Flow gives its edges. */
export function setCubic(path: EdgePath, curve: CubicCurve): void {
  for (let i = 0; i < PATH_SAMPLES; i += 1) {
    const t = i / (PATH_SAMPLES - 1);
    const s = 1 - t;
    const a = s * s * s;
    const b = 3 * s * s * t;
    const c = 3 * s * t * t;
    const d = t * t * t;
    path.points[2 * i] = a * curve.x0 + b * curve.x1 + c * curve.x2 + d * curve.x3;
    path.points[2 * i + 1] = a * curve.y0 + b * curve.y1 + c * curve.y2 + d * curve.y3;
  }
  measurePath(path);
}

/** Computes lengths and normals after `points` was written. */
export function measurePath(path: EdgePath): void {
  const { points, normals, lengths } = path;
  let length = 0;
  for (let i = 0; i < PATH_SAMPLES; i += 1) {
    const before = i > 0 ? i - 1 : 0;
    const after = i < PATH_SAMPLES - 1 ? i + 1 : i;
    const dx = points[2 * after] - points[2 * before];
    const dy = points[2 * after + 1] - points[2 * before + 1];
    const size = Math.sqrt(dx * dx + dy * dy) || 1;
    normals[2 * i] = -dy / size;
    normals[2 * i + 1] = dx / size;
    length += i > 0 ? Math.hypot(points[2 * i] - points[2 * i - 2], points[2 * i + 1] - points[2 * i - 1]) : 0;
    lengths[i] = length;
  }
  path.totalLength = length;
}

/** Index of the last sample at or before `distance`; the last but one at the end, so that a next one exists. */
export function sampleBefore(path: EdgePath, distance: number): number {
  let low = 0;
  let high = PATH_SAMPLES - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (path.lengths[middle] <= distance) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Writes into `place` where the edge is after `distance` flow pixels, `offset` to the right of the way. */
export function placeAt(path: EdgePath, distance: number, offset: number, place: PathPlace): void {
  const clamped = Math.min(path.totalLength, Math.max(0, distance));
  const i = sampleBefore(path, clamped);
  const span = path.lengths[i + 1] - path.lengths[i];
  const t = span > 0 ? (clamped - path.lengths[i]) / span : 0;
  const { points, normals } = path;
  place.normalX = normals[2 * i] + t * (normals[2 * i + 2] - normals[2 * i]);
  place.normalY = normals[2 * i + 1] + t * (normals[2 * i + 3] - normals[2 * i + 1]);
  place.x = points[2 * i] + t * (points[2 * i + 2] - points[2 * i]) + offset * place.normalX;
  place.y = points[2 * i + 1] + t * (points[2 * i + 3] - points[2 * i + 1]) + offset * place.normalY;
}

const scratch = createPathPlace();


/** Adds the line of a stretch to the context's current path. Far away, every other sample is enough. */
export function traceStretch(
  ctx: CanvasRenderingContext2D,
  path: EdgePath,
  fromDistance: number,
  toDistance: number,
  offset: number,
  stride: number,
): void {
  if (toDistance <= fromDistance) return;
  const { points, normals, lengths } = path;
  placeAt(path, fromDistance, offset, scratch);
  ctx.moveTo(scratch.x, scratch.y);
  for (let i = sampleBefore(path, fromDistance) + 1; i < PATH_SAMPLES && lengths[i] < toDistance; i += stride) {
    ctx.lineTo(points[2 * i] + offset * normals[2 * i], points[2 * i + 1] + offset * normals[2 * i + 1]);
  }
  placeAt(path, toDistance, offset, scratch);
  ctx.lineTo(scratch.x, scratch.y);
}
