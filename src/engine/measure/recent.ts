import { BUCKETS, mergeCounts } from '../../base/histogram.ts';
import type { Core } from '../core.ts';
import { ANSWERED_AND_DONE, ANSWERED_FIRST, DONE_LATER } from '../core.ts';
import { sourceRow } from './source-row.ts';

/** Adds the histogram of the times of answers since the last call to `into`, and returns their number. The histograms of
 *  the sources count them already, so what they have gained is read off; those that measuring leaves out are counted apart. */
export function takeRecent(core: Core, into: Float64Array): number {
  const { histograms, recentAnswered, readAnswered } = core;
  let count = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const gained = recentAnswered[bucket] - readAnswered[bucket];
    into[bucket] += gained;
    count += gained;
  }
  readAnswered.fill(0);
  for (let source = 0; source < core.network.sourceCount; source++) {
    const both = (sourceRow(core, source) + ANSWERED_AND_DONE) * BUCKETS;
    const first = (sourceRow(core, source) + ANSWERED_FIRST) * BUCKETS;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const all = histograms[both + bucket] + histograms[first + bucket];
      readAnswered[bucket] += all;
      into[bucket] += all;
      count += all;
    }
  }
  recentAnswered.fill(0);
  return count;
}

/** Adds the histogram of the done times of all measured requests so far to `into`. */
export function addDone(core: Core, into: Float64Array): void {
  for (let source = 0; source < core.network.sourceCount; source++) {
    for (const row of [ANSWERED_AND_DONE, DONE_LATER]) {
      const first = (sourceRow(core, source) + row) * BUCKETS;
      mergeCounts(into, core.histograms.subarray(first, first + BUCKETS));
    }
  }
}
