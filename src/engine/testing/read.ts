import type { EngineRun } from '../engine-run.ts';
import type { ChannelReport, ComponentReport, ConnectionReport, Report, SourceReport } from '../report.ts';

function found<T extends { readonly id: string }>(items: readonly T[], id: string): T {
  const item = items.find((candidate) => candidate.id === id);
  if (item === undefined) throw new Error(`The report tells nothing of ${id}.`);
  return item;
}

/** What a report tells of a component. Throws when there is none of that id, as all of these do. */
export function componentOf(report: Report, id: string): ComponentReport {
  return found(report.components, id);
}

/** What a report tells of a connection. */
export function connectionOf(report: Report, id: string): ConnectionReport {
  return found(report.connections, id);
}

/** What a report tells of a channel. */
export function channelOf(report: Report, id: string): ChannelReport {
  return found(report.channels, id);
}

/** What a report tells of a load source. */
export function sourceOf(report: Report, id: string): SourceReport {
  return found(report.sources, id);
}

/** The report of a run at a moment: everything up to and including it has happened. */
export function reportAt(run: EngineRun, atMs: number): Report {
  run.advance(atMs, Infinity);
  return run.report();
}

/** How far the first reader of a document's first log is behind in each partition, at a moment. */
export function lagsAt(run: EngineRun, atMs: number): number[] {
  run.advance(atMs, Infinity);
  const { partitions, endOffset, readers } = run.partitionLayout[0];
  const offsets = run.observe().partitions;
  return Array.from({ length: partitions }, (_, i) => offsets[endOffset + i] - offsets[readers[0].offset + i]);
}
