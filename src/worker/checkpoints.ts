import { type PackedSnapshot, snapshotBytes, stateBytes } from './packed-snapshot.ts';

/** A moment that a run can return to. */
export interface Checkpoint extends PackedSnapshot {
  /** Number of the sampling interval that had just ended. */
  readonly interval: number;
  /** Events of the run so far: how much a replay from here saves. */
  readonly events: number;
}

/** Events from one checkpoint to the next, at least. */
export const EVENTS_APART = 10_000;
/** Events from one checkpoint to the next for each byte of the run's state. To copy and pack a byte takes half a nanosecond,
 *  an event of the compiled path 80 and any other three times that, so checkpoints take less than a twentieth of a run's
 *  time, and a seek replays 10 to 50 ms for each megabyte. */
const EVENTS_PER_BYTE = 0.15;

/** Checkpoints of a run within a memory cap. They stand a number of events apart, because that is what a seek between
 *  two of them has to replay: the more, the larger the state is that each of them copies. When the cap is reached, that
 *  number doubles and every other one goes, so that they always cover the whole run evenly. The one at the start is
 *  never given up. */
export class Checkpoints {
  private readonly capBytes: number;
  private readonly isFixed: boolean;
  private kept: Checkpoint[] = [];
  private eventsBetween: number;
  private totalBytes = 0;

  /** @param eventsApart So many events apart at first, however large the state is. */
  constructor(capBytes: number, eventsApart?: number) {
    this.capBytes = capBytes;
    this.isFixed = eventsApart !== undefined;
    this.eventsBetween = eventsApart ?? EVENTS_APART;
  }

  /** Events from one checkpoint to the next, at least. */
  get eventsApart(): number {
    return this.eventsBetween;
  }

  get bytes(): number {
    return this.totalBytes;
  }

  get count(): number {
    return this.kept.length;
  }

  /** Whether a checkpoint after so many events is wanted: far enough from the last one. */
  wants(events: number): boolean {
    const last = this.kept.at(-1);
    return last === undefined || events - last.events >= this.eventsBetween;
  }

  /** Adds a checkpoint, later than all others. */
  add(checkpoint: Checkpoint): void {
    const size = snapshotBytes(checkpoint);
    if (!this.isFixed) this.eventsBetween = Math.max(this.eventsBetween, stateBytes(checkpoint) * EVENTS_PER_BYTE);
    const isTooMuch = (): boolean => this.kept.length > 0 && this.totalBytes + size > this.capBytes;
    while (isTooMuch() && this.kept.length > 1) this.thin();
    if (isTooMuch()) this.eventsBetween *= 2;
    else if (this.wants(checkpoint.events)) {
      this.kept.push(checkpoint);
      this.totalBytes += size;
    }
  }

  /** The latest checkpoint at or before the moment. */
  before(atMs: number): Checkpoint | undefined {
    return this.kept.findLast((checkpoint) => checkpoint.nowMs <= atMs);
  }

  /** Gives up what is at or after the moment: it is no longer what will happen. */
  dropFrom(atMs: number): void {
    this.keep((checkpoint) => checkpoint.nowMs < atMs);
  }

  private thin(): void {
    this.eventsBetween *= 2;
    const every = new Set(this.kept.filter((_, index) => index % 2 === 0));
    this.keep((checkpoint) => every.has(checkpoint));
  }

  private keep(test: (checkpoint: Checkpoint) => boolean): void {
    this.kept = this.kept.filter((checkpoint) => checkpoint.interval === 0 || test(checkpoint));
    this.totalBytes = this.kept.reduce((sum, checkpoint) => sum + snapshotBytes(checkpoint), 0);
  }
}
