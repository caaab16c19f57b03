import { createStore, delMany, get, getMany, set, update, type UseStore } from 'idb-keyval';

/** One line of "My diagrams". */
export interface SavedDiagram {
  readonly id: string;
  readonly title: string;
  readonly components: number;
  /** Wall milliseconds since 1970. */
  readonly savedAtWallMs: number;
  /** Counts the writings of this diagram, from 1; what was saved before they were counted has none. */
  readonly revision?: number;
}

/** A diagram's text as written, and which of its writings that is. */
export interface SavedText {
  readonly text: string;
  readonly revision: number;
}

/** A writing was based on another state of the diagram than the one that is there: nothing was written. */
export class RevisionConflictError extends Error {
  override readonly name = 'RevisionConflictError';
}

/** Where diagrams are kept between visits. Every method may fail (private mode, quota): the caller keeps the work in
 *  memory and says so. */
export interface Library {
  /** Newest first. */
  list(): Promise<readonly SavedDiagram[]>;
  /** The diagram as written, or undefined when there is none. */
  read(id: string): Promise<SavedText | undefined>;
  /** Writes the diagram and its line, and remembers it as the last one worked on. Gives back the new revision. Fails with
   *  `RevisionConflictError` when the diagram is there in another revision than the one that the text is based on: another
   *  tab wrote it meanwhile. Without `base` whatever is there is written over. */
  write(entry: SavedDiagram, text: string, base: number | undefined): Promise<number>;
  remove(id: string): Promise<void>;
  /** Id of the diagram that was worked on last. */
  last(): Promise<string | undefined>;
  remember(id: string): Promise<void>;
}

const LIST_KEY = 'list';
const LAST_KEY = 'last';
const textKey = (id: string): string => `diagram:${id}`;

/** Diagrams in the browser's IndexedDB. The database is opened on first use; a browser without one fails then, as a
 *  rejected promise and never at once. */
export function createLibrary(databaseName = 'brownout'): Library {
  let opened: UseStore | undefined;
  const store = (): UseStore => (opened ??= createStore(databaseName, 'diagrams'));

  const list = async (): Promise<readonly SavedDiagram[]> => {
    const lines = (await get<SavedDiagram[]>(LIST_KEY, store())) ?? [];
    return lines.toSorted((a, b) => b.savedAtWallMs - a.savedAtWallMs);
  };

  return {
    list,
    async read(id) {
      const [text, lines] = (await getMany([textKey(id), LIST_KEY], store())) as [string | undefined, SavedDiagram[] | undefined];
      return text === undefined ? undefined : { text, revision: revisionIn(lines ?? [], id) ?? 0 };
    },
    write: (entry, text, base) => writeAtOnce(store(), { entry, text, base }),
    async remove(id) {
      await update<SavedDiagram[]>(LIST_KEY, (lines = []) => lines.filter((line) => line.id !== id), store());
      const isLast = (await get<string>(LAST_KEY, store())) === id;
      await delMany([textKey(id), ...(isLast ? [LAST_KEY] : [])], store());
    },
    last: async () => get<string>(LAST_KEY, store()),
    remember: async (id) => set(LAST_KEY, id, store()),
  };
}

function revisionIn(lines: readonly SavedDiagram[], id: string): number | undefined {
  const line = lines.find((candidate) => candidate.id === id);
  return line === undefined ? undefined : (line.revision ?? 0);
}

interface Writing {
  readonly entry: SavedDiagram;
  readonly text: string;
  readonly base: number | undefined;
}

/** Compares and writes in one transaction, so that no other tab writes in between and all of it is written or nothing. */
function writeAtOnce(store: UseStore, { entry, text, base }: Writing): Promise<number> {
  return store('readwrite', (records) => {
    const { transaction } = records;
    return new Promise<number>((resolve, reject) => {
      let revision = 1;
      transaction.oncomplete = () => resolve(revision);
      transaction.onabort = () => reject(transaction.error ?? new RevisionConflictError('Another tab wrote this diagram.'));
      const asked = records.get(LIST_KEY) as IDBRequest<SavedDiagram[] | undefined>;
      asked.onsuccess = () => {
        const lines = asked.result ?? [];
        const there = revisionIn(lines, entry.id);
        if (there !== undefined && base !== undefined && there !== base) return transaction.abort();
        revision = (there ?? base ?? 0) + 1;
        records.put(text, textKey(entry.id));
        records.put([{ ...entry, revision }, ...lines.filter((line) => line.id !== entry.id)], LIST_KEY);
        records.put(entry.id, LAST_KEY);
      };
    });
  });
}

/** A few texts that are written at once, while the page goes away and nothing may be waited for. */
export interface Notebook {
  /** Writes the text. Returns false when the browser does not let it be written: no storage, or no room. */
  put(key: string, text: string): boolean;
  read(key: string): string | undefined;
  remove(key: string): void;
  /** Keys that have a text. */
  keys(): readonly string[];
}

const NOTE_PREFIX = 'brownout-note:';

/** A notebook in one of the browser's two synchronous storages: `session` lasts as long as this tab, reloads included;
 *  `local` outlives it. Without storage nothing is kept. */
export function createNotebook(area: 'local' | 'session'): Notebook {
  const withStorage = <Result>(work: (storage: Storage) => Result, otherwise: Result): Result => {
    try {
      return work(area === 'local' ? localStorage : sessionStorage);
    } catch {
      return otherwise;
    }
  };
  return {
    put: (key, text) => withStorage((storage) => (storage.setItem(NOTE_PREFIX + key, text), true), false),
    read: (key) => withStorage((storage) => storage.getItem(NOTE_PREFIX + key) ?? undefined, undefined),
    remove: (key) => withStorage((storage) => storage.removeItem(NOTE_PREFIX + key), undefined),
    keys: () =>
      withStorage(
        (storage) => Object.keys(storage).flatMap((key) => (key.startsWith(NOTE_PREFIX) ? [key.slice(NOTE_PREFIX.length)] : [])),
        [],
      ),
  };
}

const THEME_KEY = 'brownout-theme';

/** The theme that the reader chose here before, if any; a browser without storage has none. */
export function readThemeChoice(): string | undefined {
  try {
    return localStorage.getItem(THEME_KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Remembers the chosen theme; without storage it holds until the page is closed. */
export function writeThemeChoice(choice: string | undefined): void {
  try {
    if (choice === undefined) localStorage.removeItem(THEME_KEY);
    else localStorage.setItem(THEME_KEY, choice);
  } catch {
    // Private mode: the choice holds for this page, which is what the reader sees.
  }
}

/** A new id for a diagram in the library. */
export function newLibraryId(): string {
  return crypto.randomUUID();
}
