import { BUCKETS, bucketIndex, histogramScratch } from '../base/histogram.ts';
import { lognormalSigma } from '../base/random.ts';
import { Arena } from './kernel/arena.ts';
import { EventList } from './kernel/event-list.ts';
import * as rec from './kernel/record.ts';
import * as col from './measure/columns.ts';
import type { Network } from './network.ts';
import * as par from './parameters.ts';

/** Most records in use at once; beyond it the run ends as `tooManyInFlight`. */
export const MOST_RECORDS = 1 << 20;
/** Events at one moment before the run ends as `zeroDelayLoop`. */
export const MOST_EVENTS_AT_ONCE = 1_000_000;
/** Events of one run before it ends as `tooManyEvents`. */
export const MOST_EVENTS = 4_000_000_000;
/** Incidents kept. */
export const MOST_INCIDENTS = 4096;
/** Schedule and log entries that one run can carry. */
export const MOST_ENTRIES = 1024;
/** Rows of the trace tap between two readings; further ones are dropped. */
export const TAP_ROWS = 16_384;
/** Columns of a row of the tap. */
export const TAP_WIDTH = 6;

const FIRST_RECORDS = 1024;
const FIRST_TIMERS = 1024;
const INBOX_WORDS = 4;
/** In place of a link in the inbox: what is not a reply. */
export const RESUME = -1;
export const CALL_OVER = -2;

/** Words of `counters`. */
export const SEQUENCE_COUNTER = 0;
export const TOKEN_COUNTER = 1;
export const NUMBER_COUNTER = 2;
export const FREE_HEAD = 3;
export const RECORDS_MADE = 4;
export const RECORDS_LIVE = 5;
export const HASH_LOW = 6;
export const HASH_HIGH = 7;
export const NEXT_CONTROL = 8;
export const INCIDENT_COUNT = 9;
export const AT_ONCE = 10;
export const LANE_COUNT = 11;
export const TIMER_FREE = 12;
export const TIMERS_MADE = 13;
export const STOPPED = 14;
export const STOP_PLACE = 15;
const COUNTER_WORDS = 16;

/** Doubles of `clock`. */
export const NOW = 0;
export const EVENTS = 1;
export const DIAL = 2;
export const MEASURED_FROM = 3;
export const LAST_EVENT = 4;
const CLOCK_DOUBLES = 8;

// Reasons in `counters[STOPPED]`.
export const NOT_STOPPED = 0;
export const STOPPED_BY_LOOP = 1;
export const STOPPED_BY_RECORDS = 2;
export const STOPPED_BY_EVENTS = 3;

/** Histograms of a component: wait, service, sojourn. */
export const COMPONENT_ROWS = 3;
/** Histograms of a link: exchanges that went straight through, whose service is their sojourn; and of the others the
 *  sojourn, the service and the wait. Most calls are of the first kind and cost one entry. */
export const LINK_ROWS = 4;
export const STRAIGHT = 0;
export const OTHER_SOJOURN = 1;
export const OTHER_SERVICE = 2;
export const OTHER_WAIT = 3;
/** Histograms of a source: answered, done. */
export const SOURCE_ROWS = 2;

// Words of a row of `histogramSums`.
export const SUM_COUNT = 0;
export const SUM_TOTAL = 1;
export const SUM_MAX = 2;
export const SUM_COLUMNS = 3;

/** Thrown when a bound is met inside an event; `advance` turns it into the run's outcome. */
export class BoundMet extends Error {}

/**
 * All mutable state of one run, and nothing else: a fixed part laid out in one buffer, the growing pools of records
 * and timers, and the event list. Code that changes it stands in `stations`, `links`, `faults` and `run.ts`.
 */
export class Core {
  readonly network: Network;
  readonly list: EventList;
  /** The fixed part. */
  readonly fixed: ArrayBuffer;

  counters!: Int32Array;
  clock!: Float64Array;
  clockWords!: Int32Array;

  componentParameters!: Float64Array;
  linkParameters!: Float64Array;
  channelParameters!: Float64Array;
  brokerParameters!: Float64Array;
  /** Sigma of lognormal service times, from the variation. */
  sigma!: Float64Array;
  /** Faults in force: service times are multiplied by `slow`; a share `errorRatio` fails; a share of workers is lost. */
  slow!: Float64Array;
  errorRatio!: Float64Array;
  capacityLost!: Float64Array;
  crashes!: Int32Array;
  /** Misses that a cache has filled itself with since it was cold. */
  fills!: Float64Array;
  brokerCrashes!: Int32Array;
  cuts!: Int32Array;
  entryActive!: Int32Array;

