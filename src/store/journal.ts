import type { BrownoutDocument } from '../model/document.ts';
import type { Notebook, SavedDiagram } from './adapters/storage.ts';
import type { Origin } from './diagram-store.ts';

/** What is written at once when the page goes away: the library's own writing takes a moment that a page which is being
 *  left does not have. The next start takes it over (`journal-reader.ts`). */

/** Longest text that is noted, in characters: most browsers give a page five million in all. */
export const MOST_NOTED = 2_000_000;
/** Diagrams that are noted at most. */
export const MOST_NOTES = 4;

/** A diagram of mine whose newest state is not in the library yet. */
export interface Unsaved {
  readonly entry: SavedDiagram;
  readonly text: string;
  /** Revision of the library's state that it is based on; none when the library had none of it. */
  readonly base?: number;
}

/** Notes a diagram. Returns whether it could be written. */
export function noteUnsaved(notebook: Notebook, unsaved: Unsaved): boolean {
  if (unsaved.text.length > MOST_NOTED) return false;
  notebook.remove(unsaved.entry.id);
  for (const id of notebook.keys().slice(MOST_NOTES - 1)) notebook.remove(id);
  return notebook.put(unsaved.entry.id, JSON.stringify(unsaved));
}

/** A document from a link or a file that is open in this tab and belongs to nobody yet. */
export interface Draft {
  readonly kind: 'link' | 'file';
  /** The address's fragment under which it was open. */
  readonly fragment: string;
  readonly text: string;
}

/** Key of the one draft of a tab. */
export const DRAFT_KEY = 'draft';

/** Notes what is open, if a reload would lose it: nothing but this tab has what was done to it. */
export function noteDraft(
  notebook: Notebook,
  open: { readonly document: BrownoutDocument; readonly origin: Origin; readonly fragment: string },
): void {
  const { document, origin, fragment } = open;
  if (origin.kind !== 'link' && origin.kind !== 'file') return notebook.remove(DRAFT_KEY);
  const draft: Draft = { kind: origin.kind, fragment, text: JSON.stringify(document) };
  if (draft.text.length > MOST_NOTED || !notebook.put(DRAFT_KEY, JSON.stringify(draft))) notebook.remove(DRAFT_KEY);
}
