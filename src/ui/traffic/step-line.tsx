import { useEffect, useState } from 'react';
import { useDiagram } from '../../store/diagram-store.ts';
import { type RunFrame, runFeed } from '../../store/run-feed.ts';
import { useRun } from '../../store/run-store.ts';
import { formatClock } from '../widgets/format.ts';
import styles from './live-layer.module.css';
import { tellStep } from './step-story.ts';
import { stepStrings } from './step-strings.ts';

/** Frames for which a line can be read before the next one, while the run goes on. */
const FRAMES_PER_LINE = 20;
/** More events than this between two lines are counted instead of told. */
const MOST_TOLD = 2;

interface StepLineText {
  readonly at: string;
  readonly text: string;
}

/** The last event, in words: where it ran and what it did. There while the run stands still or hardly moves. */
export default function StepLine() {
  const [line, setLine] = useState<StepLineText>();
  useEffect(() => followSteps(setLine), []);
  return (
    <p className={styles.step} role="status" hidden={line === undefined}>
      {line !== undefined && (
        <>
          <strong>{line.at}</strong> {line.text}
        </>
      )}
    </p>
  );
}

function followSteps(setLine: (line: StepLineText | undefined) => void): () => void {
  let before = runFeed.frame;
  let frames = 0;
  return runFeed.onFrame((after) => {
    frames += 1;
    const events = before === undefined || before.run !== after.run ? -1 : after.events - before.events;
    if (events === 0) return;
    const isStill = useRun.getState().play !== 'playing';
    if (!isStill && frames < FRAMES_PER_LINE) return;
    if (events > 0 && (!isStill || events === 1)) setLine({ at: formatClock(after.nowMs, 6), text: textOf(before!, after, events) });
    else setLine(undefined);
    before = after;
    frames = 0;
  });
}

function textOf(before: RunFrame, after: RunFrame, events: number): string {
  const { layout } = runFeed;
  if (layout === undefined || events > MOST_TOLD) return stepStrings.several(events);
  return tellStep({ before, after, document: useDiagram.getState().document, layout });
}
