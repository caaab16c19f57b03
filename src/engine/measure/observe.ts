import type { MeasureViews, PartitionLayout } from '../engine-run.ts';
import type { Core } from '../core.ts';
import { NOW } from '../core.ts';
import { DOUBLES, NONE, TIME, ARRIVED } from '../kernel/record.ts';
import type { Network } from '../network.ts';
import { offeredPerSec } from '../load/arrivals.ts';
import * as col from './columns.ts';
import { busyWorkers } from './warm-up.ts';

/** Where each log's offsets stand among all partitions' offsets. */
export function partitionLayoutOf(network: Network): PartitionLayout[] {
  const layout: PartitionLayout[] = [];
  let at = 0;
  network.document.channels.forEach((channel, index) => {
    if (network.channelIsLog[index] === 0) return;
    const partitions = network.partitionsOf[index];
    const endOffset = at;
    at += partitions;
    const readers = [];
    for (let reader = 0; reader < network.readerCount[index]; reader++) {
      const link = network.readerLink[network.readerStart[index] + reader];
      readers.push({ connection: network.document.connections[link].id as string, offset: at });
      at += partitions;
    }
    layout.push({ channel: channel.id, partitions, endOffset, readers });
  });
  for (let link = 0; link < network.linkCount; link++) {
    if (network.wireStart[link] < 0) continue;
    const partitions = shownStreams(network, link);
    const { id } = network.document.connections[link];
    layout.push({ channel: id, partitions, endOffset: at, readers: [{ connection: id, offset: at + partitions }] });
    at += 2 * partitions;
  }
  return layout;
}

/** Streams of a connection without a broker that are told one by one, from the first on. */
const MOST_SHOWN = 64;

function shownStreams(network: Network, link: number): number {
  return network.wireStart[link] < 0 ? 0 : Math.min(MOST_SHOWN, network.wiresOf[link] * network.streamsPerWire[link]);
}

function allShown(network: Network): number {
  let sum = 0;
  for (let link = 0; link < network.linkCount; link++) sum += shownStreams(network, link);
  return sum;
}

/** Copies of the measures, with areas brought up to the present moment. Reads the state and changes nothing. */
export class Observer {
  private readonly core: Core;
  readonly views: MeasureViews;

  constructor(core: Core) {
    this.core = core;
    const { network } = core;
    this.views = {
      components: new Float64Array(core.componentMeasures.length),
      connections: new Float64Array(core.linkMeasures.length),
      channels: new Float64Array(core.channelMeasures.length),
      sources: new Float64Array(core.sourceMeasures.length),
      partitions: new Float64Array(network.partitionCount + network.slotCount + 2 * allShown(network)),
    };
  }

  /** Brings the copies up to date. */
  observe(): MeasureViews {
    this.observeComponents();
    this.observeLinks();
    this.observeChannels();
    this.copySources();
    this.observePartitions();
    return this.views;
  }

  /** Brings those of load sources and of the components that they are up to date. */
  observeSources(): MeasureViews {
    const { network } = this.core;
    for (let source = 0; source < network.sourceCount; source++) this.observeComponent(network.sourceComponent[source]);
    this.copySources();
    return this.views;
  }

  private observeComponents(): void {
    for (let component = 0; component < this.core.network.componentCount; component++) this.observeComponent(component);
  }

  private observeComponent(component: number): void {
    const { core } = this;
    const into = this.views.components;
    const now = core.clock[NOW];
    const row = component * col.COMPONENT_COLUMNS;
    for (let column = row; column < row + col.COMPONENT_COLUMNS; column++) into[column] = core.componentMeasures[column];
    into[row + col.BUSY_AREA] += now * busyWorkers(core, component);
    into[row + col.WORKING_AREA] += now * into[row + col.WORKING];
    into[row + col.QUEUED_AREA] += now * into[row + col.QUEUE_LENGTH];
    into[row + col.IN_SYSTEM_AREA] += now * into[row + col.IN_SYSTEM];
    into[row + col.WORKERS_AREA] += now * into[row + col.WORKERS];
    into[row + col.REPLICAS_AREA] += now * into[row + col.REPLICAS_RUNNING];
  }

  private observeLinks(): void {
    const { core } = this;
    const into = this.views.connections;
    into.set(core.linkMeasures);
    for (let link = 0; link < core.network.linkCount; link++) {
      const row = link * col.LINK_COLUMNS;
      into[row + col.IN_PROGRESS_AREA] += core.clock[NOW] * into[row + col.IN_PROGRESS];
    }
  }

  private observeChannels(): void {
    const { core } = this;
    const into = this.views.channels;
    into.set(core.channelMeasures);
    for (let channel = 0; channel < core.network.channelCount; channel++) {
      const row = channel * col.CHANNEL_COLUMNS;
      into[row + col.READY_AREA] += core.clock[NOW] * into[row + col.READY];
      into[row + col.OLDEST_AGE] = this.oldestAge(channel);
    }
  }

  private oldestAge(channel: number): number {
    const { core } = this;
    const { network } = core;
    let oldest = Infinity;
    if (network.channelIsLog[channel]) {
      const first = network.readerCount[channel] === 0 ? 0 : network.groupFirstSlot[network.readerStart[channel]];
      for (let slot = first; slot < first + network.readerCount[channel] * network.partitionsOf[channel]; slot++) {
        const record = core.logs.slotCursor[slot];
        if (record !== NONE) oldest = Math.min(oldest, core.f64[record * DOUBLES + TIME]);
      }
    } else if (core.channelHead[channel] !== NONE) oldest = core.f64[core.channelHead[channel] * DOUBLES + ARRIVED];
    return oldest === Infinity ? 0 : core.clock[NOW] - oldest;
  }

  private copySources(): void {
    const { core } = this;
    const into = this.views.sources;
    into.set(core.sourceMeasures);
    for (let source = 0; source < core.network.sourceCount; source++) {
      into[source * col.SOURCE_COLUMNS + col.OFFERED_RATE] = offeredPerSec(core, source);
    }
  }

  private observePartitions(): void {
    const { core } = this;
    const { network } = core;
    const into = this.views.partitions;
    let at = 0;
    for (let channel = 0; channel < network.channelCount; channel++) {
      const partitions = network.partitionsOf[channel];
      for (let p = 0; p < partitions; p++) into[at++] = core.logs.partitionEnd[network.partitionStart[channel] + p];
      for (let reader = 0; reader < network.readerCount[channel]; reader++) {
        const first = network.slotStart[network.readerLink[network.readerStart[channel] + reader]];
        for (let p = 0; p < partitions; p++) into[at++] = core.logs.slotDone[first + p];
      }
    }
    this.observeStreams(at);
  }

  /** Messages that each stream without a broker was given, and those that have come to an end. */
  private observeStreams(from: number): void {
    const { wires, network } = this.core;
    const into = this.views.partitions;
    let at = from;
    for (let link = 0; link < network.linkCount; link++) {
      const count = shownStreams(network, link);
      const first = network.streamStart[link];
      for (let stream = first; stream < first + count; stream++) into[at++] = wires.streamTaken[stream];
      for (let stream = first; stream < first + count; stream++) into[at++] = wires.streamEnded[stream];
    }
  }
}
