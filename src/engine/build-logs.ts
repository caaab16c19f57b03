import { brokerSpecs, channelSpecs, connectionSpecs, parameter, PROTOCOLS } from '../model/catalog.ts';
import type { Broker, BrownoutDocument, Channel } from '../model/document.ts';
import { isDirect, type StationTables } from './build-wires.ts';
import type { LogNetwork } from './links/log-network.ts';
import { writeParameters } from './parameters.ts';
import * as par from './stream-parameters.ts';

interface Links {
  readonly linkCount: number;
  readonly linkFrom: Int32Array;
  readonly linkTo: Int32Array;
  readonly linkChannel: Int32Array;
}

/** Whether a channel is a partitioned log, whatever documents call it. */
export function isLog(document: BrownoutDocument, channel: Channel): boolean {
  return PROTOCOLS[brokerOf(document, channel).protocol].isLog === true;
}

function brokerOf(document: BrownoutDocument, channel: Channel): Broker {
  return document.brokers.find(({ id }) => id === channel.broker)!;
}

/** Compiles the logs of a document: partitions, groups and producers. */
export function compileLogs(document: BrownoutDocument, components: StationTables, links: Links): LogNetwork {
  const logs = document.channels.map((channel) => isLog(document, channel));
  const partitions = compilePartitions(document, logs);
  return {
    ...compileParameters(document, links, logs),
    ...partitions,
    ...compileGroups(document, { components, links, logs, ...partitions }),
    ...compileProducers({ components, links, logs, ...partitions }),
    ...compileNodes(document, logs),
  };
}

function compileParameters(document: BrownoutDocument, links: Links, logs: readonly boolean[]) {
  const isStream = document.connections.map((connection, link) => logs[links.linkChannel[link]] === true || isDirect(connection));
  const streamRow = new Int32Array(links.linkCount).fill(-1);
  const streamParameters = new Float64Array(isStream.filter(Boolean).length * par.STREAM_PARAMETER_COLUMNS);
  let rows = 0;
  document.connections.forEach((connection, link) => {
    if (!isStream[link]) return;
    streamRow[link] = rows++;
    const start = streamRow[link] * par.STREAM_PARAMETER_COLUMNS;
    writeParameters(streamParameters, start, par.STREAM_PARAMETERS, connectionSpecs(connection), connection.params);
  });
  const hasLogs = logs.some(Boolean);
  const logParameters = new Float64Array(hasLogs ? document.channels.length * par.LOG_PARAMETER_COLUMNS : 0);
  document.channels.forEach((channel, index) => {
    if (!logs[index]) return;
    const specs = channelSpecs(channel, brokerOf(document, channel));
    writeParameters(logParameters, index * par.LOG_PARAMETER_COLUMNS, par.LOG_PARAMETERS, specs, channel.params);
  });
  const clusterParameters = new Float64Array(hasLogs ? document.brokers.length * par.CLUSTER_PARAMETER_COLUMNS : 0);
  document.brokers.forEach((broker, index) => {
    if (PROTOCOLS[broker.protocol].isLog !== true) return;
    const start = index * par.CLUSTER_PARAMETER_COLUMNS;
    writeParameters(clusterParameters, start, par.CLUSTER_PARAMETERS, brokerSpecs(broker), broker.params);
  });
  return { streamRow, streamParameters, logParameters, clusterParameters };
}

function numberOf(document: BrownoutDocument, channel: Channel, name: string): number {
  return parameter(channelSpecs(channel, brokerOf(document, channel)), channel.params, name) as number;
}

function compilePartitions(document: BrownoutDocument, logs: readonly boolean[]) {
  const partitionsOf = Int32Array.from(document.channels, (channel, index) => (logs[index] ? numberOf(document, channel, 'partitions') : 0));
  const partitionStart = new Int32Array(document.channels.length);
  const partitionChannel: number[] = [];
  partitionsOf.forEach((count, channel) => {
    partitionStart[channel] = partitionChannel.length;
    for (let i = 0; i < count; i++) partitionChannel.push(channel);
  });
  return { partitionsOf, partitionStart, partitionCount: partitionChannel.length, partitionChannel: Int32Array.from(partitionChannel) };
}

interface Context {
  readonly components: StationTables;
  readonly links: Links;
  readonly logs: readonly boolean[];
  readonly partitionsOf: Int32Array;
  readonly partitionStart: Int32Array;
}

/** Consuming links of a log, by group: one each for a stream, all together for a log that is used as a queue. */
function groupsOf(document: BrownoutDocument, links: Links, channel: number): number[][] {
  const consumers: number[] = [];
  for (let link = 0; link < links.linkCount; link++) {
    if (links.linkChannel[link] === channel && links.linkTo[link] >= 0) consumers.push(link);
  }
  if (document.channels[channel].kind !== 'queue') return consumers.map((link) => [link]);
  return consumers.length === 0 ? [] : [consumers];
}

