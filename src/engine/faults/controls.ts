import { exponential, makeSalt } from '../../base/random.ts';
import type { FaultEntry, ScheduleEntry } from '../../model/document.ts';

/** A moment at which an entry begins, changes its strength or ends. */
export interface Control {
  readonly atMs: number;
  readonly entry: number;
  /** Share of the fault's strength from now on: 0 ends it. */
  readonly level: number;
}

/** Steps in which a fault grows to its strength. */
const RAMP_STEPS = 20;
/** Most moments at which the entries of one run act. */
export const MOST_CONTROLS = 200_000;

/** All moments at which an entry acts, but for those of a fault that waits for a condition. */
export function controlsOf(entry: ScheduleEntry, index: number, options: { readonly seed: number; readonly horizonMs: number }): readonly Control[] {
  if (entry.type !== 'fault') return [{ atMs: entry.atMs, entry: index, level: 1 }];
  if (entry.when !== undefined) return [];
  if (entry.pattern === undefined) return episode(entry, index, entry.atMs, entry.durationMs);
  return failures(entry, index, options);
}

/** One coming and going of a fault. */
export function episode(entry: FaultEntry, index: number, atMs: number, durationMs: number | undefined): readonly Control[] {
  const rampMs = Math.min(entry.rampMs ?? 0, durationMs ?? Infinity);
  const controls: Control[] = [];
  if (rampMs === 0) controls.push({ atMs, entry: index, level: 1 });
  for (let step = 1; rampMs > 0 && step <= RAMP_STEPS; step++) {
    controls.push({ atMs: atMs + ((step - 1) * rampMs) / RAMP_STEPS, entry: index, level: step / RAMP_STEPS });
  }
  if (durationMs !== undefined) controls.push({ atMs: atMs + durationMs, entry: index, level: 0 });
  return controls;
}

/** Failures and repairs by chance, drawn by the entry's id: the same in every run of one seed. Throws when they are more
 *  than a run can carry: to leave some out would be another run than the one that was asked for. */
function failures(entry: FaultEntry, index: number, options: { readonly seed: number; readonly horizonMs: number }): readonly Control[] {
  const { mtbfMs, mttrMs } = entry.pattern!;
  const salt = makeSalt(options.seed, entry.id, 'pattern');
  const endMs = Math.min(options.horizonMs, entry.durationMs === undefined ? Infinity : entry.atMs + entry.durationMs);
  const controls: Control[] = [];
  let atMs = entry.atMs;
  for (let failure = 0; controls.length <= MOST_CONTROLS; failure++) {
    atMs += mtbfMs * exponential(salt.s0, salt.s1, failure * 2);
    if (atMs >= endMs) return controls;
    const repairMs = mttrMs * exponential(salt.s0, salt.s1, failure * 2 + 1);
    controls.push(...episode(entry, index, atMs, Math.min(repairMs, endMs - atMs)));
    atMs += repairMs;
  }
  throw tooManyControls();
}

/** What is said of a document whose entries act more often than a run can carry. */
export function tooManyControls(): Error {
  return new Error(`The faults of this diagram come and go more than ${MOST_CONTROLS / 1000},000 times: let those by chance come less often, or end the run earlier.`);
}
