import { uniform } from '../../base/random.ts';
import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import { NONE } from '../kernel/record.ts';
import { IDLE_MEMBERS, LINK_COLUMNS, MEMBERS, REBALANCES } from '../measure/columns.ts';
import { LINK_SALT_WORDS, SALT_JITTER } from '../network.ts';
import { BROKER_PARAMETER_COLUMNS, LATENCY, LINK_PARAMETER_COLUMNS, WRITE_TIME } from '../parameters.ts';
import {
  ASSIGNOR, BROKER_SIDE, clusterParameter, COMMIT_INTERVAL, COOPERATIVE, GROUP_DELAY, HEARTBEAT, MAX_POLL_INTERVAL, ROUND_ROBIN_SHARES,
  SESSION_TIMEOUT, streamParameter,
} from '../stream-parameters.ts';
import { abort, commitMember, rewind } from './commit.ts';
import { sendLeftOver } from './evicted.ts';
import { EVICTED, MEMBER, OUTSIDE, SILENT, WAITING_FOR_SHARE } from './log-state.ts';
import {
  COMMIT_ANSWERED, GROUP_DUE, groupProtocol, HEARTBEAT_DUE, isAlive, isBrokerAnswering, isBrokerUp, isReachable, isRunning, MEMBERS_CHANGED, POLL_OVERDUE, SESSION_ENDS, setStreamTimer, wake, wakeGroup,
} from './member.ts';
import { takeBack } from './partition.ts';
import { isChannelStill } from './standstill.ts';
import { rangeShares, roundRobinShares, stickyShares } from './shares.ts';

/**
 * Consumer groups: who belongs to a group, how the broker finds out that somebody has gone, and how the partitions are
 * shared out anew. Three protocols: eager (everybody gives everything back and waits until all have joined again),
 * cooperative (everybody works on; only partitions that move are given back, and handed out in a second round) and
 * broker-side (KIP-848: the broker tells each member with its heartbeat what to give back and what to take).
 */

/** Heartbeat that the broker prescribes to the members of broker-side groups (group.consumer.heartbeat.interval.ms). */
const BROKER_HEARTBEAT_MS = 5000;
/** A slot of a member that is gone and not yet known to be has this owner minus the member. */
const GHOSTS = -2;

/** Every group begins in peace: all members that run are in it and have their share. */
export function startGroups(core: Core): void {
  const { network, logs } = core;
  for (let group = 0; group < network.groupCount; group++) {
    const members = membersOf(core, group).filter((member) => isRunning(core, member));
    for (const member of members) {
      const spread = spreadOf(core, group, member);
      logs.memberState[member] = MEMBER;
      logs.memberSince[member] = -spread * beatOf(core, group, member);
      logs.memberCommitAt[member] = (1 - spread) * streamParameter(core, network.memberLink[member], COMMIT_INTERVAL);
    }
    share(core, group, members);
    settleShares(core, group);
  }
}

/** Members begin their rhythms at different moments. */
function spreadOf(core: Core, group: number, member: number): number {
  const salt = core.network.readerLink[group] * LINK_SALT_WORDS + SALT_JITTER;
  return uniform(core.network.linkSalts[salt], core.network.linkSalts[salt + 1], member - core.network.groupFirstMember[group]);
}

function membersOf(core: Core, group: number): number[] {
  const first = core.network.groupFirstMember[group];
  return Array.from({ length: core.network.groupMembers[group] }, (_, i) => first + i);
}

function inState(core: Core, group: number, ...states: readonly number[]): number[] {
  return membersOf(core, group).filter((member) => states.includes(core.logs.memberState[member]));
}

function hasGhosts(core: Core, group: number): boolean {
  return membersOf(core, group).some((member) => core.logs.memberGhost[member] !== 0);
}

function slotsOf(core: Core, group: number): number[] {
  const { network } = core;
  const first = network.groupFirstSlot[group];
  return Array.from({ length: network.partitionsOf[network.groupChannel[group]] }, (_, i) => first + i);
}

