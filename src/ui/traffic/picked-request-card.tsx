import { X } from 'lucide-react';
import { useState } from 'react';
import { useDiagram } from '../../store/diagram-store.ts';
import { runFeed } from '../../store/run-feed.ts';
import { useRun } from '../../store/run-store.ts';
import { useView } from '../../store/view-store.ts';
import { formatClock, formatDuration, formatExactCount } from '../widgets/format.ts';
import { IconButton } from '../widgets/icon-button.tsx';
import type { DotMoment } from './dot-field.ts';
import styles from './live-layer.module.css';
import { foldStory, tellMoment } from './request-story.ts';
import { strings } from './strings.ts';

/** What the picked request has done since it was picked. */
export default function PickedRequestCard({ history }: { readonly history: () => readonly DotMoment[] }) {
  const picked = useView((state) => state.pickedRequest);
  const document = useDiagram((state) => state.document);
  useRun((state) => state.tick);
  const [wholeOf, setWholeOf] = useState<number>();
  const { layout } = runFeed;
  if (picked === undefined || layout === undefined) return null;
  const title = strings.request(formatExactCount(picked + 1));
  const moments = history();
  const beginMs = moments[0]?.startMs ?? 0;
  const { first, folded, last } = wholeOf === picked ? { first: moments, folded: 0, last: [] } : foldStory(moments);
  const line = (moment: DotMoment) => (
    <li key={`${moment.kind} ${moment.place} ${moment.startMs}`}>
      <span>{moment === moments[0] ? formatClock(moment.startMs) : `+${formatDuration(moment.startMs - beginMs)}`}</span>
      {tellMoment(moment, { document, layout })}
    </li>
  );
  return (
    <section className={styles.card} aria-label={title}>
      <header className={styles.cardHeader}>
        <h2>{title}</h2>
        <IconButton label={strings.close} icon={<X />} isSmall onClick={() => useView.getState().pickRequest(undefined)} />
      </header>
      {moments.length === 0 && <p className={styles.cardNote}>{strings.waiting}</p>}
      <ol className={styles.moments} aria-label={strings.requestHint}>
        {first.map(line)}
        {folded > 0 && (
          <li>
            <span>…</span>
            <button type="button" className={styles.more} onClick={() => setWholeOf(picked)}>
              {strings.more(folded)}
            </button>
          </li>
        )}
        {last.map(line)}
      </ol>
    </section>
  );
}
