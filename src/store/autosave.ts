import type { BrownoutDocument } from '../model/document.ts';
import type { WallClock } from './adapters/clock.ts';
import { type Library, type Notebook, RevisionConflictError } from './adapters/storage.ts';
import type { DiagramState, Origin } from './diagram-store.ts';
import type { IdleDetector } from './idle.ts';
import { noteUnsaved } from './journal.ts';

/** What the page shows about the open document's whereabouts. */
export type SaveState = 'unsaved' | 'saving' | 'saved' | 'memoryOnly';

/** What autosave needs of the world; tests bring their own. */
export interface AutosaveHost {
  readonly library: Library;
  /** Where work is noted that the library has not yet when the page goes away. */
  readonly notebook: Notebook;
  readonly clock: WallClock;
  readonly idle: IdleDetector;
  readonly newId: () => string;
  readonly diagram: {
    getState(): DiagramState;
    subscribe(listener: (state: DiagramState, before: DiagramState) => void): () => void;
  };
  /** Told whenever the state changes. */
  readonly onState: (state: SaveState) => void;
  /** Told once per series of failures, with the reason. */
  readonly onFailure: (reason: unknown) => void;
  /** Told when a document from elsewhere became mine by an edit. */
  readonly onAdopted: () => void;
  /** Title of the copy as which a diagram goes on that another tab has written meanwhile. */
  readonly copyTitle: (title: string) => string;
  /** Told with that title. */
  readonly onDiverged: (title: string) => void;
}

export interface Autosave {
  /** Says which revision of a diagram of mine is being opened: what is written from now on is based on it. */
  opened(id: string, revision: number | undefined): void;
  /** Saves the open document under a new id from now on. Does nothing when it is mine already. */
  keepCopy(): void;
  /** Writes at once what still waits. */
  flush(): Promise<void>;
  /** Notes at once what the library does not hold yet: the page may be gone before it is written. */
  leave(): void;
  stop(): void;
}

/** Wall time after the last change until it is written. */
export const SAVE_AFTER_WALL_MS = 300;

/** Saves the open document a moment after each change. A document from elsewhere (demo, example, link, file) is saved
 *  as mine from its first edit on; live entries of the run alone do not make it mine. Writes are one at a time and the
 *  newest text wins. Where another tab has written the same diagram meanwhile, the text is saved as a copy instead, so that
 *  neither is lost. A failed write is told, the work stays in memory, and the next change tries again. What is not
 *  written when the page goes away is noted where that takes no time. */
export function startAutosave(host: AutosaveHost): Autosave {
  const { diagram, clock } = host;
  let callOff: (() => void) | undefined;
  let writing: Promise<void> | undefined;
  let endWaiting: (() => void) | undefined;
  let hasFailed = false;
  /** The newest state of each diagram that the library has not yet, by its id. */
  const unwritten = new Map<string, DiagramState>();
  /** The revision of each diagram that what is written next is based on, by its id. */
  const bases = new Map<string, number>();
  /** Ids of the copies as which diagrams went on, by their former ids: for states that were to be written before that. */
  const copies = new Map<string, string>();
  /** Whether a document became mine and its first writing is to be told. */
  let isNewlyMine = false;

  const written = (id: string, document: BrownoutDocument): void => {
    if (unwritten.get(id)?.document !== document) return;
    unwritten.delete(id);
    host.notebook.remove(id);
  };

  const opened = (id: string, revision: number | undefined): void => {
    copies.delete(id);
    if (revision === undefined) bases.delete(id);
    else bases.set(id, revision);
  };

  /** Goes on with a state as a copy under an id of its own. What is open then is the copy. */
  const diverge = (state: DiagramState, formerId: string): Promise<void> => {
    const id = host.newId();
    copies.set(formerId, id);
    unwritten.delete(formerId);
    host.notebook.remove(formerId);
    const title = host.copyTitle(state.document.title);
    const origin: Origin = { kind: 'mine', id };
    const now = diagram.getState();
    const isOpen = now.origin.kind === 'mine' && now.origin.id === formerId;
    if (isOpen) {
      now.setOrigin(origin);
      diagram.getState().edit({ type: 'setTitle', title });
    }
    const copy = isOpen ? diagram.getState() : { ...state, origin, document: { ...state.document, title } };
    unwritten.set(id, copy);
    host.onDiverged(title);
    return write(copy);
  };

  const write = async (state: DiagramState): Promise<void> => {
    const { document, origin } = state;
    if (origin.kind !== 'mine') return;
    const id = copies.get(origin.id) ?? origin.id;
    try {
      const revision = await host.library.write(entryOf(document, id, clock.now()), JSON.stringify(document), bases.get(id));
      bases.set(id, revision);
      hasFailed = false;
      written(id, document);
      host.onState('saved');
      if (isNewlyMine) host.onAdopted();
      isNewlyMine = false;
    } catch (reason) {
      if (reason instanceof RevisionConflictError) return diverge(state, id);
      host.onState('memoryOnly');
      if (!hasFailed) host.onFailure(reason);
      hasFailed = true;
    }
  };

  const flushState = async (state: DiagramState): Promise<void> => {
    if (callOff === undefined) return writing;
    callOff();
    callOff = undefined;
    // Writes queue up behind each other, so that an older text never overwrites a newer one.
    writing = host.idle.track((writing ?? Promise.resolve()).then(() => write(state)));
    endWaiting?.();
    endWaiting = undefined;
    return writing;
  };

  const flush = (): Promise<void> => flushState(diagram.getState());

  const leave = (): void => {
    for (const [id, { document }] of unwritten) {
      const base = bases.get(id);
      const entry = entryOf(document, id, clock.now());
      noteUnsaved(host.notebook, { entry, text: JSON.stringify(document), ...(base === undefined ? {} : { base }) });
    }
  };

  const saveSoon = (): void => {
    const state = diagram.getState();
    if (state.origin.kind === 'mine') unwritten.set(state.origin.id, state);
    if (!hasFailed) host.onState('saving');
    callOff?.();
    endWaiting ??= host.idle.begin();
    callOff = clock.after(SAVE_AFTER_WALL_MS, () => void flush());
  };

  const adopt = (): void => {
    diagram.getState().setOrigin({ kind: 'mine', id: host.newId() });
    saveSoon();
  };

  /** What is mine is kept already: once more would be a duplicate. */
  const keepCopy = (): void => {
    if (diagram.getState().origin.kind !== 'mine') adopt();
  };

  const stop = diagram.subscribe((state, before) => {
    if (state.opening !== before.opening) {
      void flushState(before);
      return host.onState(openedState(state.origin));
    }
    if (before.origin.kind === 'mine' && state.origin.kind !== 'mine') unwritten.delete(before.origin.id);
    if (state.document === before.document) return;
    if (state.origin.kind === 'mine') return saveSoon();
    if (!isEdited(before.document, state.document)) return;
    isNewlyMine = before.origin.kind !== 'new';
    adopt();
  });

  return { opened, keepCopy, flush, leave, stop };
}

function openedState(origin: Origin): SaveState {
  return origin.kind === 'mine' ? 'saved' : 'unsaved';
}

/** Whether something other than the run's log and the camera changed. */
function isEdited(before: BrownoutDocument, after: BrownoutDocument): boolean {
  return (Object.keys(after) as (keyof BrownoutDocument)[]).some(
    (key) => key !== 'log' && key !== 'view' && before[key] !== after[key],
  );
}

function entryOf(document: BrownoutDocument, id: string, savedAtWallMs: number) {
  return { id, title: document.title, components: document.components.length, savedAtWallMs };
}
