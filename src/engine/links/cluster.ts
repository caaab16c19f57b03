import type { Core } from '../core.ts';
import { NOW, RECORDS_MADE } from '../core.ts';
import { BATCH_PARKED, BATCH_TRAVELLING, BATCH_WAITING, META, NEXT, NONE, PARENT, STATE_MASK, STEP, WORDS } from '../kernel/record.ts';
import { clusterParameter, logParameter, NODE_SESSION, UNCLEAN_ELECTION } from '../stream-parameters.ts';
import { endConnectionsToNode } from './broker-lost.ts';
import { isAwaited, NOT_APPENDED } from './producer.ts';
import { MOST_COPIES } from './log-state.ts';
import { unpark } from './log.ts';
import { NODE_DEAD, setStreamTimer, wakeReaders } from './member.ts';
import { truncate } from './partition.ts';

/**
 * Brokers of a cluster that come and go. When one dies, the partitions that it leads refuse everything, and those that it
 * follows keep back what is new, until the controller has heard nothing of it for the length of its session. Then it falls
 * out of sync everywhere, and a copy that is in sync leads; what that copy never had is lost.
 */

/** The first `count` brokers of a cluster crash, those that are up. */
export function crashNodes(core: Core, broker: number, count: number): void {
  for (let node = 0; node < Math.min(count, core.network.nodesOf[broker]); node++) crashNode(core, broker, node);
}

/** The first `count` brokers of a cluster are back, with what they had. */
export function restartNodes(core: Core, broker: number, count: number): void {
  for (let node = 0; node < Math.min(count, core.network.nodesOf[broker]); node++) restartNode(core, broker, node);
}

/** One broker of a cluster crashes, counted from 0. */
export function crashNode(core: Core, broker: number, node: number): void {
  const index = core.network.nodeStart[broker] + node;
  core.logs.nodeCrashes[index]++;
  if (core.logs.nodeCrashes[index] > 1) return;
  endConnectionsToNode(core, broker, node);
  core.logs.nodeToken[index]++;
  const channel = anyLog(core, broker);
  if (channel === NONE) return;
  setStreamTimer(core, NODE_DEAD, index, core.logs.nodeToken[index], core.clock[NOW] + clusterParameter(core, channel, NODE_SESSION));
}

/** One broker of a cluster is back, with what it had. */
export function restartNode(core: Core, broker: number, node: number): void {
  const index = core.network.nodeStart[broker] + node;
  core.logs.nodeCrashes[index]--;
  if (core.logs.nodeCrashes[index] > 0) return;
  core.logs.nodeToken[index]++;
  core.logs.nodeFenced[index] = 0;
  forPartitions(core, broker, (channel, partition) => copyIsBack(core, channel, partition, node));
}

/** The broker that leads a partition, numbered from 1 on, of the first log of a cluster that has so many; NONE when there is
 *  no such partition or nobody leads it. */
export function leaderOf(core: Core, broker: number, number: number): number {
  const { network } = core;
  for (let channel = 0; channel < network.channelCount; channel++) {
    const hasIt = network.channelBroker[channel] === broker && network.channelIsLog[channel] === 1 && number <= network.partitionsOf[channel];
    if (hasIt) return core.logs.partitionLeader[network.partitionStart[channel] + number - 1];
  }
  return NONE;
}

function anyLog(core: Core, broker: number): number {
  for (let channel = 0; channel < core.network.channelCount; channel++) {
    if (core.network.channelBroker[channel] === broker) return channel;
  }
  return NONE;
}

function forPartitions(core: Core, broker: number, act: (channel: number, partition: number) => void): void {
  for (let partition = 0; partition < core.network.partitionCount; partition++) {
    const channel = core.network.partitionChannel[partition];
    if (core.network.channelBroker[channel] === broker) act(channel, partition);
  }
}

/** The controller takes a broker for dead. */
export function nodeDead(core: Core, index: number, token: number): void {
  const { logs, network } = core;
  if (logs.nodeToken[index] !== token) return;
  logs.nodeFenced[index] = 1;
  const broker = network.nodeStart.findIndex((start, i) => index >= start && index < start + network.nodesOf[i]);
  const node = index - network.nodeStart[broker];
  forPartitions(core, broker, (channel, partition) => copyIsGone(core, channel, partition, node));
}

