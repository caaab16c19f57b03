import { countText, figureText, NO_FIGURE, shareText } from '../base/figure-text.ts';
import type { JudgedRun } from '../analysis/studies.ts';
import { writeDuration } from '../base/units.ts';
import type {
  ChannelReport,
  ComponentReport,
  ConnectionReport,
  Report,
  RunOutcome,
  SourceReport,
  TimeSummary,
} from '../engine/report.ts';
import type { BrownoutDocument } from '../model/document.ts';
import { percentileText, scarceNote, withWidth } from './percentile-text.ts';
import { runModeText } from './run-mode-text.ts';
import { type TableColumn, textTable } from './text-table.ts';

/** A column of a section: heading and how an item's cell is written; half the widths of the item's intervals stand beside it
 *  where there are any. The first column is a name and stands left. */
type Columns<Item> = readonly (readonly [heading: string, cell: (item: Item, width: Item | undefined) => string])[];

/** An item, and half the widths of its intervals in the same form. */
interface Row<Item> {
  readonly item: Item;
  readonly width: Item | undefined;
}

/** What is printed: the report of a document's run, which stands in `judged` too where the run tells how sure its means are. */
export interface PrintedRun {
  readonly document: BrownoutDocument;
  readonly report: Report;
  readonly judged: JudgedRun | undefined;
}

const MOST_INCIDENTS = 30;

/** Writes a report for people: what was run, then totals and times of every load source, component, connection and
 *  channel, then the incidents. Times are milliseconds, beside the share of requests that they are times of; on request
 *  those end to end count unanswered requests too. Means of a judged run stand with half the width of their interval. */
export function reportTable(run: PrintedRun, { countUnanswered }: { readonly countUnanswered: boolean }): string {
  const { report, judged } = run;
  const widths = judged?.halfWidths;
  const sources = rowsOf(report.sources, widths?.sources);
  const components = rowsOf(report.components, widths?.components);
  const connections = rowsOf(report.connections, widths?.connections);
  const sections = [
    heading(run),
    section('Load sources', SOURCE_COLUMNS, sources),
    countUnanswered
      ? section('End to end (ms), unanswered requests counted as at least their timeout', TIME_COLUMNS, timesIn(sources, timesOfAll))
      : section('End to end (ms)', TIME_COLUMNS, timesIn(sources, timesOfSource)),
    section('Components', COMPONENT_COLUMNS, components),
    section('Work of components', COMPONENT_LOAD_COLUMNS, components),
    section('Times in components (ms)', TIME_COLUMNS, timesIn(components, timesOfComponent)),
    section('Connections', CONNECTION_COLUMNS, connections),
    section('Trouble on connections', TROUBLE_COLUMNS, connections.filter(({ item }) => hasTrouble(item))),
    section('Times of calls and messages (ms)', TIME_COLUMNS, timesIn(connections, timesOfConnection)),
    section('Channels', CHANNEL_COLUMNS, rowsOf(report.channels, widths?.channels)),
    incidents(report),
  ];
  return `${[...sections, ...scarceNote(sections)].filter((text) => text !== '').join('\n\n')}\n`;
}

/** Says in words where a run stands and why. */
export function outcomeText(outcome: RunOutcome): string {
  switch (outcome.kind) {
    case 'running':
      return 'still running';
    case 'horizon':
      return 'ran to its horizon';
    case 'zeroDelayLoop':
    case 'tooManyInFlight':
    case 'tooManyEvents':
      return `stopped early at ${outcome.place}: ${outcome.message}`;
    case 'broken':
      return `stopped by a mistake of the engine: ${brokenText(outcome)}; the figures are not to be trusted`;
  }
}

/** Which invariant does not hold, where, and the figures that say so. */
export function brokenText({ invariant, place, message }: Extract<RunOutcome, { kind: 'broken' }>): string {
  return `${place === '' ? invariant : `${invariant} of "${place}"`}: ${message}`;
}

function heading({ document, report, judged }: PrintedRun): string {
  const { title, seed, engineVersion, events, traceHash, warmUpMs } = report;
  const hasIntervals = judged?.found?.kind === 'found';
  return [
    title,
    `${outcomeText(report.outcome)}; ${writeDuration(report.nowMs)} of ${writeDuration(report.horizonMs)} simulated`,
    `one run; ${runModeText(document, judged ?? { warmUpMs, found: undefined })}`,
    hasIntervals
      ? 'means ± half the interval at 95 %, from batches of this run; --replications 10 tells it of every figure'
      : 'no intervals: --replications 10 tells how sure its figures are',
    `seed ${seed}, engine ${engineVersion}, ${countText(events)} events, trace ${traceHash}`,
  ].join('\n');
}

