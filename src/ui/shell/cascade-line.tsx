import { ChevronLeft, ChevronRight, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { type Cascade, describeCascade } from '../../analysis/cascade.ts';
import { openCascades, shownIndex } from '../../store/current-cascade.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { useRun } from '../../store/run-store.ts';
import { useView } from '../../store/view-store.ts';
import { Button } from '../widgets/button.tsx';
import { IconButton } from '../widgets/icon-button.tsx';
import { StateGlyph } from '../widgets/state-chip.tsx';
import styles from './cascade-line.module.css';
import { strings } from './strings.ts';

/** One sentence that names the cascade on the canvas, until it is dismissed, and the way to those before it. */
export default function CascadeLine() {
  const document = useDiagram((state) => state.document);
  const dismissed = useView((state) => state.dismissed);
  const shownCascade = useView((state) => state.shownCascade);
  const cascades = useRun((state) => state.cascades);
  const earlierCascades = useRun((state) => state.earlierCascades);
  const nowMs = useRun((state) => state.nowMs);
  const open = openCascades({ cascades, earlierCascades, nowMs }, dismissed);
  const index = shownIndex(open, { shownCascade });
  const cascade = open[index];
  if (cascade === undefined) return null;
  return (
    <div className={styles.line}>
      <StateGlyph state="failing" size={14} />
      <p>{describeCascade(cascade, document)}</p>
      {open.length > 1 && <Steps open={open} index={index} />}
      <IconButton
        label={strings.cascadeDismiss}
        icon={<X />}
        isSmall
        onClick={() => useView.getState().dismiss(cascade.id)}
      />
    </div>
  );
}

/** Steps through the cascades that were not dismissed. A button that has nothing more to step to goes, and leaves the
 *  focus to the other one. */
function Steps({ open, index }: { readonly open: readonly Cascade[]; readonly index: number }) {
  const group = useRef<HTMLDivElement>(null);
  const hasStepped = useRef(false);
  const later = open.length - 1 - index;
  useEffect(() => {
    const isFocusLost = hasStepped.current && !group.current!.contains(document.activeElement);
    hasStepped.current = false;
    if (isFocusLost) group.current!.querySelector('button')?.focus();
  }, [index]);
  const step = (by: number): void => {
    hasStepped.current = true;
    useView.getState().showCascade({ id: open[index + by]!.id, newest: open.at(-1)!.id });
  };
  return (
    <div ref={group} role="group" aria-label={strings.cascadeOthers} className={styles.steps}>
      {index > 0 && (
        <Button isSmall icon={<ChevronLeft size={14} />} onClick={() => step(-1)}>
          {strings.cascadeEarlier(index)}
        </Button>
      )}
      {later > 0 && (
        <Button isSmall icon={<ChevronRight size={14} />} onClick={() => step(1)}>
          {strings.cascadeLater(later)}
        </Button>
      )}
    </div>
  );
}
