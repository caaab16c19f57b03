import { formatCompact, formatCount, formatRatio } from '../../widgets/format.ts';
import { STATE_WORDS } from '../../widgets/health.ts';
import type { Theme } from '../../widgets/theme.ts';
import { drawBody } from './component-body.ts';
import { drawableShare } from './compress.ts';
import { drawFarComponent } from './far-component.ts';
import { drawStateGlyph, traceHatch } from './glyph.ts';
import { NODE_HEADER_HEIGHT, type ComponentPicture, type DrawView, type NodeBox } from './picture.ts';
import { drawQueueTail } from './queue-tail.ts';
import { alarmFill, stateFill, stateText } from './state.ts';
import { drawFigures, drawText, drawTextBefore, figuresWidth, textWidth } from './text.ts';
import { words } from './words.ts';

const PADDING = 12;
/** Baselines below the top of the box. */
const READOUT_Y = 61;
const FOOTER_Y = 83;
const SCALE_HEIGHT = 3;
const MAX_STACK = 3;
/** Below this zoom the ticks of the scale blur into its line. */
const TICKS_ZOOM = 0.7;

/** Draws the queue out of a component's left side, before the edges that run over it. */
export function drawWaiting(ctx: CanvasRenderingContext2D, theme: Theme, view: DrawView, box: NodeBox, picture: ComponentPicture): void {
  if (picture.queued > 0 && !isChannel(picture)) drawQueueTail(ctx, theme, view, box, picture);
}

/** Draws the live part of one component: the instrument below its header. Far away its
 *  name stands below it, in the room that `takeName` found. */
export function drawComponent(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  box: NodeBox,
  picture: ComponentPicture,
  names: readonly string[] = [''],
  nameRoom = 0,
): void {
  if (view.isFar) {
    drawFarComponent(ctx, theme, view, box, picture, names, nameRoom);
    return;
  }
  drawReplicas(ctx, theme, view, box, picture.replicas);
  if (picture.state === 'down') drawDownHatch(ctx, theme, box);
  drawBody(ctx, theme, view, box, picture);
  drawReadout(ctx, theme, box, picture);
  drawFooter(ctx, theme, box, picture);
  drawScale(ctx, theme, view, box, picture);
  drawAlarmFrame(ctx, theme, box, picture);
}

/** Copies stand behind the box like cards, and their number at the end of the header. */
function drawReplicas(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  box: NodeBox,
  replicas: number,
): void {
  if (replicas < 2) return;
  const right = box.x + box.width;
  const bottom = box.y + box.height;
  ctx.strokeStyle = theme.hairlineStrong;
  ctx.lineWidth = Math.max(view.pixel, 0.75);
  ctx.beginPath();
  for (let i = 1; i <= Math.min(MAX_STACK, replicas - 1); i += 1) {
    const shift = 3 * i;
    ctx.moveTo(box.x + shift + 4, bottom + shift);
    ctx.lineTo(right + shift, bottom + shift);
    ctx.lineTo(right + shift, box.y + shift + 4);
  }
  ctx.stroke();
  ctx.fillStyle = theme.inkMuted;
  drawFigures(ctx, theme.fonts.small, `×${formatCount(replicas)}`, right - PADDING, box.y + 22);
}

function drawDownHatch(ctx: CanvasRenderingContext2D, theme: Theme, box: NodeBox): void {
  const top = box.y + NODE_HEADER_HEIGHT;
  drawHatch(ctx, theme, box.x + 1, top, box.width - 2, box.height - NODE_HEADER_HEIGHT - 1, 7, 1);
}

function drawHatch(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  x: number,
  y: number,
  width: number,
  height: number,
  pitch: number,
  lineWidth: number,
): void {
  ctx.beginPath();
  traceHatch(ctx, x, y, width, height, pitch);
  ctx.strokeStyle = theme.hairline;
  ctx.lineWidth = lineWidth;
  ctx.stroke();
}

/** A channel is told by what lies in it, everything else by its rate. */
function isChannel(picture: ComponentPicture): boolean {
  return picture.kind === 'channelQueue' || picture.kind === 'channelLog';
}

/** The largest figure of the instrument: the rate, or a channel's backlog. A client's stands left: it is the load. */
function drawReadout(ctx: CanvasRenderingContext2D, theme: Theme, box: NodeBox, picture: ComponentPicture): void {
  const { readout, small } = theme.fonts;
  const isBacklog = isChannel(picture);
  const value = isBacklog ? picture.queued : picture.ratePerSec;
  const number = isBacklog ? formatCount(value) : formatCompact(value);
  const unit = isBacklog ? '' : '/s';
  const unitWidth = isBacklog ? 0 : textWidth(ctx, small, unit) + 2;
  const y = box.y + READOUT_Y;
  const right =
    picture.kind === 'client'
      ? box.x + PADDING + figuresWidth(ctx, readout, number)
      : box.x + box.width - PADDING - unitWidth;
  ctx.fillStyle = value === 0 || picture.state === 'down' ? theme.inkFaint : theme.ink;
  drawFigures(ctx, readout, number, right, y);
  ctx.fillStyle = theme.inkFaint;
  if (!isBacklog) drawText(ctx, small, unit, right + 2, y);
}

/** State as shape and word, then what fails, then the share in use, as far as there is room: the scale below tells the
 *  share as well. */
