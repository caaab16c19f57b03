import type { Core } from '../core.ts';
import { DOUBLES, KEY, META, PARENT, PARENT_TOKEN, TIME, TOKEN, WORDS } from '../kernel/record.ts';

/** Puts an event of a state into the list that falls due at a moment, in milliseconds, and names a record by its present
 *  token: once the record has another token, the event is about nobody. */
export function scheduleAbout(core: Core, record: number, state: number, atMs: number): void {
  const event = core.allocate();
  const at = event * WORDS;
  core.i32[at + META] = state;
  core.i32[at + KEY] = core.i32[record * WORDS + KEY];
  core.i32[at + PARENT] = record;
  core.i32[at + PARENT_TOKEN] = core.i32[record * WORDS + TOKEN];
  core.i32[at + TOKEN] = 0;
  core.f64[event * DOUBLES + TIME] = atMs;
  core.schedule(event);
}
