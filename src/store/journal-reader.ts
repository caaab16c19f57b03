import { type Library, type Notebook, RevisionConflictError } from './adapters/storage.ts';
import { type Draft, DRAFT_KEY, type Unsaved } from './journal.ts';

/** Reads what `journal.ts` wrote when the page was left. Loaded only when something is there to be read. */

/** How a note becomes a diagram of its own when the library holds something else under its id. */
export interface CopyMaker {
  readonly newId: () => string;
  readonly title: (title: string) => string;
  /** Told with the title of each copy. */
  readonly onCopy: (title: string) => void;
}

/** Writes what is noted into the library and forgets it. Where another tab has written the diagram meanwhile, the note
 *  becomes a copy, so that neither is lost. What the library does not take stays noted; the newest of it is given back. */
export async function takeOverUnsaved(notebook: Notebook, library: Library, copies: CopyMaker): Promise<Unsaved | undefined> {
  let left: Unsaved | undefined;
  for (const unsaved of readUnsaved(notebook)) {
    try {
      await takeOver(unsaved, library, copies);
      notebook.remove(unsaved.entry.id);
    } catch {
      left = unsaved;
    }
  }
  return left;
}

async function takeOver(unsaved: Unsaved, library: Library, copies: CopyMaker): Promise<void> {
  const { entry, text, base } = unsaved;
  const saved = (await library.list()).find(({ id }) => id === entry.id);
  // Without a revision to go by, the later one counts.
  if (base === undefined && saved !== undefined && saved.savedAtWallMs >= entry.savedAtWallMs) return;
  try {
    await library.write(entry, text, base);
  } catch (reason) {
    if (!(reason instanceof RevisionConflictError)) throw reason;
    // What was noted may have been written all the same, just before the page was gone.
    if ((await library.read(entry.id))?.text !== text) await writeCopy(unsaved, library, copies);
  }
}

async function writeCopy({ entry, text }: Unsaved, library: Library, copies: CopyMaker): Promise<void> {
  const title = copies.title(entry.title);
  const copy = JSON.stringify({ ...(JSON.parse(text) as object), title });
  await library.write({ ...entry, id: copies.newId(), title }, copy, undefined);
  copies.onCopy(title);
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
