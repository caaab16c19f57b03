import { heldMeanMs } from '../../analysis/held-mean.ts';
import { countText, figureText, NO_FIGURE, shareText } from '../../base/figure-text.ts';
import { samplesNeeded } from '../../base/statistics/time-samples.ts';
import type {
  ChannelReport,
  ComponentReport,
  ConnectionReport,
  Counts,
  Report,
  SourceReport,
  TimeSummary,
} from '../../engine/report.ts';
import { KINDS, PROTOCOLS } from '../../model/catalog.ts';
import type { ComponentKind, Protocol } from '../../model/document.ts';
import { strings } from './strings.ts';
import { strings as studyStrings } from './study-strings.ts';

/** What a cell stands for, exactly as the engine reported it. Null: there is no figure. */
export type CellValue = string | number | null;

/** One column of a table. */
export interface ReportColumn<Row> {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly value: (row: Row) => CellValue;
  readonly text: (value: CellValue) => string;
  /** Words stand at the left, figures at the right. */
  readonly isWord?: boolean;
  /** Something went wrong as often as this tells: shown so when it is not zero. */
  readonly isTrouble?: boolean;
  readonly isShare?: boolean;
  /** Of a percentile: how many samples there are, and need to be. */
  readonly samples?: (row: Row) => { readonly count: number; readonly needed: number };
}

/** Why a cell has no figure although something was measured: its percentile needs more samples (rule ME12). */
export function isScarceCell(column: ReportColumn<ReportRow>, row: ReportRow): boolean {
  const { count, needed } = column.samples?.(row) ?? { count: 0, needed: 0 };
  return count > 0 && count < needed;
}

/** What a cell says, without its interval. */
export function cellText(column: ReportColumn<ReportRow>, row: ReportRow): string {
  return isScarceCell(column, row) ? studyStrings.scarce : column.text(column.value(row));
}

/** A row names a part of the diagram, and what of it the row tells. */
export interface ReportRow {
  readonly key: string;
  readonly partId: string;
  readonly name: string;
}

/** One table: its caption and columns, the name first, and its rows in the diagram's order. */
export interface ReportTable {
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly ReportColumn<ReportRow>[];
  readonly rows: readonly ReportRow[];
}

/** What a page of the report is of. */
export type ReportSubject = keyof typeof strings.subjects;

/** Which of the three times of components and connections a table shows. */
export type ReportTime = keyof typeof strings.times;

type ColumnName = keyof typeof strings.columns;
type Figure<Item> = (item: Item) => CellValue;

export interface ReportChoice {
  readonly subject: ReportSubject;
  readonly time: ReportTime;
  /** Whether times end to end count unanswered requests as at least their timeout. */
  readonly countUnanswered: boolean;
  /** Names of what the report tells only the ids of: the ends of connections, and brokers. */
  readonly nameOf: (id: string) => string;
}

/** The tables of one subject, every figure as it stands in the report. */
export function reportTables(report: Report, { subject, time, countUnanswered, nameOf }: ReportChoice): readonly ReportTable[] {
  switch (subject) {
    case 'endToEnd':
      return [sourceTable(report.sources), sourceTimes(report.sources, countUnanswered)];
    case 'components':
      return componentTables(report.components, time);
    case 'connections':
      return connectionTables(report.connections, time, nameOf);
    case 'channels':
      return [channelTable(report.channels, nameOf)];
  }
}

// Columns.

interface ItemRow<Item> extends ReportRow {
  readonly item: Item;
}

type Columns<Item> = readonly ReportColumn<ItemRow<Item>>[];

function written(write: (value: number | null) => string): (value: CellValue) => string {
  return (value) => (typeof value === 'string' ? value : plain(write(value)));
}

/** The command line's mark for "no figure" is a hyphen; on the page it is a dash. */
function plain(text: string): string {
  return text === NO_FIGURE ? '–' : text;
}

/** Means over several runs are no whole numbers. */
const asCount = written((value) => (value === null ? NO_FIGURE : Number.isInteger(value) ? countText(value) : figureText(value)));
const asFigure = written(figureText);
const asShare = written(shareText);

function column<Item>(name: ColumnName, text: (value: CellValue) => string, value: Figure<Item>): Columns<Item>[number] {
  const [label, hint] = strings.columns[name];
  return { id: name, label, hint, text, value: ({ item }) => value(item) };
}

function word<Item>(name: ColumnName, value: (item: Item) => string): Columns<Item>[number] {
  return { ...column<Item>(name, String, value), isWord: true };
}

function count<Item>(name: ColumnName, value: Figure<Item>): Columns<Item>[number] {
  return column(name, asCount, value);
}

function trouble<Item>(name: ColumnName, value: Figure<Item>): Columns<Item>[number] {
  return { ...count(name, value), isTrouble: true };
}

function figure<Item>(name: ColumnName, value: Figure<Item>): Columns<Item>[number] {
  return column(name, asFigure, value);
}

function share<Item>(name: ColumnName, value: Figure<Item>): Columns<Item>[number] {
  return { ...column(name, asShare, value), isShare: true };
}

