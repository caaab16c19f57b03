import { BUCKETS, bucketIndex, histogramScratch } from '../base/histogram.ts';
import { lognormalSigma } from '../base/random.ts';
import { enlarged } from '../base/typed-arrays.ts';
import { Arena } from './kernel/arena.ts';
import { EventList } from './kernel/event-list.ts';
import * as rec from './kernel/record.ts';
import { WireState } from './links/direct/wire-state.ts';
import { LogState } from './links/log-state.ts';
import * as col from './measure/columns.ts';
import type { Network } from './network.ts';
import * as par from './parameters.ts';

/** Most records in use at once; beyond it the run ends as `tooManyInFlight`. */
export const MOST_RECORDS = 1 << 21;
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
/** Words for queues, at or below `FORWARD`: see `links/queue-events.ts`. */
export const FORWARD = -64;
export const HANDLE = -65;
export const PUBLISH = -66;
export const RESUME = -1;
export const CALL_OVER = -2;
export const PERMIT = -3;
export const COPY_OVER = -4;
/** The caller has cancelled. */
export const CANCEL = -5;
/** A group's member looks for work. */
export const WAKE = -20;
/** A stream without a broker does what it can; and it is the turn of a job that waited to send on one. */
export const STREAM_PUMP = -21;
export const STREAM_TURN = -22;

/** Columns of `extras`. */
export const EXTRA_COLUMNS = 4;
/** Class of the request, 0 for none. */
export const EXTRA_CLASS = 0;
/** When the caller's deadline runs out; infinity for none. */
export const EXTRA_DEADLINE = 1;
/** Size of the request or message. */
export const EXTRA_BYTES = 2;
/** Key of the message or request, for partitions, caches and ring hashes. */
export const EXTRA_KEY = 3;

/** Columns of a row of `policies`, one for each replica of a caller and link: see `links/policy-state.ts`. */
export const POLICY_COLUMNS = 160;
/** Columns of `callState`: see `links/policy-state.ts`. */
export const CALL_COLUMNS = 9;
/** Columns of `exchanges` and of `poolState`: see `links/connection.ts`. */
export const EXCHANGE_COLUMNS = 4;
export const POOL_COLUMNS = 7;
/** Rules of poison messages in force at once, further ones have no effect; messages that they remember, beyond which they meet
 *  no more; and the columns of `poisonRules` and `poisoned`: see `stations/poison.ts`. */
export const MOST_POISON_RULES = 64;
export const POISON_COLUMNS = 5;
export const MOST_POISONED = 1024;
export const POISONED_COLUMNS = 2;
/** Columns of `linkFaults`: see `links/disturbance.ts`. */
export const LINK_FAULT_COLUMNS = 5;
/** Times of a broker that a slow-down stretches. */
export const BROKER_TIMES = 2;

/** Columns of `stationState`, `targetState` and `scalerState`, and of `jobState`: see `stations/station-state.ts`. */
export const STATION_COLUMNS = 50;
export const TARGET_COLUMNS = 12;
export const SCALER_COLUMNS = 16;
export const JOB_COLUMNS = 5;

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
export const POLICY_ROWS = 16;
/** Events that stand in the list without a request behind them: the looks of autoscalers and balancers. */
export const STANDING = 17;
/** Brokers that a fault lets stand still. */
export const FROZEN_BROKERS = 18;
const COUNTER_WORDS = 19;

/** Doubles of `clock`. */
export const NOW = 0;
export const EVENTS = 1;
export const DIAL = 2;
export const MEASURED_FROM = 3;
export const LAST_EVENT = 4;
/** When the conditions of faults were last looked at. */
export const LAST_POLL = 5;
const CLOCK_DOUBLES = 8;

// Reasons in `counters[STOPPED]`.
export const NOT_STOPPED = 0;
export const STOPPED_BY_LOOP = 1;
export const STOPPED_BY_RECORDS = 2;
export const STOPPED_BY_EVENTS = 3;
/** What was measured cannot be; and an event is dated before the present moment. See `measure/invariant-check.ts`. */
export const BROKEN_MEASURES = 4;
export const BROKEN_ORDER = 5;

/** Histograms of a component: of requests that it served without a break from the moment they came, whose service is
 *  their sojourn; of the others the sojourn, the service and the wait, if they waited. */
