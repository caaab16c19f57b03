import { describe, expect, it } from 'vitest';
import { Pacer } from './pacer.ts';

function started(speed: number | 'max', atMs = 0): Pacer {
  const pacer = new Pacer(speed);
  pacer.start(1000, atMs);
  return pacer;
}

describe('Pacer', () => {
  it('goes by the wall clock times the speed', () => {
    const pacer = started(10, 500);
    expect(pacer.target(1016)).toBe(660);
    expect(pacer.target(1032)).toBe(820);
  });

  it('has no target at full speed', () => {
    expect(started('max').target(1016)).toBe(Infinity);
  });

  it('does not make up for what the engine could not reach', () => {
    const pacer = started(10);
    pacer.target(1200);
    pacer.note(1200, 100);
    expect(pacer.target(1216)).toBe(100 + 160);
  });

  it('makes up for a delay of a few milliseconds', () => {
    const pacer = started(10);
    pacer.target(1100);
    pacer.note(1100, 900);
    expect(pacer.target(1116)).toBe(1160);
  });

  it('does not run on through a time in which the machine slept', () => {
    const pacer = started(1);
    pacer.target(1016);
    pacer.note(1016, 16);
    expect(pacer.target(61_016)).toBe(16);
    expect(pacer.target(61_032)).toBe(32);
  });

  it('goes on from the present moment at a new speed', () => {
    const pacer = started(1);
    pacer.setSpeed(0.001, 2000, 750);
    expect(pacer.target(2100)).toBeCloseTo(750.1, 9);
  });

  it('soon tells when a run hardly moves or stands, whatever speed is wanted', () => {
    const pacer = started(1);
    pacer.target(1060);
    pacer.note(1060, 0);
    expect(pacer.pace).toBe(1);
    pacer.target(1120);
    pacer.note(1120, 0.12);
    expect(pacer.pace).toBeCloseTo(0.001, 9);
    for (let wall = 1140; wall <= 1700; wall += 20) {
      pacer.target(wall);
      pacer.note(wall, 0.12);
    }
    expect(pacer.pace).toBe(0);
  });

  it('tells the pace that is reached', () => {
    const pacer = started('max');
    expect(pacer.pace).toBe(0);
    for (let wall = 1000; wall <= 1600; wall += 10) {
      pacer.target(wall);
      pacer.note(wall, (wall - 1000) * 42);
    }
    expect(pacer.pace).toBeCloseTo(42);
    expect(started(3).pace).toBe(3);
  });
});
