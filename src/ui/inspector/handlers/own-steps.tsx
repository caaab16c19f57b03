import { type RefObject, useEffect, useRef, useState } from 'react';
import type { BrownoutDocument, Component, Handler, Step } from '../../../model/document.ts';
import { handlerOf, type HandlerPlace, problemsOfSteps, setHandler } from '../../../model/handler-edits.ts';
import { moveStep, removeStep, shiftStep, type StepPath } from '../../../model/step-lists.ts';
import { useDiagram } from '../../../store/diagram-store.ts';
import inspector from '../inspector.module.css';
import { type DropPlace, dropPlaceAt, writePath } from './drop-place.ts';
import styles from './handlers.module.css';
import { type StepEditor, StepEditorContext } from './step-editor.ts';
import { StepList } from './step-list.tsx';
import { stepNumber } from './step-offers.ts';
import { strings } from './strings.ts';

interface OwnStepsProps {
  readonly component: Component;
  readonly place: HandlerPlace;
  readonly handler: Handler;
}

interface Said {
  readonly text: string;
  readonly isProblem?: boolean;
}

/** The handler as it is in the store now: a field that loses the focus may have changed it a moment ago. */
function stepsNow(place: HandlerPlace): readonly Step[] {
  const component = useDiagram.getState().document.components.find(({ id }) => id === place.component);
  return (component && handlerOf(component, place.class))?.steps ?? [];
}

/** What would become wrong with the handler. Where something is wrong already, every change may be the way out of it. */
function newProblem(document: BrownoutDocument, place: HandlerPlace, steps: readonly Step[]): string | undefined {
  return problemsOfSteps(document, place, stepsNow(place)).length > 0 ? undefined : problemsOfSteps(document, place, steps)[0];
}

/** The steps of a handler, to be changed: each change is one step of undo. */
export function OwnSteps({ component, place, handler }: OwnStepsProps) {
  const document = useDiagram((state) => state.document);
  const root = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState<Said>();
  const focusLater = useFocusAfter(handler.steps, root);
  const change = (steps: readonly Step[], focus?: StepPath): void => {
    const problem = newProblem(document, place, steps);
    setSaid(problem === undefined ? undefined : { text: strings.refused(problem), isProblem: true });
    if (problem !== undefined) return;
    if (focus !== undefined) focusLater(focus);
    useDiagram.getState().edit(setHandler(useDiagram.getState().document, place, steps));
  };
  const shift = (path: StepPath, by: -1 | 1): void => {
    const isAllowed = (steps: readonly Step[]): boolean => newProblem(document, place, steps) === undefined;
    const moved = shiftStep(stepsNow(place), path, { by, isAllowed });
    if (moved === undefined) return setSaid({ text: by < 0 ? strings.cannotMoveUp : strings.cannotMoveDown });
    change(moved.steps, moved.path);
    setSaid({ text: strings.moved(stepNumber(moved.path)) });
  };
  const drag = useStepDrag(root, (from, to) => {
    const moved = moveStep(stepsNow(place), from, to);
    if (moved.steps !== stepsNow(place)) change(moved.steps, moved.path);
  });
  const remove = (path: StepPath): void => change(removeStep(stepsNow(place), path), path);
  const editor: StepEditor = { document, component, place, steps: handler.steps, change, shift, remove, ...drag };
  return (
    <StepEditorContext value={editor}>
      <div ref={root} className={styles.fields}>
        <Problems problems={problemsOfSteps(document, place, handler.steps)} />
        <StepList steps={handler.steps} path={[]} />
        <p className={said?.isProblem ? styles.problem : styles.status} role={said?.isProblem ? 'alert' : 'status'}>
          {said?.text}
        </p>
        <p className={inspector.help}>{strings.keysHelp}</p>
      </div>
    </StepEditorContext>
  );
}

/** What is wrong with the steps as they are, as when a connection's calls grew in number since. */
function Problems({ problems }: { readonly problems: readonly string[] }) {
  return problems.map((problem) => (
    <p key={problem} className={styles.problem} role="alert">
      {strings.problem(problem)}
    </p>
  ));
}

/** Gives the focus to the handle of a step once the steps have changed; where the step is gone, to its neighbour above, else
 *  to the menu of its list. */
function useFocusAfter(steps: readonly Step[], root: RefObject<HTMLDivElement | null>) {
  const wanted = useRef<StepPath | undefined>(undefined);
  useEffect(() => {
    if (wanted.current === undefined) return;
    const path = wanted.current;
    wanted.current = undefined;
    const above = path.with(-1, path.at(-1)! - 1);
    const selectors = [
      `[data-grip="${writePath(path)}"]`,
      `[data-grip="${writePath(above)}"]`,
      `[data-add="${writePath(path.slice(0, -1))}"]`,
    ];
    const found = selectors.map((selector) => root.current?.querySelector<HTMLElement>(selector)).find(Boolean);
    found?.focus();
  }, [steps, root]);
  return (path: StepPath): void => {
    wanted.current = path;
  };
}

/** Which step is dragged, and where it would go. */
function useStepDrag(root: RefObject<HTMLDivElement | null>, move: (from: StepPath, to: StepPath) => void) {
  const [dragged, setDragged] = useState<StepPath>();
  const [drop, setDrop] = useState<DropPlace>();
  return {
    dragged,
    drop,
    startDrag: setDragged as (path: StepPath) => void,
    dragTo: (point: { readonly x: number; readonly y: number }) => setDrop(root.current === null ? undefined : dropPlaceAt(root.current, point)),
    endDrag: (isKept: boolean) => {
      setDragged(undefined);
      setDrop(undefined);
      if (isKept && dragged !== undefined && drop !== undefined) move(dragged, drop.place);
    },
  };
}