export const COMPONENT_ROWS = 4;
/** Histograms of a link: exchanges that went straight through, whose service is their sojourn; and of the others the
 *  sojourn, the service and the wait. Most calls are of the first kind and cost one entry. */
export const LINK_ROWS = 4;
// Rows of a component and of a link.
export const STRAIGHT = 0;
export const OTHER_SOJOURN = 1;
export const OTHER_SERVICE = 2;
export const OTHER_WAIT = 3;
/** Histograms of a source: requests that were done when they were answered; of the others the answered and the done; and
 *  what those waited at least whose answer is a failure, and those whose effects were lost. */
export const SOURCE_ROWS = 5;
// Rows of a source.
export const ANSWERED_AND_DONE = 0;
export const ANSWERED_FIRST = 1;
export const DONE_LATER = 2;
export const FAILED_AFTER = 3;
export const EFFECTS_LOST_AFTER = 4;

// Words of a row of `histogramSums`.
export const SUM_TOTAL = 0;
export const SUM_MAX = 1;
export const SUM_COLUMNS = 2;

/** What the pools of records and timers stand in. */
export interface Pools {
  readonly i32: Int32Array<ArrayBuffer>;
  readonly f64: Float64Array<ArrayBuffer>;
  readonly callBegan: Float64Array<ArrayBuffer>;
  readonly served: Float64Array<ArrayBuffer>;
  readonly timerAt: Float64Array<ArrayBuffer>;
  readonly timerWords: Int32Array<ArrayBuffer>;
}

/** Thrown when a bound is met inside an event; `advance` turns it into the run's outcome. */
export class BoundMet extends Error {}

/**
 * All mutable state of one run, and nothing else: a fixed part laid out in one buffer, the growing pools of records
 * and timers, and the event list. Code that changes it stands in `stations`, `links`, `faults`, `plain` and `run.ts`.
 *
 * Its fields are declared rather than defined: defined ones would be undefined for a moment, and the compiler would then
 * ask at every use what they are, which costs a twentieth.
 */
export class Core {
  declare readonly network: Network;
  declare readonly list: EventList;
  /** The fixed part. */
  declare fixed: Uint8Array<ArrayBuffer>;

  declare counters: Int32Array;
  declare clock: Float64Array;
  declare clockWords: Int32Array;

  declare componentParameters: Float64Array;
  declare linkParameters: Float64Array;
  declare channelParameters: Float64Array;
  declare brokerParameters: Float64Array;
  /** Sigma of lognormal service times, from the variation. */
  declare sigma: Float64Array;
  /** Faults in force: service times are multiplied by `slow`; a share `errorRatio` fails; a share of workers is lost. */
  declare slow: Float64Array;
  declare errorRatio: Float64Array;
  declare capacityLost: Float64Array;
  /** Slow start of each replica: times slower at first, pieces of work until it is up to speed, and those begun. */
  declare startFactor: Float64Array;
  declare startWorks: Float64Array;
  declare worksBegun: Float64Array;
  declare crashes: Int32Array;
  /** Misses that a cache has filled itself with since it was cold. */
  declare fills: Float64Array;
  declare brokerCrashes: Int32Array;
  /** Faults that let each broker stand still, and what has come to it meanwhile, in its order: see `links/standstill.ts`. */
  declare brokerFrozen: Int32Array;
  declare heldHead: Int32Array;
  declare heldTail: Int32Array;
  /** By what each broker's times are stretched, and what they are without: see `links/broker-times.ts`. */
  declare brokerSlow: Float64Array;
  declare brokerOwnTimes: Float64Array;
  declare intakeOwn: Float64Array;
  declare cuts: Int32Array;
  /** What faults add to the delay of each link, and whether chance has a part in it: see `links/disturbance.ts`. */
  declare linkFaults: Float64Array;
  declare disturbed: Int32Array;
  /** Bytes that each link carries per millisecond, infinity for no limit; and when it is free, in each direction: see
   *  `links/bandwidth.ts`. */
  declare lineRate: Float64Array;
  declare lineFree: Float64Array;
  /** Share of the messages of each link on which its consumer fails. */
  declare poison: Float64Array;
  /** Faults that poison one partition or a few messages, and the messages that they have met: see `stations/poison.ts`. */
  declare poisonRules: Float64Array;
  declare poisoned: Int32Array;
  /** How far each entry's fault is in force, 0 to 1; what a condition has come to (0 waits, 1 acts, 2 is over), and when
   *  the fault that it let loose ends. */
  declare entryLevel: Float64Array;
  declare entryState: Int32Array;
  declare entryEnd: Float64Array;
  /** What each entry's fault has chosen to hit, plus one: a replica or a node of a cluster. */
  declare entryChoice: Int32Array;
  /** Freezes in force. */
  declare frozen: Int32Array;

