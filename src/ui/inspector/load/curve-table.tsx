import { ChevronRight, X } from 'lucide-react';
import { useState } from 'react';
import { type CurveLimits, type CurvePoint, movePoint, removePoint } from '../../../model/curve-edits.ts';
import { number, type NumberSpec } from '../../../model/parameter.ts';
import { readParameterText, writeParameterText } from '../../../model/parameter-text.ts';
import { classNames } from '../../widgets/class-names.ts';
import field from '../../widgets/field.module.css';
import { IconButton } from '../../widgets/icon-button.tsx';
import fold from '../parameter-group.module.css';
import styles from './load.module.css';
import { strings } from './strings.ts';

export interface CurveTableProps {
  readonly points: readonly CurvePoint[];
  readonly limits: CurveLimits;
  /** How values are read and written. */
  readonly valueSpec: NumberSpec;
  readonly valueTitle: string;
  readonly onChange: (points: readonly CurvePoint[]) => void;
}

const TIME = number({ name: 'atMs', label: strings.time, unit: 'ms', default: 0, max: 31_536_000_000 });

/** The points of a curve as numbers that can be typed. */
export function CurveTable({ points, limits, valueSpec, valueTitle, onChange }: CurveTableProps) {
  const [isOpen, setOpen] = useState(false);
  const move = (index: number, to: CurvePoint): void => onChange(movePoint(points, index, to, limits));
  return (
    <details className={fold.fold} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <ChevronRight size={14} aria-hidden />
        <strong>{strings.table}</strong>
      </summary>
      {isOpen && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{strings.time}</th>
              <th scope="col">{valueTitle}</th>
              <th scope="col" aria-label={strings.removePoint} />
            </tr>
          </thead>
          <tbody>
            {points.map((point, index) => (
              // Points have no identity but their order.
              // oxlint-disable-next-line no-array-index-key
              <tr key={index}>
                <td>
                  <Cell
                    label={strings.timeOf(index + 1)}
                    spec={timeSpec(points, index, limits)}
                    value={point.atMs}
                    isFixed={index === 0 && limits.isFirstFixed}
                    onCommit={(atMs) => move(index, { ...point, atMs })}
                  />
                </td>
                <td>
                  <Cell
                    label={strings.valueOf(index + 1)}
                    spec={{ ...valueSpec, min: index === 0 ? limits.firstMin : 0, max: limits.max }}
                    value={point.value}
                    onCommit={(value) => move(index, { ...point, value })}
                  />
                </td>
                <td>
                  <IconButton
                    label={strings.remove(index + 1)}
                    icon={<X />}
                    isSmall
                    disabled={removePoint(points, index, limits) === points}
                    onClick={() => onChange(removePoint(points, index, limits))}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
}

/** A time between those of the neighbours. */
function timeSpec(points: readonly CurvePoint[], index: number, { lastMs }: CurveLimits): NumberSpec {
  return { ...TIME, min: points[index - 1]?.atMs ?? 0, max: points[index + 1]?.atMs ?? lastMs };
}

interface CellProps {
  readonly label: string;
  readonly spec: NumberSpec;
  readonly value: number;
  readonly isFixed?: boolean;
  readonly onCommit: (value: number) => void;
}

/** A number that holds with Enter or when it is left; Escape takes it back. */
function Cell({ label, spec, value, isFixed = false, onCommit }: CellProps) {
  const [draft, setDraft] = useState<string>();
  const reading = draft === undefined ? undefined : readParameterText(spec, draft);
  const commit = (): void => {
    if (reading?.ok !== true) return;
    setDraft(undefined);
    if (reading.value !== value) onCommit(reading.value as number);
  };
  if (isFixed) return <span className={styles.fixed}>{writeParameterText(spec, value)}</span>;
  return (
    <span className={field.box} title={reading?.ok === false ? reading.message : undefined}>
      <input
        className={classNames(field.input, field.number)}
        aria-label={label}
        autoComplete="off"
        value={draft ?? writeParameterText(spec, value)}
        aria-invalid={reading?.ok === false}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
          if (event.key === 'Escape' && draft === undefined) event.currentTarget.blur();
          if (event.key === 'Escape') setDraft(undefined);
        }}
      />
    </span>
  );
}
