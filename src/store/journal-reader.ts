import type { Library, Notebook } from './adapters/storage.ts';
import { type Draft, DRAFT_KEY, type Unsaved } from './journal.ts';

/** Reads what `journal.ts` wrote when the page was left. Loaded only when something is there to be read. */

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
