import type { ConnectionLineComponentProps } from '@xyflow/react';
import styles from './canvas.module.css';
import type { CanvasNode } from './to-flow.ts';

/** The line that follows the pointer while two parts are connected. */
export function ConnectionLine({ fromX, fromY, toX, toY, connectionStatus }: ConnectionLineComponentProps<CanvasNode>) {
  const pull = Math.max(36, Math.abs(toX - fromX) / 2);
  return (
    <g className={styles.connectionLine} data-status={connectionStatus ?? 'open'}>
      <path d={`M${fromX},${fromY}C${fromX + pull},${fromY} ${toX - pull},${toY} ${toX},${toY}`} />
      <circle cx={toX} cy={toY} r={4} />
    </g>
  );
}
