import { batchRatio } from '../base/statistics/batch-ratio.ts';
import type { ConnectionReport, Report, TimeSummary } from '../engine/report.ts';
import { BIN_COLUMNS, binSeries, type BinCounts, PLACE_TIMES, type RunBins, SOURCE_TIMES, sourceTimesAt } from '../model/run-bins.ts';
import { combineReports } from './report-leaves.ts';

/** Half-widths at 95 % of the means of one steady run, by batch means from `warmUpMs` on, in the form of its report. NaN or
 *  null where there is none: for counts and percentiles, and for means whose batches are too few or too much alike. */
export function batchHalfWidths(report: Report, run: RunBins, warmUpMs: number): Report {
  const bins = new BinReader(run, Math.min(run.bins, Math.ceil(warmUpMs / run.binMs)));
  const none = combineReports([report], () => NaN);
  const sources = report.sources.map((source, index) => {
    const component = report.components.findIndex(({ id }) => id === source.id);
    const { answered, done, good } = bins.sourceColumns(index);
    return {
      ...none.sources[index]!,
      offeredPerSec: bins.rate(bins.componentColumns(component).offered),
      throughputPerSec: bins.rate(answered),
      goodputPerSec: bins.rate(good),
      answeredMs: meanOnly(bins.ratio(bins.sourceTimes(index).answeredMs, answered)),
      doneMs: meanOnly(bins.ratio(bins.sourceTimes(index).doneMs, done)),
    };
  });
  const endedOn = (index: number): number => {
    const { succeeded, acknowledged } = bins.connectionColumns(index);
    return isDelivering(report.connections[index]!) ? acknowledged : succeeded;
  };
  const components = report.components.map((item, index) => {
    const { completed, queuedArea, inSystemArea, busyArea, workersArea } = bins.componentColumns(index);
    const isSource = report.sources.some(({ id }) => id === item.id);
    const taken = report.connections.flatMap(({ to }, at) => (to === item.id ? [endedOn(at)] : []));
    const isAllTaken = item.goodputPerSec === item.throughputPerSec;
    return {
      ...none.components[index]!,
      throughputPerSec: bins.rate(completed),
      goodputPerSec: isSource ? sources.find(({ id }) => id === item.id)!.goodputPerSec : bins.rate(...(isAllTaken ? [completed] : taken)),
      utilization: bins.ratio(busyArea, workersArea),
      meanInQueue: bins.timeMean(queuedArea),
      meanInSystem: bins.timeMean(inSystemArea),
      ...bins.means(bins.placeTimes(index), isSource ? undefined : completed),
    };
  });
  const connections = report.connections.map((item, index) => {
    const { calls, delivered } = bins.connectionColumns(index);
    const ended = endedOn(index);
    return {
      ...none.connections[index]!,
      callsPerSec: bins.rate(calls),
      throughputPerSec: bins.rate(isDelivering(item) ? delivered : ended),
      goodputPerSec: bins.rate(ended),
      ...bins.means(bins.placeTimes(report.components.length + index), ended),
    };
  });
  const channels = report.channels.map((_, index) => ({ ...none.channels[index]!, meanReady: bins.timeMean(bins.channelColumns(index).readyArea) }));
  return { ...none, sources, components, connections, channels };
}

/** Of a connection without either nothing is told, so it does not matter which one it is taken for. */
function isDelivering({ counts, measures }: ConnectionReport): boolean {
  return counts.completed === measures.acknowledged && counts.started === measures.delivered;
}

const NO_TIMES: TimeSummary = { count: NaN, mean: null, p50: null, p90: null, p95: null, p99: null, p999: null, max: null };

function meanOnly(mean: number): TimeSummary {
  return { ...NO_TIMES, mean: Number.isNaN(mean) ? null : mean };
}

type Columns<Name extends string> = Readonly<Record<Name, number>>;

function columnsFrom<Name extends string>(names: readonly Name[], first: number): Columns<Name> {
  return Object.fromEntries(names.map((name, i) => [name, first + i])) as Columns<Name>;
}

/** Half-widths of what columns of the bins tell, from a bin on. NaN where batch means tell nothing. */
class BinReader {
  private readonly run: RunBins;
  private readonly from: number;
  private readonly seconds: Float64Array;

  constructor(run: RunBins, from: number) {
    this.run = run;
    this.from = from;
    this.seconds = new Float64Array(Math.max(0, run.bins - from)).fill(run.binMs / 1000);
  }

  componentColumns(index: number) {
    return columnsFrom(BIN_COLUMNS.components, index * BIN_COLUMNS.components.length);
  }

  connectionColumns(index: number) {
    return columnsFrom(BIN_COLUMNS.connections, sourceTimesAt(this.only('components')) + index * BIN_COLUMNS.connections.length);
  }

  channelColumns(index: number) {
    return columnsFrom(BIN_COLUMNS.channels, sourceTimesAt(this.only('components', 'connections')) + index * BIN_COLUMNS.channels.length);
  }

  sourceColumns(index: number) {
    return columnsFrom(BIN_COLUMNS.sources, sourceTimesAt(this.only('components', 'connections', 'channels')) + index * BIN_COLUMNS.sources.length);
  }

  sourceTimes(index: number) {
    return columnsFrom(SOURCE_TIMES, sourceTimesAt(this.run) + index * SOURCE_TIMES.length);
  }

  /** Of components, and of connections after them. */
  placeTimes(index: number) {
    return columnsFrom(PLACE_TIMES, sourceTimesAt(this.run) + this.run.sources * SOURCE_TIMES.length + index * PLACE_TIMES.length);
  }

  /** Of what the columns count together. */
  rate(...columns: readonly number[]): number {
    const series = columns.map((column) => this.series(column));
    return halfWidth(this.seconds.map((_, bin) => series.reduce((sum, values) => sum + values[bin]!, 0)), this.seconds);
  }

  /** Of an area in milliseconds. */
  timeMean(column: number): number {
    return halfWidth(this.series(column).map((area) => area / 1000), this.seconds);
  }

  ratio(over: number, under: number): number {
    return halfWidth(this.series(over), this.series(under));
  }

  /** The three mean times of a place by its columns; without a count of what ended there, none. */
  means({ waitMs, serviceMs, sojournMs }: Columns<(typeof PLACE_TIMES)[number]>, ended: number | undefined) {
    const mean = (column: number): TimeSummary => meanOnly(ended === undefined ? NaN : this.ratio(column, ended));
    return { waitMs: mean(waitMs), serviceMs: mean(serviceMs), sojournMs: mean(sojournMs) };
  }

  private series(column: number): Float64Array {
    return binSeries(this.run, column).subarray(this.from);
  }

  private only(...parts: readonly (keyof BinCounts)[]): BinCounts {
    const none: BinCounts = { components: 0, connections: 0, channels: 0, sources: 0 };
    return { ...none, ...Object.fromEntries(parts.map((part) => [part, this.run[part]])) };
  }
}

function halfWidth(over: Float64Array, under: Float64Array): number {
  const result = batchRatio(over, under);
  return result.kind === 'interval' ? result.halfWidth : NaN;
}
