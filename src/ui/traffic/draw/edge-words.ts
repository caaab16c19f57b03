import { formatCompact } from '../../widgets/format.ts';
import type { Theme } from '../../widgets/theme.ts';
import { createPathPlace, placeAt, type EdgePath } from './edge-path.ts';
import { drawStateGlyph } from './glyph.ts';
import { WORDS_ZOOM, type DrawView, type EdgePicture } from './picture.ts';
import { stateFill, stateText } from './state.ts';
import { drawFigures, drawText, drawTextCentred, figuresWidth, textWidth } from './text.ts';

/** How much of an edge's words there is room for; the least important goes first. `glyph`: only that it is not well. */
type Form = 'full' | 'word' | 'glyph' | 'none';
const FORMS: readonly Form[] = ['full', 'word', 'glyph'];

/** Writes the words of an edge on a plate of the ground's colour, centred on `x` with the baseline `y`: `sync gRPC`,
 *  with the state's shape when it is not well. What does not fit into `room`, or falls on something else, is shortened; where another edge
 *  runs through the words, they stand on the baseline `otherY`. */
export function drawEdgeWords(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  word: string,
  picture: EdgePicture,
  x: number,
  y: number,
  room: number,
  otherY = y,
): void {
  const isForced = picture.isHovered || picture.isSelected;
  for (const form of FORMS) {
    const width = formWidth(ctx, theme, form, word, picture);
    if (width === 0 || (!isForced && (width > room || !mayWrite(view, form)))) continue;
    const baseline = freeBaseline(theme, view, { x, width, baselines: [y, otherY] }) ?? (isForced ? y : undefined);
    if (baseline === undefined) continue;
    claimPlate(theme, view, x, baseline, width);
    writeForm(ctx, theme, form, word, picture, x - width / 2, baseline, width);
    return;
  }
}

/** The first baseline on which a plate falls on nothing; on another edge's line at worst. */
function freeBaseline(
  theme: Theme,
  view: DrawView,
  plate: { readonly x: number; readonly width: number; readonly baselines: readonly number[] },
): number | undefined {
  const isFree = (keepsOffLines: boolean) => (y: number) => isPlateFree(theme, view, { x: plate.x, y, width: plate.width, keepsOffLines });
  return plate.baselines.find(isFree(true)) ?? plate.baselines.find(isFree(false));
}

function mayWrite(view: DrawView, form: Form): boolean {
  if (form === 'full') return !view.isFar;
  return form === 'glyph' || (view.zoom >= WORDS_ZOOM && !(view.isFar && view.isCrowded));
}

function isWell(picture: EdgePicture): boolean {
  return picture.state === 'ok' || picture.state === 'idle';
}

/** Room that a state's shape takes before the word. */
function glyphWidth(theme: Theme): number {
  return theme.fonts.micro.size * 1.2;
}

/** Width of what a form says; 0 when it would say nothing, or nothing other than a shorter one. */
function formWidth(ctx: CanvasRenderingContext2D, theme: Theme, form: Form, word: string, picture: EdgePicture): number {
  const { micro } = theme.fonts;
  const glyph = isWell(picture) ? 0 : glyphWidth(theme);
  if (form === 'glyph') return glyph;
  const wordWidth = textWidth(ctx, micro, word);
  if (form === 'word') return glyph + wordWidth;
  return picture.label === '' ? 0 : glyph + wordWidth + gap(theme) + textWidth(ctx, micro, picture.label);
}

function gap(theme: Theme): number {
  return theme.fonts.micro.size * 0.4;
}

function claimPlate(theme: Theme, view: DrawView, x: number, y: number, width: number): boolean {
  const { size } = theme.fonts.micro;
  return view.space.claim(x - width / 2 - 3, y - size, width + 6, size * 1.35);
}

