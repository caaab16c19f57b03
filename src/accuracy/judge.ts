import { type ControlVariate, estimateExpectation } from '../base/statistics/control-variates.ts';
import { studentQuantile } from '../base/statistics/student.ts';
import { type Family, type Figure, HISTOGRAM_ERROR, type Measured } from './family.ts';
import type { FamilyRecord, FigureRecord } from './record.ts';
import type { Replication } from './measure.ts';

/** Level at which all intervals of a measurement hold together. */
export const FAMILY_WISE_LEVEL = 0.999;

/** Widest half-widths of intervals, relative to the theory: of percentiles, and of everything else. */
export const WIDEST = { percentile: 0.02, mean: 0.01 } as const;

/** Of the fresh seeds' intervals, how many may miss the theory by chance. Two of ten would be one case in billions. */
const CHANCE_MISSES = 1;

/** Level of each of `figures` intervals that hold together at the family-wise level, by Bonferroni's inequality, which asks
 *  nothing about how they depend on each other. */
export function figureLevel(figures: number): number {
  return 1 - (1 - FAMILY_WISE_LEVEL) / figures;
}

/** Compares what replications gave with theory. `level` is that of each interval. A figure that lies outside is called
 *  different until fresh seeds have decided (`decide`). */
export function judge(family: Family, replications: readonly Replication[], level: number): FamilyRecord {
  const { id, title, group, summary, source } = family;
  const samples = replications.map(({ measured }) => measured);
  return {
    id, title, group, summary, source, replications: replications.length,
    events: replications.reduce((sum, { events }) => sum + events, 0),
    figures: family.figures.map((figure) => judgeFigure(family, figure, samples, level)),
  };
}

/** The record with the verdicts that fresh seeds decide: `fresh` are the same family's records, each of fresh seeds. */
export function decide(record: FamilyRecord, fresh: readonly FamilyRecord[]): FamilyRecord {
  const figures = record.figures.map((figure, i): FigureRecord => {
    if (figure.verdict === 'agrees') return figure;
    const freshMisses = fresh.filter(({ figures: again }) => again[i]!.verdict !== 'agrees').length;
    return { ...figure, verdict: freshMisses > CHANCE_MISSES ? 'differs' : 'chance', freshMisses };
  });
  return { ...record, figures };
}

/** Whether the interval of a figure is wider than any may be. */
export function isTooWide({ isPercentile, halfWidth }: Pick<FigureRecord, 'isPercentile' | 'halfWidth'>): boolean {
  return !(halfWidth <= (isPercentile ? WIDEST.percentile : WIDEST.mean));
}

function judgeFigure(family: Family, figure: Figure, samples: readonly Measured[], level: number): FigureRecord {
  const { id, title, unit, theory, isPercentile = false, standing = family.standing } = figure;
  const { mean, standardError, degrees } = estimateExpectation(samples.map((sample) => sample[id] ?? Number.NaN), controlsOf(family, id, samples));
  const halfWidth = (studentQuantile((1 + level) / 2, degrees) * standardError) / theory;
  const allowed = (standing.kind === 'approximate' ? standing.error : 0) + (isPercentile ? HISTOGRAM_ERROR : 0);
  const deviation = mean / theory - 1;
  // Where nothing varies, rounding is all that is left.
  const agrees = Math.abs(deviation) <= halfWidth + allowed + 1e-9;
  return { id, title, unit, isPercentile, standing, theory, simulated: mean, halfWidth, allowed, deviation, verdict: agrees ? 'agrees' : 'differs' };
}

function controlsOf({ controls = {} }: Family, figure: string, samples: readonly Measured[]): ControlVariate[] {
  return Object.entries(controls)
    .filter(([name]) => name !== figure)
    .map(([name, expectation]) => ({ values: samples.map((sample) => sample[name] ?? Number.NaN), expectation }));
}
