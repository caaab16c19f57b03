import { halfWidths } from '../analysis/merge-runs.ts';
import type { RepeatedRun } from '../analysis/studies.ts';
import { countText, figureText, shareText } from '../base/figure-text.ts';
import type { PercentileName } from '../base/statistics/time-samples.ts';
import { writeDuration } from '../base/units.ts';
import type { ChannelReport, ComponentReport, ConnectionReport, SourceReport, TimeSummary } from '../engine/report.ts';
import type { BrownoutDocument } from '../model/document.ts';
import { percentileText, scarceNote, withWidth } from './percentile-text.ts';
import { runModeText } from './run-mode-text.ts';
import { textTable } from './text-table.ts';

/** Repeated runs for people: every figure with half the width of its interval at 95 %. */
export function replicationsTable(document: BrownoutDocument, repeated: RepeatedRun, { countUnanswered }: { readonly countUnanswered: boolean }): string {
  const { report, runs } = repeated;
  const widths = halfWidths(runs);
  const parts = [
    heading(document, repeated),
    section('Load sources, per run', SOURCE_COLUMNS, pairs(report.sources, widths.sources)),
    section(
      countUnanswered ? 'End to end (ms), unanswered requests counted as at least their timeout' : 'End to end (ms)',
      TIME_COLUMNS,
      pairs(report.sources, widths.sources).flatMap((pair) => sourceTimes(pair, countUnanswered)),
    ),
    section('Components, per run', COMPONENT_COLUMNS, pairs(report.components, widths.components)),
    section('Times in components (ms)', TIME_COLUMNS, pairs(report.components, widths.components).flatMap((pair) => placeTimes(pair, pair.item.name))),
    section('Connections, per run', CONNECTION_COLUMNS, pairs(report.connections, widths.connections)),
    section('Times of calls and messages (ms)', TIME_COLUMNS, pairs(report.connections, widths.connections).flatMap((pair) => placeTimes(pair, wayOf(pair.item)))),
    section('Channels, per run', CHANNEL_COLUMNS, pairs(report.channels, widths.channels)),
  ].filter((text) => text !== '');
  return `${[...parts, ...scarceNote(parts)].join('\n\n')}\n`;
}

function heading(document: BrownoutDocument, { report, runs, ...leftOut }: RepeatedRun): string {
  return [
    report.title,
    `${runs.length} runs with other seeds, ${writeDuration(report.horizonMs)} simulated each; means ± half the interval at 95 %`,
    runModeText(document, leftOut),
    `seeds from ${document.settings.seed}, engine ${report.engineVersion}, trace of the first ${report.traceHash}`,
  ].join('\n');
}

// Tables.

interface Pair<Item> {
  readonly item: Item;
  readonly width: Item;
}

function pairs<Item>(items: readonly Item[], widths: readonly Item[]): Pair<Item>[] {
  return items.map((item, i) => ({ item, width: widths[i] }));
}

type Column<Item> = readonly [heading: string, cell: (pair: Pair<Item>) => string];
type Leaf = number | null;

function section<Item>(title: string, columns: readonly Column<Item>[], rows: readonly Pair<Item>[]): string {
  if (rows.length === 0) return '';
  const headings = columns.map(([text], index) => ({ heading: text, align: index === 0 ? ('left' as const) : ('right' as const) }));
  return `${title}\n${textTable(headings, rows.map((row) => columns.map(([, cell]) => cell(row))))}`;
}

function figure<Item>(name: string, pick: (item: Item) => Leaf, write: (value: Leaf) => string = figureText): Column<Item> {
  return [name, ({ item, width }) => withWidth(pick(item), pick(width), write)];
}

function share<Item>(name: string, pick: (item: Item) => Leaf): Column<Item> {
  return figure(name, pick, shareText);
}

