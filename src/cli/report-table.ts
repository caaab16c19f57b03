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
import { countText, figureText, NO_FIGURE, shareText } from './figures.ts';
import { type TableColumn, textTable } from './text-table.ts';

/** A column of a section: heading and how an item's cell is written. The first column is a name and stands left. */
type Columns<Item> = readonly (readonly [heading: string, cell: (item: Item) => string])[];

const MOST_INCIDENTS = 30;

/** Writes a report for people: what was run, then totals and times of every load source, component, connection and
 *  channel, then the incidents. Times are milliseconds, beside the share of requests that they are times of. */
export function reportTable(report: Report): string {
  const sections = [
    heading(report),
    section('Load sources', SOURCE_COLUMNS, report.sources),
    section('End to end (ms)', TIME_COLUMNS, report.sources.flatMap(timesOfSource)),
    section('Components', COMPONENT_COLUMNS, report.components),
    section('Work of components', COMPONENT_LOAD_COLUMNS, report.components),
    section('Times in components (ms)', TIME_COLUMNS, report.components.flatMap(timesOfComponent)),
    section('Calls', CALL_COLUMNS, report.connections.filter(({ kind }) => kind === 'sync')),
    section('Queues and streams', MESSAGE_COLUMNS, report.connections.filter(({ kind }) => kind !== 'sync')),
    section('Times of calls (ms)', TIME_COLUMNS, report.connections.flatMap(timesOfConnection)),
    section('Channels', CHANNEL_COLUMNS, report.channels),
    incidents(report),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
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
  }
}

function heading(report: Report): string {
  const { title, seed, engineVersion, events, traceHash, warmUpMs } = report;
  return [
    title,
    `${outcomeText(report.outcome)}; ${writeDuration(report.nowMs)} of ${writeDuration(report.horizonMs)} simulated`,
    `measured after a warm-up of ${writeDuration(warmUpMs)}`,
    `seed ${seed}, engine ${engineVersion}, ${countText(events)} events, trace ${traceHash}`,
  ].join('\n');
}

