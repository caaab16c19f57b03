import type { Arena } from '../kernel/arena.ts';
import { NONE } from '../kernel/record.ts';
import type { Network } from '../network.ts';

// States of a group's member.
/** Not in the group, or taken for dead. */
export const OUTSIDE = 0;
/** In the group, with its share of the partitions. */
export const MEMBER = 1;
/** Has joined again and waits for its share. */
export const WAITING_FOR_SHARE = 2;
/** Cannot be reached; the broker has not noticed. */
export const SILENT = 3;
/** Was taken out of the group while it works on its batch, and does not know. */
export const EVICTED = 4;

/** Most copies of a partition. */
export const MOST_COPIES = 8;

/**
 * State of partitioned logs: what brokers keep, where groups stand, what producers hold. All arrays have length 0 in
 * documents without logs.
 */
export class LogState {
  streamParameters!: Float64Array;
  logParameters!: Float64Array;
  clusterParameters!: Float64Array;

  // Partitions.
  /** Chain of the records kept. */
  partitionHead!: Int32Array;
  partitionTail!: Int32Array;
  /** Offset of the next record. */
  partitionEnd!: Float64Array;
  /** Records below this offset are with all replicas in sync, and visible. */
  partitionHigh!: Float64Array;
  /** Records below this offset may have been deleted by retention. */
  partitionDeleted!: Float64Array;
  /** Broker that leads, numbered within its cluster; NONE when there is none. */
  partitionLeader!: Int32Array;
  /** Broker that led last. */
  partitionLast!: Int32Array;
  /** Bit for each broker whose copy is in sync. */
  partitionInSync!: Int32Array;
  /** Counts changes of leader, so that what was under way to a former one is known. */
  partitionEpoch!: Int32Array;
  /** For each copy, `MOST_COPIES` to a partition: the end of its log when it fell out of sync. */
  copyEnd!: Float64Array;
  /** Batches that wait for a follower that is dead and not yet known to be. */
  parkedHead!: Int32Array;
  parkedTail!: Int32Array;

  // Brokers of clusters.
  nodeCrashes!: Int32Array;
  /** 1 once the controller takes the broker for dead. */
  nodeFenced!: Int32Array;
  /** Names the crash that a timer of this broker belongs to. */
  nodeToken!: Int32Array;

  // Slots: the place of a group in a partition.
  /** Member that has the partition, NONE for nobody. */
  slotOwner!: Int32Array;
  /** Next slot of the same owner. */
  slotNext!: Int32Array;
  /** Member that is to have it, with broker-side rebalancing. */
  slotTarget!: Int32Array;
  /** Record to be worked on next, or in work. */
  slotCursor!: Int32Array;
  /** First record that is not committed. */
  slotCommitted!: Int32Array;
  /** Attempt in work, 0 for none. */
  slotToken!: Int32Array;
  slotAttempt!: Int32Array;
  slotPausing!: Int32Array;
  /** Offset of the place. */
  slotDone!: Float64Array;
  slotCommittedOffset!: Float64Array;
  /** Records worked through and not committed. */
  slotUncommitted!: Int32Array;
  /** Records below these offsets have been delivered, worked through, and settled with their requests, at least once. */
  slotDelivered!: Float64Array;
  slotFinished!: Float64Array;
  slotSettled!: Float64Array;
  /** End of what the owner has polled. */
  slotBatchEnd!: Float64Array;
  /** When the record in work was first given out. */
  slotBegan!: Float64Array;

  // Members.
  memberState!: Int32Array;
  /** 1 while the broker takes a former incarnation for alive. */
  memberGhost!: Int32Array;
  /** Names the silence that a timer of the session belongs to. */
  memberSilence!: Int32Array;
  memberFirstSlot!: Int32Array;
  /** Slot at which the next poll begins. */
  memberTurn!: Int32Array;
  memberInWork!: Int32Array;
  memberWoken!: Int32Array;
  /** 1 when it has to rejoin, or give partitions back, before it polls again. */
  memberSummoned!: Int32Array;
  /** 1 while it waits for the broker: for the answer to a commit, or to hear of its share. */
  memberCommitting!: Int32Array;
  /** 1 while a timer runs for its time between polls, its next commit, its next heartbeat. */
  memberPollTimer!: Int32Array;
  memberCommitTimer!: Int32Array;
  memberBeatTimer!: Int32Array;
  /** 1 while it works through a batch. */
  memberBusy!: Int32Array;
  /** Of an evicted one: records left of its batch, and the attempt in work. */
  memberLeft!: Int32Array;
  memberLostToken!: Int32Array;
  /** When its heartbeats began, when it polled last, when it commits next. */
  memberSince!: Float64Array;
  memberPolled!: Float64Array;
  memberCommitAt!: Float64Array;
  /** Results of a transaction in progress. */
  heldHead!: Int32Array;
  heldTail!: Int32Array;