  servers!: Int32Array;
  busy!: Int32Array;
  queueHead!: Int32Array;
  queueTail!: Int32Array;
  queueLength!: Int32Array;
  inStation!: Int32Array;
  turn!: Int32Array;
  outstanding!: Int32Array;

  poolInUse!: Int32Array;
  poolHead!: Int32Array;
  poolTail!: Int32Array;

  channelHead!: Int32Array;
  channelTail!: Int32Array;
  channelTurn!: Int32Array;
  subscriptionOut!: Int32Array;

  partitionHead!: Int32Array;
  partitionTail!: Int32Array;
  partitionEnd!: Float64Array;
  slotCursor!: Int32Array;
  slotToken!: Int32Array;
  slotAttempt!: Int32Array;
  slotPausing!: Int32Array;
  slotDone!: Float64Array;
  /** When the record in work of a slot was first given to its consumer. */
  slotBegan!: Float64Array;

  sourceNext!: Int32Array;
  sourceRecord!: Int32Array;
  sourceUsers!: Int32Array;
  /** Hazard left until the next arrival, in units of mean arrivals, counted from `sourceFrom`. */
  sourceHazard!: Float64Array;
  sourceFrom!: Float64Array;

  /** Lane of each link's timeout plus one, 0 while unknown. */
  callLane!: Int32Array;
  laneDelay!: Float64Array;
  laneHead!: Int32Array;
  laneTail!: Int32Array;
  laneRecord!: Int32Array;

  componentMeasures!: Float64Array;
  linkMeasures!: Float64Array;
  channelMeasures!: Float64Array;
  sourceMeasures!: Float64Array;
  /** Jobs in the system when measuring began; the last word tells whether it has begun. */
  carriedIn!: Float64Array;
  channelCarriedIn!: Float64Array;
  /** Calls in progress, and answered requests whose effects were open, when measuring began. */
  linkCarriedIn!: Float64Array;
  sourceCarriedIn!: Float64Array;
  histograms!: Uint32Array;
  histogramSums!: Float64Array;
  recentAnswered!: Uint32Array;

  incidentKind!: Int32Array;
  incidentSubject!: Int32Array;
  incidentTime!: Float64Array;
  lastIncident!: Float64Array;

  /** The pool of records. */
  i32: Int32Array<ArrayBuffer>;
  f64: Float64Array<ArrayBuffer>;
  /** Beside the pool: when the call in progress began, and how long the job's own service took. */
  callBegan: Float64Array<ArrayBuffer>;
  served: Float64Array<ArrayBuffer>;

  /** The pool of timers: deadline; record, token, sequence number, next. */
  timerAt: Float64Array<ArrayBuffer>;
  timerWords: Int32Array<ArrayBuffer>;

  /** What else happens at this moment, handled in order before the next event; empty between events. */
  inbox = new Int32Array(256 * INBOX_WORDS);
  inboxCount = 0;

  /** Output for drawing; no part of the state. */
  readonly tap = new Float64Array(TAP_ROWS * TAP_WIDTH);
  tapCount = 0;
  traceEvery = 0;

  private readonly scratch = histogramScratch();

  constructor(network: Network) {
    this.network = network;
    this.fixed = Arena.layOut((arena) => this.describe(arena));
    this.clockWords = new Int32Array(this.clock.buffer, this.clock.byteOffset, 2);
    const buffer = new ArrayBuffer(FIRST_RECORDS * rec.WORDS * 4);
    this.i32 = new Int32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.callBegan = new Float64Array(FIRST_RECORDS);
    this.served = new Float64Array(FIRST_RECORDS);
    this.timerAt = new Float64Array(FIRST_TIMERS);
    this.timerWords = new Int32Array(FIRST_TIMERS * 4);
    this.list = new EventList(FIRST_RECORDS);
    this.list.attach(this.f64, this.i32);
    this.begin();
  }

  private describe(arena: Arena): void {
    this.describeParameters(arena);
    this.describeStations(arena);
    this.describeChannels(arena);
    this.describeMeasures(arena);
  }

