import type { PackedSamples } from '../base/statistics/time-samples.ts';
import type { ScheduleEntry } from '../model/document.ts';
import type { Incident } from '../model/measures.ts';
import type { Report, RunOutcome } from './report.ts';

/** Complete mutable state of a run, as plain bytes: posted, stored, copied and restored as they are. */
export interface Snapshot {
  readonly engineVersion: number;
  /** Hash of the compiled network; a snapshot fits only the network that it was taken from. */
  readonly networkHash: number;
  readonly nowMs: number;
  readonly buffers: readonly ArrayBuffer[];
}

/** Live view of the measures: rows of `*_MEASURES` columns, component by component, in the document's order.
 *  Valid until the next call of `advance`, `restore` or `apply`; gauges and areas are brought up to date by `observe`. */
export interface MeasureViews {
  readonly components: Float64Array;
  readonly connections: Float64Array;
  readonly channels: Float64Array;
  readonly sources: Float64Array;
  /** Per log channel, in order: for each partition its end offset; then for each connection that reads it, in order,
   *  for each partition the offset that is processed. See `partitionLayout`. */
  readonly partitions: Float64Array;
}

/** Where each log channel's and reading connection's partition offsets stand in `MeasureViews.partitions`. */
export interface PartitionLayout {
  readonly channel: string;
  readonly partitions: number;
  readonly endOffset: number;
  readonly readers: readonly { readonly connection: string; readonly offset: number }[];
}

/** One run of one document: the whole engine as its hosts (worker, command line, tests) see it.
 *  Nothing here reads a wall clock; slicing `advance` in any way gives the same run. */
export interface EngineRun {
  /** Simulated time: everything up to and including it has happened. */
  readonly nowMs: number;
  readonly outcome: RunOutcome;
  readonly events: number;
  /** Records in use: requests, calls and messages in flight. */
  readonly inFlight: number;
  readonly traceHash: string;
  readonly partitionLayout: readonly PartitionLayout[];

  /** Runs all events up to and including `untilMs`, at most `maxEvents` of them, never beyond the horizon.
   *  Returns true when `untilMs` (or the end of the run) was reached, false when events ran out first. */
  advance(untilMs: number, maxEvents: number): boolean;
  /** Runs exactly one event. Returns false at the end of the run. */
  step(): boolean;
  /** Lets the run go on beyond its horizon, to a later one. */
  extend(horizonMs: number): void;
  /** Adds a dated entry to a run in progress. Its time must be later than `nowMs`. */
  apply(entry: ScheduleEntry): void;
  /** The next moment at which a live entry may be dated: the next whole millisecond after `nowMs`. */
  nextEntryMs(): number;

  observe(): MeasureViews;
  /** Of the measures only those of load sources and of the components that they are, brought up to date in the same copies:
   *  a small part of the work of `observe`. */
  observeSources(): Pick<MeasureViews, 'components' | 'sources'>;
  /** Incidents from number `from` on; at most 4,096 are kept. */
  incidents(from: number): readonly Incident[];
  report(): Report;
  /** All samples behind the report's times, in the order in which those stand: of each source answered, done, and both over
   *  all requests; of each component and then of each connection wait, service and sojourn. For merging with other runs. */
  samples(): readonly PackedSamples[];
  /** Sums of times in ms so far: of each source answered and done; of each component and then of each connection wait,
   *  service and sojourn. What two readings differ by is of what ended in between. */
  timeTotals(): Float64Array;
  /** Adds the histogram of answered times since the last call to `into` and empties it: for percentiles over time.
   *  Buckets are those of `base/histogram.ts`. Never changes an outcome. */
  takeRecentAnswered(into: Float64Array): number;
  /** Adds the histogram of done times of all sources to `into`, requests that began after the warm-up: what two
   *  readings differ by was done in between. Buckets are those of `base/histogram.ts`. */
  addDone(into: Float64Array): void;

  /** Every k-th request of each source is traced for drawing from now on; 0 switches tracing off. */
  traceEvery(k: number): void;
  /** Copies rows of the tap into `into` (see `TAP_COLUMNS`) and empties it. Returns the number of rows; rows that did
   *  not fit since the last call are gone. */
  takeTap(into: Float64Array): number;

  snapshot(): Snapshot;
  /** Continues from a snapshot exactly as the original did. Throws when it was taken from another network. */
  restore(snapshot: Snapshot): void;
}
