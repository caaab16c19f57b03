import { formatExactCount } from '../widgets/format.ts';
import { Popover } from '../widgets/popover.tsx';
import styles from './legend.module.css';
import { legendWords } from './legend-words.ts';

/** What moves on the canvas: single requests, a flow that is too quick to follow, or counters instead of motion. */
export type LegendMode = 'requests' | 'flow' | 'counters';

export interface LegendProps {
  /** Requests that one dot stands for. */
  readonly requestsPerDot: number;
  readonly mode: LegendMode;
  /** What it was a moment ago, when that has just changed. */
  readonly before?: number | undefined;
}

type Mark = keyof typeof legendWords.marks;

const OUTCOMES: readonly Mark[] = [
  'request',
  'message',
  'record',
  'reply',
  'failure',
  'rejected',
  'timedOut',
  'duplicate',
];
/** How things end, and what they were: where there is room for no more. */
const COMPACT: readonly Mark[] = ['reply', 'failure', 'timedOut'];
const CELLS: readonly Mark[] = ['working', 'waiting', 'free'];
/** What is explained on request alone. */
const SIGNS: readonly Mark[] = ['sync', 'queue', 'stream', 'ring', 'answered', 'cylinder', 'unacknowledged', 'cursor'];

/** Always in sight: how many requests a dot stands for, and what the shapes mean, the commonest in line where there is room
 *  and all behind a button. */
export function Legend({ requestsPerDot, mode, before }: LegendProps) {
  const isNew = before !== undefined && before !== requestsPerDot && mode !== 'counters';
  return (
    <div role="group" className={styles.legend} aria-label={legendWords.legend}>
      <p className={styles.scale} role="status" data-new={isNew || undefined}>
        <strong key={requestsPerDot}>{scaleText(requestsPerDot, mode)}</strong>
        <span>{isNew ? legendWords.was(formatExactCount(before)) : legendWords.modes[mode]}</span>
      </p>
      <div className={styles.inline}>
        <Marks />
      </div>
      <div className={styles.compact}>
        <MarkList label={legendWords.dots} marks={COMPACT} />
      </div>
      <div className={styles.folded}>
        <Popover label={legendWords.legend} button={legendWords.legend} buttonProps={{ variant: 'quiet', isSmall: true }}>
          <div className={styles.list}>
            <Marks />
            <MarkList label={legendWords.signs} marks={SIGNS} />
          </div>
        </Popover>
      </div>
    </div>
  );
}

function Marks() {
  return (
    <>
      <MarkList label={legendWords.dots} marks={OUTCOMES} />
      <MarkList label={legendWords.workers} marks={CELLS} />
    </>
  );
}

function scaleText(requestsPerDot: number, mode: LegendMode): string {
  if (mode === 'counters') return legendWords.noDots;
  return requestsPerDot === 1 ? legendWords.oneRequest : legendWords.scale(formatExactCount(requestsPerDot));
}

interface MarkListProps {
  readonly label: string;
  readonly marks: readonly Mark[];
}

function MarkList({ label, marks }: MarkListProps) {
  return (
    <ul className={styles.marks} aria-label={label}>
      {marks.map((mark) => (
        <li key={mark}>
          <svg className={styles.mark} data-mark={mark} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
            <path d={MARK_PATHS[mark]} />
          </svg>
          {legendWords.marks[mark]}
        </li>
      ))}
    </ul>
  );
}

/** The same shapes as on the canvas, on a grid of 12. */
const MARK_PATHS: Readonly<Record<Mark, string>> = {
  request: 'M6 2.75a3.25 3.25 0 1 1 0 6.5a3.25 3.25 0 1 1 0-6.5z',
  message: 'M1.75 3.5h8.5v5h-8.5z',
  record: 'M4.75 1.5h2.5v9h-2.5z',
  reply: 'M6 2.75a3.25 3.25 0 1 1 0 6.5a3.25 3.25 0 1 1 0-6.5z',
  failure: 'M6 1l5 5l-5 5l-5-5z',
  rejected: 'M2.25 2.25l7.5 7.5M9.75 2.25l-7.5 7.5',
  timedOut: 'M6 1.75l4.5 8h-9z',
  duplicate: 'M.75 3.75h4.5v4.5h-4.5zM6.75 3.75h4.5v4.5h-4.5z',
  working: 'M1 1h10v10h-10z',
  waiting: 'M2 2h8v8h-8zM5 5h2v2h-2z',
  free: 'M1.5 1.5h9v9h-9z',
  sync: 'M0 4h12l-3-2M12 8h-12l3 2',
  queue: 'M0 4h3M4.5 4h3M9 4h3M3.5 6.5v3h5v-3',
  stream: 'M0 3h12M0 6h12M0 9h12',
  ring: 'M6 2.25a3.75 3.75 0 1 1 0 7.5a3.75 3.75 0 1 1 0-7.5z',
  answered: 'M1 7h10v3h-10z',
  cylinder: 'M2 3.5a4 1.5 0 0 1 8 0v5a4 1.5 0 0 1-8 0z',
  unacknowledged: 'M1.5 1.5h9v3.5h-9zM1.5 7h9v3.5h-9z',
  cursor: 'M2 2.5h8l-4 7z',
};
