import { bucketIndex, histogramScratch } from '../../base/histogram.ts';
import { noSamples, type TimeSamples } from '../../base/statistics/time-samples.ts';
import { type Core, EFFECTS_LOST_AFTER, FAILED_AFTER, MEASURED_FROM, NOW, RECORDS_MADE } from '../core.ts';
import { ARRIVED, DOUBLES, EFFECTS_PENDING, FREE, META, PLACE, ROOT, STATE_MASK, UNANSWERED, WORDS } from '../kernel/record.ts';
import { CALL_TIMEOUT, CONFIRM, CONFIRM_TIMEOUT, LINK_PARAMETER_COLUMNS, TOTAL_TIMEOUT } from '../parameters.ts';
import { sourceRow } from './source-row.ts';

/**
 * Requests that were not answered well, for the times that count them too: each with the time that it waited, and with
 * no less than its timeout. Rule ME11 of `docs/spec.md`. Nothing here is done for a request that is answered well.
 */

/** The shortest time for which a source waits for the end of one of its calls or confirmed publishes, as its parameters
 *  stand now; Infinity when it waits for ever. */
export function sourceTimeoutMs(core: Core, source: number): number {
  const { linkParameters, network } = core;
  let shortest = Infinity;
  for (const link of network.sourceLinks[source]) {
    const row = link * LINK_PARAMETER_COLUMNS;
    if (network.linkChannel[link] < 0) shortest = Math.min(shortest, linkParameters[row + CALL_TIMEOUT], linkParameters[row + TOTAL_TIMEOUT]);
    else if (linkParameters[row + CONFIRM] === 1) shortest = Math.min(shortest, linkParameters[row + CONFIRM_TIMEOUT]);
  }
  return shortest;
}

/** Counts a request whose answer is a failure. */
export function recordFailure(core: Core, request: number, source: number): void {
  recordAtLeast(core, request, { source, row: FAILED_AFTER });
}

/** Counts a request that was answered, but of whose required effects one was lost. */
export function recordLoss(core: Core, request: number, source: number): void {
  recordAtLeast(core, request, { source, row: EFFECTS_LOST_AFTER });
}

function recordAtLeast(core: Core, request: number, { source, row }: { readonly source: number; readonly row: number }): void {
  const began = core.f64[request * DOUBLES + ARRIVED];
  if (began >= core.clock[MEASURED_FROM]) core.record(sourceRow(core, source) + row, atLeast(core, source, began));
}

/** What a request that began then has waited by now, and its timeout if that is longer. */
function atLeast(core: Core, source: number, began: number): number {
  const timeoutMs = sourceTimeoutMs(core, source);
  const waited = core.clock[NOW] - began;
  return timeoutMs > waited && timeoutMs !== Infinity ? timeoutMs : waited;
}

/** What requests that are under way have waited at least: those without an answer, and those answered whose effects are
 *  not finished. */
export interface UnderWay {
  readonly unanswered: TimeSamples;
  readonly unfinished: TimeSamples;
}

/** Looks at everything in flight, source by source. Requests from before the measured time are left out. */
export function requestsUnderWay(core: Core): readonly UnderWay[] {
  const { i32, f64, network } = core;
  const found = Array.from({ length: network.sourceCount }, (): UnderWay => ({ unanswered: noSamples(), unfinished: noSamples() }));
  const scratch = histogramScratch();
  for (let record = 0; record < core.counters[RECORDS_MADE]; record++) {
    const meta = i32[record * WORDS + META];
    const began = f64[record * DOUBLES + ARRIVED];
    if ((meta & STATE_MASK) === FREE || !(meta & ROOT) || meta & UNANSWERED || began < core.clock[MEASURED_FROM]) continue;
    const source = network.sourceOf[network.stationComponent[i32[record * WORDS + PLACE] & 0xffff]];
    const { unanswered, unfinished } = found[source];
    scratch.float64[0] = atLeast(core, source, began);
    add((meta & STATE_MASK) === EFFECTS_PENDING ? unfinished : unanswered, scratch.float64[0], bucketIndex(scratch.float64, scratch.int32));
  }
  return found;
}

function add(samples: TimeSamples, ms: number, bucket: number): void {
  samples.counts[bucket]++;
  samples.count++;
  samples.total += ms;
  samples.max = Math.max(samples.max, ms);
}
