import { useId } from 'react';
import { classNames } from './class-names.ts';
import styles from './field.module.css';

export interface SelectOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  /** Heading that it stands under with the neighbours of the same one. */
  readonly group?: string;
}

export interface SelectProps<Value extends string> {
  readonly label: string;
  readonly options: readonly SelectOption<Value>[];
  readonly value: Value;
  readonly hint?: string;
  readonly isDisabled?: boolean;
  /** Label and list on one line. */
  readonly isInline?: boolean;
  readonly onChange: (value: Value) => void;
}

/** One of several: the browser's own list, in this interface's frame. */
export function Select<Value extends string>({
  label,
  options,
  value,
  hint,
  isDisabled,
  isInline = false,
  onChange,
}: SelectProps<Value>) {
  const id = useId();
  return (
    <div className={classNames(styles.field, isInline && styles.inline)}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <div className={styles.box}>
        <select
          id={id}
          className={classNames(styles.input, styles.select)}
          value={value}
          disabled={isDisabled}
          aria-describedby={hint === undefined ? undefined : `${id}-note`}
          onChange={(event) => onChange(event.target.value as Value)}
        >
          {[...new Set(options.map(({ group }) => group))].map((group) => {
            const inside = <Options key={group} options={options.filter((option) => option.group === group)} />;
            if (group === undefined) return inside;
            return (
              <optgroup key={group} label={group}>
                {inside}
              </optgroup>
            );
          })}
        </select>
        <span className={styles.chevron} aria-hidden="true" />
      </div>
      {hint !== undefined && (
        <p id={`${id}-note`} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}

function Options({ options }: { readonly options: readonly SelectOption<string>[] }) {
  return options.map(({ value, label }) => (
    <option key={value} value={value}>
      {label}
    </option>
  ));
}
