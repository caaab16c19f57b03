import type { ChannelReport, ComponentReport, ConnectionReport, Report, SourceReport } from '../engine/report.ts';

function found<T extends { readonly id: string }>(items: readonly T[], id: string): T {
  const item = items.find((candidate) => candidate.id === id);
  if (item === undefined) throw new Error(`The report tells nothing of ${id}.`);
  return item;
}

/** What a report tells of a component. Throws when there is none of that id, as all of these do. */
export const componentOf = (report: Report, id: string): ComponentReport => found(report.components, id);

/** What a report tells of a connection. */
export const connectionOf = (report: Report, id: string): ConnectionReport => found(report.connections, id);

/** What a report tells of a channel. */
export const channelOf = (report: Report, id: string): ChannelReport => found(report.channels, id);

/** What a report tells of a load source. */
export const sourceOf = (report: Report, id: string): SourceReport => found(report.sources, id);

/** A figure that may be missing, as a number. */
export const orNaN = (value: number | null): number => value ?? Number.NaN;

/** What most families compare of a component: means, percentiles and shares of the measured time. */
export function stationOf(report: Report, id: string) {
  const { waitMs, sojournMs, meanInQueue, meanInSystem, utilization, throughputPerSec, measures } = componentOf(report, id);
  return {
    utilization: orNaN(utilization), throughputPerSec, numberInQueue: meanInQueue, numberInSystem: meanInSystem,
    waitMs: orNaN(waitMs.mean), waitP90: orNaN(waitMs.p90), waitP95: orNaN(waitMs.p95), waitP99: orNaN(waitMs.p99),
    sojournMs: orNaN(sojournMs.mean), sojournP50: orNaN(sojournMs.p50), sojournP99: orNaN(sojournMs.p99),
    rejectedShare: measures.rejected / measures.offered,
  };
}
