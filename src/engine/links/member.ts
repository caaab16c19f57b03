import type { Core } from '../core.ts';
import { FROZEN_BROKERS, NOW, WAKE } from '../core.ts';
import { KEY, META, NO_LINK, NONE, NUMBER, PARENT, PARENT_TOKEN, PLACE, STEP, STREAM_TIMER, TIME, TOKEN, DOUBLES, WORDS } from '../kernel/record.ts';
import { DOWN, FROZEN, OUT_BITS } from '../stations/station-word.ts';
import { CONCURRENCY, COOPERATIVE, GROUP_PROTOCOL, streamParameter } from '../stream-parameters.ts';
import { MEMBER, SILENT, WAITING_FOR_SHARE } from './log-state.ts';

/**
 * What the files about logs share: who may work, waking a member, and timers that name what they are about.
 */

// What a timer is about.
export const SESSION_ENDS = 0;
export const HEARTBEAT_DUE = 1;
export const POLL_OVERDUE = 2;
export const COMMIT_DUE = 3;
export const COMMIT_ANSWERED = 4;
export const GROUP_DUE = 5;
export const BATCH_DUE = 6;
export const RETENTION_DUE = 7;
export const NODE_DEAD = 8;
/** The last kind: those from 9 on are of streams without a broker. */
export const MEMBERS_CHANGED = 31;
export const KINDS_OF_TIMER = 32;

/** Sets a timer. It cannot be cancelled: whoever gets it looks whether it is still wanted, by `token` or by its state. */
export function setStreamTimer(core: Core, kind: number, subject: number, token: number, atMs: number): void {
  const timer = core.allocate();
  const { i32 } = core;
  const at = timer * WORDS;
  i32[at + META] = STREAM_TIMER;
  i32[at + PLACE] = 0xffff | (NO_LINK << 16);
  i32[at + KEY] = subject * KINDS_OF_TIMER + kind;
  i32[at + PARENT] = NONE;
  i32[at + PARENT_TOKEN] = token;
  i32[at + TOKEN] = 0;
  i32[at + STEP] = kind;
  i32[at + NUMBER] = subject;
  core.f64[timer * DOUBLES + TIME] = atMs > core.clock[NOW] ? atMs : core.clock[NOW];
  core.schedule(timer);
}

/** Lets a member look for work, at this moment but after the present action. */
export function wake(core: Core, member: number): void {
  if (core.logs.memberWoken[member] !== 0) return;
  core.logs.memberWoken[member] = 1;
  core.reply(member, 0, WAKE, 0);
}

/** Wakes whoever has this slot. */
export function wakeOwner(core: Core, slot: number): void {
  const owner = core.logs.slotOwner[slot];
  if (owner > NONE) wake(core, owner);
}

/** Wakes every member of every group of a log. */
export function wakeReaders(core: Core, channel: number): void {
  const { network } = core;
  const first = network.readerStart[channel];
  for (let group = first; group < first + network.readerCount[channel]; group++) wakeGroup(core, group);
}

/** Wakes every member of a group. */
export function wakeGroup(core: Core, group: number): void {
  const first = core.network.groupFirstMember[group];
  for (let member = first; member < first + core.network.groupMembers[group]; member++) wake(core, member);
}

/** Whether the process of a member exists. */
export function isAlive(core: Core, member: number): boolean {
  return (core.stationWord[core.network.memberStation[member]] & DOWN) === 0;
}

/** Whether the process of a member does anything: it is neither down, nor away, nor frozen. */
export function isRunning(core: Core, member: number): boolean {
  return (core.stationWord[core.network.memberStation[member]] & (OUT_BITS | FROZEN)) === 0;
}

/** Whether broker and member can talk to each other. */
export function isReachable(core: Core, member: number): boolean {
  return isRunning(core, member) && core.cuts[core.network.memberLink[member]] === 0;
}

/** As `isReachable`, of a member that may be on its way out. */
export function canCommit(core: Core, member: number): boolean {
  const isUp = (core.stationWord[core.network.memberStation[member]] & (DOWN | FROZEN)) === 0;
  return isUp && core.cuts[core.network.memberLink[member]] === 0 && isBrokerUp(core, channelOfMember(core, member));
}

/** Whether the brokers of a log are up. */
export function isBrokerUp(core: Core, channel: number): boolean {
  return core.brokerCrashes[core.network.channelBroker[channel]] === 0;
}

/** Whether the brokers of a log answer: they are up and do not stand still. */
export function isBrokerAnswering(core: Core, channel: number): boolean {
  return isBrokerUp(core, channel) && (core.counters[FROZEN_BROKERS] === 0 || core.brokerFrozen[core.network.channelBroker[channel]] === 0);
}

/** Log that a member reads. */
export function channelOfMember(core: Core, member: number): number {
  return core.network.groupChannel[core.network.memberGroup[member]];
}

/** Whether a member may work on what it has: it is in its group, or only waits for more and keeps what it had. */
export function mayWork(core: Core, member: number): boolean {
  const { logs } = core;
  if (logs.memberCommitting[member] !== 0 || !isRunning(core, member)) return false;
  const state = logs.memberState[member];
  if (state === WAITING_FOR_SHARE) return groupProtocol(core, core.network.memberGroup[member]) === COOPERATIVE;
  return state === MEMBER || state === SILENT;
}

/** How a group rebalances: eager (0), COOPERATIVE or BROKER_SIDE. */
export function groupProtocol(core: Core, group: number): number {
  return streamParameter(core, core.network.readerLink[group], GROUP_PROTOCOL);
}

/** Records that a member works on at once. */
export function concurrencyOf(core: Core, member: number): number {
  return streamParameter(core, core.network.memberLink[member], CONCURRENCY);
}
