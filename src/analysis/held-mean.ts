import type { ComponentReport } from '../engine/report.ts';

/** Mean time in ms that a worker was held while calls of its request were out: what of the mean sojourn time is neither
 *  wait nor service. Null when nothing was measured. Means of the same requests add up; percentiles do not. */
export function heldMeanMs({ waitMs, serviceMs, sojournMs }: Pick<ComponentReport, 'waitMs' | 'serviceMs' | 'sojournMs'>): number | null {
  if (sojournMs.mean === null || waitMs.mean === null || serviceMs.mean === null) return null;
  return Math.max(0, sojournMs.mean - waitMs.mean - serviceMs.mean);
}
