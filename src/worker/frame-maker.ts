import type { EngineRun } from '../engine/engine-run.ts';
import { TAP_COLUMNS, TAP_STRIDE } from '../model/measures.ts';
import { DotSampling } from './dot-sampling.ts';
import { type EarlierMeasures, RATE_WINDOW_MS, type StreamMessage } from './protocol.ts';

type Frame = Extract<StreamMessage, { type: 'frame' }>;

/** Rows of the tap that one frame carries at most. */
const MOST_ROWS = 16_384;
/** Measures of frames are kept no closer together than this, in simulated ms. */
const PAST_EVERY_MS = RATE_WINDOW_MS / 8;
/** Dots until the picture tells its own budget. */
const FIRST_BUDGET = 2000;
const END = TAP_COLUMNS.indexOf('endMs');

/** Makes frames: copies of the measures, and the dots since the last frame. It also decides how many requests are
 *  traced, which the engine lets change nothing. */
export class FrameMaker {
  readonly dots = new DotSampling(FIRST_BUDGET);
  private readonly rows = new Float64Array(MOST_ROWS * TAP_STRIDE);
  private rowCount = 0;
  private before: EarlierMeasures | undefined;
  /** Measures of earlier frames of the same history, over one rate window. */
  private past: EarlierMeasures[] = [];
  private readonly tapRows = new Float64Array(MOST_ROWS * TAP_STRIDE);

  /** Switches tracing on or off and forgets what was traced when it goes off. */
  trace(run: EngineRun, isOn: boolean): void {
    run.traceEvery(isOn ? this.dots.every : 0);
    if (isOn) return;
    run.takeTap(this.tapRows);
    this.rowCount = 0;
  }

  /** During a seek: keeps only the dots that are still under way at its target. */
  collectUnderWay(run: EngineRun, targetMs: number): void {
    this.collect(run, (row) => this.tapRows[row * TAP_STRIDE + END] > targetMs);
  }

  /** Keeps the measures of this moment: the next frame is compared with them. */
  beginWindow(run: EngineRun): void {
    this.before = { nowMs: run.nowMs, ...measures(run) };
  }

  /** The measures with which those of a moment's rate window are to be compared, as far as frames told of it; where frames
   *  are further apart than the window, as at high speeds, the last ones before it. None from before `leastMs`. */
  windowSince(fromMs: number, { leastMs, nowMs }: { readonly leastMs: number; readonly nowMs: number }): EarlierMeasures | undefined {
    const known = this.past.filter((past) => past.nowMs >= leastMs && past.nowMs < nowMs);
    return known.find((past) => past.nowMs >= fromMs) ?? known.at(-1);
  }

  /** Continues a history whose earlier measures are given. */
  continueFrom(before: EarlierMeasures | undefined): void {
    this.before = before;
  }

  /** Whether the start of the next frame's rate window is known. */
  get hasWindow(): boolean {
    return this.before !== undefined;
  }

  /** Another jump begins: what was kept for the last one is not asked for any more. */
  forgetWindow(): void {
    this.before = undefined;
    this.past = [];
  }

  /** The frame of the present moment, and what to transfer with it.
   *  @param moment `pace` is told in the frame; `wallMs` is now, and `spanMs` the time since the last frame. */
  make(
    run: EngineRun,
    moment: { readonly run: number; readonly pace: number; readonly wallMs: number; readonly spanMs: number },
  ): { readonly message: Frame; readonly transfer: ArrayBuffer[] } {
    this.collect(run, () => true);
    const dotEvery = this.dots.every;
    const tap = this.rows.slice(0, dotEvery > 0 ? this.rowCount * TAP_STRIDE : 0);
    this.sample(run, moment);
    this.rowCount = 0;
    const arrays = { ...measures(run), partitions: run.observe().partitions.slice(), tap };
    const { nowMs, events, inFlight } = run;
    const { before } = this;
    this.before = undefined;
    this.keepPast(run, before);
    const message: Frame = {
      type: 'frame',
      run: moment.run,
      nowMs,
      events,
      inFlight,
      pace: moment.pace,
      ...arrays,
      dotEvery,
      ...(before === undefined ? {} : { before }),
    };
    return { message, transfer: Object.values(arrays).map((array) => array.buffer) };
  }

  private keepPast(run: EngineRun, before: EarlierMeasures | undefined): void {
    if (before !== undefined) this.past = [before];
    const newest = this.past.at(-1);
    if (newest === undefined || run.nowMs - newest.nowMs >= PAST_EVERY_MS) this.past.push({ nowMs: run.nowMs, ...measures(run) });
    // The first one stays until the next one is a whole window old.
    while (this.past.length > 1 && this.past[1]!.nowMs <= run.nowMs - RATE_WINDOW_MS) this.past.shift();
  }

  private sample(run: EngineRun, moment: { readonly pace: number; readonly wallMs: number; readonly spanMs: number }): void {
    if (!(moment.pace > 0)) return;
    if (this.dots.noteRows(this.rows, this.rowCount, moment)) run.traceEvery(this.dots.every);
  }

  private collect(run: EngineRun, isWanted: (row: number) => boolean): void {
    const taken = run.takeTap(this.tapRows);
    for (let row = 0; row < taken && this.rowCount < MOST_ROWS; row++) {
      if (!isWanted(row)) continue;
      this.rows.set(this.tapRows.subarray(row * TAP_STRIDE, (row + 1) * TAP_STRIDE), this.rowCount * TAP_STRIDE);
      this.rowCount++;
    }
  }
}

/** Copies of the measures of now. */
function measures(run: EngineRun) {
  const { components, connections, channels, sources } = run.observe();
  return { components: components.slice(), connections: connections.slice(), channels: channels.slice(), sources: sources.slice() };
}
