import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import { KEY, STEP, WORDS } from '../kernel/record.ts';
import { beginRequest } from '../sources.ts';
import { adjustUsers, isDown, scheduleUsersChange } from './closed-loop.ts';
import { nextArrival, startOpen } from './open-loop.ts';
import { baseRate, curveAt, isClosed, phaseFactor } from './rate.ts';

/** Starts every source at the present moment. */
export function startSources(core: Core): void {
  for (let source = 0; source < core.network.sourceCount; source++) {
    if (isClosed(core, source)) {
      adjustUsers(core, source);
      scheduleUsersChange(core, source);
    } else startOpen(core, source);
  }
}

/** An open source's next request begins. */
export function sourceArrived(core: Core, record: number): void {
  const source = core.i32[record * WORDS + STEP];
  core.free(record);
  const number = core.sourceNext[source]++;
  nextArrival(core, source);
  if (!isDown(core, source)) beginRequest(core, source, number);
}

/** A user has thought and asks again. */
export function userAsks(core: Core, user: number): void {
  const source = core.i32[user * WORDS + STEP];
  const number = core.i32[user * WORDS + KEY];
  core.free(user);
  if (isDown(core, source)) core.sourceUsers[source]--;
  else beginRequest(core, source, number);
}

/** The curve asks for another number of users. */
export function usersChanged(core: Core, record: number): void {
  const source = core.i32[record * WORDS + STEP];
  core.free(record);
  adjustUsers(core, source);
  scheduleUsersChange(core, source);
}

/** Requests per second that a source offers now. 0 for a closed loop. */
export function offeredPerSec(core: Core, source: number): number {
  if (isClosed(core, source)) return 0;
  return baseRate(core, source) * 1000 * curveAt(core, source, core.clock[NOW]) * phaseFactor(core, source, core.sourcePhase[source]);
}