  /** What is unusual about each station, as bits: see `stations/station-word.ts`. 0 for one that is up, plain and FIFO. */
  declare stationWord: Int32Array;
  /** Crashes of single replicas in force. */
  declare stationCrashes: Int32Array;
  /** Replicas that are given work, from the component's first station on. */
  declare activeReplicas: Int32Array;
  /** What mechanisms of queueing, admission and sharing keep for each station. */
  declare stationState: Float64Array;
  /** Tables of caches that keep keys: entries, their neighbours by last use and in their bucket; and fetches in progress. */
  declare cacheKey: Int32Array;
  declare cacheExpires: Float64Array;
  declare cacheNewer: Int32Array;
  declare cacheOlder: Int32Array;
  declare cacheChain: Int32Array;
  declare cacheBuckets: Int32Array;
  declare fetches: Int32Array;
  /** When each number of replicas was last recommended, for each component that is scaled. */
  declare recommendedAt: Float64Array;
  /** What autoscaling keeps for each component. */
  declare scalerState: Float64Array;
  /** What balancers learn about each of their targets, and how many of these each leaves out now. */
  declare targetState: Float64Array;
  declare targetsOut: Int32Array;
  declare servers: Int32Array;
  declare busy: Int32Array;
  declare queueHead: Int32Array;
  declare queueTail: Int32Array;
  declare queueLength: Int32Array;
  declare inStation: Int32Array;
  declare turn: Int32Array;
  declare outstanding: Int32Array;

  declare poolInUse: Int32Array;
  declare poolHead: Int32Array;
  declare poolTail: Int32Array;
  /** Live parameters of links that keep connections; what each pool of connections keeps; and for channels that take turns
   *  the connection to each replica plus one. */
  declare transportParameters: Float64Array;
  declare poolState: Int32Array;
  declare channelConnection: Int32Array;

  declare channelHead: Int32Array;
  declare channelTail: Int32Array;
  declare channelTurn: Int32Array;
  declare subscriptionOut: Int32Array;

  /** Number that the next message of a box gets: its place in the order. */
  declare boxSequence: Int32Array;
  /** The single active consumer of a box, or NONE. */
  declare boxActive: Int32Array;
  /** When the first message of a box will be looked at because it may have expired; infinity for never. */
  declare expiryAt: Float64Array;
  /** Bytes of ready messages; and when a queue that takes in one message after another is through with the last. */
  declare channelBytes: Float64Array;
  declare intakeFree: Float64Array;
  /** Messages that a stream keeps although they are read, or will not be offered again. */
  declare streamKept: Float64Array;
  /** Bytes of all messages of a broker; whether it lets nobody publish; its elections; whether its memory is watched. */
  declare brokerBytes: Float64Array;
  declare brokerBlocked: Int32Array;
  declare brokerLeaderless: Int32Array;
  declare memoryWatched: Int32Array;
  /** Credits used in a window, the window's number, and whether somebody waits for the next: for each broker, then each
   *  channel; sends, then receives. */
  declare creditsUsed: Float64Array;
  declare creditWindow: Float64Array;
  declare creditsAwaited: Int32Array;
  /** Lane of each consuming link's lease plus one, 0 while unknown; and of a lease that is renewed. */
  declare leaseLane: Int32Array;
  declare renewalLane: Int32Array;
  /** Of each subscription: handlers at work; deliveries that wait in the client, and their bytes. */
  declare handlersBusy: Int32Array;
  declare bufferHead: Int32Array;
  declare bufferTail: Int32Array;
  declare bufferLength: Int32Array;
  declare bufferBytes: Float64Array;
  /** Of each subscription: until when it takes nothing; its next poll, polls so far and empty ones in a row. */
  declare awayUntil: Float64Array;
  declare pollAt: Float64Array;
  declare pollCount: Int32Array;
  declare emptyPolls: Int32Array;
  declare sessionsKept: Int32Array;
  /** Of each session: who keeps it, its messages that are out, the next in the line of sessions that wait for somebody
   *  to keep them, and since when its keeper has waited for a message. */
  declare sessionOwner: Int32Array;
  declare sessionOut: Int32Array;
  declare sessionNext: Int32Array;
  declare sessionIdleSince: Float64Array;
  declare sessionHead: Int32Array;
  declare sessionTail: Int32Array;
  /** Of each sender (its pool): until when it pauses, and messages that the broker has yet to take in. */
  declare senderBusyUntil: Float64Array;
  declare senderPending: Int32Array;