  private describeParameters(arena: Arena): void {
    const { componentCount, linkCount, channelCount, brokerCount } = this.network;
    this.clock = arena.float64(CLOCK_DOUBLES);
    this.counters = arena.int32(COUNTER_WORDS);
    this.componentParameters = arena.float64(componentCount * par.COMPONENT_PARAMETER_COLUMNS);
    this.linkParameters = arena.float64(linkCount * par.LINK_PARAMETER_COLUMNS);
    this.channelParameters = arena.float64(channelCount * par.CHANNEL_PARAMETER_COLUMNS);
    this.brokerParameters = arena.float64(brokerCount * par.BROKER_PARAMETER_COLUMNS);
    this.sigma = arena.float64(componentCount);
    this.slow = arena.float64(componentCount);
    this.errorRatio = arena.float64(componentCount);
    this.capacityLost = arena.float64(componentCount);
    this.fills = arena.float64(componentCount);
    this.crashes = arena.int32(componentCount);
    this.brokerCrashes = arena.int32(brokerCount);
    this.cuts = arena.int32(linkCount);
    this.entryActive = arena.int32(MOST_ENTRIES);
  }

  private describeStations(arena: Arena): void {
    const { stationCount, poolCount, componentCount, linkCount, channelCount, sourceCount } = this.network;
    this.servers = arena.int32(stationCount);
    this.busy = arena.int32(stationCount);
    this.queueHead = arena.int32(stationCount);
    this.queueTail = arena.int32(stationCount);
    this.queueLength = arena.int32(stationCount);
    this.inStation = arena.int32(stationCount);
    this.turn = arena.int32(linkCount + componentCount);
    this.outstanding = arena.int32(this.network.targetLink.length);
    this.poolInUse = arena.int32(poolCount);
    this.poolHead = arena.int32(poolCount);
    this.poolTail = arena.int32(poolCount);
    this.sourceNext = arena.int32(sourceCount);
    this.sourceRecord = arena.int32(sourceCount);
    this.sourceUsers = arena.int32(sourceCount);
    this.sourceHazard = arena.float64(sourceCount);
    this.sourceFrom = arena.float64(sourceCount);
    const lanes = 2 * linkCount + channelCount + MOST_ENTRIES;
    this.callLane = arena.int32(linkCount);
    this.laneDelay = arena.float64(lanes);
    this.laneHead = arena.int32(lanes);
    this.laneTail = arena.int32(lanes);
    this.laneRecord = arena.int32(lanes);
  }

  private describeChannels(arena: Arena): void {
    const { channelCount, partitionCount, slotCount, subscriptionLink } = this.network;
    this.channelHead = arena.int32(channelCount);
    this.channelTail = arena.int32(channelCount);
    this.channelTurn = arena.int32(channelCount);
    this.subscriptionOut = arena.int32(subscriptionLink.length);
    this.partitionHead = arena.int32(partitionCount);
    this.partitionTail = arena.int32(partitionCount);
    this.partitionEnd = arena.float64(partitionCount);
    this.slotCursor = arena.int32(slotCount);
    this.slotToken = arena.int32(slotCount);
    this.slotAttempt = arena.int32(slotCount);
    this.slotPausing = arena.int32(slotCount);
    this.slotDone = arena.float64(slotCount);
    this.slotBegan = arena.float64(slotCount);
  }

  private describeMeasures(arena: Arena): void {
    const { componentCount, linkCount, channelCount, sourceCount } = this.network;
    const histograms = componentCount * COMPONENT_ROWS + linkCount * LINK_ROWS + sourceCount * SOURCE_ROWS;
    this.componentMeasures = arena.float64(componentCount * col.COMPONENT_COLUMNS);
    this.linkMeasures = arena.float64(linkCount * col.LINK_COLUMNS);
    this.channelMeasures = arena.float64(channelCount * col.CHANNEL_COLUMNS);
    this.sourceMeasures = arena.float64(sourceCount * col.SOURCE_COLUMNS);
    this.carriedIn = arena.float64(componentCount + 1);
    this.channelCarriedIn = arena.float64(channelCount);
    this.linkCarriedIn = arena.float64(linkCount);
    this.sourceCarriedIn = arena.float64(sourceCount);
    this.histogramSums = arena.float64(histograms * SUM_COLUMNS);
    this.histograms = arena.uint32(histograms * BUCKETS);
    this.recentAnswered = arena.uint32(BUCKETS);
    this.incidentTime = arena.float64(MOST_INCIDENTS);
    this.incidentKind = arena.int32(MOST_INCIDENTS);
    this.incidentSubject = arena.int32(MOST_INCIDENTS);
    this.lastIncident = arena.float64(componentCount + 2 * linkCount + channelCount);
  }

