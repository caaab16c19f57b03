import { useEffect, useState } from 'react';
import type { BrownoutDocument } from '../../model/document.ts';
import { loadDialAt } from '../../store/active-faults.ts';
import { wallClock } from '../../store/adapters/clock.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { useRun } from '../../store/run-store.ts';
import { setLoad } from '../../store/session/live-changes.ts';
import { Slider } from '../widgets/slider.tsx';
import { GatheredChange } from './gathered-change.ts';
import styles from './run-bar.module.css';
import { strings } from './strings.ts';

const MOST_LOAD = 5;
/** Key presses of this much wall time are one turn of the dial, and one entry of the run's log. */
const GATHER_WALL_MS = 1000;
/** A turn that the engine has not taken over by then was refused. */
const GIVE_UP_WALL_MS = 3000;

/** Where the dial was turned to. `from` is where the run's own stood when it was asked to follow; undefined before. */
interface Turn {
  readonly value: number;
  readonly from: number | undefined;
}

/** Multiplies what every client sends, now. The needle follows the hand at once; the run follows when it is let go, or a
 *  second after the first of several key presses. */
export function LoadDial() {
  const document = useDiagram((state) => state.document);
  const nowMs = useRun((state) => state.nowMs);
  const [turn, setTurn] = useState<Turn>();
  const factor = dialOf(document, nowMs);
  const isAhead = turn !== undefined && (turn.from === undefined || turn.from === factor);
  const [gathered] = useState(() => {
    const commit = (value: number): void => {
      setTurn({ value, from: dialOf(useDiagram.getState().document, useRun.getState().nowMs) });
      setLoad(value);
      wallClock.after(GIVE_UP_WALL_MS, () => setTurn((now) => (now?.from === undefined ? now : undefined)));
    };
    return new GatheredChange({ clock: wallClock, wallMs: GATHER_WALL_MS, commit });
  });
  const flush = (): void => gathered.flush();
  useEffect(() => () => gathered.flush(), [gathered]);
  const change = (value: number): void => {
    const rounded = Number(value.toFixed(1));
    setTurn({ value: rounded, from: undefined });
    gathered.change(rounded);
  };
  return (
    // The slider inside takes the keys; this only hears that it was let go.
    <div role="presentation" className={styles.load} onPointerUp={flush} onPointerCancel={flush} onBlur={flush}>
      <Slider
        label={strings.load}
        value={isAhead ? turn.value : factor}
        min={0}
        max={MOST_LOAD}
        step={0.1}
        format={(value) => `×${value.toFixed(1)}`}
        onChange={change}
      />
    </div>
  );
}

/** The run's own dial. A turn made while the run stands still is dated just after now. */
function dialOf(document: BrownoutDocument, nowMs: number): number {
  return Math.min(MOST_LOAD, loadDialAt(document, nowMs + 1));
}
