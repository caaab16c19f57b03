import type { EngineRun } from '../engine/engine-run.ts';
import type { BrownoutDocument, ScheduleEntry } from '../model/document.ts';
import type { Incident } from '../model/measures.ts';
import { type Checkpoint, Checkpoints } from './checkpoints.ts';
import { type PackedSnapshot, packSnapshot, unpackSnapshot } from './packed-snapshot.ts';
import { RATE_WINDOW_MS, SERIES_COLUMNS } from './protocol.ts';
import { sampledTimes, samplingInterval, SeriesSampler } from './series-sampler.ts';

/** Compiles a document and stands at its beginning. */
export type CreateRun = (document: BrownoutDocument) => EngineRun;

/** How a timeline makes runs, and how it keeps moments to return to. */
export interface TimelineOptions {
  readonly createRun: CreateRun;
  /** Most memory for checkpoints, in bytes. */
  readonly checkpointBytes: number;
  /** Events from one checkpoint to the next at first; what `Checkpoints` thinks right when absent. */
  readonly checkpointEvents?: number;
}

/** A run that can be moved to any moment, whose log can be changed, and which samples itself: everything about time
 *  that needs no clock. However it is sliced and moved, the state at a moment is the one that an uninterrupted run of
 *  the same document and log has there.
 *
 *  Rows of the strip and incidents are *told* once: a replay of what was told tells nothing again, until `cut` says
 *  that a change of the log made it void. */
export class Timeline {
  readonly intervalMs: number;
  /** The last moment before the counters start anew. */
  private readonly beforeWarmUpEndsMs: number;
  private readonly createRun: CreateRun;
  private readonly document: BrownoutDocument;
  private liveLog: readonly ScheduleEntry[];
  private engineRun: EngineRun;
  private sampler: SeriesSampler;
  /** Stays true before every checkpoint that is kept, whatever happens to the log after it. */
  private readonly times = sampledTimes();
  private readonly checkpoints: Checkpoints;
  private horizonMs: number | undefined;
  /** Sampling intervals that are over. */
  private interval = 0;
  private toldInterval = 0;
  private toldIncidents: Incident[] = [];
  private untoldRows: Float64Array[] = [];
  private untoldCutMs: number | undefined;

  constructor(document: BrownoutDocument, options: TimelineOptions) {
    this.document = document;
    this.liveLog = document.log;
    this.createRun = options.createRun;
    this.intervalMs = samplingInterval(document.settings.horizonMs);
    this.beforeWarmUpEndsMs = previousNumber(document.settings.warmUpMs);
    this.engineRun = this.createRun(document);
    this.sampler = new SeriesSampler(this.engineRun, document, this.times);
    this.checkpoints = new Checkpoints(options.checkpointBytes, options.checkpointEvents);
    this.keepCheckpoint();
  }

  get run(): EngineRun {
    return this.engineRun;
  }

  get nowMs(): number {
    return this.engineRun.nowMs;
  }

  get isOver(): boolean {
    return this.engineRun.outcome.kind !== 'running';
  }

  /** The document's log and the live entries after it, in the order in which they act when they are of one moment. */
  get log(): readonly ScheduleEntry[] {
    return this.liveLog;
  }

  /** Runs on, at most to `untilMs`, at most `maxEvents` events, and at most to the end of the sampling interval. Returns
   *  true when `untilMs` or the end of the run is reached. */
  advance(untilMs: number, maxEvents: number): boolean {
    const { stopMs } = this;
    if (!this.engineRun.advance(Math.min(untilMs, stopMs), maxEvents)) return false;
    this.reachStop(stopMs);
    return this.isOver || this.nowMs >= untilMs;
  }

  /** Runs exactly one event, over as many sampling intervals as lie before it. Returns false at the end of the run. */
  step(): boolean {
    while (!this.isOver) {
      const boundaryMs = this.stopMs;
      // Without events to spend, this tells whether one is left before the boundary.
      if (!this.engineRun.advance(boundaryMs, 0)) return this.engineRun.step();
      this.reachStop(boundaryMs);
    }
    return false;
  }

  /** Goes to the nearest checkpoint from which `advance(atMs)` can reach the moment, unless the present one is nearer.
   *  @param isBroken The present state is not to be trusted. */
  standBefore(atMs: number, isBroken = false): void {
    const checkpoint = this.checkpoints.before(Math.max(0, atMs));
    if (checkpoint === undefined) throw new Error('There is no checkpoint to go back to.');
    if (isBroken || atMs < this.nowMs || checkpoint.nowMs > this.nowMs) this.returnTo(checkpoint);
  }

  /** Where the rate window of a moment begins: `RATE_WINDOW_MS` before it, but never before the counters last started
   *  anew. */
  windowStart(atMs: number): number {
    return Math.max(this.countingSince(atMs), atMs - RATE_WINDOW_MS);
  }

  /** Since when counters of a moment count: since the end of the warm-up, or before that since the start. */
  countingSince(atMs: number): number {
    const { warmUpMs } = this.document.settings;
    return atMs >= warmUpMs ? warmUpMs : 0;
  }

  /** Adds an entry to the log, dated at the next whole millisecond, and gives it back as dated. */
  apply(entry: ScheduleEntry): ScheduleEntry {
    const dated = { ...entry, atMs: this.engineRun.nextEntryMs() };
    this.engineRun.apply(dated);
    this.liveLog = [...this.liveLog, dated];
    this.cut(dated.atMs);
    return dated;
  }

