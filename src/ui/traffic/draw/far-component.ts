import { formatCompact, formatCount } from '../../widgets/format.ts';
import { STATE_WORDS } from '../../widgets/health.ts';
import { KIND_PATHS } from '../../widgets/kind-icon.tsx';
import type { Theme } from '../../widgets/theme.ts';
import { drawEmptyCell, drawWaitingCell, drawWorkingCell } from './component-body.ts';
import { drawableShare } from './compress.ts';
import { drawStateGlyph, traceHatch } from './glyph.ts';
import type { ComponentPicture, DrawView, NodeBox } from './picture.ts';
import { alarmFill, stateFill, stateText, stateWash } from './state.ts';
import { drawText, drawTextCentred, shortenMiddle, textWidth } from './text.ts';

/** Zoom below which names would be larger than what they belong to. */
const NAME_ZOOM = 0.18;
/** What a name below its box is given: how much wider than the box it may be, the same for one that cannot be broken,
 *  and how many lines. The least, for a name between neighbours that leave none, is nothing. */
interface NameRoom {
  readonly spill: number;
  readonly mostSpill: number;
  readonly lines: number;
}
const NAME_ROOMS: readonly NameRoom[] = [
  { spill: 1.72, mostSpill: 2.1, lines: 2 },
  { spill: 1.3, mostSpill: 1.3, lines: 2 },
  { spill: 1.02, mostSpill: 1.02, lines: 2 },
  { spill: 1.72, mostSpill: 2.1, lines: 1 },
  { spill: 1.02, mostSpill: 1.02, lines: 1 },
  { spill: 0, mostSpill: 0, lines: 0 },
];
const LEVEL_PIXELS = 4;
/** Side of a kind's icon. Screen pixels. */
const ICON_PIXELS = 16;
/** Workers are shown one by one down to this zoom, when there are no more than this. */
const CELLS_ZOOM = 0.34;
const MOST_CELLS = 16;
const CELL_SIZE = 9;
const CELLS_HEIGHT = 16;

/** Seen from far away a part is a plain box: its kind, its state as shape and word, its rate and its workers if there is
 *  room, the share of it that is in use, and its name below the box. */
export function drawFarComponent(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  box: NodeBox,
  picture: ComponentPicture,
  names: readonly string[],
  room: number,
): void {
  drawFarBox(ctx, theme, view, box, picture);
  const left = iconRoom(ctx, theme, view, box, picture);
  if (left > 0) drawKind(ctx, theme, view, box, picture);
  drawStacked(ctx, theme, view, box, picture, left);
  if (view.zoom >= NAME_ZOOM) drawNameBelow(ctx, theme, box, linesIn(ctx, theme, box, names, room));
}

/** Keeps words off a part's box. */
export function takeBox(view: DrawView, box: NodeBox): void {
  view.space.take(box.x, box.y, box.width, box.height);
}

/** Finds room for the name below a box, once all boxes are taken: where neighbours stand close it is broken, shortened, or
 *  left out. `names`: the name, then what it may be shortened to. Returns what `drawComponent` is to be given. */
export function takeName(ctx: CanvasRenderingContext2D, theme: Theme, view: DrawView, box: NodeBox, names: readonly string[]): number {
  if (!view.isFar || view.zoom < NAME_ZOOM) return 0;
  const { strong } = theme.fonts;
  const last = (names.length + 1) * NAME_ROOMS.length - 1;
  for (let room = 0; room < last; room += 1) {
    const lines = linesIn(ctx, theme, box, names, room);
    if (lines.length === 0) continue;
    const width = Math.max(0, ...lines.map((line) => textWidth(ctx, strong, line)));
    const height = strong.size * (0.3 + 1.1 * lines.length);
    const middle = box.x + box.width / 2;
    const isSeen = middle - width / 2 >= view.left && middle + width / 2 <= view.right;
    // Next to the window's edge a shorter one is read better than half of a longer one.
    if (!isSeen && box.x >= view.left && box.x + box.width <= view.right) continue;
    if (width > 0 && view.space.claim(box.x + (box.width - width) / 2, box.y + box.height + 1, width, height)) return room;
  }
  return last;
}

function drawFarBox(ctx: CanvasRenderingContext2D, theme: Theme, view: DrawView, box: NodeBox, picture: ComponentPicture): void {
  const { x, y, width, height } = box;
  const alarm = alarmFill(theme, picture.state, '');
  ctx.beginPath();
  ctx.roundRect(x, y, width, height, 5);
  ctx.fillStyle = alarm === '' ? theme.surface : stateWash(theme, picture.state);
  ctx.fill();
  if (picture.state === 'down') drawFarHatch(ctx, theme, box);
  drawLevel(ctx, theme, view, box, picture);
  ctx.beginPath();
  ctx.roundRect(x, y, width, height, 5);
  ctx.strokeStyle = alarm === '' ? theme.hairlineStrong : alarm;
  ctx.lineWidth = (alarm === '' ? 1 : 2) / view.zoom;
  ctx.stroke();
}

