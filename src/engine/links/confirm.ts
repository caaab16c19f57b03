import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import {
  ATTEMPT_SHIFT, DOUBLES, KEY, META, NONE, NUMBER, PARENT, PARENT_TOKEN, PLACE, REPLYING, STEP, TIME, TOKEN, TRACED, WORDS,
} from '../kernel/record.ts';
import {
  CHANNEL_COLUMNS, LINK_COLUMNS, MESSAGE_DROPPED, REFUSED, REJECTION, TAP_DEAD, VANISHED,
} from '../measure/columns.ts';
import { LATENCY, LINK_PARAMETER_COLUMNS } from '../parameters.ts';
import { effectEnded } from '../sources.ts';

/**
 * What a broker says to senders: that it has a message, or does not take it.
 */

/** What has to be finished before the request is done: one processing per queue, one per group that reads a log. */
export function effectsOf(core: Core, link: number): number {
  const { network } = core;
  const channel = network.linkChannel[link];
  if (network.channelIsLog[channel]) return network.readerCount[channel];
  return network.subscriptionCount[channel] > 0 ? 1 : 0;
}

/** The broker does not take a message in. */
export function refuse(core: Core, message: number, channel: number): void {
  const { i32, network } = core;
  const at = message * WORDS;
  core.channelMeasures[channel * CHANNEL_COLUMNS + REFUSED]++;
  core.note(network.componentCount + 2 * network.linkCount + channel, MESSAGE_DROPPED, channel);
  if (i32[at + META] & TRACED) {
    const now = core.clock[NOW];
    core.tapRow(TAP_DEAD, now, now, i32[at + PLACE] >>> 16, i32[at + NUMBER], REJECTION);
  }
  confirm(core, message, REJECTION);
  const effects = effectsOf(core, i32[at + PLACE] >>> 16);
  for (let i = 0; i < effects; i++) effectEnded(core, i32[at + STEP], false);
  core.free(message);
}

/** Set in an outcome that is a broker's word to a sender rather than a consumer's to the broker. */
export const CONFIRMATION = 8;

/** Tells a sender that waits what became of its message. */
export function confirm(core: Core, message: number, outcome: number): void {
  const parent = core.i32[message * WORDS + PARENT];
  if (parent === NONE) return;
  const token = core.i32[message * WORDS + PARENT_TOKEN];
  const link = core.i32[message * WORDS + PLACE] >>> 16;
  core.i32[message * WORDS + PARENT] = NONE;
  if (core.cuts[link] > 0) {
    core.linkMeasures[link * LINK_COLUMNS + VANISHED]++;
    return;
  }
  const latency = core.linkParameters[link * LINK_PARAMETER_COLUMNS + LATENCY];
  if (latency === 0) {
    core.reply(parent, token, link, outcome | CONFIRMATION);
    return;
  }
  const reply = core.allocate();
  const at = reply * WORDS;
  core.i32[at + META] = REPLYING | ((outcome | CONFIRMATION) << ATTEMPT_SHIFT);
  core.i32[at + PLACE] = link << 16;
  core.i32[at + KEY] = core.i32[message * WORDS + KEY];
  core.i32[at + PARENT] = parent;
  core.i32[at + PARENT_TOKEN] = token;
  core.i32[at + TOKEN] = 0;
  core.f64[reply * DOUBLES + TIME] = core.clock[NOW] + latency;
  core.schedule(reply);
}
