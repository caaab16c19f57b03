import { useId, useState, type KeyboardEvent } from 'react';
import styles from './field.module.css';
import { classNames } from './class-names.ts';
import { parseAmount } from './parse-amount.ts';
import { strings } from './strings.ts';

export interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  /** What an arrow key adds; a tenth of it with Alt, ten times with Shift. */
  readonly step?: number;
  readonly hint?: string;
  readonly isDisabled?: boolean;
  /** Called with a number inside the range, when the field is left or Enter is pressed. */
  readonly onChange: (value: number) => void;
}

/** A number with its unit. Takes `1.5k` and `2M`; keeps what was typed and says what is allowed when it cannot be. */
export function NumberField({
  label,
  value,
  unit,
  min = -Infinity,
  max = Infinity,
  step = 1,
  hint,
  isDisabled = false,
  onChange,
}: NumberFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState<string>();
  const problem = problemOf(draft ?? String(value), min, max);
  const commit = (): void => {
    if (draft === undefined || problem !== undefined) return;
    setDraft(undefined);
    const amount = parseAmount(draft);
    if (amount !== undefined && amount !== value) onChange(amount);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') commit();
    if (event.key === 'Escape') setDraft(undefined);
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const size = step * (event.shiftKey ? 10 : event.altKey ? 0.1 : 1);
    const next = (event.key === 'ArrowUp' ? 1 : -1) * size + value;
    setDraft(undefined);
    onChange(Math.min(max, Math.max(min, Number(next.toPrecision(12)))));
  };
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <div className={styles.box}>
        <input
          id={id}
          className={classNames(styles.input, styles.number)}
          inputMode="decimal"
          autoComplete="off"
          value={draft ?? String(value)}
          disabled={isDisabled}
          aria-invalid={problem !== undefined}
          aria-describedby={problem !== undefined || hint !== undefined ? `${id}-note` : undefined}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
          onKeyDown={onKeyDown}
        />
        {unit !== undefined && <span className={styles.unit}>{unit}</span>}
      </div>
      {(problem ?? hint) !== undefined && (
        <p id={`${id}-note`} className={problem === undefined ? styles.hint : styles.error}>
          {problem ?? hint}
        </p>
      )}
    </div>
  );
}

function problemOf(text: string, min: number, max: number): string | undefined {
  const amount = parseAmount(text);
  if (amount === undefined) return strings.notANumber;
  if (amount < min) return strings.atLeast(min);
  return amount > max ? strings.atMost(max) : undefined;
}
