import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import {
  ATTEMPT_SHIFT, DOUBLES, KEY, META, NONE, NUMBER, PARENT, PARENT_TOKEN, PLACE, REPLYING, STEP, TIME, TOKEN, TRACED, WORDS,
} from '../kernel/record.ts';
import {
  CHANNEL_COLUMNS, LINK_COLUMNS, MESSAGE_DROPPED, REFUSED, REJECTION, TAP_DEAD, THROTTLED, VANISHED,
} from '../measure/columns.ts';
import { effectEnded } from '../sources.ts';
import { BACK_KEY, delayOfWord } from './disturbance.ts';

/**
 * What a broker says to senders: that it has a message, or does not take it.
 */

/** A broker's word, besides the outcomes of `measure/columns.ts`: it is busy, or cannot be reached for the moment. */
export const BUSY = 5;
export const UNAVAILABLE = 6;
/** The network's word in place of the broker's: it has not carried the message. */
export const NOT_CARRIED = 7;

/** Set in an outcome that is a broker's word to a sender rather than a consumer's to the broker. */
export const CONFIRMATION = 8;

/** What has to be finished before a request that sends to this channel is done: one processing per queue, one per group
 *  that reads a log. */
export function effectsOf(core: Core, channel: number): number {
  const { network } = core;
  return network.channelIsLog[channel] ? network.readerCount[channel] : network.channelEffects[channel];
}

/** The broker does not take a message in: it is full (`REJECTION`), busy, or unavailable. */
export function refuse(core: Core, message: number, channel: number, outcome = REJECTION): void {
  const { i32, network } = core;
  const at = message * WORDS;
  core.channelMeasures[channel * CHANNEL_COLUMNS + REFUSED]++;
  if (outcome === BUSY) core.channelMeasures[channel * CHANNEL_COLUMNS + THROTTLED]++;
  core.note(network.componentCount + 2 * network.linkCount + channel, MESSAGE_DROPPED, channel);
  if (i32[at + META] & TRACED) {
    const now = core.clock[NOW];
    core.tapRow(TAP_DEAD, now, now, i32[at + PLACE] >>> 16, i32[at + NUMBER], REJECTION);
  }
  const isHeard = i32[at + PARENT] !== NONE;
  confirm(core, message, outcome);
  endEffects(core, message, effectsOf(core, channel), isHeard);
  core.free(message);
}

/** Ends the effects of a message that will come to nothing. When its sender hears of it, that is a failed publish and no
 *  lost effect: what the sender does about it decides. */
export function endEffects(core: Core, message: number, effects: number, isHeard: boolean): void {
  const root = core.i32[message * WORDS + STEP];
  for (let i = 0; i < effects; i++) effectEnded(core, root, isHeard);
}

/** Tells a sender that waits what became of its message. */
export function confirm(core: Core, message: number, outcome: number): void {
  const at = message * WORDS;
  const parent = core.i32[at + PARENT];
  if (parent === NONE) return;
  core.i32[at + PARENT] = NONE;
  confirmTo(core, { parent, token: core.i32[at + PARENT_TOKEN], link: core.i32[at + PLACE] >>> 16, key: core.i32[at + KEY] }, outcome);
}

/** Somebody who waits for a broker's word: the record, its token, the link, and a key for the hash of the trace. */
export interface Waiting {
  readonly parent: number;
  readonly token: number;
  readonly link: number;
  readonly key: number;
}

/** As `confirm`, for a sender whose message may be gone. */
export function confirmTo(core: Core, { parent, token, link, key }: Waiting, outcome: number): void {
  if (core.cuts[link] > 0) {
    core.linkMeasures[link * LINK_COLUMNS + VANISHED]++;
    return;
  }
  const latency = delayOfWord(core, link, key ^ BACK_KEY);
  if (latency === 0) {
    core.reply(parent, token, link, outcome | CONFIRMATION);
    return;
  }
  const reply = core.allocate();
  const at = reply * WORDS;
  core.i32[at + META] = REPLYING | ((outcome | CONFIRMATION) << ATTEMPT_SHIFT);
  core.i32[at + PLACE] = link << 16;
  core.i32[at + KEY] = key;
  core.i32[at + PARENT] = parent;
  core.i32[at + PARENT_TOKEN] = token;
  core.i32[at + TOKEN] = 0;
  if (core.departures.length > 0) core.departures[reply] = 0;
  core.f64[reply * DOUBLES + TIME] = core.clock[NOW] + latency;
  core.schedule(reply);
}
