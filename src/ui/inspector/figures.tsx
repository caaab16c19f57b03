import { useEffect } from 'react';
import { judgeHealth } from '../../analysis/health.ts';
import type { Report, TimeSummary } from '../../engine/report.ts';
import type { Channel, Component, Connection } from '../../model/document.ts';
import { valueAt } from '../../store/active-faults.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { runFeed } from '../../store/run-feed.ts';
import { useRun } from '../../store/run-store.ts';
import { refreshReport } from '../../store/session.ts';
import { componentSpecs } from '../../model/catalog.ts';
import { formatCount, formatDuration, formatRate, formatRatio } from '../widgets/format.ts';
import type { HealthState } from '../widgets/health.ts';
import { StateChip } from '../widgets/state-chip.tsx';
import styles from './inspector.module.css';
import { strings } from './strings.ts';

/** Percentiles come from the whole run, about once a second. */
const TICKS_PER_REPORT = 4;

/** Times over the whole run so far of one thing, kept up to date while it is looked at. */
function useTimes(pick: (report: Report) => TimeSummary | undefined): Figure {
  const report = useRun((state) => state.report);
  useEffect(() => {
    void refreshReport();
    return useRun.subscribe((state, before) => {
      if (state.tick !== before.tick && state.tick % TICKS_PER_REPORT === 0) void refreshReport();
    });
  }, []);
  const p99 = report === undefined ? undefined : pick(report)?.p99;
  return [strings.p99, p99 === undefined || p99 === null ? '–' : formatDuration(p99)];
}

type Figure = readonly [label: string, text: string, isBad?: boolean];

/** What is measured of a component right now, four times a second. */
export function ComponentFigures({ component }: { readonly component: Component }) {
  useRun((state) => state.tick);
  const document = useDiagram((state) => state.document);
  const isClient = component.kind === 'client';
  const times = useTimes((report) =>
    isClient
      ? report.sources.find((source) => source.id === component.id)?.answeredMs
      : report.components.find((item) => item.id === component.id)?.sojournMs,
  );
  const row = runFeed.rowOf('components', component.id);
  if (row < 0 || runFeed.frame === undefined) return null;
  const figures = isClient ? clientFigures(component.id, row) : serverFigures(component, row);
  const replicas = componentSpecs(component).find((spec) => spec.name === 'replicas');
  const nowMs = runFeed.frame.nowMs;
  const count = replicas && valueAt(document, { target: component.id, spec: replicas, params: component.params, nowMs });
  return <FigureList figures={[...figures, times]} state={stateOf(component, row, Number(count ?? 0))} />;
}

function stateOf(component: Component, row: number, replicas: number): HealthState {
  const sourceRow = runFeed.rowOf('sources', component.id);
  const isClient = component.kind === 'client';
  return judgeHealth({
    replicasUp: runFeed.component(row, 'replicasUp'),
    replicas: isClient ? 0 : Math.max(1, replicas),
    endedWell: isClient ? runFeed.sourceChange(sourceRow, 'answered') : runFeed.componentChange(row, 'completed'),
    endedBadly: isClient ? runFeed.sourceChange(sourceRow, 'failed') : badEndings(row),
    offered: runFeed.componentChange(row, 'offered'),
    inSystem: runFeed.component(row, 'inSystem'),
    utilization: isClient ? Number.NaN : runFeed.utilization(row),
    queued: runFeed.component(row, 'queued'),
    queuedBefore: runFeed.component(row, 'queued') - runFeed.componentChange(row, 'queued'),
    queueCapacity: Infinity,
  });
}

function badEndings(row: number): number {
  return (['rejected', 'failedHere', 'failedByCall', 'lost'] as const).reduce(
    (sum, measure) => sum + runFeed.componentChange(row, measure),
    0,
  );
}

function rate(change: number): string {
  return formatRate(runFeed.perSec(change));
}

function clientFigures(id: string, row: number): readonly Figure[] {
  const sourceRow = runFeed.rowOf('sources', id);
  const failed = runFeed.sourceChange(sourceRow, 'failed');
  return [
    [strings.offered, rate(runFeed.componentChange(row, 'offered'))],
    [strings.answered, rate(runFeed.sourceChange(sourceRow, 'answered'))],
    [strings.failed, rate(failed), failed > 0],
    [strings.inProgress, formatCount(runFeed.source(sourceRow, 'unanswered'))],
  ];
}