/** The first column is what the row is of; it is shown as the row's heading. */
function nameColumn(name: ColumnName): ReportColumn<ReportRow> {
  const [label, hint] = strings.columns[name];
  return { id: name, label, hint, text: String, value: (row) => row.name, isWord: true };
}

interface TableOptions<Item> {
  readonly id: keyof typeof strings.tables;
  readonly name: ColumnName;
  readonly columns: Columns<Item>;
  readonly rows: readonly ItemRow<Item>[];
}

function table<Item>({ id, name, columns, rows }: TableOptions<Item>): ReportTable {
  // Rows and columns of one table are of one kind of item: outside of here nobody needs to know of which.
  const own = columns as unknown as readonly ReportColumn<ReportRow>[];
  return { id, caption: strings.tables[id], columns: [nameColumn(name), ...own], rows };
}

// Times.

interface Times {
  readonly summary: TimeSummary;
  readonly share: number | null;
}

const SUMMARIES = ['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'] as const;

interface PartedTimes extends Times {
  readonly component: ComponentReport;
}

/** What a mean sojourn time is made of. The three add up to it, as no percentiles do. */
const PARTS_OF_MEAN: Columns<PartedTimes> = [
  figure('meanWait', ({ component }) => component.waitMs.mean),
  figure('meanService', ({ component }) => component.serviceMs.mean),
  figure('meanHeld', ({ component }) => heldMeanMs(component)),
];

function componentTimeColumns(time: ReportTime): Columns<PartedTimes> {
  const columns = timeColumns<PartedTimes>();
  const afterMean = columns.findIndex(({ id }) => id === 'mean') + 1;
  return time === 'sojourn' ? columns.toSpliced(afterMean, 0, ...PARTS_OF_MEAN) : columns;
}

function timeColumns<Item extends Times>(): Columns<Item> {
  return [
    share('share', (item) => item.share),
    count('count', ({ summary }) => summary.count),
    ...SUMMARIES.map((name) => {
      const told = figure<Item>(name, ({ summary }) => summary[name]);
      if (name === 'mean' || name === 'max') return told;
      return { ...told, samples: ({ item }: ItemRow<Item>) => ({ count: item.summary.count, needed: samplesNeeded(name) }) };
    }),
  ];
}

function timesOf(item: ComponentReport | ConnectionReport, time: ReportTime): Times {
  const summary = { sojourn: item.sojournMs, wait: item.waitMs, service: item.serviceMs }[time];
  return { summary, share: item.answeredShare };
}

// End to end.

const SOURCE_COLUMNS: Columns<SourceReport> = [
  figure('offeredPerSec', (source) => source.offeredPerSec),
  figure('answeredPerSec', (source) => source.throughputPerSec),
  figure('goodPerSec', (source) => source.goodputPerSec),
  count('carriedIn', (source) => source.carriedIn),
  count('offered', (source) => source.offered),
  count('answered', ({ measures }) => measures.answered),
  trouble('sourceFailed', ({ measures }) => measures.failed),
  count('unanswered', ({ measures }) => measures.unanswered),
  count('unfinishedCarriedIn', (source) => source.unfinishedCarriedIn),
  count('done', ({ measures }) => measures.done),
  count('unfinished', ({ measures }) => measures.unfinished),
  trouble('effectsLost', ({ measures }) => measures.effectsLost),
  count('good', ({ measures }) => measures.good),
];

function sourceTable(sources: readonly SourceReport[]): ReportTable {
  const rows = sources.map((item) => ({ key: item.id, partId: item.id, name: item.name, item }));
  return table({ id: 'requests', name: 'source', columns: SOURCE_COLUMNS, rows });
}

interface SourceTimes extends Times {
  readonly until: string;
}

/** Answered and done stand one below the other: a pattern may only look quick because it answers early. */
function sourceTimes(sources: readonly SourceReport[], countUnanswered: boolean): ReportTable {
  const rows = sources.flatMap((source) => {
    const doneShare = source.offered > 0 ? source.doneMs.count / source.offered : null;
    const { answeredMs, doneMs } = countUnanswered ? source.countingUnanswered : source;
    const both: readonly SourceTimes[] = [
      { until: strings.answered, summary: answeredMs, share: source.answeredShare },
      { until: strings.done, summary: doneMs, share: doneShare },
    ];
    return both.map((item) => ({ key: `${source.id} ${item.until}`, partId: source.id, name: source.name, item }));
  });
  const [shareColumn, ...others] = timeColumns<SourceTimes>();
  const shares = countUnanswered ? share<SourceTimes>('shareOfAll', (item) => item.share) : shareColumn!;
  const columns = [word<SourceTimes>('until', ({ until }) => until), shares, ...others];
  return table({ id: countUnanswered ? 'endToEndAll' : 'endToEndTimes', name: 'source', columns, rows });
}

// Components and connections.

