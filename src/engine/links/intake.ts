import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import {
  DOUBLES, META, PLACE, STARTED, STATE_MASK, TAKEN_IN, TIME, WORDS,
} from '../kernel/record.ts';
import { CHANNEL_COLUMNS, OK, PUBLISHED } from '../measure/columns.ts';
import {
  BROKER_PARAMETER_COLUMNS, CHANNEL_PARAMETER_COLUMNS, CREDIT_FLOW, INTAKE,
} from '../parameters.ts';
import { MODE_STREAM } from '../queue-tables.ts';
import { NOBODY, releaseSenders } from './blocked-senders.ts';
import { confirm, refuse } from './confirm.ts';
import { refuseNewest } from './dead-letter.ts';
import { admit, enqueueMessage, lineUp } from './queue.ts';
import { isChannelStill } from './standstill.ts';
import { appendToStream } from './stream.ts';

/**
 * How a queue takes a message in: at once, or, where its rate is limited, one after another. A sender whose messages
 * wait there runs out of credit.
 */

/** Takes a message into a queue or stream; returns false when that is full. Its sender, if it waits, hears of it. */
export function takeIn(core: Core, message: number, channel: number, delayMs = 0): boolean {
  const { network } = core;
  if (network.channelMode[channel] === MODE_STREAM) {
    const isTaken = appendToStream(core, message, channel, (_, copy, box) => {
      admit(core, copy, box);
      lineUp(core, copy, 0);
    });
    if (isTaken) core.channelMeasures[channel * CHANNEL_COLUMNS + PUBLISHED]++;
    return isTaken;
  }
  const rate = core.channelParameters[channel * CHANNEL_PARAMETER_COLUMNS + INTAKE];
  if (rate !== Infinity && (core.i32[message * WORDS + META] & STATE_MASK) !== TAKEN_IN) {
    waitForIntake(core, message, channel, rate);
    return true;
  }
  if (!enqueueMessage(core, message, channel)) return false;
  core.channelMeasures[channel * CHANNEL_COLUMNS + PUBLISHED]++;
  confirm(core, message, OK);
  lineUp(core, message, delayMs);
  return true;
}

function waitForIntake(core: Core, message: number, channel: number, ratePerSec: number): void {
  const { i32 } = core;
  const isHeld = isChannelStill(core, channel);
  const now = isHeld ? 0 : core.clock[NOW];
  const at = message * WORDS;
  const due = Math.max(now, core.intakeFree[channel]) + 1000 / ratePerSec;
  core.intakeFree[channel] = due;
  i32[at + META] = (i32[at + META] & ~STATE_MASK) | TAKEN_IN;
  i32[at + PLACE] = (i32[at + PLACE] & ~0xffff) | channel;
  const pool = core.f64[message * DOUBLES + STARTED];
  if (pool !== NOBODY) core.senderPending[pool]++;
  core.f64[message * DOUBLES + TIME] = due;
  if (!isHeld) core.schedule(message);
}

/** It is a message's turn at a queue that takes in one after another. */
export function intakeDue(core: Core, message: number): void {
  const { network, i32 } = core;
  const channel = i32[message * WORDS + PLACE] & 0xffff;
  const pool = core.f64[message * DOUBLES + STARTED];
  const broker = network.channelBroker[channel];
  const credit = core.brokerParameters[broker * BROKER_PARAMETER_COLUMNS + CREDIT_FLOW];
  if (pool !== NOBODY && --core.senderPending[pool] <= credit / 2) releaseSenders(core, pool, i32[message * WORDS + PLACE] >>> 16);
  if (core.brokerCrashes[broker] > 0) refuse(core, message, channel);
  else if (!takeIn(core, message, channel)) refuseNewest(core, message, channel);
}
