import type { ChannelMeasure, ComponentMeasure, ConnectionMeasure, Incident, SourceMeasure } from '../model/measures.ts';

/** Version of the report's form. Additions keep it, and are optional in its schema; changes of meaning raise it. */
export const REPORT_VERSION = 1;

/** Times in milliseconds over all samples, from a histogram of relative error at most 0.8 %. Null: not enough data. */
export interface TimeSummary {
  readonly count: number;
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
  readonly max: number | null;
}

/** What became of the requests of a component, or of the calls or messages of a connection, in one form for both. */
export interface Counts {
  /** Requests that arrived; calls made or messages published. */
  readonly offered: number;
  /** Requests whose service began; attempts sent or deliveries made. */
  readonly started: number;
  readonly completed: number;
  readonly rejected: number;
  /** Attempts that timed out: of the connection, or of all calls of the component. */
  readonly timedOut: number;
  /** Requests that failed, lost ones included; calls that failed after their last attempt. */
  readonly failed: number;
  /** Attempts after the first: of the connection, or of all calls of the component. */
  readonly retried: number;
  /** Deliveries of messages that had been delivered before. */
  readonly redelivered: number;
  /** Messages that were given up after too many deliveries, or dropped into the dead-letter queue, of the channels read. */
  readonly deadLettered: number;
  readonly inFlight: number;
}

/** What is true of every run, whatever was drawn: the books balance to the last request; no count is below zero; nothing
 *  happens before its cause; no more workers are busy than there are; every measure is a finite number. */
export type Invariant = 'conservation' | 'nothingNegative' | 'causalOrder' | 'utilization' | 'finiteMeasures';

/** Why a run stands where it stands. */
export type RunOutcome =
  | { readonly kind: 'running' }
  | { readonly kind: 'horizon' }
  /** More than the bound of events at one moment: a cycle without delay. `place` is the busiest component's id. */
  | { readonly kind: 'zeroDelayLoop'; readonly place: string; readonly message: string }
  /** More records than the pool may hold. */
  | { readonly kind: 'tooManyInFlight'; readonly place: string; readonly message: string }
  /** More events than one run may have. */
  | { readonly kind: 'tooManyEvents'; readonly place: string; readonly message: string }
  /** The engine found a rule of its own broken, which is a fault of the engine and not of the diagram. `place` is the id of a
   *  component, connection or channel, or empty; `message` tells the figures. What was computed is not to be trusted. */
  | { readonly kind: 'broken'; readonly invariant: Invariant; readonly place: string; readonly message: string };

/** Figures of one component over the measured time (warm-up excluded), summed over its replicas. */
export interface ComponentReport {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly counts: Counts;
  readonly measures: Readonly<Record<ComponentMeasure, number>>;
  /** In the system when the measured time began: offered + carriedIn = outcomes + inSystem. */
  readonly carriedIn: number;
  /** Requests completed per second. */
  readonly throughputPerSec: number;
  /** Of those, the ones of use: answered before the caller gave up, or acknowledged before the message was taken back, once
   *  each. Of a load source: requests done within their deadline. At most the throughput. */
  readonly goodputPerSec: number;
  /** Busy workers (working or held) divided by workers; null without workers. */
  readonly utilization: number | null;
  readonly meanInQueue: number;
  readonly meanInSystem: number;
  /** Of requests that arrived after warm-up and ended well here. */
  readonly waitMs: TimeSummary;
  readonly serviceMs: TimeSummary;
  readonly sojournMs: TimeSummary;
  /** Share of requests offered after warm-up that ended well, failures and those in flight counted against it. */
  readonly answeredShare: number | null;
}

