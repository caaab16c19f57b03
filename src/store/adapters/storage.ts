import { createStore, delMany, get, set, setMany, type UseStore } from 'idb-keyval';

/** One line of "My diagrams". */
export interface SavedDiagram {
  readonly id: string;
  readonly title: string;
  readonly components: number;
  /** Wall milliseconds since 1970. */
  readonly savedAtWallMs: number;
}

/** Where diagrams are kept between visits. Every method may fail (private mode, quota): the caller keeps the work in
 *  memory and says so. */
export interface Library {
  /** Newest first. */
  list(): Promise<readonly SavedDiagram[]>;
  /** The diagram's text as written, or undefined when there is none. */
  read(id: string): Promise<string | undefined>;
  /** Writes the diagram and its line, and remembers it as the last one worked on. */
  write(entry: SavedDiagram, text: string): Promise<void>;
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
    read: async (id) => get<string>(textKey(id), store()),
    async write(entry, text) {
      const others = (await list()).filter((line) => line.id !== entry.id);
      await setMany(
        [
          [textKey(entry.id), text],
          [LIST_KEY, [entry, ...others]],
          [LAST_KEY, entry.id],
        ],
        store(),
      );
    },
    async remove(id) {
      const others = (await list()).filter((line) => line.id !== id);
      await set(LIST_KEY, others, store());
      const isLast = (await get<string>(LAST_KEY, store())) === id;
      await delMany([textKey(id), ...(isLast ? [LAST_KEY] : [])], store());
    },
    last: async () => get<string>(LAST_KEY, store()),
    remember: async (id) => set(LAST_KEY, id, store()),
  };
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