function beatOf(core: Core, group: number, member: number): number {
  return groupProtocol(core, group) === BROKER_SIDE ? BROKER_HEARTBEAT_MS : streamParameter(core, core.network.memberLink[member], HEARTBEAT);
}

/** Heartbeats that a member has sent so far, and with them when the last was. */
function beatsOf(core: Core, group: number, member: number): number {
  return Math.floor((core.clock[NOW] - core.logs.memberSince[member]) / beatOf(core, group, member));
}

function beatSoon(core: Core, group: number, member: number): void {
  const { logs } = core;
  if (logs.memberBeatTimer[member] !== 0) return;
  logs.memberBeatTimer[member] = 1;
  const next = logs.memberSince[member] + (beatsOf(core, group, member) + 1) * beatOf(core, group, member);
  setStreamTimer(core, HEARTBEAT_DUE, member, 0, next);
}

// Owners.

/** Decides who is to have which partition. */
function share(core: Core, group: number, members: readonly number[]): void {
  const { logs } = core;
  const slots = slotsOf(core, group);
  if (members.length === 0) {
    for (const slot of slots) logs.slotTarget[slot] = NONE;
    return;
  }
  const shares = sharesOf(core, group, members, slots);
  slots.forEach((slot, i) => (logs.slotTarget[slot] = shares[i]));
}

function sharesOf(core: Core, group: number, members: readonly number[], slots: readonly number[]): number[] {
  const { logs, network } = core;
  if (groupProtocol(core, group) !== 0) {
    return stickyShares(slots.map((slot) => (members.includes(logs.slotOwner[slot]) ? logs.slotOwner[slot] : NONE)), members);
  }
  const isRoundRobin = streamParameter(core, network.readerLink[group], ASSIGNOR) === ROUND_ROBIN_SHARES;
  return (isRoundRobin ? roundRobinShares : rangeShares)(slots.length, members);
}

/** Gives every partition that nobody has to the member that is to have it, and counts. */
function settleShares(core: Core, group: number): void {
  const { logs } = core;
  for (const slot of slotsOf(core, group)) {
    if (logs.slotOwner[slot] === NONE && logs.slotTarget[slot] !== NONE) logs.slotOwner[slot] = logs.slotTarget[slot];
  }
  relist(core, group);
}

/** Links the slots of each member, and counts members and those without partitions. */
function relist(core: Core, group: number): void {
  const { logs, network } = core;
  for (const member of membersOf(core, group)) logs.memberFirstSlot[member] = NONE;
  for (const slot of slotsOf(core, group).toReversed()) {
    const owner = logs.slotOwner[slot];
    logs.slotNext[slot] = owner > NONE ? logs.memberFirstSlot[owner] : NONE;
    if (owner > NONE) logs.memberFirstSlot[owner] = slot;
  }
  const present = inState(core, group, MEMBER, WAITING_FOR_SHARE, SILENT);
  const measures = network.readerLink[group] * LINK_COLUMNS;
  core.linkMeasures[measures + MEMBERS] = present.length;
  core.linkMeasures[measures + IDLE_MEMBERS] = present.filter((member) => logs.memberFirstSlot[member] === NONE).length;
}

/** Takes a partition from its owner. What it has in work there is no longer its to settle; what it has not committed is
 *  done again by the next one. */
function release(core: Core, slot: number): void {
  const { logs } = core;
  if (logs.slotOwner[slot] > NONE) takeBack(core, slot);
  rewind(core, slot);
  logs.slotOwner[slot] = NONE;
}

function releaseAll(core: Core, group: number, member: number): void {
  for (const slot of slotsOf(core, group)) if (core.logs.slotOwner[slot] === member) release(core, slot);
}

// Leaving.