function drawFooter(ctx: CanvasRenderingContext2D, theme: Theme, box: NodeBox, picture: ComponentPicture): void {
  const y = box.y + FOOTER_Y;
  const { small, strong } = theme.fonts;
  const glyph = strong.size * 0.75;
  const left = box.x + PADDING;
  drawStateGlyph(ctx, picture.state, left + glyph / 2, y - strong.size * 0.33, glyph, stateFill(theme, picture.state));
  ctx.fillStyle = stateText(theme, picture.state);
  drawText(ctx, strong, STATE_WORDS[picture.state], left + glyph * 1.65, y);
  const used = left + glyph * 1.65 + textWidth(ctx, strong, STATE_WORDS[picture.state]) + 8;
  let right = box.x + box.width - PADDING;
  ctx.fillStyle = theme.inkMuted;
  if (isChannel(picture)) return drawChannelRate(ctx, theme, right, y, picture);
  if (isCrowded(theme, picture)) return;
  const ratio = ratioText(ctx, theme, picture, right - used);
  const ratioWidth = figuresWidth(ctx, small, ratio);
  const failed = picture.kind === 'client' ? 0 : failedWidth(ctx, theme, picture.failedPerSec);
  const hasRatio = Number.isFinite(footerRatio(picture));
  if (hasRatio && (failed === 0 || used + failed + ratioWidth + 10 <= right)) {
    drawFigures(ctx, small, ratio, right, y);
    right -= ratioWidth + 10;
  }
  if (failed > 0) drawFailedRate(ctx, theme, right, y, picture.failedPerSec);
}

/** The share in figures; a client's with what it is a share of, where there is room. */
function ratioText(ctx: CanvasRenderingContext2D, theme: Theme, picture: ComponentPicture, room: number): string {
  const ratio = footerRatio(picture);
  const figures = formatRatio(ratio);
  if (picture.kind !== 'client' || !Number.isFinite(ratio)) return figures;
  const told = ratio === 1 ? words.allAnswered : words.answered(figures);
  return figuresWidth(ctx, theme.fonts.small, told) <= room ? told : figures;
}

/** A client's failures stand where its share would be when texts are large. */
function isCrowded(theme: Theme, picture: ComponentPicture): boolean {
  return picture.kind === 'client' && picture.failedPerSec > 0 && theme.fonts.small.size > 13;
}

function failedWidth(ctx: CanvasRenderingContext2D, theme: Theme, perSec: number): number {
  const { small } = theme.fonts;
  if (!(perSec > 0)) return 0;
  return figuresWidth(ctx, small, formatCompact(perSec)) + textWidth(ctx, small, '/s') + small.size;
}

function drawChannelRate(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  right: number,
  y: number,
  picture: ComponentPicture,
): void {
  const { small } = theme.fonts;
  drawTextBefore(ctx, small, '/s', right, y);
  drawFigures(ctx, small, formatCompact(picture.ratePerSec), right - textWidth(ctx, small, '/s') - 1, y);
}

function drawFailedRate(ctx: CanvasRenderingContext2D, theme: Theme, right: number, y: number, perSec: number): void {
  const { small } = theme.fonts;
  const text = formatCompact(perSec);
  ctx.fillStyle = theme.failingText;
  drawTextBefore(ctx, small, '/s', right, y);
  const numberRight = right - textWidth(ctx, small, '/s');
  drawFigures(ctx, small, text, numberRight, y);
  drawStateGlyph(ctx, 'failing', numberRight - figuresWidth(ctx, small, text) - small.size * 0.6, y - small.size * 0.34, small.size * 0.64, theme.failing);
}

function footerRatio(picture: ComponentPicture): number {
  if (picture.kind !== 'client') return picture.utilization;
  const ended = picture.answeredPerSec + picture.failedPerSec;
  return ended > 0 ? picture.answeredPerSec / ended : Number.NaN;
}

/** The lower edge of the box is a scale: how much of the capacity is in use, or of a client's requests was answered. */
function drawScale(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  box: NodeBox,
  picture: ComponentPicture,
): void {
  const ratio = footerRatio(picture);
  const x = box.x + PADDING;
  const width = box.width - 2 * PADDING;
  const y = box.y + box.height - 2 - SCALE_HEIGHT;
  ctx.fillStyle = theme.hairline;
  ctx.fillRect(x, y + SCALE_HEIGHT - 1, width, 1);
  for (let tick = 0; tick <= 10 && view.zoom >= TICKS_ZOOM; tick += 1) {
    ctx.fillRect(x + (tick * (width - 1)) / 10, y + (tick % 5 === 0 ? 0 : 1), 1, SCALE_HEIGHT - 1);
  }
  if (!(ratio > 0) || picture.state === 'down') return;
  const filled = drawableShare(ratio) * width;
  ctx.fillStyle = picture.kind === 'client' ? theme.ok : stateFill(theme, picture.state);
  ctx.fillRect(x, y, filled, SCALE_HEIGHT);
  if (picture.kind !== 'client' || filled >= width) return;
  ctx.fillStyle = theme.failing;
  ctx.fillRect(x + filled + 1, y, width - filled - 1, SCALE_HEIGHT);
}

/** A frame only where attention is needed. */
function drawAlarmFrame(ctx: CanvasRenderingContext2D, theme: Theme, box: NodeBox, picture: ComponentPicture): void {
  const color = alarmFill(theme, picture.state, '');
  if (color === '') return;
  ctx.strokeStyle = color;
  ctx.lineWidth = picture.state === 'strained' ? 1.25 : 2;
  ctx.beginPath();
  ctx.roundRect(box.x, box.y, box.width, box.height, 4);
  ctx.stroke();
}