function copyIsGone(core: Core, channel: number, partition: number, node: number): void {
  const { logs } = core;
  const isLast = logs.partitionInSync[partition] === 1 << node;
  if ((logs.partitionInSync[partition] & (1 << node)) === 0 && logs.partitionLeader[partition] !== node) return;
  logs.copyEnd[copyCell(core, channel, partition, node)] = logs.partitionHigh[partition];
  if (!isLast) logs.partitionInSync[partition] &= ~(1 << node);
  if (logs.partitionLeader[partition] === node) elect(core, channel, partition, node);
  unpark(core, partition);
  wakeReaders(core, channel);
}

function copyCell(core: Core, channel: number, partition: number, node: number): number {
  const nodes = core.network.nodesOf[core.network.channelBroker[channel]];
  const first = (partition - core.network.partitionStart[channel]) % nodes;
  return partition * MOST_COPIES + ((node - first + nodes) % nodes);
}

function hasCopy(core: Core, channel: number, partition: number, node: number): boolean {
  return copyCell(core, channel, partition, node) - partition * MOST_COPIES < core.network.copiesOf[channel];
}

/** Chooses a leader among the copies in sync; failing that, if it may be, among those that are behind. */
function elect(core: Core, channel: number, partition: number, former: number): void {
  const { logs, network } = core;
  const broker = network.channelBroker[channel];
  const isUp = (node: number): boolean => logs.nodeCrashes[network.nodeStart[broker] + node] === 0;
  const copies = Array.from({ length: network.nodesOf[broker] }, (_, i) => (former + i) % network.nodesOf[broker])
    .filter((node) => hasCopy(core, channel, partition, node) && isUp(node));
  const inSync = copies.find((node) => logs.partitionInSync[partition] & (1 << node));
  const isUnclean = logParameter(core, channel, UNCLEAN_ELECTION) === 1;
  const leader = inSync ?? (isUnclean ? copies[0] : undefined);
  logs.partitionEpoch[partition]++;
  logs.partitionLeader[partition] = leader ?? NONE;
  if (leader === undefined) return;
  const high = inSync === undefined ? logs.copyEnd[copyCell(core, channel, partition, leader)] : logs.partitionHigh[partition];
  if (inSync === undefined) logs.partitionInSync[partition] = 1 << leader;
  cutOff(core, channel, partition, leader === logs.partitionLast[partition] ? logs.partitionEnd[partition] : high);
  logs.partitionLast[partition] = leader;
  if (logs.partitionInSync[partition] === 1 << leader) logs.partitionHigh[partition] = logs.partitionEnd[partition];
}

/** The new leader's log ends earlier than the former one's. What producers still keep of the rest they send again. */
function cutOff(core: Core, channel: number, partition: number, end: number): void {
  const { i32, network, served } = core;
  if (core.logs.partitionEnd[partition] <= end) return;
  const kept = new Set<number>();
  for (const batch of batches(core)) {
    if (network.accumulatorPartition[i32[batch * WORDS + STEP]] !== partition) continue;
    for (let message = i32[batch * WORDS + PARENT]; message !== NONE; message = i32[message * WORDS + NEXT]) {
      if (served[message] >= end && isAwaited(core, batch)) kept.add(served[message]);
      if (served[message] >= end) served[message] = NOT_APPENDED;
    }
  }
  for (let accumulator = 0; accumulator < network.accumulatorCount; accumulator++) {
    if (network.accumulatorPartition[accumulator] !== partition) continue;
    for (let message = core.logs.accumulatorHead[accumulator]; message !== NONE; message = i32[message * WORDS + NEXT]) {
      if (served[message] < end) continue;
      kept.add(served[message]);
      served[message] = NOT_APPENDED;
    }
  }
  truncate(core, channel, partition, end, (offset) => kept.has(offset));
}

/** A broker that was away has its copy up to date again, and leads where nobody does. */
function copyIsBack(core: Core, channel: number, partition: number, node: number): void {
  const { logs } = core;
  if (!hasCopy(core, channel, partition, node)) return;
  const isInSync = (logs.partitionInSync[partition] & (1 << node)) !== 0;
  const isUnclean = logParameter(core, channel, UNCLEAN_ELECTION) === 1;
  if (logs.partitionLeader[partition] === NONE) {
    if (!isInSync && !isUnclean) return;
    elect(core, channel, partition, node);
  } else logs.partitionInSync[partition] |= 1 << node;
  unpark(core, partition);
  wakeReaders(core, channel);
}

/** Every batch that is somewhere between its producer and the log. */
export function batches(core: Core): number[] {
  const found: number[] = [];
  for (let record = 0; record < core.counters[RECORDS_MADE]; record++) {
    const state = core.i32[record * WORDS + META] & STATE_MASK;
    if ((state >= BATCH_TRAVELLING && state <= BATCH_PARKED) || state === BATCH_WAITING) found.push(record);
  }
  return found;
}
