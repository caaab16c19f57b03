import type { Report } from '../engine/report.ts';
import type { BrownoutDocument, ScheduleEntry } from '../model/document.ts';
import { Heartbeat } from './heartbeat.ts';
import type { PackedSnapshot } from './packed-snapshot.ts';
import type { EarlierMeasures, Hello, Loaded, PlayState, SessionApi, Speed, StreamMessage } from './protocol.ts';
import { Keepsake, type ResumePoint, type StuckReport, type Suspect } from './keepsake.ts';
import type { Scheduler } from './scheduler.ts';
import type { WorkerLink, WorkerStarter } from './worker-link.ts';

type Message<Type extends StreamMessage['type']> = Extract<StreamMessage, { type: Type }>;

/** Who is told what a run does. Messages of runs that are no longer the newest are held back; `onLoaded` comes before
 *  everything else of its run. All are called on the page's thread and own the arrays that they are given. */
export interface ClientHandlers {
  readonly onLoaded: (loaded: Loaded) => void;
  readonly onFrame: (frame: Message<'frame'>) => void;
  readonly onSeries: (series: Message<'series'>) => void;
  readonly onIncidents: (incidents: Message<'incidents'>) => void;
  readonly onCut: (cut: Message<'cut'>) => void;
  readonly onStatus: (status: Message<'status'>) => void;
  /** The worker did not answer for two seconds and was ended; a fresh one is on its way. */
  readonly onStuck: (report: StuckReport) => void;
  /** A run goes on in the fresh worker, because that was decided or a command needed it, and stands paused. */
  readonly onResumed: (resumed: Resumed) => void;
  /** The page is seen again, and play was paused when it was hidden. */
  readonly onPausedWhileHidden: () => void;
}

/** Whether the page can be seen. `pageVisibility` is the browser's one. */
export interface Visibility {
  isVisible(): boolean;
  /** Calls back on every change; the result stops that. */
  watch(callback: () => void): () => void;
}

/** What a client needs from its surroundings. */
export interface ClientOptions {
  readonly startWorker: WorkerStarter;
  readonly scheduler: Scheduler;
  readonly visibility: Visibility;
  readonly handlers: ClientHandlers;
}

/** A run that goes on after its worker was stuck, and the document (with its log) that it is a run of. */
export interface Resumed {
  readonly loaded: Loaded;
  readonly document: BrownoutDocument;
}

/** How a document is loaded. */
export interface LoadOptions {
  /** Where the run stands then, in simulated milliseconds; its beginning without it. */
  readonly atMs?: number;
  /** Where the run ends, if later than at the document's own horizon. Simulated milliseconds. */
  readonly horizonMs?: number;
  /** Whether the document is the one before, changed: only then can that be gone back to. */
  readonly isChange?: boolean;
}

/** Commands fail with this when their worker was ended because it was stuck, or the client was closed. */
export class EngineStoppedError extends Error {
  override readonly name = 'EngineStoppedError';
}

/** The page's side of the session: starts the worker when it is first needed, passes commands on, hands messages out,
 *  and watches over it. Only a worker that beats is trusted: after two silent seconds it is ended and another started,
 *  and the run can go on from its last checkpoint: as it is decided, or as soon as a command needs a run. */
export class EngineClient implements Omit<SessionApi, 'open' | 'load' | 'study'> {
  private readonly options: ClientOptions;
  private readonly heartbeat: Heartbeat;
  private readonly keepsake = new Keepsake();
  private readonly stopWatching: () => void;
  private link: Promise<WorkerLink> | undefined;
  private linkNumber = 0;
  private readonly waiting = new Set<(error: Error) => void>();
  private newestRun = 0;
  private state: PlayState = 'paused';
  /** Whether the worker is a fresh one that does not have the document yet. */
  private isLost = false;
  /** Counts loads: what was asked for before the newest one is void. */
  private loads = 0;
  private wasPausedByHiding = false;
  /** Whether the page was ever shown: one that opens in a tab behind another is not. */
  private wasShown: boolean;
  private dots: number | undefined;
  private speed: Speed | undefined;

