import type { ThemeFont } from '../../widgets/theme.ts';

/** Width of single characters and of words, per font; both come from small closed sets. */
const widths = new Map<string, Map<string, number>>();
const MAX_WORDS_PER_FONT = 2000;

/** Width of a text in flow pixels, measured once. */
export function textWidth(ctx: CanvasRenderingContext2D, font: ThemeFont, text: string): number {
  let known = widths.get(font.css);
  if (known === undefined) widths.set(font.css, (known = new Map()));
  let width = known.get(text);
  if (width === undefined) {
    if (known.size >= MAX_WORDS_PER_FONT) known.clear();
    ctx.font = font.css;
    width = ctx.measureText(text).width;
    known.set(text, width);
  }
  return width;
}

/** Writes from `x` to the right. */
export function drawText(ctx: CanvasRenderingContext2D, font: ThemeFont, text: string, x: number, y: number): void {
  ctx.font = font.css;
  ctx.textAlign = 'left';
  ctx.fillText(text, x, y);
}

/** Writes up to `x` from the left. */
export function drawTextBefore(
  ctx: CanvasRenderingContext2D,
  font: ThemeFont,
  text: string,
  x: number,
  y: number,
): void {
  ctx.font = font.css;
  ctx.textAlign = 'right';
  ctx.fillText(text, x, y);
}

export function drawTextCentred(
  ctx: CanvasRenderingContext2D,
  font: ThemeFont,
  text: string,
  x: number,
  y: number,
): void {
  ctx.font = font.css;
  ctx.textAlign = 'center';
  ctx.fillText(text, x, y);
}

/** Writes a number up to `x` with every figure equally wide, so that it stands still while it changes. */
export function drawFigures(ctx: CanvasRenderingContext2D, font: ThemeFont, text: string, x: number, y: number): void {
  if (font.isTabular) {
    drawTextBefore(ctx, font, text, x, y);
    return;
  }
  ctx.font = font.css;
  ctx.textAlign = 'center';
  let right = x;
  for (let i = text.length - 1; i >= 0; i -= 1) {
    const character = text[i];
    const isFigure = character >= '0' && character <= '9';
    const width = isFigure ? font.figureWidth : textWidth(ctx, font, character);
    ctx.fillText(character, right - width / 2, y);
    right -= width;
  }
}

/** Width that `drawFigures` takes. */
export function figuresWidth(ctx: CanvasRenderingContext2D, font: ThemeFont, text: string): number {
  let width = 0;
  for (let i = 0; i < text.length; i += 1) {
    const isFigure = text[i] >= '0' && text[i] <= '9';
    width += isFigure ? font.figureWidth : textWidth(ctx, font, text[i]);
  }
  return width;
}

/** The text, or as much of its beginning and of its end as fits around an ellipsis: names of a kind differ in the middle
 *  least. Nothing when not even that fits. */
export function shortenMiddle(ctx: CanvasRenderingContext2D, font: ThemeFont, text: string, room: number): string {
  if (textWidth(ctx, font, text) <= room) return text;
  const key = `${font.css} ${Math.round(room)} … ${text}`;
  let short = shortened.get(key);
  if (short === undefined) {
    if (shortened.size >= MAX_WORDS_PER_FONT) shortened.clear();
    ctx.font = font.css;
    let length = text.length - 1;
    while (length > 2 && ctx.measureText(withoutMiddle(text, length)).width > room) length -= 1;
    short = length > 2 ? withoutMiddle(text, length) : '';
    shortened.set(key, short);
  }
  return short;
}

/** So many characters of a text, more of them from its end, which tells similar names apart; from there alone when it has
 *  lost its beginning already. */
function withoutMiddle(text: string, length: number): string {
  const first = text.startsWith('…') ? 0 : Math.floor(length * 0.4);
  return `${text.slice(0, first).trimEnd()}…${text.slice(text.length - (length - first)).trimStart()}`;
}

const shortened = new Map<string, string>();

/** The text, or as much of it as fits with an ellipsis; nothing when not even that fits. */
export function shortenText(ctx: CanvasRenderingContext2D, font: ThemeFont, text: string, room: number): string {
  if (textWidth(ctx, font, text) <= room) return text;
  const key = `${font.css} ${Math.round(room)} ${text}`;
  let short = shortened.get(key);
  if (short === undefined) {
    if (shortened.size >= MAX_WORDS_PER_FONT) shortened.clear();
    ctx.font = font.css;
    let length = text.length - 1;
    while (length > 1 && ctx.measureText(`${text.slice(0, length)}…`).width > room) length -= 1;
    short = length > 1 ? `${text.slice(0, length).trimEnd()}…` : '';
    shortened.set(key, short);
  }
  return short;
}
