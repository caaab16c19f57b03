import type { Core } from '../core.ts';
import { FORWARD, NOW } from '../core.ts';
import {
  ATTEMPT_MASK, ATTEMPT_SHIFT, DOUBLES, MESSAGE_TRAVELLING, META, NONE, NUMBER, PARENT, PLACE, STARTED, STEP, TOKEN, TRACED, WORDS,
} from '../kernel/record.ts';
import {
  CHANNEL_COLUMNS, DEAD_EXPIRED, DEAD_FULL, DEAD_LETTERED, DEAD_REJECTED, DROPPED, EXPIRED, FINISHED, LOSS, MESSAGES_LOST,
  MESSAGE_DROPPED, PUBLISHED, REFUSED, REJECTION, TAP_DEAD,
} from '../measure/columns.ts';
import { CHANNEL_PARAMETER_COLUMNS, DEAD_LETTER, DEAD_LETTER_EXPIRED, OVERFLOW, OVERFLOW_REJECT_DEAD_LETTER } from '../parameters.ts';
import { EXPIRED_GIVEN_UP, KEEPS_READ, NOWHERE, PARKS } from '../queue-tables.ts';
import { effectEnded } from '../sources.ts';
import { bytesOf } from './boxes.ts';
import { confirm, effectsOf, endEffects, refuse } from './confirm.ts';

/**
 * How a message's life with a queue ends: done, lost, or given up for one of four causes and then kept as a dead
 * letter, sent on, or gone.
 */

/** Automatic ways on (expiry, overflow, deliveries) in a row after which a message must be going round in a circle. */
const MOST_HOPS = 16;

/** A message was acknowledged: it is gone from the queue. */
export function finish(core: Core, message: number, channel: number): void {
  core.channelMeasures[channel * CHANNEL_COLUMNS + FINISHED]++;
  end(core, message, channel, true);
}

/** A message was lost with the consumer that had acknowledged it before the work, or did not keep it. */
export function lose(core: Core, message: number, channel: number): void {
  core.channelMeasures[channel * CHANNEL_COLUMNS + MESSAGES_LOST]++;
  end(core, message, channel, false);
}

/** A stream's limits delete a message that was not read. */
export function discard(core: Core, message: number, channel: number): void {
  core.channelMeasures[channel * CHANNEL_COLUMNS + DROPPED]++;
  core.note(core.network.componentCount + 2 * core.network.linkCount + channel, MESSAGE_DROPPED, channel);
  end(core, message, channel, false);
}

function end(core: Core, message: number, channel: number, isWell: boolean): void {
  leaveBroker(core, message, channel);
  effectEnded(core, core.i32[message * WORDS + STEP], isWell);
  core.free(message);
}

function leaveBroker(core: Core, message: number, channel: number): void {
  core.brokerBytes[core.network.channelBroker[channel]] -= bytesOf(core, message, channel);
}

/** A queue gives a message up that no consumer has. `cause` is the column that counts it: rejected, expired, full or too
 *  many deliveries. */
export function giveUp(core: Core, message: number, channel: number, cause: number): void {
  const { i32, network } = core;
  const at = message * WORDS;
  const measures = channel * CHANNEL_COLUMNS;
  core.channelMeasures[measures + cause]++;
  core.note(network.componentCount + 2 * network.linkCount + channel, MESSAGE_DROPPED, channel);
  if (i32[at + META] & TRACED) {
    const now = core.clock[NOW];
    core.tapRow(TAP_DEAD, now, now, i32[at + PLACE] >>> 16, i32[at + NUMBER], LOSS);
  }
  core.channelMeasures[measures + fateOf(core, channel, cause)]++;
  const target = network.deadLetterTarget[channel];
  if (target !== NOWHERE && isKept(core, channel, cause) && !goesRound(core, message, cause)) {
    leaveBroker(core, message, channel);
    sendOn(core, message, target);
    return;
  }
  if (network.channelTraits[channel] & PARKS && !(network.channelTraits[channel] & KEEPS_READ)) core.streamKept[channel]++;
  end(core, message, channel, false);
}

/** A full queue does not take a message in, which its sender hears; one that is set so keeps it as a dead letter all the
 *  same, and then it counts as published. Rules Q3 and Q38 of `docs/spec/queues.md`. */
export function refuseNewest(core: Core, message: number, channel: number): void {
  const isDeadLettered = core.channelParameters[channel * CHANNEL_PARAMETER_COLUMNS + OVERFLOW] === OVERFLOW_REJECT_DEAD_LETTER;
  if (!isDeadLettered || !isKept(core, channel, DEAD_FULL)) {
    refuse(core, message, channel);
    return;
  }
  const at = message * WORDS;
  const isHeard = core.i32[at + PARENT] !== NONE;
  core.channelMeasures[channel * CHANNEL_COLUMNS + REFUSED]++;
  core.channelMeasures[channel * CHANNEL_COLUMNS + PUBLISHED]++;
  confirm(core, message, REJECTION);
  if (isHeard) {
    endEffects(core, message, effectsOf(core, channel), true);
    core.i32[at + STEP] = NONE;
  }
  core.brokerBytes[core.network.channelBroker[channel]] += bytesOf(core, message, channel);
  giveUp(core, message, channel, DEAD_FULL);
}

/** The column that counts what becomes of a message that is given up. */
function fateOf(core: Core, channel: number, cause: number): number {
  if (isKept(core, channel, cause)) return DEAD_LETTERED;
  return cause === DEAD_FULL ? DROPPED : cause === DEAD_EXPIRED ? EXPIRED : MESSAGES_LOST;
}

function isKept(core: Core, channel: number, cause: number): boolean {
  const row = channel * CHANNEL_PARAMETER_COLUMNS;
  const { deadLetterTarget, channelTraits } = core.network;
  if (deadLetterTarget[channel] === NOWHERE && core.channelParameters[row + DEAD_LETTER] !== 1) return false;
  if (cause !== DEAD_EXPIRED || channelTraits[channel] & EXPIRED_GIVEN_UP) return true;
  return core.channelParameters[row + DEAD_LETTER_EXPIRED] === 1;
}

/** Counts a message's way on and says whether it has gone too many without a consumer's word: brokers drop such. */
function goesRound(core: Core, message: number, cause: number): boolean {
  const meta = message * WORDS + META;
  const hops = cause === DEAD_REJECTED ? 0 : ((core.i32[meta] & ATTEMPT_MASK) >>> ATTEMPT_SHIFT) + 1;
  core.i32[meta] = (core.i32[meta] & ~ATTEMPT_MASK) | (hops << ATTEMPT_SHIFT);
  return hops > MOST_HOPS;
}

/** Sends a message on to another queue or exchange of its broker, at this moment. Where nobody waits for it, it is lost
 *  to its request. */
function sendOn(core: Core, message: number, target: number): void {
  const { i32 } = core;
  const at = message * WORDS;
  i32[at + META] = (i32[at + META] & (TRACED | ATTEMPT_MASK)) | MESSAGE_TRAVELLING;
  i32[at + TOKEN] = 0;
  i32[at + PARENT] = NONE;
  core.f64[message * DOUBLES + STARTED] = NONE;
  if (core.network.channelEffects[target] === 0) {
    effectEnded(core, i32[at + STEP], false);
    i32[at + STEP] = NONE;
  }
  core.reply(message, 0, FORWARD, target);
}
