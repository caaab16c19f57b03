import { BUCKETS, mergeCounts } from '../../base/histogram.ts';
import { addSamples, noSamples, type PackedSamples, packSamples, type TimeSamples } from '../../base/statistics/time-samples.ts';
import type { Core } from '../core.ts';
import {
  ANSWERED_AND_DONE, ANSWERED_FIRST, COMPONENT_ROWS, DONE_LATER, EFFECTS_LOST_AFTER, FAILED_AFTER, LINK_ROWS, OTHER_SERVICE,
  OTHER_SOJOURN, OTHER_WAIT, STRAIGHT, SUM_COLUMNS, SUM_MAX, SUM_TOTAL,
} from '../core.ts';
import { sourceRow } from './source-row.ts';
import { requestsUnderWay, type UnderWay } from './unanswered.ts';

/** The three times of a component or connection: of what ended well. */
export interface PlaceSamples {
  readonly wait: TimeSamples;
  readonly service: TimeSamples;
  readonly sojourn: TimeSamples;
}

/** Wait, service and sojourn of a component; of a source the sojourn is the time to the answer. */
export function componentSamples(core: Core, component: number): PlaceSamples {
  const samples = placeSamples(core, component * COMPONENT_ROWS);
  const source = core.network.sourceOf[component];
  return source < 0 ? samples : { ...samples, sojourn: answeredSamples(core, source) };
}

/** Wait, service and sojourn of a link. */
export function linkSamples(core: Core, link: number): PlaceSamples {
  return placeSamples(core, linkRow(core, link));
}

/** Times of a source's requests until they were answered well. */
export function answeredSamples(core: Core, source: number): TimeSamples {
  return together(core, rowsOf(core, source, ANSWERED));
}

/** Times of a source's requests until their last required effect was finished. */
export function doneSamples(core: Core, source: number): TimeSamples {
  return together(core, rowsOf(core, source, DONE));
}

/** The same two times over every request that began in the measured time: rule ME11 of `docs/spec.md`. */
export function unansweredSamples(core: Core, source: number, { unanswered, unfinished }: UnderWay): Record<'answered' | 'done', TimeSamples> {
  const answered = together(core, rowsOf(core, source, [...ANSWERED, FAILED_AFTER]));
  const done = together(core, rowsOf(core, source, [...DONE, FAILED_AFTER, EFFECTS_LOST_AFTER]));
  addSamples(answered, unanswered);
  addSamples(done, unanswered);
  addSamples(done, unfinished);
  return { answered, done };
}

/** All samples behind a report, in the order in which its times stand: of each source answered, done, and both over all
 *  requests; of each component and then of each connection wait, service and sojourn. */
export function packedSamples(core: Core): PackedSamples[] {
  const { sourceCount, componentCount, linkCount } = core.network;
  const packed: PackedSamples[] = [];
  const keep = (samples: TimeSamples): unknown => packed.push(packSamples(samples));
  const underWay = requestsUnderWay(core);
  for (let source = 0; source < sourceCount; source++) {
    const { answered, done } = unansweredSamples(core, source, underWay[source]);
    for (const samples of [answeredSamples(core, source), doneSamples(core, source), answered, done]) keep(samples);
  }
  for (let index = 0; index < componentCount + linkCount; index++) {
    const { wait, service, sojourn } = index < componentCount ? componentSamples(core, index) : linkSamples(core, index - componentCount);
    for (const samples of [wait, service, sojourn]) keep(samples);
  }
  return packed;
}

/** Sums of times in milliseconds so far, in the same order, but without those over all requests: of each source answered
 *  and done; of each component and then of each connection wait, service and sojourn. */
export function timeTotals(core: Core): Float64Array {
  const { sourceCount, componentCount, linkCount, sourceOf } = core.network;
  const totals = new Float64Array(2 * sourceCount + 3 * (componentCount + linkCount));
  const total = (rows: readonly number[]): number => rows.reduce((sum, row) => sum + core.histogramSums[row * SUM_COLUMNS + SUM_TOTAL], 0);
  let at = 0;
  for (let source = 0; source < sourceCount; source++) {
    totals[at++] = total(rowsOf(core, source, ANSWERED));
    totals[at++] = total(rowsOf(core, source, DONE));
  }
  for (let index = 0; index < componentCount + linkCount; index++) {
    const row = index < componentCount ? index * COMPONENT_ROWS : linkRow(core, index - componentCount);
    const source = index < componentCount ? sourceOf[index] : -1;
    totals[at++] = total([row + OTHER_WAIT]);
    totals[at++] = total([row + STRAIGHT, row + OTHER_SERVICE]);
    totals[at++] = source < 0 ? total([row + STRAIGHT, row + OTHER_SOJOURN]) : total(rowsOf(core, source, ANSWERED));
  }
  return totals;
}

const ANSWERED = [ANSWERED_AND_DONE, ANSWERED_FIRST];
const DONE = [ANSWERED_AND_DONE, DONE_LATER];

function rowsOf(core: Core, source: number, histograms: readonly number[]): number[] {
  return histograms.map((histogram) => sourceRow(core, source) + histogram);
}

function linkRow(core: Core, link: number): number {
  return core.network.componentCount * COMPONENT_ROWS + link * LINK_ROWS;
}

/** The samples of several histograms. */
function together(core: Core, rows: readonly number[]): TimeSamples {
  const samples = noSamples();
  for (const row of rows) {
    mergeCounts(samples.counts, core.histograms.subarray(row * BUCKETS, (row + 1) * BUCKETS));
    samples.count += samplesIn(core, row);
    samples.total += core.histogramSums[row * SUM_COLUMNS + SUM_TOTAL];
    samples.max = Math.max(samples.max, core.histogramSums[row * SUM_COLUMNS + SUM_MAX]);
  }
  return samples;
}

/** Number of samples in a histogram. */
function samplesIn(core: Core, row: number): number {
  let count = 0;
  for (let bucket = row * BUCKETS; bucket < (row + 1) * BUCKETS; bucket++) count += core.histograms[bucket];
  return count;
}

/** Wait, service and sojourn from the histograms that begin at `row`. Who did not wait is in none of waits: a wait of 0. */
function placeSamples(core: Core, row: number): PlaceSamples {
  const sojourn = together(core, [row + STRAIGHT, row + OTHER_SOJOURN]);
  const wait = together(core, [row + OTHER_WAIT]);
  wait.counts[0] += sojourn.count - wait.count;
  wait.count = sojourn.count;
  return { wait, service: together(core, [row + STRAIGHT, row + OTHER_SERVICE]), sojourn };
}
