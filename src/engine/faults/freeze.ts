import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import { DOUBLES, TIME, TOKEN, WORDS } from '../kernel/record.ts';
import { sayHeldWords } from '../links/held-words.ts';
import { logsFreeze, logsThaw } from '../links/log-faults.ts';
import { scheduleWorkEnd } from '../stations/preemption.ts';
import { rescheduleShare, settleShare } from '../stations/processor-sharing.ts';
import { FROZEN, PREEMPTIVE, setBit, SHARED } from '../stations/station-word.ts';
import { filterPending, isServedAt, servicesAt } from './pending.ts';

/**
 * A frozen replica stands still: services in progress keep what is left of them in `TIME` and are out of the event
 * list; new ones begin the same way. Nothing is lost and nobody is told. Rule FA20 of `docs/spec/faults.md`.
 */
export function freeze(core: Core, station: number): void {
  if (core.frozen[station] > 0) {
    core.frozen[station]++;
    return;
  }
  const word = core.stationWord[station];
  if (word & SHARED) settleShare(core, station);
  core.frozen[station]++;
  setBit(core, station, FROZEN, true);
  if (word & SHARED) rescheduleShare(core, station);
  else stopServices(core, station, (word & PREEMPTIVE) !== 0);
  logsFreeze(core, station);
}

function stopServices(core: Core, station: number, isInterruptible: boolean): void {
  const now = core.clock[NOW];
  if (!isInterruptible) filterPending(core, (record) => !isServedAt(core, record, station));
  for (const record of servicesAt(core, station)) {
    core.f64[record * DOUBLES + TIME] -= now;
    if (isInterruptible) core.i32[record * WORDS + TOKEN] = core.nextToken();
  }
}

/** The replica goes on where it stood. */
export function thaw(core: Core, station: number): void {
  if (core.frozen[station] > 1) {
    core.frozen[station]--;
    return;
  }
  const word = core.stationWord[station];
  if (word & SHARED) settleShare(core, station);
  core.frozen[station]--;
  setBit(core, station, FROZEN, false);
  logsThaw(core, station);
  sayHeldWords(core, station);
  if (word & SHARED) {
    rescheduleShare(core, station);
    return;
  }
  const now = core.clock[NOW];
  for (const record of servicesAt(core, station)) {
    core.f64[record * DOUBLES + TIME] += now;
    if (word & PREEMPTIVE) scheduleWorkEnd(core, record, station);
    else core.schedule(record);
  }
}
