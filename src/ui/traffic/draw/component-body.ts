import { formatCompact, formatCount, formatRatio } from '../../widgets/format.ts';
import type { Theme } from '../../widgets/theme.ts';
import { CELL_AREA_HEIGHT, CELL_AREA_WIDTH, cellGrid, MAX_CELLS, NARROW_AREA_WIDTH } from './cell-grid.ts';
import { drawableShare, grownLength, proportionalLength, type Growth } from './compress.ts';
import { drawStateGlyph } from './glyph.ts';
import { MAX_LANES, type ComponentPicture, type DrawView, type NodeBox } from './picture.ts';
import { alarmFill, stateFill } from './state.ts';
import { drawFigures, drawText, figuresWidth } from './text.ts';
import { words } from './words.ts';

const PADDING = 12;
const AREA_TOP = 41;
/** Smaller squares than this cannot show whether their worker waits. */
const LEAST_CELL = 6;

/** Draws what is particular to a component's kind, left of its rate. */
export function drawBody(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  box: NodeBox,
  picture: ComponentPicture,
): void {
  const x = box.x + PADDING;
  const y = box.y + AREA_TOP;
  switch (picture.kind) {
    case 'client':
      drawAnswers(ctx, theme, box.x + box.width - PADDING, y, picture);
      break;
    case 'service':
      drawWorkers(ctx, theme, x, y, false, picture);
      break;
    case 'loadBalancer':
      drawShares(ctx, theme, x, y, picture);
      break;
    case 'cache':
      drawHitArc(ctx, theme, x, y, picture);
      break;
    case 'database':
      drawCylinder(ctx, theme, view, x, y, picture);
      drawWorkers(ctx, theme, x + 32, y, true, picture);
      break;
    case 'channelQueue':
      drawPile(ctx, theme, x, y, picture);
      break;
    case 'channelLog':
      drawLog(ctx, theme, x, y, picture);
      break;
    case 'broker':
      drawShares(ctx, theme, x, y, picture);
      break;
  }
}

/** A client's answers and failures, under each other at the right. */
function drawAnswers(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  right: number,
  top: number,
  picture: ComponentPicture,
): void {
  const { small } = theme.fonts;
  const answered = `${formatCompact(picture.answeredPerSec)}`;
  ctx.fillStyle = theme.inkMuted;
  const glyph = small.size * 0.64;
  const lift = small.size * 0.35;
  drawFigures(ctx, small, answered, right, top + 6);
  drawStateGlyph(ctx, 'ok', right - figuresWidth(ctx, small, answered) - glyph * 1.3, top + 6 - lift, glyph, theme.ok);
  if (!(picture.failedPerSec > 0)) return;
  const failed = `${formatCompact(picture.failedPerSec)}`;
  ctx.fillStyle = theme.failingText;
  const second = top + 6 + small.size * 1.25;
  drawFigures(ctx, small, failed, right, second);
  drawStateGlyph(ctx, 'failing', right - figuresWidth(ctx, small, failed) - glyph * 1.3, second - lift, glyph, theme.failing);
}

/** Worker cells: filled when they compute, an outline with a core when they wait for a reply, empty when free. */
function drawWorkers(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  x: number,
  y: number,
  isNarrow: boolean,
  picture: ComponentPicture,
): void {
  if (picture.workers === 0) return;
  const grid = cellGrid(picture.workers, isNarrow);
  if (picture.workers > MAX_CELLS || grid.size < LEAST_CELL) {
    drawWorkerBar(ctx, theme, x, y, isNarrow ? NARROW_AREA_WIDTH : 88, picture);
    return;
  }
  const top = y + Math.floor((CELL_AREA_HEIGHT - (grid.rows * grid.pitch - (grid.pitch - grid.size))) / 2);
  const lit = stateFill(theme, picture.state);
  const isDown = picture.state === 'down';
  for (let i = 0; i < picture.workers; i += 1) {
    const cellX = x + (i % grid.columns) * grid.pitch;
    const cellY = top + Math.floor(i / grid.columns) * grid.pitch;
    if (isDown || i >= picture.working + picture.waiting) drawEmptyCell(ctx, theme, cellX, cellY, grid.size);
    else if (i < picture.working) drawWorkingCell(ctx, lit, cellX, cellY, grid.size);
    else drawWaitingCell(ctx, lit, cellX, cellY, grid.size);
  }
}

export function drawEmptyCell(ctx: CanvasRenderingContext2D, theme: Theme, x: number, y: number, size: number): void {
  ctx.strokeStyle = theme.cell;
  ctx.lineWidth = 1;
  ctx.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
}

