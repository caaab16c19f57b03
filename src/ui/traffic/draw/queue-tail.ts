import { formatCount } from '../../widgets/format.ts';
import type { Theme } from '../../widgets/theme.ts';
import { grownLength, QUEUE_GROWTH, visibleMarks } from './compress.ts';
import type { ComponentPicture, DrawView, NodeBox } from './picture.ts';
import { alarmFill } from './state.ts';
import { drawFigures, figuresWidth } from './text.ts';

/** Top of the marks below the top of the box: under the middle, where edges come in. */
const TOP = 58;
const HEIGHT = 18;
/** From far away the queue is a block from here down, as a share of the box's height. */
const FAR_TOP_SHARE = 0.62;
const GAP_TO_BOX = 5;
const CLOSEST_PITCH = 3;
/** From this length on a number says it better; from far away, where marks are close, earlier. */
const COUNTED_FROM = 8;
const COUNTED_FAR_FROM = 4;
/** From far away a queue is drawn longer, so that one job can be seen, but not into its neighbours. */
const FAR_STRETCH = 2;
const MOST_FAR_LENGTH = 84;
const NUMBER_WIDTH = 36;

/** Keeps words off the queue. */
function takeTail(view: DrawView, left: number, top: number, right: number, bottom: number): void {
  view.space.take(left, top, right - left, bottom - top);
}

/** Draws the queue that grows out of a component's left side: one mark per job, closer and closer, then a number. */
export function drawQueueTail(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  box: NodeBox,
  picture: ComponentPicture,
): void {
  const length = grownLength(picture.queued, QUEUE_GROWTH);
  const right = box.x - GAP_TO_BOX;
  const top = box.y + TOP;
  ctx.fillStyle = alarmFill(theme, picture.state, theme.inkMuted);
  if (view.isFar) {
    const farTop = box.y + box.height * FAR_TOP_SHARE;
    const farLength = Math.min(MOST_FAR_LENGTH, length * Math.min(FAR_STRETCH, 0.5 / view.zoom));
    ctx.fillRect(right - farLength, farTop, farLength, box.y + box.height - farTop);
    takeTail(view, right - farLength, farTop, right, box.y + box.height);
    if (picture.queued >= COUNTED_FAR_FROM) drawFarCount(ctx, theme, right - farLength - 7, box.y + box.height, picture);
    return;
  }
  takeTail(view, right - length, top, right, top + HEIGHT);
  drawMarks(ctx, right, top, length, visibleMarks(picture.queued, length, CLOSEST_PITCH));
  if (isRoomShown(picture)) drawRoom(ctx, theme, view, right, top, picture);
  else drawFloor(ctx, theme, view, right, top, length);
  if (picture.queued < COUNTED_FROM) return;
  ctx.fillStyle = theme.ink;
  drawFigures(ctx, theme.fonts.count, formatCount(picture.queued), numberRight(right, length, picture), top + 14);
}

/** The number on a plate, so that it can be read where edges run below it. */
function drawFarCount(ctx: CanvasRenderingContext2D, theme: Theme, right: number, baseline: number, picture: ComponentPicture): void {
  const { count } = theme.fonts;
  const text = formatCount(picture.queued);
  const width = figuresWidth(ctx, count, text);
  ctx.fillStyle = theme.ground;
  ctx.fillRect(right - width - 4, baseline - count.size * 0.86, width + 8, count.size);
  ctx.fillStyle = theme.ink;
  drawFigures(ctx, count, text, right, baseline);
}

function drawFloor(ctx: CanvasRenderingContext2D, theme: Theme, view: DrawView, right: number, top: number, length: number): void {
  ctx.fillStyle = theme.hairlineStrong;
  ctx.fillRect(right - length - 1, top + HEIGHT + 2, length + GAP_TO_BOX + 1, Math.max(0.75, view.pixel));
}

/** The number stands before the last mark, and before the gate when that is close. */
function numberRight(right: number, length: number, picture: ComponentPicture): number {
  const gate = gateX(right, picture);
  const wished = right - length - 7;
  const isInTheWay = isRoomShown(picture) && gate > wished - NUMBER_WIDTH;
  return isInTheWay ? Math.min(wished, gate - 5) : wished;
}

function gateX(right: number, picture: ComponentPicture): number {
  return right - grownLength(picture.queueCapacity, QUEUE_GROWTH) - 3;
}

function drawMarks(ctx: CanvasRenderingContext2D, right: number, top: number, length: number, marks: number): void {
  if (marks === 0) return;
  const pitch = length / marks;
  const width = Math.min(3, pitch * 0.62);
  for (let i = 1; i <= marks; i += 1) ctx.fillRect(right - i * pitch, top, width, HEIGHT);
}

/** The waiting room becomes visible from this share of its places on: before, its limit says nothing. */
const ROOM_FROM = 0.35;

function isRoomShown(picture: ComponentPicture): boolean {
  return Number.isFinite(picture.queueCapacity) && picture.queued >= ROOM_FROM * picture.queueCapacity;
}

/** The waiting room's floor, as far as its wall: what is not yet taken of it can be seen. */
function drawRoom(ctx: CanvasRenderingContext2D, theme: Theme, view: DrawView, right: number, top: number, picture: ComponentPicture): void {
  const x = gateX(right, picture);
  const isFull = picture.queued >= picture.queueCapacity;
  const wall = isFull ? 2.5 : 1.25;
  const floor = Math.max(0.75, view.pixel);
  ctx.fillStyle = isFull ? theme.failing : theme.hairlineStrong;
  ctx.fillRect(x, top + HEIGHT + 2, right + GAP_TO_BOX - x, floor);
  ctx.fillRect(x, top - 4, right + GAP_TO_BOX - x, floor);
  ctx.fillRect(x, top - 4, wall, HEIGHT + 6 + floor);
}
