import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Block, Inline, Line } from './markdown.ts';
import styles from './model-page.module.css';
import { type Place, placeOfLink, ruleOf, RULES } from './pages.ts';
import { strings } from './strings.ts';

interface TextProps {
  /** Small words that are marked. */
  readonly marked: readonly string[];
  readonly onGo: (place: Place) => void;
}

/** A block of a page as elements: text stays text, and only links to pages of our own or to `https` are links. */
export function BlockView({ block, ...text }: TextProps & { readonly block: Block }) {
  switch (block.type) {
    case 'paragraph':
      return (
        <p>
          <LineView line={block.line} {...text} />
        </p>
      );
    case 'list':
      return (
        <ul>
          {block.items.map((line, index) => (
            <li key={index} data-place={ruleOf(line)} tabIndex={ruleOf(line) === undefined ? undefined : -1}>
              <LineView line={line} {...text} />
            </li>
          ))}
        </ul>
      );
    case 'table':
      return <TableView head={block.head} rows={block.rows} {...text} />;
  }
}

/** A table, whose box scrolls sideways by itself and can be reached with the keyboard to do so. */
function TableView({ head, rows, ...text }: TextProps & { readonly head: readonly Line[]; readonly rows: readonly (readonly Line[])[] }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.tableBox} role="group" tabIndex={0} aria-label={strings.table}>
      <table>
        <thead>
          <tr>
            {head.map((cell, index) => (
              <th key={index} scope="col">
                <LineView line={cell} {...text} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column}>
                  <LineView line={cell} {...text} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function LineView({ line, ...text }: TextProps & { readonly line: Line }) {
  const own = ruleOf(line);
  return line.map((inline, index) => <InlineView key={index} inline={inline} own={own} {...text} />);
}

function InlineView({ inline, own, marked, onGo }: TextProps & { readonly inline: Inline; readonly own: string | undefined }) {
  const words = <Marked text={inline.text} marked={marked} />;
  switch (inline.type) {
    case 'code':
      return <CodeView text={inline.text} words={words} onGo={onGo} />;
    case 'strong':
      return <strong>{words}</strong>;
    case 'link':
      return <LinkView href={inline.href} onGo={onGo} words={words} />;
    case 'text':
      return own === undefined ? <WithRules text={inline.text} marked={marked} onGo={onGo} /> : words;
  }
}

/** Code; the name of a page's file leads to the page. */
function CodeView({ text, words, onGo }: { readonly text: string; readonly words: ReactNode; readonly onGo: TextProps['onGo'] }) {
  const place = text.startsWith('docs/') ? placeOfLink(text) : undefined;
  if (place === undefined) return <code>{words}</code>;
  return (
    <button type="button" className={styles.link} onClick={() => onGo(place)}>
      <code>{words}</code>
    </button>
  );
}

function LinkView({ href, words, onGo }: { readonly href: string; readonly words: ReactNode; readonly onGo: TextProps['onGo'] }) {
  const place = placeOfLink(href);
  if (place !== undefined) {
    return (
      <button type="button" className={styles.link} onClick={() => onGo(place)}>
        {words}
      </button>
    );
  }
  if (!href.startsWith('https://')) return words;
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {words}
      <ExternalLink size={11} aria-label={strings.opensElsewhere} />
    </a>
  );
}

const RULE_WORD = /(\(?\b[A-Z]{1,4}\d+\b[).,;:]*)/;
const RULE_PARTS = /^(\(?)([A-Z]{1,4}\d+)([).,;:]*)$/;

/** Text in which numbers of rules lead to the rules. Brackets and commas stay with their number at the end of a line. */
function WithRules({ text, marked, onGo }: TextProps & { readonly text: string }) {
  return text.split(RULE_WORD).map((part, index) => {
    const [, before, rule = '', after] = RULE_PARTS.exec(part) ?? [];
    const place = RULES.get(rule);
    if (place === undefined) return <Marked key={index} text={part} marked={marked} />;
    return (
      <span key={index} className={styles.together}>
        {before}
        <button type="button" className={styles.rule} aria-label={strings.rule(rule)} onClick={() => onGo(place)}>
          <Marked text={rule} marked={marked} />
        </button>
        {after}
      </span>
    );
  });
}

/** Text in which what was searched for is marked. */
function Marked({ text, marked }: { readonly text: string; readonly marked: readonly string[] }) {
  if (marked.length === 0) return text;
  const pattern = new RegExp(`(${marked.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'gi');
  return text.split(pattern).map((part, index) => (index % 2 === 1 ? <mark key={index}>{part}</mark> : part));
}
