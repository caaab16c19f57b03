import { useEffect, useState } from 'react';
import { useDiagram } from '../../store/diagram-store.ts';
import { componentHealth, limitsAt } from '../../store/health-now.ts';
import { runFeed } from '../../store/run-feed.ts';
import { useRun } from '../../store/run-store.ts';
import { formatClock } from '../widgets/format.ts';
import styles from './app.module.css';
import { strings } from './strings.ts';

/** Quarter seconds between two announcements at least: about five seconds. */
const TICKS_BETWEEN = 20;

/** Tells a screen reader what the canvas shows, politely: which parts fail or are strained, when that changes. */
export function Announcer() {
  const [sentence, setSentence] = useState('');
  useEffect(() => {
    let toldTick = -TICKS_BETWEEN;
    let toldText = '';
    return useRun.subscribe(({ tick }) => {
      if (tick - toldTick < TICKS_BETWEEN || runFeed.frame === undefined) return;
      toldTick = tick;
      const text = describeNow();
      if (text === toldText) return;
      toldText = text;
      setSentence(strings.statusLine(formatClock(runFeed.frame.nowMs), text));
    });
  }, []);
  return (
    <p role="status" aria-live="polite" className={styles.hidden}>
      {sentence}
    </p>
  );
}

function describeNow(): string {
  const { document } = useDiagram.getState();
  const nowMs = runFeed.frame?.nowMs ?? 0;
  const healths = document.components.map((component) => ({
    name: component.name,
    health: componentHealth(runFeed, component, limitsAt(document, component, nowMs)),
  }));
  const names = (...wanted: readonly string[]): string =>
    healths.filter(({ health }) => wanted.includes(health)).map(({ name }) => name).join(', ');
  const failing = names('failing', 'down');
  const strained = names('strained');
  const parts = [failing && strings.failingParts(failing), strained && strings.strainedParts(strained)].filter(Boolean);
  return parts.length === 0 ? strings.allWell : parts.join('; ');
}