  /** Takes an entry out of the log; the run then stands at a checkpoint before that entry and before the present moment.
   *  Returns false when there is no such entry. */
  withdraw(entryId: string): boolean {
    const place = this.liveLog.findIndex((entry) => entry.id === entryId);
    if (place < 0) return false;
    const { nowMs } = this;
    const changedFromMs = this.liveLog[place].atMs;
    this.recompile(this.liveLog.toSpliced(place, 1), place);
    this.cut(changedFromMs);
    this.standBefore(Math.min(nowMs, changedFromMs), true);
    return true;
  }

  /** Back to the beginning. Entries that came with the document stay, unless they were withdrawn; live ones go. */
  reset(): void {
    this.horizonMs = undefined;
    const own = this.liveLog.filter((entry) => this.document.log.includes(entry));
    this.recompile(own, own.length);
    this.cut(0);
    this.standBefore(0, true);
  }

  /** Lets the run go on to a later horizon. */
  extend(horizonMs: number): void {
    this.engineRun.extend(horizonMs);
    this.horizonMs = horizonMs;
  }

  /** Continues from a snapshot of a run of the same document and log. What lies before it counts as told. */
  resume(snapshot: PackedSnapshot): void {
    this.engineRun.restore(unpackSnapshot(snapshot));
    this.interval = Math.floor(snapshot.nowMs / this.intervalMs);
    this.toldInterval = this.interval;
    this.sampler.restart();
  }

  /** The present moment, to go on from. */
  snapshot(): PackedSnapshot {
    return packSnapshot(this.engineRun.snapshot());
  }

  /** Rows of the strip that were not told yet, one after the other. */
  takeRows(): Float64Array<ArrayBuffer> {
    const rows = new Float64Array(this.untoldRows.length * SERIES_COLUMNS.length);
    this.untoldRows.forEach((row, index) => rows.set(row, index * SERIES_COLUMNS.length));
    this.untoldRows = [];
    return rows;
  }

  /** Incidents that were not told yet. */
  takeIncidents(): readonly Incident[] {
    const fresh = this.engineRun.incidents(this.toldIncidents.length);
    this.toldIncidents.push(...fresh);
    return fresh;
  }

  /** From when on that what was told is void, if that has happened since the last call. */
  takeCut(): number | undefined {
    const cutMs = this.untoldCutMs;
    this.untoldCutMs = undefined;
    return cutMs;
  }

  /** Checkpoints kept, and what they weigh. */
  get memory(): { readonly checkpoints: number; readonly bytes: number; readonly eventsApart: number } {
    const { count, bytes, eventsApart } = this.checkpoints;
    return { checkpoints: count, bytes, eventsApart };
  }

  /** The next moment at which something is to be read off. */
  private get stopMs(): number {
    const boundaryMs = (this.interval + 1) * this.intervalMs;
    return this.nowMs < this.beforeWarmUpEndsMs ? Math.min(boundaryMs, this.beforeWarmUpEndsMs) : boundaryMs;
  }

  private reachStop(stopMs: number): void {
    if (this.nowMs < stopMs) return;
    if (stopMs === this.beforeWarmUpEndsMs) this.sampler.warmUpEnds();
    if (this.nowMs >= (this.interval + 1) * this.intervalMs) this.endInterval();
  }

  private endInterval(): void {
    this.interval++;
    const row = this.sampler.row();
    if (this.interval > this.toldInterval) {
      this.untoldRows.push(row);
      this.toldInterval = this.interval;
    }
    if (this.checkpoints.wants(this.engineRun.events)) this.keepCheckpoint();
  }

  private keepCheckpoint(): void {
    const { events } = this.engineRun;
    this.checkpoints.add({ ...this.snapshot(), interval: this.interval, events });
  }

  private returnTo(checkpoint: Checkpoint): void {
    this.engineRun.restore(unpackSnapshot(checkpoint));
    if (this.horizonMs !== undefined) this.engineRun.extend(this.horizonMs);
    this.interval = checkpoint.interval;
    this.sampler.restart();
  }

  /** Makes the run anew with another log, which is the same up to `place`. Entries are known to a run's state by their
   *  number, so checkpoints stay true as long as none of those numbered anew has acted. */
  private recompile(log: readonly ScheduleEntry[], place: number): void {
    const renumbered = [...this.liveLog.slice(place), ...log.slice(place)];
    this.checkpoints.dropFrom(renumbered.reduce((earliest, { atMs }) => Math.min(earliest, atMs), Infinity));
    this.liveLog = log;
    const document = { ...this.document, log };
    this.engineRun = this.createRun(document);
    this.sampler = new SeriesSampler(this.engineRun, document, this.times);
  }

  /** What happens from the moment on is no longer what was told, or what checkpoints of later moments hold. */
  private cut(fromMs: number): void {
    this.checkpoints.dropFrom(fromMs);
    const lastSafe = Math.max(0, Math.ceil(fromMs / this.intervalMs) - 1);
    const isTold = this.toldInterval > lastSafe || this.toldIncidents.some(({ atMs }) => atMs >= fromMs);
    if (!isTold) return;
    this.toldInterval = Math.min(this.toldInterval, lastSafe);
    this.toldIncidents = this.toldIncidents.filter(({ atMs }) => atMs < fromMs);
    this.untoldRows = this.untoldRows.filter((row) => row[0] < fromMs);
    this.untoldCutMs = Math.min(this.untoldCutMs ?? Infinity, fromMs);
  }
}

/** The greatest double below a positive number; 0 for 0. */
function previousNumber(value: number): number {
  return value * (1 - Number.EPSILON / 2);
}
