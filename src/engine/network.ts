import type { BrownoutDocument } from '../model/document.ts';
import type { WireNetwork } from './links/direct/wire-network.ts';
import type { LogNetwork } from './links/log-network.ts';
import type { QueueTables } from './queue-tables.ts';

// Steps of a program: four words each.
export const STEP_WORDS = 4;
/** The job is done: leave well. */
export const STEP_END = 0;
/** Call over link `a`, the `b`-th call of this request over it. */
export const STEP_CALL = 1;
/** Publish over link `a`. */
export const STEP_PUBLISH = 2;
/** Make the `a` calls that follow at once, and go on after them. */
export const STEP_FORK = 3;
/** Call over one of the balancer's targets. */
export const STEP_ROUTE = 4;
/** A cache hit ends here; a miss goes on. */
export const STEP_LOOKUP = 5;
/** Work for a service time of the component; needs a worker. `a` numbers the works of one handler, `b` names the real
 *  that replaces the component's mean, or is -1; below that it is -2 minus the link over which the job writes to all clients. */
export const STEP_WORK = 6;
/** A share of requests (real `a`) does the `b` steps that follow; the others go past them. `c` numbers the chances. */
export const STEP_CHANCE = 7;
/** A share of requests (real `a`) fails here. `c` numbers the chances. */
export const STEP_FAIL = 8;
/** The caller has cancelled: leave, for nobody waits. */
export const STEP_CANCELLED = 9;

/** Buckets of each cache of keys for fetches in progress. */
export const FETCH_BUCKETS = 256;

// Kinds of component.
export const CLIENT = 0;
export const SERVICE = 1;
export const BALANCER = 2;
export const CACHE = 3;
export const DATABASE = 4;

// Kinds of link.
export const SYNC = 0;
export const QUEUE = 1;
export const STREAM = 2;

// Salts of a component: two words each, in this order.
export const SALT_WORDS = 18;
export const SALT_SERVICE = 0;
export const SALT_FAILURE = 2;
export const SALT_HIT = 4;
export const SALT_ARRIVAL = 6;
export const SALT_THINK = 8;
export const SALT_POLICY = 10;
export const SALT_CLASS = 12;
export const SALT_CHANCE = 14;
export const SALT_BURST = 16;

// Salts of a link or channel.
export const LINK_SALT_WORDS = 10;
export const SALT_CHILD = 0;
export const SALT_PROBABILITY = 2;
export const SALT_JITTER = 4;
export const SALT_RESILIENCE = 6;
/** Losses, ages and backoff of connections. */
export const SALT_TRANSPORT = 8;
export const CHANNEL_SALT_WORDS = 6;
export const SALT_KEY = 0;
export const SALT_HOT = 2;
/** Bindings that take a share, members of a group, elections. */
export const SALT_QUEUE = 4;

/**
 * A document compiled to flat tables of integers. A component becomes as many *stations* as it has replicas, a
 * connection a *link*. Nothing in it changes during a run; what does, live parameters included, is in the `Core`.
 */
export interface Network extends QueueTables, LogNetwork, WireNetwork {
  readonly document: BrownoutDocument;
  /** Hash of everything that decides the shape of a run's state. */
  readonly hash: number;

  readonly componentCount: number;
  readonly componentKind: Int32Array;
  readonly firstStation: Int32Array;
  readonly replicaCount: Int32Array;
  /** Number of the load source that a client is, -1 for others. */
  readonly sourceOf: Int32Array;
  readonly componentSalts: Int32Array;
  /** Kinds of request: the one without a class, then the document's classes. */
  readonly classCount: number;
  /** First step of each component's program for each class: component times `classCount` plus class. */
  readonly programStart: Int32Array;
  readonly program: Int32Array;
  /** Step of work after whose end a cancelled job leaves. */
  readonly cancelledStep: number;
  /** Real numbers that steps name. */
  readonly reals: Float64Array;
  readonly classPriority: Int32Array;
  readonly classRequestBytes: Float64Array;
  readonly classReplyBytes: Float64Array;
  /** Mix of each load source: cumulative shares by class, `classCount` each; all 1 when it sends no classes. */
  readonly mix: Float64Array;
  /** Whether records carry more than their line: class, deadline, size, message key. */
  readonly hasExtras: boolean;
  /** Measured service times of components that have them. */
  readonly samples: readonly (Float64Array | null)[];
  readonly componentParameters: Float64Array;

