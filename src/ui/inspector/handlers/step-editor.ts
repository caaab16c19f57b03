import { createContext, useContext } from 'react';
import type { Step } from '../../../model/document.ts';
import type { StepPath } from '../../../model/step-lists.ts';
import type { DropPlace } from './drop-place.ts';
import type { StepScene } from './step-offers.ts';

/** What the lines of a handler show and do. */
export interface StepEditor extends StepScene {
  readonly dragged: StepPath | undefined;
  readonly drop: DropPlace | undefined;
  /** Puts other steps in place of all, unless the document would be refused with them; then it says why. */
  readonly change: (steps: readonly Step[], focus?: StepPath) => void;
  /** Moves a step to the nearest place above or below that may have it. */
  readonly shift: (path: StepPath, by: -1 | 1) => void;
  readonly remove: (path: StepPath) => void;
  readonly startDrag: (path: StepPath) => void;
  readonly dragTo: (point: { readonly x: number; readonly y: number }) => void;
  readonly endDrag: (isKept: boolean) => void;
}

/** The handler that is being edited: given to all of its lines, however deep. */
export const StepEditorContext = createContext<StepEditor | undefined>(undefined);

export function useStepEditor(): StepEditor {
  const editor = useContext(StepEditorContext);
  if (editor === undefined) throw new Error('A step is shown outside of a handler.');
  return editor;
}
