/** One column of a table: its heading and where its cells stand. */
export interface TableColumn {
  readonly heading: string;
  readonly align: 'left' | 'right';
}

/** Writes rows under headings, aligned, two spaces apart. No trailing spaces. Empty without rows. */
export function textTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const lines = [columns.map(({ heading }) => heading), ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => widthOf(line[index]))));
  return lines.map((line) => writeLine(line, columns, widths)).join('\n');
}

function writeLine(cells: readonly string[], columns: readonly TableColumn[], widths: readonly number[]): string {
  const padded = columns.map(({ align }, index) => {
    const space = ' '.repeat(Math.max(0, widths[index] - widthOf(cells[index])));
    return align === 'left' ? cells[index] + space : space + cells[index];
  });
  return padded.join('  ').trimEnd();
}

/** Characters as readers count them, not code units. */
function widthOf(text: string): number {
  return Array.from(text).length;
}
