import { formatExactCount } from '../widgets/format.ts';
import styles from './legend.module.css';

/** What moves on the canvas: single requests, a flow that is too quick to follow, or counters instead of motion. */
export type LegendMode = 'requests' | 'flow' | 'counters';

export interface LegendProps {
  /** Requests that one dot stands for. */
  readonly requestsPerDot: number;
  readonly mode: LegendMode;
}

type Mark =
  | 'request'
  | 'message'
  | 'record'
  | 'reply'
  | 'failure'
  | 'rejected'
  | 'timedOut'
  | 'duplicate'
  | 'working'
  | 'waiting'
  | 'free';

const OUTCOMES: ReadonlyArray<readonly [Mark, string]> = [
  ['request', 'request'],
  ['message', 'message'],
  ['record', 'record'],
  ['reply', 'reply'],
  ['failure', 'failed'],
  ['rejected', 'rejected'],
  ['timedOut', 'timed out'],
  ['duplicate', 'again'],
];

const CELLS: ReadonlyArray<readonly [Mark, string]> = [
  ['working', 'working'],
  ['waiting', 'waiting for a reply'],
  ['free', 'free'],
];

const MODE_NOTES: Readonly<Record<LegendMode, string>> = {
  requests: 'Each dot is a real request.',
  flow: 'Too quick to follow: dots show flow.',
  counters: 'Counters instead of motion.',
};

/** Always in sight: what the shapes mean, and how many requests a dot stands for. */
export function Legend({ requestsPerDot, mode }: LegendProps) {
  return (
    <div role="group" className={styles.legend} aria-label="Legend">
      <p className={styles.scale} role="status">
        <strong>{scaleText(requestsPerDot, mode)}</strong>
        <span>{MODE_NOTES[mode]}</span>
      </p>
      <MarkList label="Dots" marks={OUTCOMES} />
      <MarkList label="Workers" marks={CELLS} />
    </div>
  );
}

function scaleText(requestsPerDot: number, mode: LegendMode): string {
  if (mode === 'counters') return 'No dots';
  return `1 dot = ${requestsPerDot === 1 ? '1 request' : `${formatExactCount(requestsPerDot)} requests`}`;
}

interface MarkListProps {
  readonly label: string;
  readonly marks: ReadonlyArray<readonly [Mark, string]>;
}

function MarkList({ label, marks }: MarkListProps) {
  return (
    <ul className={styles.marks} aria-label={label}>
      {marks.map(([mark, word]) => (
        <li key={mark}>
          <svg className={styles.mark} data-mark={mark} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
            <path d={MARK_PATHS[mark]} />
          </svg>
          {word}
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
};
