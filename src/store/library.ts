import { cutText } from '../model/clean-text.ts';
import { type BrownoutDocument, emptyDocument, LIMITS } from '../model/document.ts';
import type { ParseResult } from '../model/parse.ts';
import { wallClock } from './adapters/clock.ts';
import { chooseFile, fetchShipped, MAX_FILE_BYTES, saveFile } from './adapters/files.ts';
import { readFragment } from './adapters/address.ts';
import { onLeaving } from './adapters/leaving.ts';
import { createLibrary, createNotebook, newLibraryId, type SavedDiagram } from './adapters/storage.ts';
import { type Autosave, startAutosave } from './autosave.ts';
import { useDiagram } from './diagram-store.ts';
import { idleDetector } from './idle.ts';
import { noteDraft } from './journal.ts';
import { attempt, part } from './parts.ts';
import { useSaving } from './saving-store.ts';
import type * as Importing from './importing.ts';
import { openDocument } from './session/session.ts';
import { strings } from './strings.ts';
import { useView } from './view-store.ts';

/** Where documents come from and go to: the shipped ones, my diagrams, files. */

/** One entry of the index of shipped documents. */
export interface ExampleEntry {
  readonly id: string;
  readonly title: string;
  /** Drawn after somebody's system; of one kind of connection and one system; a pattern; the one job over all of them; or a
   *  result that somebody published. */
  readonly group: 'real' | 'sync' | 'queue' | 'stream' | 'pattern' | 'ways' | 'published';
  /** Of a diagram that shows one system: its name. */
  readonly system?: string;
  readonly description: string;
  readonly tryThis: string;
  readonly source: { readonly text: string; readonly url?: string };
}

const library = createLibrary();
/** Work of mine that the library has not yet, and what is open in this tab and belongs to nobody. */
const unsaved = createNotebook('local');
const drafts = createNotebook('session');
let autosave: Autosave | undefined;

/** Starts to save what is mine. */
export function startSaving(): void {
  autosave = startAutosave({
    library,
    notebook: unsaved,
    clock: wallClock,
    idle: idleDetector,
    newId: newLibraryId,
    diagram: useDiagram,
    onState: (state) => useSaving.setState({ state }),
    onFailure: () => useView.getState().tell({ text: strings.saveFailed, isProblem: true }),
    onAdopted: () => useView.getState().tell({ text: strings.adopted }),
    copyTitle,
    onDiverged: tellCopy,
  });
  useDiagram.subscribe(({ origin }, before) => {
    if (origin !== before.origin) withdrawLinkNews();
  });
  onLeaving(() => {
    noteDraft(drafts, { ...useDiagram.getState(), fragment: readFragment() });
    autosave?.leave();
    void autosave?.flush();
  });
}

/** Title of the copy of a diagram that was changed in two tabs, no longer than titles may be. */
function copyTitle(title: string): string {
  return marked(title, strings.copyMark);
}

function marked(title: string, mark: string): string {
  const bare = title.endsWith(mark) ? title.slice(0, -mark.length) : title;
  return cutText(bare, LIMITS.labelCharacters - mark.length) + mark;
}

function tellCopy(title: string): void {
  useView.getState().tell({ text: strings.diverged(title), isProblem: true });
}

/** What a link opened is no news any more once it is kept, or when something else is open. */
function withdrawLinkNews(): void {
  const { notices, dropNotice } = useView.getState();
  for (const { id, text } of notices) if (text === strings.linkOpened) dropNotice(id);
}

const journalReader = part(() => import('./journal-reader.ts'));

/** Takes over what was noted when the page was last left. Work that the library does not take is opened from the note;
 *  returns whether that was so. */
export async function takeOverNotes(): Promise<boolean> {
  if (unsaved.keys().length === 0) return false;
  const { takeOverUnsaved } = await journalReader();
  const left = await idleDetector.track(takeOverUnsaved(unsaved, library, { newId: newLibraryId, title: copyTitle, onCopy: tellCopy }));
  if (left === undefined) return false;
  const parsed = await parse(left.text, true);
  if (!parsed.ok) {
    await showRefused(parsed, left.text, left.entry.title);
    return false;
  }
  autosave?.opened(left.entry.id, left.base);
  openDocument(parsed.document, { kind: 'mine', id: left.entry.id }, { play: false });
  return true;
}

