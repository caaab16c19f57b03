import { create, type StoreApi, type UseBoundStore } from 'zustand';
import { type BrownoutDocument, emptyDocument, type ScheduleEntry } from '../model/document.ts';
import { applyEdit, type Edit, isUndoable } from '../model/edit.ts';
import { allowsEdit } from './edit-gate.ts';

/** Where the open document comes from. Only `mine` is saved; the others become mine with the first edit. */
export type Origin =
  | { readonly kind: 'mine'; readonly id: string }
  | { readonly kind: 'demo' }
  | { readonly kind: 'example'; readonly name: string }
  | { readonly kind: 'link' }
  | { readonly kind: 'file' }
  | { readonly kind: 'new' };

/** One entry of undo: the edit and the one that takes it back, or the whole document before and after. Edits with the
 *  same key are undone as one. */
export type Step =
  | { readonly redo: Edit; readonly undo: Edit; readonly mergeKey?: string }
  | { readonly before: BrownoutDocument; readonly after: BrownoutDocument };

/** The document that is open, and how to go back and forth in its changes. All changes go through `edit`. */
export interface DiagramState {
  readonly document: BrownoutDocument;
  readonly origin: Origin;
  readonly past: readonly Step[];
  readonly future: readonly Step[];
  /** Ids of the log's entries that came with the document when it was opened: they act in every run of it. Those that
   *  are not here were made live since. */
  readonly openedLog: ReadonlySet<string>;
  /** Counts openings, so that listeners can tell another document from a changed one. */
  readonly opening: number;
  /** Applies an edit. Edits in a row with the same `mergeKey`, such as those of one drag of a slider, are one step of
   *  undo: the first one's way back and the last one's way forth. An edit that the gate does not allow is not made. */
  readonly edit: (edit: Edit, options?: { readonly mergeKey?: string }) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  /** Opens another document; undo starts empty. */
  readonly open: (document: BrownoutDocument, origin: Origin) => void;
  /** Drops the entries that were made live and undo with them: what the opening demo does when it begins again. */
  readonly forgetLog: () => void;
  /** Puts an earlier state of the same diagram in place, when the engine was stuck in the present one. One step of undo:
   *  it brings the present one back, and what was done before can be undone after it. */
  readonly replaceDocument: (document: BrownoutDocument) => void;
  /** Says where the document belongs from now on, the document unchanged. */
  readonly setOrigin: (origin: Origin) => void;
}

/** Most steps that undo keeps. */
export const MAX_STEPS = 500;

/** Whether an edit may lead from one document to the other; it tells the reader where not. */
export type EditGate = (before: BrownoutDocument, after: BrownoutDocument) => boolean;

/** A store of its own, for tests and for the page's single one. Without a gate, every edit is made. */
export function createDiagramStore(allows: EditGate = () => true): UseBoundStore<StoreApi<DiagramState>> {
  return create<DiagramState>()((set, get) => ({
    document: emptyDocument(),
    origin: { kind: 'new' },
    past: [],
    future: [],
    openedLog: new Set(),
    opening: 0,
    edit(edit, options = {}) {
      const { document, past } = get();
      const applied = applyEdit(document, edit);
      if (!allows(document, applied.document)) return;
      if (!isUndoable(edit)) return set({ document: applied.document });
      const step = { redo: edit, undo: applied.inverse, ...options };
      set({ document: applied.document, past: withStep(past, step), future: [] });
    },
    undo() {
      const { document, past, future } = get();
      const step = past.at(-1);
      if (step === undefined) return;
      const earlier = 'before' in step ? step.before : applyEdit(document, step.undo).document;
      set({ document: earlier, past: past.slice(0, -1), future: [...future, step] });
    },
    redo() {
      const { document, past, future } = get();
      const step = future.at(-1);
      if (step === undefined) return;
      const later = 'before' in step ? step.after : applyEdit(document, step.redo).document;
      if (!allows(document, later)) return;
      set({ document: later, past: [...past, step], future: future.slice(0, -1) });
    },
    open(document, origin) {
      const openedLog = new Set(document.log.map(({ id }) => id));
      set({ document, origin, openedLog, past: [], future: [], opening: get().opening + 1 });
    },
    forgetLog() {
      const { document } = get();
      const live = liveEntries(get());
      const log = document.log.filter((entry) => !live.includes(entry));
      if (live.length > 0) set({ document: { ...document, log }, past: [], future: [] });
    },
    replaceDocument(document) {
      const { document: before, past } = get();
      if (document !== before) set({ document, past: withStep(past, { before, after: document }), future: [] });
    },
    setOrigin(origin) {
      set({ origin });
    },
  }));
}

/** Entries of the log that were made live since the document was opened: what a run from the beginning leaves out. */
export function liveEntries({ document, openedLog }: Pick<DiagramState, 'document' | 'openedLog'>): readonly ScheduleEntry[] {
  return document.log.filter((entry) => !openedLog.has(entry.id));
}

function withStep(past: readonly Step[], step: Step): readonly Step[] {
  const last = past.at(-1);
  if (last !== undefined && 'redo' in last && 'redo' in step && step.mergeKey !== undefined && last.mergeKey === step.mergeKey) {
    return [...past.slice(0, -1), { ...last, redo: step.redo }];
  }
  return [...past, step].slice(-MAX_STEPS);
}

/** The page's document. */
export const useDiagram = createDiagramStore(allowsEdit);

/** Edits the page's document. Returns whether that was done: what would be refused when it is opened again is not. */
export function tryEdit(edit: Edit): boolean {
  const before = useDiagram.getState().document;
  useDiagram.getState().edit(edit);
  return useDiagram.getState().document !== before;
}
