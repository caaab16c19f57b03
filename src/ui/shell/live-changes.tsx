import { Suspense } from 'react';
import { useDiagram } from '../../store/diagram-store.ts';
import { lazyPart } from '../widgets/lazy-part.tsx';
import styles from './live-changes.module.css';

const LiveBar = lazyPart(() => import('../inspector/live-bar.tsx'));

/** What was changed while watching, over the upper right of the canvas, where no request's story stands. Most pages never have any. */
export function LiveChanges() {
  const hasChanges = useDiagram((state) => state.document.log.length > 0);
  if (!hasChanges) return null;
  return (
    <div className={styles.place}>
      <Suspense>
        <LiveBar />
      </Suspense>
    </div>
  );
}
