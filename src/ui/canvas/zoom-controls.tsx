import { useReactFlow, useViewport } from '@xyflow/react';
import { Maximize, Minus, Plus } from 'lucide-react';
import styles from './canvas.module.css';
import { FIT } from './canvas-controller.ts';
import { strings } from './strings.ts';
import type { CanvasNode } from './to-flow.ts';

const STEP = 1.25;

/** Zoom and fit by single clicks. */
export function ZoomControls() {
  const flow = useReactFlow<CanvasNode>();
  const { zoom } = useViewport();
  const percent = Math.round(zoom * 100);
  return (
    <div className={styles.zoom} role="toolbar" aria-label={strings.fit}>
      <button type="button" aria-label={strings.zoomOut} title={strings.zoomOut} onClick={() => void flow.zoomTo(zoom / STEP)}>
        <Minus size={16} />
      </button>
      <button type="button" className={styles.zoomLevel} title={strings.zoomLevel(percent)} onClick={() => void flow.zoomTo(1)}>
        {percent}%
      </button>
      <button type="button" aria-label={strings.zoomIn} title={strings.zoomIn} onClick={() => void flow.zoomTo(zoom * STEP)}>
        <Plus size={16} />
      </button>
      <button type="button" aria-label={strings.fit} title={strings.fit} onClick={() => void flow.fitView(FIT)}>
        <Maximize size={15} />
      </button>
    </div>
  );
}
