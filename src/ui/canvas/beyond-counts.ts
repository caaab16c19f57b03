import type { ScenePlace, SceneViewport } from '../widgets/scene.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './edge-geometry.ts';

export type BeyondSide = 'left' | 'right' | 'above' | 'below';

/** How many parts have their middle beyond each side of the window; one that lies beyond a corner counts to the left or
 *  right of it. */
export function beyondCounts(
  places: readonly ScenePlace[],
  { viewport, width, height }: { readonly viewport: SceneViewport; readonly width: number; readonly height: number },
): Readonly<Record<BeyondSide, number>> {
  const counts = { left: 0, right: 0, above: 0, below: 0 };
  for (const place of places) {
    const x = (place.x + NODE_WIDTH / 2) * viewport.zoom + viewport.x;
    const y = (place.y + NODE_HEIGHT / 2) * viewport.zoom + viewport.y;
    if (x < 0) counts.left += 1;
    else if (x > width) counts.right += 1;
    else if (y < 0) counts.above += 1;
    else if (y > height) counts.below += 1;
  }
  return counts;
}
