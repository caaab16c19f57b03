import type { Core } from '../core.ts';
import { LANE_COUNT, NOW, RECORDS_MADE } from '../core.ts';
import {
  ARRIVED, AT_MOST_ONCE, DOUBLES, LEASE_END, MESSAGE_OUT, META, ORPHANED, PARENT, PARENT_TOKEN, PLACE, ROOT, STARTED, STATE_MASK, TOKEN, WORDS,
} from '../kernel/record.ts';
import { laneFor, setTimer } from '../kernel/timers.ts';
import {
  BUSY_PAUSE, CHANNEL_PARAMETER_COLUMNS, LEASE, LINK_LEASE, LINK_PARAMETER_COLUMNS, RENEWAL,
} from '../parameters.ts';
import { LEASED, MODE_POLL } from '../queue-tables.ts';
import { isInside } from '../stations/inside.ts';
import { channelOf } from './boxes.ts';
import { scheduleAbout } from './due-event.ts';
import { WORD_HELD } from './held-words.ts';

/**
 * Leases: how long a consumer may keep a message. A lease is a timer for the message's token; whoever ends the lease
 * earlier gives the message another token. Clients may renew a lease while the message is in work.
 */

/** Lanes that must stay free for timers of other kinds. */
const SPARE_LANES = 64;
/** A .NET Service Bus client renews this long before a lock ends, or at half of a short one. */
const RENEWS_BEFORE_MS = 10_000;

/** How long a consumer may keep a message at its n-th delivery, without renewing. */
function leaseMs(core: Core, link: number, channel: number, deliveries: number): number {
  const { redeliverCount, redeliverStart, redeliverMs } = core.network;
  const steps = redeliverCount[link];
  if (steps > 0) return redeliverMs[redeliverStart[link] + Math.min(deliveries, steps) - 1];
  const own = core.linkParameters[link * LINK_PARAMETER_COLUMNS + LINK_LEASE];
  const common = core.channelParameters[channel * CHANNEL_PARAMETER_COLUMNS + LEASE];
  return own < common ? own : common;
}

/** Time between two renewals of a lease. */
function renewalPeriodMs(core: Core, channel: number, lease: number): number {
  return core.network.channelMode[channel] === MODE_POLL ? lease / 2 : lease - Math.min(RENEWS_BEFORE_MS, lease / 2);
}

/** When a lease that is renewed as long as the client cares ends, counted from when the work begins. */
function renewedMs(core: Core, link: number, channel: number): number {
  const lease = leaseMs(core, link, channel, 1);
  const patience = core.linkParameters[link * LINK_PARAMETER_COLUMNS + RENEWAL];
  if (lease === Infinity || patience === Infinity) return Infinity;
  const period = renewalPeriodMs(core, channel, lease);
  return Math.floor(patience / period) * period + lease;
}

function isRenewed(core: Core, link: number): boolean {
  return core.linkParameters[link * LINK_PARAMETER_COLUMNS + RENEWAL] > 0;
}

/** Begins the lease of a message that is delivered over a link. Clients that ask for batches begin work, and renewing,
 *  at once; others when a handler takes the message up. */
export function beginLease(core: Core, message: number, link: number, channel: number): void {
  const { network } = core;
  if (network.channelMode[channel] === MODE_POLL && isRenewed(core, link)) {
    setRenewed(core, message, link, channel);
    return;
  }
  if (network.redeliverCount[link] > 0) {
    setLease(core, message, leaseMs(core, link, channel, core.served[message]));
    return;
  }
  if (core.leaseLane[link] === 0) core.leaseLane[link] = laneOf(core, leaseMs(core, link, channel, 1)) + 1;
  setLane(core, message, core.leaseLane[link] - 1, leaseMs(core, link, channel, 1));
}

/** A handler takes a message up: from now on the client renews its lease. A lease that has ended already is not known to
 *  the handler, which carries on; what was acknowledged on delivery has none. */
export function beginRenewal(core: Core, message: number, link: number, job: number): void {
  const { i32 } = core;
  const at = message * WORDS;
  if (!isRenewed(core, link) || i32[at + META] & AT_MOST_ONCE || i32[at + TOKEN] !== i32[job * WORDS + PARENT_TOKEN]) return;
  const token = core.nextToken();
  i32[at + TOKEN] = token;
  i32[job * WORDS + PARENT_TOKEN] = token;
  setRenewed(core, message, link, channelOf(core, message));
  if (core.awayUntil[i32[at + PARENT]] > core.clock[NOW]) delayRenewal(core, message, link, core.clock[NOW]);
}

