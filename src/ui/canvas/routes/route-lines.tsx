import { ViewportPortal } from '@xyflow/react';
import { useMemo } from 'react';
import type { BrownoutDocument } from '../../../model/document.ts';
import type { ScenePlace } from '../../widgets/scene.ts';
import { curveMiddle, layOutEdges, pathData } from '../edge-geometry.ts';
import styles from './route-lines.module.css';
import { routesOf } from './routes-of.ts';

export interface RouteLinesProps {
  readonly channels: BrownoutDocument['channels'];
  readonly classes: BrownoutDocument['classes'];
  /** Where the boxes are, those that are being moved included. */
  readonly places: ReadonlyMap<string, ScenePlace>;
}

const ARROW = 9;

/** Dotted lines for ways that are no connections. They are read here and changed in the inspector of where they begin. */
export default function RouteLines({ channels, classes, places }: RouteLinesProps) {
  const routes = useMemo(() => routesOf({ channels, classes }), [channels, classes]);
  const curves = layOutEdges(places, routes);
  return (
    <ViewportPortal>
      <svg className={styles.lines} aria-hidden>
        {routes.map(({ id, label }) => {
          const curve = curves.get(id);
          if (curve === undefined) return null;
          const middle = curveMiddle(curve);
          const angle = (Math.atan2(curve.y3 - curve.y2, curve.x3 - curve.x2) * 180) / Math.PI;
          return (
            <g key={id}>
              <path className={styles.line} d={pathData(curve)} />
              <path className={styles.head} d={`M${-ARROW},${-ARROW / 2}L0,0L${-ARROW},${ARROW / 2}`} transform={`translate(${curve.x3} ${curve.y3}) rotate(${angle})`} />
              <text className={styles.label} x={middle.x} y={middle.y - 6}>
                {label}
              </text>
            </g>
          );
        })}
      </svg>
    </ViewportPortal>
  );
}
