/**
 * Partitioned logs compiled to flat tables: the part of the network that is about Kafka. A *group* reads a log; its
 * *members* are the replicas of its consumers, and it has a *slot*, a place in the log, for each partition. A *producer*
 * is one replica of a sender; it has an *accumulator* for each partition.
 */
export interface LogNetwork {
  /** Row of a link in the parameters of logs and streams, -1 for other links. */
  readonly streamRow: Int32Array;
  readonly streamParameters: Float64Array;
  readonly logParameters: Float64Array;
  readonly clusterParameters: Float64Array;

  readonly partitionStart: Int32Array;
  readonly partitionsOf: Int32Array;
  readonly partitionCount: number;
  readonly partitionChannel: Int32Array;

  /** Groups of each log, in the order of their connections: the first, and how many. */
  readonly readerStart: Int32Array;
  readonly readerCount: Int32Array;
  /** Link of each group at which its measures stand: its first. */
  readonly readerLink: Int32Array;
  readonly groupCount: number;
  readonly groupChannel: Int32Array;
  readonly groupFirstMember: Int32Array;
  readonly groupMembers: Int32Array;
  readonly groupFirstSlot: Int32Array;
  /** Group that reads over a link, -1 for none. */
  readonly groupOfLink: Int32Array;
  readonly memberCount: number;
  readonly memberGroup: Int32Array;
  readonly memberLink: Int32Array;
  readonly memberStation: Int32Array;

  /** First slot of the group that reads over a link, -1 for none. */
  readonly slotStart: Int32Array;
  readonly slotCount: number;
  readonly slotGroup: Int32Array;
  /** Link at which the measures of the slot's group stand. */
  readonly slotLink: Int32Array;
  readonly slotPartition: Int32Array;
  readonly slotChannel: Int32Array;

  /** First producer and accumulator of a link that sends to a log, -1 for others. */
  readonly producerStart: Int32Array;
  readonly producerCount: number;
  readonly accumulatorStart: Int32Array;
  readonly accumulatorCount: number;
  readonly accumulatorLink: Int32Array;
  readonly accumulatorPartition: Int32Array;
  readonly accumulatorProducer: Int32Array;

  /** Brokers of each cluster: the first among all, and how many; 0 for systems that are no cluster. */
  readonly nodeStart: Int32Array;
  readonly nodesOf: Int32Array;
  readonly nodeCount: number;
  /** Copies of each partition of a log. */
  readonly copiesOf: Int32Array;
}
