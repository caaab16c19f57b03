import { TAP_COLUMNS, TAP_KIND, TAP_STRIDE } from '../model/measures.ts';

const START = TAP_COLUMNS.indexOf('startMs');
const END = TAP_COLUMNS.indexOf('endMs');
const PLACE = TAP_COLUMNS.indexOf('place');
const KIND = TAP_COLUMNS.indexOf('kind');

/** A dot is on the screen for at least one frame, however short its way. Wall milliseconds. */
const SHORTEST_DOT_MS = 33;
/** Fewer requests per dot only when that would leave this share of the budget used... */
const CALM_SHARE = 0.6;
/** ...for this long. Wall milliseconds. */
const CALM_MS = 2000;
/** How long the average of dots at once reaches back: one busy frame is not yet a crowd. Wall milliseconds. */
const MEMORY_MS = 500;
/** A way too quick to be watched is shown for about this long. Wall milliseconds. */
const SLOWED_MS = 440;
/** On one way of common length so many dots at once stay apart by one and a half of their diameters. */
const MOST_ON_WAY = 9;
/** The budget at which that holds: a page that has room for more dots shows more of them on each way, too. */
const COMMON_BUDGET = 120;
/** Where there are more ways than this, a tenth of the others may be more crowded: single full lines tell less than many
 *  empty ones. */
const FEW_WAYS = 100;
const CROWDED_SHARE = 0.1;
/** How long the average of the dots on one way reaches back. Wall milliseconds. */
const WAY_MEMORY_MS = 1000;
/** One dot never stands for more. */
const MOST_PER_DOT = 1_000_000;

/** The least number of the form 1, 2 or 5 times a power of ten that is not under `value`, from 1 on. */
export function step125(value: number): number {
  let decade = 1;
  while (decade < MOST_PER_DOT) {
    for (const step of [1, 2, 5]) if (decade * step >= value) return decade * step;
    decade *= 10;
  }
  return MOST_PER_DOT;
}

/** How many dots are on the screen at once, on average, when these rows came in `wallMs`: each stays for as long as its
 *  way takes on the wall clock, at least one frame.
 *  @param rows Rows of the tap, of which the first `count` count.
 *  @param pace Simulated milliseconds per wall millisecond. */
export function dotsAtOnce(rows: Float64Array, count: number, timing: { readonly pace: number; readonly wallMs: number }): number {
  if (!(timing.wallMs > 0)) return 0;
  let total = 0;
  for (let row = 0; row < count; row++) {
    const lasts = rows[row * TAP_STRIDE + END] - rows[row * TAP_STRIDE + START];
    total += Math.max(SHORTEST_DOT_MS, timing.pace > 0 ? lasts / timing.pace : SHORTEST_DOT_MS);
  }
  return total / timing.wallMs;
}

/** Chooses for how many requests one dot stands: a 1-2-5 step, so that the dots on the screen stay within the budget,
 *  and those on the busiest ways apart from each other.
 *  It rises as soon as they do not, and falls only after two calm seconds, so that it does not flicker. */
export class DotSampling {
  private budget: number;
  private steps = 1;
  private smoothed = 0;
  private calmSinceMs: number | undefined;
  /** Dots at once on each way and direction, averaged. */
  private readonly onWays = new Map<number, number>();

  constructor(budget: number) {
    this.budget = budget;
  }

  /** One dot stands for this many requests; 0 when there are no dots. */
  get every(): number {
    return this.budget > 0 ? this.steps : 0;
  }

  setBudget(budget: number): void {
    this.budget = Math.max(0, budget);
    this.calmSinceMs = undefined;
  }

  /** Starts from an estimate of the dots at once if one dot stood for one request. */
  expect(dots: number): void {
    if (this.budget > 0) this.steps = step125(dots / this.budget);
    this.smoothed = dots / this.steps;
    this.calmSinceMs = undefined;
  }

  /** Takes note of the rows of the tap, of which the first `count` count, that came in the `spanMs` up to now. Returns
   *  true when the step changed.
   *  @param moment `pace` in simulated milliseconds per wall millisecond, the others in wall milliseconds. */
  noteRows(
    rows: Float64Array,
    count: number,
    moment: { readonly pace: number; readonly wallMs: number; readonly spanMs: number },
  ): boolean {
    const { pace, wallMs, spanMs } = moment;
    const mostOnWay = MOST_ON_WAY * Math.max(1, this.budget / COMMON_BUDGET);
    const crowd = this.noteWays(rows, count, { pace, wallMs: spanMs }) / mostOnWay;
    return this.note(Math.max(dotsAtOnce(rows, count, { pace, wallMs: spanMs }), crowd * this.budget), wallMs, spanMs);
  }

  /** Averages the dots at once per way. Returns those on the busiest one that may not be crowded. */
  private noteWays(rows: Float64Array, count: number, { pace, wallMs }: { readonly pace: number; readonly wallMs: number }): number {
    if (!(wallMs > 0)) return 0;
    const share = Math.min(1, wallMs / WAY_MEMORY_MS);
    for (const [way, dots] of this.onWays) this.onWays.set(way, dots * (1 - share));
    for (let row = 0; row < count; row++) {
      const at = row * TAP_STRIDE;
      if (rows[at + KIND]! > TAP_KIND.deliver) continue;
      const way = rows[at + PLACE]! * 4 + rows[at + KIND]!;
      const lasts = pace > 0 ? Math.max(SLOWED_MS, (rows[at + END]! - rows[at + START]!) / pace) : SLOWED_MS;
      this.onWays.set(way, (this.onWays.get(way) ?? 0) + (share * lasts) / wallMs);
    }
    return busiest([...this.onWays.values()]);
  }

  /** Takes note of the dots at once during the `spanMs` up to now. Returns true when the step changed. */
  note(dots: number, wallMs: number, spanMs: number): boolean {
    if (this.budget <= 0) return false;
    const before = this.steps;
    this.smoothed += (dots - this.smoothed) * Math.min(1, spanMs / MEMORY_MS);
    if (this.smoothed > this.budget) this.take(step125((before * this.smoothed) / this.budget));
    else this.maybeFall(wallMs);
    return this.steps !== before;
  }

  private maybeFall(wallMs: number): void {
    const lower = step125((this.steps * this.smoothed) / (this.budget * CALM_SHARE));
    if (lower >= this.steps) this.calmSinceMs = undefined;
    else if (this.calmSinceMs === undefined) this.calmSinceMs = wallMs;
    else if (wallMs - this.calmSinceMs >= CALM_MS) this.take(lower);
  }

  private take(steps: number): void {
    this.smoothed *= this.steps / steps;
    for (const [way, dots] of this.onWays) this.onWays.set(way, (dots * this.steps) / steps);
    this.steps = steps;
    this.calmSinceMs = undefined;
  }
}

/** The busiest of some ways, without the few of many that may be crowded. */
function busiest(dots: number[]): number {
  const crowded = Math.max(0, Math.floor((dots.length - FEW_WAYS) * CROWDED_SHARE));
  return dots.toSorted((a, b) => b - a)[crowded] ?? 0;
}
