/** Longest stretch of wall time that the picture runs ahead of the last frame it got. */
const MOST_AHEAD_WALL_MS = 80;

/** The simulated moment that the picture shows: between frames it goes on at the run's pace, so that motion is smooth
 *  although frames come in steps. It never decides anything. */
export class PictureClock {
  private frameMs = 0;
  private frameWallMs = 0;
  private pace = 0;
  private shownMs = 0;

  /** Takes note of a frame's moment. Pace 0: the run stands still. */
  note(nowMs: number, options: { readonly pace: number; readonly wallMs: number }): void {
    const isBack = nowMs < this.frameMs;
    this.frameMs = nowMs;
    this.frameWallMs = options.wallMs;
    this.pace = options.pace;
    if (isBack || options.pace === 0) this.shownMs = nowMs;
  }

  /** The moment to show at this wall time. Does not go back while the run goes on. */
  at(wallMs: number): number {
    const aheadWallMs = Math.min(MOST_AHEAD_WALL_MS, Math.max(0, wallMs - this.frameWallMs));
    const target = this.frameMs + aheadWallMs * this.pace;
    this.shownMs = Math.max(this.shownMs, target);
    return this.shownMs;
  }
}
