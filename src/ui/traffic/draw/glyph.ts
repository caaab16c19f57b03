import type { HealthState } from './picture.ts';

/** Draws a state's shape: ring, circle, triangle, diamond, cross. `size` is its width. */
export function drawStateGlyph(
  ctx: CanvasRenderingContext2D,
  state: HealthState,
  centreX: number,
  centreY: number,
  size: number,
  color: string,
): void {
  const r = size / 2;
  ctx.beginPath();
  switch (state) {
    case 'idle':
      ctx.arc(centreX, centreY, r * 0.82, 0, 2 * Math.PI);
      strokeGlyph(ctx, size, color);
      return;
    case 'ok':
      ctx.arc(centreX, centreY, r * 0.92, 0, 2 * Math.PI);
      break;
    case 'strained':
      traceTriangle(ctx, centreX, centreY, r * 1.12);
      break;
    case 'failing':
      traceDiamond(ctx, centreX, centreY, r * 1.14);
      break;
    case 'down':
      traceCross(ctx, centreX, centreY, r * 0.82);
      strokeGlyph(ctx, size * 1.35, color);
      return;
  }
  ctx.fillStyle = color;
  ctx.fill();
}

function strokeGlyph(ctx: CanvasRenderingContext2D, size: number, color: string): void {
  ctx.lineWidth = Math.max(1.5, size * 0.17);
  ctx.strokeStyle = color;
  ctx.stroke();
}

export function traceTriangle(ctx: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  ctx.moveTo(x, y - r * 0.92);
  ctx.lineTo(x + r, y + r * 0.8);
  ctx.lineTo(x - r, y + r * 0.8);
  ctx.closePath();
}

export function traceDiamond(ctx: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  ctx.moveTo(x, y - r);
  ctx.lineTo(x + r, y);
  ctx.lineTo(x, y + r);
  ctx.lineTo(x - r, y);
  ctx.closePath();
}

export function traceCross(ctx: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  ctx.moveTo(x - r, y - r);
  ctx.lineTo(x + r, y + r);
  ctx.moveTo(x + r, y - r);
  ctx.lineTo(x - r, y + r);
}

/** Adds diagonal lines that fill a rectangle, without clipping. */
export function traceHatch(
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  pitch: number,
): void {
  for (let start = pitch; start < width + height; start += pitch) {
    const fromX = Math.max(0, start - height);
    const toX = Math.min(width, start);
    ctx.moveTo(x + fromX, y + start - fromX);
    ctx.lineTo(x + toX, y + start - toX);
  }
}
