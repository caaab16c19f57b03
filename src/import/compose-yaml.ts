import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node as YamlNode, parseDocument, type YAMLMap } from 'yaml';
import type { ImportProblem } from './imported.ts';
import { fit } from './label.ts';
import { textOf } from './plain.ts';

/** What a YAML text holds, as plain objects, lists and scalars, or the first thing that is wrong with it. */
export type YamlResult =
  | { readonly ok: true; readonly value: unknown; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problem: ImportProblem };

/** Longest text that is read, in characters. */
export const MAX_YAML_CHARACTERS = 524_288;
/** Most values that the text may stand for once its aliases are resolved. */
const MAX_VALUES = 200_000;
/** Deepest nesting, that of aliases included. */
const MAX_DEPTH = 40;
/** Deepest nesting of brackets that the parser is given. */
const MAX_BRACKETS = 200;
const MAX_WARNINGS = 20;

/** Messages for the parser's error codes. Its own messages quote the text, which may hold secrets. */
const MESSAGES: Readonly<Record<string, string>> = {
  BAD_INDENT: 'the indentation is wrong',
  TAB_AS_INDENT: 'a tab is used for indentation; use spaces',
  MISSING_CHAR: 'a character is missing, such as a closing quote or bracket or the space after a colon',
  BLOCK_AS_IMPLICIT_KEY: 'a key is followed by two values on one line',
  MULTILINE_IMPLICIT_KEY: 'a key goes over several lines',
  UNEXPECTED_TOKEN: 'something stands where it may not',
  KEY_OVER_1024_CHARS: 'a key is too long',
  RESOURCE_EXHAUSTION: 'it is nested too deeply',
  BAD_SCALAR_START: 'a value starts with a character that must stand in quotes',
  BAD_DQ_ESCAPE: 'there is an unknown escape after a backslash',
  BAD_ALIAS: 'an anchor or alias has no proper name',
  BLOCK_IN_FLOW: 'a block stands inside brackets',
};

/** Too large a text in some way, with the place where it was noticed. */
class Stop extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

/** Reads the first document of a YAML text: the core schema with merge keys. Never throws. Aliases are resolved within
 *  fixed bounds, so a short text cannot stand for a huge or endless one. */
export function readYaml(source: string): YamlResult {
  const text = source.replace(/^\ufeff/, '');
  if (text.length > MAX_YAML_CHARACTERS) return wrong(`is larger than ${MAX_YAML_CHARACTERS / 1024} KiB, the most that is read`);
  if (bracketDepth(text) > MAX_BRACKETS) return wrong('is nested too deeply');
  const lines = new LineCounter();
  try {
    // Keys are compared by the conversion: the parser would compare each with each.
    const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false, logLevel: 'silent', schema: 'core' });
    const [error] = document.errors.filter(({ code }) => code !== 'MULTIPLE_DOCS');
    if (error !== undefined) {
      const { line, col } = lines.linePos(error.pos[0]);
      return wrong(`is not valid YAML: ${MESSAGES[error.code] ?? 'the text cannot be read'}`, line, col);
    }
    const reader = new PlainReader(lines);
    const value = reader.read(document.contents, 0);
    if (document.errors.length > 0) reader.warnings.push('only the first of several documents is read');
    return { ok: true, value, warnings: reader.warnings };
  } catch (error) {
    if (!(error instanceof Stop)) return wrong('is not valid YAML: it is nested too deeply');
    const { line, col } = lines.linePos(error.at);
    return wrong(error.message, line, col);
  }
}

function wrong(message: string, line?: number, column?: number): YamlResult {
  return { ok: false, problem: line === undefined || column === undefined ? { message } : { message, line, column } };
}

/** Upper bound of how deep brackets are nested, quoted ones counted too. */
function bracketDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [character] of text.matchAll(/[[\]{}]/g)) {
    if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if (depth > 0) depth--;
  }
  return deepest;
}

/** Turns the parser's nodes into plain data, in the order of the text. */
class PlainReader {
  readonly warnings: string[] = [];
  private readonly lines: LineCounter;
  private readonly anchors = new Map<string, YamlNode>();
  private values = 0;

  constructor(lines: LineCounter) {
    this.lines = lines;
  }

  read(node: unknown, depth: number): unknown {
    const at = startOf(node);
    if (++this.values > MAX_VALUES) throw new Stop(at, `stands for more than ${MAX_VALUES} values: too many, or too many aliases`);
    if (depth > MAX_DEPTH) throw new Stop(at, 'is nested too deeply, or an alias stands inside itself');
    if (isAlias(node)) return this.read(this.aliased(node.source, at), depth + 1);
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined) this.anchors.set(node.anchor, node);
    if (isScalar(node)) return node.value;
    if (isSeq(node)) return node.items.map((item) => this.read(item, depth + 1));
    return isMap(node) ? this.readMap(node, depth) : null;
  }

  private aliased(name: string, at: number): YamlNode {
    const found = this.anchors.get(name);
    if (found === undefined) throw new Stop(at, 'is not valid YAML: an alias has no anchor before it');
    return found;
  }

  private readMap(map: YAMLMap, depth: number): Record<string, unknown> {
    // Without a prototype a field of any name is a field and nothing else.
    const fields = Object.create(null) as Record<string, unknown>;
    const merged: unknown[] = [];
    for (const { key, value } of map.items) {
      const name = this.keyOf(key, depth);
      if (name === '<<') {
        merged.push(...[this.read(value, depth + 1)].flat());
        continue;
      }
      if (name in fields && this.warnings.length < MAX_WARNINGS) {
        this.warnings.push(`line ${this.lines.linePos(startOf(key)).line}: "${fit(name, 60)}" stands here twice; the last one counts`);
      }
      fields[name] = this.read(value, depth + 1);
    }
    for (const source of merged) this.merge(fields, source);
    return fields;
  }

  private merge(fields: Record<string, unknown>, source: unknown): void {
    if (typeof source !== 'object' || source === null || Array.isArray(source)) return;
    for (const [name, value] of Object.entries(source)) {
      if (++this.values > MAX_VALUES) throw new Stop(0, `stands for more than ${MAX_VALUES} values: too many merge keys`);
      if (!(name in fields)) fields[name] = value;
    }
  }

  private keyOf(key: unknown, depth: number): string {
    const value = isScalar(key) && key.anchor === undefined ? key.value : this.read(key, depth + 1);
    return textOf(value) ?? '';
  }
}

function startOf(node: unknown): number {
  const range = (node as { range?: readonly number[] | null } | null)?.range;
  return range?.[0] ?? 0;
}
