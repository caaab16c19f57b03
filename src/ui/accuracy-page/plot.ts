import type { FigureRecord } from '../../accuracy/record.ts';

/** How far the plots reach to both sides of 0, as a share of the theory. */
export const REACH = 0.025;

/** Where the parts of a plot stand, from 0 at its left end to 100 at its right. */
export interface Plot {
  readonly point: number;
  readonly whisker: readonly [left: number, right: number];
  /** Where the point may lie without its interval: what was published, and the histogram's error. */
  readonly allowed: readonly [left: number, right: number];
  /** Sides at which the whisker, or the point, goes on beyond the plot. */
  readonly goesOn: { readonly left: boolean; readonly right: boolean };
}

/** The plot of one figure: its deviation as a point, its interval as a whisker, around 0. */
export function plotOf({ deviation, halfWidth, allowed }: Pick<FigureRecord, 'deviation' | 'halfWidth' | 'allowed'>): Plot {
  return {
    point: place(deviation),
    whisker: [place(deviation - halfWidth), place(deviation + halfWidth)],
    allowed: [place(-allowed), place(allowed)],
    goesOn: { left: deviation - halfWidth < -REACH, right: deviation + halfWidth > REACH },
  };
}

function place(share: number): number {
  return Math.min(100, Math.max(0, 50 + (50 * share) / REACH));
}
