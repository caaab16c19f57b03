import { useId, useState } from 'react';
import { cleanLine } from '../../model/clean-text.ts';
import { LIMITS } from '../../model/document.ts';
import field from '../widgets/field.module.css';

/** A key that is known, to choose from: what is written, and in words. */
export interface KnownKey {
  readonly key: string;
  readonly label?: string;
}

export interface KeyFieldProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder: string;
  readonly known: readonly KnownKey[];
  readonly onCommit: (value: string) => void;
}

/** A routing key, pattern or list of headers: typed, or chosen from those that are known. It holds with Enter, when it is
 *  left, and as soon as a known one is chosen; Escape takes it back. */
export function KeyField({ label, value, placeholder, known, onCommit }: KeyFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState<string>();
  const commit = (): void => {
    const text = draft === undefined ? undefined : cleanLine(draft);
    setDraft(undefined);
    if (text !== undefined && text !== value) onCommit(text);
  };
  return (
    <div className={field.field}>
      <label className={field.label} htmlFor={id}>
        {label}
      </label>
      <div className={field.box}>
        <input
          id={id}
          className={field.input}
          list={known.length === 0 ? undefined : `${id}-known`}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={LIMITS.labelCharacters}
          placeholder={placeholder}
          value={draft ?? value}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
            if (event.key === 'Escape' && draft === undefined) event.currentTarget.blur();
            if (event.key === 'Escape') setDraft(undefined);
          }}
        />
      </div>
      {known.length > 0 && (
        <datalist id={`${id}-known`}>
          {known.map(({ key, label: words }) => (
            <option key={key} value={key}>
              {words ?? key}
            </option>
          ))}
        </datalist>
      )}
    </div>
  );
}
