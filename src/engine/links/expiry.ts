import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import { DOUBLES, EXPIRY, KEY, META, NONE, TIME, TOKEN, WORDS } from '../kernel/record.ts';
import { DEAD_EXPIRED } from '../measure/columns.ts';
import { CHANNEL_PARAMETER_COLUMNS, TTL } from '../parameters.ts';
import { takeHead } from './boxes.ts';
import { giveUp } from './dead-letter.ts';

/**
 * Expiry: a message that waits longer than it may live is given up when it stands at the head of its line. One event
 * for each line looks at the head when that is due; a message that is out does not expire, and one that comes back keeps
 * the moment at which it would have.
 */

/** Notes when a message that a queue takes in expires. */
export function setExpiry(core: Core, message: number, channel: number): void {
  core.callBegan[message] = core.clock[NOW] + core.channelParameters[channel * CHANNEL_PARAMETER_COLUMNS + TTL];
}

/** Gives up what has expired at the head of a line, and looks again when the next one is due. */
export function dropExpired(core: Core, line: number, channel: number): void {
  for (;;) {
    const head = core.channelHead[line];
    if (head === NONE) return;
    const due = core.callBegan[head];
    if (due > core.clock[NOW]) {
      if (due !== Infinity) watch(core, line, due);
      return;
    }
    giveUp(core, takeHead(core, line, channel), channel, DEAD_EXPIRED);
  }
}

/** Sessions expire when they are looked at; other lines have a clock. */
function watch(core: Core, line: number, due: number): void {
  if (line >= core.network.boxCount || due >= core.expiryAt[line]) return;
  core.expiryAt[line] = due;
  const event = core.allocate();
  const at = event * WORDS;
  core.i32[at + META] = EXPIRY;
  core.i32[at + KEY] = line;
  core.i32[at + TOKEN] = 0;
  core.f64[event * DOUBLES + TIME] = due;
  core.schedule(event);
}

/** The moment has come at which the first message of a line may have expired. */
export function expiryDue(core: Core, event: number): void {
  const line = core.i32[event * WORDS + KEY];
  core.free(event);
  // Another moment was set since, with an event of its own.
  if (core.expiryAt[line] !== core.clock[NOW]) return;
  core.expiryAt[line] = Infinity;
  dropExpired(core, line, core.network.boxChannel[line]);
}
