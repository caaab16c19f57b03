import { packBuffer, packedBytes, type PackedBuffer, unpackBuffer } from '../base/packed-buffer.ts';
import type { Snapshot } from '../engine/engine-run.ts';

/** A snapshot without the zeros that most of a run's state is: a hundredth of the bytes for a large diagram. This is
 *  the form in which snapshots are kept and sent. */
export interface PackedSnapshot {
  readonly engineVersion: number;
  readonly networkHash: number;
  readonly nowMs: number;
  readonly buffers: readonly PackedBuffer[];
}

/** Packs a snapshot. */
export function packSnapshot({ engineVersion, networkHash, nowMs, buffers }: Snapshot): PackedSnapshot {
  return { engineVersion, networkHash, nowMs, buffers: buffers.map(packBuffer) };
}

/** The snapshot that was packed, byte for byte. */
export function unpackSnapshot({ engineVersion, networkHash, nowMs, buffers }: PackedSnapshot): Snapshot {
  return { engineVersion, networkHash, nowMs, buffers: buffers.map(unpackBuffer) };
}

/** Memory that a packed snapshot takes, in bytes. */
export function snapshotBytes({ buffers }: PackedSnapshot): number {
  return buffers.reduce((sum, buffer) => sum + packedBytes(buffer), 0);
}

/** Memory that the state itself takes, in bytes: what is copied and looked through to pack it. */
export function stateBytes({ buffers }: PackedSnapshot): number {
  return buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/** What to transfer with a packed snapshot that its sender does not need any more. */
export function snapshotTransfer({ buffers }: PackedSnapshot): ArrayBuffer[] {
  return buffers.flatMap(({ kept, words }) => [kept.buffer, words.buffer]);
}
