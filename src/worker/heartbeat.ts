import type { Scheduler } from './scheduler.ts';

/** The watch looks this often. Wall milliseconds. */
const LOOK_MS = 100;
/** A worker that was silent for this long, while somebody could have heard it, is stuck. With the time between two looks
 *  it is ended within two seconds of its last beat. */
const SILENT_MS = 1600;
/** A longer time between two looks means that this thread itself slept or was busy: it proves nothing. */
const GAP_MS = 1000;

/** Watches a worker's heartbeat. Silence counts only while the page is visible and its own thread runs, because a
 *  hidden page, a sleeping machine and a blocked thread hear no beats either. */
export class Heartbeat {
  private readonly scheduler: Scheduler;
  private readonly options: { readonly isVisible: () => boolean; readonly onStuck: () => void };
  private watchNumber = 0;
  private silentMs = 0;
  private lastLookMs = 0;

  constructor(scheduler: Scheduler, options: { readonly isVisible: () => boolean; readonly onStuck: () => void }) {
    this.scheduler = scheduler;
    this.options = options;
  }

  /** Begins to watch a worker that has just shown life. */
  start(): void {
    this.watchNumber++;
    this.beat();
    this.lastLookMs = this.scheduler.wallNow();
    this.lookLater(this.watchNumber);
  }

  stop(): void {
    this.watchNumber++;
  }

  /** Notes a beat. */
  beat(): void {
    this.silentMs = 0;
  }

  private lookLater(watch: number): void {
    this.scheduler.later(() => this.look(watch), LOOK_MS);
  }

  private look(watch: number): void {
    if (watch !== this.watchNumber) return;
    const wallMs = this.scheduler.wallNow();
    const passedMs = wallMs - this.lastLookMs;
    this.lastLookMs = wallMs;
    if (!this.options.isVisible() || passedMs > GAP_MS) this.silentMs = 0;
    else this.silentMs += passedMs;
    if (this.silentMs < SILENT_MS) return this.lookLater(watch);
    this.stop();
    this.options.onStuck();
  }
}
