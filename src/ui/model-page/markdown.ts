/** A piece of a line. */
export type Inline =
  | { readonly type: 'text' | 'strong' | 'code'; readonly text: string }
  | { readonly type: 'link'; readonly text: string; readonly href: string };

/** One line of text: a paragraph, an item of a list or a cell of a table. */
export type Line = readonly Inline[];

export type Block =
  | { readonly type: 'paragraph'; readonly line: Line }
  | { readonly type: 'list'; readonly items: readonly Line[] }
  | { readonly type: 'table'; readonly head: readonly Line[]; readonly rows: readonly (readonly Line[])[] };

/** A heading and what stands under it, up to the next heading. */
export interface Section {
  /** The heading in small letters and dashes, as in links to it; unique in its page. */
  readonly id: string;
  readonly title: string;
  /** 1 for the page's own title. */
  readonly level: number;
  readonly blocks: readonly Block[];
}

const HEADING = /^(#{1,4}) (.*)$/;
const ITEM = /^- /;
const ROW = /^\|/;
const RULER = /^\|[\s|:-]+\|$/;

/** Reads the Markdown that this project's pages are written in: headings, paragraphs, flat lists, tables, bold, code and
 *  links. Everything else stays the text that it is. */
export function readMarkdown(text: string): readonly Section[] {
  const sections: { id: string; title: string; level: number; blocks: Block[] }[] = [];
  for (const chunk of chunksOf(text)) {
    const heading = HEADING.exec(chunk[0]!);
    if (heading === null) {
      sections.at(-1)?.blocks.push(blockOf(chunk));
      continue;
    }
    const title = plainText(readLine(heading[2]!));
    sections.push({ id: slugOf(title), title, level: heading[1]!.length, blocks: [] });
  }
  return sections;
}

/** Lines that belong together: a heading, or what stands between blank lines, or a list or table of its own. */
function chunksOf(text: string): string[][] {
  const chunks: string[][] = [];
  let current: string[] = [];
  const end = (): void => {
    if (current.length > 0) chunks.push(current);
    current = [];
  };
  for (const line of text.split(/\r?\n/)) {
    const kind = kindOf(line);
    if (line.trim() === '' || kind === 'heading') end();
    // A paragraph that turns into a list ends there; lines of a list that are indented go on with its item.
    else if (current.length > 0 && kind !== 'text' && kind !== kindOf(current[0]!)) end();
    if (line.trim() !== '') current.push(line);
    if (kind === 'heading') end();
  }
  end();
  return chunks;
}

function kindOf(line: string): 'heading' | 'list' | 'table' | 'text' {
  if (HEADING.test(line)) return 'heading';
  if (ITEM.test(line)) return 'list';
  return ROW.test(line) ? 'table' : 'text';
}

function blockOf(chunk: readonly string[]): Block {
  const kind = kindOf(chunk[0]!);
  if (kind === 'list') return { type: 'list', items: itemsOf(chunk).map(readLine) };
  if (kind === 'table') {
    const [head = [], ...rows] = chunk.filter((line) => !RULER.test(line)).map((line) => cellsOf(line).map(readLine));
    return { type: 'table', head, rows };
  }
  return { type: 'paragraph', line: readLine(joined(chunk)) };
}

function itemsOf(chunk: readonly string[]): string[] {
  const items: string[][] = [];
  for (const line of chunk) {
    if (ITEM.test(line)) items.push([line.slice(2)]);
    else items.at(-1)!.push(line);
  }
  return items.map(joined);
}

/** Cells of a row; a bar within code or after a backslash does not divide. */
function cellsOf(row: string): string[] {
  const inner = row.trim().replace(/^\||\|$/g, '');
  return [...`${inner}|`.matchAll(/((?:`[^`]*`|\\.|[^|`\\])*)\|/g)].map((match) => match[1]!.trim().replaceAll('\\|', '|'));
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => line.trim()).join(' ');
}

const MARK = /\*\*(.+?)\*\*|`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)/g;

/** Bold, code and links of one line. */
export function readLine(text: string): Line {
  const line: Inline[] = [];
  let at = 0;
  for (const match of text.matchAll(MARK)) {
    if (match.index > at) line.push({ type: 'text', text: text.slice(at, match.index) });
    const [whole, strong, code, words, href] = match;
    if (strong !== undefined) line.push({ type: 'strong', text: strong.replaceAll('`', '') });
    else if (code !== undefined) line.push({ type: 'code', text: code });
    else line.push({ type: 'link', text: words!, href: href! });
    at = match.index + whole.length;
  }
  if (at < text.length) line.push({ type: 'text', text: text.slice(at) });
  return line;
}

/** A line's words alone. */
export function plainText(line: Line): string {
  return line.map(({ text }) => text).join('');
}

/** A heading as links name it: small letters, and dashes for blanks. */
export function slugOf(title: string): string {
  return title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').trim().replace(/ /g, '-');
}

/** Every line of a block. */
export function linesOf(block: Block): readonly Line[] {
  switch (block.type) {
    case 'paragraph':
      return [block.line];
    case 'list':
      return block.items;
    case 'table':
      return [block.head, ...block.rows].flat();
  }
}
