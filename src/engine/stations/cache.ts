import { uniform } from '../../base/random.ts';
import { type Core, JOB_COLUMNS, NOW } from '../core.ts';
import { AWAITING_FETCH, BYPASSING, KEY, META, NEXT, PLACE, STATE_MASK, STEP, TOKEN, WORDS } from '../kernel/record.ts';
import { COALESCED, COMPLETED, COMPONENT_COLUMNS, HITS, MISSES, STALE_HITS } from '../measure/columns.ts';
import { FETCH_BUCKETS, SALT_HIT, SALT_WORDS, STEP_END, STEP_WORDS } from '../network.ts';
import {
  COMPONENT_PARAMETER_COLUMNS, HIT_RATIO, LOOKUP, LOOKUP_BY_RATIO, SINGLE_FLIGHT, STALE_TIME, TIME_TO_LIVE, WARM_UP_MISSES,
} from '../parameters.ts';
import { emptyTable, findEntry, putEntry, touch } from './lru.ts';
import { keyOf } from './pick.ts';
import { FETCH_KEY, FIRST_WAITER, LAST_WAITER, NEXT_FETCH, openJobState } from './station-state.ts';
import { DOWN } from './station-word.ts';

/**
 * Look-ups of a cache: by a set hit ratio, or by keys in a bounded table with a time to live. Rules CA1 to CA5 of
 * `docs/spec.md` and RES100 to RES112 of `docs/spec/resilience-stations.md`.
 */

/** What a look-up finds: an answer; nothing, to be fetched; nothing, but somebody fetches it; an old answer, to be
 *  answered with and fetched anew. */
export const HIT = 0;
export const MISS = 1;
export const FETCHED_BY_ANOTHER = 2;
export const STALE = 3;

/** Looks up what a job asks for. */
export function lookUp(core: Core, job: number): number {
  const component = core.network.stationComponent[core.i32[job * WORDS + PLACE] & 0xffff];
  const isByRatio = core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + LOOKUP] === LOOKUP_BY_RATIO;
  const found = isByRatio ? (isHit(core, job, component) ? HIT : MISS) : lookUpKey(core, job, component);
  const isAnswered = found === HIT || found === STALE;
  core.componentMeasures[component * COMPONENT_COLUMNS + (isAnswered ? HITS : MISSES)]++;
  if (found === STALE) core.componentMeasures[component * COMPONENT_COLUMNS + STALE_HITS]++;
  return found;
}

/** Whether a cache of a set hit ratio answers by itself: in proportion to how far it is warm. A cache that is gone around
 *  never does. */
function isHit(core: Core, job: number, component: number): boolean {
  const at = job * WORDS;
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  const full = core.componentParameters[row + WARM_UP_MISSES];
  const isDown = (core.stationWord[core.i32[at + PLACE] & 0xffff] & DOWN) !== 0;
  const warmth = isDown ? 0 : full > 0 ? core.fills[component] / full : 1;
  const ratio = core.componentParameters[row + HIT_RATIO] * (warmth < 1 ? warmth : 1);
  const salts = core.network.componentSalts;
  const salt = component * SALT_WORDS + SALT_HIT;
  return uniform(salts[salt], salts[salt + 1], core.i32[at + KEY]) < ratio;
}

function lookUpKey(core: Core, job: number, component: number): number {
  const at = job * WORDS;
  const station = core.i32[at + PLACE] & 0xffff;
  openJobState(core, job);
  if (core.i32[at + META] & BYPASSING) return MISS;
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  const key = keyOf(core, job, component);
  const entry = findEntry(core, station, key);
  if (entry >= 0 && core.clock[NOW] < core.cacheExpires[entry]) {
    touch(core, station, entry);
    return HIT;
  }
  if (entry >= 0 && core.clock[NOW] < core.cacheExpires[entry] + core.componentParameters[row + STALE_TIME]) {
    touch(core, station, entry);
    return STALE;
  }
  if (core.componentParameters[row + SINGLE_FLIGHT] !== 1) return MISS;
  const fetcher = fetcherOf(core, station, key);
  if (fetcher >= 0) {
    joinFetch(core, job, component, fetcher);
    return FETCHED_BY_ANOTHER;
  }
  beginFetch(core, job, station, key);
  return MISS;
}

// Fetches in progress: records in chains by the hash of their key.

function fetchBucket(core: Core, station: number, key: number): number {
  return core.network.fetchStart[station] + (key % FETCH_BUCKETS);
}

/** The record that fetches a key, or -1. */
function fetcherOf(core: Core, station: number, key: number): number {
  let fetcher = core.fetches[fetchBucket(core, station, key)] - 1;
  while (fetcher >= 0 && core.jobState[fetcher * JOB_COLUMNS + FETCH_KEY] !== key + 1) {
    fetcher = core.jobState[fetcher * JOB_COLUMNS + NEXT_FETCH] - 1;
  }
  return fetcher;
}

/** Makes a record the one that fetches a key: others that ask for it wait for this one. */
function beginFetch(core: Core, record: number, station: number, key: number): void {
  const bucket = fetchBucket(core, station, key);
  core.jobState[record * JOB_COLUMNS + FETCH_KEY] = key + 1;
  core.jobState[record * JOB_COLUMNS + NEXT_FETCH] = core.fetches[bucket];
  core.fetches[bucket] = record + 1;
}

