import type { Theme } from '../../widgets/theme.ts';
import { traceCross, traceDiamond, traceTriangle } from './glyph.ts';
import {
  DOT_DUPLICATE,
  DOT_FAILURE,
  DOT_MESSAGE,
  DOT_RECORD,
  DOT_REJECTED,
  DOT_REPLY,
  DOT_REQUEST,
  DOT_STYLE_COUNT,
  DOT_TIMED_OUT,
  type DotColumns,
  type DrawView,
  type LeavingColumns,
} from './picture.ts';

/** Width of a plain dot in flow pixels at zoom 1; shapes that mean trouble are drawn a third larger. */
export const DOT_SIZE = 5;
const TROUBLE_SCALE = 1.4;

/** Width of dots at a zoom: constant on the screen when zooming in, and still visible when zooming out. */
export function dotSize(zoom: number): number {
  const onScreen = Math.min(9, Math.max(3.7, DOT_SIZE * Math.sqrt(zoom)));
  return onScreen / zoom;
}

/** Widths in device pixels up to which a dot is one rectangle, two, or three. */
const TINY_PIXELS = 3.6;
const SMALL_PIXELS = 8;
const LARGE_PIXELS = 14;
/** Width of the dots that are being drawn. */
let devicePixels = LARGE_PIXELS + 1;
/** Long paths are slow, so they are cut into pieces. */
const SHAPES_PER_PATH = 128;

const styleCounts = new Int32Array(DOT_STYLE_COUNT);

/** Draws all dots, one style after another. Common shapes are made of a few rectangles: by measurement several times
 *  faster than arcs or sprites where there is no GPU, and as round at this size. */
export function drawDots(ctx: CanvasRenderingContext2D, theme: Theme, view: DrawView, dots: DotColumns): void {
  const size = dotSize(view.zoom);
  devicePixels = size / view.pixel;
  styleCounts.fill(0);
  for (let i = 0; i < dots.count; i += 1) styleCounts[dots.style[i]] += 1;
  for (let style = 0; style < DOT_STYLE_COUNT; style += 1) {
    if (styleCounts[style] > 0) drawStyle(ctx, theme, dots, style, size);
  }
}

function drawStyle(ctx: CanvasRenderingContext2D, theme: Theme, dots: DotColumns, style: number, size: number): void {
  ctx.fillStyle = dotColor(theme, style);
  switch (style) {
    case DOT_REQUEST:
      fillRound(ctx, dots, style, size);
      break;
    case DOT_MESSAGE:
      fillBars(ctx, dots, style, size * 1.3, size * 0.9);
      break;
    case DOT_RECORD:
      fillBars(ctx, dots, style, size * 0.45, size * 1.3);
      break;
    case DOT_REPLY:
      fillRound(ctx, dots, style, size * 1.2);
      ctx.fillStyle = theme.surface;
      fillRound(ctx, dots, style, size * 0.6);
      break;
    case DOT_FAILURE:
      fillDiamonds(ctx, dots, style, size * TROUBLE_SCALE);
      break;
    case DOT_DUPLICATE:
      fillTwins(ctx, dots, style, size);
      break;
    default:
      strokeShapes(ctx, dots, style, size * TROUBLE_SCALE);
  }
}

export function dotColor(theme: Theme, style: number): string {
  switch (style) {
    case DOT_REQUEST:
    case DOT_MESSAGE:
    case DOT_RECORD:
      return theme.ink;
    case DOT_REPLY:
      return theme.ok;
    case DOT_DUPLICATE:
    case DOT_TIMED_OUT:
      return theme.strained;
    default:
      return theme.failing;
  }
}

/** A disc: a square when nobody could tell, then two or three rectangles, and a real one only when large. */
function fillRound(ctx: CanvasRenderingContext2D, dots: DotColumns, style: number, size: number): void {
  if (devicePixels < TINY_PIXELS) fillBars(ctx, dots, style, size * 0.9, size * 0.9);
  else if (devicePixels > LARGE_PIXELS) fillShapes(ctx, dots, style, size);
  else {
    const { x, y, style: styles, count } = dots;
    const half = size / 2;
    const inset = devicePixels > SMALL_PIXELS ? (size * 2) / 7 : size * 0.2;
    const short = size - 2 * inset;
    for (let i = 0; i < count; i += 1) {
      if (styles[i] !== style) continue;
      ctx.fillRect(x[i] - half, y[i] - half + inset, size, short);
      ctx.fillRect(x[i] - half + inset, y[i] - half, short, size);
    }
    if (devicePixels > SMALL_PIXELS) fillBars(ctx, dots, style, (size * 5) / 7, (size * 5) / 7);
  }
}

