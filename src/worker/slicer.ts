import type { Scheduler } from './scheduler.ts';
import type { Timeline } from './timeline.ts';

/** A slice ends after about this long, so that messages are handled in between. Wall milliseconds. */
const SLICE_MS = 8;
/** One call of the engine should take no longer than this; its number of events is adapted. Wall milliseconds. */
const CALL_MS = 2;
const FEWEST_EVENTS = 64;
const MOST_EVENTS = 1_000_000;
/** Bounds a slice whatever the clock says. */
const MOST_CALLS = 10_000;

/** Runs a timeline in slices of wall time. How a run is cut up depends on the machine; what happens in it does not. */
export class Slicer {
  private readonly scheduler: Scheduler;
  private events = 2000;
  /** Whether the last slice ended before its target was reached. */
  wasCutShort = false;

  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler;
  }

  /** Runs on for one slice, at most to `untilMs`. Returns true when that or the end of the run is reached. */
  run(timeline: Timeline, untilMs: number): boolean {
    const startedMs = this.scheduler.wallNow();
    let callMs = startedMs;
    this.wasCutShort = false;
    for (let call = 0; call < MOST_CALLS; call++) {
      const before = timeline.run.events;
      if (timeline.isOver || timeline.advance(untilMs, this.events)) return true;
      const wallMs = this.scheduler.wallNow();
      this.adapt(timeline.run.events - before, wallMs - callMs);
      if (wallMs - startedMs >= SLICE_MS) break;
      callMs = wallMs;
    }
    this.wasCutShort = true;
    return false;
  }

  private adapt(done: number, tookMs: number): void {
    if (tookMs > CALL_MS) this.events = Math.max(FEWEST_EVENTS, this.events >> 1);
    else if (tookMs < CALL_MS / 2 && done >= this.events) this.events = Math.min(MOST_EVENTS, this.events * 2);
  }
}
