import { Plus, Trash2 } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useEffect, useId, useRef, useState } from 'react';
import { addAfter, addPoint, type CurveLimits, type CurvePoint, movePoint, removePoint } from '../../../model/curve-edits.ts';
import { Button } from '../../widgets/button.tsx';
import { formatDuration } from '../../widgets/format.ts';
import inspector from '../inspector.module.css';
import { CurvePlot } from './curve-plot.tsx';
import { curveScale, type CurveScale, FRAME } from './curve-scale.ts';
import styles from './load.module.css';
import { strings } from './strings.ts';

export interface CurveEditorProps {
  /** What the curve is of, for a step of undo: presses of a key on one point are one. */
  readonly id: string;
  readonly label: string;
  readonly points: readonly CurvePoint[];
  readonly limits: CurveLimits;
  readonly horizonMs: number;
  readonly valueText: (value: number) => string;
  readonly onChange: (points: readonly CurvePoint[], options?: { readonly mergeKey: string }) => void;
}

/** Steps that an arrow key with Shift goes at once. */
const FAR = 10;

/** A curve whose points are dragged, or moved with the arrow keys. A drag is one change when it is over; Escape takes it
 *  back. */
export function CurveEditor(props: CurveEditorProps) {
  const { id, label, points, limits, horizonMs, valueText, onChange } = props;
  const keysId = useId();
  const svgRef = useRef<SVGSVGElement>(null);
  const [drag, setDrag] = useState<Drag>();
  const [current, setCurrent] = useState(0);
  const visit = useVisit();
  const { focusSoon } = useFocus(svgRef, points);
  useFingers(svgRef);
  // The scale stands still under a drag: it follows what holds, not what is tried.
  const scale = scaleFor(points, limits, horizonMs);
  const shown = drag?.points ?? points;
  const index = Math.min(current, shown.length - 1);

  const insert = (next: readonly CurvePoint[], at: number): void => {
    if (next === points) return;
    onChange(next);
    setCurrent(at);
    focusSoon(at);
  };
  const remove = (at: number): void => {
    const next = removePoint(points, at, limits);
    if (next === points) return;
    onChange(next);
    setCurrent(Math.max(0, at - 1));
    focusSoon(Math.max(0, at - 1));
  };
  const onKeyDown = (event: KeyboardEvent, at: number): void => {
    if (event.key === 'Escape' && drag !== undefined) {
      event.preventDefault();
      return setDrag(undefined);
    }
    const moved = byKey(event, points[at]!, scale);
    if (moved === undefined && !['Enter', 'Insert', 'Delete', 'Backspace'].includes(event.key)) return;
    // Elsewhere these keys move or delete what is selected on the canvas.
    event.preventDefault();
    if (moved !== undefined) {
      const next = movePoint(points, at, moved, limits);
      if (next !== points) onChange(next, { mergeKey: `curve ${id} ${at} ${visit.current}` });
    } else if (event.key === 'Enter' || event.key === 'Insert') insert(addAfter(points, at, limits), at + 1);
    else remove(at);
  };
  const dragging = useDragging({ svgRef, scale, points, limits, drag, setDrag, onChange });

  return (
    <div className={styles.editor}>
      <CurvePlot
        ref={svgRef}
        label={label}
        scale={scale}
        points={shown}
        horizonMs={horizonMs}
        valueText={valueText}
        onAdd={(x, y) => {
          const point = scale.at(x, y);
          const next = addPoint(points, point, limits);
          insert(next, next.findIndex((made) => !points.includes(made)));
        }}
      >
        {shown.map((point, at) => (
          <g
            // Points have no identity but their order.
            // oxlint-disable-next-line no-array-index-key
            key={at}
            data-point={at}
            className={styles.point}
            role="slider"
            tabIndex={0}
            aria-label={strings.point(at + 1)}
            aria-describedby={keysId}
            aria-valuemin={0}
            aria-valuemax={limits.max}
            aria-valuenow={point.value}
            aria-valuetext={strings.pointAt(formatDuration(point.atMs), valueText(point.value))}
            data-dragged={drag?.index === at || undefined}
            onKeyDown={(event) => onKeyDown(event, at)}
            onFocus={() => {
              visit.next();
              setCurrent(at);
            }}
            {...dragging(at)}
          >
            <circle className={styles.hit} cx={scale.x(point.atMs)} cy={scale.y(point.value)} r={15} />
            <circle className={styles.dot} cx={scale.x(point.atMs)} cy={scale.y(point.value)} r={4.5} />
          </g>
        ))}
      </CurvePlot>
      <p className={styles.readout}>{index >= 0 && strings.chosen(index + 1, strings.pointAt(formatDuration(shown[index]!.atMs), valueText(shown[index]!.value)))}</p>
      <div className={styles.actions}>
        <Button isSmall icon={<Plus size={14} />} disabled={points.length >= limits.maxPoints} onClick={() => insert(addAfter(points, index, limits), index + 1)}>
          {strings.addPoint}
        </Button>
        <Button isSmall icon={<Trash2 size={14} />} disabled={removePoint(points, index, limits) === points} onClick={() => remove(index)}>
          {strings.removePoint}
        </Button>
      </div>
      {points.length >= limits.maxPoints && <p className={inspector.help}>{strings.full(limits.maxPoints)}</p>}
      <p id={keysId} className={inspector.help}>
        {strings.keys}
      </p>
    </div>
  );
}

