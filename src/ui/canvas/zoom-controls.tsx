import { useViewport } from '@xyflow/react';
import { Maximize, Minus, Plus } from 'lucide-react';
import styles from './canvas.module.css';
import { canvasController } from './canvas-controller.ts';
import { strings } from './strings.ts';

const STEP = 1.25;

/** Zoom and fit by single clicks. */
export function ZoomControls() {
  const { zoom } = useViewport();
  const percent = Math.round(zoom * 100);
  return (
    <div className={styles.zoom} role="toolbar" aria-label={strings.zoom}>
      <button type="button" aria-label={strings.zoomOut} title={strings.zoomOut} onClick={() => canvasController()?.zoomBy(1 / STEP)}>
        <Minus size={16} />
      </button>
      <button type="button" className={styles.zoomLevel} title={strings.zoomLevel(percent)} onClick={() => canvasController()?.zoomToFullSize()}>
        {percent}%
      </button>
      <button type="button" aria-label={strings.zoomIn} title={strings.zoomIn} onClick={() => canvasController()?.zoomBy(STEP)}>
        <Plus size={16} />
      </button>
      <button type="button" aria-label={strings.fit} title={strings.fit} onClick={() => canvasController()?.fit()}>
        <Maximize size={15} />
      </button>
    </div>
  );
}