function writeForm(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  form: Form,
  word: string,
  picture: EdgePicture,
  x: number,
  y: number,
  width: number,
): void {
  const { micro } = theme.fonts;
  const { size } = micro;
  let left = x;
  ctx.fillStyle = theme.ground;
  ctx.fillRect(left - 3, y - size * 0.95, width + 6, size * 1.3);
  if (!isWell(picture)) {
    drawStateGlyph(ctx, picture.state, left + size * 0.4, y - size * 0.35, size * 0.8, stateFill(theme, picture.state));
    left += glyphWidth(theme);
  }
  if (form === 'glyph') return;
  ctx.fillStyle = isWell(picture) ? theme.inkMuted : stateText(theme, picture.state);
  drawText(ctx, micro, word, left, y);
  if (form !== 'full') return;
  ctx.fillStyle = theme.inkFaint;
  drawText(ctx, micro, picture.label, left + textWidth(ctx, micro, word) + gap(theme), y);
}

/** Where along an edge its words are tried, one after another. */
const PLACES = [0.5, 0.36, 0.64, 0.24, 0.76];
const beside = createPathPlace();

/** Words beside an edge: above it where it runs level, to its right where it is steep, never on it. */
export function drawWordsBeside(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  word: string,
  picture: EdgePicture,
  path: EdgePath,
  distance: number,
): void {
  const isForced = picture.isHovered || picture.isSelected;
  for (const form of FORMS) {
    const width = formWidth(ctx, theme, form, word, picture);
    if (width === 0 || (!isForced && !mayWrite(view, form))) continue;
    if (!findPlace(theme, view, path, { width, distance, isForced })) continue;
    claimPlate(theme, view, beside.x, beside.y, width);
    writeForm(ctx, theme, form, word, picture, beside.x - width / 2, beside.y, width);
    return;
  }
}

interface PlateSize {
  readonly width: number;
  readonly distance: number;
  readonly isForced: boolean;
}

/** Leaves in `beside` a place along the edge at which the plate falls on nothing; on another edge's line at worst, and
 *  not even there in the crowd that is seen from far away. */
function findPlace(theme: Theme, view: DrawView, path: EdgePath, plate: PlateSize): boolean {
  for (const keepsOffLines of view.isFar ? OFF_LINES : OFF_LINES_FIRST) {
    for (const share of PLACES) {
      for (const side of SIDES) {
        placeAt(path, path.totalLength * share, 0, beside);
        if (!plate.isForced && !isSteep() && plate.width > levelRoom(path)) continue;
        moveAside(theme, plate, side);
        if (isPlateFree(theme, view, { x: beside.x, y: beside.y, width: plate.width, keepsOffLines })) return true;
      }
    }
  }
  if (!plate.isForced) return false;
  placeAt(path, path.totalLength / 2, 0, beside);
  moveAside(theme, plate, 1);
  return true;
}

const SIDES = [1, -1];
const OFF_LINES = [true];
const OFF_LINES_FIRST = [true, false];

function isPlateFree(
  theme: Theme,
  view: DrawView,
  plate: { readonly x: number; readonly y: number; readonly width: number; readonly keepsOffLines: boolean },
): boolean {
  const { size } = theme.fonts.micro;
  const { x, y, width } = plate;
  const left = x - width / 2 - 3;
  const top = y - size;
  if (!view.space.isFree(left, top, width + 6, size * 1.35)) return false;
  return !plate.keepsOffLines || view.lines.isFree(left, top + 1, width + 6, size * 1.35 - 2);
}

/** Takes note of where an edge's lines run, for the words of all edges. Words may fall on a line at worst, but never on
 *  a bed of lanes, which reaches `half` to each side. */
export function takeLine(view: DrawView, { points, totalLength }: EdgePath, half = 0): void {
  const stride = totalLength > LONG_LINE ? 1 : 2;
  const space = half > 0 ? view.space : view.lines;
  const reach = half || LINE_HALF;
  for (let at = 0; at < points.length; at += 2 * stride) space.take(points[at] - reach, points[at + 1] - reach, 2 * reach, 2 * reach);
}

