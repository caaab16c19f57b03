import type { PackedSamples } from '../base/statistics/time-samples.ts';
import type { BrownoutDocument, ScheduleEntry } from '../model/document.ts';
import { INCIDENT_KINDS, type Incident } from '../model/measures.ts';
import { boundMet, disorder, noteBusiest } from './bound-met.ts';
import { buildNetwork } from './build-network.ts';
import { CompiledPath } from './compiled/compiled-path.ts';
import {
  EXIT_AGAIN, EXIT_ARRIVE, EXIT_BITS, EXIT_CROWDED, EXIT_DONE, EXIT_FULL, EXIT_GO_ON, EXIT_REPLIED, EXIT_TRACED,
} from './compiled/memory-layout.ts';
import {
  AT_ONCE, BoundMet, BROKEN_MEASURES, BROKEN_ORDER, Core, EVENTS, HASH_HIGH, HASH_LOW, INCIDENT_COUNT, LAST_EVENT, MEASURED_FROM,
  MOST_EVENTS, MOST_EVENTS_AT_ONCE, NOT_STOPPED, NOW, RECORDS_LIVE, STANDING, STOPPED, STOPPED_BY_EVENTS, STOPPED_BY_LOOP, TAP_WIDTH,
} from './core.ts';
import type { EngineRun, MeasureViews, PartitionLayout, Snapshot } from './engine-run.ts';
import { updateWorkers } from './faults/capacity.ts';
import { Schedule } from './faults/schedule.ts';
import { renewStations } from './faults/station-changes.ts';
import { emptyInbox, happen, stop, timerFires } from './happen.ts';
import { DOUBLES, KEY, LANE, META, NONE, STATE_MASK, TIME, WORDS } from './kernel/record.ts';
import { isLiveTimer, takeTimer } from './kernel/timers.ts';
import { startLines } from './links/bandwidth.ts';
import { startGroups } from './links/consumer-group.ts';
import { startWires } from './links/direct/connect.ts';
import { startLogs } from './links/log.ts';
import { renewPolicies } from './links/pipeline.ts';
import { startQueues } from './links/queue-events.ts';
import { startTransports } from './links/transport-events.ts';
import { reportTables } from './measure/build-report.ts';
import { ATTEMPT_TIMED_OUT, CALL_FAILED, CIRCUIT_OPENED, MESSAGE_DROPPED, REQUEST_REJECTED } from './measure/columns.ts';
import { InvariantCheck, type Violation } from './measure/invariant-check.ts';
import { Observer, partitionLayoutOf } from './measure/observe.ts';
import { addDone, takeRecent } from './measure/recent.ts';
import { packedSamples, timeTotals } from './measure/samples.ts';
import { beginMeasuring } from './measure/warm-up.ts';
import { PlainPath } from './plain/plain-path.ts';
import { REPORT_VERSION, type Report, type RunOutcome } from './report.ts';
import { startSources } from './load/arrivals.ts';
import { runProgram } from './stations/program.ts';
import { startReplicas } from './stations/autoscaler.ts';
import { renewBalancer } from './stations/standing.ts';
import { ENGINE_VERSION } from './version.ts';

/** Which code takes events: the plain path whatever is plain, compiled once the run has become long; the compiled one from the
 *  first event on; the plain path in TypeScript alone; or the general code all of them. They do the same; a test that runs
 *  all of them says so. */
export type Paths = 'quickest' | 'compiledFirst' | 'plainFirst' | 'generalOnly';

/** Events after which a run is long. What comes before is over sooner than the move to the compiled path. */
const LONG_RUN = 10_000;

/** The measured state is held against the invariants so often at most, in simulated milliseconds, and so many times over the
 *  horizon of a document: a check of a few components takes about as long as ten events. */
const CHECK_MS = 500;
const CHECKS = 1000;

/** Compiles a document that `parseDocument` has accepted and stands at time 0, ready to run. */
export function createRun(document: BrownoutDocument, paths: Paths = 'quickest'): EngineRun {
  return new Run(document, paths);
}

