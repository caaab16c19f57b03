import type { Core } from '../core.ts';
import { NOW, RECORDS_MADE } from '../core.ts';
import { DOUBLES, META, PLACE, SERVING, STATE_MASK, TIME, WORDS } from '../kernel/record.ts';
import { scheduleWorkEnd } from '../stations/preemption.ts';
import { stretchShare } from '../stations/processor-sharing.ts';
import { PREEMPTIVE, SHARED } from '../stations/station-word.ts';

/** Takes all pending events out, keeps those that `isKept` says, in their order. For rare occasions: it costs as much
 *  as there are events. */
export function filterPending(core: Core, isKept: (record: number) => boolean): void {
  const records = new Int32Array(core.list.size);
  const count = core.list.drainTo(records);
  for (let i = 0; i < count; i++) if (isKept(records[i])) core.list.push(records[i]);
}

/** Whether a record is in service at a station. */
export function isServedAt(core: Core, record: number, station: number): boolean {
  const at = record * WORDS;
  return (core.i32[at + META] & STATE_MASK) === SERVING && (core.i32[at + PLACE] & 0xffff) === station;
}

/** Records in service at a station. */
export function servicesAt(core: Core, station: number): number[] {
  const found: number[] = [];
  for (let record = 0; record < core.counters[RECORDS_MADE]; record++) if (isServedAt(core, record, station)) found.push(record);
  return found;
}

/** Stretches what is left of every service in progress at a station by `ratio`. */
export function stretchServices(core: Core, station: number, ratio: number): void {
  const word = core.stationWord[station];
  if (word & SHARED) stretchShare(core, station, ratio);
  else if (core.frozen[station] > 0) for (const record of servicesAt(core, station)) core.f64[record * DOUBLES + TIME] *= ratio;
  else if (word & PREEMPTIVE) stretchInterruptible(core, station, ratio);
  else if (core.inStation[station] > 0) {
    filterPending(core, (record) => {
      if (isServedAt(core, record, station)) stretch(core, record, ratio);
      return true;
    });
  }
}

function stretch(core: Core, record: number, ratio: number): void {
  const now = core.clock[NOW];
  const time = record * DOUBLES + TIME;
  core.f64[time] = now + (core.f64[time] - now) * ratio;
}

function stretchInterruptible(core: Core, station: number, ratio: number): void {
  for (const record of servicesAt(core, station)) {
    stretch(core, record, ratio);
    scheduleWorkEnd(core, record, station);
  }
}
