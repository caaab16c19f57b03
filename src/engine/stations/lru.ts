import type { Core } from '../core.ts';
import { NONE } from '../kernel/record.ts';
import { COMPONENT_COLUMNS, ENTRIES, EVICTIONS } from '../measure/columns.ts';
import { CACHE_COUNT, CACHE_NEWEST, CACHE_OLDEST, stationRow } from './station-state.ts';

/**
 * The table of one replica of a cache: a bounded number of keys, found by hash, in the order of their last use. Entries
 * of a station stand from `cacheStart` on, so that the whole is a few typed arrays.
 */

const HASH = 0x9e3779b1;

function bucketOf(core: Core, station: number, key: number): number {
  const { bucketStart, bucketBits } = core.network;
  return bucketStart[station] + (Math.imul(key, HASH) >>> (32 - bucketBits[station]));
}

/** The entry of a key, NONE when there is none. */
export function findEntry(core: Core, station: number, key: number): number {
  for (let entry = core.cacheBuckets[bucketOf(core, station, key)]; entry !== NONE; entry = core.cacheChain[entry]) {
    if (core.cacheKey[entry] === key) return entry;
  }
  return NONE;
}

/** Marks an entry as the one used last. */
export function touch(core: Core, station: number, entry: number): void {
  const row = stationRow(station);
  if (core.stationState[row + CACHE_NEWEST] === entry + 1) return;
  unlink(core, row, entry);
  linkNewest(core, row, entry);
}

/** Puts a key in, or renews it. When the table is full the entry that was used longest ago goes. */
export function putEntry(core: Core, component: number, station: number, key: number, expiresMs: number): void {
  const row = stationRow(station);
  let entry = findEntry(core, station, key);
  if (entry !== NONE) touch(core, station, entry);
  else {
    entry = takePlace(core, component, station);
    const bucket = bucketOf(core, station, key);
    core.cacheKey[entry] = key;
    core.cacheChain[entry] = core.cacheBuckets[bucket];
    core.cacheBuckets[bucket] = entry;
    linkNewest(core, row, entry);
  }
  core.cacheExpires[entry] = expiresMs;
}

/** A place for a new entry: a fresh one, or that of the oldest. */
function takePlace(core: Core, component: number, station: number): number {
  const row = stationRow(station);
  const measures = component * COMPONENT_COLUMNS;
  const count = core.stationState[row + CACHE_COUNT];
  if (count < core.network.cacheSize[station]) {
    core.stationState[row + CACHE_COUNT] = count + 1;
    core.componentMeasures[measures + ENTRIES]++;
    return core.network.cacheStart[station] + count;
  }
  const oldest = core.stationState[row + CACHE_OLDEST] - 1;
  unlink(core, row, oldest);
  leaveBucket(core, station, oldest);
  core.componentMeasures[measures + EVICTIONS]++;
  return oldest;
}

function leaveBucket(core: Core, station: number, entry: number): void {
  const bucket = bucketOf(core, station, core.cacheKey[entry]);
  if (core.cacheBuckets[bucket] === entry) {
    core.cacheBuckets[bucket] = core.cacheChain[entry];
    return;
  }
  let before = core.cacheBuckets[bucket];
  while (core.cacheChain[before] !== entry) before = core.cacheChain[before];
  core.cacheChain[before] = core.cacheChain[entry];
}

function linkNewest(core: Core, row: number, entry: number): void {
  const newest = core.stationState[row + CACHE_NEWEST] - 1;
  core.cacheOlder[entry] = newest;
  core.cacheNewer[entry] = NONE;
  if (newest >= 0) core.cacheNewer[newest] = entry;
  else core.stationState[row + CACHE_OLDEST] = entry + 1;
  core.stationState[row + CACHE_NEWEST] = entry + 1;
}

function unlink(core: Core, row: number, entry: number): void {
  const newer = core.cacheNewer[entry];
  const older = core.cacheOlder[entry];
  if (newer >= 0) core.cacheOlder[newer] = older;
  else core.stationState[row + CACHE_NEWEST] = older + 1;
  if (older >= 0) core.cacheNewer[older] = newer;
  else core.stationState[row + CACHE_OLDEST] = newer + 1;
}

/** Forgets every key of a station. */
export function emptyTable(core: Core, component: number, station: number): void {
  const { bucketStart, bucketBits, cacheSize } = core.network;
  if (cacheSize[station] === 0) return;
  const row = stationRow(station);
  core.componentMeasures[component * COMPONENT_COLUMNS + ENTRIES] -= core.stationState[row + CACHE_COUNT];
  core.stationState[row + CACHE_COUNT] = 0;
  core.stationState[row + CACHE_NEWEST] = 0;
  core.stationState[row + CACHE_OLDEST] = 0;
  core.cacheBuckets.fill(NONE, bucketStart[station], bucketStart[station] + (1 << bucketBits[station]));
}
