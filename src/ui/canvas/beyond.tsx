import { useNodes, useStore, useViewport } from '@xyflow/react';
import { ChevronDown, ChevronLeft, ChevronRight, ChevronUp } from 'lucide-react';
import styles from './beyond.module.css';
import { beyondCounts, type BeyondSide } from './beyond-counts.ts';
import { canvasController } from './canvas-controller.ts';
import { strings } from './strings.ts';
import type { CanvasNode } from './to-flow.ts';

const SIDES = [
  { side: 'left', right: -1, down: 0, Icon: ChevronLeft },
  { side: 'right', right: 1, down: 0, Icon: ChevronRight },
  { side: 'above', right: 0, down: -1, Icon: ChevronUp },
  { side: 'below', right: 0, down: 1, Icon: ChevronDown },
] as const satisfies readonly { readonly side: BeyondSide; readonly right: number; readonly down: number; readonly Icon: unknown }[];

/** Says at each side of the canvas how many parts lie beyond it, and goes there. */
export default function Beyond() {
  const viewport = useViewport();
  const nodes = useNodes<CanvasNode>();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const places = nodes.flatMap(({ type, position }) => (type === 'part' ? [position] : []));
  const counts = beyondCounts(places, { viewport, width, height });
  return SIDES.map(({ side, right, down, Icon }) =>
    counts[side] === 0 ? null : (
      <button
        key={side}
        type="button"
        className={styles.beyond}
        data-side={side}
        aria-label={strings.beyond(counts[side], side)}
        onClick={() => canvasController()?.pan(right, down)}
      >
        <Icon size={16} aria-hidden="true" />
        {strings.more(counts[side])}
      </button>
    ),
  );
}
