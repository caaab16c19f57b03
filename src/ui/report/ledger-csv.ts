import { nameOf } from '../../analysis/cascade.ts';
import type { Ledger } from '../../analysis/ledger.ts';
import type { BrownoutDocument } from '../../model/document.ts';
import { strings } from './ledger-strings.ts';
import type { ReportColumn, ReportRow, ReportTable } from './report-tables.ts';

interface LedgerLine extends ReportRow {
  readonly side: string;
  readonly label: string;
  readonly count: number;
}

function column(id: string, label: string, value: (line: LedgerLine) => string | number): ReportColumn<ReportRow> {
  // Rows of this table are all lines of a ledger.
  return { id, label, hint: label, value: (row) => value(row as LedgerLine), text: String };
}

/** All books as one table, to be copied: whose, how it counts, what it is, and how many. */
export function ledgerTable(document: BrownoutDocument, ledgers: readonly Ledger[]): ReportTable {
  const rows = ledgers.flatMap(({ subject, id, rows: own }) => {
    const name = id === '' ? (subject === 'effects' ? strings.effects : strings.system) : nameOf(id, document);
    return own.map(({ cause, side, count, of }): LedgerLine => {
      const [label] = strings.causes[cause];
      const whole = of === undefined ? label : strings.ofSource(label, nameOf(of, document));
      return { key: `${id} ${subject} ${cause} ${of ?? ''}`, partId: id, name, side: strings.sides[side], label: whole, count };
    });
  });
  const columns = [
    column('name', strings.choose, ({ name }) => name),
    column('side', strings.share, ({ side }) => side),
    column('cause', strings.row, ({ label }) => label),
    column('count', strings.count, ({ count }) => count),
  ];
  return { id: 'ledger', caption: strings.title, columns, rows };
}
