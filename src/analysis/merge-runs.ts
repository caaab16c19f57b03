import { meanInterval } from '../base/statistics/interval.ts';
import { figuresOfPacked, mergePacked, type PackedSamples } from '../base/statistics/time-samples.ts';
import type { Report, TimeSummary } from '../engine/report.ts';
import { combineReports } from './report-leaves.ts';

/** A run's report and the samples behind its times, in the order of `EngineRun.samples`. */
export interface MeasuredRun {
  readonly report: Report;
  readonly samples: readonly PackedSamples[];
}

/** Several runs of one diagram with different seeds, as one. */
export interface MergedRuns {
  /** Counts, rates and shares are means over the runs; times are of all samples of all runs together. */
  readonly report: Report;
  /** The reports of the runs, in the order of their seeds. */
  readonly runs: readonly Report[];
}

/** How sure a figure is over several runs: half the width of its interval at 95 %. Null where it cannot be said: for fewer
 *  than two runs, and where some runs have no such figure, since those that have one are then no fair sample. */
export function halfWidthOf(values: readonly (number | null)[]): number | null {
  const told = values.filter((value) => value !== null && Number.isFinite(value)) as number[];
  return told.length === values.length && told.length >= 2 ? meanInterval(told).halfWidth : null;
}

/** Takes runs in, one at a time and in the order of their seeds, and makes one of them. What it gives depends on nothing else:
 *  not on who ran them and not on who was ready first. */
export class RunMerger {
  private readonly runs: Report[] = [];
  private samples: readonly PackedSamples[] = [];

  add({ report, samples }: MeasuredRun): void {
    this.samples = this.runs.length === 0 ? samples : this.samples.map((own, i) => mergePacked(own, samples[i]!));
    this.runs.push(report);
  }

  merged(): MergedRuns {
    return { report: withTimes(combineReports(this.runs, meanOf), this.samples), runs: this.runs };
  }
}

/** Half-widths of all figures of a report's tables, in the report's own form; null where there is none. */
export function halfWidths(runs: readonly Report[]): Report {
  return combineReports(runs, halfWidthOf);
}

function meanOf(values: readonly (number | null)[]): number | null {
  const told = values.filter((value) => value !== null);
  return told.length === 0 ? null : told.reduce((sum, value) => sum + value, 0) / told.length;
}

/** The report with its times from these samples. */
function withTimes(report: Report, samples: readonly PackedSamples[]): Report {
  let at = 0;
  const next = (): TimeSummary => figuresOfPacked(samples[at++]!);
  const sources = report.sources.map((source) => ({
    ...source,
    answeredMs: next(),
    doneMs: next(),
    countingUnanswered: { ...source.countingUnanswered, answeredMs: next(), doneMs: next() },
  }));
  const components = report.components.map((item) => ({ ...item, waitMs: next(), serviceMs: next(), sojournMs: next() }));
  const connections = report.connections.map((item) => ({ ...item, waitMs: next(), serviceMs: next(), sojournMs: next() }));
  return { ...report, sources, components, connections };
}
