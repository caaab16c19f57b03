import type { Core } from '../core.ts';
import { NOW, RECORDS_MADE } from '../core.ts';
import { DOUBLES, META, PLACE, SERVING, STATE_MASK, TIME, WORDS } from '../kernel/record.ts';
import { filterPending } from './pending.ts';

/**
 * A frozen component stands still: services in progress keep what is left of them in `TIME` and are out of the event
 * list; new ones begin the same way. Nothing is lost and nobody is told. Rule FA9 of `docs/spec/faults.md`.
 */
export function freeze(core: Core, component: number): void {
  core.frozen[component]++;
  if (core.frozen[component] > 1) return;
  const now = core.clock[NOW];
  filterPending(core, (record) => {
    if (!isServing(core, record, component)) return true;
    core.f64[record * DOUBLES + TIME] -= now;
    return false;
  });
}

/** The component goes on where it stood. */
export function thaw(core: Core, component: number): void {
  core.frozen[component]--;
  if (core.frozen[component] > 0) return;
  const now = core.clock[NOW];
  for (let record = 0; record < core.counters[RECORDS_MADE]; record++) {
    if (!isServing(core, record, component)) continue;
    core.f64[record * DOUBLES + TIME] += now;
    core.schedule(record);
  }
}

function isServing(core: Core, record: number, component: number): boolean {
  const at = record * WORDS;
  if ((core.i32[at + META] & STATE_MASK) !== SERVING) return false;
  return core.network.stationComponent[core.i32[at + PLACE] & 0xffff] === component;
}
