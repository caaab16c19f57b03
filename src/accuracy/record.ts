import type { FamilyGroup, FigureUnit, Standing } from './family.ts';

/** What became of a comparison. `agrees`: theory lies inside the interval, widened by what is allowed. `chance`: it lay
 *  outside, and fresh seeds did not confirm it. `differs`: they did. */
export type Verdict = 'agrees' | 'chance' | 'differs';

/** One figure, measured. Half-widths and deviations are relative to the theory: 0.01 is 1 %. */
export interface FigureRecord {
  readonly id: string;
  readonly title: string;
  readonly unit: FigureUnit;
  readonly isPercentile: boolean;
  readonly standing: Standing;
  readonly theory: number;
  readonly simulated: number;
  /** Half the interval at the level of the whole table. */
  readonly halfWidth: number;
  /** What the interval is widened by: the published error, and the histogram's. */
  readonly allowed: number;
  /** Simulated less theory. */
  readonly deviation: number;
  readonly verdict: Verdict;
  /** Of a figure that lay outside: how many of the fresh seeds' intervals miss the theory too. */
  readonly freshMisses?: number;
}

/** One family, measured. */
export interface FamilyRecord {
  readonly id: string;
  readonly title: string;
  readonly group: FamilyGroup;
  readonly summary: string;
  readonly source: string;
  readonly replications: number;
  /** Simulated events of all replications. */
  readonly events: number;
  readonly figures: readonly FigureRecord[];
}

/** A whole measurement: what `npm run accuracy` writes. */
export interface AccuracyRecord {
  readonly engineVersion: number;
  /** Day of the measurement, as 2026-01-31. */
  readonly date: string;
  /** Level at which all intervals hold together. */
  readonly level: number;
  /** Level of each, by Bonferroni's inequality. */
  readonly figureLevel: number;
  readonly freshSeeds: number;
  readonly families: readonly FamilyRecord[];
}
