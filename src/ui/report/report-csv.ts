import type { ReportTable } from './report-tables.ts';

/** Tables as comma-separated values (RFC 4180), each after its caption, with a blank line between them. Figures are
 *  exact, as the engine reported them; what has no figure is empty. */
export function reportCsv(tables: readonly ReportTable[]): string {
  return tables.map(tableCsv).join('\r\n');
}

function tableCsv({ caption, columns, rows }: ReportTable): string {
  const lines = [[caption], columns.map(({ label }) => label), ...rows.map((row) => columns.map(({ value }) => value(row)))];
  return lines.map((cells) => `${cells.map((cell) => quoted(String(cell ?? ''))).join(',')}\r\n`).join('');
}

/** Names come from whoever drew the diagram: a leading sign that spreadsheets would run as a formula is kept a word. */
function quoted(cell: string): string {
  const isFormula = /^[=+@\t\r-]/.test(cell) && Number.isNaN(Number(cell));
  const text = isFormula ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