/** Figures of one connection over the measured time. */
export interface ConnectionReport {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly protocol: string;
  readonly counts: Counts;
  readonly measures: Readonly<Record<ConnectionMeasure, number>>;
  /** Calls in progress when the measured time began: calls + carriedIn = succeeded + failed + abandoned + inProgress. */
  readonly carriedIn: number;
  readonly callsPerSec: number;
  /** Calls that ended well, or messages that the broker took, per second; deliveries where messages are delivered. */
  readonly throughputPerSec: number;
  /** Calls that ended well, or messages acknowledged, per second. */
  readonly goodputPerSec: number;
  /** Share of calls or messages that ended well: answered, or acknowledged by the consumer. */
  readonly answeredShare: number | null;
  /** Of exchanges that ended well. Sync: what passed before the successful attempt was sent (waiting for a connection,
   *  failed attempts, pauses). Queue and stream: from publishing to delivery. */
  readonly waitMs: TimeSummary;
  /** Sync: from sending the successful attempt to its reply. Queue and stream: from delivery to acknowledgement. */
  readonly serviceMs: TimeSummary;
  /** Both together. */
  readonly sojournMs: TimeSummary;
}

/** Figures of one channel over the measured time. */
export interface ChannelReport {
  readonly id: string;
  readonly name: string;
  readonly broker: string;
  readonly measures: Readonly<Record<ChannelMeasure, number>>;
  readonly carriedIn: number;
  readonly meanReady: number;
}

/** End-to-end figures of one load source over the measured time. */
export interface SourceReport {
  readonly id: string;
  readonly name: string;
  readonly offered: number;
  readonly measures: Readonly<Record<SourceMeasure, number>>;
  /** Requests without an answer when the measured time began: offered + carriedIn = answered + failed + unanswered. */
  readonly carriedIn: number;
  /** Answered requests whose effects were open then: answered + unfinishedCarriedIn = done + effectsLost + unfinished. */
  readonly unfinishedCarriedIn: number;
  readonly offeredPerSec: number;
  readonly throughputPerSec: number;
  readonly goodputPerSec: number;
  /** Requests that both began and were answered well in the measured time, divided by those that began in it. */
  readonly answeredShare: number | null;
  /** From a request's beginning to its good answer; requests that began after warm-up. */
  readonly answeredMs: TimeSummary;
  /** From a request's beginning to the end of its last required effect. */
  readonly doneMs: TimeSummary;
  /** The same two times over every request that began after warm-up, the share that was not answered included. */
  readonly countingUnanswered: UnansweredTimes;
}

/** Times that count each request that was not answered well (or not done) with what it waited, and with no less than its
 *  timeout. Whatever they tell is a lower bound: rule ME11 of `docs/spec.md`. */
export interface UnansweredTimes {
  /** The shortest timeout of the source's calls, as it stands when the report is made. Null: it waits for ever. */
  readonly timeoutMs: number | null;
  readonly answeredMs: TimeSummary;
  readonly doneMs: TimeSummary;
}

/** Everything that a run measured. Its form is versioned: see docs/report-format.md. */
export interface Report {
  readonly schema: 'brownout-report';
  readonly version: typeof REPORT_VERSION;
  readonly engineVersion: number;
  readonly title: string;
  readonly seed: number;
  /** Left out at the beginning: what was set, or the longer one that was found. */
  readonly warmUpMs: number;
  readonly horizonMs: number;
  /** Where the run stands. */
  readonly nowMs: number;
  readonly outcome: RunOutcome;
  /** Hash over every event of the run so far, 16 hexadecimal digits. */
  readonly traceHash: string;
  readonly events: number;
  readonly sources: readonly SourceReport[];
  readonly components: readonly ComponentReport[];
  readonly connections: readonly ConnectionReport[];
  readonly channels: readonly ChannelReport[];
  readonly incidents: readonly Incident[];
  /** Only of one steady run that was looked at as a whole: the warm-up that was found in it; null when it is too short to tell. */
  readonly warmUpFoundMs?: number | null;
  /** Of the same: half the width of every figure's interval at 95 %, in the place of the figure; null where there is none. */
  readonly halfWidths?: ReportTables;
}

/** The tables of a report. */
export type ReportTables = Pick<Report, 'sources' | 'components' | 'connections' | 'channels'>;
