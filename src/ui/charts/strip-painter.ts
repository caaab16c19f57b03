import { area, line } from 'd3-shape';
import { formatClock, formatCompact, formatDuration, formatRate } from '../widgets/format.ts';
import type { Theme } from '../widgets/theme.ts';
import { placeNames, spreadLabels } from './spread-labels.ts';
import type { StripBand } from './strip-bands.ts';
import { STRIP_MARGIN, type StripLayout } from './strip-layout.ts';
import { strings } from './strings.ts';
import type { DrawnColumn, SeriesPoint } from './thin-series.ts';

/** What the strip shows. */
export interface StripPicture {
  readonly layout: StripLayout;
  readonly points: readonly SeriesPoint[];
  readonly bands: readonly StripBand[];
  readonly nowMs: number;
  readonly hoverMs: number | undefined;
  /** Whether done times are drawn beside answered ones. */
  readonly showsDone: boolean;
}

type Scale = (value: number) => number;

interface Drawing extends StripPicture {
  readonly ctx: CanvasRenderingContext2D;
  readonly theme: Theme;
}

/** One measured line. */
interface Line {
  readonly column: DrawnColumn;
  readonly label: string;
  readonly color: string;
  readonly text: string;
  readonly width: number;
  readonly dash?: readonly number[];
}

/** Draws the strip. Everything that is filled lies under every line, so that no figure hides another. */
export function paintStrip(ctx: CanvasRenderingContext2D, theme: Theme, picture: StripPicture): void {
  const drawing = { ...picture, ctx, theme };
  const { layout, hoverMs, nowMs, showsDone } = picture;
  paintBands(drawing);
  paintGrid(drawing);
  paintArea(drawing, 'failedPerSec', theme.failingWash);
  paintArea(drawing, 'goodPerSec', theme.okWash);
  paintLines(drawing, { lines: rateLines(theme), scale: layout.rate });
  paintLines(drawing, { lines: latencyLines(theme, showsDone), scale: layout.latency });
  paintTitles(drawing);
  paintCursor(drawing, { atMs: nowMs, color: theme.ink, width: 1.5 });
  if (hoverMs !== undefined) paintHover(drawing, hoverMs);
}

function rateLines(theme: Theme): readonly Line[] {
  return [
    { column: 'offeredPerSec', label: strings.offered, color: theme.inkMuted, text: theme.inkMuted, width: 1.25, dash: [1.5, 3] },
    { column: 'goodPerSec', label: strings.goodput, color: theme.ok, text: theme.okText, width: 1.5 },
    { column: 'answeredPerSec', label: strings.throughput, color: theme.ink, text: theme.ink, width: 1.5 },
    { column: 'failedPerSec', label: strings.errors, color: theme.failing, text: theme.failingText, width: 2 },
  ];
}

function latencyLines(theme: Theme, showsDone: boolean): readonly Line[] {
  const answered: Line = { column: 'p99Ms', label: strings.answered, color: theme.ink, text: theme.ink, width: 1.5 };
  const done: Line = { column: 'doneP99Ms', label: strings.done, color: theme.inkMuted, text: theme.inkMuted, width: 1.5, dash: [6, 3] };
  return showsDone ? [done, answered] : [answered];
}

function paintArea({ ctx, points, layout }: Drawing, column: DrawnColumn, fill: string): void {
  ctx.beginPath();
  area<SeriesPoint>()
    .x((point) => layout.x(point.atMs))
    .y0(layout.rate(0))
    .y1((point) => layout.rate(point[column]))
    .defined((point) => Number.isFinite(point[column]))
    .context(ctx)([...points]);
  ctx.fillStyle = fill;
  ctx.fill();
}

/** Names from top to bottom where their lines run together, as the side figures are. */
const NAMES: readonly DrawnColumn[] = ['offeredPerSec', 'answeredPerSec', 'goodPerSec', 'failedPerSec', 'p99Ms', 'doneP99Ms'];

/** On a narrow strip names would cover what they name. */
const LEAST_WIDTH_FOR_NAMES = 400;

/** Draws lines of one scale and, at the end of each, its name. Failures are shown from the first one on. */
function paintLines(drawing: Drawing, { lines, scale }: { readonly lines: readonly Line[]; readonly scale: Scale }): void {
  const { points } = drawing;
  const shown = lines.filter(
    ({ column }) => points.some((point) => (column === 'failedPerSec' ? point[column] > 0 : Number.isFinite(point[column]))),
  );
  for (const one of shown) paintLine(drawing, one, scale);
  if (drawing.layout.width >= LEAST_WIDTH_FOR_NAMES) paintNames(drawing, NAMES.flatMap((column) => shown.filter((one) => one.column === column)), scale);
}

