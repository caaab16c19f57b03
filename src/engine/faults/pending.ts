import type { Core } from '../core.ts';
import { NOW, RECORDS_MADE } from '../core.ts';
import { DOUBLES, META, PLACE, SERVING, STATE_MASK, TIME, WORDS } from '../kernel/record.ts';

/** Takes all pending events out, keeps those that `isKept` says, in their order. For rare occasions: it costs as much
 *  as there are events. */
export function filterPending(core: Core, isKept: (record: number) => boolean): void {
  const records = new Int32Array(core.list.size);
  const count = core.list.drainTo(records);
  for (let i = 0; i < count; i++) if (isKept(records[i])) core.list.push(records[i]);
}

/** Stretches what is left of every service in progress at a component by `ratio`. */
export function stretchServices(core: Core, component: number, ratio: number): void {
  if (core.frozen[component] > 0) {
    stretchFrozen(core, component, ratio);
    return;
  }
  const now = core.clock[NOW];
  filterPending(core, (record) => {
    const at = record * WORDS;
    const isServed =
      (core.i32[at + META] & STATE_MASK) === SERVING &&
      core.network.stationComponent[core.i32[at + PLACE] & 0xffff] === component;
    if (isServed) {
      const time = record * DOUBLES + TIME;
      core.f64[time] = now + (core.f64[time] - now) * ratio;
    }
    return true;
  });
}

/** Services of a frozen component keep what is left of them as a duration. */
function stretchFrozen(core: Core, component: number, ratio: number): void {
  for (let record = 0; record < core.counters[RECORDS_MADE]; record++) {
    const at = record * WORDS;
    if ((core.i32[at + META] & STATE_MASK) !== SERVING) continue;
    if (core.network.stationComponent[core.i32[at + PLACE] & 0xffff] === component) core.f64[record * DOUBLES + TIME] *= ratio;
  }
}
