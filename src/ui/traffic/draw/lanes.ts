import type { EdgePath } from './edge-path.ts';
import { MAX_LANES } from './picture.ts';

/** Distance of a stream's lanes. Flow pixels. */
export const LANE_PITCH = 7;
/** Room at both ends in which the lanes part and meet. */
export const TAPER = 36;

/** Lanes that are drawn for so many partitions. */
export function laneCount(partitions: number): number {
  return Math.max(1, Math.min(MAX_LANES, partitions));
}

/** Half the width of the bed in which the lanes of so many partitions lie. */
export function streamHalfWidth(partitions: number): number {
  return (laneCount(partitions) * LANE_PITCH) / 2 + 3;
}

/** Sideways offset of a lane at a distance along the edge: lanes part after the start and meet before the end. */
export function laneOffset(path: EdgePath, lane: number, lanes: number, distance: number): number {
  const fromEnd = Math.min(distance, path.totalLength - distance);
  const t = Math.min(1, Math.max(0, fromEnd / TAPER));
  return (lane - (lanes - 1) / 2) * LANE_PITCH * (0.3 + 0.7 * t * t * (3 - 2 * t));
}
