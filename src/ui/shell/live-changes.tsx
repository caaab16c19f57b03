import { Suspense } from 'react';
import { useDiagram } from '../../store/diagram-store.ts';
import { lazyPart } from '../widgets/lazy-part.tsx';

const LiveBar = lazyPart(() => import('../inspector/live-bar.tsx'));

/** What was changed while watching, in a line under the diagram, where it covers no part. Most pages never have any. */
export function LiveChanges() {
  const hasChanges = useDiagram((state) => state.document.log.length > 0);
  if (!hasChanges) return null;
  return (
    <Suspense>
      <LiveBar />
    </Suspense>
  );
}
