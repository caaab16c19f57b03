import { type Core, NOW } from '../core.ts';
import { DOUBLES, TIME } from '../kernel/record.ts';
import { FRESH, setBit } from './station-word.ts';

/**
 * Slow start: a replica that has just started, its code not compiled and its caches and pools empty, works slowly at first
 * and gets faster by working. It knows no clock: only how much it has begun. Rules FA33 and FA34 of `docs/spec/faults.md`.
 */

/** How slowly the first work goes, 1 as ever, and how many pieces of work it takes to get up to speed. */
export interface SlowStart {
  readonly factor: number;
  readonly works: number;
}

/** Brings a replica's slow start up to date with its faults. One that is new, or other than before, begins now. */
export function setSlowStart(core: Core, station: number, { factor, works }: SlowStart): void {
  if (core.startFactor[station] === factor && core.startWorks[station] === works) return;
  core.startFactor[station] = factor;
  core.startWorks[station] = works;
  startSlowly(core, station);
}

/** A replica has started, or starts to be slow: it has to get up to speed if such a fault is in force. */
export function startSlowly(core: Core, station: number): void {
  core.worksBegun[station] = 0;
  setBit(core, station, FRESH, core.startFactor[station] > 1);
}

/** Stretches the work that begins now, whose end stands in the job's `TIME`, and counts it. */
export function stretchFresh(core: Core, job: number, station: number): void {
  const now = core.clock[NOW];
  const left = 1 - core.worksBegun[station] / core.startWorks[station];
  core.f64[job * DOUBLES + TIME] = now + (core.f64[job * DOUBLES + TIME] - now) * (1 + (core.startFactor[station] - 1) * left);
  core.worksBegun[station]++;
  if (core.worksBegun[station] >= core.startWorks[station]) setBit(core, station, FRESH, false);
}
