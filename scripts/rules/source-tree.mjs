import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseSync } from 'vite';

/**
 * A syntax node as the parser gives it: only `type` is sure to be there.
 * @typedef {{ type: string, start: number, [field: string]: any }} SyntaxNode
 */

/**
 * A source file that was read and parsed.
 * @typedef {object} SourceFile
 * @property {string} path Path from the scanned root, with forward slashes, for example `engine/kernel/clock.ts`.
 * @property {string} text The file's text.
 * @property {SyntaxNode} program The syntax tree.
 */

/**
 * One broken rule, told in a sentence.
 * @typedef {object} Violation
 * @property {string} path Path of the file from the scanned root.
 * @property {number} line Line of the offending code, counted from 1.
 * @property {string} message What is wrong and what to do instead.
 */

const SOURCE_EXTENSION = /\.(?:ts|tsx|mts|js|jsx|mjs)$/;

/** AssemblyScript: it looks like TypeScript, but is compiled by another compiler and not parsed here. It sees nothing of the
 *  rest of the source but numbers. */
const ASSEMBLY = /^engine\/compiled\/assembly\//;

/** Path of every file under `root`, relative to it, sorted, with forward slashes.
 * @param {string} root
 * @returns {string[]} */
export function listFiles(root) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** Reads and parses every script under `root`. Throws when a file does not parse, or when there is no file at
 * all: a check that looked at nothing must never pass.
 * @param {string} root
 * @returns {SourceFile[]} */
export function readSourceTree(root) {
  const paths = listFiles(root).filter((path) => SOURCE_EXTENSION.test(path) && !ASSEMBLY.test(path));
  if (paths.length === 0) throw new Error(`No source file was found in ${root}, so nothing was checked.`);
  return paths.map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')));
}

/** Parses one file's text.
 * @param {string} path
 * @param {string} text
 * @returns {SourceFile} */
export function parseSource(path, text) {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  return { path, text, program: /** @type {any} */ (program) };
}

/** Calls `visit(node, parent, field)` for every syntax node, outermost first.
 * @param {SyntaxNode} node
 * @param {(node: SyntaxNode, parent: SyntaxNode | undefined, field: string) => void} visit
 * @param {SyntaxNode} [parent]
 * @param {string} [field] */
export function walk(node, visit, parent, field = '') {
  visit(node, parent, field);
  for (const [key, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child !== null && typeof child === 'object' && typeof child.type === 'string') walk(child, visit, node, key);
    }
  }
}

/** Line number, counted from 1, of a character offset.
 * @param {string} text
 * @param {number} offset
 * @returns {number} */
export function lineAt(text, offset) {
  return text.slice(0, offset).split('\n').length;
}

/** Whether a file holds tests or serves tests only: `*.test.ts` and everything in a `testing` folder.
 * @param {string} path
 * @returns {boolean} */
export function isTestFile(path) {
  return /\.test\.tsx?$/.test(path) || /(?:^|\/)testing\//.test(path);
}
