import { type EdgeProps } from '@xyflow/react';
import { createContext, memo, use } from 'react';
import type { SceneCurve } from '../widgets/scene.ts';
import styles from './canvas.module.css';
import { pathData } from './edge-geometry.ts';
import type { LinkEdge } from './to-flow.ts';

/** Curves of all edges, laid out together. */
export const CurvesContext = createContext<ReadonlyMap<string, SceneCurve>>(new Map());

/** Where an edge can be pointed at, focused and selected. What it looks like is drawn by the live layer above. */
export const LinkEdgeView = memo(function LinkEdgeView({ id, selected }: EdgeProps<LinkEdge>) {
  const curve = use(CurvesContext).get(id);
  if (curve === undefined) return null;
  const data = pathData(curve);
  return (
    <g data-selected={selected || undefined}>
      <path className={styles.edgeRing} d={data} />
      <path className={`react-flow__edge-interaction ${styles.edgeHit}`} d={data} />
    </g>
  );
});