  /** Partitions, groups and producers. */
  declare logs: LogState;
  /** Streams without a broker. */
  declare wires: WireState;

  declare sourceNext: Int32Array;
  declare sourceRecord: Int32Array;
  declare sourceUsers: Int32Array;
  /** Hazard left until the next arrival, in units of mean arrivals, counted from `sourceFrom`. */
  declare sourceHazard: Float64Array;
  declare sourceFrom: Float64Array;
  /** Piece of the curve, and phase of a bursty source, in which `sourceFrom` lies. */
  declare sourcePiece: Int32Array;
  declare sourcePhase: Int32Array;
  declare sourcePhaseEnd: Float64Array;

  /** Mechanisms of resilience in force on each link, as bits: see `links/policies.ts`. */
  declare linkPolicies: Int32Array;
  /** Row of `policies` plus one of each connection pool, 0 while it has none. */
  declare policyOf: Int32Array;

  /** Lane of each link's timeout plus one, 0 while unknown; likewise of its other constant delays. */
  declare callLane: Int32Array;
  declare totalLane: Int32Array;
  declare hedgeLane: Int32Array;
  declare permitLane: Int32Array;
  declare laneDelay: Float64Array;
  declare laneHead: Int32Array;
  declare laneTail: Int32Array;
  declare laneRecord: Int32Array;

  declare componentMeasures: Float64Array;
  declare linkMeasures: Float64Array;
  declare channelMeasures: Float64Array;
  declare sourceMeasures: Float64Array;
  /** Jobs in the system when measuring began; the last word tells whether it has begun. */
  declare carriedIn: Float64Array;
  declare channelCarriedIn: Float64Array;
  /** Calls in progress, and answered requests whose effects were open, when measuring began. */
  declare linkCarriedIn: Float64Array;
  declare sourceCarriedIn: Float64Array;
  declare histograms: Uint32Array;
  declare histogramSums: Float64Array;
  /** Answers to requests that began before measuring, since the last reading; and what the histograms of all sources
   *  held together at that reading. */
  declare recentAnswered: Uint32Array;
  declare readAnswered: Uint32Array;

  declare incidentKind: Int32Array;
  declare incidentSubject: Int32Array;
  declare incidentTime: Float64Array;
  declare lastIncident: Float64Array;

  /** The pool of records. */
  declare i32: Int32Array<ArrayBuffer>;
  declare f64: Float64Array<ArrayBuffer>;
  /** Beside the pool: when the call in progress began, and how long the job's own service took. */
  declare callBegan: Float64Array<ArrayBuffer>;
  declare served: Float64Array<ArrayBuffer>;

  /** Beside the pool when the network asks for it: class, deadline, size and message key of each record. */
  declare extras: Float64Array<ArrayBuffer>;

  /** Beside the pool once a call of a link with policies has begun: what the call holds. */
  callState: Float64Array<ArrayBuffer> = new Float64Array(0);
  /** Beside the pool once a call over a link with a transport has begun: the exchange of the present attempt. */
  exchanges: Float64Array<ArrayBuffer> = new Float64Array(0);
  /** Beside the pool once a message has gone over a link with limited bandwidth: when the last of its bytes has left. */
  departures: Float64Array<ArrayBuffer> = new Float64Array(0);
  /** The pool of rows of policies: breakers, budgets, limiters. */
  policies: Float64Array<ArrayBuffer> = new Float64Array(0);

  /** Beside the pool once a station needs it: places in lines and heaps, and what is left of interrupted work. */
  jobState: Float64Array<ArrayBuffer> = new Float64Array(0);
  /** Times of the last requests of stations whose admission limit asks for percentiles. */
  delaySamples: Float64Array<ArrayBuffer> = new Float64Array(0);

