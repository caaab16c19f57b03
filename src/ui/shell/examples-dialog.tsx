import { useEffect, useId, useState } from 'react';
import type { BrownoutDocument } from '../../model/document.ts';
import { type ExampleEntry, listExamples, openExample, readShipped } from '../../store/library.ts';
import { Dialog } from '../widgets/dialog.tsx';
import styles from './lists.module.css';
import { strings } from './strings.ts';
import { Thumbnail } from './thumbnail.tsx';

export interface ListDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** The shipped documents, each with its picture, its source and one thing to try. */
export default function ExamplesDialog({ isOpen, onClose }: ListDialogProps) {
  return (
    <Dialog title={strings.examplesTitle} isOpen={isOpen} onClose={onClose}>
      <ExampleList onClose={onClose} />
    </Dialog>
  );
}

function ExampleList({ onClose }: { readonly onClose: () => void }) {
  const [entries, setEntries] = useState<readonly ExampleEntry[] | 'failed'>();
  useEffect(() => {
    listExamples().then(setEntries, () => setEntries('failed'));
  }, []);
  if (entries === 'failed') return <p>{strings.examplesFailed}</p>;
  if (entries === undefined) return <p>{strings.loading}</p>;
  // What was drawn after somebody's system names its source.
  const isReal = ({ source }: ExampleEntry): boolean => source.url !== undefined;
  return (
    <div className={styles.groups}>
      <Group title={strings.realSystems} entries={entries.filter(isReal)} onOpen={onClose} />
      <Group title={strings.demonstrations} entries={entries.filter((entry) => !isReal(entry))} onOpen={onClose} />
    </div>
  );
}

interface GroupProps {
  readonly title: string;
  readonly entries: readonly ExampleEntry[];
  readonly onOpen: () => void;
}

function Group({ title, entries, onOpen }: GroupProps) {
  const id = useId();
  if (entries.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className={styles.groupTitle}>
        {title}
      </h3>
      <ul className={styles.examples}>
        {entries.map((entry) => (
          <Example key={entry.id} entry={entry} onOpen={onOpen} />
        ))}
      </ul>
    </section>
  );
}

function Example({ entry, onOpen }: { readonly entry: ExampleEntry; readonly onOpen: () => void }) {
  const [document, setDocument] = useState<BrownoutDocument>();
  useEffect(() => {
    void readShipped(entry.id, entry.title).then(setDocument);
  }, [entry]);
  const open = (): void => {
    onOpen();
    void openExample(entry);
  };
  return (
    <li className={styles.example}>
      <button type="button" className={styles.card} onClick={open}>
        <span className={styles.picture}>{document !== undefined && <Thumbnail document={document} />}</span>
        <strong>{entry.title}</strong>
        <span>{entry.description}</span>
        <span className={styles.try}>
          <b>{strings.tryThis}</b> {entry.tryThis}
        </span>
      </button>
      {entry.source.url !== undefined && (
        <small className={styles.source}>
          {strings.sourceOf}{' '}
          <a href={entry.source.url} target="_blank" rel="noreferrer">
            {entry.source.text}
          </a>
        </small>
      )}
    </li>
  );
}
