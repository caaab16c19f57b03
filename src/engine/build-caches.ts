import { componentSpecs, parameter } from '../model/catalog.ts';
import type { BrownoutDocument, Component } from '../model/document.ts';
import { FETCH_BUCKETS } from './network.ts';

/** Most entries of all caches of a diagram. */
export const MOST_ENTRIES_CACHED = 2_000_000;

/** Tables of caches that keep keys: where each replica's entries, buckets and fetches stand. */
export function compileCaches(document: BrownoutDocument, stationComponent: Int32Array) {
  const stations = stationComponent.length;
  const cacheStart = new Int32Array(stations);
  const cacheSize = new Int32Array(stations);
  const bucketStart = new Int32Array(stations);
  const bucketBits = new Int32Array(stations);
  const fetchStart = new Int32Array(stations);
  let entries = 0;
  let buckets = 0;
  let fetches = 0;
  for (let station = 0; station < stations; station++) {
    const size = entriesOf(document.components[stationComponent[station]!]!);
    cacheStart[station] = entries;
    cacheSize[station] = size;
    bucketStart[station] = buckets;
    fetchStart[station] = fetches;
    if (size === 0) continue;
    bucketBits[station] = Math.max(1, 32 - Math.clz32(size - 1));
    entries += size;
    buckets += 1 << bucketBits[station]!;
    fetches += FETCH_BUCKETS;
  }
  if (entries > MOST_ENTRIES_CACHED) throw new Error(`The caches of this diagram keep more than ${MOST_ENTRIES_CACHED} entries in all: let caches keep fewer, or have fewer replicas.`);
  return { cacheStart, cacheSize, bucketStart, bucketBits, fetchStart, entryCount: entries, bucketCount: buckets, fetchCount: fetches };
}

/** Entries of one replica; 0 for what is no cache of keys. */
function entriesOf(component: Component): number {
  if (component.kind !== 'cache') return 0;
  const specs = componentSpecs(component);
  return parameter(specs, component.params, 'lookup') === 'keys' ? (parameter(specs, component.params, 'cacheEntries') as number) : 0;
}

/** Whether a document has a component that looks at the keys of requests. */
export function looksAtKeys(document: BrownoutDocument): boolean {
  return document.components.some((component) => {
    if (entriesOf(component) > 0) return true;
    return component.kind === 'loadBalancer' && parameter(componentSpecs(component), component.params, 'policy') === 'ringHash';
  });
}