/** Width that a kind's icon takes from what stands beside it; none when the state's word does not fit beside it. */
function iconRoom(ctx: CanvasRenderingContext2D, theme: Theme, view: DrawView, box: NodeBox, picture: ComponentPicture): number {
  const room = iconSide(view, box) + ICON_LEFT;
  return stateWidth(ctx, theme, picture) > box.width - room - MARGIN ? 0 : room;
}

/** Room kept beside what a box says. */
const MARGIN = 8;

function iconSide(view: DrawView, box: NodeBox): number {
  return Math.min(ICON_PIXELS / view.zoom, box.height * 0.75, box.width * 0.42);
}

const ICON_LEFT = 8;
const icons = new Map<string, Path2D>();

/** The kind's icon at the left, as in the header from near. */
function drawKind(ctx: CanvasRenderingContext2D, theme: Theme, view: DrawView, box: NodeBox, picture: ComponentPicture): void {
  let icon = icons.get(picture.kind);
  if (icon === undefined) icons.set(picture.kind, (icon = new Path2D(KIND_PATHS[picture.kind])));
  const side = iconSide(view, box);
  const scale = side / 20;
  ctx.save();
  ctx.translate(box.x + ICON_LEFT, box.y + (box.height - (hasCells(view, picture) ? CELLS_HEIGHT : 0) - side) / 2);
  ctx.scale(scale, scale);
  ctx.strokeStyle = theme.inkMuted;
  ctx.lineWidth = Math.max(1.5, 1.2 / (view.zoom * scale));
  ctx.stroke(icon);
  ctx.restore();
}

function hasCells(view: DrawView, picture: ComponentPicture): boolean {
  return view.zoom >= CELLS_ZOOM && picture.workers > 0 && picture.workers <= MOST_CELLS;
}

/** The workers in one row over the lower edge: filled, outlined with a core, or empty, as from near. */
function drawFarCells(ctx: CanvasRenderingContext2D, theme: Theme, view: DrawView, box: NodeBox, picture: ComponentPicture): void {
  const pitch = Math.min(CELL_SIZE + 4, (box.width - 16) / picture.workers);
  const size = Math.min(CELL_SIZE, pitch - 2);
  const left = box.x + (box.width - pitch * picture.workers + (pitch - size)) / 2;
  const y = box.y + box.height - LEVEL_PIXELS / view.zoom - size - 4;
  const isDown = picture.state === 'down';
  for (let worker = 0; worker < picture.workers; worker += 1) {
    const x = left + worker * pitch;
    const isBusy = !isDown && worker < picture.working + picture.waiting;
    if (isBusy && worker < picture.working) drawWorkingCell(ctx, stateFill(theme, picture.state), x, y, size);
    else if (isBusy) drawWaitingCell(ctx, stateFill(theme, picture.state), x, y, size);
    else drawEmptyCell(ctx, theme, x, y, size);
  }
}

/** The lower edge tells how much of the capacity is in use, as it does from near. */
function drawLevel(ctx: CanvasRenderingContext2D, theme: Theme, view: DrawView, box: NodeBox, picture: ComponentPicture): void {
  const height = LEVEL_PIXELS / view.zoom;
  if (hasCells(view, picture)) drawFarCells(ctx, theme, view, box, picture);
  if (!Number.isFinite(picture.utilization)) return;
  ctx.fillStyle = theme.hairline;
  ctx.fillRect(box.x + 1, box.y + box.height - height, box.width - 2, height);
  const share = drawableShare(picture.utilization);
  if (share === 0 || picture.state === 'down') return;
  ctx.fillStyle = stateFill(theme, picture.state);
  ctx.fillRect(box.x + 1, box.y + box.height - height, share * (box.width - 2), height);
}

function drawFarHatch(ctx: CanvasRenderingContext2D, theme: Theme, { x, y, width, height }: NodeBox): void {
  ctx.beginPath();
  traceHatch(ctx, x, y, width, height, 14);
  ctx.strokeStyle = theme.hairline;
  ctx.lineWidth = 3;
  ctx.stroke();
}

/** What the part does, as briefly as it can be told: a channel's backlog, everything else's rate. */
function figureOf(picture: ComponentPicture): string {
  const isBacklog = picture.kind === 'channelQueue' || picture.kind === 'channelLog';
  return isBacklog ? formatCount(picture.queued) : `${formatCompact(picture.ratePerSec)}/s`;
}

