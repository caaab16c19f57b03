import { FastForward, Pause, Play, RotateCcw, StepForward, Zap } from 'lucide-react';
import { type ReactNode, Suspense, useRef, useState } from 'react';
import { useDiagram } from '../../store/diagram-store.ts';
import { canGoOn, SPEEDS, useRun } from '../../store/run-store.ts';
import { goOn, pause, play, runToEnd, seek, setSpeed, showStop, step } from '../../store/session/playback.ts';
import { tellRefusal } from '../../store/session/run-load.ts';
import { again, reset } from '../../store/session/session.ts';
import { offerToGoOn } from '../../store/session/stuck-run.ts';
import { useView } from '../../store/view-store.ts';
import type { Speed } from '../../worker/protocol.ts';
import { Button } from '../widgets/button.tsx';
import { clockDigits, formatClock, formatCompact } from '../widgets/format.ts';
import { IconButton } from '../widgets/icon-button.tsx';
import { lazyPart } from '../widgets/lazy-part.tsx';
import { Popover } from '../widgets/popover.tsx';
import { Tooltip } from '../widgets/tooltip.tsx';
import { LoadDial } from './load-dial.tsx';
import styles from './run-bar.module.css';
import { strings } from './strings.ts';

const BreakList = lazyPart(() => import('../inspector/break-list.tsx'));

/** Play, time, speed, load and faults: everything that is done to a run. */
export function RunBar() {
  return (
    <section className={styles.bar} aria-label={strings.runBar}>
      <PlayButtons />
      <Clock />
      <Scrubber />
      <SpeedSelect />
      <LoadDial />
      <BreakButton />
    </section>
  );
}

function PlayButtons() {
  const state = useRun((run) => run.play);
  const isBusy = state === 'playing' || state === 'runningToEnd' || state === 'seeking';
  const reason = useWhyNotRunnable();
  const cannotRun = reason !== undefined;
  return (
    <div className={styles.buttons}>
      {state === 'ended' ? (
        <EndButtons />
      ) : (
        <MainButton
          icon={isBusy ? <Pause size={18} fill="currentColor" /> : <Play size={18} fill="currentColor" />}
          label={isBusy ? strings.pause : strings.play}
          onClick={isBusy ? pause : play}
          reason={isBusy ? undefined : reason}
        />
      )}
      <IconButton label={strings.step} icon={<StepForward />} disabled={cannotRun || state === 'ended'} onClick={step} />
      <IconButton label={strings.reset} icon={<RotateCcw />} onClick={reset} />
      <IconButton label={strings.runToEnd} icon={<FastForward />} disabled={cannotRun || state === 'ended'} onClick={runToEnd} />
    </div>
  );
}

/** Why no run of the diagram can be played, and what to mend. */
function useWhyNotRunnable(): string | undefined {
  const isEmpty = useDiagram(({ document }) => document.components.length === 0);
  const refusal = useRun(({ engine, error }) => (engine === 'refused' ? error : undefined));
  if (isEmpty) return strings.nothingToRun;
  return refusal === undefined ? undefined : strings.refused(refusal);
}

/** More time is offered only where it can bring anything. */
function EndButtons() {
  const hasMoreToCome = useRun(canGoOn);
  return (
    <>
      <MainButton icon={<Play size={18} fill="currentColor" />} label={strings.again} onClick={again} />
      {hasMoreToCome && (
        <Button isSmall onClick={goOn}>
          {strings.continue}
        </Button>
      )}
    </>
  );
}

interface MainButtonProps {
  readonly icon: ReactNode;
  readonly label: string;
  readonly onClick: () => void;
  /** Why it cannot be pressed now. */
  readonly reason?: string | undefined;
}

/** What cannot be pressed keeps its place in the order of focus, so that its reason is told there too. */
function MainButton({ icon, label, onClick, reason }: MainButtonProps) {
  const button = (
    <Button
      variant="primary"
      className={styles.play}
      icon={icon}
      aria-label={label}
      aria-keyshortcuts="Space"
      aria-description={reason}
      aria-disabled={reason !== undefined}
      onClick={reason === undefined ? onClick : () => useView.getState().tell({ text: reason })}
    />
  );
  return reason === undefined ? <Tooltip text={label} shortcut="Space">{button}</Tooltip> : <Tooltip text={reason}>{button}</Tooltip>;
}