function rowsOf<Item>(items: readonly Item[], widths: readonly Item[] | undefined): Row<Item>[] {
  return items.map((item, index) => ({ item, width: widths?.[index] }));
}

/** Rows of the times of things, without those of which nothing was measured unless they are told of every thing. */
function timesIn<Item>(rows: readonly Row<Item>[], timesOf: (item: Item) => readonly Times[]): Row<Times>[] {
  return rows
    .flatMap(({ item, width }) => rowsOf(timesOf(item), width && timesOf(width)))
    .filter(({ item }) => item.isAlwaysTold === true || item.summary.count > 0);
}

function section<Item>(title: string, columns: Columns<Item>, items: readonly Row<Item>[]): string {
  if (items.length === 0) return '';
  const headings = columns.map(([text], index): TableColumn => ({ heading: text, align: index === 0 ? 'left' : 'right' }));
  const rows = items.map(({ item, width }) => columns.map(([, cell]) => cell(item, width)));
  return `${title}\n${textTable(headings, rows)}`;
}

function incidents({ incidents: all }: Report): string {
  if (all.length === 0) return '';
  const shown = all.slice(0, MOST_INCIDENTS).map(({ atMs, kind, subject }) => [writeDuration(Math.round(atMs)), kind, subject]);
  const columns = ['at', 'incident', 'where'].map((text): TableColumn => ({ heading: text, align: 'left' }));
  const more = all.length > MOST_INCIDENTS ? `\nand ${countText(all.length - MOST_INCIDENTS)} more` : '';
  return `Incidents\n${textTable(columns, shown)}${more}`;
}

/** The columns of measures that are counts, by their names. */
function counts<Name extends string>(
  ...names: readonly (readonly [heading: string, name: Name])[]
): Columns<{ readonly measures: Readonly<Record<Name, number>> }> {
  return names.map(([text, name]) => [text, (item) => countText(item.measures[name])]);
}

/** A column of a figure that can have an interval. */
function figure<Item>(
  name: string,
  pick: (item: Item) => number | null,
  write: (value: number | null) => string = figureText,
): Columns<Item>[number] {
  return [name, (item, width) => withWidth(pick(item), width === undefined ? null : pick(width), write)];
}

/** One line of times. */
interface Times {
  readonly label: string;
  readonly summary: TimeSummary;
  readonly share: number | null;
  readonly isAlwaysTold?: boolean;
}

const TIME_COLUMNS: Columns<Times> = [
  ['', ({ label }) => label],
  ['count', ({ summary }) => countText(summary.count)],
  figure('mean', ({ summary }) => summary.mean),
  ['p50', ({ summary }) => percentileText(summary, 'p50')],
  ['p90', ({ summary }) => percentileText(summary, 'p90')],
  ['p95', ({ summary }) => percentileText(summary, 'p95')],
  ['p99', ({ summary }) => percentileText(summary, 'p99')],
  ['p99.9', ({ summary }) => percentileText(summary, 'p999')],
  ['max', ({ summary }) => figureText(summary.max)],
  ['of all', ({ share }) => shareText(share)],
];

function timesOfSource(source: SourceReport): Times[] {
  const doneShare = source.offered > 0 ? source.doneMs.count / source.offered : null;
  return [
    { label: `${source.name}: answered`, summary: source.answeredMs, share: source.answeredShare, isAlwaysTold: true },
    { label: `${source.name}: done`, summary: source.doneMs, share: doneShare, isAlwaysTold: true },
  ];
}

/** The share beside them is still the one that was answered, or done: the rest is what they were counted for. */
function timesOfAll(source: SourceReport): Times[] {
  const { answeredMs, doneMs } = source.countingUnanswered;
  const [answered, done] = timesOfSource(source);
  return [{ ...answered, summary: answeredMs }, { ...done, summary: doneMs }];
}

function timesOfComponent(component: ComponentReport): Times[] {
  return threeTimes(component.name, component);
}

function timesOfConnection(connection: ConnectionReport): Times[] {
  return threeTimes(wayOf(connection), connection);
}

/** Lines for wait, service and sojourn. */
function threeTimes(label: string, item: ComponentReport | ConnectionReport): Times[] {
  const { waitMs, serviceMs, sojournMs, answeredShare: share } = item;
  return [
    { label: `${label}: wait`, summary: waitMs, share },
    { label: `${label}: service`, summary: serviceMs, share },
    { label: `${label}: sojourn`, summary: sojournMs, share },
  ];
}

function wayOf({ id, from, to }: ConnectionReport): string {
  return `${id} (${from} > ${to})`;
}