  // Groups.
  /** 1 while it rebalances. */
  groupJoining!: Int32Array;
  /** Names the rebalance that a timer belongs to. */
  groupRound!: Int32Array;
  /** A group that was empty is not shared out before this. */
  groupNotBefore!: Float64Array;
  /** When those are left out that have not joined. */
  groupDeadline!: Float64Array;

  // Producers and accumulators.
  /** Bytes kept until they are acknowledged, and records taken so far. */
  producerBytes!: Float64Array;
  producerCount!: Float64Array;
  /** Records that wait for room. */
  lineHead!: Int32Array;
  lineTail!: Int32Array;
  /** Partition that records without keys go to, plus one, and the bytes that went there. */
  producerStuckTo!: Int32Array;
  producerStuckBytes!: Float64Array;
  /** Counts the changes of such a partition, for draws. */
  producerChanges!: Int32Array;
  accumulatorHead!: Int32Array;
  accumulatorTail!: Int32Array;
  accumulatorBytes!: Float64Array;
  accumulatorInFlight!: Int32Array;
  /** Failures in a row, and until when nothing is sent. */
  accumulatorFailures!: Int32Array;
  accumulatorBlocked!: Float64Array;
  /** When the running timer comes, 0 for none. */
  accumulatorTimer!: Float64Array;
  /** 1 while a timer runs for records whose time is over. */
  accumulatorExpiry!: Int32Array;

  // Connections to the brokers of a cluster, `nodeStride` to each producer or member.
  readonly nodeStride: number;
  /** Nothing arrives before this over a producer's connection: two numbers, there and back. */
  producerHeld!: Float64Array;
  /** Nothing reaches a member before this. */
  memberHeld!: Float64Array;
  /** When the batch was appended that the slot's last record came with. */
  slotSetOut!: Float64Array;

  constructor(arena: Arena, network: Network) {
    this.streamParameters = arena.float64(network.streamParameters.length);
    this.logParameters = arena.float64(network.logParameters.length);
    this.clusterParameters = arena.float64(network.clusterParameters.length);
    this.nodeStride = network.nodesOf.reduce((most, nodes) => Math.max(most, nodes), 1);
    this.describePartitions(arena, network.partitionCount, network.nodeCount);
    this.describeSlots(arena, network.slotCount);
    this.describeMembers(arena, network.memberCount, network.groupCount);
    this.describeProducers(arena, network.producerCount, network.accumulatorCount);
  }

  private describePartitions(arena: Arena, partitions: number, nodes: number): void {
    this.partitionHead = arena.int32(partitions);
    this.partitionTail = arena.int32(partitions);
    this.partitionEnd = arena.float64(partitions);
    this.partitionHigh = arena.float64(partitions);
    this.partitionDeleted = arena.float64(partitions);
    this.partitionLeader = arena.int32(partitions);
    this.partitionLast = arena.int32(partitions);
    this.partitionInSync = arena.int32(partitions);
    this.partitionEpoch = arena.int32(partitions);
    this.copyEnd = arena.float64(partitions * MOST_COPIES);
    this.parkedHead = arena.int32(partitions);
    this.parkedTail = arena.int32(partitions);
    this.nodeCrashes = arena.int32(nodes);
    this.nodeFenced = arena.int32(nodes);
    this.nodeToken = arena.int32(nodes);
  }

