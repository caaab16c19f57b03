import type { PackedSamples } from '../base/statistics/time-samples.ts';
import type { BrownoutDocument, ScheduleEntry } from '../model/document.ts';
import { INCIDENT_KINDS, type Incident } from '../model/measures.ts';
import { buildNetwork } from './build-network.ts';
import { CompiledPath } from './compiled/compiled-path.ts';
import {
  EXIT_AGAIN, EXIT_ARRIVE, EXIT_BITS, EXIT_CROWDED, EXIT_DONE, EXIT_FULL, EXIT_GO_ON, EXIT_REPLIED, EXIT_TRACED,
} from './compiled/memory-layout.ts';
import {
  AT_ONCE, BoundMet, BROKEN_MEASURES, BROKEN_ORDER, CALL_OVER, CANCEL, COPY_OVER, Core, EVENTS, FORWARD, FROZEN_BROKERS, HASH_HIGH, HASH_LOW, INCIDENT_COUNT, LAST_EVENT, MEASURED_FROM, MOST_EVENTS, MOST_EVENTS_AT_ONCE,
  NOT_STOPPED, NOW, PERMIT, RECORDS_LIVE, RESUME, STANDING, STREAM_PUMP, STREAM_TURN, STOPPED, STOPPED_BY_EVENTS, STOPPED_BY_LOOP, STOP_PLACE, TAP_WIDTH, WAKE,
} from './core.ts';
import type { EngineRun, MeasureViews, PartitionLayout, Snapshot } from './engine-run.ts';
import { updateWorkers } from './faults/capacity.ts';
import { Schedule } from './faults/schedule.ts';
import { renewStations } from './faults/station-changes.ts';
import {
  ARRIVAL, BATCH_FAILING, BATCH_REPLICATING, BATCH_REPLYING, BATCH_TRAVELLING, BATCH_WAITING, CALLING, DEAD, DOUBLES, FIRST_STATION_STATE, FIRST_TRANSPORT_STATE, GUARDING, HEDGE_PENDING, KEY, LANE, MESSAGE_OUT, MESSAGE_TRAVELLING, META, NONE,
  PAUSING, QUEUED, REPLYING, SERVING, SLOT_PAUSE, STATE_MASK, STEP, STREAM_CREDIT, STREAM_TIMER, THINKING, TIME, TOKEN, TRAVELLING, TURNED_BACK, USERS_CHANGE,
  WAITING_FOR_CONNECTION, WAITING_FOR_PERMIT, WORDS,
} from './kernel/record.ts';
import { isLiveTimer, takeTimer } from './kernel/timers.ts';
import { startLines } from './links/bandwidth.ts';
import { pausedGoesOn, permitCame, permitTimedOut } from './links/begin-call.ts';
import { attemptReplied, attemptTimedOut } from './links/call.ts';
import { copyEnded, hedgeDue, totalTimedOut } from './links/guard.ts';
import { memberWakes, slotPauseEnded, slotReplied } from './links/consumer.ts';
import { startGroups } from './links/consumer-group.ts';
import { startWires } from './links/direct/connect.ts';
import { pump, streamReplied } from './links/direct/receive.ts';
import { turnToSend } from './links/direct/send.ts';
import { messageOfSlot } from './links/direct/slots.ts';
import { startLogs } from './links/log.ts';
import { streamHappens } from './links/stream-events.ts';
import { CONFIRMATION } from './links/confirm.ts';
import { jobCancelled } from './links/cancelled.ts';
import { renewPolicies } from './links/pipeline.ts';
import { confirmed, messageArrived, rootOf } from './links/publish.ts';
import { leaseTimerFired, queueEvent, queueWord, startQueues } from './links/queue-events.ts';
import { settle } from './links/queue.ts';
import { wordWaits } from './links/standstill.ts';
import { startTransports, transportEvent } from './links/transport-events.ts';
import { reportTables } from './measure/build-report.ts';
import {
  ATTEMPT_TIMED_OUT, CALL_FAILED, CIRCUIT_OPENED, COMPONENT_COLUMNS, DUPLICATES, FAILURE, IN_SYSTEM, LATE_REPLIES, LINK_COLUMNS, MESSAGE_DROPPED, OK,
  REQUEST_REJECTED, TIMEOUT,
} from './measure/columns.ts';
import { InvariantCheck, type Violation } from './measure/invariant-check.ts';
import { Observer, partitionLayoutOf } from './measure/observe.ts';
import { addDone, takeRecent } from './measure/recent.ts';
import { packedSamples, timeTotals } from './measure/samples.ts';
import { beginMeasuring } from './measure/warm-up.ts';
import { CLIENT, STEP_PUBLISH, STEP_WORDS } from './network.ts';
import { PlainPath } from './plain/plain-path.ts';
import { REPORT_VERSION, type Report, type RunOutcome } from './report.ts';
import { sourceArrived, startSources, userAsks, usersChanged } from './load/arrivals.ts';
import { callEnded, runProgram } from './stations/program.ts';
import { arriveReply, sendReply } from './stations/gate.ts';
import { arrive } from './stations/station.ts';
import { startReplicas } from './stations/autoscaler.ts';
import { renewBalancer } from './stations/standing.ts';
import { stationEvent } from './stations/station-events.ts';
import { endService, waitTimedOut } from './stations/work.ts';
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
      this.violation ??= reason === BROKEN_ORDER ? this.disorder() : this.invariants.firstViolation(this.observe());
      const { invariant = 'conservation', place = '', message = '' } = this.violation ?? {};
      return { kind: 'broken', invariant, place, message };
    }
    const component = this.document.components[this.core.counters[STOP_PLACE]];
    const place = component?.id ?? '';
    const at = `"${component?.name ?? 'the diagram'}"`;
    if (reason === STOPPED_BY_LOOP) {
      const message = `A million events happened without time passing, most of them around ${at}: look for a cycle in which nothing takes time.`;
      return { kind: 'zeroDelayLoop', place, message };
    }
    if (reason === STOPPED_BY_EVENTS) {
      return { kind: 'tooManyEvents', place, message: 'The run reached four billion events. What was computed is kept.' };
    }
    const message = `More than two million requests and messages were in flight, most of them at ${at}: more comes in than goes out, and nothing bounds it.`;
    return { kind: 'tooManyInFlight', place, message };
  }

  /** The next event, which is dated before the present moment and therefore did not happen. */
  private disorder(): Violation {
    const { core } = this;
    const record = core.list.peek();
    const time = core.f64[record * DOUBLES + TIME];
    const state = core.i32[record * WORDS + META] & STATE_MASK;
    return { invariant: 'causalOrder', place: '', message: `An event (state ${state}) was set for ${time} ms, at ${this.nowMs} ms` };
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
    if (this.violation !== undefined) this.stop(BROKEN_MEASURES);
  }

  /** Runs something that may meet a bound; a bound met ends the run and keeps what was computed. */
  private guarded(action: () => boolean | void): boolean {
    if (this.core.counters[STOPPED] !== NOT_STOPPED) return true;
    try {
      return action() !== false;
    } catch (error) {
      if (!(error instanceof BoundMet)) throw error;
      this.core.inboxCount = 0;
      this.noteBusiest();
      return true;
    }
  }

  /** Notes where most requests are. Sources have all of them, so they count only when nobody else has any. */
  private noteBusiest(): void {
    const { core } = this;
    let busiest = 0;
    let most = -1;
    for (let component = 0; component < core.network.componentCount; component++) {
      const inSystem = core.componentMeasures[component * COMPONENT_COLUMNS + IN_SYSTEM];
      const here = core.network.componentKind[component] === CLIENT ? 0 : inSystem;
      if (here > most) {
        busiest = component;
        most = here;
      }
    }
    core.counters[STOP_PLACE] = busiest;
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
    this.emptyInbox();
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
    if (core.inboxCount > 0) this.emptyInbox();
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
      if (!(time >= clock[NOW])) this.stop(BROKEN_ORDER);
      list.pop();
      clock[NOW] = time;
      const state = core.i32[record * WORDS + META] & STATE_MASK;
      if (state === LANE) {
        this.fireTimer(record);
        if (core.inboxCount > 0) this.emptyInbox();
        continue;
      }
      this.countEvent();
      const mixed = Math.imul(counters[HASH_LOW] ^ clockWords[0] ^ core.i32[record * WORDS + KEY], 0x7feb352d);
      counters[HASH_LOW] = mixed ^ (mixed >>> 15);
      counters[HASH_HIGH] = Math.imul(counters[HASH_HIGH] + clockWords[1] + state, 0x846ca68b) ^ (mixed >>> 13);
      if (!plain.happen(record, state)) this.happen(record, state);
      if (core.inboxCount > 0) this.emptyInbox();
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
    } else if (++counters[AT_ONCE] > MOST_EVENTS_AT_ONCE) this.stop(STOPPED_BY_LOOP);
    if (clock[EVENTS] > MOST_EVENTS) this.stop(STOPPED_BY_EVENTS);
  }

  private stop(reason: number): never {
    this.core.counters[STOPPED] = reason;
    throw new BoundMet();
  }

  private happen(record: number, state: number): void {
    const { core } = this;
    switch (state) {
      case SERVING:
        if (endService(core, record)) runProgram(core, record);
        break;
      case TRAVELLING:
        arrive(core, record);
        break;
      case REPLYING:
        arriveReply(core, record);
        break;
      case TURNED_BACK:
        sendReply(core, record, FAILURE);
        break;
      case ARRIVAL:
        sourceArrived(core, record);
        break;
      case PAUSING:
        pausedGoesOn(core, record);
        break;
      case DEAD:
        core.free(record);
        break;
      case MESSAGE_TRAVELLING:
        messageArrived(core, record);
        break;
      case THINKING:
        userAsks(core, record);
        break;
      case USERS_CHANGE:
        usersChanged(core, record);
        break;
      case SLOT_PAUSE:
        slotPauseEnded(core, record);
        break;
      case BATCH_TRAVELLING:
      case BATCH_REPLICATING:
      case BATCH_REPLYING:
      case BATCH_FAILING:
      case BATCH_WAITING:
      case STREAM_TIMER:
      case STREAM_CREDIT:
        streamHappens(core, record, state);
        break;
      default:
        if (state >= FIRST_TRANSPORT_STATE) transportEvent(core, record, state);
        else if (state >= FIRST_STATION_STATE) stationEvent(core, record, state);
        else queueEvent(core, record, state);
    }
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
    if (state === MESSAGE_OUT) leaseTimerFired(core, record);
    else if (state === CALLING || state === WAITING_FOR_CONNECTION) this.callTimedOut(record);
    else if (state === GUARDING) totalTimedOut(core, record);
    else if (state === HEDGE_PENDING) hedgeDue(core, record);
    else if (state === WAITING_FOR_PERMIT) permitTimedOut(core, record);
    else if (state === QUEUED) waitTimedOut(core, record);
  }

  private callTimedOut(record: number): void {
    const { core } = this;
    const { program } = core.network;
    const word = (core.i32[record * WORDS + STEP] & 0xffff) * STEP_WORDS;
    if (program[word] === STEP_PUBLISH) confirmed(core, record, program[word + 1], TIMEOUT);
    else attemptTimedOut(core, record);
  }

  /** Handles what else happens at this moment, in the order in which it came up. */
  private emptyInbox(): void {
    const { core } = this;
    for (let i = 0; i < core.inboxCount; i++) {
      if (i === MOST_EVENTS_AT_ONCE) this.stop(STOPPED_BY_LOOP);
      const at = i * 4;
      const link = core.inbox[at + 2];
      if (link === RESUME) runProgram(core, core.inbox[at]);
      else if (link === CALL_OVER) callEnded(core, core.inbox[at], core.inbox[at + 3] === 1);
      else if (link === WAKE) memberWakes(core, core.inbox[at]);
      else if (link === PERMIT) permitCame(core, core.inbox[at], core.inbox[at + 1]);
      else if (link === COPY_OVER) copyEnded(core, core.inbox[at], core.inbox[at + 1], core.inbox[at + 3]);
      else if (link === CANCEL) jobCancelled(core, core.inbox[at], core.inbox[at + 1], core.inbox[at + 3]);
      else if (link === STREAM_PUMP) pump(core, core.inbox[at]);
      else if (link === STREAM_TURN) turnToSend(core, core.inbox[at], core.inbox[at + 1], rootOf);
      else if (link <= FORWARD) queueWord(core, core.inbox[at], link, core.inbox[at + 3]);
      else this.takeReply(core.inbox[at], core.inbox[at + 1], link, core.inbox[at + 3]);
    }
    core.inboxCount = 0;
  }

  private takeReply(parent: number, token: number, link: number, outcome: number): void {
    const { core } = this;
    if (parent < NONE) {
      const message = messageOfSlot(core, -parent - 2);
      if (message !== NONE) streamReplied(core, message, { token, link, outcome });
      else slotReplied(core, -parent - 2, token, outcome);
      return;
    }
    const at = parent * WORDS;
    if (core.i32[at + TOKEN] !== token) {
      const isDuplicate = core.network.linkChannel[link] >= 0 && outcome === OK;
      core.linkMeasures[link * LINK_COLUMNS + (isDuplicate ? DUPLICATES : LATE_REPLIES)]++;
      return;
    }
    if ((core.i32[at + META] & STATE_MASK) === MESSAGE_OUT) this.takeWord(parent, outcome);
    else if (outcome & CONFIRMATION) confirmed(core, parent, link, outcome & ~CONFIRMATION);
    else attemptReplied(core, parent, link, outcome);
  }

  /** A consumer's word on a message reaches its broker. */
  private takeWord(message: number, outcome: number): void {
    const { core } = this;
    if (core.counters[FROZEN_BROKERS] === 0 || !wordWaits(core, message, outcome)) settle(core, message, outcome);
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