  /** Values that do not begin at zero. */
  private begin(): void {
    const { network } = this;
    for (const chain of [
      this.queueHead, this.queueTail, this.poolHead, this.poolTail, this.channelHead, this.channelTail,
      this.partitionHead, this.partitionTail, this.slotCursor, this.laneHead, this.laneTail, this.laneRecord,
      this.sourceRecord,
    ]) {
      chain.fill(rec.NONE);
    }
    this.counters[FREE_HEAD] = rec.NONE;
    this.counters[TIMER_FREE] = rec.NONE;
    this.clock[DIAL] = 1;
    this.slow.fill(1);
    this.lastIncident.fill(-Infinity);
    this.componentParameters.set(network.componentParameters);
    this.linkParameters.set(network.linkParameters);
    this.channelParameters.set(network.channelParameters);
    this.brokerParameters.set(network.brokerParameters);
    for (let component = 0; component < network.componentCount; component++) {
      const row = component * par.COMPONENT_PARAMETER_COLUMNS;
      this.fills[component] = this.componentParameters[row + par.WARM_UP_MISSES];
      this.sigma[component] = lognormalSigma(this.componentParameters[row + par.SERVICE_VARIATION]);
    }
  }

  // Records.

  /** A record of the pool, its words undefined but `META`, which is 0. */
  allocate(): number {
    const { counters } = this;
    let record = counters[FREE_HEAD];
    if (record !== rec.NONE) counters[FREE_HEAD] = this.i32[record * rec.WORDS + rec.NEXT];
    else {
      record = counters[RECORDS_MADE];
      if (record * rec.WORDS === this.i32.length) this.growRecords();
      counters[RECORDS_MADE] = record + 1;
    }
    counters[RECORDS_LIVE]++;
    return record;
  }

  /** Gives a record back. Its token goes, so that late replies and timers find nobody. */
  free(record: number): void {
    const at = record * rec.WORDS;
    this.i32[at + rec.META] = rec.FREE;
    this.i32[at + rec.TOKEN] = 0;
    this.i32[at + rec.NEXT] = this.counters[FREE_HEAD];
    this.counters[FREE_HEAD] = record;
    this.counters[RECORDS_LIVE]--;
  }

  /** Ends the run because more is in flight than the pools may hold. */
  meetBound(): never {
    this.counters[STOPPED] = STOPPED_BY_RECORDS;
    throw new BoundMet();
  }

  private growRecords(): void {
    const records = this.i32.length / rec.WORDS;
    if (records >= MOST_RECORDS) this.meetBound();
    const buffer = new ArrayBuffer(this.i32.byteLength * 2);
    const i32 = new Int32Array(buffer);
    i32.set(this.i32);
    this.i32 = i32;
    this.f64 = new Float64Array(buffer);
    this.callBegan = grown(this.callBegan);
    this.served = grown(this.served);
    this.list.attach(this.f64, this.i32);
  }

  /** Puts a record into the event list at the time that stands in its line. */
  schedule(record: number): void {
    this.i32[record * rec.WORDS + rec.SEQUENCE] = this.counters[SEQUENCE_COUNTER]++;
    this.list.push(record);
  }

  /** A name for an attempt, never 0, not used again within four billion. */
  nextToken(): number {
    const token = (this.counters[TOKEN_COUNTER] + 1) | 0;
    this.counters[TOKEN_COUNTER] = token === 0 ? 1 : token;
    return this.counters[TOKEN_COUNTER];
  }

  /** Lets a job go on with its program, at this moment but after the present action. */
  resume(job: number): void {
    this.reply(job, 0, RESUME, 0);
  }

  /** Lets a job learn that its call or confirmed publish is over, at this moment but after the present action. */
  endCall(job: number, isWell: boolean): void {
    this.reply(job, 0, CALL_OVER, isWell ? 1 : 0);
  }

  /** Lets an outcome reach whoever waits for it, at this moment but after the present action. */
  reply(parent: number, token: number, link: number, outcome: number): void {
    const at = this.inboxCount * INBOX_WORDS;
    if (at === this.inbox.length) {
      const inbox = new Int32Array(this.inbox.length * 2);
      inbox.set(this.inbox);
      this.inbox = inbox;
    }
    this.inbox[at] = parent;
    this.inbox[at + 1] = token;
    this.inbox[at + 2] = link;
    this.inbox[at + 3] = outcome;
    this.inboxCount++;
  }

  // Measures.

  /** Adds `ms`, which stands in `slot` of `from`, to histogram `row`. */
  record(row: number, ms: number): void {
    const { scratch } = this;
    scratch.float64[0] = ms;
    this.histograms[row * BUCKETS + bucketIndex(scratch.float64, scratch.int32)]++;
    const sums = row * SUM_COLUMNS;
    this.histogramSums[sums + SUM_COUNT]++;
    this.histogramSums[sums + SUM_TOTAL] += ms;
    if (ms > this.histogramSums[sums + SUM_MAX]) this.histogramSums[sums + SUM_MAX] = ms;
  }

