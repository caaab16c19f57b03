import { Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import type { BrownoutDocument } from '../../model/document.ts';
import { type ExampleEntry, listExamples, openExample, readShipped } from '../../store/library.ts';
import { classNames } from '../widgets/class-names.ts';
import { Dialog } from '../widgets/dialog.tsx';
import field from '../widgets/field.module.css';
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
      <SearchField value={search} onChange={setSearch} result={found === 0 ? strings.nothingFound : strings.found(found, entries.length)} />
      {groups.map((group) => (
        <Group key={group.id} group={group} onOpen={onClose} />
      ))}
    </div>
  );
}

interface SearchFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What was found, in words. */
  readonly result: string;
}

/** Escape empties the field first, and closes the dialog when there is nothing in it. */
function SearchField({ value, onChange, result }: SearchFieldProps) {
  const id = useId();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || value === '') return;
    event.preventDefault();
    onChange('');
  };
  return (
    <div className={styles.search}>
      <label className={field.label} htmlFor={id}>
        {strings.search}
      </label>
      <div className={field.box}>
        <Search size={16} aria-hidden className={styles.glass} />
        <input
          id={id}
          type="search"
          className={field.input}
          value={value}
          placeholder={strings.searchHint}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <p role="status">{result}</p>
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
