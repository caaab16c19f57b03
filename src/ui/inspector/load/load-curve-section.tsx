import { PenLine } from 'lucide-react';
import { type CurvePoint, LOAD_LIMITS, loadPoints, setLoadPoints } from '../../../model/curve-edits.ts';
import { number } from '../../../model/parameter.ts';
import { useDiagram } from '../../../store/diagram-store.ts';
import { Button } from '../../widgets/button.tsx';
import inspector from '../inspector.module.css';
import { CurveEditor } from './curve-editor.tsx';
import { CurveTable } from './curve-table.tsx';
import styles from './load.module.css';
import { strings } from './strings.ts';

const FACTOR = number({ name: 'value', label: strings.factor, unit: 'factor', default: 1, max: LOAD_LIMITS.max });

const factorText = (factor: number): string => `×${Number(factor.toPrecision(3))}`;

/** The load curve of the whole document, which multiplies what every open source offers. */
export default function LoadCurveSection() {
  const document = useDiagram((state) => state.document);
  const points = loadPoints(document);
  const change = (next: readonly CurvePoint[], options?: { readonly mergeKey: string }): void => {
    if (next !== points) useDiagram.getState().edit(setLoadPoints(next), options);
  };
  const { horizonMs } = document.settings;
  return (
    <section className={inspector.group} aria-label={strings.loadCurve}>
      <h3 className={inspector.groupTitle}>{strings.loadCurve}</h3>
      <p className={inspector.help}>{points.length === 0 ? strings.loadCurveEmpty : strings.loadCurveHelp}</p>
      {points.length === 0 ? (
        <Button isSmall icon={<PenLine size={14} />} onClick={() => change([0, 0.25, 0.5, 0.75].map((share) => ({ atMs: Math.round(horizonMs * share), value: 1 })))}>
          {strings.drawCurve}
        </Button>
      ) : (
        <>
          <CurveEditor id="load" label={strings.factors} points={points} limits={LOAD_LIMITS} horizonMs={horizonMs} valueText={factorText} onChange={change} />
          <CurveTable points={points} limits={LOAD_LIMITS} valueSpec={FACTOR} valueTitle={strings.factor} onChange={change} />
          <div className={styles.actions}>
            <Button isSmall variant="quiet" onClick={() => change([])}>
              {strings.clearCurve}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
