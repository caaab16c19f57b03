import type { EngineRun } from '../engine/engine-run.ts';
import type { Report } from '../engine/report.ts';
import type { BrownoutDocument, ScheduleEntry } from '../model/document.ts';
import { SOURCE, SOURCE_MEASURES } from '../model/measures.ts';
import { FrameMaker } from './frame-maker.ts';
import { type PackedSnapshot, snapshotTransfer } from './packed-snapshot.ts';
import { Pacer } from './pacer.ts';
import type { EarlierMeasures, Hello, Loaded, PlayState, SessionApi, Speed, StreamMessage } from './protocol.ts';
import type { Scheduler } from './scheduler.ts';
import { Slicer } from './slicer.ts';
import { type CreateRun, Timeline } from './timeline.ts';

/** Where stream messages go: a `MessagePort`, or a test's list. */
export interface StreamPort {
  postMessage(message: StreamMessage, transfer: ArrayBuffer[]): void;
}

/** What a session needs from its surroundings. */
export interface SessionOptions {
  readonly createRun: CreateRun;
  readonly scheduler: Scheduler;
  readonly hello: Hello;
  /** Most bytes of checkpoints kept for going back; 64 MiB when absent. */
  readonly checkpointBytes?: number;
}

const BEAT_MS = 250;
/** Between two frames while playing: about 30 a second. */
const FRAME_MS = 33;
/** Between two frames of a run to the end, and between two reports of a seek's progress. */
const PROGRESS_MS = 100;
/** Between two posted checkpoints: the last one is never older than two seconds of wall time. */
const CHECKPOINT_MS = 1900;
/** Requests are traced for drawing from this long before the target of a seek, so that dots are there on arrival. */
const TRACE_BEFORE_MS = 5000;
const CHECKPOINT_BYTES = 64 * 1024 * 1024;

interface Journey {
  readonly targetMs: number;
  /** Where the rate window of the target begins: what is measured there goes with the frame of the target. */
  readonly windowFromMs: number;
  readonly done: () => void;
}

/** One run at a time, paced by the wall clock and commanded from outside. It works in slices of about ten milliseconds,
 *  so that a command never waits longer; the newest one wins: a seek, a load or a run to the end gives way to the next
 *  one, and its promise then resolves where it stands. What reads or changes the present moment (`step`, `apply`,
 *  `report`, `snapshot`, `extend`) waits until a seek has arrived. `play` and `pause` during a seek tell what happens
 *  after it. Pacing, sampling, tracing and seeking never decide an outcome. */
export class Session implements Omit<SessionApi, 'open' | 'study'> {
  private readonly options: SessionOptions;
  private readonly scheduler: Scheduler;
  private readonly pacer = new Pacer(1);
  private readonly slicer: Slicer;
  private readonly frames = new FrameMaker();
  private port: StreamPort | undefined;
  private beat = 0;

  private runNumber = 0;
  private timeline: Timeline | undefined;
  private mode: 'paused' | 'playing' | 'runningToEnd' = 'paused';
  private journey: Journey | undefined;
  private arrivals: (() => void)[] = [];
  private endings: (() => void)[] = [];
  private failure: string | undefined;

  private wakeNumber = 0;
  private lastFrameMs = -Infinity;
  private lastProgressMs = -Infinity;
  private lastCheckpointMs = -Infinity;

  constructor(options: SessionOptions) {
    this.options = options;
    this.scheduler = options.scheduler;
    this.slicer = new Slicer(options.scheduler);
  }

  // Commands.

  async hello(): Promise<Hello> {
    return this.options.hello;
  }

  /** Stream messages go to this port from now on, with a beat four times a second for as long as the worker is alive. */
  open(port: StreamPort): void {
    const isFirst = this.port === undefined;
    this.port = port;
    if (isFirst) this.sendBeat();
  }

  async load(document: BrownoutDocument, options: { readonly atMs?: number } = {}): Promise<Loaded> {
    const loaded = this.begin(document);
    await this.travelTo(options.atMs ?? 0);
    return { ...loaded, nowMs: this.runNumber === loaded.run ? this.nowMs : loaded.nowMs };
  }

  async resume(document: BrownoutDocument, snapshot: PackedSnapshot, before?: EarlierMeasures): Promise<Loaded> {
    const loaded = this.begin(document);
    this.loadedTimeline().resume(snapshot);
    await this.travelTo(snapshot.nowMs, before);
    return { ...loaded, nowMs: snapshot.nowMs };
  }