class Run implements EngineRun {
  readonly partitionLayout: readonly PartitionLayout[];
  private readonly core: Core;
  private readonly plain: PlainPath;
  private readonly compiled: CompiledPath;
  private readonly schedule: Schedule;
  private readonly observer: Observer;
  private readonly document: BrownoutDocument;
  private readonly invariants: InvariantCheck;
  private readonly checkEveryMs: number;
  /** Events at the last check, -1 when something else has changed the state since. */
  private checkedEvents = -1;
  /** What the state that the run stopped in violates, once it was asked for. */
  private violation: Violation | undefined;
  private horizonMs: number;

  constructor(document: BrownoutDocument, paths: Paths) {
    this.document = document;
    this.core = new Core(buildNetwork(document));
    this.schedule = new Schedule(document);
    this.observer = new Observer(this.core);
    this.partitionLayout = partitionLayoutOf(this.core.network);
    this.invariants = new InvariantCheck(this.core, this.partitionLayout);
    this.horizonMs = document.settings.horizonMs;
    this.checkEveryMs = Math.max(CHECK_MS, Math.ceil(this.horizonMs / CHECKS));
    this.core.clock[MEASURED_FROM] = document.settings.warmUpMs;
    this.plain = new PlainPath(this.core, paths !== 'generalOnly');
    this.compiled = new CompiledPath(this.core, this.plain, paths === 'quickest' ? LONG_RUN : paths === 'compiledFirst' ? 0 : Infinity);
    for (let component = 0; component < this.core.network.componentCount; component++) {
      startReplicas(this.core, component);
      renewStations(this.core, component);
      updateWorkers(this.core, component);
      renewBalancer(this.core, component);
    }
    for (let link = 0; link < this.core.network.linkCount; link++) renewPolicies(this.core, link);
    startLines(this.core);
    startTransports(this.core);
    startGroups(this.core);
    startLogs(this.core);
    startWires(this.core);
    this.guarded(() => startSources(this.core));
    this.guarded(() => startQueues(this.core));
    this.plain.renew();
  }

  get nowMs(): number {
    return this.core.clock[NOW];
  }

  get events(): number {
    return this.core.clock[EVENTS];
  }

  get inFlight(): number {
    return this.core.counters[RECORDS_LIVE] - this.core.counters[STANDING];
  }

  get traceHash(): string {
    const { counters } = this.core;
    return hex(counters[HASH_HIGH]) + hex(counters[HASH_LOW]);
  }

  get outcome(): RunOutcome {
    const stopped = this.core.counters[STOPPED];
    if (stopped !== NOT_STOPPED) return this.stopOutcome(stopped);
    return this.core.clock[NOW] >= this.horizonMs && this.nextMs() > this.horizonMs ? { kind: 'horizon' } : { kind: 'running' };
  }

  /** When something happens next: an event, an entry or the end of warm-up. Infinity when nothing does. */
  private nextMs(): number {
    const next = this.core.list.peek();
    const control = this.nextControlMs();
    return next === NONE ? control : Math.min(control, this.core.f64[next * DOUBLES + TIME]);
  }

  private stopOutcome(reason: number): RunOutcome {
    if (reason === BROKEN_MEASURES || reason === BROKEN_ORDER) {
      this.violation ??= reason === BROKEN_ORDER ? disorder(this.core) : this.invariants.firstViolation(this.observe());
      const { invariant = 'conservation', place = '', message = '' } = this.violation ?? {};
      return { kind: 'broken', invariant, place, message };
    }
    return boundMet(this.core, this.document, reason);
  }

