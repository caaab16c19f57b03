import { halfWidthOf } from '../../analysis/merge-runs.ts';
import type { JudgedRun, RepeatedRun } from '../../analysis/studies.ts';
import type { ReportColumn, ReportRow, ReportTable } from './report-tables.ts';
import type { Report } from '../../engine/report.ts';

/** Half the width of a cell's interval; null where there is none. */
export type CellWidth = (table: ReportTable, row: ReportRow, column: ReportColumn<ReportRow>) => number | null;

/** What an interval says nothing about: how many samples there are, and the greatest of them. */
const NEVER: ReadonlySet<string> = new Set(['count', 'max']);
/** Figures made of others, whose widths do not follow from theirs. */
const SHARES: ReadonlySet<string> = new Set(['share', 'shareOfAll']);
const DERIVED: ReadonlySet<string> = new Set(['meanHeld', 'hitRatio', 'share', 'shareOfAll']);

/** Half-widths of cells, from a study and from how tables are made of a report. */
export function cellWidths(study: JudgedRun | RepeatedRun, tablesOf: (report: Report) => readonly ReportTable[]): CellWidth {
  return study.kind === 'judged' ? widthsOfOne(tablesOf(study.halfWidths)) : widthsOfMany(study.runs.map(tablesOf));
}

/** The tables of a study. Of repeated runs a share is the mean of theirs: samples are of all runs together, and what was
 *  offered is of one. */
export function studyTables(study: JudgedRun | RepeatedRun, tablesOf: (report: Report) => readonly ReportTable[]): readonly ReportTable[] {
  const tables = tablesOf(study.report);
  if (study.kind === 'judged') return tables;
  const runs = study.runs.map(tablesOf);
  return tables.map((table) => ({ ...table, columns: table.columns.map((column) => (SHARES.has(column.id) ? meanColumn(runs, table, column) : column)) }));
}

function meanColumn(runs: readonly (readonly ReportTable[])[], table: ReportTable, column: ReportColumn<ReportRow>): ReportColumn<ReportRow> {
  // Of the columns as they are in one run: the widths are looked up by the same ids.
  const value = (row: ReportRow): number | null => {
    const told = runs.map((tables) => finite(valueIn(tables, { table, row, column }))).filter((share) => share !== null);
    return told.length === 0 ? null : told.reduce((sum, share) => sum + share, 0) / told.length;
  };
  return { ...column, value };
}

function widthsOfOne(tables: readonly ReportTable[]): CellWidth {
  return (table, row, column) => {
    if (column.isWord || NEVER.has(column.id) || DERIVED.has(column.id)) return null;
    return finite(valueIn(tables, { table, row, column }));
  };
}

function widthsOfMany(runs: readonly (readonly ReportTable[])[]): CellWidth {
  return (table, row, column) => {
    if (column.isWord || NEVER.has(column.id)) return null;
    return halfWidthOf(runs.map((tables) => finite(valueIn(tables, { table, row, column }))));
  };
}

interface Cell {
  readonly table: ReportTable;
  readonly row: ReportRow;
  readonly column: ReportColumn<ReportRow>;
}

function valueIn(tables: readonly ReportTable[], { table, row, column }: Cell) {
  const own = tables.find(({ id }) => id === table.id)?.rows.find(({ key }) => key === row.key);
  const ownColumn = tables.find(({ id }) => id === table.id)?.columns.find(({ id }) => id === column.id);
  return own === undefined || ownColumn === undefined ? null : ownColumn.value(own);
}

function finite(value: string | number | null): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
