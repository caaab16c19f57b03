import type { Core } from '../core.ts';
import { NOW, RECORDS_MADE } from '../core.ts';
import {
  ATTEMPT_MASK, ATTEMPT_SHIFT, DEAD, DOUBLES, META, PARENT, PARENT_TOKEN, PLACE, STATE_MASK, TIME, TOKEN, TRACED, WORDS,
} from '../kernel/record.ts';
import { FAILURE, LOSS, OK } from '../measure/columns.ts';
import {
  ACKNOWLEDGE, ACKNOWLEDGE_BEFORE, BUSY_PAUSE, LINK_PARAMETER_COLUMNS, ON_ERROR, ON_ERROR_LEAVE,
} from '../parameters.ts';
import { handlerEnded, subscriptionOf } from './handlers.ts';

/**
 * Words on messages that a client keeps back because its broker has told it that it is busy: a Service Bus receiver waits
 * before it completes or abandons, as before it receives. The handler waits with it. Rule Q55 of `docs/spec/queues.md`.
 */

/** Event: a consumer's client says its word on a message. One of the states of queues of `kernel/record.ts`: the record is
 *  the job that has left its station, and the word stands where attempts are counted. */
export const WORD_HELD = 80;

/** Keeps the word of a job back that has ended, if its client pauses. Returns whether it does. */
export function holdWord(core: Core, job: number, outcome: number): boolean {
  const { i32 } = core;
  const at = job * WORDS;
  const row = (i32[at + PLACE] >>> 16) * LINK_PARAMETER_COLUMNS;
  const pause = core.linkParameters[row + BUSY_PAUSE];
  if (pause === 0 || (i32[at + META] & STATE_MASK) === WORD_HELD || !isSaid(core, row, outcome)) return false;
  if (core.awayUntil[subscriptionOf(core, job)] <= core.clock[NOW]) return false;
  i32[at + META] = (i32[at + META] & TRACED) | WORD_HELD | (outcome << ATTEMPT_SHIFT);
  i32[at + TOKEN] = 0;
  core.f64[job * DOUBLES + TIME] = core.clock[NOW] + pause;
  core.schedule(job);
  return true;
}

/** Whether a client tells its broker of this outcome. */
function isSaid(core: Core, row: number, outcome: number): boolean {
  if (core.linkParameters[row + ACKNOWLEDGE] === ACKNOWLEDGE_BEFORE) return false;
  return outcome === OK || (outcome === FAILURE && core.linkParameters[row + ON_ERROR] !== ON_ERROR_LEAVE);
}

/** The word that a record keeps back. */
export function heldOutcome(core: Core, record: number): number {
  return (core.i32[record * WORDS + META] & ATTEMPT_MASK) >>> ATTEMPT_SHIFT;
}

/** The pause before a word is over. In a frozen replica it is noticed at the thaw. Returns whether the word may go. */
export function mayBeSaid(core: Core, record: number): boolean {
  if (core.frozen[core.i32[record * WORDS + PLACE] & 0xffff] === 0) return true;
  core.f64[record * DOUBLES + TIME] = Infinity;
  return false;
}

/** A replica goes on: words whose pause has ended meanwhile go now. */
export function sayHeldWords(core: Core, station: number): void {
  for (const record of heldAt(core, [station])) {
    if (core.f64[record * DOUBLES + TIME] !== Infinity) continue;
    core.f64[record * DOUBLES + TIME] = core.clock[NOW];
    core.schedule(record);
  }
}

/** Replicas have crashed: what their clients had yet to say is never said. */
export function loseHeldWords(core: Core, stations: readonly number[]): void {
  const { i32 } = core;
  for (const record of heldAt(core, stations)) {
    const at = record * WORDS;
    handlerEnded(core, record);
    core.reply(i32[at + PARENT], i32[at + PARENT_TOKEN], i32[at + PLACE] >>> 16, LOSS);
    if (core.f64[record * DOUBLES + TIME] === Infinity) core.free(record);
    else i32[at + META] = DEAD;
  }
}

function heldAt(core: Core, stations: readonly number[]): number[] {
  const { i32 } = core;
  const found: number[] = [];
  for (let record = 0; record < core.counters[RECORDS_MADE]; record++) {
    const at = record * WORDS;
    if ((i32[at + META] & STATE_MASK) === WORD_HELD && stations.includes(i32[at + PLACE] & 0xffff)) found.push(record);
  }
  return found;
}
