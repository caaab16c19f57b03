import { SLOW_TREND_MS } from '../analysis/health.ts';
import {
  CHANNEL,
  type ChannelMeasure,
  COMPONENT,
  type ComponentMeasure,
  CONNECTION,
  type ConnectionMeasure,
  SOURCE,
  type SourceMeasure,
} from '../model/measures.ts';
import { type EarlierMeasures, type Loaded, RATE_WINDOW_MS, type StreamMessage } from '../worker/protocol.ts';

/** One frame of figures as the worker sent it. */
export type RunFrame = Extract<StreamMessage, { readonly type: 'frame' }>;

/** Tables that a frame holds, with the row length of each. */
const STRIDES = {
  components: Object.keys(COMPONENT).length,
  connections: Object.keys(CONNECTION).length,
  channels: Object.keys(CHANNEL).length,
  sources: Object.keys(SOURCE).length,
} as const;
type Table = keyof typeof STRIDES;

/** Frames closer together than this share of the window are not all kept. */
const KEEP_EVERY_MS = RATE_WINDOW_MS / 40;

/** Trends are kept over this much simulated time before now: what is chance in two seconds evens out in more. */
const TREND_EVERY_MS = SLOW_TREND_MS / 40;

/** Where the rows of one thing stand in a frame; -1 when it is not part of the run. */
export type RowIndex = number;

/** Differences over a stretch of simulated time that ends now. */
export interface Trend {
  readonly spanMs: number;
  readonly component: (row: RowIndex, measure: ComponentMeasure) => number;
  readonly channel: (row: RowIndex, measure: ChannelMeasure) => number;
  readonly connection: (row: RowIndex, measure: ConnectionMeasure) => number;
  readonly source: (row: RowIndex, measure: SourceMeasure) => number;
}

/** The latest figures of the run, outside of React: written once per frame, read by the picture as it draws. Counters
 *  are told as differences over a trailing window of simulated time. */
export class RunFeed {
  private loaded: Loaded | undefined;
  private kept: EarlierMeasures[] = [];
  /** The same, further apart and for longer. */
  private older: EarlierMeasures[] = [];
  private latest: RunFrame | undefined;
  private readonly rows: Record<Table, Map<string, number>> = {
    components: new Map(),
    connections: new Map(),
    channels: new Map(),
    sources: new Map(),
  };
  private readonly listeners = new Set<(frame: RunFrame) => void>();
  private readonly loadListeners = new Set<() => void>();
  private warmUpMs = 0;

  /** Takes over the order in which the frames of a newly loaded run speak of things. */
  begin(loaded: Loaded, warmUpMs: number): void {
    this.loaded = loaded;
    this.warmUpMs = warmUpMs;
    this.kept = [];
    this.older = [];
    this.latest = undefined;
    for (const table of Object.keys(this.rows) as Table[]) {
      this.rows[table] = new Map(loaded[table].map((id, index) => [id, index]));
    }
    for (const listener of this.loadListeners) listener();
  }

  get layout(): Loaded | undefined {
    return this.loaded;
  }

  get frame(): RunFrame | undefined {
    return this.latest;
  }

  /** Takes a frame in. Frames of an earlier load are dropped; a jump puts the window that it brings in place of what was
   *  kept, and a step back in time without one forgets it. */
  push(frame: RunFrame): void {
    if (this.loaded === undefined || frame.run !== this.loaded.run) return;
    const previous = this.latest;
    if (frame.before !== undefined) this.remember([frame.before]);
    else if (previous !== undefined && this.startsAnew(previous.nowMs, frame.nowMs)) this.remember([]);
    this.latest = frame;
    keep(this.kept, frame, { everyMs: KEEP_EVERY_MS, windowMs: RATE_WINDOW_MS });
    keep(this.older, frame, { everyMs: TREND_EVERY_MS, windowMs: SLOW_TREND_MS });
    for (const listener of this.listeners) listener(frame);
  }

  /** Forgets frames from this moment on: they tell of what did not happen after all. */
  cut(fromMs: number): void {
    this.kept = this.kept.filter((frame) => frame.nowMs < fromMs);
    this.older = this.older.filter((frame) => frame.nowMs < fromMs);
  }

  private remember(frames: readonly EarlierMeasures[]): void {
    this.kept = [...frames];
    this.older = [...frames];
  }

