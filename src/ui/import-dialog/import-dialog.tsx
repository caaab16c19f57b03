import { FileUp } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import type { BrownoutDocument } from '../../model/document.ts';
import { cancelImport, openImport, type PendingImport, resetAnswers, useImport } from '../../store/importing.ts';
import { openFile, openPasted } from '../../store/library.ts';
import { Button } from '../widgets/button.tsx';
import { Dialog } from '../widgets/dialog.tsx';
import styles from './import-dialog.module.css';
import { Findings } from './findings.tsx';
import { Questions } from './questions.tsx';
import { strings } from './strings.ts';

export interface ImportDialogProps {
  readonly isOpen: boolean;
  /** A small picture of a document. */
  readonly renderPicture: (document: BrownoutDocument) => ReactNode;
}

/** Asks for a deployment file, then what the file does not say, and opens what it makes of both. */
export default function ImportDialog({ isOpen, renderPicture }: ImportDialogProps) {
  const pending = useImport((state) => state.pending);
  return (
    <Dialog title={pending?.document.title ?? strings.title} isOpen={isOpen} onClose={cancelImport}>
      {pending === undefined ? <Source /> : <Review pending={pending} renderPicture={renderPicture} />}
    </Dialog>
  );
}

/** Where the text comes from: a file, or the clipboard. */
function Source() {
  const problems = useImport((state) => state.problems);
  const [text, setText] = useState('');
  const id = useId();
  return (
    <div className={styles.source}>
      <p className={styles.lead}>{strings.lead}</p>
      <div className={styles.choose}>
        <Button variant="primary" icon={<FileUp size={16} />} onClick={() => void openFile()}>
          {strings.chooseFile}
        </Button>
        <label htmlFor={id}>{strings.dropHint}</label>
      </div>
      <textarea
        id={id}
        className={styles.text}
        aria-label={strings.paste}
        aria-describedby={problems.length > 0 ? `${id}-problems` : undefined}
        placeholder={strings.placeholder}
        value={text}
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
      />
      <div id={`${id}-problems`} role="alert" className={styles.problems}>
        {problems.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
      <div className={styles.read}>
        <Button disabled={text.trim() === ''} onClick={() => void openPasted(text)}>
          {strings.read}
        </Button>
      </div>
    </div>
  );
}

interface ReviewProps {
  readonly pending: PendingImport;
  readonly renderPicture: (document: BrownoutDocument) => ReactNode;
}

/** What was understood, what is asked, and what was assumed. */
function Review({ pending, renderPicture }: ReviewProps) {
  const { document, format, result, answers } = pending;
  const isChanged = result.questions.some(({ id, answer }) => (answers[id] ?? answer.default) !== answer.default);
  return (
    <div className={styles.review}>
      <div className={styles.picture}>{renderPicture(document)}</div>
      <p className={styles.lead}>
        <strong>{strings.counted(strings.formats[format], document.components.length, document.connections.length)}</strong>{' '}
        {strings.honest}
      </p>
      <Questions questions={result.questions} answers={answers} />
      <Findings result={result} />
      <div className={styles.actions}>
        {isChanged && <Button onClick={resetAnswers}>{strings.reset}</Button>}
        <Button onClick={() => useImport.setState({ pending: undefined, problems: [] })}>{strings.another}</Button>
        <Button variant="primary" onClick={openImport}>
          {strings.open}
        </Button>
      </div>
    </div>
  );
}
