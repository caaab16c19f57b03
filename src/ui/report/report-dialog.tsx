import { Copy, Download, Pause, Play } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { nameOf } from '../../analysis/cascade.ts';
import { judgedReport } from '../../analysis/judged-report.ts';
import { ledgersOf } from '../../analysis/ledger.ts';
import { type ReplicationsJson, replicationsJson } from '../../analysis/replications-json.ts';
import type { JudgedRun, RepeatedRun } from '../../analysis/studies.ts';
import { countText } from '../../base/figure-text.ts';
import type { Report } from '../../engine/report.ts';
import { saveFile } from '../../store/adapters/files.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { followReport } from '../../store/follow-report.ts';
import { useRun } from '../../store/run-store.ts';
import { pause, play } from '../../store/session/playback.ts';
import { useView } from '../../store/view-store.ts';
import { Button } from '../widgets/button.tsx';
import { Dialog } from '../widgets/dialog.tsx';
import { formatClock, formatDuration } from '../widgets/format.ts';
import { SegmentedControl } from '../widgets/segmented-control.tsx';
import { Toggle } from '../widgets/toggle.tsx';
import { OmissionNotes } from './omission-notes.tsx';
import { reportCsv } from './report-csv.ts';
import { FigureTable } from './figure-table.tsx';
import { ledgerTable } from './ledger-csv.ts';
import { strings as ledgerStrings } from './ledger-strings.ts';
import { LedgerView, showParts } from './ledger-view.tsx';
import styles from './report.module.css';
import { type ReportSubject, reportTables, type ReportTime } from './report-tables.ts';
import { strings } from './strings.ts';
import { StudyBar, useShownStudy } from './study-bar.tsx';
import { cellWidths, studyTables } from './study-widths.ts';

export interface ReportDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Every figure of the run, of the same report as the command line prints: at any moment, and at the end. */
export default function ReportDialog({ isOpen, onClose }: ReportDialogProps) {
  const report = useLastReport();
  useEffect(() => followReport(), []);
  return (
    <Dialog title={strings.title} size="wide" isOpen={isOpen} onClose={onClose}>
      {report === undefined ? <p className={styles.empty}>{strings.computing}</p> : <Content report={report} />}
    </Dialog>
  );
}

/** The newest report; while a run that begins anew has none yet, the one before. */
function useLastReport(): Report | undefined {
  const report = useRun((state) => state.report);
  const [last, setLast] = useState(report);
  if (report !== undefined && report !== last) setLast(report);
  return report ?? last;
}

const SUBJECTS = Object.keys(strings.subjects) as ReportSubject[];
const TIMES = Object.keys(strings.times) as ReportTime[];

/** The pages of the report: its tables by subject, and the ledger. */
type ReportPage = ReportSubject | 'ledger';

const PAGES = [...SUBJECTS.map((value) => ({ value, label: strings.subjects[value] })), { value: 'ledger' as const, label: ledgerStrings.title }];

function Content({ report }: { readonly report: Report }) {
  const [page, setPage] = useState<ReportPage>(() => (useView.getState().ledgerAt === undefined ? 'endToEnd' : 'ledger'));
  const study = useShownStudy(report);
  return (
    <div className={styles.report}>
      <Head report={study?.report ?? report} isAsSet={study?.found === undefined}>
        <StudyBar report={report} study={study} />
      </Head>
      {page === 'ledger' ? <LedgerPage report={study?.kind === 'judged' ? study.report : report} study={study} onPage={setPage} /> : <TablesPage report={report} study={study} subject={page} onPage={setPage} />}
    </div>
  );
}

function Bar({ page, onPage, children }: { readonly page: ReportPage; readonly onPage: (page: ReportPage) => void; readonly children: ReactNode }) {
  return (
    <div className={styles.bar}>
      <SegmentedControl label={strings.subject} options={PAGES} value={page} onChange={onPage} />
      {children}
    </div>
  );
}

interface PageProps {
  readonly report: Report;
  readonly onPage: (page: ReportPage) => void;
}

interface LedgerProps extends PageProps {
  readonly study: JudgedRun | RepeatedRun | undefined;
}

function LedgerPage({ report, study, onPage }: LedgerProps) {
  const document = useDiagram((state) => state.document);
  const [at, setAt] = useState(() => useView.getState().ledgerAt ?? '');
  const ledgers = ledgersOf(document, report);
  return (
    <>
      <Bar page="ledger" onPage={onPage}>
        <Actions csv={() => reportCsv([ledgerTable(document, ledgers)])} report={report} study={study?.kind === 'judged' ? study : undefined} />
      </Bar>
      <LedgerView document={document} ledgers={ledgers} at={at} onOpen={setAt} onShow={showParts} />
    </>
  );
}

interface TablesProps extends PageProps {
  readonly subject: ReportSubject;
  readonly study: JudgedRun | RepeatedRun | undefined;
}

