import type { Theme } from '../../widgets/theme.ts';
import {
  drawCut,
  drawEdgeBand,
  edgeColor,
  lineWidth,
  railOffset,
  signScale,
  traceBarb,
  traceEdge,
} from './edge-line.ts';
import type { EdgePath } from './edge-path.ts';
import { drawWordsBeside } from './edge-words.ts';
import type { DrawView, SyncEdgePicture } from './picture.ts';
import { words } from './words.ts';

/** A sync edge: two rails, the request's there and the reply's back, because the caller waits for the answer. */
export function drawSyncEdge(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  path: EdgePath,
  picture: SyncEdgePicture,
): void {
  drawSyncLine(ctx, theme, view, path, picture);
  drawSyncWords(ctx, theme, view, path, picture);
}

/** The edge without its words, which are written when all lines are there. */
export function drawSyncLine(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  path: EdgePath,
  picture: SyncEdgePicture,
): void {
  const gap = picture.isCut ? path.totalLength / 2 : Number.NaN;
  const rail = railOffset(view);
  drawEdgeBand(ctx, theme, view, path, picture, rail);
  ctx.beginPath();
  traceEdge(ctx, view, path, rail, gap);
  traceEdge(ctx, view, path, -rail, gap);
  traceBarb(ctx, path, path.totalLength - 1, rail, 1, 7 * signScale(view));
  traceBarb(ctx, path, 1, -rail, -1, 7 * signScale(view));
  ctx.strokeStyle = edgeColor(theme, picture);
  ctx.lineWidth = lineWidth(view, 1.15);
  ctx.stroke();
  if (picture.isCut) drawCut(ctx, theme, path, gap, rail);
}

/** The words of the edge. */
export function drawSyncWords(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  path: EdgePath,
  picture: SyncEdgePicture,
): void {
  drawWordsBeside(ctx, theme, view, words.sync, picture, path, picture.isCut ? 20 : 14);
}