function scaleFor(points: readonly CurvePoint[], { isInteger }: CurveLimits, horizonMs: number): CurveScale {
  const lastMs = points.at(-1)?.atMs ?? 0;
  const isNear = lastMs === 0 || horizonMs < lastMs * 2;
  return curveScale({ lastMs: isNear ? Math.max(lastMs, horizonMs) : lastMs, most: Math.max(0, ...points.map(({ value }) => value)), isInteger });
}

/** Where an arrow key leads; undefined for all other keys. */
function byKey({ key, shiftKey }: KeyboardEvent, { atMs, value }: CurvePoint, { timeStep, valueStep }: CurveScale): CurvePoint | undefined {
  const far = shiftKey ? FAR : 1;
  switch (key) {
    case 'ArrowLeft':
      return { atMs: atMs - timeStep * far, value };
    case 'ArrowRight':
      return { atMs: atMs + timeStep * far, value };
    case 'ArrowDown':
      return { atMs, value: tidy(value - valueStep * far) };
    case 'ArrowUp':
      return { atMs, value: tidy(value + valueStep * far) };
    case 'PageDown':
      return { atMs, value: tidy(value - valueStep * FAR) };
    case 'PageUp':
      return { atMs, value: tidy(value + valueStep * FAR) };
    default:
      return undefined;
  }
}

function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

interface Drag {
  readonly index: number;
  readonly points: readonly CurvePoint[];
}

interface Dragging extends Pick<CurveEditorProps, 'points' | 'limits' | 'onChange'> {
  readonly svgRef: React.RefObject<SVGSVGElement | null>;
  readonly scale: CurveScale;
  readonly drag: Drag | undefined;
  readonly setDrag: (drag: Drag | undefined) => void;
}

/** What a point needs to be dragged. */
function useDragging({ svgRef, scale, points, limits, drag, setDrag, onChange }: Dragging) {
  return (index: number) => ({
    onPointerDown(event: PointerEvent<SVGGElement>) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrag({ index, points });
    },
    onPointerMove(event: PointerEvent) {
      if (drag?.index !== index || svgRef.current === null) return;
      const { x, y } = placeIn(svgRef.current, event);
      setDrag({ index, points: movePoint(points, index, scale.at(x, y), limits) });
    },
    onPointerUp() {
      if (drag?.index === index && drag.points !== points) onChange(drag.points);
      setDrag(undefined);
    },
    onPointerCancel: () => setDrag(undefined),
  });
}

/** A pointer's place in the drawing's own units. */
export function placeIn(svg: SVGSVGElement, { clientX, clientY }: { readonly clientX: number; readonly clientY: number }): { readonly x: number; readonly y: number } {
  const box = svg.getBoundingClientRect();
  return { x: ((clientX - box.left) / box.width) * FRAME.width, y: ((clientY - box.top) / box.height) * FRAME.height };
}

/** Counts visits of points: changes of one visit are one step of undo. */
function useVisit() {
  const [visit] = useState(() => {
    let count = 0;
    return {
      get current() {
        return count;
      },
      next: () => void count++,
    };
  });
  return visit;
}

/** Keeps the page from scrolling under a finger that begins on a point, and lets it scroll where one begins beside them.
 *  Chromium heeds `touch-action` on a whole drawing only, not on what is in it. As nothing else comes of such a touch, it
 *  gives the point the focus. */
function useFingers(svgRef: React.RefObject<SVGSVGElement | null>) {
  useEffect(() => {
    const svg = svgRef.current;
    const hold = (event: TouchEvent): void => {
      const point = event.target instanceof Element ? event.target.closest<SVGGElement>('[data-point]') : null;
      if (point === null) return;
      event.preventDefault();
      point.focus();
    };
    svg?.addEventListener('touchstart', hold, { passive: false });
    return () => svg?.removeEventListener('touchstart', hold);
  }, [svgRef]);
}

/** Moves the focus to a point once it is drawn. */
function useFocus(svgRef: React.RefObject<SVGSVGElement | null>, points: readonly CurvePoint[]) {
  const wanted = useRef<number | undefined>(undefined);
  useEffect(() => {
    if (wanted.current === undefined) return;
    svgRef.current?.querySelector<SVGGElement>(`[data-point="${wanted.current}"]`)?.focus();
    wanted.current = undefined;
  }, [svgRef, points]);
  return { focusSoon: (index: number) => void (wanted.current = index) };
}