  constructor(options: ClientOptions) {
    this.options = options;
    const { scheduler, visibility } = options;
    const isVisible = (): boolean => visibility.isVisible();
    this.wasShown = isVisible();
    this.heartbeat = new Heartbeat(scheduler, { isVisible, onStuck: () => this.replaceWorker() });
    this.stopWatching = visibility.watch(() => this.visibilityChanged());
  }

  hello(): Promise<Hello> {
    return this.command((api) => api.hello());
  }

  /** Makes the document's run the newest one. */
  load(document: BrownoutDocument, options: LoadOptions = {}): Promise<Loaded> {
    const { atMs, isChange = false } = options;
    const horizonMs = Math.max(document.settings.horizonMs, options.horizonMs ?? 0);
    this.keepsake.loads(document, { isChange, horizonMs });
    return this.loadInto(document, horizonMs, atMs === undefined ? {} : { atMs });
  }

  resume(document: BrownoutDocument, snapshot: PackedSnapshot, before?: EarlierMeasures): Promise<Loaded> {
    return this.resumeAt({ document, horizonMs: document.settings.horizonMs, snapshot, before });
  }

  play(): Promise<void> {
    return this.onRun((api) => api.play());
  }

  pause(): Promise<void> {
    return this.command((api) => api.pause());
  }

  step(): Promise<void> {
    return this.onRun((api) => api.step());
  }

  setSpeed(speed: Speed): Promise<void> {
    this.speed = speed;
    return this.command((api) => api.setSpeed(speed));
  }

  reset(): Promise<void> {
    this.keepsake.resets();
    return this.onRun((api) => api.reset());
  }

  seek(atMs: number): Promise<void> {
    return this.onRun((api) => api.seek(atMs));
  }

  runToEnd(): Promise<void> {
    return this.onRun((api) => api.runToEnd());
  }

  extend(horizonMs: number): Promise<void> {
    this.keepsake.extends(horizonMs);
    return this.onRun((api) => api.extend(horizonMs));
  }

  apply(entry: ScheduleEntry): Promise<ScheduleEntry> {
    this.recover();
    this.keepsake.applies(entry);
    return this.command((api) => api.apply(entry));
  }

  withdraw(entryId: string): Promise<void> {
    this.keepsake.withdraws(entryId);
    return this.onRun((api) => api.withdraw(entryId));
  }

  report(): Promise<Report> {
    return this.command((api) => api.report());
  }

  snapshot(): Promise<PackedSnapshot> {
    return this.onRun((api) => api.snapshot());
  }

  setDotBudget(dots: number): Promise<void> {
    this.dots = dots;
    return this.command((api) => api.setDotBudget(dots));
  }

  /** Goes on from the last checkpoint that does not know the suspect: without a suspect entry, or with the document
   *  before a suspect one. Undefined when nothing came before the suspect. */
  resumeWithout(suspect: Suspect): Promise<Resumed | undefined> {
    return this.goOn(this.keepsake.without(suspect));
  }

  /** Goes on from the last checkpoint with everything that was there. Undefined when nothing was loaded. */
  resumeLast(): Promise<Resumed | undefined> {
    return this.goOn(this.keepsake.last());
  }

  /** Ends the worker and the watch. */
  close(): void {
    this.stopWatching();
    this.endWorker('The engine was closed.');
  }

  private async goOn(point: ResumePoint | undefined): Promise<Resumed | undefined> {
    if (point === undefined) return undefined;
    const going = this.resumeAt(point);
    const load = this.loads;
    const resumed = { loaded: await going, document: point.document };
    if (load !== this.loads) return undefined;
    this.options.handlers.onResumed(resumed);
    return resumed;
  }

  private resumeAt(point: ResumePoint): Promise<Loaded> {
    const { document, horizonMs, snapshot, before } = point;
    this.keepsake.resumes(point);
    if (snapshot === undefined) return this.loadInto(document, horizonMs, {});
    this.loading();
    return this.command((api) => api.resume(reaching(document, horizonMs), snapshot, before));
  }

  private loadInto(document: BrownoutDocument, horizonMs: number, options: { readonly atMs?: number }): Promise<Loaded> {
    this.loading();
    return this.command((api) => api.load(reaching(document, horizonMs), options));
  }

  private loading(): void {
    this.isLost = false;
    this.loads++;
  }

  /** A command that needs a run. In a fresh worker the run is brought back first, from its last checkpoint. */
  private onRun<Result>(work: (api: SessionApi) => Promise<Result>): Promise<Result> {
    this.recover();
    return this.command(work);
  }

