import { useEffect, useId, useState } from 'react';
import type { BrownoutDocument } from '../../model/document.ts';
import { type ExampleEntry, listExamples, openExample, readShipped } from '../../store/library.ts';
import { classNames } from '../widgets/class-names.ts';
import { Dialog } from '../widgets/dialog.tsx';
import { SearchField } from '../widgets/search-field.tsx';
import { type ExampleGroup, groupExamples } from './example-groups.ts';
import { exampleStrings as strings } from './example-strings.ts';
import styles from './examples.module.css';
import { Thumbnail } from './thumbnail.tsx';

export interface ListDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** The shipped documents, each with its picture, its source and one thing to try. */
export default function ExamplesDialog({ isOpen, onClose }: ListDialogProps) {
  return (
    <Dialog title={strings.title} isOpen={isOpen} onClose={onClose}>
      <ExampleList onClose={onClose} />
    </Dialog>
  );
}

function ExampleList({ onClose }: { readonly onClose: () => void }) {
  const [entries, setEntries] = useState<readonly ExampleEntry[] | 'failed'>();
  const [search, setSearch] = useState('');
  useEffect(() => {
    listExamples().then(setEntries, () => setEntries('failed'));
  }, []);
  if (entries === 'failed') return <p>{strings.failed}</p>;
  if (entries === undefined) return <p>{strings.loading}</p>;
  const groups = groupExamples(entries, search);
  const found = groups.reduce((sum, group) => sum + group.entries.length, 0);
  return (
    <div className={styles.list}>
      <div className={styles.search}>
        <SearchField label={strings.search} hint={strings.searchHint} value={search} onChange={setSearch} />
        <p role="status">{found === 0 ? strings.nothingFound : strings.found(found, entries.length)}</p>
      </div>
      {groups.map((group) => (
        <Group key={group.id} group={group} onOpen={onClose} />
      ))}
    </div>
  );
}

function Group({ group, onOpen }: { readonly group: ExampleGroup; readonly onOpen: () => void }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className={styles.groupTitle}>
        {group.title}
      </h3>
      <ul className={styles.examples}>
        {group.entries.map((entry) => (
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
  const isWays = entry.group === 'ways';
  return (
    <li className={classNames(styles.example, isWays && styles.wide)}>
      <button type="button" className={styles.card} onClick={open}>
        <span className={styles.picture}>{document !== undefined && <Thumbnail document={document} />}</span>
        <span className={styles.words}>
          <strong>{entry.title}</strong>
          <span>{entry.description}</span>
          {isWays && <Ways />}
          <span className={styles.try}>
            <b>{strings.tryThis}</b> {entry.tryThis}
          </span>
        </span>
      </button>
      <Source entry={entry} />
    </li>
  );
}

function Ways() {
  return (
    <span className={styles.ways}>
      {strings.nineWays.map((way) => (
        <span key={way}>{way} </span>
      ))}
    </span>
  );
}

function Source({ entry: { source } }: { readonly entry: ExampleEntry }) {
  return (
    <small className={styles.source}>
      {strings.sourceOf}{' '}
      {source.url === undefined ? (
        source.text
      ) : (
        <a href={source.url} target="_blank" rel="noreferrer">
          {source.text}
        </a>
      )}
    </small>
  );
}
