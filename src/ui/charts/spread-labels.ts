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

/** A name that may stand at a place of a line of text, or a little before it where the line ends. */
export interface PlacedName {
  readonly at: number;
  readonly width: number;
  /** Whether it goes before others that want the same room. */
  readonly isFirst: boolean;
}

const NAMES_APART = 10;

/** Where each name begins in a line that ends at `end`; undefined where another one stands already. */
export function placeNames(names: readonly PlacedName[], end: number): readonly (number | undefined)[] {
  const taken: (readonly [from: number, to: number])[] = [];
  const places: (number | undefined)[] = names.map(() => undefined);
  const order = names.map((_, index) => index).sort((a, b) => Number(names[b]!.isFirst) - Number(names[a]!.isFirst) || a - b);
  for (const index of order) {
    const { at, width } = names[index]!;
    const from = Math.max(0, Math.min(at, end - width));
    const to = from + width + NAMES_APART;
    if (taken.some(([otherFrom, otherTo]) => from < otherTo && to > otherFrom)) continue;
    taken.push([from, to]);
    places[index] = from;
  }
  return places;
}
