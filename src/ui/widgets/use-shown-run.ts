import { useEffect } from 'react';
import type { JudgedRun } from '../../analysis/studies.ts';
import type { Report } from '../../engine/report.ts';
import { attempt, part } from '../../store/parts.ts';
import { useRun } from '../../store/run-store.ts';
import { useStudy } from '../../store/study-state.ts';
import { formatDuration } from './format.ts';
import { strings } from './warm-up-strings.ts';

/** What every place of the page that tells figures of the whole run tells them of. */
export interface ShownRun {
  readonly report: Report | undefined;
  /** The steady run that is over, with the warm-up that was found in it left out; `report` is its own then. */
  readonly judged: JudgedRun | undefined;
  /** Which warm-up was left out, in words. */
  readonly warmUp: string;
}

const study = part(() => import('../../store/study.ts'));

/** The run's report. Once a steady run is over its warm-up is looked for, and its report is the one after it. */
export function useShownRun(): ShownRun {
  const report = useRun((state) => state.report);
  const judged = useJudged(report);
  const isLooking = useStudy(({ work }) => work.kind === 'judging');
  return { report: judged?.report ?? report, judged, warmUp: judged === undefined ? setWords(report, isLooking) : foundWords(judged) };
}

/** What was found out about the run of this very report: what is told of another would be a lie. */
export function useJudged(report: Report | undefined): JudgedRun | undefined {
  const judged = useStudy((state) => state.judged);
  const traceHash = report?.traceHash;
  const isOver = report?.outcome.kind === 'horizon';
  useEffect(() => {
    if (isOver) void attempt(async () => (await study()).judge());
  }, [isOver, traceHash]);
  return judged !== undefined && judged.report.traceHash === traceHash ? judged : undefined;
}

function setWords(report: Report | undefined, isLooking: boolean): string {
  const { warmUpMs = 0 } = report ?? {};
  const set = warmUpMs > 0 ? strings.set(formatDuration(warmUpMs)) : strings.noneSet;
  return isLooking ? `${set} ${strings.sought}` : set;
}

function foundWords({ found, warmUpMs }: JudgedRun): string {
  const leftOut = formatDuration(warmUpMs);
  if (found?.kind !== 'found') return `${warmUpMs > 0 ? strings.set(leftOut) : strings.noneSet} ${strings.tooShort}`;
  if (warmUpMs > found.lengthMs) return strings.longer(leftOut, formatDuration(found.lengthMs));
  return warmUpMs === 0 ? strings.noneFound : strings.found(leftOut);
}
