import type { StepPath } from '../../../model/step-lists.ts';

/** Where a dragged step would go, and how the step that it is dragged over shows it. */
export interface DropPlace {
  readonly place: StepPath;
  readonly over: StepPath;
  readonly mark: 'before' | 'after' | 'inside';
}

/** The place that a pointer means that is over a step. `share` is how far down the step's own line it is: above 0.5 in the
 *  lower half, above 1 below the line, beside what the step holds. `held` counts the steps that it holds, if it can. */
export function dropPlace(over: StepPath, share: number, held?: number): DropPlace {
  if (share < 0.5) return { place: over, over, mark: 'before' };
  if (held !== undefined) return { place: [...over, share > 1 ? held : 0], over, mark: 'inside' };
  return { place: over.with(-1, over.at(-1)! + 1), over, mark: 'after' };
}

/** The place that a pointer at a point of the window means, among the steps within `root`. */
export function dropPlaceAt(root: Element, point: { readonly x: number; readonly y: number }): DropPlace | undefined {
  const step = document.elementFromPoint(point.x, point.y)?.closest('[data-step]');
  if (!(step instanceof HTMLElement) || !root.contains(step)) return undefined;
  const { top, height } = step.querySelector('[data-head]')!.getBoundingClientRect();
  const held = step.dataset['held'];
  return dropPlace(readPath(step.dataset['step']!), (point.y - top) / height, held === undefined ? undefined : Number(held));
}

/** A path as an attribute holds it: `2.0`. */
export function writePath(path: StepPath): string {
  return path.join('.');
}

function readPath(text: string): StepPath {
  return text.split('.').map(Number);
}
