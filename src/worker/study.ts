import type { PackedSamples } from '../base/statistics/time-samples.ts';
import type { EngineRun } from '../engine/engine-run.ts';
import type { Report } from '../engine/report.ts';
import type { BrownoutDocument } from '../model/document.ts';
import { CHANNEL, CHANNEL_MEASURES, COMPONENT, COMPONENT_MEASURES, CONNECTION, CONNECTION_MEASURES, SOURCE, SOURCE_MEASURES } from '../model/measures.ts';
import { BIN_COLUMNS, type BinCounts, binWidth, type RunBins } from '../model/run-bins.ts';

/** One run of many, which is asked for. */
export interface RunTask {
  readonly document: BrownoutDocument;
  /** Whether the run is to be read at the end of every bin too, which changes nothing in it. */
  readonly inBins: boolean;
}

/** What one run of many gives back: kilobytes, whatever the size of its state. Plain data, fit for posting. */
export interface RunResult {
  /** Without incidents, which are of one run and would be most of it, unless it was asked for in bins: that is a run alone. */
  readonly report: Report;
  /** The samples behind the report's times, in their order. */
  readonly samples: readonly PackedSamples[];
  /** The run in bins, where it was asked for. */
  readonly bins?: RunBins;
}

/** Bins of a run; fewer for diagrams with so many parts that their readings would fill memory. */
const BINS = 1000;
const FEWEST_BINS = 200;
const MOST_NUMBERS = 4_000_000;

/** Runs a document from beginning to horizon at once. */
export function studyRun(createRun: (document: BrownoutDocument) => EngineRun, { document, inBins }: RunTask): RunResult {
  const run = createRun(document);
  const { horizonMs } = document.settings;
  const bins = inBins ? runInBins(run, horizonMs) : undefined;
  run.advance(horizonMs, Infinity);
  const report: Report = inBins ? run.report() : { ...run.report(), incidents: [] };
  return { report, samples: run.samples(), ...(bins === undefined ? {} : { bins }) };
}

function runInBins(run: EngineRun, horizonMs: number): RunBins {
  const counts = countsOf(run);
  const width = binWidth(counts);
  const bins = Math.max(FEWEST_BINS, Math.min(BINS, Math.floor(MOST_NUMBERS / width)));
  const readings = new Float64Array((bins + 1) * width);
  for (let bin = 0; bin < bins; bin++) {
    run.advance((horizonMs * (bin + 1)) / bins, Infinity);
    read(run, counts, readings.subarray((bin + 1) * width, (bin + 2) * width));
  }
  return { ...counts, binMs: horizonMs / bins, bins, readings };
}

function countsOf(run: EngineRun): BinCounts {
  const { components, connections, channels, sources } = run.observe();
  return {
    components: components.length / COMPONENT_MEASURES.length,
    connections: connections.length / CONNECTION_MEASURES.length,
    channels: channels.length / CHANNEL_MEASURES.length,
    sources: sources.length / SOURCE_MEASURES.length,
  };
}

const PICKED = {
  components: BIN_COLUMNS.components.map((name) => COMPONENT[name]),
  connections: BIN_COLUMNS.connections.map((name) => CONNECTION[name]),
  channels: BIN_COLUMNS.channels.map((name) => CHANNEL[name]),
  sources: BIN_COLUMNS.sources.map((name) => SOURCE[name]),
};

function read(run: EngineRun, counts: BinCounts, into: Float64Array): void {
  const views = run.observe();
  let at = 0;
  for (const part of ['components', 'connections', 'channels', 'sources'] as const) {
    const columns = counts[part] > 0 ? views[part].length / counts[part] : 0;
    for (let row = 0; row < counts[part]; row++) for (const column of PICKED[part]) into[at++] = views[part][row * columns + column]!;
  }
  into.set(run.timeTotals(), at);
}
