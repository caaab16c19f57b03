import type { BrownoutDocument } from '../model/document.ts';
import type { Library, Notebook, SavedDiagram } from './adapters/storage.ts';
import type { Origin } from './diagram-store.ts';

/** What is written at once when the page goes away: the library's own writing takes a moment that a page which is being
 *  left does not have. The next start takes it over into the library. */

/** Longest text that is noted, in characters: most browsers give a page five million in all. */
export const MOST_NOTED = 2_000_000;
/** Diagrams that are noted at most; the oldest goes first. */
export const MOST_NOTES = 4;

/** A diagram of mine whose newest state is not in the library yet. */
export interface Unsaved {
  readonly entry: SavedDiagram;
  readonly text: string;
}

/** Notes a diagram. Returns whether it could be written. */
export function noteUnsaved(notebook: Notebook, unsaved: Unsaved): boolean {
  if (unsaved.text.length > MOST_NOTED) return false;
  notebook.remove(unsaved.entry.id);
  for (const { entry } of readUnsaved(notebook).slice(0, 1 - MOST_NOTES)) notebook.remove(entry.id);
  return notebook.put(unsaved.entry.id, JSON.stringify(unsaved));
}

/** Writes what is noted into the library, where the library does not hold something newer, and forgets it. What the
 *  library does not take stays noted; the newest of it is given back. */
export async function takeOverUnsaved(notebook: Notebook, library: Library): Promise<Unsaved | undefined> {
  let left: Unsaved | undefined;
  for (const unsaved of readUnsaved(notebook)) {
    try {
      await takeOver(unsaved, library);
      notebook.remove(unsaved.entry.id);
    } catch {
      left = unsaved;
    }
  }
  return left;
}

async function takeOver({ entry, text }: Unsaved, library: Library): Promise<void> {
  const saved = (await library.list()).find(({ id }) => id === entry.id);
  if (saved === undefined || saved.savedAtWallMs < entry.savedAtWallMs) await library.write(entry, text);
}

/** What is noted, oldest first. A note that cannot be read is dropped. */
function readUnsaved(notebook: Notebook): readonly Unsaved[] {
  const notes = notebook.keys().flatMap((key) => {
    const unsaved = parsed<Unsaved>(notebook.read(key));
    if (typeof unsaved?.entry?.id === 'string' && typeof unsaved.text === 'string') return [unsaved as Unsaved];
    notebook.remove(key);
    return [];
  });
  return notes.toSorted((a, b) => a.entry.savedAtWallMs - b.entry.savedAtWallMs);
}

/** A document from a link or a file that is open in this tab and belongs to nobody yet. */
export interface Draft {
  readonly kind: 'link' | 'file';
  /** The address's fragment under which it was open. */
  readonly fragment: string;
  readonly text: string;
}

const DRAFT_KEY = 'draft';

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

/** The draft that was open under this fragment when the tab was left, once. */
export function takeDraft(notebook: Notebook, fragment: string): Draft | undefined {
  const draft = parsed<Draft>(notebook.read(DRAFT_KEY));
  notebook.remove(DRAFT_KEY);
  if ((draft?.kind !== 'link' && draft?.kind !== 'file') || typeof draft.text !== 'string') return undefined;
  return draft.fragment === fragment ? (draft as Draft) : undefined;
}

function parsed<Value>(text: string | undefined): Partial<Value> | undefined {
  try {
    return text === undefined ? undefined : ((JSON.parse(text) ?? undefined) as Partial<Value>);
  } catch {
    return undefined;
  }
}
