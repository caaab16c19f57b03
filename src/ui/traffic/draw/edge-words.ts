import { formatCompact } from '../../widgets/format.ts';
import type { Theme } from '../../widgets/theme.ts';
import type { PathPlace } from './edge-path.ts';
import { drawStateGlyph } from './glyph.ts';
import type { EdgePicture } from './picture.ts';
import { stateFill, stateText } from './state.ts';
import { drawFigures, drawText, drawTextCentred, figuresWidth, textWidth } from './text.ts';

/** Words of an edge on a plate of the ground's colour: `sync gRPC`, with the state's shape when it is not well.
 *  Centred on `x`; `y` is the baseline. */
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
  const width = edgeWordsWidth(ctx, theme, word, picture);
  let left = x - width / 2;
  ctx.fillStyle = theme.ground;
  ctx.fillRect(left - 3, y - 9.5, width + 6, 13);
  if (!isWell) {
    drawStateGlyph(ctx, picture.state, left + 4, y - 3.5, 8, stateFill(theme, picture.state));
    left += GLYPH_WIDTH;
  }
  ctx.fillStyle = isWell ? theme.inkMuted : stateText(theme, picture.state);
  drawText(ctx, micro, word, left, y);
  ctx.fillStyle = theme.inkFaint;
  if (picture.label !== '') drawText(ctx, micro, picture.label, left + wordWidth + 4, y);
}

const GLYPH_WIDTH = 12;

function edgeWordsWidth(ctx: CanvasRenderingContext2D, theme: Theme, word: string, picture: EdgePicture): number {
  const { micro } = theme.fonts;
  const isWell = picture.state === 'ok' || picture.state === 'idle';
  const labelWidth = picture.label === '' ? 0 : textWidth(ctx, micro, picture.label) + 4;
  return textWidth(ctx, micro, word) + labelWidth + (isWell ? 0 : GLYPH_WIDTH);
}

/** Words beside an edge: above it where it runs level, to its right where it is steep, never on it. */
export function drawWordsBeside(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  word: string,
  picture: EdgePicture,
  place: PathPlace,
  distance: number,
): void {
  const isSteep = Math.abs(place.normalX) > 0.5;
  const side = isSteep ? Math.sign(place.normalX) : -Math.sign(place.normalY);
  const awayX = place.normalX * side;
  const shift = isSteep ? edgeWordsWidth(ctx, theme, word, picture) / 2 : 0;
  drawEdgeWords(
    ctx,
    theme,
    word,
    picture,
    place.x + awayX * distance + shift * Math.sign(awayX),
    place.y + place.normalY * side * distance + 3.5,
  );
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
