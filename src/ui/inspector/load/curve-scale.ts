/** Size of the drawing, in its own units, and where the plot lies in it: room for figures at the left and below. */
export const FRAME = { width: 320, height: 170, left: 40, right: 310, top: 10, bottom: 148 } as const;

/** A mark of an axis. */
export interface Tick {
  readonly value: number;
  readonly at: number;
}

/** How times and values lie in the drawing. Positions are units of `FRAME`. */
export interface CurveScale {
  readonly endMs: number;
  readonly most: number;
  /** Least change that a drag or a key makes: a tidy number, about a hundredth of what is shown. */
  readonly timeStep: number;
  readonly valueStep: number;
  readonly times: readonly Tick[];
  readonly values: readonly Tick[];
  readonly x: (atMs: number) => number;
  readonly y: (value: number) => number;
  /** The tidy time and value at a position, inside the plot. */
  readonly at: (x: number, y: number) => { readonly atMs: number; readonly value: number };
}

/** Tidy steps of time: people count by halves of minutes and quarters of hours. */
const TIME_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000,
  1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000];
const MOST_TIMES = 5;
const MOST_VALUES = 4;
const DAY_MS = 86_400_000;

/** A scale in which times up to `lastMs` and values up to `most` fit, with room to go further. */
export function curveScale(options: { readonly lastMs: number; readonly most: number; readonly isInteger: boolean }): CurveScale {
  const endMs = Math.max(100, options.lastMs * 1.15);
  const most = niceAbove(Math.max(options.most, options.isInteger ? 4 : 0.001) * 1.15, options.isInteger);
  const { left, right, top, bottom } = FRAME;
  const x = (atMs: number): number => left + (Math.min(atMs, endMs) / endMs) * (right - left);
  const y = (value: number): number => bottom - (Math.min(value, most) / most) * (bottom - top);
  const timeStep = timeStepBelow(endMs / 100);
  const valueStep = Math.max(options.isInteger ? 1 : 0, niceBelow(most / 100));
  return {
    endMs,
    most,
    timeStep,
    valueStep,
    times: ticks(endMs, timeStepAbove(endMs / MOST_TIMES)).map((value) => ({ value, at: x(value) })),
    values: ticks(most, niceAbove(most / MOST_VALUES, options.isInteger)).map((value) => ({ value, at: y(value) })),
    x,
    y,
    at: (px, py) => ({
      atMs: toStep(((within(px, left, right) - left) / (right - left)) * endMs, timeStep),
      value: toStep(((bottom - within(py, top, bottom)) / (bottom - top)) * most, valueStep),
    }),
  };
}

/** The nearest multiple of a step, without the dust of binary fractions. */
export function toStep(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toPrecision(12));
}

function ticks(end: number, step: number): number[] {
  return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, i) => toStep(i * step, step));
}

/** The least of 1, 2 and 5 times a power of ten that is not below. */
function niceAbove(value: number, isInteger: boolean): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const nice = [1, 2, 5, 10].find((factor) => factor * power >= value * (1 - 1e-9))! * power;
  return Number((isInteger ? Math.max(1, Math.round(nice)) : nice).toPrecision(12));
}

function niceBelow(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return Number(([5, 2, 1].find((factor) => factor * power <= value * (1 + 1e-9))! * power).toPrecision(12));
}

function timeStepAbove(least: number): number {
  return TIME_STEPS.find((step) => step >= least) ?? Math.ceil(least / DAY_MS) * DAY_MS;
}

function timeStepBelow(most: number): number {
  return TIME_STEPS.findLast((step) => step <= most) ?? 1;
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** The line through points, constant before the first and after the last, as the data of an SVG path. */
export function curvePath(points: readonly { readonly atMs: number; readonly value: number }[], scale: CurveScale): string {
  const first = points[0]?.value ?? 1;
  const last = points.at(-1)?.value ?? 1;
  const shown = points.filter(({ atMs }) => atMs <= scale.endMs);
  const corners = [[0, first], ...shown.map(({ atMs, value }) => [atMs, value]), ...(shown.length === points.length ? [[scale.endMs, last]] : [])];
  return `M${corners.map(([atMs, value]) => `${round(scale.x(atMs!))},${round(scale.y(value!))}`).join('L')}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
