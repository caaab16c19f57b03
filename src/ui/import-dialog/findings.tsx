import { ChevronRight } from 'lucide-react';
import type { PendingImport } from '../../store/importing.ts';
import styles from './import-dialog.module.css';
import { strings } from './strings.ts';

/** What was assumed and for what reason, what could not be understood, and what was left out. */
export function Findings({ result }: { readonly result: PendingImport['result'] }) {
  const { guesses, warnings, remarks } = result;
  return (
    <div className={styles.groups}>
      {warnings.length > 0 && <Notes title={strings.warnings} notes={warnings} isOpen />}
      {guesses.length > 0 && <Notes title={strings.guesses} notes={guesses} isOpen={false} />}
      {remarks.length > 0 && <Notes title={strings.remarks} notes={remarks} isOpen={false} />}
    </div>
  );
}

interface Note {
  readonly where: string;
  readonly what: string;
  readonly why?: string;
}

interface NotesProps {
  readonly title: string;
  readonly notes: readonly Note[];
  readonly isOpen: boolean;
}

function Notes({ title, notes, isOpen }: NotesProps) {
  return (
    <details className={styles.group} open={isOpen}>
      <summary>
        <ChevronRight size={16} aria-hidden />
        <strong>{title}</strong>
        <span>{notes.length}</span>
      </summary>
      <ul className={styles.notes}>
        {notes.map(({ where, what, why }) => (
          <li key={`${where} ${what} ${why ?? ''}`}>
            {where !== '' && <strong>{where}</strong>} {what}
            {why !== undefined && <small>{why}</small>}
          </li>
        ))}
      </ul>
    </details>
  );
}
