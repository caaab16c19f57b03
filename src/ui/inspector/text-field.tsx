import { useId, useState } from 'react';
import { cleanLine, cleanLines } from '../../model/clean-text.ts';
import field from '../widgets/field.module.css';

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly maxLength: number;
  readonly placeholder?: string;
  /** Several lines. */
  readonly isLong?: boolean;
  /** Whether an empty text may hold. */
  readonly mayBeEmpty?: boolean;
  readonly onCommit: (value: string) => void;
}

/** Text that holds with Enter or when the field is left; Escape takes it back. */
export function TextField({ label, value, maxLength, placeholder, isLong, mayBeEmpty, onCommit }: TextFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState<string>();
  const commit = (): void => {
    const text = draft === undefined ? undefined : (isLong ? cleanLines : cleanLine)(draft, maxLength);
    setDraft(undefined);
    if (text !== undefined && text !== value && (text !== '' || mayBeEmpty)) onCommit(text);
  };
  const shared = {
    id,
    className: field.input,
    value: draft ?? value,
    maxLength,
    placeholder,
    onBlur: commit,
    onChange: (event: { target: { value: string } }) => setDraft(event.target.value),
    onKeyDown: (event: { key: string; currentTarget: HTMLElement }) => {
      if (event.key === 'Enter' && !isLong) commit();
      // The first Escape takes back what was typed, the next one leaves the field.
      if (event.key === 'Escape' && draft === undefined) event.currentTarget.blur();
      if (event.key === 'Escape') setDraft(undefined);
    },
  };
  return (
    <div className={field.field}>
      <label className={field.label} htmlFor={id}>
        {label}
      </label>
      <div className={field.box}>{isLong ? <textarea rows={3} {...shared} /> : <input autoComplete="off" {...shared} />}</div>
    </div>
  );
}
