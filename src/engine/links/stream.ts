import type { Core } from '../core.ts';
import { NONE, PARENT_TOKEN, STEP, WORDS } from '../kernel/record.ts';
import { CHANNEL_COLUMNS, COPIES, DELAYED, FINISHED, OK, OUT, READY } from '../measure/columns.ts';
import { CAPACITY, CHANNEL_PARAMETER_COLUMNS, OVERFLOW, OVERFLOW_REJECT } from '../parameters.ts';
import { KEEPS_READ } from '../queue-tables.ts';
import { effectEnded } from '../sources.ts';
import { takeHead } from './boxes.ts';
import { confirm } from './confirm.ts';
import { copyMessage } from './copy.ts';
import { discard } from './dead-letter.ts';

/**
 * Streams: every consumer has a box of its own and is given all messages. What a stream keeps beyond that does not
 * matter to consumers, so it is only counted: its limits delete the oldest, read or not, or refuse the newest.
 */

/** Takes a message into a box, which may not refuse it. */
export type PutInBox = (core: Core, message: number, box: number) => void;

/** A stream takes a message in; returns whether it has. */
export function appendToStream(core: Core, message: number, channel: number, put: PutInBox): boolean {
  const { network } = core;
  const row = channel * CHANNEL_PARAMETER_COLUMNS;
  const capacity = core.channelParameters[row + CAPACITY];
  const boxes = network.streamBoxCount[channel];
  if (sizeOf(core, channel) >= capacity) {
    if (core.channelParameters[row + OVERFLOW] === OVERFLOW_REJECT || capacity === 0) return false;
    makeRoom(core, channel, capacity);
  }
  if (network.channelTraits[channel] & KEEPS_READ) core.streamKept[channel]++;
  confirm(core, message, OK);
  core.channelMeasures[channel * CHANNEL_COLUMNS + (boxes === 0 ? FINISHED : COPIES)] += boxes === 0 ? 1 : boxes - 1;
  if (boxes === 0) {
    effectEnded(core, core.i32[message * WORDS + STEP], true);
    core.free(message);
    return true;
  }
  const first = network.streamBoxStart[channel];
  const copies = Array.from({ length: boxes }, (_, i) => (i === 0 ? message : copyMessage(core, message)));
  copies.forEach((copy, i) => put(core, copy, network.streamBoxes[first + i]));
  return true;
}

/** Messages that a stream has. Without the limits as retention, that is what its slowest consumer has yet to do. */
function sizeOf(core: Core, channel: number): number {
  const { network } = core;
  if (network.channelTraits[channel] & KEEPS_READ) return core.streamKept[channel];
  const measures = channel * CHANNEL_COLUMNS;
  const all = core.channelMeasures[measures + READY] + core.channelMeasures[measures + OUT] + core.channelMeasures[measures + DELAYED];
  return core.streamKept[channel] + all / Math.max(1, network.streamBoxCount[channel]);
}

/** Deletes the oldest message, which those who have not been given it will never get. */
function makeRoom(core: Core, channel: number, capacity: number): void {
  const { network } = core;
  const keepsRead = (network.channelTraits[channel] & KEEPS_READ) !== 0;
  if (keepsRead) core.streamKept[channel] = capacity - 1;
  const first = network.streamBoxStart[channel];
  for (let i = 0; i < network.streamBoxCount[channel]; i++) {
    const box = network.streamBoxes[first + i];
    const oldest = core.boxSequence[box] - capacity;
    while (core.channelHead[box] !== NONE && (!keepsRead || core.i32[core.channelHead[box] * WORDS + PARENT_TOKEN] <= oldest)) {
      discard(core, takeHead(core, box, channel), channel);
      if (!keepsRead) break;
    }
  }
}

