import type { CellValue, ReportTable, ReportRow } from './report-tables.ts';

/** By which column a table is sorted. */
export interface SortOrder {
  readonly column: string;
  readonly direction: 'ascending' | 'descending';
}

/** Rows in order; rows without a figure come last either way, equal ones stay in the diagram's order. */
export function sortRows({ columns, rows }: ReportTable, order: SortOrder | undefined): readonly ReportRow[] {
  const column = columns.find(({ id }) => id === order?.column);
  if (order === undefined || column === undefined) return rows;
  const sign = order.direction === 'ascending' ? 1 : -1;
  return rows.toSorted((a, b) => compare(column.value(a), column.value(b), sign));
}

/** The order after a heading was pressed: figures begin with the largest, words with the first; the third press goes
 *  back to the diagram's order. */
export function nextOrder(order: SortOrder | undefined, pressed: { readonly id: string; readonly isWord?: boolean }): SortOrder | undefined {
  const first = pressed.isWord ? 'ascending' : 'descending';
  if (order?.column !== pressed.id) return { column: pressed.id, direction: first };
  if (order.direction !== first) return undefined;
  return { column: pressed.id, direction: first === 'ascending' ? 'descending' : 'ascending' };
}

function compare(a: CellValue, b: CellValue, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * String(a).localeCompare(String(b));
}
