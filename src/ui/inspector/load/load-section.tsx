import { PenLine } from 'lucide-react';
import { Suspense } from 'react';
import { type CurvePoint, setStages, stageLimits, stagePoints } from '../../../model/curve-edits.ts';
import type { Component } from '../../../model/document.ts';
import { baseOf, sourceCurve } from '../../../model/load-curve.ts';
import { number } from '../../../model/parameter.ts';
import { useDiagram } from '../../../store/diagram-store.ts';
import { useView } from '../../../store/view-store.ts';
import { Button } from '../../widgets/button.tsx';
import { formatCompact } from '../../widgets/format.ts';
import { lazyPart } from '../../widgets/lazy-part.tsx';
import inspector from '../inspector.module.css';
import { CurveEditor } from './curve-editor.tsx';
import { CurvePlot } from './curve-plot.tsx';
import { curveScale } from './curve-scale.ts';
import { CurveTable } from './curve-table.tsx';
import { strings } from './strings.ts';

const RecordingPanel = lazyPart(() => import('./recording-panel.tsx'));

const RATE = number({ name: 'value', label: strings.rate, unit: 'perSec', default: 100, max: 1_000_000 });
const USERS = number({ name: 'value', label: strings.usersColumn, unit: 'count', default: 50, max: 100_000 });

type Shape = keyof typeof strings.help;

/** What a client offers over time: drawn by hand as stages, replayed from a recording, or shown as it is declared. */
export default function LoadSection({ component }: { readonly component: Component }) {
  const { horizonMs } = useDiagram((state) => state.document.settings);
  const shape = (component.params?.['shape'] ?? 'steady') as Shape;
  const isClosed = component.params?.['arrivals'] === 'closed';
  return (
    <section className={inspector.group} aria-label={strings.load}>
      <h3 className={inspector.groupTitle}>{strings.load}</h3>
      <p className={inspector.help}>{strings.help[shape]}</p>
      {isClosed && (
        <p className={inspector.help}>
          {strings.omission}{' '}
          <Button variant="quiet" isSmall onClick={() => useView.getState().showModel('load-and-faults#coordinated-omission')}>
            {strings.omissionWhy}
          </Button>
        </p>
      )}
      {shape === 'stages' ? <Stages component={component} isClosed={isClosed} horizonMs={horizonMs} /> : <Declared component={component} isClosed={isClosed} horizonMs={horizonMs} />}
      {!isClosed && (
        <Suspense>
          <RecordingPanel component={component} />
        </Suspense>
      )}
    </section>
  );
}

interface PartProps {
  readonly component: Component;
  readonly isClosed: boolean;
  readonly horizonMs: number;
}

function Stages({ component, isClosed, horizonMs }: PartProps) {
  const points = stagePoints(component);
  const limits = stageLimits(component);
  const change = (next: readonly CurvePoint[], options?: { readonly mergeKey: string }): void => {
    if (next === points) return;
    const { document, edit } = useDiagram.getState();
    edit(setStages(document, component.id, next), options);
  };
  return (
    <>
      <CurveEditor
        id={component.id}
        label={isClosed ? strings.users : strings.rates}
        points={points}
        limits={limits}
        horizonMs={horizonMs}
        valueText={formatCompact}
        onChange={change}
      />
      <CurveTable points={points} limits={limits} valueSpec={isClosed ? USERS : RATE} valueTitle={isClosed ? strings.usersColumn : strings.rate} onChange={change} />
    </>
  );
}

/** A curve that is not drawn point by point, and the way to do so. */
function Declared({ component, isClosed, horizonMs }: PartProps) {
  const base = baseOf(component);
  const points = sourceCurve(component, horizonMs).map(({ atMs, factor }) => ({ atMs, value: factor * base }));
  const lastMs = Math.max(horizonMs, Math.min(points.at(-1)!.atMs, horizonMs * 1.5));
  const scale = curveScale({ lastMs, most: Math.max(0, ...points.map(({ value }) => value)), isInteger: isClosed });
  const draw = (): void => {
    const { document, edit } = useDiagram.getState();
    edit(setStages(document, component.id, startingPoints(base, horizonMs)));
  };
  return (
    <>
      <CurvePlot label={isClosed ? strings.users : strings.rates} scale={scale} points={points} horizonMs={horizonMs} valueText={formatCompact} />
      <Button isSmall icon={<PenLine size={14} />} title={strings.drawHint} onClick={draw}>
        {strings.draw}
      </Button>
    </>
  );
}

/** A level curve over the run, with points to take hold of. */
function startingPoints(base: number, horizonMs: number): readonly CurvePoint[] {
  return [0, 0.25, 0.5, 0.75].map((share) => ({ atMs: Math.round(horizonMs * share), value: base }));
}
