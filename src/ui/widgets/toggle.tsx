import { useId } from 'react';
import styles from './toggle.module.css';

export interface ToggleProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly hint?: string;
  readonly isDisabled?: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** A switch: what it shows holds at once. */
export function Toggle({ label, isOn, hint, isDisabled, onChange }: ToggleProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label className={styles.toggle}>
        <input
          type="checkbox"
          role="switch"
          aria-checked={isOn}
          className={styles.input}
          checked={isOn}
          disabled={isDisabled}
          aria-describedby={hint === undefined ? undefined : `${id}-note`}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span className={styles.track} aria-hidden="true" />
        <span>{label}</span>
      </label>
      {hint !== undefined && (
        <p id={`${id}-note`} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}
