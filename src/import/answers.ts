import type { BrownoutDocument } from '../model/document.ts';
import { drawDraft } from './draw-draft.ts';
import type { Answers, Imported } from './imported.ts';
import { settleDraft } from './questions.ts';

/** The document with these answers in place of the defaults. Answers to questions that were not asked, or that do not
 *  fit their question, count for nothing. The same answers give the same document, byte for byte. */
export function applyAnswers(result: Imported, answers: Answers): BrownoutDocument {
  return drawDraft(settleDraft(result.draft, result.questions, answers));
}
