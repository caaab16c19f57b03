import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import { CREDITS_RENEWED, DOUBLES, KEY, META, TIME, TOKEN, WORDS } from '../kernel/record.ts';
import { CHANNEL_COLUMNS, THROTTLED } from '../measure/columns.ts';
import {
  ACCOUNT_TARGET, BROKER_PARAMETER_COLUMNS, BUSY_PAUSE, CHANNEL_PARAMETER_COLUMNS, CREDITS, LINK_PARAMETER_COLUMNS, TARGET,
} from '../parameters.ts';
import { sendAway } from './away.ts';
import { delayRenewals } from './lease.ts';

/**
 * Brokers that allow so much per second. Credits are granted anew at every whole second and do not add up. What finds
 * none is told that the broker is busy; nothing is lost by it.
 */

const WINDOW_MS = 1000;

/** What is counted apart. */
export const SENDS = 0;
export const RECEIVES = 1;

/** Takes credits of a window if they are there. */
function take(core: Core, slot: number, limit: number, cost: number): boolean {
  if (limit === Infinity) return true;
  const window = Math.floor(core.clock[NOW] / WINDOW_MS);
  if (core.creditWindow[slot] !== window) {
    core.creditWindow[slot] = window;
    core.creditsUsed[slot] = 0;
  }
  if (core.creditsUsed[slot] + cost > limit) return false;
  core.creditsUsed[slot] += cost;
  return true;
}

/** Whether a broker and a channel have credits for one message; takes them. Sends and receives use the same credits of a
 *  namespace, and credits of their own where a target of messages is given. */
export function takeCredits(core: Core, channel: number, direction: number, cost: number): boolean {
  const broker = core.network.channelBroker[channel];
  const { brokerCount } = core.network;
  const row = broker * BROKER_PARAMETER_COLUMNS;
  const target = core.channelParameters[channel * CHANNEL_PARAMETER_COLUMNS + TARGET];
  return (
    take(core, 2 * broker, core.brokerParameters[row + CREDITS], cost) &&
    take(core, 2 * broker + direction, core.brokerParameters[row + ACCOUNT_TARGET], 1) &&
    take(core, 2 * (brokerCount + channel) + direction, target, 1)
  );
}

/** Whether a broker limits anything, so that credits have to be looked at. */
export function isThrottled(core: Core, channel: number): boolean {
  const row = core.network.channelBroker[channel] * BROKER_PARAMETER_COLUMNS;
  return (
    core.brokerParameters[row + CREDITS] !== Infinity ||
    core.brokerParameters[row + ACCOUNT_TARGET] !== Infinity ||
    core.channelParameters[channel * CHANNEL_PARAMETER_COLUMNS + TARGET] !== Infinity
  );
}

/** A receiver was told that the broker is busy: it pauses, with all that it asks of the broker, and the broker hands out
 *  again with the next credits. */
export function receiverBusy(core: Core, channel: number, subscription: number): void {
  const now = core.clock[NOW];
  core.channelMeasures[channel * CHANNEL_COLUMNS + THROTTLED]++;
  const pause = core.linkParameters[core.network.subscriptionLink[subscription] * LINK_PARAMETER_COLUMNS + BUSY_PAUSE];
  sendAway(core, subscription, now + pause);
  if (pause > 0) delayRenewals(core, subscription);
  awaitCredits(core, channel);
}

/** Lets a broker hand out again when it has credits again. */
export function awaitCredits(core: Core, channel: number): void {
  const broker = core.network.channelBroker[channel];
  if (core.creditsAwaited[broker] === 1) return;
  core.creditsAwaited[broker] = 1;
  const event = core.allocate();
  const at = event * WORDS;
  core.i32[at + META] = CREDITS_RENEWED;
  core.i32[at + KEY] = broker;
  core.i32[at + TOKEN] = 0;
  core.f64[event * DOUBLES + TIME] = (Math.floor(core.clock[NOW] / WINDOW_MS) + 1) * WINDOW_MS;
  core.schedule(event);
}
