import { formatDuration } from '../../widgets/format.ts';
import type { Theme } from '../../widgets/theme.ts';
import { strideFor } from './edge-line.ts';
import { traceStretch, type EdgePath } from './edge-path.ts';
import type { DrawView, NodeBox } from './picture.ts';
import { drawText, drawTextCentred, textWidth } from './text.ts';
import { words } from './words.ts';

const CHIP_HEIGHT = 20;

/** How strongly the chain is lit: like a marker pen under the parts of the picture. */
const BAND_ALPHA = 0.2;
const BAND_WIDTH = 16;

/** A lit node of the chain, drawn before the node's own instrument. */
export function drawCascadeNode(ctx: CanvasRenderingContext2D, theme: Theme, box: NodeBox): void {
  ctx.globalAlpha = BAND_ALPHA;
  ctx.strokeStyle = theme.failing;
  ctx.lineWidth = BAND_WIDTH / 2;
  ctx.beginPath();
  ctx.roundRect(box.x - BAND_WIDTH / 4, box.y - BAND_WIDTH / 4, box.width + BAND_WIDTH / 2, box.height + BAND_WIDTH / 2, 7);
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/** A lit edge of the chain, drawn before the edge itself. */
export function drawCascadeEdge(ctx: CanvasRenderingContext2D, theme: Theme, view: DrawView, path: EdgePath): void {
  ctx.globalAlpha = BAND_ALPHA;
  ctx.strokeStyle = theme.failing;
  ctx.lineWidth = BAND_WIDTH;
  ctx.beginPath();
  traceStretch(ctx, path, BAND_WIDTH / 2, path.totalLength - BAND_WIDTH / 2, 0, strideFor(view));
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/** The mark of a node in the chain, drawn last: its place in the causal order and when it happened. */
export function drawCascadeMark(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  box: NodeBox,
  order: number,
  atMs: number,
): void {
  if (view.isFar) drawFarMark(ctx, theme, box, order);
  else drawCascadeChip(ctx, theme, box.x - BAND_WIDTH / 2, box.y, order, atMs);
}

/** Far away only the order can be read. */
function drawFarMark(ctx: CanvasRenderingContext2D, theme: Theme, box: NodeBox, order: number): void {
  const side = 40;
  ctx.fillStyle = theme.failing;
  ctx.fillRect(box.x - BAND_WIDTH / 2, box.y - side / 2, side, side);
  ctx.fillStyle = theme.ground;
  drawTextCentred(ctx, theme.fonts.readout, `${order}`, box.x - BAND_WIDTH / 2 + side / 2, box.y + 8);
}

/** A numbered chip with its time; the first one is a flag that says that it started here. `x`, `y` is its foot. */
export function drawCascadeChip(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  x: number,
  y: number,
  order: number,
  atMs: number,
): void {
  const { strong, small } = theme.fonts;
  const number = `${order}`;
  const isFirst = order === 1;
  const rest = isFirst ? `${words.startedHere}  ${formatDuration(atMs)}` : formatDuration(atMs);
  const numberWidth = Math.max(CHIP_HEIGHT, textWidth(ctx, strong, number) + 12);
  const width = numberWidth + textWidth(ctx, small, rest) + 14;
  const foot = isFirst ? y - 8 : y + CHIP_HEIGHT / 2;
  const top = foot - CHIP_HEIGHT;
  ctx.fillStyle = theme.failing;
  if (isFirst) ctx.fillRect(x, top, 2, CHIP_HEIGHT + 8);
  fillChip(ctx, x, top, width, isFirst);
  ctx.fillStyle = theme.ground;
  fillChip(ctx, x + numberWidth, top + 1.5, width - numberWidth - 1.5, isFirst, CHIP_HEIGHT - 3);
  drawText(ctx, strong, number, x + (numberWidth - textWidth(ctx, strong, number)) / 2, top + 14.5);
  ctx.fillStyle = theme.failingText;
  drawText(ctx, small, rest, x + numberWidth + 7, top + 14);
}

/** A chip; the first one ends like a pennant. */
function fillChip(
  ctx: CanvasRenderingContext2D,
  x: number,
  top: number,
  width: number,
  isPennant: boolean,
  height = CHIP_HEIGHT,
): void {
  ctx.beginPath();
  ctx.moveTo(x, top);
  ctx.lineTo(x + width + (isPennant ? 6 : 0), top);
  ctx.lineTo(x + width, top + height / 2);
  ctx.lineTo(x + width + (isPennant ? 6 : 0), top + height);
  ctx.lineTo(x, top + height);
  ctx.closePath();
  ctx.fill();
}
