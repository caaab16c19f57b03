import { useEffect, useRef, useState } from 'react';
import { contrastRatio } from '../widgets/color.ts';
import styles from './gallery.module.css';

const COLORS = [
  'ground',
  'surface',
  'raised',
  'sunken',
  'ink',
  'ink-muted',
  'ink-faint',
  'hairline',
  'hairline-strong',
  'line',
  'cell',
  'ok',
  'strained',
  'failing',
  'ok-text',
  'strained-text',
  'failing-text',
  'ok-wash',
  'strained-wash',
  'failing-wash',
];

interface Swatch {
  readonly name: string;
  readonly value: string;
  readonly contrast: string;
}

export function ColorSection() {
  const listRef = useRef<HTMLUListElement>(null);
  const [swatches, setSwatches] = useState<readonly Swatch[]>([]);
  useEffect(() => {
    if (listRef.current) setSwatches(readSwatches(listRef.current));
  }, []);
  return (
    <ul ref={listRef} className={styles.swatches}>
      {swatches.map(({ name, value, contrast }) => (
        <li key={name}>
          <div className={styles.swatch} style={{ background: `var(--${name})` }} />
          {name}
          <br />
          <span className={styles.faint}>
            {value} {contrast}
          </span>
        </li>
      ))}
    </ul>
  );
}

function readSwatches(element: Element): readonly Swatch[] {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const ground = token('ground');
  return COLORS.map((name) => {
    const value = token(name);
    const isHex = value.startsWith('#') && ground.startsWith('#');
    return { name, value, contrast: isHex ? contrastRatio(value, ground).toFixed(1) : '' };
  });
}

const SIZES = ['display', 'readout', 'title', 'lead', 'body', 'small', 'micro'];

export function TypeSection() {
  return (
    <div className={styles.stack}>
      {SIZES.map((size) => (
        <p key={size} className={styles.sample} style={{ fontSize: `var(--text-${size})` }}>
          {size} 0123456789 1,111 ms
        </p>
      ))}
    </div>
  );
}

const SPACES = [1, 2, 3, 4, 5, 6, 7, 8];

export function SpaceSection() {
  return (
    <div className={styles.stack}>
      {SPACES.map((step) => (
        <div key={step} className={styles.bar} style={{ width: `var(--space-${step})` }} />
      ))}
      <div className={styles.floating}>Hairline, radius 8, the one shadow: only what floats has it.</div>
    </div>
  );
}
