import { Suspense, useEffect } from 'react';
import { useDiagram } from '../../store/diagram-store.ts';
import { canvasController } from '../canvas/canvas-controller.ts';
import { lazyPart } from '../widgets/lazy-part.tsx';

const LiveBar = lazyPart(() => import('../inspector/live-bar.tsx'));

/** What was changed while watching, in a line under the diagram, where it covers no part. Most pages never have any. */
export function LiveChanges() {
  const hasChanges = useDiagram((state) => state.document.log.length > 0);
  if (!hasChanges) return null;
  return (
    <Suspense>
      <LiveBar />
      <FitKept />
    </Suspense>
  );
}

/** The line takes its height from the diagram: where all of it was seen, all of it is seen again, so that rows that come
 *  after it find the room that is left for them. */
function FitKept() {
  useEffect(() => {
    canvasController()?.keepFit();
    return () => canvasController()?.keepFit();
  }, []);
  return null;
}
