import type { Theme } from '../../widgets/theme.ts';
import { createPathPlace, placeAt, traceStretch, type EdgePath } from './edge-path.ts';
import { traceCross } from './glyph.ts';
import type { DrawView, EdgePicture } from './picture.ts';
import { alarmFill } from './state.ts';

/** Half the distance of a sync edge's two rails; requests run on the right-hand one, replies come back on the other. */
export const RAIL_OFFSET = 3;
/** Length that a cut takes out of an edge. */
export const CUT_LENGTH = 30;

const place = createPathPlace();

/** Samples to skip: far away, fewer are enough. */
export function strideFor(view: DrawView): number {
  if (view.zoom < 0.6) return 4;
  return view.zoom < 1.4 ? 2 : 1;
}

/** How much larger than at zoom 1 signs on edges are drawn, so that they can be told apart on the screen. */
export function signScale(view: DrawView): number {
  return Math.max(1, 0.7 / view.zoom);
}

/** Half the distance of a sync edge's rails at this zoom: never so close that they look like one. */
export function railOffset(view: DrawView): number {
  return Math.max(RAIL_OFFSET, 1.6 / view.zoom);
}

const NO_DASHES: readonly number[] = [];
const dashes = [0, 0];

/** Strokes the line of a queue: piece by piece, as its messages are. */
export function strokePieces(ctx: CanvasRenderingContext2D, view: DrawView): void {
  dashes[0] = 7 * signScale(view);
  dashes[1] = 3.5 * signScale(view);
  ctx.lineWidth = lineWidth(view, 1.9);
  ctx.setLineDash(dashes);
  ctx.stroke();
  ctx.setLineDash(NO_DASHES as number[]);
}

/** Width of an edge's lines: thin, but never under one device pixel. */
export function lineWidth(view: DrawView, width: number): number {
  return Math.max(width, view.pixel);
}

/** Colour of an edge's line: neutral, ink when the reader points at it, and a state's colour when something is wrong. */
export function edgeColor(theme: Theme, picture: EdgePicture): string {
  if (picture.isCut) return theme.failing;
  const calm = picture.isSelected || picture.isHovered ? theme.ink : theme.line;
  return alarmFill(theme, picture.state, calm);
}

/** A broad quiet band under an edge that is pointed at or selected. */
export function drawEdgeBand(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  path: EdgePath,
  picture: EdgePicture,
  halfWidth: number,
): void {
  if (!picture.isSelected && !picture.isHovered) return;
  ctx.beginPath();
  traceStretch(ctx, path, 0, path.totalLength, 0, strideFor(view));
  ctx.lineCap = 'round';
  ctx.lineWidth = 2 * halfWidth + 8;
  ctx.strokeStyle = picture.isSelected ? theme.hairline : theme.sunken;
  ctx.stroke();
  ctx.lineCap = 'butt';
}

/** Adds an edge's line, with a gap where it is cut. */
export function traceEdge(
  ctx: CanvasRenderingContext2D,
  view: DrawView,
  path: EdgePath,
  offset: number,
  gapCentre: number,
): void {
  const stride = strideFor(view);
  if (Number.isNaN(gapCentre)) {
    traceStretch(ctx, path, 0, path.totalLength, offset, stride);
    return;
  }
  traceStretch(ctx, path, 0, gapCentre - CUT_LENGTH / 2, offset, stride);
  traceStretch(ctx, path, gapCentre + CUT_LENGTH / 2, path.totalLength, offset, stride);
}

/** The two torn ends of a cut, and a cross between them. */
export function drawCut(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  path: EdgePath,
  centre: number,
  halfWidth: number,
): void {
  ctx.strokeStyle = theme.failing;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  traceTear(ctx, path, centre - CUT_LENGTH / 2, halfWidth + 5);
  traceTear(ctx, path, centre + CUT_LENGTH / 2, halfWidth + 5);
  ctx.stroke();
  placeAt(path, centre, 0, place);
  ctx.lineWidth = 2.25;
  ctx.beginPath();
  traceCross(ctx, place.x, place.y, 5);
  ctx.stroke();
}

function traceTear(ctx: CanvasRenderingContext2D, path: EdgePath, distance: number, half: number): void {
  placeAt(path, distance, 0, place);
  const alongX = place.normalY * 3;
  const alongY = -place.normalX * 3;
  ctx.moveTo(place.x - half * place.normalX + alongX, place.y - half * place.normalY + alongY);
  ctx.lineTo(place.x + half * place.normalX - alongX, place.y + half * place.normalY - alongY);
}

/** Adds an open arrowhead whose tip is at `distance`; `direction` is 1 along the way and -1 against it. */
export function traceArrow(
  ctx: CanvasRenderingContext2D,
  path: EdgePath,
  distance: number,
  offset: number,
  direction: number,
  size: number,
): void {
  placeAt(path, distance, offset, place);
  const alongX = place.normalY * direction * size;
  const alongY = -place.normalX * direction * size;
  const asideX = place.normalX * size * 0.72;
  const asideY = place.normalY * size * 0.72;
  ctx.moveTo(place.x - alongX + asideX, place.y - alongY + asideY);
  ctx.lineTo(place.x, place.y);
  ctx.lineTo(place.x - alongX - asideX, place.y - alongY - asideY);
}

/** Adds one barb of an arrowhead: on the outer side of a rail, so that two rails together read as a pair. */
export function traceBarb(
  ctx: CanvasRenderingContext2D,
  path: EdgePath,
  distance: number,
  offset: number,
  direction: number,
  size: number,
): void {
  placeAt(path, distance, offset, place);
  const side = Math.sign(offset);
  ctx.moveTo(place.x, place.y);
  ctx.lineTo(
    place.x - place.normalY * direction * size + place.normalX * side * size * 0.7,
    place.y + place.normalX * direction * size + place.normalY * side * size * 0.7,
  );
}
