import { BUCKETS, percentile } from '../../base/histogram.ts';
import type { Broker, Channel } from '../../model/document.ts';
import { CHANNEL_MEASURES, COMPONENT_MEASURES, CONNECTION_MEASURES, SOURCE_MEASURES } from '../../model/measures.ts';
import type { Core } from '../core.ts';
import { MEASURED_FROM, NOW, SUM_COLUMNS, SUM_COUNT, SUM_MAX, SUM_TOTAL } from '../core.ts';
import type { MeasureViews } from '../engine-run.ts';
import type { ChannelReport, ComponentReport, ConnectionReport, SourceReport, TimeSummary } from '../report.ts';
import { answeredRow } from '../sources.ts';
import * as col from './columns.ts';

/** Everything that the tables of a report say, from measures that `Observer` has brought up to date. */
export function reportTables(core: Core, views: MeasureViews) {
  const elapsedMs = core.clock[NOW] - core.clock[MEASURED_FROM];
  const { document } = core.network;
  return {
    sources: [...core.network.sourceComponent].map((component, source) => sourceReport(core, views, source, component, elapsedMs)),
    components: document.components.map((_, index) => componentReport(core, views, index, elapsedMs)),
    connections: document.connections.map((_, index) => connectionReport(core, views, index, elapsedMs)),
    channels: document.channels.map((_, index) => channelReport(core, views, index, elapsedMs)),
  };
}

function named<Name extends string>(names: readonly Name[], values: Float64Array, row: number): Record<Name, number> {
  return Object.fromEntries(names.map((name, column) => [name, values[row * names.length + column]])) as Record<Name, number>;
}

function perSec(count: number, elapsedMs: number): number {
  return elapsedMs > 0 ? (count / elapsedMs) * 1000 : 0;
}

function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

/** Mean, percentiles and maximum of one histogram. */
export function summarise(core: Core, row: number): TimeSummary {
  const sums = row * SUM_COLUMNS;
  const count = core.histogramSums[sums + SUM_COUNT];
  const max = count > 0 ? core.histogramSums[sums + SUM_MAX] : null;
  const counts = core.histograms.subarray(row * BUCKETS, (row + 1) * BUCKETS);
  const at = (q: number, least: number): number | null => {
    const value = count >= least ? percentile(counts, count, q) : null;
    return value === null || max === null ? null : Math.min(value, max);
  };
  return {
    count,
    mean: count > 0 ? core.histogramSums[sums + SUM_TOTAL] / count : null,
    p50: at(0.5, 1),
    p90: at(0.9, 10),
    p95: at(0.95, 20),
    p99: at(0.99, 100),
    p999: at(0.999, 1000),
    max,
  };
}

function componentReport(core: Core, views: MeasureViews, index: number, elapsedMs: number): ComponentReport {
  const component = core.network.document.components[index];
  const measures = named(COMPONENT_MEASURES, views.components, index);
  return {
    id: component.id,
    name: component.name,
    kind: component.kind,
    measures,
    carriedIn: core.carriedIn[index],
    throughputPerSec: perSec(measures.completed, elapsedMs),
    utilization: share(measures.busyArea, measures.workersArea),
    meanInQueue: elapsedMs > 0 ? measures.queuedArea / elapsedMs : 0,
    meanInSystem: elapsedMs > 0 ? measures.inSystemArea / elapsedMs : 0,
    waitMs: summarise(core, index * 3),
    serviceMs: summarise(core, index * 3 + 1),
    sojournMs: summarise(core, index * 3 + 2),
    answeredShare: share(measures.completed, measures.offered),
  };
}

function connectionReport(core: Core, views: MeasureViews, index: number, elapsedMs: number): ConnectionReport {
  const connection = core.network.document.connections[index];
  const measures = named(CONNECTION_MEASURES, views.connections, index);
  return {
    id: connection.id,
    from: connection.from,
    to: connection.to,
    kind: connection.kind,
    protocol: connection.protocol,
    measures,
    callsPerSec: perSec(measures.calls, elapsedMs),
    goodputPerSec: perSec(measures.succeeded, elapsedMs),
    callMs: summarise(core, core.network.componentCount * 3 + index),
  };
}

function channelReport(core: Core, views: MeasureViews, index: number, elapsedMs: number): ChannelReport {
  const channel: Channel = core.network.document.channels[index];
  const broker: Broker = core.network.document.brokers[core.network.channelBroker[index]];
  const measures = named(CHANNEL_MEASURES, views.channels, index);
  return {
    id: channel.id,
    name: channel.name,
    broker: broker.id,
    measures,
    carriedIn: core.channelCarriedIn[index],
    meanReady: elapsedMs > 0 ? measures.readyArea / elapsedMs : 0,
  };
}

function sourceReport(core: Core, views: MeasureViews, source: number, component: number, elapsedMs: number): SourceReport {
  const { id, name } = core.network.document.components[component];
  const measures = named(SOURCE_MEASURES, views.sources, source);
  const offered = views.components[component * col.COMPONENT_COLUMNS + col.OFFERED];
  return {
    id,
    name,
    offered,
    measures,
    offeredPerSec: perSec(offered, elapsedMs),
    throughputPerSec: perSec(measures.answered, elapsedMs),
    goodputPerSec: perSec(measures.good, elapsedMs),
    answeredShare: share(measures.answered, offered),
    answeredMs: summarise(core, answeredRow(core, source)),
    doneMs: summarise(core, answeredRow(core, source) + 1),
  };
}
