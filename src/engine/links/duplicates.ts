import { childKey } from '../../base/random.ts';
import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import { ATTEMPT_SHIFT, KEY, META, NONE, PARENT, PLACE, STEP, WORDS } from '../kernel/record.ts';
import { CHANNEL_COLUMNS, DUPLICATES_DROPPED } from '../measure/columns.ts';
import { LINK_SALT_WORDS, SALT_CHILD, STEP_WORDS } from '../network.ts';
import { CHANNEL_PARAMETER_COLUMNS, DUPLICATE_DETECTION, DUPLICATE_WINDOW } from '../parameters.ts';

/**
 * Duplicates: a sender that hears nothing sends its message again, although the first one may have been stored. A broker
 * that detects duplicates accepts and drops the second. Only a sender that still tries can send a message twice, so the
 * broker's memory of ids is a mark on the sender's job.
 */

/** Mark on a job that publishes: the broker has stored its message. It shares the byte with the number of the attempt. */
export const STORED = 0x80 << ATTEMPT_SHIFT;
/** Attempts of a publish, without the mark. */
export const PUBLISH_ATTEMPT_MASK = 0x7f << ATTEMPT_SHIFT;

/** The key of the message that a job's present step sends: the same at every attempt, as its id would be. */
export function messageKey(core: Core, job: number, link: number): number {
  const { network, i32 } = core;
  const step = i32[job * WORDS + STEP] & 0xffff;
  return childKey(i32[job * WORDS + KEY], network.linkSalts[link * LINK_SALT_WORDS + SALT_CHILD], network.program[step * STEP_WORDS + 2]);
}

/** The job whose message this is, if it still waits for it; else NONE. */
function senderJob(core: Core, message: number): number {
  const { i32 } = core;
  const job = i32[message * WORDS + PARENT];
  if (job < 0) return NONE;
  return messageKey(core, job, i32[message * WORDS + PLACE] >>> 16) === i32[message * WORDS + KEY] ? job : NONE;
}

/** Whether a channel has stored this message before, as far as it remembers. */
export function isDuplicate(core: Core, message: number, channel: number): boolean {
  const row = channel * CHANNEL_PARAMETER_COLUMNS;
  if (core.channelParameters[row + DUPLICATE_DETECTION] !== 1) return false;
  const job = senderJob(core, message);
  if (job === NONE || !(core.i32[job * WORDS + META] & STORED)) return false;
  if (core.clock[NOW] - core.callBegan[job] > core.channelParameters[row + DUPLICATE_WINDOW]) return false;
  core.channelMeasures[channel * CHANNEL_COLUMNS + DUPLICATES_DROPPED]++;
  return true;
}

/** Remembers that the message of a job is stored. */
export function markStored(core: Core, message: number): void {
  const job = senderJob(core, message);
  if (job !== NONE) core.i32[job * WORDS + META] |= STORED;
}
