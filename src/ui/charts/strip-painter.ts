import { area, line } from 'd3-shape';
import type { SeriesColumn, SeriesLog } from '../../store/series-log.ts';
import { formatClock, formatCompact, formatDuration } from '../widgets/format.ts';
import type { Theme } from '../widgets/theme.ts';
import { STRIP_MARGIN, type StripBand, type StripLayout } from './strip-layout.ts';

/** What is marked on the strip besides the measured lines. */
export interface StripMarks {
  readonly nowMs: number;
  readonly hoverMs: number | undefined;
  readonly bands: readonly StripBand[];
}

type Scale = (value: number) => number;

/** Draws the strip: rates above, the 99th percentile below, both over the run's whole length. */
export function paintStrip(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  { log, layout, marks }: { readonly log: SeriesLog; readonly layout: StripLayout; readonly marks: StripMarks },
): void {
  paintBands(ctx, theme, { layout, marks });
  paintAxes(ctx, theme, layout);
  const rows = rowsToDraw(log, layout.width);
  const draw = { ctx, log, layout, rows };
  paintArea(draw, { column: 'goodPerSec', scale: layout.rate, fill: theme.okWash });
  paintLine(draw, { column: 'offeredPerSec', scale: layout.rate, color: theme.inkFaint, dash: [2, 3] });
  paintLine(draw, { column: 'goodPerSec', scale: layout.rate, color: theme.ok });
  paintLine(draw, { column: 'answeredPerSec', scale: layout.rate, color: theme.ink });
  paintErrors(draw, theme);
  paintLine(draw, { column: 'p99Ms', scale: layout.latency, color: theme.ink });
  paintCursor(ctx, layout, { atMs: marks.nowMs, color: theme.ink, width: 1.5 });
  if (marks.hoverMs !== undefined) paintCursor(ctx, layout, { atMs: marks.hoverMs, color: theme.inkFaint, width: 1 });
}

interface Drawing {
  readonly ctx: CanvasRenderingContext2D;
  readonly log: SeriesLog;
  readonly layout: StripLayout;
  readonly rows: readonly number[];
}

/** At most about one row per pixel; of crowded ones every n-th. */
function rowsToDraw(log: SeriesLog, width: number): readonly number[] {
  const every = Math.max(1, Math.ceil(log.count / Math.max(100, width)));
  return Array.from({ length: Math.ceil(log.count / every) }, (_, index) => index * every);
}

function paintArea(
  { ctx, log, layout, rows }: Drawing,
  { column, scale, fill }: { readonly column: SeriesColumn; readonly scale: Scale; readonly fill: string },
): void {
  ctx.beginPath();
  area<number>()
    .x((row) => layout.x(log.at(row, 'atMs')))
    .y0(scale(0))
    .y1((row) => scale(log.at(row, column)))
    .defined((row) => Number.isFinite(log.at(row, column)))
    .context(ctx)([...rows]);
  ctx.fillStyle = fill;
  ctx.fill();
}

function paintLine(
  { ctx, log, layout, rows }: Drawing,
  options: { readonly column: SeriesColumn; readonly scale: Scale; readonly color: string; readonly dash?: readonly number[] },
): void {
  ctx.beginPath();
  line<number>()
    .x((row) => layout.x(log.at(row, 'atMs')))
    .y((row) => options.scale(log.at(row, options.column)))
    .defined((row) => Number.isFinite(log.at(row, options.column)))
    .context(ctx)([...rows]);
  ctx.setLineDash([...(options.dash ?? [])]);
  ctx.strokeStyle = options.color;
  ctx.lineWidth = 1.25;
  ctx.lineJoin = 'round';
  ctx.stroke();
  ctx.setLineDash([]);
}

/** Errors stand out as a filled ridge, drawn only where there are any. */
function paintErrors(drawing: Drawing, theme: Theme): void {
  const { log, layout } = drawing;
  const rows = drawing.rows.filter(
    (row) => log.at(row, 'failedPerSec') > 0 || log.at(row - 1, 'failedPerSec') > 0 || log.at(row + 1, 'failedPerSec') > 0,
  );
  if (rows.length === 0) return;
  paintArea({ ...drawing, rows }, { column: 'failedPerSec', scale: layout.rate, fill: theme.failingWash });
  paintLine({ ...drawing, rows }, { column: 'failedPerSec', scale: layout.rate, color: theme.failing });
}

function paintAxes(ctx: CanvasRenderingContext2D, theme: Theme, layout: StripLayout): void {
  ctx.font = theme.fonts.micro.css;
  ctx.fillStyle = theme.inkFaint;
  ctx.strokeStyle = theme.hairline;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.textAlign = 'right';
  ctx.textBaseline = 'middle';
  for (const tick of layout.rateTicks) paintTick(ctx, layout, { y: layout.rate(tick), text: formatCompact(tick) });
  for (const tick of layout.latencyTicks) paintTick(ctx, layout, { y: layout.latency(tick), text: formatDuration(tick) });
  ctx.textAlign = 'center';
  ctx.textBaseline = 'alphabetic';
  for (const tick of layout.timeTicks) {
    const x = crisp(layout.x(tick));
    ctx.moveTo(x, layout.height - STRIP_MARGIN.bottom);
    ctx.lineTo(x, layout.height - STRIP_MARGIN.bottom + 3);
    ctx.fillText(momentText(tick), Math.min(x, layout.width - 20), layout.height - 4);
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

function paintBands(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  { layout, marks }: { readonly layout: StripLayout; readonly marks: StripMarks },
): void {
  const bottom = layout.height - STRIP_MARGIN.bottom;
  for (const band of marks.bands) {
    const left = layout.x(band.fromMs);
    const width = Math.max(2, layout.x(band.toMs) - left);
    ctx.fillStyle = theme.sunken;
    ctx.fillRect(left, STRIP_MARGIN.top, width, bottom - STRIP_MARGIN.top);
    ctx.fillStyle = band.isLive ? theme.failing : theme.hairlineStrong;
    ctx.fillRect(left, STRIP_MARGIN.top - 3, width, 3);
  }
}

function paintCursor(
  ctx: CanvasRenderingContext2D,
  layout: StripLayout,
  { atMs, color, width }: { readonly atMs: number; readonly color: string; readonly width: number },
): void {
  const x = Math.round(layout.x(atMs)) + 0.5;
  ctx.strokeStyle = color;
  ctx.lineWidth = width;
  ctx.beginPath();
  ctx.moveTo(x, STRIP_MARGIN.top - 4);
  ctx.lineTo(x, layout.height - STRIP_MARGIN.bottom);
  ctx.stroke();
}

function crisp(value: number): number {
  return Math.round(value) + 0.5;
}
