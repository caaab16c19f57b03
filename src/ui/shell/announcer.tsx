import { useEffect, useState } from 'react';
import { wallClock } from '../../store/adapters/clock.ts';
import { openCascades } from '../../store/current-cascade.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { componentHealth, limitsAt } from '../../store/health-now.ts';
import { runFeed } from '../../store/run-feed.ts';
import { useRun } from '../../store/run-store.ts';
import { useView } from '../../store/view-store.ts';
import { formatClock } from '../widgets/format.ts';
import { describeParts } from './announcement.ts';
import styles from './app.module.css';
import { PacedWords } from './paced-words.ts';
import { strings } from './strings.ts';

/** Between two announcements at least, so that speech can keep up. */
const BETWEEN_WALL_MS = 5000;

/** Tells a screen reader what the canvas shows, politely: which parts fail or are strained, when that changes. */
export function Announcer() {
  const [sentence, setSentence] = useState('');
  useEffect(() => {
    const words = new PacedWords({
      clock: wallClock,
      wallMs: BETWEEN_WALL_MS,
      say: (text) => setSentence(strings.statusLine(formatClock(runFeed.frame?.nowMs ?? 0), text)),
    });
    const unsubscribe = useRun.subscribe((run, before) => {
      const isNews = run.tick !== before.tick || run.cascades !== before.cascades;
      if (isNews && runFeed.frame !== undefined) words.hear(describeNow(runFeed.frame.nowMs));
    });
    return () => {
      unsubscribe();
      words.end();
    };
  }, []);
  return (
    <p role="status" aria-live="polite" className={styles.hidden}>
      {sentence}
    </p>
  );
}

function describeNow(nowMs: number): string {
  const { document } = useDiagram.getState();
  const { cascades } = useRun.getState();
  return describeParts(document, {
    nowMs,
    healthOf: (component) => componentHealth(runFeed, component, limitsAt(document, component, nowMs)),
    cascade: openCascades({ cascades, earlierCascades: [], nowMs }, useView.getState().dismissed).at(-1),
  });
}
