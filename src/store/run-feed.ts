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

/** Where the rows of one thing stand in a frame; -1 when it is not part of the run. */
export type RowIndex = number;

/** The latest figures of the run, outside of React: written once per frame, read by the picture as it draws. Counters
 *  are told as differences over a trailing window of simulated time. */
export class RunFeed {
  private loaded: Loaded | undefined;
  private kept: EarlierMeasures[] = [];
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
    if (frame.before !== undefined) this.kept = [frame.before];
    else if (previous !== undefined && this.startsAnew(previous.nowMs, frame.nowMs)) this.kept = [];
    this.latest = frame;
    const newest = this.kept.at(-1);
    if (newest === undefined || frame.nowMs - newest.nowMs >= KEEP_EVERY_MS) this.kept.push(frame);
    this.forgetOld(frame.nowMs);
    for (const listener of this.listeners) listener(frame);
  }

  /** Forgets frames from this moment on: they tell of what did not happen after all. */
  cut(fromMs: number): void {
    this.kept = this.kept.filter((frame) => frame.nowMs < fromMs);
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

  /** Keeps the newest frame that is at least a window old as the one to compare with, and drops those before it. */
  private forgetOld(nowMs: number): void {
    let first = 0;
    while (first + 1 < this.kept.length && this.kept[first + 1]!.nowMs <= nowMs - RATE_WINDOW_MS) first++;
    if (first > 0) this.kept.splice(0, first);
  }

  private value(table: Table, row: RowIndex, column: number): number {
    const frame = this.latest;
    return frame === undefined || row < 0 ? 0 : (frame[table][row * STRIDES[table] + column] ?? 0);
  }

  private change(table: Table, row: RowIndex, column: number): number {
    const oldest = this.kept[0];
    if (this.latest === undefined || oldest === undefined || row < 0) return 0;
    const index = row * STRIDES[table] + column;
    return (this.latest[table][index] ?? 0) - (oldest[table][index] ?? 0);
  }
}

/** The page's feed. */
export const runFeed = new RunFeed();