  async play(): Promise<void> {
    // At its end a run stays ended; during a seek, what it finds on arrival decides.
    if (this.journey === undefined && this.hasEnded) return;
    this.changeMode('playing');
  }

  async pause(): Promise<void> {
    this.changeMode('paused');
    this.showPresent();
  }

  async step(): Promise<void> {
    const timeline = await this.arrived();
    this.changeMode('paused');
    this.guarded(() => timeline.step());
    this.showPresent();
  }

  async setSpeed(speed: Speed): Promise<void> {
    if (speed !== 'max' && !(speed > 0 && speed < Infinity)) throw new Error('The speed must be above 0, or "max".');
    this.pacer.setSpeed(speed, this.scheduler.wallNow(), this.nowMs);
    this.wake(0);
  }

  async reset(): Promise<void> {
    if (this.timeline === undefined) return;
    this.changeMode('paused');
    this.failure = undefined;
    this.timeline.reset();
    await this.travelTo(0);
  }

  async seek(atMs: number): Promise<void> {
    if (this.timeline === undefined) return;
    if (this.mode === 'runningToEnd') this.changeMode('paused');
    const isBroken = this.failure !== undefined;
    this.failure = undefined;
    const targetMs = Math.max(0, atMs);
    this.timeline.standBefore(this.timeline.windowStart(targetMs), isBroken);
    await this.travelTo(targetMs);
  }

  async runToEnd(): Promise<void> {
    if (this.timeline === undefined || this.hasEnded) return;
    this.endJourney();
    this.changeMode('runningToEnd');
    await new Promise<void>((resolve) => this.endings.push(resolve));
  }

  async extend(horizonMs: number): Promise<void> {
    const timeline = await this.arrived();
    timeline.extend(horizonMs);
    this.showPresent();
  }

  async apply(entry: ScheduleEntry): Promise<ScheduleEntry> {
    const timeline = await this.arrived();
    if (timeline.isOver) throw new Error('The run is over: nothing can be changed in it.');
    this.postCheckpoint();
    const dated = timeline.apply(entry);
    this.flush();
    return dated;
  }

  async withdraw(entryId: string): Promise<void> {
    const { timeline } = this;
    if (timeline === undefined) return;
    const presentMs = this.journey?.targetMs ?? timeline.nowMs;
    if (!timeline.withdraw(entryId)) return;
    this.failure = undefined;
    timeline.standBefore(timeline.windowStart(presentMs));
    await this.travelTo(presentMs);
  }

  async report(): Promise<Report> {
    return (await this.arrived()).run.report();
  }

  async snapshot(): Promise<PackedSnapshot> {
    return (await this.arrived()).snapshot();
  }

  async setDotBudget(dots: number): Promise<void> {
    this.frames.dots.setBudget(Number.isFinite(dots) ? dots : 0);
    this.timeline?.run.traceEvery(this.frames.dots.every);
  }

  /** Checkpoints kept for going back, and what they weigh. For tests and measurements. */
  get memory(): Timeline['memory'] | undefined {
    return this.timeline?.memory;
  }

  // Runs.

  private begin(document: BrownoutDocument): Loaded {
    this.endJourney();
    this.changeMode('paused');
    this.timeline = undefined;
    this.failure = undefined;
    const { createRun, checkpointBytes = CHECKPOINT_BYTES } = this.options;
    this.timeline = new Timeline(document, { createRun, checkpointBytes });
    const loaded = describe(document, this.timeline.run, ++this.runNumber);
    this.frames.dots.expect(expectedDots(document, this.timeline.run));
    this.lastCheckpointMs = this.scheduler.wallNow();
    this.post({ type: 'loaded', loaded });
    return loaded;
  }

  private get nowMs(): number {
    return this.timeline?.nowMs ?? 0;
  }

  private loadedTimeline(): Timeline {
    if (this.timeline === undefined) throw new Error('No document is loaded.');
    return this.timeline;
  }

  /** The timeline, once it stands where the last seek leads. Fails when another document was loaded meanwhile. */
  private async arrived(): Promise<Timeline> {
    const timeline = this.loadedTimeline();
    if (this.journey !== undefined) await new Promise<void>((resolve) => this.arrivals.push(resolve));
    if (this.timeline !== timeline) throw new Error('Another document was loaded meanwhile.');
    if (this.failure !== undefined) throw new Error(this.failure);
    return timeline;
  }

