import { create } from 'zustand';
import type { Protocol } from '../model/document.ts';
import { readThemeChoice, writeThemeChoice } from './adapters/storage.ts';
import type { WallClock } from './adapters/clock.ts';
import { wallClock } from './adapters/clock.ts';

/** Which colours the reader wants. */
export type ThemeChoice = 'system' | 'light' | 'dark';

/** Panels that open over the canvas; one at a time. */
export type Panel = 'none' | 'examples' | 'library' | 'share' | 'changes' | 'summary';

/** Something that the page tells the reader, politely. It goes by itself unless it is `lasting`. */
export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'problem';
  readonly details?: readonly string[];
  readonly action?: { readonly label: string; readonly run: () => void };
  readonly isLasting?: boolean;
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

/** A request that the reader picked by clicking its dot. `number` counts at its source. */
export interface PickedRequest {
  /** The request as the tap names it. */
  readonly tapRequest: number;
  readonly number: number;
  readonly source: string;
}

/** What the reader looks at: never saved with the document, never undone. */
export interface ViewState {
  /** Ids of selected components, channels and connections. */
  readonly selection: readonly string[];
  readonly isInspectorOpen: boolean;
  readonly panel: Panel;
  readonly theme: ThemeChoice;
  readonly notices: readonly Notice[];
  readonly pendingConnection: PendingConnection | undefined;
  readonly pickedRequest: PickedRequest | undefined;
  /** Cascades whose marks the reader dismissed. */
  readonly dismissed: readonly string[];
  readonly select: (ids: readonly string[]) => void;
  readonly setInspectorOpen: (isOpen: boolean) => void;
  readonly showPanel: (panel: Panel) => void;
  readonly setTheme: (theme: ThemeChoice) => void;
  readonly tell: (notice: Omit<Notice, 'id'>) => number;
  readonly dropNotice: (id: number) => void;
  readonly setPendingConnection: (pending: PendingConnection | undefined) => void;
  readonly pickRequest: (request: PickedRequest | undefined) => void;
  readonly dismiss: (cascadeId: string) => void;
}

/** How long a passing notice stays. */
const NOTICE_WALL_MS = 7000;
/** Most notices on the screen at once; older ones go. */
const MAX_NOTICES = 3;

let lastNotice = 0;
let noticeClock: WallClock = wallClock;

/** Lets tests hold the notices' clock. */
export function setNoticeClock(clock: WallClock): void {
  noticeClock = clock;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

function initialTheme(): ThemeChoice {
  const choice = readThemeChoice();
  return choice === 'light' || choice === 'dark' ? choice : 'system';
}

/** The page's view. */
export const useView = create<ViewState>()((set, get) => ({
  selection: [],
  isInspectorOpen: true,
  panel: 'none',
  theme: initialTheme(),
  notices: [],
  pendingConnection: undefined,
  pickedRequest: undefined,
  dismissed: [],
  select(ids) {
    if (!isSame(ids, get().selection)) set({ selection: ids });
  },
  setInspectorOpen(isInspectorOpen) {
    set({ isInspectorOpen });
  },
  showPanel(panel) {
    set({ panel });
  },
  setTheme(theme) {
    writeThemeChoice(theme === 'system' ? undefined : theme);
    set({ theme });
  },
  tell(notice) {
    const id = ++lastNotice;
    const others = get().notices.filter((other) => other.text !== notice.text);
    set({ notices: [...others, { ...notice, id }].slice(-MAX_NOTICES) });
    if (!notice.isLasting) noticeClock.after(NOTICE_WALL_MS, () => get().dropNotice(id));
    return id;
  },
  dropNotice(id) {
    set({ notices: get().notices.filter((notice) => notice.id !== id) });
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
}));
