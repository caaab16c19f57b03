import type { BrownoutDocument, ScheduleEntry } from '../../model/document.ts';
import { keepEntry } from '../../store/changes.ts';
import { tryEdit, useDiagram } from '../../store/diagram-store.ts';
import { withdraw } from '../../store/session/live-changes.ts';
import { useView } from '../../store/view-store.ts';
import { Button } from '../widgets/button.tsx';
import { formatClock, formatDuration } from '../widgets/format.ts';
import { entryText } from './entry-text.ts';
import styles from './live-entry.module.css';
import { strings } from './strings.ts';

export interface LiveEntryProps {
  readonly document: BrownoutDocument;
  readonly entry: ScheduleEntry;
}

/** One change of the run: when, what, for how long, and both ways on. */
export function LiveEntry({ document, entry }: LiveEntryProps) {
  const text = entryText(document, entry);
  const lasts = entry.type === 'fault' && entry.durationMs !== undefined ? strings.forTime(formatDuration(entry.durationMs)) : undefined;
  return (
    <li className={styles.entry}>
      <span className={styles.time}>{formatClock(entry.atMs)}</span>
      <span className={styles.text}>
        {text}
        {lasts !== undefined && <small> {lasts}</small>}
      </span>
      <span className={styles.actions}>
        <Button isSmall aria-label={strings.undoEntryName(text)} title={strings.undoHint} onClick={() => withdraw(entry.id)}>
          {strings.undo}
        </Button>
        <Button isSmall aria-label={strings.keepEntryName(text)} title={strings.keepHint} onClick={() => keep(entry.id, text)}>
          {strings.keep}
        </Button>
      </span>
    </li>
  );
}

function keep(entryId: string, text: string): void {
  const change = keepEntry(useDiagram.getState().document, entryId);
  if (change === undefined || !tryEdit(change)) return;
  useView.getState().tell({ text: strings.kept(text) });
}
