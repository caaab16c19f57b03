import { ChevronUp, X } from 'lucide-react';
import { useState } from 'react';
import { useDiagram } from '../../store/diagram-store.ts';
import { Button } from '../widgets/button.tsx';
import { classNames } from '../widgets/class-names.ts';
import { IconButton } from '../widgets/icon-button.tsx';
import { LiveEntry } from './live-entry.tsx';
import styles from './live-bar.module.css';
import { strings } from './strings.ts';

/** What was done to the run while watching, in a line of its own: the newest change with what can be done about it, and the
 *  others on demand. It is there from the first change on, so that nobody has to look for the way back; put away, it
 *  comes again with the next change. */
export default function LiveBar() {
  const document = useDiagram((state) => state.document);
  const [isOpen, setOpen] = useState(false);
  const [hiddenAt, setHiddenAt] = useState<string>();
  const { log } = document;
  const newest = log.at(-1);
  if (newest === undefined || newest.id === hiddenAt) return null;
  const shown = isOpen ? log.toReversed() : [newest];
  return (
    <section className={classNames(styles.bar, isOpen && styles.open)} aria-label={strings.liveBar}>
      <div className={styles.line}>
        <h2>{strings.live}</h2>
        <ul aria-live="polite">
          {shown.map((entry) => (
            <LiveEntry key={entry.id} document={document} entry={entry} />
          ))}
        </ul>
        <div className={styles.own}>
          {log.length > 1 && (
            <Button
              variant="quiet"
              isSmall
              icon={<ChevronUp size={14} className={styles.arrow} />}
              aria-expanded={isOpen}
              onClick={() => setOpen(!isOpen)}
            >
              {isOpen ? strings.liveFewer : strings.liveAll(log.length)}
            </Button>
          )}
          <IconButton label={strings.liveHide} icon={<X />} isSmall onClick={() => setHiddenAt(newest.id)} />
        </div>
        {isOpen && <p>{strings.liveHint}</p>}
      </div>
    </section>
  );
}