function fillBars(ctx: CanvasRenderingContext2D, dots: DotColumns, style: number, width: number, height: number): void {
  const { x, y, style: styles, count } = dots;
  for (let i = 0; i < count; i += 1) {
    if (styles[i] === style) ctx.fillRect(x[i] - width / 2, y[i] - height / 2, width, height);
  }
}

function fillDiamonds(ctx: CanvasRenderingContext2D, dots: DotColumns, style: number, size: number): void {
  if (devicePixels > SMALL_PIXELS) {
    fillShapes(ctx, dots, style, size);
    return;
  }
  const { x, y, style: styles, count } = dots;
  const unit = size / 7;
  const isTiny = devicePixels < TINY_PIXELS;
  for (let i = 0; i < count; i += 1) {
    if (styles[i] !== style) continue;
    for (let half = isTiny ? 1 : 0.5; half < 4; half += isTiny ? 2 : 1) {
      ctx.fillRect(x[i] - half * unit, y[i] - (4 - half) * unit, 2 * half * unit, 2 * (4 - half) * unit);
    }
  }
}

/** True discs and diamonds. */
function fillShapes(ctx: CanvasRenderingContext2D, dots: DotColumns, style: number, size: number): void {
  const { x, y, style: styles, count } = dots;
  let traced = 0;
  ctx.beginPath();
  for (let i = 0; i < count; i += 1) {
    if (styles[i] !== style) continue;
    if (style === DOT_FAILURE) traceDiamond(ctx, x[i], y[i], size * 0.56);
    else traceDisc(ctx, x[i], y[i], size / 2);
    traced += 1;
    if (traced % SHAPES_PER_PATH !== 0) continue;
    ctx.fill();
    ctx.beginPath();
  }
  ctx.fill();
}

function traceDisc(ctx: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  ctx.moveTo(x + r, y);
  ctx.arc(x, y, r, 0, 2 * Math.PI);
}

/** Two dots side by side: the same message once more. */
function fillTwins(ctx: CanvasRenderingContext2D, dots: DotColumns, style: number, size: number): void {
  const { x, y, style: styles, count } = dots;
  const half = size * 0.42;
  for (let i = 0; i < count; i += 1) {
    if (styles[i] !== style) continue;
    ctx.fillRect(x[i] - half * 2.2, y[i] - half, half * 2, half * 2);
    ctx.fillRect(x[i] + half * 0.6, y[i] - half, half * 2, half * 2);
  }
}

function strokeShapes(ctx: CanvasRenderingContext2D, dots: DotColumns, style: number, size: number): void {
  const { x, y, style: styles, count } = dots;
  ctx.strokeStyle = ctx.fillStyle;
  ctx.lineWidth = size * 0.23;
  let traced = 0;
  ctx.beginPath();
  for (let i = 0; i < count; i += 1) {
    if (styles[i] !== style) continue;
    if (style === DOT_REJECTED) traceCross(ctx, x[i], y[i], size * 0.4);
    else traceTriangle(ctx, x[i], y[i], size * 0.5);
    traced += 1;
    if (traced % SHAPES_PER_PATH !== 0) continue;
    ctx.stroke();
    ctx.beginPath();
  }
  ctx.stroke();
}

const single: DotColumns = {
  x: new Float32Array(1),
  y: new Float32Array(1),
  style: new Uint8Array(1),
  count: 1,
};

/** One dot, for the legend and for dots that are picked out. */
export function drawDot(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  style: number,
  x: number,
  y: number,
  size: number,
): void {
  devicePixels = LARGE_PIXELS + 1;
  single.x[0] = x;
  single.y[0] = y;
  single.style[0] = style;
  drawStyle(ctx, theme, single, style, size);
}

/** How far a dot that leaves falls or drifts, in flow pixels. */
const LEAVING_DISTANCE = 34;

/** Draws dots that leave where they ended: what was rejected or given up falls, what timed out drifts away. */
export function drawLeaving(ctx: CanvasRenderingContext2D, theme: Theme, dots: LeavingColumns, size: number): void {
  for (let i = 0; i < dots.count; i += 1) {
    const progress = dots.progress[i];
    if (progress < 0 || progress >= 1) continue;
    const style = dots.style[i];
    const rises = style === DOT_TIMED_OUT;
    const way = rises ? 1 - (1 - progress) * (1 - progress) : progress * progress;
    const dx = rises ? way * LEAVING_DISTANCE * 0.5 : 0;
    const dy = (rises ? -way : way) * LEAVING_DISTANCE;
    ctx.globalAlpha = 1 - progress * progress;
    drawDot(ctx, theme, style, dots.x[i] + dx, dots.y[i] + dy, size * 1.15);
  }
  ctx.globalAlpha = 1;
}
