/** Where a text stops being JSON. Line and column count from 1. */
export interface JsonError {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Nesting beyond which the search gives up; no document is nested as deeply. */
const MAX_DEPTH = 200;

const WHITE = /[ \t\n\r]*/y;
const NUMBER = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const STRING_BODY = /(?:[^"\\\u0000-\u001f]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;

class Stop extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

/** Finds the first place where the text breaks the grammar of JSON (RFC 8259); undefined when it does not. Browsers
 *  word and place this differently, so it is looked for here and reads the same everywhere. */
export function findJsonError(text: string): JsonError | undefined {
  try {
    const end = skip(WHITE, text, value(text, skip(WHITE, text, 0), 0));
    if (end < text.length) throw new Stop(end, `something follows the end: ${shown(text, end)}`);
    return undefined;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    const before = text.slice(0, error.at);
    const line = before.split('\n').length;
    return { line, column: error.at - before.lastIndexOf('\n'), message: error.message };
  }
}

/** Checks one value at `at` and returns where it ends. */
function value(text: string, at: number, depth: number): number {
  if (depth > MAX_DEPTH) throw new Stop(at, 'nested too deeply');
  switch (text[at]) {
    case '{':
      return members(text, at, depth);
    case '[':
      return items(text, at, depth);
    case '"':
      return stringValue(text, at);
    default:
      return word(text, at);
  }
}

function items(text: string, start: number, depth: number): number {
  let at = skip(WHITE, text, start + 1);
  if (text[at] === ']') return at + 1;
  for (;;) {
    at = skip(WHITE, text, value(text, at, depth + 1));
    if (text[at] === ']') return at + 1;
    at = comma(text, at, ']');
  }
}

function members(text: string, start: number, depth: number): number {
  let at = skip(WHITE, text, start + 1);
  if (text[at] === '}') return at + 1;
  for (;;) {
    if (text[at] !== '"') throw new Stop(at, `a field name in double quotes was expected, not ${shown(text, at)}`);
    at = skip(WHITE, text, stringValue(text, at));
    if (text[at] !== ':') throw new Stop(at, `":" was expected, not ${shown(text, at)}`);
    at = skip(WHITE, text, value(text, skip(WHITE, text, at + 1), depth + 1));
    if (text[at] === '}') return at + 1;
    at = comma(text, at, '}');
  }
}

function comma(text: string, at: number, close: string): number {
  if (text[at] !== ',') throw new Stop(at, `"," or "${close}" was expected, not ${shown(text, at)}`);
  const next = skip(WHITE, text, at + 1);
  if (text[next] === close) throw new Stop(at, `a comma stands before "${close}"`);
  return next;
}

function stringValue(text: string, start: number): number {
  const end = skip(STRING_BODY, text, start + 1);
  if (text[end] === '"') return end + 1;
  if (text[end] === '\\') throw new Stop(end, 'unknown escape after a backslash');
  throw new Stop(end === text.length ? start : end, 'text in quotes is not closed on its line');
}

function word(text: string, at: number): number {
  const end = Math.max(skip(NUMBER, text, at), skip(WORD, text, at));
  if (end === at) throw new Stop(at, `a value was expected, not ${shown(text, at)}`);
  return end;
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function shown(text: string, at: number): string {
  const character = text.codePointAt(at);
  return character === undefined ? 'the end' : JSON.stringify(String.fromCodePoint(character));
}
