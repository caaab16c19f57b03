import type { Core } from '../core.ts';
import { EXTRA_BYTES, EXTRA_COLUMNS, NOW } from '../core.ts';
import {
  KEY, MESSAGE_READY, META, NEXT, NONE, PARENT, PARENT_TOKEN, PLACE, STATE_MASK, TOKEN, WORDS,
} from '../kernel/record.ts';
import { CHANNEL_COLUMNS, READY, READY_AREA } from '../measure/columns.ts';
import { CHANNEL_PARAMETER_COLUMNS, MESSAGE_BYTES } from '../parameters.ts';
import { rankOfKey } from './message-key.ts';

/**
 * Boxes: lines of messages that are ready. The low half of a message's `PLACE` is its box, the high half the link that
 * it came over. While a broker has it, `PARENT_TOKEN` is its place in the order, `TIME` the deliveries that count against
 * its limit, `served` all deliveries, and `callBegan` when it expires.
 */

/** The box that a message belongs to, sessions aside. */
export function boxOf(core: Core, message: number): number {
  return core.i32[message * WORDS + PLACE] & 0xffff;
}

/** The channel that has a message. */
export function channelOf(core: Core, message: number): number {
  return core.network.boxChannel[boxOf(core, message)];
}

/** Lays a message into a box. */
export function setBox(core: Core, message: number, box: number): void {
  const place = message * WORDS + PLACE;
  core.i32[place] = (core.i32[place] & ~0xffff) | box;
}

/** Bytes of a message: those of its class, or the channel's. */
export function bytesOf(core: Core, message: number, channel: number): number {
  const own = core.network.hasExtras ? core.extras[message * EXTRA_COLUMNS + EXTRA_BYTES] : 0;
  return own > 0 ? own : core.channelParameters[channel * CHANNEL_PARAMETER_COLUMNS + MESSAGE_BYTES];
}

/** The line that a message stands in: its session's, or its box. */
export function lineOf(core: Core, message: number, box: number): number {
  const { sessionsOf, sessionStart, boxChannel } = core.network;
  const channel = boxChannel[box];
  const sessions = sessionsOf[channel];
  if (sessions === 0) return box;
  return sessionStart[channel] + rankOfKey(core, core.i32[message * WORDS + KEY], channel, sessions);
}

/** Puts a message that is new to a box at its end. */
export function putLast(core: Core, message: number, line: number, channel: number): void {
  makeReady(core, message, channel);
  const { i32 } = core;
  i32[message * WORDS + PARENT_TOKEN] = core.boxSequence[line]++;
  i32[message * WORDS + NEXT] = NONE;
  const tail = core.channelTail[line];
  if (tail === NONE) core.channelHead[line] = message;
  else i32[tail * WORDS + NEXT] = message;
  core.channelTail[line] = message;
}

/** Puts a message back to its original place: before all that came after it. */
export function putBack(core: Core, message: number, line: number, channel: number): void {
  makeReady(core, message, channel);
  const { i32 } = core;
  const place = i32[message * WORDS + PARENT_TOKEN];
  let before = NONE;
  let after = core.channelHead[line];
  while (after !== NONE && i32[after * WORDS + PARENT_TOKEN] < place) {
    before = after;
    after = i32[after * WORDS + NEXT];
  }
  i32[message * WORDS + NEXT] = after;
  if (before === NONE) core.channelHead[line] = message;
  else i32[before * WORDS + NEXT] = message;
  if (after === NONE) core.channelTail[line] = message;
}

function makeReady(core: Core, message: number, channel: number): void {
  const at = message * WORDS;
  core.i32[at + META] = (core.i32[at + META] & ~STATE_MASK) | MESSAGE_READY;
  core.i32[at + TOKEN] = 0;
  core.i32[at + PARENT] = NONE;
  const measures = channel * CHANNEL_COLUMNS;
  core.channelMeasures[measures + READY]++;
  core.channelMeasures[measures + READY_AREA] -= core.clock[NOW];
  core.channelBytes[channel] += bytesOf(core, message, channel);
}

/** Takes the first message out of a line that is not empty. */
export function takeHead(core: Core, line: number, channel: number): number {
  const message = core.channelHead[line];
  const next = core.i32[message * WORDS + NEXT];
  core.channelHead[line] = next;
  if (next === NONE) core.channelTail[line] = NONE;
  const measures = channel * CHANNEL_COLUMNS;
  core.channelMeasures[measures + READY]--;
  core.channelMeasures[measures + READY_AREA] += core.clock[NOW];
  core.channelBytes[channel] -= bytesOf(core, message, channel);
  return message;
}
