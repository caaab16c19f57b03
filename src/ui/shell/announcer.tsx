import { useEffect, useState } from 'react';
import { judgeHealth } from '../../analysis/health.ts';
import { useDiagram } from '../../store/diagram-store.ts';
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
  const { components } = useDiagram.getState().document;
  const healths = components.map((component) => ({ name: component.name, health: healthOf(component.id, component.kind === 'client') }));
  const names = (...wanted: readonly string[]): string =>
    healths.filter(({ health }) => wanted.includes(health)).map(({ name }) => name).join(', ');
  const failing = names('failing', 'down');
  const strained = names('strained');
  const parts = [failing && strings.failingParts(failing), strained && strings.strainedParts(strained)].filter(Boolean);
  return parts.length === 0 ? strings.allWell : parts.join('; ');
}

function healthOf(id: string, isClient: boolean): string {
  const row = runFeed.rowOf('components', id);
  const source = runFeed.rowOf('sources', id);
  if (row < 0) return 'idle';
  const queued = runFeed.component(row, 'queued');
  const bad = (['rejected', 'failedHere', 'failedByCall', 'lost'] as const).reduce((sum, name) => sum + runFeed.componentChange(row, name), 0);
  return judgeHealth({
    replicas: isClient ? 0 : 1,
    replicasUp: runFeed.component(row, 'replicasUp'),
    endedWell: isClient ? runFeed.sourceChange(source, 'answered') : runFeed.componentChange(row, 'completed'),
    endedBadly: isClient ? runFeed.sourceChange(source, 'failed') : bad,
    offered: runFeed.componentChange(row, 'offered'),
    inSystem: runFeed.component(row, 'inSystem'),
    utilization: isClient ? Number.NaN : runFeed.utilization(row),
    queued,
    queuedBefore: queued - runFeed.componentChange(row, 'queued'),
    queueCapacity: Infinity,
  });
}