/** State and rate below each other, right of the icon if there is one. */
function drawStacked(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  view: DrawView,
  box: NodeBox,
  picture: ComponentPicture,
  left: number,
): void {
  const { small } = theme.fonts;
  const room = box.width - left - MARGIN;
  const height = box.height - (hasCells(view, picture) ? CELLS_HEIGHT : 0);
  const hasTwoRows = height >= 2.5 * small.size;
  const middle = box.x + left + (box.width - left) / 2;
  const width = stateWidth(ctx, theme, picture);
  if (width > room) return drawStateBelow(ctx, theme, picture, middle, box.y + height / 2);
  const firstY = box.y + (hasTwoRows ? height / 2 - small.size * 0.3 : height / 2 + small.size * 0.36);
  drawState(ctx, theme, picture, middle - width / 2, firstY);
  if (!hasTwoRows) return;
  ctx.fillStyle = picture.ratePerSec > 0 || picture.queued > 0 ? theme.ink : theme.inkFaint;
  drawTextCentred(ctx, small, figureOf(picture), middle, firstY + small.size * 1.25);
}

function stateWidth(ctx: CanvasRenderingContext2D, theme: Theme, picture: ComponentPicture): number {
  const { small } = theme.fonts;
  return small.size * 1.15 + textWidth(ctx, small, STATE_WORDS[picture.state]);
}

/** Shape and word of a state. */
function drawState(ctx: CanvasRenderingContext2D, theme: Theme, picture: ComponentPicture, x: number, y: number): void {
  const { small } = theme.fonts;
  const glyph = small.size * 0.85;
  drawStateGlyph(ctx, picture.state, x + glyph / 2, y - small.size * 0.35, glyph, stateFill(theme, picture.state));
  ctx.fillStyle = stateText(theme, picture.state);
  drawText(ctx, small, STATE_WORDS[picture.state], x + small.size * 1.15, y);
}

/** The word below the shape, where there is no room for both in a row. */
function drawStateBelow(ctx: CanvasRenderingContext2D, theme: Theme, picture: ComponentPicture, x: number, y: number): void {
  const { small } = theme.fonts;
  drawStateGlyph(ctx, picture.state, x, y - small.size * 0.45, small.size * 0.75, stateFill(theme, picture.state));
  ctx.fillStyle = stateText(theme, picture.state);
  drawTextCentred(ctx, small, STATE_WORDS[picture.state], x, y + small.size * 0.75);
}

/** On a plate, so that it can be read where edges run below it. */
function drawNameBelow(ctx: CanvasRenderingContext2D, theme: Theme, box: NodeBox, lines: readonly string[]): void {
  const { strong } = theme.fonts;
  const middle = box.x + box.width / 2;
  let baseline = box.y + box.height + strong.size * 1.15;
  for (const line of lines) {
    const width = textWidth(ctx, strong, line);
    ctx.globalAlpha = 0.82;
    ctx.fillStyle = theme.ground;
    ctx.fillRect(middle - width / 2 - 4, baseline - strong.size * 0.9, width + 8, strong.size * 1.2);
    ctx.globalAlpha = 1;
    ctx.fillStyle = theme.ink;
    drawTextCentred(ctx, strong, line, middle, baseline);
    baseline += strong.size * 1.08;
  }
}

/** Lines found before, so that no frame breaks names anew. */
const known = new Map<string, readonly string[]>();
const MOST_KNOWN = 4000;

/** What is written in a room of `takeName`: one after another the names in all rooms as they are, then the last of them cut
 *  down to each room. Nothing where it does not fit. */
function linesIn(ctx: CanvasRenderingContext2D, theme: Theme, box: NodeBox, names: readonly string[], room: number): readonly string[] {
  const shape = NAME_ROOMS[room % NAME_ROOMS.length]!;
  const name = names[Math.floor(room / NAME_ROOMS.length)];
  const key = `${theme.fonts.strong.css} ${box.width} ${room} ${name === undefined} ${name ?? names.at(-1)!}`;
  let lines = known.get(key);
  if (lines === undefined) {
    if (known.size >= MOST_KNOWN) known.clear();
    const last = names.at(-1)!;
    lines = nameLines(ctx, theme, box, name ?? last.slice(Math.max(0, last.indexOf('…'))), shape);
    if (name !== undefined && lines.join('').replace(/\s/g, '') !== name.replace(/\s/g, '')) lines = [];
    known.set(key, lines);
  }
  return lines;
}

/** A name in one line, or in two where it may be broken and there is room for two, the last one shortened. */
function nameLines(ctx: CanvasRenderingContext2D, theme: Theme, box: NodeBox, name: string, { spill, mostSpill, lines }: NameRoom): readonly string[] {
  const { strong } = theme.fonts;
  const room = spill * box.width;
  if (lines === 0) return [];
  if (textWidth(ctx, strong, name) <= room) return [name];
  let cut = 0;
  for (let at = 1; at < name.length && lines > 1; at += 1) {
    if (!/[\s_-]/.test(name[at - 1]!)) continue;
    if (textWidth(ctx, strong, name.slice(0, at).trimEnd()) <= room) cut = at;
  }
  if (cut === 0) return [shortenMiddle(ctx, strong, name, mostSpill * box.width)];
  return [name.slice(0, cut).trimEnd(), shortenMiddle(ctx, strong, name.slice(cut), room)];
}
