import type { BrownoutDocument } from '../model/document.ts';
import { decodeLink } from '../model/link/link.ts';
import { MAX_TEXT_BYTES, parseDocumentText } from '../model/parse.ts';
import type { Problem } from '../model/problem.ts';

/** Reads a file as text; the path `-` is standard input. Of a file with more than `mostBytes` it gives back a text with
 *  more than that. Throws as the host does when the file cannot be read. */
export type ReadFile = (path: string, mostBytes: number) => string;

/** A document, or what is wrong with the input, one line each. */
export type InputResult =
  /** `engineVersion` is that of the engine that a link was made with. */
  | { readonly ok: true; readonly document: BrownoutDocument; readonly engineVersion?: number }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads the document that `file` names: a file, or a link, or the token of one. A token is taken for a file when there
 *  is one of that name. */
export function readInput(file: string, readFile: ReadFile): InputResult {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(file) || file.startsWith('#')) return readLink(file);
  let text: string;
  try {
    text = readFile(file, MAX_TEXT_BYTES);
  } catch (error) {
    return isMissing(error) && /^[A-Za-z0-9_-]{12,}$/.test(file) ? readLink(file) : { ok: false, problems: [unreadable(error)] };
  }
  const parsed = parseDocumentText(text);
  return parsed.ok ? parsed : { ok: false, problems: parsed.problems.map(problemText) };
}

function readLink(link: string): InputResult {
  const hash = link.indexOf('#');
  if (hash < 0 && link.includes(':')) return { ok: false, problems: ['the link holds no document: nothing follows a "#" in it'] };
  const decoded = decodeLink(link.slice(hash + 1));
  if (decoded.ok) return decoded;
  return { ok: false, problems: [decoded.message, ...decoded.problems.map(problemText)] };
}

/** A problem as one line: where it is, and what it is. */
export function problemText({ place, message }: Problem): string {
  return `${place}: ${message}`;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENAMETOOLONG');
}

function unreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'is a folder, not a file';
  return error instanceof Error ? error.message : String(error);
}
