import type { Theme } from '../../widgets/theme.ts';
import { strideFor } from './edge-line.ts';
import { traceStretch, type EdgePath } from './edge-path.ts';
import type { DrawView, NodeBox } from './picture.ts';
import { drawText, textWidth } from './text.ts';
import { words } from './words.ts';

/** Height of a mark's tab, in lines of its text. */
const TAB_LINES = 1.65;
const TAB_GAP = 3;
/** How many tabs may stand above each other before they fall on something. */
const MOST_LEVELS = 12;
/** Beyond so many the mark of a box looks like that of another one, and stands beside its own. */
const NEAR_LEVELS = 2;
/** Width of the pole. */
const POLE = 2;
/** How far the tip of a pennant reaches, in heights of its tab. */
const TIP = 0.3;
/** Zoom below which marks carry no times. */
const TIMES_ZOOM = 0.3;

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

/** A numbered mark of the chain; where it stands is found anew with every painting. Places in flow pixels. */
export interface CascadeMark {
  /** Place in the causal order, from 1. */
  order: number;
  /** When it happened, in words. */
  time: string;
  left: number;
  top: number;
  width: number;
  height: number;
  /** The pole, which leads from the mark to what it belongs to: where it stands, and its lower end. */
  pole: number;
  foot: number;
}

export function createCascadeMark(): CascadeMark {
  return { order: 0, time: '', left: 0, top: 0, width: 0, height: 0, pole: 0, foot: 0 };
}

/** Finds a place for a mark: a tab outside the upper edge of its box, or above the middle of its edge (`box` is then the
 *  room that the edge's own picture takes there). Where something stands already, it goes to the other side of
 *  its pole, to the other side of the box, to its side, or further up. */
export function placeCascadeMark(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  box: NodeBox,
  mark: CascadeMark,
): void {
  const number = numberWidth(ctx, theme, mark);
  mark.height = theme.fonts.small.size * TAB_LINES;
  mark.width = number + restWidth(ctx, theme, view, mark);
  const isEdge = box.width === 0;
  mark.foot = isEdge ? box.y + box.height : box.y - BAND_WIDTH / 2;
  mark.left = isEdge ? box.x : box.x - BAND_WIDTH / 2;
  mark.pole = mark.left;
  mark.top = box.y - BAND_WIDTH / 2 - 2 - mark.height;
  if (isEdge) claimAbove(view, mark, box, MOST_LEVELS);
  else if (!claimNear(view, mark, box)) {
    // In a crowd a number beside its own box says more than a time far above it.
    mark.width = number;
    if (!claimNear(view, mark, box)) claimAbove(view, mark, box, MOST_LEVELS);
  }
  view.space.take(mark.pole, mark.top, POLE, mark.foot - mark.top);
}

function claimNear(view: DrawView, mark: CascadeMark, box: NodeBox): boolean {
  return claimAbove(view, mark, box, NEAR_LEVELS) || claimSide(view, mark, box);
}

/** Takes a place for the tab above its box or edge, at most so many levels up. */
function claimAbove(view: DrawView, mark: CascadeMark, box: NodeBox, levels: number): boolean {
  const first = box.y - BAND_WIDTH / 2 - 2 - mark.height;
  const beside = box.x + box.width + BAND_WIDTH / 2;
  for (let level = 0; level < levels; level += 1) {
    const top = first - level * (mark.height + TAB_GAP);
    if (claimTab(view, mark, mark.pole, top) || claimTab(view, mark, mark.pole - roomOf(mark), top)) return true;
    if (box.width === 0 || !claimTab(view, mark, beside, top)) continue;
    mark.pole = beside - POLE;
    return true;
  }
  return false;
}

