import { Copy, Download } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { View } from '../../model/document.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { saveToFile } from '../../store/library.ts';
import { makeLink } from '../../store/make-link.ts';
import { Button } from '../widgets/button.tsx';
import { Dialog } from '../widgets/dialog.tsx';
import { formatExactCount } from '../widgets/format.ts';
import { StateGlyph } from '../widgets/state-chip.tsx';
import { Toggle } from '../widgets/toggle.tsx';
import { CARRIERS, carrierScale, LONGEST_LINK } from './carriers.ts';
import styles from './share-panel.module.css';
import { strings } from './strings.ts';

export interface SharePanelProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Camera, selection and moment of now, for a link that opens there. */
  readonly viewNow: () => View;
}

/** The document as a link, with its length against what carries it, and as a file. */
export default function SharePanel({ isOpen, onClose, viewNow }: SharePanelProps) {
  return (
    <Dialog title={strings.title} isOpen={isOpen} onClose={onClose}>
      <Content viewNow={viewNow} />
    </Dialog>
  );
}

function Content({ viewNow }: Pick<SharePanelProps, 'viewNow'>) {
  const [withMoment, setWithMoment] = useState(false);
  const document = useDiagram((state) => state.document);
  const link = useLink(withMoment ? viewNow : undefined);
  const address = link.state === 'made' ? link.address : '';
  const problem = address.length > LONGEST_LINK ? strings.noLink.tooLong : link.state === 'made' ? undefined : strings.noLink[link.state];
  return (
    <div className={styles.share}>
      <p className={styles.intro}>{strings.intro}</p>
      {problem === undefined || problem === '' ? (
        <LinkBox link={address} />
      ) : (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
      <Toggle label={strings.moment} hint={strings.momentHint} isOn={withMoment} onChange={setWithMoment} />
      {document.log.length > 0 && <p className={styles.note}>{strings.changes(document.log.length)}</p>}
      {address !== '' && <CarrierScale length={address.length} />}
      <div className={styles.file}>
        <Button icon={<Download size={16} />} onClick={saveToFile}>
          {strings.file}
        </Button>
        <span className={styles.note}>{strings.fileHint}</span>
      </div>
    </div>
  );
}

/** A link on its way, the link, or why there is none. */
type LinkState = { readonly state: 'onItsWay' | 'tooLarge' | 'failed' } | { readonly state: 'made'; readonly address: string };

/** The link to the document as it is now. */
function useLink(viewNow: (() => View) | undefined): LinkState {
  const document = useDiagram((state) => state.document);
  const [link, setLink] = useState<LinkState>({ state: 'onItsWay' });
  useEffect(() => {
    let isCurrent = true;
    void makeLink(viewNow?.())
      .then((address): LinkState => (address === undefined ? { state: 'tooLarge' } : { state: 'made', address }))
      .catch((): LinkState => ({ state: 'failed' }))
      .then((made) => isCurrent && setLink(made));
    return () => {
      isCurrent = false;
    };
  }, [document, viewNow]);
  return link;
}

function LinkBox({ link }: { readonly link: string }) {
  const ref = useRef<HTMLInputElement>(null);
  const [message, setMessage] = useState('');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(link);
      setMessage(strings.copied);
    } catch {
      ref.current?.select();
      setMessage(strings.copyFailed);
    }
  };
  return (
    <div className={styles.link}>
      <input
        ref={ref}
        className={styles.address}
        aria-label={strings.link}
        readOnly
        value={link}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button variant="primary" icon={<Copy size={16} />} disabled={link === ''} onClick={() => void copy()}>
        {strings.copy}
      </Button>
      <p role="status" className={styles.note}>
        {message}
      </p>
    </div>
  );
}

/** How long the link is, on a scale whose marks are what carries links. */
function CarrierScale({ length }: { readonly length: number }) {
  return (
    <section aria-label={strings.carriers} className={styles.carriers}>
      <p className={styles.length}>{strings.length(formatExactCount(length))}</p>
      <div className={styles.scale} aria-hidden="true">
        <span className={styles.filled} style={{ inlineSize: `${carrierScale(length) * 100}%` }} />
        {CARRIERS.map((carrier) => (
          <span key={carrier.id} className={styles.tick} style={{ insetInlineStart: `${carrierScale(carrier.most) * 100}%` }} />
        ))}
      </div>
      <ul>
        {CARRIERS.map((carrier) => {
          const fits = length <= carrier.most;
          return (
            <li key={carrier.id} data-fits={fits}>
              <StateGlyph state={fits ? 'ok' : 'failing'} size={10} />
              <span>{strings.carrier[carrier.id]}</span>
              <span className={styles.limit}>{formatExactCount(carrier.most)}</span>
              <span className={styles.verdict}>{fits ? strings.fits : strings.tooLong}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