  advance(untilMs: number, maxEvents: number): boolean {
    let left = maxEvents;
    return this.guarded(() => {
      const limit = Math.min(untilMs, this.horizonMs);
      for (;;) {
        const control = this.nextControlMs();
        // Once the events are spent nothing will have changed by the next check.
        const check = left > 0 ? this.nextCheckMs() : Infinity;
        const goal = check < limit ? check : limit;
        const isControl = control <= goal;
        const before = this.core.clock[EVENTS];
        if (!this.runEvents(isControl ? control : goal, isControl, left)) return this.core.counters[STOPPED] !== NOT_STOPPED;
        left -= this.core.clock[EVENTS] - before;
        if (isControl) {
          this.core.clock[NOW] = control;
          this.actOnControl();
          this.checkedEvents = -1;
          if (control === check) this.checkInvariants();
          continue;
        }
        if (goal > this.core.clock[NOW]) this.core.clock[NOW] = goal;
        if (goal === check || goal === this.horizonMs) this.checkInvariants();
        if (goal === limit) return true;
      }
    });
  }

  /** The next moment at which the state is held against the invariants: it depends on the simulated time alone, so that a
   *  run that breaks one ends at the same moment however it is cut. */
  private nextCheckMs(): number {
    return (Math.floor(this.core.clock[NOW] / this.checkEveryMs) + 1) * this.checkEveryMs;
  }

  /** Ends the run when the present state breaks an invariant. */
  private checkInvariants(): void {
    const events = this.core.clock[EVENTS];
    if (events === this.checkedEvents) return;
    this.checkedEvents = events;
    this.violation = this.invariants.firstViolation(this.observe());
    if (this.violation !== undefined) stop(this.core, BROKEN_MEASURES);
  }

  /** Runs something that may meet a bound; a bound met ends the run and keeps what was computed. */
  private guarded(action: () => boolean | void): boolean {
    if (this.core.counters[STOPPED] !== NOT_STOPPED) return true;
    try {
      return action() !== false;
    } catch (error) {
      if (!(error instanceof BoundMet)) throw error;
      this.core.inboxCount = 0;
      noteBusiest(this.core);
      return true;
    }
  }

  /** When warm-up ends, or an entry acts, whichever is first. */
  private nextControlMs(): number {
    const entry = this.schedule.nextMs(this.core);
    const warmUp = this.isWarmingUp() ? this.document.settings.warmUpMs : Infinity;
    return warmUp < entry ? warmUp : entry;
  }

  private isWarmingUp(): boolean {
    const { warmUpMs } = this.document.settings;
    return warmUpMs > 0 && this.core.carriedIn[this.core.network.componentCount] === 0;
  }

  private actOnControl(): void {
    const { core } = this;
    if (this.isWarmingUp() && core.clock[NOW] >= this.document.settings.warmUpMs) {
      this.checkInvariants();
      core.carriedIn[core.network.componentCount] = 1;
      beginMeasuring(core);
    } else if (this.schedule.actOnNext(core)) this.renewPaths();
    emptyInbox(core);
  }

  /** Finds out anew what is plain. */
  private renewPaths(): void {
    this.plain.renew();
    this.compiled.renew();
  }

  /** Takes events in order up to `limitMs`, which is left out when an entry acts then. Returns false when `maxEvents` were
   *  taken before. */
  private runEvents(limitMs: number, isExclusive: boolean, maxEvents: number): boolean {
    const { compiled } = this;
    const stopsAt = this.core.clock[EVENTS] + maxEvents;
    let reason = EXIT_AGAIN;
    while (reason !== EXIT_DONE && reason !== EXIT_FULL) {
      // What is left when the events are spent is to drop timers that were cancelled, for which nobody takes over.
      if (this.core.clock[EVENTS] >= stopsAt) reason = this.takeEvents(limitMs, isExclusive, stopsAt, Infinity);
      else if (!compiled.isOpen()) reason = this.takeEvents(limitMs, isExclusive, stopsAt, compiled.closedUntil);
      else {
        reason = compiled.run(limitMs, isExclusive, stopsAt);
        // It ends for many reasons, of which most are that the next event is not plain.
        if (reason > EXIT_CROWDED) this.goOnFrom(reason & ((1 << EXIT_BITS) - 1), reason >> EXIT_BITS);
        else if (reason > EXIT_AGAIN && !(reason === EXIT_CROWDED && compiled.grow())) {
          reason = this.takeEvents(limitMs, isExclusive, stopsAt, this.core.clock[EVENTS] + 1);
        }
      }
    }
    return reason === EXIT_DONE;
  }

