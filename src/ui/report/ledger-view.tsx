import { ArrowRight, CircleCheck, CircleX } from 'lucide-react';
import { nameOf } from '../../analysis/cascade.ts';
import { type Ledger, type LedgerRow, troubleOf } from '../../analysis/ledger.ts';
import type { BrownoutDocument } from '../../model/document.ts';
import { useView } from '../../store/view-store.ts';
import { formatExactCount, formatRatio } from '../widgets/format.ts';
import { Select } from '../widgets/select.tsx';
import styles from './ledger.module.css';
import { strings } from './ledger-strings.ts';

export interface LedgerViewProps {
  readonly document: BrownoutDocument;
  /** The whole system first, then part by part. */
  readonly ledgers: readonly Ledger[];
  /** Id of the part whose books are open; empty for the whole system. */
  readonly at: string;
  readonly onOpen: (id: string) => void;
  /** Shows parts on the canvas. */
  readonly onShow: (ids: readonly string[]) => void;
}

/** Where all that came in is: of the whole system, and of every part. */
export function LedgerView({ document, ledgers, at, onOpen, onShow }: LedgerViewProps) {
  const own = ledgers.filter(({ id }) => id === at);
  const shown = own.length > 0 ? own : ledgers.filter(({ id }) => id === '');
  return (
    <div className={styles.ledger}>
      <List document={document} ledgers={ledgers} at={shown[0]?.id ?? ''} onOpen={onOpen} />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles.book} role="region" aria-label={strings.title} tabIndex={0}>
        <div className={styles.picker}>
          <Select label={strings.choose} options={optionsOf(document, ledgers)} value={shown[0]?.id ?? ''} onChange={onOpen} />
        </div>
        {shown.map((ledger) => (
          <Book key={ledger.subject} document={document} ledger={ledger} onShow={onShow} />
        ))}
        {shown[0]?.id === '' && <Trouble document={document} rows={troubleOf(ledgers)} onShow={onShow} />}
      </div>
    </div>
  );
}

/** Books that stand by themselves in the list: those of the effects stand below the whole system's. */
function listed(ledgers: readonly Ledger[]): readonly Ledger[] {
  return ledgers.filter(({ subject }) => subject !== 'effects');
}

function titleOf(document: BrownoutDocument, { subject, id }: Ledger): string {
  if (subject === 'effects') return strings.effects;
  return subject === 'system' ? strings.system : nameOf(id, document);
}

function optionsOf(document: BrownoutDocument, ledgers: readonly Ledger[]) {
  return listed(ledgers).map((ledger) => ({ value: ledger.id, label: titleOf(document, ledger) }));
}

const GROUPS = ['component', 'connection', 'channel'] as const;

function List({ document, ledgers, at, onOpen }: Omit<LedgerViewProps, 'onShow'>) {
  const entry = (ledger: Ledger) => <Entry key={ledger.id} title={titleOf(document, ledger)} ledger={ledger} isOpen={ledger.id === at} onOpen={onOpen} />;
  return (
    <nav className={styles.list} aria-label={strings.choose}>
      <ul>{listed(ledgers).filter(({ subject }) => subject === 'system').map(entry)}</ul>
      {GROUPS.map((group) => {
        const own = ledgers.filter(({ subject }) => subject === group);
        return own.length === 0 ? null : (
          <div key={group}>
            <h3>{strings.groups[group]}</h3>
            <ul>{own.map(entry)}</ul>
          </div>
        );
      })}
    </nav>
  );
}

interface EntryProps {
  readonly title: string;
  readonly ledger: Ledger;
  readonly isOpen: boolean;
  readonly onOpen: (id: string) => void;
}

function Entry({ title, ledger, isOpen, onOpen }: EntryProps) {
  const bad = ledger.rows.filter(({ side }) => side === 'bad').reduce((sum, { count }) => sum + count, 0);
  return (
    <li>
      <button type="button" aria-current={isOpen} title={title} onClick={() => onOpen(ledger.id)}>
        <Mark isBalanced={ledger.isBalanced} />
        <span>{title}</span>
        {bad > 0 && <em title={strings.sides.bad}>−{formatExactCount(bad)}</em>}
      </button>
    </li>
  );
}

function Mark({ isBalanced }: { readonly isBalanced: boolean }) {
  const Icon = isBalanced ? CircleCheck : CircleX;
  return (
    <span className={styles.mark} data-broken={!isBalanced || undefined}>
      <Icon size={14} role="img" aria-label={isBalanced ? strings.balanced : strings.unbalanced} />
    </span>
  );
}

interface BookProps {
  readonly document: BrownoutDocument;
  readonly ledger: Ledger;
  readonly onShow: (ids: readonly string[]) => void;
}

