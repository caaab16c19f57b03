import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PRESETS } from '../presets.ts';
import { parameterHelp } from './help.ts';
import type { HelpOwner } from './help-text.ts';

interface Row {
  readonly what: string;
  readonly why: string;
  readonly mark: string;
}

const ROWS: readonly Row[] = readFileSync('docs/spec/unconfirmed.md', 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, what = '', why = '', mark = ''] = line.split('|').map((cell) => cell.trim());
    return /^(?:parameter|preset|page) /.test(mark) ? [{ what, why, mark }] : [];
  });

/** What a page of the model says, its lines joined. */
function page(name: string): string {
  return readFileSync(`docs/model/${name}.md`, 'utf8').replaceAll(/\s+/g, ' ');
}

/** Whether the reader is told where the row says so. */
function isMarked({ mark }: Row): boolean {
  const parameter = /^parameter `(\w+) (\w+)`$/.exec(mark);
  if (parameter !== null) return !parameterHelp(parameter[1] as HelpOwner, parameter[2]!).source.confirmed;
  const preset = /^preset `(\w+)`$/.exec(mark);
  if (preset !== null) return PRESETS.find(({ name }) => name === preset[1])?.source.confirmed === false;
  const said = /^page `([\w-]+)` says "(.+)"$/.exec(mark);
  return said !== null && page(said[1]!).includes(said[2]!);
}

describe('what is not confirmed', () => {
  it.each(ROWS)('is marked where it is shown: $what', (row) => {
    expect(row.why.length).toBeGreaterThan(5);
    expect(isMarked(row)).toBe(true);
  });

  it('is a table of all that the sources left open', () => {
    expect(ROWS.length).toBeGreaterThanOrEqual(20);
    expect(new Set(ROWS.map(({ what }) => what)).size).toBe(ROWS.length);
  });

  it('would be missed if it were not marked', () => {
    expect(isMarked({ what: '', why: '', mark: 'parameter `http1 maxConcurrent`' })).toBe(false);
    expect(isMarked({ what: '', why: '', mark: 'preset `envoy`' })).toBe(false);
    expect(isMarked({ what: '', why: '', mark: 'page `sync` says "no such words"' })).toBe(false);
  });
});