/** Opens what a reload would have lost: a document of a link or file as it was when this tab was left. Returns whether
 *  there was one. */
export async function openDraft(): Promise<boolean> {
  if (drafts.keys().length === 0) return false;
  const { takeDraft } = await journalReader();
  const draft = takeDraft(drafts, readFragment());
  if (draft === undefined) return false;
  const parsed = await parse(draft.text, true);
  if (!parsed.ok) {
    await showRefused(parsed, draft.text, strings.untitled);
    return false;
  }
  openDocument(parsed.document, { kind: draft.kind }, { play: draft.kind === 'link' });
  return true;
}

/** Saves the open document as one of mine. */
export function keepCopy(): void {
  autosave?.keepCopy();
  void autosave?.flush();
}

/** Opens an empty document. It becomes mine with its first edit. */
export function newDocument(): void {
  openDocument(emptyDocument(strings.untitled), { kind: 'new' }, { play: false });
}

/** The opening demo: already running, and the only one that loops. It is a part of the program, and a test holds it
 *  to be valid and canonical as it stands, so the first picture does not wait for the parser. */
export async function openDemo(): Promise<void> {
  try {
    const text = await idleDetector.track(readShippedText('diagrams/hello.json'));
    openDocument(JSON.parse(text) as BrownoutDocument, { kind: 'demo' }, { play: true });
  } catch {
    useView.getState().tell({ text: strings.shippedFailed(strings.demo), isProblem: true });
  }
}

const parser = part(() => import('../model/parse.ts'));

/** Everything that comes from outside is parsed; the parser is loaded when something does. */
async function parse(text: string, isOwn = false): Promise<ParseResult> {
  const { MAX_SAVED_BYTES, parseDocumentText } = await parser();
  return isOwn ? parseDocumentText(text, MAX_SAVED_BYTES) : parseDocumentText(text);
}

/** Texts that came with the site and were read already: they stay without a network. */
const shipped = new Map<string, string>();

async function readShippedText(path: string): Promise<string> {
  const text = shipped.get(path) ?? (await fetchShipped(path));
  shipped.set(path, text);
  return text;
}

/** Lines of "Examples", from the index that comes with the site. */
export async function listExamples(): Promise<readonly ExampleEntry[]> {
  return JSON.parse(await idleDetector.track(readShippedText('diagrams/index.json'))) as readonly ExampleEntry[];
}

// The examples are ahead with the parts of the program, so that a page that was opened shows them without a network.
part(async () => {
  for (const { id } of await listExamples()) await readShippedText(`diagrams/${id}.json`);
});

/** Reads a shipped document; a failure is told. */
export async function readShipped(id: string, title: string): Promise<BrownoutDocument | undefined> {
  try {
    const parsed = await parse(await idleDetector.track(readShippedText(`diagrams/${id}.json`)));
    if (parsed.ok) return parsed.document;
    showProblems(parsed);
  } catch {
    useView.getState().tell({ text: strings.shippedFailed(title), isProblem: true });
  }
  return undefined;
}

export async function openExample(example: ExampleEntry): Promise<void> {
  const document = await readShipped(example.id, example.title);
  if (document === undefined) return;
  openDocument(document, { kind: 'example', name: example.title }, { play: true });
}

/** Lines of "My diagrams", newest first; none when the storage cannot be read, which is told. */
export async function listDiagrams(): Promise<readonly SavedDiagram[]> {
  try {
    return await idleDetector.track(library.list());
  } catch {
    useView.getState().tell({ text: strings.libraryFailed, isProblem: true });
    return [];
  }
}

/** Opens one of my diagrams. Returns whether it was there and could be read. */
export async function openDiagram(id: string): Promise<boolean> {
  return (await attempt(() => readDiagram(id))) ?? false;
}