  private describeSlots(arena: Arena, slots: number): void {
    this.slotOwner = arena.int32(slots);
    this.slotNext = arena.int32(slots);
    this.slotTarget = arena.int32(slots);
    this.slotCursor = arena.int32(slots);
    this.slotCommitted = arena.int32(slots);
    this.slotToken = arena.int32(slots);
    this.slotAttempt = arena.int32(slots);
    this.slotPausing = arena.int32(slots);
    this.slotUncommitted = arena.int32(slots);
    this.slotDone = arena.float64(slots);
    this.slotCommittedOffset = arena.float64(slots);
    this.slotFinished = arena.float64(slots);
    this.slotDelivered = arena.float64(slots);
    this.slotSettled = arena.float64(slots);
    this.slotBatchEnd = arena.float64(slots);
    this.slotBegan = arena.float64(slots);
    this.slotSetOut = arena.float64(slots);
  }

  private describeMembers(arena: Arena, members: number, groups: number): void {
    this.memberState = arena.int32(members);
    this.memberGhost = arena.int32(members);
    this.memberSilence = arena.int32(members);
    this.memberFirstSlot = arena.int32(members);
    this.memberTurn = arena.int32(members);
    this.memberInWork = arena.int32(members);
    this.memberWoken = arena.int32(members);
    this.memberSummoned = arena.int32(members);
    this.memberCommitting = arena.int32(members);
    this.memberPollTimer = arena.int32(members);
    this.memberCommitTimer = arena.int32(members);
    this.memberBeatTimer = arena.int32(members);
    this.memberBusy = arena.int32(members);
    this.memberLeft = arena.int32(members);
    this.memberLostToken = arena.int32(members);
    this.heldHead = arena.int32(members);
    this.heldTail = arena.int32(members);
    this.memberSince = arena.float64(members);
    this.memberPolled = arena.float64(members);
    this.memberCommitAt = arena.float64(members);
    this.memberHeld = arena.float64(members * this.nodeStride);
    this.groupJoining = arena.int32(groups);
    this.groupRound = arena.int32(groups);
    this.groupNotBefore = arena.float64(groups);
    this.groupDeadline = arena.float64(groups);
  }

  private describeProducers(arena: Arena, producers: number, accumulators: number): void {
    this.producerBytes = arena.float64(producers);
    this.producerCount = arena.float64(producers);
    this.producerHeld = arena.float64(2 * producers * this.nodeStride);
    this.lineHead = arena.int32(producers);
    this.lineTail = arena.int32(producers);
    this.producerStuckTo = arena.int32(producers);
    this.producerStuckBytes = arena.float64(producers);
    this.producerChanges = arena.int32(producers);
    this.accumulatorHead = arena.int32(accumulators);
    this.accumulatorTail = arena.int32(accumulators);
    this.accumulatorBytes = arena.float64(accumulators);
    this.accumulatorInFlight = arena.int32(accumulators);
    this.accumulatorFailures = arena.int32(accumulators);
    this.accumulatorBlocked = arena.float64(accumulators);
    this.accumulatorTimer = arena.float64(accumulators);
    this.accumulatorExpiry = arena.int32(accumulators);
  }

  /** Values that do not begin at zero. */
  begin(network: Network): void {
    this.streamParameters.set(network.streamParameters);
    this.logParameters.set(network.logParameters);
    this.clusterParameters.set(network.clusterParameters);
    for (const chain of [
      this.partitionHead, this.partitionTail, this.parkedHead, this.parkedTail, this.slotOwner, this.slotNext, this.slotTarget,
      this.slotCursor, this.slotCommitted, this.memberFirstSlot, this.memberTurn, this.heldHead, this.heldTail, this.accumulatorHead,
      this.accumulatorTail, this.lineHead, this.lineTail,
    ]) {
      chain.fill(NONE);
    }
    this.slotSetOut.fill(NONE);
    for (let partition = 0; partition < network.partitionCount; partition++) this.beginPartition(network, partition);
  }

  /** Leaders go around the cluster; the copies are with the brokers that follow. */
  private beginPartition(network: Network, partition: number): void {
    const channel = network.partitionChannel[partition];
    const nodes = network.nodesOf[network.channelBroker[channel]];
    const leader = (partition - network.partitionStart[channel]) % nodes;
    this.partitionLeader[partition] = leader;
    this.partitionLast[partition] = leader;
    for (let copy = 0; copy < network.copiesOf[channel]; copy++) this.partitionInSync[partition] |= 1 << ((leader + copy) % nodes);
  }
}