  /** Calls back with every frame, in order. Returns the function that ends it. */
  onFrame(listener: (frame: RunFrame) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Calls back whenever another network was loaded. */
  onLoad(listener: () => void): () => void {
    this.loadListeners.add(listener);
    return () => this.loadListeners.delete(listener);
  }

  rowOf(table: Table, id: string): RowIndex {
    return this.rows[table].get(id) ?? -1;
  }

  /** Simulated time that differences span, in ms; 0 until two frames are there. */
  get windowMs(): number {
    const oldest = this.kept[0];
    return this.latest === undefined || oldest === undefined ? 0 : this.latest.nowMs - oldest.nowMs;
  }

  component(row: RowIndex, measure: ComponentMeasure): number {
    return this.value('components', row, COMPONENT[measure]);
  }

  connection(row: RowIndex, measure: ConnectionMeasure): number {
    return this.value('connections', row, CONNECTION[measure]);
  }

  channel(row: RowIndex, measure: ChannelMeasure): number {
    return this.value('channels', row, CHANNEL[measure]);
  }

  source(row: RowIndex, measure: SourceMeasure): number {
    return this.value('sources', row, SOURCE[measure]);
  }

  componentChange(row: RowIndex, measure: ComponentMeasure): number {
    return this.change('components', row, COMPONENT[measure]);
  }

  connectionChange(row: RowIndex, measure: ConnectionMeasure): number {
    return this.change('connections', row, CONNECTION[measure]);
  }

  channelChange(row: RowIndex, measure: ChannelMeasure): number {
    return this.change('channels', row, CHANNEL[measure]);
  }

  sourceChange(row: RowIndex, measure: SourceMeasure): number {
    return this.change('sources', row, SOURCE[measure]);
  }

  /** Differences over the window of rates. */
  recent(): Trend {
    return this.trendSince(this.kept[0]);
  }

  /** Differences over `windowMs`, or over the longest time that is known, at most `SLOW_TREND_MS`. */
  trend(windowMs: number): Trend {
    const latestMs = this.latest?.nowMs ?? 0;
    return this.trendSince(this.older.findLast((frame) => frame.nowMs <= latestMs - windowMs) ?? this.older[0]);
  }

  private trendSince(from: EarlierMeasures | undefined): Trend {
    const change = (table: Table, row: RowIndex, column: number): number => this.changeSince(from, { table, row, column });
    return {
      spanMs: this.latest === undefined || from === undefined ? 0 : this.latest.nowMs - from.nowMs,
      component: (row, measure) => change('components', row, COMPONENT[measure]),
      channel: (row, measure) => change('channels', row, CHANNEL[measure]),
      connection: (row, measure) => change('connections', row, CONNECTION[measure]),
      source: (row, measure) => change('sources', row, SOURCE[measure]),
    };
  }

  /** Busy workers divided by workers over the window, 0..1. NaN without workers, and before there is a window. */
  utilization(row: RowIndex): number {
    const workers = this.componentChange(row, 'workersArea');
    return workers > 0 ? this.componentChange(row, 'busyArea') / workers : Number.NaN;
  }

  /** A difference as a rate per simulated second; 0 before there is a window. */
  perSec(change: number): number {
    const spanMs = this.windowMs;
    return spanMs > 0 ? (1000 * change) / spanMs : 0;
  }

  private startsAnew(beforeMs: number, nowMs: number): boolean {
    const endsWarmUp = beforeMs < this.warmUpMs && nowMs >= this.warmUpMs;
    return nowMs < beforeMs || endsWarmUp;
  }

  private value(table: Table, row: RowIndex, column: number): number {
    const frame = this.latest;
    return frame === undefined || row < 0 ? 0 : (frame[table][row * STRIDES[table] + column] ?? 0);
  }

  private change(table: Table, row: RowIndex, column: number): number {
    return this.changeSince(this.kept[0], { table, row, column });
  }

  private changeSince(
    oldest: EarlierMeasures | undefined,
    { table, row, column }: { readonly table: Table; readonly row: RowIndex; readonly column: number },
  ): number {
    if (this.latest === undefined || oldest === undefined || row < 0) return 0;
    const index = row * STRIDES[table] + column;
    return (this.latest[table][index] ?? 0) - (oldest[table][index] ?? 0);
  }
}

/** Adds a frame unless the newest one is too close, and drops frames from the front as long as the next one is a window
 *  old: the first is what to compare with. */
function keep(
  frames: EarlierMeasures[],
  frame: EarlierMeasures,
  { everyMs, windowMs }: { readonly everyMs: number; readonly windowMs: number },
): void {
  const newest = frames.at(-1);
  if (newest === undefined || frame.nowMs - newest.nowMs >= everyMs) frames.push(frame);
  let first = 0;
  while (first + 1 < frames.length && frames[first + 1]!.nowMs <= frame.nowMs - windowMs) first++;
  if (first > 0) frames.splice(0, first);
}

/** The page's feed. */
export const runFeed = new RunFeed();
