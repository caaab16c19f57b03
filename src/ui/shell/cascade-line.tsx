import { X } from 'lucide-react';
import { describeCascade } from '../../analysis/cascade.ts';
import { currentCascade } from '../../store/current-cascade.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { useRun } from '../../store/run-store.ts';
import { useView } from '../../store/view-store.ts';
import { IconButton } from '../widgets/icon-button.tsx';
import { StateGlyph } from '../widgets/state-chip.tsx';
import styles from './cascade-line.module.css';
import { strings } from './strings.ts';

/** One sentence that names the cascade on the canvas, until it is dismissed. */
export default function CascadeLine() {
  const document = useDiagram((state) => state.document);
  const dismissed = useView((state) => state.dismissed);
  const cascades = useRun((state) => state.cascades);
  const earlierCascade = useRun((state) => state.earlierCascade);
  const nowMs = useRun((state) => state.nowMs);
  const cascade = currentCascade({ cascades, earlierCascade, nowMs }, dismissed);
  if (cascade === undefined) return null;
  return (
    <div className={styles.line}>
      <StateGlyph state="failing" size={14} />
      <p>{describeCascade(cascade, document)}</p>
      <IconButton
        label={strings.cascadeDismiss}
        icon={<X />}
        isSmall
        onClick={() => useView.getState().dismiss(cascade.id)}
      />
    </div>
  );
}
