import { describe, expect, it } from 'vitest';
import { type Checkpoint, Checkpoints, packSnapshot, unpackSnapshot } from './checkpoints.ts';

const KIB = 1024;

/** A checkpoint at the end of a sampling interval of 100 ms that weighs about so many bytes. */
function checkpoint(interval: number, bytes = KIB): Checkpoint {
  const buffers = [new Int32Array(bytes / 4).fill(1).buffer];
  return packSnapshot({ nowMs: interval * 100, engineVersion: 1, networkHash: 1, buffers }, interval);
}

function filled(capBytes: number, intervals: number, bytes = KIB): Checkpoints {
  const checkpoints = new Checkpoints(capBytes);
  for (let interval = 0; interval <= intervals; interval++) {
    if (checkpoints.wants(interval)) checkpoints.add(checkpoint(interval, bytes));
  }
  return checkpoints;
}

function moments(checkpoints: Checkpoints, intervals: number): number[] {
  const found = Array.from({ length: intervals + 1 }, (_, interval) => checkpoints.before(interval * 100)!.interval);
  return [...new Set(found)];
}

describe('Checkpoints', () => {
  it('keeps one for every interval while there is room', () => {
    const checkpoints = filled(64 * KIB, 20);
    expect(checkpoints.count).toBe(21);
    expect(checkpoints.before(1234)!.interval).toBe(12);
    expect(checkpoints.before(1200)!.interval).toBe(12);
  });

  it('never goes over its cap, and then stands evenly, at double the distance', () => {
    for (const intervals of [100, 1000, 5000]) {
      const checkpoints = filled(32 * KIB, intervals);
      expect(checkpoints.bytes).toBeLessThanOrEqual(32 * KIB);
      expect(checkpoints.count).toBeGreaterThanOrEqual(14);
      const kept = moments(checkpoints, intervals);
      expect(new Set(kept.slice(1).map((interval, index) => interval - kept[index]))).toEqual(new Set([checkpoints.spacing]));
    }
  });

  it('keeps the one at the start even when nothing else fits', () => {
    const checkpoints = filled(KIB / 2, 100);
    expect(checkpoints.before(9999)!.interval).toBe(0);
    expect(checkpoints.count).toBe(1);
  });

  it('gives up what a change of the log makes untrue', () => {
    const checkpoints = filled(64 * KIB, 20);
    checkpoints.dropFrom(1200);
    expect(checkpoints.before(9999)!.interval).toBe(11);
    expect(checkpoints.wants(11)).toBe(false);
    expect(checkpoints.wants(12)).toBe(true);
  });

  it('gives back the bytes of a snapshot', () => {
    const original = { nowMs: 5, engineVersion: 1, networkHash: 2, buffers: [Float64Array.from([0, -0, NaN, 7]).buffer] };
    expect(unpackSnapshot(packSnapshot(original, 1))).toEqual(original);
  });
});
