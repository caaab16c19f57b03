import { Table2 } from 'lucide-react';
import { useEffect } from 'react';
import { heldMeanMs } from '../../analysis/held-mean.ts';
import { isScarce } from '../../base/statistics/time-samples.ts';
import type { ChannelReport, ComponentReport, ConnectionReport, Counts, Report, SourceReport, TimeSummary } from '../../engine/report.ts';
import { followReport } from '../../store/follow-report.ts';
import { useView } from '../../store/view-store.ts';
import { Button } from '../widgets/button.tsx';
import { classNames } from '../widgets/class-names.ts';
import { formatCompact, formatDuration, formatExactCount, formatRate, formatRatio } from '../widgets/format.ts';
import { useShownRun } from '../widgets/use-shown-run.ts';
import figures from './figures-section.module.css';
import styles from './so-far.module.css';
import { strings } from './strings.ts';

type TimeRow = readonly [label: string, summary: Pick<TimeSummary, 'count' | 'mean' | 'p50' | 'p99'>, share: number | null, hint?: string];
type Times = readonly TimeRow[];
type Facts = readonly (readonly [label: string, text: string, isBad?: boolean])[];

/** Figures of the whole run up to now of one thing: the report's, brought up to date about once a second. */
function useReport(): Report | undefined {
  useEffect(() => followReport(), []);
  return useShownRun().report;
}

export function ComponentSoFar({ id }: { readonly id: string }) {
  const report = useReport();
  const source = report?.sources.find((item) => item.id === id);
  const component = report?.components.find((item) => item.id === id);
  if (component === undefined) return null;
  if (source !== undefined) return <SoFar times={sourceTimes(source)} facts={[...sourceFacts(source), ...countFacts(component.counts)]} />;
  return <SoFar times={componentTimes(component)} facts={[...loadFacts(component), ...countFacts(component.counts)]} />;
}

export function ConnectionSoFar({ id }: { readonly id: string }) {
  const connection = useReport()?.connections.find((item) => item.id === id);
  if (connection === undefined) return null;
  const { callsPerSec, throughputPerSec, goodputPerSec, counts } = connection;
  const rates: Facts = [
    [strings.calls, formatRate(callsPerSec)],
    [strings.throughput, formatRate(throughputPerSec)],
    [strings.goodput, formatRate(goodputPerSec)],
  ];
  return <SoFar times={connectionTimes(connection)} facts={[...rates, ...countFacts(counts)]} />;
}

export function ChannelSoFar({ id }: { readonly id: string }) {
  const channel = useReport()?.channels.find((item) => item.id === id);
  return channel === undefined ? null : <SoFar times={[]} facts={channelFacts(channel)} of={channel.name} />;
}

/** An exchange passes on at once: nothing is ready, finished, dropped or expired in it. */
export function ExchangeSoFar({ id }: { readonly id: string }) {
  const channel = useReport()?.channels.find((item) => item.id === id);
  if (channel === undefined) return null;
  const { published, unroutable } = channel.measures;
  const facts: Facts = [
    [strings.channelFacts.published, formatExactCount(published)],
    [strings.unroutable, formatExactCount(unroutable), unroutable > 0],
  ];
  return <SoFar times={[]} facts={facts} />;
}

/** The caller is free when a request is answered; its work is over when it is done. Both, or patterns look better than they are. */
function sourceTimes(source: SourceReport): Times {
  const doneShare = source.offered > 0 ? source.doneMs.count / source.offered : null;
  return [
    [strings.answered, source.answeredMs, source.answeredShare],
    [strings.workDone, source.doneMs, doneShare],
  ];
}

/** The parts of a request's time, then all of it. Only means add up, so what remains for replies is a mean alone. */
function componentTimes(component: ComponentReport): Times {
  const { waitMs, serviceMs, sojournMs, answeredShare } = component;
  return [
    [strings.wait, waitMs, answeredShare],
    [strings.service, serviceMs, answeredShare],
    [strings.held, { count: 0, mean: heldMeanMs(component), p50: null, p99: null }, answeredShare, strings.heldHint],
    [strings.sojourn, sojournMs, answeredShare],
  ];
}

