import { STATE_WORDS, type HealthState } from './health.ts';
import styles from './state-chip.module.css';

/** Each state's shape on a grid of 12: ring, circle, triangle, diamond, cross. */
const SHAPES: Readonly<Record<HealthState, string>> = {
  idle: 'M6 2.1a3.9 3.9 0 1 1 0 7.8a3.9 3.9 0 1 1 0-7.8z',
  ok: 'M6 1.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9z',
  strained: 'M6 1l5.2 9.4h-10.4z',
  failing: 'M6 .4l5.6 5.6l-5.6 5.6l-5.6-5.6z',
  down: 'M2 2l8 8M10 2l-8 8',
};

export interface StateGlyphProps {
  readonly state: HealthState;
  readonly size?: number;
}

/** The shape of a state in its colour. Decoration: a word must stand beside it. */
export function StateGlyph({ state, size = 12 }: StateGlyphProps) {
  const isLine = state === 'idle' || state === 'down';
  return (
    <svg
      className={styles.glyph}
      data-state={state}
      data-line={isLine}
      width={size}
      height={size}
      viewBox="0 0 12 12"
      aria-hidden="true"
      focusable="false"
    >
      <path d={SHAPES[state]} />
    </svg>
  );
}

export interface StateChipProps {
  readonly state: HealthState;
  /** Instead of the state's own word. */
  readonly children?: string;
}

/** A state as shape, word and colour together. */
export function StateChip({ state, children = STATE_WORDS[state] }: StateChipProps) {
  return (
    <span className={styles.chip} data-state={state}>
      <StateGlyph state={state} size={10} />
      {children}
    </span>
  );
}

/** A short count or word beside something else. */
export function Badge({ children }: { readonly children: string }) {
  return <span className={styles.badge}>{children}</span>;
}