  /** Goes on in the middle of an event where the compiled path left it. */
  private goOnFrom(reason: number, record: number): void {
    const { core, plain } = this;
    if (reason === EXIT_GO_ON) plain.goOn(record);
    else if (reason === EXIT_ARRIVE) plain.arrive(record);
    else if (reason === EXIT_REPLIED) plain.goOn(plain.replied(record));
    else if (reason === EXIT_TRACED) runProgram(core, record);
    if (core.inboxCount > 0) emptyInbox(core);
  }

  /** The hot loop where nothing is compiled: as `runEvents`, until `pausesAt` events have happened in the run at the most.
   *  Returns why it ended. */
  private takeEvents(limitMs: number, isExclusive: boolean, stopsAt: number, pausesAt: number): number {
    const { core, plain } = this;
    const { list, clock, clockWords, counters } = core;
    for (;;) {
      const record = list.peek();
      if (record === NONE) return EXIT_DONE;
      const time = core.f64[record * DOUBLES + TIME];
      if (time > limitMs || (isExclusive && time === limitMs)) return EXIT_DONE;
      if (clock[EVENTS] >= stopsAt && this.isEvent(record)) return EXIT_FULL;
      if (clock[EVENTS] >= pausesAt) return EXIT_AGAIN;
      // Nothing happens before its cause: what is dated before now, or not at all, is not taken.
      if (!(time >= clock[NOW])) stop(core, BROKEN_ORDER);
      list.pop();
      clock[NOW] = time;
      const state = core.i32[record * WORDS + META] & STATE_MASK;
      if (state === LANE) {
        this.fireTimer(record);
        if (core.inboxCount > 0) emptyInbox(core);
        continue;
      }
      this.countEvent();
      const mixed = Math.imul(counters[HASH_LOW] ^ clockWords[0] ^ core.i32[record * WORDS + KEY], 0x7feb352d);
      counters[HASH_LOW] = mixed ^ (mixed >>> 15);
      counters[HASH_HIGH] = Math.imul(counters[HASH_HIGH] + clockWords[1] + state, 0x846ca68b) ^ (mixed >>> 13);
      if (!plain.happen(record, state)) happen(core, record, state);
      if (core.inboxCount > 0) emptyInbox(core);
    }
  }

  /** Whether something would happen, rather than a cancelled timer come up. */
  private isEvent(record: number): boolean {
    return (this.core.i32[record * WORDS + META] & STATE_MASK) !== LANE || isLiveTimer(this.core, record);
  }

  /** Counts an event at the present moment. */
  private countEvent(): void {
    const { clock, counters } = this.core;
    clock[EVENTS]++;
    if (clock[NOW] !== clock[LAST_EVENT]) {
      clock[LAST_EVENT] = clock[NOW];
      counters[AT_ONCE] = 0;
    } else if (++counters[AT_ONCE] > MOST_EVENTS_AT_ONCE) stop(this.core, STOPPED_BY_LOOP);
    if (clock[EVENTS] > MOST_EVENTS) stop(this.core, STOPPED_BY_EVENTS);
  }

  /** A lane's event: fires its first timer if that is due. A cancelled one that comes up is no event. */
  private fireTimer(laneRecord: number): void {
    const { core } = this;
    const record = takeTimer(core, laneRecord);
    if (record === NONE) return;
    const at = record * WORDS;
    const state = core.i32[at + META] & STATE_MASK;
    this.countEvent();
    const { counters, clockWords } = core;
    counters[HASH_LOW] = Math.imul(counters[HASH_LOW] ^ clockWords[0] ^ core.i32[at + KEY], 0x7feb352d) ^ (counters[HASH_HIGH] >>> 15);
    counters[HASH_HIGH] = Math.imul(counters[HASH_HIGH] + clockWords[1] + LANE, 0x846ca68b) ^ (counters[HASH_LOW] >>> 13);
    timerFires(core, record, state);
  }