  /** Commands are worked off in the order in which they are given, so nothing waits for the run to stand there. */
  private recover(): void {
    if (this.isLost) void this.goOn(this.keepsake.last()).catch(ignore);
  }

  // The worker.

  private command<Result>(work: (api: SessionApi) => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.add(reject);
      void this.connected()
        .then(({ api }) => work(api))
        .then(resolve, reject)
        .finally(() => this.waiting.delete(reject));
    });
  }

  private connected(): Promise<WorkerLink> {
    this.link ??= this.connect();
    return this.link;
  }

  private async connect(): Promise<WorkerLink> {
    const number = ++this.linkNumber;
    try {
      const link = await this.options.startWorker((message) => {
        if (number === this.linkNumber) this.receive(message);
      });
      if (number !== this.linkNumber) {
        link.terminate();
        throw new EngineStoppedError('The engine was closed.');
      }
      this.heartbeat.start();
      if (this.dots !== undefined) void link.api.setDotBudget(this.dots).catch(ignore);
      if (this.speed !== undefined) void link.api.setSpeed(this.speed).catch(ignore);
      return link;
    } catch (error) {
      if (number === this.linkNumber) this.link = undefined;
      throw error;
    }
  }

  private endWorker(why: string): void {
    const { link } = this;
    this.link = undefined;
    this.linkNumber++;
    this.newestRun = 0;
    this.state = 'paused';
    this.heartbeat.stop();
    void link?.then((started) => started.terminate(), ignore);
    const error = new EngineStoppedError(why);
    for (const reject of this.waiting) reject(error);
  }

  private replaceWorker(): void {
    const report = this.keepsake.report();
    this.isLost = true;
    this.endWorker('The engine did not answer for two seconds and was stopped.');
    void this.connected().catch(ignore);
    this.options.handlers.onStuck(report);
  }

  // Messages.

  private receive(message: StreamMessage): void {
    this.heartbeat.beat();
    const { handlers } = this.options;
    if (message.type === 'beat') return;
    if (message.type === 'loaded') {
      this.newestRun = message.loaded.run;
      handlers.onLoaded(message.loaded);
      return;
    }
    if (message.run !== this.newestRun) return;
    this.handOut(message);
  }

  private handOut(message: Exclude<StreamMessage, Message<'beat'> | Message<'loaded'>>): void {
    const { handlers } = this.options;
    switch (message.type) {
      case 'frame':
        return handlers.onFrame(message);
      case 'series':
        return handlers.onSeries(message);
      case 'incidents':
        return handlers.onIncidents(message);
      case 'cut':
        return handlers.onCut(message);
      case 'checkpoint':
        return this.keepsake.keeps(message);
      case 'status':
        this.state = message.state;
        this.pauseIfHidden();
        return handlers.onStatus(message);
    }
  }

  private visibilityChanged(): void {
    this.heartbeat.beat();
    this.pauseIfHidden();
    if (!this.options.visibility.isVisible()) return;
    const { wasPausedByHiding, wasShown } = this;
    this.wasPausedByHiding = false;
    this.wasShown = true;
    if (!wasPausedByHiding) return;
    if (wasShown) this.options.handlers.onPausedWhileHidden();
    else void this.play().catch(ignore);
  }

  /** Nothing plays unseen, be it on its way when the page is hidden or only asked for by then. */
  private pauseIfHidden(): void {
    if (this.state !== 'playing' || this.options.visibility.isVisible()) return;
    this.wasPausedByHiding = true;
    void this.pause().catch(ignore);
  }
}

/** The document with room for its run up to a later end than its own. */
function reaching(document: BrownoutDocument, horizonMs: number): BrownoutDocument {
  return horizonMs > document.settings.horizonMs ? { ...document, settings: { ...document.settings, horizonMs } } : document;
}

/** For promises whose failure somebody else is told. */
function ignore(): void {}

/** The visibility of the browser's page. */
export function pageVisibility(): Visibility {
  return {
    isVisible: () => document.visibilityState === 'visible',
    watch(callback) {
      document.addEventListener('visibilitychange', callback);
      return () => document.removeEventListener('visibilitychange', callback);
    },
  };
}
