import { BookOpen, CircleAlert, CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import { nameOf } from '../../analysis/cascade.ts';
import { ledgerOf } from '../../analysis/ledger.ts';
import { littlesLaw, type LittlesLaw } from '../../analysis/littles-law.ts';
import { theoryFor } from '../../analysis/theory.ts';
import { checkTheory, type TheoryRow } from '../../analysis/theory-check.ts';
import type { NoModel, Theory, TheoryValues } from '../../analysis/theory-model.ts';
import type { ComponentReport, Report } from '../../engine/report.ts';
import type { BrownoutDocument } from '../../model/document.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { useView } from '../../store/view-store.ts';
import { Button } from '../widgets/button.tsx';
import { classNames } from '../widgets/class-names.ts';
import { formatCompact, formatDuration, formatExactCount, formatRate, formatRatio } from '../widgets/format.ts';
import { useShownRun } from '../widgets/use-shown-run.ts';
import figures from './figures-section.module.css';
import styles from './check-section.module.css';
import { strings } from './check-strings.ts';

/** How a check came out, told by shape and words besides its colour. */
type CheckState = 'good' | 'open' | 'bad' | 'none';

const ICONS = { good: CircleCheck, open: CircleAlert, bad: CircleX, none: CircleDashed } as const;

/** Holds what was measured of a component against what must be so: its books, Little's law, and theory where there is one.
 *  Of the same report as the figures above it, about once a second. */
export default function CheckSection({ id }: { readonly id: string }) {
  const { report } = useShownRun();
  const document = useDiagram((state) => state.document);
  const component = report?.components.find((item) => item.id === id);
  if (report === undefined || component === undefined || report.nowMs === 0) return null;
  return (
    <section className={classNames(figures.section, styles.check)} aria-label={strings.title}>
      <header>
        <h3>{strings.title}</h3>
        <Button variant="quiet" isSmall icon={<BookOpen size={14} />} onClick={() => useView.getState().showLedger(id)}>
          {strings.ledger}
        </Button>
      </header>
      <Books document={document} report={report} id={id} />
      <Law law={littlesLaw(component, report)} />
      <TheoryPart theory={theoryFor(document, report, id)} component={component} report={report} document={document} />
      <details>
        <summary>{strings.how}</summary>
        {strings.help.map((text) => (
          <p key={text}>{text}</p>
        ))}
      </details>
    </section>
  );
}

interface LineProps {
  readonly state: CheckState;
  readonly title: string;
  readonly children: ReactNode;
  readonly more?: ReactNode;
}

function Line({ state, title, children, more }: LineProps) {
  const Icon = ICONS[state];
  return (
    <div className={styles.line} data-state={state}>
      <Icon size={14} aria-hidden />
      <p>
        <strong>{title}</strong> {children}
      </p>
      {more !== undefined && more !== false && <p>{more}</p>}
    </div>
  );
}

function Books({ document, report, id }: { readonly document: BrownoutDocument; readonly report: Report; readonly id: string }) {
  const ledger = ledgerOf(document, report, id);
  if (ledger === undefined) return null;
  const cameIn = formatExactCount(ledger.cameIn);
  return ledger.isBalanced ? (
    <Line state="good" title={strings.balanced}>
      {strings.balance(cameIn)}
    </Line>
  ) : (
    <Line state="bad" title={strings.unbalanced}>
      {strings.imbalance(cameIn, formatExactCount(ledger.accountedFor))}
    </Line>
  );
}

const LAW_STATES: Readonly<Record<LittlesLaw['verdict'], CheckState>> = { empty: 'none', holds: 'good', open: 'open', broken: 'bad' };

function Law({ law }: { readonly law: LittlesLaw }) {
  const equation = strings.equation(formatCompact(law.numberInSystem), formatRate(law.leavingPerSec), formatDuration(law.timeHereMs));
  const residual = strings.residual(formatCompact(Math.max(0, law.residual)), formatRatio(Math.max(0, law.share)));
  const more = law.stillHere > 0 ? `${residual}: ${strings.stillHere(formatExactCount(law.stillHere))}` : residual;
  return (
    <Line
      state={LAW_STATES[law.verdict]}
      title={strings.littlesLaw}
      more={
        law.verdict === 'empty' ? undefined : (
          <>
            {equation}
            <br />
            {more}
          </>
        )
      }
    >
      {strings.lawVerdicts[law.verdict]}
    </Line>
  );
}

interface TheoryProps {
  readonly theory: Theory | NoModel;
  readonly component: ComponentReport;
  readonly report: Report;
  readonly document: BrownoutDocument;
}

const THEORY_STATES = { early: 'none', agrees: 'good', differs: 'open' } as const;

function TheoryPart({ theory, component, report, document }: TheoryProps) {
  if (theory.kind === 'none') return <NoTheory obstacle={theory} ownId={component.id} document={document} />;
  const { rows, verdict } = checkTheory(theory, component, report);
  const [name, source] = strings.models[theory.model];
  return (
    <>
      <Line
        state={THEORY_STATES[verdict]}
        title={strings.theory}
        more={`${name}, ${theory.isExact ? strings.exact : strings.approximations[theory.approximates]}`}
      >
        {strings.theoryVerdicts[verdict]}
      </Line>
      <TheoryTable rows={rows} />
      <details>
        <summary>{strings.aboutFormula}</summary>
        <p>{strings.source(source)}</p>
        <p>{strings.chance(formatRatio(theory.chance))}</p>
      </details>
    </>
  );
}

function NoTheory({ obstacle: { reason, place }, ownId, document }: { readonly obstacle: NoModel; readonly ownId: string; readonly document: BrownoutDocument }) {
  const name = place === '' ? strings.theLoad : nameOf(place, document);
  const words = strings.obstacles[reason](name);
  const isElsewhere = place !== '' && place !== ownId;
  return (
    <Line
      state="none"
      title={strings.noModel}
      more={
        isElsewhere && (
          <button type="button" onClick={() => useView.getState().select([place])}>
            {strings.show(name)}
          </button>
        )
      }
    >
      {words}
    </Line>
  );
}

function TheoryTable({ rows }: { readonly rows: readonly TheoryRow[] }) {
  return (
    <table aria-label={strings.theory}>
      <thead>
        <tr>
          <th aria-hidden />
          <th scope="col">{strings.columns.theory}</th>
          <th scope="col">{strings.columns.measured}</th>
          <th scope="col">{strings.columns.deviation}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.measure}>
            <th scope="row">{strings.measures[row.measure]}</th>
            <td>{valueText(row.measure, row.theory)}</td>
            <td>{row.measured === null ? '–' : valueText(row.measure, row.measured)}</td>
            <td data-agreement={row.agreement}>{deviationText(row)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function valueText(measure: keyof TheoryValues, value: number): string {
  if (measure === 'utilization' || measure === 'rejectedShare') return formatRatio(value);
  return measure.endsWith('Ms') ? formatDuration(value) : formatCompact(value);
}

/** `+1.2 %`, with a mark besides the colour where chance does not explain it. */
function deviationText({ deviation, agreement }: TheoryRow): string {
  if (deviation === null || agreement === 'few') return strings.few;
  const text = `${deviation < 0 ? '−' : '+'}${formatRatio(Math.abs(deviation))}`;
  return agreement === 'differs' ? `${text} !` : text;
}