function connectionTimes({ waitMs, serviceMs, sojournMs, answeredShare }: ConnectionReport): Times {
  return [
    [strings.wait, waitMs, answeredShare],
    [strings.service, serviceMs, answeredShare],
    [strings.sojourn, sojournMs, answeredShare],
  ];
}

function sourceFacts({ goodputPerSec, measures }: SourceReport): Facts {
  return [
    [strings.goodput, formatRate(goodputPerSec)],
    [strings.workDone, formatExactCount(measures.done)],
    [strings.unfinished, formatExactCount(measures.unfinished)],
    [strings.effectsLost, formatExactCount(measures.effectsLost), measures.effectsLost > 0],
  ];
}

function loadFacts({ throughputPerSec, goodputPerSec, utilization, meanInQueue, meanInSystem }: ComponentReport): Facts {
  return [
    [strings.throughput, formatRate(throughputPerSec)],
    [strings.goodput, formatRate(goodputPerSec)],
    [strings.meanUtilization, utilization === null ? '–' : formatRatio(utilization)],
    [strings.meanInQueue, formatCompact(meanInQueue)],
    [strings.meanInSystem, formatCompact(meanInSystem)],
  ];
}

const COUNTS: readonly (readonly [keyof Counts, isBad: boolean])[] = [
  ['offered', false],
  ['started', false],
  ['completed', false],
  ['inFlight', false],
  ['rejected', true],
  ['timedOut', true],
  ['failed', true],
  ['retried', false],
  ['redelivered', true],
  ['deadLettered', true],
];

function countFacts(counts: Counts): Facts {
  return COUNTS.map(([name, isBad]) => [strings.counts[name], formatExactCount(counts[name]), isBad && counts[name] > 0]);
}

function channelFacts({ measures, meanReady }: ChannelReport): Facts {
  const bad = ['refused', 'dropped', 'deadLettered', 'expiredUnread', 'lost'] as const;
  return [
    [strings.channelFacts.published, formatExactCount(measures.published)],
    [strings.channelFacts.finished, formatExactCount(measures.finished)],
    [strings.channelFacts.meanReady, formatCompact(meanReady)],
    ...bad.map((name) => [strings.channelFacts[name], formatExactCount(measures[name]), measures[name] > 0] as const),
  ];
}

/** Who wants to see the counts of one part wants to see those of the next. */
let wereCountsOpen = false;

function SoFar({ times, facts, of }: { readonly times: Times; readonly facts: Facts; readonly of?: string }) {
  const { warmUp } = useShownRun();
  return (
    <section className={classNames(figures.section, styles.soFar)} aria-label={strings.labelOf(strings.soFar, of)}>
      <header>
        <h3>{strings.soFar}</h3>
        <Button variant="quiet" isSmall icon={<Table2 size={14} />} onClick={() => useView.getState().showPanel('report')}>
          {strings.wholeReport}
        </Button>
      </header>
      <p>{warmUp}</p>
      {times.length > 0 && <TimesTable times={times} />}
      <details open={wereCountsOpen} onToggle={(event) => (wereCountsOpen = event.currentTarget.open)}>
        <summary>{strings.countsAndMeans}</summary>
        <dl>
          {facts.map(([label, text, isBad]) => (
            <div key={label} data-bad={isBad || undefined} data-none={text === '0' || undefined}>
              <dt>{label}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}

function TimesTable({ times }: { readonly times: Times }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{strings.time}</th>
          {strings.timeColumns.map((label) => (
            <th key={label} scope="col">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {times.map(([label, { count, mean, p50, p99 }, share, hint]) => (
          <tr key={label} title={hint ?? (share === null ? undefined : strings.shareOf(formatRatio(share)))}>
            <th scope="row">{label}</th>
            <td>{timeText(mean)}</td>
            <Percentile isTold={!isScarce(count, 'p50')} value={p50} />
            <Percentile isTold={!isScarce(count, 'p99')} value={p99} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const timeText = (ms: number | null): string => (ms === null ? '–' : formatDuration(ms));

function Percentile({ isTold, value }: { readonly isTold: boolean; readonly value: number | null }) {
  return isTold ? <td>{timeText(value)}</td> : <td data-scarce="">{strings.scarce}</td>;
}