/** A member's process has died: the broker goes on taking it for alive until its session ends. */
export function memberCrashed(core: Core, member: number): void {
  const { logs, network } = core;
  const group = network.memberGroup[member];
  const state = logs.memberState[member];
  const wasKnown = state === MEMBER || state === WAITING_FOR_SHARE || state === SILENT;
  for (const slot of slotsOf(core, group)) {
    if (logs.slotOwner[slot] !== member) continue;
    release(core, slot);
    logs.slotOwner[slot] = GHOSTS - member;
  }
  abort(core, member);
  logs.memberState[member] = OUTSIDE;
  logs.memberLeft[member] = 0;
  logs.memberLostToken[member] = 0;
  logs.memberInWork[member] = 0;
  logs.memberBusy[member] = 0;
  logs.memberSummoned[member] = 0;
  if (wasKnown) {
    if (state !== SILENT) awaitSession(core, group, member);
    logs.memberGhost[member] = logs.memberSilence[member];
  }
  relist(core, group);
}

/** A member leaves in good order: it commits, and tells the broker. What it has in work it finishes for nothing. */
export function memberLeaves(core: Core, member: number): void {
  const { logs, network } = core;
  const group = network.memberGroup[member];
  const state = logs.memberState[member];
  if (state === OUTSIDE || state === EVICTED) return;
  commitMember(core, member);
  releaseAll(core, group, member);
  abort(core, member);
  logs.memberState[member] = OUTSIDE;
  logs.memberInWork[member] = 0;
  logs.memberBusy[member] = 0;
  logs.memberSummoned[member] = 0;
  relist(core, group);
  membershipChanged(core, group);
}

/** Broker and member cannot reach each other: the member works on what it has, the broker counts the time. */
export function memberSilent(core: Core, member: number): void {
  const { logs, network } = core;
  if (logs.memberState[member] !== MEMBER && logs.memberState[member] !== WAITING_FOR_SHARE) return;
  logs.memberState[member] = SILENT;
  awaitSession(core, network.memberGroup[member], member);
}

function awaitSession(core: Core, group: number, member: number): void {
  const { logs, network } = core;
  const last = logs.memberSince[member] + beatsOf(core, group, member) * beatOf(core, group, member);
  logs.memberSilence[member]++;
  setStreamTimer(core, SESSION_ENDS, member, logs.memberSilence[member], last + streamParameter(core, network.memberLink[member], SESSION_TIMEOUT));
}

/** The broker has heard nothing of a member for the length of its session. A broker that is down hears nobody, and counts
 *  anew. The session of a process that died and that of the one that came after it end on their own. */
export function sessionEnded(core: Core, member: number, token: number): void {
  const { logs, network } = core;
  const isGhost = logs.memberGhost[member] === token;
  const isLatest = logs.memberSilence[member] === token;
  if (!isGhost && !isLatest) return;
  const group = network.memberGroup[member];
  if (!isBrokerUp(core, network.groupChannel[group])) {
    setStreamTimer(core, SESSION_ENDS, member, token, core.clock[NOW] + streamParameter(core, network.memberLink[member], SESSION_TIMEOUT));
    return;
  }
  if (isGhost) forgetGhost(core, group, member);
  if (isLatest && logs.memberState[member] === SILENT) takeOut(core, group, member);
  membershipChanged(core, group);
}

/** A member is taken out of its group while its process runs: it goes on with its batch, and joins again after it. */
function takeOut(core: Core, group: number, member: number): void {
  const { logs } = core;
  const inWork = logs.memberInWork[member];
  let left = -inWork;
  for (let slot = logs.memberFirstSlot[member]; slot !== NONE; slot = logs.slotNext[slot]) {
    left += Math.max(0, logs.slotBatchEnd[slot] - logs.slotDone[slot]);
  }
  logs.memberLostToken[member] = 0;
  releaseAll(core, group, member);
  abort(core, member);
  logs.memberInWork[member] = 0;
  logs.memberSummoned[member] = 0;
  logs.memberState[member] = EVICTED;
  logs.memberLeft[member] = inWork === 1 ? Math.max(0, left) : 0;
  relist(core, group);
  if (logs.memberLostToken[member] === 0 || inWork > 1) batchIsOver(core, member);
}

