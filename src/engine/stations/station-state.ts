import { type Core, JOB_COLUMNS, STATION_COLUMNS } from '../core.ts';
import { EXTRA_CLASS, EXTRA_COLUMNS } from '../core.ts';
import { WORDS } from '../kernel/record.ts';

/**
 * What the mechanisms of a station keep beside its plain line and workers. A row of zeroes is a fresh one; records are
 * kept as their number plus one, so that 0 is none.
 */

// Columns of `stationState`: those who wait outside a full line.
export const BLOCK_HEAD = 0;
export const BLOCK_TAIL = 1;
export const BLOCK_LENGTH = 2;

// CoDel and controlled delay.
/** Shortest wait in the present interval, when that ends, and what the last one said. */
export const LEAST_WAIT = 3;
export const INTERVAL_END = 4;
export const IS_OVERLOADED = 5;
/** When the line was last empty. */
export const LAST_EMPTY = 6;

// Shedding: the busy share, smoothed, and when it was last brought up to date.
export const BUSY_SHARE = 7;
export const BUSY_SHARE_AT = 8;

// Admission limit: the limit, 0 before the first sample, then what its algorithm keeps: see `adaptive-limit.ts`.
export const LIMIT = 9;
export const LIMIT_TIME = 10;
export const LIMIT_COUNT = 11;
/** Envoy's gradient: ends of the present window and of the present probing, the limit that holds while probing, samples
 *  in the window, and the row of `delaySamples` plus one. */
export const WINDOW_END = 12;
export const PROBE_AT = 13;
export const LIMIT_BEFORE = 14;
export const SAMPLES = 15;
export const SAMPLE_ROW = 16;

// Processor sharing.
/** Work that a request has had that was there from the beginning: virtual time, in milliseconds at full speed. */
export const SHARE_WORK = 17;
/** When that was last brought up to date. */
export const SHARE_AT = 18;
export const SHARE_COUNT = 19;
/** Root of the heap by the virtual time at which services end. */
export const SHARE_ROOT = 20;
/** The pending event, and when the first service really ends. */
export const SHARE_EVENT = 21;
export const SHARE_DUE = 22;

// Preemption: the chain of services in progress.
export const SERVICES = 23;

// Autoscaling.
/** When the replica will have started; 0 when it is not starting. */
export const READY_AT = 24;
/** Of an instance: whether it runs, and since when it has been idle. */
export const IS_RUNNING = 25;
export const IDLE_SINCE = 26;
/** Neighbours among the instances with a free place, stations plus one; whether it stands among them; and whether an event
 *  will look whether it is idle. */
export const FREE_NEXT = 27;
export const FREE_BEFORE = 28;
export const IS_FREE = 29;
export const IS_WATCHED = 33;

// Caches of keys: entries in the table, and the entries used last and longest ago, plus one.
export const CACHE_COUNT = 30;
export const CACHE_NEWEST = 31;
export const CACHE_OLDEST = 32;

// Rate limit of admission: the first of what `links/rate-limiter.ts` keeps.
export const RATE_STATE = 35;

// Columns of `scalerState`.
/** Replicas that there should be: running and starting. */
export const WANTED = 0;
/** Areas of work and of workers when the autoscaler last looked. */
export const SEEN_WORK = 1;
export const SEEN_BUSY = 2;
export const SEEN_WORKERS = 3;
/** Instances: running or starting; the first with a free place, plus one; starts left of the burst, and as of when. */
export const INSTANCES = 4;
export const FREE_HEAD_OF = 5;
export const STARTS_SPENT = 6;
export const STARTS_AT = 7;
/** Whether an event will look whether an instance may start for the messages that wait. */
export const START_AWAITED = 8;
/** Balancers: targets that may be chosen, 0 when they have to be looked up anew. */
export const ELIGIBLE_COUNT = 12;
/** Weighted least requests: the turn of the last choice. */
export const VIRTUAL_TIME = 13;
/** Whether an event of each sort stands in the list. */
export const OUTLIER_STANDING = 14;
export const HEALTH_STANDING = 15;

// Columns of `jobState`.
/** Neighbour ahead in a line or chain; in the heap the first child. Record plus one. */
export const AHEAD = 0;
/** In the heap the next sibling, record plus one. */
export const SIBLING = 1;
/** Interrupted: work left, in milliseconds at full speed, 0 when never interrupted. In the heap: when it ends. */
export const LEFT = 2;
/** When it was interrupted. */
export const SINCE = 3;
/** Fetching for a cache: the key plus one, 0 when it fetches none; then, while it does, the next record that fetches a key
 *  of the same bucket, and the first and last of those who wait for it, records plus one. */
export const FETCH_KEY = 4;
export const NEXT_FETCH = SIBLING;
export const FIRST_WAITER = AHEAD;
export const LAST_WAITER = SINCE;

/** First column of a station. */
export function stationRow(station: number): number {
  return station * STATION_COLUMNS;
}

/** Gives a record fresh columns in `jobState`. */
export function openJobState(core: Core, job: number): void {
  if (core.jobState.length === 0) core.jobState = new Float64Array((core.i32.length / WORDS) * JOB_COLUMNS);
  core.jobState.fill(0, job * JOB_COLUMNS, (job + 1) * JOB_COLUMNS);
}

/** Priority of the class of a request; 0 without classes. */
export function priorityOf(core: Core, job: number): number {
  const { network } = core;
  return network.hasExtras ? network.classPriority[core.extras[job * EXTRA_COLUMNS + EXTRA_CLASS]] : 0;
}
