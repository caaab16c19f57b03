import type { BrownoutDocument } from '../model/document.ts';
import { parseDocumentText } from '../model/parse.ts';

/** Reads a file as text; the path `-` is standard input. Throws as the host does when that is impossible. */
export type ReadFile = (path: string) => string;

/** A document, or what is wrong with the input, one line each. */
export type InputResult =
  | { readonly ok: true; readonly document: BrownoutDocument }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads the document that `file` names. */
export function readInput(file: string, readFile: ReadFile): InputResult {
  let text: string;
  try {
    text = readFile(file);
  } catch (error) {
    return { ok: false, problems: [unreadable(error)] };
  }
  const parsed = parseDocumentText(text);
  if (parsed.ok) return parsed;
  return { ok: false, problems: parsed.problems.map(({ place, message }) => `${place}: ${message}`) };
}

function unreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'is a folder, not a file';
  return error instanceof Error ? error.message : String(error);
}