const SOURCE_COLUMNS: readonly Column<SourceReport>[] = [
  ['', ({ item }) => item.name],
  figure('offered', ({ offered }) => offered),
  figure('answered', ({ measures }) => measures.answered),
  figure('failed', ({ measures }) => measures.failed),
  figure('done', ({ measures }) => measures.done),
  figure('offered/s', ({ offeredPerSec }) => offeredPerSec),
  figure('answered/s', ({ throughputPerSec }) => throughputPerSec),
  figure('good/s', ({ goodputPerSec }) => goodputPerSec),
  share('answered share', ({ answeredShare }) => answeredShare),
];

const COMPONENT_COLUMNS: readonly Column<ComponentReport>[] = [
  ['', ({ item }) => item.name],
  figure('completed/s', ({ throughputPerSec }) => throughputPerSec),
  figure('good/s', ({ goodputPerSec }) => goodputPerSec),
  share('utilization', ({ utilization }) => utilization),
  figure('mean in queue', ({ meanInQueue }) => meanInQueue),
  figure('mean in system', ({ meanInSystem }) => meanInSystem),
  figure('rejected', ({ counts }) => counts.rejected),
  figure('failed', ({ counts }) => counts.failed),
  share('answered share', ({ answeredShare }) => answeredShare),
];

const CONNECTION_COLUMNS: readonly Column<ConnectionReport>[] = [
  ['', ({ item }) => wayOf(item)],
  figure('calls/s', ({ callsPerSec }) => callsPerSec),
  figure('throughput/s', ({ throughputPerSec }) => throughputPerSec),
  figure('good/s', ({ goodputPerSec }) => goodputPerSec),
  figure('timed out', ({ counts }) => counts.timedOut),
  figure('failed', ({ counts }) => counts.failed),
  figure('retried', ({ counts }) => counts.retried),
  figure('redelivered', ({ counts }) => counts.redelivered),
];

const CHANNEL_COLUMNS: readonly Column<ChannelReport>[] = [
  ['', ({ item }) => item.name],
  figure('mean ready', ({ meanReady }) => meanReady),
  figure('published', ({ measures }) => measures.published),
  figure('finished', ({ measures }) => measures.finished),
  figure('dead-lettered', ({ measures }) => measures.deadLettered),
  figure('lost', ({ measures }) => measures.lost),
];

interface Times {
  readonly label: string;
  readonly summary: TimeSummary;
}

const TIME_COLUMNS: readonly Column<Times>[] = [
  ['', ({ item }) => item.label],
  ['count', ({ item }) => countText(item.summary.count)],
  figure('mean', ({ summary }) => summary.mean),
  percentile('p50', 'p50'),
  percentile('p90', 'p90'),
  percentile('p95', 'p95'),
  percentile('p99', 'p99'),
  percentile('p99.9', 'p999'),
  ['max', ({ item }) => figureText(item.summary.max)],
];

function percentile(label: string, name: PercentileName): Column<Times> {
  return [label, ({ item, width }) => percentileText(item.summary, name, width.summary[name])];
}

function sourceTimes({ item, width }: Pair<SourceReport>, countUnanswered: boolean): Pair<Times>[] {
  const pick = (source: SourceReport) => (countUnanswered ? source.countingUnanswered : source);
  return (['answeredMs', 'doneMs'] as const).map((name) => {
    const label = `${item.name}: ${name === 'answeredMs' ? 'answered' : 'done'}`;
    return { item: { label, summary: pick(item)[name] }, width: { label, summary: pick(width)[name] } };
  });
}

function placeTimes<Place extends ComponentReport | ConnectionReport>({ item, width }: Pair<Place>, name: string): Pair<Times>[] {
  return (['waitMs', 'serviceMs', 'sojournMs'] as const)
    .filter((time) => item[time].count > 0)
    .map((time) => {
      const label = `${name}: ${time.slice(0, -2)}`;
      return { item: { label, summary: item[time] }, width: { label, summary: width[time] } };
    });
}

function wayOf({ id, from, to }: ConnectionReport): string {
  return `${id} (${from} > ${to})`;
}
