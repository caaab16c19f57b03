import styles from './accuracy-page.module.css';
import type { Plot } from './plot.ts';

const WIDTH = 220;
const HEIGHT = 22;
const MIDDLE = HEIGHT / 2;
/** Room at both ends for what stands at them. */
const MARGIN = 6;

/** Point and whisker of a figure around 0. The table tells the same in numbers. */
export function Whisker({ plot, kind }: { readonly plot: Plot; readonly kind: 'exact' | 'approximate' }) {
  const at = (place: number): number => MARGIN + ((WIDTH - 2 * MARGIN) * place) / 100;
  const [left, right] = [at(plot.whisker[0]), at(plot.whisker[1])];
  const [from, to] = [at(plot.allowed[0]), at(plot.allowed[1])];
  return (
    <svg className={styles.plot} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      <rect className={styles.allowed} x={from} y={3} width={to - from} height={HEIGHT - 6} />
      <line className={styles.zero} x1={WIDTH / 2} x2={WIDTH / 2} y1={0} y2={HEIGHT} />
      <line className={styles.whisker} x1={left} x2={right} y1={MIDDLE} y2={MIDDLE} />
      <WhiskerEnd x={left} goesOn={plot.goesOn.left} towards={-1} />
      <WhiskerEnd x={right} goesOn={plot.goesOn.right} towards={1} />
      <Point x={at(plot.point)} y={MIDDLE} kind={kind} />
    </svg>
  );
}

/** A bar where the whisker ends, an arrow where it goes on. */
function WhiskerEnd({ x, goesOn, towards }: { readonly x: number; readonly goesOn: boolean; readonly towards: -1 | 1 }) {
  const path = goesOn ? `M${x - 5 * towards} ${MIDDLE - 5}L${x} ${MIDDLE}L${x - 5 * towards} ${MIDDLE + 5}` : `M${x} ${MIDDLE - 4}V${MIDDLE + 4}`;
  return <path className={styles.whisker} d={path} />;
}

/** A full circle for what is exact, an open diamond for what is approximate. */
function Point({ x, y, kind }: { readonly x: number; readonly y: number; readonly kind: 'exact' | 'approximate' }) {
  if (kind === 'exact') return <circle className={styles.exact} cx={x} cy={y} r={4} />;
  return <path className={styles.approximate} d={`M${x} ${y - 5.5}L${x + 5.5} ${y}L${x} ${y + 5.5}L${x - 5.5} ${y}Z`} />;
}

/** A sign of the plots, for the legend. */
export function Mark({ kind }: { readonly kind: 'exact' | 'approximate' | 'interval' | 'allowed' }) {
  return (
    <svg className={styles.mark} viewBox="0 0 28 22" width={28} height={22} aria-hidden="true">
      {kind === 'allowed' && <rect className={styles.allowed} x={2} y={3} width={24} height={16} />}
      {kind === 'interval' && <path className={styles.whisker} d="M4 7V15M24 7V15M4 11H24" />}
      {(kind === 'exact' || kind === 'approximate') && <Point x={14} y={11} kind={kind} />}
    </svg>
  );
}
