import { describe, expect, it } from 'vitest';
import { textTable } from './text-table.ts';

describe('textTable', () => {
  it('aligns columns by the characters that readers see', () => {
    const columns = [
      { heading: '', align: 'left' },
      { heading: 'count', align: 'right' },
    ] as const;
    expect(textTable(columns, [['Käse', '7'], ['𝔘sers and more', '1,234']])).toBe(
      ['                count', 'Käse                7', '𝔘sers and more  1,234'].join('\n'),
    );
    expect(textTable(columns, [])).toBe('');
  });
});
