import { describe, expect, it } from 'vitest';
import { type Checkpoint, Checkpoints, EVENTS_APART } from './checkpoints.ts';
import { packSnapshot, snapshotBytes, snapshotTransfer, unpackSnapshot } from './packed-snapshot.ts';

const KIB = 1024;
const APART = EVENTS_APART;

/** The checkpoint at the end of a sampling interval of 100 ms in which so many events happened as stand between two
 *  checkpoints at first. It weighs a little more than `bytes`. */
function checkpoint(interval: number, bytes = KIB): Checkpoint {
  const buffers = [new Int32Array(bytes / 4).fill(1).buffer];
  const snapshot = { nowMs: interval * 100, engineVersion: 1, networkHash: 1, buffers };
  return { ...packSnapshot(snapshot), interval, events: interval * APART };
}

function filled(capBytes: number, intervals: number): Checkpoints {
  const checkpoints = new Checkpoints(capBytes);
  for (let interval = 0; interval <= intervals; interval++) {
    if (checkpoints.wants(interval * APART)) checkpoints.add(checkpoint(interval));
  }
  return checkpoints;
}

function kept(checkpoints: Checkpoints, intervals: number): number[] {
  const found = Array.from({ length: intervals + 1 }, (_, interval) => checkpoints.before(interval * 100)!.interval);
  return [...new Set(found)];
}

describe('Checkpoints', () => {
  it('stand as many events apart as are quickly replayed', () => {
    const checkpoints = filled(64 * KIB, 20);
    expect(checkpoints.count).toBe(21);
    expect(checkpoints.wants(20 * APART)).toBe(false);
    expect(checkpoints.wants(21 * APART - 1)).toBe(false);
    expect(checkpoints.wants(21 * APART)).toBe(true);
    expect(checkpoints.before(1234)!.interval).toBe(12);
    expect(checkpoints.before(1200)!.interval).toBe(12);
  });

  it('stand further apart the larger the state is that each copies', () => {
    const [MIB, large] = [KIB * KIB, new Checkpoints(64 * KIB * KIB)];
    large.add(checkpoint(0, MIB));
    expect(large.eventsApart).toBeCloseTo(0.15 * MIB);
    expect(large.wants(15 * APART)).toBe(false);
    expect(large.wants(16 * APART)).toBe(true);
    const asked = new Checkpoints(64 * MIB, 200);
    asked.add(checkpoint(0, MIB));
    expect(asked.eventsApart).toBe(200);
  });

  it('never go over the cap, and then stand evenly, further apart', () => {
    for (const intervals of [100, 1000, 5000]) {
      const checkpoints = filled(32 * KIB, intervals);
      expect(checkpoints.bytes).toBeLessThanOrEqual(32 * KIB);
      expect(checkpoints.count).toBeGreaterThanOrEqual(14);
      const gaps = kept(checkpoints, intervals).slice(1).map((interval, index) => interval - kept(checkpoints, intervals)[index]);
      expect(Math.max(...gaps)).toBeLessThanOrEqual((2 * checkpoints.eventsApart) / APART);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(checkpoints.eventsApart / APART);
      expect(intervals - kept(checkpoints, intervals).at(-1)!).toBeLessThanOrEqual((2 * checkpoints.eventsApart) / APART);
    }
  });

  it('keep the one at the start even when nothing else fits', () => {
    const checkpoints = filled(KIB / 2, 100);
    expect(checkpoints.before(9999)!.interval).toBe(0);
    expect(checkpoints.count).toBe(1);
  });

  it('give up what a change of the log makes untrue', () => {
    const checkpoints = filled(64 * KIB, 20);
    checkpoints.dropFrom(1200);
    expect(checkpoints.before(9999)!.interval).toBe(11);
    expect(checkpoints.wants(11 * APART)).toBe(false);
    expect(checkpoints.wants(12 * APART)).toBe(true);
  });
});

describe('packSnapshot', () => {
  it('gives back every byte, and transfers all that it holds', () => {
    const original = { nowMs: 5, engineVersion: 1, networkHash: 2, buffers: [Float64Array.from([0, -0, NaN, 7]).buffer] };
    const packed = packSnapshot(original);
    expect(unpackSnapshot(packed)).toEqual(original);
    const moved = structuredClone(packed, { transfer: snapshotTransfer(packed) });
    expect(unpackSnapshot(moved)).toEqual(original);
    expect(snapshotBytes(packed)).toBe(0);
  });
});