function paintLine({ ctx, points, layout }: Drawing, { column, color, width, dash }: Line, scale: Scale): void {
  const x = (point: SeriesPoint): number => layout.x(point.atMs);
  const isShown = (index: number): boolean => Number.isFinite(points[index]?.[column]) && (column !== 'failedPerSec' || isNearFailures(points, index));
  ctx.beginPath();
  line<SeriesPoint>()
    .x(x)
    .y((point) => scale(point[column]))
    .defined((_, index) => isShown(index))
    .context(ctx)([...points]);
  ctx.setLineDash([...(dash ?? [])]);
  ctx.strokeStyle = color;
  ctx.lineWidth = width;
  ctx.lineJoin = 'round';
  ctx.stroke();
  ctx.setLineDash([]);
  // A line has no length where one point stands alone.
  ctx.fillStyle = color;
  points.forEach((point, index) => {
    if (!isShown(index) || isShown(index - 1) || isShown(index + 1)) return;
    ctx.beginPath();
    ctx.arc(x(point), scale(point[column]), width, 0, 2 * Math.PI);
    ctx.fill();
  });
}

/** The line of failures rises from the ground and falls back to it, and is not drawn along it. */
function isNearFailures(points: readonly SeriesPoint[], index: number): boolean {
  return [index - 1, index, index + 1].some((near) => (points[near]?.failedPerSec ?? 0) > 0);
}

const NAME_GAP = 13;
/** Titles stand so far from the axis, and names below this much of them. */
const TITLE_INDENT = 6;
const TITLE_HEIGHT = 23;

/** How far the present may be ahead of a line's end for the line's name to stand at the present, in pixels. */
const NEAR = 80;

/** The name of each line where it ends. */
function paintNames({ ctx, theme, points, layout, nowMs }: Drawing, lines: readonly Line[], scale: Scale): void {
  const isRate = scale === layout.rate;
  ctx.font = theme.fonts.small.css;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  const now = layout.x(nowMs);
  const names = lines.map(({ column, label, text }) => {
    const end = layout.x(points.findLast((point) => Number.isFinite(point[column]))!.atMs);
    return { text: label, color: text, x: (now > end && now < end + NEAR ? now : end) + 7, y: scale(meanOfEnd(points, column)) };
  });
  const title = isRate ? strings.ratesTitle : strings.latencyTitle;
  const titleEnd = STRIP_MARGIN.left + TITLE_INDENT + ctx.measureText(title).width + NAME_GAP / 2;
  // Where a run begins, the names keep clear of the title.
  const headroom = names.some(({ x }) => x < titleEnd) ? TITLE_HEIGHT : 2;
  const top = (isRate ? layout.rate : layout.latency).range()[1]! + headroom;
  const places = spreadLabels(names.map(({ y }) => y), { gap: NAME_GAP, top, bottom: scale(0) - 3 });
  names.forEach((name, index) => haloText(ctx, theme, { ...name, y: places[index]! }));
}

/** Names stand at the mean of this much of a line's end: at its last point alone they would never stand still. */
const END_MS = 2000;

