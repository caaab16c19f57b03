/** Moves labels that stand at these heights apart until no two are closer than `gap`, as little as possible and inside
 *  `top` and `bottom`. Keeps the order of what is given; what does not fit overlaps at the bottom. */
export function spreadLabels(
  heights: readonly number[],
  { gap, top, bottom }: { readonly gap: number; readonly top: number; readonly bottom: number },
): readonly number[] {
  const order = heights.map((_, index) => index).sort((a, b) => heights[a]! - heights[b]! || a - b);
  const placed = [...heights];
  let least = top;
  for (const index of order) {
    placed[index] = Math.max(least, heights[index]!);
    least = placed[index]! + gap;
  }
  let most = bottom;
  for (const index of order.toReversed()) {
    placed[index] = Math.max(top, Math.min(most, placed[index]!));
    most = placed[index]! - gap;
  }
  return placed;
}
