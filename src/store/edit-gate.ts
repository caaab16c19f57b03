import type { BrownoutDocument } from '../model/document.ts';
import type * as CheckEdit from '../model/check-edit.ts';
import type { Problem } from '../model/problem.ts';
import { part } from './parts.ts';
import { strings } from './strings.ts';
import { useView } from './view-store.ts';

/** Holds edits to what can be opened again: what is saved, shared and put into a file is read by `parseDocument` when it
 *  comes back, so an edit that it would refuse is not made, and the reader is told what stands against it. */

/** What the gate needs of the store of diagrams. */
interface Edited {
  getState(): { readonly document: BrownoutDocument; readonly past: readonly unknown[]; readonly undo: () => void };
}

let check: typeof CheckEdit.problemsOfEdit | undefined;
/** The diagram that is looked after while the check, which comes with the parser, is not loaded yet. */
let guarded: Edited | undefined;
/** The document before the first edit that nobody has checked. */
let unchecked: BrownoutDocument | undefined;

const loadCheck = part(async () => arm((await import('../model/check-edit.ts')).problemsOfEdit));

/** Looks after the page's diagram. The parser is loaded ahead like every part; an edit that comes before it is made, and
 *  taken back when it turns out wrong. */
export function guardEdits(diagram: Edited): void {
  guarded = diagram;
}

/** Whether an edit from one document to the other may be made. One that may not is told. */
export function allowsEdit(before: BrownoutDocument, after: BrownoutDocument): boolean {
  if (check === undefined) {
    postpone(before);
    return true;
  }
  const problems = check(before, after);
  if (problems.length > 0) tellRefused(problems);
  return problems.length === 0;
}

function postpone(before: BrownoutDocument): void {
  if (guarded === undefined) return;
  unchecked ??= before;
  // Without a network the next edit tries again.
  void loadCheck().catch(() => undefined);
}

/** Checks from now on, and at once what was edited before. */
export function arm(problemsOfEdit: typeof CheckEdit.problemsOfEdit): void {
  check = problemsOfEdit;
  if (guarded === undefined || unchecked === undefined) return;
  const sound = unchecked;
  unchecked = undefined;
  for (;;) {
    const { document, past, undo } = guarded.getState();
    const problems = check(sound, document);
    if (problems.length === 0 || past.length === 0) return;
    tellRefused(problems);
    undo();
  }
}

function tellRefused([first, ...others]: readonly Problem[]): void {
  if (first === undefined) return;
  useView.getState().tell({ text: strings.editRefused(first.place, first.message, others.length), isProblem: true });
}