  private changeMode(mode: 'paused' | 'playing' | 'runningToEnd'): void {
    if (this.mode === 'runningToEnd' && mode !== 'runningToEnd') this.endEndings();
    const isNew = this.mode !== mode;
    this.mode = mode;
    if (mode === 'playing' && isNew) this.pacer.start(this.scheduler.wallNow(), this.nowMs);
    if (this.timeline === undefined) return;
    if (this.journey === undefined) this.frames.trace(this.timeline.run, mode !== 'runningToEnd');
    if (isNew) this.postStatus();
    this.wake(0);
  }

  private endEndings(): void {
    for (const resolve of this.endings.splice(0)) resolve();
  }

  // Seeking.

  /** @param before Measures that the target is to be compared with, when it is not reached from there. */
  private travelTo(targetMs: number, before?: EarlierMeasures): Promise<void> {
    this.endJourney();
    this.frames.forgetWindow();
    this.frames.continueFrom(before);
    return new Promise((done) => {
      this.journey = { targetMs, windowFromMs: this.loadedTimeline().windowStart(targetMs), done };
      this.frames.trace(this.loadedTimeline().run, false);
      this.postStatus();
      this.turn();
    });
  }

  private travel(timeline: Timeline, journey: Journey): void {
    const { targetMs, windowFromMs } = journey;
    const traceFromMs = targetMs - TRACE_BEFORE_MS;
    const isNear = timeline.nowMs >= traceFromMs || this.slicer.run(timeline, traceFromMs);
    if (isNear && !timeline.isOver) this.frames.trace(timeline.run, true);
    const isInWindow = isNear && (timeline.nowMs > windowFromMs || this.slicer.run(timeline, windowFromMs));
    if (isInWindow && timeline.nowMs === windowFromMs) this.frames.beginWindow(timeline.run);
    const isThere = isInWindow && this.slicer.run(timeline, targetMs);
    this.frames.collectUnderWay(timeline.run, targetMs);
    if (isThere && this.endsBefore(timeline, journey)) this.travelToEnd(timeline, journey);
    else if (isThere) this.arrive();
    else this.postProgress();
  }

  /** Whether the run is over before even the rate window of the target begins. */
  private endsBefore(timeline: Timeline, { windowFromMs }: Journey): boolean {
    return timeline.isOver && timeline.nowMs < windowFromMs && !this.frames.hasWindow;
  }

  /** Goes for the end of the run, which is known now, instead of a moment that it never reaches. */
  private travelToEnd(timeline: Timeline, { done }: Journey): void {
    const targetMs = timeline.nowMs;
    const windowFromMs = timeline.windowStart(targetMs);
    timeline.standBefore(windowFromMs);
    this.journey = { targetMs, windowFromMs, done };
  }

  private arrive(): void {
    this.endJourney();
    for (const resolve of this.arrivals.splice(0)) resolve();
    if (this.timeline !== undefined) this.frames.trace(this.timeline.run, this.mode !== 'runningToEnd');
    this.pacer.start(this.scheduler.wallNow(), this.nowMs);
    this.showPresent();
  }

  private endJourney(): void {
    const { journey } = this;
    this.journey = undefined;
    journey?.done();
  }

  // The loop.

  /** Has `turn` called after the delay; an earlier appointment is void. */
  private wake(delayMs: number): void {
    const number = ++this.wakeNumber;
    this.scheduler.later(() => {
      if (number === this.wakeNumber) this.turn();
    }, delayMs);
  }

  private turn(): void {
    const { timeline } = this;
    if (timeline === undefined) return;
    this.guarded(() => {
      if (this.journey !== undefined) this.travel(timeline, this.journey);
      else if (this.mode === 'runningToEnd') this.runOn(timeline);
      else if (this.mode === 'playing') this.playOn(timeline);
    });
    if (this.journey !== undefined || this.mode === 'runningToEnd') this.wake(0);
    else if (this.mode === 'playing') this.wake(this.slicer.wasCutShort ? 0 : this.untilNextFrame());
  }

  private playOn(timeline: Timeline): void {
    this.slicer.run(timeline, this.pacer.target(this.scheduler.wallNow()));
    this.pacer.note(this.scheduler.wallNow(), timeline.nowMs);
    this.afterSlice(timeline, FRAME_MS);
  }

  private runOn(timeline: Timeline): void {
    this.slicer.run(timeline, Infinity);
    this.afterSlice(timeline, PROGRESS_MS);
  }

  private afterSlice(timeline: Timeline, frameMs: number): void {
    if (timeline.isOver) {
      this.changeMode('paused');
      this.showPresent();
      return;
    }
    const wallMs = this.scheduler.wallNow();
    if (wallMs - this.lastFrameMs >= frameMs) {
      this.postFrame();
      if (this.mode === 'runningToEnd') this.postStatus();
    }
    if (wallMs - this.lastCheckpointMs >= CHECKPOINT_MS) this.postCheckpoint();
  }