/** Work on a record is over that was no longer its member's to settle. */
export function lostWorkEnded(core: Core, slot: number, token: number): void {
  const { logs, network } = core;
  const group = slot < network.slotCount ? network.slotGroup[slot] : network.memberGroup[slot - network.slotCount];
  for (const member of membersOf(core, group)) {
    if (logs.memberLostToken[member] !== token || logs.memberState[member] !== EVICTED) continue;
    logs.memberLostToken[member] = 0;
    if (logs.memberLeft[member] > 0) {
      logs.memberLeft[member]--;
      sendLeftOver(core, member);
    } else batchIsOver(core, member);
  }
}

/** An evicted member polls, hears that it is out, and joins again. */
function batchIsOver(core: Core, member: number): void {
  core.logs.memberState[member] = OUTSIDE;
  core.logs.memberBusy[member] = 0;
  join(core, member);
}

/** A member has not polled for too long: it leaves its group, and does not know. */
export function pollOverdue(core: Core, member: number): void {
  const { logs, network } = core;
  logs.memberPollTimer[member] = 0;
  const state = logs.memberState[member];
  if (logs.memberBusy[member] === 0 || (state !== MEMBER && state !== WAITING_FOR_SHARE)) return;
  const due = logs.memberPolled[member] + streamParameter(core, network.memberLink[member], MAX_POLL_INTERVAL);
  if (due > core.clock[NOW]) {
    logs.memberPollTimer[member] = 1;
    setStreamTimer(core, POLL_OVERDUE, member, 0, due);
    return;
  }
  const group = network.memberGroup[member];
  takeOut(core, group, member);
  membershipChanged(core, group);
}

// Joining.

/** A member that was away can reach its broker again. */
export function memberBack(core: Core, member: number): void {
  const { logs, network } = core;
  if (!isReachable(core, member)) return;
  const group = network.memberGroup[member];
  if (logs.memberState[member] === SILENT) {
    logs.memberSilence[member]++;
    logs.memberState[member] = MEMBER;
    if (logs.groupJoining[group] !== 0) beatSoon(core, group, member);
  } else join(core, member);
  wake(core, member);
}

/** A member asks to be let into its group. */
function join(core: Core, member: number): void {
  const { logs, network } = core;
  const group = network.memberGroup[member];
  if (logs.memberState[member] !== OUTSIDE || !isReachable(core, member) || !isBrokerAnswering(core, network.groupChannel[group])) return;
  const isFirst = inState(core, group, MEMBER, WAITING_FOR_SHARE, SILENT).length === 0 && !hasGhosts(core, group);
  const now = core.clock[NOW];
  logs.memberSince[member] = now;
  logs.memberPolled[member] = now;
  logs.memberCommitAt[member] = now + streamParameter(core, network.memberLink[member], COMMIT_INTERVAL);
  if (groupProtocol(core, group) === BROKER_SIDE) {
    logs.memberState[member] = MEMBER;
    retarget(core, group);
    takeFree(core, group, member);
    return;
  }
  logs.memberState[member] = WAITING_FOR_SHARE;
  relist(core, group);
  if (isFirst && logs.groupJoining[group] === 0) delayFirst(core, group);
  else if (logs.groupNotBefore[group] > now) postpone(core, group);
  beginRebalance(core, group);
}

/** The first member of an empty group waits for others. */
function delayFirst(core: Core, group: number): void {
  core.logs.groupNotBefore[group] = core.clock[NOW] + clusterParameter(core, core.network.groupChannel[group], GROUP_DELAY);
}

/** Another member has come while the first one waits: they wait for more. */
function postpone(core: Core, group: number): void {
  const later = core.clock[NOW] + clusterParameter(core, core.network.groupChannel[group], GROUP_DELAY);
  core.logs.groupNotBefore[group] = Math.min(later, core.logs.groupDeadline[group]);
}

