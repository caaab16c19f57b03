import { Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { SavedDiagram } from '../../store/adapters/storage.ts';
import { listDiagrams, openDiagram, removeDiagram } from '../../store/library.ts';
import { Dialog } from '../widgets/dialog.tsx';
import { IconButton } from '../widgets/icon-button.tsx';
import type { ListDialogProps } from './examples-dialog.tsx';
import styles from './lists.module.css';
import { strings } from './strings.ts';

/** What is kept in this browser, newest first. */
export default function LibraryDialog({ isOpen, onClose }: ListDialogProps) {
  return (
    <Dialog title={strings.libraryTitle} isOpen={isOpen} onClose={onClose}>
      <DiagramList onClose={onClose} />
    </Dialog>
  );
}

function DiagramList({ onClose }: { readonly onClose: () => void }) {
  const [diagrams, setDiagrams] = useState<readonly SavedDiagram[]>();
  const refresh = (): void => void listDiagrams().then(setDiagrams);
  useEffect(refresh, []);
  if (diagrams === undefined) return <p>{strings.loading}</p>;
  if (diagrams.length === 0) return <p>{strings.libraryEmpty}</p>;
  return (
    <ul className={styles.diagrams}>
      {diagrams.map((diagram) => (
        <li key={diagram.id}>
          <button
            type="button"
            aria-label={strings.libraryOpen(diagram.title)}
            onClick={() => {
              onClose();
              void openDiagram(diagram.id);
            }}
          >
            <strong>{diagram.title}</strong>
            <span>
              {strings.libraryParts(diagram.components)} · {dateText(diagram.savedAtWallMs)}
            </span>
          </button>
          <IconButton
            label={strings.libraryRemove(diagram.title)}
            icon={<Trash2 />}
            isSmall
            onClick={() => void removeDiagram(diagram.id).then(refresh)}
          />
        </li>
      ))}
    </ul>
  );
}

const DATES = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

function dateText(wallMs: number): string {
  return DATES.format(wallMs);
}