function Book({ document, ledger, onShow }: BookProps) {
  const { cameIn, accountedFor, isBalanced, rows, onTheWay } = ledger;
  const title = titleOf(document, ledger);
  const Heading = ledger.subject === 'effects' ? 'h4' : 'h3';
  const ins = rows.filter(({ side }) => side === 'in');
  const outs = rows.filter(({ side }) => side !== 'in');
  return (
    <section aria-label={title}>
      <Heading>{title}</Heading>
      <p>
        <span className={styles.mark} data-broken={!isBalanced || undefined}>
          {isBalanced ? <CircleCheck size={14} aria-hidden /> : <CircleX size={14} aria-hidden />}
          {isBalanced ? strings.balanced : strings.unbalanced}
        </span>{' '}
        {isBalanced ? strings.balancedHint : strings.missing(formatExactCount(cameIn - accountedFor))}
      </p>
      <table className={styles.table} aria-label={title}>
        <Head />
        <tbody>
          {ins.map((row) => (
            <Row key={keyOf(row)} document={document} row={row} of={cameIn} onShow={onShow} />
          ))}
          <Total label={strings.cameIn} count={cameIn} />
          {outs.map((row) => (
            <Row key={keyOf(row)} document={document} row={row} of={cameIn} onShow={onShow} />
          ))}
          <Total label={strings.accountedFor} count={accountedFor} />
        </tbody>
      </table>
      {onTheWay.length > 0 && (
        <>
          <h4>{strings.onTheWay}</h4>
          <p>{strings.onTheWayHint}</p>
          <table className={styles.table} aria-label={strings.onTheWay}>
            <tbody>
              {onTheWay.map((row) => (
                <Row key={keyOf(row)} document={document} row={row} of={undefined} onShow={onShow} />
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

function keyOf({ cause, of, places }: LedgerRow): string {
  return `${cause} ${of ?? ''} ${places.join(' ')}`;
}

function Head() {
  return (
    <thead>
      <tr>
        <th scope="col">{strings.row}</th>
        <th scope="col">{strings.count}</th>
        <th scope="col" className={styles.share}>
          {strings.share}
        </th>
        <th scope="col" className={styles.place}>
          {strings.where}
        </th>
      </tr>
    </thead>
  );
}

function Total({ label, count }: { readonly label: string; readonly count: number }) {
  return (
    <tr className={styles.total}>
      <th scope="row">{label}</th>
      <td>{formatExactCount(count)}</td>
      <td colSpan={2}>{'\u00a0'}</td>
    </tr>
  );
}

interface RowProps {
  readonly document: BrownoutDocument;
  readonly row: LedgerRow;
  /** What the share is of; none for what is no part of a whole. */
  readonly of: number | undefined;
  readonly onShow: (ids: readonly string[]) => void;
}

function Row({ document, row, of, onShow }: RowProps) {
  const [label, hint] = strings.causes[row.cause];
  const name = row.of === undefined ? label : strings.ofSource(label, nameOf(row.of, document));
  const { places } = row;
  const end = nameOf(places.at(-1) ?? '', document);
  const isTrail = row.cause === 'failed' || row.cause === 'failedByCall' || row.cause === 'gaveUp' || row.cause === 'errors';
  const where = isTrail && places.length > 1 ? strings.mostOf(end) : strings.places(places.map((id) => nameOf(id, document)));
  return (
    <tr data-side={row.side}>
      <th scope="row" title={hint}>
        {name}
      </th>
      <td>{formatExactCount(row.count)}</td>
      <td className={styles.share}>{of === undefined || of === 0 ? '' : formatRatio(row.count / of)}</td>
      <td className={styles.place}>
        <button type="button" title={strings.goTo(where)} onClick={() => onShow(places)}>
          <span>{where}</span>
          <ArrowRight size={12} aria-hidden />
        </button>
      </td>
    </tr>
  );
}

/** Most rows that are told of where it went wrong. */
const MOST_TROUBLE = 12;

function Trouble({ document, rows, onShow }: { readonly document: BrownoutDocument; readonly rows: readonly LedgerRow[]; readonly onShow: LedgerViewProps['onShow'] }) {
  return (
    <section aria-label={strings.trouble}>
      <h4>{strings.trouble}</h4>
      <p>{rows.length === 0 ? strings.noTrouble : strings.troubleHint}</p>
      {rows.length > 0 && (
        <table className={styles.table} aria-label={strings.trouble}>
          <tbody>
            {rows.slice(0, MOST_TROUBLE).map((row) => (
              <Row key={keyOf(row)} document={document} row={row} of={undefined} onShow={onShow} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** Leaves the report and selects these parts, so that the canvas marks them. */
export function showParts(ids: readonly string[]): void {
  const { select, showPanel } = useView.getState();
  showPanel('none');
  select(ids);
}
