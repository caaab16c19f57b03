/** How a growing number of marks turns into length: one mark after another at first, then a step per doubling. */
export interface Growth {
  /** Length of one mark with its gap, while each stands alone. */
  readonly pitch: number;
  /** Marks that stand alone. */
  readonly linearCount: number;
  /** Length added by each doubling beyond that. */
  readonly perDoubling: number;
  readonly maxLength: number;
}

/** Length that `count` things take. Never shrinks as the count grows, so a growing backlog always looks growing. */
export function grownLength(count: number, growth: Growth): number {
  if (!(count > 0)) return 0;
  if (count <= growth.linearCount) return count * growth.pitch;
  const doublings = Math.log2(count / growth.linearCount);
  return Math.min(growth.maxLength, growth.linearCount * growth.pitch + doublings * growth.perDoubling);
}

/** Length of a part beside others of which the deepest is `deepest`: in proportion to it, so that one part that is far
 *  behind stands out, but a short backlog never shrinks below two marks because of a neighbour. */
export function proportionalLength(count: number, deepest: number, growth: Growth): number {
  if (!(count > 0)) return 0;
  const own = grownLength(count, growth);
  const share = grownLength(deepest, growth) * (count < deepest ? count / deepest : 1);
  return Math.min(own, Math.max(share, 2 * growth.pitch));
}

/** Marks drawn along a length: each thing its own while that fits, then as many as fit at the closest pitch. */
export function visibleMarks(count: number, length: number, closestPitch: number): number {
  return Math.max(0, Math.min(Math.round(count), Math.floor(length / closestPitch)));
}

/** A queue that grows out of a component's left side. */
export const QUEUE_GROWTH: Growth = { pitch: 6, linearCount: 8, perDoubling: 12, maxLength: 96 };

/** Bricks in a queue edge's tray: 20 fill it, then it overflows upwards. The unit is bricks. */
export const TRAY_GROWTH: Growth = { pitch: 1, linearCount: 20, perDoubling: 5, maxLength: 44 };

/** The filled part of a partition's lane. */
export const LANE_GROWTH: Growth = { pitch: 6, linearCount: 10, perDoubling: 12, maxLength: 168 };

/** Bricks that show `count` messages. */
export function trayBricks(count: number): number {
  return Math.floor(grownLength(count, TRAY_GROWTH) + 1e-6);
}

/** A share as something that can be drawn: 0 to 1, and 0 for what is no number. */
export function drawableShare(value: number): number {
  return value > 0 ? Math.min(1, value) : 0;
}