const SOURCE_COLUMNS: Columns<SourceReport> = [
  ['', ({ name }) => name],
  ['at start', ({ carriedIn }) => countText(carriedIn)],
  ['offered', ({ offered }) => countText(offered)],
  figure('offered/s', ({ offeredPerSec }) => offeredPerSec),
  ...counts<'answered' | 'failed' | 'unanswered'>(
    ['answered', 'answered'],
    ['failed', 'failed'],
    ['unanswered', 'unanswered'],
  ),
  ['unfinished at start', ({ unfinishedCarriedIn }) => countText(unfinishedCarriedIn)],
  ...counts<'done' | 'unfinished' | 'good' | 'effectsLost'>(
    ['done', 'done'],
    ['unfinished', 'unfinished'],
    ['effects lost', 'effectsLost'],
    ['good', 'good'],
  ),
  figure('answered/s', ({ throughputPerSec }) => throughputPerSec),
  figure('good/s', ({ goodputPerSec }) => goodputPerSec),
  ['answered share', ({ answeredShare }) => shareText(answeredShare)],
];

/** What became of requests, calls and messages: the same columns for components and connections. */
const COUNT_COLUMNS: Columns<ComponentReport | ConnectionReport> = (
  [
    ['offered', 'offered'],
    ['started', 'started'],
    ['completed', 'completed'],
    ['rejected', 'rejected'],
    ['timed out', 'timedOut'],
    ['failed', 'failed'],
    ['retried', 'retried'],
    ['redelivered', 'redelivered'],
    ['dead-lettered', 'deadLettered'],
    ['in flight', 'inFlight'],
  ] as const
).map(([text, name]) => [text, ({ counts: all }) => countText(all[name])]);

const COMPONENT_COLUMNS: Columns<ComponentReport> = [['', ({ name }) => name], ...COUNT_COLUMNS];

const COMPONENT_LOAD_COLUMNS: Columns<ComponentReport> = [
  ['', ({ name }) => name],
  ['kind', ({ kind }) => kind],
  figure('completed/s', ({ throughputPerSec }) => throughputPerSec),
  figure('good/s', ({ goodputPerSec }) => goodputPerSec),
  figure('utilization', ({ utilization }) => utilization, shareText),
  figure('mean in queue', ({ meanInQueue }) => meanInQueue),
  figure('mean in system', ({ meanInSystem }) => meanInSystem),
  ['in system at start', ({ carriedIn }) => countText(carriedIn)],
  ['failed here', ({ measures }) => countText(measures.failedHere)],
  ['by a call', ({ measures }) => countText(measures.failedByCall)],
  ['lost', ({ measures }) => countText(measures.lost)],
  ['hit ratio', ({ measures: { hits, misses } }) => shareText(hits + misses > 0 ? hits / (hits + misses) : null)],
];

const CONNECTION_COLUMNS: Columns<ConnectionReport> = [
  ['', wayOf],
  ['protocol', ({ protocol }) => protocol],
  figure('calls/s', ({ callsPerSec }) => callsPerSec),
  figure('throughput/s', ({ throughputPerSec }) => throughputPerSec),
  figure('good/s', ({ goodputPerSec }) => goodputPerSec),
  ['at start', ({ carriedIn }) => countText(carriedIn)],
  ...COUNT_COLUMNS,
];

const TROUBLES = [
  ['errors', 'errors'],
  ['vanished', 'vanished'],
  ['late replies', 'lateReplies'],
  ['abandoned', 'abandoned'],
  ['done twice', 'duplicates'],
  ['wait for connection', 'waitingForConnection'],
  ['resets', 'resets'],
  ['lag', 'lag'],
] as const;

const TROUBLE_COLUMNS: Columns<ConnectionReport> = [['', wayOf], ...counts<(typeof TROUBLES)[number][1]>(...TROUBLES)];

function hasTrouble({ measures }: ConnectionReport): boolean {
  return TROUBLES.some(([, name]) => measures[name] > 0);
}

const CHANNEL_COLUMNS: Columns<ChannelReport> = [
  ['', ({ name }) => name],
  ['broker', ({ broker }) => broker],
  ...counts<'published' | 'refused' | 'dropped' | 'deadLettered' | 'expiredUnread' | 'lost' | 'finished' | 'ready' | 'unacknowledged'>(
    ['published', 'published'],
    ['refused', 'refused'],
    ['dropped', 'dropped'],
    ['dead-lettered', 'deadLettered'],
    ['expired unread', 'expiredUnread'],
    ['lost', 'lost'],
    ['finished', 'finished'],
    ['ready', 'ready'],
    ['unacknowledged', 'unacknowledged'],
  ),
  ['at start', ({ carriedIn }) => countText(carriedIn)],
  figure('mean ready', ({ meanReady }) => meanReady),
  ['oldest', ({ measures }) => (measures.oldestAgeMs > 0 ? writeDuration(Math.round(measures.oldestAgeMs)) : NO_FIGURE)],
];