async function readDiagram(id: string): Promise<boolean> {
  // What this tab has not written yet is the newest there is.
  await autosave?.flush();
  const saved = await idleDetector.track(library.read(id)).catch(() => undefined);
  if (saved === undefined) {
    useView.getState().tell({ text: strings.notFound, isProblem: true });
    return false;
  }
  const parsed = await parse(saved.text, true);
  if (!parsed.ok) {
    await showRefused(parsed, saved.text, await titleOf(id));
    return false;
  }
  autosave?.opened(id, saved.revision);
  openDocument(parsed.document, { kind: 'mine', id }, { play: false });
  void library.remember(id).catch(() => undefined);
  return true;
}

async function titleOf(id: string): Promise<string> {
  const lines = await library.list().catch(() => []);
  return lines.find((line) => line.id === id)?.title ?? strings.untitled;
}

const wayBack = part(() => import('./refused-diagram.ts'));

/** A diagram of mine that does not open is not given up: it stays as it is, and can be had as a file or, mended, as a copy. */
async function showRefused({ problems }: Extract<ParseResult, { readonly ok: false }>, text: string, title: string): Promise<void> {
  const reader = await wayBack();
  reader.showRefused({
    text,
    problems,
    saveRaw: () => saveFile(fileNameOf(title), text),
    openCopy: (document) => {
      openDocument({ ...document, title: marked(document.title, strings.mendedMark) }, { kind: 'file' }, { play: false });
      keepCopy();
    },
  });
}

/** Opens the diagram that was worked on last. Returns false when there is none, or no storage to look in. */
export async function openLast(): Promise<boolean> {
  const id = await idleDetector.track(library.last()).catch(() => undefined);
  return id === undefined ? false : openDiagram(id);
}

export async function removeDiagram(id: string): Promise<void> {
  const { origin, setOrigin } = useDiagram.getState();
  // What is open stays open, as a document that belongs nowhere yet.
  if (origin.kind === 'mine' && origin.id === id) {
    setOrigin({ kind: 'file' });
    useSaving.setState({ state: 'unsaved' });
  }
  await idleDetector.track(library.remove(id)).catch(() => useView.getState().tell({ text: strings.libraryFailed, isProblem: true }));
}

/** What the file chooser offers: documents, Aspire manifests, docker-compose files. */
const READABLE_FILES = '.json,.yaml,.yml,application/json,application/yaml';

/** Lets the reader choose a file and opens it. */
export async function openFile(): Promise<void> {
  const file = await chooseFile(READABLE_FILES);
  if (file !== undefined) await openBlob(file);
}

/** Opens a file that was dropped or chosen: a document at once, a deployment file after its questions. All that is wrong
 *  with it is listed at once. */
export async function openBlob(file: File): Promise<void> {
  await readForeign((reader) => reader.readForeignFile(file));
}

/** Opens text that was pasted, as the file that it would be. */
export async function openPasted(text: string): Promise<void> {
  await readForeign((reader) => reader.readForeignText(text));
}

/** The readers of foreign formats are loaded when something foreign comes. */
const foreignReader = part(() => import('./importing.ts'));

async function readForeign(read: (reader: typeof Importing) => Promise<void>): Promise<void> {
  await attempt(async () => {
    const reader = await foreignReader();
    await idleDetector.track(read(reader));
  }).catch(() => useView.getState().tell({ text: strings.openFailed, isProblem: true }));
}

/** Longest file that is written with line breaks, in characters, of which each is at most three bytes. */
const MOST_READABLE = 1_048_576;

/** Hands the open document to the reader as a file: with line breaks, and without a space when it is long. Says so when
 *  even that is more than can be opened again. */
export function saveToFile(): void {
  const { document } = useDiagram.getState();
  const readable = `${JSON.stringify(document, undefined, 2)}\n`;
  const bytes = saveFile(fileNameOf(document.title), readable.length > MOST_READABLE ? JSON.stringify(document) : readable);
  if (bytes > MAX_FILE_BYTES) useView.getState().tell({ text: strings.fileTooLarge(MAX_FILE_BYTES / 1_048_576), isProblem: true });
}

function fileNameOf(title: string): string {
  const name = title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '').toLowerCase() || 'diagram';
  return `${name}.brownout.json`;
}

function showProblems(parsed: Extract<ParseResult, { readonly ok: false }>): void {
  useView.getState().showProblems({
    title: strings.mistakes(parsed.problems.length),
    lines: parsed.problems.map(({ place, message }) => `${place}: ${message}`),
  });
}
