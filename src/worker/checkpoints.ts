import { packBuffer, packedBytes, type PackedBuffer, unpackBuffer } from '../base/packed-buffer.ts';
import type { Snapshot } from '../engine/engine-run.ts';

/** A moment that a run can return to. Its buffers are packed: most of a run's state is zeros. */
export interface Checkpoint {
  readonly nowMs: number;
  readonly engineVersion: number;
  readonly networkHash: number;
  readonly buffers: readonly PackedBuffer[];
  /** Number of the sampling interval that had just ended. */
  readonly interval: number;
}

/** Packs a snapshot as a checkpoint. */
export function packSnapshot(snapshot: Snapshot, interval: number): Checkpoint {
  const { nowMs, engineVersion, networkHash, buffers } = snapshot;
  return { nowMs, engineVersion, networkHash, buffers: buffers.map(packBuffer), interval };
}

/** The snapshot that was packed. */
export function unpackSnapshot({ nowMs, engineVersion, networkHash, buffers }: Checkpoint): Snapshot {
  return { nowMs, engineVersion, networkHash, buffers: buffers.map(unpackBuffer) };
}

/** Checkpoints of a run within a memory cap. They stand `spacing` sampling intervals apart; when the cap is reached, the
 *  spacing doubles and every other one goes, so that they always cover the whole run evenly. The one at the start is
 *  never given up. */
export class Checkpoints {
  private readonly capBytes: number;
  private kept: Checkpoint[] = [];
  private spacingIntervals = 1;
  private totalBytes = 0;

  constructor(capBytes: number) {
    this.capBytes = capBytes;
  }

  /** Sampling intervals from one checkpoint to the next. */
  get spacing(): number {
    return this.spacingIntervals;
  }

  get bytes(): number {
    return this.totalBytes;
  }

  get count(): number {
    return this.kept.length;
  }

  /** Whether a checkpoint at the end of this interval is wanted and not there yet. */
  wants(interval: number): boolean {
    if (interval % this.spacingIntervals !== 0) return false;
    const last = this.kept.at(-1);
    return last === undefined || last.interval < interval;
  }

  /** Adds a checkpoint, later than all others. */
  add(checkpoint: Checkpoint): void {
    const size = sizeOf(checkpoint);
    while (this.kept.length > 1 && this.totalBytes + size > this.capBytes) this.thin();
    if (this.kept.length > 0 && checkpoint.interval % this.spacingIntervals !== 0) return;
    if (this.kept.length > 0 && this.totalBytes + size > this.capBytes) {
      this.spacingIntervals *= 2;
      return;
    }
    this.kept.push(checkpoint);
    this.totalBytes += size;
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
    this.spacingIntervals *= 2;
    this.keep((checkpoint) => checkpoint.interval % this.spacingIntervals === 0);
  }

  private keep(test: (checkpoint: Checkpoint) => boolean): void {
    this.kept = this.kept.filter((checkpoint) => checkpoint.interval === 0 || test(checkpoint));
    this.totalBytes = this.kept.reduce((sum, checkpoint) => sum + sizeOf(checkpoint), 0);
  }
}

function sizeOf(checkpoint: Checkpoint): number {
  return checkpoint.buffers.reduce((sum, buffer) => sum + packedBytes(buffer), 0);
}
