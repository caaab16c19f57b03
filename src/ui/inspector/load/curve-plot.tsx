import type { MouseEvent, ReactNode, Ref } from 'react';
import { writeDuration } from '../../../base/units.ts';
import type { CurvePoint } from '../../../model/curve-edits.ts';
import { curvePath, type CurveScale, FRAME } from './curve-scale.ts';
import styles from './load.module.css';
import { strings } from './strings.ts';

export interface CurvePlotProps {
  readonly ref?: Ref<SVGSVGElement>;
  readonly label: string;
  readonly scale: CurveScale;
  readonly points: readonly CurvePoint[];
  readonly horizonMs: number;
  readonly valueText: (value: number) => string;
  /** A click beside the line, in the drawing's own units. Without it the curve can only be looked at. */
  readonly onAdd?: (x: number, y: number) => void;
  /** Handles of the points. */
  readonly children?: ReactNode;
}

/** A curve over time, with its axes and the end of the run. */
export function CurvePlot({ ref, label, scale, points, horizonMs, valueText, onAdd, children }: CurvePlotProps) {
  const { left, right, top, bottom, width, height } = FRAME;
  const line = curvePath(points, scale);
  const add = (event: MouseEvent<SVGRectElement>): void => {
    const box = event.currentTarget.ownerSVGElement!.getBoundingClientRect();
    onAdd?.(((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height);
  };
  return (
    <svg ref={ref} className={styles.plot} viewBox={`0 0 ${width} ${height}`} role={children === undefined ? 'img' : 'group'} aria-label={label}>
      {scale.values.map(({ value, at }) => (
        <g key={value} aria-hidden>
          <line className={styles.grid} x1={left} x2={right} y1={at} y2={at} />
          <text className={styles.tick} x={left - 6} y={at + 3.5} textAnchor="end">
            {valueText(value)}
          </text>
        </g>
      ))}
      {scale.times.map(({ value, at }) => (
        <text key={value} className={styles.tick} x={at} y={bottom + 15} textAnchor="middle" aria-hidden>
          {value === 0 ? '0' : writeDuration(value)}
        </text>
      ))}
      {horizonMs < scale.endMs && <RunEnd x={scale.x(horizonMs)} />}
      <path className={styles.area} d={`${line}L${right},${bottom}L${left},${bottom}Z`} aria-hidden />
      <path className={styles.line} d={line} aria-hidden />
      {onAdd !== undefined && <rect className={styles.ground} role="presentation" x={left} y={top} width={right - left} height={bottom - top} onClick={add} />}
      {children}
    </svg>
  );
}

/** From here on nothing is run. */
function RunEnd({ x }: { readonly x: number }) {
  const isLate = x > FRAME.left + (FRAME.right - FRAME.left) * 0.7;
  return (
    <g aria-hidden>
      <line className={styles.end} x1={x} x2={x} y1={FRAME.top} y2={FRAME.bottom} />
      <text className={styles.tick} x={isLate ? x - 4 : x + 4} y={FRAME.top + 9} textAnchor={isLate ? 'end' : 'start'}>
        {strings.runEnds}
      </text>
    </g>
  );
}