export function drawWorkingCell(ctx: CanvasRenderingContext2D, color: string, x: number, y: number, size: number): void {
  ctx.fillStyle = color;
  ctx.fillRect(x, y, size, size);
}

export function drawWaitingCell(ctx: CanvasRenderingContext2D, color: string, x: number, y: number, size: number): void {
  const line = size >= 9 ? 1.75 : 1.5;
  const core = Math.max(2, size * 0.24);
  ctx.strokeStyle = color;
  ctx.lineWidth = line;
  ctx.strokeRect(x + line / 2, y + line / 2, size - line, size - line);
  ctx.fillStyle = color;
  ctx.fillRect(x + (size - core) / 2, y + (size - core) / 2, core, core);
}

/** More workers than squares fit: one bar in the same language, and the count. */
function drawWorkerBar(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  x: number,
  y: number,
  width: number,
  picture: ComponentPicture,
): void {
  const height = 9;
  const isDown = picture.state === 'down';
  const working = isDown ? 0 : (picture.working / picture.workers) * width;
  const waiting = isDown ? 0 : (picture.waiting / picture.workers) * width;
  drawEmptyBar(ctx, theme, x, y, width, height);
  ctx.fillStyle = stateFill(theme, picture.state);
  ctx.fillRect(x, y, working, height);
  drawWaitingBar(ctx, x + working, y, waiting, height);
  const { small } = theme.fonts;
  ctx.fillStyle = theme.inkMuted;
  const busy = formatCount(isDown ? 0 : picture.working + picture.waiting);
  const baseline = y + height + small.size * 0.95 + 2;
  drawText(ctx, small, busy, x, baseline);
  ctx.fillStyle = theme.inkFaint;
  drawText(ctx, small, `/ ${formatCount(picture.workers)}`, x + figuresWidth(ctx, small, busy) + 4, baseline);
}

function drawEmptyBar(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  ctx.strokeStyle = theme.cell;
  ctx.lineWidth = 1;
  ctx.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
}

/** An outline in the fill's colour with a row of cores: many waiting cells, side by side. */
function drawWaitingBar(ctx: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
  if (width < 2) return;
  ctx.fillRect(x, y, width, 1.5);
  ctx.fillRect(x, y + height - 1.5, width, 1.5);
  ctx.fillRect(x + width - 1.5, y, 1.5, height);
  for (let core = x + 3; core < x + width - 3; core += 6) ctx.fillRect(core, y + height / 2 - 1, 2, 2);
}

/** How a balancer spreads its load: one upright per target, as high as its share. */
function drawShares(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  x: number,
  y: number,
  picture: ComponentPicture,
): void {
  const count = Math.min(picture.shareCount, picture.shares.length);
  if (count === 0) return;
  const pitch = Math.min(14, CELL_AREA_WIDTH / count);
  const width = Math.max(1, Math.min(8, pitch - 3));
  const bottom = y + CELL_AREA_HEIGHT;
  let most = 0;
  for (let i = 0; i < count; i += 1) most = Math.max(most, picture.shares[i]);
  ctx.fillStyle = theme.hairlineStrong;
  ctx.fillRect(x, bottom - 1, pitch * count - (pitch - width), 1);
  ctx.fillStyle = picture.state === 'down' ? theme.cell : stateFill(theme, picture.state);
  for (let i = 0; i < count && most > 0; i += 1) {
    const height = (picture.shares[i] / most) * (CELL_AREA_HEIGHT - 2);
    ctx.fillRect(x + i * pitch, bottom - 2 - height, width, height);
  }
}

/** A cache's hit ratio as a half-circle scale. */
function drawHitArc(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  x: number,
  y: number,
  picture: ComponentPicture,
): void {
  const radius = 18;
  const centreX = x + radius + 3;
  const centreY = y + CELL_AREA_HEIGHT;
  const ratio = drawableShare(picture.hitRatio);
  ctx.lineWidth = 5;
  ctx.strokeStyle = theme.hairline;
  ctx.beginPath();
  ctx.arc(centreX, centreY, radius, Math.PI, 2 * Math.PI);
  ctx.stroke();
  if (ratio > 0 && picture.state !== 'down') {
    ctx.strokeStyle = stateFill(theme, picture.state);
    ctx.beginPath();
    ctx.arc(centreX, centreY, radius, Math.PI, Math.PI * (1 + ratio));
    ctx.stroke();
  }
  const { small, strong } = theme.fonts;
  const hasWord = strong.size + small.size < CELL_AREA_HEIGHT + 6;
  ctx.fillStyle = theme.ink;
  drawText(ctx, strong, formatRatio(picture.hitRatio), centreX + radius + 9, y + (hasWord ? 9 : 6 + strong.size * 0.7));
  if (!hasWord) return;
  ctx.fillStyle = theme.inkFaint;
  drawText(ctx, small, words.hits, centreX + radius + 9, y + 21);
}