function TablesPage({ report, study, subject, onPage }: TablesProps) {
  const [time, setTime] = useState<ReportTime>('sojourn');
  const document = useDiagram((state) => state.document);
  const countUnanswered = useView((state) => state.countsUnanswered);
  const tablesOf = useCallback(
    (shown: Report) => reportTables(shown, { subject, time, countUnanswered, nameOf: (id) => nameOf(id, document) }),
    [subject, time, countUnanswered, document],
  );
  const tables = study === undefined ? tablesOf(report) : studyTables(study, tablesOf);
  const widthOf = useMemo(() => study && cellWidths(study, tablesOf), [study, tablesOf]);
  const isEmpty = tables.every(({ rows }) => rows.length === 0);
  const hasTimes = !isEmpty && (subject === 'components' || subject === 'connections');
  const times = TIMES.map((value) => ({ value, label: strings.times[value] }));
  return (
    <>
      <Bar page={subject} onPage={onPage}>
        <Actions csv={() => reportCsv(tables)} report={report} study={study} />
      </Bar>
      <Scroller key={subject}>
        {isEmpty && <p className={styles.empty}>{strings.nothing[subject]}</p>}
        {subject === 'endToEnd' && !isEmpty && <OmissionNotes report={study?.kind === 'judged' ? study.report : report} />}
        {tables.map((table, index) => (
          <FigureTable key={table.id} table={table} onShow={showPart} {...(widthOf && { widthOf })}>
            {hasTimes && index === tables.length - 1 && (
              <SegmentedControl label={strings.time} options={times} value={time} onChange={setTime} />
            )}
            {subject === 'endToEnd' && !isEmpty && index === tables.length - 1 && (
              <Toggle
                label={strings.countUnanswered}
                hint={strings.countUnansweredHint}
                isOn={countUnanswered}
                onChange={useView.getState().countUnanswered}
              />
            )}
          </FigureTable>
        ))}
      </Scroller>
    </>
  );
}

/** Named and focusable, so that it can be scrolled with keys; a new subject begins at its top. */
function Scroller({ children }: { readonly children: ReactNode }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroller} role="region" aria-label={strings.title} tabIndex={0}>
      {children}
    </div>
  );
}

function showPart(partId: string): void {
  const { select, showPanel } = useView.getState();
  showPanel('none');
  select([partId]);
}

/** When, and of which run: what is needed to get the same figures again. */
function Head({ report, isAsSet, children }: { readonly report: Report; readonly isAsSet: boolean; readonly children: ReactNode }) {
  const { outcome, warmUpMs } = report;
  const facts = [
    strings.at(formatClock(report.nowMs), formatClock(report.horizonMs)),
    warmUpMs > 0 ? strings.warmUp(formatDuration(warmUpMs), isAsSet) : strings.noWarmUp,
    strings.seed(report.seed),
    strings.engine(report.engineVersion),
    strings.events(countText(report.events)),
    strings.trace(report.traceHash),
  ];
  const isEarlyEnd = 'message' in outcome;
  return (
    <div className={styles.head}>
      <p className={isEarlyEnd ? styles.problem : styles.outcome}>
        {strings.outcomes[outcome.kind]} {isEarlyEnd && outcome.message}
      </p>
      <ul className={styles.facts}>
        {facts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
      {children}
    </div>
  );
}

interface ActionsProps {
  readonly csv: () => string;
  readonly report: Report;
  /** What is saved is what is shown: all runs, or the one as the command line prints it. */
  readonly study?: JudgedRun | RepeatedRun | undefined;
}

function Actions({ csv, report, study }: ActionsProps) {
  const [message, setMessage] = useState('');
  const state = useRun((run) => run.play);
  const copy = (): void => {
    navigator.clipboard.writeText(csv()).then(
      () => setMessage(strings.copied),
      () => setMessage(strings.copyFailed),
    );
  };
  const save = (): void => {
    saveFile(fileName(report.title), `${JSON.stringify(saved(report, study), undefined, 2)}\n`);
  };
  const isPlaying = state === 'playing';
  return (
    <div className={styles.actions}>
      {(isPlaying || state === 'paused') && (
        <Button isSmall icon={isPlaying ? <Pause size={14} /> : <Play size={14} />} onClick={isPlaying ? pause : play}>
          {isPlaying ? strings.pause : strings.play}
        </Button>
      )}
      <Button isSmall icon={<Copy size={14} />} onClick={copy}>
        {strings.copy}
      </Button>
      <Button isSmall icon={<Download size={14} />} title={strings.saveHint} onClick={save}>
        {strings.save}
      </Button>
      <span role="status" className={styles.message}>
        {message}
      </span>
    </div>
  );
}

function saved(report: Report, study: JudgedRun | RepeatedRun | undefined): Report | ReplicationsJson {
  if (study === undefined) return report;
  return study.kind === 'repeated' ? replicationsJson(useDiagram.getState().document, study) : judgedReport(study);
}

/** `a-small-shop-report.json`. */
function fileName(title: string): string {
  const stem = title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  return `${stem === '' ? 'run' : stem}-report.json`;
}
