import type { Report, RunOutcome } from '../engine/report.ts';
import type { PartitionLayout } from '../engine/engine-run.ts';
import type { BrownoutDocument, ScheduleEntry } from '../model/document.ts';
import type { Incident } from '../model/measures.ts';
import type { PackedSnapshot } from './packed-snapshot.ts';
import type { RunResult, RunTask } from './study.ts';

/** Version of this protocol; `hello` tells it, so that a newer page can drive an older engine's bundle. */
export const PROTOCOL_VERSION = 2;

/** What a bundle of engine and worker is. */
export interface Hello {
  readonly protocolVersion: number;
  readonly engineVersion: number;
  readonly reportVersion: number;
}

/** Simulated milliseconds per wall millisecond, or as fast as possible. */
export type Speed = number | 'max';

/** What a load gives back: the order in which frames speak of things. */
export interface Loaded {
  readonly run: number;
  readonly components: readonly string[];
  readonly connections: readonly string[];
  readonly channels: readonly string[];
  readonly sources: readonly string[];
  readonly partitions: readonly PartitionLayout[];
  readonly nowMs: number;
}

/** Commands, over Comlink. Every command carries on from the newest: an answer to an older load is void. */
export interface SessionApi {
  hello(): Promise<Hello>;
  /** Hands over the port on which `StreamMessage`s come. */
  open(port: MessagePort): Promise<void>;
  /** Compiles the document and stands at `atMs` (0 when absent), reached at full speed with progress. */
  load(document: BrownoutDocument, options?: { readonly atMs?: number }): Promise<Loaded>;
  play(): Promise<void>;
  pause(): Promise<void>;
  /** One event. */
  step(): Promise<void>;
  setSpeed(speed: Speed): Promise<void>;
  /** Back to time 0 of the same document, live entries dropped. */
  reset(): Promise<void>;
  /** To any moment, backwards too: from the nearest checkpoint, by deterministic replay. */
  seek(atMs: number): Promise<void>;
  /** Computes to the horizon as fast as possible; goes on while the page is hidden. */
  runToEnd(): Promise<void>;
  /** Lets a run at its horizon go on to a later one. */
  extend(horizonMs: number): Promise<void>;
  /** Adds a live entry, dated at the next whole millisecond; gives back the entry as dated. */
  apply(entry: ScheduleEntry): Promise<ScheduleEntry>;
  /** Takes a live entry out of the log and replays to the present moment. */
  withdraw(entryId: string): Promise<void>;
  report(): Promise<Report>;
  snapshot(): Promise<PackedSnapshot>;
  /** Loads the document and continues from a snapshot of it; `before` are the measures at the start of its rate window. */
  resume(document: BrownoutDocument, snapshot: PackedSnapshot, before?: EarlierMeasures): Promise<Loaded>;
  /** How many dots the picture can carry, 0 for none: the session picks the 1-2-5 step k. */
  setDotBudget(dots: number): Promise<void>;
  /** Runs a document from beginning to end at once, beside whatever is loaded and without messages: one run of many. Only
   *  ending the worker cuts it short, so it is asked of workers that do nothing else. */
  study(task: RunTask): Promise<RunResult>;
}

/** Strip of the whole system, one row per sampling interval of simulated time. Rates are of the interval. `p50Ms` and
 *  `p99Ms` are of the answers in the `RATE_WINDOW_MS` that end with it, or in it where it is longer, `doneP99Ms` of the
 *  requests whose last required effect was finished in that time (of those that began after the warm-up); NaN where there
 *  was none. */
export const SERIES_COLUMNS = [
  'atMs', 'offeredPerSec', 'answeredPerSec', 'goodPerSec', 'failedPerSec', 'p50Ms', 'p99Ms', 'inFlight', 'doneP99Ms',
] as const;

/** Rates are told over this much simulated time before now, in ms. */
export const RATE_WINDOW_MS = 2000;

/** The counters of an earlier moment of the same history, with which those of a frame are compared. */
export interface EarlierMeasures {
  readonly nowMs: number;
  readonly components: Float64Array;
  readonly connections: Float64Array;
  readonly channels: Float64Array;
  readonly sources: Float64Array;
}

/** What comes on the stream port. Arrays are transferred: the receiver owns them. */
export type StreamMessage =
  /** Comes first of every run: the order in which its frames speak of things. */
  | { readonly type: 'loaded'; readonly loaded: Loaded }
  | {
      readonly type: 'frame';
      readonly run: number;
      readonly nowMs: number;
      readonly events: number;
      readonly inFlight: number;
      /** Simulated milliseconds per wall millisecond that are really reached. */
      readonly pace: number;
      readonly components: Float64Array;
      readonly connections: Float64Array;
      readonly channels: Float64Array;
      readonly sources: Float64Array;
      readonly partitions: Float64Array;
      /** Rows of `TAP_COLUMNS`. */
      readonly tap: Float64Array;
      /** One dot stands for this many requests. */
      readonly dotEvery: number;
      /** With the first frame after a jump (seek, load at a moment, replay without an entry, recovery): the measures at
       *  the start of its rate window. Frames from before the jump are not to be compared with this one. */
      readonly before?: EarlierMeasures;
    }
  | { readonly type: 'series'; readonly run: number; readonly rows: Float64Array; readonly intervalMs: number }
  | { readonly type: 'incidents'; readonly run: number; readonly incidents: readonly Incident[] }
  /** The log changed in the past of what was told: series rows and incidents at and after `fromMs` are void, and come
   *  anew. A plain seek voids nothing: what was told of later moments stays true. */
  | { readonly type: 'cut'; readonly run: number; readonly fromMs: number }
  /** On every change, and about ten times a second as progress of a seek or of a run to the end. `error` tells that the
   *  engine itself failed; the run has then ended whatever its outcome says. */
  | {
      readonly type: 'status';
      readonly run: number;
      readonly nowMs: number;
      readonly state: PlayState;
      readonly outcome: RunOutcome;
      readonly traceHash: string;
      readonly error?: string;
    }
  | {
      readonly type: 'checkpoint';
      readonly run: number;
      readonly snapshot: PackedSnapshot;
      readonly log: readonly ScheduleEntry[];
      /** The measures at the start of the moment's rate window, or the first that are known within it. */
      readonly before?: EarlierMeasures;
    }
  | { readonly type: 'beat'; readonly beat: number };

/** What the session is doing. */
export type PlayState = 'paused' | 'playing' | 'seeking' | 'runningToEnd' | 'ended';