/** All members of groups of a log that are outside ask to be let in: its broker is up again. */
export function brokerIsBack(core: Core, channel: number): void {
  const first = core.network.readerStart[channel];
  for (let group = first; group < first + core.network.readerCount[channel]; group++) {
    for (const member of membersOf(core, group)) join(core, member);
    wakeGroup(core, group);
  }
}

// Rebalancing.

/** Somebody has left. Brokers that stand still learn of it at the thaw. */
export function membershipChanged(core: Core, group: number): void {
  if (isChannelStill(core, core.network.groupChannel[group])) {
    setStreamTimer(core, MEMBERS_CHANGED, group, 0, core.clock[NOW]);
    return;
  }
  if (groupProtocol(core, group) === BROKER_SIDE) retarget(core, group);
  else if (core.logs.groupJoining[group] !== 0) completeIfAll(core, group);
  else if (inState(core, group, MEMBER, WAITING_FOR_SHARE, SILENT).length > 0) beginRebalance(core, group);
  else relist(core, group);
}

/** All members have to join again. They hear of it with their heartbeats. */
function beginRebalance(core: Core, group: number): void {
  const { logs, network } = core;
  if (logs.groupJoining[group] === 0) {
    const now = core.clock[NOW];
    logs.groupJoining[group] = 1;
    logs.groupRound[group]++;
    logs.groupDeadline[group] = now + streamParameter(core, network.readerLink[group], MAX_POLL_INTERVAL);
    setStreamTimer(core, GROUP_DUE, group, logs.groupRound[group], logs.groupDeadline[group]);
    if (logs.groupNotBefore[group] > now) setStreamTimer(core, GROUP_DUE, group, logs.groupRound[group], logs.groupNotBefore[group]);
    for (const member of inState(core, group, MEMBER)) beatSoon(core, group, member);
  }
  completeIfAll(core, group);
}

/** The delay of a new group is over, or the patience of a rebalance. */
export function groupDue(core: Core, group: number, token: number): void {
  const { logs } = core;
  if (logs.groupJoining[group] === 0 || logs.groupRound[group] !== token) return;
  const now = core.clock[NOW];
  if (now < logs.groupNotBefore[group]) {
    setStreamTimer(core, GROUP_DUE, group, token, logs.groupNotBefore[group]);
    return;
  }
  if (now >= logs.groupDeadline[group]) leaveBehind(core, group);
  completeIfAll(core, group);
}

/** Those that have not joined in time are out. */
function leaveBehind(core: Core, group: number): void {
  const { logs } = core;
  for (const member of inState(core, group, MEMBER, SILENT)) takeOut(core, group, member);
  for (const member of membersOf(core, group)) {
    if (logs.memberGhost[member] === 0) continue;
    forgetGhost(core, group, member);
    logs.memberSilence[member]++;
  }
}

/** What a process had that died is free. */
function forgetGhost(core: Core, group: number, member: number): void {
  core.logs.memberGhost[member] = 0;
  for (const slot of slotsOf(core, group)) if (core.logs.slotOwner[slot] === GHOSTS - member) core.logs.slotOwner[slot] = NONE;
}

function completeIfAll(core: Core, group: number): void {
  const { logs } = core;
  if (logs.groupJoining[group] === 0 || core.clock[NOW] < logs.groupNotBefore[group]) return;
  if (hasGhosts(core, group) || inState(core, group, MEMBER, SILENT).length > 0) return;
  logs.groupJoining[group] = 0;
  const members = inState(core, group, WAITING_FOR_SHARE);
  core.linkMeasures[core.network.readerLink[group] * LINK_COLUMNS + REBALANCES]++;
  for (const member of members) logs.memberState[member] = MEMBER;
  share(core, group, members);
  settleShares(core, group);
  for (const member of members) {
    if (hasToGive(core, member)) logs.memberSummoned[member] = 1;
    if (groupProtocol(core, group) === COOPERATIVE) wake(core, member);
    else awaitShare(core, group, member);
  }
}