function meanOfEnd(points: readonly SeriesPoint[], column: DrawnColumn): number {
  const last = points.findLastIndex((point) => Number.isFinite(point[column]));
  const fromMs = points[last]!.atMs - END_MS;
  const values = points.filter((point, index) => index === last || (point.atMs > fromMs && Number.isFinite(point[column]))).map((point) => point[column]);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

interface Words {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly color: string;
}

/** Words that stay readable on top of lines. */
function haloText(ctx: CanvasRenderingContext2D, theme: Theme, { text, x, y, color }: Words): void {
  ctx.lineJoin = 'round';
  ctx.lineWidth = 3;
  ctx.strokeStyle = theme.surface;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = color;
  ctx.fillText(text, x, y);
}

function paintTitles({ ctx, theme, layout }: Drawing): void {
  ctx.font = theme.fonts.small.css;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  for (const { text, x, y } of titlesOf(layout)) haloText(ctx, theme, { text, x, y, color: theme.inkMuted });
}

function titlesOf({ rate, latency }: StripLayout): readonly { readonly text: string; readonly x: number; readonly y: number }[] {
  const x = STRIP_MARGIN.left + TITLE_INDENT;
  return [
    { text: strings.ratesTitle, x, y: rate.range()[1]! + 3 },
    { text: strings.latencyTitle, x, y: latency.range()[1]! + 3 },
  ];
}

function paintGrid({ ctx, theme, layout, points }: Drawing): void {
  // An axis has no numbers before there is anything to measure by it.
  const numbered = (text: string): string => (points.length === 0 ? '' : text);
  ctx.font = theme.fonts.small.css;
  ctx.fillStyle = theme.inkMuted;
  ctx.strokeStyle = theme.hairline;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.textAlign = 'right';
  ctx.textBaseline = 'middle';
  layout.rateTicks.forEach((tick, index) => paintTick(ctx, layout, { y: layout.rate(tick), text: numbered(index === 2 ? formatRate(tick) : formatCompact(tick)) }));
  layout.latencyTicks.forEach((tick, index) => paintTick(ctx, layout, { y: layout.latency(tick), text: numbered(index === 1 ? '' : formatDuration(tick)) }));
  ctx.textAlign = 'center';
  ctx.textBaseline = 'alphabetic';
  const bottom = layout.height - STRIP_MARGIN.bottom;
  for (const tick of layout.timeTicks) {
    const x = crisp(layout.x(tick));
    ctx.moveTo(x, bottom);
    ctx.lineTo(x, bottom + 3);
    ctx.fillText(momentText(tick), x, layout.height - 4);
  }
  ctx.stroke();
}

/** A round moment: `0:15`, `1:02:30`; below a second in milliseconds. */
function momentText(ms: number): string {
  return ms % 1000 === 0 ? formatClock(ms).replace(/\.0$/, '') : formatDuration(ms);
}

function paintTick(ctx: CanvasRenderingContext2D, layout: StripLayout, { y, text }: { readonly y: number; readonly text: string }): void {
  ctx.moveTo(STRIP_MARGIN.left, crisp(y));
  ctx.lineTo(layout.width - STRIP_MARGIN.right, crisp(y));
  ctx.fillText(text, STRIP_MARGIN.left - 6, y);
}

/** Height of the lane in which bands are named. */
const LANE = 15;

/** What was done to the run: a ground over its time, and its name in the lane at the top. */
function paintBands(drawing: Drawing): void {
  const { ctx, theme, layout, bands } = drawing;
  const bottom = layout.height - STRIP_MARGIN.bottom;
  const end = layout.x.range()[1]!;
  for (const band of bands) {
    const left = Math.min(layout.x(band.fromMs), end - 2);
    const width = Math.max(2, layout.x(band.toMs) - left);
    if (band.kind === 'warmUp') paintHatch(ctx, theme, { left, width, top: LANE, bottom });
    else {
      ctx.fillStyle = theme.sunken;
      ctx.globalAlpha = band.kind === 'fault' ? 0.7 : 1;
      ctx.fillRect(left, LANE, width, bottom - LANE);
      ctx.globalAlpha = 1;
    }
    ctx.fillStyle = band.kind === 'fault' ? theme.failing : theme.inkFaint;
    ctx.fillRect(left, LANE - 2, width, 2);
  }
  paintBandNames(drawing);
}

/** Names bands where there is room, faults before all else, and none beyond the end of the axis. */
function paintBandNames({ ctx, theme, layout, bands }: Drawing): void {
  ctx.font = theme.fonts.small.css;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
  const labels = bands.map(({ label, fromMs, kind }) => ({
    at: layout.x(fromMs),
    width: ctx.measureText(label).width,
    isFirst: kind === 'fault',
  }));
  placeNames(labels, layout.x.range()[1]!).forEach((x, index) => {
    if (x === undefined) return;
    ctx.fillStyle = bands[index]!.kind === 'fault' ? theme.failingText : theme.inkMuted;
    ctx.fillText(bands[index]!.label, x, LANE - 4);
  });
}

interface Box {
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly bottom: number;
}

/** Slanting lines: time that counts for no figure of the report. */
function paintHatch(ctx: CanvasRenderingContext2D, theme: Theme, { left, width, top, bottom }: Box): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, bottom - top);
  ctx.clip();
  ctx.beginPath();
  for (let x = left - (bottom - top); x < left + width; x += 7) {
    ctx.moveTo(x, bottom);
    ctx.lineTo(x + bottom - top, top);
  }
  ctx.strokeStyle = theme.hairline;
  ctx.lineWidth = 1;
  ctx.stroke();
  ctx.restore();
}

interface Cursor {
  readonly atMs: number;
  readonly color: string;
  readonly width: number;
}

/** Height of a title with the air around it, in pixels. */
const TITLE_GAP = 17;

/** A line from top to bottom, which leaves out the titles: in a young run it would go through their words. */
function paintCursor({ ctx, theme, layout }: Drawing, { atMs, color, width }: Cursor): void {
  const x = crisp(layout.x(atMs));
  ctx.font = theme.fonts.small.css;
  const crossed = titlesOf(layout).filter((title) => x > title.x - 4 && x < title.x + ctx.measureText(title.text).width + 4);
  ctx.strokeStyle = color;
  ctx.lineWidth = width;
  ctx.beginPath();
  ctx.moveTo(x, LANE);
  for (const { y } of crossed) {
    ctx.lineTo(x, Math.max(LANE, y - 3));
    ctx.moveTo(x, y - 3 + TITLE_GAP);
  }
  ctx.lineTo(x, layout.height - STRIP_MARGIN.bottom);
  ctx.stroke();
}

/** The moment under the pointer, with its time on the axis. */
function paintHover(drawing: Drawing, atMs: number): void {
  const { ctx, theme, layout } = drawing;
  paintCursor(drawing, { atMs, color: theme.inkMuted, width: 1 });
  const text = formatClock(atMs);
  ctx.font = theme.fonts.small.css;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'alphabetic';
  const width = ctx.measureText(text).width + 10;
  const x = layout.x(atMs);
  ctx.fillStyle = theme.ink;
  ctx.fillRect(x - width / 2, layout.height - STRIP_MARGIN.bottom + 1, width, STRIP_MARGIN.bottom - 2);
  ctx.fillStyle = theme.inkInverse;
  ctx.fillText(text, x, layout.height - 5);
}

function crisp(value: number): number {
  return Math.round(value) + 0.5;
}