  private untilNextFrame(): number {
    return Math.min(16, Math.max(1, FRAME_MS - (this.scheduler.wallNow() - this.lastFrameMs)));
  }

  /** Runs engine code; when it fails, the run has ended and says why. */
  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  private fail(message: string): void {
    this.failure = message;
    this.mode = 'paused';
    this.endEndings();
    this.endJourney();
    for (const resolve of this.arrivals.splice(0)) resolve();
    this.postStatus();
  }

  // Messages.

  private get state(): PlayState {
    if (this.journey !== undefined) return 'seeking';
    return this.hasEnded ? 'ended' : this.mode;
  }

  private get hasEnded(): boolean {
    return this.failure !== undefined || this.timeline?.isOver === true;
  }

  /** A frame and a status of the present moment, now. */
  private showPresent(): void {
    if (this.timeline === undefined) return;
    if (this.failure === undefined && this.journey === undefined) this.guarded(() => this.postFrame());
    this.postStatus();
  }

  private postFrame(): void {
    const timeline = this.loadedTimeline();
    const wallMs = this.scheduler.wallNow();
    this.flush();
    const { message, transfer } = this.frames.make(timeline.run, {
      run: this.runNumber,
      pace: this.mode === 'playing' ? this.pacer.pace : 0,
      wallMs,
      spanMs: Math.min(1000, wallMs - this.lastFrameMs),
    });
    this.lastFrameMs = wallMs;
    this.post(message, transfer);
  }

  /** Tells what is to be told once: rows of the strip, incidents, and what became void. */
  private flush(): void {
    const timeline = this.loadedTimeline();
    const run = this.runNumber;
    const fromMs = timeline.takeCut();
    if (fromMs !== undefined) this.post({ type: 'cut', run, fromMs });
    const rows = timeline.takeRows();
    if (rows.length > 0) this.post({ type: 'series', run, rows, intervalMs: timeline.intervalMs }, [rows.buffer]);
    const incidents = timeline.takeIncidents();
    if (incidents.length > 0) this.post({ type: 'incidents', run, incidents });
  }

  private postProgress(): void {
    if (this.scheduler.wallNow() - this.lastProgressMs >= PROGRESS_MS) this.postStatus();
  }

  private postStatus(): void {
    const { timeline, state, failure } = this;
    if (timeline === undefined) return;
    this.lastProgressMs = this.scheduler.wallNow();
    const { nowMs, outcome, traceHash } = timeline.run;
    const error = failure === undefined ? {} : { error: failure };
    this.post({ type: 'status', run: this.runNumber, nowMs, state, outcome, traceHash, ...error });
  }

  private postCheckpoint(): void {
    const timeline = this.loadedTimeline();
    this.lastCheckpointMs = this.scheduler.wallNow();
    const snapshot = timeline.snapshot();
    const { nowMs } = timeline;
    const before = this.frames.windowSince(timeline.windowStart(nowMs), { leastMs: timeline.countingSince(nowMs), nowMs });
    const window = before === undefined ? {} : { before };
    this.post({ type: 'checkpoint', run: this.runNumber, snapshot, log: timeline.log, ...window }, snapshotTransfer(snapshot));
  }

  private sendBeat(): void {
    this.post({ type: 'beat', beat: ++this.beat });
    this.scheduler.later(() => this.sendBeat(), BEAT_MS);
  }

  private post(message: StreamMessage, transfer: ArrayBuffer[] = []): void {
    this.port?.postMessage(message, transfer);
  }
}

function describe(document: BrownoutDocument, run: EngineRun, number: number): Loaded {
  return {
    run: number,
    components: document.components.map(({ id }) => id),
    connections: document.connections.map(({ id }) => id),
    channels: document.channels.map(({ id }) => id),
    sources: document.components.filter(({ kind }) => kind === 'client').map(({ id }) => id),
    partitions: run.partitionLayout,
    nowMs: run.nowMs,
  };
}

/** A first guess of the dots at once if every request had its dots: each request passes every connection there and
 *  back, and each way is on the screen for one frame. */
function expectedDots(document: BrownoutDocument, run: EngineRun): number {
  const { sources } = run.observe();
  let perSec = 0;
  for (let row = 0; row < sources.length; row += SOURCE_MEASURES.length) perSec += sources[row + SOURCE.offeredPerSec];
  return (perSec * 2 * document.connections.length * FRAME_MS) / 1000;
}
