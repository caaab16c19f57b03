import { GripVertical, X } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import type { Step } from '../../../model/document.ts';
import { holdsSteps, type StepPath } from '../../../model/step-lists.ts';
import { Button } from '../../widgets/button.tsx';
import { IconButton } from '../../widgets/icon-button.tsx';
import inspector from '../inspector.module.css';
import { writePath } from './drop-place.ts';
import styles from './handlers.module.css';
import { useStepEditor } from './step-editor.ts';
import { StepFields } from './step-fields.tsx';
import { AddStep, MoreMenu } from './step-menus.tsx';
import { stepNumber, stepText } from './step-offers.ts';
import { strings } from './strings.ts';

/** Pixels that a pointer goes before a press becomes a drag. */
const DRAG_FROM = 4;

interface StepListProps {
  readonly steps: readonly Step[];
  /** Of the step that holds them; empty for all steps of the handler. */
  readonly path: StepPath;
  /** What the holding step is called. */
  readonly name?: string;
}

/** Steps that can be changed, and a menu to add one behind them. */
export function StepList({ steps, path, name }: StepListProps) {
  return (
    <>
      {steps.length === 0 && <p className={inspector.help}>{path.length === 0 ? strings.nothing : strings.nothingInside}</p>}
      <ol className={styles.list} aria-label={name === undefined ? strings.steps : strings.stepsOf(name)}>
        {steps.map((step, i) => (
          // A step has no name of its own: it is what stands at its place.
          <StepItem key={i} step={step} path={[...path, i]} />
        ))}
      </ol>
      <AddStep path={path} {...(name === undefined ? {} : { name })} />
    </>
  );
}

function StepItem({ step, path }: { readonly step: Step; readonly path: StepPath }) {
  const { document, dragged, drop, shift } = useStepEditor();
  const at = writePath(path);
  const text = stepText(document, step);
  const name = strings.stepName(stepNumber(path), text);
  const onKeyDown = (event: KeyboardEvent): void => {
    const isArrow = event.key === 'ArrowUp' || event.key === 'ArrowDown';
    if (!event.altKey || !isArrow || event.defaultPrevented || event.target instanceof HTMLSelectElement) return;
    event.preventDefault();
    // What was typed holds before its step goes elsewhere.
    if (event.target instanceof HTMLInputElement) event.target.blur();
    shift(path, event.key === 'ArrowUp' ? -1 : 1);
  };
  return (
    <li
      className={styles.step}
      data-step={at}
      data-held={holdsSteps(step) ? step.steps.length : undefined}
      data-dragged={dragged !== undefined && writePath(dragged) === at ? '' : undefined}
      data-drop={drop !== undefined && writePath(drop.over) === at ? drop.mark : undefined}
    >
      <div role="group" aria-label={name}>
        {/* The controls inside take the keys; this only hears those that move the step as a whole. */}
        <div role="presentation" onKeyDown={onKeyDown}>
          <StepHead path={path} text={text} />
          <StepFields step={step} path={path} />
          {holdsSteps(step) && (
            <div className={styles.held}>
              <StepList steps={step.steps} path={path} name={name} />
            </div>
          )}
        </div>
      </div>
    </li>
  );
}

function StepHead({ path, text }: { readonly path: StepPath; readonly text: string }) {
  const { remove } = useStepEditor();
  const number = stepNumber(path);
  return (
    <div className={styles.head} data-head="">
      <Grip path={path} />
      <span className={styles.text}>
        {number}. {text}
      </span>
      <span className={styles.tools}>
        <MoreMenu path={path} />
        <IconButton label={strings.removeStep(number)} icon={<X />} isSmall onClick={() => remove(path)} />
      </span>
    </div>
  );
}

/** The handle of a step: dragged with a pointer, or moved with Alt and the arrow keys. */
function Grip({ path }: { readonly path: StepPath }) {
  const { startDrag, dragTo, endDrag, dragged, remove } = useStepEditor();
  const pressed = useRef<{ readonly x: number; readonly y: number } | undefined>(undefined);
  const onPointerDown = (event: PointerEvent<HTMLButtonElement>): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    pressed.current = { x: event.clientX, y: event.clientY };
  };
  const onPointerMove = ({ clientX: x, clientY: y }: PointerEvent): void => {
    if (pressed.current === undefined) return;
    const isFar = Math.hypot(x - pressed.current.x, y - pressed.current.y) >= DRAG_FROM;
    if (dragged === undefined && isFar) startDrag(path);
    if (dragged !== undefined || isFar) dragTo({ x, y });
  };
  const release = (isKept: boolean) => (): void => {
    pressed.current = undefined;
    if (dragged !== undefined) endDrag(isKept);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && dragged !== undefined) {
      event.preventDefault();
      release(false)();
    }
    if (event.key !== 'Delete' && event.key !== 'Backspace') return;
    // Elsewhere these keys delete what is selected on the canvas.
    event.preventDefault();
    remove(path);
  };
  return (
    <Button
      variant="quiet"
      isSmall
      className={styles.grip}
      icon={<GripVertical />}
      aria-label={strings.move(stepNumber(path))}
      aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Delete"
      data-grip={writePath(path)}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={release(true)}
      onPointerCancel={release(false)}
      onKeyDown={onKeyDown}
    />
  );
}
