import { useId, type CSSProperties } from 'react';
import field from './field.module.css';
import styles from './slider.module.css';

export interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  /** How the value reads, with its unit: `128/s`. Also what a screen reader says. */
  readonly format: (value: number) => string;
  readonly isDisabled?: boolean;
  readonly onChange: (value: number) => void;
}

/** A scale with a needle: a native range input with its label and its value above. */
export function Slider({ label, value, min, max, step = 1, format, isDisabled, onChange }: SliderProps) {
  const id = useId();
  const filled = max > min ? ((value - min) / (max - min)) * 100 : 0;
  return (
    <div className={field.field}>
      <div className={field.row}>
        <label className={field.label} htmlFor={id}>
          {label}
        </label>
        <output className={field.value} htmlFor={id}>
          {format(value)}
        </output>
      </div>
      <input
        id={id}
        type="range"
        className={styles.range}
        style={{ '--filled': `${filled}%` } as CSSProperties}
        value={value}
        min={min}
        max={max}
        step={step}
        disabled={isDisabled}
        aria-valuetext={format(value)}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
    </div>
  );
}