  /** Adds an exchange over a link that ends well now: asked for at `askedMs`, sent or delivered at `sentMs`. */
  recordExchange(link: number, askedMs: number, sentMs: number): void {
    if (askedMs < this.clock[MEASURED_FROM]) return;
    const now = this.clock[NOW];
    const row = this.network.componentCount * COMPONENT_ROWS + link * LINK_ROWS;
    if (sentMs === askedMs) {
      this.record(row + STRAIGHT, now - askedMs);
      return;
    }
    this.record(row + OTHER_SOJOURN, now - askedMs);
    this.record(row + OTHER_SERVICE, now - sentMs);
    this.record(row + OTHER_WAIT, sentMs - askedMs);
  }

  /** As `record`, for the answers since the last reading. */
  recordRecent(ms: number): void {
    const { scratch } = this;
    scratch.float64[0] = ms;
    this.recentAnswered[bucketIndex(scratch.float64, scratch.int32)]++;
  }

  /** Writes a row for drawing if there is room. */
  tapRow(kind: number, start: number, end: number, place: number, number: number, outcome: number): void {
    if (this.tapCount === TAP_ROWS) return;
    const at = this.tapCount * TAP_WIDTH;
    this.tap[at] = kind;
    this.tap[at + 1] = start;
    this.tap[at + 2] = end;
    this.tap[at + 3] = place;
    this.tap[at + 4] = number;
    this.tap[at + 5] = outcome;
    this.tapCount++;
  }

  /** Notes an incident unless one like it happened within five seconds. `slot` names the series. */
  note(slot: number, kind: number, subject: number): void {
    const now = this.clock[NOW];
    const last = this.lastIncident[slot];
    this.lastIncident[slot] = now;
    if (now - last > 5000) this.addIncident(kind, subject);
  }

  /** Notes an incident without asking for earlier ones. */
  addIncident(kind: number, subject: number): void {
    const count = this.counters[INCIDENT_COUNT];
    if (count === MOST_INCIDENTS) return;
    this.incidentKind[count] = kind;
    this.incidentSubject[count] = subject;
    this.incidentTime[count] = this.clock[NOW];
    this.counters[INCIDENT_COUNT] = count + 1;
  }

  // Snapshots.

  /** Copies of all buffers that hold state, in a fixed order. The free ends of the pools are left out. */
  copyBuffers(): ArrayBuffer[] {
    const records = this.counters[RECORDS_MADE];
    const timers = this.counters[TIMERS_MADE];
    return [
      this.fixed.slice(0),
      this.i32.buffer.slice(0, records * rec.WORDS * 4),
      this.callBegan.buffer.slice(0, records * 8),
      this.served.buffer.slice(0, records * 8),
      this.timerAt.buffer.slice(0, timers * 8),
      this.timerWords.buffer.slice(0, timers * 16),
      ...this.list.buffers().map((buffer) => buffer.slice(0)),
    ];
  }

  /** Puts copies back. */
  restoreBuffers(copies: readonly ArrayBuffer[]): void {
    new Uint8Array(this.fixed).set(new Uint8Array(copies[0]));
    const records = Math.max(FIRST_RECORDS, this.i32.length / rec.WORDS);
    let capacity = records;
    while (capacity * rec.WORDS * 4 < copies[1].byteLength) capacity *= 2;
    const buffer = new ArrayBuffer(capacity * rec.WORDS * 4);
    this.i32 = new Int32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.i32.set(new Int32Array(copies[1]));
    this.callBegan = restored(copies[2], capacity);
    this.served = restored(copies[3], capacity);
    let timers = FIRST_TIMERS;
    while (timers * 8 < copies[4].byteLength) timers *= 2;
    this.timerAt = restored(copies[4], timers);
    this.timerWords = new Int32Array(timers * 4);
    this.timerWords.set(new Int32Array(copies[5]));
    this.list.attach(this.f64, this.i32);
    this.list.restore(copies.slice(6));
    this.inboxCount = 0;
    this.tapCount = 0;
  }
}

function grown(array: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(array.length * 2);
  larger.set(array);
  return larger;
}

function restored(copy: ArrayBuffer, length: number): Float64Array<ArrayBuffer> {
  const array = new Float64Array(length);
  array.set(new Float64Array(copy));
  return array;
}