function Clock() {
  const nowMs = useRun((state) => state.nowMs);
  const horizonMs = useRun((state) => state.horizonMs);
  const state = useRun((run) => run.play);
  const engine = useRun((run) => run.engine);
  const speed = useRun((run) => run.speed);
  const isComputing = state === 'seeking' || state === 'runningToEnd';
  const pace = useRun((run) => run.pace);
  // A machine that does not keep up is a slow motion too: the digits that still move are shown.
  const moving = state === 'playing' && pace > 0 && pace < 1 && (speed === 'max' || pace < speed) ? pace : speed;
  const whyNot = useWhyNot();
  const digits = isComputing ? 1 : clockDigits(moving, state === 'paused');
  return (
    <div className={styles.clock} data-computing={isComputing || undefined}>
      <output>{formatClock(nowMs, digits)}</output>
      {whyNot === undefined ? (
        <span>{engine === 'loading' ? strings.starting : strings.of(formatClock(horizonMs))}</span>
      ) : (
        <button type="button" className={styles.stopped} onClick={whyNot.tell}>
          {whyNot.label}
        </button>
      )}
    </div>
  );
}

/** That no more of the run can come, and what tells why once its notice was put away. */
function useWhyNot(): { readonly label: string; readonly tell: () => void } | undefined {
  const engine = useRun((run) => run.engine);
  const isStoppedEarly = useRun((run) => run.play === 'ended' && !canGoOn(run));
  if (engine === 'stuck') return { label: strings.engineStopped, tell: offerToGoOn };
  if (engine === 'refused') return { label: strings.cannotRun, tell: tellRefusal };
  return isStoppedEarly ? { label: strings.stoppedEarly, tell: showStop } : undefined;
}

/** The whole run as a scale; the needle is now. It can be dragged, and the run stands where it is let go. */
function Scrubber() {
  const nowMs = useRun((state) => state.nowMs);
  const horizonMs = useRun((state) => state.horizonMs);
  const isRefused = useRun((state) => state.engine === 'refused');
  const [draft, setDraft] = useState<number>();
  const shown = draft ?? nowMs;
  const commit = (): void => {
    if (draft !== undefined) seek(draft);
    setDraft(undefined);
  };
  const filled = horizonMs > 0 ? (shown / horizonMs) * 100 : 0;
  return (
    <input
      type="range"
      className={styles.scrubber}
      style={{ '--filled': `${filled}%` } as React.CSSProperties}
      aria-label={strings.time}
      aria-valuetext={formatClock(shown)}
      disabled={isRefused}
      min={0}
      max={horizonMs}
      step={Math.max(1, Math.round(horizonMs / 1000))}
      value={Math.min(shown, horizonMs)}
      onChange={(event) => setDraft(event.target.valueAsNumber)}
      onPointerUp={commit}
      onKeyUp={commit}
      onBlur={commit}
    />
  );
}

/** What is said of a run that does not keep its speed; at full speed nothing until there is a figure. */
function paceText(pace: number, speed: Speed): string | undefined {
  if (pace > 0) return strings.reached(pace < 0.095 ? String(Number(pace.toPrecision(1))) : formatCompact(pace));
  return speed === 'max' ? undefined : strings.noTimePasses;
}

function SpeedSelect() {
  const speed = useRun((state) => state.speed);
  const pace = useRun((state) => state.pace);
  const state = useRun((run) => run.play);
  // Told only when the machine does not keep up, or when there is no other figure.
  const isReached = speed !== 'max' && pace >= speed * 0.9;
  const note = state === 'playing' && !isReached ? paceText(pace, speed) : undefined;
  return (
    <label className={styles.speed}>
      <span>{strings.speed}</span>
      <select
        value={String(speed)}
        title={note}
        onChange={(event) => setSpeed(SPEEDS.find((candidate) => String(candidate) === event.target.value) as Speed)}
      >
        {SPEEDS.map((candidate) => (
          <option key={candidate} value={String(candidate)}>
            {strings.speedText(candidate)}
          </option>
        ))}
      </select>
      {note !== undefined && <small>{note}</small>}
    </label>
  );
}

function BreakButton() {
  const nothing = useDiagram(({ document }) => document.components.every(({ kind }) => kind === 'client') && document.channels.length === 0);
  const reason = nothing ? strings.nothingToBreak : undefined;
  const ref = useRef<HTMLDivElement>(null);
  const close = (): void => ref.current?.closest<HTMLElement>('[popover]')?.hidePopover();
  return (
    <Popover
      label={strings.breakSomething}
      button={strings.breakSomething}
      buttonProps={{
        variant: 'danger',
        className: styles.break,
        icon: <Zap size={18} fill="currentColor" />,
        disabled: nothing,
        title: reason,
        'aria-description': reason,
      }}
    >
      <div ref={ref}>
        <Suspense>
          <BreakList onDone={close} />
        </Suspense>
      </div>
    </Popover>
  );
}
