import { formatCount } from '../../widgets/format.ts';
import type { Theme } from '../../widgets/theme.ts';
import { trayBricks } from './compress.ts';
import { drawCut, drawEdgeBand, edgeColor, lineWidth, signScale, strokePieces, traceArrow, traceEdge } from './edge-line.ts';
import { createPathPlace, placeAt, type EdgePath } from './edge-path.ts';
import { drawCount, drawEdgeWords, levelRoom } from './edge-words.ts';
import { traceCross } from './glyph.ts';
import type { DrawView, QueueEdgePicture } from './picture.ts';
import { alarmFill } from './state.ts';
import { drawText } from './text.ts';
import { words } from './words.ts';

/** The open box in which messages pile up, centred on the edge and always upright: piles know gravity. */
export const TRAY_WIDTH = 56;
export const TRAY_HEIGHT = 28;
const BRICK_COLUMNS = 4;
const BRICK_WIDTH = 11;
const BRICK_HEIGHT = 4;
const BRICK_PITCH_X = 12;
const BRICK_PITCH_Y = 5;
/** Unacknowledged messages are in a consumer's hands: outside the tray, on its far side. */
const MAX_UNACKED_BRICKS = 5;
/** Up to here the pile can be counted by eye. */
const COUNTED_FROM = 9;

const middle = createPathPlace();
const cutPlace = 0.24;

/** A queue edge: one line through a tray in which messages pile up and from which consumers take. */
export function drawQueueEdge(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  path: EdgePath,
  picture: QueueEdgePicture,
): void {
  drawQueueLine(ctx, theme, view, path, picture);
  drawQueueWords(ctx, theme, view, path, picture);
}

/** The edge without its words, which are written when all lines are there. */
export function drawQueueLine(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  path: EdgePath,
  picture: QueueEdgePicture,
): void {
  const gap = picture.isCut ? path.totalLength * cutPlace : Number.NaN;
  drawEdgeBand(ctx, theme, view, path, picture, 1);
  ctx.beginPath();
  traceEdge(ctx, view, path, 0, gap);
  ctx.strokeStyle = edgeColor(theme, picture);
  strokePieces(ctx, view);
  ctx.beginPath();
  traceArrow(ctx, path, path.totalLength - 1, 0, 1, 8 * signScale(view));
  ctx.lineWidth = lineWidth(view, 1.4);
  ctx.stroke();
  if (picture.isCut) drawCut(ctx, theme, path, gap, 1);
  placeAt(path, path.totalLength * path.storeAt, 0, middle);
  drawTray(ctx, theme, view, middle.x, middle.y, picture);
}

/** The words of the edge. */
export function drawQueueWords(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  path: EdgePath,
  picture: QueueEdgePicture,
): void {
  placeAt(path, path.totalLength * path.storeAt, 0, middle);
  const baseline = middle.y + TRAY_HEIGHT / 2 + 4 + theme.fonts.micro.size;
  // A pile that rises out of the tray, with its count, leaves no room above.
  const above = picture.ready >= COUNTED_FROM ? baseline : middle.y - TRAY_HEIGHT / 2 - 6;
  drawEdgeWords(ctx, theme, view, words.queue, picture, middle.x, baseline, levelRoom(path), above);
}

/** Draws the tray alone, also used inside the box of a shared channel. */
export function drawTray(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  centreX: number,
  centreY: number,
  picture: QueueEdgePicture,
): void {
  const left = centreX - TRAY_WIDTH / 2;
  const top = centreY - TRAY_HEIGHT / 2;
  const bottom = top + TRAY_HEIGHT;
  const bricks = trayBricks(picture.ready);
  ctx.fillStyle = theme.surface;
  ctx.fillRect(left, top, TRAY_WIDTH, TRAY_HEIGHT);
  ctx.fillStyle = alarmFill(theme, picture.state, theme.inkMuted);
  if (view.isFar) ctx.fillRect(left + 4, bottom - 3 - rowsOf(bricks) * BRICK_PITCH_Y, 48, rowsOf(bricks) * BRICK_PITCH_Y);
  else drawBricks(ctx, left + 4.5, bottom - 3, bricks);
  drawTrayWalls(ctx, theme, view, left, top, bottom);
  view.space.take(left - 8, top, TRAY_WIDTH + 16, TRAY_HEIGHT);
  if (Number.isFinite(picture.capacity)) drawCapacityMark(ctx, theme, left, bottom, picture);
  if (!view.isFar) drawUnacked(ctx, theme, left + TRAY_WIDTH + 5, bottom, picture.unacked);
  if (picture.ready >= COUNTED_FROM) {
    const pileTop = Math.min(top, bottom - 3 - rowsOf(bricks) * BRICK_PITCH_Y);
    drawCount(ctx, theme, formatCount(picture.ready), theme.ink, centreX, pileTop - 6);
  }
  if (picture.hasDeadLetters) drawDeadLetters(ctx, theme, view, left + 7, bottom, picture.deadLettered);
}

