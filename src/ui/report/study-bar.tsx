import { Repeat } from 'lucide-react';
import { useState } from 'react';
import { mostReplications, REPLICATIONS } from '../../analysis/replication-seeds.ts';
import { runMode } from '../../analysis/run-mode.ts';
import type { JudgedRun, RepeatedRun } from '../../analysis/studies.ts';
import type { Report } from '../../engine/report.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { type StudyWork, useStudy } from '../../store/study-state.ts';
import { cancelStudy, repeat, showRuns } from '../../store/study.ts';
import { useView } from '../../store/view-store.ts';
import { Button } from '../widgets/button.tsx';
import { formatDuration } from '../widgets/format.ts';
import { NumberField } from '../widgets/number-field.tsx';
import { SegmentedControl } from '../widgets/segmented-control.tsx';
import { useJudged } from '../widgets/use-shown-run.ts';
import { strings } from './study-strings.ts';
import styles from './study.module.css';

/** The study that the tables show: of all runs, or of the one if it can be judged by itself; undefined: bare figures. */
export function useShownStudy(report: Report): JudgedRun | RepeatedRun | undefined {
  const { repeated, shows } = useStudy();
  const judged = useJudged(report);
  return shows === 'all' && repeated !== undefined ? repeated : judged;
}

/** Says how sure the figures are, and lets the reader make them surer. */
export function StudyBar({ report, study }: { readonly report: Report; readonly study: JudgedRun | RepeatedRun | undefined }) {
  const { work, repeated, shows } = useStudy();
  const which = repeated === undefined ? undefined : [
    { value: 'one' as const, label: strings.thisRun },
    { value: 'all' as const, label: strings.runs(repeated.runs.length) },
  ];
  return (
    <div role="group" aria-label={strings.region} className={styles.bar}>
      {which !== undefined && <SegmentedControl label={strings.which} options={which} value={shows} onChange={showRuns} />}
      <p>
        <Sentence report={report} study={study} work={work} />{' '}
        <button type="button" className={styles.why} onClick={() => useView.getState().showModel('runs#how-sure-a-figure-is')}>
          {strings.why}
        </button>
      </p>
      <Work work={work} isAgain={repeated !== undefined} />
    </div>
  );
}

interface SentenceProps {
  readonly report: Report;
  readonly study: JudgedRun | RepeatedRun | undefined;
  readonly work: StudyWork;
}

function Sentence({ report, study, work }: SentenceProps) {
  const isSteady = useDiagram((state) => runMode(state.document).kind === 'steady');
  if (study?.kind === 'repeated') return [strings.allRuns(study.runs.length), warmUpOfAll(study)].join(' ').trim();
  if (study !== undefined) return ofOne(study);
  if (!isSteady) return strings.scenario;
  if (report.outcome.kind === 'running') return strings.notOver;
  return work.kind === 'judging' ? strings.judging : strings.scenario;
}

function warmUpOfAll({ found }: RepeatedRun): string {
  if (found === undefined) return '';
  if (found.kind === 'tooShort') return strings.allTooShort;
  return found.lengthMs > 0 ? strings.allFound(formatDuration(found.lengthMs)) : '';
}

function ofOne({ found, warmUpMs }: JudgedRun): string {
  if (found?.kind !== 'found') return strings.tooShort;
  if (warmUpMs === 0) return strings.foundNone;
  return strings.found(formatDuration(found.lengthMs), formatDuration(warmUpMs), warmUpMs > found.lengthMs);
}

function Work({ work, isAgain }: { readonly work: StudyWork; readonly isAgain: boolean }) {
  const most = useDiagram((state) => mostReplications(state.document));
  const [count, setCount] = useState<number>(REPLICATIONS.usual);
  if (work.kind === 'repeating') return <Progress done={work.done} total={work.total} />;
  return (
    <div className={styles.work}>
      <NumberField label={strings.count} value={Math.min(count, most)} min={REPLICATIONS.fewest} max={most} onChange={(value) => setCount(Math.round(value))} />
      <Button isSmall icon={<Repeat size={14} />} onClick={() => repeat(Math.min(count, most))}>
        {isAgain ? strings.again : strings.repeat}
      </Button>
      {work.kind === 'failed' && <span role="alert">{strings.failed(work.message)}</span>}
    </div>
  );
}

function Progress({ done, total }: { readonly done: number; readonly total: number }) {
  const text = strings.progress(done, total);
  return (
    <div className={styles.work} role="status">
      <progress value={done} max={total} aria-label={text} />
      <span>{text}</span>
      <Button isSmall onClick={cancelStudy}>
        {strings.cancel}
      </Button>
    </div>
  );
}
