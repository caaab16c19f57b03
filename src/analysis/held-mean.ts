import type { ComponentReport } from '../engine/report.ts';

/** What rounding may leave of a mean, as a share of it: far above the last digit, far below anything that can be read. */
const ROUNDING = 1e-10;

/** Mean time in ms that a worker was held while calls of its request were out: what of the mean sojourn time is neither
 *  wait nor service. Null when nothing was measured. Means of the same requests add up; percentiles do not. */
export function heldMeanMs({ waitMs, serviceMs, sojournMs }: Pick<ComponentReport, 'waitMs' | 'serviceMs' | 'sojournMs'>): number | null {
  if (sojournMs.mean === null || waitMs.mean === null || serviceMs.mean === null) return null;
  const heldMs = sojournMs.mean - waitMs.mean - serviceMs.mean;
  // Rounding of the three means leaves something of nothing.
  return heldMs > sojournMs.mean * ROUNDING ? heldMs : 0;
}