function section<Item>(title: string, columns: Columns<Item>, items: readonly Item[]): string {
  if (items.length === 0) return '';
  const headings = columns.map(([text], index): TableColumn => ({ heading: text, align: index === 0 ? 'left' : 'right' }));
  const rows = items.map((item) => columns.map(([, cell]) => cell(item)));
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

/** One line of times. */
interface Times {
  readonly label: string;
  readonly summary: TimeSummary;
  readonly share: number | null;
}

const TIME_COLUMNS: Columns<Times> = [
  ['', ({ label }) => label],
  ['count', ({ summary }) => countText(summary.count)],
  ['mean', ({ summary }) => figureText(summary.mean)],
  ['p50', ({ summary }) => figureText(summary.p50)],
  ['p90', ({ summary }) => figureText(summary.p90)],
  ['p95', ({ summary }) => figureText(summary.p95)],
  ['p99', ({ summary }) => figureText(summary.p99)],
  ['p99.9', ({ summary }) => figureText(summary.p999)],
  ['max', ({ summary }) => figureText(summary.max)],
  ['of all', ({ share }) => shareText(share)],
];

function timesOfSource(source: SourceReport): Times[] {
  const doneShare = source.offered > 0 ? source.doneMs.count / source.offered : null;
  return [
    { label: `${source.name}: answered`, summary: source.answeredMs, share: source.answeredShare },
    { label: `${source.name}: done`, summary: source.doneMs, share: doneShare },
  ];
}

function timesOfComponent({ name, waitMs, serviceMs, sojournMs, answeredShare: share }: ComponentReport): Times[] {
  if (sojournMs.count === 0) return [];
  return [
    { label: `${name}: wait`, summary: waitMs, share },
    { label: `${name}: service`, summary: serviceMs, share },
    { label: `${name}: sojourn`, summary: sojournMs, share },
  ];
}

function timesOfConnection(connection: ConnectionReport): Times[] {
  const { waitMs, serviceMs, sojournMs, answeredShare: share } = connection;
  if (sojournMs.count === 0) return [];
  return [
    { label: `${wayOf(connection)}: wait`, summary: waitMs, share },
    { label: `${wayOf(connection)}: service`, summary: serviceMs, share },
    { label: `${wayOf(connection)}: sojourn`, summary: sojournMs, share },
  ];
}

function wayOf({ id, from, to }: ConnectionReport): string {
  return `${id} (${from} > ${to})`;
}

const SOURCE_COLUMNS: Columns<SourceReport> = [
  ['', ({ name }) => name],
  ['offered', ({ offered }) => countText(offered)],
  ['offered/s', ({ offeredPerSec }) => figureText(offeredPerSec)],
  ...counts<'answered' | 'failed' | 'unanswered' | 'done' | 'unfinished' | 'good' | 'effectsLost'>(
    ['answered', 'answered'],
    ['failed', 'failed'],
    ['unanswered', 'unanswered'],
    ['done', 'done'],
    ['unfinished', 'unfinished'],
    ['effects lost', 'effectsLost'],
    ['good', 'good'],
  ),
  ['answered/s', ({ throughputPerSec }) => figureText(throughputPerSec)],
  ['good/s', ({ goodputPerSec }) => figureText(goodputPerSec)],
  ['answered share', ({ answeredShare }) => shareText(answeredShare)],
];

const COMPONENT_COLUMNS: Columns<ComponentReport> = [
  ['', ({ name }) => name],
  ...counts<'offered' | 'started' | 'completed' | 'rejected' | 'failedHere' | 'failedByCall' | 'lost' | 'inSystem' | 'hits' | 'misses'>(
    ['offered', 'offered'],
    ['started', 'started'],
    ['completed', 'completed'],
    ['rejected', 'rejected'],
    ['failed here', 'failedHere'],
    ['failed by call', 'failedByCall'],
    ['lost', 'lost'],
    ['in system', 'inSystem'],
    ['hits', 'hits'],
    ['misses', 'misses'],
  ),
];

const COMPONENT_LOAD_COLUMNS: Columns<ComponentReport> = [
  ['', ({ name }) => name],
  ['kind', ({ kind }) => kind],
  ['completed/s', ({ throughputPerSec }) => figureText(throughputPerSec)],
  ['utilization', ({ utilization }) => shareText(utilization)],
  ['mean in queue', ({ meanInQueue }) => figureText(meanInQueue)],
  ['mean in system', ({ meanInSystem }) => figureText(meanInSystem)],
  ['in system at start', ({ carriedIn }) => countText(carriedIn)],
];

const CALL_COLUMNS: Columns<ConnectionReport> = [
  ['', wayOf],
  ['protocol', ({ protocol }) => protocol],
  ['calls/s', ({ callsPerSec }) => figureText(callsPerSec)],
  ['good/s', ({ goodputPerSec }) => figureText(goodputPerSec)],
  ...counts<
    'calls' | 'attempts' | 'retries' | 'succeeded' | 'failed' | 'timedOut' | 'rejected' | 'errors' | 'vanished' | 'lateReplies' | 'abandoned' | 'inProgress'
  >(
    ['calls', 'calls'],
    ['attempts', 'attempts'],
    ['retries', 'retries'],
    ['succeeded', 'succeeded'],
    ['failed', 'failed'],
    ['timed out', 'timedOut'],
    ['rejected', 'rejected'],
    ['errors', 'errors'],
    ['vanished', 'vanished'],
    ['late', 'lateReplies'],
    ['abandoned', 'abandoned'],
    ['in progress', 'inProgress'],
  ),
];

const MESSAGE_COLUMNS: Columns<ConnectionReport> = [
  ['', wayOf],
  ['protocol', ({ protocol }) => protocol],
  ['published/s', ({ callsPerSec }) => figureText(callsPerSec)],
  ...counts<'calls' | 'succeeded' | 'failed' | 'delivered' | 'redelivered' | 'acknowledged' | 'duplicates' | 'unacknowledged' | 'lag'>(
    ['published', 'calls'],
    ['confirmed', 'succeeded'],
    ['failed', 'failed'],
    ['delivered', 'delivered'],
    ['redelivered', 'redelivered'],
    ['acknowledged', 'acknowledged'],
    ['done twice', 'duplicates'],
    ['unacknowledged', 'unacknowledged'],
    ['lag', 'lag'],
  ),
];

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
  ['mean ready', ({ meanReady }) => figureText(meanReady)],
  ['oldest', ({ measures }) => (measures.oldestAgeMs > 0 ? writeDuration(Math.round(measures.oldestAgeMs)) : NO_FIGURE)],
];