/** A database's drum, filled as far as its capacity is in use. */
function drawCylinder(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  x: number,
  y: number,
  picture: ComponentPicture,
): void {
  const radiusX = 11;
  const radiusY = 3.5;
  const centreX = x + radiusX;
  const top = y + radiusY - 2;
  const bottom = y + CELL_AREA_HEIGHT - radiusY + 1;
  const level = picture.state === 'down' ? 0 : drawableShare(picture.utilization);
  if (level > 0) fillCylinder(ctx, centreX, bottom - level * (bottom - top), bottom, radiusX, radiusY, stateFill(theme, picture.state));
  ctx.strokeStyle = theme.hairlineStrong;
  ctx.lineWidth = Math.max(1, view.pixel);
  ctx.beginPath();
  ctx.ellipse(centreX, top, radiusX, radiusY, 0, 0, 2 * Math.PI);
  ctx.moveTo(centreX - radiusX, top);
  ctx.lineTo(centreX - radiusX, bottom);
  ctx.ellipse(centreX, bottom, radiusX, radiusY, 0, Math.PI, 0, true);
  ctx.lineTo(centreX + radiusX, top);
  ctx.stroke();
}

function fillCylinder(
  ctx: CanvasRenderingContext2D,
  centreX: number,
  top: number,
  bottom: number,
  radiusX: number,
  radiusY: number,
  color: string,
): void {
  ctx.fillStyle = color;
  ctx.beginPath();
  ctx.ellipse(centreX, top, radiusX, radiusY, 0, Math.PI, 2 * Math.PI);
  ctx.lineTo(centreX + radiusX, bottom);
  ctx.ellipse(centreX, bottom, radiusX, radiusY, 0, 0, Math.PI);
  ctx.closePath();
  ctx.fill();
}

const PILE_COLUMNS = 8;
const PILE_GROWTH: Growth = { pitch: 1, linearCount: 16, perDoubling: 3, maxLength: 32 };

/** A shared queue: the tray of a queue edge, as wide as the box has room. */
function drawPile(ctx: CanvasRenderingContext2D, theme: Theme, x: number, y: number, picture: ComponentPicture): void {
  const bricks = Math.floor(grownLength(picture.queued, PILE_GROWTH) + 1e-6);
  const bottom = y + CELL_AREA_HEIGHT;
  ctx.fillStyle = alarmFill(theme, picture.state, theme.inkMuted);
  for (let i = 0; i < bricks; i += 1) {
    const row = Math.floor(i / PILE_COLUMNS) + 1;
    ctx.fillRect(x + 4 + (i % PILE_COLUMNS) * 12, bottom - 2 - row * 5, 11, 4);
  }
  ctx.strokeStyle = theme.inkMuted;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(x + 0.75, y);
  ctx.lineTo(x + 0.75, bottom);
  ctx.lineTo(x + 102.25, bottom);
  ctx.lineTo(x + 102.25, y);
  ctx.stroke();
}

const LOG_GROWTH: Growth = { pitch: 6, linearCount: 6, perDoubling: 7, maxLength: 98 };

/** A shared log: one lane per partition, filled as far as its readers are behind. */
function drawLog(ctx: CanvasRenderingContext2D, theme: Theme, x: number, y: number, picture: ComponentPicture): void {
  const lanes = Math.min(MAX_LANES, picture.shareCount);
  if (lanes === 0) return;
  const pitch = Math.min(7, CELL_AREA_HEIGHT / lanes);
  const top = y + (CELL_AREA_HEIGHT - lanes * pitch) / 2;
  let sum = 0;
  let most = 0;
  for (let i = 0; i < picture.shareCount; i += 1) {
    sum += picture.shares[i];
    most = Math.max(most, picture.shares[i]);
  }
  for (let lane = 0; lane < lanes; lane += 1) {
    const middle = top + (lane + 0.5) * pitch;
    const scale = sum > 0 ? picture.queued / sum : 0;
    const length = proportionalLength(picture.shares[lane] * scale, most * scale, LOG_GROWTH);
    ctx.fillStyle = theme.line;
    ctx.fillRect(x, middle - 0.5, CELL_AREA_WIDTH - 2, 1);
    ctx.fillStyle = alarmFill(theme, picture.state, theme.inkMuted);
    for (let at = 0; at < length; at += 6) ctx.fillRect(x + at, middle - pitch * 0.29, Math.min(4.5, length - at), pitch * 0.58);
    ctx.fillStyle = theme.ink;
    ctx.fillRect(x + length, middle - pitch / 2, 1.75, pitch);
  }
}
