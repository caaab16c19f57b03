import { ArrowDown, ArrowUp } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { countText } from '../../base/figure-text.ts';
import styles from './report.module.css';
import { intervalText } from './interval-text.ts';
import { type CellValue, cellText, isScarceCell, type ReportColumn, type ReportRow, type ReportTable } from './report-tables.ts';
import { nextOrder, sortRows, type SortOrder } from './sort-rows.ts';
import { strings } from './strings.ts';
import { strings as studyStrings } from './study-strings.ts';
import type { CellWidth } from './study-widths.ts';

export interface FigureTableProps {
  readonly table: ReportTable;
  /** Shows the part that a row is of on the canvas. */
  readonly onShow: (partId: string) => void;
  /** How sure each figure is, where that is known. */
  readonly widthOf?: CellWidth;
  /** Beside the caption. */
  readonly children?: ReactNode;
}

/** Figures in columns, sorted by pressing a heading. Headings and names stay in sight while it is scrolled. */
export function FigureTable({ table, onShow, widthOf, children }: FigureTableProps) {
  const captionId = useId();
  const [order, setOrder] = useState<SortOrder>();
  if (table.rows.length === 0) return null;
  const [, ...columns] = table.columns;
  return (
    <section className={styles.section}>
      <header className={styles.caption}>
        <h3 id={captionId}>{table.caption}</h3>
        {children}
      </header>
      <table className={styles.table} aria-labelledby={captionId}>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <Heading key={column.id} column={column} order={order} onPress={() => setOrder(nextOrder(order, column))} />
            ))}
          </tr>
        </thead>
        <tbody>
          {sortRows(table, order).map((row) => (
            <tr key={row.key}>
              <th scope="row">
                <button type="button" title={strings.showPart(row.name)} onClick={() => onShow(row.partId)}>
                  {row.name}
                </button>
              </th>
              {columns.map((column) => (
                <Cell key={column.id} column={column} row={row} width={widthOf?.(table, row, column) ?? null} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface HeadingProps {
  readonly column: ReportColumn<ReportRow>;
  readonly order: SortOrder | undefined;
  readonly onPress: () => void;
}

function Heading({ column, order, onPress }: HeadingProps) {
  const direction = order?.column === column.id ? order.direction : undefined;
  const Arrow = direction === 'ascending' ? ArrowUp : ArrowDown;
  return (
    <th scope="col" aria-sort={direction ?? 'none'} data-word={column.isWord || undefined}>
      <button type="button" title={column.hint} onClick={onPress}>
        {column.label}
        {direction !== undefined && <Arrow size={12} aria-hidden />}
      </button>
    </th>
  );
}

interface CellProps {
  readonly column: ReportColumn<ReportRow>;
  readonly row: ReportRow;
  /** Half the width of its interval. */
  readonly width: number | null;
}

function Cell({ column, row, width }: CellProps) {
  const value: CellValue = column.value(row);
  const look = value === 0 || value === null ? 'none' : column.isTrouble ? 'trouble' : undefined;
  if (isScarceCell(column, row)) return <ScarceCell column={column} row={row} />;
  const isUnsure = typeof value === 'number' && width !== null && width > 0;
  return (
    <td data-word={column.isWord || undefined} data-look={look}>
      {isUnsure ? <Interval texts={intervalText(value, width, column.isShare)} /> : column.text(value)}
    </td>
  );
}

function ScarceCell({ column, row }: Omit<CellProps, 'width'>) {
  const { count, needed } = column.samples?.(row) ?? { count: 0, needed: 0 };
  return (
    <td data-look="scarce" title={studyStrings.scarceHint(countText(needed), countText(count))}>
      {cellText(column, row)}
    </td>
  );
}

function Interval({ texts: [value, width] }: { readonly texts: readonly [string, string] }) {
  return (
    <>
      {value} <span data-width>{`${studyStrings.plusMinus} ${width}`}</span>
    </>
  );
}
