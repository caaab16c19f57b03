import type { Channel, Component, Connection } from '../../model/document.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { componentHealth, limitsAt } from '../../store/health-now.ts';
import { runFeed } from '../../store/run-feed.ts';
import { useRun } from '../../store/run-store.ts';
import { formatCount, formatDuration, formatRate, formatRatio } from '../widgets/format.ts';
import type { HealthState } from '../widgets/health.ts';
import { StateChip } from '../widgets/state-chip.tsx';
import styles from './inspector.module.css';
import { ChannelSoFar, ComponentSoFar, ConnectionSoFar, ExchangeSoFar } from './so-far.tsx';
import { strings } from './strings.ts';

type Figure = readonly [label: string, text: string, isBad?: boolean];

/** What is measured of a component right now, four times a second. */
export function ComponentFigures({ component }: { readonly component: Component }) {
  useRun((state) => state.tick);
  const document = useDiagram((state) => state.document);
  const isClient = component.kind === 'client';
  const row = runFeed.rowOf('components', component.id);
  if (row < 0 || runFeed.frame === undefined) return null;
  const figures = isClient ? clientFigures(component.id, row) : serverFigures(component, row);
  const state = componentHealth(runFeed, component, limitsAt(document, component, runFeed.frame.nowMs));
  return (
    <>
      <FigureList figures={figures} state={state} />
      <ComponentSoFar id={component.id} />
    </>
  );
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
    [strings.workDone, rate(runFeed.sourceChange(sourceRow, 'done'))],
    [strings.failed, rate(failed), failed > 0],
    [strings.inProgress, formatCount(runFeed.source(sourceRow, 'unanswered'))],
    [strings.unfinished, formatCount(runFeed.source(sourceRow, 'unfinished'))],
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
  return (
    <>
      <FigureList figures={[...calls, ...byKind[connection.kind]]} />
      <ConnectionSoFar id={connection.id} />
    </>
  );
}

/** What is measured of a channel right now. */
export function ChannelFigures({ channel }: { readonly channel: Channel }) {
  useRun((state) => state.tick);
  const row = runFeed.rowOf('channels', channel.id);
  if (row < 0 || runFeed.frame === undefined) return null;
  if (channel.kind === 'exchange') return <ExchangeFigures row={row} id={channel.id} name={channel.name} />;
  const dropped = runFeed.channelChange(row, 'dropped') + runFeed.channelChange(row, 'refused');
  const dead = runFeed.channel(row, 'deadLettered');
  const figures: Figure[] = [
    [strings.rate, rate(runFeed.channelChange(row, 'published'))],
    [strings.ready, formatCount(runFeed.channel(row, 'ready'))],
    [strings.age, formatDuration(runFeed.channel(row, 'oldestAgeMs'))],
    [strings.dropped, rate(dropped), dropped > 0],
    [strings.deadLetters, formatCount(dead), dead > 0],
  ];
  return (
    <>
      <FigureList figures={figures} of={channel.name} />
      <ChannelSoFar id={channel.id} />
    </>
  );
}

/** An exchange keeps nothing, so nothing in it waits or ages. */
function ExchangeFigures({ row, id, name }: { readonly row: number; readonly id: string; readonly name: string }) {
  const unroutable = runFeed.channelChange(row, 'unroutable');
  const figures: Figure[] = [
    [strings.rate, rate(runFeed.channelChange(row, 'published'))],
    [strings.unroutable, rate(unroutable), unroutable > 0],
  ];
  return (
    <>
      <FigureList figures={figures} of={name} />
      <ExchangeSoFar id={id} />
    </>
  );
}

interface FigureListProps {
  readonly figures: readonly Figure[];
  /** Whose they are, where those of a connection stand in the same panel. */
  readonly of?: string;
  readonly state?: HealthState;
}

function FigureList({ figures, of, state }: FigureListProps) {
  return (
    <section className={styles.figures} aria-label={strings.labelOf(strings.figures, of)}>
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