  step(): boolean {
    if (this.outcome.kind !== 'running') return false;
    const before = this.core.clock[EVENTS];
    while (this.core.clock[EVENTS] === before && this.outcome.kind === 'running') {
      const control = this.nextControlMs();
      const next = this.core.list.peek();
      const time = next === NONE ? Infinity : this.core.f64[next * DOUBLES + TIME];
      this.advance(Math.min(control, time, this.horizonMs), 1);
      if (control <= time) break;
    }
    return true;
  }

  extend(horizonMs: number): void {
    if (horizonMs > this.horizonMs) this.horizonMs = horizonMs;
  }

  apply(entry: ScheduleEntry): void {
    if (!(entry.atMs > this.core.clock[NOW])) throw new Error('A live entry must be dated after the present moment.');
    this.schedule.add(entry);
    this.invariants.expect(entry);
  }

  nextEntryMs(): number {
    return Math.floor(this.core.clock[NOW]) + 1;
  }

  observe(): MeasureViews {
    return this.observer.observe();
  }

  observeSources(): Pick<MeasureViews, 'components' | 'sources'> {
    return this.observer.observeSources();
  }

  incidents(from: number): readonly Incident[] {
    const { core } = this;
    const found: Incident[] = [];
    for (let i = from; i < core.counters[INCIDENT_COUNT]; i++) {
      const kind = core.incidentKind[i];
      found.push({ kind: INCIDENT_KINDS[kind], atMs: core.incidentTime[i], subject: this.subjectOf(kind, core.incidentSubject[i]) });
    }
    return found;
  }

  private subjectOf(kind: number, subject: number): string {
    if (kind === ATTEMPT_TIMED_OUT || kind === CALL_FAILED || kind === CIRCUIT_OPENED) return this.document.connections[subject].id;
    if (kind === REQUEST_REJECTED) return this.document.components[subject].id;
    if (kind === MESSAGE_DROPPED) return this.document.channels[subject].id;
    return this.schedule.entries[subject].id;
  }

  report(): Report {
    const views = this.observe();
    const { seed, warmUpMs } = this.document.settings;
    return {
      schema: 'brownout-report',
      version: REPORT_VERSION,
      engineVersion: ENGINE_VERSION,
      title: this.document.title,
      seed,
      warmUpMs,
      horizonMs: this.horizonMs,
      nowMs: this.nowMs,
      outcome: this.outcome,
      traceHash: this.traceHash,
      events: this.events,
      ...reportTables(this.core, views),
      incidents: this.incidents(0),
    };
  }

  takeRecentAnswered(into: Float64Array): number {
    return takeRecent(this.core, into);
  }

  addDone(into: Float64Array): void {
    addDone(this.core, into);
  }

  samples(): readonly PackedSamples[] {
    return packedSamples(this.core);
  }

  timeTotals(): Float64Array {
    return timeTotals(this.core);
  }

  traceEvery(k: number): void {
    this.core.traceEvery = k;
    this.compiled.traceEvery(k);
  }

  takeTap(into: Float64Array): number {
    const { core } = this;
    const rows = Math.min(core.tapCount, Math.floor(into.length / TAP_WIDTH));
    into.set(core.tap.subarray(0, rows * TAP_WIDTH));
    core.tapCount = 0;
    return rows;
  }

  snapshot(): Snapshot {
    return {
      engineVersion: ENGINE_VERSION,
      networkHash: this.core.network.hash,
      nowMs: this.nowMs,
      buffers: this.core.copyBuffers(),
    };
  }

  restore(snapshot: Snapshot): void {
    if (snapshot.networkHash !== this.core.network.hash || snapshot.engineVersion !== ENGINE_VERSION) {
      throw new Error('This snapshot was taken from another diagram or another engine.');
    }
    this.core.restoreBuffers(snapshot.buffers);
    this.checkedEvents = -1;
    this.violation = undefined;
    this.renewPaths();
  }
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