  readonly stationCount: number;
  readonly stationComponent: Int32Array;

  readonly sourceCount: number;
  readonly sourceComponent: Int32Array;
  /** Connections that lead from each source. */
  readonly sourceLinks: readonly Int32Array[];

  readonly linkCount: number;
  readonly linkKind: Int32Array;
  /** Component that sends, -1 for the consumer's half of a boxed channel. */
  readonly linkFrom: Int32Array;
  /** Component that receives, -1 for the producer's half of a boxed channel. */
  readonly linkTo: Int32Array;
  readonly linkChannel: Int32Array;
  readonly linkSalts: Int32Array;
  /** Most attempts that the link's protocol makes in one call, whatever is set. */
  readonly linkMostAttempts: Int32Array;
  /** First connection pool of each link: one for each replica of the sender. */
  readonly poolStart: Int32Array;
  readonly poolCount: number;
  readonly linkParameters: Float64Array;

  /** What each link's transport is, as bits: see `transport-parameters.ts`; its row of parameters, -1 without connections;
   *  connections that are open from the beginning; and the first of its places for connections that take turns. */
  readonly transport: Int32Array;
  readonly transportRow: Int32Array;
  readonly prewarmed: Int32Array;
  readonly channelPlaces: Int32Array;
  readonly channelPlaceCount: number;
  readonly transportParameters: Float64Array;
  /** Whether some link tells its callee the deadline. */
  readonly sendsDeadlines: boolean;

  /** Targets of balancers: link and station. */
  readonly targetStart: Int32Array;
  readonly targetCount: Int32Array;
  readonly targetLink: Int32Array;
  readonly targetStation: Int32Array;
  readonly targetWeight: Float64Array;
  /** Rings of balancers: places by hash, those of component c from `ringStart[c]` to `ringStart[c + 1]`. */
  readonly ringStart: Int32Array;
  readonly ringHash: Int32Array;
  readonly ringTarget: Int32Array;
  /** First place of each scaled component in the list of recommended numbers of replicas, -1 for others; and its length. */
  readonly recommendationStart: Int32Array;
  readonly recommendationCount: number;
  /** Replicas that each component has at first. */
  readonly initialReplicas: Int32Array;
  /** Replicas of each component that callers and brokers see: instances that start on demand are one. */
  readonly listenerCount: Int32Array;
  /** Caches that keep keys: first entry and number of entries of each station, first bucket and logarithm of their number,
   *  first of its places for fetches in progress; and how many there are in all. */
  readonly cacheStart: Int32Array;
  readonly cacheSize: Int32Array;
  readonly bucketStart: Int32Array;
  readonly bucketBits: Int32Array;
  readonly fetchStart: Int32Array;
  readonly entryCount: number;
  readonly bucketCount: number;
  readonly fetchCount: number;
  /** Salt of the keys of requests, the same for the whole network. */
  readonly keySalts: Int32Array;

  readonly channelCount: number;
  /** 0 for a queue, 1 for a log. */
  readonly channelIsLog: Int32Array;
  readonly channelBroker: Int32Array;
  readonly channelSalts: Int32Array;
  readonly channelParameters: Float64Array;
  readonly brokerParameters: Float64Array;
  readonly brokerCount: number;

  /** Corners of the sources' rate curves: those of source s from `curveStart[s]` to `curveStart[s + 1]`. */
  readonly curveStart: Int32Array;
  readonly curveTimes: Float64Array;
  readonly curveFactors: Float64Array;
}