/** Makes a record fetch what `job` asked for, unless somebody does. Returns whether it has to. */
export function beginRefresh(core: Core, record: number, job: number): boolean {
  const station = core.i32[job * WORDS + PLACE] & 0xffff;
  const key = keyOf(core, job, core.network.stationComponent[station]);
  openJobState(core, record);
  if (fetcherOf(core, station, key) >= 0) return false;
  beginFetch(core, record, station, key);
  return true;
}

function joinFetch(core: Core, job: number, component: number, fetcher: number): void {
  const state = fetcher * JOB_COLUMNS;
  const last = core.jobState[state + LAST_WAITER];
  core.i32[job * WORDS + META] = (core.i32[job * WORDS + META] & ~STATE_MASK) | AWAITING_FETCH;
  core.i32[job * WORDS + NEXT] = -1;
  core.i32[job * WORDS + TOKEN] = 0;
  if (last === 0) core.jobState[state + FIRST_WAITER] = job + 1;
  else core.i32[(last - 1) * WORDS + NEXT] = job;
  core.jobState[state + LAST_WAITER] = job + 1;
  core.componentMeasures[component * COMPONENT_COLUMNS + COALESCED]++;
}

/** A fetch is over: what was fetched is kept, and who waited for it goes on, or fails with it. */
export function endFetch(core: Core, record: number, isWell: boolean): void {
  const station = core.i32[record * WORDS + PLACE] & 0xffff;
  const component = core.network.stationComponent[station];
  if (isWell) keep(core, record, component, station);
  const state = record * JOB_COLUMNS;
  if (core.jobState[state + FETCH_KEY] === 0) return;
  leaveFetches(core, record, station);
  let waiter = core.jobState[state + FIRST_WAITER] - 1;
  while (waiter >= 0) {
    const next = core.i32[waiter * WORDS + NEXT];
    if (isWell) skipToLast(core, waiter);
    core.endCall(waiter, isWell);
    waiter = next;
  }
}

function keep(core: Core, record: number, component: number, station: number): void {
  const key = core.jobState[record * JOB_COLUMNS + FETCH_KEY] - 1;
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  const expires = core.clock[NOW] + core.componentParameters[row + TIME_TO_LIVE];
  putEntry(core, component, station, key >= 0 ? key : keyOf(core, record, component), expires);
}

function leaveFetches(core: Core, record: number, station: number): void {
  const bucket = fetchBucket(core, station, core.jobState[record * JOB_COLUMNS + FETCH_KEY] - 1);
  const next = core.jobState[record * JOB_COLUMNS + NEXT_FETCH];
  core.jobState[record * JOB_COLUMNS + FETCH_KEY] = 0;
  if (core.fetches[bucket] === record + 1) {
    core.fetches[bucket] = next;
    return;
  }
  let before = core.fetches[bucket] - 1;
  while (core.jobState[before * JOB_COLUMNS + NEXT_FETCH] !== record + 1) before = core.jobState[before * JOB_COLUMNS + NEXT_FETCH] - 1;
  core.jobState[before * JOB_COLUMNS + NEXT_FETCH] = next;
}

/** Somebody who waited for a fetch has no call of its own left to make. */
function skipToLast(core: Core, job: number): void {
  const { program } = core.network;
  let step = core.i32[job * WORDS + STEP] & 0xffff;
  while (program[(step + 1) * STEP_WORDS] !== STEP_END) step++;
  core.i32[job * WORDS + STEP] = step;
}

/** A job leaves a cache: a miss that was fetched fills it, and who waits for the same key learns what became of it. */
export function leaveCache(core: Core, job: number, component: number, column: number): void {
  const at = job * WORDS;
  const step = core.i32[at + STEP] & 0xffff;
  // One that was cancelled in its work has not looked anything up.
  const isMiss = step > core.programOf(component, job) + 1 && step < core.network.cancelledStep;
  if (!isMiss) return;
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  if (core.componentParameters[row + LOOKUP] !== LOOKUP_BY_RATIO) {
    if (!(core.i32[at + META] & BYPASSING)) endFetch(core, job, column === COMPLETED);
    return;
  }
  const full = core.componentParameters[row + WARM_UP_MISSES];
  const isUp = (core.stationWord[core.i32[at + PLACE] & 0xffff] & DOWN) === 0;
  if (column === COMPLETED && isUp && core.fills[component] < full) core.fills[component]++;
}

/** These replicas of a cache forget everything; what they fetch now is kept when it comes. A cache of a set hit ratio
 *  warms up anew in proportion. */
export function flushCaches(core: Core, component: number, stations: readonly number[]): void {
  core.fills[component] *= 1 - stations.length / core.network.replicaCount[component];
  for (const station of stations) emptyTable(core, component, station);
}

/** A crash: entries and fetches are gone; who waited is lost elsewhere. */
export function emptyCache(core: Core, component: number, station: number): void {
  if (core.network.cacheSize[station] === 0) return;
  emptyTable(core, component, station);
  const first = core.network.fetchStart[station];
  core.fetches.fill(0, first, first + FETCH_BUCKETS);
}
