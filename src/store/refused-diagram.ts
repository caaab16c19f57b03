import type { BrownoutDocument } from '../model/document.ts';
import type { Problem } from '../model/problem.ts';
import { repairText } from '../model/repair.ts';
import { strings } from './strings.ts';
import { type ProblemList, useView } from './view-store.ts';

/** The way back to a diagram of one's own that cannot be opened: what is wrong with it, its file as it is, and a copy in
 *  which everything is mended that can be. Loaded when there is one. */

/** A diagram of mine that was refused, and what can be done with it. */
export interface RefusedDiagram {
  readonly text: string;
  readonly problems: readonly Problem[];
  /** Hands the reader the text as a file. */
  readonly saveRaw: () => void;
  /** Opens what was mended as a diagram of its own. */
  readonly openCopy: (document: BrownoutDocument) => void;
}

/** Lists what is wrong with a diagram of mine and offers what can be done. The diagram itself stays as it is. */
export function showRefused({ text, problems, saveRaw, openCopy }: RefusedDiagram): void {
  const mended = repairText(text);
  const save = { label: strings.saveAsItIs, run: saveRaw };
  const list: ProblemList = {
    title: strings.refusedTitle,
    note: mended === undefined ? strings.refusedNote : strings.mendableNote,
    lines: problems.map(({ place, message }) => `${place}: ${message}`),
    actions: mended === undefined ? [save] : [save, { label: strings.openMended, run: () => openCopy(mended) }],
  };
  useView.getState().showProblems(list);
}
