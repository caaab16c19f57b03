import { Table2 } from 'lucide-react';
import { isScarce } from '../../base/statistics/time-samples.ts';
import type { Report, SourceReport } from '../../engine/report.ts';
import { canGoOn, useRun } from '../../store/run-store.ts';
import { goOn } from '../../store/session/playback.ts';
import { again } from '../../store/session/session.ts';
import { useView } from '../../store/view-store.ts';
import { Button } from '../widgets/button.tsx';
import { Dialog } from '../widgets/dialog.tsx';
import { formatDuration, formatExactCount, formatRate, formatRatio } from '../widgets/format.ts';
import { Toggle } from '../widgets/toggle.tsx';
import { useShownRun } from '../widgets/use-shown-run.ts';
import type { ListDialogProps } from './examples-dialog.tsx';
import styles from './lists.module.css';
import { strings } from './strings.ts';

/** What the whole run came to, and how to go on. */
export default function SummaryDialog({ isOpen, onClose }: ListDialogProps) {
  const { report, warmUp } = useShownRun();
  const error = useRun((state) => state.error);
  const isAtHorizon = report?.outcome.kind === 'horizon';
  const hasMoreToCome = useRun(canGoOn);
  const actions = (
    <>
      <Button icon={<Table2 size={16} />} onClick={() => useView.getState().showPanel('report')}>
        {strings.report}
      </Button>
      {hasMoreToCome && <Button onClick={goOn}>{strings.continue}</Button>}
      <Button variant="primary" onClick={again}>
        {strings.again}
      </Button>
    </>
  );
  return (
    <Dialog
      title={isAtHorizon ? strings.summary : strings.summaryStopped}
      isOpen={isOpen && report !== undefined}
      onClose={onClose}
      actions={actions}
    >
      {error !== undefined && <p className={styles.problem}>{error}</p>}
      {report !== undefined && <Summary report={report} warmUp={warmUp} />}
    </Dialog>
  );
}

function Summary({ report, warmUp }: { readonly report: Report; readonly warmUp: string }) {
  const countsUnanswered = useView((state) => state.countsUnanswered);
  return (
    <div className={styles.summary}>
      <OutcomeNote report={report} />
      <table>
        <thead>
          <tr>
            <th scope="col">{strings.summarySource}</th>
            <th scope="col">{strings.summaryOffered}</th>
            <th scope="col">{strings.summaryAnswered}</th>
            <th scope="col">{strings.summaryGood}</th>
            <th scope="col">{strings.summaryP50}</th>
            <th scope="col">{strings.summaryP99}</th>
            <th scope="col">{strings.summaryDoneP99}</th>
          </tr>
        </thead>
        <tbody>
          {report.sources.map((source) => (
            <SourceRow key={source.id} source={source} countsUnanswered={countsUnanswered} />
          ))}
        </tbody>
      </table>
      <Toggle
        label={strings.summaryCountUnanswered}
        hint={strings.summaryCountUnansweredHint}
        isOn={countsUnanswered}
        onChange={useView.getState().countUnanswered}
      />
      <p className={styles.small}>{warmUp}</p>
      <p className={styles.small}>
        {strings.summaryEvents(formatExactCount(report.events))} · {strings.summaryTrace(report.traceHash)}
      </p>
    </div>
  );
}

function SourceRow({ source, countsUnanswered }: { readonly source: SourceReport; readonly countsUnanswered: boolean }) {
  const { answeredMs, doneMs } = countsUnanswered ? source.countingUnanswered : source;
  const time = (ms: number | null): string => (ms === null ? '–' : formatDuration(ms));
  return (
    <tr>
      <th scope="row">{source.name}</th>
      <td>{formatRate(source.offeredPerSec)}</td>
      <td>{source.answeredShare === null ? '–' : formatRatio(source.answeredShare)}</td>
      <td>{formatRate(source.goodputPerSec)}</td>
      <td>{isScarce(answeredMs.count, 'p50') ? strings.summaryScarce : time(answeredMs.p50)}</td>
      <td>{isScarce(answeredMs.count, 'p99') ? strings.summaryScarce : time(answeredMs.p99)}</td>
      <td>{isScarce(doneMs.count, 'p99') ? strings.summaryScarce : time(doneMs.p99)}</td>
    </tr>
  );
}

function OutcomeNote({ report }: { readonly report: Report }) {
  const { outcome } = report;
  if (outcome.kind === 'horizon' || outcome.kind === 'running') return null;
  return (
    <p className={styles.problem}>
      {strings.outcomes[outcome.kind]}: {outcome.message} {strings.noMoreToCome[outcome.kind]}
    </p>
  );
}