/** Takes a place for the tab at the right or left side of its box, where it needs no pole. */
function claimSide(view: DrawView, mark: CascadeMark, box: NodeBox): boolean {
  const right = box.x + box.width + BAND_WIDTH / 2;
  const left = box.x - BAND_WIDTH / 2 - roomOf(mark);
  for (let top = box.y; top <= box.y + box.height - mark.height / 2; top += mark.height + TAB_GAP) {
    const isRight = claimTab(view, mark, right, top);
    if (!isRight && !claimTab(view, mark, left, top)) continue;
    mark.pole = isRight ? right : box.x - BAND_WIDTH / 2;
    mark.foot = top + mark.height;
    return true;
  }
  return false;
}

/** Takes a place for the tab if it is free. */
function claimTab(view: DrawView, mark: CascadeMark, left: number, top: number): boolean {
  if (isCutOff(view, mark, left) || !view.space.claim(left, top, roomOf(mark), mark.height)) return false;
  mark.left = left;
  mark.top = top;
  return true;
}

/** Whether the window ends within a tab whose pole is in it. */
function isCutOff(view: DrawView, mark: CascadeMark, left: number): boolean {
  const isSeen = mark.pole >= view.left && mark.pole <= view.right;
  return isSeen && (left < view.left || left + roomOf(mark) > view.right);
}

/** Width of the tab, the tip of a pennant included. */
function roomOf(mark: CascadeMark): number {
  return mark.width + (mark.order === 1 ? mark.height * TIP : 0);
}

/** The number in the causal order and the time; the first one is a pennant that says that it started here. */
export function drawCascadeMark(ctx: CanvasRenderingContext2D, theme: Theme, view: DrawView, mark: CascadeMark): void {
  const { strong, small } = theme.fonts;
  const { left, top, width, height } = mark;
  const isFirst = mark.order === 1;
  const number = numberWidth(ctx, theme, mark);
  const line = Math.max(view.pixel, height * 0.07);
  ctx.fillStyle = theme.failing;
  ctx.fillRect(mark.pole, top, Math.max(POLE, 1.5 * view.pixel), mark.foot - top);
  fillTab(ctx, left, top, width, height, isFirst);
  ctx.fillStyle = theme.ground;
  if (width > number) fillTab(ctx, left + number, top + line, width - number - line, height - 2 * line, isFirst);
  const text = orderText(mark.order);
  drawText(ctx, strong, text, left + (number - textWidth(ctx, strong, text)) / 2, top + height * 0.72);
  if (width <= number) return;
  ctx.fillStyle = theme.failingText;
  drawText(ctx, small, restText(view, mark), left + number + small.size * 0.55, top + height * 0.7);
}

function orderText(order: number): string {
  return `${order}`;
}

function numberWidth(ctx: CanvasRenderingContext2D, theme: Theme, mark: CascadeMark): number {
  const { strong } = theme.fonts;
  return Math.max(mark.height, textWidth(ctx, strong, orderText(mark.order)) + strong.size);
}

function restWidth(ctx: CanvasRenderingContext2D, theme: Theme, view: DrawView, mark: CascadeMark): number {
  const { small } = theme.fonts;
  const text = restText(view, mark);
  return text === '' ? 0 : textWidth(ctx, small, text) + small.size * 1.2;
}

/** What stands beside the number; from very far away only where it started. */
function restText(view: DrawView, mark: CascadeMark): string {
  const hasTime = view.zoom >= TIMES_ZOOM;
  if (mark.order > 1) return hasTime ? mark.time : '';
  return hasTime ? `${words.startedHere}  ${mark.time}` : words.startedHere;
}

/** A tab; the first one ends like a pennant. */
function fillTab(
  ctx: CanvasRenderingContext2D,
  left: number,
  top: number,
  width: number,
  height: number,
  isPennant: boolean,
): void {
  const tip = isPennant ? height * TIP : 0;
  ctx.beginPath();
  ctx.moveTo(left, top);
  ctx.lineTo(left + width + tip, top);
  ctx.lineTo(left + width, top + height / 2);
  ctx.lineTo(left + width + tip, top + height);
  ctx.lineTo(left, top + height);
  ctx.closePath();
  ctx.fill();
}