/** A member of an eager group hears of its share and fetches its places: two round trips and a write. */
function awaitShare(core: Core, group: number, member: number): void {
  const { network } = core;
  const latency = core.linkParameters[network.memberLink[member] * LINK_PARAMETER_COLUMNS + LATENCY];
  const write = core.brokerParameters[network.channelBroker[network.groupChannel[group]] * BROKER_PARAMETER_COLUMNS + WRITE_TIME];
  core.logs.memberCommitting[member] = 1;
  setStreamTimer(core, COMMIT_ANSWERED, member, 0, core.clock[NOW] + 4 * latency + write);
}

function hasToGive(core: Core, member: number): boolean {
  const { logs } = core;
  for (let slot = logs.memberFirstSlot[member]; slot !== NONE; slot = logs.slotNext[slot]) {
    if (logs.slotTarget[slot] !== member) return true;
  }
  return false;
}

/** A member's heartbeat brings news. */
export function heartbeatDue(core: Core, member: number): void {
  const { logs, network } = core;
  logs.memberBeatTimer[member] = 0;
  const group = network.memberGroup[member];
  if (logs.memberState[member] !== MEMBER || !isReachable(core, member)) return;
  if (!isBrokerUp(core, network.groupChannel[group])) return beatSoon(core, group, member);
  if (groupProtocol(core, group) !== BROKER_SIDE) {
    if (logs.groupJoining[group] === 0) return;
  } else if (!hasToGive(core, member)) return takeFree(core, group, member);
  logs.memberSummoned[member] = 1;
  wake(core, member);
}

/** A member between two batches does what the broker asks for: it joins again, or gives partitions back. */
export function answerSummons(core: Core, member: number): void {
  const { logs, network } = core;
  const group = network.memberGroup[member];
  if (logs.memberState[member] !== MEMBER || !isReachable(core, member)) return;
  const protocol = groupProtocol(core, group);
  if (protocol === BROKER_SIDE) {
    giveBack(core, group, member);
    takeFree(core, group, member);
    return;
  }
  if (protocol === COOPERATIVE) {
    const isMoving = hasToGive(core, member);
    if (isMoving) giveBack(core, group, member);
    else if (logs.groupJoining[group] === 0) return;
    logs.memberState[member] = WAITING_FOR_SHARE;
  } else {
    if (logs.groupJoining[group] === 0) return;
    commitMember(core, member);
    releaseAll(core, group, member);
    logs.memberState[member] = WAITING_FOR_SHARE;
  }
  relist(core, group);
  beginRebalance(core, group);
}

/** Gives back what is to move, committed. */
function giveBack(core: Core, group: number, member: number): void {
  const { logs } = core;
  commitMember(core, member);
  for (const slot of slotsOf(core, group)) {
    if (logs.slotOwner[slot] !== member || logs.slotTarget[slot] === member) continue;
    release(core, slot);
    const target = logs.slotTarget[slot];
    if (target !== NONE && groupProtocol(core, group) === BROKER_SIDE) beatSoon(core, group, target);
  }
  relist(core, group);
}

// Broker-side rebalancing.

/** The broker decides anew who is to have what, and tells each member with its next heartbeat. */
function retarget(core: Core, group: number): void {
  const { network } = core;
  core.linkMeasures[network.readerLink[group] * LINK_COLUMNS + REBALANCES]++;
  const members = inState(core, group, MEMBER, SILENT);
  share(core, group, members);
  relist(core, group);
  for (const member of members) if (isReachable(core, member)) beatSoon(core, group, member);
}

/** Takes partitions that are free; when more are still with others, asks again with the next heartbeat. */
function takeFree(core: Core, group: number, member: number): void {
  const { logs } = core;
  let isWaiting = false;
  for (const slot of slotsOf(core, group)) {
    if (logs.slotTarget[slot] !== member || logs.slotOwner[slot] === member) continue;
    if (logs.slotOwner[slot] === NONE) logs.slotOwner[slot] = member;
    else isWaiting = true;
  }
  relist(core, group);
  if (isWaiting) beatSoon(core, group, member);
  if (isAlive(core, member)) wake(core, member);
}
