import { useId, useState } from 'react';
import type { NumberSpec } from '../../model/parameter.ts';
import { readParameterText, writeParameterText } from '../../model/parameter-text.ts';
import { classNames } from '../widgets/class-names.ts';
import field from '../widgets/field.module.css';
import styles from './inspector.module.css';

export interface SettingFieldProps {
  readonly spec: NumberSpec;
  readonly value: number;
  /** Why a value in the range may not be all the same, as the end of a sentence that begins with the label. */
  readonly refusal?: (value: number) => string | undefined;
  readonly onCommit: (value: number) => void;
}

/** A number with its unit on one line, for settings and entries of the schedule. */
export function SettingField({ spec, value, refusal, onCommit }: SettingFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState<string>();
  const reading = draft === undefined ? undefined : readParameterText(spec, draft);
  const problem = reading?.ok === true ? refusal?.(reading.value as number) : reading?.message;
  const commit = (): void => {
    if (reading?.ok !== true || problem !== undefined) return;
    setDraft(undefined);
    if (reading.value !== value) onCommit(reading.value as number);
  };
  // The first Escape takes back what was typed, the next one leaves the field.
  const leave = (element: HTMLElement): void => (draft === undefined ? element.blur() : setDraft(undefined));
  return (
    <div className={styles.inline}>
      <label className={field.label} htmlFor={id}>
        {spec.label}
      </label>
      <div className={field.box}>
        <input
          id={id}
          className={classNames(field.input, field.number)}
          autoComplete="off"
          value={draft ?? writeParameterText(spec, value)}
          aria-invalid={problem !== undefined}
          aria-describedby={problem !== undefined ? `${id}-problem` : undefined}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
            if (event.key === 'Escape') leave(event.currentTarget);
          }}
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