/** A consumer's client pauses from now on, renewals included: a lock that it would have renewed meanwhile is renewed too late. */
export function delayRenewals(core: Core, subscription: number): void {
  const { i32 } = core;
  const link = core.network.subscriptionLink[subscription];
  if (!isRenewed(core, link)) return;
  for (let job = 0; job < core.counters[RECORDS_MADE]; job++) {
    const at = job * WORDS;
    const state = i32[at + META] & STATE_MASK;
    if ((state !== WORD_HELD && !isInside(state)) || i32[at + META] & ROOT || i32[at + PLACE] >>> 16 !== link) continue;
    const message = i32[at + PARENT];
    if (isHeldBy(core, message, subscription, i32[at + PARENT_TOKEN])) delayRenewal(core, message, link, core.f64[job * DOUBLES + ARRIVED]);
  }
}

function isHeldBy(core: Core, message: number, subscription: number, token: number): boolean {
  if (message < 0) return false;
  const at = message * WORDS;
  return (core.i32[at + META] & STATE_MASK) === MESSAGE_OUT && core.i32[at + PARENT] === subscription && core.i32[at + TOKEN] === token;
}

/** The next renewal of a message, renewed since its handler began at `beganMs`, waits if it falls into its client's pause.
 *  One that sets out when the lock ends, or after that, is of no use. */
function delayRenewal(core: Core, message: number, link: number, beganMs: number): void {
  const channel = channelOf(core, message);
  const row = link * LINK_PARAMETER_COLUMNS;
  const lease = leaseMs(core, link, channel, 1);
  const period = renewalPeriodMs(core, channel, lease);
  if (lease === Infinity || core.linkParameters[row + BUSY_PAUSE] < lease - period) return;
  const due = beganMs + (Math.floor((core.clock[NOW] - beganMs) / period) + 1) * period;
  const isMade = due <= beganMs + core.linkParameters[row + RENEWAL];
  if (isMade && due < core.awayUntil[core.i32[message * WORDS + PARENT]]) scheduleLeaseEnd(core, message, due - period + lease);
}

function setRenewed(core: Core, message: number, link: number, channel: number): void {
  const ms = renewedMs(core, link, channel);
  if (core.renewalLane[link] === 0) core.renewalLane[link] = laneOf(core, ms) + 1;
  setLane(core, message, core.renewalLane[link] - 1, ms);
}

/** The lane for a lease; -1 for none that ends, -2 when there are no more lanes. */
function laneOf(core: Core, ms: number): number {
  if (ms === Infinity) return NO_LANE;
  return core.counters[LANE_COUNT] < core.laneDelay.length - SPARE_LANES ? laneFor(core, ms) : NO_ROOM;
}

const NO_LANE = -2;
const NO_ROOM = -3;

function setLane(core: Core, message: number, lane: number, ms: number): void {
  if (lane >= 0) setTimer(core, message, core.i32[message * WORDS + TOKEN], lane);
  else if (lane === NO_ROOM) scheduleLeaseEnd(core, message, core.clock[NOW] + ms);
}

/** Lets a message's lease end after `ms`. */
export function setLease(core: Core, message: number, ms: number): void {
  setLane(core, message, laneOf(core, ms), ms);
}

/** Lets the lease of a message, as its token names it, end at a moment. */
export function scheduleLeaseEnd(core: Core, message: number, atMs: number): void {
  scheduleAbout(core, message, LEASE_END, atMs);
}

/** Whether the message that an event of a lease names still has that lease. */
export function hasLease(core: Core, event: number): boolean {
  const message = core.i32[event * WORDS + PARENT];
  const at = message * WORDS;
  return core.i32[at + TOKEN] === core.i32[event * WORDS + PARENT_TOKEN] && (core.i32[at + META] & STATE_MASK) === MESSAGE_OUT;
}

/** Nobody holds a message any more, but its broker does not know: it stays locked until the lease ends that was last
 *  renewed. Returns false for brokers that know at once. */
export function orphan(core: Core, message: number, link: number): boolean {
  const { i32, network } = core;
  const channel = channelOf(core, message);
  if (!(network.channelTraits[channel] & LEASED)) return false;
  const at = message * WORDS;
  if (i32[at + META] & ORPHANED) return true;
  i32[at + META] |= ORPHANED;
  core.subscriptionOut[i32[at + PARENT]]--;
  if (isRenewed(core, link)) {
    const lease = leaseMs(core, link, channel, 1);
    const period = renewalPeriodMs(core, channel, lease);
    const began = core.f64[message * DOUBLES + STARTED];
    const renewals = lease === Infinity ? 0 : Math.floor((core.clock[NOW] - began) / period);
    i32[at + TOKEN] = core.nextToken();
    if (lease !== Infinity) scheduleLeaseEnd(core, message, Math.max(core.clock[NOW], began + renewals * period + lease));
  }
  return true;
}

/** Parameters that leases follow from have changed. */
export function forgetLeases(core: Core, link: number): void {
  core.leaseLane[link] = 0;
  core.renewalLane[link] = 0;
}
