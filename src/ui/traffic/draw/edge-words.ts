import { formatCompact } from '../../widgets/format.ts';
import type { Theme } from '../../widgets/theme.ts';
import { drawStateGlyph } from './glyph.ts';
import type { EdgePicture } from './picture.ts';
import { stateFill, stateText } from './state.ts';
import { drawFigures, drawText, drawTextCentred, figuresWidth, textWidth } from './text.ts';

/** Words of an edge on a plate of the ground's colour, centred: `sync gRPC`, with the state's shape when it is not well. */
export function drawEdgeWords(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  word: string,
  picture: EdgePicture,
  x: number,
  y: number,
): void {
  const { micro } = theme.fonts;
  const isWell = picture.state === 'ok' || picture.state === 'idle';
  const wordWidth = textWidth(ctx, micro, word);
  const labelWidth = picture.label === '' ? 0 : textWidth(ctx, micro, picture.label) + 4;
  const glyphWidth = isWell ? 0 : 12;
  const width = wordWidth + labelWidth + glyphWidth;
  let left = x - width / 2;
  ctx.fillStyle = theme.ground;
  ctx.fillRect(left - 4, y - 10, width + 8, 14);
  if (!isWell) drawStateGlyph(ctx, picture.state, left + 4, y - 3.5, 8, stateFill(theme, picture.state));
  left += glyphWidth;
  ctx.fillStyle = isWell ? theme.ink : stateText(theme, picture.state);
  drawText(ctx, micro, word, left, y);
  ctx.fillStyle = theme.inkFaint;
  if (labelWidth > 0) drawText(ctx, micro, picture.label, left + wordWidth + 4, y);
}

/** A number with its unit on a plate: what flows, for readers who asked for no moving dots. */
export function drawFlowCounter(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  perSec: number,
  x: number,
  y: number,
): void {
  const { strong, small } = theme.fonts;
  const number = formatCompact(perSec);
  const numberWidth = figuresWidth(ctx, strong, number);
  const width = numberWidth + 2 + textWidth(ctx, small, '/s');
  const left = x - width / 2;
  ctx.fillStyle = theme.surface;
  ctx.strokeStyle = theme.hairlineStrong;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.roundRect(left - 6, y - 9, width + 12, 18, 9);
  ctx.fill();
  ctx.stroke();
  ctx.fillStyle = theme.ink;
  drawFigures(ctx, strong, number, left + numberWidth, y + 4);
  ctx.fillStyle = theme.inkMuted;
  drawText(ctx, small, '/s', left + numberWidth + 2, y + 4);
}

/** A count on a plate, large enough for the back row. */
export function drawCount(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  text: string,
  color: string,
  x: number,
  y: number,
): void {
  const width = textWidth(ctx, theme.fonts.count, text);
  ctx.fillStyle = theme.ground;
  ctx.fillRect(x - width / 2 - 3, y - 12, width + 6, 15);
  ctx.fillStyle = color;
  drawTextCentred(ctx, theme.fonts.count, text, x, y);
}