function compileGroups(document: BrownoutDocument, { components, links, logs, partitionsOf, partitionStart }: Context) {
  const readerStart = new Int32Array(logs.length);
  const readerCount = new Int32Array(logs.length);
  const groupOfLink = new Int32Array(links.linkCount).fill(-1);
  const slotStart = new Int32Array(links.linkCount).fill(-1);
  const groups: { link: number; channel: number; member: number; members: number; slot: number }[] = [];
  const members: { group: number; link: number; station: number }[] = [];
  const slots: { group: number; link: number; partition: number; channel: number }[] = [];
  logs.forEach((log, channel) => {
    readerStart[channel] = groups.length;
    for (const consumers of log ? groupsOf(document, links, channel) : []) {
      const group = groups.length;
      const member = members.length;
      const slot = slots.length;
      for (const link of consumers) {
        groupOfLink[link] = group;
        slotStart[link] = slot;
        const to = links.linkTo[link];
        for (let i = 0; i < components.listenerCount[to]; i++) members.push({ group, link, station: components.firstStation[to] + i });
      }
      groups.push({ link: consumers[0], channel, member, members: members.length - member, slot });
      for (let i = 0; i < partitionsOf[channel]; i++) slots.push({ group, link: consumers[0], partition: partitionStart[channel] + i, channel });
    }
    readerCount[channel] = groups.length - readerStart[channel];
  });
  return {
    readerStart,
    readerCount,
    readerLink: Int32Array.from(groups, ({ link }) => link),
    groupCount: groups.length,
    groupChannel: Int32Array.from(groups, ({ channel }) => channel),
    groupFirstMember: Int32Array.from(groups, ({ member }) => member),
    groupMembers: Int32Array.from(groups, ({ members: count }) => count),
    groupFirstSlot: Int32Array.from(groups, ({ slot }) => slot),
    groupOfLink,
    memberCount: members.length,
    memberGroup: Int32Array.from(members, ({ group }) => group),
    memberLink: Int32Array.from(members, ({ link }) => link),
    memberStation: Int32Array.from(members, ({ station }) => station),
    slotStart,
    slotCount: slots.length,
    slotGroup: Int32Array.from(slots, ({ group }) => group),
    slotLink: Int32Array.from(slots, ({ link }) => link),
    slotPartition: Int32Array.from(slots, ({ partition }) => partition),
    slotChannel: Int32Array.from(slots, ({ channel }) => channel),
  };
}

function compileProducers({ components, links, logs, partitionsOf, partitionStart }: Context) {
  const producerStart = new Int32Array(links.linkCount).fill(-1);
  const accumulatorStart = new Int32Array(links.linkCount).fill(-1);
  const accumulators: { link: number; partition: number; producer: number }[] = [];
  let producerCount = 0;
  for (let link = 0; link < links.linkCount; link++) {
    const from = links.linkFrom[link];
    const channel = links.linkChannel[link];
    if (from < 0 || logs[channel] !== true) continue;
    producerStart[link] = producerCount;
    accumulatorStart[link] = accumulators.length;
    for (let replica = 0; replica < components.replicaCount[from]; replica++) {
      const producer = producerCount++;
      for (let i = 0; i < partitionsOf[channel]; i++) accumulators.push({ link, partition: partitionStart[channel] + i, producer });
    }
  }
  return {
    producerStart,
    producerCount,
    accumulatorStart,
    accumulatorCount: accumulators.length,
    accumulatorLink: Int32Array.from(accumulators, ({ link }) => link),
    accumulatorPartition: Int32Array.from(accumulators, ({ partition }) => partition),
    accumulatorProducer: Int32Array.from(accumulators, ({ producer }) => producer),
  };
}

function compileNodes(document: BrownoutDocument, logs: readonly boolean[]) {
  const nodesOf = Int32Array.from(document.brokers, (broker) =>
    PROTOCOLS[broker.protocol].isLog === true ? (parameter(brokerSpecs(broker), broker.params, 'nodes') as number) : 0,
  );
  const nodeStart = new Int32Array(nodesOf.length);
  let nodeCount = 0;
  nodesOf.forEach((count, broker) => {
    nodeStart[broker] = nodeCount;
    nodeCount += count;
  });
  const copiesOf = Int32Array.from(document.channels, (channel, index) => {
    if (!logs[index]) return 0;
    const nodes = nodesOf[document.brokers.findIndex(({ id }) => id === channel.broker)];
    return Math.min(nodes, numberOf(document, channel, 'replicationFactor'));
  });
  return { nodesOf, nodeStart, nodeCount, copiesOf };
}