function rowsOf(bricks: number): number {
  return Math.ceil(bricks / BRICK_COLUMNS);
}

function drawBricks(ctx: CanvasRenderingContext2D, left: number, bottom: number, bricks: number): void {
  for (let i = 0; i < bricks; i += 1) {
    const column = i % BRICK_COLUMNS;
    const row = Math.floor(i / BRICK_COLUMNS) + 1;
    ctx.fillRect(left + column * BRICK_PITCH_X, bottom - row * BRICK_PITCH_Y + 1, BRICK_WIDTH, BRICK_HEIGHT);
  }
}

function drawTrayWalls(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  left: number,
  top: number,
  bottom: number,
): void {
  ctx.strokeStyle = theme.inkMuted;
  ctx.lineWidth = lineWidth(view, 1.5);
  ctx.beginPath();
  ctx.moveTo(left, top);
  ctx.lineTo(left, bottom);
  ctx.lineTo(left + TRAY_WIDTH, bottom);
  ctx.lineTo(left + TRAY_WIDTH, top);
  ctx.stroke();
}

/** Two pointers at the height at which the channel is full. */
function drawCapacityMark(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  left: number,
  bottom: number,
  picture: QueueEdgePicture,
): void {
  const y = bottom - 3 - rowsOf(trayBricks(picture.capacity)) * BRICK_PITCH_Y;
  const isFull = picture.ready >= picture.capacity;
  ctx.fillStyle = isFull ? theme.failing : theme.hairlineStrong;
  ctx.fillRect(left - 8, y - 0.75, 7, 1.5);
  ctx.fillRect(left + TRAY_WIDTH + 1, y - 0.75, 7, 1.5);
  if (isFull) ctx.fillRect(left + 2, y - 0.75, TRAY_WIDTH - 4, 1.5);
}

/** Delivered and not yet acknowledged: hollow, because they still belong to the queue. */
function drawUnacked(ctx: CanvasRenderingContext2D, theme: Theme, left: number, bottom: number, unacked: number): void {
  const bricks = Math.min(MAX_UNACKED_BRICKS, Math.round(unacked));
  if (!(bricks > 0)) return;
  ctx.fillStyle = theme.surface;
  ctx.fillRect(left, bottom - bricks * BRICK_PITCH_Y, BRICK_WIDTH, bricks * BRICK_PITCH_Y - 1);
  ctx.strokeStyle = theme.inkFaint;
  ctx.lineWidth = 1;
  for (let row = 1; row <= bricks; row += 1) {
    ctx.strokeRect(left + 0.5, bottom - row * BRICK_PITCH_Y + 0.5, BRICK_WIDTH - 1, BRICK_HEIGHT - 1);
  }
  if (unacked <= MAX_UNACKED_BRICKS) return;
  ctx.fillStyle = theme.inkMuted;
  drawText(ctx, theme.fonts.micro, formatCount(unacked), left, bottom - bricks * BRICK_PITCH_Y - 3);
}

/** A bin that hangs under the tray, with what was given up. */
function drawDeadLetters(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  x: number,
  trayBottom: number,
  deadLettered: number,
): void {
  // Below the edge's words.
  const top = trayBottom + 7 + theme.fonts.micro.size * 1.35;
  view.space.take(x - 9, top - 2, 18, 17);
  const isUsed = deadLettered > 0;
  ctx.fillStyle = theme.ground;
  ctx.fillRect(x - 9, top - 2, 18, 17);
  ctx.strokeStyle = isUsed ? theme.failing : theme.hairlineStrong;
  ctx.lineWidth = 1.25;
  ctx.beginPath();
  ctx.moveTo(x - 7, top);
  ctx.lineTo(x - 5.5, top + 13);
  ctx.lineTo(x + 5.5, top + 13);
  ctx.lineTo(x + 7, top);
  if (isUsed) traceCross(ctx, x, top + 6.5, 2.75);
  ctx.stroke();
  if (!isUsed) return;
  ctx.fillStyle = theme.failingText;
  drawText(ctx, theme.fonts.strong, formatCount(deadLettered), x + 12, top + 11);
}
