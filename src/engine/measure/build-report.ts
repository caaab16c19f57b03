import { figuresOf } from '../../base/statistics/time-samples.ts';
import type { Broker, Channel } from '../../model/document.ts';
import { CHANNEL_MEASURES, COMPONENT_MEASURES, CONNECTION_MEASURES, SOURCE_MEASURES } from '../../model/measures.ts';
import type { Core } from '../core.ts';
import { MEASURED_FROM, NOW } from '../core.ts';
import type { MeasureViews } from '../engine-run.ts';
import type { ChannelReport, ComponentReport, ConnectionReport, Counts, SourceReport, TimeSummary, UnansweredTimes } from '../report.ts';
import * as col from './columns.ts';
import { answeredSamples, componentSamples, doneSamples, linkSamples, type PlaceSamples, unansweredSamples } from './samples.ts';
import { requestsUnderWay, sourceTimeoutMs, type UnderWay } from './unanswered.ts';

/** Everything that the tables of a report say, from measures that `Observer` has brought up to date. */
export function reportTables(core: Core, views: MeasureViews) {
  const elapsedMs = core.clock[NOW] - core.clock[MEASURED_FROM];
  const { document } = core.network;
  const underWay = requestsUnderWay(core);
  const sources = [...core.network.sourceComponent].map((component, source) => ({
    ...sourceReport(core, views, source, component, elapsedMs),
    countingUnanswered: unansweredTimes(core, source, underWay[source]),
  }));
  return {
    sources,
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

/** Mean of a gauge over time. Rounding may leave an area of nothing just below zero. */
function timeMean(area: number, elapsedMs: number): number {
  return elapsedMs > 0 ? Math.max(0, area / elapsedMs) : 0;
}

/** Workers that finish what they had in hand when they were lost count as busy but not as in force: at most 1 is told. */
function utilization(busyArea: number, workersArea: number): number | null {
  return workersArea > 0 ? Math.min(1, Math.max(0, busyArea / workersArea)) : null;
}

/** Share of what was offered in the measured time that ended well in it; what had begun before is no part of it. */
function answeredShare(answered: TimeSummary, offered: number): number | null {
  return offered > 0 ? Math.min(1, answered.count / offered) : null;
}

function summaries({ wait, service, sojourn }: PlaceSamples) {
  return { waitMs: figuresOf(wait), serviceMs: figuresOf(service), sojournMs: figuresOf(sojourn) };
}

/** Sum of one column over the links that a test selects. */
function sumOver(core: Core, views: MeasureViews, column: number, isMeant: (link: number) => boolean): number {
  let sum = 0;
  for (let link = 0; link < core.network.linkCount; link++) {
    if (isMeant(link)) sum += views.connections[link * col.LINK_COLUMNS + column];
  }
  return sum;
}

function deadLettersOf(core: Core, views: MeasureViews, isMeant: (link: number) => boolean): number {
  const { network } = core;
  const channels = new Set<number>();
  for (let link = 0; link < network.linkCount; link++) {
    if (network.linkChannel[link] >= 0 && network.linkTo[link] >= 0 && isMeant(link)) channels.add(network.linkChannel[link]);
  }
  return [...channels].reduce((sum, channel) => sum + views.channels[channel * col.CHANNEL_COLUMNS + col.DEAD_LETTERED], 0);
}

function componentCounts(core: Core, views: MeasureViews, index: number, measures: ComponentReport['measures']): Counts {
  const { network } = core;
  const isFrom = (link: number) => network.linkFrom[link] === index;
  const isTo = (link: number) => network.linkTo[link] === index;
  return {
    offered: measures.offered,
    started: measures.started,
    completed: measures.completed,
    rejected: measures.rejected,
    timedOut: sumOver(core, views, col.TIMED_OUT, isFrom),
    failed: measures.failedHere + measures.failedByCall + measures.lost,
    retried: sumOver(core, views, col.RETRIES, isFrom),
    redelivered: sumOver(core, views, col.REDELIVERED, isTo),
    deadLettered: deadLettersOf(core, views, isTo),
    inFlight: measures.inSystem,
  };
}

/** Whether messages are delivered over the link: of a channel, or of a stream without a broker. */
function delivers({ network }: Core, link: number): boolean {
  return (network.linkChannel[link] >= 0 || network.wireStart[link] >= 0) && network.linkTo[link] >= 0;
}

/** What a component completed and somebody took: a load source its requests that were done in time, all others what their
 *  callers and brokers heard of in time. An acknowledgement before the work is no proof of it, so it is never more than what
 *  was completed. */
function goodOf(core: Core, views: MeasureViews, index: number, completed: number): number {
  const { network } = core;
  const source = network.sourceComponent.indexOf(index);
  if (source >= 0) return views.sources[source * col.SOURCE_COLUMNS + col.GOOD];
  const isInto = (link: number, isDelivery: boolean) => network.linkTo[link] === index && delivers(core, link) === isDelivery;
  const answered = sumOver(core, views, col.SUCCEEDED, (link) => isInto(link, false));
  const acknowledged = sumOver(core, views, col.ACKNOWLEDGED, (link) => isInto(link, true));
  return Math.min(completed, answered + acknowledged);
}

function connectionCounts(core: Core, views: MeasureViews, index: number, measures: ConnectionReport['measures']): Counts {
  const isConsumer = delivers(core, index);
  return {
    offered: measures.calls,
    started: isConsumer ? measures.delivered : measures.attempts,
    completed: isConsumer ? measures.acknowledged : measures.succeeded,
    rejected: measures.rejected,
    timedOut: measures.timedOut,
    failed: measures.failed,
    retried: measures.retries,
    redelivered: measures.redelivered,
    deadLettered: deadLettersOf(core, views, (link) => link === index),
    inFlight: isConsumer ? measures.unacknowledged + measures.inProgress : measures.inProgress,
  };
}

function componentReport(core: Core, views: MeasureViews, index: number, elapsedMs: number): ComponentReport {
  const component = core.network.document.components[index];
  const measures = named(COMPONENT_MEASURES, views.components, index);
  const times = summaries(componentSamples(core, index));
  const { sojournMs } = times;
  return {
    id: component.id,
    name: component.name,
    kind: component.kind,
    counts: componentCounts(core, views, index, measures),
    measures,
    carriedIn: core.carriedIn[index],
    throughputPerSec: perSec(measures.completed, elapsedMs),
    goodputPerSec: perSec(goodOf(core, views, index, measures.completed), elapsedMs),
    utilization: utilization(measures.busyArea, measures.workersArea),
    meanInQueue: timeMean(measures.queuedArea, elapsedMs),
    meanInSystem: timeMean(measures.inSystemArea, elapsedMs),
    ...times,
    answeredShare: answeredShare(sojournMs, measures.offered),
  };
}

function connectionReport(core: Core, views: MeasureViews, index: number, elapsedMs: number): ConnectionReport {
  const connection = core.network.document.connections[index];
  const measures = named(CONNECTION_MEASURES, views.connections, index);
  const counts = connectionCounts(core, views, index, measures);
  const times = summaries(linkSamples(core, index));
  return {
    id: connection.id,
    from: connection.from,
    to: connection.to,
    kind: connection.kind,
    protocol: connection.protocol,
    counts,
    measures,
    carriedIn: core.linkCarriedIn[index],
    callsPerSec: perSec(measures.calls, elapsedMs),
    throughputPerSec: perSec(delivers(core, index) ? counts.started : counts.completed, elapsedMs),
    goodputPerSec: perSec(counts.completed, elapsedMs),
    answeredShare: shareOfExchanges(core, index, counts, times.sojournMs),
    ...times,
  };
}

/** As `answeredShare`; the producer's half of a shared channel that does not wait for its broker measures no times. */
function shareOfExchanges(core: Core, link: number, counts: Counts, sojournMs: TimeSummary): number | null {
  const { linkFrom, linkTo } = core.network;
  if (linkTo[link] < 0) return counts.offered > 0 ? Math.min(1, counts.completed / counts.offered) : null;
  return answeredShare(sojournMs, linkFrom[link] < 0 ? counts.started : counts.offered);
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
    meanReady: timeMean(measures.readyArea, elapsedMs),
  };
}

/** The times of a source over every request that began in the measured time. */
function unansweredTimes(core: Core, source: number, underWay: UnderWay): UnansweredTimes {
  const timeoutMs = sourceTimeoutMs(core, source);
  const { answered, done } = unansweredSamples(core, source, underWay);
  return {
    timeoutMs: timeoutMs === Infinity ? null : timeoutMs,
    answeredMs: figuresOf(answered),
    doneMs: figuresOf(done),
  };
}

function sourceReport(core: Core, views: MeasureViews, source: number, component: number, elapsedMs: number): Omit<SourceReport, 'countingUnanswered'> {
  const { id, name } = core.network.document.components[component];
  const measures = named(SOURCE_MEASURES, views.sources, source);
  const offered = views.components[component * col.COMPONENT_COLUMNS + col.OFFERED];
  const answeredMs = figuresOf(answeredSamples(core, source));
  return {
    id,
    name,
    offered,
    measures,
    carriedIn: core.carriedIn[component],
    unfinishedCarriedIn: core.sourceCarriedIn[source],
    offeredPerSec: perSec(offered, elapsedMs),
    throughputPerSec: perSec(measures.answered, elapsedMs),
    goodputPerSec: perSec(measures.good, elapsedMs),
    answeredShare: answeredShare(answeredMs, offered),
    answeredMs,
    doneMs: figuresOf(doneSamples(core, source)),
  };
}
