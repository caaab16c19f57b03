import { create } from 'zustand';
import type { Protocol } from '../model/document.ts';
import { readThemeChoice, writeThemeChoice } from './adapters/storage.ts';

/** Which colours the reader wants. */
export type ThemeChoice = 'system' | 'light' | 'dark';

/** Panels that open over the canvas; one at a time. */
export type Panel = 'none' | 'examples' | 'library' | 'import' | 'share' | 'summary' | 'report' | 'model' | 'accuracy';

/** Something that the page tells the reader, politely. One with an action stays until it is dismissed. */
export interface Notice {
  readonly id: string;
  readonly text: string;
  readonly isProblem?: boolean;
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** A list of problems that is shown whole, such as all that is wrong with a file. */
export interface ProblemList {
  readonly title: string;
  /** What is said before them. */
  readonly note?: string;
  readonly lines: readonly string[];
  /** What can be done about them, the main one last; each closes the list. */
  readonly actions?: readonly { readonly label: string; readonly run: () => void }[];
}

/** A connection that was drawn and waits for its protocol to be chosen. The point is in screen pixels. */
export interface PendingConnection {
  readonly from: string;
  readonly to: string;
  readonly protocols: readonly Protocol[];
  readonly first: Protocol;
  readonly screenX: number;
  readonly screenY: number;
}

/** What the reader looks at: never saved with the document, never undone. */
export interface ViewState {
  /** Ids of selected components, channels and connections. */
  readonly selection: readonly string[];
  /** Whether the inspector stays when nothing is selected, and whether it was put away until something else is. */
  readonly isInspectorPinned: boolean;
  readonly isInspectorAway: boolean;
  readonly panel: Panel;
  /** Whose ledger the report opens at: an id, empty for the whole system; undefined for its tables. */
  readonly ledgerAt: string | undefined;
  /** Where the page on how things are modelled opens, as `MODEL_TOPICS` names places; at its start when undefined. */
  readonly modelTopic: string | undefined;
  readonly theme: ThemeChoice;
  readonly notices: readonly Notice[];
  readonly problems: ProblemList | undefined;
  readonly pendingConnection: PendingConnection | undefined;
  /** Number in the run of the request whose dot the reader clicked. */
  readonly pickedRequest: number | undefined;
  /** Cascades whose marks the reader dismissed. */
  readonly dismissed: readonly string[];
  /** The cascade that the reader stepped to, and the newest one then: when a newer one comes, that is shown. */
  readonly shownCascade: { readonly id: string; readonly newest: string } | undefined;
  /** Whether times end to end are told with unanswered requests counted as at least their timeout. */
  readonly countsUnanswered: boolean;
  readonly select: (ids: readonly string[]) => void;
  readonly toggleInspector: () => void;
  readonly showPanel: (panel: Panel) => void;
  /** Opens the report at the ledger of a part, or of the whole system. */
  readonly showLedger: (id: string) => void;
  /** Opens the page on how things are modelled, at a topic or at its start. */
  readonly showModel: (topic?: string) => void;
  readonly setTheme: (theme: ThemeChoice) => void;
  /** Shows a notice; one with the same text is replaced. */
  readonly tell: (notice: Omit<Notice, 'id'>) => void;
  readonly dropNotice: (id: string) => void;
  readonly showProblems: (problems: ProblemList | undefined) => void;
  readonly setPendingConnection: (pending: PendingConnection | undefined) => void;
  readonly pickRequest: (request: number | undefined) => void;
  readonly dismiss: (cascadeId: string) => void;
  /** Forgets what was dismissed and stepped to: another document has cascades of its own. */
  readonly forgetCascades: () => void;
  readonly countUnanswered: (counts: boolean) => void;
  readonly showCascade: (shown: { readonly id: string; readonly newest: string }) => void;
}

/** Most notices on the screen at once; older ones go. */
const MAX_NOTICES = 3;

let lastNotice = 0;

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

function initialTheme(): ThemeChoice {
  const choice = readThemeChoice();
  return choice === 'light' || choice === 'dark' ? choice : 'system';
}

/** The inspector opens with a selection, and by its own button. */
export function isInspectorOpen(view: ViewState): boolean {
  return view.isInspectorPinned || (view.selection.length > 0 && !view.isInspectorAway);
}

/** The page's view. */
export const useView = create<ViewState>()((set, get) => ({
  selection: [],
  isInspectorPinned: false,
  isInspectorAway: false,
  panel: 'none',
  ledgerAt: undefined,
  modelTopic: undefined,
  theme: initialTheme(),
  notices: [],
  problems: undefined,
  pendingConnection: undefined,
  pickedRequest: undefined,
  dismissed: [],
  shownCascade: undefined,
  countsUnanswered: false,
  select(ids) {
    if (!isSame(ids, get().selection)) set({ selection: ids, isInspectorAway: false });
  },
  toggleInspector() {
    const isOpen = isInspectorOpen(get());
    set({ isInspectorPinned: !isOpen, isInspectorAway: isOpen });
  },
  showPanel(panel) {
    set({ panel, ledgerAt: undefined });
  },
  showLedger(ledgerAt) {
    set({ panel: 'report', ledgerAt });
  },
  showModel(modelTopic) {
    set({ panel: 'model', modelTopic });
  },
  setTheme(theme) {
    writeThemeChoice(theme === 'system' ? undefined : theme);
    set({ theme });
  },
  tell(notice) {
    const others = get().notices.filter((other) => other.text !== notice.text);
    set({ notices: [...others, { ...notice, id: `notice-${++lastNotice}` }].slice(-MAX_NOTICES) });
  },
  dropNotice(id) {
    set({ notices: get().notices.filter((notice) => notice.id !== id) });
  },
  showProblems(problems) {
    set({ problems });
  },
  setPendingConnection(pendingConnection) {
    set({ pendingConnection });
  },
  pickRequest(pickedRequest) {
    set({ pickedRequest });
  },
  dismiss(cascadeId) {
    set({ dismissed: [...get().dismissed, cascadeId] });
  },
  countUnanswered(countsUnanswered) {
    set({ countsUnanswered });
  },
  forgetCascades() {
    set({ dismissed: [], shownCascade: undefined });
  },
  showCascade(shownCascade) {
    set({ shownCascade });
  },
}));
