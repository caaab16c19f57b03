import type { Speed } from './protocol.ts';

/** A run that is late by more than this is not hurried after: its pace is what it reaches. Wall milliseconds. */
const MOST_LAG_MS = 50;
/** A longer gap between two looks at the clock means that the machine slept or the thread was stopped. */
const MOST_GAP_MS = 250;
/** The reached pace is told over at least this long. */
const PACE_WINDOW_MS = 500;
/** The first one of all is told sooner: a run that hardly moves must not look as if it kept its speed. */
const FIRST_WINDOW_MS = 100;

/** Tells which simulated moment belongs to which wall moment while a run plays. Simulated time advances by `speed`
 *  milliseconds per wall millisecond; time that the engine could not keep up with, or that the machine slept, is not
 *  made up for. It only reads times that it is given, and never decides an outcome. */
export class Pacer {
  private speed: Speed;
  private anchorWallMs = 0;
  private anchorMs = 0;
  private lastWallMs = 0;
  private windowWallMs = 0;
  private windowMs = 0;
  private reached: number | undefined;

  constructor(speed: Speed) {
    this.speed = speed;
  }

  /** Starts anew at this pair of moments: on play, after a jump, on another speed. */
  start(wallMs: number, nowMs: number): void {
    this.anchor(wallMs, nowMs);
    this.lastWallMs = wallMs;
    this.windowWallMs = wallMs;
    this.windowMs = nowMs;
    this.reached = undefined;
  }

  setSpeed(speed: Speed, wallMs: number, nowMs: number): void {
    this.speed = speed;
    this.start(wallMs, nowMs);
  }

  /** The simulated moment that should be reached now: infinite at full speed. */
  target(wallMs: number): number {
    const gapMs = wallMs - this.lastWallMs;
    if (gapMs > MOST_GAP_MS) this.anchorWallMs += gapMs;
    this.lastWallMs = wallMs;
    return this.speed === 'max' ? Infinity : this.anchorMs + this.speed * (wallMs - this.anchorWallMs);
  }

  /** Notes where the run got to by now, and gives up what it is late by beyond a little. */
  note(wallMs: number, nowMs: number): void {
    if (this.speed !== 'max') {
      const lateMs = wallMs - this.anchorWallMs - (nowMs - this.anchorMs) / this.speed;
      if (lateMs > MOST_LAG_MS) this.anchor(wallMs, nowMs);
    }
    this.lastWallMs = wallMs;
    const windowMs = wallMs - this.windowWallMs;
    if (windowMs < (this.reached === undefined ? FIRST_WINDOW_MS : PACE_WINDOW_MS)) return;
    this.reached = (nowMs - this.windowMs) / windowMs;
    this.windowWallMs = wallMs;
    this.windowMs = nowMs;
  }

  /** Simulated milliseconds per wall millisecond reached lately: 0 when no simulated time passed, however much happened.
   *  Before the first window is over, the wanted speed. */
  get pace(): number {
    if (this.reached !== undefined) return this.reached;
    return this.speed === 'max' ? 0 : this.speed;
  }

  private anchor(wallMs: number, nowMs: number): void {
    this.anchorWallMs = wallMs;
    this.anchorMs = nowMs;
  }
}
