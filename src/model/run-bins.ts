import type { ChannelMeasure, ComponentMeasure, ConnectionMeasure, SourceMeasure } from './measures.ts';

/** Measures that are read at the end of every bin of a run, of each component, connection, channel and source. All of them
 *  only grow: what two readings differ by happened in between. */
export const BIN_COLUMNS = {
  components: ['offered', 'completed', 'queuedArea', 'inSystemArea', 'busyArea', 'workersArea'],
  connections: ['calls', 'succeeded', 'delivered', 'acknowledged'],
  channels: ['readyArea'],
  sources: ['answered', 'done', 'good'],
} as const satisfies {
  readonly components: readonly ComponentMeasure[];
  readonly connections: readonly ConnectionMeasure[];
  readonly channels: readonly ChannelMeasure[];
  readonly sources: readonly SourceMeasure[];
};

/** Sums of times of each source, in the order of `EngineRun.timeTotals`. */
export const SOURCE_TIMES = ['answeredMs', 'doneMs'] as const;
/** Sums of times of each component and connection. */
export const PLACE_TIMES = ['waitMs', 'serviceMs', 'sojournMs'] as const;

/** How many things a run has of each sort. */
export interface BinCounts {
  readonly components: number;
  readonly connections: number;
  readonly channels: number;
  readonly sources: number;
}

/** A run in equal stretches of simulated time: readings at its beginning and at the end of every one. Nothing is left out
 *  at the beginning, so that a warm-up can be found in it. */
export interface RunBins extends BinCounts {
  /** Length of a bin, simulated milliseconds. */
  readonly binMs: number;
  /** How many bins; there is one reading more. */
  readonly bins: number;
  /** Reading by reading, `binWidth` numbers each. */
  readonly readings: Float64Array;
}

/** Numbers of one reading. */
export function binWidth({ components, connections, channels, sources }: BinCounts): number {
  return sourceTimesAt({ components, connections, channels, sources }) + sources * SOURCE_TIMES.length + (components + connections) * PLACE_TIMES.length;
}

/** Where the sums of times begin in a reading: after the measures of components, connections, channels and sources. */
export function sourceTimesAt({ components, connections, channels, sources }: BinCounts): number {
  const { components: ofComponent, connections: ofConnection, channels: ofChannel, sources: ofSource } = BIN_COLUMNS;
  return components * ofComponent.length + connections * ofConnection.length + channels * ofChannel.length + sources * ofSource.length;
}

/** What passed in each bin in one column of the readings. */
export function binSeries({ bins, readings, ...counts }: RunBins, column: number): Float64Array {
  const width = binWidth(counts);
  return Float64Array.from({ length: bins }, (_, bin) => readings[(bin + 1) * width + column]! - readings[bin * width + column]!);
}