/** From this length on every sample is taken: what lies between two of them must be less high than words. Flow pixels. */
const LONG_LINE = 400;
const LINE_HALF = 4;

/** Room of words over an edge: as wide as it is, without its arrowheads. */
export function levelRoom({ points }: EdgePath): number {
  return Math.abs(points[points.length - 2] - points[0]) - 12;
}

function isSteep(): boolean {
  return Math.abs(beside.normalX) > 0.5;
}

/** Moves `beside` from the edge to the middle of the words' baseline: above the edge or to its right, or, with side -1,
 *  on the other side. */
function moveAside(theme: Theme, { width, distance }: PlateSize, otherSide: number): void {
  const isAside = isSteep();
  const { normalX, normalY } = beside;
  const { size } = theme.fonts.micro;
  const side = (isAside ? Math.sign(normalX) : -Math.sign(normalY)) * otherSide;
  const away = distance + (isAside ? 0 : (size - 10) * 0.7 + (width / 2) * Math.min(0.4, Math.abs(normalX)));
  beside.x += normalX * side * away + (isAside ? (width / 2) * Math.sign(normalX * side) : 0);
  beside.y += normalY * side * away + size * 0.35;
}

/** Where along an edge its counter is tried: a call's in the middle, others away from the tray or the lag there. */
const COUNTER_PLACES = { middle: PLACES, ends: [0.22, 0.78, 0.3, 0.7, 0.14, 0.86] } as const;

/** Takes room for an edge's counter and leaves its centre in `place`: where it falls on no box, no name and no other counter.
 *  False when there is none and the edge is not the one that is looked at: a name must be read first of all. */
export function takeFlowCounter(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  edge: { readonly path: EdgePath; readonly picture: EdgePicture; readonly where: keyof typeof COUNTER_PLACES },
  place: { x: number; y: number },
): boolean {
  const { path, picture, where } = edge;
  const { half, plateWidth } = counterSize(ctx, theme, picture.ratePerSec);
  const places = COUNTER_PLACES[where];
  for (const share of places) {
    placeAt(path, path.totalLength * share, 0, beside);
    if (!view.space.claim(beside.x - plateWidth / 2, beside.y - half, plateWidth, 2 * half)) continue;
    place.x = beside.x;
    place.y = beside.y;
    return true;
  }
  if (!picture.isHovered && !picture.isSelected) return false;
  placeAt(path, path.totalLength * places[0]!, 0, beside);
  place.x = beside.x;
  place.y = beside.y;
  return true;
}

function counterSize(ctx: CanvasRenderingContext2D, theme: Theme, perSec: number) {
  const { strong, small } = theme.fonts;
  const numberWidth = figuresWidth(ctx, strong, formatCompact(perSec));
  const width = numberWidth + 2 + textWidth(ctx, small, '/s');
  const half = strong.size * 0.75;
  return { numberWidth, width, half, plateWidth: width + half * 1.4 };
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
  const { numberWidth, width, half, plateWidth } = counterSize(ctx, theme, perSec);
  const left = x - width / 2;
  ctx.fillStyle = theme.surface;
  ctx.strokeStyle = theme.hairlineStrong;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.roundRect(left - half * 0.7, y - half, plateWidth, 2 * half, half);
  ctx.fill();
  ctx.stroke();
  ctx.fillStyle = theme.ink;
  drawFigures(ctx, strong, number, left + numberWidth, y + strong.size * 0.35);
  ctx.fillStyle = theme.inkMuted;
  drawText(ctx, small, '/s', left + numberWidth + 2, y + strong.size * 0.35);
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
  const { size } = theme.fonts.count;
  const width = textWidth(ctx, theme.fonts.count, text);
  ctx.fillStyle = theme.ground;
  ctx.fillRect(x - width / 2 - 3, y - size * 0.86, width + 6, size * 1.07);
  ctx.fillStyle = color;
  drawTextCentred(ctx, theme.fonts.count, text, x, y);
}
