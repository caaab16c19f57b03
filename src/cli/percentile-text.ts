import { figureText, NO_FIGURE } from '../base/figure-text.ts';
import { isScarce, type PercentileName } from '../base/statistics/time-samples.ts';
import type { TimeSummary } from '../engine/report.ts';

/** Stands where there is not enough data for a percentile. */
const TOO_FEW = 'too few';

/** A figure with half the width of its interval, where there is one. */
export function withWidth(value: number | null, width: number | null, write: (value: number | null) => string): string {
  return value === null || width === null || Number.isNaN(width) ? write(value) : `${write(value)} ± ${write(width)}`;
}

/** A percentile, with half the width of its interval where there is one; or why it is not told: nothing was measured, or
 *  not enough (rule ME12). */
export function percentileText(summary: TimeSummary, name: PercentileName, width: number | null = null): string {
  if (summary.count === 0) return NO_FIGURE;
  return isScarce(summary.count, name) ? TOO_FEW : withWidth(summary[name], width, figureText);
}

/** What "too few" means, for below tables that say so. */
export function scarceNote(parts: readonly string[]): readonly string[] {
  if (!parts.some((text) => text.includes(TOO_FEW))) return [];
  return ['too few: not enough data. A percentile is told when at least ten samples lie above it: p50 needs 20, p90 100, p95 200,\np99 1,000 and p99.9 10,000.'];
}
