interface LabelRoom {
  readonly gap: number;
  readonly top: number;
  readonly bottom: number;
}

/** Moves labels that stand at these heights apart until no two are closer than `gap`, all of them as little as possible,
 *  and inside `top` and `bottom`. Labels of lines that run closer than `gap` keep the order of what is given, so that
 *  none changes places with another while their lines cross and cross again; what does not fit overlaps at the bottom. */
export function spreadLabels(heights: readonly number[], { gap, top, bottom }: LabelRoom): readonly number[] {
  const order = steadyOrder(heights, gap);
  // Less the room of those above it, a label only may not stand above the one before.
  const free = pooled(order.map((index, place) => heights[index]! - place * gap));
  const most = bottom - (order.length - 1) * gap;
  const placed = [...heights];
  order.forEach((index, place) => (placed[index] = Math.min(bottom, Math.max(top, Math.min(most, free[place]!)) + place * gap)));
  return placed;
}

/** From top to bottom; what stands closer together than `gap` in the order given. */
function steadyOrder(heights: readonly number[], gap: number): readonly number[] {
  const sorted = heights.map((_, index) => index).sort((a, b) => heights[a]! - heights[b]! || a - b);
  const groups: number[][] = [];
  for (const index of sorted) {
    const last = groups.at(-1);
    const isNear = last !== undefined && heights[index]! - heights[last.at(-1)!]! < gap;
    if (isNear) last.push(index);
    else groups.push([index]);
  }
  return groups.flatMap((group) => group.sort((a, b) => a - b));
}

/** The nearest rising sequence, by least squares: neighbours that fall share their mean. */
function pooled(values: readonly number[]): readonly number[] {
  const pools: { mean: number; size: number }[] = [];
  for (const value of values) {
    let pool = { mean: value, size: 1 };
    while (pools.length > 0 && pools.at(-1)!.mean > pool.mean) {
      const before = pools.pop()!;
      const size = before.size + pool.size;
      pool = { mean: (before.mean * before.size + pool.mean * pool.size) / size, size };
    }
    pools.push(pool);
  }
  return pools.flatMap(({ mean, size }) => Array.from({ length: size }, () => mean));
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
