import { expect, it } from 'vitest';
import { linesOf, plainText, readLine, readMarkdown, slugOf } from './markdown.ts';

it('reads headings with what stands under them', () => {
  const sections = readMarkdown('# One: two\n\nSome\nwords.\n\n## HTTP/1.1\n- a\n  goes on\n- b\n');
  expect(sections).toEqual([
    { id: 'one-two', title: 'One: two', level: 1, blocks: [{ type: 'paragraph', line: [{ type: 'text', text: 'Some words.' }] }] },
    {
      id: 'http11',
      title: 'HTTP/1.1',
      level: 2,
      blocks: [{ type: 'list', items: [[{ type: 'text', text: 'a goes on' }], [{ type: 'text', text: 'b' }]] }],
    },
  ]);
});

it('ends a paragraph where a list begins, and a list where a table does', () => {
  const [section] = readMarkdown('# T\nwords\n- item\n| a | b |\n| --- | --- |\n| 1 | 2 |\n');
  expect(section!.blocks.map(({ type }) => type)).toEqual(['paragraph', 'list', 'table']);
});

it('reads tables: head, rows, and bars that do not divide', () => {
  const [section] = readMarkdown('# T\n\n| a | b |\n| --- | :-: |\n| `x | y` | p \\| q |\n| | last |\n');
  const [table] = section!.blocks;
  expect(table).toMatchObject({ type: 'table', rows: [[[{ type: 'code', text: 'x | y' }], [{ text: 'p | q' }]], [[], [{ text: 'last' }]]] });
  expect(linesOf(table!).map(plainText)).toEqual(['a', 'b', 'x | y', 'p | q', '', 'last']);
});

it('reads bold, code and links, and leaves everything else as text', () => {
  expect(readLine('**A b** `c` [d](e.md#f) <img src=x onerror=y> *g* [h]')).toEqual([
    { type: 'strong', text: 'A b' },
    { type: 'text', text: ' ' },
    { type: 'code', text: 'c' },
    { type: 'text', text: ' ' },
    { type: 'link', text: 'd', href: 'e.md#f' },
    { type: 'text', text: ' <img src=x onerror=y> *g* [h]' },
  ]);
});

it('names headings as links to them do', () => {
  expect(slugOf('TCP request/reply')).toBe('tcp-requestreply');
  expect(slugOf('Load shedding and limits')).toBe('load-shedding-and-limits');
});