const TROUBLES: ReadonlySet<keyof Counts> = new Set(['rejected', 'timedOut', 'failed', 'redelivered', 'deadLettered']);
const COUNTS = [
  'offered',
  'started',
  'completed',
  'rejected',
  'timedOut',
  'failed',
  'retried',
  'redelivered',
  'deadLettered',
  'inFlight',
] as const satisfies readonly (keyof Counts)[];

function countColumns<Item extends { readonly counts: Counts }>(): Columns<Item> {
  return COUNTS.map((name) => {
    const make = TROUBLES.has(name) ? trouble : count;
    return make<Item>(name, ({ counts }) => counts[name]);
  });
}

const WORK_COLUMNS: Columns<ComponentReport> = [
  word('kind', ({ kind }) => KINDS[kind as ComponentKind]?.label ?? kind),
  figure('throughputPerSec', (item) => item.throughputPerSec),
  figure('partGoodputPerSec', (item) => item.goodputPerSec),
  share('utilization', (item) => item.utilization),
  figure('meanInQueue', (item) => item.meanInQueue),
  figure('meanInSystem', (item) => item.meanInSystem),
  count('carriedIn', (item) => item.carriedIn),
  trouble('shed', ({ measures }) => measures.shed),
  trouble('rateLimited', ({ measures }) => measures.rateLimited),
  trouble('failedHere', ({ measures }) => measures.failedHere),
  trouble('failedByCall', ({ measures }) => measures.failedByCall),
  trouble('lost', ({ measures }) => measures.lost),
  share('hitRatio', ({ measures: { hits, misses } }) => (hits + misses > 0 ? hits / (hits + misses) : null)),
];

function componentTables(components: readonly ComponentReport[], time: ReportTime): readonly ReportTable[] {
  const rows = components.map((item) => ({ key: item.id, partId: item.id, name: item.name, item }));
  const times = rows.map((row) => ({ ...row, item: { ...timesOf(row.item, time), component: row.item } }));
  return [
    table({ id: 'counts', name: 'component', columns: countColumns<ComponentReport>(), rows }),
    table({ id: 'work', name: 'component', columns: WORK_COLUMNS, rows }),
    table({ id: 'times', name: 'component', columns: componentTimeColumns(time), rows: times }),
  ];
}

const TROUBLE_COLUMNS: Columns<ConnectionReport> = [
  word('protocol', ({ protocol }) => PROTOCOLS[protocol as Protocol]?.label ?? protocol),
  figure('callsPerSec', (item) => item.callsPerSec),
  figure('callThroughputPerSec', (item) => item.throughputPerSec),
  figure('callGoodputPerSec', (item) => item.goodputPerSec),
  count('carriedIn', (item) => item.carriedIn),
  trouble('errors', ({ measures }) => measures.errors),
  trouble('vanished', ({ measures }) => measures.vanished),
  trouble('lateReplies', ({ measures }) => measures.lateReplies),
  trouble('abandoned', ({ measures }) => measures.abandoned),
  trouble('duplicates', ({ measures }) => measures.duplicates),
  count('waitingForConnection', ({ measures }) => measures.waitingForConnection),
  count('lag', ({ measures }) => measures.lag),
];

type NameOf = ReportChoice['nameOf'];

function connectionTables(connections: readonly ConnectionReport[], time: ReportTime, nameOf: NameOf): readonly ReportTable[] {
  const rows = connections.map((item) => {
    const name = strings.way(nameOf(item.from), nameOf(item.to));
    return { key: item.id, partId: item.id, name, item };
  });
  const times = rows.map((row) => ({ ...row, item: timesOf(row.item, time) }));
  return [
    table({ id: 'callCounts', name: 'connection', columns: countColumns<ConnectionReport>(), rows }),
    table({ id: 'trouble', name: 'connection', columns: TROUBLE_COLUMNS, rows }),
    table({ id: 'callTimes', name: 'connection', columns: timeColumns(), rows: times }),
  ];
}

// Channels.

const CHANNEL_COLUMNS: Columns<ChannelReport> = [
  count('published', ({ measures }) => measures.published),
  trouble('refused', ({ measures }) => measures.refused),
  trouble('dropped', ({ measures }) => measures.dropped),
  trouble('channelDeadLettered', ({ measures }) => measures.deadLettered),
  trouble('expiredUnread', ({ measures }) => measures.expiredUnread),
  trouble('channelLost', ({ measures }) => measures.lost),
  count('finished', ({ measures }) => measures.finished),
  count('ready', ({ measures }) => measures.ready),
  count('unacknowledged', ({ measures }) => measures.unacknowledged),
  count('carriedIn', (item) => item.carriedIn),
  figure('meanReady', (item) => item.meanReady),
  figure('oldestMs', ({ measures }) => (measures.oldestAgeMs > 0 ? measures.oldestAgeMs : null)),
];

function channelTable(channels: readonly ChannelReport[], nameOf: NameOf): ReportTable {
  const rows = channels.map((item) => ({ key: item.id, partId: item.id, name: item.name, item }));
  const columns = [word<ChannelReport>('broker', ({ broker }) => nameOf(broker)), ...CHANNEL_COLUMNS];
  return table({ id: 'channels', name: 'channel', columns, rows });
}