  /** The pool of timers: deadline; record, token, sequence number, next. */
  declare timerAt: Float64Array<ArrayBuffer>;
  declare timerWords: Int32Array<ArrayBuffer>;

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
    this.fixed = new Uint8Array(Arena.layOut((arena) => this.describe(arena)));
    this.clockWords = new Int32Array(this.fixed.buffer, this.clock.byteOffset, 2);
    const buffer = new ArrayBuffer(FIRST_RECORDS * rec.WORDS * 4);
    this.i32 = new Int32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.callBegan = new Float64Array(FIRST_RECORDS);
    this.served = new Float64Array(FIRST_RECORDS);
    this.extras = new Float64Array(network.hasExtras ? FIRST_RECORDS * EXTRA_COLUMNS : 0);
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
    this.logs = new LogState(arena, this.network);
    this.wires = new WireState(arena, this.network);
    this.describeQueues(arena);
    this.describeMeasures(arena);
  }

  private describeParameters(arena: Arena): void {
    const { componentCount, stationCount, linkCount, channelCount, brokerCount } = this.network;
    this.clock = arena.float64(CLOCK_DOUBLES);
    this.counters = arena.int32(COUNTER_WORDS);
    this.componentParameters = arena.float64(componentCount * par.COMPONENT_PARAMETER_COLUMNS);
    this.linkParameters = arena.float64(linkCount * par.LINK_PARAMETER_COLUMNS);
    this.channelParameters = arena.float64(channelCount * par.CHANNEL_PARAMETER_COLUMNS);
    this.brokerParameters = arena.float64(brokerCount * par.BROKER_PARAMETER_COLUMNS);
    this.transportParameters = arena.float64(this.network.transportParameters.length);
    this.sigma = arena.float64(componentCount);
    this.slow = arena.float64(stationCount);
    this.errorRatio = arena.float64(stationCount);
    this.capacityLost = arena.float64(stationCount);
    this.startFactor = arena.float64(stationCount);
    this.startWorks = arena.float64(stationCount);
    this.worksBegun = arena.float64(stationCount);
    this.fills = arena.float64(componentCount);
    this.crashes = arena.int32(componentCount);
    this.brokerCrashes = arena.int32(brokerCount);
    this.brokerFrozen = arena.int32(brokerCount);
    this.heldHead = arena.int32(brokerCount);
    this.heldTail = arena.int32(brokerCount);
    this.brokerSlow = arena.float64(brokerCount);
    this.brokerOwnTimes = arena.float64(BROKER_TIMES * brokerCount);
    this.intakeOwn = arena.float64(channelCount);
    this.cuts = arena.int32(linkCount);
    this.linkFaults = arena.float64(linkCount * LINK_FAULT_COLUMNS);
    this.disturbed = arena.int32(linkCount);
    this.lineRate = arena.float64(linkCount);
    this.lineFree = arena.float64(2 * linkCount);
    this.poison = arena.float64(linkCount);
    this.poisonRules = arena.float64(MOST_POISON_RULES * POISON_COLUMNS);
    this.poisoned = arena.int32(MOST_POISONED * POISONED_COLUMNS);
    this.entryLevel = arena.float64(MOST_ENTRIES);
    this.entryEnd = arena.float64(MOST_ENTRIES);
    this.entryState = arena.int32(MOST_ENTRIES);
    this.entryChoice = arena.int32(MOST_ENTRIES);
    this.frozen = arena.int32(stationCount);
  }

  private describeStations(arena: Arena): void {
    const { stationCount, poolCount, componentCount, linkCount, channelCount, sourceCount } = this.network;
    this.stationWord = arena.int32(stationCount);
    this.stationCrashes = arena.int32(stationCount);
    this.activeReplicas = arena.int32(componentCount);
    this.stationState = arena.float64(stationCount * STATION_COLUMNS);
    const { entryCount, bucketCount, fetchCount } = this.network;
    this.cacheExpires = arena.float64(entryCount);
    this.cacheKey = arena.int32(entryCount);
    this.cacheNewer = arena.int32(entryCount);
    this.cacheOlder = arena.int32(entryCount);
    this.cacheChain = arena.int32(entryCount);
    this.cacheBuckets = arena.int32(bucketCount);
    this.fetches = arena.int32(fetchCount);
    this.recommendedAt = arena.float64(this.network.recommendationCount);
    this.scalerState = arena.float64(componentCount * SCALER_COLUMNS);
    this.targetState = arena.float64(this.network.targetLink.length * TARGET_COLUMNS);
    this.targetsOut = arena.int32(componentCount);
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
    this.poolState = arena.int32(poolCount * POOL_COLUMNS);
    this.channelConnection = arena.int32(this.network.channelPlaceCount);
    this.sourceNext = arena.int32(sourceCount);
    this.sourceRecord = arena.int32(sourceCount);
    this.sourceUsers = arena.int32(sourceCount);
    this.sourceHazard = arena.float64(sourceCount);
    this.sourceFrom = arena.float64(sourceCount);
    this.sourcePiece = arena.int32(sourceCount);
    this.sourcePhase = arena.int32(sourceCount);
    this.sourcePhaseEnd = arena.float64(sourceCount);
    const lanes = 7 * linkCount + channelCount + 3 * componentCount + this.network.redeliverMs.length + MOST_ENTRIES;
    this.linkPolicies = arena.int32(linkCount);
    this.policyOf = arena.int32(poolCount);
    this.callLane = arena.int32(linkCount);
    this.totalLane = arena.int32(linkCount);
    this.hedgeLane = arena.int32(linkCount);
    this.permitLane = arena.int32(linkCount);
    this.laneDelay = arena.float64(lanes);
    this.laneHead = arena.int32(lanes);
    this.laneTail = arena.int32(lanes);
    this.laneRecord = arena.int32(lanes);
  }

  private describeChannels(arena: Arena): void {
    const { subscriptionLink } = this.network;
    this.channelHead = arena.int32(this.network.listCount);
    this.channelTail = arena.int32(this.network.listCount);
    this.channelTurn = arena.int32(this.network.boxCount);
    this.subscriptionOut = arena.int32(subscriptionLink.length);
  }

  private describeQueues(arena: Arena): void {
    const { boxCount, listCount, channelCount, brokerCount, linkCount, senderCount, subscriptionLink } = this.network;
    const sessionCount = listCount - boxCount;
    const subscriptions = subscriptionLink.length;
    this.boxSequence = arena.int32(listCount);
    this.boxActive = arena.int32(boxCount);
    this.expiryAt = arena.float64(boxCount);
    this.channelBytes = arena.float64(channelCount);
    this.intakeFree = arena.float64(channelCount);
    this.streamKept = arena.float64(channelCount);
    this.brokerBytes = arena.float64(brokerCount);
    this.brokerBlocked = arena.int32(brokerCount);
    this.brokerLeaderless = arena.int32(brokerCount);
    this.memoryWatched = arena.int32(brokerCount);
    this.creditsUsed = arena.float64(2 * (brokerCount + channelCount));
    this.creditWindow = arena.float64(2 * (brokerCount + channelCount));
    this.creditsAwaited = arena.int32(2 * (brokerCount + channelCount));
    this.leaseLane = arena.int32(linkCount);
    this.renewalLane = arena.int32(linkCount);
    this.handlersBusy = arena.int32(subscriptions);
    this.bufferHead = arena.int32(subscriptions);
    this.bufferTail = arena.int32(subscriptions);
    this.bufferLength = arena.int32(subscriptions);
    this.bufferBytes = arena.float64(subscriptions);
    this.awayUntil = arena.float64(subscriptions);
    this.pollAt = arena.float64(subscriptions);
    this.pollCount = arena.int32(subscriptions);
    this.emptyPolls = arena.int32(subscriptions);
    this.sessionsKept = arena.int32(subscriptions);
    this.sessionOwner = arena.int32(sessionCount);
    this.sessionOut = arena.int32(sessionCount);
    this.sessionNext = arena.int32(sessionCount);
    this.sessionIdleSince = arena.float64(sessionCount);
    this.sessionHead = arena.int32(sessionCount > 0 ? channelCount : 0);
    this.sessionTail = arena.int32(sessionCount > 0 ? channelCount : 0);
    this.senderBusyUntil = arena.float64(senderCount);
    this.senderPending = arena.int32(senderCount);
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
    this.readAnswered = arena.uint32(BUCKETS);
    this.incidentTime = arena.float64(MOST_INCIDENTS);
    this.incidentKind = arena.int32(MOST_INCIDENTS);
    this.incidentSubject = arena.int32(MOST_INCIDENTS);
    this.lastIncident = arena.float64(componentCount + 3 * linkCount + channelCount);
  }

  /** Values that do not begin at zero. */
  private begin(): void {
    const { network } = this;
    for (const chain of [
      this.queueHead, this.queueTail, this.poolHead, this.poolTail, this.channelHead, this.channelTail,
      this.laneHead, this.laneTail, this.laneRecord,
      this.sourceRecord, this.cacheBuckets, this.boxActive, this.bufferHead, this.bufferTail, this.sessionOwner, this.sessionNext,
      this.sessionHead, this.sessionTail,
    ]) {
      chain.fill(rec.NONE);
    }
    this.expiryAt.fill(Infinity);
    this.pollAt.fill(Infinity);
    this.counters[FREE_HEAD] = rec.NONE;
    this.counters[TIMER_FREE] = rec.NONE;
    this.clock[DIAL] = 1;
    this.slow.fill(1);
    this.brokerSlow.fill(1);
    this.heldHead.fill(rec.NONE);
    this.heldTail.fill(rec.NONE);
    this.lastIncident.fill(-Infinity);
    this.recommendedAt.fill(-Infinity);
    this.componentParameters.set(network.componentParameters);
    this.linkParameters.set(network.linkParameters);
    this.lineRate.fill(Infinity);
    this.channelParameters.set(network.channelParameters);
    this.logs.begin(network);
    this.wires.begin();
    this.brokerParameters.set(network.brokerParameters);
    this.transportParameters.set(network.transportParameters);
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

  /** Lets a record go on in the name of another: same class, deadline, size and key. Costs nothing without extras. */
  inherit(record: number, from: number): void {
    if (!this.network.hasExtras) return;
    const { extras } = this;
    const to = record * EXTRA_COLUMNS;
    const at = from * EXTRA_COLUMNS;
    extras[to] = extras[at];
    extras[to + 1] = extras[at + 1];
    extras[to + 2] = extras[at + 2];
    extras[to + 3] = extras[at + 3];
  }

  /** First step of what a component does with this record. */
  programOf(component: number, record: number): number {
    const { programStart, classCount } = this.network;
    if (classCount === 1) return programStart[component];
    return programStart[component * classCount + this.extras[record * EXTRA_COLUMNS + EXTRA_CLASS]];
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
    this.extras = grown(this.extras);
    this.callState = grown(this.callState);
    this.exchanges = grown(this.exchanges);
    this.jobState = grown(this.jobState);
    this.departures = grown(this.departures);
    this.list.attach(this.f64, this.i32);
  }

  /** Moves the fixed part to another buffer, from byte `at` on. Its views are made anew, so that nobody may keep one over
   *  this; and it must not happen within an event. */
  moveFixed(buffer: ArrayBuffer, at: number): void {
    const before = this.fixed;
    Arena.layOver(buffer, at, (arena) => this.describe(arena));
    this.fixed = new Uint8Array(buffer, at, before.length);
    this.fixed.set(before);
    this.clockWords = new Int32Array(buffer, this.clock.byteOffset, 2);
  }

  /** Moves the pools to other arrays, which are at least as long. */
  movePools(pools: Pools): void {
    const ratio = pools.i32.length / this.i32.length;
    for (const name of ['i32', 'callBegan', 'served', 'timerAt', 'timerWords'] as const) moveInto(pools[name], this[name]);
    Object.assign(this, pools);
    if (ratio > 1) {
      for (const name of ['extras', 'callState', 'exchanges', 'jobState', 'departures'] as const) {
        this[name] = enlarged(this[name], this[name].length * ratio);
      }
    }
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

  /** Adds `ms` to histogram `row`. */
  record(row: number, ms: number): void {
    const { scratch } = this;
    scratch.float64[0] = ms;
    this.histograms[row * BUCKETS + bucketIndex(scratch.float64, scratch.int32)]++;
    const sums = row * SUM_COLUMNS;
    this.histogramSums[sums + SUM_TOTAL] += ms;
    if (ms > this.histogramSums[sums + SUM_MAX]) this.histogramSums[sums + SUM_MAX] = ms;
  }

  /** Adds a call that ends well now, from what stands in its record. Passes no double on for one that went straight through. */
  recordCall(link: number, job: number): void {
    const askedMs = this.callBegan[job];
    const sentMs = this.f64[job * rec.DOUBLES + rec.TIME];
    if (sentMs !== askedMs) this.recordExchange(link, askedMs, sentMs);
    else if (askedMs >= this.clock[MEASURED_FROM]) {
      this.record(this.network.componentCount * COMPONENT_ROWS + link * LINK_ROWS + STRAIGHT, this.clock[NOW] - askedMs);
    }
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

  /** As `record`, for answers that no histogram of a source counts. */
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

  /** Notes an incident unless one like it happened within five seconds, and after the last fault began. `slot` names the
   *  series. */
  note(slot: number, kind: number, subject: number): void {
    const now = this.clock[NOW];
    const last = this.lastIncident[slot];
    this.lastIncident[slot] = now;
    if (now - last > 5000) this.addIncident(kind, subject);
  }

  /** Takes every series for quiet: what comes next may have another cause, and is noted. */
  forgetIncidents(): void {
    this.lastIncident.fill(-Infinity);
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
      this.fixed.slice().buffer,
      this.i32.slice(0, records * rec.WORDS).buffer,
      this.callBegan.slice(0, records).buffer,
      this.served.slice(0, records).buffer,
      this.extras.buffer.slice(0, this.network.hasExtras ? records * EXTRA_COLUMNS * 8 : 0),
      this.timerAt.slice(0, timers).buffer,
      this.timerWords.slice(0, timers * 4).buffer,
      this.callState.buffer.slice(0, this.callState.length > 0 ? records * CALL_COLUMNS * 8 : 0),
      this.policies.buffer.slice(0, this.counters[POLICY_ROWS] * POLICY_COLUMNS * 8),
      this.jobState.buffer.slice(0, this.jobState.length > 0 ? records * JOB_COLUMNS * 8 : 0),
      this.delaySamples.buffer.slice(0),
      this.exchanges.buffer.slice(0, this.exchanges.length > 0 ? records * EXCHANGE_COLUMNS * 8 : 0),
      this.departures.buffer.slice(0, this.departures.length > 0 ? records * 8 : 0),
      ...this.list.copies(),
    ];
  }

  /** Puts copies back. */
  restoreBuffers(copies: readonly ArrayBuffer[]): void {
    this.fixed.set(new Uint8Array(copies[0]));
    const records = Math.max(FIRST_RECORDS, this.i32.length / rec.WORDS);
    let capacity = records;
    while (capacity * rec.WORDS * 4 < copies[1].byteLength) capacity *= 2;
    const buffer = new ArrayBuffer(capacity * rec.WORDS * 4);
    this.i32 = new Int32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.i32.set(new Int32Array(copies[1]));
    this.callBegan = restored(copies[2], capacity);
    this.served = restored(copies[3], capacity);
    this.extras = restored(copies[4], this.network.hasExtras ? capacity * EXTRA_COLUMNS : 0);
    let timers = FIRST_TIMERS;
    while (timers * 8 < copies[5].byteLength) timers *= 2;
    this.timerAt = restored(copies[5], timers);
    this.timerWords = new Int32Array(timers * 4);
    this.timerWords.set(new Int32Array(copies[6]));
    this.list.attach(this.f64, this.i32);
    this.callState = restored(copies[7], copies[7].byteLength > 0 ? capacity * CALL_COLUMNS : 0);
    this.policies = restored(copies[8], copies[8].byteLength / 8);
    this.jobState = restored(copies[9], copies[9].byteLength > 0 ? capacity * JOB_COLUMNS : 0);
    this.delaySamples = restored(copies[10], copies[10].byteLength / 8);
    this.exchanges = restored(copies[11], copies[11].byteLength > 0 ? capacity * EXCHANGE_COLUMNS : 0);
    this.departures = restored(copies[12], copies[12].byteLength > 0 ? capacity : 0);
    this.list.restore(copies.slice(13));
    this.inboxCount = 0;
    this.tapCount = 0;
  }
}

/** Puts an array's content at the start of another one, and zeros behind it. */
function moveInto(to: Int32Array | Float64Array, from: Int32Array | Float64Array): void {
  to.set(from);
  to.fill(0, from.length);
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
