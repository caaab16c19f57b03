import { Search } from 'lucide-react';
import { type KeyboardEvent, useId } from 'react';
import field from './field.module.css';
import styles from './search-field.module.css';

export interface SearchFieldProps {
  readonly label: string;
  /** An example of what can be looked for, shown while the field is empty. */
  readonly hint: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A field that narrows a list as one types. Escape empties it first, and only then closes what it stands in. */
export function SearchField({ label, hint, value, onChange }: SearchFieldProps) {
  const id = useId();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || value === '') return;
    event.preventDefault();
    onChange('');
  };
  return (
    <div className={field.field}>
      <label className={field.label} htmlFor={id}>
        {label}
      </label>
      <div className={field.box}>
        <Search size={16} aria-hidden className={styles.glass} />
        <input
          id={id}
          type="search"
          className={field.input}
          value={value}
          placeholder={hint}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
    </div>
  );
}
