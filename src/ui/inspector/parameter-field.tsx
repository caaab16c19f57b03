import { RotateCcw } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import type { ParameterHelp } from '../../model/help/help-text.ts';
import type { ListSpec, NumberSpec, ParameterSource, ParameterSpec, ParameterValue } from '../../model/parameter.ts';
import { UNBOUNDED } from '../../model/parameter.ts';
import { readParameterText, writeParameterText } from '../../model/parameter-text.ts';
import { classNames } from '../widgets/class-names.ts';
import field from '../widgets/field.module.css';
import { IconButton } from '../widgets/icon-button.tsx';
import { Select } from '../widgets/select.tsx';
import { Toggle } from '../widgets/toggle.tsx';
import styles from './inspector.module.css';
import { scaleOf } from './slider-scale.ts';
import { strings } from './strings.ts';

export interface ParameterFieldProps {
  readonly spec: ParameterSpec;
  readonly help?: ParameterHelp;
  /** The value in force. */
  readonly value: ParameterValue;
  /** Undefined goes back to the default. */
  readonly onChange: (value: ParameterValue | undefined) => void;
}

/** One parameter as its specification declares it: its control, what it means and does, its default and its source. */
export function ParameterField({ spec, help, value, onChange }: ParameterFieldProps) {
  const isChanged = writeParameterText(spec, value) !== writeParameterText(spec, spec.default);
  return (
    <div className={styles.parameter} data-changed={isChanged || undefined}>
      <Control spec={spec} value={value} onChange={onChange} />
      <div className={styles.parameterFoot}>
        {help !== undefined && <About spec={spec} help={help} />}
        {isChanged && (
          <IconButton label={strings.reset(spec.label)} icon={<RotateCcw />} isSmall onClick={() => onChange(undefined)} />
        )}
      </div>
    </div>
  );
}

/** What it means, and behind that what it changes, its default and where that was read. */
function About({ spec, help }: { readonly spec: ParameterSpec; readonly help: ParameterHelp }) {
  return (
    <details className={styles.about}>
      <summary aria-label={strings.about(spec.label)}>{help.meaning}</summary>
      <p>{help.effect}</p>
      <p className={styles.origin}>
        {strings.default(writeParameterText(spec, spec.default))}
        <Source source={help.source} />
      </p>
      {!spec.live && <p className={styles.origin}>{strings.needsRerun}</p>}
    </details>
  );
}

function Source({ source }: { readonly source: ParameterSource }) {
  const { label, confirmed } = source;
  return <span data-assumption={!confirmed || undefined}>{confirmed ? strings.source(label) : strings.assumption(label)}</span>;
}

function Control({ spec, value, onChange }: ParameterFieldProps): ReactNode {
  switch (spec.type) {
    case 'number':
      return <NumberControl spec={spec} value={value} onChange={onChange} />;
    case 'list':
      return <TextControl spec={spec} value={value} onChange={onChange} />;
    case 'toggle':
      return <Toggle label={spec.label} isOn={value === true} onChange={onChange} />;
    case 'choice':
      return <Select label={spec.label} options={spec.options} value={String(value)} onChange={onChange} />;
  }
}

interface NumberControlProps extends ParameterFieldProps {
  readonly spec: NumberSpec;
}

/** A number that can be typed with its unit, and a slider over its usual range beside it. */
function NumberControl({ spec, value, onChange }: NumberControlProps) {
  return (
    <>
      <TextControl spec={spec} value={value} onChange={onChange} />
      <div className={styles.sliderRow}>
        <UsualSlider spec={spec} value={value} onChange={onChange} />
        {spec.allowUnbounded && (
          <label className={styles.unbounded}>
            <input
              type="checkbox"
              checked={value === UNBOUNDED}
              onChange={(event) => onChange(event.target.checked ? UNBOUNDED : boundedDefault(spec))}
            />
            {strings.unboundedToggle}
          </label>
        )}
      </div>
    </>
  );
}

function boundedDefault(spec: NumberSpec): number {
  return typeof spec.default === 'number' ? spec.default : spec.usual[1];
}

function UsualSlider({ spec, value, onChange }: NumberControlProps) {
  const scale = scaleOf(spec);
  const [draft, setDraft] = useState<number>();
  const shown = draft ?? (typeof value === 'number' ? scale.toPosition(value) : scale.steps);
  const commit = (): void => {
    setDraft(undefined);
    if (draft === undefined) return;
    const next = scale.toValue(draft);
    if (next !== value) onChange(next);
  };
  const text = writeParameterText(spec, scale.toValue(shown));
  return (
    <input
      type="range"
      className={styles.range}
      aria-label={spec.label}
      aria-valuetext={value === UNBOUNDED && draft === undefined ? strings.unbounded : text}
      title={text}
      min={0}
      max={scale.steps}
      step={1}
      value={shown}
      onChange={(event) => setDraft(event.target.valueAsNumber)}
      onPointerUp={commit}
      onKeyUp={commit}
      onBlur={commit}
    />
  );
}

interface TextControlProps extends ParameterFieldProps {
  readonly spec: NumberSpec | ListSpec;
}

/** What is typed stays until it can be read and is in range; then it holds with Enter or when the field is left. */
function TextControl({ spec, value, onChange }: TextControlProps) {
  const id = useId();
  const [draft, setDraft] = useState<string>();
  const reading = draft === undefined ? undefined : readParameterText(spec, draft);
  const problem = reading?.ok === false ? reading.message : undefined;
  const commit = (): void => {
    if (reading?.ok !== true) return;
    setDraft(undefined);
    if (writeParameterText(spec, reading.value) !== writeParameterText(spec, value)) onChange(reading.value);
  };
  // The first Escape takes back what was typed, the next one leaves the field.
  const leave = (element: HTMLElement): void => (draft === undefined ? element.blur() : setDraft(undefined));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') commit();
    if (event.key === 'Escape') leave(event.currentTarget as HTMLElement);
  };
  return (
    <div className={spec.type === 'number' ? styles.inline : field.field}>
      <label className={field.label} htmlFor={id}>
        {spec.label}
      </label>
      <div className={field.box}>
        <input
          id={id}
          className={classNames(field.input, spec.type === 'number' && field.number)}
          autoComplete="off"
          spellCheck={false}
          value={draft ?? writeParameterText(spec, value)}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : `${id}-problem`}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
          onKeyDown={onKeyDown}
        />
      </div>
      {problem !== undefined && (
        <p id={`${id}-problem`} className={classNames(field.error, styles.problem)}>
          {spec.label} {problem}.
        </p>
      )}
    </div>
  );
}
