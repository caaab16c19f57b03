import { create } from 'zustand';
import { applyAnswers } from '../import/answers.ts';
import { detectFormat, type ForeignFormat } from '../import/detect-format.ts';
import { isPlain } from '../import/plain.ts';
import type { Answers, ImportProblem, ImportResult, Imported } from '../import/imported.ts';
import { cleanLine } from '../model/clean-text.ts';
import type { BrownoutDocument } from '../model/document.ts';
import { parseDocument, parseDocumentText, type ParseResult } from '../model/parse.ts';
import { MAX_FILE_BYTES, readFile } from './adapters/files.ts';
import { part } from './parts.ts';
import { openDocument } from './session/session.ts';
import { strings } from './importing-strings.ts';
import { useView } from './view-store.ts';

export type { Guess, Question, QuestionTopic } from '../import/imported.ts';

/** Text from elsewhere on its way to a document. Loaded when something is opened: it brings the parser along, and the
 *  reader of each foreign format when a text of it comes. */

/** A deployment file that was understood and waits for its questions to be answered. */
export interface PendingImport {
  readonly format: Exclude<ForeignFormat, 'brownout'>;
  readonly result: Imported;
  /** Only what differs from the defaults. */
  readonly answers: Answers;
  /** What the answers so far give. */
  readonly document: BrownoutDocument;
}

/** What the import dialog shows. */
export interface ImportState {
  readonly pending: PendingImport | undefined;
  /** What was wrong with the text that was read last, one problem per line. */
  readonly problems: readonly string[];
}

const composeReader = part(() => import('../import/docker-compose.ts'));
const manifestReader = part(() => import('../import/aspire-manifest.ts'));

const NOTHING: ImportState = { pending: undefined, problems: [] };

/** The page's import. */
export const useImport = create<ImportState>()(() => NOTHING);

/** Reads a file: a document is opened, a deployment file shown for its questions, anything else refused with reasons. */
export async function readForeignFile(file: File): Promise<void> {
  const text = await readFile(file);
  if (text === undefined) return refuse(strings.cannotOpen, [strings.tooLarge(MAX_FILE_BYTES / 1_048_576)]);
  await readForeignText(text, file.name);
}

/** Reads text that was pasted, or that a file of this name holds. */
export async function readForeignText(text: string, fileName = ''): Promise<void> {
  const format = detectFormat(text, fileName);
  if (format === 'dockerCompose' || format === 'aspireManifest') {
    const { runImport } = await importerOf(format);
    return takeResult(format, withTitle(runSafely(runImport, text), titleOf(fileName)));
  }
  const parsed = parseDocumentText(text);
  if (parsed.ok) return openParsed(parsed.document, false);
  // A JSON text says where it breaks off; of any other unknown text there is nothing better to say.
  const isJson = /^\s*[[{]/.test(text.replace(/^\ufeff/, ''));
  if (format === 'brownout' || isJson) refuse(titleOfProblems(text, parsed), problemLines(parsed));
  else refuse(strings.cannotOpen, [strings.unknownFormat]);
}

/** A fault in a reader must not leave somebody without a word: it is told like a problem of the file. */
function runSafely(runImport: (text: string) => ImportResult, text: string): ImportResult {
  try {
    return runImport(text);
  } catch (error) {
    return { ok: false, problems: [{ message: strings.readerFailed(String(error)) }] };
  }
}

/** Answers one question of the pending import; the document follows at once. */
export function answerQuestion(id: string, value: number | string): void {
  const { pending } = useImport.getState();
  if (pending === undefined) return;
  const answers = { ...pending.answers, [id]: value };
  useImport.setState({ pending: { ...pending, answers, document: applyAnswers(pending.result, answers) } });
}

/** Takes all answers of the pending import back: the document is what was assumed. */
export function resetAnswers(): void {
  const { pending } = useImport.getState();
  if (pending !== undefined) useImport.setState({ pending: { ...pending, answers: {}, document: pending.result.document } });
}

/** Opens the pending import as a document of its own, running. */
export function openImport(): void {
  const { pending } = useImport.getState();
  if (pending === undefined) return;
  const parsed = parseDocument(pending.document);
  cancelImport();
  if (parsed.ok) openParsed(parsed.document, true);
  else useView.getState().showProblems({ title: strings.cannotOpen, lines: problemLines(parsed) });
}

/** Forgets the pending import and closes the dialog. */
export function cancelImport(): void {
  useImport.setState(NOTHING);
  if (useView.getState().panel === 'import') useView.getState().showPanel('none');
}

function openParsed(document: BrownoutDocument, play: boolean): void {
  cancelImport();
  openDocument(document, { kind: 'file' }, { play });
}

interface Importer {
  readonly runImport: (text: string) => ImportResult;
}

async function importerOf(format: PendingImport['format']): Promise<Importer> {
  if (format === 'dockerCompose') return { runImport: (await composeReader()).importDockerCompose };
  return { runImport: (await manifestReader()).importAspireManifest };
}

function takeResult(format: PendingImport['format'], result: ImportResult): void {
  if (!result.ok) return refuse(strings.cannotImport[format], result.problems.map(importProblemText));
  useImport.setState({ pending: { format, result, answers: {}, document: result.document }, problems: [] });
  useView.getState().showPanel('import');
}

/** Says what is wrong: in the import dialog when that is open, else in one of its own. */
function refuse(title: string, lines: readonly string[]): void {
  const { panel, showProblems } = useView.getState();
  if (panel === 'import') useImport.setState({ pending: undefined, problems: [title, ...lines] });
  else showProblems({ title, lines });
}

function importProblemText({ message, line, column }: ImportProblem): string {
  return line === undefined ? strings.problem(message) : strings.problemAt(line, column ?? 1, message);
}

/** What is wrong with a text that was read as a document: its mistakes where it is recognisably one that this version
 *  reads, else that it is none. */
function titleOfProblems(text: string, { problems }: Extract<ParseResult, { readonly ok: false }>): string {
  if (!isRecognisable(text)) return strings.notADocument;
  return problems.some(({ place }) => place === 'version') ? strings.cannotOpen : strings.mistakes(problems.length);
}

function isRecognisable(text: string): boolean {
  try {
    const content: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    return isPlain(content) && (content['format'] === 'brownout' || Array.isArray(content['components']));
  } catch {
    return false;
  }
}

function problemLines(parsed: Extract<ParseResult, { readonly ok: false }>): readonly string[] {
  return parsed.problems.map(({ place, message }) => `${place}: ${message}`);
}

/** Titles that importers give when the file says none. */
const USUAL_TITLES: readonly string[] = ['Compose application', 'Aspire application'];

/** The result with the file's name for a title where the file itself has none. */
function withTitle(result: ImportResult, title: string | undefined): ImportResult {
  if (!result.ok || title === undefined || !USUAL_TITLES.includes(result.document.title)) return result;
  return { ...result, document: { ...result.document, title }, draft: { ...result.draft, title } };
}

/** What a file's name says besides its format: `social-network` of `social-network.docker-compose.yml`. */
function titleOf(fileName: string): string | undefined {
  const stem = fileName.replace(/\.(?:ya?ml|json)$/i, '').replace(/(?:^|[.\-_ ])(?:docker-compose|compose|aspire-manifest|manifest)$/i, '');
  const title = cleanLine(stem);
  return title === '' ? undefined : title;
}
