import type { Theme } from '../../widgets/theme.ts';
import { drawCut, drawEdgeBand, edgeColor, lineWidth, signScale, strokePieces, traceArrow, traceEdge } from './edge-line.ts';
import { createPathPlace, placeAt, type EdgePath } from './edge-path.ts';
import type { DrawView, EdgePicture } from './picture.ts';

/** Size of the small tray that says that messages wait at one end. */
const TRAY_WIDTH = 15;
const TRAY_HEIGHT = 8;

/** Where on the edge it stands: words have the middle. */
const TRAY_AT = 0.34;

const middle = createPathPlace();

/** An edge to or from a queue's box, which shows by itself what piles up: a line in pieces with a small tray on it. */
export function drawPlainQueue(ctx: CanvasRenderingContext2D, theme: Theme, view: DrawView, path: EdgePath, picture: EdgePicture): void {
  const gap = picture.isCut ? path.totalLength / 2 : Number.NaN;
  const scale = signScale(view);
  drawEdgeBand(ctx, theme, view, path, picture, 1);
  ctx.beginPath();
  traceEdge(ctx, view, path, 0, gap);
  ctx.strokeStyle = edgeColor(theme, picture);
  strokePieces(ctx, view);
  ctx.beginPath();
  traceArrow(ctx, path, path.totalLength - 1, 0, 1, 8 * scale);
  ctx.lineWidth = lineWidth(view, 1.4);
  ctx.stroke();
  if (picture.isCut) drawCut(ctx, theme, path, gap, 1);
  else drawSmallTray(ctx, theme, view, path, scale);
}

function drawSmallTray(ctx: CanvasRenderingContext2D, theme: Theme, view: DrawView, path: EdgePath, scale: number): void {
  const width = TRAY_WIDTH * scale;
  const height = TRAY_HEIGHT * scale;
  // Not on an edge that is hardly longer than the tray.
  if (path.totalLength < 3 * width) return;
  placeAt(path, path.totalLength * TRAY_AT, 0, middle);
  const left = middle.x - width / 2;
  const top = middle.y - height / 2;
  ctx.fillStyle = theme.ground;
  ctx.fillRect(left, top, width, height);
  ctx.beginPath();
  ctx.moveTo(left, top);
  ctx.lineTo(left, top + height);
  ctx.lineTo(left + width, top + height);
  ctx.lineTo(left + width, top);
  ctx.stroke();
  view.space.take(left, top, width, height);
}