function serverFigures(component: Component, row: number): readonly Figure[] {
  const bad = badEndings(row);
  const figures: Figure[] = [
    [strings.rate, rate(runFeed.componentChange(row, 'completed'))],
    [strings.failed, rate(bad), bad > 0],
    [strings.utilization, formatRatio(runFeed.utilization(row))],
    [strings.queue, formatCount(runFeed.component(row, 'queued'))],
    [strings.inSystem, formatCount(runFeed.component(row, 'inSystem'))],
  ];
  if (component.kind !== 'cache') return figures;
  const hits = runFeed.componentChange(row, 'hits');
  return [...figures, [strings.hitRatio, formatRatio(hits / (hits + runFeed.componentChange(row, 'misses')))]];
}

/** What is measured of a connection right now. */
export function ConnectionFigures({ connection }: { readonly connection: Connection }) {
  useRun((state) => state.tick);
  const times = useTimes((report) => report.connections.find((item) => item.id === connection.id)?.sojournMs);
  const row = runFeed.rowOf('connections', connection.id);
  if (row < 0 || runFeed.frame === undefined) return null;
  const change = (measure: Parameters<typeof runFeed.connectionChange>[1]): number => runFeed.connectionChange(row, measure);
  const now = (measure: Parameters<typeof runFeed.connection>[1]): number => runFeed.connection(row, measure);
  const calls: readonly Figure[] = [
    [strings.rate, rate(Math.max(change('attempts'), change('delivered')))],
    [strings.failed, rate(change('failed')), change('failed') > 0],
  ];
  const byKind: Readonly<Record<Connection['kind'], readonly Figure[]>> = {
    sync: [
      [strings.timeouts, rate(change('timedOut')), change('timedOut') > 0],
      [strings.retries, rate(change('retries'))],
      [strings.inProgress, formatCount(now('inProgress'))],
      [strings.waitingForConnection, formatCount(now('waitingForConnection'))],
      ...(now('connected') > 0 ? [[strings.connected, formatCount(now('connected'))] as const] : []),
    ],
    queue: [
      [strings.unacknowledged, formatCount(now('unacknowledged'))],
      [strings.redelivered, rate(change('redelivered')), change('redelivered') > 0],
      [strings.duplicates, rate(change('duplicates')), change('duplicates') > 0],
    ],
    stream: [
      [strings.lag, formatCount(now('lag'))],
      [strings.inProgress, formatCount(now('unacknowledged'))],
      [strings.duplicates, rate(change('duplicates')), change('duplicates') > 0],
    ],
  };
  return <FigureList figures={[...calls, ...byKind[connection.kind], times]} />;
}

/** What is measured of a channel right now. */
export function ChannelFigures({ channel }: { readonly channel: Channel }) {
  useRun((state) => state.tick);
  const row = runFeed.rowOf('channels', channel.id);
  if (row < 0 || runFeed.frame === undefined) return null;
  const dropped = runFeed.channelChange(row, 'dropped') + runFeed.channelChange(row, 'refused');
  const dead = runFeed.channel(row, 'deadLettered');
  const figures: Figure[] = [
    [strings.rate, rate(runFeed.channelChange(row, 'published'))],
    [strings.ready, formatCount(runFeed.channel(row, 'ready'))],
    [strings.age, formatDuration(runFeed.channel(row, 'oldestAgeMs'))],
    [strings.dropped, rate(dropped), dropped > 0],
    [strings.deadLetters, formatCount(dead), dead > 0],
  ];
  return <FigureList figures={figures} />;
}

function FigureList({ figures, state }: { readonly figures: readonly Figure[]; readonly state?: HealthState }) {
  return (
    <section className={styles.figures} aria-label={strings.figures}>
      {state !== undefined && <StateChip state={state} />}
      <dl>
        {figures.map(([label, text, isBad]) => (
          <div key={label} data-bad={isBad || undefined}>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
